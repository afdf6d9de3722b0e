package billing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/money"
	"talaan/internal/sqldb"
	"talaan/internal/staff"
)

const promissoryEntity = "promissory_note"

// promissories is the name of the series that the numbers of promissory notes come from.
const promissories = "promissory note"

// What a promissory note is; it follows from the bill and the date.
const (
	NoteOpen      = "open"
	NoteOverdue   = "overdue"
	NoteSettled   = "settled"
	NoteCancelled = "cancelled"
)

// PromissoryFields are what a client writes of a promissory note.
type PromissoryFields struct {
	Amount         *money.Centavos `json:"amount,omitempty" doc:"The balance when not sent; less when the rest is paid now"`
	DueDate        string          `json:"due_date" format:"date" doc:"Today or later, within two years"`
	MakerName      string          `json:"maker_name" minLength:"1" maxLength:"160" doc:"Who promises to pay"`
	Relationship   string          `json:"relationship,omitempty" maxLength:"80" doc:"Of the maker to the patient"`
	MakerAddress   string          `json:"maker_address,omitempty" maxLength:"500"`
	MakerContact   string          `json:"maker_contact,omitempty" maxLength:"60"`
	CoMakerName    string          `json:"co_maker_name" minLength:"1" maxLength:"160" doc:"Who answers for it beside the maker"`
	CoMakerAddress string          `json:"co_maker_address,omitempty" maxLength:"500"`
	CoMakerContact string          `json:"co_maker_contact,omitempty" maxLength:"60"`
	Reason         string          `json:"reason,omitempty" maxLength:"1000" doc:"Why it is not paid now"`
}

// PromissoryNote is a promise to pay what is left of a final bill. With it the
// patient can leave, and the case is settled; what is owed on it is paid like
// any other payment of the bill.
type PromissoryNote struct {
	NoteHead
	Status     string         `json:"status" enum:"open,overdue,settled,cancelled"`
	Paid       money.Centavos `json:"paid" doc:"Of its amount"`
	Balance    money.Centavos `json:"balance" doc:"What is still owed on it; 0.00 when cancelled"`
	SignedName string         `json:"signed_by_name"`
}

// NoteHead is the part of a promissory note that is stored.
type NoteHead struct {
	ID             int64          `json:"id" db:"id"`
	Version        int64          `json:"version" db:"version"`
	Number         int64          `json:"number" db:"number" doc:"In a series of its own"`
	BillID         int64          `json:"bill_id" db:"bill_id"`
	OpenBillID     *int64         `json:"-" db:"open_bill_id"` // UNIQUE: one note per bill that is not cancelled
	Amount         money.Centavos `json:"amount" db:"amount"`
	DueDate        string         `json:"due_date" db:"due_date"`
	MakerName      string         `json:"maker_name" db:"maker_name"`
	Relationship   string         `json:"relationship" db:"relationship"`
	MakerAddress   string         `json:"maker_address" db:"maker_address"`
	MakerContact   string         `json:"maker_contact" db:"maker_contact"`
	CoMakerName    string         `json:"co_maker_name" db:"co_maker_name"`
	CoMakerAddress string         `json:"co_maker_address" db:"co_maker_address"`
	CoMakerContact string         `json:"co_maker_contact" db:"co_maker_contact"`
	Reason         string         `json:"reason" db:"reason"`
	SignedAt       time.Time      `json:"signed_at" db:"signed_at"`
	SignedBy       int64          `json:"signed_by" db:"signed_by"`
	CancelledAt    *time.Time     `json:"cancelled_at" db:"cancelled_at"`
	CancelledBy    *int64         `json:"cancelled_by" db:"cancelled_by"`
	CancelReason   string         `json:"cancel_reason" db:"cancel_reason"`
}

var noteColumns = sqldb.Columns[NoteHead]("")

