package billing

import (
	"talaan/internal/money"
	"talaan/internal/tariff"
)

// VAT treatments.
const (
	Exempt  = "Exempt"
	VATable = "VATable"
)

// The groups of the statement of account.
const (
	RoomAndBoard    = "Room and board"
	ProfessionalFee = "Professional fee"
	Others          = "Others" // what belongs to none of the usual groups
)

// Categories lists the groups in the order of the statement of account.
func Categories() []string {
	return []string{RoomAndBoard, "Drugs and medicine", "Laboratory and diagnostic", "Operating room", "Medical supplies", ProfessionalFee, Others}
}

// Parts is how an amount that was charged divides: VATExemption to PatientShare
// add up to it. A reversed charge and its contra entry have none.
type Parts struct {
	VATExemption      money.Centavos `json:"vat_exemption" doc:"VAT that a senior or PWD does not pay"`
	StatutoryDiscount money.Centavos `json:"statutory_discount" doc:"Senior or PWD discount"`
	OtherDiscount     money.Centavos `json:"other_discount"`
	PhilHealth        money.Centavos `json:"philhealth"`
	HMO               money.Centavos `json:"hmo"`
	PatientShare      money.Centavos `json:"patient_share"`
}

func partsOf(p tariff.Parts) Parts {
	return Parts{
		VATExemption: p.VATRemoved, StatutoryDiscount: p.Statutory, OtherDiscount: p.Other,
		PhilHealth: p.FirstCase + p.SecondCase, HMO: p.HMO, PatientShare: p.Patient,
	}
}

func (p *Parts) add(q Parts) {
	p.VATExemption += q.VATExemption
	p.StatutoryDiscount += q.StatutoryDiscount
	p.OtherDiscount += q.OtherDiscount
	p.PhilHealth += q.PhilHealth
	p.HMO += q.HMO
	p.PatientShare += q.PatientShare
}

func (p *Parts) discounts() money.Centavos {
	return p.VATExemption + p.StatutoryDiscount + p.OtherDiscount
}

func (p *Parts) coverage() money.Centavos { return p.PhilHealth + p.HMO }

// CategoryTotal is one group of the statement of account.
type CategoryTotal struct {
	Category string         `json:"category"`
	Charges  money.Centavos `json:"charges"`
	Parts
}

// VAT is how the bill stands towards the tax.
type VAT struct {
	VATableSales money.Centavos `json:"vatable_sales" doc:"Without the VAT"`
	VATAmount    money.Centavos `json:"vat_amount" doc:"Inside the prices that are paid"`
	ExemptSales  money.Centavos `json:"vat_exempt_sales" doc:"Before a senior or PWD discount"`
}

// counted lists the charges that stand, as lines of the calculator: a reversed
// one and its contra entry do not.
func counted(charges []Charge) []tariff.Line {
	lines := make([]tariff.Line, 0, len(charges))
	for _, c := range charges {
		if !c.Reversed && c.ReversesID == nil {
			lines = append(lines, tariff.Line{
				ID: c.ID, Category: c.Category, Professional: c.Category == ProfessionalFee, VATable: c.VATTreatment == VATable, Amount: c.Amount,
			})
		}
	}
	return lines
}

// assessment is what the calculator makes of a bill.
type assessment struct {
	claims tariff.Claims
	lines  []tariff.Line
	tariff.Result
}

// assess calculates a bill by the rule of a day.
func assess(charges []Charge, entitlements []Entitlement, day string) assessment {
	a := assessment{claims: claims(holding(entitlements)), lines: counted(charges)}
	a.Result = tariff.Calculate(tariff.RuleOn(day), a.lines, a.claims)
	return a
}

// parts returns what each charge divides into.
func (a *assessment) parts() map[int64]Parts {
	out := make(map[int64]Parts, len(a.lines))
	for i, l := range a.lines {
		out[l.ID] = partsOf(a.Lines[i])
	}
	return out
}

// divide writes what every charge divides into, and the totals that follow.
func (b *Bill) divide(parts map[int64]Parts) {
	b.Total = Parts{}
	at := map[string]int{}
	b.Categories = []CategoryTotal{}
	for n, name := range Categories() {
		at[name] = n
		b.Categories = append(b.Categories, CategoryTotal{Category: name})
	}
	for i := range b.Charges {
		c := &b.Charges[i]
		c.Parts = parts[c.ID]
		b.Total.add(c.Parts)
		i, known := at[c.Category]
		if !known {
			i = at[Others]
		}
		group := &b.Categories[i]
		group.Charges += c.Amount
		group.add(c.Parts)
	}
	b.TotalDiscounts, b.TotalCoverage = b.Total.discounts(), b.Total.coverage()
	b.balance()
}

// apply shows what each entitlement takes off the bill.
func (b *Bill) apply() {
	held := holding(b.Entitlements)
	byLaw := held[Senior]
	if byLaw == nil {
		byLaw = held[PWD]
	}
	for _, a := range []struct {
		to     *Entitlement
		amount money.Centavos
	}{
		{byLaw, b.Total.VATExemption + b.Total.StatutoryDiscount}, {held[OtherDiscount], b.Total.OtherDiscount},
		{held[PhilHealth], b.Total.PhilHealth}, {held[HMO], b.Total.HMO},
	} {
		if a.to != nil {
			a.to.Applied = a.amount
		}
	}
}

// weigh calculates the bill as if it were final on this day.
func (b *Bill) weigh(day string) {
	a := assess(b.Charges, b.Entitlements, day)
	b.RuleFrom, b.VAT = a.Rule.From, VAT{a.VAT.VATableSales, a.VAT.Amount, a.VAT.ExemptSales}
	b.divide(a.parts())
	b.apply()
}

// read takes discounts and coverage of a final bill from its ledger alone; day
// is when it became final.
func (b *Bill) read(adjustments []Adjustment, day string) {
	lines := counted(b.Charges)
	posted := byCharge(adjustments)
	parts := make(map[int64]Parts, len(lines))
	sold := make([]tariff.Parts, len(lines))
	for i, l := range lines {
		p := posted[l.ID]
		p.PatientShare = l.Amount - p.discounts() - p.coverage()
		parts[l.ID] = p
		sold[i] = tariff.Parts{Charged: l.Amount, VATRemoved: p.VATExemption, Other: p.OtherDiscount}
	}
	rule := tariff.RuleOn(day)
	_, exempt := rule.Terms(claims(holding(b.Entitlements)).Statutory)
	v := tariff.Sales(rule, exempt, lines, sold)
	b.RuleFrom, b.VAT = rule.From, VAT{v.VATableSales, v.Amount, v.ExemptSales}
	b.divide(parts)
	b.apply()
}
