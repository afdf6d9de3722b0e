package sqldb_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"talaan/internal/clock"
	"talaan/internal/money"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

// schema describes a database, one line for each column, key, index and
// foreign key, in words that both engines share.
func schema(t *testing.T, h *talaantest.Hospital) []string {
	t.Helper()
	queries := []string{
		`SELECT m.name || '.' || c.name || CASE WHEN c."notnull" = 1 OR c.pk > 0 THEN ' not null' ELSE ' null' END
			FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'`,
		`SELECT m.name || ' unique ' || (SELECT group_concat(i.name, ',') FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno) i)
			FROM sqlite_master m JOIN pragma_index_list(m.name) l WHERE m.type = 'table' AND l."unique" = 1`,
		`SELECT m.name || ' index ' || l.name || ' on ' || (SELECT group_concat(i.name, ',') FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno) i)
			FROM sqlite_master m JOIN pragma_index_list(m.name) l WHERE m.type = 'table' AND l.origin = 'c' AND l."unique" = 0`,
		`SELECT m.name || '.' || f."from" || ' refers to ' || f."table" || '.' || f."to" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'`,
	}
	if h.Engine == sqldb.MySQL {
		queries = []string{
			`SELECT CONCAT(table_name, '.', column_name, CASE WHEN is_nullable = 'NO' THEN ' not null' ELSE ' null' END) FROM information_schema.columns WHERE table_schema = DATABASE()`,
			// SQLite keeps no index for a counting primary key.
			`SELECT CONCAT(table_name, ' unique ', GROUP_CONCAT(column_name ORDER BY seq_in_index)) FROM information_schema.statistics
				WHERE table_schema = DATABASE() AND non_unique = 0 GROUP BY table_name, index_name
				HAVING GROUP_CONCAT(column_name) NOT IN ('id', 'step')`,
			// An index of MySQL's own behind a foreign key is named as its first column.
			`SELECT CONCAT(table_name, ' index ', index_name, ' on ', GROUP_CONCAT(column_name ORDER BY seq_in_index)) FROM information_schema.statistics s
				WHERE table_schema = DATABASE() AND non_unique = 1 GROUP BY table_name, index_name
				HAVING index_name <> MIN(CASE WHEN seq_in_index = 1 THEN column_name END)`,
			`SELECT CONCAT(table_name, '.', column_name, ' refers to ', referenced_table_name, '.', referenced_column_name) FROM information_schema.key_column_usage
				WHERE table_schema = DATABASE() AND referenced_table_name IS NOT NULL`,
		}
	}
	var lines []string
	talaantest.Must(t, h.DB.View(t.Context(), func(tx *sqldb.Tx) error {
		for _, q := range queries {
			rows, err := sqldb.All[string](t.Context(), tx, q)
			if err != nil {
				return err
			}
			lines = append(lines, rows...)
		}
		return nil
	}))
	slices.Sort(lines)
	return slices.DeleteFunc(slices.Compact(lines), func(l string) bool { return strings.HasSuffix(l, " unique step") })
}

func TestBothEnginesHaveOneSchema(t *testing.T) {
	t.Parallel()
	lite, my := schema(t, talaantest.New(t, sqldb.SQLite)), schema(t, talaantest.New(t, sqldb.MySQL))
	for _, l := range lite {
		if !slices.Contains(my, l) {
			t.Errorf("only SQLite has %s", l)
		}
	}
	for _, l := range my {
		if !slices.Contains(lite, l) {
			t.Errorf("only MySQL has %s", l)
		}
	}
	for _, l := range []string{"stays.open_bed_id null", "stays unique open_bed_id", "encounters unique open_patient_id", "payments unique receipt_number", "charges unique metered_stay_id", "encounters index encounters_queue on status,status_since,id"} {
		if !slices.Contains(lite, l) {
			t.Errorf("the schema lacks %q, or this test cannot see it", l)
		}
	}
}

func TestMigrate(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		before := schema(t, h)
		talaantest.Must(t, h.DB.Migrate(t.Context()))
		if after := schema(t, h); !slices.Equal(before, after) {
			t.Error("a second migration changed the schema")
		}
		do(t, h, `INSERT INTO schema_steps (step) VALUES (99990001)`)
		if err := h.DB.Migrate(t.Context()); !errors.Is(err, sqldb.ErrTooNew) || !strings.Contains(err.Error(), "newer") {
			t.Errorf("a newer database is answered %v", err)
		}
	})
}

