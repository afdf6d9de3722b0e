package report

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A name in an export is one on every system: no path, no control character,
// and not too long; what is harmless stays.
func TestSafeName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"chest.png": "chest.png", "../../etc/passwd": ".._.._etc_passwd", `C:\x.exe`: "C__x.exe", "a\u202egpj.exe": "a_gpj.exe", "Peña 🦴.pdf": "Peña 🦴.pdf",
	} {
		if got := safeName(name); got != want {
			t.Errorf("%q becomes %q, not %q", name, got, want)
		}
	}
	rapid.Check(t, func(r *rapid.T) {
		got := safeName(rapid.String().Draw(r, "name"))
		if strings.ContainsAny(got, "/\\:\x00\n") || len([]rune(got)) > longestName {
			r.Errorf("becomes %q", got)
		}
	})
}
