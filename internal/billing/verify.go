package billing

import (
	"context"
	"fmt"
	"time"

	"talaan/internal/money"
	"talaan/internal/sqldb"
	"talaan/internal/ward"
)

// LedgerFault is something in the ledger that does not add up.
type LedgerFault struct {
	BillID int64  // 0 when it is of no bill
	Code   string // of the bill
	What   string
}

// LedgerChecked is what a look at the whole ledger found.
type LedgerChecked struct {
	Bills    int64
	Charges  int64
	Receipts int64
	Shifts   int64
	Faults   int64
}

// verifyBatch is how many bills are looked at in one moment of the database.
const verifyBatch = 200

// VerifyLedger recomputes every bill from its entries and tells fault of each
// thing that does not add up; it goes on after one. An error means that the look
// was not finished.
func (b *Billing) VerifyLedger(ctx context.Context, fault func(LedgerFault) error) (LedgerChecked, error) {
	var done LedgerChecked
	for after, more := int64(0), true; more; {
		var ledgers []ledger
		var day string
		err := b.db.View(ctx, func(tx *sqldb.Tx) (err error) {
			day = b.day(tx.Now)
			ledgers, err = selectLedgers(ctx, tx, after, verifyBatch)
			return err
		})
		if err != nil {
			return done, fmt.Errorf("read the ledger after bill %d: %w", after, err)
		}
		for i := range ledgers {
			l := &ledgers[i]
			after = l.head.ID
			done.Bills++
			done.Charges += int64(len(l.charges))
			for _, what := range l.faults(day) {
				done.Faults++
				if err := fault(LedgerFault{l.head.ID, l.head.Code, what}); err != nil {
					return done, err
				}
			}
		}
		more = len(ledgers) == verifyBatch
	}
	for _, s := range []numbering{{"receipt", "receipt_number", receipts, &done.Receipts}, {"refund voucher", "voucher_number", vouchers, new(int64)}} {
		if err := b.verifyNumbers(ctx, s, &done, fault); err != nil {
			return done, err
		}
	}
	err := b.verifyShifts(ctx, &done, fault)
	return done, err
}

// ledger is one bill as it is stored.
type ledger struct {
	head         head
	charges      []Charge
	entitlements []Entitlement
	adjustments  []Adjustment
	payments     []Payment
	stays        []ward.Stay
}

// selectLedgers returns the bills after an id with all that belongs to them.
func selectLedgers(ctx context.Context, tx *sqldb.Tx, after int64, limit int) ([]ledger, error) {
	heads, err := sqldb.All[head](ctx, tx, `SELECT `+headColumns+` FROM bills WHERE id > ? ORDER BY id LIMIT ?`, after, limit)
	if err != nil || len(heads) == 0 {
		return nil, err
	}
	out := make([]ledger, len(heads))
	at, encounters := map[int64]*ledger{}, make([]int64, len(heads))
	for i, h := range heads {
		out[i].head = h
		at[h.ID], encounters[i] = &out[i], h.EncounterID
	}
	const of = ` WHERE bill_id > ? AND bill_id <= ? ORDER BY bill_id, id`
	last := heads[len(heads)-1].ID
	charges, err := sqldb.All[Charge](ctx, tx, `SELECT `+chargeColumns+` FROM charges`+of, after, last)
	if err != nil {
		return nil, err
	}
	for id, list := range chargesByBill(charges) {
		at[id].charges = list
	}
	entitlements, err := selectEntitlements(ctx, tx, "bill_id > ? AND bill_id <= ?", after, last)
	if err != nil {
		return nil, err
	}
	for _, e := range entitlements {
		at[e.BillID].entitlements = append(at[e.BillID].entitlements, e)
	}
	adjustments, err := sqldb.All[Adjustment](ctx, tx, `SELECT `+adjustmentColumns+` FROM adjustments`+of, after, last)
	if err != nil {
		return nil, err
	}
	for _, a := range adjustments {
		at[a.BillID].adjustments = append(at[a.BillID].adjustments, a)
	}
	payments, err := sqldb.All[Payment](ctx, tx, `SELECT `+paymentColumns+` FROM payments`+of, after, last)
	if err != nil {
		return nil, err
	}
	for _, p := range payments {
		at[p.BillID].payments = append(at[p.BillID].payments, p)
	}
	stays, err := ward.StaysOf(ctx, tx, encounters)
	for i := range out {
		out[i].stays = stays[out[i].head.EncounterID]
	}
	return out, err
}

// report collects what is wrong.
type report []string

func (r *report) add(format string, args ...any) { *r = append(*r, fmt.Sprintf(format, args...)) }

// faults says what of a bill does not add up; day is today.
func (l *ledger) faults(day string) []string {
	var r report
	l.checkContras(&r)
	l.checkRefunds(&r)
	l.checkStays(&r)
	l.checkAdjustments(&r)
	l.checkTotals(&r, day)
	return r
}

