package billing_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"talaan/internal/paper/papertest"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

// owing brings a patient out of the house with a final bill of 500.00.
func owing(h *talaantest.Hospital) *talaantest.Case {
	c := h.Outpatient()
	h.Client("teller").Post(c.BillPath("/charges"), body{"service_id": h.Service(fmt.Sprintf("Consultation %d", c.BillID), "500.00")}).Expect(http.StatusCreated)
	return c.Discharge().FinalBill()
}

func path(format string, args ...any) string { return fmt.Sprintf(format, args...) }

// shows compares texts of an answer with what they shall be.
func shows(t *testing.T, a *talaantest.Answer, want map[string]any) {
	t.Helper()
	for at, v := range want {
		if got := a.At(at); fmt.Sprint(got) != fmt.Sprint(v) {
			t.Errorf("%s is %v, not %v: %.600s", at, got, v, a.Text)
		}
	}
}

func archived(h *talaantest.Hospital, c *talaantest.Case) bool {
	return h.Client("doctor").Get(c.Path("")).Expect(http.StatusOK).At("archived_at") != nil
}

// A shift from count to count: what the drawer must hold follows from what went
// through it, and the next teller begins with what was counted.
func TestShift(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c, admin := owing(h), h.Client("admin")
		refusal := admin.Post(c.BillPath("/payments"), body{"amount": "10.00"}).Refused(http.StatusConflict, "")
		if !strings.HasPrefix(refusal.String("detail"), "Open your shift first") {
			t.Errorf("a teller without a shift hears %q", refusal.String("detail"))
		}
		if admin.Get("/shifts/current").Expect(http.StatusOK).At("shift") != nil {
			t.Error("there is a shift before one is opened")
		}
		admin.Post("/shifts", body{}).Refused(http.StatusUnprocessableEntity, "body.opening_cash")
		shift := admin.Post("/shifts", body{"counts": body{"1000": 1, "20": 5, "c25": 4}}).Expect(http.StatusCreated)
		shows(t, shift, map[string]any{"opening_cash": "1101.00", "expected_cash": "1101.00", "open": true, "counted_cash": nil, "over_short": nil, "teller_name": "Test Admin"})
		admin.Post("/shifts", body{"opening_cash": "0.00"}).Refused(http.StatusConflict, "")

		paid := admin.Post(c.BillPath("/payments"), body{"amount": "300.00", "tendered": "500.00"}).Expect(http.StatusCreated)
		admin.Post(c.BillPath("/payments"), body{"amount": "100.00"}).Expect(http.StatusCreated)
		admin.Post(path("/payments/%d/void", paid.Int("id")), body{"reason": "Wrong bill"}).Expect(http.StatusCreated)
		moves := path("/shifts/%d/cash-moves", shift.Int("id"))
		admin.Post(moves, body{"direction": "in", "amount": "50.00", "reason": "Coins"}).Expect(http.StatusCreated)
		admin.Post(moves, body{"direction": "out", "amount": "1000.00", "reason": "To the bank"}).Expect(http.StatusCreated)
		admin.Post(moves, body{"direction": "out", "amount": "251.01", "reason": "More than there is"}).Refused(http.StatusConflict, "")
		h.Client("teller").Post(moves, body{"direction": "in", "amount": "1.00", "reason": "Into another's drawer"}).Refused(http.StatusConflict, "")
		now := admin.Get("/shifts/current").Expect(http.StatusOK)
		shows(t, now, map[string]any{
			"shift.payments": "400.00", "shift.voids": "300.00", "shift.refunds": "0.00", "shift.cash_in": "50.00", "shift.cash_out": "1000.00", "shift.expected_cash": "251.00",
			"shift.receipts": 2, "shift.first_receipt": 1, "shift.last_receipt": 2, "shift.opening_counts.20": 5, "shift.entries.2.kind": "void", "shift.entries.2.receipt_number": 1, "shift.cash_moves.1.amount": "-1000.00",
		})

		end := path("/shifts/%d/close", shift.Int("id"))
		h.Client("teller").Post(end, body{"counts": body{"200": 1, "50": 1, "1": 1}}).Refused(http.StatusForbidden, "")
		short := admin.Post(end, body{"counts": body{"200": 1, "50": 1}}).Refused(http.StatusUnprocessableEntity, "body.note")
		if !strings.Contains(short.Text, "₱1.00 short") {
			t.Errorf("a short drawer is answered %s", short.Text)
		}
		admin.Post(end, body{"counts": body{"surprise": 1}}).Refused(http.StatusUnprocessableEntity, "body.counts.surprise")
		h.Clock.Advance(time.Hour)
		closed := admin.Post(end, body{"counts": body{"200": 1, "50": 1}, "note": "A coin rolled away"}).Expect(http.StatusOK)
		shows(t, closed, map[string]any{"open": false, "counted_cash": "250.00", "expected_cash": "251.00", "over_short": "-1.00", "closing_note": "A coin rolled away", "closed_by_name": "Test Admin"})
		admin.Post(end, body{"counts": body{}}).Refused(http.StatusConflict, "")
		admin.Post(c.BillPath("/payments"), body{"amount": "10.00"}).Refused(http.StatusConflict, "")
		admin.Post(moves, body{"direction": "in", "amount": "1.00", "reason": "Too late"}).Refused(http.StatusConflict, "")

		over := admin.Post("/shifts", body{"opening_cash": "251.00", "taken_over_id": shift.Int("id")}).Refused(http.StatusUnprocessableEntity, "body.opening_cash")
		if !strings.Contains(over.Text, "₱250.00") {
			t.Errorf("another amount than was counted is answered %s", over.Text)
		}
		next := admin.Post("/shifts", body{"taken_over_id": shift.Int("id")}).Expect(http.StatusCreated)
		shows(t, next, map[string]any{"opening_cash": "250.00", "taken_over_id": shift.Int("id")})
		shows(t, admin.Get(path("/shifts/%d", shift.Int("id"))).Expect(http.StatusOK), map[string]any{"handed_to_id": next.Int("id"), "closing_counts.200": 1, "closing_counts.1": nil})
		mine := h.Client("teller").Get("/shifts/current").Int("shift.id")
		admin.Post(path("/shifts/%d/close", next.Int("id")), body{"counts": body{"50": 5}}).Expect(http.StatusOK)
		admin.Post("/shifts", body{"taken_over_id": shift.Int("id")}).Refused(http.StatusConflict, "body.taken_over_id")
		admin.Post("/shifts", body{"taken_over_id": mine}).Refused(http.StatusConflict, "body.taken_over_id")
		admin.Post("/shifts", body{"taken_over_id": 999999}).Refused(http.StatusUnprocessableEntity, "body.taken_over_id")
	})
}

