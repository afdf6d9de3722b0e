package billing

import (
	"context"
	"slices"
	"strings"

	"talaan/internal/fold"
	"talaan/internal/money"
	"talaan/internal/patient"
	"talaan/internal/sqldb"
)

var (
	headColumns    = sqldb.Columns[head]("")
	chargeColumns  = sqldb.Columns[Charge]("")
	paymentColumns = sqldb.Columns[Payment]("")
)

func selectHead(ctx context.Context, tx *sqldb.Tx, id int64) (head, error) {
	return sqldb.One[head](ctx, tx, `SELECT `+headColumns+` FROM bills WHERE id = ?`, id)
}

func selectCharges(ctx context.Context, tx *sqldb.Tx, billID int64) ([]Charge, error) {
	return sqldb.All[Charge](ctx, tx, `SELECT `+chargeColumns+` FROM charges WHERE bill_id = ? ORDER BY id`, billID)
}

func selectRunning(ctx context.Context, tx *sqldb.Tx, afterID int64, limit int) ([]Charge, error) {
	return sqldb.All[Charge](ctx, tx, `SELECT `+chargeColumns+` FROM charges WHERE running = 1 AND id > ? ORDER BY id LIMIT ?`, afterID, limit)
}

func selectPayments(ctx context.Context, tx *sqldb.Tx, billID int64) ([]Payment, error) {
	return sqldb.All[Payment](ctx, tx, `SELECT `+paymentColumns+` FROM payments WHERE bill_id = ? ORDER BY id`, billID)
}

// lockBills keeps the ledgers of bills from growing until the transaction ends.
func lockBills(ctx context.Context, tx *sqldb.Tx, billIDs []any) error {
	_, err := tx.Exec(ctx, `UPDATE bills SET version = version WHERE id IN (`+sqldb.In(len(billIDs))+`)`, billIDs...)
	return err
}

// balanceSQL is what is left to pay of bills b, as of the last ledger entry or tick.
const balanceSQL = `(b.total_charges - b.total_discounts - b.total_coverage - b.total_paid)`

// listQuery chooses bills for the list.
type listQuery struct {
	status   string
	q        string
	open     bool // not final, or owing, or with something to refund
	waits    string
	beforeID int64
	limit    int
}

// waiting restricts the list to bills on which a teller has something to do.
var waiting = map[string]string{
	"final_bill": ` AND care_ended_at IS NOT NULL AND finalized_at IS NULL`,
	"payment": ` AND finalized_at IS NOT NULL AND status IN ('Unpaid', 'Partial')
		AND NOT EXISTS (SELECT 1 FROM promissory_notes n WHERE n.open_bill_id = bills.id AND n.amount >= total_charges - total_discounts - total_coverage - total_paid)`,
}

// foundPatients bounds how many patients a search by name looks at.
const foundPatients = 200

func selectList(ctx context.Context, tx *sqldb.Tx, q listQuery) ([]head, error) {
	where, args := "1 = 1", []any{}
	if q.status != "" {
		where, args = "status = ?", []any{q.status}
	}
	if q.open {
		where += " AND (finalized_at IS NULL OR total_charges - total_discounts - total_coverage <> total_paid)"
	}
	where += waiting[q.waits]
	if q.beforeID != 0 {
		where += " AND id < ?"
		args = append(args, q.beforeID)
	}
	if q.q != "" {
		ids, err := patient.Find(ctx, tx, q.q, foundPatients)
		if err != nil {
			return nil, err
		}
		key := strings.ToUpper(strings.TrimSpace(q.q))
		cond := "code = ? OR case_number = ?"
		args = append(args, key, key)
		if len(ids) > 0 {
			cond += " OR patient_id IN (" + sqldb.In(len(ids)) + ")"
			args = append(args, sqldb.Args(ids)...)
		}
		where += " AND (" + cond + ")"
	}
	return sqldb.All[head](ctx, tx, `SELECT `+headColumns+` FROM bills WHERE `+where+` ORDER BY id DESC LIMIT ?`, append(args, q.limit)...)
}

// Outstanding returns what is owed on bills that are not fully paid, and how
// many wait for the final bill, those that a deposit has paid included.
func Outstanding(ctx context.Context, tx *sqldb.Tx) (Owed, error) {
	return sqldb.One[Owed](ctx, tx, `SELECT COUNT(*) AS bills, COALESCE(SUM(total_charges - total_discounts - total_coverage - total_paid), 0) AS amount,
		(SELECT COUNT(*) FROM bills WHERE 1 = 1`+waiting["final_bill"]+`) AS awaiting_final
		FROM bills WHERE status IN ('Unpaid', 'Partial')`)
}

// RunningTotals returns what every case in a bed owes at this moment, by case:
// charges as of now, before payments.
func RunningTotals(ctx context.Context, tx *sqldb.Tx) (map[int64]money.Centavos, error) {
	rows, err := sqldb.All[struct {
		ID          int64          `db:"id"`
		EncounterID int64          `db:"encounter_id"`
		Total       money.Centavos `db:"total_charges"`
	}](ctx, tx, `SELECT id, encounter_id, total_charges FROM bills WHERE id IN (SELECT bill_id FROM charges WHERE running = 1)`)
	if err != nil {
		return nil, err
	}
	meters, err := sqldb.All[Charge](ctx, tx, `SELECT `+chargeColumns+` FROM charges WHERE running = 1`)
	if err != nil {
		return nil, err
	}
	grown := map[int64]money.Centavos{}
	for _, m := range meters {
		grown[m.BillID] += m.UnitPrice.Times(m.owed(tx.Now) - m.Quantity)
	}
	out := make(map[int64]money.Centavos, len(rows))
	for _, r := range rows {
		out[r.EncounterID] = r.Total + grown[r.ID]
	}
	return out, nil
}

// ByCode returns the id of the bill with a code, and whose it is; ok is false
// when there is none.
func ByCode(ctx context.Context, tx *sqldb.Tx, code string) (id, patientID int64, ok bool, err error) {
	rows, err := sqldb.All[head](ctx, tx, `SELECT `+headColumns+` FROM bills WHERE code = ?`, code)
	if err != nil || len(rows) == 0 {
		return 0, 0, false, err
	}
	return rows[0].ID, rows[0].PatientID, true, nil
}

// BillIDs returns the ids of the bills of the given cases, by case.
func BillIDs(ctx context.Context, tx *sqldb.Tx, encounterIDs []int64) (map[int64]int64, error) {
	out := map[int64]int64{}
	if len(encounterIDs) == 0 {
		return out, nil
	}
	encounterIDs = slices.Compact(slices.Sorted(slices.Values(encounterIDs)))
	rows, err := sqldb.All[struct {
		ID          int64 `db:"id"`
		EncounterID int64 `db:"encounter_id"`
	}](ctx, tx, `SELECT id, encounter_id FROM bills WHERE encounter_id IN (`+sqldb.In(len(encounterIDs))+`)`, sqldb.Args(encounterIDs)...)
	for _, r := range rows {
		out[r.EncounterID] = r.ID
	}
	return out, err
}

// search returns the words of q for a prefix match on a folded column.
func search(q string) string { return sqldb.Contains(fold.Key(q)) }
