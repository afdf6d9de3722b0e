// Package csvtext writes tables that a spreadsheet opens without harm: as UTF-8
// that Excel recognises, and with no cell that it would take for a formula.
package csvtext

import (
	"encoding/csv"
	"io"
	"slices"
	"strings"
)

// BOM begins a file for Excel, which takes it for another encoding otherwise.
const BOM = "\ufeff"

// ContentType is what a table is sent as.
const ContentType = "text/csv; charset=utf-8"

// A spreadsheet takes a cell that begins with one of these for a formula, which
// may do harm where the table is opened.
const formulaStarts = "=+-@\t\r"

// Guard writes an apostrophe before a cell that a spreadsheet would take for a
// formula, and before one that has an apostrophe there, so that Unguard undoes it.
func Guard(cell string) string {
	if cell != "" && strings.ContainsRune(formulaStarts+"'", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

// Unguard undoes Guard.
func Unguard(cell string) string {
	if len(cell) > 1 && cell[0] == '\'' && strings.ContainsRune(formulaStarts+"'", rune(cell[1])) {
		return cell[1:]
	}
	return cell
}

// Write writes the names of the columns and then every row that each yields,
// guarded, with lines that end as RFC 4180 wants them. It stops at the first
// error, of the table or of w.
func Write(w io.Writer, columns []string, each func(row func(cells ...string) error) error) error {
	if _, err := io.WriteString(w, BOM); err != nil {
		return err
	}
	table := csv.NewWriter(w)
	table.UseCRLF = true
	if err := table.Write(columns); err != nil {
		return err
	}
	err := each(func(cells ...string) error {
		cells = slices.Clone(cells)
		for i := range cells {
			cells[i] = Guard(cells[i])
		}
		return table.Write(cells)
	})
	if err != nil {
		return err
	}
	table.Flush()
	return table.Error()
}
