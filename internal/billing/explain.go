package billing

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"talaan/internal/money"
	"talaan/internal/tariff"
)

// Step is one step of how an amount came to be, in words and numbers.
type Step struct {
	Label  string          `json:"label"`
	Detail string          `json:"detail"`
	Amount *money.Centavos `json:"amount" nullable:"true" doc:"What the step comes to; null when it is no amount"`
}

// Explanation opens one amount of a bill.
type Explanation struct {
	Key      string         `json:"key" doc:"total_charges, vat_exemption, statutory_discount, other_discount, philhealth, hmo, total_discounts, total_coverage, total_due, total_paid, balance; charge-12 for the charge 12"`
	ChargeID *int64         `json:"charge_id"`
	Title    string         `json:"title"`
	Amount   money.Centavos `json:"amount"`
	Steps    []Step         `json:"steps" doc:"In their order"`
}

// Explain opens every amount of a bill: its totals first, then every charge.
// now is when the bill was read, zone the one in which its times are told.
func Explain(bill Bill, now time.Time, zone *time.Location) []Explanation {
	x := explainer{bill: bill, now: now, zone: zone, held: holding(bill.Entitlements), at: map[int64]int{}}
	x.assessment = assess(bill.Charges, bill.Entitlements, bill.RuleFrom)
	for i, l := range x.lines {
		x.at[l.ID] = i
	}
	out := []Explanation{
		x.totalCharges(), x.vatExemption(), x.statutory(), x.otherDiscount(), x.totalDiscounts(),
		x.philHealth(), x.hmo(), x.totalCoverage(), x.totalDue(), x.totalPaid(), x.balance(),
	}
	for i := range bill.Charges {
		out = append(out, x.charge(&bill.Charges[i]))
	}
	return out
}

// only returns the explanation of one key.
func only(list []Explanation, key string) []Explanation {
	for i := range list {
		if list[i].Key == key {
			return list[i : i+1]
		}
	}
	return nil
}

type explainer struct {
	assessment
	bill Bill
	now  time.Time
	zone *time.Location
	held map[string]*Entitlement
	at   map[int64]int // index of a charge among the lines that stand
}

func step(label string, amount money.Centavos, format string, args ...any) Step {
	return Step{Label: label, Detail: fmt.Sprintf(format, args...), Amount: &amount}
}

func (x *explainer) sum(key, title string, amount money.Centavos, steps ...Step) Explanation {
	return Explanation{Key: key, Title: title, Amount: amount, Steps: steps}
}

func (x *explainer) totalCharges() Explanation {
	var steps []Step
	for _, c := range x.bill.Categories {
		lines := 0
		for _, l := range x.lines {
			if l.Category == c.Category {
				lines++
			}
		}
		if lines > 0 {
			steps = append(steps, step(c.Category, c.Charges, "%s", count(lines, "charge that stands", "charges that stand")))
		}
	}
	steps = append(steps, step("Total charges", x.bill.TotalCharges, "The groups together; a reversed charge and its contra entry come to nothing"))
	return x.sum("total_charges", "Total charges", x.bill.TotalCharges, steps...)
}

// law names the standing that counts, and its entitlement.
func (x *explainer) law() (*Entitlement, string) {
	switch x.claims.Statutory {
	case tariff.Senior:
		return x.held[Senior], "Senior citizen"
	case tariff.PWD:
		return x.held[PWD], "Person with disability"
	default:
		return nil, ""
	}
}

func (x *explainer) vatExemption() Explanation {
	e, who := x.law()
	amount := x.bill.Total.VATExemption
	if e == nil || amount == 0 {
		return x.sum("vat_exemption", "VAT exemption", amount, step("VAT exemption", amount, "No VAT comes off: nobody is exempt, or nothing that was charged is VATable"))
	}
	base, lines := money.Centavos(0), 0
	for i, l := range x.lines {
		if l.VATable {
			base += x.Lines[i].Charged
			lines++
		}
	}
	return x.sum("vat_exemption", "VAT exemption", amount,
		step(who, base, "%s %s; %s, with the VAT inside", e.IDType, e.IDNumber, count(lines, "VATable charge", "VATable charges")),
		step("Without the VAT", base-amount, "Each charge ÷ 1.%02d, rounded to the centavo, half up", x.Rule.VATPercent),
		step("VAT exemption", amount, "%s − %s; law in effect from %s", base.Peso(), (base-amount).Peso(), x.Rule.From))
}

