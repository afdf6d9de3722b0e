package encounter

import (
	"context"
	"fmt"
	"time"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/sqldb"
	"talaan/internal/staff"
)

// VitalsFields are one reading of vital signs; what was not measured is absent.
type VitalsFields struct {
	TakenAt      *time.Time `json:"taken_at,omitempty" doc:"Now when not sent"`
	HeightCm     *float64   `json:"height_cm,omitempty" db:"height_cm" minimum:"20" maximum:"280" doc:"Centimetres"`
	WeightKg     *float64   `json:"weight_kg,omitempty" db:"weight_kg" minimum:"0.2" maximum:"500" doc:"Kilograms"`
	TemperatureC *float64   `json:"temperature_c,omitempty" db:"temperature_c" minimum:"20" maximum:"46" doc:"Degrees Celsius"`
	Systolic     *int64     `json:"systolic,omitempty" db:"systolic" minimum:"20" maximum:"350" doc:"Blood pressure, mmHg"`
	Diastolic    *int64     `json:"diastolic,omitempty" db:"diastolic" minimum:"10" maximum:"250" doc:"Blood pressure, mmHg"`
	Pulse        *int64     `json:"pulse,omitempty" db:"pulse" minimum:"10" maximum:"350" doc:"Beats per minute"`
	Respiration  *int64     `json:"respiration,omitempty" db:"respiration" minimum:"2" maximum:"120" doc:"Breaths per minute"`
	SpO2         *int64     `json:"spo2,omitempty" db:"spo2" minimum:"20" maximum:"100" doc:"Oxygen saturation, percent"`
}

// Vitals is one reading, by whom and when.
type Vitals struct {
	ID          int64     `json:"id" db:"id"`
	EncounterID int64     `json:"encounter_id" db:"encounter_id"`
	At          time.Time `json:"taken_at" db:"taken_at"`
	TakenBy     int64     `json:"taken_by" db:"taken_by"`
	TakenName   string    `json:"taken_by_name"`

	HeightCm     *float64 `json:"height_cm" db:"height_cm"`
	WeightKg     *float64 `json:"weight_kg" db:"weight_kg"`
	TemperatureC *float64 `json:"temperature_c" db:"temperature_c"`
	Systolic     *int64   `json:"systolic" db:"systolic"`
	Diastolic    *int64   `json:"diastolic" db:"diastolic"`
	Pulse        *int64   `json:"pulse" db:"pulse"`
	Respiration  *int64   `json:"respiration" db:"respiration"`
	SpO2         *int64   `json:"spo2" db:"spo2"`
}

// checkVitals refuses a reading of nothing, of the future, or one that cannot be.
func checkVitals(f VitalsFields, checkedIn, now time.Time) error {
	measured := f
	measured.TakenAt = nil
	switch {
	case measured == VitalsFields{}:
		return &errs.Error{Kind: errs.Invalid, Message: "Fill in at least one measurement.", Fields: []errs.Field{{Location: "body", Message: "has no measurement"}}}
	case f.Systolic == nil && f.Diastolic != nil:
		return errs.InvalidField("systolic", "blood pressure needs both values")
	case f.Systolic != nil && f.Diastolic == nil:
		return errs.InvalidField("diastolic", "blood pressure needs both values")
	case f.Systolic != nil && *f.Systolic <= *f.Diastolic:
		return errs.InvalidField("diastolic", "must be below the systolic pressure")
	case f.TakenAt != nil && f.TakenAt.After(now.Add(time.Minute)):
		return errs.InvalidField("taken_at", "is in the future")
	case f.TakenAt != nil && f.TakenAt.Before(checkedIn.Add(-24*time.Hour)):
		return errs.InvalidField("taken_at", "is long before this check-in")
	}
	return nil
}

// inCare lists the stages in which vitals and notes are written.
var inCare = []Status{Pending, ReadyForCoding, Admitted, Outpatient}

// Steady returns a case that stays in its stage until the transaction ends;
// errs.NotFound when absent.
func (s *Encounters) Steady(ctx context.Context, tx *sqldb.Tx, id int64) (Encounter, error) {
	if _, err := tx.Lock(ctx, "encounters", id); err != nil {
		return Encounter{}, err
	}
	return s.Get(ctx, tx, id)
}

