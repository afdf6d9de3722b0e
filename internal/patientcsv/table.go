// Package patientcsv reads patients from a table that another system wrote: what
// its columns mean, and which person each row is. It changes nothing but through
// the register of patients.
package patientcsv

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"talaan/internal/csvtext"
	"talaan/internal/errs"
)

// What a file may be at most.
const (
	MostBytes   = 20 << 20
	mostRows    = 50_000
	mostColumns = 200
)

// Encodings of a file.
const (
	UTF8        = "UTF-8"
	UTF8BOM     = "UTF-8 with BOM"
	UTF16       = "UTF-16"
	Windows1252 = "Windows-1252"
)

// Table is a file that was read: the names of its columns and its rows, without
// those that have nothing in any cell.
type Table struct {
	Encoding  string
	Delimiter rune
	Head      []string
	Rows      []Row
}

// Row is one row of a table.
type Row struct {
	Line  int // where it begins in the file, from 1
	Cells []string
}

// cell returns what stands in a column, without blanks around it; "" when the row is shorter.
func (r Row) cell(column int) string {
	if column >= len(r.Cells) {
		return ""
	}
	return strings.TrimSpace(csvtext.Unguard(r.Cells[column]))
}

func refused(format string, args ...any) error { return errs.InvalidField("file", format, args...) }

// Read reads a file. What is wrong with it as a whole is refused with errs.Invalid on body.file.
func Read(file []byte) (Table, error) {
	text, encoding, err := decode(file)
	if err != nil {
		return Table{}, err
	}
	t := Table{Encoding: encoding, Delimiter: delimiterOf(text)}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = t.Delimiter, -1
	for {
		cells, err := r.Read()
		var broken *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return t, t.check()
		case errors.As(err, &broken):
			return t, refused(`has quotation marks that do not fit in line %d; write "" for one inside a quoted cell`, broken.StartLine)
		case err != nil:
			return t, err
		case !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" }):
			continue
		case t.Head == nil:
			t.Head = cells
			continue
		case len(t.Rows) == mostRows:
			return t, refused("has more than %d rows; divide it into several files, each with the names of the columns in its first line", mostRows)
		}
		line, _ := r.FieldPos(0)
		t.Rows = append(t.Rows, Row{line, cells})
	}
}

func (t *Table) check() error {
	switch {
	case t.Head == nil:
		return refused("is empty; it needs a first line with the names of the columns")
	case len(t.Head) > mostColumns:
		return refused("has more than %d columns; leave out those that are not wanted", mostColumns)
	case len(t.Rows) == 0:
		return refused("has no row below the names of the columns")
	}
	for i, name := range t.Head {
		t.Head[i] = strings.TrimSpace(name)
	}
	return nil
}

// decode returns the file as text. What is neither Unicode nor marked as such is
// taken for the encoding in which Windows saves a table by default.
func decode(file []byte) (text, encoding string, err error) {
	if len(file) > MostBytes {
		return "", "", refused("is larger than %d MB; divide it into several files", MostBytes>>20)
	}
	var out []byte
	switch {
	case bytes.HasPrefix(file, []byte(csvtext.BOM)):
		out, encoding = file[len(csvtext.BOM):], UTF8BOM
		if !utf8.Valid(out) {
			return "", "", refused("is not whole: it says that it is UTF-8, but is not; save it as CSV UTF-8 again")
		}
	case bytes.HasPrefix(file, []byte{0xff, 0xfe}), bytes.HasPrefix(file, []byte{0xfe, 0xff}):
		encoding = UTF16
		out, err = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(file)
	case utf8.Valid(file):
		out, encoding = file, UTF8
	default:
		encoding = Windows1252
		out, err = charmap.Windows1252.NewDecoder().Bytes(file)
	}
	if err != nil || bytes.IndexByte(out, 0) >= 0 {
		return "", "", refused("is not a table in text; save it as CSV in the spreadsheet, not as a workbook")
	}
	return string(out), encoding, nil
}

// delimiterOf is the one of comma, semicolon and tab that stands most often in
// the first line, outside quotation marks.
func delimiterOf(text string) rune {
	count, quoted := map[rune]int{}, false
	for _, c := range strings.TrimLeft(text, " \r\n") {
		if c == '"' {
			quoted = !quoted
		}
		if c == '\n' && !quoted {
			break
		}
		if !quoted {
			count[c]++
		}
	}
	best := ','
	for _, c := range []rune{';', '\t'} {
		if count[c] > count[best] {
			best = c
		}
	}
	return best
}
