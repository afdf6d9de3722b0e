package tariff

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"talaan/internal/money"
)

const today = "2026-06-15"

func amounts(t *testing.T, s string) money.Centavos {
	t.Helper()
	c, err := money.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The worked examples that must hold.
func TestVectors(t *testing.T) {
	t.Parallel()
	m := func(s string) money.Centavos { return amounts(t, s) }
	rate := func(h, p string) *CaseRate { return &CaseRate{m(h), m(p)} }
	for _, c := range []struct {
		name   string
		lines  []Line
		claims Claims
		want   Parts
	}{
		{"VATable medicine for a senior", []Line{{ID: 1, VATable: true, Amount: m("1120.00")}}, Claims{Statutory: Senior},
			Parts{Charged: m("1120.00"), VATRemoved: m("120.00"), Statutory: m("200.00"), Patient: m("800.00")}},
		{"VATable medicine for somebody else", []Line{{ID: 1, VATable: true, Amount: m("1120.00")}}, Claims{},
			Parts{Charged: m("1120.00"), Patient: m("1120.00")}},
		{"a senior in-patient", []Line{{ID: 1, Amount: m("50000.00")}, {ID: 2, Professional: true, VATable: true, Amount: m("22400.00")}},
			Claims{Statutory: Senior, First: rate("14000.00", "6000.00"), Second: rate("5600.00", "2400.00")},
			Parts{Charged: m("72400.00"), VATRemoved: m("2400.00"), Statutory: m("14000.00"), FirstCase: m("20000.00"), SecondCase: m("4000.00"), Patient: m("32000.00")}},
		{"with an HMO", []Line{{ID: 1, Amount: m("50000.00")}, {ID: 2, Professional: true, VATable: true, Amount: m("22400.00")}},
			Claims{Statutory: Senior, First: rate("14000.00", "6000.00"), Second: rate("5600.00", "2400.00"), HMO: m("25000.00")},
			Parts{Charged: m("72400.00"), VATRemoved: m("2400.00"), Statutory: m("14000.00"), FirstCase: m("20000.00"), SecondCase: m("4000.00"), HMO: m("25000.00"), Patient: m("7000.00")}},
		{"discount, PhilHealth, HMO in a row", []Line{{ID: 1, Amount: m("21500.00")}}, Claims{Statutory: PWD, First: rate("6500.00", "0.00"), HMO: m("2000.00")},
			Parts{Charged: m("21500.00"), Statutory: m("4300.00"), FirstCase: m("6500.00"), HMO: m("2000.00"), Patient: m("8700.00")}},
		{"case rates above what is left", []Line{{ID: 1, Amount: m("10000.00")}, {ID: 2, Professional: true, Amount: m("1000.00")}},
			Claims{First: rate("9000.00", "6000.00"), Second: rate("5600.00", "2400.00"), HMO: m("1.00")},
			Parts{Charged: m("11000.00"), FirstCase: m("10000.00"), SecondCase: m("1000.00")}},
		{"another discount, in percent", []Line{{ID: 1, VATable: true, Amount: m("1120.00")}}, Claims{Statutory: Senior, Other: &Discount{Percent: 10, Limit: 10}},
			Parts{Charged: m("1120.00"), VATRemoved: m("120.00"), Statutory: m("200.00"), Other: m("80.00"), Patient: m("720.00")}},
		{"another discount, above its limit by now", []Line{{ID: 1, Amount: m("100.00")}}, Claims{Other: &Discount{Amount: m("50.00"), Limit: 10}},
			Parts{Charged: m("100.00"), Other: m("10.00"), Patient: m("90.00")}},
		{"nothing was charged", nil, Claims{Statutory: Senior, First: rate("1.00", "1.00"), HMO: m("1.00")}, Parts{}},
	} {
		r := Calculate(RuleOn(today), c.lines, c.claims)
		if r.Total != c.want {
			t.Errorf("%s:\n got %+v\nwant %+v", c.name, r.Total, c.want)
		}
	}
}

// Hospital and professional side of the worked example, each on its own.
func TestSidesOfTheSeniorInpatient(t *testing.T) {
	t.Parallel()
	r := Calculate(RuleOn(today), []Line{{ID: 1, Amount: 50_000_00}, {ID: 2, Professional: true, VATable: true, Amount: 22_400_00}},
		Claims{Statutory: Senior, First: &CaseRate{14_000_00, 6_000_00}, Second: &CaseRate{5_600_00, 2_400_00}})
	if r.Lines[0].Patient != 23_200_00 || r.Lines[1].Patient != 8_800_00 {
		t.Errorf("hospital %s, professional %s", r.Lines[0].Patient, r.Lines[1].Patient)
	}
}

func TestRuleOn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		day, from string
		pwdExempt bool
	}{
		{"1999-12-31", "2014-01-01", false}, {"2014-01-01", "2014-01-01", false}, {"2016-12-31", "2014-01-01", false},
		{"2017-01-01", "2017-01-01", true}, {today, "2017-01-01", true},
	} {
		r := RuleOn(c.day)
		if _, exempt := r.Terms(PWD); r.From != c.from || exempt != c.pwdExempt {
			t.Errorf("on %s holds the rule of %s, PWD exempt %v", c.day, r.From, exempt)
		}
	}
	if !slices.IsSortedFunc(rules, func(a, b Rule) int {
		if a.From < b.From {
			return -1
		}
		return 1
	}) {
		t.Error("the rules are not in the order of their days")
	}
}

