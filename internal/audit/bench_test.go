package audit_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"talaan/internal/audit"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

// benchEntries is how many entries the trail of the benchmarks has, unless
// TALAAN_BENCH_ENTRIES says otherwise.
const benchEntries = 100_000

// long is a hospital with a long trail, made once.
var long struct {
	once    sync.Once
	h       *talaantest.Hospital
	entries int64   // in all
	bytes   float64 // of the database for each
}

// benchRow is entry n of a trail that is written at one in ten seconds by 200
// users on 500 patients a day, out of 50,000: half of it openings, the rest
// changes of one to five fields.
func benchRow(n int64) audit.Row {
	h := uint64(n) * 0x9e3779b97f4a7c15 // spreads evenly
	actor, patient := int64(h>>40%200+1), (n/8640*37+int64(h>>20%500))%50_000+1
	r := audit.Row{
		At: talaantest.Start.Add(time.Duration(n-20_000_000) * 10 * time.Second), ActorID: &actor, Actor: fmt.Sprintf("Maria Angelica Number%d", actor),
		Action: audit.Opened, Entity: "encounter", EntityID: patient*3 + int64(h>>8%3), PatientID: &patient, Changes: "[]", RequestID: fmt.Sprintf("%016x", h), Address: fmt.Sprintf("10.0.3.%d", h%250),
	}
	if n%2 == 0 {
		r.Entity = [...]string{"encounter", "vitals", "note", "bill", "lab"}[h>>16%5]
		r.EntityID = n
		if r.Entity == "encounter" {
			r.EntityID = patient * 3
		}
		r.Action, r.Changes = "changed", `[{"field":"chief_complaint","before":"Fever","after":"Fever and cough since Monday"}`
		for i := range h >> 24 % 5 {
			r.Changes += fmt.Sprintf(`,{"field":"some_field_%d","before":"what it was","after":"what it is now, %d"}`, i, n)
		}
		r.Changes += "]"
	}
	if n%100_003 == 0 {
		r.Action, r.Entity, r.EntityID, r.PatientID, r.Reason = "signed", "hospital", 1, nil, "A rare act"
	}
	return r
}

// longTrail makes the trail, sealed like every other. The indexes are made
// after the rows, which is faster.
func longTrail(b *testing.B) *talaantest.Hospital {
	b.Helper()
	long.once.Do(func() {
		want := int64(benchEntries)
		if text := os.Getenv("TALAAN_BENCH_ENTRIES"); text != "" {
			n, err := strconv.ParseInt(text, 10, 64)
			talaantest.Must(b, err)
			want = n
		}
		h := talaantest.New(b, sqldb.SQLite)
		h.Client("admin")
		before := size(b, h)
		var indexes []string
		var end struct {
			LastID int64  `db:"last_id"`
			Seal   string `db:"seal"`
		}
		talaantest.Must(b, h.DB.InTx(b.Context(), func(tx *sqldb.Tx) (err error) {
			if indexes, err = sqldb.All[string](b.Context(), tx, `SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'audit_entries'`); err != nil {
				return err
			}
			names, err := sqldb.All[string](b.Context(), tx, `SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'audit_entries'`)
			for _, name := range names {
				if _, err := tx.Exec(b.Context(), `DROP INDEX `+name); err != nil {
					return err
				}
			}
			return err
		}))
		const perTx = 50_000
		for done := int64(0); done < want; done += perTx {
			talaantest.Must(b, h.DB.InTx(b.Context(), func(tx *sqldb.Tx) (err error) {
				if end, err = sqldb.One[struct {
					LastID int64  `db:"last_id"`
					Seal   string `db:"seal"`
				}](b.Context(), tx, `SELECT last_id, seal FROM audit_chain`); err != nil {
					return err
				}
				rows := make([]audit.Row, perTx)
				for i := range rows {
					rows[i] = benchRow(end.LastID + int64(i) + 1)
				}
				last, seal := h.Trail.SealAfter(end.LastID, end.Seal, rows)
				if err := sqldb.InsertNumbered(b.Context(), tx, "audit_entries", rows); err != nil {
					return err
				}
				_, err = tx.Exec(b.Context(), `UPDATE audit_chain SET last_id = ?, seal = ?`, last, seal)
				long.entries = last
				return err
			}))
		}
		for _, sql := range indexes {
			plant(b, h, sql)
		}
		long.h, long.bytes = h, float64(size(b, h)-before)/float64(long.entries)
	})
	return long.h
}

