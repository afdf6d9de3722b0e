package olddjango

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// object is one row as dumpdata writes it.
type object struct {
	Model  string                     `json:"model"`
	PK     json.RawMessage            `json:"pk"`
	Fields map[string]json.RawMessage `json:"fields"`
}

// place is where a row stands in the scratch file.
type place struct {
	pk     string
	offset int64
	length int
}

// dump is a dump that was read once: where each row stands, by model, and by
// model and the row that it belongs to. The rows themselves stand in a scratch
// file, so that a dump may be larger than the memory.
type dump struct {
	file   *os.File
	rows   map[string][]place
	of     map[string]map[string][]place
	seen   map[[2]string]bool // models and primary keys
	report *Report
}

// text is the dump as UTF-8: it may be UTF-8, with or without a byte order mark,
// or UTF-16 with one.
func text(r io.Reader) io.Reader {
	return transform.NewReader(bufio.NewReaderSize(r, 1<<16), unicode.BOMOverride(transform.Nop))
}

// read reads the whole dump. Close what it returns.
func read(r io.Reader, scratch string, report *Report) (_ *dump, err error) {
	d := &dump{rows: map[string][]place{}, of: map[string]map[string][]place{}, seen: map[[2]string]bool{}, report: report}
	if d.file, err = os.CreateTemp(scratch, "django-*"); err != nil {
		return nil, fmt.Errorf("make a scratch file: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.Close())
		}
	}()
	in := json.NewDecoder(text(r))
	if t, err := in.Token(); err != nil || t != json.Delim('[') {
		return nil, errors.Join(errors.New("the dump is no list of rows: make it with manage.py dumpdata"), err)
	}
	out := bufio.NewWriterSize(d.file, 1<<20)
	var at int64
	for n := 1; in.More(); n++ {
		var raw json.RawMessage
		if err := in.Decode(&raw); err != nil {
			return nil, fmt.Errorf("row %d of the dump cannot be read; make the dump anew: %w", n, err)
		}
		length, err := d.note(raw, n, at, out)
		if err != nil {
			return nil, err
		}
		at += int64(length)
	}
	if _, err := in.Token(); err != nil {
		return nil, fmt.Errorf("the dump breaks off; make it anew: %w", err)
	}
	return d, out.Flush()
}

// note writes a row to the scratch file and remembers where it stands.
func (d *dump) note(raw json.RawMessage, n int, at int64, out io.Writer) (int, error) {
	o := parse(raw)
	if o.Model == "" || o.Fields == nil {
		d.report.refuse("?", fmt.Sprintf("row %d", n), "is no row of a model: %s", brief(string(raw)))
		return 0, nil
	}
	app, name, _ := strings.Cut(strings.ToLower(o.Model), ".")
	m, known := models[name]
	if app != "api" || !known {
		d.report.unknownModel(o.Model, plain(o.PK))
		return 0, nil
	}
	d.report.model(name).Read++
	pk := plain(o.PK)
	if pk == "" || len(pk) > pkLength {
		d.report.refuse(name, pk, "has no usable primary key")
		return 0, nil
	}
	if d.seen[[2]string{name, pk}] {
		d.report.refuse(name, pk, "stands in the dump twice; the first row was read")
		return 0, nil
	}
	d.seen[[2]string{name, pk}] = true
	for field, v := range o.Fields {
		if !m.knows(field) && !blank(v) {
			d.report.unknownField(name, field, pk)
		}
	}
	length, err := out.Write(raw)
	if err != nil {
		return 0, fmt.Errorf("write the scratch file: %w", err)
	}
	p := place{pk, at, length}
	d.rows[name] = append(d.rows[name], p)
	if m.parent != "" {
		r := row{model: name, pk: pk, fields: o.Fields, report: d.report}
		if d.of[name] == nil {
			d.of[name] = map[string][]place{}
		}
		key := r.key(m.parent)
		d.of[name][key] = append(d.of[name][key], p)
	}
	return length, nil
}

// parse reads a row; one that is none is empty.
func parse(raw json.RawMessage) (o object) {
	if json.Unmarshal(raw, &o) != nil {
		return object{}
	}
	return o
}

// pkLength is how long a primary key may be, in bytes.
const pkLength = 120

// each calls f with every row of a model.
func (d *dump) each(model string, f func(r *row) error) error {
	return d.visit(model, d.rows[model], f)
}

// children returns the rows of a model that belong to a row.
func (d *dump) children(model, parent string) ([]*row, error) {
	var out []*row
	err := d.visit(model, d.of[model][parent], func(r *row) error {
		out = append(out, r)
		return nil
	})
	return out, err
}

// orphans calls f with the rows of a model whose parent is not in the dump.
func (d *dump) orphans(model string, known func(parent string) bool, f func(r *row)) error {
	for parent, list := range d.of[model] {
		if known(parent) {
			continue
		}
		if err := d.visit(model, list, func(r *row) error { f(r); return nil }); err != nil {
			return err
		}
	}
	return nil
}

func (d *dump) visit(model string, list []place, f func(r *row) error) error {
	for _, p := range list {
		buf := make([]byte, p.length)
		if _, err := d.file.ReadAt(buf, p.offset); err != nil {
			return fmt.Errorf("read the scratch file: %w", err)
		}
		if err := f(&row{model: model, pk: p.pk, fields: parse(buf).Fields, report: d.report}); err != nil {
			return err
		}
	}
	return nil
}

// Close deletes the scratch file.
func (d *dump) Close() error {
	return errors.Join(d.file.Close(), os.Remove(d.file.Name()))
}

// plain is a JSON value as a key: a number or a string without its quotes, or a
// natural key with its parts joined.
func plain(v json.RawMessage) string {
	v = bytes.TrimSpace(v)
	if len(v) == 0 || string(v) == "null" {
		return ""
	}
	var s string
	if json.Unmarshal(v, &s) == nil {
		return strings.TrimSpace(s)
	}
	var parts []json.RawMessage
	if json.Unmarshal(v, &parts) == nil {
		words := make([]string, len(parts))
		for i, p := range parts {
			words[i] = plain(p)
		}
		return strings.Join(words, " ")
	}
	return string(v)
}

// blank reports whether a value says nothing.
func blank(v json.RawMessage) bool {
	switch strings.TrimSpace(string(v)) {
	case "", "null", `""`, "[]", "{}", "false", "0":
		return true
	}
	return false
}

// brief is the beginning of a text, for a message.
func brief(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
