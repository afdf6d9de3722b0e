package tariff

import "slices"

// Rule is what the law said from a day on, until the next rule.
type Rule struct {
	From string // day it took effect, YYYY-MM-DD

	VATPercent        int64 // inside the price of what is VATable
	SeniorPercent     int64 // discount on the price without VAT
	SeniorVATExempt   bool
	PWDPercent        int64
	PWDVATExempt      bool
	SecondCasePercent int64 // of the second case rate that is paid
}

// rules, oldest first. A change of the law is a new line with its day.
//
// VAT of 12 percent: Republic Act 9337.
//
// Senior citizens, 20 percent and exemption from VAT: Republic Act 7432 as
// amended by 9257 and 9994; the exemption comes off first and the discount is
// taken from the price without VAT: Revenue Regulations 7-2010.
//
// Persons with disability, 20 percent: Republic Act 9442; exemption from VAT as
// well: Republic Act 10754, in force by 2017. A person who is both has one of the
// two discounts, not both.
//
// All case rates, the second at half: PhilHealth Circulars 31 and 35, series of 2013.
var rules = []Rule{
	{From: "2014-01-01", VATPercent: 12, SeniorPercent: 20, SeniorVATExempt: true, PWDPercent: 20, PWDVATExempt: false, SecondCasePercent: 50},
	{From: "2017-01-01", VATPercent: 12, SeniorPercent: 20, SeniorVATExempt: true, PWDPercent: 20, PWDVATExempt: true, SecondCasePercent: 50},
}

// RuleOn returns the rule of a day, YYYY-MM-DD; the first one for a day before it.
func RuleOn(day string) Rule {
	for _, r := range slices.Backward(rules) {
		if r.From <= day {
			return r
		}
	}
	return rules[0]
}

// Terms returns the discount in percent that a person's standing gives, and
// whether VAT comes off first.
func (r Rule) Terms(s Statutory) (percent int64, vatExempt bool) {
	switch s {
	case Senior:
		return r.SeniorPercent, r.SeniorVATExempt
	case PWD:
		return r.PWDPercent, r.PWDVATExempt
	default:
		return 0, false
	}
}
