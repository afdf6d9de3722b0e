package encounter

import (
	"strings"
	"testing"
	"time"
)

func TestDaysBetween(t *testing.T) {
	t.Parallel()
	manila := time.FixedZone("Manila", 8*3600)
	at := func(s string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", s, manila)
		if err != nil {
			t.Fatal(err)
		}
		return v.UTC()
	}
	for _, c := range []struct {
		from, to string
		want     int64
	}{
		{"2026-06-15 10:00", "2026-06-15 10:00", 1},
		{"2026-06-15 00:00", "2026-06-15 23:59", 1},
		{"2026-06-15 23:59", "2026-06-16 00:00", 1},
		{"2026-06-15 23:59", "2026-06-17 00:00", 2},
		{"2026-06-15 07:00", "2026-06-16 09:00", 1}, // the same day in UTC
		{"2026-02-28 12:00", "2026-03-01 12:00", 1},
		{"2028-02-28 12:00", "2028-03-01 12:00", 2},
	} {
		if got := daysBetween(at(c.from), at(c.to), manila); got != c.want {
			t.Errorf("%s to %s: %d days, not %d", c.from, c.to, got, c.want)
		}
	}
}

func TestRoute(t *testing.T) {
	t.Parallel()
	id := func(n int64) *int64 { return &n }
	old, mapped, physicians := id(1), id(2), id(3)
	for _, c := range []struct {
		what, code, source string
		department         *int64
		icd                string
		mapped, physicians *int64
		want               *int64
		by                 string
	}{
		{"a first code", "", "", nil, "J18", mapped, physicians, mapped, "mapping"},
		{"no code", "", "", nil, "", nil, physicians, physicians, "physician"},
		{"no code, and a mapping for none", "", "", nil, "", mapped, physicians, physicians, "physician"},
		{"by hand", "J18", "hand", old, "J18", mapped, physicians, old, "hand"},
		{"by hand before the first code", "", "hand", old, "J18", mapped, physicians, old, "hand"},
		{"by hand, no code", "", "hand", old, "", nil, physicians, old, "hand"},
		{"by hand, code corrected", "J18", "hand", old, "J20", mapped, physicians, mapped, "mapping"},
		{"by hand, corrected to a code of nobody", "J18", "hand", old, "J20", nil, physicians, old, "hand"},
		{"mapped before, mapping changed", "J18", "mapping", old, "J18", mapped, physicians, mapped, "mapping"},
		{"nothing known", "", "", nil, "", nil, nil, nil, ""},
	} {
		e := Encounter{Assignment: Assignment{DepartmentID: c.department}, Coding: &Coding{ICDCode: c.code}, DepartmentSource: c.source}
		if got, by := route(&e, c.icd, c.mapped, c.physicians); got != c.want || by != c.by {
			t.Errorf("%s: %v by %q", c.what, got, by)
		}
	}
}

// An override holds for the department it was given for, and for no other.
func TestOverridden(t *testing.T) {
	t.Parallel()
	id := func(n int64) *int64 { return &n }
	for _, c := range []struct {
		reason string
		given  *int64
		want   bool
	}{{"", nil, false}, {"On call", id(1), true}, {"On call", id(3), false}, {"", id(1), false}} {
		e := Encounter{Routing: &Routing{OverrideReason: c.reason}, OverrideDepartmentID: c.given}
		if got := overridden(&e, 1); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

func TestCheckVitals(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 6, 15, 2, 0, 0, 0, time.UTC)
	f := func(v float64) *float64 { return &v }
	i := func(v int64) *int64 { return &v }
	at := func(d time.Duration) *time.Time { v := now.Add(d); return &v }
	for says, v := range map[string]VitalsFields{
		"":                   {TemperatureC: f(36.6)},
		" ":                  {Systolic: i(120), Diastolic: i(80), TakenAt: at(-time.Hour)},
		"no measurement":     {TakenAt: at(0)},
		"body.diastolic":     {Systolic: i(120)},
		"body.systolic":      {Diastolic: i(80)},
		"below the systolic": {Systolic: i(80), Diastolic: i(80)},
		"in the future":      {Pulse: i(80), TakenAt: at(2 * time.Minute)},
		"long before":        {Pulse: i(80), TakenAt: at(-49 * time.Hour)},
	} {
		err := checkVitals(v, now.Add(-24*time.Hour), now)
		if good := strings.TrimSpace(says) == ""; good != (err == nil) || (!good && !strings.Contains(err.Error(), says)) {
			t.Errorf("%q: %v", says, err)
		}
	}
}
