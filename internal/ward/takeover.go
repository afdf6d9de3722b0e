package ward

import (
	"context"
	"fmt"

	"talaan/internal/audit"
	"talaan/internal/sqldb"
)

// TakeOver writes a stay that another system kept, with its own rate and times;
// one without an end is open, and its bed must be free.
func TakeOver(ctx context.Context, tx *sqldb.Tx, s Stay, from string) (Stay, error) {
	s.OpenBedID, s.OpenEncounterID = nil, nil
	if s.EndedAt == nil {
		s.OpenBedID, s.OpenEncounterID = &s.BedID, &s.EncounterID
	}
	var err error
	if s.ID, err = sqldb.Insert(ctx, tx, "stays", s); err != nil {
		return s, fmt.Errorf("take over a stay in bed %d: %w", s.BedID, err)
	}
	return s, audit.Record(ctx, tx, audit.Entry{Action: audit.Imported, Entity: StayEntity, ID: s.ID, Reason: from, After: s})
}

// Occupied reports whether a patient lies in a bed.
func Occupied(ctx context.Context, tx *sqldb.Tx, bedID int64) (bool, error) {
	return occupied(ctx, tx, bedID)
}
