// Package money holds exact amounts: whole centavos, never fractions.
package money

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// Centavos is an amount in Philippine centavos (1/100 peso). In JSON it is a
// decimal string with two places, "1234.50"; in the database an integer.
type Centavos int64

// Max is the largest amount accepted from outside: ₱999,999,999.99.
const Max Centavos = 99_999_999_999

// Pattern is the JSON form of an amount that a client may send.
const Pattern = `^[0-9]{1,9}(\.[0-9]{1,2})?$`

// String returns the amount as "1234.50" or "-3.05".
func (c Centavos) String() string {
	sign := ""
	u := uint64(c) //nolint:gosec // two's complement is meant: -u below undoes it
	if c < 0 {
		sign = "-"
		u = -u
	}
	return fmt.Sprintf("%s%d.%02d", sign, u/100, u%100)
}

// Peso returns the amount for people: "₱1,234.50".
func (c Centavos) Peso() string {
	s := c.String()
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	whole, cents, _ := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return sign + "₱" + whole + "." + cents
}

// Parse reads "1234", "1234.5" or "1234.50", with an optional leading minus.
func Parse(s string) (Centavos, error) {
	body, negative := strings.CutPrefix(s, "-")
	whole, frac, hasFrac := strings.Cut(body, ".")
	if whole == "" || len(whole) > 15 || (hasFrac && (len(frac) < 1 || len(frac) > 2)) || !digits(whole) || !digits(frac) {
		return 0, fmt.Errorf("%q is not an amount: write pesos and centavos as 1234.50", s)
	}
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%q is not an amount: %w", s, err)
	}
	cents := int64(0)
	for i := range 2 {
		cents *= 10
		if i < len(frac) {
			cents += int64(frac[i] - '0')
		}
	}
	c := Centavos(n*100 + cents)
	if negative {
		c = -c
	}
	return c, nil
}

func digits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}

// Times returns the amount for quantity units.
func (c Centavos) Times(quantity int64) Centavos { return c * Centavos(quantity) }

// MarshalJSON writes the amount as a decimal string.
func (c Centavos) MarshalJSON() ([]byte, error) { return []byte(`"` + c.String() + `"`), nil }

// UnmarshalJSON reads a decimal string. Null is not 0.00: it is refused.
func (c *Centavos) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		return &json.UnmarshalTypeError{Value: "null", Type: reflect.TypeFor[Centavos]()}
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("an amount is a string like \"1234.50\": %w", err)
	}
	v, err := Parse(s)
	if err != nil {
		return err
	}
	*c = v
	return nil
}

// Schema describes the JSON form: a non-negative decimal string on the way in.
func (Centavos) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type:               huma.TypeString,
		Pattern:            Pattern,
		PatternDescription: "an amount in pesos of 0.00 or more, like 1234.50",
		Description:        "Amount in Philippine pesos with two decimal places.",
		Examples:           []any{"1234.50"},
	}
}
