package talaantest

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// Description is what the server says of its own interface.
type Description struct {
	Paths      map[string]map[string]described
	Components struct{ Schemas map[string]schema }
}

type described struct {
	OperationID string
	Parameters  []Parameter
	RequestBody struct {
		Content map[string]struct{ Schema schema }
	}
}

// Parameter is one in a path, a query or a header.
type Parameter struct{ Name, In string }

type schema struct {
	Ref        string `json:"$ref"`
	Properties map[string]schema
	Items      *schema
}

// DescribedOperation is one operation as a client sees it.
type DescribedOperation struct {
	ID, Method, Path string
	Parameters       []Parameter
	Body             []string // paths of the fields of its body, sorted: albums[].upload_ids
}

// Description asks the server for it.
func (h *Hospital) Description() *Description {
	h.T.Helper()
	req, err := http.NewRequestWithContext(h.T.Context(), http.MethodGet, h.URL+"/openapi.json", http.NoBody)
	Must(h.T, err)
	res, err := http.DefaultClient.Do(req)
	Must(h.T, err)
	text, err := io.ReadAll(res.Body)
	Must(h.T, err)
	Must(h.T, res.Body.Close())
	d := &Description{}
	Must(h.T, json.Unmarshal(text, d))
	return d
}

// Operations lists all, by path.
func (d *Description) Operations() (out []DescribedOperation) {
	for _, path := range slices.Sorted(maps.Keys(d.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(d.Paths[path])) {
			o := d.Paths[path][method]
			one := DescribedOperation{ID: o.OperationID, Method: strings.ToUpper(method), Path: path, Parameters: o.Parameters}
			for _, content := range o.RequestBody.Content {
				one.Body = d.fields(content.Schema, "", 0)
			}
			slices.Sort(one.Body)
			out = append(out, one)
		}
	}
	return out
}

// deepest is how far into a body is looked.
const deepest = 5

func (d *Description) fields(s schema, under string, depth int) (out []string) {
	if s.Ref != "" {
		s = d.Components.Schemas[s.Ref[strings.LastIndex(s.Ref, "/")+1:]]
	}
	if depth > deepest {
		return nil
	}
	for name, property := range s.Properties {
		out = append(append(out, under+name), d.fields(property, under+name+".", depth+1)...)
	}
	if s.Items != nil {
		out = append(out, d.fields(*s.Items, strings.TrimSuffix(under, ".")+"[].", depth+1)...)
	}
	return out
}