// A teller went home with the shift open: an Admin counts and closes it.
func TestAbandonedShift(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c, teller := owing(h), h.Client("teller")
		teller.Post(c.BillPath("/payments"), body{"amount": "20.00"}).Expect(http.StatusCreated)
		id := teller.Get("/shifts/current").Int("shift.id")
		got := h.Client("admin").Post(path("/shifts/%d/close", id), body{"counts": body{"20": 1}}).Expect(http.StatusOK)
		shows(t, got, map[string]any{"teller_name": "Test Teller", "closed_by_name": "Test Admin", "over_short": "0.00"})
		teller.Post(c.BillPath("/payments"), body{"amount": "20.00"}).Refused(http.StatusConflict, "")
		list := teller.Get("/shifts?limit=1").Expect(http.StatusOK)
		shows(t, list, map[string]any{"items.0.id": id, "items.0.payments": "20.00", "next": nil})
		for query, n := range map[string]int{"open=true": 0, "date=2026-06-15": 1, "date=2026-06-14": 0, path("teller_id=%d", h.User("teller").ID): 1, path("teller_id=%d", h.User("admin").ID): 0} {
			if got := teller.Get("/shifts?" + query).Expect(http.StatusOK).List("items"); len(got) != n {
				t.Errorf("%s lists %d shifts, not %d", query, len(got), n)
			}
		}
		teller.Get("/shifts?date=yesterday").Refused(http.StatusUnprocessableEntity, "query.date")
		h.Client("nurse").Get("/shifts").Refused(http.StatusForbidden, "")
	})
}

