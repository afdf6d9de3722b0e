package billing

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func at(clock string) time.Time {
	t, err := time.Parse("15:04:05.000", clock)
	if err != nil {
		panic(err)
	}
	return t
}

// The worked examples of the meter: every begun unit counts, one at the least.
func TestUnits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, to string
		unit     time.Duration
		want     int64
	}{
		{"10:00:00.000", "12:30:00.000", time.Hour, 3},
		{"10:00:00.000", "10:59:00.000", time.Hour, 1},
		{"10:00:00.000", "11:00:00.000", time.Hour, 1},
		{"10:00:00.000", "11:00:01.000", time.Hour, 2},
		{"10:00:00.000", "11:00:00.001", time.Hour, 2},
		{"10:00:00.000", "10:02:30.000", time.Minute, 3},
		{"10:00:00.000", "10:00:00.000", time.Hour, 1},
		{"10:00:00.000", "09:00:00.000", time.Hour, 1},
		{"10:00:00.000", "10:00:03.000", time.Second, 3},
	} {
		if got := Units(at(c.from), at(c.to), c.unit); got != c.want {
			t.Errorf("%s to %s by %s: %d units, want %d", c.from, c.to, c.unit, got, c.want)
		}
	}
}

// Units never falls as time goes on, grows by one per unit, and covers the stay.
func TestUnitsProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		start := at("00:00:00.000")
		unit := time.Duration(rapid.Int64Range(1, 7200).Draw(t, "unit")) * time.Second
		stayed := time.Duration(rapid.Int64Range(-10_000, 10_000_000).Draw(t, "stayed")) * time.Millisecond
		n := Units(start, start.Add(stayed), unit)
		if n < 1 {
			t.Fatalf("%d units", n)
		}
		if stayed > 0 && (time.Duration(n)*unit < stayed || time.Duration(n-1)*unit >= stayed) {
			t.Fatalf("%d units of %s for %s", n, unit, stayed)
		}
		if more := Units(start, start.Add(stayed+unit), unit); stayed > 0 && more != n+1 {
			t.Fatalf("one unit later %d, before %d", more, n)
		}
	})
}

func TestStatusOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		due, paid int64
		final     bool
		undone    bool
		want      string
	}{
		{15000, 0, false, false, Unpaid}, {15000, 1, false, false, Partial}, {15000, 14999, true, false, Partial}, {15000, 15000, true, false, Paid},
		{15000, 20000, false, false, Paid}, {0, 0, false, false, Unpaid}, {0, 0, true, false, Paid}, {0, 500, false, false, Paid},
		{0, 0, false, true, Unpaid}, {0, 0, true, true, Cancelled}, {0, 500, true, true, Paid},
	} {
		if got := statusOf(moneyOf(c.due), moneyOf(c.paid), c.final, c.undone); got != c.want {
			t.Errorf("due %d, paid %d, final %v, undone %v: %s, want %s", c.due, c.paid, c.final, c.undone, got, c.want)
		}
	}
}
