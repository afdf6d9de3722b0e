package billing

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"talaan/internal/money"
	"talaan/internal/paper"
	"talaan/internal/paper/papertest"
)

func aDesk() desk {
	return desk{house: paper.House{Name: "San Roque"}, zone: time.UTC, now: time.Date(2026, 6, 15, 2, 0, 0, 0, time.UTC), by: "Tess Uy"}
}

// A bill of millions still has its amounts whole, each in one line.
func TestStatementOfALargeBill(t *testing.T) {
	t.Parallel()
	amount := money.Centavos(700_000_00)
	bill := Bill{
		Charges: []Charge{
			{ID: 1, Category: RoomAndBoard, VATTreatment: Exempt, Quantity: 1, UnitPrice: 1_234_567_89, Amount: 1_234_567_89},
			{ID: 2, Category: ProfessionalFee, VATTreatment: VATable, Quantity: 1, UnitPrice: 336_000_00, Amount: 336_000_00},
		},
		Entitlements: []Entitlement{
			{ID: 1, Kind: Senior}, {ID: 2, Kind: HMO, Amount: &amount},
			{ID: 3, Kind: PhilHealth, FirstRate: claimed(98_000_00, 42_000_00), SecondRate: claimed(90_000_00, 30_000_00)},
		},
	}
	bill.TotalCharges = 1_570_567_89
	bill.weigh("2026-06-15")
	text := strings.Join(papertest.Text(t, statement(aDesk(), bill).Bytes()), "\n")
	_, total := soaLines(bill, "2026-06-15")
	if total.First != 140_000_00 || total.Second != 60_000_00 || total.VAT != 36_000_00 || total.HMO != amount || total.balance() != bill.TotalDue {
		t.Errorf("the statement's total is %+v of a bill of %s", total, bill.TotalDue)
	}
	for _, c := range []money.Centavos{1_234_567_89, total.Charges, total.VAT, total.Discount, total.First, total.Second, total.HMO, total.balance()} {
		if !strings.Contains(text, plain(c)) {
			t.Errorf("%s is not on the statement in one piece:\n%s", plain(c), text)
		}
	}
}

// Whatever a bill has and whatever reduces it, the statement's categories come
// to the bill.
func TestStatementAddsUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		bill := drawBill(t)
		lines, total := soaLines(bill, bill.RuleFrom)
		var sum soaLine
		for _, l := range lines {
			sum.add(l)
		}
		sum.Category = total.Category
		if sum != total || total.Charges != bill.TotalCharges || total.balance() != bill.TotalDue || total.First+total.Second != bill.Total.PhilHealth {
			t.Fatalf("the categories come to %+v; the bill has %s, due %s", total, bill.TotalCharges, bill.TotalDue)
		}
	})
}

func claimed(hospital, professional money.Centavos) *ClaimedRate {
	return &ClaimedRate{CaseRate: CaseRate{HospitalPart: hospital, ProfessionalPart: professional}}
}
