package lab

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"talaan/internal/errs"
	"talaan/internal/fold"
)

// span is a stretch of numbers: a reference range, or what a value may be that
// was written as <0.5. A side that is open does not hold its end.
type span struct {
	low, high         float64
	openLow, openHigh bool
}

// plainNumber is a number as laboratories write it: 4.1, -2, .5, 1,250.
var plainNumber = regexp.MustCompile(`^-?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)?(\.[0-9]*)?$`)

// number reads a plain number. What else looks like one, as +1, 4,1 or 2e3, is
// none: its meaning is not certain.
func number(s string) (float64, bool) {
	s = strings.ReplaceAll(strings.TrimSpace(s), "−", "-")
	if !plainNumber.MatchString(s) || !strings.ContainsAny(s, "0123456789") {
		return 0, false
	}
	n, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", ""), 64)
	return n, err == nil && !math.IsInf(n, 0)
}

// bound is a beginning that makes a number one end of a span.
type bound struct {
	begins string
	upper  bool // the number is the high end
	open   bool
}

// bounds lists longer beginnings before those they begin with.
var bounds = []bound{
	{"<=", true, false}, {"=<", true, false}, {"≤", true, false}, {"<", true, true},
	{">=", false, false}, {"=>", false, false}, {"≥", false, false}, {">", false, true},
	{"up to ", true, false}, {"less than ", true, true}, {"more than ", false, true}, {"greater than ", false, true}, {"at least ", false, false},
}

// bounded reads a number with a comparison before it.
func bounded(s string) (span, bool) {
	s = strings.TrimSpace(s)
	for _, b := range bounds {
		if len(s) < len(b.begins) || !strings.EqualFold(s[:len(b.begins)], b.begins) {
			continue
		}
		n, ok := number(s[len(b.begins):])
		if b.upper {
			return span{low: math.Inf(-1), openLow: true, high: n, openHigh: b.open}, ok
		}
		return span{low: n, openLow: b.open, high: math.Inf(1), openHigh: true}, ok
	}
	return span{}, false
}

// measured reads a value: a number is a span of one.
func measured(value string) (span, bool) {
	if n, ok := number(value); ok {
		return span{low: n, high: n}, true
	}
	return bounded(value)
}

// between is two numbers with a dash or "to" between them.
var between = regexp.MustCompile(`^(-?[0-9.,]+)\s*(?:-|–|—|−|to|TO|To)\s*(-?[0-9.,]+)$`)

// referenceSpan reads a reference range of numbers, with or without the unit
// behind it. A range that says more, as one for each sex does, is none.
func referenceSpan(text, unit string) (span, bool) {
	s := strings.TrimSpace(text)
	if unit != "" && len(s) > len(unit) && strings.EqualFold(s[len(s)-len(unit):], unit) {
		s = strings.TrimSpace(s[:len(s)-len(unit)])
	}
	for _, pair := range []string{"()", "[]"} {
		if len(s) > 2 && s[0] == pair[0] && s[len(s)-1] == pair[1] {
			s = strings.TrimSpace(s[1 : len(s)-1])
		}
	}
	if r, ok := bounded(s); ok {
		return r, true
	}
	m := between.FindStringSubmatch(s)
	if m == nil {
		return span{}, false
	}
	low, lowOK := number(m[1])
	high, highOK := number(m[2])
	return span{low: low, high: high}, lowOK && highOK && low <= high
}

// below reports whether all of v is under r.
func (v span) below(r span) bool {
	return v.high < r.low || (v.high == r.low && (v.openHigh || r.openLow))
}

// within reports whether all of v is inside r.
func (v span) within(r span) bool {
	return (v.low > r.low || (v.low == r.low && (v.openLow || !r.openLow))) &&
		(v.high < r.high || (v.high == r.high && (v.openHigh || !r.openHigh)))
}

// Words for "was not found" and "was found".
var (
	notFoundWords = []string{"negative", "neg", "non reactive", "nonreactive", "not detected", "absent", "none", "none seen", "nil"}
	foundWords    = []string{"positive", "pos", "reactive", "detected", "present"}
)

// flagFor compares a value with its reference range. It says nothing when it
// is not certain; the critical flags LL and HH are the laboratory's to give.
func flagFor(value, reference, unit string) Flag {
	if slices.Contains(notFoundWords, fold.Key(reference)) {
		switch word := fold.Key(value); {
		case slices.Contains(notFoundWords, word):
			return Normal
		case slices.Contains(foundWords, word):
			return Abnormal
		}
		return NoFlag
	}
	v, isNumber := measured(value)
	r, isRange := referenceSpan(reference, unit)
	switch {
	case !isNumber || !isRange:
		return NoFlag
	case v.below(r):
		return Low
	case r.below(v):
		return High
	case v.within(r):
		return Normal
	}
	return NoFlag
}

// unitKey is equal for spellings of one unit: mmol/L and mmol / l.
func unitKey(unit string) string {
	key := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(unit))
	return string([]rune(key)[:min(len([]rune(key)), unitLength)])
}

// unitLength is the longest unit, in characters.
const unitLength = 40

// evaluate reads the values as they were written: the number, the flag. It
// refuses those that say nothing, as body.values[i].
func evaluate(in []ValueInput) ([]LabValue, error) {
	out := make([]LabValue, len(in))
	var bad []errs.Field
	for i, v := range in {
		if fold.Key(v.Analyte) == "" {
			bad = append(bad, errs.Field{Location: fmt.Sprintf("body.values[%d].analyte", i), Message: "must have a letter or digit"})
		}
		if v.Value == "" {
			bad = append(bad, errs.Field{Location: fmt.Sprintf("body.values[%d].value", i), Message: "must not be blank"})
		}
		out[i] = LabValue{Analyte: v.Analyte, Value: v.Value, Unit: v.Unit, ReferenceRange: v.ReferenceRange, FlagSet: v.FlagSet, Flag: v.FlagSet}
		if n, ok := number(v.Value); ok {
			out[i].Number = &n
		}
		if v.FlagSet == NoFlag {
			out[i].Flag = flagFor(v.Value, v.ReferenceRange, v.Unit)
		}
	}
	return out, errs.InvalidFields(bad)
}

// written returns values as they were written, for an edit to begin from.
func written(values []LabValue) []ValueInput {
	out := make([]ValueInput, len(values))
	for i, v := range values {
		out[i] = ValueInput{Analyte: v.Analyte, Value: v.Value, Unit: v.Unit, ReferenceRange: v.ReferenceRange, FlagSet: v.FlagSet}
	}
	return out
}