// A payment is voided on its own day, from the drawer of whoever voids it;
// afterwards it is refunded.
func TestVoidAndRefund(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c, teller, admin := owing(h), h.Client("teller"), h.Client("admin")
		first := teller.Post(c.BillPath("/payments"), body{"amount": "200.00"}).Expect(http.StatusCreated)
		second := teller.Post(c.BillPath("/payments"), body{"amount": "300.00", "payer": "Aunt Rosa"}).Expect(http.StatusCreated)
		if !archived(h, c) {
			t.Error("the paid case is not archived")
		}
		id := teller.Get("/shifts/current").Int("shift.id")
		teller.Post(path("/shifts/%d/close", id), body{"counts": body{"500": 1}}).Expect(http.StatusOK)
		void := path("/payments/%d/void", first.Int("id"))
		admin.Post(void, body{"reason": "No shift"}).Refused(http.StatusConflict, "")
		admin.Post("/shifts", body{"opening_cash": "100.00"}).Expect(http.StatusCreated)
		admin.Post(void, body{"reason": "The drawer holds too little"}).Refused(http.StatusConflict, "")
		admin.Post(path("/shifts/%d/cash-moves", admin.Get("/shifts/current").Int("shift.id")), body{"direction": "in", "amount": "900.00", "reason": "From the safe"}).Expect(http.StatusCreated)
		h.Client("nurse").Post(void, body{"reason": "x"}).Refused(http.StatusForbidden, "")
		admin.Post(void, body{"reason": "Paid for the wrong patient"}).Expect(http.StatusCreated)
		if archived(h, c) {
			t.Error("the case stays archived although its bill owes again")
		}
		shows(t, admin.Get("/shifts/current"), map[string]any{"shift.voids": "200.00", "shift.expected_cash": "800.00"})
		shows(t, teller.Get(path("/shifts/%d", id)), map[string]any{"expected_cash": "500.00", "voids": "0.00", "over_short": "0.00"})

		h.Clock.Advance(24 * time.Hour)
		late := path("/payments/%d/void", second.Int("id"))
		if got := admin.Post(late, body{"reason": "Tomorrow"}).Refused(http.StatusConflict, ""); !strings.Contains(got.String("detail"), "refund") {
			t.Errorf("a late void is answered %s", got.Text)
		}
		refund := path("/payments/%d/refund", second.Int("id"))
		admin.Post(refund, body{"amount": "300.01", "reason": "x"}).Refused(http.StatusUnprocessableEntity, "body.amount")
		admin.Post(refund, body{"amount": "0.00", "reason": "x"}).Refused(http.StatusUnprocessableEntity, "body.amount")
		admin.Post(refund, body{"amount": "1.00"}).Refused(http.StatusUnprocessableEntity, "body.reason")
		h.Client("nurse").Post(refund, body{"reason": "x"}).Refused(http.StatusForbidden, "")
		part := admin.Post(refund, body{"amount": "100.00", "reason": "Paid twice"}).Expect(http.StatusCreated)
		shows(t, part, map[string]any{"kind": "refund", "amount": "-100.00", "payer": "Aunt Rosa", "voucher_number": 1, "receipt_number": nil, "refunds_id": second.Int("id")})
		rest := admin.Post(refund, body{"reason": "All of it"}).Expect(http.StatusCreated)
		shows(t, rest, map[string]any{"amount": "-200.00", "voucher_number": 2})
		admin.Post(refund, body{"reason": "Again"}).Refused(http.StatusConflict, "")
		admin.Post(path("/payments/%d/refund", rest.Int("id")), body{"reason": "A refund"}).Refused(http.StatusNotFound, "")
		admin.Post(path("/payments/%d/refund", first.Int("id")), body{"reason": "Voided"}).Refused(http.StatusConflict, "")
		shows(t, c.Bill(), map[string]any{"total_paid": "0.00", "balance": "500.00", "status": "Unpaid", "payments.1.refunded": "300.00", "payments.0.voided": true})
		again := admin.Post(c.BillPath("/payments"), body{"amount": "500.00"}).Expect(http.StatusCreated)
		shows(t, again, map[string]any{"receipt_number": 3}) // a void keeps its number, and a refund has none
	})
}

