package billing

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"talaan/internal/authz"
	"talaan/internal/money"
)

func pesos(c money.Centavos) *money.Centavos { return &c }

// says reports whether err, field and all, says the text; "" stands for no error.
func says(err error, text string) bool {
	if text == "" || err == nil {
		return text == "" && err == nil
	}
	return strings.Contains(err.Error(), text)
}

func TestOpeningCash(t *testing.T) {
	t.Parallel()
	counts := &Counts{P1000: 1, P20: 3, C25: 2}
	for _, c := range []struct {
		name   string
		o      Opening
		handed *money.Centavos
		want   money.Centavos
		says   string
	}{
		{"an amount", Opening{Cash: pesos(500_00)}, nil, 500_00, ""},
		{"an empty drawer", Opening{Cash: pesos(0)}, nil, 0, ""},
		{"counts", Opening{Counts: counts}, nil, 1060_50, ""},
		{"both alike", Opening{Cash: pesos(1060_50), Counts: counts}, nil, 1060_50, ""},
		{"both unlike", Opening{Cash: pesos(1060_00), Counts: counts}, nil, 0, "body.counts"},
		{"nothing", Opening{}, nil, 0, "body.opening_cash"},
		{"taken over", Opening{}, pesos(75_00), 75_00, ""},
		{"taken over and counted", Opening{Counts: counts}, pesos(1060_50), 1060_50, ""},
		{"taken over, another amount", Opening{Cash: pesos(74_99)}, pesos(75_00), 0, "not the ₱75.00"},
		{"too much", Opening{Counts: &Counts{P1000: 1_000_000}}, nil, 0, "more than a drawer holds"},
	} {
		got, err := openingCash(c.o, c.handed)
		if got != c.want || !says(err, c.says) {
			t.Errorf("%s: %s, %v", c.name, got, err)
		}
	}
}

