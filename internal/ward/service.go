package ward

import (
	"context"
	"errors"
	"fmt"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/sqldb"
)

// StayEntity is the kind of a stay in the audit trail.
const StayEntity = "stay"

// OpenStay puts a case into a bed and links the stay to its bill. It refuses,
// with errs.Conflict, a bed that is not ready or has a patient, and a case that
// already lies in a bed.
func OpenStay(ctx context.Context, tx *sqldb.Tx, encounterID, billID, bedID int64) (Stay, error) {
	if found, err := tx.Lock(ctx, "beds", bedID); err != nil || !found {
		return Stay{}, noBed(err, bedID)
	}
	bed, err := Beds.Get(ctx, tx, bedID)
	if err != nil {
		return Stay{}, err
	}
	if bed.Status != Ready {
		return Stay{}, errs.Conflictf("Bed %s is not ready. Choose another bed.", bed.Number).At("bed_id", "is not ready")
	}
	room, err := Rooms.Get(ctx, tx, bed.RoomID)
	if err != nil {
		return Stay{}, err
	}
	s := Stay{
		EncounterID: encounterID, BillID: billID, BedID: bedID, Rate: room.HourlyRate, StartedAt: tx.Now,
		OpenBedID: &bedID, OpenEncounterID: &encounterID, StartedBy: authz.From(ctx).ID,
		BedNumber: bed.Number, RoomName: room.Name,
	}
	if s.ID, err = sqldb.Insert(ctx, tx, "stays", s); errors.Is(err, sqldb.ErrDuplicate) {
		return Stay{}, refuseStay(ctx, tx, bed)
	}
	if err != nil {
		return Stay{}, fmt.Errorf("open stay of encounter %d in bed %d: %w", encounterID, bedID, err)
	}
	tx.Changed(Beds.Entity, bedID)
	return s, audit.Record(ctx, tx, audit.Entry{Action: "began", Entity: StayEntity, ID: s.ID, After: s})
}

func noBed(err error, bedID int64) error {
	if err != nil {
		return err
	}
	return errs.InvalidField("bed_id", "there is no bed %d", bedID)
}

func refuseStay(ctx context.Context, tx *sqldb.Tx, bed Bed) error {
	taken, err := occupied(ctx, tx, bed.ID)
	if err != nil {
		return err
	}
	if taken {
		return errs.Conflictf("Bed %s has just been taken. Choose another bed.", bed.Number).At("bed_id", "is taken")
	}
	return errs.Conflictf("This patient already lies in a bed. Transfer the patient instead.")
}

// EndStay frees the bed a case lies in; ok is false when it lies in none.
func EndStay(ctx context.Context, tx *sqldb.Tx, encounterID int64) (s Stay, ok bool, err error) {
	s, ok, err = Current(ctx, tx, encounterID)
	if err != nil || !ok {
		return s, ok, err
	}
	before := s
	s.end(tx.Now, authz.From(ctx).ID)
	if err := sqldb.Update(ctx, tx, "stays", s.ID, s); err != nil {
		return s, true, fmt.Errorf("end stay %d: %w", s.ID, err)
	}
	tx.Changed(Beds.Entity, s.BedID)
	return s, true, audit.Record(ctx, tx, audit.Entry{Action: "ended", Entity: StayEntity, ID: s.ID, Before: before, After: s})
}

// Current returns the open stay of a case; ok is false when it lies in no bed.
func Current(ctx context.Context, tx *sqldb.Tx, encounterID int64) (s Stay, ok bool, err error) {
	rows, err := selectStays(ctx, tx, "s.open_encounter_id = ?", encounterID)
	if err != nil || len(rows) == 0 {
		return Stay{}, false, err
	}
	return rows[0], true, nil
}

// Stays returns every stay of a case, first to last.
func Stays(ctx context.Context, tx *sqldb.Tx, encounterID int64) ([]Stay, error) {
	return selectStays(ctx, tx, "s.encounter_id = ?", encounterID)
}

// OpenStays returns every stay that has not ended.
func OpenStays(ctx context.Context, tx *sqldb.Tx) ([]Stay, error) {
	return selectStays(ctx, tx, "s.open_bed_id IS NOT NULL")
}

// CurrentBeds returns the numbers of the beds in which the given cases lie, by case.
func CurrentBeds(ctx context.Context, tx *sqldb.Tx, encounterIDs []int64) (map[int64]string, error) {
	out := map[int64]string{}
	if len(encounterIDs) == 0 {
		return out, nil
	}
	rows, err := selectStays(ctx, tx, "s.open_encounter_id IN ("+sqldb.In(len(encounterIDs))+")", sqldb.Args(encounterIDs)...)
	for _, s := range rows {
		out[s.EncounterID] = s.BedNumber
	}
	return out, err
}

// StaysOf returns every stay of the given cases, first to last, by case.
func StaysOf(ctx context.Context, tx *sqldb.Tx, encounterIDs []int64) (map[int64][]Stay, error) {
	out := map[int64][]Stay{}
	if len(encounterIDs) == 0 {
		return out, nil
	}
	rows, err := selectStays(ctx, tx, "s.encounter_id IN ("+sqldb.In(len(encounterIDs))+")", sqldb.Args(encounterIDs)...)
	for _, s := range rows {
		out[s.EncounterID] = append(out[s.EncounterID], s)
	}
	return out, err
}

// EncountersOf returns the case of each stay; an id without a stay is absent.
func EncountersOf(ctx context.Context, tx *sqldb.Tx, stays []int64) (map[int64]int64, error) {
	type pair struct {
		ID          int64 `db:"id"`
		EncounterID int64 `db:"encounter_id"`
	}
	rows, err := sqldb.All[pair](ctx, tx, `SELECT id, encounter_id FROM stays WHERE id IN (`+sqldb.In(len(stays))+`)`, sqldb.Args(stays)...)
	if err != nil {
		return nil, fmt.Errorf("find the cases of stays %v: %w", stays, err)
	}
	of := make(map[int64]int64, len(rows))
	for _, r := range rows {
		of[r.ID] = r.EncounterID
	}
	return of, nil
}
