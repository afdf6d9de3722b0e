package money

import "testing"

func TestWords(t *testing.T) {
	t.Parallel()
	for c, want := range map[Centavos]string{
		0:                  "Zero pesos",
		5:                  "Zero pesos and 05/100",
		100:                "One peso",
		1950:               "Nineteen pesos and 50/100",
		2000:               "Twenty pesos",
		123450:             "One thousand two hundred thirty-four pesos and 50/100",
		-870000:            "Eight thousand seven hundred pesos",
		10000000:           "One hundred thousand pesos",
		100000100:          "One million one pesos",
		99_999_999_999:     "Nine hundred ninety-nine million nine hundred ninety-nine thousand nine hundred ninety-nine pesos and 99/100",
		123_000_000_000_00: "One hundred twenty-three billion pesos",
	} {
		if got := c.Words(); got != want {
			t.Errorf("%s is spelt %q, want %q", c, got, want)
		}
	}
}
