package patient

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"talaan/internal/audit"
	"talaan/internal/code"
	"talaan/internal/errs"
	"talaan/internal/fold"
	"talaan/internal/sqldb"
)

// TakeOver registers a person whom another system knew, with the code, the time
// and the author it gives. A code that is not of our form, or is another person's,
// is replaced by a new one; blank draws one as well.
func (r *Patients) TakeOver(ctx context.Context, tx *sqldb.Tx, p Patient, from string) (Patient, error) {
	p.Version = 1
	if err := p.prepare(r.today(tx)); err != nil {
		return p, err
	}
	free, err := freeCode(ctx, tx, p.Code)
	if err != nil {
		return p, err
	}
	if free {
		p.ID, err = sqldb.Insert(ctx, tx, "patients", p)
	} else {
		p.ID, p.Code, err = r.insert(ctx, tx, p)
	}
	if err != nil {
		return p, fmt.Errorf("take over a patient: %w", err)
	}
	if err := insertWords(ctx, tx, p.ID, fold.Words(p.Name)); err != nil {
		return p, fmt.Errorf("index patient %d: %w", p.ID, err)
	}
	return p, audit.Record(ctx, tx, audit.Entry{Action: audit.Imported, Entity: entity, ID: p.ID, Reason: from, After: p})
}

func freeCode(ctx context.Context, tx *sqldb.Tx, c string) (bool, error) {
	if len(c) != code.PatientLength || strings.Trim(c, code.Alphabet) != "" {
		return false, nil
	}
	_, err := sqldb.One[int64](ctx, tx, `SELECT id FROM patients WHERE code = ?`, c)
	if errors.Is(err, sqldb.ErrNoRows) {
		return true, nil
	}
	return false, err
}

// TakeOverHistory records an item of medical history that another system kept,
// with its time and author.
func TakeOverHistory(ctx context.Context, tx *sqldb.Tx, h HistoryItem, from string) (int64, error) {
	h.Version = 1
	if h.Description == "" {
		return 0, errs.InvalidField("description", "is empty")
	}
	id, err := sqldb.Insert(ctx, tx, "medical_history", h)
	if err != nil {
		return 0, fmt.Errorf("take over medical history of patient %d: %w", h.PatientID, err)
	}
	return id, audit.Record(ctx, tx, audit.Entry{Action: audit.Imported, Entity: historyEntity, ID: id, Reason: from, After: h})
}
