package inspect_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"talaan/internal/media/inspect"
)

func TestName(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, want string }{
		{"chest.png", "chest.png"},
		{"../../etc/passwd", "passwd"},
		{`C:\Users\Ana\chest.png`, "chest.png"},
		{`a/b\c.pdf`, "c.pdf"},
		{"a.pdf/", "file"},
		{"", "file"},
		{"..", "file"},
		{" . ", "file"},
		{"\u200b\u202e", "file"},
		{"\ufe0f\u0301", "file"},
		{".htaccess", "htaccess"},
		{"a.pdf. . ", "a.pdf"},
		{"a\x00b\r\n.pdf", "ab .pdf"},
		{"chest\u202egnp.exe", "chestgnp.exe"},
		{"a\u200d\ufeffb\u00ad\u2066.pdf", "ab.pdf"},
		{"two   spaces\u00a0here\tand\u3000there.txt", "two spaces here and there.txt"},
		{"😀 result 🏥.png", "😀 result 🏥.png"},
		{"Pen\u0303a.pdf", "Peña.pdf"},
		{"bad\xff\xfebytes.txt", "badbytes.txt"},
		{strings.Repeat("x", 300) + ".pdf", strings.Repeat("x", 251) + ".pdf"},
		{strings.Repeat("ñ", 300) + ".pdf", strings.Repeat("ñ", 125) + ".pdf"},
		{strings.Repeat("😀", 300) + ".jpeg", strings.Repeat("😀", 62) + ".jpeg"},
		{"a." + strings.Repeat("x", 300), "a." + strings.Repeat("x", 253)},
		{"a" + strings.Repeat(" .", 300) + "pdf", "a.pdf"},
	} {
		if got := inspect.Name(c.name); got != c.want {
			t.Errorf("%q is named %q, not %q", c.name, got, c.want)
		}
	}
}

// clean says what is wrong with a name for show.
func clean(name string) string {
	switch {
	case name == "":
		return "it is empty"
	case len(name) > 255:
		return "it is too long"
	case !utf8.ValidString(name) || !norm.NFC.IsNormalString(name):
		return "it is not composed"
	case strings.ContainsAny(name, `/\`):
		return "it has a folder"
	case strings.Trim(name, ". ") != name:
		return "it begins or ends with a dot or a space"
	case inspect.Name(name) != name:
		return "its name is another"
	}
	for _, r := range name {
		if unicode.In(r, unicode.C, unicode.Zl, unicode.Zp) || r != ' ' && unicode.IsSpace(r) {
			return "it has a character that cannot be seen"
		}
	}
	return ""
}

func TestNameProperties(t *testing.T) {
	t.Parallel()
	pieces := rapid.OneOf(
		rapid.String(), rapid.StringN(200, 400, -1),
		rapid.StringOfN(rapid.RuneFrom([]rune("a./\\ \x00\u0301\u0338\u200d\u202e\u3164😀ñ\u1100\u1161=<")), 0, 300, -1),
		rapid.SampledFrom([]string{".pdf", "..", "/", "\xff", "\xe2\x80", strings.Repeat("x", 250)}),
	)
	rapid.Check(t, func(t *rapid.T) {
		name := strings.Join(rapid.SliceOf(pieces).Draw(t, "pieces"), "")
		if what := clean(inspect.Name(name)); what != "" {
			t.Fatalf("%q is named %q: %s", name, inspect.Name(name), what)
		}
	})
}
