package billing

import (
	"context"
	"strings"

	"talaan/internal/httpapi"
	"talaan/internal/money"
	"talaan/internal/patient"
	"talaan/internal/sqldb"
	"talaan/internal/staff"
)

// PromisedBill is a promissory note in the list of receivables, with its bill
// and patient.
type PromisedBill struct {
	PromissoryNote
	BillCode    string        `json:"bill_code"`
	EncounterID int64         `json:"encounter_id"`
	CaseNumber  string        `json:"case_number"`
	Patient     patient.Brief `json:"patient"`
	DaysOverdue int64         `json:"days_overdue" doc:"0 when it is not overdue"`
}

// Owing is the sum of what is owed on promissory notes.
type Owing struct {
	Notes         int64          `json:"notes" db:"notes" doc:"Notes that are not settled"`
	Amount        money.Centavos `json:"amount" db:"amount" doc:"What is still owed on them"`
	Overdue       int64          `json:"overdue" db:"overdue" doc:"Of these, notes that are overdue"`
	OverdueAmount money.Centavos `json:"overdue_amount" db:"overdue_amount"`
}

type receivablesInput struct {
	httpapi.Page
	Q      string `query:"q" maxLength:"100" doc:"Patient's name, code or phone, bill code, case number, or maker"`
	Status string `query:"status" enum:"open,overdue,settled,cancelled" doc:"open is all that is still owed, overdue included; all notes when not given"`
}

// dueKey is where a page of the list ends: notes are sorted by due date.
type dueKey struct {
	DueDate string `json:"d"`
	ID      int64  `json:"i"`
}

// receivableRow is a note with the columns of its bill that the list needs.
type receivableRow struct {
	NoteHead
	Code        string         `db:"code"`
	EncounterID int64          `db:"encounter_id"`
	CaseNumber  string         `db:"case_number"`
	PatientID   int64          `db:"patient_id"`
	BillBalance money.Centavos `db:"bill_balance"`
}

const receivableFrom = ` FROM promissory_notes n JOIN bills b ON b.id = n.bill_id`

// stillOwed restricts receivableFrom to notes on which something is owed.
const stillOwed = `n.open_bill_id IS NOT NULL AND ` + balanceSQL + ` > 0`

// receivables lists promissory notes by due date.
func (b *Billing) receivables(ctx context.Context, tx *sqldb.Tx, in *receivablesInput) (httpapi.List[PromisedBill], error) {
	var after dueKey
	if err := in.After(&after); err != nil {
		return httpapi.List[PromisedBill]{}, err
	}
	today := b.day(tx.Now)
	where, args, err := receivableWhere(ctx, tx, in, today)
	if err != nil {
		return httpapi.List[PromisedBill]{}, err
	}
	if after.ID != 0 {
		where += " AND (n.due_date > ? OR (n.due_date = ? AND n.id > ?))"
		args = append(args, after.DueDate, after.DueDate, after.ID)
	}
	rows, err := sqldb.All[receivableRow](ctx, tx, `SELECT `+sqldb.Columns[NoteHead]("n.")+`, b.code, b.encounter_id, b.case_number, b.patient_id, `+balanceSQL+` AS bill_balance`+
		receivableFrom+` WHERE `+where+` ORDER BY n.due_date, n.id LIMIT ?`, append(args, in.Limit+1)...)
	if err != nil {
		return httpapi.List[PromisedBill]{}, err
	}
	out, err := b.promised(ctx, tx, rows, today)
	if err != nil {
		return httpapi.List[PromisedBill]{}, err
	}
	return httpapi.NewList(out, in.Limit, func(p PromisedBill) any { return dueKey{p.DueDate, p.ID} })
}

func receivableWhere(ctx context.Context, tx *sqldb.Tx, in *receivablesInput, today string) (string, []any, error) {
	where, args := "1 = 1", []any{}
	switch in.Status {
	case NoteOpen:
		where = stillOwed
	case NoteOverdue:
		where, args = stillOwed+" AND n.due_date < ?", []any{today}
	case NoteSettled:
		where = "n.open_bill_id IS NOT NULL AND " + balanceSQL + " <= 0"
	case NoteCancelled:
		where = "n.open_bill_id IS NULL"
	}
	if in.Q == "" {
		return where, args, nil
	}
	ids, err := patient.Find(ctx, tx, in.Q, foundPatients)
	if err != nil {
		return "", nil, err
	}
	key := strings.ToUpper(in.Q)
	cond := "b.code = ? OR b.case_number = ? OR LOWER(n.maker_name) LIKE ? ESCAPE '!'"
	args = append(args, key, key, sqldb.Contains(strings.ToLower(in.Q)))
	if len(ids) > 0 {
		cond += " OR b.patient_id IN (" + sqldb.In(len(ids)) + ")"
		args = append(args, sqldb.Args(ids)...)
	}
	return where + " AND (" + cond + ")", args, nil
}

// promised fills in what the rows only refer to.
func (b *Billing) promised(ctx context.Context, tx *sqldb.Tx, rows []receivableRow, today string) ([]PromisedBill, error) {
	people, patients := make([]int64, len(rows)), make([]int64, len(rows))
	for i, r := range rows {
		people[i], patients[i] = r.SignedBy, r.PatientID
	}
	names, err := staff.Names(ctx, tx, people)
	if err != nil {
		return nil, err
	}
	briefs, err := b.patients.Briefs(ctx, tx, patients)
	if err != nil {
		return nil, err
	}
	out := make([]PromisedBill, len(rows))
	for i, r := range rows {
		out[i] = PromisedBill{
			PromissoryNote: noteView(r.NoteHead, r.BillBalance, today), BillCode: r.Code, EncounterID: r.EncounterID, CaseNumber: r.CaseNumber, Patient: briefs[r.PatientID],
		}
		out[i].SignedName = names[r.SignedBy]
		if out[i].Status == NoteOverdue {
			out[i].DaysOverdue = daysBetween(r.DueDate, today)
		}
	}
	return out, nil
}

// Owing sums up what is owed on promissory notes.
func (b *Billing) Owing(ctx context.Context, tx *sqldb.Tx) (Owing, error) {
	today := b.day(tx.Now)
	owed := `CASE WHEN n.amount < ` + balanceSQL + ` THEN n.amount ELSE ` + balanceSQL + ` END`
	return sqldb.One[Owing](ctx, tx, `SELECT COUNT(*) AS notes, COALESCE(SUM(`+owed+`), 0) AS amount,
		COALESCE(SUM(CASE WHEN n.due_date < ? THEN 1 ELSE 0 END), 0) AS overdue,
		COALESCE(SUM(CASE WHEN n.due_date < ? THEN `+owed+` ELSE 0 END), 0) AS overdue_amount`+receivableFrom+` WHERE `+stillOwed, today, today)
}

// notesOfBills returns the notes of listed bills that are not cancelled, by bill.
func (b *Billing) notesOfBills(ctx context.Context, tx *sqldb.Tx, bills []head) (map[int64][]PromissoryNote, error) {
	out := map[int64][]PromissoryNote{}
	if len(bills) == 0 {
		return out, nil
	}
	ids := make([]int64, len(bills))
	for i, h := range bills {
		ids[i] = h.ID
	}
	rows, err := sqldb.All[NoteHead](ctx, tx, `SELECT `+noteColumns+` FROM promissory_notes WHERE open_bill_id IN (`+sqldb.In(len(ids))+`)`, sqldb.Args(ids)...)
	for _, n := range rows {
		out[n.BillID] = append(out[n.BillID], PromissoryNote{NoteHead: n})
	}
	return out, err
}
