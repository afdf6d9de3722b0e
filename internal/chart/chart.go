// Package chart guards the patients' charts: who opens one is written into the
// audit trail, and who opens one outside of their duty says why first.
package chart

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"talaan/internal/encounter"
	"talaan/internal/httpapi"
	"talaan/internal/settings"
	"talaan/internal/sqldb"
)

// Scope says how far the duty of a clinician goes.
type Scope string

// The scopes.
const (
	InCare     Scope = "in_care"    // every patient in care, and for some days after
	Department Scope = "department" // of these, who is in the clinician's own department, or in none yet
)

// DutyFields are what an Admin writes about duties.
type DutyFields struct {
	Scope       Scope `json:"scope" enum:"in_care,department" doc:"in_care: a clinician's duty are all patients in care; department: only those of the clinician's own department, and those who are in none yet. An attending physician's patients always are"`
	DaysAfter   int64 `json:"days_after" minimum:"0" maximum:"3650" doc:"For how many days after the end of a case its chart is still within duty"`
	LeaveHours  int64 `json:"leave_hours" minimum:"1" maximum:"168" doc:"For how many hours a reason that was given holds"`
	AskPrograms bool  `json:"ask_programs" doc:"Whether programs that come with a token must give a reason too; else their openings outside of duty are marked in the trail"`
}

// Duties are the hospital's rules of duty.
type Duties struct {
	DutyFields
	Version int64 `json:"version"`
}

var rules = settings.Group[DutyFields]{
	Entity: "chart-settings", Counter: "chart settings version",
	First: func() DutyFields { return DutyFields{Scope: InCare, DaysAfter: 30, LeaveHours: 8} },
	Texts: func(f DutyFields) map[string]string {
		return map[string]string{
			"chart.scope": string(f.Scope), "chart.days_after": strconv.FormatInt(f.DaysAfter, 10),
			"chart.leave_hours": strconv.FormatInt(f.LeaveHours, 10), "chart.ask_programs": strconv.FormatBool(f.AskPrograms),
		}
	},
	Read: func(f *DutyFields, name, text string) (err error) {
		switch name {
		case "chart.scope":
			f.Scope = Scope(text)
		case "chart.days_after":
			f.DaysAfter, err = strconv.ParseInt(text, 10, 64)
		case "chart.leave_hours":
			f.LeaveHours, err = strconv.ParseInt(text, 10, 64)
		case "chart.ask_programs":
			f.AskPrograms, err = strconv.ParseBool(text)
		}
		return err
	},
}

func loadSettings(ctx context.Context, tx *sqldb.Tx) (Duties, error) {
	f, version, err := rules.Load(ctx, tx)
	return Duties{f, version}, err
}

func patchSettings(ctx context.Context, tx *sqldb.Tx, patch *httpapi.Patch[DutyFields]) (Duties, error) {
	f, version, err := rules.Patch(ctx, tx, patch,
		func(f DutyFields, version int64) any { return Duties{f, version} },
		func(*DutyFields) error { return nil })
	return Duties{f, version}, err
}

// inDuty reports whether a patient with these cases is within the duty of a
// clinician of a department, nil for none. A patient without a case is
// everybody's: there is nothing yet to be kept.
func (s DutyFields) inDuty(userID int64, department *int64, cases []encounter.Episode, now time.Time) bool {
	if len(cases) == 0 {
		return true
	}
	for _, c := range cases {
		if c.AttendingID != nil && *c.AttendingID == userID {
			return true
		}
		if !c.Open() && !now.Before(c.Since.AddDate(0, 0, int(s.DaysAfter))) {
			continue
		}
		if s.Scope == InCare || department == nil || c.DepartmentID == nil || *c.DepartmentID == *department {
			return true
		}
	}
	return false
}

// leave is a reason that was given, and how long it holds.
type leave struct {
	ID        int64     `db:"id"`
	UserID    int64     `db:"user_id"`
	PatientID int64     `db:"patient_id"`
	Reason    string    `db:"reason"`
	At        time.Time `db:"at"`
	Until     time.Time `db:"until"`
}

// leaveOf returns the latest reason a user gave for opening a patient's chart
// that still holds; nil for none.
func leaveOf(ctx context.Context, tx *sqldb.Tx, userID, patientID int64) (*leave, error) {
	leaves, err := sqldb.All[leave](ctx, tx, `SELECT `+sqldb.Columns[leave]("")+` FROM chart_leaves WHERE user_id = ? AND patient_id = ? AND until > ? ORDER BY until DESC LIMIT 1`, userID, patientID, tx.Now)
	if err != nil {
		return nil, fmt.Errorf("look for a leave to open the chart of patient %d: %w", patientID, err)
	}
	if len(leaves) == 0 {
		return nil, nil //nolint:nilnil // none is an answer
	}
	return &leaves[0], nil
}

// Forget is for a database that comes back from a backup: who had said why they
// open a chart says so again.
func Forget(ctx context.Context, tx *sqldb.Tx) error {
	_, err := tx.Exec(ctx, `DELETE FROM chart_leaves`)
	return err
}
