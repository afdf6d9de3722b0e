package billing_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

// A fault of each kind is planted into a sound ledger, found, named with its
// bill, and taken out again.
func TestVerifyFindsEveryFault(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		final := seniorInpatient(h)
		reduce(h, final)
		final.Discharge().FinalBill()
		teller := h.Client("teller")
		teller.Post(final.BillPath("/payments"), body{"amount": "1000.00"}).Expect(http.StatusCreated)
		void := teller.Post(final.BillPath("/payments"), body{"amount": "500.00"}).Expect(http.StatusCreated).Int("id")
		teller.Post(fmt.Sprintf("/payments/%d/void", void), body{"reason": "Wrong bill"}).Expect(http.StatusCreated)
		teller.Post(final.BillPath("/payments"), body{"amount": "500.00"}).Expect(http.StatusCreated)
		stay := h.Inpatient("30.00")
		x := charge(h, stay, h.Service("X-ray", "120.00"))
		teller.Post(stay.BillPath(fmt.Sprintf("/charges/%d/reverse", x)), body{"reason": "Not done"}).Expect(http.StatusCreated)
		teller.Post(stay.BillPath("/statutory-discount"), body{"kind": "senior", "id_type": "OSCA ID", "id_number": "1"}).Expect(http.StatusCreated)
		h.Clock.Advance(150 * time.Minute)
		talaantest.Must(t, h.Billing.Tick(t.Context()))
		stay.Discharge()
		open := h.Inpatient("50.00")
		h.Clock.Advance(90 * time.Minute)
		talaantest.Must(t, h.Billing.Tick(t.Context()))
		verified(t, h)

		bed := fmt.Sprintf("(SELECT id FROM (SELECT id FROM charges WHERE bill_id = %d AND kind = 'stay') AS x)", stay.BillID)
		entry := fmt.Sprintf("(SELECT id FROM (SELECT MIN(id) AS id FROM adjustments WHERE bill_id = %d) AS x)", final.BillID)
		for _, p := range []struct {
			bill            *talaantest.Case
			says            string
			fault, takenOut string
		}{
			{final, "total of charges", "UPDATE bills SET total_charges = total_charges + 1 WHERE id = %d", "UPDATE bills SET total_charges = total_charges - 1 WHERE id = %d"},
			{final, "total of discounts", "UPDATE bills SET total_discounts = total_discounts + 1 WHERE id = %d", "UPDATE bills SET total_discounts = total_discounts - 1 WHERE id = %d"},
			{stay, "total of discounts", "UPDATE bills SET total_discounts = total_discounts + 1 WHERE id = %d", "UPDATE bills SET total_discounts = total_discounts - 1 WHERE id = %d"},
			{final, "total of coverage", "UPDATE bills SET total_coverage = total_coverage - 1 WHERE id = %d", "UPDATE bills SET total_coverage = total_coverage + 1 WHERE id = %d"},
			{final, "total of payments", "UPDATE bills SET total_paid = total_paid + 100 WHERE id = %d", "UPDATE bills SET total_paid = total_paid - 100 WHERE id = %d"},
			{final, "status", "UPDATE bills SET status = 'Paid' WHERE id = %d", "UPDATE bills SET status = 'Partial' WHERE id = %d"},
			{final, "discounts or coverage are posted", "UPDATE bills SET finalized_at = NULL WHERE id = %d", "UPDATE bills SET finalized_at = 1 WHERE id = %d"},
			{final, "are taken off charge", "UPDATE adjustments SET amount = amount + 999999900 WHERE bill_id = %d AND id = " + entry, "UPDATE adjustments SET amount = amount - 999999900 WHERE bill_id = %d AND id = " + entry},
			{final, "has its ground on another bill", "UPDATE entitlements SET bill_id = " + fmt.Sprint(open.BillID) + " WHERE bill_id = %d AND kind = 'hmo'", fmt.Sprintf("UPDATE entitlements SET bill_id = %%d WHERE bill_id = %d AND kind = 'hmo'", open.BillID)},
			{stay, "together they must come to nothing", "UPDATE charges SET quantity = -2 WHERE bill_id = %d AND reverses_id IS NOT NULL", "UPDATE charges SET quantity = -1 WHERE bill_id = %d AND reverses_id IS NOT NULL"},
			{stay, "undoes nothing", "UPDATE charges SET quantity = -quantity WHERE bill_id = %d AND reverses_id IS NULL AND kind = 'service'", "UPDATE charges SET quantity = -quantity WHERE bill_id = %d AND reverses_id IS NULL AND kind = 'service'"},
			{final, "is voided by payment", "UPDATE payments SET amount = amount + 1 WHERE bill_id = %d AND voids_id IS NOT NULL", "UPDATE payments SET amount = amount - 1 WHERE bill_id = %d AND voids_id IS NOT NULL"},
			{stay, "the meter was read at", "UPDATE charges SET quantity = quantity + 1 WHERE bill_id = %d AND id = " + bed, "UPDATE charges SET quantity = quantity - 1 WHERE bill_id = %d AND id = " + bed},
			{stay, "from its beginning to its end are", "UPDATE charges SET quantity = quantity - 1 WHERE bill_id = %d AND id = " + bed, "UPDATE charges SET quantity = quantity + 1 WHERE bill_id = %d AND id = " + bed},
			{open, "the meter was read at", "UPDATE charges SET quantity = quantity + 1 WHERE bill_id = %d", "UPDATE charges SET quantity = quantity - 1 WHERE bill_id = %d"},
			{stay, "not at the rate and the times", "UPDATE charges SET unit_price = unit_price + 1 WHERE bill_id = %d AND id = " + bed, "UPDATE charges SET unit_price = unit_price - 1 WHERE bill_id = %d AND id = " + bed},
			{stay, "has 0 charges", "UPDATE charges SET bill_id = " + fmt.Sprint(final.BillID) + " WHERE bill_id = %d AND kind = 'stay'", fmt.Sprintf("UPDATE charges SET bill_id = %%d WHERE bill_id = %d AND kind = 'stay'", final.BillID)},
		} {
			plant(t, h, fmt.Sprintf(p.fault, p.bill.BillID))
			if !found(t, h, p.bill.BillID, p.says) {
				t.Errorf("%s\nis not found", p.fault)
			}
			plant(t, h, fmt.Sprintf(p.takenOut, p.bill.BillID))
			verified(t, h)
		}
		plant(t, h, "UPDATE payments SET receipt_number = 12 WHERE receipt_number = 2")
		if !found(t, h, 0, "receipt 2 is missing") || !found(t, h, 0, "receipts 4 to 11 are missing") {
			t.Error("a gap between receipts is not found")
		}
		plant(t, h, "UPDATE payments SET receipt_number = 2 WHERE receipt_number = 12")
		plant(t, h, "UPDATE counters SET value = value + 1 WHERE name = 'receipt'")
		if !found(t, h, 0, "receipt 4 is missing") {
			t.Error("a missing last receipt is not found")
		}
	})
}