func TestMayClose(t *testing.T) {
	t.Parallel()
	mine, other := authz.Caller{ID: 5, Roles: []authz.Role{authz.Teller}}, authz.Caller{ID: 6, Roles: []authz.Role{authz.Teller}}
	admin := authz.Caller{ID: 7, Roles: []authz.Role{authz.Admin}}
	open := Shift{ShiftHead: ShiftHead{ID: 1, TellerID: 5}, Open: true, ExpectedCash: 100_00, TellerName: "Tess Uy"}
	closed := open
	closed.Open = false
	for _, c := range []struct {
		name    string
		shift   Shift
		by      authz.Caller
		counted money.Centavos
		note    string
		says    string
	}{
		{"exact", open, mine, 100_00, "", ""},
		{"short", open, mine, 99_99, "", "body.note: is required: the drawer is ₱0.01 short"},
		{"over", open, mine, 120_00, "", "₱20.00 over"},
		{"short with a note", open, mine, 0, "Robbed", ""},
		{"more than can be taken over", open, mine, money.Max + 1, "Counted", "body.counts"},
		{"another teller's", open, other, 100_00, "", "shift of Tess Uy"},
		{"abandoned", open, admin, 100_00, "", ""},
		{"closed", closed, mine, 100_00, "", "never changes"},
	} {
		if err := mayClose(c.shift, c.by, c.counted, c.note); !says(err, c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestMayVoid(t *testing.T) {
	t.Parallel()
	bill := Bill{Summary: Summary{TotalPaid: 100_00}}
	for _, c := range []struct {
		name  string
		p     Payment
		taken string
		says  string
	}{
		{"today's", Payment{Amount: 100_00}, "2026-06-15", ""},
		{"yesterday's", Payment{Amount: 100_00}, "2026-06-14", "same day only; refund it"},
		{"voided", Payment{Amount: 100_00, Voided: true}, "2026-06-15", "already voided"},
		{"refunded in part", Payment{Amount: 100_00, Refunded: 1_00}, "2026-06-15", "₱1.00 of this payment was refunded"},
		{"given back otherwise", Payment{Amount: 100_01}, "2026-06-15", "only ₱100.00 is left"},
	} {
		if err := mayVoid(bill, c.p, "2026-06-15", c.taken); !says(err, c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestPromissoryNoteFollowsTheBill(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 6, 15, 2, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		balance   money.Centavos
		today     string
		cancelled bool
		status    string
		owed      money.Centavos
		secured   bool
	}{
		{700_00, "2026-07-15", false, NoteOpen, 700_00, true},
		{700_00, "2026-07-16", false, NoteOverdue, 700_00, true},
		{900_00, "2026-07-01", false, NoteOpen, 700_00, false}, // the rest is still to be paid
		{300_00, "2026-07-01", false, NoteOpen, 300_00, true},
		{0, "2026-07-16", false, NoteSettled, 0, false},
		{-5_00, "2026-07-16", false, NoteSettled, 0, false},
		{700_00, "2026-07-16", true, NoteCancelled, 0, false},
	} {
		n := NoteHead{Amount: 700_00, DueDate: "2026-07-15"}
		if c.cancelled {
			n.CancelledAt = &at
		}
		v := noteView(n, c.balance, c.today)
		if v.Status != c.status || v.Balance != c.owed || secures([]PromissoryNote{v}, c.balance) != c.secured {
			t.Errorf("balance %s on %s: %s, owed %s, secured %v", c.balance, c.today, v.Status, v.Balance, secures([]PromissoryNote{v}, c.balance))
		}
		if v.Status != NoteCancelled && v.Paid+v.Balance != v.Amount {
			t.Errorf("balance %s: paid %s and owed %s are not %s", c.balance, v.Paid, v.Balance, v.Amount)
		}
	}
}

func TestMayPromise(t *testing.T) {
	t.Parallel()
	final := Bill{Summary: Summary{Code: "ABCDEFGH", Final: true, Balance: 700_00}}
	open, paid := final, final
	open.Final = false
	paid.Balance = 0
	for _, c := range []struct {
		name string
		bill Bill
		f    PromissoryFields
		says string
	}{
		{"all of it", final, PromissoryFields{DueDate: "2026-06-15"}, ""},
		{"a part", final, PromissoryFields{Amount: pesos(1), DueDate: "2026-07-15"}, ""},
		{"not final", open, PromissoryFields{DueDate: "2026-07-15"}, "is not final"},
		{"paid", paid, PromissoryFields{DueDate: "2026-07-15"}, "has no balance"},
		{"nothing", final, PromissoryFields{Amount: pesos(0), DueDate: "2026-07-15"}, "body.amount"},
		{"too much", final, PromissoryFields{Amount: pesos(700_01), DueDate: "2026-07-15"}, "body.amount: is more than the balance of ₱700.00"},
		{"past", final, PromissoryFields{DueDate: "2026-06-14"}, "body.due_date"},
		{"too far", final, PromissoryFields{DueDate: "2028-06-16"}, "body.due_date"},
	} {
		if err := mayPromise(c.bill, c.f, "2026-06-15"); !says(err, c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestPurposeOfCash(t *testing.T) {
	t.Parallel()
	for want, s := range map[string]Summary{Deposit: {}, ForBill: {Final: true}, Receivable: {Final: true, Secured: true}} {
		if got := purposeOf(Bill{Summary: s}); got != want {
			t.Errorf("%+v is paid as %s, not %s", s, got, want)
		}
	}
}

// Counting by denomination and writing the count down loses no centavo.
func TestCountsTotal(t *testing.T) {
	t.Parallel()
	if got := (Counts{P1000: 1, P500: 1, P200: 1, P100: 1, P50: 1, P20: 1, P10: 1, P5: 1, P1: 1, C25: 1, C10: 1, C5: 1, C1: 1}).Total(); got != 1886_41 {
		t.Errorf("one of each is %s", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		var c Counts
		var want money.Centavos
		for _, d := range denominations {
			n := rapid.Int64Range(0, 1_000_000).Draw(t, "pieces")
			*d.pieces(&c) = n
			want += d.worth.Times(n)
		}
		if got := c.Total(); got != want || got < 0 {
			t.Fatalf("%s, want %s", got, want)
		}
	})
}

// The parts of a day's report add up to the whole, whatever the entries were.
func TestDayReportAddsUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var sums []takingsRow
		var total money.Centavos
		receipts := int64(0)
		shifts := map[int64]Shift{}
		for range rapid.IntRange(0, 20).Draw(t, "rows") {
			r := takingsRow{
				Kind:    rapid.SampledFrom([]string{Received, Void, Refund, cashIn, cashOut}).Draw(t, "kind"),
				Purpose: rapid.SampledFrom([]string{Deposit, ForBill, Receivable}).Draw(t, "purpose"),
				Entries: rapid.Int64Range(1, 9).Draw(t, "entries"), Amount: money.Centavos(rapid.Int64Range(1, 1_000_000).Draw(t, "amount")),
			}
			if id := rapid.Int64Range(0, 4).Draw(t, "shift"); id > 0 {
				r.ShiftID = &id
				shifts[id] = Shift{ShiftHead: ShiftHead{ID: id}}
			}
			switch r.Kind {
			case Received:
				receipts += r.Entries
			case Void, Refund, cashOut:
				r.Amount = -r.Amount
			}
			if r.Kind == cashIn || r.Kind == cashOut {
				r.Purpose = ""
			}
			total += r.Amount
			sums = append(sums, r)
		}
		report := dayReport("2026-06-15", sums, shifts)
		var byShift, byUse DayTakings
		for _, s := range report.Shifts {
			byShift.Net += s.Net
			byShift.Receipts += s.Receipts
		}
		for _, u := range report.Uses {
			byUse.Net += u.Net
		}
		moves := report.Total.CashIn - report.Total.CashOut
		if report.Total.Net != total || byShift.Net != total || byShift.Receipts != receipts || report.Total.Receipts != receipts || byUse.Net+moves != total {
			t.Fatalf("%s in all; the report says %s, its shifts %s, its purposes %s and %s moved", total, report.Total.Net, byShift.Net, byUse.Net, moves)
		}
	})
}

func TestWhoseCareANoteIsFor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ maker, relationship, want string }{
		{"Cruz, Ana", "", "my own"}, {"Cruz, Ana", "self", "my own"}, {"Ben Uy", "", "the patient's"}, {"Ben Uy", "brother", "the patient's, whose brother I am,"},
	} {
		n := PromissoryNote{NoteHead: NoteHead{MakerName: c.maker, Relationship: c.relationship}}
		if got := whoseCare(n, "Cruz, Ana"); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}
