package billing

import (
	"context"
	"fmt"
	"time"

	"talaan/internal/sqldb"
)

// Standing is how far the bill of a case has come.
type Standing struct {
	BillID int64
	Final  bool
}

type standingRow struct {
	ID          int64      `db:"id"`
	FinalizedAt *time.Time `db:"finalized_at"`
}

// StandingOf returns how far the bill of a case has come; ok is false while it has none.
func StandingOf(ctx context.Context, tx *sqldb.Tx, encounterID int64) (s Standing, ok bool, err error) {
	rows, err := sqldb.All[standingRow](ctx, tx, `SELECT id, finalized_at FROM bills WHERE encounter_id = ?`, encounterID)
	if err != nil {
		return s, false, fmt.Errorf("look for the bill of case %d: %w", encounterID, err)
	}
	if len(rows) == 0 {
		return s, false, nil
	}
	return Standing{rows[0].ID, rows[0].FinalizedAt != nil}, true, nil
}

// Hold is StandingOf, and keeps it so until the transaction ends.
func Hold(ctx context.Context, tx *sqldb.Tx, encounterID int64) (s Standing, ok bool, err error) {
	if _, err := tx.Exec(ctx, `UPDATE bills SET version = version WHERE encounter_id = ?`, encounterID); err != nil {
		return s, false, fmt.Errorf("hold the bill of case %d: %w", encounterID, err)
	}
	return StandingOf(ctx, tx, encounterID)
}

// IsReversed reports whether a contra entry undoes a charge.
func IsReversed(ctx context.Context, tx *sqldb.Tx, chargeID int64) (bool, error) {
	ids, err := sqldb.All[int64](ctx, tx, `SELECT id FROM charges WHERE reverses_id = ?`, chargeID)
	return len(ids) > 0, err
}
