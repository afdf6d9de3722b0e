package olddjango

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"
	"unicode"

	"talaan/internal/money"
)

// row is one row of the old database. Its fields are asked for by our names;
// models says under which names they may stand.
type row struct {
	model, pk string
	fields    map[string]json.RawMessage
	report    *Report
}

// raw returns a field and the name under which it stands; blank ones are passed over.
func (r *row) raw(field string) (json.RawMessage, string) {
	var found json.RawMessage
	var name string
	for _, n := range models[r.model].fields[field] {
		v, ok := r.fields[n]
		if !ok || string(v) == "null" {
			continue
		}
		if !blank(v) {
			return v, n
		}
		if found == nil {
			found, name = v, n
		}
	}
	return found, name
}

// changed reports that a field was not taken as it was.
func (r *row) changed(format string, args ...any) { r.report.changed(r.model, r.pk, format, args...) }

// key is a reference to another row, or a value, as text; blank for none.
func (r *row) key(field string) string {
	v, _ := r.raw(field)
	return plain(v)
}

// long is a text without a limit but the database's own.
func (r *row) long(field string) string { return r.text(field, longest) }

// longest is how many characters of a long text are kept in one record.
const longest = 16000

// text is a text of at most most characters; a longer one is cut, and reported whole.
func (r *row) text(field string, most int) string {
	v, name := r.raw(field)
	s := clean(plain(v))
	if strings.HasPrefix(strings.TrimSpace(string(v)), "{") {
		s = clean(string(v))
	}
	if c := []rune(s); len(c) > most {
		r.changed("%s is longer than %d characters and was cut; it was: %s", name, most, s)
		return strings.TrimSpace(string(c[:most]))
	}
	return s
}

// clean takes out what no text of ours may have.
func clean(s string) string {
	return strings.TrimSpace(strings.Map(func(c rune) rune {
		if unicode.IsControl(c) && c != '\n' && c != '\t' || c == unicode.ReplacementChar {
			return -1
		}
		return c
	}, strings.ReplaceAll(s, "\r\n", "\n")))
}

// flag is a boolean; ok is false when the field is absent.
func (r *row) flag(field string) (value, ok bool) {
	switch strings.ToLower(r.key(field)) {
	case "true", "1", "yes", "y", "t", "active", "available":
		return true, true
	case "":
		return false, false
	}
	return false, true
}

// one is a word out of a list, however it is spelt; another one is reported and left out.
func (r *row) one(field string, words ...string) string {
	s := r.key(field)
	if s == "" {
		return ""
	}
	for _, w := range words {
		if letters(w) == letters(s) {
			return w
		}
	}
	_, name := r.raw(field)
	r.changed("%s was %q, which is none of %s; it was left empty", name, brief(s), strings.Join(words, ", "))
	return ""
}

// letters are the letters and digits of a text, in lower case.
func letters(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return unicode.ToLower(c)
		}
		return -1
	}, s)
}

// amount is an exact amount; ok is false when the field is absent. An amount with
// parts of a centavo is an error.
func (r *row) amount(field string) (_ money.Centavos, ok bool, err error) {
	s := r.key(field)
	if s == "" {
		return 0, false, nil
	}
	_, name := r.raw(field)
	n, good := new(big.Rat).SetString(strings.ReplaceAll(s, ",", ""))
	if !good {
		return 0, false, fmt.Errorf("%s is %q, which is no amount", name, brief(s))
	}
	if n.Mul(n, big.NewRat(100, 1)); !n.IsInt() || !n.Num().IsInt64() || n.Num().Int64() > int64(money.Max) || n.Num().Int64() < -int64(money.Max) {
		return 0, false, fmt.Errorf("%s is %q, which is no amount in whole centavos", name, brief(s))
	}
	return money.Centavos(n.Num().Int64()), true, nil
}

// number is a measured number; nil when it is absent or none.
func (r *row) number(field string) *float64 {
	s := r.key(field)
	if s == "" {
		return nil
	}
	f, err := strconv.ParseFloat(strings.TrimRight(s, " %abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ°/"), 64)
	if err != nil || f == 0 {
		_, name := r.raw(field)
		r.changed("%s was %q, which is no number; it was left empty", name, brief(s))
		return nil
	}
	return &f
}

// whole is a whole number; ok is false when it is absent or none.
func (r *row) whole(field string) (int64, bool) {
	n, ok := new(big.Rat).SetString(r.key(field))
	if !ok || !n.IsInt() || !n.Num().IsInt64() {
		return 0, false
	}
	return n.Num().Int64(), true
}

// layouts are how times are written; those without a zone are of the hospital.
var layouts = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05.999999999Z0700", "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999-07",
}

var localLayouts = []string{
	"2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", "2006-01-02T15:04", "2006-01-02 15:04", time.DateOnly,
}

// earliest and latest bound the times that can be right.
var (
	earliest = time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)
	latest   = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)
)

func parseTime(s string, zone *time.Location) (time.Time, bool) {
	t, err := time.Time{}, error(nil)
	for _, l := range layouts {
		if t, err = time.Parse(l, s); err == nil {
			break
		}
	}
	if err != nil {
		for _, l := range localLayouts {
			if t, err = time.ParseInLocation(l, s, zone); err == nil {
				break
			}
		}
	}
	t = t.UTC().Truncate(time.Millisecond)
	return t, err == nil && t.After(earliest) && t.Before(latest)
}

// moment is a time; nil when it is absent. One that cannot be read is reported.
func (r *row) moment(field string, zone *time.Location) *time.Time {
	s := r.key(field)
	if s == "" {
		return nil
	}
	t, ok := parseTime(s, zone)
	if !ok {
		_, name := r.raw(field)
		r.changed("%s was %q, which is no time; it was left empty", name, brief(s))
		return nil
	}
	return &t
}

// day is a date, YYYY-MM-DD; blank when it is absent. One that cannot be read, or
// that is after last, is reported and left out.
func (r *row) day(field string, zone *time.Location, last time.Time) string {
	t := r.moment(field, zone)
	if t == nil {
		return ""
	}
	if t.After(last) {
		_, name := r.raw(field)
		r.changed("%s was %q, which is in the future; it was left empty", name, brief(r.key(field)))
		return ""
	}
	return t.In(zone).Format(time.DateOnly)
}

// origin is how the audit trail calls the row.
func (r *row) origin() string { return "from the old system: " + r.model + " " + r.pk }
