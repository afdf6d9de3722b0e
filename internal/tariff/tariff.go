// Package tariff is the Philippine hospital bill as arithmetic: what of each
// line is VAT that comes off, discount, PhilHealth, HMO, and what is left for the
// patient. It knows amounts and days, nothing else; the same question always has
// the same answer, in whatever order the lines and claims come.
package tariff

import (
	"cmp"
	"math/bits"
	"slices"

	"talaan/internal/money"
)

// Statutory is the standing of a person to whom the law gives a discount.
type Statutory string

// Who has a discount by law.
const (
	None   Statutory = ""
	Senior Statutory = "senior"
	PWD    Statutory = "pwd"
)

// Line is one line of a bill.
type Line struct {
	ID           int64
	Category     string
	Professional bool // a professional fee; every other line is the hospital's
	VATable      bool
	Amount       money.Centavos // as charged, 0 or more; VAT is inside when VATable
}

// CaseRate is what PhilHealth pays for one case.
type CaseRate struct {
	Hospital     money.Centavos
	Professional money.Centavos
}

// Discount is one that is not the law's: percent of what it is taken from, or
// an amount, and never more than Limit percent of it.
type Discount struct {
	Percent int64 // 0 when Amount counts
	Amount  money.Centavos
	Limit   int64
}

// Claims are what reduces a bill.
type Claims struct {
	Statutory Statutory
	Other     *Discount
	First     *CaseRate
	Second    *CaseRate // in full; the rule says how much of it is paid
	HMO       money.Centavos
}

// Parts divide an amount that was charged: VATRemoved to Patient add up to it.
type Parts struct {
	Charged    money.Centavos
	VATRemoved money.Centavos
	Statutory  money.Centavos
	Other      money.Centavos
	FirstCase  money.Centavos
	SecondCase money.Centavos
	HMO        money.Centavos
	Patient    money.Centavos
}

// Add adds the parts of another amount.
func (p *Parts) Add(q Parts) {
	p.Charged += q.Charged
	p.VATRemoved += q.VATRemoved
	p.Statutory += q.Statutory
	p.Other += q.Other
	p.FirstCase += q.FirstCase
	p.SecondCase += q.SecondCase
	p.HMO += q.HMO
	p.Patient += q.Patient
}

// VAT is how the sales of a bill stand towards the tax, after discounts that are
// not the law's and before those that are.
type VAT struct {
	VATableSales money.Centavos // without the VAT
	Amount       money.Centavos
	ExemptSales  money.Centavos
}

// Result is a calculated bill.
type Result struct {
	Rule  Rule
	Lines []Parts // in the order of the lines
	Total Parts
	VAT   VAT
}

// Calculate divides every line. First VAT comes off VATable lines when the
// person is exempt; then the discount by law, on the price without VAT; then
// another discount; then PhilHealth's first case rate and the paid part of the
// second, the hospital's part against hospital lines and the professional part
// against professional fees; then the HMO up to what it approved. Each takes no
// more than is left. Amounts for the whole bill are spread over the lines in
// proportion to what is left of them.
func Calculate(rule Rule, lines []Line, claims Claims) Result {
	c := calculation{rule: rule, lines: lines, parts: make([]Parts, len(lines)), order: canonical(lines)}
	for i, l := range lines {
		c.parts[i] = Parts{Charged: l.Amount, Patient: l.Amount}
	}
	c.byLaw(claims.Statutory)
	c.other(claims.Other)
	c.philHealth(claims.First, 100, func(p *Parts) *money.Centavos { return &p.FirstCase })
	c.philHealth(claims.Second, rule.SecondCasePercent, func(p *Parts) *money.Centavos { return &p.SecondCase })
	c.take(claims.HMO, every, func(p *Parts) *money.Centavos { return &p.HMO })
	_, exempt := rule.Terms(claims.Statutory)
	r := Result{Rule: rule, Lines: c.parts, VAT: Sales(rule, exempt, lines, c.parts)}
	for _, p := range c.parts {
		r.Total.Add(p)
	}
	return r
}

type calculation struct {
	rule  Rule
	lines []Line
	parts []Parts
	order []int // indexes of the lines in an order of their own
}

// canonical orders lines by what they are, so that the order in which they came
// decides nothing; lines that are alike in all but their id are interchangeable.
func canonical(lines []Line) []int {
	order := make([]int, len(lines))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		a, b := lines[i], lines[j]
		return cmp.Or(cmp.Compare(b.Amount, a.Amount), cmp.Compare(a.Category, b.Category),
			compareBool(a.Professional, b.Professional), compareBool(a.VATable, b.VATable), cmp.Compare(a.ID, b.ID))
	})
	return order
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	default:
		return -1
	}
}

