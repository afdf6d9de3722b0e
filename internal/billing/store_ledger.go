package billing

import (
	"context"
	"fmt"
	"strings"

	"talaan/internal/errs"
	"talaan/internal/money"
	"talaan/internal/sqldb"
	"talaan/internal/staff"
)

var (
	entitlementColumns = sqldb.Columns[Entitlement]("")
	adjustmentColumns  = sqldb.Columns[Adjustment]("")
	rateColumns        = sqldb.Columns[CaseRate]("")
)

// selectEntitlements returns what reduces the bills that a condition names, with
// its case rates, and joined with its withdrawal.
func selectEntitlements(ctx context.Context, tx *sqldb.Tx, cond string, args ...any) ([]Entitlement, error) {
	rows, err := sqldb.All[Entitlement](ctx, tx, `SELECT `+entitlementColumns+` FROM entitlements WHERE `+cond+` ORDER BY id`, args...)
	if err != nil || len(rows) == 0 {
		return []Entitlement{}, err
	}
	list := foldEntitlements(rows)
	var ids []int64
	for _, e := range list {
		for _, id := range []*int64{e.FirstRateID, e.SecondRateID} {
			if id != nil {
				ids = append(ids, *id)
			}
		}
	}
	if len(ids) == 0 {
		return list, nil
	}
	rates, err := sqldb.All[CaseRate](ctx, tx, `SELECT `+rateColumns+` FROM case_rates WHERE id IN (`+sqldb.In(len(ids))+`)`, sqldb.Args(ids)...)
	byID := make(map[int64]*ClaimedRate, len(rates))
	for _, r := range rates {
		byID[r.ID] = &ClaimedRate{CaseRate: r}
	}
	for i := range list {
		e := &list[i]
		if e.FirstRateID != nil {
			e.FirstRate = byID[*e.FirstRateID]
		}
		if e.SecondRateID != nil {
			e.SecondRate = byID[*e.SecondRateID]
		}
	}
	return list, err
}

func selectAdjustments(ctx context.Context, tx *sqldb.Tx, billID int64) ([]Adjustment, error) {
	return sqldb.All[Adjustment](ctx, tx, `SELECT `+adjustmentColumns+` FROM adjustments WHERE bill_id = ? ORDER BY id`, billID)
}

// Adjustments returns the discounts and coverage in the ledger of a bill, first
// to last; none before it is final.
func (b *Billing) Adjustments(ctx context.Context, tx *sqldb.Tx, billID int64) ([]Adjustment, error) {
	if _, err := b.Get(ctx, tx, billID); err != nil {
		return nil, err
	}
	rows, err := selectAdjustments(ctx, tx, billID)
	if err != nil {
		return nil, err
	}
	return rows, staff.NameEach(ctx, tx, rows, func(r *Adjustment) (int64, *string) { return r.PostedBy, &r.PostedName })
}

// rateOn returns the case rate of a code on a day, or errs.Invalid on the field.
func rateOn(ctx context.Context, tx *sqldb.Tx, field, code, day string) (*ClaimedRate, error) {
	rows, err := sqldb.All[CaseRate](ctx, tx, `SELECT `+rateColumns+` FROM case_rates
		WHERE code = ? AND effective_from <= ? AND (effective_to = '' OR effective_to >= ?) ORDER BY effective_from DESC LIMIT 1`, strings.ToUpper(code), day, day)
	if err != nil {
		return nil, fmt.Errorf("find case rate %s: %w", code, err)
	}
	if len(rows) == 0 {
		return nil, errs.InvalidField(field, "there is no case rate %s on %s, the day the bill was opened; an Admin imports the table", code, day)
	}
	return &ClaimedRate{CaseRate: rows[0]}, nil
}

