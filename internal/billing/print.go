package billing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/sqldb"
)

// Print is one time that a receipt or voucher was put on paper.
type Print struct {
	ID          int64     `json:"id" db:"id"`
	PaymentID   int64     `json:"payment_id" db:"payment_id"`
	Copy        int64     `json:"copy" db:"copy" doc:"0 for the original; a copy says COPY and this number"`
	PrintedAt   time.Time `json:"printed_at" db:"printed_at"`
	PrintedBy   int64     `json:"printed_by" db:"printed_by"`
	PrintedName string    `json:"printed_by_name"`
}

var printColumns = sqldb.Columns[Print]("")

// fresh is how long the original can be drawn after its print was recorded; a
// printer that jams for longer gets a copy.
const fresh = 10 * time.Minute

// PrintReceipt records that a receipt or a refund voucher is printed. The
// first time it is the original, every further time a copy, numbered from 1.
func (b *Billing) PrintReceipt(ctx context.Context, tx *sqldb.Tx, paymentID int64) (Print, error) {
	billID, err := sqldb.One[int64](ctx, tx, `SELECT bill_id FROM payments WHERE id = ? AND kind <> ? AND old_receipt IS NULL`, paymentID, Void)
	if errors.Is(err, sqldb.ErrNoRows) {
		return Print{}, errs.NotFoundf("There is no receipt of payment %d.", paymentID)
	}
	if err != nil {
		return Print{}, err
	}
	if _, err := tx.Lock(ctx, "bills", billID); err != nil {
		return Print{}, err
	}
	copies, err := sqldb.One[int64](ctx, tx, `SELECT COUNT(*) FROM receipt_prints WHERE payment_id = ?`, paymentID)
	if err != nil {
		return Print{}, err
	}
	by := authz.From(ctx)
	p := Print{PaymentID: paymentID, Copy: copies, PrintedAt: tx.Now, PrintedBy: by.ID, PrintedName: by.Name}
	if p.ID, err = sqldb.Insert(ctx, tx, "receipt_prints", p); err != nil {
		return p, fmt.Errorf("print receipt of payment %d: %w", paymentID, err)
	}
	action := "printed a receipt"
	if p.Copy > 0 {
		action = "printed a copy of a receipt"
	}
	return p, b.record(ctx, tx, billID, action, "", p)
}

// printed returns a recorded print of a payment that may be drawn now, or a
// refusal that says how to print anew.
func printed(ctx context.Context, tx *sqldb.Tx, paymentID, printID int64) (Print, error) {
	p, err := sqldb.One[Print](ctx, tx, `SELECT `+printColumns+` FROM receipt_prints WHERE id = ? AND payment_id = ?`, printID, paymentID)
	if errors.Is(err, sqldb.ErrNoRows) {
		return p, errs.NotFoundf("Payment %d was not printed under %d.", paymentID, printID)
	}
	if err == nil && p.Copy == 0 && tx.Now.Sub(p.PrintedAt) > fresh {
		return p, errs.Conflictf("The original was printed some time ago. Print a copy.")
	}
	return p, err
}

// selectPrints counts how often each payment of a bill was printed.
func selectPrints(ctx context.Context, tx *sqldb.Tx, billID int64) (map[int64]int64, error) {
	rows, err := sqldb.All[struct {
		PaymentID int64 `db:"payment_id"`
		Prints    int64 `db:"prints"`
	}](ctx, tx, `SELECT payment_id, COUNT(*) AS prints FROM receipt_prints WHERE payment_id IN (SELECT id FROM payments WHERE bill_id = ?) GROUP BY payment_id`, billID)
	out := make(map[int64]int64, len(rows))
	for _, r := range rows {
		out[r.PaymentID] = r.Prints
	}
	return out, err
}
