package billing

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/hospital"
	"talaan/internal/httpapi"
	"talaan/internal/paper"
	"talaan/internal/sqldb"
)

type receiptInput struct {
	httpapi.ByID
	Format string `query:"format" enum:"roll,a5" default:"roll" doc:"An 80 mm roll or A5"`
	Print  int64  `query:"print" minimum:"1" doc:"Id of the recorded print; without it the paper is a copy for viewing"`
}

// registerPapers adds the operations that answer with a PDF.
func (b *Billing) registerPapers(api *httpapi.API) {
	httpapi.Download(api, authz.PaymentPrint, counterOp("draw-receipt", http.MethodGet, "/payments/{id}/receipt", "A receipt or a refund voucher as PDF", http.StatusOK), b.drawReceipt)
	httpapi.Download(api, authz.BillRead, counterOp("draw-statement", http.MethodGet, "/bills/{id}/statement", "The statement of account as PDF", http.StatusOK), b.drawStatement)
	httpapi.Download(api, authz.ReceivableRead, counterOp("draw-promissory-note", http.MethodGet, "/promissory-notes/{id}/print", "A promissory note as PDF", http.StatusOK), b.drawNote)
	httpapi.Download(api, authz.ShiftRead, counterOp("draw-shift-report", http.MethodGet, "/shifts/{id}/report", "A shift's report as PDF", http.StatusOK), b.drawShift)
	httpapi.Download(api, authz.ShiftRead, counterOp("draw-cash-report", http.MethodGet, "/cash-report/print", "All cash of one day as PDF", http.StatusOK), b.drawDay)
}

// desk is what every paper of the counter needs: whose it is, and who prints it
// when, in the hospital's time.
type desk struct {
	house  paper.House
	footer string
	zone   *time.Location
	now    time.Time
	by     string
}

func (b *Billing) desk(ctx context.Context, tx *sqldb.Tx) (desk, error) {
	d := desk{zone: b.zone, now: tx.Now, by: authz.From(ctx).Name}
	var err error
	if d.house, err = hospital.House(ctx, tx); err != nil {
		return d, err
	}
	d.footer, err = hospital.ReceiptFooter(ctx, tx)
	return d, err
}

// begin begins a paper that says when and by whom it is printed.
func (d desk) begin(size paper.Size, title string) *paper.Doc {
	doc := paper.New(size, d.house, title)
	doc.Printed(d.now.In(d.zone), d.by)
	return doc
}

func (d desk) moment(t time.Time) string { return paper.Moment(t.In(d.zone)) }

// date writes a stored date, YYYY-MM-DD, as papers do.
func date(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return paper.Day(t)
}

func (b *Billing) drawReceipt(ctx context.Context, tx *sqldb.Tx, in *receiptInput) (httpapi.File, error) {
	billID, err := sqldb.One[int64](ctx, tx, `SELECT bill_id FROM payments WHERE id = ? AND kind <> ? AND old_receipt IS NULL`, in.ID, Void)
	if errors.Is(err, sqldb.ErrNoRows) {
		return httpapi.File{}, errs.NotFoundf("There is no receipt of payment %d.", in.ID)
	}
	if err != nil {
		return httpapi.File{}, err
	}
	bill, err := b.Get(ctx, tx, billID)
	if err != nil {
		return httpapi.File{}, err
	}
	r := receipt{bill: bill, size: paper.A5, copied: true}
	if in.Format == "roll" {
		r.size = paper.Roll80
	}
	if in.Print != 0 {
		p, err := printed(ctx, tx, in.ID, in.Print)
		if err != nil {
			return httpapi.File{}, err
		}
		r.copied, r.copy = p.Copy > 0, p.Copy
	}
	d, err := b.desk(ctx, tx)
	if err != nil {
		return httpapi.File{}, err
	}
	doc, name := r.draw(d, in.ID)
	return doc.File(name), nil
}

func (b *Billing) drawStatement(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (httpapi.File, error) {
	bill, err := b.Get(ctx, tx, in.ID)
	if err != nil {
		return httpapi.File{}, err
	}
	d, err := b.desk(ctx, tx)
	if err != nil {
		return httpapi.File{}, err
	}
	return statement(d, bill).File("Statement " + bill.Code + ".pdf"), nil
}

func (b *Billing) drawNote(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (httpapi.File, error) {
	n, err := b.Note(ctx, tx, in.ID)
	if err != nil {
		return httpapi.File{}, err
	}
	bill, err := b.Get(ctx, tx, n.BillID)
	if err != nil {
		return httpapi.File{}, err
	}
	d, err := b.desk(ctx, tx)
	if err != nil {
		return httpapi.File{}, err
	}
	return notePaper(d, bill, n).File(fmt.Sprintf("Promissory note %d.pdf", n.Number)), nil
}

func (b *Billing) drawShift(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (httpapi.File, error) {
	s, err := b.ShiftPage(ctx, tx, in.ID)
	if err != nil {
		return httpapi.File{}, err
	}
	d, err := b.desk(ctx, tx)
	if err != nil {
		return httpapi.File{}, err
	}
	return shiftPaper(d, s).File(fmt.Sprintf("Shift %d.pdf", s.ID)), nil
}

func (b *Billing) drawDay(ctx context.Context, tx *sqldb.Tx, in *reportInput) (httpapi.File, error) {
	r, err := b.Day(ctx, tx, in.Date)
	if err != nil {
		return httpapi.File{}, err
	}
	d, err := b.desk(ctx, tx)
	if err != nil {
		return httpapi.File{}, err
	}
	return dayPaper(d, r).File("Cash report " + r.Date + ".pdf"), nil
}
