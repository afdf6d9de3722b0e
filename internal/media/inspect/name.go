package inspect

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Bytes of a name, which no disk allows more of, and of its extension.
const (
	mostName      = 255
	mostExtension = 20
)

// noName is the name of a file whose name has nothing that can be shown.
const noName = "file"

// Name is a file's name for show: without folders, without characters that
// cannot be seen or turn the direction of the text, without dots and spaces at
// its ends, composed (NFC), and of 1 to 255 bytes, the extension kept. The name
// of a name is itself.
func Name(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Join(strings.Fields(strings.Map(visible, strings.ToValidUTF8(name, ""))), " ")
	name = shorten(trim(norm.NFC.String(name)))
	if !strings.ContainsFunc(name, drawn) {
		return noName
	}
	return name
}

func drawn(r rune) bool { return unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S) }

// trim takes off what Windows cannot store at the end of a name, and what hides
// a file elsewhere.
func trim(name string) string { return strings.Trim(name, ". ") }

// visible returns r, a space for other kinds of space, and -1 for what cannot be seen.
func visible(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs), unicode.Is(unicode.Noncharacter_Code_Point, r):
		return -1
	case strings.ContainsRune(blank, r):
		return -1
	}
	return r
}

// blank are the letters and marks that are drawn as nothing.
const blank = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffd"

// shorten cuts the name before its extension.
func shorten(name string) string {
	if len(name) <= mostName {
		return name
	}
	ext := path.Ext(name)
	if len(ext) > mostExtension {
		ext = ""
	}
	return trim(cut(name, mostName-len(ext))) + ext
}

// cut returns at most n bytes of s, in whole characters.
func cut(s string, n int) string {
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
