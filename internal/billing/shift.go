package billing

import (
	"time"

	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/money"
)

// Counts is cash counted by denomination: how many of each note and coin, by
// its pesos or, with a c, its centavos.
type Counts struct {
	P1000 int64 `json:"1000,omitempty" minimum:"0" maximum:"1000000"`
	P500  int64 `json:"500,omitempty" minimum:"0" maximum:"1000000"`
	P200  int64 `json:"200,omitempty" minimum:"0" maximum:"1000000"`
	P100  int64 `json:"100,omitempty" minimum:"0" maximum:"1000000"`
	P50   int64 `json:"50,omitempty" minimum:"0" maximum:"1000000"`
	P20   int64 `json:"20,omitempty" minimum:"0" maximum:"1000000"`
	P10   int64 `json:"10,omitempty" minimum:"0" maximum:"1000000"`
	P5    int64 `json:"5,omitempty" minimum:"0" maximum:"1000000"`
	P1    int64 `json:"1,omitempty" minimum:"0" maximum:"1000000"`
	C25   int64 `json:"c25,omitempty" minimum:"0" maximum:"1000000"`
	C10   int64 `json:"c10,omitempty" minimum:"0" maximum:"1000000"`
	C5    int64 `json:"c5,omitempty" minimum:"0" maximum:"1000000"`
	C1    int64 `json:"c1,omitempty" minimum:"0" maximum:"1000000"`
}

// denominations are the notes and coins of the Philippines, largest first.
var denominations = []struct {
	worth  money.Centavos
	pieces func(*Counts) *int64
}{
	{1000_00, func(c *Counts) *int64 { return &c.P1000 }},
	{500_00, func(c *Counts) *int64 { return &c.P500 }},
	{200_00, func(c *Counts) *int64 { return &c.P200 }},
	{100_00, func(c *Counts) *int64 { return &c.P100 }},
	{50_00, func(c *Counts) *int64 { return &c.P50 }},
	{20_00, func(c *Counts) *int64 { return &c.P20 }},
	{10_00, func(c *Counts) *int64 { return &c.P10 }},
	{5_00, func(c *Counts) *int64 { return &c.P5 }},
	{1_00, func(c *Counts) *int64 { return &c.P1 }},
	{25, func(c *Counts) *int64 { return &c.C25 }},
	{10, func(c *Counts) *int64 { return &c.C10 }},
	{5, func(c *Counts) *int64 { return &c.C5 }},
	{1, func(c *Counts) *int64 { return &c.C1 }},
}

// Total is what the counted cash is worth.
func (c Counts) Total() money.Centavos {
	var sum money.Centavos
	for _, d := range denominations {
		sum += d.worth.Times(*d.pieces(&c))
	}
	return sum
}

// Takings is what went through a drawer.
type Takings struct {
	Receipts     int64          `json:"receipts" doc:"How many receipts were given"`
	FirstReceipt *int64         `json:"first_receipt"`
	LastReceipt  *int64         `json:"last_receipt"`
	Payments     money.Centavos `json:"payments" doc:"Taken, voided payments included"`
	Voids        money.Centavos `json:"voids" doc:"Given back for voided payments"`
	Refunds      money.Centavos `json:"refunds"`
	CashIn       money.Centavos `json:"cash_in" doc:"Brought to the drawer for no bill"`
	CashOut      money.Centavos `json:"cash_out" doc:"Taken from the drawer for no bill, such as to the bank"`
}

// net is by how much the drawer grew.
func (t Takings) net() money.Centavos {
	return t.Payments - t.Voids - t.Refunds + t.CashIn - t.CashOut
}

// add counts n receipts, from first to last, and an amount of a kind of entry.
func (t *Takings) add(r takingsRow) {
	switch r.Kind {
	case Received:
		t.Payments += r.Amount
		t.Receipts += r.Entries
		t.FirstReceipt, t.LastReceipt = lower(t.FirstReceipt, r.First), higher(t.LastReceipt, r.Last)
	case Void:
		t.Voids -= r.Amount
	case Refund:
		t.Refunds -= r.Amount
	case cashIn:
		t.CashIn += r.Amount
	case cashOut:
		t.CashOut -= r.Amount
	}
}