// updateTotals writes the totals and the status of bills from their ledgers.
// The bills must be locked by a statement before: this one sums what is committed
// when it begins. Discounts and coverage of a bill that is not final are
// calculated. The status is a statement of its own, because the engines
// differ in whether an UPDATE sees the values it has just set.
func (b *Billing) updateTotals(ctx context.Context, tx *sqldb.Tx, billIDs []any) error {
	in := " WHERE id IN (" + sqldb.In(len(billIDs)) + ")"
	if _, err := tx.Exec(ctx, `UPDATE bills SET
		total_charges = (SELECT COALESCE(SUM(c.quantity * c.unit_price), 0) FROM charges c WHERE c.bill_id = bills.id),
		total_discounts = (SELECT COALESCE(SUM(a.amount), 0) FROM adjustments a WHERE a.bill_id = bills.id AND a.kind NOT IN ('philhealth', 'hmo')),
		total_coverage = (SELECT COALESCE(SUM(a.amount), 0) FROM adjustments a WHERE a.bill_id = bills.id AND a.kind IN ('philhealth', 'hmo')),
		total_paid = (SELECT COALESCE(SUM(p.amount), 0) FROM payments p WHERE p.bill_id = bills.id)`+in, billIDs...); err != nil {
		return err
	}
	if err := b.updateReductions(ctx, tx, billIDs); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE bills SET status = CASE
		WHEN finalized_at IS NOT NULL AND total_charges = 0 AND total_paid = 0 AND EXISTS (SELECT 1 FROM charges c WHERE c.bill_id = bills.id)
			AND NOT EXISTS (SELECT 1 FROM charges c LEFT JOIN charges r ON r.reverses_id = c.id WHERE c.bill_id = bills.id AND c.reverses_id IS NULL AND r.id IS NULL) THEN 'Cancelled'
		WHEN total_paid <= 0 AND (total_charges - total_discounts - total_coverage > 0 OR finalized_at IS NULL) THEN 'Unpaid'
		WHEN total_paid >= total_charges - total_discounts - total_coverage THEN 'Paid'
		ELSE 'Partial' END`+in, billIDs...)
	return err
}

// updateReductions writes what the calculator takes off those of the bills that
// are not final and have a ground for it.
func (b *Billing) updateReductions(ctx context.Context, tx *sqldb.Tx, billIDs []any) error {
	ids, err := sqldb.All[int64](ctx, tx, `SELECT id FROM bills WHERE id IN (`+sqldb.In(len(billIDs))+`) AND finalized_at IS NULL
		AND EXISTS (SELECT 1 FROM entitlements e WHERE e.bill_id = bills.id)`, billIDs...)
	if err != nil || len(ids) == 0 {
		return err
	}
	in, args := " IN ("+sqldb.In(len(ids))+")", sqldb.Args(ids)
	charges, err := sqldb.All[Charge](ctx, tx, `SELECT `+chargeColumns+` FROM charges WHERE bill_id`+in+` ORDER BY id`, args...)
	if err != nil {
		return err
	}
	entitlements, err := selectEntitlements(ctx, tx, "bill_id"+in, args...)
	if err != nil {
		return err
	}
	lines, grounds := chargesByBill(charges), map[int64][]Entitlement{}
	for _, e := range entitlements {
		grounds[e.BillID] = append(grounds[e.BillID], e)
	}
	var discounts, coverage strings.Builder
	var off, covered []any
	for _, id := range ids {
		d, c := reductions(lines[id], grounds[id], b.day(tx.Now))
		discounts.WriteString(" WHEN ? THEN ?")
		coverage.WriteString(" WHEN ? THEN ?")
		off, covered = append(off, id, int64(d)), append(covered, id, int64(c))
	}
	_, err = tx.Exec(ctx, `UPDATE bills SET total_discounts = CASE id`+discounts.String()+` END, total_coverage = CASE id`+coverage.String()+` END WHERE id`+in,
		append(append(off, covered...), args...)...)
	return err
}

// reductions is what the calculator takes off stored charges.
func reductions(charges []Charge, entitlements []Entitlement, day string) (discounts, coverage money.Centavos) {
	p := partsOf(assess(charges, entitlements, day).Total)
	return p.discounts(), p.coverage()
}

// chargesByBill groups charges as they are stored, and marks those that are reversed.
func chargesByBill(charges []Charge) map[int64][]Charge {
	out := map[int64][]Charge{}
	for i := range charges {
		charges[i].Amount = charges[i].UnitPrice.Times(charges[i].Quantity)
	}
	markReversed(charges)
	for _, c := range charges {
		out[c.BillID] = append(out[c.BillID], c)
	}
	return out
}

// markReversed marks the charges that a contra entry undoes.
func markReversed(charges []Charge) {
	reversed := map[int64]bool{}
	for _, c := range charges {
		if c.ReversesID != nil {
			reversed[*c.ReversesID] = true
		}
	}
	for i := range charges {
		charges[i].Reversed = reversed[charges[i].ID]
	}
}
