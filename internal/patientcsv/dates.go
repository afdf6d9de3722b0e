package patientcsv

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// How a file writes days.
const (
	ISO           = "YYYY-MM-DD"
	DayMonthYear  = "DD/MM/YYYY"
	MonthDayYear  = "MM/DD/YYYY"
	noTimeOfBirth = `(?:[T ]00:00(?::00(?:\.0+)?)?)?`
)

// DateFormats lists how a file may write days. Dashes and dots do as well as strokes.
var DateFormats = []string{ISO, DayMonthYear, MonthDayYear}

var (
	yearFirst = regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})` + noTimeOfBirth + `$`)
	yearLast  = regexp.MustCompile(`^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})` + noTimeOfBirth + `$`)
)

// readDay returns a day as YYYY-MM-DD. A day that begins with its year is read in
// any format, because it cannot be mistaken.
func readDay(text, format string) (string, bool) {
	parts := yearFirst.FindStringSubmatch(text)
	if parts == nil {
		parts = yearLast.FindStringSubmatch(text)
		switch {
		case parts == nil || format == ISO:
			return "", false
		case format == DayMonthYear:
			parts[1], parts[3] = parts[3], parts[1]
		default:
			parts[1], parts[2], parts[3] = parts[3], parts[1], parts[2]
		}
	}
	t, err := time.Parse("2006-1-2", strings.Join(parts[1:4], "-"))
	return t.Format(time.DateOnly), err == nil
}

// formatsOf lists the formats in which most days of a column can be read: more
// than one means that the column alone does not tell, none that it has no days.
func formatsOf(t Table, column int) []string {
	fits, days := map[string]int{}, 0
	for _, row := range t.Rows {
		text := row.cell(column)
		if !yearFirst.MatchString(text) && !yearLast.MatchString(text) {
			continue
		}
		days++
		for _, f := range DateFormats {
			if _, ok := readDay(text, f); ok {
				fits[f]++
			}
		}
	}
	best := max(fits[ISO], fits[DayMonthYear], fits[MonthDayYear])
	if best == 0 || best*2 < days {
		return []string{}
	}
	if fits[ISO] == best {
		return []string{ISO}
	}
	return slices.DeleteFunc(slices.Clone(DateFormats), func(f string) bool { return fits[f] < best })
}
