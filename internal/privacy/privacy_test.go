package privacy

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A record need not be kept any more exactly when the day until which it is
// kept has passed.
func TestKeepUntilAgreesWithTheReport(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("Manila", 8*60*60)
	rapid.Check(t, func(r *rapid.T) {
		f := RetentionFields{InpatientYears: rapid.Int64Range(1, 100).Draw(r, "inpatient"), OutpatientYears: rapid.Int64Range(1, 100).Draw(r, "outpatient")}
		inpatient := rapid.Bool().Draw(r, "was an inpatient")
		ended := time.Unix(rapid.Int64Range(0, 4e9).Draw(r, "ended"), 0).UTC()
		day := time.Unix(rapid.Int64Range(0, 8e9).Draw(r, "day"), 0).In(zone)
		day = time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, zone)
		years := f.OutpatientYears
		if inpatient {
			years = f.InpatientYears
		}
		due := ended.Before(endedBefore(day, years))
		until := f.keepUntil(ended, inpatient, zone)
		if past := until < day.Format(time.DateOnly); due != past && !leapDay(ended.In(zone), day) {
			r.Errorf("ended %s, kept until %s, on %s due: %v", ended.In(zone), until, day.Format(time.DateOnly), due)
		}
	})
}

// leapDay reports whether one of the days is the 29th of February, which has
// no own day in most years: it then counts as the first of March.
func leapDay(days ...time.Time) bool {
	for _, d := range days {
		if d.Month() == time.February && d.Day() == 29 || d.Month() == time.March && d.Day() == 1 {
			return true
		}
	}
	return false
}
