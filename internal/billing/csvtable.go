package billing

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"talaan/internal/csvtext"
	"talaan/internal/errs"
	"talaan/internal/httpapi"
	"talaan/internal/money"
)

// mostRows bounds an import, rows that are refused included.
const mostRows = 20_000

// ImportInput is a table to take over.
type ImportInput struct {
	CSV    string `json:"csv" minLength:"1" maxLength:"7000000" clean:"no" doc:"The file's text: a line with the names of the columns, then a line for each record. An apostrophe before = + - @ or another one is not part of a cell"`
	DryRun bool   `json:"dry_run,omitempty" doc:"Only report; change nothing"`
}

// Refusal is a row of a table that was not taken, and why.
type Refusal struct {
	Line    int    `json:"line" doc:"In the file, from 1"`
	Column  string `json:"column" doc:"Empty when it is the whole row"`
	Message string `json:"message"`
	Row     string `json:"row" doc:"Code or name in the row, to find it by"`
}

// ImportReport says what was, or would be, done with a table. All rows that are
// not refused are taken in one transaction.
type ImportReport struct {
	DryRun    bool      `json:"dry_run"`
	Added     int       `json:"added"`
	Changed   int       `json:"changed"`
	Unchanged int       `json:"unchanged"`
	Refused   []Refusal `json:"refused"`
}

// tableRow is one row of a table, by the names of its columns.
type tableRow struct {
	line  int
	cells map[string]string
}

// label is what people find the row by.
func (r tableRow) label() string {
	if r.cells["code"] != "" {
		return r.cells["code"]
	}
	return r.cells["name"]
}

func (r tableRow) refuse(column, format string, args ...any) *Refusal {
	return &Refusal{Line: r.line, Column: column, Message: fmt.Sprintf(format, args...), Row: r.label()}
}

// readTable reads a table with the given columns, of which some must be there,
// in any order. Rows that cannot be read are refused one by one; a table whose
// first line is not as it must be is refused as a whole, on body.csv.
func readTable(text string, columns, required []string) ([]tableRow, []Refusal, error) {
	if !utf8.ValidString(text) || strings.ContainsRune(text, utf8.RuneError) {
		return nil, nil, errs.InvalidField("csv", "is not UTF-8 text; save the table as CSV UTF-8")
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, csvtext.BOM)))
	r.FieldsPerRecord = -1
	head, err := r.Read()
	if err != nil {
		return nil, nil, errs.InvalidField("csv", "has no first line with the names of the columns: %s", strings.Join(columns, ", "))
	}
	if err := checkHead(head, columns, required); err != nil {
		return nil, nil, err
	}
	rows, refused := []tableRow{}, []Refusal{}
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, refused, nil
		}
		if len(rows)+len(refused) == mostRows {
			return nil, nil, errs.InvalidField("csv", "has more than %d rows; divide the file", mostRows)
		}
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			refused = append(refused, Refusal{Line: broken.StartLine, Message: "has quotation marks that do not fit; write \"\" for one inside a quoted cell"})
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		line, _ := r.FieldPos(0)
		row := tableRow{line, map[string]string{}}
		if len(cells) != len(head) {
			refused = append(refused, *row.refuse("", "has %d cells instead of %d", len(cells), len(head)))
			continue
		}
		for i, c := range cells {
			row.cells[head[i]] = csvtext.Unguard(strings.TrimSpace(c))
		}
		rows = append(rows, row)
	}
}

// inOrder joins refusals in the order of their lines; it returns an empty list
// for none.
func inOrder(lists ...[]Refusal) []Refusal {
	out := []Refusal{}
	for _, l := range lists {
		out = append(out, l...)
	}
	slices.SortStableFunc(out, func(a, b Refusal) int { return a.Line - b.Line })
	return out
}

// checkHead brings the names of the columns to one form and refuses unknown,
// repeated and missing ones.
func checkHead(head, columns, required []string) error {
	for i, name := range head {
		name = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), " ", "_")
		switch {
		case !slices.Contains(columns, name):
			return errs.InvalidField("csv", "has a column %.40q; the columns are %s", head[i], strings.Join(columns, ", "))
		case slices.Contains(head[:i], name):
			return errs.InvalidField("csv", "has the column %s twice", name)
		}
		head[i] = name
	}
	for _, name := range required {
		if !slices.Contains(head, name) {
			return errs.InvalidField("csv", "lacks the column %s", name)
		}
	}
	return nil
}

// writeTable writes a table that readTable reads.
func writeTable(columns []string, rows [][]string) (string, error) {
	var b strings.Builder
	err := csvtext.Write(&b, columns, func(row func(cells ...string) error) error {
		for _, r := range rows {
			if err := row(r...); err != nil {
				return err
			}
		}
		return nil
	})
	return b.String(), err
}

// amountIn reads an amount of a table as strictly as one of a form.
func amountIn(cell string) (money.Centavos, error) {
	c, err := money.Parse(cell)
	if err != nil || c < 0 || c > money.Max {
		return 0, fmt.Errorf("%q is not an amount of 0.00 or more, like 1234.50", cell)
	}
	return c, nil
}

// dayIn reads a day of a table.
func dayIn(cell string) error {
	if _, err := time.Parse(time.DateOnly, cell); err != nil {
		return fmt.Errorf("%q is not a day like 2026-06-15", cell)
	}
	return nil
}

// clean brings the texts of a row to the form that those of a form have; it
// returns a refusal, or nil.
func (r tableRow) clean(fields any) *Refusal {
	if err := httpapi.Clean(fields); err != nil {
		return r.because(err)
	}
	return nil
}

// because puts the refusal of a field into the report.
func (r tableRow) because(err error) *Refusal {
	column, message := "", err.Error()
	var e *errs.Error
	if errors.As(err, &e) && len(e.Fields) > 0 {
		column, message = strings.TrimPrefix(e.Fields[0].Location, "body."), e.Fields[0].Message
	}
	return r.refuse(column, "%s", message)
}
