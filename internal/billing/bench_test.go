package billing_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

// columns lists a table's columns but the id, each as itself or as given.
func columns(b *testing.B, h *talaantest.Hospital, table string, given map[string]string) (names, values string) {
	b.Helper()
	query := `SELECT name FROM pragma_table_info(?)`
	if h.Engine == sqldb.MySQL {
		query = `SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ?`
	}
	var all []string
	talaantest.Must(b, h.DB.View(b.Context(), func(tx *sqldb.Tx) (err error) {
		all, err = sqldb.All[string](b.Context(), tx, query, table)
		return err
	}))
	all = slices.DeleteFunc(all, func(n string) bool { return n == "id" })
	list := make([]string, len(all))
	for i, n := range all {
		if list[i] = given[n]; list[i] == "" {
			list[i] = "o." + n
		}
	}
	return strings.Join(all, ", "), strings.Join(list, ", ")
}

// multiply copies the row of a table for each row of a join, with some columns changed.
func multiply(b *testing.B, h *talaantest.Hospital, table string, given map[string]string, join string, args ...any) {
	b.Helper()
	names, values := columns(b, h, table, given)
	exec(b, h, `INSERT INTO `+table+` (`+names+`) SELECT `+values+` FROM `+table+` o `+join, args...)
}

func exec(b *testing.B, h *talaantest.Hospital, query string, args ...any) {
	b.Helper()
	talaantest.Must(b, h.Tx("admin", func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	}))
}

// fill makes that many running bills of a senior with PhilHealth and HMO, each
// with that many lines, and returns their ids.
func fill(b *testing.B, h *talaantest.Hospital, bills, lines int) []int64 {
	b.Helper()
	type number struct {
		I int64 `db:"i"`
	}
	numbers := make([]number, max(bills, lines))
	for i := range numbers {
		numbers[i].I = int64(i + 1)
	}
	exec(b, h, `CREATE TABLE numbers (i BIGINT NOT NULL PRIMARY KEY)`)
	talaantest.Must(b, h.Tx("admin", func(ctx context.Context, tx *sqldb.Tx) error { return sqldb.InsertAll(ctx, tx, "numbers", numbers) }))
	c := seniorInpatient(h)
	line := charge(h, c, made(h, "Medicine", "Drugs and medicine", "10.00", "VATable"))
	reduce(h, c)
	multiply(b, h, "encounters", map[string]string{"case_number": "CONCAT('X', n.i)", "open_patient_id": "NULL"}, `JOIN numbers n WHERE o.id = ? AND n.i <= ?`, c.EncounterID, bills)
	multiply(b, h, "bills", map[string]string{"case_number": "e.case_number", "encounter_id": "e.id", "code": "CONCAT('X', e.id)"}, `JOIN encounters e WHERE o.id = ? AND e.case_number LIKE 'X%'`, c.BillID)
	multiply(b, h, "entitlements", map[string]string{"bill_id": "x.id"}, `JOIN bills x WHERE o.bill_id = ? AND x.case_number LIKE 'X%'`, c.BillID)
	multiply(b, h, "charges", map[string]string{"bill_id": "x.id", "unit_price": "o.unit_price + n.i * 7"}, `JOIN bills x JOIN numbers n WHERE o.id = ? AND x.case_number LIKE 'X%' AND n.i <= ?`, line, lines)
	if h.Engine == sqldb.SQLite {
		exec(b, h, `ANALYZE`)
	}
	var ids []int64
	talaantest.Must(b, h.DB.View(b.Context(), func(tx *sqldb.Tx) (err error) {
		ids, err = sqldb.All[int64](b.Context(), tx, `SELECT id FROM bills WHERE case_number LIKE 'X%' ORDER BY id`)
		return err
	}))
	return ids
}

// measure asks for something again and again and reports the slowest of 100.
func measure(b *testing.B, ask func(i int)) {
	b.Helper()
	took := make([]time.Duration, 0, b.N)
	for i := 0; b.Loop(); i++ {
		begun := time.Now()
		ask(i)
		took = append(took, time.Since(begun))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
}

func eachEngine(b *testing.B, f func(b *testing.B, h *talaantest.Hospital)) {
	b.Helper()
	for _, e := range []sqldb.Engine{sqldb.SQLite, sqldb.MySQL} {
		b.Run(string(e), func(b *testing.B) { f(b, talaantest.New(b, e)) })
	}
}

// BenchmarkBillOf2000Lines is the bill page of a long stay: read, explained,
// and one more service charged.
func BenchmarkBillOf2000Lines(b *testing.B) {
	eachEngine(b, func(b *testing.B, h *talaantest.Hospital) {
		bill := fill(b, h, 1, 2000)[0]
		teller, admin := h.Client("teller"), h.Client("admin")
		service := h.Service("Care", "100.00")
		path := fmt.Sprintf("/bills/%d", bill)
		b.Run("read", func(b *testing.B) { measure(b, func(int) { teller.Get(path).Expect(http.StatusOK) }) })
		b.Run("explain", func(b *testing.B) { measure(b, func(int) { teller.Get(path + "/explanation").Expect(http.StatusOK) }) })
		b.Run("charge", func(b *testing.B) {
			measure(b, func(int) { admin.Post(path+"/charges", body{"service_id": service}).Expect(http.StatusCreated) })
		})
	})
}

// BenchmarkInterimBills reads running bills with all that reduces them, out of
// 1.5 million lines: 15,000 bills of 100.
func BenchmarkInterimBills(b *testing.B) {
	eachEngine(b, func(b *testing.B, h *talaantest.Hospital) {
		ids := fill(b, h, 15_000, 100)
		teller := h.Client("teller")
		b.Run("read", func(b *testing.B) {
			measure(b, func(i int) {
				teller.Get(fmt.Sprintf("/bills/%d", ids[i*7919%len(ids)])).Expect(http.StatusOK)
			})
		})
		b.Run("list", func(b *testing.B) { measure(b, func(int) { teller.Get("/bills?limit=50").Expect(http.StatusOK) }) })
	})
}
