package billing

import (
	"context"
	"maps"
	"slices"
	"time"

	"talaan/internal/money"
	"talaan/internal/sqldb"
)

// CashReport is all cash of one hospital day. Every part is a sum over the same
// ledger entries, so the parts add up to the whole.
type CashReport struct {
	Date   string         `json:"date" format:"date"`
	Total  DayTakings     `json:"total"`
	Shifts []ShiftTakings `json:"shifts" doc:"What went through each drawer that day"`
	Uses   []UseTakings   `json:"by_purpose" doc:"The ledger's part by what was paid for"`

	GivenBack []CashEntry `json:"given_back" doc:"Voids and refunds"`
	Moves     []CashMove  `json:"cash_moves"`
}

// DayTakings is what went through drawers in a day, and by how much they grew.
type DayTakings struct {
	Takings
	Net money.Centavos `json:"net" doc:"Payments less voids and refunds, and cash in less cash out"`
}

// ShiftTakings is a shift's part of a day.
type ShiftTakings struct {
	DayTakings
	ShiftID     *int64          `json:"shift_id" doc:"Null for entries from before shifts were kept"`
	TellerID    *int64          `json:"teller_id"`
	TellerName  string          `json:"teller_name"`
	OpenedAt    *time.Time      `json:"opened_at"`
	ClosedAt    *time.Time      `json:"closed_at" doc:"Null while open"`
	OpeningCash *money.Centavos `json:"opening_cash" nullable:"true"`
	CountedCash *money.Centavos `json:"counted_cash" nullable:"true"`
	OverShort   *money.Centavos `json:"over_short" nullable:"true" doc:"Of the whole shift, once it is closed"`
}

// UseTakings is a day's entries of one purpose.
type UseTakings struct {
	DayTakings
	Purpose string `json:"purpose" enum:"deposit,bill,receivable"`
}

// dayReport builds the report of a day out of its sums and its shifts, among
// which are all that the sums belong to.
func dayReport(date string, sums []takingsRow, shifts map[int64]Shift) CashReport {
	r := CashReport{Date: date, Shifts: []ShiftTakings{}, Uses: []UseTakings{{Purpose: Deposit}, {Purpose: ForBill}, {Purpose: Receivable}}}
	drawers := map[int64]*ShiftTakings{}
	for id, s := range shifts {
		drawers[id] = &ShiftTakings{
			ShiftID: &s.ID, TellerID: &s.TellerID, TellerName: s.TellerName, OpenedAt: &s.OpenedAt, ClosedAt: s.ClosedAt,
			OpeningCash: &s.OpeningCash, CountedCash: s.CountedCash, OverShort: s.OverShort,
		}
	}
	for _, s := range sums {
		if drawers[idOf(s.ShiftID)] == nil {
			drawers[idOf(s.ShiftID)] = &ShiftTakings{ShiftID: s.ShiftID}
		}
		drawers[idOf(s.ShiftID)].add(s)
		r.Total.add(s)
		for i := range r.Uses {
			if r.Uses[i].Purpose == s.Purpose {
				r.Uses[i].add(s)
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(drawers)) {
		drawers[id].Net = drawers[id].net()
		r.Shifts = append(r.Shifts, *drawers[id])
	}
	r.Total.Net = r.Total.net()
	for i := range r.Uses {
		r.Uses[i].Net = r.Uses[i].net()
	}
	return r
}

// idOf is an id, or 0 for none.
func idOf(id *int64) int64 {
	if id == nil {
		return 0
	}
	return *id
}

// Day returns the report of a hospital day, YYYY-MM-DD; today when blank.
func (b *Billing) Day(ctx context.Context, tx *sqldb.Tx, date string) (CashReport, error) {
	if date == "" {
		date = b.day(tx.Now)
	}
	from, to, err := b.span(date)
	if err != nil {
		return CashReport{}, err
	}
	sums, err := selectTakings(ctx, tx, `at >= ? AND at < ?`, from, to)
	if err != nil {
		return CashReport{}, err
	}
	shifts, err := shiftsOf(ctx, tx, sums, from, to)
	if err != nil {
		return CashReport{}, err
	}
	r := dayReport(date, sums, shifts)
	if r.GivenBack, err = selectEntries(ctx, tx, `p.taken_at >= ? AND p.taken_at < ? AND p.kind <> ?`, from, to, Received); err != nil {
		return r, err
	}
	r.Moves, err = selectMoves(ctx, tx, `moved_at >= ? AND moved_at < ?`, from, to)
	return r, err
}

// shiftsOf returns the shifts that the sums belong to, and those opened in the day.
func shiftsOf(ctx context.Context, tx *sqldb.Tx, sums []takingsRow, from, to time.Time) (map[int64]Shift, error) {
	cond, args := `opened_at >= ? AND opened_at < ?`, []any{from, to}
	ids := []int64{}
	for _, s := range sums {
		if s.ShiftID != nil {
			ids = append(ids, *s.ShiftID)
		}
	}
	if len(ids) > 0 {
		cond += ` OR id IN (` + sqldb.In(len(ids)) + `)`
		args = append(args, sqldb.Args(ids)...)
	}
	rows, err := sqldb.All[ShiftHead](ctx, tx, `SELECT `+shiftColumns+` FROM shifts WHERE `+cond, args...)
	if err != nil {
		return nil, err
	}
	list, err := views(ctx, tx, rows)
	out := make(map[int64]Shift, len(list))
	for _, s := range list {
		out[s.ID] = s
	}
	return out, err
}
