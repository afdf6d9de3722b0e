package lab

import (
	"context"
	"errors"
	"fmt"

	"talaan/internal/errs"
	"talaan/internal/fold"
	"talaan/internal/sqldb"
)

var (
	labColumns   = sqldb.Columns[Lab]("")
	albumColumns = sqldb.Columns[Album]("")
	fileColumns  = sqldb.Columns[File]("")
)

// caseOf returns which case a test belongs to, for ever, or errs.NotFound.
func caseOf(ctx context.Context, tx *sqldb.Tx, labID int64) (int64, error) {
	id, err := sqldb.One[int64](ctx, tx, `SELECT encounter_id FROM labs WHERE id = ?`, labID)
	if errors.Is(err, sqldb.ErrNoRows) {
		return 0, errs.NotFoundf("There is no laboratory test %d.", labID)
	}
	return id, err
}

func selectLab(ctx context.Context, tx *sqldb.Tx, id int64) (Lab, error) {
	lab, err := sqldb.One[Lab](ctx, tx, `SELECT `+labColumns+` FROM labs WHERE id = ?`, id)
	if errors.Is(err, sqldb.ErrNoRows) {
		return lab, errs.NotFoundf("There is no laboratory test %d.", id)
	}
	return lab, err
}

func selectValues(ctx context.Context, tx *sqldb.Tx, labID int64) ([]LabValue, error) {
	return sqldb.All[LabValue](ctx, tx, `SELECT `+sqldb.Columns[LabValue]("")+` FROM lab_values WHERE lab_id = ? ORDER BY position`, labID)
}

// valueRow is a row of lab_values.
type valueRow struct {
	LabID      int64  `db:"lab_id"`
	Position   int64  `db:"position"`
	AnalyteKey string `db:"analyte_key"`
	UnitKey    string `db:"unit_key"`
	LabValue
}

// selectValuesOf returns the values of several tests, each with its test.
func selectValuesOf(ctx context.Context, tx *sqldb.Tx, labIDs []int64) ([]valueRow, error) {
	return sqldb.All[valueRow](ctx, tx, `SELECT `+sqldb.Columns[valueRow]("")+` FROM lab_values WHERE lab_id IN (`+sqldb.In(len(labIDs))+`) ORDER BY lab_id, position`, sqldb.Args(labIDs)...)
}

// replaceValues writes the values of a test in place of those it had.
func replaceValues(ctx context.Context, tx *sqldb.Tx, labID int64, values []LabValue) error {
	if _, err := tx.Exec(ctx, `DELETE FROM lab_values WHERE lab_id = ?`, labID); err != nil {
		return fmt.Errorf("replace the values of test %d: %w", labID, err)
	}
	rows := make([]valueRow, len(values))
	for i, v := range values {
		rows[i] = valueRow{labID, int64(i), fold.Key(v.Analyte), unitKey(v.Unit), v}
	}
	if err := sqldb.InsertAll(ctx, tx, "lab_values", rows); err != nil {
		return fmt.Errorf("write the values of test %d: %w", labID, err)
	}
	return nil
}

// selectAlbums returns every album of tests with every file, deleted ones too.
func selectAlbums(ctx context.Context, tx *sqldb.Tx, labIDs ...int64) ([]Album, error) {
	albums, err := sqldb.All[Album](ctx, tx, `SELECT `+albumColumns+` FROM albums WHERE lab_id IN (`+sqldb.In(len(labIDs))+`) ORDER BY lab_id, id`, sqldb.Args(labIDs)...)
	if err != nil || len(albums) == 0 {
		return albums, err
	}
	ids := make([]int64, len(albums))
	at := make(map[int64]int, len(albums))
	for i := range albums {
		albums[i].Files = []File{}
		ids[i], at[albums[i].ID] = albums[i].ID, i
	}
	files, err := sqldb.All[File](ctx, tx, `SELECT `+fileColumns+` FROM album_files WHERE album_id IN (`+sqldb.In(len(ids))+`) ORDER BY album_id, position`, sqldb.Args(ids)...)
	for _, f := range files {
		a := &albums[at[f.AlbumID]]
		a.Files = append(a.Files, f)
	}
	return albums, err
}

// tally is a count that belongs to a test.
type tally struct {
	LabID int64 `db:"lab_id"`
	Count int64 `db:"things"`
}

// countFiles returns how many files that are not deleted the tests have.
func countFiles(ctx context.Context, tx *sqldb.Tx, labIDs []int64) (map[int64]int64, error) {
	return tallies(ctx, tx, `SELECT a.lab_id, COUNT(*) AS things FROM albums a JOIN album_files f ON f.album_id = a.id
		WHERE a.lab_id IN (`+sqldb.In(len(labIDs))+`) AND a.deleted_at IS NULL AND f.deleted_at IS NULL GROUP BY a.lab_id`, labIDs)
}

// countAbnormal returns how many values of the tests are flagged as not normal.
func countAbnormal(ctx context.Context, tx *sqldb.Tx, labIDs []int64) (map[int64]int64, error) {
	return tallies(ctx, tx, `SELECT lab_id, COUNT(*) AS things FROM lab_values
		WHERE lab_id IN (`+sqldb.In(len(labIDs))+`) AND flag NOT IN ('', 'N') GROUP BY lab_id`, labIDs)
}

