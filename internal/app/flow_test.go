package app_test

import (
	"net/http"
	"testing"
	"time"

	"talaan/internal/talaantest"
)

// One patient's whole way through the house, on both engines.
func TestWholeFlow(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		bed := h.Bed("30.00")
		xray := h.Service("X-ray", "120.00")
		c := h.CheckIn()
		got := h.Client("receptionist").Get(c.Path("")).Expect(http.StatusOK)
		if got.String("status") != "Pending" || got.String("intent") != "Undecided" || got.At("bill_id") != nil {
			t.Fatalf("after check-in: %s", got.Text)
		}
		if n := got.String("case_number"); n != "CN20260615-0001" {
			t.Errorf("first case number of the day is %s", n)
		}
		c.Confirm("Inpatient").Admit(bed)
		if free := h.Client("coder").Get("/beds?free=true").List("items"); len(free) != 0 {
			t.Errorf("the bed is still free: %v", free)
		}
		h.Client("doctor").Post(c.BillPath("/charges"), map[string]any{"service_id": xray, "quantity": 1}).Expect(http.StatusCreated)
		h.Clock.Advance(time.Hour)
		bill := c.Bill()
		if bill.String("total_due") != "150.00" || bill.String("status") != "Unpaid" {
			t.Errorf("bed 30.00 for 1 h and X-ray 120.00: %s", bill.Text)
		}
		c.Discharge()
		if free := h.Client("coder").Get("/beds?free=true").List("items"); len(free) != 1 {
			t.Errorf("the bed was not freed: %v", free)
		}
		h.Clock.Advance(72 * time.Hour)
		c.FinalBill()
		part := h.Client("teller").Post(c.BillPath("/payments"), map[string]any{"amount": "100.00", "tendered": "500.00"}).Expect(http.StatusCreated)
		if part.String("change") != "400.00" || part.Int("receipt_number") != 1 {
			t.Errorf("part payment: %s", part.Text)
		}
		if s := c.Bill().String("status"); s != "Partial" {
			t.Errorf("after a part payment the bill is %s", s)
		}
		h.Client("teller").Post(c.BillPath("/payments"), map[string]any{"amount": "50.01", "tendered": "100.00"}).Refused(http.StatusUnprocessableEntity, "body.amount")
		h.Client("teller").Post(c.BillPath("/payments"), map[string]any{"amount": "50.00", "tendered": "100.00"}).Expect(http.StatusCreated)
		bill = c.Bill()
		if bill.String("status") != "Paid" || bill.String("balance") != "0.00" {
			t.Errorf("after full payment: %s", bill.Text)
		}
		if end := h.Client("doctor").Get(c.Path("")); end.At("archived_at") == nil {
			t.Errorf("the settled case is not archived: %s", end.Text)
		}
	})
}
