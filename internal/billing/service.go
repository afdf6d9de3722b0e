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
	"talaan/internal/money"
	"talaan/internal/patient"
	"talaan/internal/sqldb"
	"talaan/internal/staff"
	"talaan/internal/ward"
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
	patients *patient.Patients

	// Settled is told, in the same transaction, when a final bill becomes
	// settled or owes again.
	Settled func(ctx context.Context, tx *sqldb.Tx, encounterID int64, settled bool) error
}

// New returns the billing office. unit is the bed meter's, normally an hour;
// random makes bill codes.
func New(db *sqldb.DB, log *slog.Logger, random io.Reader, unit time.Duration, patients *patient.Patients) *Billing {
	return &Billing{
		db: db, log: log, random: random, unit: unit, patients: patients,
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

// StartMeter adds the one growing charge of a stay; its first unit is owed at once.
func (b *Billing) StartMeter(ctx context.Context, tx *sqldb.Tx, s ward.Stay) error {
	seconds := int64(b.unit / time.Second)
	c := Charge{
		BillID: s.BillID, Kind: StayCharge, StayID: &s.ID, MeteredStayID: &s.ID,
		Description: fmt.Sprintf("Bed %s, room %s", s.BedNumber, s.RoomName),
		Quantity:    1, UnitPrice: s.Rate, Running: true, MeterStartedAt: &s.StartedAt, MeterUnitSeconds: &seconds,
		AddedAt: tx.Now, AddedBy: authz.From(ctx).ID,
	}
	if _, err := sqldb.Insert(ctx, tx, "charges", c); err != nil {
		return fmt.Errorf("start meter of stay %d: %w", s.ID, err)
	}
	if err := updateTotals(ctx, tx, []any{s.BillID}); err != nil {
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
	if _, err := tx.Exec(ctx, `UPDATE charges SET running = 0, meter_ended_at = ?, quantity = CASE WHEN quantity > ? THEN quantity ELSE ? END WHERE id = ?`,
		*s.EndedAt, quantity, quantity, c.ID); err != nil {
		return fmt.Errorf("stop meter of stay %d: %w", s.ID, err)
	}
	if err := updateTotals(ctx, tx, []any{s.BillID}); err != nil {
		return err
	}
	return b.record(ctx, tx, s.BillID, "bed meter stopped", "", map[string]any{"bed": s.BedNumber, "quantity": quantity, "amount": c.UnitPrice.Times(quantity)})
}

// CareEnded notes the discharge on the bill of a case: it can now be final.
func (b *Billing) CareEnded(ctx context.Context, tx *sqldb.Tx, billID int64) error {
	_, err := tx.Exec(ctx, `UPDATE bills SET care_ended_at = ?, version = version + 1 WHERE id = ?`, tx.Now, billID)
	return err
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
	for i := range bill.Payments {
		bill.Payments[i].TakenName = names[bill.Payments[i].TakenBy]
	}
	return nil
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

// AddService charges a service to a bill at its present price.
func (b *Billing) AddService(ctx context.Context, tx *sqldb.Tx, billID, serviceID, quantity int64) (Charge, error) {
	bill, err := b.lock(ctx, tx, billID)
	if err != nil {
		return Charge{}, err
	}
	if err := mayCharge(bill, authz.From(ctx)); err != nil {
		return Charge{}, err
	}
	rows, err := Services.Where(ctx, tx, "id = ?", serviceID)
	if err != nil {
		return Charge{}, err
	}
	if len(rows) == 0 {
		return Charge{}, errs.InvalidField("service_id", "there is no service %d", serviceID)
	}
	service := rows[0]
	if !service.IsActive {
		return Charge{}, errs.InvalidField("service_id", "%s is no longer offered", service.Name)
	}
	by := authz.From(ctx)
	c := Charge{
		BillID: billID, Kind: ServiceCharge, ServiceID: &serviceID, Description: service.Name, Category: service.Category,
		Quantity: quantity, UnitPrice: service.Price, Amount: service.Price.Times(quantity), AddedAt: tx.Now, AddedBy: by.ID, AddedName: by.Name,
	}
	if c.ID, err = sqldb.Insert(ctx, tx, "charges", c); err != nil {
		return c, fmt.Errorf("charge service %d to bill %d: %w", serviceID, billID, err)
	}
	if err := b.settle(ctx, tx, bill); err != nil {
		return c, err
	}
	return c, b.record(ctx, tx, billID, "charged", "", c)
}

// mayCharge says why a service cannot be charged to the bill by this caller.
func mayCharge(bill Bill, by authz.Caller) error {
	switch {
	case bill.Final:
		return errs.Conflictf("Bill %s is final. Nothing more can be charged to it.", bill.Code)
	case bill.CareEndedAt != nil && !by.Can(authz.ChargeLate):
		return errs.Conflictf("The patient was discharged. A %s can still add to the bill until it is final.", authz.RolesWith(authz.ChargeLate))
	}
	return nil
}

// Reverse undoes a charge by a contra entry; both stay on the bill.
func (b *Billing) Reverse(ctx context.Context, tx *sqldb.Tx, billID, chargeID int64, reason string) (Charge, error) {
	bill, err := b.lock(ctx, tx, billID)
	if err != nil {
		return Charge{}, err
	}
	c, err := findCharge(bill, chargeID)
	if err != nil {
		return c, err
	}
	by := authz.From(ctx)
	contra := Charge{
		BillID: billID, Kind: c.Kind, ServiceID: c.ServiceID, StayID: c.StayID, Description: c.Description, Category: c.Category,
		Quantity: -c.Quantity, UnitPrice: c.UnitPrice, Amount: -c.Amount, ReversesID: &c.ID, Reason: reason,
		AddedAt: tx.Now, AddedBy: by.ID, AddedName: by.Name,
	}
	if contra.ID, err = sqldb.Insert(ctx, tx, "charges", contra); err != nil {
		return contra, fmt.Errorf("reverse charge %d: %w", chargeID, err)
	}
	if err := b.settle(ctx, tx, bill); err != nil {
		return contra, err
	}
	return contra, b.record(ctx, tx, billID, "reversed a charge", reason, contra)
}

// findCharge returns a charge of the bill that can be reversed.
func findCharge(bill Bill, id int64) (Charge, error) {
	for _, c := range bill.Charges {
		if c.ID != id {
			continue
		}
		switch {
		case c.Reversed:
			return c, errs.Conflictf("This charge was already reversed.")
		case c.ReversesID != nil:
			return c, errs.Conflictf("A reversal cannot be reversed. Charge the service again.")
		case c.Running:
			return c, errs.Conflictf("The bed meter is still running. Discharge or transfer the patient first.")
		}
		return c, nil
	}
	return Charge{}, errs.NotFoundf("Bill %s has no charge %d.", bill.Code, id)
}

// Pay takes cash for a bill. On a final bill no more than the balance can be
// taken: the rest of the cash is change. Before that it may be a deposit.
func (b *Billing) Pay(ctx context.Context, tx *sqldb.Tx, billID int64, amount, tendered money.Centavos, payer string) (Payment, error) {
	bill, err := b.lock(ctx, tx, billID)
	if err != nil {
		return Payment{}, err
	}
	if err := mayPay(bill, amount, tendered); err != nil {
		return Payment{}, err
	}
	if payer == "" {
		payer = bill.Patient.Name
	}
	by := authz.From(ctx)
	p := Payment{
		BillID: billID, Kind: Received, Amount: amount, Tendered: tendered, Change: tendered - amount, Payer: payer,
		TakenAt: tx.Now, TakenBy: by.ID, TakenName: by.Name,
	}
	number, err := tx.Next(ctx, receipts)
	if err != nil {
		return p, fmt.Errorf("next receipt number: %w", err)
	}
	p.ReceiptNumber = &number
	if p.ID, err = sqldb.Insert(ctx, tx, "payments", p); err != nil {
		return p, fmt.Errorf("take payment for bill %d: %w", billID, err)
	}
	if err := b.settle(ctx, tx, bill); err != nil {
		return p, err
	}
	return p, b.record(ctx, tx, billID, "took a payment", "", p)
}

// mayPay says what is wrong with a payment.
func mayPay(bill Bill, amount, tendered money.Centavos) error {
	switch {
	case amount <= 0:
		return errs.InvalidField("amount", "must be more than 0.00")
	case tendered < amount:
		return errs.InvalidField("tendered", "is less than the amount of %s", amount.Peso())
	case bill.Final && bill.Balance <= 0:
		return errs.Conflictf("Bill %s is fully paid.", bill.Code)
	case bill.Final && amount > bill.Balance:
		return errs.InvalidField("amount", "is more than the balance of %s; the rest of the cash is change", bill.Balance.Peso())
	}
	return nil
}

// VoidPayment undoes a payment by a contra entry; its receipt number stays used.
func (b *Billing) VoidPayment(ctx context.Context, tx *sqldb.Tx, paymentID int64, reason string) (Payment, error) {
	p, err := sqldb.One[Payment](ctx, tx, `SELECT `+paymentColumns+` FROM payments WHERE id = ?`, paymentID)
	if errors.Is(err, sqldb.ErrNoRows) || (err == nil && p.Kind != Received) {
		return p, errs.NotFoundf("There is no payment %d.", paymentID)
	}
	if err != nil {
		return p, err
	}
	bill, err := b.lock(ctx, tx, p.BillID)
	if err != nil {
		return p, err
	}
	by := authz.From(ctx)
	v := Payment{
		BillID: p.BillID, Kind: Void, Amount: -p.Amount, Tendered: 0, Change: 0, Payer: p.Payer, VoidsID: &p.ID, Reason: reason,
		TakenAt: tx.Now, TakenBy: by.ID, TakenName: by.Name,
	}
	if v.ID, err = sqldb.Insert(ctx, tx, "payments", v); errors.Is(err, sqldb.ErrDuplicate) {
		return v, errs.Conflictf("This payment was already voided.")
	} else if err != nil {
		return v, fmt.Errorf("void payment %d: %w", paymentID, err)
	}
	if err := b.settle(ctx, tx, bill); err != nil {
		return v, err
	}
	return v, b.record(ctx, tx, p.BillID, "voided a payment", reason, v)
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