func tallies(ctx context.Context, tx *sqldb.Tx, query string, labIDs []int64) (map[int64]int64, error) {
	out := make(map[int64]int64, len(labIDs))
	if len(labIDs) == 0 {
		return out, nil
	}
	rows, err := sqldb.All[tally](ctx, tx, query, sqldb.Args(labIDs)...)
	for _, r := range rows {
		out[r.LabID] = r.Count
	}
	return out, err
}

// trendRow is a point with what it belongs to.
type trendRow struct {
	AnalyteKey string `db:"analyte_key"`
	UnitKey    string `db:"unit_key"`
	Point
}

// selectPoints returns the newest numbers of a patient's results for each of
// the analytes and units, at most limit of each, oldest first.
func selectPoints(ctx context.Context, tx *sqldb.Tx, patientID int64, analyteKeys []string, limit int) ([]trendRow, error) {
	return sqldb.All[trendRow](ctx, tx, `SELECT analyte_key, unit_key, lab_id, lab_code, dated_at, value, number, reference_range, flag FROM (
			SELECT v.analyte_key, v.unit_key, v.lab_id, l.code AS lab_code, l.dated_at, v.value, v.number, v.reference_range, v.flag, v.position,
				ROW_NUMBER() OVER (PARTITION BY v.analyte_key, v.unit_key ORDER BY l.dated_at DESC, l.id DESC, v.position DESC) AS place
			FROM labs l JOIN lab_values v ON v.lab_id = l.id
			WHERE l.patient_id = ? AND l.status = 'Done' AND v.number IS NOT NULL AND v.analyte_key IN (`+sqldb.In(len(analyteKeys))+`)
		) AS numbered WHERE place <= ? ORDER BY dated_at, lab_id, position`,
		append([]any{patientID}, sqldb.Args(analyteKeys, any(limit))...)...)
}

// place is where a file stands.
type place struct {
	MediaID int64  `db:"media_id"`
	Name    string `db:"name"`
	Album   string `db:"description"`
	LabID   int64  `db:"lab_id"`
	LabCode string `db:"code"`
}

// mostPlaces is how many uses of one file are told apart.
const mostPlaces = 1000

// selectPlaces returns where files are used, deleted or not.
func selectPlaces(ctx context.Context, tx *sqldb.Tx, mediaIDs []int64) ([]place, error) {
	if len(mediaIDs) == 0 {
		return nil, nil
	}
	return sqldb.All[place](ctx, tx, `SELECT f.media_id, f.name, a.description, a.lab_id, l.code
		FROM album_files f JOIN albums a ON a.id = f.album_id JOIN labs l ON l.id = a.lab_id
		WHERE f.media_id IN (`+sqldb.In(len(mediaIDs))+`) ORDER BY f.id LIMIT ?`, sqldb.Args(mediaIDs, any(mostPlaces))...)
}

// caseFileQuery begins what selects files with where they belong.
const caseFileQuery = `SELECT f.id, f.album_id, f.position, f.media_id, f.name, f.deleted_at, f.deleted_by, f.delete_reason,
		l.id AS lab_id, l.code AS lab_code, l.test_type, a.description, a.uploaded_at, a.uploaded_by
	FROM labs l JOIN albums a ON a.lab_id = l.id JOIN album_files f ON f.album_id = a.id
	WHERE l.encounter_id = ? AND l.status <> 'Cancelled' AND a.deleted_at IS NULL AND f.deleted_at IS NULL`

// selectCaseFiles returns the files of a case, newest first, only those before
// beforeID when that is not 0.
func selectCaseFiles(ctx context.Context, tx *sqldb.Tx, encounterID, beforeID int64, limit int) ([]CaseFile, error) {
	query, args := caseFileQuery, []any{encounterID}
	if beforeID != 0 {
		query += ` AND f.id < ?`
		args = append(args, beforeID)
	}
	return sqldb.All[CaseFile](ctx, tx, query+` ORDER BY f.id DESC LIMIT ?`, append(args, limit)...)
}

// Waiting is how many tests wait for the laboratory.
type Waiting struct {
	Requested  int64
	InProgress int64
	Urgent     int64 // of these
}

type waitingRow struct {
	Status Status `db:"status"`
	Urgent bool   `db:"urgent"`
	Count  int64  `db:"tests"`
}

// CountWaiting counts what waits for the laboratory.
func CountWaiting(ctx context.Context, tx *sqldb.Tx) (Waiting, error) {
	rows, err := sqldb.All[waitingRow](ctx, tx, `SELECT status, urgent, COUNT(*) AS tests FROM labs WHERE status IN ('Requested', 'In_progress') GROUP BY status, urgent`)
	var w Waiting
	for _, r := range rows {
		if r.Status == Requested {
			w.Requested += r.Count
		} else {
			w.InProgress += r.Count
		}
		if r.Urgent {
			w.Urgent += r.Count
		}
	}
	return w, err
}

// CountWaitingOf counts the tests of a case that have no result yet.
func CountWaitingOf(ctx context.Context, tx *sqldb.Tx, encounterID int64) (int64, error) {
	return sqldb.One[int64](ctx, tx, `SELECT COUNT(*) FROM labs WHERE encounter_id = ? AND status IN ('Requested', 'In_progress')`, encounterID)
}
