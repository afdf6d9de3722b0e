package billing

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"talaan/internal/audit"
	"talaan/internal/code"
	"talaan/internal/sqldb"
	"talaan/internal/ward"
)

// OldBill is a bill that another system kept.
type OldBill struct {
	Case
	Code      string // blank, or not of our form: a new one is drawn
	CreatedAt time.Time
	CreatedBy int64
	EndedAt   *time.Time // when care ended: the bill is final since; nil while the patient is in care
	EndedBy   int64
	Stays     []OldStay
	Charges   []Charge  // of services; the bill's id follows
	Payments  []Payment // kind, purpose and the bill's id follow
	Undone    bool      // it was cancelled: every charge is reversed
	From      string    // what it was, for the audit trail
}

// OldStay is a stay with what was charged for it. The quantity at the stay's
// rate is what the other system charged, to the centavo.
type OldStay struct {
	ward.Stay
	Description string
	Quantity    int64
	Unit        time.Duration // what one of the quantity is for, in whole seconds
	AddedAt     time.Time
	AddedBy     int64
}

// TakeOver writes a bill that another system kept, with its stays. Payments stand
// in no shift and have no receipt of our series; the bill of a closed case is
// final. It tells the case when that settles it.
func (b *Billing) TakeOver(ctx context.Context, tx *sqldb.Tx, o OldBill) (Summary, error) {
	h := head{
		Version: 1, Code: o.Code, EncounterID: o.EncounterID, CaseNumber: o.Number, PatientID: o.PatientID, Status: Unpaid,
		CreatedAt: o.CreatedAt, CreatedBy: o.CreatedBy, CheckedInAt: o.CheckedInAt, CareEndedAt: o.EndedAt, FinalizedAt: o.EndedAt,
	}
	purpose := Deposit
	if o.EndedAt != nil {
		h.FinalizedBy, purpose = &o.EndedBy, ForBill
	}
	var err error
	if h.ID, h.Code, err = b.insertOld(ctx, tx, h); err != nil {
		return Summary{}, fmt.Errorf("take over the bill of case %d: %w", o.EncounterID, err)
	}
	for _, s := range o.Stays {
		if err := takeOverStay(ctx, tx, h, s, o); err != nil {
			return Summary{}, err
		}
	}
	for _, c := range o.Charges {
		c.BillID, c.Kind = h.ID, ServiceCharge
		if err := insertOldCharge(ctx, tx, c, o.Undone); err != nil {
			return Summary{}, fmt.Errorf("take over a charge of bill %s: %w", h.Code, err)
		}
	}
	for _, p := range o.Payments {
		p.BillID, p.Kind, p.Purpose = h.ID, Received, purpose
		if _, err := sqldb.Insert(ctx, tx, "payments", p); err != nil {
			return Summary{}, fmt.Errorf("take over a payment of bill %s: %w", h.Code, err)
		}
	}
	if err := b.updateTotals(ctx, tx, []any{h.ID}); err != nil {
		return Summary{}, err
	}
	if h, err = selectHead(ctx, tx, h.ID); err != nil {
		return Summary{}, err
	}
	s := h.summary()
	after := map[string]any{"code": h.Code, "case_number": h.CaseNumber, "total_charges": s.TotalCharges, "total_paid": s.TotalPaid, "status": s.Status}
	if err := audit.Record(ctx, tx, audit.Entry{Action: audit.Imported, Entity: entity, ID: h.ID, Reason: o.From, After: after}); err != nil || !s.settled() {
		return s, err
	}
	return s, b.Settled(ctx, tx, h.EncounterID, true)
}

// insertOld keeps the bill's code if it can be ours, and else draws one.
func (b *Billing) insertOld(ctx context.Context, tx *sqldb.Tx, h head) (int64, string, error) {
	for range 20 {
		taken := true
		if len(h.Code) == code.BillLength && strings.Trim(h.Code, code.Alphabet) == "" {
			_, _, found, err := ByCode(ctx, tx, h.Code)
			if err != nil {
				return 0, "", err
			}
			taken = found
		}
		if !taken {
			id, err := sqldb.Insert(ctx, tx, "bills", h)
			return id, h.Code, err
		}
		var err error
		if h.Code, err = code.New(b.random, code.BillLength); err != nil {
			return 0, "", err
		}
	}
	return 0, "", errors.New("no free bill code in 20 draws")
}

func takeOverStay(ctx context.Context, tx *sqldb.Tx, h head, o OldStay, of OldBill) error {
	o.BillID = h.ID
	stay, err := ward.TakeOver(ctx, tx, o.Stay, of.From)
	if err != nil {
		return err
	}
	seconds := int64(o.Unit / time.Second)
	c := Charge{
		BillID: h.ID, Kind: StayCharge, StayID: &stay.ID, MeteredStayID: &stay.ID, Description: o.Description,
		Category: RoomAndBoard, VATTreatment: Exempt, Quantity: o.Quantity, UnitPrice: stay.Rate, Running: stay.EndedAt == nil,
		MeterStartedAt: &stay.StartedAt, MeterEndedAt: stay.EndedAt, MeterUnitSeconds: &seconds, AddedAt: o.AddedAt, AddedBy: o.AddedBy,
	}
	if err := insertOldCharge(ctx, tx, c, of.Undone && stay.EndedAt != nil); err != nil {
		return fmt.Errorf("take over the charge of stay %d: %w", stay.ID, err)
	}
	return nil
}

// insertOldCharge writes a charge, and the contra entry that undoes it when the
// other system had cancelled the bill.
func insertOldCharge(ctx context.Context, tx *sqldb.Tx, c Charge, undone bool) error {
	id, err := sqldb.Insert(ctx, tx, "charges", c)
	if err != nil || !undone {
		return err
	}
	c.ReversesID, c.Quantity, c.MeteredStayID, c.Reason = &id, -c.Quantity, nil, "The bill was cancelled in the old system"
	_, err = sqldb.Insert(ctx, tx, "charges", c)
	return err
}
