package httpapi

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"talaan/internal/errs"
)

// Draft is the body that creates a record with the writable fields F. Only
// fields tagged `need:"create"` are required.
type Draft[F any] struct {
	Fields F
	given  []string
}

// Given lists the names of the fields the client sent, sorted.
func (d *Draft[F]) Given() []string { return d.given }

// Schema describes the body: F's fields, few of them required.
func (d Draft[F]) Schema(r huma.Registry) *huma.Schema {
	s := huma.SchemaFromType(r, reflect.TypeFor[F]())
	s.Required = nil
	for _, f := range reflect.VisibleFields(reflect.TypeFor[F]()) {
		if f.Tag.Get("need") == "create" {
			s.Required = append(s.Required, jsonName(f))
		}
	}
	slices.Sort(s.Required)
	return s
}

// UnmarshalJSON reads the fields and notes which were sent.
func (d *Draft[F]) UnmarshalJSON(b []byte) error {
	var err error
	d.given, err = overlay(b, &d.Fields)
	return err
}

// MarshalJSON writes the fields, so that two requests can be compared.
func (d Draft[F]) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Fields F
		Given  []string
	}{d.Fields, d.given})
}

// Patch is the body that changes some of a record's fields F; absent ones stay.
// Null empties a field that may be empty. Version is the one the client read, when it has one.
type Patch[F any] struct {
	Version *int64
	raw     []byte
	given   []string
}

// Given lists the names of the fields the client sent, sorted.
func (p *Patch[F]) Given() []string { return p.given }

// Apply writes the sent fields over fields. Text is cleaned on the way.
func (p *Patch[F]) Apply(fields *F) error {
	if _, err := overlay(p.raw, fields); err != nil {
		return &errs.Error{Kind: errs.Invalid, Message: "The request cannot be read: " + err.Error()}
	}
	return cleanBody(fields, p.given)
}

// Stale reports whether the client edited an older version than current.
func (p *Patch[F]) Stale(current int64) bool { return p.Version != nil && *p.Version != current }

// Schema describes the body: any of F's fields, and the version.
func (p Patch[F]) Schema(r huma.Registry) *huma.Schema {
	s := huma.SchemaFromType(r, reflect.TypeFor[F]())
	s.Required = nil
	s.Properties["version"] = &huma.Schema{Type: huma.TypeInteger, Format: "int64", Description: "The version that was read; an older one than the present is refused with 409."}
	return s
}

// UnmarshalJSON keeps the sent fields until Apply.
func (p *Patch[F]) UnmarshalJSON(b []byte) error {
	var v struct {
		Version *int64 `json:"version"`
	}
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	p.Version = v.Version
	p.raw = bytes.Clone(b)
	var probe F
	given, err := overlay(b, &probe)
	p.given = slices.DeleteFunc(given, func(n string) bool { return n == "version" })
	return err
}

// MarshalJSON writes what was sent.
func (p Patch[F]) MarshalJSON() ([]byte, error) {
	if p.raw == nil {
		return []byte("{}"), nil
	}
	return p.raw, nil
}

// overlay writes the members of the JSON object b over target and returns
// their names, sorted. A null member empties its field, if that may be empty.
func overlay(b []byte, target any) ([]string, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(b, &members); err != nil {
		return nil, err
	}
	v := reflect.ValueOf(target).Elem()
	names := make([]string, 0, len(members))
	for name := range members {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		// Null leaves it so; and no pointer is written through that a copy may share.
		if !zeroField(v, name) && string(members[name]) == "null" {
			return nil, &json.UnmarshalTypeError{Value: "empty", Type: v.Type(), Field: name}
		}
	}
	if err := json.Unmarshal(b, target); err != nil {
		return nil, err // as it is, so that the decoder adds where in the body it was
	}
	return names, nil
}

// zeroField empties the field of this name and reports whether it may stay so.
func zeroField(v reflect.Value, name string) bool {
	nullable := true
	for _, f := range reflect.VisibleFields(v.Type()) {
		if jsonName(f) == name && !f.Anonymous {
			v.FieldByIndex(f.Index).SetZero()
			nullable = mayBeNull(f)
		}
	}
	return nullable
}

// mayBeNull reports whether a field has a value that stands for none: nil, or
// empty text where that is allowed.
func mayBeNull(f reflect.StructField) bool {
	switch f.Type.Kind() {
	case reflect.Pointer:
		return f.Tag.Get("nullable") != "false"
	case reflect.String:
		choices, limited := f.Tag.Lookup("enum")
		return f.Tag.Get("need") != "create" && f.Tag.Get("minLength") != "1" &&
			(!limited || slices.Contains(strings.Split(choices, ","), ""))
	default:
		return false
	}
}

func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// Stale refuses an edit of an older version than current, which goes back to
// the client so that it can show both.
func Stale(current any) error {
	return &errs.Error{
		Kind: errs.Conflict, Current: current,
		Message: "Someone else changed this record meanwhile. Compare with the present values, then save again.",
		Fields:  []errs.Field{{Location: "body.version", Message: "is not the present version"}},
	}
}