// What a deposit leaves over is given back, and that settles the bill.
func TestDepositIsGivenBack(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c, teller := h.Inpatient("30.00"), h.Client("teller")
		refunds := c.BillPath("/refunds")
		teller.Post(refunds, body{"reason": "Nothing there"}).Refused(http.StatusConflict, "")
		deposit := teller.Post(c.BillPath("/payments"), body{"amount": "1000.00"}).Expect(http.StatusCreated)
		shows(t, deposit, map[string]any{"purpose": "deposit"})
		c.Discharge().FinalBill()
		if archived(h, c) {
			t.Error("the case is archived although money is to be given back")
		}
		teller.Post(refunds, body{"amount": "970.01", "reason": "More than is left"}).Refused(http.StatusUnprocessableEntity, "body.amount")
		teller.Post(refunds, body{"amount": "70.00", "reason": "Taxi"}).Expect(http.StatusCreated)
		teller.Post(path("/payments/%d/void", deposit.Int("id")), body{"reason": "x"}).Refused(http.StatusConflict, "")
		last := teller.Post(refunds, body{"reason": "Deposit", "payee": "Aunt Rosa"}).Expect(http.StatusCreated)
		shows(t, last, map[string]any{"amount": "-900.00", "payer": "Aunt Rosa", "voucher_number": 2, "purpose": "deposit", "refunds_id": nil})
		if shows(t, c.Bill(), map[string]any{"balance": "0.00", "status": "Paid"}); !archived(h, c) {
			t.Error("the settled case is not archived")
		}
		h.Client("nurse").Post(refunds, body{"reason": "x"}).Refused(http.StatusForbidden, "")
	})
}

// The second of two tellers on one bill sees the new balance.
func TestStaleBalance(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c, teller := owing(h), h.Client("teller")
		pay := body{"amount": "200.00", "expected_balance": "500.00"}
		teller.Post(c.BillPath("/payments"), pay).Expect(http.StatusCreated)
		stale := teller.Post(c.BillPath("/payments"), pay).Refused(http.StatusConflict, "body.expected_balance")
		shows(t, stale, map[string]any{"current.balance": "300.00"})
		teller.Post(c.BillPath("/payments"), body{"amount": "300.00", "expected_balance": "300.00"}).Expect(http.StatusCreated)
		paid := teller.Post(c.BillPath("/payments"), body{"amount": "1.00"}).Refused(http.StatusConflict, "")
		shows(t, paid, map[string]any{"current.balance": "0.00"})
	})
}

// A promissory note lets the patient leave, and is paid like a bill.
func TestPromissoryNote(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		teller := h.Client("teller")
		running := h.Outpatient()
		promise := func(more body) body {
			b := body{"due_date": "2026-06-30", "maker_name": "Ana Reyes", "co_maker_name": "Jose Reyes"}
			for k, v := range more {
				b[k] = v
			}
			return b
		}
		teller.Post(running.BillPath("/promissory-notes"), promise(nil)).Refused(http.StatusConflict, "")
		c := owing(h)
		notes := c.BillPath("/promissory-notes")
		teller.Post(notes, promise(body{"due_date": "2026-06-14"})).Refused(http.StatusUnprocessableEntity, "body.due_date")
		teller.Post(notes, promise(body{"amount": "500.01"})).Refused(http.StatusUnprocessableEntity, "body.amount")
		h.Client("nurse").Post(notes, promise(nil)).Refused(http.StatusForbidden, "")
		part := teller.Post(notes, promise(body{"amount": "400.00"})).Expect(http.StatusCreated)
		shows(t, part, map[string]any{"number": 1, "status": "open", "amount": "400.00", "balance": "400.00", "paid": "0.00"})
		if shows(t, c.Bill(), map[string]any{"secured": false}); archived(h, c) {
			t.Error("a note for a part settles the whole")
		}
		teller.Post(notes, promise(nil)).Refused(http.StatusConflict, "")
		teller.Post(c.BillPath("/payments"), body{"amount": "100.00"}).Expect(http.StatusCreated)
		if shows(t, c.Bill(), map[string]any{"secured": true, "status": "Partial", "balance": "400.00"}); !archived(h, c) {
			t.Error("the promised case is not archived")
		}
		list := h.Client("doctor").Get(c.Path("/checklist")).Expect(http.StatusOK)
		shows(t, list, map[string]any{"may_leave": true})

		h.Clock.Set(talaantest.Start.AddDate(0, 0, 20)) // 5 July
		shows(t, teller.Get("/receivables?status=overdue").Expect(http.StatusOK), map[string]any{"items.0.id": part.Int("id"), "items.0.days_overdue": 5, "items.0.balance": "400.00", "items.0.status": "overdue"})
		shows(t, teller.Get("/receivables/totals").Expect(http.StatusOK), map[string]any{"notes": 1, "amount": "400.00", "overdue": 1, "overdue_amount": "400.00"})
		paid := teller.Post(c.BillPath("/payments"), body{"amount": "150.00"}).Expect(http.StatusCreated)
		shows(t, paid, map[string]any{"purpose": "receivable"})
		shows(t, teller.Get(path("/promissory-notes/%d", part.Int("id"))).Expect(http.StatusOK), map[string]any{"paid": "150.00", "balance": "250.00"})
		teller.Post(c.BillPath("/payments"), body{"amount": "250.00"}).Expect(http.StatusCreated)
		for query, n := range map[string]int{"status=open": 0, "status=overdue": 0, "status=settled": 1, "status=cancelled": 0, "q=ana+reyes": 1, "q=nobody": 0, "": 1} {
			if got := teller.Get("/receivables?" + query).Expect(http.StatusOK).List("items"); len(got) != n {
				t.Errorf("%q lists %d notes, not %d", query, len(got), n)
			}
		}
		cancel := path("/promissory-notes/%d/cancel", part.Int("id"))
		teller.Post(cancel, body{"reason": "Too late"}).Refused(http.StatusConflict, "")
		teller.Post(path("/payments/%d/void", paid.Int("id")), body{"reason": "Wrong bill"}).Expect(http.StatusCreated)
		shows(t, teller.Get("/receivables?status=overdue"), map[string]any{"items.0.balance": "150.00"}) // it is owed again by itself
		teller.Post(cancel, body{}).Refused(http.StatusUnprocessableEntity, "body.reason")
		shows(t, teller.Post(cancel, body{"reason": "Signed by a child"}).Expect(http.StatusOK), map[string]any{"status": "cancelled", "balance": "0.00", "cancel_reason": "Signed by a child"})
		teller.Post(cancel, body{"reason": "Twice"}).Refused(http.StatusConflict, "")
		if shows(t, c.Bill(), map[string]any{"secured": false}); archived(h, c) {
			t.Error("the case stays archived although its note was cancelled")
		}
		teller.Post(notes, promise(body{"due_date": "2026-07-30"})).Expect(http.StatusCreated)
	})
}