func (x *explainer) statutory() Explanation {
	e, who := x.law()
	amount := x.bill.Total.StatutoryDiscount
	if e == nil {
		return x.sum("statutory_discount", "Senior or PWD discount", amount, step("Senior or PWD discount", amount, "Neither was claimed"))
	}
	percent, _ := x.Rule.Terms(x.claims.Statutory)
	base := x.bill.TotalCharges - x.bill.Total.VATExemption
	steps := []Step{
		step(who, base, "%s %s; charges without the VAT that comes off", e.IDType, e.IDNumber),
		step(fmt.Sprintf("%d percent", percent), amount, "%d percent of each charge, rounded to the centavo, half up; law in effect from %s", percent, x.Rule.From),
	}
	if x.held[Senior] != nil && x.held[PWD] != nil {
		steps = slices.Insert(steps, 1, Step{Label: "One of two", Detail: "A senior citizen who is a PWD as well has one discount, not both"})
	}
	return x.sum("statutory_discount", who+" discount", amount, steps...)
}

func (x *explainer) otherDiscount() Explanation {
	e, amount := x.held[OtherDiscount], x.bill.Total.OtherDiscount
	if e == nil {
		return x.sum("other_discount", "Other discount", amount, step("Other discount", amount, "None was given"))
	}
	base := x.bill.TotalCharges - x.bill.Total.VATExemption - x.bill.Total.StatutoryDiscount
	steps := []Step{step("What it is taken from", base, "Charges less VAT exemption and discount by law")}
	d := e.discount()
	if d.Percent > 0 {
		steps = append(steps, step(e.Name, tariff.Percent(base, d.Percent), "%d percent; %s", d.Percent, e.Reason))
	} else {
		steps = append(steps, step(e.Name, d.Amount, "An amount; %s", e.Reason))
	}
	steps = append(steps, step("Other discount", amount, "No more than the limit of %d percent, %s; spread over the charges in proportion", d.Limit, tariff.Percent(base, d.Limit).Peso()))
	return x.sum("other_discount", "Other discount", amount, steps...)
}

func (x *explainer) totalDiscounts() Explanation {
	t := x.bill.Total
	return x.sum("total_discounts", "Discounts", x.bill.TotalDiscounts,
		step("VAT exemption", t.VATExemption, "First"), step("Senior or PWD discount", t.StatutoryDiscount, "Then"), step("Other discount", t.OtherDiscount, "Then"),
		step("Discounts", x.bill.TotalDiscounts, "Together"))
}

// side sums what PhilHealth can pay and pays of hospital charges or of
// professional fees.
type side struct{ left, first, second money.Centavos }

func (x *explainer) side(professional bool) side {
	var s side
	for i, l := range x.lines {
		if p := x.Lines[i]; l.Professional == professional {
			s.left += p.Charged - p.VATRemoved - p.Statutory - p.Other
			s.first += p.FirstCase
			s.second += p.SecondCase
		}
	}
	return s
}

func (x *explainer) philHealth() Explanation {
	e, amount := x.held[PhilHealth], x.bill.Total.PhilHealth
	if e == nil || e.FirstRate == nil {
		return x.sum("philhealth", "PhilHealth", amount, step("PhilHealth", amount, "No case rate was claimed"))
	}
	hospital, fees := x.side(false), x.side(true)
	steps := []Step{
		{Label: "Member " + e.IDNumber, Detail: "Case rates as in effect on " + x.date(x.bill.CreatedAt) + ", the day the bill was opened"},
		step("Hospital charges left", hospital.left, "After discounts; the hospital part is paid of these"),
		step("Professional fees left", fees.left, "After discounts; the professional part is paid of these"),
	}
	steps = append(steps, caseSteps("First case", e.FirstRate, 100, hospital.left, hospital.first, fees.left, fees.first)...)
	if e.SecondRate != nil {
		steps = append(steps, caseSteps("Second case", e.SecondRate, x.Rule.SecondCasePercent, hospital.left-hospital.first, hospital.second, fees.left-fees.first, fees.second)...)
	}
	steps = append(steps, step("PhilHealth", amount, "Together; spread over the charges in proportion"))
	return x.sum("philhealth", "PhilHealth", amount, steps...)
}

func caseSteps(name string, r *ClaimedRate, percent int64, hospitalLeft, hospital, feesLeft, fees money.Centavos) []Step {
	return []Step{
		step(name+" "+r.Code+", hospital", hospital, "%s; %s", r.Description, paid(r.HospitalPart, percent, hospitalLeft)),
		step(name+" "+r.Code+", professional", fees, "Table in effect from %s; %s", r.EffectiveFrom, paid(r.ProfessionalPart, percent, feesLeft)),
	}
}

