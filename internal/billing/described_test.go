package billing

import (
	"reflect"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
)

// What an answer leaves out is null, and its description says that it may be.
func TestWhatMayBeNullIsDescribedSo(t *testing.T) {
	t.Parallel()
	registry := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	seen := map[reflect.Type]bool{}
	for _, answer := range []any{Bill{}, Charge{}, Payment{}, Entitlement{}, Adjustment{}, Explanation{}, Print{}, CurrentShift{}, ShiftPage{}, CashReport{}, PromisedBill{}, PastPrice{}} {
		nullsDescribed(t, registry, seen, reflect.TypeOf(answer))
	}
	if n := len(seen); n < 20 {
		t.Errorf("looked at %d types only", n)
	}
}

func nullsDescribed(t *testing.T, registry huma.Registry, seen map[reflect.Type]bool, typ reflect.Type) {
	t.Helper()
	for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice {
		typ = typ.Elem()
	}
	if typ.Kind() != reflect.Struct || seen[typ] || !strings.HasPrefix(typ.PkgPath(), "talaan/") {
		return
	}
	seen[typ] = true
	object := registry.Schema(typ, false, "")
	for _, f := range reflect.VisibleFields(typ) {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue
		}
		if f.Type.Kind() == reflect.Pointer && options != "omitempty" {
			s := object.Properties[name]
			if s.Ref != "" {
				s = registry.SchemaFromRef(s.Ref)
			}
			if !s.Nullable {
				t.Errorf("%s.%s can be null; the description does not say so", typ.Name(), name)
			}
		}
		nullsDescribed(t, registry, seen, f.Type)
	}
}
