package billing_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"talaan/internal/billing"
	"talaan/internal/errs"
	"talaan/internal/money"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

// window is a model of the counter beside the real one: drawers and bills by
// plain arithmetic.
type window struct {
	*talaantest.Hospital
	t       *rapid.T
	drawers map[string]*drawer // by user, while their shift is open
	bills   []*modelBill
	counted money.Centavos            // of the last closed drawer that nobody took over
	closed  int64                     // its shift; 0 when there is none
	days    map[string]money.Centavos // cash of the ledger by hospital day
}

type drawer struct {
	shift int64
	cash  money.Centavos
}

type modelBill struct {
	*talaantest.Case
	due, paid money.Centavos
	final     bool
	payments  []int64
}

// try runs an act in one transaction. It reports whether it was done; what was
// refused must have been refused in words.
func (w *window) try(user string, f func(ctx context.Context, tx *sqldb.Tx) error) bool {
	err := w.Tx(user, f)
	var refusal *errs.Error
	if err != nil && !errors.As(err, &refusal) {
		w.t.Fatalf("not a refusal: %v", err)
	}
	return err == nil
}

func (w *window) teller() string {
	return rapid.SampledFrom([]string{"teller", "admin"}).Draw(w.t, "who")
}

func (w *window) bill() *modelBill {
	return w.bills[rapid.IntRange(0, len(w.bills)-1).Draw(w.t, "bill")]
}

func (w *window) amount(most int64) money.Centavos {
	return money.Centavos(rapid.Int64Range(1, most).Draw(w.t, "amount"))
}

// booked notes an entry of the ledger in the model.
func (w *window) booked(user string, b *modelBill, amount money.Centavos) {
	w.drawers[user].cash += amount
	b.paid += amount
	w.days[w.today()] += amount
}

func (w *window) today() string { return w.Clock.Now().Add(8 * time.Hour).Format(time.DateOnly) } // Manila

func (w *window) open(*rapid.T) {
	user := w.teller()
	o := billing.Opening{}
	if w.closed != 0 && rapid.Bool().Draw(w.t, "take over") {
		o.TakenOverID = &w.closed
	} else {
		cash := w.amount(1_000_00)
		o.Cash = &cash
	}
	var s billing.Shift
	ok := w.try(user, func(ctx context.Context, tx *sqldb.Tx) (err error) {
		s, err = w.Billing.OpenShift(ctx, tx, o)
		return err
	})
	if ok == (w.drawers[user] != nil) {
		w.t.Fatalf("%s opened a shift: %v, had one open: %v", user, ok, w.drawers[user] != nil)
	}
	if !ok {
		return
	}
	w.drawers[user] = &drawer{shift: s.ID, cash: s.OpeningCash}
	if o.TakenOverID != nil {
		if s.OpeningCash != w.counted {
			w.t.Fatalf("a drawer closed with %s begins with %s", w.counted, s.OpeningCash)
		}
		w.closed = 0
	}
}

func (w *window) close(*rapid.T) {
	user := w.teller()
	d := w.drawers[user]
	if d == nil {
		return
	}
	counts := billing.Counts{C1: int64(d.cash)}
	if rapid.Bool().Draw(w.t, "exact") {
		counts.C25 = rapid.Int64Range(0, 3).Draw(w.t, "found")
	}
	note := ""
	if counts.Total() != d.cash {
		note = "Found"
	}
	if ok := w.try(user, func(ctx context.Context, tx *sqldb.Tx) error {
		s, err := w.Billing.CloseShift(ctx, tx, d.shift, counts, note)
		if err == nil && (s.ExpectedCash != d.cash || *s.OverShort != counts.Total()-d.cash) {
			w.t.Fatalf("closed at %s expected, %s over; the model says %s", s.ExpectedCash, *s.OverShort, d.cash)
		}
		return err
	}); !ok {
		w.t.Fatalf("%s cannot close a shift that is open", user)
	}
	w.closed, w.counted = d.shift, counts.Total()
	delete(w.drawers, user)
}

