package lab

import (
	"context"
	"fmt"
	"slices"

	"talaan/internal/authz"
	"talaan/internal/sqldb"
)

// Results returns the results of a case as the caller sees them, the first done first.
func (l *Laboratory) Results(ctx context.Context, tx *sqldb.Tx, encounterID int64) ([]Lab, error) {
	return l.withAll(ctx, tx, "encounter_id = ? AND status = 'Done' ORDER BY dated_at, id", encounterID)
}

// TestsOf returns all tests of a patient as the caller sees them, the oldest first.
func (l *Laboratory) TestsOf(ctx context.Context, tx *sqldb.Tx, patientID int64) ([]Lab, error) {
	return l.withAll(ctx, tx, "patient_id = ? ORDER BY id", patientID)
}

// withAll returns tests with their values and albums.
func (l *Laboratory) withAll(ctx context.Context, tx *sqldb.Tx, which string, id int64) ([]Lab, error) {
	labs, err := sqldb.All[Lab](ctx, tx, `SELECT `+labColumns+` FROM labs WHERE `+which, id)
	if err != nil || len(labs) == 0 {
		return labs, err
	}
	ids, summaries := make([]int64, len(labs)), make([]LabSummary, len(labs))
	at := make(map[int64]*Lab, len(labs))
	for i := range labs {
		ids[i], summaries[i], at[labs[i].ID] = labs[i].ID, labs[i].LabSummary, &labs[i]
	}
	if err := l.describe(ctx, tx, summaries); err != nil {
		return nil, err
	}
	for i, s := range summaries {
		labs[i].LabSummary = s
	}
	values, err := selectValuesOf(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	for _, v := range values {
		lab := at[v.LabID]
		lab.Values = append(lab.Values, v.LabValue)
	}
	albums, err := selectAlbums(ctx, tx, ids...)
	if err != nil {
		return nil, err
	}
	if err := describeAlbums(ctx, tx, albums); err != nil {
		return nil, err
	}
	for _, a := range albums {
		lab := at[a.LabID]
		lab.Albums = append(lab.Albums, a)
	}
	for i := range labs {
		labs[i].hide(authz.From(ctx))
	}
	return labs, nil
}

// CaseFiles returns the given files of a case by their ids; those of other cases
// and deleted ones are left out.
func (l *Laboratory) CaseFiles(ctx context.Context, tx *sqldb.Tx, encounterID int64, fileIDs []int64) (map[int64]CaseFile, error) {
	out := make(map[int64]CaseFile, len(fileIDs))
	if len(fileIDs) == 0 {
		return out, nil
	}
	ids := slices.Compact(slices.Sorted(slices.Values(fileIDs)))
	rows, err := sqldb.All[CaseFile](ctx, tx, caseFileQuery+` AND f.id IN (`+sqldb.In(len(ids))+`)`, append([]any{encounterID}, sqldb.Args(ids)...)...)
	if err == nil {
		err = describeCaseFiles(ctx, tx, rows)
	}
	if err != nil {
		return nil, fmt.Errorf("files of case %d: %w", encounterID, err)
	}
	for _, f := range rows {
		out[f.ID] = f
	}
	return out, nil
}
