package billing

import (
	"context"
	"errors"
	"fmt"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/money"
	"talaan/internal/sqldb"
)

const shiftEntity = "shift"

// OpenShift begins the caller's shift; a teller has at most one that is open.
func (b *Billing) OpenShift(ctx context.Context, tx *sqldb.Tx, o Opening) (Shift, error) {
	var handed *money.Centavos
	if o.TakenOverID != nil {
		var err error
		if handed, err = handedOver(ctx, tx, *o.TakenOverID); err != nil {
			return Shift{}, err
		}
	}
	cash, err := openingCash(o, handed)
	if err != nil {
		return Shift{}, err
	}
	by := authz.From(ctx)
	row := ShiftHead{Version: 1, TellerID: by.ID, OpenTellerID: &by.ID, TakenOverID: o.TakenOverID, OpenedAt: tx.Now, OpeningCash: cash}
	row.ID, err = sqldb.Insert(ctx, tx, "shifts", row)
	if errors.Is(err, sqldb.ErrDuplicate) {
		return Shift{}, notTwice(ctx, tx, by.ID, o.TakenOverID)
	}
	if err != nil {
		return Shift{}, fmt.Errorf("open shift of user %d: %w", by.ID, err)
	}
	if o.Counts != nil {
		if err := insertCounts(ctx, tx, row.ID, false, *o.Counts); err != nil {
			return Shift{}, fmt.Errorf("count shift %d: %w", row.ID, err)
		}
	}
	s := view(row, Takings{})
	s.TellerName = by.Name
	return s, recordShift(ctx, tx, row.ID, "opened", "", map[string]any{"opening_cash": cash, "taken_over_id": o.TakenOverID})
}

// handedOver returns the counted cash of a closed shift.
func handedOver(ctx context.Context, tx *sqldb.Tx, id int64) (*money.Centavos, error) {
	if _, err := tx.Lock(ctx, "shifts", id); err != nil {
		return nil, err
	}
	s, err := getShift(ctx, tx, id)
	switch {
	case errs.Is(err, errs.NotFound):
		return nil, errs.InvalidField("taken_over_id", "there is no shift %d", id)
	case err != nil:
		return nil, err
	case s.Open:
		return nil, errs.Conflictf("The shift of %s is still open. They count and close it first.", s.TellerName).At("taken_over_id", "is open")
	case s.HandedToID != nil:
		return nil, errs.Conflictf("That drawer was already taken over.").At("taken_over_id", "was taken over by shift %d", *s.HandedToID)
	}
	return s.CountedCash, nil
}

// notTwice says which of the two unique keys of a shift was taken.
func notTwice(ctx context.Context, tx *sqldb.Tx, tellerID int64, takenOverID *int64) error {
	mine, err := sqldb.All[int64](ctx, tx, `SELECT id FROM shifts WHERE open_teller_id = ?`, tellerID)
	switch {
	case err != nil:
		return err
	case len(mine) > 0:
		return errs.Conflictf("Your shift is already open.")
	case takenOverID != nil:
		return errs.Conflictf("That drawer was already taken over.").At("taken_over_id", "was taken over")
	}
	return sqldb.Retry(sqldb.ErrDuplicate) // it was closed at this very moment
}

// CloseShift ends a shift with the count of its drawer. What it must hold
// follows from the ledger; a difference needs a note.
func (b *Billing) CloseShift(ctx context.Context, tx *sqldb.Tx, id int64, counts Counts, note string) (Shift, error) {
	if _, err := tx.Touch(ctx, "shifts", id); err != nil {
		return Shift{}, err
	}
	s, err := getShift(ctx, tx, id)
	if err != nil {
		return s, err
	}
	by, counted := authz.From(ctx), counts.Total()
	if err := mayClose(s, by, counted, note); err != nil {
		return s, err
	}
	at := tx.Now
	if at.Before(s.OpenedAt) { // the clock was set back
		at = s.OpenedAt
	}
	if _, err := tx.Exec(ctx, `UPDATE shifts SET open_teller_id = NULL, closed_at = ?, closed_by = ?, expected_cash = ?, counted_cash = ?, closing_note = ? WHERE id = ?`,
		at, by.ID, s.ExpectedCash, counted, note, id); err != nil {
		return s, fmt.Errorf("close shift %d: %w", id, err)
	}
	if err := insertCounts(ctx, tx, id, true, counts); err != nil {
		return s, fmt.Errorf("count shift %d: %w", id, err)
	}
	if s, err = getShift(ctx, tx, id); err != nil {
		return s, err
	}
	return s, recordShift(ctx, tx, id, "closed", note, map[string]any{"expected_cash": s.ExpectedCash, "counted_cash": counted, "over_short": s.OverShort})
}

// MoveCash writes down cash that enters the caller's drawer, or leaves it when
// the amount is negative, for no bill.
func (b *Billing) MoveCash(ctx context.Context, tx *sqldb.Tx, shiftID int64, amount money.Centavos, reason string) (CashMove, error) {
	by := authz.From(ctx)
	s, err := lockShift(ctx, tx, by.ID)
	if err != nil {
		return CashMove{}, err
	}
	if s.ID != shiftID {
		return CashMove{}, errs.Conflictf("Shift %d is not your open shift.", shiftID)
	}
	if err := mayLeave(s, -amount); err != nil {
		return CashMove{}, err
	}
	m := CashMove{ShiftID: s.ID, Amount: amount, Reason: reason, MovedAt: tx.Now, MovedBy: by.ID, MovedName: by.Name}
	if m.ID, err = sqldb.Insert(ctx, tx, "cash_moves", m); err != nil {
		return m, fmt.Errorf("move cash in shift %d: %w", s.ID, err)
	}
	action := "brought cash to the drawer"
	if amount < 0 {
		action = "took cash from the drawer"
	}
	return m, recordShift(ctx, tx, s.ID, action, reason, map[string]any{"amount": amount})
}

func recordShift(ctx context.Context, tx *sqldb.Tx, id int64, action, reason string, after any) error {
	return audit.Record(ctx, tx, audit.Entry{Action: action, Entity: shiftEntity, ID: id, Reason: reason, After: after})
}

// ShiftPage returns a shift with all that went through its drawer, or errs.NotFound.
func (b *Billing) ShiftPage(ctx context.Context, tx *sqldb.Tx, id int64) (ShiftPage, error) {
	s, err := getShift(ctx, tx, id)
	if err != nil {
		return ShiftPage{}, err
	}
	page := ShiftPage{Shift: s}
	if page.OpeningCounts, page.ClosingCounts, err = selectCounts(ctx, tx, id); err != nil {
		return page, err
	}
	if page.Entries, err = selectEntries(ctx, tx, `p.shift_id = ?`, id); err != nil {
		return page, err
	}
	page.Moves, err = selectMoves(ctx, tx, `shift_id = ?`, id)
	return page, err
}
