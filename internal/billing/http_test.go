package billing_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

// The worked examples of a bill, each as a user would see it.
func TestWorkedExamples(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		a, b, c := h.Inpatient("30.00"), h.Inpatient("30.00"), h.Inpatient("50.00")
		xray := h.Service("X-ray", "120.00")
		h.Client("nurse").Post(b.BillPath("/charges"), map[string]any{"service_id": xray}).Expect(http.StatusCreated)
		h.Clock.Advance(time.Hour)
		expectDue(t, b, "150.00")
		expectDue(t, c, "50.00")
		h.Clock.Advance(90 * time.Minute)
		expectDue(t, a, "90.00")
		a.Discharge()
		h.Clock.Advance(100 * time.Hour)
		expectDue(t, a, "90.00")
		if n := len(a.Bill().List("charges")); n != 1 {
			t.Errorf("%d charges for one stay", n)
		}
	})
}

func TestTestUnitOfAMinute(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.Inpatient("30.00")
		h.Clock.Advance(150 * time.Second)
		expectDue(t, c, "90.00")
	}, talaantest.BillingUnit(time.Minute))
}

func TestRateChangeLeavesOpenStays(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		bed := h.Bed("30.00")
		c := h.CheckIn().Confirm("Inpatient").Admit(bed)
		room := h.Client("admin").Get(fmt.Sprintf("/beds/%d", bed)).Int("room_id")
		h.Client("admin").Patch(fmt.Sprintf("/rooms/%d", room), map[string]any{"hourly_rate": "50.00"}).Expect(http.StatusOK)
		h.Clock.Advance(2 * time.Hour)
		expectDue(t, c, "60.00")
		c.Discharge()
		expectDue(t, c, "60.00")
		next := h.CheckIn().Confirm("Inpatient").Admit(bed)
		expectDue(t, next, "50.00")
	})
}

func TestTransferBillsBothRooms(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.Inpatient("30.00")
		dear := h.Bed("50.00")
		h.Clock.Advance(40 * time.Minute)
		h.Client("nurse").Post(c.Path("/transfer"), map[string]any{"bed_id": dear}).Expect(http.StatusOK)
		h.Clock.Advance(30 * time.Minute)
		c.Discharge()
		expectDue(t, c, "80.00")
		charges := c.Bill().List("charges")
		if len(charges) != 2 {
			t.Fatalf("%d bed charges, want one per stay", len(charges))
		}
	})
}

func expectDue(t *testing.T, c *talaantest.Case, want string) {
	t.Helper()
	if got := c.Bill().String("total_due"); got != want {
		t.Errorf("due %s, want %s", got, want)
	}
}

// The stored quantity, which lists show, follows the meter; ticking again, or
// after the clock stepped back, changes nothing.
func TestTick(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		a, b := h.Inpatient("30.00"), h.Inpatient("50.00")
		b.Discharge()
		h.Clock.Advance(72*time.Hour + time.Second) // three days down
		for range 2 {
			talaantest.Must(t, h.Billing.Tick(t.Context()))
		}
		expectDue(t, a, "2190.00")
		expectDue(t, b, "50.00")
		listed := h.Client("teller").Get("/bills?limit=10").Expect(http.StatusOK)
		if got := listed.String("items.1.total_charges"); got != "2190.00" {
			t.Errorf("the list shows %s after the tick", got)
		}
		h.Clock.Advance(-48 * time.Hour)
		talaantest.Must(t, h.Billing.Tick(t.Context()))
		expectDue(t, a, "2190.00")
		a.Discharge()
		expectDue(t, a, "2190.00")
	})
}

// An error on one charge never stops the others.
func TestTickGoesOnAfterAnError(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		bad, good := h.Inpatient("30.00"), h.Inpatient("30.00")
		refuse := "CREATE TRIGGER bad BEFORE UPDATE ON charges WHEN OLD.bill_id = %d BEGIN SELECT RAISE(ABORT, 'broken'); END"
		if h.Engine == sqldb.MySQL {
			refuse = "CREATE TRIGGER bad BEFORE UPDATE ON charges FOR EACH ROW IF OLD.bill_id = %d THEN SIGNAL SQLSTATE '45000'; END IF"
		}
		talaantest.Must(t, h.Tx("admin", func(ctx context.Context, tx *sqldb.Tx) error {
			_, err := tx.Exec(ctx, fmt.Sprintf(refuse, bad.BillID))
			return err
		}))
		h.Clock.Advance(90 * time.Minute)
		if err := h.Billing.Tick(t.Context()); err == nil {
			t.Error("a tick that could not bring a charge up to date says nothing")
		}
		listed := h.Client("teller").Get("/bills").Expect(http.StatusOK)
		if got := listed.String("items.0.total_charges"); got != "60.00" || listed.Int("items.0.id") != good.BillID {
			t.Errorf("the good bill shows %s", listed.Text)
		}
		if !strings.Contains(h.Log.String(), "charge not brought up to date") {
			t.Error("the bad charge is not in the log")
		}
	})
}