// Servers that start at once on a new database all find it whole.
func TestMigrateAtOnce(t *testing.T) {
	t.Parallel()
	for _, engine := range []sqldb.Engine{sqldb.SQLite, sqldb.MySQL} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			address := talaantest.EmptyDatabase(t, engine)
			var all sync.WaitGroup
			for range 4 {
				all.Go(func() {
					db, err := sqldb.Open(t.Context(), address, clock.System{})
					if err != nil {
						t.Errorf("open: %v", err)
						return
					}
					if err := errors.Join(db.Migrate(t.Context()), db.Close()); err != nil {
						t.Errorf("migrate: %v", err)
					}
				})
			}
			all.Wait()
		})
	}
}

// On MySQL a change of the schema stays when the server dies before it has
// written the step down. The next start goes on from there; but what is already
// there without a step having begun is not the program's own.
func TestMigrateAfterACrash(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.MySQL)
	var steps []int64
	talaantest.Must(t, h.DB.View(t.Context(), func(tx *sqldb.Tx) (err error) {
		steps, err = sqldb.All[int64](t.Context(), tx, `SELECT step FROM schema_steps ORDER BY step`)
		return err
	}))
	last := steps[len(steps)-1] // makes an index
	do(t, h, `UPDATE schema_steps SET step = -step WHERE step = ?`, last)
	talaantest.Must(t, h.DB.Migrate(t.Context()))
	do(t, h, `DELETE FROM schema_steps WHERE step = ?`, last)
	for range 2 {
		if err := h.DB.Migrate(t.Context()); err == nil || !strings.Contains(err.Error(), fmt.Sprint(last)) {
			t.Errorf("an index that nobody made is answered %v", err)
		}
	}
	do(t, h, `DELETE FROM schema_steps`)
	do(t, h, `INSERT INTO schema_steps (step) VALUES (?)`, -steps[0]) // makes a table
	if err := h.DB.Migrate(t.Context()); err == nil || !strings.Contains(err.Error(), fmt.Sprint(steps[1])) {
		t.Errorf("after the first step: %v", err)
	}
}

// do runs a statement in a transaction of its own.
func do(t *testing.T, h *talaantest.Hospital, query string, args ...any) {
	t.Helper()
	talaantest.Must(t, h.DB.InTx(t.Context(), func(tx *sqldb.Tx) error {
		_, err := tx.Exec(t.Context(), query, args...)
		return err
	}))
}

// counter reads a series, 0 when there is none.
func counter(ctx context.Context, tx *sqldb.Tx, name string) int64 {
	n, err := sqldb.One[int64](ctx, tx, `SELECT value FROM counters WHERE name = ?`, name)
	if err != nil {
		return 0
	}
	return n
}

func TestInTxIsAllOrNothing(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		ctx := t.Context()
		insert := func(tx *sqldb.Tx) {
			_, err := tx.Exec(ctx, `INSERT INTO counters (name, value) VALUES ('x', 1)`)
			talaantest.Must(t, err)
		}
		stop := errors.New("stop")
		if err := h.DB.InTx(ctx, func(tx *sqldb.Tx) error { insert(tx); return stop }); !errors.Is(err, stop) {
			t.Errorf("the error became %v", err)
		}
		func() {
			defer func() { _ = recover() }()
			_ = h.DB.InTx(ctx, func(tx *sqldb.Tx) error { insert(tx); panic("stop") }) // it does not return
		}()
		tries := 0
		talaantest.Must(t, h.DB.InTx(ctx, func(tx *sqldb.Tx) error {
			if n := counter(ctx, tx, "x"); n != 0 {
				t.Errorf("try %d sees %d of an earlier one", tries, n)
			}
			insert(tx)
			if tries++; tries < 3 {
				return fmt.Errorf("lost: %w", sqldb.Retry(stop))
			}
			return nil
		}))
		if tries != 3 {
			t.Errorf("ran %d times, not 3", tries)
		}
		tries = 0
		if err := h.DB.InTx(ctx, func(*sqldb.Tx) error { tries++; return sqldb.Retry(stop) }); !errors.Is(err, stop) || tries != 10 {
			t.Errorf("gave up after %d tries with %v", tries, err)
		}
	})
}

