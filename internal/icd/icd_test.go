package icd

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"talaan/internal/errs"
)

func TestNormalise(t *testing.T) {
	for _, c := range []struct{ typed, want string }{
		{"I50", "I50"},
		{"i50.9", "I50.9"},
		{"i509", "I50.9"},
		{" i50. 9 ", "I50.9"},
		{"I50.", "I50"},
		{"S72011A", "S72.011A"},
		{"c4a", "C4A"},
		{"u07.1", "U07.1"},
	} {
		got, err := Normalise(c.typed)
		if err != nil || got != c.want {
			t.Errorf("Normalise(%q) = %q, %v; want %q", c.typed, got, err, c.want)
		}
	}
	for _, bad := range []string{"", "I", "I5", "50", "II0", "I50.12345", "I50..9", "I5.0", "Ñ50", "I50.-", "heart"} {
		got, err := Normalise(bad)
		if !errs.Is(err, errs.Invalid) || got != "" {
			t.Errorf("Normalise(%q) = %q, %v; want a refusal", bad, got, err)
		}
	}
}

func TestNormaliseMapping(t *testing.T) {
	for typed, want := range map[string]string{"i": "I", "I5": "I5", "i50": "I50", "i509": "I50.9"} {
		if got, err := normaliseMapping(typed); err != nil || got != want {
			t.Errorf("normaliseMapping(%q) = %q, %v; want %q", typed, got, err, want)
		}
	}
	for _, bad := range []string{"", "5", "IX", "I50.12345", "%"} {
		if _, err := normaliseMapping(bad); !errs.Is(err, errs.Invalid) {
			t.Errorf("normaliseMapping(%q) = %v; want a refusal", bad, err)
		}
	}
}

func TestPrefixes(t *testing.T) {
	for code, want := range map[string][]string{
		"I50.9":   {"I50.9", "I50", "I5", "I"},
		"I50":     {"I50", "I5", "I"},
		"S72.01A": {"S72.01A", "S72.01", "S72.0", "S72", "S7", "S"},
	} {
		if got := Prefixes(code); !slices.Equal(got, want) {
			t.Errorf("Prefixes(%q) = %v; want %v", code, got, want)
		}
	}
}

func TestLongestMatchesBruteForce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		// Few letters, so that prefixes meet often.
		code := rapid.StringMatching(`[AB][01][01](\.[01]{1,4})?`)
		mapping := rapid.StringMatching(`[AB]([01]([01](\.[01]{1,4})?)?)?`)
		mapped := rapid.MapOfN(mapping, rapid.Int64Range(1, 9), 0, 30).Draw(t, "mapped")
		c := code.Draw(t, "code")

		best := ""
		for m := range mapped {
			if strings.HasPrefix(c, m) && len(m) > len(best) {
				best = m
			}
		}
		got, ok := longest(mapped, c)
		if ok != (best != "") || got.Via != best || got.DepartmentID != mapped[best] {
			t.Fatalf("longest(%v, %s) = %+v, %v; want %q", mapped, c, got, ok, best)
		}
	})
}

func TestStarterIsSound(t *testing.T) {
	t.Parallel()
	codes, err := starter()
	if err != nil {
		t.Fatal(err)
	}
	if len(codes) < 300 {
		t.Errorf("only %d codes", len(codes))
	}
	seen := map[string]bool{}
	for _, c := range codes {
		if n, err := Normalise(c.Code); err != nil || n != c.Code || seen[n] {
			t.Errorf("code %q is malformed or repeated: %v", c.Code, err)
		}
		seen[c.Code] = true
		if strings.TrimSpace(c.Title) != c.Title || c.Title == "" {
			t.Errorf("code %s has the title %q", c.Code, c.Title)
		}
	}
}
