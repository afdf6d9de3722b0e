package money_test

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"talaan/internal/money"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]money.Centavos{"0": 0, "30": 3000, "30.5": 3050, "1234.50": 123450, "-3.05": -305, "999999999.99": money.Max} {
		if got, err := money.Parse(text); err != nil || got != want {
			t.Errorf("%s: %d, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "-", ".5", "1.", "1.234", "1,000.00", "1e3", "₱5", " 5", "--5", "9999999999999999"} {
		if got, err := money.Parse(text); err == nil {
			t.Errorf("%q was read as %s", text, got)
		}
	}
}

func TestPeso(t *testing.T) {
	t.Parallel()
	for c, want := range map[money.Centavos]string{0: "₱0.00", 5: "₱0.05", 123450: "₱1,234.50", 100000000: "₱1,000,000.00", -97000: "-₱970.00"} {
		if got := c.Peso(); got != want {
			t.Errorf("%d: %s, want %s", int64(c), got, want)
		}
	}
}

// What is written is read back to the centavo, as text and as JSON.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := money.Centavos(rapid.Int64Range(-1<<53, 1<<53).Draw(t, "centavos"))
		back, err := money.Parse(c.String())
		if err != nil || back != c {
			t.Fatalf("%d became %s and then %d: %v", int64(c), c, int64(back), err)
		}
		text, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		var read money.Centavos
		if err := json.Unmarshal(text, &read); err != nil || read != c {
			t.Fatalf("%s became %d: %v", text, int64(read), err)
		}
	})
}