func TestErrorsOfTheDatabase(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		ctx := t.Context()
		for _, c := range []struct {
			query string
			want  error
		}{
			{`INSERT INTO departments (version, name, name_key, description) VALUES (1, 'X', 'surgery', '')`, sqldb.ErrDuplicate},
			{`INSERT INTO icd_codes (code, title, title_key) SELECT code, title, title_key FROM icd_codes`, sqldb.ErrDuplicate},
			{`INSERT INTO beds (version, room_id, number, status) VALUES (1, 999999, 'B', 'Ready')`, sqldb.ErrReferenced},
			{`DELETE FROM departments`, sqldb.ErrReferenced},
		} {
			err := h.DB.InTx(ctx, func(tx *sqldb.Tx) error {
				_, err := tx.Exec(ctx, c.query)
				return err
			})
			if !errors.Is(err, c.want) {
				t.Errorf("%s: %v, not %v", c.query, err, c.want)
			}
		}
		for _, bad := range []string{
			`INSERT INTO departments (version, name, name_key, description) VALUES (1, NULL, 'x', '')`,
			`INSERT INTO rooms (version, name, name_key, ward, hourly_rate) VALUES (1, 'x', 'x', '', -1)`,
			`SELEKT`,
		} {
			err := h.DB.InTx(ctx, func(tx *sqldb.Tx) error {
				_, err := tx.Exec(ctx, bad)
				return err
			})
			if err == nil || errors.Is(err, sqldb.ErrDuplicate) || errors.Is(err, sqldb.ErrReferenced) {
				t.Errorf("%s: %v", bad, err)
			}
		}
		talaantest.Must(t, h.DB.InTx(ctx, func(tx *sqldb.Tx) error {
			if _, err := sqldb.One[int64](ctx, tx, `SELECT id FROM beds WHERE id = 0`); !errors.Is(err, sqldb.ErrNoRows) {
				t.Errorf("no row: %v", err)
			}
			for name, f := range map[string]func(context.Context, string, int64) (bool, error){"touch": tx.Touch, "lock": tx.Lock} {
				for id, want := range map[int64]bool{h.Department("Surgery"): true, 999999: false} {
					if found, err := f(ctx, "departments", id); err != nil || found != want {
						t.Errorf("%s department %d: %v, %v", name, id, found, err)
					}
				}
			}
			return nil
		}))
	})
}

func TestSeriesHaveNoGap(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		ctx := t.Context()
		var mu sync.Mutex
		var got []int64
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				var n int64
				err := h.DB.InTx(ctx, func(tx *sqldb.Tx) (err error) {
					if n, err = tx.Next(ctx, "test"); err == nil && i%4 == 0 {
						err = errors.New("not this one")
					}
					return err
				})
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					got = append(got, n)
				} else if i%4 != 0 {
					t.Errorf("next: %v", err)
				}
			})
		}
		all.Wait()
		slices.Sort(got)
		for i, n := range got {
			if n != int64(i+1) {
				t.Fatalf("the numbers are %v", got)
			}
		}
		if len(got) != 15 {
			t.Errorf("%d numbers, not 15", len(got))
		}
	})
}

type thing struct {
	ID     int64          `db:"id"`
	Price  money.Centavos `db:"price"`
	At     time.Time      `db:"at"`
	Then   *time.Time     `db:"then_at"`
	Text   string         `db:"text_kept"`
	Flag   bool           `db:"flag"`
	Maybe  *bool          `db:"maybe"`
	Number *int64         `db:"number"`
}

func TestValuesComeBackAsTheyWent(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		ctx := t.Context()
		id := "INTEGER PRIMARY KEY AUTOINCREMENT"
		if h.Engine == sqldb.MySQL {
			id = "BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY"
		}
		do(t, h, `CREATE TABLE things (id `+id+`, price BIGINT NOT NULL, at BIGINT NOT NULL, then_at BIGINT NULL, text_kept VARCHAR(100) NOT NULL, flag SMALLINT NOT NULL, maybe SMALLINT NULL, number BIGINT NULL)`)
		manila, err := time.LoadLocation("Asia/Manila")
		talaantest.Must(t, err)
		moment := time.Date(2026, 6, 15, 10, 0, 0, 123_999_999, manila)
		yes, most := true, int64(1<<63-1)
		for _, want := range []thing{
			{Price: money.Max, At: moment, Then: &moment, Text: "Peña 🎉 𠮷 %_\\'\"\n", Flag: true, Maybe: &yes, Number: &most},
			{Price: -1, At: time.UnixMilli(-1), Text: "A", Flag: false},
			{At: time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC), Text: ""},
		} {
			var got thing
			talaantest.Must(t, h.DB.InTx(ctx, func(tx *sqldb.Tx) (err error) {
				if want.ID, err = sqldb.Insert(ctx, tx, "things", want); err != nil {
					return err
				}
				if err := sqldb.Update(ctx, tx, "things", want.ID, want); err != nil { // nothing changes, and it is still one row
					return err
				}
				got, err = sqldb.One[thing](ctx, tx, `SELECT `+sqldb.Columns[thing]("")+` FROM things WHERE id = ?`, want.ID)
				return err
			}))
			want.At = want.At.UTC().Truncate(time.Millisecond)
			if want.Then != nil {
				then := want.Then.UTC().Truncate(time.Millisecond)
				want.Then = &then
			}
			if a, b := fmt.Sprintf("%+v %v %v %v", plain(got), deref(got.Then), deref(got.Maybe), deref(got.Number)), fmt.Sprintf("%+v %v %v %v", plain(want), deref(want.Then), deref(want.Maybe), deref(want.Number)); a != b {
				t.Errorf("went in as %s, came back as %s", b, a)
			}
		}
		// Text is compared as it is, capitals and accents included.
		talaantest.Must(t, h.DB.View(ctx, func(tx *sqldb.Tx) error {
			for q, want := range map[string]int{"A": 1, "a": 0, "Á": 0} {
				if ids, err := sqldb.All[int64](ctx, tx, `SELECT id FROM things WHERE text_kept = ?`, q); err != nil || len(ids) != want {
					t.Errorf("%q is found %d times: %v", q, len(ids), err)
				}
			}
			return nil
		}))
	})
}