// paid says how much of a case rate's part can be paid.
func paid(part money.Centavos, percent int64, left money.Centavos) string {
	full := tariff.Percent(part, percent)
	s := fmt.Sprintf("%d percent of %s is %s", percent, part.Peso(), full.Peso())
	if full > left {
		s += ", but no more than the " + left.Peso() + " that is left"
	}
	return s
}

func (x *explainer) hmo() Explanation {
	e, amount := x.held[HMO], x.bill.Total.HMO
	if e == nil || e.Amount == nil {
		return x.sum("hmo", "HMO", amount, step("HMO", amount, "No approval was entered"))
	}
	left := x.bill.TotalCharges - x.bill.TotalDiscounts - x.bill.Total.PhilHealth
	return x.sum("hmo", "HMO", amount,
		step("Left after PhilHealth", left, "Charges less discounts and PhilHealth"),
		step(e.Name, *e.Amount, "Approved under %s", e.ApprovalNumber),
		step("HMO", amount, "The lesser of the two; spread over the charges in proportion"))
}

func (x *explainer) totalCoverage() Explanation {
	return x.sum("total_coverage", "Coverage", x.bill.TotalCoverage,
		step("PhilHealth", x.bill.Total.PhilHealth, "First"), step("HMO", x.bill.Total.HMO, "Then"), step("Coverage", x.bill.TotalCoverage, "Together"))
}

func (x *explainer) totalDue() Explanation {
	b := x.bill
	last := "What the patient owes before payments, as of " + x.moment(x.now)
	if b.Final {
		last = "What the patient owes before payments; the bill is final since " + x.moment(*b.FinalizedAt)
	}
	return x.sum("total_due", "Due", b.TotalDue,
		step("Charges", b.TotalCharges, "All that stand"), step("Discounts", -b.TotalDiscounts, "VAT exemption, discount by law, other discount"),
		step("Coverage", -b.TotalCoverage, "PhilHealth, HMO"), step("Due", b.TotalDue, "%s", last))
}

func (x *explainer) totalPaid() Explanation {
	var steps []Step
	for _, p := range x.bill.Payments {
		detail := x.moment(p.TakenAt) + ", " + p.TakenName
		if p.Reason != "" {
			detail += ": " + p.Reason
		}
		label := strings.ToUpper(p.Kind[:1]) + p.Kind[1:]
		if p.ReceiptNumber != nil {
			label = fmt.Sprintf("%s, receipt %d", label, *p.ReceiptNumber)
		}
		steps = append(steps, step(label, p.Amount, "%s", detail))
	}
	steps = append(steps, step("Paid", x.bill.TotalPaid, "Together"))
	return x.sum("total_paid", "Paid", x.bill.TotalPaid, steps...)
}

func (x *explainer) balance() Explanation {
	b := x.bill
	return x.sum("balance", "Balance", b.Balance, step("Due", b.TotalDue, "Charges less discounts and coverage"), step("Paid", -b.TotalPaid, "All payments"),
		step("Balance", b.Balance, "%s", balanceInWords(b)))
}

func balanceInWords(b Bill) string {
	switch {
	case b.Balance > 0:
		return "What remains to be paid"
	case b.Balance < 0 && b.Final:
		return "Paid more than is due: to be refunded"
	case b.Balance < 0:
		return "Paid in advance, above what is due now"
	default:
		return "Nothing remains"
	}
}

// charge explains one line: how its amount was charged, and what of it comes off.
func (x *explainer) charge(c *Charge) Explanation {
	e := Explanation{Key: fmt.Sprintf("charge-%d", c.ID), ChargeID: &c.ID, Title: c.Description, Amount: c.Amount}
	switch {
	case c.ReversesID != nil:
		e.Steps = []Step{step("Contra entry", c.Amount, "%s by %s undoes a charge: %s", x.moment(c.AddedAt), c.AddedName, c.Reason)}
		return e
	case c.Kind == StayCharge:
		e.Steps = x.bed(c)
	default:
		e.Steps = x.service(c)
	}
	if c.Reversed {
		e.Steps = append(e.Steps, step("Reversed", -c.Amount, "A contra entry undoes it"))
		return e
	}
	if i, ok := x.at[c.ID]; ok {
		e.Steps = append(e.Steps, x.off(c, x.Lines[i])...)
	}
	return e
}

