package patient

import (
	"strings"
	"testing"
)

func TestAge(t *testing.T) {
	t.Parallel()
	told := func(n int64) *int64 { return &n }
	for _, c := range []struct {
		born   string
		told   *int64
		toldOn string
		today  string
		want   *int64
	}{
		{"2000-06-15", nil, "", "2026-06-15", told(26)},
		{"2000-06-16", nil, "", "2026-06-15", told(25)},
		{"2026-06-15", nil, "", "2026-06-15", told(0)},
		{"2000-02-29", nil, "", "2026-02-28", told(25)},
		{"2000-02-29", nil, "", "2026-03-01", told(26)},
		{"2000-02-29", told(90), "2020-01-01", "2026-03-01", told(26)}, // a date is better than a guess
		{"", told(40), "2024-06-16", "2026-06-15", told(41)},
		{"", told(40), "2024-06-15", "2026-06-15", told(42)},
		{"", told(0), "2026-06-15", "2026-06-15", told(0)},
		{"", told(40), "2027-01-01", "2026-06-15", told(40)}, // the clock was set back
		{"", nil, "", "2026-06-15", nil},
	} {
		got := age(c.born, c.told, c.toldOn, c.today)
		if (got == nil) != (c.want == nil) || (got != nil && *got != *c.want) {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

func TestBirthDate(t *testing.T) {
	t.Parallel()
	for born, says := range map[string]string{
		"": "", "2026-06-15": "", "2000-02-29": "", "1896-06-16": "",
		"2026-06-16": "future", "2001-02-29": "calendar", "2001-04-31": "calendar", "0001-01-01": "130 years", "1895-06-14": "130 years", "2000-00-10": "calendar",
	} {
		if got := birthDateFault(born, "2026-06-15"); (says == "") != (got == "") || !strings.Contains(got, says) {
			t.Errorf("%q: %q, not %q", born, got, says)
		}
	}
}

func TestDisplayName(t *testing.T) {
	t.Parallel()
	for want, f := range map[string]PatientFields{
		"Dela Cruz, Juan Santos Jr.": {FamilyName: "Dela Cruz", GivenName: "Juan", MiddleName: "Santos", Suffix: "Jr."},
		"Dela Cruz, Juan":            {FamilyName: "Dela Cruz", GivenName: "Juan"},
		"Dela Cruz, Juan III":        {FamilyName: "Dela Cruz", GivenName: "Juan", Suffix: "III"},
	} {
		if got := displayName(f); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}