// Receivables go on from page to page in the order in which they are due.
func TestReceivablesByDueDate(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		teller := h.Client("teller")
		for _, due := range []string{"2026-08-01", "2026-07-01", "2026-09-01", "2026-07-01"} {
			teller.Post(owing(h).BillPath("/promissory-notes"), body{"due_date": due, "maker_name": "A", "co_maker_name": "B"}).Expect(http.StatusCreated)
		}
		var got []string
		for next := ""; ; {
			page := teller.Get("/receivables?limit=1" + next).Expect(http.StatusOK)
			got = append(got, path("%s #%d", page.String("items.0.due_date"), page.Int("items.0.number")))
			if page.At("next") == nil {
				break
			}
			next = "&cursor=" + page.String("next")
		}
		if want := "2026-07-01 #2, 2026-07-01 #4, 2026-08-01 #1, 2026-09-01 #3"; strings.Join(got, ", ") != want {
			t.Errorf("%v, want %s", got, want)
		}
	})
}

// says reads a PDF that the server made.
func says(t *testing.T, a *talaantest.Answer) string {
	t.Helper()
	a.Expect(http.StatusOK)
	if got := a.Header.Get("Content-Type"); got != "application/pdf" {
		t.Fatalf("a paper is %s", got)
	}
	return strings.Join(papertest.Text(t, []byte(a.Text)), "\n")
}

// has reports which of the words a paper lacks.
func has(t *testing.T, what, text string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("%s does not say %q:\n%s", what, w, text)
		}
	}
}

