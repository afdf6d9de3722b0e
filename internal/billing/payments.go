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

// Cash is what a payer hands over for a bill.
type Cash struct {
	Amount   money.Centavos
	Tendered money.Centavos
	Payer    string // the patient when blank
	// Expected is the balance that the teller saw; nil when they did not say.
	Expected *money.Centavos
}

// Pay takes cash for a bill into the caller's drawer. On a final bill no more
// than the balance can be taken: the rest of the cash is change. Before that it
// may be a deposit.
func (b *Billing) Pay(ctx context.Context, tx *sqldb.Tx, billID int64, cash Cash) (Payment, error) {
	bill, err := b.lock(ctx, tx, billID)
	if err != nil {
		return Payment{}, err
	}
	if err := mayPay(bill, cash); err != nil {
		return Payment{}, err
	}
	if cash.Payer == "" {
		cash.Payer = bill.Patient.Name
	}
	number := func(p *Payment) (err error) {
		p.ReceiptNumber, err = next(ctx, tx, receipts)
		return err
	}
	return b.book(ctx, tx, bill, "took a payment", Payment{
		Kind: Received, Purpose: purposeOf(bill), Amount: cash.Amount, Tendered: cash.Tendered, Change: cash.Tendered - cash.Amount, Payer: cash.Payer,
	}, number)
}

// book adds an entry to a locked bill's ledger and the caller's open drawer.
// number gives it a number of a series, last of all: the series is locked until
// the commit.
func (b *Billing) book(ctx context.Context, tx *sqldb.Tx, bill Bill, action string, p Payment, number func(*Payment) error) (Payment, error) {
	by := authz.From(ctx)
	drawer, err := lockShift(ctx, tx, by.ID)
	if err != nil {
		return Payment{}, err
	}
	if err := mayLeave(drawer, -p.Amount); err != nil {
		return Payment{}, err
	}
	p.BillID, p.ShiftID, p.TakenAt, p.TakenBy, p.TakenName = bill.ID, &drawer.ID, tx.Now, by.ID, by.Name
	if err := number(&p); err != nil {
		return p, fmt.Errorf("next number: %w", err)
	}
	p.ID, err = sqldb.Insert(ctx, tx, "payments", p)
	if errors.Is(err, sqldb.ErrDuplicate) && p.VoidsID != nil {
		return p, errAlreadyVoided
	}
	if err != nil {
		return p, fmt.Errorf("%s, bill %d: %w", action, bill.ID, err)
	}
	if err := b.settle(ctx, tx, bill); err != nil {
		return p, err
	}
	tx.Changed(shiftEntity, drawer.ID)
	return p, b.record(ctx, tx, bill.ID, action, p.Reason, p)
}

func next(ctx context.Context, tx *sqldb.Tx, series string) (*int64, error) {
	n, err := tx.Next(ctx, series)
	return &n, err
}

func unnumbered(*Payment) error { return nil }

var errAlreadyVoided = errs.Conflictf("This payment was already voided.")

// purposeOf says what cash for a bill is paid for at this moment.
func purposeOf(bill Bill) string {
	switch {
	case !bill.Final:
		return Deposit
	case bill.Secured:
		return Receivable
	}
	return ForBill
}

// mayPay says what is wrong with a payment.
func mayPay(bill Bill, cash Cash) error {
	amount := cash.Amount
	switch {
	case amount <= 0:
		return errs.InvalidField("amount", "must be more than 0.00")
	case cash.Tendered < amount:
		return errs.InvalidField("tendered", "is less than the amount of %s", amount.Peso())
	case cash.Expected != nil && *cash.Expected != bill.Balance:
		e := errs.Conflictf("The balance of bill %s is now %s: it changed since you saw it.", bill.Code, bill.Balance.Peso()).At("expected_balance", "is now %s", bill.Balance.Peso())
		e.Current = bill.Summary
		return e
	case bill.Final && bill.Balance <= 0:
		e := errs.Conflictf("Bill %s is fully paid.", bill.Code)
		if bill.Status == Cancelled {
			e = errs.Conflictf("Bill %s is cancelled: all its charges were reversed.", bill.Code)
		}
		e.Current = bill.Summary
		return e
	case bill.Final && amount > bill.Balance:
		return errs.InvalidField("amount", "is more than the balance of %s; the rest of the cash is change", bill.Balance.Peso())
	}
	return nil
}

// VoidPayment undoes a payment by a contra entry; its receipt number stays
// used. The cash leaves the drawer of whoever voids it: theirs is the hand that
// gives it back, and the shift that took it may be closed and counted.
func (b *Billing) VoidPayment(ctx context.Context, tx *sqldb.Tx, paymentID int64, reason string) (Payment, error) {
	bill, p, err := b.lockPayment(ctx, tx, paymentID)
	if err != nil {
		return p, err
	}
	if err := mayVoid(bill, p, b.day(tx.Now), b.day(p.TakenAt)); err != nil {
		return p, err
	}
	return b.book(ctx, tx, bill, "voided a payment", Payment{
		Kind: Void, Purpose: p.Purpose, Amount: -p.Amount, Payer: p.Payer, VoidsID: &p.ID, Reason: reason,
	}, unnumbered)
}

// lockPayment returns a payment and its bill, locked, or errs.NotFound.
func (b *Billing) lockPayment(ctx context.Context, tx *sqldb.Tx, id int64) (Bill, Payment, error) {
	missing := errs.NotFoundf("There is no payment %d.", id)
	billID, err := sqldb.One[int64](ctx, tx, `SELECT bill_id FROM payments WHERE id = ? AND kind = ?`, id, Received)
	if errors.Is(err, sqldb.ErrNoRows) {
		return Bill{}, Payment{}, missing
	}
	if err != nil {
		return Bill{}, Payment{}, err
	}
	bill, err := b.lock(ctx, tx, billID)
	if err != nil {
		return bill, Payment{}, err
	}
	for _, p := range bill.Payments {
		if p.ID == id {
			return bill, p, nil
		}
	}
	return bill, Payment{}, missing
}

// mayVoid says why a payment cannot be voided. Until the end of the hospital's
// day a receipt can still be taken back and the day's report put right; later
// the day was reported, and giving the money back is an event of its own day: a
// refund. It needs no superior, because a small hospital has none at night: the
// reason, the trail and the day's report, which lists every void by name, are
// the control.
func mayVoid(bill Bill, p Payment, today, taken string) error {
	switch {
	case p.Voided:
		return errAlreadyVoided
	case p.Refunded != 0:
		return errs.Conflictf("%s of this payment was refunded. Refund the rest.", p.Refunded.Peso())
	case today != taken:
		return errs.Conflictf("This payment was taken on %s. A payment is voided on the same day only; refund it instead.", taken)
	case p.Amount > bill.TotalPaid:
		return errs.Conflictf("Part of what was paid was given back: only %s is left on the bill. Refund that.", bill.TotalPaid.Peso())
	}
	return nil
}
