package privacy

import (
	"context"
	"errors"
	"fmt"
	"time"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/httpapi"
	"talaan/internal/patient"
	"talaan/internal/sqldb"
	"talaan/internal/staff"
)

const holdEntity = "legal_hold"

// LegalHold says that a patient's record must be kept whatever its age.
type LegalHold struct {
	ID         int64         `json:"id" db:"id"`
	Version    int64         `json:"-" db:"version"`
	PatientID  int64         `json:"-" db:"patient_id"`
	OpenID     *int64        `json:"-" db:"open_patient_id"` // UNIQUE: one hold at a time
	Patient    patient.Brief `json:"patient"`
	Reason     string        `json:"reason" db:"reason"`
	PlacedAt   time.Time     `json:"placed_at" db:"placed_at"`
	PlacedBy   int64         `json:"placed_by" db:"placed_by"`
	PlacedName string        `json:"placed_by_name"`
	LiftedAt   *time.Time    `json:"lifted_at" db:"lifted_at"`
	LiftedBy   *int64        `json:"lifted_by" db:"lifted_by"`
	LiftedName string        `json:"lifted_by_name"`
	LiftReason string        `json:"lift_reason" db:"lift_reason"`
}

var holdColumns = sqldb.Columns[LegalHold]("")

// trail is what of a hold is written down.
func (h *LegalHold) trail() map[string]any {
	return map[string]any{"reason": h.Reason, "placed_at": h.PlacedAt, "lifted_at": h.LiftedAt, "lift_reason": h.LiftReason}
}

// hold places a hold on a patient's record.
func (o *Office) hold(ctx context.Context, tx *sqldb.Tx, patientID int64, reason string) (LegalHold, error) {
	if _, err := o.patients.Get(ctx, tx, patientID); err != nil {
		return LegalHold{}, err
	}
	h := LegalHold{Version: 1, PatientID: patientID, OpenID: &patientID, Reason: reason, PlacedAt: tx.Now, PlacedBy: authz.From(ctx).ID}
	var err error
	if h.ID, err = sqldb.Insert(ctx, tx, "legal_holds", h); errors.Is(err, sqldb.ErrDuplicate) {
		return h, errs.Conflictf("This patient's record is on hold already.")
	}
	if err != nil {
		return h, fmt.Errorf("place a hold on the record of patient %d: %w", patientID, err)
	}
	if err := audit.Record(ctx, tx, audit.Entry{Action: "placed a legal hold", Entity: holdEntity, ID: h.ID, Reason: reason, After: h.trail()}); err != nil {
		return h, err
	}
	return o.getHold(ctx, tx, h.ID)
}

// lift ends a hold.
func (o *Office) lift(ctx context.Context, tx *sqldb.Tx, id int64, reason string) (LegalHold, error) {
	ok, err := tx.Touch(ctx, "legal_holds", id)
	if err != nil {
		return LegalHold{}, err
	}
	if !ok {
		return LegalHold{}, errs.NotFoundf("There is no legal hold %d.", id)
	}
	h, err := o.getHold(ctx, tx, id)
	if err != nil {
		return h, err
	}
	if h.LiftedAt != nil {
		return h, errs.Conflictf("This hold was lifted already.")
	}
	before, by := h.trail(), authz.From(ctx).ID
	h.OpenID, h.LiftedAt, h.LiftedBy, h.LiftReason = nil, &tx.Now, &by, reason
	if err := sqldb.Update(ctx, tx, "legal_holds", id, h); err != nil {
		return h, fmt.Errorf("lift legal hold %d: %w", id, err)
	}
	if err := audit.Record(ctx, tx, audit.Entry{Action: "lifted a legal hold", Entity: holdEntity, ID: id, Reason: reason, Before: before, After: h.trail()}); err != nil {
		return h, err
	}
	return o.getHold(ctx, tx, id)
}

func (o *Office) getHold(ctx context.Context, tx *sqldb.Tx, id int64) (LegalHold, error) {
	list, err := o.findHolds(ctx, tx, 1, "id = ?", id)
	if err != nil {
		return LegalHold{}, err
	}
	if len(list) == 0 {
		return LegalHold{}, errs.NotFoundf("There is no legal hold %d.", id)
	}
	return list[0], nil
}

// findHolds returns holds with the names of patients and users, the latest first.
func (o *Office) findHolds(ctx context.Context, tx *sqldb.Tx, limit int, cond string, args ...any) ([]LegalHold, error) {
	list, err := sqldb.All[LegalHold](ctx, tx, `SELECT `+holdColumns+` FROM legal_holds WHERE `+cond+` ORDER BY id DESC LIMIT ?`, append(args, limit)...)
	if err != nil {
		return nil, fmt.Errorf("list legal holds: %w", err)
	}
	if err := staff.NameEach(ctx, tx, list, func(h *LegalHold) (int64, *string) { return h.PlacedBy, &h.PlacedName }); err != nil {
		return nil, err
	}
	if err := staff.NameEach(ctx, tx, list, func(h *LegalHold) (int64, *string) {
		if h.LiftedBy == nil {
			return 0, &h.LiftedName
		}
		return *h.LiftedBy, &h.LiftedName
	}); err != nil {
		return nil, err
	}
	return list, nameEach(ctx, tx, o.patients, list, func(h *LegalHold) (int64, *patient.Brief) { return h.PatientID, &h.Patient })
}

// nameEach fills in the patients that rows are about.
func nameEach[T any](ctx context.Context, tx *sqldb.Tx, patients *patient.Patients, rows []T, who func(row *T) (int64, *patient.Brief)) error {
	ids := make([]int64, len(rows))
	for i := range rows {
		ids[i], _ = who(&rows[i])
	}
	briefs, err := patients.Briefs(ctx, tx, ids)
	for i := range rows {
		id, where := who(&rows[i])
		*where = briefs[id]
	}
	return err
}

type holdsInput struct {
	httpapi.Page
	PatientID int64 `query:"patient_id" minimum:"1"`
	All       bool  `query:"all" doc:"Also those that were lifted"`
}

// holds lists legal holds, the latest first.
func (o *Office) holds(ctx context.Context, tx *sqldb.Tx, in *holdsInput) (httpapi.List[LegalHold], error) {
	var before int64
	if err := in.After(&before); err != nil {
		return httpapi.List[LegalHold]{}, err
	}
	cond, args := "1 = 1", []any{}
	if in.PatientID != 0 {
		cond, args = cond+" AND patient_id = ?", append(args, in.PatientID)
	}
	if !in.All {
		cond += " AND open_patient_id IS NOT NULL"
	}
	if before != 0 {
		cond, args = cond+" AND id < ?", append(args, before)
	}
	list, err := o.findHolds(ctx, tx, in.Limit+1, cond, args...)
	if err != nil {
		return httpapi.List[LegalHold]{}, err
	}
	return httpapi.NewList(list, in.Limit, func(h LegalHold) any { return h.ID })
}

// heldFor returns why the records of these patients are on hold; who is not is absent.
func heldFor(ctx context.Context, tx *sqldb.Tx, patients []int64) (map[int64]string, error) {
	type held struct {
		PatientID int64  `db:"patient_id"`
		Reason    string `db:"reason"`
	}
	out := map[int64]string{}
	if len(patients) == 0 {
		return out, nil
	}
	list, err := sqldb.All[held](ctx, tx, `SELECT patient_id, reason FROM legal_holds WHERE open_patient_id IN (`+sqldb.In(len(patients))+`)`, sqldb.Args(patients)...)
	for _, h := range list {
		out[h.PatientID] = h.Reason
	}
	return out, err
}