func plain(v thing) thing {
	v.Then, v.Maybe, v.Number = nil, nil, nil
	return v
}

func deref[T any](p *T) any {
	if p == nil {
		return nil
	}
	return *p
}

// A view sees one moment, however long it looks, and cannot write.
func TestViewSeesOneMoment(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		ctx := t.Context()
		do(t, h, `INSERT INTO counters (name, value) VALUES ('x', 1)`)
		talaantest.Must(t, h.DB.View(ctx, func(tx *sqldb.Tx) error {
			first := counter(ctx, tx, "x")
			do(t, h, `UPDATE counters SET value = 2 WHERE name = 'x'`)
			if again := counter(ctx, tx, "x"); first != 1 || again != 1 {
				t.Errorf("a view saw %d, then %d", first, again)
			}
			if _, err := tx.Exec(ctx, `UPDATE counters SET value = 3 WHERE name = 'x'`); err == nil {
				t.Error("a view could write")
			}
			return nil
		}))
		talaantest.Must(t, h.DB.View(ctx, func(tx *sqldb.Tx) error {
			if now := counter(ctx, tx, "x"); now != 2 {
				t.Errorf("the next view sees %d", now)
			}
			return nil
		}))
	})
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for url, says := range map[string]string{
		"talaan.db":                      "write sqlite:FILE or mysql://",
		"postgres://u:secret@h/db":       "must be sqlite or mysql",
		"sqlite:":                        "path is missing",
		"mysql://u:secret@":              "write mysql://user",
		"mysql:u:secret@h/x":             "write mysql://user",
		"u:secret@h/x":                   "must be sqlite or mysql",
		"secret@h":                       "write sqlite:FILE",
		"mysql://u:sec@secret@h:z/x":     "write mysql://user",
		"mysql://u:secret@h":             "write mysql://user",
		"mysql://u:secret@127.0.0.1:1/":  "write mysql://user",
		"mysql://u:secret@127.0.0.1:1/x": "***@127.0.0.1:1/x",
		"sqlite:/no/such/folder/x.db":    "/no/such/folder",
	} {
		db, err := sqldb.Open(t.Context(), url, clock.System{})
		if err == nil {
			t.Errorf("%s was opened", url)
			talaantest.Must(t, db.Close())
		} else if !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", url, err)
		}
	}
}

func TestLikePatterns(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		ctx := t.Context()
		talaantest.Must(t, h.DB.View(ctx, func(tx *sqldb.Tx) error {
			for _, c := range []struct {
				text, pattern string
				want          int64
			}{
				{"100% sure", sqldb.Contains("0% s"), 1}, {"100 sure", sqldb.Contains("0% s"), 0}, {"a_b", sqldb.Contains("_"), 1}, {"ab", sqldb.Contains("_"), 0},
				{"wow!", sqldb.Contains("!"), 1}, {`a\b`, sqldb.Contains(`\`), 1}, {"I50.9", sqldb.StartsWith("I50"), 1}, {"XI50", sqldb.StartsWith("I50"), 0},
			} {
				got, err := sqldb.One[int64](ctx, tx, `SELECT CASE WHEN ? LIKE ? ESCAPE '!' THEN 1 ELSE 0 END`, c.text, c.pattern)
				if err != nil || got != c.want {
					t.Errorf("%q like %q: %d, %v", c.text, c.pattern, got, err)
				}
			}
			return nil
		}))
	})
}
