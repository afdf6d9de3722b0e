package backup

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"unicode/utf8"

	"talaan/internal/backup/archive"
	"talaan/internal/sqldb"
)

// rows is the text of a part of a table: a line with the names of its columns,
// then a line for each row, all of them JSON arrays.
type rows struct {
	head string
	body []byte
}

func newRows(columns []string) *rows {
	head, err := json.Marshal(columns)
	if err != nil {
		panic(err) // texts can always be written
	}
	return &rows{head: string(head) + "\n"}
}

func (r *rows) any() bool { return len(r.body) > 0 }
func (r *rows) size() int { return len(r.body) }

// text returns what was added since the last call.
func (r *rows) text() string {
	t := r.head + string(r.body)
	r.body = r.body[:0]
	return t
}

func (r *rows) add(values []any) error {
	b := r.body
	for i, v := range values {
		sign := byte(',')
		if i == 0 {
			sign = '['
		}
		b = append(b, sign)
		switch v := v.(type) {
		case nil:
			b = append(b, "null"...)
		case int64:
			b = strconv.AppendInt(b, v, 10)
		case float64:
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("%v is no number that can be kept", v)
			}
			b = strconv.AppendFloat(b, v, 'g', -1, 64)
		case string:
			text, err := json.Marshal(asText(v))
			if err != nil {
				return err
			}
			b = append(b, text...)
		default:
			return fmt.Errorf("a %T cannot be kept", v)
		}
	}
	b = append(b, "]\n"...)
	r.body = b
	return nil
}

// asText is how a text is written: as it is, or as {"base64": …} when it is none.
func asText(v string) any {
	if utf8.ValidString(v) {
		return v
	}
	return map[string]string{"base64": base64.StdEncoding.EncodeToString([]byte(v))}
}

// rowsAtOnce is how many rows are loaded with one call.
const rowsAtOnce = 500

// eachBatch reads the rows of a part and gives them to load, in the order of
// columns. All of the table's columns must be there, and no other.
func eachBatch(from io.Reader, t sqldb.Table, load func(columns []string, rows [][]any) error) (n int64, err error) {
	dec := json.NewDecoder(from)
	dec.UseNumber()
	var names []string
	if err := dec.Decode(&names); err != nil {
		return 0, fmt.Errorf("%w: the columns of %s: %w", archive.ErrDamaged, t.Name, notEOF(err))
	}
	kinds, err := kindsOf(t, names)
	if err != nil {
		return 0, err
	}
	batch := make([][]any, 0, rowsAtOnce)
	for {
		var raw []any
		err := dec.Decode(&raw)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return n, fmt.Errorf("%w: table %s: %w", archive.ErrDamaged, t.Name, err)
		}
		if err := convert(raw, kinds); err != nil {
			return n, fmt.Errorf("%w: table %s, row %d of the part: %w", archive.ErrDamaged, t.Name, n+1, err)
		}
		n++
		if batch = append(batch, raw); len(batch) == rowsAtOnce {
			if err := load(names, batch); err != nil {
				return n, err
			}
			batch = batch[:0]
		}
	}
	if len(batch) == 0 {
		return n, nil
	}
	return n, load(names, batch)
}

func notEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

func kindsOf(t sqldb.Table, names []string) ([]sqldb.Kind, error) {
	known := map[string]sqldb.Kind{}
	for _, c := range t.Columns {
		known[c.Name] = c.Kind
	}
	var kinds []sqldb.Kind
	for _, n := range names {
		kind, ok := known[n]
		if !ok {
			return nil, fmt.Errorf("%w: table %s has a column %.60q that its schema does not know", archive.ErrDamaged, t.Name, n)
		}
		delete(known, n) // a second one is unknown
		kinds = append(kinds, kind)
	}
	if len(known) > 0 {
		return nil, fmt.Errorf("%w: table %s lacks columns that its schema has", archive.ErrDamaged, t.Name)
	}
	return kinds, nil
}

// convert makes values of columns out of what JSON gave.
func convert(raw []any, kinds []sqldb.Kind) error {
	if len(raw) != len(kinds) {
		return fmt.Errorf("%d values for %d columns", len(raw), len(kinds))
	}
	for i, v := range raw {
		if v == nil {
			continue
		}
		var err error
		switch kinds[i] {
		case sqldb.Integer:
			if raw[i], err = numberOf(v).Int64(); err != nil {
				return fmt.Errorf("%v is no whole number", v)
			}
		case sqldb.Real:
			if raw[i], err = numberOf(v).Float64(); err != nil {
				return fmt.Errorf("%v is no number", v)
			}
		case sqldb.Text:
			if raw[i], err = textOf(v); err != nil {
				return err
			}
		}
	}
	return nil
}

func numberOf(v any) json.Number {
	n, ok := v.(json.Number)
	if !ok {
		return "none"
	}
	return n
}

func textOf(v any) (string, error) {
	switch v := v.(type) {
	case string:
		return v, nil
	case map[string]any:
		if coded, ok := v["base64"].(string); ok && len(v) == 1 {
			text, err := base64.StdEncoding.DecodeString(coded)
			return string(text), err
		}
	}
	return "", errors.New("a text was expected")
}
