package patient

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/code"
	"talaan/internal/errs"
	"talaan/internal/fold"
	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
)

const entity = "patient"

// registrations is the series whose lock registrations take in turn.
const registrations = "registration"

// Patients is the hospital's register of persons.
type Patients struct {
	random io.Reader
	zone   *time.Location

	// InCare tells whether a patient has an open case; such a record cannot be deleted.
	InCare func(ctx context.Context, tx *sqldb.Tx, patientID int64) (bool, error)
}

// New returns the register; random makes patient codes, zone tells which day it is.
func New(random io.Reader, zone *time.Location) *Patients {
	return &Patients{random: random, zone: zone, InCare: func(context.Context, *sqldb.Tx, int64) (bool, error) { return false, nil }}
}

func (r *Patients) today(tx *sqldb.Tx) string { return tx.Now.In(r.zone).Format(time.DateOnly) }

// Get returns one patient, or errs.NotFound.
func (r *Patients) Get(ctx context.Context, tx *sqldb.Tx, id int64) (Patient, error) {
	p, err := selectPatient(ctx, tx, id)
	if errors.Is(err, sqldb.ErrNoRows) {
		return p, errs.NotFoundf("There is no patient %d.", id)
	}
	p.Age = age(p.DateOfBirth, p.AgeWhenUnknown, p.AgeRecordedOn, r.today(tx))
	return p, err
}

// Briefs returns what lists show of the patients, by id.
func (r *Patients) Briefs(ctx context.Context, tx *sqldb.Tx, ids []int64) (map[int64]Brief, error) {
	rows, err := selectBriefs(ctx, tx, ids)
	out := make(map[int64]Brief, len(rows))
	for _, b := range rows {
		b.Age = age(b.DateOfBirth, b.AgeWhenUnknown, b.AgeRecordedOn, r.today(tx))
		out[b.ID] = b
	}
	return out, err
}

// Add registers a new person. Unless distinct is true, a person who resembles
// one already registered is refused with errs.Conflict and the candidates.
func (r *Patients) Add(ctx context.Context, tx *sqldb.Tx, f PatientFields, distinct bool) (Patient, error) {
	p := Patient{Version: 1, PatientFields: f, CreatedAt: tx.Now}
	if by := authz.From(ctx); by.ID != 0 {
		p.CreatedBy = &by.ID
	}
	if err := p.prepare(r.today(tx)); err != nil {
		return p, err
	}
	if !distinct {
		// One at a time: the same person at two desks at once is found by the second.
		if _, err := tx.Next(ctx, registrations); err != nil {
			return p, err
		}
		if err := r.refuseDuplicate(ctx, tx, p); err != nil {
			return p, err
		}
	}
	var err error
	if p.ID, p.Code, err = r.insert(ctx, tx, p); err != nil {
		return p, err
	}
	if err := insertWords(ctx, tx, p.ID, fold.Words(p.Name)); err != nil {
		return p, fmt.Errorf("index patient %d: %w", p.ID, err)
	}
	return p, audit.Record(ctx, tx, audit.Entry{Action: "registered", Entity: entity, ID: p.ID, After: p})
}

// insert draws codes until one is free.
func (r *Patients) insert(ctx context.Context, tx *sqldb.Tx, p Patient) (int64, string, error) {
	for range 20 {
		c, err := code.New(r.random, code.PatientLength)
		if err != nil {
			return 0, "", err
		}
		p.Code = c
		id, err := sqldb.Insert(ctx, tx, "patients", p)
		if !errors.Is(err, sqldb.ErrDuplicate) {
			return id, c, err
		}
	}
	return 0, "", errors.New("no free patient code in 20 draws")
}

// refuseDuplicate compares by name together with birth date or phone.
func (r *Patients) refuseDuplicate(ctx context.Context, tx *sqldb.Tx, p Patient) error {
	found, err := r.Resembling(ctx, tx, p.PatientFields)
	if err != nil || len(found) == 0 {
		return err
	}
	return &errs.Error{
		Kind: errs.Conflict, PossibleDuplicates: found,
		Message: "This may be a patient who is already registered. Choose the patient, or confirm that this is a different person.",
	}
}

