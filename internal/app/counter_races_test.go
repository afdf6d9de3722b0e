package app_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"talaan/internal/authz"
	"talaan/internal/sqldb"
	"talaan/internal/staff"
	"talaan/internal/talaantest"
)

// tellers makes n tellers, each signed in and with an open shift.
func tellers(t *testing.T, h *talaantest.Hospital, n int) []*talaantest.Client {
	t.Helper()
	hash, err := staff.HashPassword(t.Context(), talaantest.Password)
	talaantest.Must(t, err)
	talaantest.Must(t, h.Tx("admin", func(ctx context.Context, tx *sqldb.Tx) error {
		for i := range n {
			f := staff.UserFields{UserID: fmt.Sprintf("teller%d", i), GivenName: "Teller", FamilyName: fmt.Sprint(i), Roles: []authz.Role{authz.Teller}}
			if _, err := staff.CreateUser(ctx, tx, f, hash); err != nil {
				return err
			}
		}
		return nil
	}))
	out := make([]*talaantest.Client, n)
	for i := range out {
		out[i] = h.Client(fmt.Sprintf("teller%d", i))
		out[i].Post("/shifts", body{"opening_cash": "100.00"}).Expect(http.StatusCreated)
	}
	return out
}

// Fifty tellers at once, each with a bill and some with a slip of the finger:
// one series of receipts without a gap, every drawer exact, and a day's report
// that is the sum of them.
func TestFiftyTellersAtOnce(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		const n = 50
		windows := tellers(t, h, n)
		bills := make([]*talaantest.Case, n)
		for i := range bills {
			bills[i] = h.Outpatient()
		}
		answers := atOnce(n, func(i int) *talaantest.Answer {
			a := windows[i].Post(bills[i].BillPath("/payments"), body{"amount": "10.00", "tendered": "20.00"})
			if i%5 == 0 && a.Status == http.StatusCreated {
				windows[i].Post(fmt.Sprintf("/payments/%d/void", a.Int("id")), body{"reason": "Typing"}).Expect(http.StatusCreated)
			}
			return a
		})
		numbers := make([]int64, n)
		for i, a := range answers {
			numbers[i] = a.Expect(http.StatusCreated).Int("receipt_number")
		}
		slices.Sort(numbers)
		if numbers[0] != 1 || numbers[n-1] != n || len(slices.Compact(numbers)) != n {
			t.Errorf("the receipts are %v", numbers)
		}
		report := windows[0].Get("/cash-report").Expect(http.StatusOK)
		if report.Int("total.receipts") != n || report.String("total.payments") != "500.00" || report.String("total.voids") != "100.00" || len(report.List("shifts")) != n+1 { // and the teller who began the cases
			t.Errorf("the day's report: %.400s", report.Text)
		}
		for i, w := range windows {
			want := "110.00"
			if i%5 == 0 {
				want = "100.00"
			}
			if got := w.Get("/shifts/current").String("shift.expected_cash"); got != want {
				t.Errorf("drawer %d holds %s, not %s", i, got, want)
			}
		}
	})
}

// Two tellers on one bill who both saw 100.00: one payment, and the other is
// told the new balance. So for two who promise, or give a deposit back.
func TestTwoTellersOnOneBill(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		windows := tellers(t, h, 8)
		service := h.Service("X-ray", "100.00")
		owing := func() *talaantest.Case {
			c := h.Outpatient()
			h.Client("nurse").Post(c.BillPath("/charges"), body{"service_id": service}).Expect(http.StatusCreated)
			return c
		}
		c := owing().Discharge().FinalBill()
		for _, a := range atOnce(8, func(i int) *talaantest.Answer {
			return windows[i].Post(c.BillPath("/payments"), body{"amount": "60.00", "expected_balance": "100.00"})
		}) {
			if a.Status != http.StatusCreated && a.Refused(http.StatusConflict, "body.expected_balance").String("current.balance") != "40.00" {
				t.Errorf("the second teller is told %s", a.Text)
			}
		}
		if b := c.Bill(); b.String("balance") != "40.00" || len(b.List("payments")) != 1 {
			t.Errorf("after both: %s", b.Text)
		}
		oneWins(t, "promissory note", http.StatusCreated, atOnce(8, func(i int) *talaantest.Answer {
			return windows[i].Post(c.BillPath("/promissory-notes"), body{"due_date": "2026-07-01", "maker_name": "A", "co_maker_name": "B"})
		}))

		d := owing()
		windows[0].Post(d.BillPath("/payments"), body{"amount": "150.00"}).Expect(http.StatusCreated)
		d.Discharge().FinalBill()
		oneWins(t, "refund", http.StatusCreated, atOnce(8, func(i int) *talaantest.Answer {
			return windows[i].Post(d.BillPath("/refunds"), body{"reason": "Deposit"})
		}))
		if b := d.Bill(); b.String("balance") != "0.00" {
			t.Errorf("after the refund: %s", b.Text)
		}
	})
}

// Opening a shift in two tabs opens one; and what is paid while a shift is
// being closed is in its count, or refused: never beside it.
func TestShiftRaces(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		admin := h.Client("admin")
		c := h.Outpatient()
		var before int64
		for round := range 4 {
			open := oneWins(t, "open", http.StatusCreated, atOnce(6, func(int) *talaantest.Answer {
				if before == 0 {
					return admin.Post("/shifts", body{"opening_cash": "0.00"})
				}
				return admin.Post("/shifts", body{"taken_over_id": before})
			})).Int("id")
			answers := atOnce(9, func(i int) *talaantest.Answer {
				if i > 0 {
					return admin.WithKey(fmt.Sprintf("round %d window %d", round, i)).Post(c.BillPath("/payments"), body{"amount": "1.00"})
				}
				return admin.Post(fmt.Sprintf("/shifts/%d/close", open), body{"counts": body{"c1": 7}, "note": "Whatever is there"})
			})
			answers[0].Expect(http.StatusOK)
			var taken int
			for _, a := range answers[1:] {
				if a.Status == http.StatusCreated {
					taken++
				} else {
					a.Refused(http.StatusConflict, "")
				}
			}
			shift := admin.Get(fmt.Sprintf("/shifts/%d", open)).Expect(http.StatusOK)
			if want := fmt.Sprintf("%d.00", taken); shift.String("payments") != want || shift.String("expected_cash") != answers[0].String("expected_cash") {
				t.Errorf("%d payments were taken; the close said %s and the shift says %s", taken, answers[0].Text, shift.Text)
			}
			before = open
		}
		if got := admin.Get(fmt.Sprintf("/shifts?open=true&teller_id=%d", h.User("admin").ID)).List("items"); len(got) != 0 {
			t.Errorf("%d shifts are open", len(got))
		}
	})
}

// One drawer is taken over by one teller.
func TestOneTakesTheDrawerOver(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		id := h.Client("teller").Get("/shifts/current").Int("shift.id")
		windows := tellers(t, h, 6)
		for i, w := range windows {
			w.Post(fmt.Sprintf("/shifts/%d/close", w.Get("/shifts/current").Int("shift.id")), body{"counts": body{"100": 1}}).Expect(http.StatusOK)
			if i == 0 {
				h.Client("teller").Post(fmt.Sprintf("/shifts/%d/close", id), body{"counts": body{}}).Expect(http.StatusOK)
			}
		}
		oneWins(t, "hand-over", http.StatusCreated, atOnce(6, func(i int) *talaantest.Answer {
			return windows[i].Post("/shifts", body{"taken_over_id": id})
		}))
	})
}
