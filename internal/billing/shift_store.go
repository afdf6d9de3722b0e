package billing

import (
	"context"
	"errors"
	"time"

	"talaan/internal/errs"
	"talaan/internal/money"
	"talaan/internal/sqldb"
	"talaan/internal/staff"
)

var (
	shiftColumns = sqldb.Columns[ShiftHead]("")
	moveColumns  = sqldb.Columns[CashMove]("")
)

// Kinds of takings besides those of the ledger.
const (
	cashIn  = "in"
	cashOut = "out"
)

// takingsRow sums entries of one kind and purpose in one drawer.
type takingsRow struct {
	ShiftID *int64         `db:"shift_id"`
	Kind    string         `db:"kind"`
	Purpose string         `db:"purpose"`
	Entries int64          `db:"entries"`
	Amount  money.Centavos `db:"amount"`
	First   *int64         `db:"first_receipt"`
	Last    *int64         `db:"last_receipt"`
}

// selectTakings sums what went through drawers. cond restricts both the ledger
// and the cash moves; it names shift_id, or at for the moment.
func selectTakings(ctx context.Context, tx *sqldb.Tx, cond string, args ...any) ([]takingsRow, error) {
	return sqldb.All[takingsRow](ctx, tx, `SELECT shift_id, kind, purpose, COUNT(*) AS entries, SUM(amount) AS amount, MIN(receipt_number) AS first_receipt, MAX(receipt_number) AS last_receipt
		FROM (SELECT shift_id, kind, purpose, amount, receipt_number, taken_at AS at FROM payments) entries WHERE `+cond+` GROUP BY shift_id, kind, purpose
		UNION ALL SELECT shift_id, kind, '' AS purpose, COUNT(*) AS entries, SUM(amount) AS amount, NULL AS first_receipt, NULL AS last_receipt
		FROM (SELECT shift_id, CASE WHEN amount > 0 THEN 'in' ELSE 'out' END AS kind, amount, moved_at AS at FROM cash_moves) moves WHERE `+cond+` GROUP BY shift_id, kind`,
		append(args, args...)...)
}

// lockShift takes hold of the caller's open shift until the transaction ends
// and returns it as it stands, or a refusal that says to open one.
func lockShift(ctx context.Context, tx *sqldb.Tx, tellerID int64) (Shift, error) {
	n, err := tx.Exec(ctx, `UPDATE shifts SET version = version + 1 WHERE open_teller_id = ?`, tellerID)
	if err != nil {
		return Shift{}, err
	}
	if n == 0 {
		return Shift{}, errs.Conflictf("Open your shift first: count the cash in your drawer.")
	}
	row, err := sqldb.One[ShiftHead](ctx, tx, `SELECT `+shiftColumns+` FROM shifts WHERE open_teller_id = ?`, tellerID)
	if errors.Is(err, sqldb.ErrNoRows) {
		return Shift{}, sqldb.Retry(err) // it was closed at this very moment
	}
	if err != nil {
		return Shift{}, err
	}
	return one(ctx, tx, row)
}

// getShift returns a shift as it stands, or errs.NotFound.
func getShift(ctx context.Context, tx *sqldb.Tx, id int64) (Shift, error) {
	row, err := sqldb.One[ShiftHead](ctx, tx, `SELECT `+shiftColumns+` FROM shifts WHERE id = ?`, id)
	if errors.Is(err, sqldb.ErrNoRows) {
		return Shift{}, errs.NotFoundf("There is no shift %d.", id)
	}
	if err != nil {
		return Shift{}, err
	}
	return one(ctx, tx, row)
}

func one(ctx context.Context, tx *sqldb.Tx, row ShiftHead) (Shift, error) {
	list, err := views(ctx, tx, []ShiftHead{row})
	if err != nil {
		return Shift{}, err
	}
	return list[0], nil
}

