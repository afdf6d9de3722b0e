package money

import (
	"fmt"
	"strings"
)

var (
	small = []string{
		"", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
		"fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
	}
	tens   = []string{"", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"}
	scales = []struct {
		worth int64
		name  string
	}{{1_000_000_000_000, "trillion"}, {1_000_000_000, "billion"}, {1_000_000, "million"}, {1000, "thousand"}, {1, ""}}
)

// Words spells the amount as papers do: "One thousand two hundred thirty-four
// pesos and 50/100". A negative amount is spelt without its sign.
func (c Centavos) Words() string {
	if c < 0 {
		c = -c
	}
	pesos, cents := int64(c)/100, int64(c)%100
	text := "zero"
	if pesos > 0 {
		var parts []string
		for _, s := range scales {
			if n := pesos / s.worth; n > 0 {
				parts = append(parts, strings.TrimSpace(hundreds(n)+" "+s.name))
				pesos %= s.worth
			}
		}
		text = strings.Join(parts, " ")
	}
	unit := "pesos"
	if int64(c)/100 == 1 {
		unit = "peso"
	}
	text = strings.ToUpper(text[:1]) + text[1:] + " " + unit
	if cents > 0 {
		text += fmt.Sprintf(" and %02d/100", cents)
	}
	return text
}

// hundreds spells 1 to 999.
func hundreds(n int64) string {
	var parts []string
	if n >= 100 {
		parts = append(parts, small[n/100]+" hundred")
		n %= 100
	}
	switch {
	case n >= 20 && n%10 > 0:
		parts = append(parts, tens[n/10]+"-"+small[n%10])
	case n >= 20:
		parts = append(parts, tens[n/10])
	case n > 0:
		parts = append(parts, small[n])
	}
	return strings.Join(parts, " ")
}
