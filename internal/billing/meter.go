package billing

import (
	"context"
	"fmt"
	"strings"
	"time"

	"talaan/internal/sqldb"
)

// Units is how many billing units a stay owes at the moment now: every begun
// unit counts, and at least one. A clock before start owes one.
func Units(start, now time.Time, unit time.Duration) int64 {
	stayed := now.Sub(start)
	if stayed <= 0 {
		return 1
	}
	n := int64(stayed / unit)
	if stayed%unit != 0 {
		n++
	}
	return max(n, 1)
}

// owed is the quantity of a bed charge at the moment now: what the meter says,
// and never less than what was already charged.
func (c *Charge) owed(now time.Time) int64 {
	if !c.Running || c.MeterStartedAt == nil || c.MeterUnitSeconds == nil {
		return c.Quantity
	}
	return max(c.Quantity, Units(*c.MeterStartedAt, now, time.Duration(*c.MeterUnitSeconds)*time.Second))
}

// batch is how many running meters one transaction of a tick looks at.
const batch = 500

// Tick brings every running bed charge to the present moment. It may run
// twice, late, or on two servers at once. A batch that fails is tried again
// charge by charge, so that one bad charge never stops the others.
func (b *Billing) Tick(ctx context.Context) error {
	after, failed := int64(0), 0
	for {
		var ids []int64
		err := b.db.InTx(ctx, func(tx *sqldb.Tx) error {
			meters, err := selectRunning(ctx, tx, after, batch)
			if err != nil {
				return err
			}
			ids = ids[:0]
			for _, m := range meters {
				ids = append(ids, m.ID)
			}
			return b.advance(ctx, tx, meters)
		})
		if err != nil && len(ids) == 0 {
			return fmt.Errorf("bed meter: %w", err)
		}
		if err != nil {
			b.log.Error("bed meter: a batch failed, going on one by one", "error", err)
			failed += b.tickEach(ctx, ids)
		}
		if len(ids) < batch {
			break
		}
		after = ids[len(ids)-1]
	}
	if failed > 0 {
		return fmt.Errorf("bed meter: %d charges could not be brought up to date", failed)
	}
	return nil
}

func (b *Billing) tickEach(ctx context.Context, ids []int64) (failed int) {
	for _, id := range ids {
		err := b.db.InTx(ctx, func(tx *sqldb.Tx) error {
			meters, err := selectRunning(ctx, tx, id-1, 1)
			if err != nil {
				return err
			}
			return b.advance(ctx, tx, meters)
		})
		if err != nil {
			failed++
			b.log.Error("bed meter: charge not brought up to date", "charge", id, "error", err)
		}
	}
	return failed
}

// advance writes the present quantity of the meters that have grown, and the
// totals of their bills. The conditions of the UPDATE are checked again under
// the row's lock: a charge that was closed meanwhile, or is already higher, stays.
func (b *Billing) advance(ctx context.Context, tx *sqldb.Tx, meters []Charge) error {
	var cases strings.Builder
	var grown, bills, quantities []any
	for _, m := range meters {
		if q := m.owed(tx.Now); q > m.Quantity {
			cases.WriteString(" WHEN ? THEN ?")
			quantities = append(quantities, m.ID, q)
			grown = append(grown, m.ID)
			bills = append(bills, m.BillID)
		}
	}
	if len(grown) == 0 {
		return nil
	}
	if err := lockBills(ctx, tx, bills); err != nil {
		return err
	}
	byID := "CASE id" + cases.String() + " END"
	args := append(append(append(append([]any{}, quantities...), tx.Now), grown...), quantities...)
	if _, err := tx.Exec(ctx, `UPDATE charges SET quantity = `+byID+`, meter_read_at = ? WHERE id IN (`+sqldb.In(len(grown))+`) AND running = 1 AND quantity < `+byID, args...); err != nil {
		return err
	}
	if err := b.updateTotals(ctx, tx, bills); err != nil {
		return err
	}
	tx.Changed(entity, 0) // many bills at once
	return nil
}