// views derives shifts from their rows, with names and takings.
func views(ctx context.Context, tx *sqldb.Tx, rows []ShiftHead) ([]Shift, error) {
	out := make([]Shift, 0, len(rows))
	if len(rows) == 0 {
		return out, nil
	}
	ids, people := make([]int64, len(rows)), []int64{}
	for i, r := range rows {
		ids[i] = r.ID
		people = append(people, r.TellerID)
		if r.ClosedBy != nil {
			people = append(people, *r.ClosedBy)
		}
	}
	in := sqldb.In(len(ids))
	sums, err := selectTakings(ctx, tx, `shift_id IN (`+in+`)`, sqldb.Args(ids)...)
	if err != nil {
		return nil, err
	}
	takings := map[int64]*Takings{}
	for _, s := range sums {
		if takings[*s.ShiftID] == nil {
			takings[*s.ShiftID] = &Takings{}
		}
		takings[*s.ShiftID].add(s)
	}
	names, err := staff.Names(ctx, tx, people)
	if err != nil {
		return nil, err
	}
	next, err := sqldb.All[ShiftHead](ctx, tx, `SELECT `+shiftColumns+` FROM shifts WHERE taken_over_id IN (`+in+`)`, sqldb.Args(ids)...)
	if err != nil {
		return nil, err
	}
	heirs := map[int64]*int64{}
	for i := range next {
		heirs[*next[i].TakenOverID] = &next[i].ID
	}
	for _, r := range rows {
		t := takings[r.ID]
		if t == nil {
			t = &Takings{}
		}
		s := view(r, *t)
		s.TellerName, s.HandedToID = names[r.TellerID], heirs[r.ID]
		if r.ClosedBy != nil {
			s.ClosedByName = names[*r.ClosedBy]
		}
		out = append(out, s)
	}
	return out, nil
}

func insertCounts(ctx context.Context, tx *sqldb.Tx, shiftID int64, atClose bool, c Counts) error {
	for _, d := range denominations {
		if n := *d.pieces(&c); n > 0 {
			if _, err := tx.Exec(ctx, `INSERT INTO shift_counts (shift_id, at_close, denomination, pieces) VALUES (?, ?, ?, ?)`, shiftID, atClose, d.worth, n); err != nil {
				return err
			}
		}
	}
	return nil
}

func selectCounts(ctx context.Context, tx *sqldb.Tx, shiftID int64) (opening, closing Counts, err error) {
	rows, err := sqldb.All[struct {
		AtClose      bool           `db:"at_close"`
		Denomination money.Centavos `db:"denomination"`
		Pieces       int64          `db:"pieces"`
	}](ctx, tx, `SELECT at_close, denomination, pieces FROM shift_counts WHERE shift_id = ?`, shiftID)
	for _, r := range rows {
		c := &opening
		if r.AtClose {
			c = &closing
		}
		for _, d := range denominations {
			if d.worth == r.Denomination {
				*d.pieces(c) = r.Pieces
			}
		}
	}
	return opening, closing, err
}

// selectEntries lists ledger entries by a condition on payments p.
func selectEntries(ctx context.Context, tx *sqldb.Tx, cond string, args ...any) ([]CashEntry, error) {
	rows, err := sqldb.All[CashEntry](ctx, tx, `SELECT p.id, p.shift_id, p.bill_id, b.code, p.kind, p.purpose, p.amount, p.payer,
		COALESCE(p.receipt_number, v.receipt_number) AS receipt_number, p.voucher_number, p.reason, p.taken_at, p.taken_by
		FROM payments p JOIN bills b ON b.id = p.bill_id LEFT JOIN payments v ON v.id = COALESCE(p.voids_id, p.refunds_id)
		WHERE `+cond+` ORDER BY p.id`, args...)
	if err != nil {
		return nil, err
	}
	return rows, staff.NameEach(ctx, tx, rows, func(r *CashEntry) (int64, *string) { return r.TakenBy, &r.TakenName })
}

func selectMoves(ctx context.Context, tx *sqldb.Tx, cond string, args ...any) ([]CashMove, error) {
	rows, err := sqldb.All[CashMove](ctx, tx, `SELECT `+moveColumns+` FROM cash_moves WHERE `+cond+` ORDER BY id`, args...)
	if err != nil {
		return nil, err
	}
	return rows, staff.NameEach(ctx, tx, rows, func(r *CashMove) (int64, *string) { return r.MovedBy, &r.MovedName })
}

// shiftQuery chooses shifts for the list.
type shiftQuery struct {
	tellerID int64
	open     bool
	from, to *time.Time // opened in it
	beforeID int64
	limit    int
}

func selectShifts(ctx context.Context, tx *sqldb.Tx, q shiftQuery) ([]ShiftHead, error) {
	where, args := "1 = 1", []any{}
	add := func(cond string, arg any) {
		where += " AND " + cond
		args = append(args, arg)
	}
	if q.tellerID != 0 {
		add("teller_id = ?", q.tellerID)
	}
	if q.open {
		where += " AND open_teller_id IS NOT NULL"
	}
	if q.from != nil {
		add("opened_at >= ?", *q.from)
	}
	if q.to != nil {
		add("opened_at < ?", *q.to)
	}
	if q.beforeID != 0 {
		add("id < ?", q.beforeID)
	}
	return sqldb.All[ShiftHead](ctx, tx, `SELECT `+shiftColumns+` FROM shifts WHERE `+where+` ORDER BY id DESC LIMIT ?`, append(args, q.limit)...)
}
