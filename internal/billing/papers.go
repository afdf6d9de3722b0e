package billing

import (
	"context"
	"errors"
	"net/http"

	"talaan/internal/authz"
	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
)

type receiptInput struct {
	httpapi.ByID
	Format string `query:"format" enum:"roll,a5" default:"roll" doc:"An 80 mm roll or A5"`
	Print  int64  `query:"print" minimum:"1" doc:"Id of the recorded print; without it the paper is marked as a copy for view"`
}

// registerPapers adds the operations that answer with a PDF.
func (b *Billing) registerPapers(api *httpapi.API) {
	httpapi.Download(api, authz.PaymentPrint, counterOp("draw-receipt", http.MethodGet, "/payments/{id}/receipt", "A receipt or a refund voucher as PDF", http.StatusOK),
		func(context.Context, *sqldb.Tx, *receiptInput) (httpapi.File, error) { return unwritten() })
	httpapi.Download(api, authz.BillRead, counterOp("draw-statement", http.MethodGet, "/bills/{id}/statement", "The statement of account as PDF", http.StatusOK),
		func(context.Context, *sqldb.Tx, *httpapi.ByID) (httpapi.File, error) { return unwritten() })
	httpapi.Download(api, authz.ReceivableRead, counterOp("draw-promissory-note", http.MethodGet, "/promissory-notes/{id}/print", "A promissory note as PDF", http.StatusOK),
		func(context.Context, *sqldb.Tx, *httpapi.ByID) (httpapi.File, error) { return unwritten() })
	httpapi.Download(api, authz.ShiftRead, counterOp("draw-shift-report", http.MethodGet, "/shifts/{id}/report", "A shift's report as PDF", http.StatusOK),
		func(context.Context, *sqldb.Tx, *httpapi.ByID) (httpapi.File, error) { return unwritten() })
	httpapi.Download(api, authz.ShiftRead, counterOp("draw-cash-report", http.MethodGet, "/cash-report/print", "All cash of one day as PDF", http.StatusOK),
		func(context.Context, *sqldb.Tx, *reportInput) (httpapi.File, error) { return unwritten() })
}

func unwritten() (httpapi.File, error) { return httpapi.File{}, errors.New("not written") }
