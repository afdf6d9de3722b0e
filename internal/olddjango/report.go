package olddjango

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"talaan/internal/csvtext"
)

// Count is what became of the rows of one model.
type Count struct {
	Model    string
	Read     int // rows in the dump
	Taken    int // now
	There    int // taken before
	NotTaken int
}

// Kinds of remarks.
const (
	NotTaken     = "not taken"     // the row is not in the new system
	Changed      = "changed"       // the row was taken, not all as it was
	Difference   = "difference"    // a bill's total is not what the old system said
	Unknown      = "not known"     // a model or a field that the import does not know
	OnlyReported = "only reported" // nothing of ours is made of such rows
)

// Remark is something about a row that a person should read.
type Remark struct {
	Kind  string
	Model string
	PK    string
	Text  string
}

// Report is what an import did, or would do.
type Report struct {
	DryRun  bool
	Remarks []Remark

	counts  map[string]*Count
	order   []string
	unknown map[[2]string]*unknownThing
}

type unknownThing struct {
	first string
	count int
}

func newReport() *Report {
	return &Report{counts: map[string]*Count{}, unknown: map[[2]string]*unknownThing{}}
}

// clone copies a report, so that an attempt that is repeated begins from the same.
func (r *Report) clone() *Report {
	c := newReport()
	c.DryRun, c.Remarks, c.order = r.DryRun, slices.Clone(r.Remarks), slices.Clone(r.order)
	for k, v := range r.counts {
		n := *v
		c.counts[k] = &n
	}
	for k, v := range r.unknown {
		n := *v
		c.unknown[k] = &n
	}
	return c
}

func (r *Report) model(name string) *Count {
	c := r.counts[name]
	if c == nil {
		c = &Count{Model: name}
		r.counts[name] = c
		r.order = append(r.order, name)
	}
	return c
}

// Counts returns the counts, by model in the order of the dump.
func (r *Report) Counts() []Count {
	out := make([]Count, len(r.order))
	for i, name := range r.order {
		out[i] = *r.counts[name]
	}
	return out
}

// Of returns the count of a model.
func (r *Report) Of(model string) Count { return *r.model(model) }

func (r *Report) refuse(model, pk, format string, args ...any) {
	r.model(model).NotTaken++
	r.Remarks = append(r.Remarks, Remark{NotTaken, model, pk, fmt.Sprintf(format, args...)})
}

func (r *Report) changed(model, pk, format string, args ...any) {
	r.Remarks = append(r.Remarks, Remark{Changed, model, pk, fmt.Sprintf(format, args...)})
}

func (r *Report) differs(model, pk, format string, args ...any) {
	r.Remarks = append(r.Remarks, Remark{Difference, model, pk, fmt.Sprintf(format, args...)})
}

func (r *Report) unknownModel(model, pk string) { r.notKnown(model, "", pk) }

func (r *Report) unknownField(model, field, pk string) { r.notKnown(model, field, pk) }

func (r *Report) notKnown(model, field, pk string) {
	u := r.unknown[[2]string{model, field}]
	if u == nil {
		u = &unknownThing{first: pk}
		r.unknown[[2]string{model, field}] = u
	}
	u.count++
}

// All returns every remark, unknown models and fields first.
func (r *Report) All() []Remark {
	var out []Remark
	for k, u := range r.unknown {
		what := "field " + k[1]
		if k[1] == "" {
			what = "model"
		}
		out = append(out, Remark{Unknown, k[0], u.first, fmt.Sprintf("the %s is not known; %d rows have it, this is the first", what, u.count)})
	}
	slices.SortFunc(out, func(a, b Remark) int { return strings.Compare(a.Model+" "+a.Text, b.Model+" "+b.Text) })
	return append(out, r.Remarks...)
}

// NotTaken is how many rows of known models are not in the new system.
func (r *Report) NotTaken() int {
	n := 0
	for _, c := range r.counts {
		n += c.NotTaken
	}
	return n
}

// Taken is how many rows were taken now.
func (r *Report) Taken() int {
	n := 0
	for _, c := range r.counts {
		n += c.Taken
	}
	return n
}

// WriteText writes the report for a terminal.
func (r *Report) WriteText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%-26s %8s %8s %8s %8s\n", "", "read", "taken", "there", "not")
	for _, c := range r.Counts() {
		fmt.Fprintf(&b, "%-26s %8d %8d %8d %8d\n", c.Model, c.Read, c.Taken, c.There, c.NotTaken)
	}
	for _, m := range r.All() {
		fmt.Fprintf(&b, "%s %s: %s: %s\n", m.Model, m.PK, m.Kind, m.Text)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteCSV writes the report as a table: what, model, pk, text; the counts come first.
func (r *Report) WriteCSV(w io.Writer) error {
	return csvtext.Write(w, []string{"what", "model", "pk", "text"}, func(row func(cells ...string) error) error {
		for _, c := range r.Counts() {
			for _, n := range []struct {
				what string
				n    int
			}{{"read", c.Read}, {"taken", c.Taken}, {"already there", c.There}, {"rows not taken", c.NotTaken}} {
				if err := row(n.what, c.Model, "", strconv.Itoa(n.n)); err != nil {
					return err
				}
			}
		}
		for _, m := range r.All() {
			if err := row(m.Kind, m.Model, m.PK, m.Text); err != nil {
				return err
			}
		}
		return nil
	})
}