// AddVitals records one reading.
func (s *Encounters) AddVitals(ctx context.Context, tx *sqldb.Tx, id int64, f VitalsFields) (Vitals, error) {
	e, err := s.Steady(ctx, tx, id)
	if err != nil {
		return Vitals{}, err
	}
	if !contains(inCare, e.Status) {
		return Vitals{}, refuse(&e, "record vital signs", inCare...)
	}
	if err := checkVitals(f, e.CreatedAt, tx.Now); err != nil {
		return Vitals{}, err
	}
	by := authz.From(ctx)
	v := Vitals{
		EncounterID: id, At: tx.Now, TakenBy: by.ID, TakenName: by.Name, HeightCm: f.HeightCm, WeightKg: f.WeightKg, TemperatureC: f.TemperatureC,
		Systolic: f.Systolic, Diastolic: f.Diastolic, Pulse: f.Pulse, Respiration: f.Respiration, SpO2: f.SpO2,
	}
	if f.TakenAt != nil {
		v.At = f.TakenAt.UTC().Truncate(time.Millisecond)
	}
	if v.ID, err = sqldb.Insert(ctx, tx, "vitals", v); err != nil {
		return v, fmt.Errorf("record vitals of case %d: %w", id, err)
	}
	tx.Changed(entity, id)
	return v, audit.Record(ctx, tx, audit.Entry{Action: "recorded", Entity: "vitals", ID: v.ID, After: v})
}

// newestFirst returns what is written on a case in a table, newest first, only
// what is older than beforeID when that is not 0.
func newestFirst[T any](ctx context.Context, tx *sqldb.Tx, table string, encounterID, beforeID int64, limit int) ([]T, error) {
	where, args := "encounter_id = ?", []any{encounterID}
	if beforeID != 0 {
		where += " AND id < ?"
		args = append(args, beforeID)
	}
	return sqldb.All[T](ctx, tx, `SELECT `+sqldb.Columns[T]("")+` FROM `+table+` WHERE `+where+` ORDER BY id DESC LIMIT ?`, append(args, limit)...)
}

func listVitals(ctx context.Context, tx *sqldb.Tx, id, beforeID int64, limit int) ([]Vitals, error) {
	rows, err := newestFirst[Vitals](ctx, tx, "vitals", id, beforeID, limit)
	if err != nil {
		return nil, err
	}
	return rows, staff.NameEach(ctx, tx, rows, func(r *Vitals) (int64, *string) { return r.TakenBy, &r.TakenName })
}

// NoteFields are what a client writes of a note.
type NoteFields struct {
	Kind string `json:"kind,omitempty" enum:"Doctor,Nurse,General" doc:"The writer's own kind when not sent"`
	Body string `json:"body" minLength:"1" maxLength:"20000"`
}

// Note is a signed note on a case; notes are added, never changed.
type Note struct {
	ID          int64     `json:"id" db:"id"`
	EncounterID int64     `json:"encounter_id" db:"encounter_id"`
	Kind        string    `json:"kind" db:"kind" enum:"Doctor,Nurse,General"`
	Body        string    `json:"body" db:"body"`
	WrittenAt   time.Time `json:"written_at" db:"written_at"`
	WrittenBy   int64     `json:"written_by" db:"written_by"`
	WrittenName string    `json:"written_by_name"`
}

// noteKind is the kind of note that the caller writes: one's own, or General.
func noteKind(by authz.Caller, asked string) (string, error) {
	own := "General"
	if by.Has(authz.Nurse) {
		own = "Nurse"
	}
	if by.Has(authz.Doctor) {
		own = "Doctor"
	}
	switch {
	case asked == "":
		return own, nil
	case asked == "General" || by.Has(authz.Role(asked)) || by.Has(authz.Admin):
		return asked, nil
	}
	return "", errs.ForbiddenFields([]string{"kind"}, "a "+asked+"'s note is written by a "+asked)
}

// AddNote writes a note.
func (s *Encounters) AddNote(ctx context.Context, tx *sqldb.Tx, id int64, f NoteFields) (Note, error) {
	by := authz.From(ctx)
	kind, err := noteKind(by, f.Kind)
	if err != nil {
		return Note{}, err
	}
	e, err := s.Steady(ctx, tx, id)
	if err != nil {
		return Note{}, err
	}
	if !contains(inCare, e.Status) {
		return Note{}, refuse(&e, "write notes", inCare...)
	}
	n := Note{EncounterID: id, Kind: kind, Body: f.Body, WrittenAt: tx.Now, WrittenBy: by.ID, WrittenName: by.Name}
	if n.ID, err = sqldb.Insert(ctx, tx, "notes", n); err != nil {
		return n, fmt.Errorf("write note on case %d: %w", id, err)
	}
	tx.Changed(entity, id)
	return n, audit.Record(ctx, tx, audit.Entry{Action: "written", Entity: "note", ID: n.ID, After: n})
}

func listNotes(ctx context.Context, tx *sqldb.Tx, id, beforeID int64, limit int) ([]Note, error) {
	rows, err := newestFirst[Note](ctx, tx, "notes", id, beforeID, limit)
	if err != nil {
		return nil, err
	}
	return rows, staff.NameEach(ctx, tx, rows, func(r *Note) (int64, *string) { return r.WrittenBy, &r.WrittenName })
}
