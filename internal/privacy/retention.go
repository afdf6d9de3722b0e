package privacy

import (
	"context"
	"time"

	"talaan/internal/encounter"
	"talaan/internal/httpapi"
	"talaan/internal/patient"
	"talaan/internal/sqldb"
)

// DueRecord is a patient whose record need not be kept any more.
type DueRecord struct {
	Patient   patient.Brief `json:"patient"`
	LastCase  time.Time     `json:"last_case" doc:"When the last case ended"`
	Cases     int64         `json:"cases"`
	Inpatient bool          `json:"inpatient" doc:"Whether the patient was an inpatient at some time"`
	KeepUntil string        `json:"keep_until" format:"date" doc:"Day until which the law wants it kept"`
	HeldFor   string        `json:"held_for" doc:"Why it must be kept longer; blank when it need not be"`
}

type retentionInput struct {
	httpapi.Page
	On string `query:"on" format:"date" doc:"Day on which they need not be kept any more; today when not given"`
}

// due lists patients whose records need not be kept any more on a day.
func (o *Office) due(ctx context.Context, tx *sqldb.Tx, in *retentionInput) (httpapi.List[DueRecord], error) {
	none := httpapi.List[DueRecord]{}
	var after int64
	if err := in.After(&after); err != nil {
		return none, err
	}
	if in.On == "" {
		in.On = o.today(tx)
	}
	day, err := time.ParseInLocation(time.DateOnly, in.On, o.zone)
	if err != nil {
		return none, err
	}
	rules, err := loadRetention(ctx, tx)
	if err != nil {
		return none, err
	}
	last, err := encounter.LastCases(ctx, tx, endedBefore(day, rules.InpatientYears), endedBefore(day, rules.OutpatientYears), after, in.Limit+1)
	if err != nil {
		return none, err
	}
	ids := make([]int64, len(last))
	for i, c := range last {
		ids[i] = c.PatientID
	}
	briefs, err := o.patients.Briefs(ctx, tx, ids)
	if err != nil {
		return none, err
	}
	held, err := heldFor(ctx, tx, ids)
	if err != nil {
		return none, err
	}
	out := make([]DueRecord, len(last))
	for i, c := range last {
		out[i] = DueRecord{
			Patient: briefs[c.PatientID], LastCase: c.Ended, Cases: c.Cases, Inpatient: c.Inpatient,
			KeepUntil: rules.keepUntil(c.Ended, c.Inpatient, o.zone), HeldFor: held[c.PatientID],
		}
	}
	return httpapi.NewList(out, in.Limit, func(d DueRecord) any { return d.Patient.ID })
}
