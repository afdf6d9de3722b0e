package billing

import (
	"context"
	"net/http"
	"time"

	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/httpapi"
	"talaan/internal/money"
	"talaan/internal/sqldb"
)

type payInput struct {
	httpapi.ByID
	Body struct {
		Amount   money.Centavos  `json:"amount" doc:"What is paid of the bill"`
		Tendered *money.Centavos `json:"tendered,omitempty" doc:"Cash handed over; the amount when not sent"`
		Payer    string          `json:"payer,omitempty" maxLength:"160" doc:"The patient when not sent"`
		Expected *money.Centavos `json:"expected_balance,omitempty" doc:"The balance that the teller saw; another present balance is answered 409 with the bill as current"`
	}
}

type voidInput struct {
	httpapi.ByID
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"1000"`
	}
}

type refundInput struct {
	httpapi.ByID
	Body struct {
		Amount *money.Centavos `json:"amount,omitempty" doc:"All that can be given back when not sent"`
		Payee  string          `json:"payee,omitempty" maxLength:"160" doc:"Who receives it; the payer, or the patient, when not sent"`
		Reason string          `json:"reason" minLength:"1" maxLength:"1000"`
	}
}

func (in *refundInput) repayment() Repayment {
	return Repayment{Amount: in.Body.Amount, Payee: in.Body.Payee, Reason: in.Body.Reason}
}

type promiseInput struct {
	httpapi.ByID
	Body PromissoryFields
}

type openShiftInput struct {
	Body Opening
}

type closeShiftInput struct {
	httpapi.ByID
	Body struct {
		Counts Counts `json:"counts" doc:"How many of each note and coin are in the drawer"`
		Note   string `json:"note,omitempty" maxLength:"1000" doc:"Required when the drawer is over or short"`
	}
}

type moveInput struct {
	httpapi.ByID
	Body struct {
		Direction string         `json:"direction" enum:"in,out"`
		Amount    money.Centavos `json:"amount"`
		Reason    string         `json:"reason" minLength:"1" maxLength:"1000" doc:"Such as change from the bank"`
	}
}

type listShiftsInput struct {
	httpapi.Page
	TellerID int64  `query:"teller_id" minimum:"1"`
	Open     bool   `query:"open" doc:"Only open shifts"`
	Date     string `query:"date" format:"date" doc:"Only shifts opened on this day of the hospital"`
}

type reportInput struct {
	Date string `query:"date" format:"date" doc:"A day of the hospital; today when not given"`
}

// CurrentShift is the caller's open shift.
type CurrentShift struct {
	Shift *OwnShift `json:"shift" doc:"Null when the caller has none"`
}

// OwnShift is the page of the caller's own shift.
type OwnShift struct {
	_ struct{} `nullable:"true"`

	ShiftPage
}

// registerCounter adds the operations of the teller's counter.
func (b *Billing) registerCounter(api *httpapi.API) {
	b.registerPayments(api)
	b.registerPromissory(api)
	b.registerShifts(api)
	b.registerPapers(api)
}

func counterOp(id, method, path, summary string, status int) httpapi.Op {
	return httpapi.Op{ID: id, Method: method, Path: path, Summary: summary, Tag: "counter", Status: status}
}

func (b *Billing) registerPayments(api *httpapi.API) {
	httpapi.Act(api, authz.PaymentTake, counterOp("take-payment", http.MethodPost, "/bills/{id}/payments", "Take cash", http.StatusCreated),
		func(ctx context.Context, tx *sqldb.Tx, in *payInput) (Payment, error) {
			cash := Cash{Amount: in.Body.Amount, Tendered: in.Body.Amount, Payer: in.Body.Payer, Expected: in.Body.Expected}
			if in.Body.Tendered != nil {
				cash.Tendered = *in.Body.Tendered
			}
			return b.Pay(ctx, tx, in.ID, cash)
		})
	httpapi.Act(api, authz.PaymentVoid, counterOp("void-payment", http.MethodPost, "/payments/{id}/void", "Void a payment of today, with a reason", http.StatusCreated),
		func(ctx context.Context, tx *sqldb.Tx, in *voidInput) (Payment, error) {
			return b.VoidPayment(ctx, tx, in.ID, in.Body.Reason)
		})
	httpapi.Act(api, authz.PaymentRefund, counterOp("refund-payment", http.MethodPost, "/payments/{id}/refund", "Give a payment back, or a part of it, with a reason", http.StatusCreated),
		func(ctx context.Context, tx *sqldb.Tx, in *refundInput) (Payment, error) {
			return b.RefundPayment(ctx, tx, in.ID, in.repayment())
		})
	httpapi.Act(api, authz.PaymentRefund, counterOp("refund-credit", http.MethodPost, "/bills/{id}/refunds", "Give back what a deposit leaves over", http.StatusCreated),
		func(ctx context.Context, tx *sqldb.Tx, in *refundInput) (Payment, error) {
			return b.RefundCredit(ctx, tx, in.ID, in.repayment())
		})
	httpapi.Act(api, authz.PaymentPrint, counterOp("print-receipt", http.MethodPost, "/payments/{id}/prints", "Record that a receipt is printed: the first is the original, each further one a copy", http.StatusCreated),
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (Print, error) {
			return b.PrintReceipt(ctx, tx, in.ID)
		})
}

func (b *Billing) registerPromissory(api *httpapi.API) {
	httpapi.Act(api, authz.PromissoryWrite, counterOp("promise", http.MethodPost, "/bills/{id}/promissory-notes", "Take a promissory note for what is left of a final bill", http.StatusCreated),
		func(ctx context.Context, tx *sqldb.Tx, in *promiseInput) (PromissoryNote, error) {
			return b.Promise(ctx, tx, in.ID, in.Body)
		})
	httpapi.Read(api, authz.ReceivableRead, counterOp("get-promissory-note", http.MethodGet, "/promissory-notes/{id}", "One promissory note", http.StatusOK),
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (PromissoryNote, error) {
			return b.Note(ctx, tx, in.ID)
		})
	httpapi.Act(api, authz.PromissoryWrite, counterOp("cancel-promissory-note", http.MethodPost, "/promissory-notes/{id}/cancel", "Cancel a promissory note, with a reason", http.StatusOK),
		func(ctx context.Context, tx *sqldb.Tx, in *voidInput) (PromissoryNote, error) {
			return b.CancelNote(ctx, tx, in.ID, in.Body.Reason)
		})
	httpapi.Read(api, authz.ReceivableRead, counterOp("list-receivables", http.MethodGet, "/receivables", "Promissory notes, by due date", http.StatusOK), b.receivables)
	httpapi.Read(api, authz.ReceivableRead, counterOp("get-receivable-totals", http.MethodGet, "/receivables/totals", "What is owed on promissory notes", http.StatusOK),
		func(ctx context.Context, tx *sqldb.Tx, _ *struct{}) (Owing, error) { return b.Owing(ctx, tx) })
}

func (b *Billing) registerShifts(api *httpapi.API) {
	httpapi.Act(api, authz.ShiftKeep, counterOp("open-shift", http.MethodPost, "/shifts", "Open one's shift with counted cash", http.StatusCreated),
		func(ctx context.Context, tx *sqldb.Tx, in *openShiftInput) (Shift, error) {
			return b.OpenShift(ctx, tx, in.Body)
		})
	httpapi.Read(api, authz.ShiftRead, counterOp("list-shifts", http.MethodGet, "/shifts", "Shifts, newest first", http.StatusOK), b.listShifts)
	httpapi.Read(api, authz.ShiftKeep, counterOp("get-current-shift", http.MethodGet, "/shifts/current", "The caller's open shift", http.StatusOK),
		func(ctx context.Context, tx *sqldb.Tx, _ *struct{}) (CurrentShift, error) { return b.Current(ctx, tx) })
	httpapi.Read(api, authz.ShiftRead, counterOp("get-shift", http.MethodGet, "/shifts/{id}", "One shift with all that went through its drawer", http.StatusOK),
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (ShiftPage, error) {
			return b.ShiftPage(ctx, tx, in.ID)
		})
	httpapi.Act(api, authz.ShiftKeep, counterOp("close-shift", http.MethodPost, "/shifts/{id}/close", "Close a shift with the count of its drawer", http.StatusOK),
		func(ctx context.Context, tx *sqldb.Tx, in *closeShiftInput) (Shift, error) {
			return b.CloseShift(ctx, tx, in.ID, in.Body.Counts, in.Body.Note)
		})
	httpapi.Act(api, authz.ShiftKeep, counterOp("move-cash", http.MethodPost, "/shifts/{id}/cash-moves", "Bring cash to one's drawer or take it out, for no bill", http.StatusCreated),
		func(ctx context.Context, tx *sqldb.Tx, in *moveInput) (CashMove, error) {
			amount := in.Body.Amount
			if amount <= 0 {
				return CashMove{}, errs.InvalidField("amount", "must be more than 0.00")
			}
			if in.Body.Direction == cashOut {
				amount = -amount
			}
			return b.MoveCash(ctx, tx, in.ID, amount, in.Body.Reason)
		})
	httpapi.Read(api, authz.ShiftRead, counterOp("get-cash-report", http.MethodGet, "/cash-report", "All cash of one day, by shift and purpose", http.StatusOK),
		func(ctx context.Context, tx *sqldb.Tx, in *reportInput) (CashReport, error) {
			return b.Day(ctx, tx, in.Date)
		})
}

// Current returns the caller's open shift.
func (b *Billing) Current(ctx context.Context, tx *sqldb.Tx) (CurrentShift, error) {
	ids, err := sqldb.All[int64](ctx, tx, `SELECT id FROM shifts WHERE open_teller_id = ?`, authz.From(ctx).ID)
	if err != nil || len(ids) == 0 {
		return CurrentShift{}, err
	}
	page, err := b.ShiftPage(ctx, tx, ids[0])
	return CurrentShift{Shift: &OwnShift{ShiftPage: page}}, err
}

func (b *Billing) listShifts(ctx context.Context, tx *sqldb.Tx, in *listShiftsInput) (httpapi.List[Shift], error) {
	q := shiftQuery{tellerID: in.TellerID, open: in.Open, limit: in.Limit + 1}
	if err := in.After(&q.beforeID); err != nil {
		return httpapi.List[Shift]{}, err
	}
	if in.Date != "" {
		from, to, err := b.span(in.Date)
		if err != nil {
			return httpapi.List[Shift]{}, err
		}
		q.from, q.to = &from, &to
	}
	rows, err := selectShifts(ctx, tx, q)
	if err != nil {
		return httpapi.List[Shift]{}, err
	}
	list, err := views(ctx, tx, rows)
	if err != nil {
		return httpapi.List[Shift]{}, err
	}
	return httpapi.NewList(list, in.Limit, func(s Shift) any { return s.ID })
}

// span returns the moments between which a day of the hospital lies.
func (b *Billing) span(date string) (from, to time.Time, err error) {
	d, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return from, to, &errs.Error{Kind: errs.Invalid, Message: "Please correct the marked field.", Fields: []errs.Field{{Location: "query.date", Message: "must be a date like 2026-06-15"}}}
	}
	y, m, day := d.Date()
	return time.Date(y, m, day, 0, 0, 0, 0, b.zone), time.Date(y, m, day+1, 0, 0, 0, 0, b.zone), nil
}