// checkContras: a contra entry undoes an entry of the same bill, once and wholly.
func (l *ledger) checkContras(r *report) {
	charges := map[int64]Charge{}
	for _, c := range l.charges {
		charges[c.ID] = c
	}
	for _, c := range l.charges {
		if c.ReversesID == nil {
			if c.Quantity < 0 {
				r.add("charge %d takes off %s and undoes nothing", c.ID, (-c.Amount).Peso())
			}
			continue
		}
		of, ok := charges[*c.ReversesID]
		if !ok || of.ReversesID != nil {
			r.add("charge %d undoes charge %d, which is no charge of this bill", c.ID, *c.ReversesID)
		} else if of.Amount+c.Amount != 0 || of.Quantity+c.Quantity != 0 {
			r.add("charge %d of %s is undone by charge %d of %s; together they must come to nothing", of.ID, of.Amount.Peso(), c.ID, c.Amount.Peso())
		}
	}
	payments := map[int64]Payment{}
	for _, p := range l.payments {
		payments[p.ID] = p
	}
	for _, p := range l.payments {
		if p.VoidsID == nil {
			continue
		}
		of, ok := payments[*p.VoidsID]
		if !ok {
			r.add("payment %d voids payment %d, which is no payment of this bill", p.ID, *p.VoidsID)
		} else if of.Amount+p.Amount != 0 {
			r.add("payment %d of %s is voided by payment %d of %s; together they must come to nothing", of.ID, of.Amount.Peso(), p.ID, p.Amount.Peso())
		}
	}
}

// checkStays: every stay has exactly one charge, of its own rate and times, and
// as many units as the meter says.
func (l *ledger) checkStays(r *report) {
	of := map[int64][]Charge{}
	for _, c := range l.charges {
		if c.Kind == StayCharge && c.ReversesID == nil && c.StayID != nil {
			of[*c.StayID] = append(of[*c.StayID], c)
		}
	}
	for _, s := range l.stays {
		if s.BillID != l.head.ID {
			r.add("stay %d is of this case and of bill %d", s.ID, s.BillID)
			continue
		}
		list := of[s.ID]
		delete(of, s.ID)
		if len(list) != 1 {
			r.add("stay %d has %d charges; it must have one", s.ID, len(list))
			continue
		}
		checkMeter(r, s, list[0])
	}
	for id := range of {
		r.add("a bed charge is for stay %d, which is no stay of this case", id)
	}
}

func checkMeter(r *report, s ward.Stay, c Charge) {
	if c.MeterStartedAt == nil || c.MeterUnitSeconds == nil {
		r.add("charge %d of stay %d has no meter", c.ID, s.ID)
		return
	}
	if c.UnitPrice != s.Rate || !c.MeterStartedAt.Equal(s.StartedAt) || c.Running != (s.EndedAt == nil) || !sameMoment(c.MeterEndedAt, s.EndedAt) {
		r.add("charge %d is not at the rate and the times of stay %d", c.ID, s.ID)
	}
	unit := time.Duration(*c.MeterUnitSeconds) * time.Second
	if s.EndedAt != nil {
		if n := Units(s.StartedAt, *s.EndedAt, unit); c.Quantity < n {
			r.add("stay %d is charged %d units; from its beginning to its end are %d", s.ID, c.Quantity, n)
			return
		}
	}
	if c.MeterReadAt == nil {
		return // from before readings were kept
	}
	if n := Units(s.StartedAt, *c.MeterReadAt, unit); c.Quantity != n {
		r.add("stay %d is charged %d units; the meter was read at %d", s.ID, c.Quantity, n)
	}
}

func sameMoment(a, b *time.Time) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Equal(*b)
}

// checkAdjustments: entries of discount and coverage stand on final bills
// alone, each on a ground of the bill.
func (l *ledger) checkAdjustments(r *report) {
	if len(l.adjustments) > 0 && l.head.FinalizedAt == nil {
		r.add("discounts or coverage are posted although the bill is not final")
	}
	grounds, entries := map[int64]bool{}, map[int64]Adjustment{}
	for _, e := range l.entitlements {
		grounds[e.ID] = true
	}
	for _, a := range l.adjustments {
		entries[a.ID] = a
	}
	for _, a := range l.adjustments {
		if !grounds[a.EntitlementID] {
			r.add("entry %d of %s has its ground on another bill", a.ID, a.Kind)
		}
		if a.ReversesID == nil {
			continue
		}
		if of, ok := entries[*a.ReversesID]; !ok || of.Amount+a.Amount != 0 || of.ChargeID != a.ChargeID || of.Kind != a.Kind {
			r.add("entry %d of %s does not undo entry %d as it was", a.ID, a.Kind, *a.ReversesID)
		}
	}
	l.checkPosted(r)
}

