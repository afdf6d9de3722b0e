package billing

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"talaan/internal/audit"
	"talaan/internal/fold"
	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
)

var rateTable = []string{"code", "description", "hospital_part", "professional_part", "effective_from", "effective_to"}

// CaseRates returns the case rates in effect on a day whose code begins with q
// or whose description has it, by code, after the code given.
func CaseRates(ctx context.Context, tx *sqldb.Tx, q, day, after string, limit int) ([]CaseRate, error) {
	return sqldb.All[CaseRate](ctx, tx, `SELECT `+sqldb.Columns[CaseRate]("r.")+` FROM case_rates r
		WHERE r.effective_from <= ? AND (r.effective_to = '' OR r.effective_to >= ?)
		AND NOT EXISTS (SELECT 1 FROM case_rates n WHERE n.code = r.code AND n.effective_from > r.effective_from AND n.effective_from <= ? AND (n.effective_to = '' OR n.effective_to >= ?))
		AND r.code > ? AND (r.code LIKE ? ESCAPE '!' OR r.description_key LIKE ? ESCAPE '!') ORDER BY r.code LIMIT ?`,
		day, day, day, day, after, sqldb.StartsWith(strings.ToUpper(q)), search(q), limit)
}

// rateFields are the texts of a row.
type rateFields struct {
	Code        string `json:"code" minLength:"1" maxLength:"20"`
	Description string `json:"description" minLength:"1" maxLength:"300"`
}

// ImportCaseRates takes over PhilHealth's table. A row is known by its code and
// its first day; one that a bill uses keeps its amounts.
func ImportCaseRates(ctx context.Context, tx *sqldb.Tx, in ImportInput) (ImportReport, error) {
	report := ImportReport{DryRun: in.DryRun}
	rows, refused, err := readTable(in.CSV, rateTable, []string{"code", "description", "hospital_part", "professional_part", "effective_from"})
	if err != nil {
		return report, err
	}
	if _, err := tx.Next(ctx, "case rate imports"); err != nil { // one at a time
		return report, err
	}
	there, err := sqldb.All[CaseRate](ctx, tx, `SELECT `+rateColumns+` FROM case_rates`)
	if err != nil {
		return report, err
	}
	used, err := sqldb.All[int64](ctx, tx, `SELECT first_rate_id FROM entitlements WHERE first_rate_id IS NOT NULL
		UNION SELECT second_rate_id FROM entitlements WHERE second_rate_id IS NOT NULL`)
	if err != nil {
		return report, err
	}
	plan := planRates(there, used, rows)
	report.Refused = inOrder(refused, plan.refused)
	report.Added, report.Changed, report.Unchanged = len(plan.added), len(plan.changed), plan.unchanged
	if in.DryRun || report.Added+report.Changed == 0 {
		return report, nil
	}
	return report, plan.write(ctx, tx, report)
}

// ratePlan is what an import does to the table.
type ratePlan struct {
	added, changed []CaseRate
	unchanged      int
	refused        []Refusal
}

func planRates(there []CaseRate, used []int64, rows []tableRow) ratePlan {
	var plan ratePlan
	known, taken := map[string]CaseRate{}, map[string]int{}
	for _, r := range there {
		known[r.Code+" "+r.EffectiveFrom] = r
	}
	for _, row := range rows {
		rate, bad := rateIn(row)
		key := rate.Code + " " + rate.EffectiveFrom
		if line, twice := taken[key]; bad == nil && twice {
			bad = row.refuse("code", "stands in line %d already, from the same day", line)
		}
		old, exists := known[key]
		rate.ID = old.ID
		if bad == nil && exists && slices.Contains(used, old.ID) && (old.HospitalPart != rate.HospitalPart || old.ProfessionalPart != rate.ProfessionalPart) {
			bad = row.refuse("hospital_part", "differs from %s and %s, which bills use; give new amounts a new first day", old.HospitalPart, old.ProfessionalPart)
		}
		if bad != nil {
			plan.refused = append(plan.refused, *bad)
			continue
		}
		taken[key] = row.line
		old.ImportedAt = rate.ImportedAt
		switch {
		case !exists:
			plan.added = append(plan.added, rate)
		case old == rate:
			plan.unchanged++
		default:
			plan.changed = append(plan.changed, rate)
		}
	}
	return plan
}

// rateIn reads one row.
func rateIn(row tableRow) (CaseRate, *Refusal) {
	fields := struct{ Body rateFields }{rateFields{row.cells["code"], row.cells["description"]}}
	if bad := row.clean(&fields); bad != nil {
		return CaseRate{}, bad
	}
	for _, column := range []string{"code", "description", "effective_from"} {
		if row.cells[column] == "" {
			return CaseRate{}, row.refuse(column, "must not be blank")
		}
	}
	r := CaseRate{
		Code: strings.ToUpper(fields.Body.Code), Description: fields.Body.Description, DescriptionKey: fold.Key(fields.Body.Description),
		EffectiveFrom: row.cells["effective_from"], EffectiveTo: row.cells["effective_to"],
	}
	var err error
	if r.HospitalPart, err = amountIn(row.cells["hospital_part"]); err != nil {
		return r, row.refuse("hospital_part", "%s", err)
	}
	if r.ProfessionalPart, err = amountIn(row.cells["professional_part"]); err != nil {
		return r, row.refuse("professional_part", "%s", err)
	}
	if err := dayIn(r.EffectiveFrom); err != nil {
		return r, row.refuse("effective_from", "%s", err)
	}
	if r.EffectiveTo == "" {
		return r, nil
	}
	if err := dayIn(r.EffectiveTo); err != nil {
		return r, row.refuse("effective_to", "%s", err)
	}
	if r.EffectiveTo < r.EffectiveFrom {
		return r, row.refuse("effective_to", "is before the first day")
	}
	return r, nil
}

func (p *ratePlan) write(ctx context.Context, tx *sqldb.Tx, report ImportReport) error {
	for i := range p.added {
		p.added[i].ImportedAt = tx.Now
	}
	if err := sqldb.InsertAll(ctx, tx, "case_rates", p.added); err != nil {
		return fmt.Errorf("add case rates: %w", err)
	}
	for _, r := range p.changed {
		r.ImportedAt = tx.Now
		if err := sqldb.Update(ctx, tx, "case_rates", r.ID, r); err != nil {
			return fmt.Errorf("change case rate %s: %w", r.Code, err)
		}
	}
	return audit.Record(ctx, tx, audit.Entry{Action: "imported", Entity: "case-rates", ID: 1, After: map[string]any{
		"added": report.Added, "changed": report.Changed, "unchanged": report.Unchanged, "refused": len(report.Refused),
	}})
}

type listRatesInput struct {
	httpapi.Page
	Q  string `query:"q" maxLength:"100" doc:"Beginning of the code, or words of the description"`
	On string `query:"on" format:"date" doc:"Rates in effect on this day; today when not sent"`
}

func (b *Billing) listRates(ctx context.Context, tx *sqldb.Tx, in *listRatesInput) (httpapi.List[CaseRate], error) {
	day := in.On
	if day == "" {
		day = b.day(tx.Now)
	}
	after := ""
	if err := in.After(&after); err != nil {
		return httpapi.List[CaseRate]{}, err
	}
	rows, err := CaseRates(ctx, tx, in.Q, day, after, in.Limit+1)
	if err != nil {
		return httpapi.List[CaseRate]{}, err
	}
	return httpapi.NewList(rows, in.Limit, func(r CaseRate) any { return r.Code })
}
