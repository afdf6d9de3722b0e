package encounter

import (
	"context"
	"fmt"
	"time"

	"talaan/internal/audit"
	"talaan/internal/sqldb"
)

// TakeOver writes a case that another system kept, with its own stage and times,
// and numbers it within the day of its check-in. ICD-10 codes must be in our form
// (icd.Normalise).
func (s *Encounters) TakeOver(ctx context.Context, tx *sqldb.Tx, e Encounter, from string) (Encounter, error) {
	e.Version = 1
	e.OpenPatientID = nil
	if contains(inCare, e.Status) {
		e.OpenPatientID = &e.PatientID
	}
	if e.Decision == DecideInpatient && e.FinalizedAt != nil && e.DischargedAt != nil {
		days := daysBetween(*e.FinalizedAt, *e.DischargedAt, s.zone)
		e.TotalDays = &days
	}
	var err error
	if e.CaseNumber, err = s.caseNumberOn(ctx, tx, e.CreatedAt); err != nil {
		return e, err
	}
	if e.ID, err = sqldb.Insert(ctx, tx, "encounters", e); err != nil {
		return e, fmt.Errorf("take over a case of patient %d: %w", e.PatientID, err)
	}
	return e, audit.Record(ctx, tx, audit.Entry{Action: audit.Imported, Entity: entity, ID: e.ID, Reason: from, After: e})
}

// Period is when a case began and ended.
type Period struct {
	ID          int64     `db:"id"`
	CaseNumber  string    `db:"case_number"`
	Status      Status    `db:"status"`
	StatusSince time.Time `db:"status_since"`
	CreatedAt   time.Time `db:"created_at"`
}

// EndedAt is when the case was discharged or cancelled; nil while it goes on.
func (p Period) EndedAt() *time.Time {
	if contains(inCare, p.Status) {
		return nil
	}
	return &p.StatusSince
}

// Periods returns the cases of a patient, the earliest first.
func Periods(ctx context.Context, tx *sqldb.Tx, patientID int64) ([]Period, error) {
	return sqldb.All[Period](ctx, tx, `SELECT `+sqldb.Columns[Period]("")+` FROM encounters WHERE patient_id = ? ORDER BY created_at, id`, patientID)
}

// TakeOverVitals records a reading that another system kept; what cannot be a
// measurement is refused.
func (s *Encounters) TakeOverVitals(ctx context.Context, tx *sqldb.Tx, encounterID int64, f VitalsFields, by int64, from string) (int64, error) {
	if err := checkVitals(f, *f.TakenAt, tx.Now); err != nil {
		return 0, err
	}
	v := Vitals{
		EncounterID: encounterID, At: *f.TakenAt, TakenBy: by, HeightCm: f.HeightCm, WeightKg: f.WeightKg, TemperatureC: f.TemperatureC,
		Systolic: f.Systolic, Diastolic: f.Diastolic, Pulse: f.Pulse, Respiration: f.Respiration, SpO2: f.SpO2,
	}
	id, err := sqldb.Insert(ctx, tx, "vitals", v)
	if err != nil {
		return 0, fmt.Errorf("take over vitals of case %d: %w", encounterID, err)
	}
	return id, audit.Record(ctx, tx, audit.Entry{Action: audit.Imported, Entity: "vitals", ID: id, Reason: from, After: v})
}

// TakeOverNote writes a note that another system kept, with its time and author.
func (s *Encounters) TakeOverNote(ctx context.Context, tx *sqldb.Tx, n Note, from string) (int64, error) {
	id, err := sqldb.Insert(ctx, tx, "notes", n)
	if err != nil {
		return 0, fmt.Errorf("take over a note of case %d: %w", n.EncounterID, err)
	}
	return id, audit.Record(ctx, tx, audit.Entry{Action: audit.Imported, Entity: "note", ID: id, Reason: from, After: n})
}