func TestChargesKeepTheirPrice(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.Outpatient()
		cbc := h.Service("CBC", "250.00")
		teller := h.Client("teller")
		teller.Post(c.BillPath("/charges"), map[string]any{"service_id": cbc, "quantity": 2}).Expect(http.StatusCreated)
		h.Client("admin").Patch(fmt.Sprintf("/services/%d", cbc), map[string]any{"price": "300.00"}).Expect(http.StatusOK)
		expectDue(t, c, "500.00")
		teller.Post(c.BillPath("/charges"), map[string]any{"service_id": cbc}).Expect(http.StatusCreated)
		expectDue(t, c, "800.00")

		first := c.Bill().Int("charges.0.id")
		path := c.BillPath(fmt.Sprintf("/charges/%d/reverse", first))
		teller.Post(path, map[string]any{"reason": ""}).Refused(http.StatusUnprocessableEntity, "body.reason")
		teller.Post(path, map[string]any{"reason": "Charged to the wrong patient"}).Expect(http.StatusCreated)
		teller.Post(path, map[string]any{"reason": "Again"}).Refused(http.StatusConflict, "")
		expectDue(t, c, "300.00")
		if b := c.Bill(); len(b.List("charges")) != 3 || b.At("charges.0.reversed") != true || b.String("charges.2.amount") != "-500.00" {
			t.Errorf("both entries stay on the bill: %s", b.Text)
		}
		h.Client("admin").Patch(fmt.Sprintf("/services/%d", cbc), map[string]any{"active": false}).Expect(http.StatusOK)
		teller.Post(c.BillPath("/charges"), map[string]any{"service_id": cbc}).Refused(http.StatusUnprocessableEntity, "body.service_id")
		h.Client("admin").Delete(fmt.Sprintf("/services/%d", cbc)).Refused(http.StatusConflict, "")
	})
}

func TestPayments(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		teller := h.Client("teller")
		c := h.Inpatient("30.00")
		pay := func(amount, tendered string) *talaantest.Answer {
			return teller.Post(c.BillPath("/payments"), map[string]any{"amount": amount, "tendered": tendered})
		}
		pay("0.00", "0.00").Refused(http.StatusUnprocessableEntity, "body.amount")
		pay("100.00", "99.99").Refused(http.StatusUnprocessableEntity, "body.tendered")
		pay("-5.00", "5.00").Refused(http.StatusUnprocessableEntity, "body.amount")
		deposit := pay("100.00", "100.00").Expect(http.StatusCreated) // above the running total of 30.00
		if b := c.Bill(); b.String("status") != "Paid" || b.String("balance") != "-70.00" {
			t.Errorf("after a deposit: %s", b.Text)
		}
		teller.Post(c.BillPath("/finalize"), nil).Refused(http.StatusConflict, "")
		h.Clock.Advance(5 * time.Hour)
		c.Discharge().FinalBill()
		teller.Post(c.BillPath("/finalize"), nil).Refused(http.StatusConflict, "")
		pay("50.01", "100.00").Refused(http.StatusUnprocessableEntity, "body.amount")
		last := pay("50.00", "1000.00").Expect(http.StatusCreated)
		if last.String("change") != "950.00" || last.Int("receipt_number") != deposit.Int("receipt_number")+1 {
			t.Errorf("last payment: %s", last.Text)
		}
		pay("1.00", "1.00").Refused(http.StatusConflict, "")

		void := fmt.Sprintf("/payments/%d/void", last.Int("id"))
		h.Client("nurse").Post(void, map[string]any{"reason": "x"}).Refused(http.StatusForbidden, "")
		teller.Post(void, map[string]any{"reason": "Wrong bill"}).Expect(http.StatusCreated)
		teller.Post(void, map[string]any{"reason": "Twice"}).Refused(http.StatusConflict, "")
		if b := c.Bill(); b.String("status") != "Partial" || b.String("balance") != "50.00" || len(b.List("payments")) != 3 {
			t.Errorf("after the void: %s", b.Text)
		}
		again := pay("50.00", "50.00").Expect(http.StatusCreated)
		if again.Int("receipt_number") != last.Int("receipt_number")+1 {
			t.Errorf("a voided receipt keeps its number; the next is %d", again.Int("receipt_number"))
		}
	})
}