func (w *window) move(*rapid.T) {
	user, amount := w.teller(), w.amount(500_00)
	d := w.drawers[user]
	if d == nil {
		return
	}
	if rapid.Bool().Draw(w.t, "out") {
		amount = -amount
	}
	ok := w.try(user, func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := w.Billing.MoveCash(ctx, tx, d.shift, amount, "Bank")
		return err
	})
	if ok != (d.cash+amount >= 0) {
		w.t.Fatalf("%s out of %s: %v", amount, d.cash, ok)
	}
	if ok {
		d.cash += amount
	}
}

func (w *window) pay(*rapid.T) {
	user, b, amount := w.teller(), w.bill(), w.amount(400_00)
	var p billing.Payment
	ok := w.try(user, func(ctx context.Context, tx *sqldb.Tx) (err error) {
		p, err = w.Billing.Pay(ctx, tx, b.BillID, billing.Cash{Amount: amount, Tendered: amount})
		return err
	})
	if may := w.drawers[user] != nil && (!b.final || amount <= b.due-b.paid); ok != may {
		w.t.Fatalf("%s of %s is taken: %v, should be %v", amount, b.due-b.paid, ok, may)
	}
	if ok {
		w.booked(user, b, amount)
		b.payments = append(b.payments, p.ID)
	}
}

// giveBack voids or refunds a payment, or refunds what is left of a deposit.
func (w *window) giveBack(*rapid.T) {
	user, b := w.teller(), w.bill()
	how := rapid.SampledFrom([]string{"void", "refund", "credit"}).Draw(w.t, "how")
	if len(b.payments) == 0 && how != "credit" {
		return
	}
	r := billing.Repayment{Reason: "Because"}
	if rapid.Bool().Draw(w.t, "part") {
		part := w.amount(300_00)
		r.Amount = &part
	}
	var of int64
	if how != "credit" {
		of = rapid.SampledFrom(b.payments).Draw(w.t, "payment")
	}
	var p billing.Payment
	ok := w.try(user, func(ctx context.Context, tx *sqldb.Tx) (err error) {
		switch how {
		case "void":
			p, err = w.Billing.VoidPayment(ctx, tx, of, "Because")
		case "refund":
			p, err = w.Billing.RefundPayment(ctx, tx, of, r)
		default:
			p, err = w.Billing.RefundCredit(ctx, tx, b.BillID, r)
		}
		return err
	})
	if !ok {
		return
	}
	if w.drawers[user] == nil || p.Amount >= 0 || (how == "credit" && -p.Amount > b.paid-b.due) {
		w.t.Fatalf("%s of %s by %s, who has a shift: %v", how, p.Amount, user, w.drawers[user] != nil)
	}
	w.booked(user, b, p.Amount)
}

func (w *window) finish(*rapid.T) {
	if b := w.bill(); !b.final {
		b.final = w.try("teller", func(ctx context.Context, tx *sqldb.Tx) error {
			_, err := w.Billing.Finalize(ctx, tx, b.BillID)
			return err
		})
	}
}

func (w *window) promise(*rapid.T) {
	b, cancel := w.bill(), rapid.Bool().Draw(w.t, "cancel")
	w.try("teller", func(ctx context.Context, tx *sqldb.Tx) error {
		n, err := w.Billing.Promise(ctx, tx, b.BillID, billing.PromissoryFields{DueDate: w.today(), MakerName: "A", CoMakerName: "B"})
		if err == nil && cancel {
			_, err = w.Billing.CancelNote(ctx, tx, n.ID, "Because")
		}
		return err
	})
}

func (w *window) pass(*rapid.T) {
	w.Clock.Advance(time.Duration(rapid.Int64Range(1, 20).Draw(w.t, "hours")) * time.Hour)
}

