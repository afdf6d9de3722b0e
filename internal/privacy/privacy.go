// Package privacy holds what a hospital owes its patients over their records:
// to keep them as long as the law says and no longer without need, to correct
// what is wrong, and to hand out everything about one patient.
package privacy

import (
	"context"
	"strconv"
	"time"

	"talaan/internal/audit"
	"talaan/internal/httpapi"
	"talaan/internal/patient"
	"talaan/internal/settings"
	"talaan/internal/sqldb"
)

// Office does what is asked of the hospital's data protection officer.
type Office struct {
	zone     *time.Location
	patients *patient.Patients
}

// New makes the office; days are those of the zone.
func New(zone *time.Location, patients *patient.Patients) *Office {
	return &Office{zone: zone, patients: patients}
}

func (o *Office) today(tx *sqldb.Tx) string { return tx.Now.In(o.zone).Format(time.DateOnly) }

// RetentionFields are what an Admin writes about how long records are kept. At
// first they are the years of the records disposition schedule for health
// facilities in the Philippines (Department of Health, Department Circular
// 2021-0226 of 31 May 2021): ten years for inpatients, seven for outpatients.
type RetentionFields struct {
	InpatientYears  int64 `json:"inpatient_years" minimum:"1" maximum:"100" doc:"Years after the end of the last case, for patients who were inpatients at some time"`
	OutpatientYears int64 `json:"outpatient_years" minimum:"1" maximum:"100" doc:"Years after the end of the last case, for all others"`
	AnswerDays      int64 `json:"answer_days" minimum:"1" maximum:"365" doc:"Days within which a request for a correction is answered"`
}

// Retention is how long records are kept.
type Retention struct {
	RetentionFields
	Version int64 `json:"version"`
}

var schedule = settings.Group[RetentionFields]{
	Entity: "retention-settings", Counter: "retention settings version",
	First: func() RetentionFields {
		return RetentionFields{InpatientYears: 10, OutpatientYears: 7, AnswerDays: 15}
	},
	Texts: func(f RetentionFields) map[string]string {
		out := map[string]string{}
		for name, n := range f.numbers() {
			out[name] = strconv.FormatInt(*n, 10)
		}
		return out
	},
	Read: func(f *RetentionFields, name, text string) (err error) {
		*f.numbers()[name], err = strconv.ParseInt(text, 10, 64)
		return err
	},
}

func (f *RetentionFields) numbers() map[string]*int64 {
	return map[string]*int64{"retention.inpatient_years": &f.InpatientYears, "retention.outpatient_years": &f.OutpatientYears, "privacy.answer_days": &f.AnswerDays}
}

func loadRetention(ctx context.Context, tx *sqldb.Tx) (Retention, error) {
	f, version, err := schedule.Load(ctx, tx)
	return Retention{f, version}, err
}

func patchRetention(ctx context.Context, tx *sqldb.Tx, patch *httpapi.Patch[RetentionFields]) (Retention, error) {
	f, version, err := schedule.Patch(ctx, tx, patch,
		func(f RetentionFields, version int64) any { return Retention{f, version} },
		func(*RetentionFields) error { return nil })
	return Retention{f, version}, err
}

// keepUntil returns the day until which a record whose last case ended then is
// kept, in the hospital's days.
func (f RetentionFields) keepUntil(ended time.Time, inpatient bool, zone *time.Location) string {
	years := f.OutpatientYears
	if inpatient {
		years = f.InpatientYears
	}
	return ended.In(zone).AddDate(int(years), 0, 0).Format(time.DateOnly)
}

// endedBefore is the moment before which a last case ended whose record need
// not be kept any more on a day.
func endedBefore(day time.Time, years int64) time.Time { return day.AddDate(-int(years), 0, 0) }

// Owners says whom the office's records are about, for the audit trail.
func Owners() map[string]audit.Owner {
	return map[string]audit.Owner{
		holdEntity:       audit.Owned(`SELECT id, patient_id FROM legal_holds WHERE id IN`),
		correctionEntity: audit.Owned(`SELECT id, patient_id FROM correction_requests WHERE id IN`),
	}
}
