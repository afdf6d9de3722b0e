package inspect_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"talaan/internal/media/inspect"
)

// FuzzFile holds that nothing is taken that is not wanted, whatever is sent,
// and that each refusal says something.
func FuzzFile(f *testing.F) {
	for _, c := range taken {
		if len(c.content) < 1<<20 {
			f.Add([]byte(c.content), c.name, uint16(1<<len(typesOf)-1))
		}
	}
	for i, c := range refused {
		if len(c.content) < 1<<20 {
			f.Add([]byte(c.content), c.name, uint16(1<<(i%len(typesOf))))
		}
	}
	f.Fuzz(func(t *testing.T, content []byte, name string, wanted uint16) {
		if what := clean(inspect.Name(name)); what != "" {
			t.Fatalf("%q is named %q: %s", name, inspect.Name(name), what)
		}
		l := inspect.Limits{Pixels: 1_000_000}
		for i, n := range inspect.TypeNames() {
			if wanted>>i&1 == 1 {
				l.Types = append(l.Types, n)
			}
		}
		got, err := file(t, string(content), name, l)
		var r *inspect.Refusal
		if errors.As(err, &r) && r.Message != "" {
			return
		}
		bare, _, _ := strings.Cut(got.ContentType, ";")
		if err != nil || len(typesOf[bare]) != 1 || !slices.Contains(l.Types, typesOf[bare][0]) {
			t.Fatalf("found %+v, %v where only %v are taken", got, err, l.Types)
		}
		if int64(got.Width)*int64(got.Height) > l.Pixels {
			t.Fatalf("a picture of %d × %d is taken", got.Width, got.Height)
		}
	})
}