// Halves of a centavo go up; nothing below a half does.
func TestRounding(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ got, want money.Centavos }{
		{Percent(2, 20), 0}, {Percent(3, 20), 1}, {Percent(5, 50), 3}, {Percent(1, 50), 1}, {Percent(12, 20), 2}, {Percent(13, 20), 3},
		{WithoutVAT(112, 12), 100}, {WithoutVAT(100, 12), 89}, {WithoutVAT(1, 12), 1}, {WithoutVAT(0, 12), 0},
		{Percent(money.Max*1000, 20), money.Max * 200},
	} {
		if c.got != c.want {
			t.Errorf("%d, want %d", c.got, c.want)
		}
	}
}

// An amount for the whole bill is spread to the centavo; who has the largest
// remainder gets the one that is left over.
func TestSpread(t *testing.T) {
	t.Parallel()
	r := Calculate(RuleOn(today), []Line{{ID: 1, Amount: 1}, {ID: 2, Amount: 1}, {ID: 3, Amount: 1}}, Claims{HMO: 2})
	if r.Total.HMO != 2 || r.Total.Patient != 1 {
		t.Errorf("%+v", r.Total)
	}
	r = Calculate(RuleOn(today), []Line{{ID: 1, Amount: 10_00}, {ID: 2, Amount: 20_00}}, Claims{HMO: 10_00})
	if r.Lines[0].HMO != 3_33 || r.Lines[1].HMO != 6_67 {
		t.Errorf("%s and %s", r.Lines[0].HMO, r.Lines[1].HMO)
	}
}

func TestSales(t *testing.T) {
	t.Parallel()
	lines := []Line{{ID: 1, VATable: true, Amount: 1120_00}, {ID: 2, Amount: 500_00}}
	for _, c := range []struct {
		claims Claims
		want   VAT
	}{
		{Claims{}, VAT{1000_00, 120_00, 500_00}},
		{Claims{Statutory: Senior}, VAT{0, 0, 1500_00}},
		{Claims{Other: &Discount{Percent: 10, Limit: 10}}, VAT{900_00, 108_00, 450_00}},
		{Claims{HMO: 1620_00}, VAT{1000_00, 120_00, 500_00}},
	} {
		if r := Calculate(RuleOn(today), lines, c.claims); r.VAT != c.want {
			t.Errorf("%+v: %+v, want %+v", c.claims, r.VAT, c.want)
		}
	}
}

func drawLines(t *rapid.T) []Line {
	categories := []string{"Room and board", "Drugs and medicine", "Others"}
	lines := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Line {
		professional := rapid.Bool().Draw(t, "professional")
		category := "Professional fee"
		if !professional {
			category = rapid.SampledFrom(categories).Draw(t, "category")
		}
		amount := rapid.OneOf(rapid.Int64Range(0, 20), rapid.Int64Range(0, 5_000_00), rapid.Int64Range(0, int64(money.Max)*1000)).Draw(t, "amount")
		return Line{Category: category, Professional: professional, VATable: rapid.Bool().Draw(t, "VATable"), Amount: money.Centavos(amount)}
	}), 0, 12).Draw(t, "lines")
	for i := range lines {
		lines[i].ID = int64(i + 1)
	}
	return lines
}

