package chart

import (
	"testing"
	"time"

	"talaan/internal/encounter"
)

func TestInDuty(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 6, 15, 2, 0, 0, 0, time.UTC)
	me, other, mine, theirs := int64(1), int64(2), int64(10), int64(11)
	day := 24 * time.Hour
	open := func(attending, department *int64) encounter.Episode {
		return encounter.Episode{Status: encounter.Admitted, Since: now.Add(-time.Hour), AttendingID: attending, DepartmentID: department}
	}
	ended := func(ago time.Duration, attending, department *int64) encounter.Episode {
		return encounter.Episode{Status: encounter.Discharged, Since: now.Add(-ago), AttendingID: attending, DepartmentID: department}
	}
	for _, c := range []struct {
		what                string
		department          *int64
		cases               []encounter.Episode
		inCare, departments bool
	}{
		{"no case yet", &mine, nil, true, true},
		{"in care of my department", &mine, []encounter.Episode{open(&other, &mine)}, true, true},
		{"in care of another department", &mine, []encounter.Episode{open(&other, &theirs)}, true, false},
		{"in care, in no department yet", &mine, []encounter.Episode{open(nil, nil)}, true, true},
		{"in care, and I belong to none", nil, []encounter.Episode{open(&other, &theirs)}, true, true},
		{"discharged a moment less than 30 days ago", &mine, []encounter.Episode{ended(30*day-time.Millisecond, &other, &mine)}, true, true},
		{"discharged 30 days ago", &mine, []encounter.Episode{ended(30*day, &other, &mine)}, false, false},
		{"discharged 30 days ago by me", &mine, []encounter.Episode{ended(300*day, &me, &theirs)}, true, true},
		{"an old case and a present one", &mine, []encounter.Episode{ended(300*day, &other, &mine), open(nil, &theirs)}, true, false},
		{"an old case of mine and a present one elsewhere", &mine, []encounter.Episode{ended(300*day, &me, &mine), open(&other, &theirs)}, true, true},
	} {
		for scope, want := range map[Scope]bool{InCare: c.inCare, Department: c.departments} {
			s := DutyFields{Scope: scope, DaysAfter: 30}
			if got := s.inDuty(me, c.department, c.cases, now); got != want {
				t.Errorf("%s, %s: %v", c.what, scope, got)
			}
		}
	}
}

func TestAnswer(t *testing.T) {
	t.Parallel()
	const why = "Called by the family"
	for _, c := range []struct {
		what              string
		d                 duty
		onChart, fromPage bool
		want              answer
	}{
		{"within duty", duty{}, true, true, answer{}},
		{"outside, on the chart, from the page", duty{outside: true}, true, true, answer{refused: true}},
		{"outside, on the chart, by a program", duty{outside: true}, true, false, answer{marked: true, reason: "By a program, without a reason."}},
		{"outside, by a program that is asked too", duty{outside: true, askPrograms: true}, true, false, answer{refused: true}},
		{"outside, with a reason", duty{outside: true, leave: &leave{Reason: why}, askPrograms: true}, true, true, answer{marked: true, reason: why}},
		{"outside, demographics", duty{outside: true}, false, true, answer{withheld: true}},
		{"outside, demographics, with a reason", duty{outside: true, leave: &leave{Reason: why}}, false, true, answer{}},
	} {
		if got := c.d.answer(c.onChart, c.fromPage); got != c.want {
			t.Errorf("%s: %+v", c.what, got)
		}
	}
}
