package patientcsv

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"talaan/internal/errs"
	"talaan/internal/patient"
	"talaan/internal/sqldb"
)

// report gathers what becomes of the rows.
type report struct {
	PatientImportReport
	firstRefused int // its line
}

func (r *report) tell(p PatientImportProblem) { r.Problems = append(r.Problems, p) }

// Import registers the persons of a table that is called name, or only reports
// what would be done. A row that cannot be taken refuses them all with
// errs.Conflict, unless the choices leave such rows out.
func Import(ctx context.Context, tx *sqldb.Tx, patients *patient.Patients, t Table, name string, c Choices) (PatientImportReport, error) {
	r := &report{PatientImportReport: PatientImportReport{DryRun: c.DryRun, Rows: len(t.Rows), Problems: []PatientImportProblem{}}}
	var list []patient.Newcomer
	var lines []int
	for _, row := range t.Rows {
		f, number, faults := c.Person(t, row)
		if len(faults) > 0 {
			r.refuse(row.Line, nameOf(f), faults)
			continue
		}
		list = append(list, patient.Newcomer{PatientFields: f, OldNumber: number, From: fmt.Sprintf("line %d of %s", row.Line, name)})
		lines = append(lines, row.Line)
	}
	fates, err := patients.Judge(ctx, tx, list, c.Duplicates == Add)
	if err != nil {
		return r.PatientImportReport, err
	}
	welcome := []patient.Newcomer{}
	for i, fate := range fates {
		if fate.Taken() {
			welcome = append(welcome, list[i])
			continue
		}
		r.leave(t, &c, lines, i, list[i], fate)
	}
	r.Added = len(welcome)
	slices.SortStableFunc(r.Problems, func(a, b PatientImportProblem) int { return cmp.Compare(a.Line, b.Line) })
	r.ProblemsTotal = len(r.Problems)
	r.Problems = r.Problems[:min(len(r.Problems), mostTold)]
	if c.DryRun {
		return r.PatientImportReport, nil
	}
	if r.Refused > 0 && !c.SkipRefused {
		return r.PatientImportReport, errs.Conflictf("Nobody was imported: %d rows cannot be taken. Mend them in the file, or choose to leave them out.", r.Refused).
			At("choices.skip_refused", "is not chosen, and line %d is refused", r.firstRefused)
	}
	return r.PatientImportReport, patients.AddAll(ctx, tx, welcome)
}

func (r *report) refuse(line int, name string, faults []Fault) {
	if r.Refused++; r.firstRefused == 0 || line < r.firstRefused {
		r.firstRefused = line
	}
	for _, f := range faults {
		r.tell(PatientImportProblem{Line: line, Kind: "refused", Column: f.Column, Message: f.Message, Name: name})
	}
}

// leave writes down why the newcomer i is left out.
func (r *report) leave(t Table, c *Choices, lines []int, i int, n patient.Newcomer, fate patient.Fate) {
	name := nameOf(n.PatientFields)
	p := PatientImportProblem{Line: lines[i], Kind: "duplicate", Name: name}
	switch {
	case fate.Refused != nil:
		r.refuse(lines[i], name, c.named(t, errs.InvalidFields(fate.Refused)))
		return
	case fate.Same != 0:
		r.refuse(lines[i], name, []Fault{{t.Head[slices.Index(c.Mapping, OldNumber)], fmt.Sprintf("has the number %q of line %d; each patient needs one of their own", n.OldNumber, lines[fate.Same-1])}})
		return
	case fate.Known != 0:
		r.AlreadyThere++
		p.Kind, p.PatientID, p.Message = "already there", fate.Known, fmt.Sprintf("came over earlier with the number %q", n.OldNumber)
	case fate.Resemble != nil:
		r.Duplicates++
		p.PatientID, p.Message = fate.Resemble.ID, "may be "+fate.Resemble.Known()+", who is registered: the same name, and birth date or phone"
	default:
		r.Duplicates++
		p.Message = fmt.Sprintf("may be the person of line %d: the same name, and birth date or phone", lines[fate.Twin-1])
	}
	r.tell(p)
}

func nameOf(f patient.PatientFields) string {
	return strings.Trim(strings.TrimSpace(f.FamilyName+", "+f.GivenName), ", ")
}