// Faults of drawers and of what was given back are found too.
func TestVerifyTheCounter(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c, teller := owing(h), h.Client("teller")
		paid := teller.Post(c.BillPath("/payments"), body{"amount": "300.00"}).Expect(http.StatusCreated).Int("id")
		other := teller.Post(c.BillPath("/payments"), body{"amount": "100.00"}).Expect(http.StatusCreated).Int("id")
		refund := teller.Post(fmt.Sprintf("/payments/%d/refund", paid), body{"amount": "200.00", "reason": "Because"}).Expect(http.StatusCreated).Int("id")
		first := teller.Get("/shifts/current").Int("shift.id")
		teller.Post(fmt.Sprintf("/shifts/%d/close", first), body{"counts": body{"200": 1}}).Expect(http.StatusOK)
		second := teller.Post("/shifts", body{"taken_over_id": first}).Expect(http.StatusCreated).Int("id")
		verified(t, h)
		for _, p := range []struct {
			bill            int64
			says            string
			fault, takenOut string
		}{
			{c.BillID, "is refunded by ₱100.00 more than it was", fmt.Sprintf("UPDATE payments SET refunds_id = %d WHERE id = %d", other, refund), fmt.Sprintf("UPDATE payments SET refunds_id = %d WHERE id = %d", paid, refund)},
			{c.BillID, "refunds payment", fmt.Sprintf("UPDATE payments SET refunds_id = %d WHERE id = %d", refund, refund), fmt.Sprintf("UPDATE payments SET refunds_id = %d WHERE id = %d", paid, refund)},
			{c.BillID, "gives back ₱100.00 more than was paid", fmt.Sprintf("UPDATE payments SET amount = -50000 WHERE id = %d", refund), fmt.Sprintf("UPDATE payments SET amount = -20000 WHERE id = %d", refund)},
			{c.BillID, "is in no shift", fmt.Sprintf("UPDATE payments SET shift_id = NULL WHERE id = %d", refund), fmt.Sprintf("UPDATE payments SET shift_id = %d WHERE id = %d", first, refund)},
			{0, "its entries come to", fmt.Sprintf("UPDATE payments SET shift_id = %d WHERE id = %d", second, other), fmt.Sprintf("UPDATE payments SET shift_id = %d WHERE id = %d", first, other)},
			{0, "not what shift", fmt.Sprintf("UPDATE shifts SET opening_cash = 1 WHERE id = %d", second), fmt.Sprintf("UPDATE shifts SET opening_cash = 20000 WHERE id = %d", second)},
			{0, "refund voucher 1 is missing", "UPDATE payments SET voucher_number = 2 WHERE voucher_number = 1", "UPDATE payments SET voucher_number = 1 WHERE voucher_number = 2"},
		} {
			plant(t, h, p.fault)
			if !found(t, h, p.bill, p.says) {
				t.Errorf("%s\nis not found", p.fault)
			}
			plant(t, h, p.takenOut)
			verified(t, h)
		}
	})
}

func plant(t *testing.T, h *talaantest.Hospital, query string) {
	t.Helper()
	talaantest.Must(t, h.Tx("admin", func(ctx context.Context, tx *sqldb.Tx) error {
		n, err := tx.Exec(ctx, query)
		if err == nil && n == 0 {
			err = fmt.Errorf("%s: touches nothing", query)
		}
		return err
	}))
}

func found(t *testing.T, h *talaantest.Hospital, bill int64, says string) bool {
	t.Helper()
	for _, f := range faults(t, h) {
		if f.BillID == bill && strings.Contains(f.What, says) {
			return true
		}
	}
	return false
}

// A clock that steps back leaves a ledger that adds up.
func TestVerifyAfterTheClockSteppedBack(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.Inpatient("30.00")
		h.Clock.Advance(5 * time.Hour)
		talaantest.Must(t, h.Billing.Tick(t.Context()))
		h.Clock.Advance(-3 * time.Hour)
		c.Discharge()
		expectDue(t, c, "150.00")
		verified(t, h)
	})
}
