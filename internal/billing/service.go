package billing

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/code"
	"talaan/internal/errs"
	"talaan/internal/patient"
	"talaan/internal/sqldb"
	"talaan/internal/staff"
)

const entity = "bill"

// receipts is the name of the series that receipt numbers come from.
const receipts = "receipt"

// Billing opens bills, meters beds and takes payments.
type Billing struct {
	db       *sqldb.DB
	log      *slog.Logger
	random   io.Reader
	unit     time.Duration
	zone     *time.Location
	patients *patient.Patients

	// Settled is told, in the same transaction, when a final bill becomes
	// settled or owes again.
	Settled func(ctx context.Context, tx *sqldb.Tx, encounterID int64, settled bool) error

	// Attending returns the attending physician of a case, 0 when there is none.
	Attending func(ctx context.Context, tx *sqldb.Tx, encounterID int64) (int64, error)
}

// New returns the billing office. unit is the bed meter's, normally an hour;
// random makes bill codes; zone tells which day it is.
func New(db *sqldb.DB, log *slog.Logger, random io.Reader, unit time.Duration, zone *time.Location, patients *patient.Patients) *Billing {
	return &Billing{
		db: db, log: log, random: random, unit: unit, zone: zone, patients: patients,
		Settled:   func(context.Context, *sqldb.Tx, int64, bool) error { return nil },
		Attending: func(context.Context, *sqldb.Tx, int64) (int64, error) { return 0, nil },
	}
}

// day is the hospital's day of a moment.
func (b *Billing) day(t time.Time) string { return t.In(b.zone).Format(time.DateOnly) }

// Case is what a bill needs to know of the case it is for.
type Case struct {
	EncounterID int64
	Number      string
	PatientID   int64
	CheckedInAt time.Time
}

// Open opens the bill of a case; a case has one.
func (b *Billing) Open(ctx context.Context, tx *sqldb.Tx, c Case) (int64, error) {
	h := head{
		Version: 1, EncounterID: c.EncounterID, CaseNumber: c.Number, PatientID: c.PatientID, Status: Unpaid,
		CreatedAt: tx.Now, CreatedBy: authz.From(ctx).ID, CheckedInAt: c.CheckedInAt,
	}
	for range 20 {
		var err error
		if h.Code, err = code.New(b.random, code.BillLength); err != nil {
			return 0, err
		}
		id, err := sqldb.Insert(ctx, tx, "bills", h)
		if errors.Is(err, sqldb.ErrDuplicate) {
			has, cerr := BillIDs(ctx, tx, []int64{c.EncounterID})
			if cerr != nil {
				return 0, cerr
			}
			if len(has) > 0 {
				return 0, errs.Conflictf("Case %s already has a bill.", c.Number)
			}
			continue
		}
		if err != nil {
			return 0, fmt.Errorf("open bill of encounter %d: %w", c.EncounterID, err)
		}
		return id, b.record(ctx, tx, id, "opened", "", map[string]any{"code": h.Code, "case_number": c.Number})
	}
	return 0, errors.New("no free bill code in 20 draws")
}

func (b *Billing) record(ctx context.Context, tx *sqldb.Tx, billID int64, action, reason string, after any) error {
	return audit.Record(ctx, tx, audit.Entry{Action: action, Entity: entity, ID: billID, Reason: reason, After: after})
}

// Get returns a bill as it stands now, or errs.NotFound.
func (b *Billing) Get(ctx context.Context, tx *sqldb.Tx, id int64) (Bill, error) {
	h, err := selectHead(ctx, tx, id)
	if errors.Is(err, sqldb.ErrNoRows) {
		return Bill{}, errs.NotFoundf("There is no bill %d.", id)
	}
	if err != nil {
		return Bill{}, err
	}
	charges, err := selectCharges(ctx, tx, id)
	if err != nil {
		return Bill{}, err
	}
	payments, err := selectPayments(ctx, tx, id)
	if err != nil {
		return Bill{}, err
	}
	bill := summarise(h, charges, payments, tx.Now)
	if bill.Entitlements, err = selectEntitlements(ctx, tx, "bill_id = ?", id); err != nil {
		return Bill{}, err
	}
	if bill.Final {
		adjustments, err := selectAdjustments(ctx, tx, id)
		if err != nil {
			return Bill{}, err
		}
		bill.read(adjustments, b.day(*bill.FinalizedAt))
	} else {
		bill.weigh(b.day(tx.Now))
	}
	if bill.PromissoryNotes, err = b.notesOf(ctx, tx, id, bill.Balance); err != nil {
		return bill, err
	}
	bill.Secured = secures(bill.PromissoryNotes, bill.Balance)
	return bill, b.describe(ctx, tx, h.PatientID, &bill)
}

