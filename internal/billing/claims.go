package billing

import (
	"context"
	"fmt"

	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/money"
	"talaan/internal/sqldb"
	"talaan/internal/tariff"
)

// kindNames is how people call the kinds of entitlements.
var kindNames = map[string]string{
	Senior: "senior citizen discount", PWD: "PWD discount", PhilHealth: "PhilHealth benefit", HMO: "HMO coverage", OtherDiscount: "other discount",
}

// PhilHealthClaim is what a client sends to claim PhilHealth's case rates.
type PhilHealthClaim struct {
	MemberNumber string `json:"member_number" minLength:"1" maxLength:"60" doc:"The member's PhilHealth identification number"`
	FirstCode    string `json:"first_case_rate" minLength:"1" maxLength:"20" doc:"Case rate code, paid in full"`
	SecondCode   string `json:"second_case_rate,omitempty" maxLength:"20" doc:"Case rate code of which half is paid"`
	Reason       string `json:"reason,omitempty" maxLength:"1000" doc:"Required when the bill is final"`
}

// ClaimPhilHealth claims one or two case rates, as they were in effect on the
// day the bill was opened.
func (b *Billing) ClaimPhilHealth(ctx context.Context, tx *sqldb.Tx, billID int64, c PhilHealthClaim) (Entitlement, error) {
	return b.claim(ctx, tx, billID, func(bill Bill) (Entitlement, error) {
		e := Entitlement{Kind: PhilHealth, IDNumber: c.MemberNumber, Reason: c.Reason}
		day := b.day(bill.CreatedAt)
		var err error
		if e.FirstRate, err = rateOn(ctx, tx, "first_case_rate", c.FirstCode, day); err != nil {
			return e, err
		}
		e.FirstRateID = &e.FirstRate.ID
		if c.SecondCode == "" {
			return e, nil
		}
		if e.SecondRate, err = rateOn(ctx, tx, "second_case_rate", c.SecondCode, day); err != nil {
			return e, err
		}
		if e.SecondRate.Code == e.FirstRate.Code {
			return e, errs.InvalidField("second_case_rate", "must be another case than the first")
		}
		e.SecondRateID = &e.SecondRate.ID
		return e, nil
	})
}

// StatutoryClaim is what a client sends to claim the discount of a senior
// citizen or a person with disability.
type StatutoryClaim struct {
	Kind     string `json:"kind" enum:"senior,pwd"`
	IDType   string `json:"id_type" minLength:"1" maxLength:"60" doc:"Which card was shown, like OSCA ID"`
	IDNumber string `json:"id_number" minLength:"1" maxLength:"60"`
	Reason   string `json:"reason,omitempty" maxLength:"1000" doc:"Required when the bill is final"`
}

// ClaimStatutory claims a discount by law. Of a senior's and a PWD's a bill
// gets one, though both can be claimed.
func (b *Billing) ClaimStatutory(ctx context.Context, tx *sqldb.Tx, billID int64, c StatutoryClaim) (Entitlement, error) {
	return b.claim(ctx, tx, billID, func(Bill) (Entitlement, error) {
		return Entitlement{Kind: c.Kind, IDType: c.IDType, IDNumber: c.IDNumber, Reason: c.Reason}, nil
	})
}

// HMOClaim is what a client sends when an HMO has approved an amount.
type HMOClaim struct {
	Name           string         `json:"name" minLength:"1" maxLength:"160" doc:"Of the HMO"`
	ApprovalNumber string         `json:"approval_number" minLength:"1" maxLength:"60" doc:"Of its letter of authorization"`
	ApprovedAmount money.Centavos `json:"approved_amount" doc:"The most it pays"`
	Reason         string         `json:"reason,omitempty" maxLength:"1000" doc:"Required when the bill is final"`
}

// ClaimHMO claims what an HMO has approved.
func (b *Billing) ClaimHMO(ctx context.Context, tx *sqldb.Tx, billID int64, c HMOClaim) (Entitlement, error) {
	return b.claim(ctx, tx, billID, func(Bill) (Entitlement, error) {
		e := Entitlement{Kind: HMO, Name: c.Name, ApprovalNumber: c.ApprovalNumber, Amount: &c.ApprovedAmount, Reason: c.Reason}
		if c.ApprovedAmount <= 0 {
			return e, errs.InvalidField("approved_amount", "must be more than 0.00")
		}
		return e, nil
	})
}

// DiscountGrant is what a supervisor sends to give a discount that is not the law's.
type DiscountGrant struct {
	Name    string          `json:"name" minLength:"1" maxLength:"160" doc:"What it is called, like Employee"`
	Percent *int64          `json:"percent,omitempty" minimum:"1" maximum:"100" doc:"Of the price after VAT exemption and discount by law; this or amount"`
	Amount  *money.Centavos `json:"amount,omitempty" doc:"This or percent"`
	Reason  string          `json:"reason" minLength:"1" maxLength:"1000"`
}

// GrantDiscount gives another discount, within the limit that an Admin has set.
func (b *Billing) GrantDiscount(ctx context.Context, tx *sqldb.Tx, billID int64, g DiscountGrant) (Entitlement, error) {
	return b.claim(ctx, tx, billID, func(bill Bill) (Entitlement, error) {
		settings, err := LoadSettings(ctx, tx)
		if err != nil {
			return Entitlement{}, err
		}
		limit := settings.OtherDiscountLimitPercent
		e := Entitlement{Kind: OtherDiscount, Name: g.Name, Percent: g.Percent, Amount: g.Amount, LimitPercent: &limit, Reason: g.Reason}
		return e, mayGrant(bill, g, limit)
	})
}

