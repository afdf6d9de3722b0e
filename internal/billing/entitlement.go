package billing

import (
	"time"

	"talaan/internal/money"
	"talaan/internal/tariff"
)

// Kinds of entitlements: what reduces a bill.
const (
	Senior        = "senior"
	PWD           = "pwd"
	PhilHealth    = "philhealth"
	HMO           = "hmo"
	OtherDiscount = "other_discount"
)

// Entitlement is a ground on which a bill is reduced: the record that it was
// claimed, by whom it was entered, and that it was withdrawn. A bill has at most
// one of each kind that holds.
type Entitlement struct {
	ID             int64           `json:"id" db:"id"`
	BillID         int64           `json:"-" db:"bill_id"`
	Kind           string          `json:"kind" db:"kind" enum:"senior,pwd,philhealth,hmo,other_discount"`
	Turn           int64           `json:"-" db:"turn"` // UNIQUE with bill and kind, so that of two at once one is refused
	IDType         string          `json:"id_type" db:"id_type" doc:"Senior, PWD: which identity card"`
	IDNumber       string          `json:"id_number" db:"id_number" doc:"Senior, PWD: number of the card; PhilHealth: the member's number"`
	FirstRateID    *int64          `json:"-" db:"first_rate_id"`
	SecondRateID   *int64          `json:"-" db:"second_rate_id"`
	FirstRate      *ClaimedRate    `json:"first_case_rate" doc:"PhilHealth: paid in full"`
	SecondRate     *ClaimedRate    `json:"second_case_rate" doc:"PhilHealth: half of it is paid"`
	Name           string          `json:"name" db:"name" doc:"HMO: its name; other discount: what it is called"`
	ApprovalNumber string          `json:"approval_number" db:"approval_number" doc:"HMO: number of its letter of authorization"`
	Amount         *money.Centavos `json:"amount" db:"amount" nullable:"true" doc:"HMO: what it approved; other discount: when it is an amount"`
	Percent        *int64          `json:"percent" db:"percent" doc:"Other discount: when it is a percentage"`
	LimitPercent   *int64          `json:"limit_percent" db:"limit_percent" doc:"Other discount: the most it may come to, as when it was given"`
	Reason         string          `json:"reason" db:"reason"`
	AddedAt        time.Time       `json:"added_at" db:"added_at"`
	AddedBy        int64           `json:"added_by" db:"added_by"`
	AddedName      string          `json:"added_by_name"`

	WithdrawsID *int64      `json:"-" db:"withdraws_id"`
	Withdrawn   *Withdrawal `json:"withdrawn" doc:"Null while it holds"`

	Applied money.Centavos `json:"applied" doc:"What it takes off the bill, with the VAT that a senior or PWD does not pay"`
}

// Withdrawal is the end of an entitlement.
type Withdrawal struct {
	_ struct{} `nullable:"true"`

	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
	By     int64     `json:"by"`
	ByName string    `json:"by_name"`
}

// CaseRate is what PhilHealth pays for a case of this code on days from
// EffectiveFrom on, until EffectiveTo if there is one.
type CaseRate struct {
	ID               int64          `json:"id" db:"id"`
	Code             string         `json:"code" db:"code"`
	Description      string         `json:"description" db:"description"`
	HospitalPart     money.Centavos `json:"hospital_part" db:"hospital_part"`
	ProfessionalPart money.Centavos `json:"professional_part" db:"professional_part"`
	EffectiveFrom    string         `json:"effective_from" db:"effective_from" doc:"YYYY-MM-DD"`
	EffectiveTo      string         `json:"effective_to" db:"effective_to" doc:"Last day, YYYY-MM-DD; empty when it is still in effect"`

	DescriptionKey string    `json:"-" db:"description_key"`
	ImportedAt     time.Time `json:"-" db:"imported_at"`
}

// ClaimedRate is a case rate that an entitlement claims.
type ClaimedRate struct {
	_ struct{} `nullable:"true"`

	CaseRate
}

func (r *ClaimedRate) tariff() *tariff.CaseRate {
	if r == nil {
		return nil
	}
	return &tariff.CaseRate{Hospital: r.HospitalPart, Professional: r.ProfessionalPart}
}

// fold joins the entries of entitlements with those that withdraw them.
func foldEntitlements(rows []Entitlement) []Entitlement {
	out := []Entitlement{}
	at := map[int64]int{}
	for _, e := range rows {
		if e.WithdrawsID == nil {
			at[e.ID] = len(out)
			out = append(out, e)
			continue
		}
		if i, ok := at[*e.WithdrawsID]; ok {
			out[i].Withdrawn = &Withdrawal{Reason: e.Reason, At: e.AddedAt, By: e.AddedBy}
		}
	}
	return out
}

// holding returns the entitlements that were not withdrawn, by kind.
func holding(list []Entitlement) map[string]*Entitlement {
	out := map[string]*Entitlement{}
	for i := range list {
		if list[i].Withdrawn == nil {
			out[list[i].Kind] = &list[i]
		}
	}
	return out
}

// claims is what the entitlements that hold ask of the calculator. Who is both
// senior and PWD has the senior's discount alone.
func claims(held map[string]*Entitlement) tariff.Claims {
	var c tariff.Claims
	switch {
	case held[Senior] != nil:
		c.Statutory = tariff.Senior
	case held[PWD] != nil:
		c.Statutory = tariff.PWD
	}
	if e := held[PhilHealth]; e != nil {
		c.First, c.Second = e.FirstRate.tariff(), e.SecondRate.tariff()
	}
	if e := held[HMO]; e != nil && e.Amount != nil {
		c.HMO = *e.Amount
	}
	if e := held[OtherDiscount]; e != nil {
		c.Other = e.discount()
	}
	return c
}

// discount is an other discount as the calculator takes it.
func (e *Entitlement) discount() *tariff.Discount {
	d := &tariff.Discount{Limit: 100}
	if e.LimitPercent != nil {
		d.Limit = *e.LimitPercent
	}
	if e.Percent != nil {
		d.Percent = *e.Percent
	} else if e.Amount != nil {
		d.Amount = *e.Amount
	}
	return d
}
