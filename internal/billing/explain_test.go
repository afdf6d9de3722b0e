package billing

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"talaan/internal/money"
)

// stayCharge is a bed charge from 10:00 on.
func stayCharge(quantity int64, end *time.Time) Charge {
	start, unit := at("10:00:00.000"), int64(3600)
	return Charge{
		ID: 12, Kind: StayCharge, Description: "Bed 3A-2, room 3A", Category: RoomAndBoard, VATTreatment: Exempt, Quantity: quantity, UnitPrice: 30_00,
		Amount: money.Centavos(30_00).Times(quantity), Running: end == nil, MeterStartedAt: &start, MeterEndedAt: end, MeterUnitSeconds: &unit,
	}
}

// text puts the steps of an explanation below each other.
func text(e Explanation) string {
	var b strings.Builder
	for _, s := range e.Steps {
		b.WriteString(s.Label + ": " + s.Detail)
		if s.Amount != nil {
			b.WriteString(" = " + s.Amount.String())
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestExplainBed(t *testing.T) {
	t.Parallel()
	end := at("12:30:00.000")
	for _, c := range []struct {
		name   string
		charge Charge
		want   []string
	}{
		{"an ended stay", stayCharge(3, &end), []string{
			"From 1 Jan 0000 10:00:00 until 1 Jan 0000 12:30:00", "2 hours 30 minutes", "Every begun hour counts, one at the least: 3", "= 30.00", "3 × ₱30.00; whole units at a whole rate, so nothing is rounded = 90.00",
		}},
		{"a running stay", stayCharge(2, nil), []string{"until now, 1 Jan 0000 11:00:01", "1 hour 1 second", "one at the least: 2", "= 60.00"}},
		{"a clock that was set back", stayCharge(5, nil), []string{"one at the least: 2", "5 were charged before the clock was set back", "= 150.00"}},
	} {
		bill := Bill{Charges: []Charge{c.charge}}
		bill.TotalCharges = c.charge.Amount
		bill.weigh("2026-06-15")
		got := text(only(Explain(bill, at("11:00:01.000"), time.UTC), "charge-12")[0])
		for _, want := range c.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s: no %q in\n%s", c.name, want, got)
			}
		}
	}
}

func TestExplainLine(t *testing.T) {
	t.Parallel()
	list := money.Centavos(1000_00)
	medicine := Charge{ID: 1, Kind: ServiceCharge, Description: "Medicine", Category: "Drugs and medicine", VATTreatment: VATable, Quantity: 1, UnitPrice: 1120_00, Amount: 1120_00, CataloguePrice: &list, PriceReason: "Another brand"}
	bill := Bill{Charges: []Charge{medicine}}
	bill.TotalCharges = medicine.Amount
	bill.weigh("2026-06-15")
	got := text(only(Explain(bill, at("11:00:00.000"), time.UTC), "charge-1")[0])
	for _, want := range []string{"Price list: As it was then; a later change does not touch it = 1000.00", "Another price: Another brand = 1120.00", "₱120.00 of ₱1,120.00 is VAT of 12 percent"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	bill.Entitlements = []Entitlement{{ID: 1, Kind: Senior, IDType: "OSCA ID", IDNumber: "77"}, {ID: 2, Kind: PWD, IDType: "PWD ID", IDNumber: "78"}}
	bill.weigh("2026-06-15")
	list2 := Explain(bill, at("11:00:00.000"), time.UTC)
	for key, want := range map[string]string{
		"charge-1":           "VAT exemption: ₱1,120.00 ÷ 1.12 = ₱1,000.00 = -120.00\nSenior citizen discount: 20 percent of ₱1,000.00 = -200.00\nPatient's share: What is left = 800.00",
		"vat_exemption":      "₱1,120.00 − ₱1,000.00; law in effect from 2017-01-01 = 120.00",
		"statutory_discount": "has one discount, not both",
		"total_due":          "Due: What the patient owes before payments, as of 1 Jan 0000 11:00:00 = 800.00",
	} {
		if got := text(only(list2, key)[0]); !strings.Contains(got, want) {
			t.Errorf("%s: no %q in\n%s", key, want, got)
		}
	}
}

func TestInWords(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		0: "no time", time.Millisecond: "1 millisecond", time.Hour: "1 hour", 49*time.Hour + 2*time.Second: "2 days 1 hour 2 seconds", 59 * time.Minute: "59 minutes",
	} {
		if got := inWords(d); got != want {
			t.Errorf("%d: %q", d, got)
		}
	}
}

// Every explanation ends with the amount it explains, or with what is left of it
// for the patient.
func TestExplanationsComeToTheirAmount(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		bill := drawBill(t)
		for _, e := range Explain(bill, at("11:00:00.000"), time.UTC) {
			last := e.Steps[len(e.Steps)-1]
			if e.ChargeID == nil && (last.Amount == nil || *last.Amount != e.Amount) {
				t.Fatalf("%s of %s ends with\n%s", e.Key, e.Amount, text(e))
			}
			if e.ChargeID != nil && !strings.Contains(text(e), "= "+e.Amount.String()) {
				t.Fatalf("%s of %s never comes to it\n%s", e.Key, e.Amount, text(e))
			}
		}
	})
}