// Resembling returns registered patients of the same name who share the birth
// date or the phone number; none when the name is not complete.
func (r *Patients) Resembling(ctx context.Context, tx *sqldb.Tx, f PatientFields) ([]Patient, error) {
	key := fold.SetKey(f.FamilyName, f.GivenName)
	if fold.Key(f.FamilyName) == "" || fold.Key(f.GivenName) == "" {
		return []Patient{}, nil
	}
	found, err := selectResembling(ctx, tx, key, f.DateOfBirth, fold.Digits(f.Phone))
	if err != nil {
		return nil, fmt.Errorf("look for duplicates: %w", err)
	}
	for i := range found {
		found[i].Age = age(found[i].DateOfBirth, found[i].AgeWhenUnknown, found[i].AgeRecordedOn, r.today(tx))
	}
	return found, nil
}

// Change writes the sent fields of a patient.
func (r *Patients) Change(ctx context.Context, tx *sqldb.Tx, id int64, patch *httpapi.Patch[PatientFields]) (Patient, error) {
	if _, err := tx.Touch(ctx, "patients", id); err != nil {
		return Patient{}, err
	}
	p, err := r.Get(ctx, tx, id)
	if err != nil {
		return p, err
	}
	before := p
	before.Version--
	if patch.Stale(before.Version) {
		return p, httpapi.Stale(before)
	}
	toldBefore := p.AgeWhenUnknown
	if err := patch.Apply(&p.PatientFields); err != nil {
		return p, err
	}
	if p.AgeWhenUnknown != nil && (toldBefore == nil || *toldBefore != *p.AgeWhenUnknown) {
		p.AgeRecordedOn = ""
	}
	if err := p.prepare(r.today(tx)); err != nil {
		return p, err
	}
	if err := r.mayDelete(ctx, tx, before, p); err != nil {
		return p, err
	}
	if err := sqldb.Update(ctx, tx, "patients", id, p); err != nil {
		return p, fmt.Errorf("change patient %d: %w", id, err)
	}
	if p.Name != before.Name {
		if err := replaceWords(ctx, tx, id, fold.Words(p.Name)); err != nil {
			return p, fmt.Errorf("index patient %d: %w", id, err)
		}
	}
	return p, audit.Record(ctx, tx, audit.Entry{Action: "changed", Entity: entity, ID: id, Before: before, After: p})
}

// mayDelete refuses to delete the record of a patient who has an open case.
func (r *Patients) mayDelete(ctx context.Context, tx *sqldb.Tx, before, after Patient) error {
	if after.Status != Deleted || before.Status == Deleted {
		return nil
	}
	open, err := r.InCare(ctx, tx, after.ID)
	if err == nil && open {
		return errs.Conflictf("%s has an open case. Discharge the patient or cancel the case first.", after.Name).At("status", "cannot be Deleted while a case is open")
	}
	return err
}

// Find returns the ids of patients whose code or phone is q, or whose name has
// a word beginning with each word of q; newest first, at most limit.
func Find(ctx context.Context, tx *sqldb.Tx, q string, limit int) ([]int64, error) {
	ids, err := selectMatching(ctx, tx, q, limit)
	if err != nil {
		return nil, fmt.Errorf("find patients: %w", err)
	}
	return ids, nil
}

// ByCode returns the id of the patient with this code, however its letters are
// written, or NotFound.
func (r *Patients) ByCode(ctx context.Context, tx *sqldb.Tx, code string) (int64, error) {
	id, err := sqldb.One[int64](ctx, tx, `SELECT id FROM patients WHERE code = ?`, strings.ToUpper(strings.TrimSpace(code)))
	if errors.Is(err, sqldb.ErrNoRows) {
		return 0, errs.NotFoundf("There is no patient with the code %s.", code)
	}
	return id, err
}
