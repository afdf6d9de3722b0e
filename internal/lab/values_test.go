package lab

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestNumber(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]float64{
		"4.1": 4.1, " 4.1 ": 4.1, "0": 0, "-2": -2, "−2.5": -2.5, ".5": .5, "5.": 5, "007": 7, "1,250": 1250, "12,345,678.9": 12345678.9,
		"99999999999999999999": 1e20,
	} {
		if got, ok := number(text); !ok || got != want {
			t.Errorf("%q is %v %v, not %v", text, got, ok, want)
		}
	}
	for _, text := range []string{"", " ", ".", "-", "-.", "+1", "1+", "++", "4,1", "1,25", "12,34,567", "1e3", "0x10", "NaN", "Inf", "1 000", "1/2", "½", "3-5", "<0.5", "4.1 H", "4.1 mmol/L", "Negative", "1:80", "２", strings.Repeat("9", 400)} {
		if got, ok := number(text); ok {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}

func TestFlagFor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		value, reference string
		want             Flag
	}{
		{"4.1", "3.5-5.1", Normal}, {"3.5", "3.5-5.1", Normal}, {"5.1", "3.5-5.1", Normal}, {"3.4", "3.5-5.1", Low}, {"5.2", "3.5-5.1", High},
		{"5.2", "3.5 – 5.1", High}, {"5.2", "3.5—5.1", High}, {"5.2", "3.5 to 5.1", High}, {"3", "(3.5-5.1)", Low}, {"3", "[ 3.5 - 5.1 ]", Low}, {"5.2", "3.5 - 5.1 mmol/L", High},
		{"-3", "-2-2", Low}, {"-2", "-2 - 2", Normal}, {"-1", "-3--0.5", Normal}, {"0", "-3 – -0.5", High},
		{"1,250", "1,000-2,000", Normal}, {"150000", "150,000-450,000", Normal},
		{"4.9", "<5", Normal}, {"5", "<5", High}, {"5", "<=5", Normal}, {"5", "≤5", Normal}, {"5.1", "≤ 5", High}, {"5", "up to 5", Normal}, {"6", "Up to 5", High}, {"5", "less than 5", High},
		{"40", ">40", Low}, {"40", ">=40", Normal}, {"39", "≥ 40", Low}, {"41", "more than 40", Normal}, {"40", "at least 40", Normal},
		{"<0.5", "<5", Normal}, {"<5", "<5", Normal}, {"<=5", "<5", NoFlag}, {"<10", "<5", NoFlag}, {">5", "<5", High}, {">=5", "<5", High}, {"<0.5", "3.5-5.1", Low}, {"<3.5", "3.5-5.1", Low}, {"<=3.5", "3.5-5.1", NoFlag},
		{">100", "3.5-5.1", High}, {">4", "3.5-5.1", NoFlag}, {">40", ">40", Normal}, {">=40", ">40", NoFlag}, {"<40", ">=40", Low},
		{"Negative", "Negative", Normal}, {"NEGATIVE", "negative", Normal}, {"Positive", "Negative", Abnormal}, {"Non-reactive", "Nonreactive", Normal}, {"Reactive", "Non-reactive", Abnormal},
		{"None seen", "Negative", Normal}, {"Trace", "Negative", NoFlag}, {"+1", "Negative", NoFlag}, {"Yellow", "Negative", NoFlag},
		// What is not certain is not flagged.
		{"16", "M: 13-17; F: 12-15", NoFlag}, {"16", "13-17 (M), 12-15 (F)", NoFlag}, {"16", "", NoFlag}, {"", "1-2", NoFlag}, {"4.1", "5.1-3.5", NoFlag}, {"4", "1-2-3", NoFlag}, {"4", "3.5", NoFlag},
		{"4", "about 5", NoFlag}, {"4", "<", NoFlag}, {"4", "-", NoFlag}, {"4", "1:80", NoFlag}, {"4", "3,5-5,1", NoFlag}, {"4,1", "3.5-5.1", NoFlag}, {"+2", "0-1", NoFlag}, {"Yellow", "Yellow", NoFlag}, {"4.1 H", "3.5-5.1", NoFlag}, {"3", "4-5 mg", NoFlag},
	} {
		if got := flagFor(c.value, c.reference, "mmol/L"); got != c.want {
			t.Errorf("%q of %q is %q, not %q", c.value, c.reference, got, c.want)
		}
	}
}

