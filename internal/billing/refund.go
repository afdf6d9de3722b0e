package billing

import (
	"context"

	"talaan/internal/errs"
	"talaan/internal/money"
	"talaan/internal/sqldb"
)

// vouchers is the name of the series that the numbers of refund vouchers come from.
const vouchers = "refund voucher"

// Repayment is cash that is given back.
type Repayment struct {
	Amount *money.Centavos // all that can be given back when nil
	Payee  string          // who receives it
	Reason string
}

// RefundCredit gives back what a deposit leaves over.
func (b *Billing) RefundCredit(ctx context.Context, tx *sqldb.Tx, billID int64, r Repayment) (Payment, error) {
	bill, err := b.lock(ctx, tx, billID)
	if err != nil {
		return Payment{}, err
	}
	most := min(-bill.Balance, bill.TotalPaid)
	if most <= 0 {
		return Payment{}, errs.Conflictf("Nothing is left over on bill %s.", bill.Code)
	}
	if r.Payee == "" {
		r.Payee = bill.Patient.Name
	}
	return b.refund(ctx, tx, bill, r, most, Payment{Purpose: Deposit})
}

// RefundPayment gives back a payment or a part of it; the bill owes it again.
func (b *Billing) RefundPayment(ctx context.Context, tx *sqldb.Tx, paymentID int64, r Repayment) (Payment, error) {
	bill, p, err := b.lockPayment(ctx, tx, paymentID)
	if err != nil {
		return p, err
	}
	most := min(p.Amount-p.Refunded, bill.TotalPaid)
	switch {
	case p.Voided:
		return p, errAlreadyVoided
	case most <= 0:
		return p, errs.Conflictf("This payment was already given back.")
	}
	if r.Payee == "" {
		r.Payee = p.Payer
	}
	return b.refund(ctx, tx, bill, r, most, Payment{Purpose: p.Purpose, RefundsID: &p.ID})
}

// refund books a refund of at most so much, under the next voucher number.
func (b *Billing) refund(ctx context.Context, tx *sqldb.Tx, bill Bill, r Repayment, most money.Centavos, p Payment) (Payment, error) {
	amount := most
	if r.Amount != nil {
		amount = *r.Amount
	}
	switch {
	case amount <= 0:
		return Payment{}, errs.InvalidField("amount", "must be more than 0.00")
	case amount > most:
		return Payment{}, errs.InvalidField("amount", "is more than the %s that can be given back", most.Peso())
	}
	p.Kind, p.Amount, p.Payer, p.Reason = Refund, -amount, r.Payee, r.Reason
	return b.book(ctx, tx, bill, "refunded", p, func(p *Payment) (err error) {
		p.VoucherNumber, err = next(ctx, tx, vouchers)
		return err
	})
}