func lower(a, b *int64) *int64 {
	if a == nil || (b != nil && *b < *a) {
		return b
	}
	return a
}

func higher(a, b *int64) *int64 {
	if a == nil || (b != nil && *b > *a) {
		return b
	}
	return a
}

// Shift is one teller with one drawer, from count to count.
type Shift struct {
	ShiftHead
	Takings
	TellerName   string          `json:"teller_name"`
	ClosedByName string          `json:"closed_by_name"`
	Open         bool            `json:"open"`
	ExpectedCash money.Centavos  `json:"expected_cash" doc:"What the drawer must hold: opening cash and all that went through it since"`
	OverShort    *money.Centavos `json:"over_short" nullable:"true" doc:"Counted less expected cash; negative when some is missing; null while open"`
	HandedToID   *int64          `json:"handed_to_id" doc:"The shift that began with this one's counted cash"`
}

// ShiftHead is the part of a shift that is stored.
type ShiftHead struct {
	ID           int64           `json:"id" db:"id"`
	Version      int64           `json:"version" db:"version"`
	TellerID     int64           `json:"teller_id" db:"teller_id"`
	OpenTellerID *int64          `json:"-" db:"open_teller_id"` // UNIQUE: one open shift per teller
	TakenOverID  *int64          `json:"taken_over_id" db:"taken_over_id" doc:"The shift whose counted cash this one began with"`
	OpenedAt     time.Time       `json:"opened_at" db:"opened_at"`
	OpeningCash  money.Centavos  `json:"opening_cash" db:"opening_cash"`
	ClosedAt     *time.Time      `json:"closed_at" db:"closed_at"`
	ClosedBy     *int64          `json:"closed_by" db:"closed_by"`
	Expected     *money.Centavos `json:"-" db:"expected_cash"` // as it was at the close
	CountedCash  *money.Centavos `json:"counted_cash" db:"counted_cash" nullable:"true" doc:"Null while open"`
	ClosingNote  string          `json:"closing_note" db:"closing_note" doc:"Why the drawer was over or short"`
}

// ShiftPage is a shift with everything that went through its drawer.
type ShiftPage struct {
	Shift
	OpeningCounts Counts      `json:"opening_counts" doc:"Empty when only the amount was given"`
	ClosingCounts Counts      `json:"closing_counts"`
	Entries       []CashEntry `json:"entries" doc:"Payments, voids and refunds, in order"`
	Moves         []CashMove  `json:"cash_moves"`
}

// CashEntry is a ledger entry as the shift and the day's report list it.
type CashEntry struct {
	ID            int64          `json:"id" db:"id"`
	ShiftID       *int64         `json:"shift_id" db:"shift_id"`
	BillID        int64          `json:"bill_id" db:"bill_id"`
	BillCode      string         `json:"bill_code" db:"code"`
	Kind          string         `json:"kind" db:"kind" enum:"payment,void,refund"`
	Purpose       string         `json:"purpose" db:"purpose" enum:"deposit,bill,receivable"`
	Amount        money.Centavos `json:"amount" db:"amount" doc:"Negative when cash was given back"`
	Payer         string         `json:"payer" db:"payer"`
	ReceiptNumber *int64         `json:"receipt_number" db:"receipt_number" doc:"Of the payment that it took or voided"`
	VoucherNumber *int64         `json:"voucher_number" db:"voucher_number"`
	Reason        string         `json:"reason" db:"reason"`
	TakenAt       time.Time      `json:"taken_at" db:"taken_at"`
	TakenBy       int64          `json:"taken_by" db:"taken_by"`
	TakenName     string         `json:"taken_by_name"`
}

