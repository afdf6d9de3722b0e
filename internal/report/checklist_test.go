package report

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"talaan/internal/encounter"
	"talaan/internal/money"
)

// open lists the keys of the items that are not done.
func open(d departure) string {
	var keys []string
	for _, i := range checkItems(d) {
		if !i.Done {
			keys = append(keys, i.Key)
		}
	}
	return strings.Join(keys, " ")
}

func TestChecklist(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		d     departure
		open  string
		leave bool
	}{
		{"waiting", departure{status: encounter.Pending}, "care discharge final_bill settlement", false},
		{"in a bed", departure{status: encounter.Admitted, running: true, balance: 30_00}, "discharge meter final_bill settlement", false},
		{"a test waits", departure{status: encounter.Outpatient, pendingLabs: 1, balance: 30_00}, "discharge laboratory final_bill settlement", false},
		{"discharged", departure{status: encounter.Discharged, balance: 30_00}, "final_bill settlement", false},
		{"billed", departure{status: encounter.Discharged, final: true, balance: 30_00}, "settlement", false},
		{"paid", departure{status: encounter.Discharged, final: true}, "", true},
		{"promised", departure{status: encounter.Discharged, final: true, secured: true, balance: 30_00}, "", true},
		{"a deposit is left", departure{status: encounter.Discharged, final: true, balance: -5_00}, "refund", true},
		{"results follow", departure{status: encounter.Discharged, final: true, pendingLabs: 2}, "laboratory", true},
	} {
		if got := open(c.d); got != c.open || mayLeave(checkItems(c.d)) != c.leave {
			t.Errorf("%s: open %q, may leave %v", c.name, got, mayLeave(checkItems(c.d)))
		}
	}
}

// Every item says who closes it and how; sums are for those who may see them;
// and whatever is owed, a promissory note is always a way out.
func TestChecklistNeverBlocksForEver(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := departure{
			status:  rapid.SampledFrom([]encounter.Status{encounter.Pending, encounter.ReadyForCoding, encounter.Admitted, encounter.Outpatient, encounter.Discharged}).Draw(t, "status"),
			running: rapid.Bool().Draw(t, "running"), pendingLabs: rapid.Int64Range(0, 2).Draw(t, "labs"), final: rapid.Bool().Draw(t, "final"),
			secured: rapid.Bool().Draw(t, "secured"), balance: money.Centavos(rapid.Int64Range(-100, 100).Draw(t, "balance")), seesMoney: rapid.Bool().Draw(t, "sees money"),
		}
		for _, i := range checkItems(d) {
			if i.Who == "" || i.Title == "" || i.Detail == "" {
				t.Fatalf("%+v says too little", i)
			}
			if !d.seesMoney && strings.Contains(i.Detail, "₱") {
				t.Fatalf("%q shows a sum", i.Detail)
			}
		}
		d.status, d.running, d.final, d.secured = encounter.Discharged, false, true, true
		if !mayLeave(checkItems(d)) {
			t.Fatalf("a promise does not let the patient leave: %+v", d)
		}
	})
}