func drawClaims(t *rapid.T) Claims {
	amount := rapid.Custom(func(t *rapid.T) money.Centavos {
		return money.Centavos(rapid.OneOf(rapid.Int64Range(0, 30), rapid.Int64Range(0, 9_999_99), rapid.Int64Range(0, int64(money.Max))).Draw(t, "centavos"))
	})
	rate := rapid.Custom(func(t *rapid.T) CaseRate { return CaseRate{amount.Draw(t, "hospital"), amount.Draw(t, "professional")} })
	c := Claims{Statutory: rapid.SampledFrom([]Statutory{None, Senior, PWD}).Draw(t, "statutory"), HMO: amount.Draw(t, "HMO")}
	c.First, c.Second = rapid.Ptr(rate, true).Draw(t, "first"), rapid.Ptr(rate, true).Draw(t, "second")
	if rapid.Bool().Draw(t, "other") {
		c.Other = &Discount{Percent: rapid.Int64Range(0, 100).Draw(t, "percent"), Amount: amount.Draw(t, "off"), Limit: rapid.Int64Range(0, 100).Draw(t, "limit")}
	}
	return c
}

// Nothing is negative, nothing is more than was charged, and no centavo is lost.
func TestPartsAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lines, claims := drawLines(t), drawClaims(t)
		r := Calculate(RuleOn(today), lines, claims)
		var total Parts
		for i, p := range r.Lines {
			sum := p.VATRemoved + p.Statutory + p.Other + p.FirstCase + p.SecondCase + p.HMO + p.Patient
			if p.Charged != lines[i].Amount || sum != p.Charged {
				t.Fatalf("line of %s divides into %+v", lines[i].Amount, p)
			}
			if min(p.VATRemoved, p.Statutory, p.Other, p.FirstCase, p.SecondCase, p.HMO, p.Patient) < 0 {
				t.Fatalf("a part is negative: %+v", p)
			}
			if p.VATRemoved != 0 && (!lines[i].VATable || claims.Statutory == None) {
				t.Fatalf("VAT comes off %+v", lines[i])
			}
			total.Add(p)
		}
		if total != r.Total {
			t.Fatalf("the lines come to %+v, the total is %+v", total, r.Total)
		}
		checkLimits(t, r, claims)
	})
}

// checkLimits: nobody pays more than they have approved, nor less while
// anything is left.
func checkLimits(t *rapid.T, r Result, c Claims) {
	if r.Total.HMO > c.HMO || (r.Total.HMO < c.HMO && r.Total.Patient > 0) {
		t.Fatalf("the HMO approved %s, pays %s, and %s is left", c.HMO, r.Total.HMO, r.Total.Patient)
	}
	if c.First != nil && r.Total.FirstCase > c.First.Hospital+c.First.Professional {
		t.Fatalf("the first case pays %s of %+v", r.Total.FirstCase, c.First)
	}
	if c.Second != nil && r.Total.SecondCase > Percent(c.Second.Hospital, 50)+Percent(c.Second.Professional, 50) {
		t.Fatalf("the second case pays %s of %+v", r.Total.SecondCase, c.Second)
	}
	if v := r.VAT; v.VATableSales+v.Amount+v.ExemptSales != r.Total.Charged-r.Total.VATRemoved-r.Total.Other {
		t.Fatalf("sales %+v do not come to the price %+v", v, r.Total)
	}
}

// The order in which lines were entered decides nothing: neither any total nor
// what a group of the statement comes to.
func TestOrderDecidesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lines, claims := drawLines(t), drawClaims(t)
		other := slices.Clone(lines)
		seed := rapid.Uint64().Draw(t, "seed")
		rand.New(rand.NewPCG(seed, 0)).Shuffle(len(other), func(i, j int) { other[i], other[j] = other[j], other[i] })
		for i := range other {
			other[i].ID = int64(i + 1) // as if entered in this order
		}
		a, b := Calculate(RuleOn(today), lines, claims), Calculate(RuleOn(today), other, claims)
		if a.Total != b.Total || a.VAT != b.VAT {
			t.Fatalf("%+v, in another order %+v", a.Total, b.Total)
		}
		if x, y := byCategory(lines, a), byCategory(other, b); len(x) != len(y) {
			t.Fatalf("%v, in another order %v", x, y)
		} else {
			for k := range x {
				if x[k] != y[k] {
					t.Fatalf("%s: %+v, in another order %+v", k, x[k], y[k])
				}
			}
		}
	})
}

func byCategory(lines []Line, r Result) map[string]Parts {
	out := map[string]Parts{}
	for i, l := range lines {
		p := out[l.Category]
		p.Add(r.Lines[i])
		out[l.Category] = p
	}
	return out
}
