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
}

// New returns the billing office. unit is the bed meter's, normally an hour;
// zone is the hospital's, for days; random makes bill codes.
func New(db *sqldb.DB, log *slog.Logger, random io.Reader, unit time.Duration, zone *time.Location, patients *patient.Patients) *Billing {
	return &Billing{
		db: db, log: log, random: random, unit: unit, zone: zone, patients: patients,
		Settled: func(context.Context, *sqldb.Tx, int64, bool) error { return nil },
	}
}

// Open opens the bill of a case; a case has one.
func (b *Billing) Open(ctx context.Context, tx *sqldb.Tx, encounterID int64, caseNumber string, patientID int64) (int64, error) {
	h := head{Version: 1, EncounterID: encounterID, CaseNumber: caseNumber, PatientID: patientID, Status: Unpaid, CreatedAt: tx.Now, CreatedBy: authz.From(ctx).ID}
	for range 20 {
		c, err := code.New(b.random, code.BillLength)
		if err != nil {
			return 0, err
		}
		h.Code = c
		id, err := sqldb.Insert(ctx, tx, "bills", h)
		if errors.Is(err, sqldb.ErrDuplicate) {
			has, cerr := BillIDs(ctx, tx, []int64{encounterID})
			if cerr != nil {
				return 0, cerr
			}
			if len(has) > 0 {
				return 0, errs.Conflictf("Case %s already has a bill.", caseNumber)
			}
			continue
		}
		if err != nil {
			return 0, fmt.Errorf("open bill of encounter %d: %w", encounterID, err)
		}
		return id, b.record(ctx, tx, id, "opened", "", map[string]any{"code": c, "case_number": caseNumber})
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
	if bill.PromissoryNotes, err = b.notesOf(ctx, tx, id, bill.Balance); err != nil {
		return bill, err
	}
	bill.Secured = secures(bill.PromissoryNotes, bill.Balance)
	return bill, b.describe(ctx, tx, h.PatientID, &bill)
}

// describe fills the names and categories that a bill shows.
func (b *Billing) describe(ctx context.Context, tx *sqldb.Tx, patientID int64, bill *Bill) error {
	briefs, err := b.patients.Briefs(ctx, tx, []int64{patientID})
	if err != nil {
		return err
	}
	bill.Patient = briefs[patientID]
	var people, services []int64
	for _, c := range bill.Charges {
		people = append(people, c.AddedBy)
		if c.ServiceID != nil {
			services = append(services, *c.ServiceID)
		}
	}
	for _, p := range bill.Payments {
		people = append(people, p.TakenBy)
	}
	names, err := staff.Names(ctx, tx, people)
	if err != nil {
		return err
	}
	categories, err := selectCategories(ctx, tx, services)
	if err != nil {
		return err
	}
	for i := range bill.Charges {
		c := &bill.Charges[i]
		c.AddedName, c.Category = names[c.AddedBy], "Room and board"
		if c.ServiceID != nil {
			c.Category = categories[*c.ServiceID]
		}
	}
	prints, err := selectPrints(ctx, tx, bill.ID)
	for i := range bill.Payments {
		p := &bill.Payments[i]
		p.TakenName, p.Prints = names[p.TakenBy], prints[p.ID]
	}
	return err
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
	if err := updateTotals(ctx, tx, []any{before.ID}); err != nil {
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