// mayGrant says what is wrong with a discount.
func mayGrant(bill Bill, g DiscountGrant, limit int64) error {
	most := tariff.Percent(bill.TotalCharges-bill.Total.VATExemption-bill.Total.StatutoryDiscount, limit)
	switch {
	case (g.Percent == nil) == (g.Amount == nil):
		return errs.InvalidField("percent", "give a percentage or an amount, one of the two").At("amount", "give an amount or a percentage, one of the two")
	case g.Percent != nil && *g.Percent > limit:
		return errs.InvalidField("percent", "is above the limit of %d percent that an Admin has set", limit)
	case g.Amount != nil && *g.Amount <= 0:
		return errs.InvalidField("amount", "must be more than 0.00")
	case g.Amount != nil && *g.Amount > most:
		return errs.InvalidField("amount", "is above the limit of %d percent that an Admin has set, on this bill now %s", limit, most.Peso())
	}
	return nil
}

// claim adds what reduces a bill. make says what it is, of the locked bill.
func (b *Billing) claim(ctx context.Context, tx *sqldb.Tx, billID int64, make func(Bill) (Entitlement, error)) (Entitlement, error) {
	bill, err := b.lock(ctx, tx, billID)
	if err != nil {
		return Entitlement{}, err
	}
	e, err := make(bill)
	if err != nil {
		return e, err
	}
	if err := mayReduce(bill, e.Reason, authz.From(ctx)); err != nil {
		return e, err
	}
	if holding(bill.Entitlements)[e.Kind] != nil {
		return e, errs.Conflictf("Bill %s already has a %s. Withdraw it first.", bill.Code, kindNames[e.Kind])
	}
	if e, err = b.enter(ctx, tx, bill, e); err != nil {
		return e, err
	}
	after, err := b.Get(ctx, tx, billID)
	if err != nil {
		return e, err
	}
	e = *holding(after.Entitlements)[e.Kind]
	return e, b.record(ctx, tx, billID, "entered a "+kindNames[e.Kind], e.Reason, e)
}

// mayReduce says why what reduces the bill cannot be changed by this caller.
func mayReduce(bill Bill, reason string, by authz.Caller) error {
	switch {
	case bill.Final && !by.Can(authz.BillAdjust):
		return errs.Forbiddenf("Bill %s is final. %s can still change what reduces it, with a reason.", bill.Code, authz.RolesWith(authz.BillAdjust))
	case bill.Final && reason == "":
		return errs.InvalidField("reason", "must be given, because the bill is final")
	}
	return nil
}

// enter writes an entry on what reduces a bill, and what follows from it.
func (b *Billing) enter(ctx context.Context, tx *sqldb.Tx, bill Bill, e Entitlement) (Entitlement, error) {
	by := authz.From(ctx)
	e.BillID, e.AddedAt, e.AddedBy, e.AddedName = bill.ID, tx.Now, by.ID, by.Name
	for _, old := range bill.Entitlements {
		if old.Kind == e.Kind {
			e.Turn++
			if old.Withdrawn != nil {
				e.Turn++
			}
		}
	}
	var err error
	if e.ID, err = sqldb.Insert(ctx, tx, "entitlements", e); err != nil {
		return e, fmt.Errorf("enter %s on bill %d: %w", e.Kind, bill.ID, err)
	}
	if err := b.repost(ctx, tx, bill, e.Reason); err != nil {
		return e, err
	}
	return e, b.settle(ctx, tx, bill)
}

// Withdraw ends what reduces a bill, with a reason; its record stays.
func (b *Billing) Withdraw(ctx context.Context, tx *sqldb.Tx, billID, entitlementID int64, reason string) (Entitlement, error) {
	bill, err := b.lock(ctx, tx, billID)
	if err != nil {
		return Entitlement{}, err
	}
	e, err := findEntitlement(bill, entitlementID)
	if err != nil {
		return e, err
	}
	by := authz.From(ctx)
	if err := mayReduce(bill, reason, by); err != nil {
		return e, err
	}
	if e.Kind == OtherDiscount && !by.Can(authz.DiscountOther) {
		return e, errs.Forbiddenf("A discount that is not the law's is given and withdrawn by %s.", authz.RolesWith(authz.DiscountOther))
	}
	if _, err := b.enter(ctx, tx, bill, Entitlement{Kind: e.Kind, WithdrawsID: &e.ID, Reason: reason}); err != nil {
		return e, err
	}
	e.Applied = 0
	e.Withdrawn = &Withdrawal{Reason: reason, At: tx.Now, By: by.ID, ByName: by.Name}
	return e, b.record(ctx, tx, billID, "withdrew a "+kindNames[e.Kind], reason, e)
}

// findEntitlement returns what reduces the bill and still holds.
func findEntitlement(bill Bill, id int64) (Entitlement, error) {
	for _, e := range bill.Entitlements {
		if e.ID != id {
			continue
		}
		if e.Withdrawn != nil {
			return e, errs.Conflictf("This %s was already withdrawn.", kindNames[e.Kind])
		}
		return e, nil
	}
	return Entitlement{}, errs.NotFoundf("Bill %s has no discount or coverage %d.", bill.Code, id)
}
