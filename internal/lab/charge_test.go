package lab_test

import (
	"fmt"
	"net/http"
	"testing"

	"talaan/internal/talaantest"
)

func (d desk) state(id int64, want string) *talaantest.Answer {
	d.t.Helper()
	got := d.Client("coder").Get(labPath(id, "")).Expect(http.StatusOK)
	if got.String("charge_state") != want {
		d.t.Errorf("the charge of test %d is %s, not %s", id, got.String("charge_state"), want)
	}
	return got
}

func (d desk) owes(c *talaantest.Case, want string) {
	d.t.Helper()
	if got := c.Bill().String("total_due"); got != want {
		d.t.Errorf("the bill is %s, not %s", got, want)
	}
}

// What is done before the case has a bill is charged when it gets one.
func TestChargedWhenTheBillOpens(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d desk) {
		cbc, xray, old := d.Service("CBC", "250.00"), d.Service("X-ray", "120.00"), d.Service("Old", "1.00")
		c := d.CheckIn()
		asked := d.request(c, body{"test_type": "X-ray", "service_id": xray})
		first := d.result(c, body{"service_id": cbc})
		second := d.result(c, body{"service_id": cbc})
		dropped := d.result(c, body{"service_id": cbc})
		gone := d.result(c, body{"service_id": old})
		free := d.result(c, nil)
		d.Client("nurse").Post(labPath(dropped, "/cancel"), body{"reason": "Wrong patient"}).Expect(http.StatusOK)
		d.Client("admin").Patch(fmt.Sprintf("/services/%d", old), body{"active": false}).Expect(http.StatusOK)
		for id, want := range map[int64]string{asked: "due", first: "due", second: "due", gone: "due", dropped: "none", free: "none"} {
			d.state(id, want)
		}
		version := d.state(first, "due").Int("version")
		c.Confirm("Outpatient")
		if a := d.Client("teller").Post(c.Path("/finalize"), body{}).Expect(http.StatusOK); a.String("bill.total_due") != "500.00" {
			t.Errorf("the teller was shown %s", a.Text)
		} else {
			c.BillID = a.Int("bill.id")
		}
		for id, want := range map[int64]string{asked: "due", first: "charged", second: "charged", gone: "due", dropped: "none", free: "none"} {
			d.state(id, want)
		}
		if got := d.state(first, "charged"); got.Int("version") != version {
			t.Error("whoever has the result open would be told that somebody changed it")
		}
		// The one whose service is gone waits for another one, and can still be corrected.
		d.Client("nurse").Patch(labPath(gone, ""), body{"result_summary": "Corrected"}).Expect(http.StatusOK)
		d.Client("nurse").Patch(labPath(gone, ""), body{"service_id": xray}).Expect(http.StatusOK)
		d.state(gone, "charged")
		d.complete(asked).Expect(http.StatusOK)
		d.owes(c, "740.00")
		d.Client("nurse").Patch(labPath(first, ""), body{"service_id": xray}).Refused(http.StatusConflict, "body.service_id")
		d.Client("nurse").Patch(labPath(first, ""), body{"service_id": nil}).Refused(http.StatusConflict, "body.service_id")
		d.owes(c, "740.00")
	})
}

// A finalisation and a result at the same moment: the price is on the bill once.
func TestChargedOnceWhileTheBillOpens(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d desk) {
		cbc := d.Service("CBC", "250.00")
		for range 5 {
			c := d.CheckIn()
			id := d.request(c, body{"test_type": "CBC", "service_id": cbc})
			c.Confirm("Outpatient")
			both := atOnce(2, func(i int) *talaantest.Answer {
				if i == 0 {
					return d.Client("teller").Post(c.Path("/finalize"), body{})
				}
				return d.complete(id)
			})
			c.BillID = both[0].Expect(http.StatusOK).Int("bill.id")
			both[1].Expect(http.StatusOK)
			d.owes(c, "250.00")
			d.state(id, "charged")
		}
	})
}

