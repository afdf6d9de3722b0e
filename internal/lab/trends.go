package lab

import (
	"context"
	"fmt"
	"slices"

	"talaan/internal/billing"
	"talaan/internal/fold"
	"talaan/internal/sqldb"
)

// trendPoints is how many values of one analyte a trend has at the most.
const trendPoints = 50

// Trends returns, for each number of a test, the patient's results of the same
// analyte and unit, the newest trendPoints of them.
func (l *Laboratory) Trends(ctx context.Context, tx *sqldb.Tx, id int64) ([]Trend, error) {
	lab, err := selectLab(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	values, err := selectValues(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	type key struct{ analyte, unit string }
	var out []Trend
	at := map[key]int{}
	var analytes []string
	for _, v := range values {
		k := key{fold.Key(v.Analyte), unitKey(v.Unit)}
		if _, seen := at[k]; seen || v.Number == nil {
			continue
		}
		at[k] = len(out)
		out = append(out, Trend{Analyte: v.Analyte, Unit: v.Unit, Points: []Point{}})
		analytes = append(analytes, k.analyte)
	}
	if len(out) == 0 {
		return out, nil
	}
	rows, err := selectPoints(ctx, tx, lab.PatientID, analytes, trendPoints)
	if err != nil {
		return nil, fmt.Errorf("look up the trends of test %d: %w", id, err)
	}
	for _, r := range rows {
		if i, ok := at[key{r.AnalyteKey, r.UnitKey}]; ok {
			out[i].Points = append(out[i].Points, r.Point)
		}
	}
	return slices.DeleteFunc(out, func(t Trend) bool { return len(t.Points) == 0 }), nil
}

// templateRow is a line of a template with the result it comes from.
type templateRow struct {
	LabID int64 `db:"lab_id"`
	TestTemplate
}

// Tests returns the kinds of tests that were asked for before whose name has
// all words of q, each with what the next one can begin from.
func (l *Laboratory) Tests(ctx context.Context, tx *sqldb.Tx, q string, limit int) ([]Test, error) {
	rows, err := selectTests(ctx, tx, q, limit)
	if err != nil {
		return nil, fmt.Errorf("list kinds of tests: %w", err)
	}
	var services, templates []int64
	for _, r := range rows {
		if r.ServiceID != nil {
			services = append(services, *r.ServiceID)
		}
		if r.TemplateLabID != nil {
			templates = append(templates, *r.TemplateLabID)
		}
	}
	names, err := serviceNames(ctx, tx, services)
	if err != nil {
		return nil, err
	}
	lines, err := templateLines(ctx, tx, templates)
	out := make([]Test, len(rows))
	for i, r := range rows {
		out[i] = Test{Name: r.Name, Analytes: []TestTemplate{}}
		if name, ok := names[deref(r.ServiceID)]; ok {
			out[i].ServiceID, out[i].ServiceName = r.ServiceID, name
		}
		out[i].Analytes = append(out[i].Analytes, lines[deref(r.TemplateLabID)]...)
	}
	return out, err
}

// serviceNames returns the names of the services that can be charged, by id.
func serviceNames(ctx context.Context, tx *sqldb.Tx, ids []int64) (map[int64]string, error) {
	out := map[int64]string{}
	if len(ids) == 0 {
		return out, nil
	}
	rows, err := billing.Services.Where(ctx, tx, "active = 1 AND id IN ("+sqldb.In(len(ids))+")", sqldb.Args(ids)...)
	for _, s := range rows {
		out[s.ID] = s.Name
	}
	return out, err
}

func templateLines(ctx context.Context, tx *sqldb.Tx, labIDs []int64) (map[int64][]TestTemplate, error) {
	out := map[int64][]TestTemplate{}
	if len(labIDs) == 0 {
		return out, nil
	}
	rows, err := sqldb.All[templateRow](ctx, tx, `SELECT lab_id, analyte, unit, reference_range FROM lab_values WHERE lab_id IN (`+sqldb.In(len(labIDs))+`) ORDER BY lab_id, position`, sqldb.Args(labIDs)...)
	for _, r := range rows {
		out[r.LabID] = append(out[r.LabID], r.TestTemplate)
	}
	return out, err
}
