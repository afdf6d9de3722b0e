package chart

import (
	"context"
	"net/http"
	"time"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/httpapi"
	"talaan/internal/patient"
	"talaan/internal/sqldb"
)

// ChartLeaveFields are what is asked of whoever opens a chart outside of their duty.
type ChartLeaveFields struct {
	Reason string `json:"reason" minLength:"4" maxLength:"1000" doc:"Why the chart has to be opened"`
}

// ChartLeave says until when a reason holds.
type ChartLeave struct {
	PatientID int64     `json:"patient_id"`
	Until     time.Time `json:"until" doc:"The chart can be opened till then"`
}

// ChartDuty says how a chart stands to the caller's duty.
type ChartDuty struct {
	Outside bool       `json:"outside" doc:"The patient is not within the caller's duty now"`
	Reason  string     `json:"reason" doc:"What the caller gave as reason to open the chart nevertheless; blank when it is closed to them, or within duty"`
	Until   *time.Time `json:"until" doc:"How long that reason holds"`
}

type leaveInput struct {
	httpapi.ByID
	Body ChartLeaveFields
}

type accessInput struct {
	httpapi.ByID
	From time.Time `query:"from" doc:"Only at this moment or later"`
	To   time.Time `query:"to" doc:"Only before this moment"`
}

type settingsInput struct {
	Body httpapi.Patch[DutyFields]
}

// Register adds the operations on charts, and puts all operations behind the gate.
func (g *Gate) Register(api *httpapi.API, patients *patient.Patients) {
	api.Behind(g.Pass)
	httpapi.Act(api, authz.ChartBreak, httpapi.Op{ID: "break-glass", Method: http.MethodPost, Path: "/patients/{id}/break-glass", Summary: "Say why a chart outside of one's duty is opened", Tag: "patients", Status: http.StatusCreated},
		func(ctx context.Context, tx *sqldb.Tx, in *leaveInput) (ChartLeave, error) {
			if _, err := patients.Get(ctx, tx, in.ID); err != nil {
				return ChartLeave{}, err
			}
			return take(ctx, tx, in.ID, in.Body.Reason)
		})
	httpapi.Read(api, authz.ChartBreak, httpapi.Op{ID: "get-chart-duty", Method: http.MethodGet, Path: "/patients/{id}/duty", Summary: "Whether a chart is outside of one's duty, and for which reason it is open", Tag: "patients"},
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (ChartDuty, error) {
			if _, err := patients.Get(ctx, tx, in.ID); err != nil {
				return ChartDuty{}, err
			}
			by := authz.From(ctx)
			by.Withheld = nil // by the gate, because the chart is outside of their duty
			d, err := judge(ctx, tx, by, in.ID)
			out := ChartDuty{Outside: d.outside}
			if d.leave != nil {
				out.Reason, out.Until = d.leave.Reason, &d.leave.Until
			}
			return out, err
		})
	httpapi.Read(api, authz.AuditRead, httpapi.Op{ID: "list-chart-readers", Method: http.MethodGet, Path: "/patients/{id}/access", Summary: "All who saw or changed what belongs to a patient, the latest first", Tag: "audit"},
		func(ctx context.Context, tx *sqldb.Tx, in *accessInput) (httpapi.List[audit.Reader], error) {
			if _, err := patients.Get(ctx, tx, in.ID); err != nil {
				return httpapi.List[audit.Reader]{}, err
			}
			list, err := audit.Readers(ctx, tx, in.ID, httpapi.Given(in.From), httpapi.Given(in.To))
			return httpapi.Whole(list), err
		})
	httpapi.Read(api, authz.SignedIn, httpapi.Op{ID: "get-chart-settings", Method: http.MethodGet, Path: "/chart-settings", Summary: "Which charts are within one's duty", Tag: "settings"},
		func(ctx context.Context, tx *sqldb.Tx, _ *struct{}) (Duties, error) { return loadSettings(ctx, tx) })
	httpapi.Act(api, authz.ChartSettings, httpapi.Op{ID: "change-chart-settings", Method: http.MethodPatch, Path: "/chart-settings", Summary: "Change which charts are within one's duty", Tag: "settings"},
		func(ctx context.Context, tx *sqldb.Tx, in *settingsInput) (Duties, error) {
			return patchSettings(ctx, tx, &in.Body)
		})
}

// take notes the caller's reason; it holds as long as the settings say.
func take(ctx context.Context, tx *sqldb.Tx, patientID int64, reason string) (ChartLeave, error) {
	s, err := loadSettings(ctx, tx)
	if err != nil {
		return ChartLeave{}, err
	}
	l := leave{UserID: authz.From(ctx).ID, PatientID: patientID, Reason: reason, At: tx.Now, Until: tx.Now.Add(time.Duration(s.LeaveHours) * time.Hour)}
	if l.ID, err = sqldb.Insert(ctx, tx, "chart_leaves", l); err != nil {
		return ChartLeave{}, err
	}
	return ChartLeave{patientID, l.Until}, audit.Record(ctx, tx, audit.Entry{Action: "gave a reason to open the chart", Entity: "patient", ID: patientID, Reason: reason})
}
