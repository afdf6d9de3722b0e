package encounter

import (
	"context"
	"time"

	"talaan/internal/authz"
	"talaan/internal/department"
	"talaan/internal/patient"
	"talaan/internal/sqldb"
)

var columns = sqldb.Columns[Encounter]("")

func selectOne(ctx context.Context, tx *sqldb.Tx, where string, arg any) (Encounter, error) {
	return sqldb.One[Encounter](ctx, tx, `SELECT `+columns+` FROM encounters WHERE `+where, arg)
}

func departmentNames(ctx context.Context, tx *sqldb.Tx) (map[int64]string, error) {
	return department.Names(ctx, tx)
}

// listQuery chooses cases for a list. Waiting cases come oldest first, so that
// a queue begins with who waits longest; otherwise newest first.
type listQuery struct {
	status       string
	departmentID int64
	patientID    int64
	attendingID  int64
	archived     *bool
	oldestFirst  bool
	after        cursor
	limit        int
}

// cursor is where a list goes on: after this moment and id.
type cursor struct {
	Since int64 `json:"s,omitempty"` // milliseconds
	ID    int64 `json:"i"`
}

func selectList(ctx context.Context, tx *sqldb.Tx, q listQuery) ([]Encounter, error) {
	where, args := "1 = 1", []any{}
	add := func(cond string, values ...any) {
		where += " AND " + cond
		args = append(args, values...)
	}
	if q.status != "" {
		add("status = ?", q.status)
	}
	if q.departmentID != 0 {
		add("department_id = ?", q.departmentID)
	}
	if q.patientID != 0 {
		add("patient_id = ?", q.patientID)
	}
	if q.attendingID != 0 {
		add("attending_physician_id = ?", q.attendingID)
	}
	if q.archived != nil && *q.archived {
		add("archived_at IS NOT NULL")
	} else if q.archived != nil {
		add("archived_at IS NULL")
	}
	order := "id DESC"
	if q.oldestFirst {
		order = "status_since, id"
		if q.after.ID != 0 {
			add("(status_since > ? OR (status_since = ? AND id > ?))", q.after.Since, q.after.Since, q.after.ID)
		}
	} else if q.after.ID != 0 {
		add("id < ?", q.after.ID)
	}
	return sqldb.All[Encounter](ctx, tx, `SELECT `+columns+` FROM encounters WHERE `+where+` ORDER BY `+order+` LIMIT ?`, append(args, q.limit)...)
}

// Queue is how many cases are in a stage, and how many of them came into it
// before a moment.
type Queue struct {
	Status Status `db:"status"`
	Count  int64  `db:"cases"`
	Late   int64  `db:"late"`
}

// Queues counts the open cases by stage; Late are those in it since before lateBefore.
func Queues(ctx context.Context, tx *sqldb.Tx, lateBefore time.Time) ([]Queue, error) {
	return sqldb.All[Queue](ctx, tx, `SELECT status, COUNT(*) AS cases, SUM(CASE WHEN status_since < ? THEN 1 ELSE 0 END) AS late FROM encounters
		WHERE status IN ('Pending', 'Ready_for_Coding', 'Admitted', 'Outpatient')
		GROUP BY status ORDER BY status`, lateBefore)
}

// InStage returns every case in a stage, by id.
func (s *Encounters) InStage(ctx context.Context, tx *sqldb.Tx, status Status) (map[int64]Encounter, error) {
	rows, err := sqldb.All[Encounter](ctx, tx, `SELECT `+columns+` FROM encounters WHERE status = ?`, string(status))
	if err != nil {
		return nil, err
	}
	if err := s.describe(ctx, tx, rows); err != nil {
		return nil, err
	}
	out := make(map[int64]Encounter, len(rows))
	for _, e := range rows {
		out[e.ID] = e
	}
	return out, nil
}

// ByCaseNumber returns the case of a number; ok is false when there is none.
func (s *Encounters) ByCaseNumber(ctx context.Context, tx *sqldb.Tx, number string) (e Encounter, ok bool, err error) {
	rows, err := sqldb.All[Encounter](ctx, tx, `SELECT `+columns+` FROM encounters WHERE case_number = ?`, number)
	if err != nil || len(rows) == 0 {
		return Encounter{}, false, err
	}
	err = s.describe(ctx, tx, rows)
	return rows[0], err == nil, err
}

// Briefs returns what lists show of patients, by id.
func (s *Encounters) Briefs(ctx context.Context, tx *sqldb.Tx, ids []int64) (map[int64]patient.Brief, error) {
	return s.patients.Briefs(ctx, tx, ids)
}

// Longest returns the cases that have waited longest in a stage, as far as the
// caller may see them.
func (s *Encounters) Longest(ctx context.Context, tx *sqldb.Tx, status Status, limit int) ([]Encounter, error) {
	rows, err := selectList(ctx, tx, listQuery{status: string(status), oldestFirst: true, limit: limit})
	if err != nil {
		return nil, err
	}
	if err := s.describe(ctx, tx, rows); err != nil {
		return nil, err
	}
	by := authz.From(ctx)
	for i := range rows {
		rows[i].redact(by)
		rows[i].glance()
	}
	return rows, nil
}

// StageOf returns the stage of a case, or sqldb.ErrNoRows.
func StageOf(ctx context.Context, tx *sqldb.Tx, id int64) (Status, error) {
	return sqldb.One[Status](ctx, tx, `SELECT status FROM encounters WHERE id = ?`, id)
}
