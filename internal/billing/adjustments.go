package billing

import (
	"context"
	"fmt"
	"time"

	"talaan/internal/authz"
	"talaan/internal/money"
	"talaan/internal/sqldb"
	"talaan/internal/tariff"
)

// VATExemption is the kind of adjustment for VAT that a senior or PWD does not
// pay; the other kinds are those of the entitlements.
const VATExemption = "vat_exemption"

// Adjustment is one entry of discount or coverage in the ledger of a final bill,
// on one charge. Until a bill is final there are none: what reduces it is
// calculated from its charges and entitlements each time.
type Adjustment struct {
	ID            int64          `json:"id" db:"id"`
	BillID        int64          `json:"-" db:"bill_id"`
	ChargeID      int64          `json:"charge_id" db:"charge_id"`
	EntitlementID int64          `json:"entitlement_id" db:"entitlement_id"`
	Kind          string         `json:"kind" db:"kind" enum:"vat_exemption,senior,pwd,other_discount,philhealth,hmo"`
	Category      string         `json:"category" db:"category"`
	Amount        money.Centavos `json:"amount" db:"amount" doc:"Taken off the bill; negative on the contra entry that undoes it"`
	RuleFrom      string         `json:"rule_from" db:"rule_from" doc:"The law as it took effect this day"`
	ReversesID    *int64         `json:"reverses_id" db:"reverses_id" doc:"The entry that this contra entry undoes"`
	Reason        string         `json:"reason" db:"reason" doc:"Why it changed after the bill was final"`
	PostedAt      time.Time      `json:"posted_at" db:"posted_at"`
	PostedBy      int64          `json:"posted_by" db:"posted_by"`
	PostedName    string         `json:"posted_by_name"`
}

// byCharge sums entries by the charge that they reduce.
func byCharge(adjustments []Adjustment) map[int64]Parts {
	out := map[int64]Parts{}
	for _, a := range adjustments {
		p := out[a.ChargeID]
		switch a.Kind {
		case VATExemption:
			p.VATExemption += a.Amount
		case Senior, PWD:
			p.StatutoryDiscount += a.Amount
		case OtherDiscount:
			p.OtherDiscount += a.Amount
		case PhilHealth:
			p.PhilHealth += a.Amount
		case HMO:
			p.HMO += a.Amount
		}
		out[a.ChargeID] = p
	}
	return out
}

// place is where an entry of the ledger stands: on one charge, for one ground.
type place struct {
	charge, entitlement int64
	kind                string
}

// wanted lists what a calculated bill takes off each charge.
func wanted(a assessment, entitlements []Entitlement) []Adjustment {
	held := holding(entitlements)
	out := []Adjustment{}
	add := func(l tariff.Line, kind string, ground *Entitlement, amount money.Centavos) {
		if amount != 0 && ground != nil {
			out = append(out, Adjustment{ChargeID: l.ID, EntitlementID: ground.ID, Kind: kind, Category: l.Category, Amount: amount, RuleFrom: a.Rule.From})
		}
	}
	byLaw := string(a.claims.Statutory)
	for i, l := range a.lines {
		p := partsOf(a.Lines[i])
		add(l, VATExemption, held[byLaw], p.VATExemption)
		add(l, byLaw, held[byLaw], p.StatutoryDiscount)
		add(l, OtherDiscount, held[OtherDiscount], p.OtherDiscount)
		add(l, PhilHealth, held[PhilHealth], p.PhilHealth)
		add(l, HMO, held[HMO], p.HMO)
	}
	return out
}

// standing returns the entries that are not undone and undo nothing, by place.
func standing(adjustments []Adjustment) map[place]Adjustment {
	undone := map[int64]bool{}
	for _, a := range adjustments {
		if a.ReversesID != nil {
			undone[*a.ReversesID] = true
		}
	}
	out := map[place]Adjustment{}
	for _, a := range adjustments {
		if a.ReversesID == nil && !undone[a.ID] {
			out[place{a.ChargeID, a.EntitlementID, a.Kind}] = a
		}
	}
	return out
}

// difference returns the entries that bring a ledger to what is wanted: contra
// entries for what no longer holds, and new ones. What is as it should be stays.
func difference(posted, want []Adjustment) []Adjustment {
	there := standing(posted)
	out := []Adjustment{}
	for _, w := range want {
		at := place{w.ChargeID, w.EntitlementID, w.Kind}
		if old, ok := there[at]; ok && old.Amount == w.Amount {
			delete(there, at)
			continue
		}
		out = append(out, w)
	}
	for _, a := range posted {
		old, ok := there[place{a.ChargeID, a.EntitlementID, a.Kind}]
		if !ok || old.ID != a.ID {
			continue
		}
		old.Amount, old.ReversesID = -a.Amount, &a.ID
		out = append(out, old)
	}
	return out
}

// post writes discounts and coverage of a bill into its ledger, as calculated
// for the day on which it is or becomes final; what was posted before and no
// longer holds is undone.
func (b *Billing) post(ctx context.Context, tx *sqldb.Tx, bill Bill, reason string) error {
	final := tx.Now
	if bill.FinalizedAt != nil {
		final = *bill.FinalizedAt
	}
	posted, err := selectAdjustments(ctx, tx, bill.ID)
	if err != nil {
		return err
	}
	entries := difference(posted, wanted(assess(bill.Charges, bill.Entitlements, b.day(final)), bill.Entitlements))
	for i := range entries {
		a := &entries[i]
		a.BillID, a.Reason, a.PostedAt, a.PostedBy = bill.ID, reason, tx.Now, authz.From(ctx).ID
	}
	if err := sqldb.InsertAll(ctx, tx, "adjustments", entries); err != nil {
		return fmt.Errorf("post discounts and coverage of bill %d: %w", bill.ID, err)
	}
	return nil
}

// repost brings the ledger of a final bill up to date after an entry that
// changes what its discounts and coverage come to.
func (b *Billing) repost(ctx context.Context, tx *sqldb.Tx, before Bill, reason string) error {
	if !before.Final {
		return nil
	}
	bill, err := b.Get(ctx, tx, before.ID)
	if err != nil {
		return err
	}
	return b.post(ctx, tx, bill, reason)
}