func every(Line) bool          { return true }
func hospital(l Line) bool     { return !l.Professional }
func professional(l Line) bool { return l.Professional }

// byLaw takes VAT off and gives the discount, line by line.
func (c *calculation) byLaw(s Statutory) {
	percent, exempt := c.rule.Terms(s)
	for i, l := range c.lines {
		p := &c.parts[i]
		if l.VATable && exempt {
			p.VATRemoved = p.Patient - WithoutVAT(p.Patient, c.rule.VATPercent)
			p.Patient -= p.VATRemoved
		}
		p.Statutory = Percent(p.Patient, percent)
		p.Patient -= p.Statutory
	}
}

func (c *calculation) other(d *Discount) {
	if d == nil {
		return
	}
	base := c.left(every)
	c.take(d.on(base), every, func(p *Parts) *money.Centavos { return &p.Other })
}

// on is what the discount comes to on a base.
func (d *Discount) on(base money.Centavos) money.Centavos {
	amount := d.Amount
	if d.Percent > 0 {
		amount = Percent(base, d.Percent)
	}
	return min(amount, Percent(base, d.Limit))
}

func (c *calculation) philHealth(rate *CaseRate, percent int64, into func(*Parts) *money.Centavos) {
	if rate == nil {
		return
	}
	c.take(Percent(rate.Hospital, percent), hospital, into)
	c.take(Percent(rate.Professional, percent), professional, into)
}

// left is what remains of the lines that count.
func (c *calculation) left(counts func(Line) bool) money.Centavos {
	sum := money.Centavos(0)
	for i, l := range c.lines {
		if counts(l) {
			sum += c.parts[i].Patient
		}
	}
	return sum
}

// take spreads an amount, or what is left if that is less, over the lines that
// count, in proportion to what is left of each: whole centavos first, then one
// more for those with the largest remainders.
func (c *calculation) take(amount money.Centavos, counts func(Line) bool, into func(*Parts) *money.Centavos) {
	total := c.left(counts)
	amount = min(amount, total)
	if amount <= 0 {
		return
	}
	type share struct {
		line      int
		whole     money.Centavos
		remainder uint64
	}
	var shares []share
	rest := amount
	for _, i := range c.order {
		if !counts(c.lines[i]) || c.parts[i].Patient == 0 {
			continue
		}
		whole, remainder := proportion(amount, c.parts[i].Patient, total)
		shares = append(shares, share{i, whole, remainder})
		rest -= whole
	}
	slices.SortStableFunc(shares, func(a, b share) int {
		return cmp.Or(cmp.Compare(b.remainder, a.remainder), cmp.Compare(c.parts[b.line].Patient, c.parts[a.line].Patient))
	})
	for _, s := range shares {
		if rest > 0 {
			s.whole++
			rest--
		}
		p := &c.parts[s.line]
		*into(p) += s.whole
		p.Patient -= s.whole
	}
}

// proportion is amount × part ÷ total in whole centavos, and what remains.
// 0 ≤ amount ≤ total and 0 ≤ part ≤ total.
func proportion(amount, part, total money.Centavos) (whole money.Centavos, remainder uint64) {
	hi, lo := bits.Mul64(uint64(amount), uint64(part)) //nolint:gosec // neither is negative
	q, r := bits.Div64(hi, lo, uint64(max(total, 1)))
	return money.Centavos(q), r //nolint:gosec // no more than amount
}

// Sales tells the sales with VAT from those without. exempt says that the person
// pays no VAT; parts divide the lines, in their order.
func Sales(rule Rule, exempt bool, lines []Line, parts []Parts) VAT {
	var v VAT
	for i, l := range lines {
		p := parts[i]
		price := p.Charged - p.VATRemoved - p.Other
		if !l.VATable || exempt {
			v.ExemptSales += price
			continue
		}
		sales := WithoutVAT(price, rule.VATPercent)
		v.VATableSales += sales
		v.Amount += price - sales
	}
	return v
}

// WithoutVAT is a price without the VAT inside it, to the nearest centavo, half up.
func WithoutVAT(price money.Centavos, percent int64) money.Centavos {
	return divide(price*100, money.Centavos(100+percent))
}

// Percent is that much of an amount, to the nearest centavo, half up.
func Percent(amount money.Centavos, percent int64) money.Centavos {
	return divide(amount*money.Centavos(percent), 100)
}

// divide rounds half up; n is 0 or more.
func divide(n, by money.Centavos) money.Centavos { return (2*n + by) / (2 * by) }
