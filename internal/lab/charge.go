package lab

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/billing"
	"talaan/internal/encounter"
	"talaan/internal/errs"
	"talaan/internal/sqldb"
)

// billable reports whether a test is one that is charged now: done, with a
// price, and not charged before.
func (l *Lab) billable() bool { return l.Status == Done && l.ServiceID != nil && l.ChargeID == nil }

// charge puts the price of a test that is done on the bill of its case. While
// there is no bill it is due; once the bill is final it is too late, and the
// result is worth more than the price. The case must be locked.
func (l *Laboratory) charge(ctx context.Context, tx *sqldb.Tx, lab *Lab) error {
	if !lab.billable() {
		return nil
	}
	bill, ok, err := billing.Hold(ctx, tx, lab.EncounterID)
	if err != nil || !ok || bill.Final {
		return err
	}
	id, err := l.addCharge(ctx, tx, bill.BillID, *lab.ServiceID)
	if errs.Is(err, errs.Invalid) {
		return errs.Conflictf("The service of this test is no longer offered, so that it cannot be charged. Choose another service for it, or none, then save the result.").
			At("service_id", "is no longer offered")
	}
	if err == nil {
		lab.ChargeID = &id
	}
	return err
}

// addCharge is all that the laboratory asks of a bill. The charge is the
// laboratory's act, whoever does the work: it needs no right to charge, and is
// made after the discharge too.
func (l *Laboratory) addCharge(ctx context.Context, tx *sqldb.Tx, billID, serviceID int64) (int64, error) {
	by := authz.From(ctx)
	by.Granted = append(slices.Clone(by.Granted), authz.ChargeLate)
	c, err := l.bills.AddService(authz.With(ctx, by), tx, billID, serviceID, 1)
	return c.ID, err
}

// uncharge takes the price of a test off the bill again, unless that is final
// or somebody did so before.
func (l *Laboratory) uncharge(ctx context.Context, tx *sqldb.Tx, lab *Lab, reason string) error {
	if lab.ChargeID == nil {
		return nil
	}
	bill, ok, err := billing.Hold(ctx, tx, lab.EncounterID)
	if err != nil || !ok || bill.Final {
		return err
	}
	reversed, err := billing.IsReversed(ctx, tx, *lab.ChargeID)
	if err != nil || reversed {
		return err
	}
	_, err = l.bills.Reverse(ctx, tx, bill.BillID, *lab.ChargeID, reason)
	return err
}

// due is a test that was done before its case had a bill.
type due struct {
	ID        int64 `db:"id"`
	ServiceID int64 `db:"service_id"`
}

// chargeDue charges what was done before the case had a bill. A service that is
// no longer offered stays due and is written down: it must not keep a patient
// from being admitted.
func (l *Laboratory) chargeDue(ctx context.Context, tx *sqldb.Tx, encounterID int64) error {
	tests, err := sqldb.All[due](ctx, tx, `SELECT id, service_id FROM labs WHERE encounter_id = ? AND status = 'Done' AND service_id IS NOT NULL AND charge_id IS NULL ORDER BY id`, encounterID)
	if err != nil || len(tests) == 0 {
		return err
	}
	bill, ok, err := billing.Hold(ctx, tx, encounterID)
	if err != nil || !ok {
		return err
	}
	for _, t := range tests {
		e := audit.Entry{Action: "charged", Entity: entity, ID: t.ID}
		id, err := l.addCharge(ctx, tx, bill.BillID, t.ServiceID)
		var refusal *errs.Error
		switch {
		case errors.As(err, &refusal) && refusal.Kind == errs.Invalid:
			e.Action, e.Reason = "not charged", "The service is no longer offered."
		case err != nil:
			return err
		default:
			if _, err := tx.Exec(ctx, `UPDATE labs SET charge_id = ? WHERE id = ?`, id, t.ID); err != nil {
				return fmt.Errorf("note the charge of test %d: %w", t.ID, err)
			}
		}
		if err := audit.Record(ctx, tx, e); err != nil {
			return err
		}
	}
	return nil
}

// account is what decides the state of a test's charge.
type account struct {
	reversed  bool // the charge was
	final     bool // the bill is
	cancelled bool // the case was
}

// chargeState says what became of the price of a test.
func chargeState(l *Lab, a account) string {
	switch {
	case l.ChargeID != nil && a.reversed:
		return ChargeUndone
	case l.ChargeID != nil:
		return Charged
	case l.ServiceID == nil || l.Status == Cancelled || a.cancelled:
		return NoCharge
	case a.final:
		return ChargeTooLate
	}
	return ChargeDue
}

// chargeStateOf looks up what chargeState needs.
func chargeStateOf(ctx context.Context, tx *sqldb.Tx, l *Lab) (string, error) {
	var a account
	var err error
	switch {
	case l.ChargeID != nil:
		a.reversed, err = billing.IsReversed(ctx, tx, *l.ChargeID)
	case l.ServiceID != nil:
		var bill billing.Standing
		var billed bool
		bill, billed, err = billing.StandingOf(ctx, tx, l.EncounterID)
		a.final = bill.Final
		if err == nil && !billed {
			var stage encounter.Status
			stage, err = encounter.StageOf(ctx, tx, l.EncounterID)
			a.cancelled = stage == encounter.Cancelled
		}
	}
	if err != nil {
		return "", fmt.Errorf("look up the charge of test %d: %w", l.ID, err)
	}
	return chargeState(l, a), nil
}