// A plain number and a range of two are flagged as arithmetic says, however
// the range is written.
func TestFlagProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		tenth := func(name string) float64 { return float64(rapid.IntRange(-2000, 2000).Draw(t, name)) / 10 }
		a, b, v := tenth("a"), tenth("b"), tenth("value")
		low, high := min(a, b), max(a, b)
		text := func(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
		dash := rapid.SampledFrom([]string{"-", " - ", "–", " – ", " to "}).Draw(t, "dash")
		want := Normal
		switch {
		case v < low:
			want = Low
		case v > high:
			want = High
		}
		if got := flagFor(text(v), text(low)+dash+text(high), ""); got != want {
			t.Fatalf("%v of %v%s%v is %q, not %q", v, low, dash, high, got, want)
		}
		// A value that is only known to be below is never high, and the other way round.
		if got := flagFor("<"+text(v), text(low)+dash+text(high), ""); got == High || (got == Low) != (v <= low) {
			t.Fatalf("<%v of %v to %v is %q", v, low, high, got)
		}
		if got := flagFor(">="+text(v), text(low)+dash+text(high), ""); got == Low || (got == High) != (v > high) {
			t.Fatalf(">=%v of %v to %v is %q", v, low, high, got)
		}
		for _, c := range []struct {
			reference string
			ok        bool
			otherwise Flag
		}{{"<", v < low, High}, {"<=", v <= low, High}, {">", v > low, Low}, {">=", v >= low, Low}} {
			want := Normal
			if !c.ok {
				want = c.otherwise
			}
			if got := flagFor(text(v), c.reference+text(low), ""); got != want {
				t.Fatalf("%v of %s%v is %q, not %q", v, c.reference, low, got, want)
			}
		}
	})
}

// Whatever is typed is read without a panic, and the flag is one that follows
// from numbers or words; it is never critical.
func TestFlagsOfAnything(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		part := rapid.SampledFrom([]string{"1", "5.1", "-", "–", "<", ">=", ",", ".", " ", "to", "(", ")", "Negative", "mg", "M:", "ñ", "🎉", "0"})
		text := func(name string) string {
			return strings.Join(rapid.SliceOfN(part, 0, 6).Draw(t, name), "")
		}
		value, reference, unit := text("value"), text("reference"), text("unit")
		switch got := flagFor(value, reference, unit); got {
		case NoFlag, Normal, Abnormal, Low, High:
		default:
			t.Fatalf("%q of %q is %q", value, reference, got)
		}
		if n, ok := number(value); ok && (math.IsNaN(n) || math.IsInf(n, 0)) {
			t.Fatalf("%q is %v", value, n)
		}
	})
}

func TestUnitKey(t *testing.T) {
	t.Parallel()
	for _, same := range [][]string{{"mmol/L", "mmol/l", " mmol / L "}, {"µg/dL", "μg/dl"}, {"10^9/L", "10^9 / l"}, {"", " "}} {
		for _, u := range same[1:] {
			if unitKey(u) != unitKey(same[0]) {
				t.Errorf("%q is another unit than %q", u, same[0])
			}
		}
	}
	if unitKey("mg/dL") == unitKey("mmol/L") || len([]rune(unitKey(strings.Repeat("㎎", 40)))) > unitLength {
		t.Error("keys of units")
	}
}

func TestEvaluate(t *testing.T) {
	t.Parallel()
	got, err := evaluate([]ValueInput{{Analyte: "K", Value: "6.9", Unit: "mmol/L", ReferenceRange: "3.5-5.1"}, {Analyte: "K", Value: "6.9", ReferenceRange: "3.5-5.1", FlagSet: CriticalHigh}, {Analyte: "K", Value: "<0.5"}}, "values")
	if err != nil || got[0].Flag != High || *got[0].Number != 6.9 || got[1].Flag != CriticalHigh || got[1].FlagSet != CriticalHigh || got[2].Number != nil || got[2].Flag != NoFlag {
		t.Errorf("%+v %v", got, err)
	}
	if again := written(got); len(again) != 3 || again[1].FlagSet != CriticalHigh || again[0].FlagSet != NoFlag {
		t.Errorf("written back: %+v", again)
	}
	_, err = evaluate([]ValueInput{{Analyte: "K", Value: "1"}, {Analyte: "%", Value: "1"}, {Analyte: "Na"}}, "values")
	if text := fmt.Sprint(err); !strings.Contains(text, "body.values[1].analyte") || !strings.Contains(text, "body.values[2].value") || strings.Contains(text, "values[0]") {
		t.Errorf("refused: %v", err)
	}
}

func TestChargeState(t *testing.T) {
	t.Parallel()
	id := int64(1)
	test := func(s Status, service, charge *int64) *Lab {
		l := &Lab{ServiceID: service, ChargeID: charge}
		l.Status = s
		return l
	}
	for _, c := range []struct {
		lab  *Lab
		a    account
		want string
	}{
		{test(Requested, nil, nil), account{}, NoCharge},
		{test(Requested, &id, nil), account{}, ChargeDue},
		{test(Done, &id, nil), account{}, ChargeDue},
		{test(Done, &id, nil), account{final: true}, ChargeTooLate},
		{test(Done, &id, nil), account{cancelled: true}, NoCharge},
		{test(Cancelled, &id, nil), account{}, NoCharge},
		{test(Cancelled, &id, nil), account{final: true}, NoCharge},
		{test(Done, &id, &id), account{}, Charged},
		{test(Done, &id, &id), account{final: true}, Charged},
		{test(Done, &id, &id), account{reversed: true}, ChargeUndone},
		{test(Cancelled, &id, &id), account{reversed: true}, ChargeUndone},
		{test(Cancelled, &id, &id), account{final: true}, Charged},
	} {
		if got := chargeState(c.lab, c.a); got != c.want {
			t.Errorf("%s with %+v: %s, not %s", c.lab.Status, c.a, got, c.want)
		}
	}
}