// After the discharge a nurse cannot charge, but the laboratory does; once the
// bill is final the result is saved without its price.
func TestLateResults(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d desk) {
		cbc := d.Service("CBC", "250.00")
		c := d.Outpatient()
		late, tooLate := d.request(c, body{"test_type": "Culture", "service_id": cbc}), d.request(c, body{"test_type": "Culture", "service_id": cbc})
		c.Discharge()
		d.Client("nurse").Post(c.BillPath("/charges"), body{"service_id": cbc}).Refused(http.StatusConflict, "")
		d.complete(late).Expect(http.StatusOK)
		d.state(late, "charged")
		d.owes(c, "250.00")
		c.FinalBill()
		d.state(tooLate, "too_late")
		if got := d.complete(tooLate).Expect(http.StatusOK); got.String("status") != "Done" || got.String("charge_state") != "too_late" {
			t.Errorf("after the final bill: %s", got.Text)
		}
		d.owes(c, "250.00")
		// Nor is a final bill changed when a result was entered in error.
		d.Client("nurse").Post(labPath(late, "/cancel"), body{"reason": "Wrong patient"}).Expect(http.StatusOK)
		d.state(late, "charged")
		d.owes(c, "250.00")
	})
}

func TestCancelledResultIsNotPaid(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d desk) {
		cbc := d.Service("CBC", "250.00")
		c := d.Outpatient()
		id, byTeller := d.result(c, body{"service_id": cbc}), d.result(c, body{"service_id": cbc})
		d.owes(c, "500.00")
		got := d.Client("nurse").Post(labPath(id, "/cancel"), body{"reason": "Wrong patient"}).Expect(http.StatusOK)
		if got.String("charge_state") != "reversed" || got.String("cancel_reason") != "Wrong patient" {
			t.Errorf("cancelled: %s", got.Text)
		}
		d.owes(c, "250.00")
		if bill := c.Bill(); bill.String("charges.2.reason") != "Wrong patient" {
			t.Errorf("the contra entry: %s", bill.Text)
		}
		// What a teller has reversed is not reversed again.
		charge := c.Bill().Int("charges.1.id")
		d.Client("teller").Post(fmt.Sprintf("%s/charges/%d/reverse", c.BillPath(""), charge), body{"reason": "Free"}).Expect(http.StatusCreated)
		d.state(byTeller, "reversed")
		d.Client("nurse").Post(labPath(byTeller, "/cancel"), body{"reason": "Error"}).Expect(http.StatusOK)
		d.owes(c, "0.00")
		if n := len(c.Bill().List("charges")); n != 4 {
			t.Errorf("%d lines", n)
		}
	})
}

// A service that is no longer offered is said before the result is lost.
func TestServiceNoLongerOffered(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d desk) {
		cbc := d.Service("CBC", "250.00")
		c := d.Outpatient()
		id := d.request(c, body{"test_type": "CBC", "service_id": cbc})
		d.Client("admin").Patch(fmt.Sprintf("/services/%d", cbc), body{"active": false}).Expect(http.StatusOK)
		d.complete(id).Refused(http.StatusConflict, "body.service_id")
		if got := d.state(id, "due"); got.String("status") != "Requested" {
			t.Errorf("refused, and is %s", got.String("status"))
		}
		d.Client("nurse").Patch(labPath(id, ""), body{"service_id": nil}).Expect(http.StatusOK)
		d.complete(id).Expect(http.StatusOK)
		d.state(id, "none")
		// A bill that is open takes the price of a result whose service comes later.
		other := d.Service("CBC, new", "300.00")
		d.Client("nurse").Patch(labPath(id, ""), body{"service_id": other}).Expect(http.StatusOK)
		d.state(id, "charged")
		d.owes(c, "300.00")
		if got := d.Client("nurse").Get("/lab-tests?q=cbc"); got.String("items.0.service_name") != "CBC, new" {
			t.Errorf("remembered: %s", got.Text)
		}
	})
}
