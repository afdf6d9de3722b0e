package patient

import (
	"context"
	"errors"
	"fmt"
	"time"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/sqldb"
	"talaan/internal/staff"
)

// HistoryFields are what a client may write of an item of medical history.
type HistoryFields struct {
	Kind        string `json:"kind" db:"kind" need:"create" enum:"Condition,Allergy,Operation,Medicine"`
	Description string `json:"description" db:"description" need:"create" minLength:"1" maxLength:"300"`
	Details     string `json:"details" db:"details" maxLength:"2000"`
}

// HistoryItem is one condition, allergy, operation or medicine of a patient. It
// belongs to the person, so every later case sees it.
type HistoryItem struct {
	ID        int64 `json:"id" db:"id"`
	Version   int64 `json:"version" db:"version"`
	PatientID int64 `json:"patient_id" db:"patient_id"`
	HistoryFields
	RecordedAt    time.Time  `json:"recorded_at" db:"recorded_at"`
	RecordedBy    int64      `json:"recorded_by" db:"recorded_by"`
	RecordedName  string     `json:"recorded_by_name"`
	RetiredAt     *time.Time `json:"retired_at" db:"retired_at" doc:"When it was struck out; null while it holds"`
	RetiredReason string     `json:"retired_reason" db:"retired_reason"`
}

const historyEntity = "medical_history"

// History returns a patient's medical history, oldest first, struck-out items included.
func History(ctx context.Context, tx *sqldb.Tx, patientID int64) ([]HistoryItem, error) {
	items, err := sqldb.All[HistoryItem](ctx, tx, `SELECT `+sqldb.Columns[HistoryItem]("")+` FROM medical_history WHERE patient_id = ? ORDER BY id`, patientID)
	if err != nil {
		return nil, fmt.Errorf("medical history of patient %d: %w", patientID, err)
	}
	return items, staff.NameEach(ctx, tx, items, func(r *HistoryItem) (int64, *string) { return r.RecordedBy, &r.RecordedName })
}

// AddHistory records an item for a patient.
func (r *Patients) AddHistory(ctx context.Context, tx *sqldb.Tx, patientID int64, f HistoryFields) (HistoryItem, error) {
	if _, err := r.Get(ctx, tx, patientID); err != nil {
		return HistoryItem{}, err
	}
	by := authz.From(ctx)
	h := HistoryItem{Version: 1, PatientID: patientID, HistoryFields: f, RecordedAt: tx.Now, RecordedBy: by.ID, RecordedName: by.Name}
	var err error
	if h.ID, err = sqldb.Insert(ctx, tx, "medical_history", h); err != nil {
		return h, fmt.Errorf("record medical history of patient %d: %w", patientID, err)
	}
	return h, r.recordHistory(ctx, tx, "recorded", "", nil, &h)
}

// Retire strikes an item out, with a reason; it stays readable.
func (r *Patients) Retire(ctx context.Context, tx *sqldb.Tx, patientID, itemID int64, reason string) (HistoryItem, error) {
	if _, err := tx.Touch(ctx, "medical_history", itemID); err != nil {
		return HistoryItem{}, err
	}
	h, err := sqldb.One[HistoryItem](ctx, tx, `SELECT `+sqldb.Columns[HistoryItem]("")+` FROM medical_history WHERE id = ? AND patient_id = ?`, itemID, patientID)
	if errors.Is(err, sqldb.ErrNoRows) {
		return h, errs.NotFoundf("Patient %d has no medical history item %d.", patientID, itemID)
	}
	if err != nil {
		return h, err
	}
	if h.RetiredAt != nil {
		return h, errs.Conflictf("This item was already struck out.")
	}
	before := h
	h.RetiredAt, h.RetiredReason = &tx.Now, reason
	if err := sqldb.Update(ctx, tx, "medical_history", itemID, h); err != nil {
		return h, fmt.Errorf("strike out medical history %d: %w", itemID, err)
	}
	return h, r.recordHistory(ctx, tx, "struck out", reason, &before, &h)
}

func (r *Patients) recordHistory(ctx context.Context, tx *sqldb.Tx, action, reason string, before, after *HistoryItem) error {
	e := audit.Entry{Action: action, Entity: historyEntity, ID: after.ID, Reason: reason, After: after}
	if before != nil {
		e.Before = before
	}
	tx.Changed(entity, after.PatientID)
	return audit.Record(ctx, tx, e)
}