// CashMove is cash that entered or left a drawer for no bill.
type CashMove struct {
	ID        int64          `json:"id" db:"id"`
	ShiftID   int64          `json:"shift_id" db:"shift_id"`
	Amount    money.Centavos `json:"amount" db:"amount" doc:"Negative when it left the drawer"`
	Reason    string         `json:"reason" db:"reason"`
	MovedAt   time.Time      `json:"moved_at" db:"moved_at"`
	MovedBy   int64          `json:"moved_by" db:"moved_by"`
	MovedName string         `json:"moved_by_name"`
}

// view derives what follows from a shift's row and what went through its drawer.
func view(r ShiftHead, t Takings) Shift {
	s := Shift{ShiftHead: r, Takings: t, Open: r.ClosedAt == nil, ExpectedCash: r.OpeningCash + t.net()}
	if r.CountedCash != nil {
		diff := *r.CountedCash - s.ExpectedCash
		s.OverShort = &diff
	}
	return s
}

// Opening is how a shift begins: with an amount, or a count, or the cash that
// another shift was closed with.
type Opening struct {
	Cash        *money.Centavos `json:"opening_cash,omitempty" doc:"Cash in the drawer; what the counts add up to when not sent"`
	Counts      *Counts         `json:"counts,omitempty" doc:"The same by denomination"`
	TakenOverID *int64          `json:"taken_over_id,omitempty" minimum:"1" doc:"The closed shift whose drawer is taken over: its counted cash is the opening cash"`
}

// openingCash returns what a drawer begins with. handed is the counted cash of
// the shift that is taken over; nil when none is.
func openingCash(o Opening, handed *money.Centavos) (money.Centavos, error) {
	var cash money.Centavos
	switch {
	case o.Cash != nil:
		cash = *o.Cash
	case o.Counts != nil:
		cash = o.Counts.Total()
	case handed != nil:
		cash = *handed
	default:
		return 0, errs.InvalidField("opening_cash", "is required: count the drawer, also when it is empty")
	}
	switch {
	case o.Counts != nil && o.Counts.Total() != cash:
		return 0, errs.InvalidField("counts", "add up to %s, not to %s", o.Counts.Total().Peso(), cash.Peso())
	case handed != nil && cash != *handed:
		return 0, errs.InvalidField("opening_cash", "is not the %s that was counted when the drawer was closed; count it again together", handed.Peso())
	case cash > money.Max:
		return 0, errs.InvalidField("opening_cash", "is more than a drawer holds")
	}
	return cash, nil
}

// mayClose says why the caller cannot close a shift with this count.
func mayClose(s Shift, by authz.Caller, counted money.Centavos, note string) error {
	switch {
	case s.TellerID != by.ID && !by.Can(authz.ShiftCloseAny):
		return errs.Forbiddenf("This is the shift of %s. They close it themselves; one that was left open can be closed by %s.", s.TellerName, authz.RolesWith(authz.ShiftCloseAny))
	case !s.Open:
		return errs.Conflictf("Shift %d is closed; a closed shift never changes.", s.ID)
	case counted > money.Max:
		return errs.InvalidField("counts", "add up to more than a drawer holds")
	case counted != s.ExpectedCash && note == "":
		return errs.InvalidField("note", "is required: %s", overOrShort(counted-s.ExpectedCash))
	}
	return nil
}

// overOrShort says how a count differs from what was expected.
func overOrShort(diff money.Centavos) string {
	switch {
	case diff < 0:
		return "the drawer is " + (-diff).Peso() + " short"
	case diff > 0:
		return "the drawer is " + diff.Peso() + " over"
	}
	return "the drawer is exact"
}

// mayLeave says why cash cannot leave a drawer: it cannot hold less than nothing.
func mayLeave(s Shift, amount money.Centavos) error {
	if amount > s.ExpectedCash {
		return errs.Conflictf("Your drawer holds %s only. Bring cash to it first.", s.ExpectedCash.Peso())
	}
	return nil
}