func drawBill(t *rapid.T) Bill {
	var b Bill
	for i := range rapid.IntRange(0, 8).Draw(t, "charges") {
		c := Charge{
			ID: int64(i + 1), Kind: ServiceCharge, Category: rapid.SampledFrom(Categories()).Draw(t, "category"), VATTreatment: rapid.SampledFrom([]string{Exempt, VATable}).Draw(t, "VAT"),
			Quantity: rapid.Int64Range(1, 9).Draw(t, "quantity"), UnitPrice: money.Centavos(rapid.Int64Range(0, 9_999_99).Draw(t, "price")),
		}
		c.Amount = c.UnitPrice.Times(c.Quantity)
		b.TotalCharges += c.Amount
		b.Charges = append(b.Charges, c)
	}
	amount := func(label string) money.Centavos {
		return money.Centavos(rapid.Int64Range(1, 20_000_00).Draw(t, label))
	}
	rate := func(code string) *ClaimedRate {
		return &ClaimedRate{CaseRate: CaseRate{Code: code, HospitalPart: amount("hospital"), ProfessionalPart: amount("professional")}}
	}
	for i, kind := range []string{Senior, PWD, PhilHealth, HMO, OtherDiscount} {
		if !rapid.Bool().Draw(t, kind) {
			continue
		}
		e := Entitlement{ID: int64(i + 1), Kind: kind}
		switch kind {
		case PhilHealth:
			e.FirstRate, e.SecondRate = rate("A"), rate("B")
		case HMO:
			a := amount("HMO")
			e.Amount = &a
		case OtherDiscount:
			percent, limit := rapid.Int64Range(1, 100).Draw(t, "percent"), rapid.Int64Range(1, 100).Draw(t, "limit")
			e.Percent, e.LimitPercent = &percent, &limit
		}
		b.Entitlements = append(b.Entitlements, e)
	}
	b.weigh("2026-06-15")
	return b
}

// What is posted when a bill becomes final reads back as what was calculated,
// and posting it again changes nothing.
func TestPostedIsWhatWasCalculated(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		running := drawBill(t)
		final := running
		final.Final = true
		final.Charges, final.Entitlements = append([]Charge{}, running.Charges...), append([]Entitlement{}, running.Entitlements...)
		posted := difference(nil, wanted(assess(running.Charges, running.Entitlements, "2026-06-15"), running.Entitlements))
		for i := range posted {
			posted[i].ID = int64(i + 1)
		}
		final.read(posted, "2026-06-15")
		if final.Total != running.Total || final.TotalDue != running.TotalDue || final.VAT.ExemptSales+final.VAT.VATableSales+final.VAT.VATAmount != running.VAT.ExemptSales+running.VAT.VATableSales+running.VAT.VATAmount {
			t.Fatalf("running %+v %+v, final %+v %+v", running.Total, running.VAT, final.Total, final.VAT)
		}
		for i := range final.Charges {
			if final.Charges[i].Parts != running.Charges[i].Parts {
				t.Fatalf("charge %d: running %+v, final %+v", i, running.Charges[i].Parts, final.Charges[i].Parts)
			}
		}
		if more := difference(posted, wanted(assess(running.Charges, running.Entitlements, "2026-06-15"), running.Entitlements)); len(more) != 0 {
			t.Fatalf("posting again adds %+v", more)
		}
		for i, e := range difference(posted, nil) { // nothing holds any more
			e.ID = int64(1000 + i)
			posted = append(posted, e)
		}
		for id, p := range byCharge(posted) {
			if p != (Parts{}) {
				t.Fatalf("charge %d is left with %+v", id, p)
			}
		}
	})
}
