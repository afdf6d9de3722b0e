package patientcsv

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"talaan/internal/errs"
	"talaan/internal/fold"
	"talaan/internal/httpapi"
	"talaan/internal/patient"
)

// Choices say how the table is to be read and what is to be done with it.
type Choices struct {
	Mapping    []string `json:"mapping" doc:"For each column the field that it is, empty for none"`
	DateFormat string   `json:"date_format"`
	Duplicates string   `json:"duplicates" doc:"skip, which leaves out persons who resemble a registered one, or add"`
	// SkipRefused lets the others in though some rows are refused.
	SkipRefused bool `json:"skip_refused"`
	DryRun      bool `json:"dry_run"`
}

// What is done with a row that resembles a registered person.
const (
	Skip = "skip"
	Add  = "add"
)

// check refuses choices that do not fit the table.
func (c *Choices) check(t Table) error {
	var bad []errs.Field
	complain := func(where, format string, args ...any) {
		bad = append(bad, errs.Field{Location: "body.choices." + where, Message: fmt.Sprintf(format, args...)})
	}
	if len(c.Mapping) != len(t.Head) {
		complain("mapping", "must name a field, or none, for each of the %d columns of the file", len(t.Head))
	}
	seen := map[string]bool{}
	for _, name := range c.Mapping {
		if _, known := fieldNamed(name); !known && name != "" {
			complain("mapping", "names %q, which is no field of a patient", name)
		}
		if seen[name] && name != "" {
			complain("mapping", "has %s for two columns; choose it for one", name)
		}
		seen[name] = true
	}
	for _, f := range fields {
		if f.required && !seen[f.name] {
			complain("mapping", "needs a column for %s", f.name)
		}
	}
	switch c.DateFormat {
	case ISO, DayMonthYear, MonthDayYear:
	default:
		if seen["date_of_birth"] || c.DateFormat != "" {
			complain("date_format", "must be one of %s", strings.Join(DateFormats, ", "))
		}
	}
	if c.Duplicates != Skip && c.Duplicates != Add {
		complain("duplicates", "must be skip or add")
	}
	return errs.InvalidFields(bad)
}

// words are what other systems write for our values, folded.
var words = map[string]map[string]string{
	"sex": {"m": "Male", "male": "Male", "lalaki": "Male", "f": "Female", "female": "Female", "babae": "Female", "other": "Other"},
	"civil_status": {
		"s": "Single", "single": "Single", "m": "Married", "married": "Married", "w": "Widowed", "widow": "Widowed", "widower": "Widowed", "widowed": "Widowed",
		"d": "Divorced", "divorced": "Divorced", "sep": "Separated", "separated": "Separated",
	},
	"social_insurance": {"sss": "SSS", "gsis": "GSIS", "both": "Both", "none": "", "no": ""},
}

var yesNo = map[string]bool{"yes": true, "y": true, "true": true, "1": true, "x": true, "no": false, "n": false, "false": false, "0": false}

const mostOldNumber = 100 // characters

// Fault is what is wrong with one cell, and how it is to be mended.
type Fault struct{ Column, Message string }

// slots are the fields of a patient by their names.
var slots = func() map[string]reflect.StructField {
	out := map[string]reflect.StructField{}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[patient.PatientFields]()) {
		out[f.Tag.Get("json")] = f
	}
	return out
}()