// Only the first print is the original, and only for a short time: everything
// else says COPY.
func TestCopies(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c, teller := owing(h), h.Client("teller")
		p := teller.Post(c.BillPath("/payments"), body{"amount": "200.00", "tendered": "500.00", "payer": "Rosa Peña"}).Expect(http.StatusCreated).Int("id")
		receipt, prints := path("/payments/%d/receipt?format=a5", p), path("/payments/%d/prints", p)
		copied := func(query string) bool {
			t.Helper()
			return strings.Contains(says(t, teller.Get(receipt+query)), "COPY")
		}
		if !copied("") {
			t.Error("a receipt that is only looked at is an original")
		}
		first := teller.Post(prints, nil).Expect(http.StatusCreated)
		second := teller.Post(prints, nil).Expect(http.StatusCreated)
		shows(t, first, map[string]any{"copy": 0})
		shows(t, second, map[string]any{"copy": 1, "printed_by_name": "Test Teller"})
		original := path("&print=%d", first.Int("id"))
		if copied(original) || !copied(path("&print=%d", second.Int("id"))) {
			t.Error("the original says COPY, or the copy does not")
		}
		h.Clock.Advance(11 * time.Minute)
		teller.Get(receipt+original).Refused(http.StatusConflict, "")
		teller.Get(receipt+"&print=999999").Refused(http.StatusNotFound, "")
		teller.Get(path("/payments/%d/receipt?format=letter", p)).Refused(http.StatusUnprocessableEntity, "query.format")
		h.Client("nurse").Post(prints, nil).Refused(http.StatusForbidden, "")
		shows(t, c.Bill(), map[string]any{"payments.0.prints": 2})
		if trail := teller.Get(c.BillPath("/history")).Text; !strings.Contains(trail, `"printed a receipt"`) || !strings.Contains(trail, `"printed a copy of a receipt"`) {
			t.Errorf("the prints are not in the history: %s", trail)
		}
		has(t, "the copy", says(t, teller.Get(receipt+path("&print=%d", second.Int("id")))), "Receipt No. 1", "Rosa Peña", "₱200.00", "₱500.00", "₱300.00", "Two hundred pesos", "Copy 1", "Test Teller")

		void := teller.Post(path("/payments/%d/void", p), body{"reason": "Wrong bill"}).Expect(http.StatusCreated).Int("id")
		has(t, "the voided receipt", says(t, teller.Get(path("/payments/%d/receipt?format=roll", p))), "VOID", "Wrong bill")
		teller.Get(path("/payments/%d/receipt", void)).Refused(http.StatusNotFound, "")
		teller.Post(path("/payments/%d/prints", void), nil).Refused(http.StatusNotFound, "")
	})
}

func TestPapers(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		h.Client("admin").Patch("/hospital", body{"name": "San Roque", "tin": "123-456", "receipt_footer": "Salamat po"}).Expect(http.StatusOK)
		c, teller := owing(h), h.Client("teller")
		paid := teller.Post(c.BillPath("/payments"), body{"amount": "200.00"}).Expect(http.StatusCreated).Int("id")
		back := teller.Post(path("/payments/%d/refund", paid), body{"amount": "50.00", "payee": "Rosa", "reason": "Counted twice"}).Expect(http.StatusCreated).Int("id")
		note := teller.Post(c.BillPath("/promissory-notes"), body{"due_date": "2026-06-30", "maker_name": "Ana Reyes", "co_maker_name": "Jose Reyes", "relationship": "mother"}).Expect(http.StatusCreated).Int("id")
		shift := teller.Get("/shifts/current").Int("shift.id")
		for _, p := range []struct {
			path  string
			words []string
		}{
			{path("/payments/%d/receipt", paid), []string{"San Roque", "TIN 123-456", "Salamat po", "Receipt No. 1"}},
			{path("/payments/%d/receipt", back), []string{"Refund voucher No. 1", "Receipt No. 1", "Rosa", "Counted twice", "₱50.00", "Fifty pesos"}},
			{c.BillPath("/statement"), []string{"Statement of account", "Actual charges", "1st case rate", "Others", "500.00", "Receipt 1", "Voucher 1", "₱350.00", "promissory note No. 1, due 30 Jun 2026"}},
			{path("/promissory-notes/%d/print", note), []string{"Promissory note No. 1", "Ana Reyes", "Jose Reyes", "mother", "Three hundred fifty pesos", "30 Jun 2026"}},
			{path("/shifts/%d/report", shift), []string{"Shift report", "Still open", "1, No. 1", "₱150.00", "Refund to Rosa"}},
			{"/cash-report/print?date=2026-06-15", []string{"Cash report of 15 Jun 2026", "Payment of the final bill", "-50.00", "150.00", "Counted twice"}},
		} {
			has(t, p.path, says(t, teller.Get(p.path)), p.words...)
		}
		has(t, "the interim statement", says(t, teller.Get(h.Inpatient("30.00").BillPath("/statement"))), "Interim statement", "still running", "30.00")
		for _, gone := range []string{"/payments/999999/receipt", "/bills/999999/statement", "/promissory-notes/999999/print", "/shifts/999999/report"} {
			teller.Get(gone).Refused(http.StatusNotFound, "")
		}
		teller.Get("/cash-report/print?date=x").Refused(http.StatusUnprocessableEntity, "query.date")
	})
}

