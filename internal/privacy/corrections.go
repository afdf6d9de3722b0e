package privacy

import (
	"context"
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

const correctionEntity = "correction_request"

// What has become of a request.
const (
	Open      = "Open"
	Corrected = "Corrected"
	Refused   = "Refused"
)

// CorrectionFields are what is written down of a request.
type CorrectionFields struct {
	Requester    string `json:"requester" minLength:"1" maxLength:"160" doc:"Who asks"`
	Relationship string `json:"relationship,omitempty" maxLength:"80" doc:"To the patient; blank for the patient"`
	Wrong        string `json:"wrong" minLength:"1" maxLength:"2000" doc:"What in the record is said to be wrong"`
	Wish         string `json:"wish,omitempty" maxLength:"2000" doc:"What it should say"`
	ReceivedOn   string `json:"received_on,omitempty" format:"date" doc:"Today when not sent"`
}

// CorrectionRequest is what somebody says is wrong in a patient's record. The
// record itself is corrected where it stands, by whom it belongs to.
type CorrectionRequest struct {
	ID           int64         `json:"id" db:"id"`
	Version      int64         `json:"-" db:"version"`
	PatientID    int64         `json:"-" db:"patient_id"`
	Patient      patient.Brief `json:"patient"`
	Requester    string        `json:"requester" db:"requester"`
	Relationship string        `json:"relationship" db:"relationship"`
	Wrong        string        `json:"wrong" db:"wrong"`
	Wish         string        `json:"wish" db:"wish"`
	ReceivedOn   string        `json:"received_on" format:"date" db:"received_on"`
	DueOn        string        `json:"due_on" format:"date" db:"due_on" doc:"Day by which it is to be answered"`
	Overdue      bool          `json:"overdue"`
	Status       string        `json:"status" enum:"Open,Corrected,Refused" db:"status"`
	Answer       string        `json:"answer" db:"answer" doc:"What was corrected, or why not"`
	WrittenAt    time.Time     `json:"written_at" db:"written_at"`
	WrittenBy    int64         `json:"written_by" db:"written_by"`
	WrittenName  string        `json:"written_by_name"`
	DecidedAt    *time.Time    `json:"decided_at" db:"decided_at"`
	DecidedBy    *int64        `json:"decided_by" db:"decided_by"`
	DecidedName  string        `json:"decided_by_name"`
}

var correctionColumns = sqldb.Columns[CorrectionRequest]("")

// trail is what of a request is written down.
func (c *CorrectionRequest) trail() map[string]any {
	return map[string]any{
		"requester": c.Requester, "relationship": c.Relationship, "wrong": c.Wrong, "wish": c.Wish,
		"received_on": c.ReceivedOn, "due_on": c.DueOn, "status": c.Status, "answer": c.Answer,
	}
}

// earliest is how long ago a request may have been received when it is written down.
const earliest = 366 * 24 * time.Hour

// request writes a request down.
func (o *Office) request(ctx context.Context, tx *sqldb.Tx, patientID int64, f CorrectionFields) (CorrectionRequest, error) {
	if _, err := o.patients.Get(ctx, tx, patientID); err != nil {
		return CorrectionRequest{}, err
	}
	rules, err := loadRetention(ctx, tx)
	if err != nil {
		return CorrectionRequest{}, err
	}
	today := o.today(tx)
	if f.ReceivedOn == "" {
		f.ReceivedOn = today
	}
	received, err := time.ParseInLocation(time.DateOnly, f.ReceivedOn, o.zone)
	if err != nil || f.ReceivedOn > today || tx.Now.Sub(received) > earliest {
		return CorrectionRequest{}, errs.InvalidField("received_on", "must be a day of the past year, like %s", today)
	}
	c := CorrectionRequest{
		Version: 1, PatientID: patientID, Requester: f.Requester, Relationship: f.Relationship, Wrong: f.Wrong, Wish: f.Wish,
		ReceivedOn: f.ReceivedOn, DueOn: received.AddDate(0, 0, int(rules.AnswerDays)).Format(time.DateOnly),
		Status: Open, WrittenAt: tx.Now, WrittenBy: authz.From(ctx).ID,
	}
	if c.ID, err = sqldb.Insert(ctx, tx, "correction_requests", c); err != nil {
		return c, fmt.Errorf("write down a request of patient %d: %w", patientID, err)
	}
	if err := audit.Record(ctx, tx, audit.Entry{Action: "wrote down a request", Entity: correctionEntity, ID: c.ID, After: c.trail()}); err != nil {
		return c, err
	}
	return o.getCorrection(ctx, tx, c.ID)
}

// DecisionFields are the answer to a request.
type DecisionFields struct {
	Status string `json:"status" enum:"Corrected,Refused"`
	Answer string `json:"answer" minLength:"1" maxLength:"2000" doc:"What was corrected, or why not; it is told to the patient"`
}

// decide answers a request, once.
func (o *Office) decide(ctx context.Context, tx *sqldb.Tx, id int64, f DecisionFields) (CorrectionRequest, error) {
	ok, err := tx.Touch(ctx, "correction_requests", id)
	if err != nil {
		return CorrectionRequest{}, err
	}
	if !ok {
		return CorrectionRequest{}, errs.NotFoundf("There is no request %d for a correction.", id)
	}
	c, err := o.getCorrection(ctx, tx, id)
	if err != nil {
		return c, err
	}
	if c.Status != Open {
		return c, errs.Conflictf("This request was answered already, by %s.", c.DecidedName)
	}
	before, by := c.trail(), authz.From(ctx).ID
	c.Status, c.Answer, c.DecidedAt, c.DecidedBy = f.Status, f.Answer, &tx.Now, &by
	if err := sqldb.Update(ctx, tx, "correction_requests", id, c); err != nil {
		return c, fmt.Errorf("answer request %d for a correction: %w", id, err)
	}
	if err := audit.Record(ctx, tx, audit.Entry{Action: "answered a request", Entity: correctionEntity, ID: id, Before: before, After: c.trail()}); err != nil {
		return c, err
	}
	return o.getCorrection(ctx, tx, id)
}

func (o *Office) getCorrection(ctx context.Context, tx *sqldb.Tx, id int64) (CorrectionRequest, error) {
	list, err := o.findCorrections(ctx, tx, 1, "id = ?", "id", id)
	if err != nil {
		return CorrectionRequest{}, err
	}
	if len(list) == 0 {
		return CorrectionRequest{}, errs.NotFoundf("There is no request %d for a correction.", id)
	}
	return list[0], nil
}

// findCorrections returns requests with the names of patients and users.
func (o *Office) findCorrections(ctx context.Context, tx *sqldb.Tx, limit int, cond, order string, args ...any) ([]CorrectionRequest, error) {
	list, err := sqldb.All[CorrectionRequest](ctx, tx, `SELECT `+correctionColumns+` FROM correction_requests WHERE `+cond+` ORDER BY `+order+` LIMIT ?`, append(args, limit)...)
	if err != nil {
		return nil, fmt.Errorf("list requests for corrections: %w", err)
	}
	if err := staff.NameEach(ctx, tx, list, func(c *CorrectionRequest) (int64, *string) { return c.WrittenBy, &c.WrittenName }); err != nil {
		return nil, err
	}
	if err := staff.NameEach(ctx, tx, list, func(c *CorrectionRequest) (int64, *string) {
		if c.DecidedBy == nil {
			return 0, &c.DecidedName
		}
		return *c.DecidedBy, &c.DecidedName
	}); err != nil {
		return nil, err
	}
	today := o.today(tx)
	for i := range list {
		list[i].Overdue = list[i].Status == Open && list[i].DueOn < today
	}
	return list, nameEach(ctx, tx, o.patients, list, func(c *CorrectionRequest) (int64, *patient.Brief) { return c.PatientID, &c.Patient })
}

type correctionsInput struct {
	httpapi.Page
	PatientID int64  `query:"patient_id" minimum:"1"`
	Status    string `query:"status" enum:"Open,Corrected,Refused"`
}

type correctionKey struct {
	DueOn string `json:"d"`
	ID    int64  `json:"i"`
}

// corrections lists requests, by the day they are due.
func (o *Office) corrections(ctx context.Context, tx *sqldb.Tx, in *correctionsInput) (httpapi.List[CorrectionRequest], error) {
	var after correctionKey
	if err := in.After(&after); err != nil {
		return httpapi.List[CorrectionRequest]{}, err
	}
	cond, args := "1 = 1", []any{}
	if in.PatientID != 0 {
		cond, args = cond+" AND patient_id = ?", append(args, in.PatientID)
	}
	if in.Status != "" {
		cond, args = cond+" AND status = ?", append(args, in.Status)
	}
	if after.ID != 0 {
		cond, args = cond+" AND (due_on > ? OR (due_on = ? AND id > ?))", append(args, after.DueOn, after.DueOn, after.ID)
	}
	list, err := o.findCorrections(ctx, tx, in.Limit+1, cond, "due_on, id", args...)
	if err != nil {
		return httpapi.List[CorrectionRequest]{}, err
	}
	return httpapi.NewList(list, in.Limit, func(c CorrectionRequest) any { return correctionKey{c.DueOn, c.ID} })
}
