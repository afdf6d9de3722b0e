package billing

import (
	"context"
	"fmt"

	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/sqldb"
)

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
