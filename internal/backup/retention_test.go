package backup

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestSurplus(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("Manila", 8*3600)
	at := func(day, hour int) time.Time { return time.Date(2026, 11, day, hour, 0, 0, 0, zone) }
	made := func(id int64, when time.Time) Backup {
		return Backup{ID: id, Status: Done, Scheduled: true, StartedAt: when}
	}
	failed, manual, removed, good := made(90, at(28, 4)), made(91, at(1, 3)), made(92, at(2, 3)), made(93, at(2, 4))
	failed.Status, manual.Scheduled, removed.RemovedAt, good.Verification = Failed, false, &removed.StartedAt, Good
	month := func() (out []Backup) {
		for day := 1; day <= 28; day++ {
			out = append(out, made(int64(day), at(day, 2)))
		}
		return out
	}
	for what, c := range map[string]struct {
		keeping Keeping
		all     []Backup
		stay    []int64
	}{
		"nothing":                     {Keeping{1, 1, 1, zone}, nil, nil},
		"the last days":               {Keeping{3, 0, 0, zone}, month(), []int64{26, 27, 28}},
		"the last of each week":       {Keeping{1, 3, 0, zone}, month(), []int64{15, 22, 28}},
		"the last of each month":      {Keeping{1, 0, 2, zone}, append(month(), made(50, time.Date(2026, 10, 31, 2, 0, 0, 0, zone))), []int64{28, 50}},
		"the last of a day":           {Keeping{1, 0, 0, zone}, append(month(), made(60, at(28, 9))), []int64{60}},
		"a day of the hospital's own": {Keeping{2, 0, 0, zone}, []Backup{made(1, at(27, 1)), made(2, at(27, 23)), made(3, at(28, 1))}, []int64{2, 3}},
		"failed ones do not count":    {Keeping{1, 0, 0, zone}, append(month(), failed), []int64{28}},
		"what was asked for stays":    {Keeping{1, 0, 0, zone}, append(month(), manual, removed), []int64{28, 91}},
		"the last good one stays":     {Keeping{1, 0, 0, zone}, append(month(), good), []int64{28, 93}},
	} {
		surplus := c.keeping.Surplus(c.all)
		var stay []int64
		for _, b := range c.all {
			if b.Status == Done && b.RemovedAt == nil && !slices.ContainsFunc(surplus, func(s Backup) bool { return s.ID == b.ID }) {
				stay = append(stay, b.ID)
			}
		}
		slices.Sort(stay)
		if !slices.Equal(stay, c.stay) {
			t.Errorf("%s: %v stay, not %v", what, stay, c.stay)
		}
	}
}

// However many there are: the latest and the latest good one stay, nothing
// unscheduled goes, as many days stay as are asked for, and doing it again
// removes nothing more.
func TestSurplusAlways(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		k := Keeping{rapid.Int64Range(1, 10).Draw(r, "daily"), rapid.Int64Range(0, 10).Draw(r, "weekly"), rapid.Int64Range(0, 10).Draw(r, "monthly"), time.UTC}
		var all []Backup
		for i := range rapid.IntRange(0, 60).Draw(r, "n") {
			b := Backup{ID: int64(i + 1), Status: Done, StartedAt: time.Unix(rapid.Int64Range(0, 200*86400).Draw(r, "at"), 0), Scheduled: rapid.Bool().Draw(r, "scheduled")}
			if rapid.Bool().Draw(r, "good") {
				b.Verification = Good
			}
			all = append(all, b)
		}
		gone := map[int64]bool{}
		for _, s := range k.Surplus(all) {
			if !s.Scheduled {
				r.Fatalf("%d was asked for and goes", s.ID)
			}
			gone[s.ID] = true
		}
		left := slices.DeleteFunc(slices.Clone(all), func(b Backup) bool { return gone[b.ID] })
		latest := func(list []Backup, of func(Backup) bool) (at time.Time) {
			for _, b := range list {
				if of(b) && b.StartedAt.After(at) {
					at = b.StartedAt
				}
			}
			return at
		}
		for _, of := range []func(Backup) bool{func(Backup) bool { return true }, func(b Backup) bool { return b.Verification == Good }} {
			if !latest(all, of).Equal(latest(left, of)) {
				r.Fatal("the latest, or the latest good one, goes")
			}
		}
		days := func(list []Backup) int64 {
			seen := map[string]bool{}
			for _, b := range list {
				if b.Scheduled {
					seen[b.StartedAt.In(time.UTC).Format(time.DateOnly)] = true
				}
			}
			return int64(len(seen))
		}
		if days(left) < min(days(all), k.Daily) {
			r.Fatalf("of %d days %d are left, not %d", days(all), days(left), k.Daily)
		}
		if again := k.Surplus(left); len(again) > 0 {
			r.Fatalf("a second time %d go", len(again))
		}
	})
}
