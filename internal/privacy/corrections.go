package privacy

import (
	"context"
	"time"

	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/httpapi"
	"talaan/internal/patient"
	"talaan/internal/sqldb"
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

var corrections = book[CorrectionRequest]{
	entity: correctionEntity, table: "correction_requests", what: "request for a correction",
	facts: func(c *CorrectionRequest) facts {
		return facts{
			id: &c.ID, patient: c.PatientID, brief: &c.Patient,
			opened: c.WrittenBy, openedName: &c.WrittenName, closed: c.DecidedBy, closedName: &c.DecidedName,
		}
	},
	trail: func(c *CorrectionRequest) map[string]any {
		return map[string]any{
			"requester": c.Requester, "relationship": c.Relationship, "wrong": c.Wrong, "wish": c.Wish,
			"received_on": c.ReceivedOn, "due_on": c.DueOn, "status": c.Status, "answer": c.Answer,
		}
	},
}

// overdue reports whether a request waits for its answer after the day it was due.
func (c *CorrectionRequest) overdue(today string) bool { return c.Status == Open && c.DueOn < today }

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
	c, err := corrections.open(ctx, tx, o, &CorrectionRequest{
		Version: 1, PatientID: patientID, Requester: f.Requester, Relationship: f.Relationship, Wrong: f.Wrong, Wish: f.Wish,
		ReceivedOn: f.ReceivedOn, DueOn: received.AddDate(0, 0, int(rules.AnswerDays)).Format(time.DateOnly),
		Status: Open, WrittenAt: tx.Now, WrittenBy: authz.From(ctx).ID,
	}, "wrote down", "")
	c.Overdue = c.overdue(today)
	return c, err
}

// DecisionFields are the answer to a request.
type DecisionFields struct {
	Status string `json:"status" enum:"Corrected,Refused"`
	Answer string `json:"answer" minLength:"1" maxLength:"2000" doc:"What was corrected, or why not; it is told to the patient"`
}

// decide answers a request, once.
func (o *Office) decide(ctx context.Context, tx *sqldb.Tx, id int64, f DecisionFields) (CorrectionRequest, error) {
	return corrections.close(ctx, tx, o, id, "answered", "", func(c *CorrectionRequest, by int64) error {
		if c.Status != Open {
			return errs.Conflictf("This request was answered already, by %s.", c.DecidedName)
		}
		c.Status, c.Answer, c.DecidedAt, c.DecidedBy = f.Status, f.Answer, &tx.Now, &by
		return nil
	})
}

type correctionsInput struct {
	httpapi.Page
	PatientID int64  `query:"patient_id" minimum:"1"`
	Status    string `query:"status" enum:"Open,Corrected,Refused"`
}

// correctionKey is where a request stands in the list.
type correctionKey struct {
	Answered int64  `json:"a"`
	DueOn    string `json:"d"`
	ID       int64  `json:"i"`
}

// answered puts the open requests before the others.
const answered = `CASE status WHEN '` + Open + `' THEN 0 ELSE 1 END`

// listCorrections lists requests: the open ones first, each by the day they are due.
func (o *Office) listCorrections(ctx context.Context, tx *sqldb.Tx, in *correctionsInput) (httpapi.List[CorrectionRequest], error) {
	none := httpapi.List[CorrectionRequest]{}
	var after correctionKey
	if err := in.After(&after); err != nil {
		return none, err
	}
	cond, args := "1 = 1", []any{}
	if in.PatientID != 0 {
		cond, args = cond+" AND patient_id = ?", append(args, in.PatientID)
	}
	if in.Status != "" {
		cond, args = cond+" AND status = ?", append(args, in.Status)
	}
	if after.ID != 0 {
		cond += " AND (" + answered + " > ? OR (" + answered + " = ? AND (due_on > ? OR (due_on = ? AND id > ?))))"
		args = append(args, after.Answered, after.Answered, after.DueOn, after.DueOn, after.ID)
	}
	list, err := corrections.find(ctx, tx, o, in.Limit+1, cond, answered+", due_on, id", args...)
	if err != nil {
		return none, err
	}
	today := o.today(tx)
	for i := range list {
		list[i].Overdue = list[i].overdue(today)
	}
	return httpapi.NewList(list, in.Limit, func(c CorrectionRequest) any {
		key := correctionKey{DueOn: c.DueOn, ID: c.ID}
		if c.Status != Open {
			key.Answered = 1
		}
		return key
	})
}
