package httpapi_test

import (
	"encoding/json"
	"testing"

	"talaan/internal/httpapi"
)

type patched struct {
	Name   string   `json:"name"`
	Age    *int64   `json:"age"`
	Labels []string `json:"labels"`
}

// A patch writes a new value, never through a pointer or slice that the copy
// of the record before the change still holds: the audit trail compares both.
func TestPatchLeavesTheCopyBefore(t *testing.T) {
	t.Parallel()
	age := int64(30)
	before := patched{Name: "Juan", Age: &age, Labels: []string{"a", "b"}}
	after := before
	var p httpapi.Patch[patched]
	if err := json.Unmarshal([]byte(`{"age": 40, "labels": ["c"], "version": 3}`), &p); err != nil {
		t.Fatal(err)
	}
	if err := p.Apply(&after); err != nil {
		t.Fatal(err)
	}
	if *before.Age != 30 || before.Labels[0] != "a" || *after.Age != 40 || after.Labels[0] != "c" || after.Name != "Juan" {
		t.Errorf("before %v %v, after %v %v %s", *before.Age, before.Labels, *after.Age, after.Labels, after.Name)
	}
	if err := json.Unmarshal([]byte(`{"age": null, "name": null}`), &p); err != nil {
		t.Fatal(err)
	}
	if err := p.Apply(&after); err != nil || after.Age != nil || after.Name != "" {
		t.Errorf("null does not empty: %+v, %v", after, err)
	}
}