// noteView derives what follows from the bill's balance and the hospital's date.
func noteView(n NoteHead, balance money.Centavos, today string) PromissoryNote {
	v := PromissoryNote{NoteHead: n}
	if n.CancelledAt != nil {
		v.Status = NoteCancelled
		return v
	}
	v.Balance = max(0, min(n.Amount, balance))
	v.Paid = n.Amount - v.Balance
	switch {
	case v.Balance == 0:
		v.Status = NoteSettled
	case n.DueDate < today:
		v.Status = NoteOverdue
	default:
		v.Status = NoteOpen
	}
	return v
}

// secures reports whether the notes of a bill cover what is left of it.
func secures(notes []PromissoryNote, balance money.Centavos) bool {
	for _, n := range notes {
		if n.CancelledAt == nil && balance > 0 && balance <= n.Amount {
			return true
		}
	}
	return false
}

// longest is how many days a note may run.
const longest = 731

// mayPromise says what is wrong with a note on a bill.
func mayPromise(bill Bill, f PromissoryFields, today string) error {
	switch {
	case !bill.Final:
		return errs.Conflictf("Bill %s is not final. Issue the final bill first.", bill.Code)
	case bill.Balance <= 0:
		return errs.Conflictf("Bill %s has no balance.", bill.Code)
	case f.Amount != nil && *f.Amount <= 0:
		return errs.InvalidField("amount", "must be more than 0.00")
	case f.Amount != nil && *f.Amount > bill.Balance:
		return errs.InvalidField("amount", "is more than the balance of %s", bill.Balance.Peso())
	case f.DueDate < today:
		return errs.InvalidField("due_date", "is past: today is %s", today)
	case f.DueDate > daysAfter(today, longest):
		return errs.InvalidField("due_date", "is more than two years away")
	}
	return nil
}

func daysAfter(day string, n int) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, n).Format(time.DateOnly)
}

// daysBetween is how many days lie between two dates.
func daysBetween(from, to string) int64 {
	a, errA := time.Parse(time.DateOnly, from)
	b, errB := time.Parse(time.DateOnly, to)
	if errA != nil || errB != nil {
		return 0
	}
	return int64(b.Sub(a).Hours() / 24)
}

// Promise takes a promissory note for what is left of a final bill.
func (b *Billing) Promise(ctx context.Context, tx *sqldb.Tx, billID int64, f PromissoryFields) (PromissoryNote, error) {
	bill, err := b.lock(ctx, tx, billID)
	if err != nil {
		return PromissoryNote{}, err
	}
	today := b.day(tx.Now)
	if err := mayPromise(bill, f, today); err != nil {
		return PromissoryNote{}, err
	}
	amount := bill.Balance
	if f.Amount != nil {
		amount = *f.Amount
	}
	number, err := tx.Next(ctx, promissories)
	if err != nil {
		return PromissoryNote{}, fmt.Errorf("next promissory note: %w", err)
	}
	by := authz.From(ctx)
	n := NoteHead{
		Version: 1, Number: number, BillID: billID, OpenBillID: &billID, Amount: amount, DueDate: f.DueDate, MakerName: f.MakerName, Relationship: f.Relationship,
		MakerAddress: f.MakerAddress, MakerContact: f.MakerContact, CoMakerName: f.CoMakerName, CoMakerAddress: f.CoMakerAddress, CoMakerContact: f.CoMakerContact,
		Reason: f.Reason, SignedAt: tx.Now, SignedBy: by.ID,
	}
	n.ID, err = sqldb.Insert(ctx, tx, "promissory_notes", n)
	if errors.Is(err, sqldb.ErrDuplicate) {
		return PromissoryNote{}, errs.Conflictf("Bill %s already has a promissory note. Cancel it first.", bill.Code)
	}
	if err != nil {
		return PromissoryNote{}, fmt.Errorf("promissory note for bill %d: %w", billID, err)
	}
	if err := b.settle(ctx, tx, bill); err != nil {
		return PromissoryNote{}, err
	}
	v := noteView(n, bill.Balance, today)
	v.SignedName = by.Name
	return v, b.recordNote(ctx, tx, n, "took a promissory note", f.Reason)
}

