package billing

import (
	"context"
	"errors"
	"fmt"

	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/money"
	"talaan/internal/sqldb"
)

// Pay takes cash for a bill. On a final bill no more than the balance can be
// taken: the rest of the cash is change. Before that it may be a deposit.
func (b *Billing) Pay(ctx context.Context, tx *sqldb.Tx, billID int64, amount, tendered money.Centavos, payer string) (Payment, error) {
	bill, err := b.lock(ctx, tx, billID)
	if err != nil {
		return Payment{}, err
	}
	if err := mayPay(bill, amount, tendered); err != nil {
		return Payment{}, err
	}
	if payer == "" {
		payer = bill.Patient.Name
	}
	by := authz.From(ctx)
	p := Payment{
		BillID: billID, Kind: Received, Amount: amount, Tendered: tendered, Change: tendered - amount, Payer: payer,
		TakenAt: tx.Now, TakenBy: by.ID, TakenName: by.Name,
	}
	number, err := tx.Next(ctx, receipts)
	if err != nil {
		return p, fmt.Errorf("next receipt number: %w", err)
	}
	p.ReceiptNumber = &number
	if p.ID, err = sqldb.Insert(ctx, tx, "payments", p); err != nil {
		return p, fmt.Errorf("take payment for bill %d: %w", billID, err)
	}
	if err := b.settle(ctx, tx, bill); err != nil {
		return p, err
	}
	return p, b.record(ctx, tx, billID, "took a payment", "", p)
}

// mayPay says what is wrong with a payment.
func mayPay(bill Bill, amount, tendered money.Centavos) error {
	switch {
	case amount <= 0:
		return errs.InvalidField("amount", "must be more than 0.00")
	case tendered < amount:
		return errs.InvalidField("tendered", "is less than the amount of %s", amount.Peso())
	case bill.Final && bill.Balance <= 0:
		return errs.Conflictf("Bill %s is fully paid.", bill.Code)
	case bill.Final && amount > bill.Balance:
		return errs.InvalidField("amount", "is more than the balance of %s; the rest of the cash is change", bill.Balance.Peso())
	}
	return nil
}

// VoidPayment undoes a payment by a contra entry; its receipt number stays used.
func (b *Billing) VoidPayment(ctx context.Context, tx *sqldb.Tx, paymentID int64, reason string) (Payment, error) {
	p, err := sqldb.One[Payment](ctx, tx, `SELECT `+paymentColumns+` FROM payments WHERE id = ?`, paymentID)
	if errors.Is(err, sqldb.ErrNoRows) || (err == nil && p.Kind != Received) {
		return p, errs.NotFoundf("There is no payment %d.", paymentID)
	}
	if err != nil {
		return p, err
	}
	bill, err := b.lock(ctx, tx, p.BillID)
	if err != nil {
		return p, err
	}
	by := authz.From(ctx)
	v := Payment{
		BillID: p.BillID, Kind: Void, Amount: -p.Amount, Tendered: 0, Change: 0, Payer: p.Payer, VoidsID: &p.ID, Reason: reason,
		TakenAt: tx.Now, TakenBy: by.ID, TakenName: by.Name,
	}
	if v.ID, err = sqldb.Insert(ctx, tx, "payments", v); errors.Is(err, sqldb.ErrDuplicate) {
		return v, errs.Conflictf("This payment was already voided.")
	} else if err != nil {
		return v, fmt.Errorf("void payment %d: %w", paymentID, err)
	}
	if err := b.settle(ctx, tx, bill); err != nil {
		return v, err
	}
	return v, b.record(ctx, tx, p.BillID, "voided a payment", reason, v)
}