// describe fills the names that a bill shows.
func (b *Billing) describe(ctx context.Context, tx *sqldb.Tx, patientID int64, bill *Bill) error {
	briefs, err := b.patients.Briefs(ctx, tx, []int64{patientID})
	if err != nil {
		return err
	}
	bill.Patient = briefs[patientID]
	names, err := staff.Names(ctx, tx, bill.people())
	if err != nil {
		return err
	}
	for i := range bill.Charges {
		c := &bill.Charges[i]
		c.AddedName = names[c.AddedBy]
		if c.DoctorID != nil {
			c.DoctorName = names[*c.DoctorID]
		}
	}
	prints, err := selectPrints(ctx, tx, bill.ID)
	for i := range bill.Payments {
		p := &bill.Payments[i]
		p.TakenName, p.Prints = names[p.TakenBy], prints[p.ID]
	}
	for i := range bill.Entitlements {
		e := &bill.Entitlements[i]
		e.AddedName = names[e.AddedBy]
		if e.Withdrawn != nil {
			e.Withdrawn.ByName = names[e.Withdrawn.By]
		}
	}
	return err
}

// people lists whose names the bill shows.
func (b *Bill) people() []int64 {
	var ids []int64
	for _, c := range b.Charges {
		ids = append(ids, c.AddedBy)
		if c.DoctorID != nil {
			ids = append(ids, *c.DoctorID)
		}
	}
	for _, p := range b.Payments {
		ids = append(ids, p.TakenBy)
	}
	for _, e := range b.Entitlements {
		ids = append(ids, e.AddedBy)
		if e.Withdrawn != nil {
			ids = append(ids, e.Withdrawn.By)
		}
	}
	return ids
}

// lock makes the bill wait-free for this act alone and returns it as it stands.
func (b *Billing) lock(ctx context.Context, tx *sqldb.Tx, id int64) (Bill, error) {
	if _, err := tx.Touch(ctx, "bills", id); err != nil {
		return Bill{}, err
	}
	return b.Get(ctx, tx, id)
}

// settle derives the totals anew after a ledger entry and tells the case when
// that settled the bill or made it owe again.
func (b *Billing) settle(ctx context.Context, tx *sqldb.Tx, before Bill) error {
	if err := b.updateTotals(ctx, tx, []any{before.ID}); err != nil {
		return fmt.Errorf("total bill %d: %w", before.ID, err)
	}
	after, err := b.Get(ctx, tx, before.ID)
	if err != nil || after.settled() == before.settled() {
		return err
	}
	return b.Settled(ctx, tx, before.EncounterID, after.settled())
}

// Finalize issues the final bill of a discharged patient.
func (b *Billing) Finalize(ctx context.Context, tx *sqldb.Tx, billID int64) (Bill, error) {
	bill, err := b.lock(ctx, tx, billID)
	if err != nil {
		return bill, err
	}
	switch {
	case bill.Final:
		return bill, errs.Conflictf("Bill %s is already final.", bill.Code)
	case bill.CareEndedAt == nil:
		return bill, errs.Conflictf("The patient is still in care. A %s discharges the patient first.", authz.RolesWith(authz.EncounterDischarge))
	}
	if err := b.post(ctx, tx, bill, ""); err != nil {
		return bill, err
	}
	if _, err := tx.Exec(ctx, `UPDATE bills SET finalized_at = ?, finalized_by = ? WHERE id = ?`, tx.Now, authz.From(ctx).ID, billID); err != nil {
		return bill, fmt.Errorf("finalise bill %d: %w", billID, err)
	}
	if err := b.settle(ctx, tx, bill); err != nil {
		return bill, err
	}
	if bill, err = b.Get(ctx, tx, billID); err != nil {
		return bill, err
	}
	return bill, b.record(ctx, tx, billID, "issued the final bill", "", map[string]any{"total_due": bill.TotalDue, "balance": bill.Balance})
}
