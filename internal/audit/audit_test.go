package audit

import (
	"encoding/json"
	"testing"
)

func TestDiff(t *testing.T) {
	t.Parallel()
	type record struct {
		Version int      `json:"version"`
		Name    string   `json:"name"`
		Phone   *string  `json:"phone"`
		Roles   []string `json:"roles"`
		Secret  string   `json:"-"`
	}
	phone := "1"
	for _, c := range []struct {
		what          string
		before, after any
		want          string
	}{
		{"nothing", record{Version: 1, Name: "A"}, record{Version: 2, Name: "A", Secret: "x"}, `[]`},
		{"one field", record{Name: "A"}, record{Name: "B"}, `[{"field":"name","before":"A","after":"B"}]`},
		{"made", nil, record{Name: "A"}, `[{"field":"name","after":"A"}]`},
		{"deleted", record{Name: "A", Phone: &phone}, nil, `[{"field":"name","before":"A"},{"field":"phone","before":"1"}]`},
		{"emptied", record{Phone: &phone}, record{}, `[{"field":"phone","before":"1","after":null}]`},
		{"no list and an empty one", record{}, record{Roles: []string{}}, `[]`},
	} {
		changes, err := diff(c.before, c.after)
		if err != nil {
			t.Fatal(err)
		}
		got, err := json.Marshal(changes)
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %s, not %s (%v)", c.what, got, c.want, err)
		}
	}
}