// A day ends at the hospital's midnight: a shift that goes on through it has a
// part in both days.
func TestCashReport(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		h.Clock.Set(time.Date(2026, 6, 15, 15, 59, 59, 0, time.UTC)) // 23:59:59 in Manila
		c, teller := owing(h), h.Client("teller")
		teller.Post(c.BillPath("/payments"), body{"amount": "100.00"}).Expect(http.StatusCreated)
		h.Clock.Advance(time.Second)
		late := teller.Post(c.BillPath("/payments"), body{"amount": "50.00"}).Expect(http.StatusCreated)
		teller.Post(path("/payments/%d/void", late.Int("id")), body{"reason": "Typing"}).Expect(http.StatusCreated)
		shift := teller.Get("/shifts/current").Int("shift.id")
		shows(t, teller.Get("/cash-report?date=2026-06-15").Expect(http.StatusOK), map[string]any{
			"total.net": "100.00", "total.receipts": 1, "total.last_receipt": 1, "shifts.0.shift_id": shift, "shifts.0.net": "100.00", "by_purpose.1.purpose": "bill", "by_purpose.1.net": "100.00",
		})
		shows(t, teller.Get("/cash-report").Expect(http.StatusOK), map[string]any{
			"date": "2026-06-16", "total.payments": "50.00", "total.voids": "50.00", "total.net": "0.00", "shifts.0.first_receipt": 2, "given_back.0.reason": "Typing", "given_back.0.receipt_number": 2,
		})
		if empty := teller.Get("/cash-report?date=2020-01-01").Expect(http.StatusOK); len(empty.List("shifts")) != 0 || empty.String("total.net") != "0.00" {
			t.Errorf("a day without cash: %s", empty.Text)
		}
		h.Client("nurse").Get("/cash-report").Refused(http.StatusForbidden, "")
	})
}

// The database itself keeps what must never be.
func TestCounterConstraints(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c, teller := owing(h), h.Client("teller")
		teller.Post(c.BillPath("/payments"), body{"amount": "10.00"}).Expect(http.StatusCreated)
		teller.Post(c.BillPath("/promissory-notes"), body{"due_date": "2026-06-30", "maker_name": "A", "co_maker_name": "B"}).Expect(http.StatusCreated)
		id := teller.Get("/shifts/current").Int("shift.id")
		for _, stmt := range []string{
			`INSERT INTO shifts (version, teller_id, open_teller_id, opened_at, opening_cash, closing_note) SELECT 1, teller_id, teller_id, 1, 0, '' FROM shifts`,
			`UPDATE shifts SET opening_cash = -1`,
			`UPDATE shifts SET closed_at = 9999999999999, counted_cash = 0, expected_cash = 0`,                                           // still open
			`UPDATE shifts SET open_teller_id = NULL, closed_at = 9999999999999, counted_cash = 1, expected_cash = 0, closing_note = ''`, // no note
			`INSERT INTO cash_moves (shift_id, amount, reason, moved_at, moved_by) SELECT id, 0, '', 1, teller_id FROM shifts`,
			`UPDATE payments SET shift_id = 999999`,
			`INSERT INTO promissory_notes (version, number, bill_id, open_bill_id, amount, due_date, maker_name, relationship, maker_address, maker_contact, co_maker_name, co_maker_address, co_maker_contact, reason, signed_at, signed_by, cancel_reason)
				SELECT 1, 99, bill_id, open_bill_id, 1, '', '', '', '', '', '', '', '', '', 1, signed_by, '' FROM promissory_notes`,
			`UPDATE promissory_notes SET amount = 0`,
			`UPDATE promissory_notes SET cancelled_at = 1`, // still open
		} {
			if err := h.Tx("admin", func(ctx context.Context, tx *sqldb.Tx) error {
				_, err := tx.Exec(ctx, stmt)
				return err
			}); err == nil {
				t.Errorf("the database takes %s", stmt)
			}
		}
		shows(t, teller.Get(path("/shifts/%d", id)), map[string]any{"open": true, "expected_cash": "10.00"})
	})
}