// checkPosted: no more is taken off a charge than it comes to, and nothing off one
// that is reversed or of another bill.
func (l *ledger) checkPosted(r *report) {
	posted := byCharge(l.adjustments)
	for _, c := range l.charges {
		p, ok := posted[c.ID]
		delete(posted, c.ID)
		if !ok {
			continue
		}
		most := c.Amount
		if c.Reversed || c.ReversesID != nil {
			most = 0
		}
		least := min(p.VATExemption, p.StatutoryDiscount, p.OtherDiscount, p.PhilHealth, p.HMO)
		if off := p.discounts() + p.coverage(); off > most || least < 0 {
			r.add("%s are taken off charge %d of %s", off.Peso(), c.ID, most.Peso())
		}
	}
	for id := range posted {
		r.add("discounts or coverage are posted on charge %d, which is no charge of this bill", id)
	}
}

// checkTotals: what the bill's row says is what its entries say.
func (l *ledger) checkTotals(r *report, day string) {
	var charges, paid money.Centavos
	for _, c := range l.charges {
		charges += c.Amount
	}
	for _, p := range l.payments {
		paid += p.Amount
	}
	discounts, coverage := reductions(l.charges, l.entitlements, day)
	if l.head.FinalizedAt != nil {
		var sum Parts
		for _, p := range byCharge(l.adjustments) {
			sum.add(p)
		}
		discounts, coverage = sum.discounts(), sum.coverage()
	}
	for _, t := range []struct {
		name         string
		kept, really money.Centavos
	}{
		{"charges", l.head.TotalCharges, charges}, {"discounts", l.head.TotalDiscounts, discounts},
		{"coverage", l.head.TotalCoverage, coverage}, {"payments", l.head.TotalPaid, paid},
	} {
		if t.kept != t.really {
			r.add("total of %s is kept as %s; the entries come to %s", t.name, t.kept.Peso(), t.really.Peso())
		}
	}
	status := statusOf(charges-discounts-coverage, paid, l.head.FinalizedAt != nil, undone(l.charges))
	// A bill from before any could be cancelled is kept as paid until its next entry.
	if l.head.Status != status && (status != Cancelled || l.head.Status != Paid) {
		r.add("status is kept as %s; the entries say %s", l.head.Status, status)
	}
}

// receiptBatch is how many receipts are read at once.
const receiptBatch = 5000

// numbering is a series of numbers that entries of the ledger have.
type numbering struct {
	noun, column, series string
	seen                 *int64
}

// verifyNumbers: the numbers run from 1 to the last one given, without a gap
// other than those that a restore has noted.
func (b *Billing) verifyNumbers(ctx context.Context, s numbering, done *LedgerChecked, fault func(LedgerFault) error) error {
	next := int64(1)
	var noted []sqldb.Gap
	gap := func(to int64) error {
		from := next
		for _, g := range noted {
			if g.First <= from && from <= g.Last {
				from = min(g.Last+1, to)
			}
		}
		if from == to {
			return nil
		}
		done.Faults++
		what := fmt.Sprintf("%s %d is missing", s.noun, from)
		if to-from > 1 {
			what = fmt.Sprintf("%ss %d to %d are missing", s.noun, from, to-1)
		}
		return fault(LedgerFault{What: what})
	}
	for more := true; more; {
		var numbers []int64
		var given []int64
		err := b.db.View(ctx, func(tx *sqldb.Tx) (err error) {
			if numbers, err = sqldb.All[int64](ctx, tx, `SELECT `+s.column+` FROM payments WHERE `+s.column+` >= ? ORDER BY `+s.column+` LIMIT ?`, next, receiptBatch); err != nil {
				return err
			}
			if noted, err = sqldb.Gaps(ctx, tx, s.series); err != nil {
				return err
			}
			given, err = sqldb.All[int64](ctx, tx, `SELECT value FROM counters WHERE name = ?`, s.series)
			return err
		})
		if err != nil {
			return fmt.Errorf("read the %ss from %d: %w", s.noun, next, err)
		}
		for _, n := range numbers {
			if err := gap(n); err != nil {
				return err
			}
			next = n + 1
			*s.seen++
		}
		if more = len(numbers) == receiptBatch; !more && len(given) > 0 && given[0] >= next {
			return gap(given[0] + 1)
		}
	}
	return nil
}

// LedgerSums are the sums of all entries of all bills.
type LedgerSums struct {
	Bills       int64          `db:"bills"`
	Charges     money.Centavos `db:"charges"`
	Adjustments money.Centavos `db:"adjustments"`
	Payments    money.Centavos `db:"payments"`
}

// SumLedger adds up every entry there is.
func SumLedger(ctx context.Context, tx *sqldb.Tx) (LedgerSums, error) {
	s, err := sqldb.One[LedgerSums](ctx, tx, `SELECT (SELECT COUNT(*) FROM bills) AS bills,
	(SELECT COALESCE(SUM(quantity * unit_price), 0) FROM charges) AS charges,
	(SELECT COALESCE(SUM(amount), 0) FROM adjustments) AS adjustments,
	(SELECT COALESCE(SUM(amount), 0) FROM payments) AS payments`)
	if err != nil {
		return s, fmt.Errorf("add up the ledger: %w", err)
	}
	return s, nil
}
