// Package fold makes text comparable the way people compare names: without
// case, accents or punctuation. The database stores and compares folded text
// byte by byte, so both engines find the same rows.
package fold

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Words splits s into its folded words: "De la Peña, José" gives de, la, pena,
// jose. Together they have no more characters than s, so they fit where s fits.
func Words(s string) []string {
	var b strings.Builder
	for _, r := range norm.NFC.String(withoutAccents(strings.Map(plain, s))) {
		switch {
		case r == '\'', r == '’', r == '.':
			// "D'Souza" and "Ma." stay one word.
		case unicode.IsLetter(r), unicode.IsDigit(r):
			b.WriteRune(unicode.ToLower(r))
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Fields(b.String())
}

func withoutAccents(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s))
}

// plain returns the everyday form of a letter, like a for the wide ａ, when
// that is one letter too.
func plain(r rune) rune {
	if r < unicode.MaxLatin1 {
		return r
	}
	if k := []rune(norm.NFKC.String(string(r))); len(k) == 1 {
		return k[0]
	}
	return r
}

// Key joins the folded words of s in their order: equal for spellings of one name.
func Key(s string) string { return strings.Join(Words(s), " ") }

// SetKey joins the distinct folded words of all parts, sorted, so that word
// order does not matter.
func SetKey(parts ...string) string {
	words := Words(strings.Join(parts, " "))
	slices.Sort(words)
	return strings.Join(slices.Compact(words), " ")
}

// Digits keeps the digits of a phone number; a leading +63 or 63 becomes 0,
// the way Filipino mobile numbers are spoken.
func Digits(phone string) string {
	var b strings.Builder
	for _, r := range phone {
		if r >= '0' && r <= '9' {
			b.WriteRune(r)
		}
	}
	d := b.String()
	if rest, ok := strings.CutPrefix(d, "63"); ok && len(rest) == 10 {
		return "0" + rest
	}
	return d
}
