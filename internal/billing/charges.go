package billing

import (
	"context"
	"errors"
	"fmt"

	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/money"
	"talaan/internal/sqldb"
	"talaan/internal/staff"
)

// NewCharge is what a client sends to charge a service.
type NewCharge struct {
	ServiceID   int64           `json:"service_id" minimum:"1"`
	Quantity    int64           `json:"quantity,omitempty" minimum:"1" maximum:"1000" doc:"1 when not sent; the same service sent twice makes two lines"`
	DateAvailed string          `json:"date_availed,omitempty" format:"date" doc:"Day the service was given, from the check-in to today; today when not sent"`
	UnitPrice   *money.Centavos `json:"unit_price,omitempty" doc:"Another price than the price list's; needs the permission charge:price and price_reason"`
	PriceReason string          `json:"price_reason,omitempty" maxLength:"1000" doc:"Why the price is another"`
	DoctorID    *int64          `json:"doctor_id,omitempty" minimum:"1" doc:"Professional fees: whose it is; the attending physician when not sent"`
}

// AddService charges a service to a bill at its present price.
func (b *Billing) AddService(ctx context.Context, tx *sqldb.Tx, billID, serviceID, quantity int64) (Charge, error) {
	return b.Charge(ctx, tx, billID, NewCharge{ServiceID: serviceID, Quantity: quantity})
}

// Charge charges a service to a bill. The line keeps category, VAT treatment
// and price as they are now.
func (b *Billing) Charge(ctx context.Context, tx *sqldb.Tx, billID int64, n NewCharge) (Charge, error) {
	bill, err := b.lock(ctx, tx, billID)
	if err != nil {
		return Charge{}, err
	}
	by := authz.From(ctx)
	if err := mayCharge(bill, by); err != nil {
		return Charge{}, err
	}
	service, err := offered(ctx, tx, n.ServiceID)
	if err != nil {
		return Charge{}, err
	}
	c := Charge{
		BillID: billID, Kind: ServiceCharge, ServiceID: &n.ServiceID, Description: service.Name, Category: service.Category, VATTreatment: service.VATTreatment,
		Quantity: max(n.Quantity, 1), UnitPrice: service.Price, CataloguePrice: &service.Price, DateAvailed: n.DateAvailed,
		AddedAt: tx.Now, AddedBy: by.ID, AddedName: by.Name,
	}
	if err := checkDay(n.DateAvailed, b.day(bill.CheckedInAt), b.day(tx.Now)); err != nil {
		return c, err
	}
	if err := c.price(n, by); err != nil {
		return c, err
	}
	if err := b.name(ctx, tx, bill, &c, n.DoctorID); err != nil {
		return c, err
	}
	c.Amount = c.UnitPrice.Times(c.Quantity)
	if c.ID, err = sqldb.Insert(ctx, tx, "charges", c); err != nil {
		return c, fmt.Errorf("charge service %d to bill %d: %w", n.ServiceID, billID, err)
	}
	if err := b.settle(ctx, tx, bill); err != nil {
		return c, err
	}
	return c, b.record(ctx, tx, billID, "charged", c.PriceReason, c)
}

// offered returns a service that can be charged.
func offered(ctx context.Context, tx *sqldb.Tx, id int64) (Service, error) {
	rows, err := Services.Where(ctx, tx, "id = ?", id)
	if err != nil {
		return Service{}, err
	}
	if len(rows) == 0 {
		return Service{}, errs.InvalidField("service_id", "there is no service %d", id)
	}
	if !rows[0].IsActive {
		return rows[0], errs.InvalidField("service_id", "%s is no longer offered", rows[0].Name)
	}
	return rows[0], nil
}

// checkDay refuses a service that was given before the case began, or will be.
// Days are YYYY-MM-DD; an empty one is today.
func checkDay(day, began, today string) error {
	switch {
	case day == "":
		return nil
	case day > today:
		return errs.InvalidField("date_availed", "is in the future; today is %s", today)
	case day < began:
		return errs.InvalidField("date_availed", "is before the check-in on %s", began)
	}
	return nil
}

// price sets another price than the price list's, when one is asked for.
func (c *Charge) price(n NewCharge, by authz.Caller) error {
	switch {
	case n.UnitPrice == nil || *n.UnitPrice == c.UnitPrice:
		return nil
	case !by.Can(authz.ChargePrice):
		return errs.ForbiddenFields([]string{"unit_price"}, "another price than "+c.UnitPrice.Peso()+" is set by "+authz.RolesWith(authz.ChargePrice))
	case *n.UnitPrice <= 0:
		return errs.InvalidField("unit_price", "must be more than 0.00")
	case n.PriceReason == "":
		return errs.InvalidField("price_reason", "must be given with another price than %s", c.UnitPrice.Peso())
	}
	c.UnitPrice, c.PriceReason = *n.UnitPrice, n.PriceReason
	return nil
}

// name sets whose fee a professional fee is.
func (b *Billing) name(ctx context.Context, tx *sqldb.Tx, bill Bill, c *Charge, doctorID *int64) error {
	if c.Category != ProfessionalFee {
		if doctorID != nil {
			return errs.InvalidField("doctor_id", "only professional fees name a doctor; %s is %s", c.Description, c.Category)
		}
		return nil
	}
	if doctorID == nil {
		attending, err := b.Attending(ctx, tx, bill.EncounterID)
		if err != nil {
			return err
		}
		doctorID = &attending
	}
	doctor, err := staff.Physician(ctx, tx, *doctorID)
	var refusal *errs.Error
	if errors.As(err, &refusal) {
		return errs.InvalidField("doctor_id", "must be an active Doctor who has a department")
	}
	c.DoctorID, c.DoctorName = &doctor.ID, doctor.Name
	return err
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

// Reverse undoes a charge by a contra entry; both stay on the bill. On a final
// bill its discounts and coverage are undone too, and those of the whole bill
// are spread over what is left.
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
	contra := c
	contra.ID, contra.ReversesID, contra.Reason, contra.MeteredStayID = 0, &c.ID, reason, nil
	contra.Quantity, contra.Amount, contra.Parts = -c.Quantity, -c.Amount, Parts{}
	contra.MeterStartedAt, contra.MeterEndedAt, contra.MeterUnitSeconds, contra.MeterReadAt = nil, nil, nil, nil
	contra.AddedAt, contra.AddedBy, contra.AddedName = tx.Now, by.ID, by.Name
	if contra.ID, err = sqldb.Insert(ctx, tx, "charges", contra); err != nil {
		return contra, fmt.Errorf("reverse charge %d: %w", chargeID, err)
	}
	if err := b.repost(ctx, tx, bill, reason); err != nil {
		return contra, err
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