// check holds after every step.
func (w *window) check(*rapid.T) {
	err := w.Tx("teller", func(ctx context.Context, tx *sqldb.Tx) error {
		for _, b := range w.bills {
			got, err := w.Billing.Get(ctx, tx, b.BillID)
			if err != nil {
				return err
			}
			if got.TotalPaid != b.paid || got.TotalPaid < 0 || got.Balance != b.due-b.paid {
				w.t.Fatalf("bill %d: paid %s, balance %s; the model says %s and %s", b.BillID, got.TotalPaid, got.Balance, b.paid, b.due-b.paid)
			}
			if secured := got.Final && got.Balance > 0 && len(got.PromissoryNotes) > 0; got.Secured && !secured {
				w.t.Fatalf("bill %d with a balance of %s is secured", b.BillID, got.Balance)
			}
		}
		return w.checkCash(ctx, tx)
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// checkCash: drawers and days are what the model says, and a day's shifts add up
// to its ledger.
func (w *window) checkCash(ctx context.Context, tx *sqldb.Tx) error {
	for user, d := range w.drawers {
		s, err := w.Billing.ShiftPage(ctx, tx, d.shift)
		if err != nil {
			return err
		}
		if s.ExpectedCash != d.cash || d.cash < 0 {
			w.t.Fatalf("the drawer of %s holds %s, the model says %s", user, s.ExpectedCash, d.cash)
		}
	}
	r, err := w.Billing.Day(ctx, tx, "")
	if err != nil {
		return err
	}
	var shifts, uses money.Centavos
	for _, s := range r.Shifts {
		shifts += s.Net
	}
	for _, u := range r.Uses {
		uses += u.Net
	}
	if ledger := r.Total.Payments - r.Total.Voids - r.Total.Refunds; ledger != w.days[w.today()] || uses != ledger || shifts != r.Total.Net || r.Total.Net != ledger+r.Total.CashIn-r.Total.CashOut {
		w.t.Fatalf("the ledger has %s; the day's report %s by shift, %s by purpose, %s in all", w.days[w.today()], shifts, uses, r.Total.Net)
	}
	gaps, err := sqldb.One[int64](ctx, tx, `SELECT COALESCE(MAX(receipt_number), 0) - COUNT(receipt_number) + COALESCE(MAX(voucher_number), 0) - COUNT(voucher_number) FROM payments`)
	if err == nil && gaps != 0 {
		w.t.Fatalf("%d numbers of receipts or vouchers are missing", gaps)
	}
	return err
}

// Random tellers pay, void, refund, promise, open, close and hand over drawers
// through days and nights: drawers, bills and the day's report are always what
// the model says, and the whole ledger adds up in the end.
func TestCounterProperties(t *testing.T) {
	t.Parallel()
	for _, engine := range []sqldb.Engine{sqldb.SQLite, sqldb.MySQL} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			real := talaantest.New(t, engine)
			service := real.Service("Consultation", "500.00")
			shift := real.Client("teller").Get("/shifts/current").Int("shift.id")
			talaantest.Must(t, real.Tx("teller", func(ctx context.Context, tx *sqldb.Tx) error {
				_, err := real.Billing.CloseShift(ctx, tx, shift, billing.Counts{}, "")
				return err
			}))
			round := 0
			rapid.Check(t, func(rt *rapid.T) {
				round++
				real.Clock.Set(talaantest.Start.AddDate(0, round*2, 0))
				w := &window{Hospital: real, t: rt, drawers: map[string]*drawer{}, days: map[string]money.Centavos{}}
				for range 2 {
					c := real.Outpatient()
					real.Client("teller").Post(c.BillPath("/charges"), body{"service_id": service})
					w.bills = append(w.bills, &modelBill{Case: c.Discharge(), due: 500_00})
				}
				rt.Repeat(map[string]func(*rapid.T){
					"open": w.open, "close": w.close, "move": w.move, "pay": w.pay, "pay again": w.pay, "give back": w.giveBack, "finish": w.finish, "promise": w.promise, "pass": w.pass, "": w.check,
				})
				for user := range w.drawers {
					w.leave(user)
				}
			})
			verified(t, real)
		})
	}
}

// leave closes a shift at the end of a round.
func (w *window) leave(user string) {
	d := w.drawers[user]
	if !w.try(user, func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := w.Billing.CloseShift(ctx, tx, d.shift, billing.Counts{C1: int64(d.cash)}, "")
		return err
	}) {
		w.t.Fatalf("%s cannot close shift %d at %s", user, d.shift, d.cash)
	}
}