// bed explains the charge of a stay: from when to when, how long, the begun
// units, and the rate.
func (x *explainer) bed(c *Charge) []Step {
	if c.MeterStartedAt == nil || c.MeterUnitSeconds == nil {
		return x.service(c)
	}
	end, until := x.now, "until now, "
	if c.MeterEndedAt != nil {
		end, until = *c.MeterEndedAt, "until "
	}
	unit := time.Duration(*c.MeterUnitSeconds) * time.Second
	stayed := max(end.Sub(*c.MeterStartedAt), 0)
	units := Units(*c.MeterStartedAt, end, unit)
	steps := []Step{
		{Label: "Stay", Detail: "From " + x.moment(*c.MeterStartedAt) + " " + until + x.moment(end)},
		{Label: "Length", Detail: inWords(stayed)},
		{Label: "Units", Detail: fmt.Sprintf("Every begun %s counts, one at the least: %d", unitName(unit), units)},
	}
	if c.Quantity > units {
		steps = append(steps, Step{Label: "Already charged", Detail: fmt.Sprintf("%d were charged before the clock was set back, and stay", c.Quantity)})
	}
	return append(steps,
		step("Rate", c.UnitPrice, "Of the room when the stay began; a later change does not touch it"),
		step("Amount", c.Amount, "%d × %s; whole units at a whole rate, so nothing is rounded", c.Quantity, c.UnitPrice.Peso()))
}

func (x *explainer) service(c *Charge) []Step {
	steps := []Step{{Label: "Charged", Detail: x.moment(c.AddedAt) + " by " + c.AddedName}}
	if c.DateAvailed != "" {
		steps = append(steps, Step{Label: "Given", Detail: c.DateAvailed})
	}
	if c.DoctorName != "" {
		steps = append(steps, Step{Label: "Doctor", Detail: c.DoctorName})
	}
	if c.CataloguePrice != nil {
		steps = append(steps, step("Price list", *c.CataloguePrice, "As it was then; a later change does not touch it"))
	}
	if c.PriceReason != "" {
		steps = append(steps, step("Another price", c.UnitPrice, "%s", c.PriceReason))
	}
	return append(steps, step("Amount", c.Amount, "%d × %s", c.Quantity, c.UnitPrice.Peso()))
}

// off explains what comes off a charge, each from what is left.
func (x *explainer) off(c *Charge, p tariff.Parts) []Step {
	var steps []Step
	add := func(label string, amount money.Centavos, format string, args ...any) {
		if amount != 0 {
			steps = append(steps, step(label, -amount, format, args...))
		}
	}
	percent, _ := x.Rule.Terms(x.claims.Statutory)
	net := p.Charged - p.VATRemoved
	add("VAT exemption", p.VATRemoved, "%s ÷ 1.%02d = %s", p.Charged.Peso(), x.Rule.VATPercent, net.Peso())
	_, who := x.law()
	add(who+" discount", p.Statutory, "%d percent of %s", percent, net.Peso())
	add("Other discount", p.Other, "Its part, in proportion to what was left")
	add("PhilHealth, first case", p.FirstCase, "Its part, in proportion to what was left")
	add("PhilHealth, second case", p.SecondCase, "Its part, in proportion to what was left")
	add("HMO", p.HMO, "Its part, in proportion to what was left")
	if c.VATTreatment == VATable && p.VATRemoved == 0 {
		price := p.Charged - p.Other
		inside := price - tariff.WithoutVAT(price, x.Rule.VATPercent)
		steps = append(steps, Step{Label: "VAT inside", Detail: fmt.Sprintf("%s of %s is VAT of %d percent", inside.Peso(), price.Peso(), x.Rule.VATPercent)})
	}
	if len(steps) > 0 {
		steps = append(steps, step("Patient's share", p.Patient, "What is left"))
	}
	return steps
}

func (x *explainer) moment(t time.Time) string { return t.In(x.zone).Format("2 Jan 2006 15:04:05") }

func (x *explainer) date(t time.Time) string { return t.In(x.zone).Format("2 Jan 2006") }

// count says how many there are.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// inWords tells a duration exactly, down to the millisecond when there are any.
func inWords(d time.Duration) string {
	parts := []string{}
	for _, u := range []struct {
		length    time.Duration
		one, many string
	}{{24 * time.Hour, "day", "days"}, {time.Hour, "hour", "hours"}, {time.Minute, "minute", "minutes"}, {time.Second, "second", "seconds"}, {time.Millisecond, "millisecond", "milliseconds"}} {
		if n := int(d / u.length); n > 0 {
			parts = append(parts, count(n, u.one, u.many))
			d -= time.Duration(n) * u.length
		}
	}
	if len(parts) == 0 {
		return "no time"
	}
	return strings.Join(parts, " ")
}

// unitName is how people call the meter's unit.
func unitName(unit time.Duration) string {
	switch unit {
	case time.Hour:
		return "hour"
	case time.Minute:
		return "minute"
	default:
		return "unit of " + inWords(unit)
	}
}