// CancelNote takes a promissory note back; what is left of the bill is due again.
func (b *Billing) CancelNote(ctx context.Context, tx *sqldb.Tx, id int64, reason string) (PromissoryNote, error) {
	n, err := getNote(ctx, tx, id)
	if err != nil {
		return PromissoryNote{}, err
	}
	bill, err := b.lock(ctx, tx, n.BillID)
	if err != nil {
		return PromissoryNote{}, err
	}
	if n, err = getNote(ctx, tx, id); err != nil { // as it is under the bill's lock
		return PromissoryNote{}, err
	}
	switch noteView(n, bill.Balance, b.day(tx.Now)).Status {
	case NoteCancelled:
		return PromissoryNote{}, errs.Conflictf("Promissory note %d was already cancelled.", n.Number)
	case NoteSettled:
		return PromissoryNote{}, errs.Conflictf("Promissory note %d is settled.", n.Number)
	}
	by := authz.From(ctx)
	if _, err := tx.Exec(ctx, `UPDATE promissory_notes SET version = version + 1, open_bill_id = NULL, cancelled_at = ?, cancelled_by = ?, cancel_reason = ? WHERE id = ?`,
		tx.Now, by.ID, reason, id); err != nil {
		return PromissoryNote{}, fmt.Errorf("cancel promissory note %d: %w", id, err)
	}
	if err := b.settle(ctx, tx, bill); err != nil {
		return PromissoryNote{}, err
	}
	if err := b.recordNote(ctx, tx, n, "cancelled a promissory note", reason); err != nil {
		return PromissoryNote{}, err
	}
	return b.Note(ctx, tx, id)
}

// recordNote writes an act on a note into the trail of the bill.
func (b *Billing) recordNote(ctx context.Context, tx *sqldb.Tx, n NoteHead, action, reason string) error {
	tx.Changed(promissoryEntity, n.ID)
	return audit.Record(ctx, tx, audit.Entry{
		Action: action, Entity: entity, ID: n.BillID, Reason: reason,
		After: map[string]any{"promissory_note_id": n.ID, "number": n.Number, "amount": n.Amount, "due_date": n.DueDate, "maker_name": n.MakerName, "co_maker_name": n.CoMakerName},
	})
}

func getNote(ctx context.Context, tx *sqldb.Tx, id int64) (NoteHead, error) {
	n, err := sqldb.One[NoteHead](ctx, tx, `SELECT `+noteColumns+` FROM promissory_notes WHERE id = ?`, id)
	if errors.Is(err, sqldb.ErrNoRows) {
		return n, errs.NotFoundf("There is no promissory note %d.", id)
	}
	return n, err
}

// Note returns a promissory note as it stands, or errs.NotFound.
func (b *Billing) Note(ctx context.Context, tx *sqldb.Tx, id int64) (PromissoryNote, error) {
	n, err := getNote(ctx, tx, id)
	if err != nil {
		return PromissoryNote{}, err
	}
	bill, err := b.Get(ctx, tx, n.BillID)
	if err != nil {
		return PromissoryNote{}, err
	}
	for _, v := range bill.PromissoryNotes {
		if v.ID == id {
			return v, nil
		}
	}
	return PromissoryNote{}, errs.NotFoundf("There is no promissory note %d.", id)
}

// notesOf returns the promissory notes of a bill that has this balance, oldest first.
func (b *Billing) notesOf(ctx context.Context, tx *sqldb.Tx, billID int64, balance money.Centavos) ([]PromissoryNote, error) {
	rows, err := sqldb.All[NoteHead](ctx, tx, `SELECT `+noteColumns+` FROM promissory_notes WHERE bill_id = ? ORDER BY id`, billID)
	if err != nil {
		return nil, err
	}
	people := make([]int64, len(rows))
	for i, n := range rows {
		people[i] = n.SignedBy
	}
	names, err := staff.Names(ctx, tx, people)
	if err != nil {
		return nil, err
	}
	out := make([]PromissoryNote, len(rows))
	for i, n := range rows {
		out[i] = noteView(n, balance, b.day(tx.Now))
		out[i].SignedName = names[n.SignedBy]
	}
	return out, nil
}
