package billing

import (
	"context"
	"fmt"
	"time"

	"talaan/internal/authz"
	"talaan/internal/sqldb"
	"talaan/internal/ward"
)

// StartMeter adds the one growing charge of a stay; its first unit is owed at once.
func (b *Billing) StartMeter(ctx context.Context, tx *sqldb.Tx, s ward.Stay) error {
	seconds := int64(b.unit / time.Second)
	c := Charge{
		BillID: s.BillID, Kind: StayCharge, StayID: &s.ID, MeteredStayID: &s.ID,
		Description: fmt.Sprintf("Bed %s, room %s", s.BedNumber, s.RoomName),
		Category:    RoomAndBoard, VATTreatment: Exempt,
		Quantity: 1, UnitPrice: s.Rate, Running: true, MeterStartedAt: &s.StartedAt, MeterUnitSeconds: &seconds, MeterReadAt: &s.StartedAt,
		AddedAt: tx.Now, AddedBy: authz.From(ctx).ID,
	}
	if _, err := sqldb.Insert(ctx, tx, "charges", c); err != nil {
		return fmt.Errorf("start meter of stay %d: %w", s.ID, err)
	}
	if err := b.updateTotals(ctx, tx, []any{s.BillID}); err != nil {
		return err
	}
	return b.record(ctx, tx, s.BillID, "bed meter started", "", map[string]any{"bed": s.BedNumber, "rate": s.Rate, "unit_seconds": seconds})
}

// StopMeter bills the last begun unit of a stay that has ended; nothing
// accrues afterwards.
func (b *Billing) StopMeter(ctx context.Context, tx *sqldb.Tx, s ward.Stay) error {
	if _, err := tx.Touch(ctx, "bills", s.BillID); err != nil {
		return err
	}
	c, err := sqldb.One[Charge](ctx, tx, `SELECT `+chargeColumns+` FROM charges WHERE metered_stay_id = ?`, s.ID)
	if err != nil {
		return fmt.Errorf("stop meter of stay %d: %w", s.ID, err)
	}
	// A tick may raise the quantity until this row is locked, so the greater one wins in SQL too.
	quantity := c.owed(*s.EndedAt)
	// MySQL sees a column that was set further left, so the quantity comes last.
	if _, err := tx.Exec(ctx, `UPDATE charges SET running = 0, meter_ended_at = ?, meter_read_at = CASE WHEN quantity < ? THEN ? ELSE meter_read_at END,
		quantity = CASE WHEN quantity > ? THEN quantity ELSE ? END WHERE id = ?`,
		*s.EndedAt, quantity, *s.EndedAt, quantity, quantity, c.ID); err != nil {
		return fmt.Errorf("stop meter of stay %d: %w", s.ID, err)
	}
	if err := b.updateTotals(ctx, tx, []any{s.BillID}); err != nil {
		return err
	}
	return b.record(ctx, tx, s.BillID, "bed meter stopped", "", map[string]any{"bed": s.BedNumber, "quantity": quantity, "amount": c.UnitPrice.Times(quantity)})
}

// CareEnded notes the discharge on the bill of a case: it can now be final.
func (b *Billing) CareEnded(ctx context.Context, tx *sqldb.Tx, billID int64) error {
	_, err := tx.Exec(ctx, `UPDATE bills SET care_ended_at = ?, version = version + 1 WHERE id = ?`, tx.Now, billID)
	return err
}
