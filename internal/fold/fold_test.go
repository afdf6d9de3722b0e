package fold

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"De la Peña, José":    "de la pena jose",
		"DELA CRUZ,JUAN":      "dela cruz juan",
		"O'Brien-Ñañez":       "obrien nanez",
		"O’Brien":             "obrien",
		"Ma. Cristina":        "ma cristina",
		"Pen\u0303a":          "pena",
		"Ａｎａ":                 "ana",
		"İbrahim":             "ibrahim",
		"각 가":                 "각 가",
		"  3A-2 ":             "3a 2",
		"":                    "",
		"🎉 … -":               "",
		"a\u200bb":            "a b",
		"Robert'); DROP\x00x": "robert drop x",
	} {
		if got := strings.Join(Words(text), " "); got != want {
			t.Errorf("Words(%q) = %q, not %q", text, got, want)
		}
	}
}

func TestSetKeyForgetsTheOrder(t *testing.T) {
	t.Parallel()
	for _, same := range [][]string{{"Dela Peña", "José"}, {"José Dela", "Peña"}, {"JOSE", "dela pena"}, {"Peña", "José José Dela"}} {
		if got := SetKey(same...); got != "dela jose pena" {
			t.Errorf("SetKey(%q) = %q", same, got)
		}
	}
}

func TestDigits(t *testing.T) {
	t.Parallel()
	for phone, want := range map[string]string{
		"+63 917 555 0101": "09175550101", "0917-555-0101": "09175550101", "63 917 555 0101": "09175550101",
		"(02) 8123 4567": "0281234567", "63": "63", "none": "", "": "",
	} {
		if got := Digits(phone); got != want {
			t.Errorf("Digits(%q) = %q, not %q", phone, got, want)
		}
	}
}

// What is folded fits wherever the text fits, and folding again changes nothing.
func TestFoldingNeverLengthens(t *testing.T) {
	t.Parallel()
	check := func(fail func(string, ...any), s string) {
		key := Key(s)
		if utf8.RuneCountInString(key) > utf8.RuneCountInString(s) {
			fail("Key(%q) = %q is longer", s, key)
		}
		if again := Key(key); again != key {
			fail("Key(%q) = %q, and again %q", s, key, again)
		}
		if !slices.Equal(Words(s), strings.Fields(key)) {
			fail("Words(%q) = %q, Key %q", s, Words(s), key)
		}
	}
	for r := rune(1); r <= utf8.MaxRune; r++ {
		if utf8.ValidRune(r) {
			check(t.Fatalf, strings.Repeat(string(r), 3))
		}
	}
	rapid.Check(t, func(t *rapid.T) { check(t.Fatalf, rapid.String().Draw(t, "text")) })
}
