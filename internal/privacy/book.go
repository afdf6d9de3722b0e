package privacy

import (
	"context"
	"fmt"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/patient"
	"talaan/internal/sqldb"
	"talaan/internal/staff"
)

// book holds one kind of record of the office: each is about a patient, is
// opened once and closed once, and stays.
type book[T any] struct {
	entity string // in the audit trail
	table  string
	what   string // in words, like "legal hold"
	facts  func(row *T) facts
	trail  func(row *T) map[string]any // what of it is written down
}

// facts are what every record of a book has.
type facts struct {
	id         *int64
	patient    int64
	brief      *patient.Brief
	opened     int64 // by this user
	openedName *string
	closed     *int64 // by this user; nil while it is open
	closedName *string
}

// open writes a new record down about a patient; the row has its id then.
// sqldb.ErrDuplicate when a constraint does not allow another one.
func (b *book[T]) open(ctx context.Context, tx *sqldb.Tx, o *Office, row *T, action, reason string) (T, error) {
	f := b.facts(row)
	var err error
	if *f.id, err = sqldb.Insert(ctx, tx, b.table, *row); err != nil {
		return *row, fmt.Errorf("open a %s of patient %d: %w", b.what, f.patient, err)
	}
	if err := audit.Record(ctx, tx, audit.Entry{Action: action, Entity: b.entity, ID: *f.id, Reason: reason, After: b.trail(row)}); err != nil {
		return *row, err
	}
	return b.get(ctx, tx, o, *f.id)
}

// close lets end change a record on behalf of the caller; end may refuse.
func (b *book[T]) close(ctx context.Context, tx *sqldb.Tx, o *Office, id int64, action, reason string, end func(row *T, by int64) error) (row T, err error) {
	if _, err := tx.Touch(ctx, b.table, id); err != nil {
		return row, err
	}
	if row, err = b.get(ctx, tx, o, id); err != nil {
		return row, err
	}
	before := b.trail(&row)
	if err := end(&row, authz.From(ctx).ID); err != nil {
		return row, err
	}
	if err := sqldb.Update(ctx, tx, b.table, id, row); err != nil {
		return row, fmt.Errorf("close %s %d: %w", b.what, id, err)
	}
	if err := audit.Record(ctx, tx, audit.Entry{Action: action, Entity: b.entity, ID: id, Reason: reason, Before: before, After: b.trail(&row)}); err != nil {
		return row, err
	}
	return b.get(ctx, tx, o, id)
}

func (b *book[T]) get(ctx context.Context, tx *sqldb.Tx, o *Office, id int64) (row T, err error) {
	rows, err := b.find(ctx, tx, o, 1, "id = ?", "id", id)
	if err != nil {
		return row, err
	}
	if len(rows) == 0 {
		return row, errs.NotFoundf("There is no %s %d.", b.what, id)
	}
	return rows[0], nil
}

// find returns the records that match, with the names of patients and users.
func (b *book[T]) find(ctx context.Context, tx *sqldb.Tx, o *Office, limit int, cond, order string, args ...any) ([]T, error) {
	rows, err := sqldb.All[T](ctx, tx, `SELECT `+sqldb.Columns[T]("")+` FROM `+b.table+` WHERE `+cond+` ORDER BY `+order+` LIMIT ?`, append(args, limit)...)
	if err != nil {
		return nil, fmt.Errorf("find records of kind %s: %w", b.what, err)
	}
	if err := staff.NameEach(ctx, tx, rows, func(row *T) (int64, *string) {
		f := b.facts(row)
		return f.opened, f.openedName
	}); err != nil {
		return nil, err
	}
	if err := staff.NameEach(ctx, tx, rows, func(row *T) (int64, *string) {
		f := b.facts(row)
		if f.closed == nil {
			return 0, f.closedName
		}
		return *f.closed, f.closedName
	}); err != nil {
		return nil, err
	}
	ids := make([]int64, len(rows))
	for i := range rows {
		ids[i] = b.facts(&rows[i]).patient
	}
	briefs, err := o.patients.Briefs(ctx, tx, ids)
	for i := range rows {
		*b.facts(&rows[i]).brief = briefs[ids[i]]
	}
	return rows, err
}
