package privacy

import (
	"context"
	"errors"
	"time"

	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/httpapi"
	"talaan/internal/patient"
	"talaan/internal/sqldb"
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

var holds = book[LegalHold]{
	entity: holdEntity, table: "legal_holds", what: "legal hold",
	facts: func(h *LegalHold) facts {
		return facts{
			id: &h.ID, patient: h.PatientID, brief: &h.Patient,
			opened: h.PlacedBy, openedName: &h.PlacedName, closed: h.LiftedBy, closedName: &h.LiftedName,
		}
	},
	trail: func(h *LegalHold) map[string]any {
		return map[string]any{"reason": h.Reason, "placed_at": h.PlacedAt, "lifted_at": h.LiftedAt, "lift_reason": h.LiftReason}
	},
}

// hold places a hold on a patient's record.
func (o *Office) hold(ctx context.Context, tx *sqldb.Tx, patientID int64, reason string) (LegalHold, error) {
	if _, err := o.patients.Get(ctx, tx, patientID); err != nil {
		return LegalHold{}, err
	}
	h, err := holds.open(ctx, tx, o, &LegalHold{Version: 1, PatientID: patientID, OpenID: &patientID, Reason: reason, PlacedAt: tx.Now, PlacedBy: authz.From(ctx).ID}, "placed", reason)
	if errors.Is(err, sqldb.ErrDuplicate) {
		return h, errs.Conflictf("This patient's record is on hold already.")
	}
	return h, err
}

// lift ends a hold.
func (o *Office) lift(ctx context.Context, tx *sqldb.Tx, id int64, reason string) (LegalHold, error) {
	return holds.close(ctx, tx, o, id, "lifted", reason, func(h *LegalHold, by int64) error {
		if h.LiftedAt != nil {
			return errs.Conflictf("This hold was lifted already.")
		}
		h.OpenID, h.LiftedAt, h.LiftedBy, h.LiftReason = nil, &tx.Now, &by, reason
		return nil
	})
}

type holdsInput struct {
	httpapi.Page
	PatientID int64 `query:"patient_id" minimum:"1"`
	All       bool  `query:"all" doc:"Also those that were lifted"`
}

// listHolds lists legal holds, the latest first.
func (o *Office) listHolds(ctx context.Context, tx *sqldb.Tx, in *holdsInput) (httpapi.List[LegalHold], error) {
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
	list, err := holds.find(ctx, tx, o, in.Limit+1, cond, "id DESC", args...)
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
