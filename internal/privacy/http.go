package privacy

import (
	"context"
	"net/http"

	"talaan/internal/authz"
	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
)

type reasonInput struct {
	httpapi.ByID
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"1000"`
	}
}

type requestInput struct {
	httpapi.ByID
	Body CorrectionFields
}

type decideInput struct {
	httpapi.ByID
	Body DecisionFields
}

type settingsInput struct {
	Body httpapi.Patch[RetentionFields]
}

func op(id, method, path, summary string) httpapi.Op {
	return httpapi.Op{ID: id, Method: method, Path: path, Summary: summary, Tag: "privacy"}
}

func created(o httpapi.Op) httpapi.Op {
	o.Status = http.StatusCreated
	return o
}

// Register adds the operations of the office.
func (o *Office) Register(api *httpapi.API) {
	httpapi.Act(api, authz.LegalHoldWrite, created(op("place-legal-hold", http.MethodPost, "/patients/{id}/legal-holds", "Keep a patient's record whatever its age")),
		func(ctx context.Context, tx *sqldb.Tx, in *reasonInput) (LegalHold, error) {
			return o.hold(ctx, tx, in.ID, in.Body.Reason)
		})
	httpapi.Act(api, authz.LegalHoldWrite, op("lift-legal-hold", http.MethodPost, "/legal-holds/{id}/lift", "End a legal hold, with a reason"),
		func(ctx context.Context, tx *sqldb.Tx, in *reasonInput) (LegalHold, error) {
			return o.lift(ctx, tx, in.ID, in.Body.Reason)
		})
	httpapi.Read(api, authz.RetentionRead, op("list-legal-holds", http.MethodGet, "/legal-holds", "Records on hold, the latest first"), o.listHolds)
	httpapi.Act(api, authz.CorrectionRequest, created(op("request-correction", http.MethodPost, "/patients/{id}/correction-requests", "Write down what a patient says is wrong in the record")),
		func(ctx context.Context, tx *sqldb.Tx, in *requestInput) (CorrectionRequest, error) {
			return o.request(ctx, tx, in.ID, in.Body)
		})
	httpapi.Act(api, authz.CorrectionDecide, op("decide-correction", http.MethodPost, "/correction-requests/{id}/decide", "Answer a request for a correction"),
		func(ctx context.Context, tx *sqldb.Tx, in *decideInput) (CorrectionRequest, error) {
			return o.decide(ctx, tx, in.ID, in.Body)
		})
	httpapi.Read(api, authz.CorrectionRequest, op("list-corrections", http.MethodGet, "/correction-requests", "Requests for corrections: the open ones first, by the day they are due"), o.listCorrections)
	httpapi.Read(api, authz.RetentionRead, op("list-retention", http.MethodGet, "/retention", "Patients whose records the law does not want to be kept any more"), o.due)
	httpapi.Read(api, authz.RetentionRead, op("get-retention-settings", http.MethodGet, "/retention-settings", "How long records are kept"),
		func(ctx context.Context, tx *sqldb.Tx, _ *struct{}) (Retention, error) { return loadRetention(ctx, tx) })
	httpapi.Act(api, authz.RetentionWrite, op("change-retention-settings", http.MethodPatch, "/retention-settings", "Change how long records are kept"),
		func(ctx context.Context, tx *sqldb.Tx, in *settingsInput) (Retention, error) {
			return patchRetention(ctx, tx, &in.Body)
		})
}
