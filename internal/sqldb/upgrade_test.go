package sqldb_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"talaan/internal/app"
	"talaan/internal/clock"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

// older is a database of an older program, with a row in each table that the
// charges hang on.
func older(t *testing.T, engine sqldb.Engine, number int) *talaantest.Hospital {
	t.Helper()
	db, err := sqldb.Open(t.Context(), talaantest.EmptyDatabase(t, engine), clock.System{})
	talaantest.Must(t, err)
	t.Cleanup(func() { talaantest.Must(t, db.Close()) })
	talaantest.Must(t, db.MigrateTo(t.Context(), number))
	return &talaantest.Hospital{App: &app.App{DB: db}, Engine: engine, T: t}
}

// row inserts a row: the given columns, and 1 for every other one that must not be null.
func row(t *testing.T, h *talaantest.Hospital, lines []string, table string, given map[string]any) {
	t.Helper()
	var names []string
	var args []any
	for _, l := range lines {
		name, ok := strings.CutPrefix(l, table+".")
		name, must := strings.CutSuffix(name, " not null")
		if ok && must && name != "id" && given[name] == nil {
			names, args = append(names, name), append(args, 1)
		}
	}
	for name, v := range given {
		names, args = append(names, name), append(args, v)
	}
	do(t, h, `INSERT INTO `+table+` (`+strings.Join(names, ", ")+`) VALUES (`+sqldb.In(len(names))+`)`, args...)
}

// A hospital that has charged before keeps every charge when the table is
// rebuilt, and what refers to charges refers to them still.
func TestUpgradeKeepsCharges(t *testing.T) {
	t.Parallel()
	for _, engine := range []sqldb.Engine{sqldb.SQLite, sqldb.MySQL} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			h := older(t, engine, 2)
			lines := schema(t, h)
			for _, table := range []string{"users", "patients", "encounters", "rooms", "beds", "bills", "stays"} {
				row(t, h, lines, table, nil)
			}
			row(t, h, lines, "services", map[string]any{"category": "Medical supplies", "price": 700})
			row(t, h, lines, "charges", map[string]any{"kind": "service", "service_id": 1, "quantity": 3, "unit_price": 500, "running": 0})
			row(t, h, lines, "charges", map[string]any{"kind": "stay", "stay_id": 1, "metered_stay_id": 1, "meter_started_at": 5, "quantity": 2, "unit_price": 3000})
			row(t, h, lines, "charges", map[string]any{"kind": "service", "service_id": 1, "quantity": -3, "unit_price": 500, "running": 0, "reverses_id": 1})
			row(t, h, lines, "lab_tests", nil)
			row(t, h, lines, "labs", map[string]any{"status": "Requested", "charge_id": 1})
			talaantest.Must(t, h.DB.Migrate(t.Context()))

			var got []string
			talaantest.Must(t, h.DB.View(t.Context(), func(tx *sqldb.Tx) (err error) {
				type charge struct {
					Category string `db:"category"`
					VAT      string `db:"vat_treatment"`
				}
				rows, err := sqldb.All[charge](t.Context(), tx, `SELECT category, vat_treatment FROM charges WHERE quantity * unit_price IN (1500, 6000, -1500) ORDER BY id`)
				for _, r := range rows {
					got = append(got, r.Category+" "+r.VAT)
				}
				return err
			}))
			if want := []string{"Medical supplies Exempt", "Room and board Exempt", "Medical supplies Exempt"}; !slices.Equal(got, want) {
				t.Errorf("after the upgrade the charges are %v", got)
			}
			if fresh := schema(t, talaantest.New(t, engine)); !slices.Equal(schema(t, h), fresh) {
				t.Error("an upgraded database differs from a new one")
			}
			for _, wrong := range []string{`DELETE FROM charges WHERE id = 1`, `UPDATE charges SET bill_id = 99 WHERE id = 1`, `UPDATE charges SET reverses_id = 99 WHERE id = 2`, `UPDATE labs SET charge_id = 99`} {
				err := h.DB.InTx(t.Context(), func(tx *sqldb.Tx) error {
					_, err := tx.Exec(t.Context(), wrong)
					return err
				})
				if !errors.Is(err, sqldb.ErrReferenced) {
					t.Errorf("%s is answered %v", wrong, err)
				}
			}
			do(t, h, `INSERT INTO service_prices (service_id, price) VALUES (1, 5)`)
		})
	}
}

// A server that dies between dropping the old table and naming the new one is
// started again, and goes on.
func TestUpgradeAfterACrash(t *testing.T) {
	t.Parallel()
	h := older(t, sqldb.MySQL, 2)
	talaantest.Must(t, h.DB.Migrate(t.Context()))
	want := schema(t, h)
	for _, sql := range []string{"DROP TABLE IF EXISTS charges", "ALTER TABLE charges_new RENAME TO charges"} {
		again := older(t, sqldb.MySQL, 2)
		at := sqldb.StepOf(again.DB, sql)
		talaantest.Must(t, again.DB.MigrateUntil(t.Context(), at))
		do(t, again, `UPDATE schema_steps SET step = -step WHERE step = ?`, at)
		talaantest.Must(t, again.DB.Migrate(t.Context()))
		if !slices.Equal(schema(t, again), want) {
			t.Errorf("after a crash in %q the schema is another", sql)
		}
	}
}