// Person turns a row into what the desk would have typed, and its number in the old system.
func (c *Choices) Person(t Table, row Row) (f patient.PatientFields, oldNumber string, faults []Fault) {
	if len(row.Cells) > len(t.Head) {
		faults = append(faults, Fault{"", fmt.Sprintf("has %d cells, but there are %d columns; put cells that hold the delimiter into quotation marks", len(row.Cells), len(t.Head))})
	}
	v := reflect.ValueOf(&f).Elem()
	for i, name := range c.Mapping {
		text := row.cell(i)
		if name == "" {
			continue
		}
		var fault string
		if name == OldNumber {
			if oldNumber = text; utf8.RuneCountInString(text) > mostOldNumber {
				fault = fmt.Sprintf("is longer than %d characters", mostOldNumber)
			}
		} else {
			slot := slots[name]
			fault = c.set(v.FieldByIndex(slot.Index), slot.Tag, name, text)
		}
		if fault != "" {
			faults = append(faults, Fault{t.Head[i], fault})
		}
	}
	if len(faults) == 0 {
		faults = c.named(t, httpapi.Clean(&struct{ Body *patient.PatientFields }{&f}))
	}
	if f.PhilHealthNumber != "" {
		f.HasPhilHealth = true
	}
	if f.HMOName != "" || f.HMONumber != "" {
		f.HasHMO = true
	}
	return f, oldNumber, faults
}

// set writes the text of a cell into a field and returns what is wrong with it.
func (c *Choices) set(v reflect.Value, tag reflect.StructTag, name, text string) string {
	if text == "" {
		if tag.Get("need") == "create" {
			return "is empty; write the name"
		}
		return ""
	}
	switch v.Interface().(type) {
	case bool:
		yes, ok := yesNo[fold.Key(text)]
		if !ok {
			return fmt.Sprintf("is %q; write yes or no", text)
		}
		v.SetBool(yes)
		return ""
	case *int64:
		n, err := strconv.ParseInt(text, 10, 64)
		low, _ := strconv.ParseInt(tag.Get("minimum"), 10, 64)
		high, _ := strconv.ParseInt(tag.Get("maximum"), 10, 64)
		if err != nil || n < low || n > high {
			return fmt.Sprintf("is %q; write a whole number from %d to %d", text, low, high)
		}
		v.Set(reflect.ValueOf(&n))
		return ""
	}
	text, fault := c.word(tag, name, text)
	if fault == "" {
		v.SetString(text)
	}
	return fault
}

// word turns the text of a cell into the text that the register keeps, or says what
// is wrong with it.
func (c *Choices) word(tag reflect.StructTag, name, text string) (_, fault string) {
	if name == "date_of_birth" {
		day, ok := readDay(text, c.DateFormat)
		if !ok {
			return "", fmt.Sprintf("is %q; write a day of the calendar as %s", text, c.DateFormat)
		}
		text = day
	} else if known := words[name]; known != nil {
		word, ok := known[fold.Key(text)]
		if !ok {
			return "", fmt.Sprintf("is %q; write one of %s", text, strings.ReplaceAll(strings.Trim(tag.Get("enum"), ","), ",", ", "))
		}
		text = word
	}
	if most, err := strconv.Atoi(tag.Get("maxLength")); err == nil && utf8.RuneCountInString(text) > most {
		return "", fmt.Sprintf("is longer than %d characters; shorten it", most)
	}
	if pattern := tag.Get("pattern"); pattern != "" && !patterns[name].MatchString(text) {
		return "", fmt.Sprintf("is %q; write %s", text, tag.Get("patternDescription"))
	}
	return text, ""
}

var patterns = func() map[string]*regexp.Regexp {
	out := map[string]*regexp.Regexp{}
	for name, f := range slots {
		if p := f.Tag.Get("pattern"); p != "" {
			out[name] = regexp.MustCompile(p)
		}
	}
	return out
}()

// named turns what the register complains about into faults of the columns.
func (c *Choices) named(t Table, err error) []Fault {
	var out []Fault
	var e *errs.Error
	switch {
	case err == nil:
	case errors.As(err, &e) && len(e.Fields) > 0:
		for _, f := range e.Fields {
			column := ""
			for i, name := range c.Mapping {
				if name != "" && f.Location == "body."+name {
					column = t.Head[i]
				}
			}
			out = append(out, Fault{column, f.Message})
		}
	default:
		out = append(out, Fault{"", err.Error()})
	}
	return out
}