// A final bill whose charges were all reversed is cancelled, once what was paid
// is given back. Nothing can be done to it any more.
func TestCancelledBill(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		teller, c := h.Client("teller"), h.Outpatient()
		id := charge(h, c, h.Service("X-ray", "120.00"))
		paid := teller.Post(c.BillPath("/payments"), map[string]any{"amount": "50.00"}).Expect(http.StatusCreated).Int("id")
		c.Discharge().FinalBill()
		stands := func(status string, cancelled int) {
			t.Helper()
			if got := c.Bill().String("status"); got != status {
				t.Errorf("the bill is %s, not %s", got, status)
			}
			if list := teller.Get("/bills?status=Cancelled").Expect(http.StatusOK).List("items"); len(list) != cancelled {
				t.Errorf("%d bills are listed as cancelled, not %d", len(list), cancelled)
			}
			verified(t, h)
		}
		stands("Partial", 0)
		teller.Post(c.BillPath(fmt.Sprintf("/charges/%d/reverse", id)), map[string]any{"reason": "Another patient's"}).Expect(http.StatusCreated)
		stands("Paid", 0) // and to be given back
		teller.Post(fmt.Sprintf("/payments/%d/refund", paid), map[string]any{"reason": "Another patient's"}).Expect(http.StatusCreated)
		stands("Cancelled", 1)
		for path, b := range map[string]map[string]any{
			"/payments": {"amount": "1.00"}, "/charges": {"service_id": h.Service("CBC", "1.00")}, "/finalize": nil, "/refunds": {"reason": "x"},
			"/promissory-notes": {"due_date": h.Clock.Now().AddDate(0, 1, 0).Format(time.DateOnly), "maker_name": "Ana", "co_maker_name": "Ben"},
		} {
			teller.Post(c.BillPath(path), b).Refused(http.StatusConflict, "")
		}
		stands("Cancelled", 1)
	})
}

// A lost answer is asked for again with the same key: one payment, one receipt.
func TestPaymentIsTakenOncePerKey(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.Inpatient("30.00")
		teller := h.Client("teller").WithKey("form-1")
		body := map[string]any{"amount": "10.00", "tendered": "20.00"}
		first := teller.Post(c.BillPath("/payments"), body).Expect(http.StatusCreated)
		second := teller.Post(c.BillPath("/payments"), body).Expect(http.StatusCreated)
		if first.Text != second.Text || second.Header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("first %s, then %s", first.Text, second.Text)
		}
		if n := len(c.Bill().List("payments")); n != 1 {
			t.Errorf("%d payments", n)
		}
		teller.Post(c.BillPath("/payments"), map[string]any{"amount": "11.00"}).Refused(http.StatusUnprocessableEntity, "header.Idempotency-Key")
	})
}

func TestLateCharges(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.Outpatient()
		service := h.Service("Medical certificate", "100.00")
		c.Discharge()
		charge := map[string]any{"service_id": service}
		h.Client("nurse").Post(c.BillPath("/charges"), charge).Refused(http.StatusConflict, "")
		h.Client("teller").Post(c.BillPath("/charges"), charge).Expect(http.StatusCreated)
		c.FinalBill()
		h.Client("teller").Post(c.BillPath("/charges"), charge).Refused(http.StatusConflict, "")
		expectDue(t, c, "100.00")
	})
}

// The teller's window asks for bills by what they wait for.
func TestBillsThatWait(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		teller := h.Client("teller")
		paid, c := h.Outpatient(), h.Outpatient()
		charge := map[string]any{"service_id": h.Service("X-ray", "120.00")}
		teller.Post(c.BillPath("/charges"), charge).Expect(http.StatusCreated)
		expect := func(stage string, finalBill, payment []int64) {
			t.Helper()
			for waits, want := range map[string][]int64{"final_bill": finalBill, "payment": payment} {
				listed, got := teller.Get("/bills?waits_for="+waits).Expect(http.StatusOK), []int64{}
				for i := range listed.List("items") {
					got = append(got, listed.Int(fmt.Sprintf("items.%d.id", i)))
				}
				if !slices.Equal(got, want) {
					t.Errorf("%s: bills %v wait for %s, want %v", stage, got, waits, want)
				}
			}
			if n := teller.Get("/home").Int("outstanding.awaiting_final"); n != int64(len(finalBill)) {
				t.Errorf("%s: home counts %d bills to be issued, want %d", stage, n, len(finalBill))
			}
		}
		teller.Post(paid.BillPath("/payments"), map[string]any{"amount": "500.00"}).Expect(http.StatusCreated) // a deposit
		expect("in care", []int64{}, []int64{})
		c.Discharge()
		paid.Discharge()
		expect("discharged", []int64{c.BillID, paid.BillID}, []int64{})
		c.FinalBill()
		paid.FinalBill() // a deposit is left over
		expect("final", []int64{}, []int64{c.BillID})
		note := map[string]any{"amount": "100.00", "due_date": h.Clock.Now().AddDate(0, 1, 0).Format(time.DateOnly), "maker_name": "Ana", "co_maker_name": "Ben"}
		teller.Post(c.BillPath("/promissory-notes"), note).Expect(http.StatusCreated)
		expect("partly promised", []int64{}, []int64{c.BillID})
		teller.Post(c.BillPath("/payments"), map[string]any{"amount": "20.00"}).Expect(http.StatusCreated)
		expect("promised", []int64{}, []int64{})
		teller.Get("/bills?waits_for=nothing").Refused(http.StatusUnprocessableEntity, "query.waits_for")
	})
}
