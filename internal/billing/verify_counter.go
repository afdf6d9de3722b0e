package billing

import (
	"context"
	"fmt"

	"talaan/internal/money"
	"talaan/internal/sqldb"
)

// checkRefunds: cash that was given back was taken before, and every entry
// stands in a shift once shifts are kept.
func (l *ledger) checkRefunds(r *report) {
	taken, left := map[int64]money.Centavos{}, money.Centavos(0)
	kept := false
	for _, p := range l.payments {
		left += p.Amount
		if left < 0 {
			r.add("entry %d gives back %s more than was paid", p.ID, (-left).Peso())
			left = 0
		}
		if kept = kept || p.ShiftID != nil; kept && p.ShiftID == nil {
			r.add("entry %d is in no shift", p.ID)
		}
		if p.Kind == Received {
			taken[p.ID] = p.Amount
		}
		if p.RefundsID == nil {
			continue
		}
		if _, ok := taken[*p.RefundsID]; !ok {
			r.add("entry %d refunds payment %d, which is no payment of this bill", p.ID, *p.RefundsID)
			continue
		}
		if taken[*p.RefundsID] += p.Amount; taken[*p.RefundsID] < 0 {
			r.add("payment %d is refunded by %s more than it was", *p.RefundsID, (-taken[*p.RefundsID]).Peso())
		}
	}
}

// verifyShifts: a closed shift still holds what it held when it was counted, and
// its opening cash is what the shift before was closed with.
func (b *Billing) verifyShifts(ctx context.Context, done *LedgerChecked, fault func(LedgerFault) error) error {
	for after, more := int64(0), true; more; {
		var shifts []Shift
		var before map[int64]ShiftHead
		err := b.db.View(ctx, func(tx *sqldb.Tx) error {
			rows, err := sqldb.All[ShiftHead](ctx, tx, `SELECT `+shiftColumns+` FROM shifts WHERE id > ? ORDER BY id LIMIT ?`, after, verifyBatch)
			if err != nil {
				return err
			}
			if before, err = takenOver(ctx, tx, rows); err != nil {
				return err
			}
			shifts, err = views(ctx, tx, rows)
			return err
		})
		if err != nil {
			return fmt.Errorf("read the shifts after %d: %w", after, err)
		}
		for _, s := range shifts {
			after = s.ID
			done.Shifts++
			for _, what := range shiftFaults(s, before) {
				done.Faults++
				if err := fault(LedgerFault{What: what}); err != nil {
					return err
				}
			}
		}
		more = len(shifts) == verifyBatch
	}
	return nil
}

// takenOver returns the shifts whose drawers the given ones took over.
func takenOver(ctx context.Context, tx *sqldb.Tx, rows []ShiftHead) (map[int64]ShiftHead, error) {
	ids := []int64{}
	for _, r := range rows {
		if r.TakenOverID != nil {
			ids = append(ids, *r.TakenOverID)
		}
	}
	out := make(map[int64]ShiftHead, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	list, err := sqldb.All[ShiftHead](ctx, tx, `SELECT `+shiftColumns+` FROM shifts WHERE id IN (`+sqldb.In(len(ids))+`)`, sqldb.Args(ids)...)
	for _, r := range list {
		out[r.ID] = r
	}
	return out, err
}

// shiftFaults says what of a shift does not add up.
func shiftFaults(s Shift, before map[int64]ShiftHead) []string {
	var r report
	if s.Expected != nil && *s.Expected != s.ExpectedCash {
		r.add("shift %d was closed at %s expected; its entries come to %s", s.ID, s.Expected.Peso(), s.ExpectedCash.Peso())
	}
	if s.TakenOverID != nil {
		if of := before[*s.TakenOverID]; of.CountedCash == nil || *of.CountedCash != s.OpeningCash {
			r.add("shift %d begins with %s; that is not what shift %d was closed with", s.ID, s.OpeningCash.Peso(), *s.TakenOverID)
		}
	}
	return r
}
