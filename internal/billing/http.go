package billing

import (
	"context"
	"net/http"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/httpapi"
	"talaan/internal/money"
	"talaan/internal/sqldb"
)

// Owed is the sum of what is outstanding.
type Owed struct {
	Bills  int64          `json:"bills" db:"bills"`
	Amount money.Centavos `json:"amount" db:"amount"`

	AwaitingFinal int64 `json:"awaiting_final" db:"awaiting_final" doc:"Bills of discharged patients that are not final"`
}

type listServicesInput struct {
	Q      string `query:"q" maxLength:"100" doc:"Words of the name, or the beginning of the code"`
	Active bool   `query:"active" doc:"Only services that can be charged"`
}

type listInput struct {
	httpapi.Page
	Q      string `query:"q" maxLength:"100" doc:"Bill code, case number, or the patient's name, code or phone"`
	Status string `query:"status" enum:"Unpaid,Partial,Paid,Cancelled"`
	Open   bool   `query:"open" doc:"Only bills that are not final or have a balance"`
	Waits  string `query:"waits_for" enum:"final_bill,payment" doc:"Only bills of discharged patients that are not final, or final bills with a balance that no promissory note covers"`
}

type addInput struct {
	httpapi.ByID
	Body NewCharge
}

type reverseInput struct {
	httpapi.ByID
	ChargeID int64 `path:"charge_id" minimum:"1"`
	Body     struct {
		Reason string `json:"reason" minLength:"1" maxLength:"1000"`
	}
}

// Register adds the operations on services, bills and payments.
func (b *Billing) Register(api *httpapi.API) {
	op := func(id, method, path, summary string, status int) httpapi.Op {
		return httpapi.Op{ID: id, Method: method, Path: path, Summary: summary, Tag: "bills", Status: status}
	}
	httpapi.Read(api, Services.Read, httpapi.Op{ID: "list-services", Method: http.MethodGet, Path: "/services", Summary: "The price list", Tag: "services"}, listServices)
	Services.Register(api)
	b.registerLedger(api)

	httpapi.Read(api, authz.BillRead, op("list-bills", http.MethodGet, "/bills", "List or find bills, newest first", http.StatusOK), b.list)
	httpapi.Read(api, authz.BillRead, op("get-bill", http.MethodGet, "/bills/{id}", "One bill with its ledger, as it stands now", http.StatusOK),
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (Bill, error) { return b.Get(ctx, tx, in.ID) })
	httpapi.Read(api, authz.BillRead, op("get-bill-history", http.MethodGet, "/bills/{id}/history", "Who did what on a bill, newest first", http.StatusOK), b.history)
	httpapi.Act(api, authz.ChargeAdd, op("add-charge", http.MethodPost, "/bills/{id}/charges", "Charge a service", http.StatusCreated),
		func(ctx context.Context, tx *sqldb.Tx, in *addInput) (Charge, error) {
			return b.Charge(ctx, tx, in.ID, in.Body)
		})
	httpapi.Act(api, authz.ChargeReverse, op("reverse-charge", http.MethodPost, "/bills/{id}/charges/{charge_id}/reverse", "Reverse a charge, with a reason", http.StatusCreated),
		func(ctx context.Context, tx *sqldb.Tx, in *reverseInput) (Charge, error) {
			return b.Reverse(ctx, tx, in.ID, in.ChargeID, in.Body.Reason)
		})
	httpapi.Act(api, authz.BillFinalize, op("finalize-bill", http.MethodPost, "/bills/{id}/finalize", "Issue the final bill", http.StatusOK),
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (Bill, error) {
			return b.Finalize(ctx, tx, in.ID)
		})
	b.registerCounter(api)
}

func listServices(ctx context.Context, tx *sqldb.Tx, in *listServicesInput) (httpapi.List[Service], error) {
	cond, args := "1 = 1", []any{}
	if in.Q != "" {
		cond, args = "(name_key LIKE ? ESCAPE '!' OR code_key LIKE ? ESCAPE '!')", []any{search(in.Q), sqldb.StartsWith(codeKey(in.Q))}
	}
	if in.Active {
		cond += " AND active = 1"
	}
	rows, err := Services.Where(ctx, tx, cond, args...)
	return httpapi.Whole(rows), err
}

func (b *Billing) list(ctx context.Context, tx *sqldb.Tx, in *listInput) (httpapi.List[Summary], error) {
	q := listQuery{status: in.Status, q: in.Q, open: in.Open, waits: in.Waits, limit: in.Limit + 1}
	if err := in.After(&q.beforeID); err != nil {
		return httpapi.List[Summary]{}, err
	}
	rows, err := selectList(ctx, tx, q)
	if err != nil {
		return httpapi.List[Summary]{}, err
	}
	ids := make([]int64, len(rows))
	for i, h := range rows {
		ids[i] = h.PatientID
	}
	briefs, err := b.patients.Briefs(ctx, tx, ids)
	if err != nil {
		return httpapi.List[Summary]{}, err
	}
	notes, err := b.notesOfBills(ctx, tx, rows)
	if err != nil {
		return httpapi.List[Summary]{}, err
	}
	out := make([]Summary, len(rows))
	for i, h := range rows {
		out[i] = h.summary()
		out[i].Patient = briefs[h.PatientID]
		out[i].Secured = secures(notes[h.ID], out[i].Balance)
	}
	return httpapi.NewList(out, in.Limit, func(s Summary) any { return s.ID })
}

func (b *Billing) history(ctx context.Context, tx *sqldb.Tx, in *audit.HistoryInput) (httpapi.List[audit.Line], error) {
	if _, err := b.Get(ctx, tx, in.ID); err != nil {
		return httpapi.List[audit.Line]{}, err
	}
	return audit.History(ctx, tx, entity, in)
}