// size is how many bytes the database has, without the pages it has left free.
func size(t testing.TB, h *talaantest.Hospital) (n int64) {
	t.Helper()
	talaantest.Must(t, h.DB.View(t.Context(), func(tx *sqldb.Tx) (err error) {
		n, err = sqldb.One[int64](t.Context(), tx, `SELECT (p.page_count - f.freelist_count) * s.page_size FROM pragma_page_count() p, pragma_freelist_count() f, pragma_page_size() s`)
		return err
	}))
	return n
}

// BenchmarkTrail reads lists of 50 out of a long trail, and all of it.
func BenchmarkTrail(b *testing.B) {
	h := longTrail(b)
	some := benchRow(long.entries / 2)
	day := some.At.Truncate(24 * time.Hour)
	next := day.AddDate(0, 0, 1)
	for _, c := range []struct {
		name string
		q    audit.Query
	}{
		{"newest", audit.Query{}},
		{"deep", audit.Query{Before: &audit.Place{At: day, ID: long.entries / 2}}},
		{"actor-and-day", audit.Query{ActorID: *some.ActorID, From: &day, To: &next}},
		{"patient", audit.Query{PatientID: *some.PatientID}},
		{"record", audit.Query{Entity: some.Entity, EntityID: some.EntityID}},
		{"common-entity", audit.Query{Entity: "encounter"}},
		{"rare-entity", audit.Query{Entity: "hospital"}},
		{"common-action", audit.Query{Action: audit.Opened}},
		{"rare-action", audit.Query{Action: "signed"}},
		{"actor-and-rare-action", audit.Query{ActorID: *some.ActorID, Action: "signed"}},
		{"changes", audit.Query{ChangesOnly: true}},
		{"changes-of-actor", audit.Query{ActorID: *some.ActorID, ChangesOnly: true}},
		{"changes-of-patient", audit.Query{PatientID: *some.PatientID, ChangesOnly: true}},
		{"changes-of-entity", audit.Query{Entity: "encounter", ChangesOnly: true}},
		{"no-changes-at-all", audit.Query{Action: audit.Opened, ChangesOnly: true}},
		{"entity-and-day", audit.Query{Entity: "bill", From: &day, To: &next}},
	} {
		c.q.Limit = 50
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				read(b, h, func(ctx context.Context, tx *sqldb.Tx) error {
					_, err := audit.List(ctx, tx, c.q)
					return err
				})
			}
		})
	}
	b.Run("readers-of-a-patient", func(b *testing.B) {
		for b.Loop() {
			read(b, h, func(ctx context.Context, tx *sqldb.Tx) error {
				_, err := audit.Readers(ctx, tx, *some.PatientID, nil, nil)
				return err
			})
		}
	})
	b.Run("verify", func(b *testing.B) {
		for b.Loop() {
			if _, err := h.Trail.Verify(b.Context(), h.DB, nil, nil); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(long.entries), "ns/entry")
		b.ReportMetric(long.bytes, "bytes/entry")
	})
}

func read(b *testing.B, h *talaantest.Hospital, f func(ctx context.Context, tx *sqldb.Tx) error) {
	b.Helper()
	talaantest.Must(b, h.DB.View(b.Context(), func(tx *sqldb.Tx) error { return f(b.Context(), tx) }))
}

// BenchmarkAct is an act that changes one row and notes it: sealed into the
// chain, and only written down.
func BenchmarkAct(b *testing.B) {
	plain := func(ctx context.Context, tx *sqldb.Tx, late []any) error {
		rows := make([]audit.Row, len(late))
		for i, l := range late {
			row, ok := l.(audit.Row)
			if !ok {
				return fmt.Errorf("%T is no entry", l)
			}
			rows[i] = row
		}
		return sqldb.InsertAll(ctx, tx, "audit_entries", rows)
	}
	for _, engine := range []sqldb.Engine{sqldb.SQLite, sqldb.MySQL} {
		for _, sealed := range []bool{true, false} {
			b.Run(fmt.Sprintf("%s/sealed=%t", engine, sealed), func(b *testing.B) {
				h := talaantest.New(b, engine)
				if !sealed {
					h.DB.BeforeCommit(plain)
				}
				department := h.Department("Surgery")
				for b.Loop() {
					talaantest.Must(b, h.Tx("nurse", func(ctx context.Context, tx *sqldb.Tx) error {
						if _, err := tx.Touch(ctx, "departments", department); err != nil {
							return err
						}
						return audit.Record(ctx, tx, audit.Entry{Action: "changed", Entity: "department", ID: department, Before: body{"name": "Surgery"}, After: body{"name": "Surgery and more"}})
					}))
				}
			})
		}
	}
}
