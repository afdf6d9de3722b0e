package audit_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"talaan/internal/audit"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

type body = map[string]any

// plant runs a statement as somebody would who has the database, but not the key.
func plant(t testing.TB, h *talaantest.Hospital, statement string, args ...any) {
	t.Helper()
	talaantest.Must(t, h.DB.InTx(t.Context(), func(tx *sqldb.Tx) error {
		_, err := tx.Exec(t.Context(), statement, args...)
		return err
	}))
}

// verify returns how many entries there are, and the first bad one, 0 for none.
func verify(t testing.TB, h *talaantest.Hospital, heads ...audit.Head) (entries, bad int64) {
	t.Helper()
	at, err := h.Trail.Verify(t.Context(), h.DB, heads, nil)
	var fault *audit.Fault
	if err != nil && !errors.As(err, &fault) {
		t.Fatal(err)
	}
	if fault != nil {
		bad = fault.Entry
	}
	return at.Entry, bad
}

func head(t testing.TB, h *talaantest.Hospital) (at audit.Head) {
	t.Helper()
	talaantest.Must(t, h.DB.View(t.Context(), func(tx *sqldb.Tx) (err error) {
		at, err = h.Trail.Head(t.Context(), tx)
		return err
	}))
	return at
}

// write adds entries to the trail, one transaction each.
func write(t testing.TB, h *talaantest.Hospital, n int) {
	t.Helper()
	for i := range n {
		talaantest.Must(t, h.Tx("nurse", func(ctx context.Context, tx *sqldb.Tx) error {
			return audit.Record(ctx, tx, audit.Entry{Action: "tried", Entity: "thing", ID: int64(i + 1), Reason: fmt.Sprint("Reason ", i), After: body{"n": i}})
		}))
	}
}

const moved = `UPDATE audit_entries SET id = id + 1000000 WHERE id = ?`

// Whoever changes the trail without the key is found out, with the first entry
// that is not as it was written.
func TestVerifyNamesTheFirstBadEntry(t *testing.T) {
	t.Parallel()
	cases := []struct {
		what  string
		plant func(t *testing.T, h *talaantest.Hospital, last int64)
		bad   func(last int64) int64
	}{
		{"nothing", func(*testing.T, *talaantest.Hospital, int64) {}, func(int64) int64 { return 0 }},
		{"a changed reason", func(t *testing.T, h *talaantest.Hospital, last int64) {
			plant(t, h, `UPDATE audit_entries SET reason = 'Another' WHERE id = ?`, last-3)
		}, func(last int64) int64 { return last - 3 }},
		{"another actor", func(t *testing.T, h *talaantest.Hospital, last int64) {
			plant(t, h, `UPDATE audit_entries SET actor_id = NULL WHERE id = ?`, last-2)
		}, func(last int64) int64 { return last - 2 }},
		{"another patient", func(t *testing.T, h *talaantest.Hospital, last int64) {
			plant(t, h, `UPDATE audit_entries SET patient_id = 7 WHERE id = ?`, last)
		}, func(last int64) int64 { return last }},
		{"a millisecond", func(t *testing.T, h *talaantest.Hospital, last int64) {
			plant(t, h, `UPDATE audit_entries SET at = at + 1 WHERE id = ?`, last-1)
		}, func(last int64) int64 { return last - 1 }},
		{"one letter moved to the next column", func(t *testing.T, h *talaantest.Hospital, last int64) {
			plant(t, h, `UPDATE audit_entries SET action = 'trie', entity = 'dthing' WHERE id = ?`, last-1)
		}, func(last int64) int64 { return last - 1 }},
		{"a deletion", func(t *testing.T, h *talaantest.Hospital, last int64) {
			plant(t, h, `DELETE FROM audit_entries WHERE id = ?`, last-4)
		}, func(last int64) int64 { return last - 4 }},
		{"a deletion whose gap was closed", func(t *testing.T, h *talaantest.Hospital, last int64) {
			plant(t, h, `DELETE FROM audit_entries WHERE id = ?`, last-1)
			plant(t, h, `UPDATE audit_entries SET id = id - 1 WHERE id = ?`, last)
			plant(t, h, `UPDATE audit_chain SET last_id = last_id - 1`)
		}, func(last int64) int64 { return last - 1 }},
		{"two that changed places", func(t *testing.T, h *talaantest.Hospital, last int64) {
			plant(t, h, moved, last-3)
			plant(t, h, `UPDATE audit_entries SET id = ? WHERE id = ?`, last-3, last-2)
			plant(t, h, `UPDATE audit_entries SET id = ? WHERE id = ?`, last-2, last-3+1000000)
		}, func(last int64) int64 { return last - 3 }},
		{"the first one gone", func(t *testing.T, h *talaantest.Hospital, _ int64) {
			plant(t, h, `DELETE FROM audit_entries WHERE id = 1`)
		}, func(int64) int64 { return 1 }},
		{"a tail cut off", func(t *testing.T, h *talaantest.Hospital, last int64) {
			plant(t, h, `DELETE FROM audit_entries WHERE id > ?`, last-2)
		}, func(last int64) int64 { return last - 1 }},
		{"a tail cut off with the end set back", func(t *testing.T, h *talaantest.Hospital, last int64) {
			plant(t, h, `DELETE FROM audit_entries WHERE id > ?`, last-2)
			plant(t, h, `UPDATE audit_chain SET last_id = ?`, last-2)
		}, func(last int64) int64 { return last - 1 }},
		{"a tail cut off and more written since", func(t *testing.T, h *talaantest.Hospital, last int64) {
			plant(t, h, `DELETE FROM audit_entries WHERE id > ?`, last-2)
			plant(t, h, `UPDATE audit_chain SET last_id = ?`, last-2)
			write(t, h, 5)
		}, func(last int64) int64 { return last - 1 }},
		{"one put in at the end", func(t *testing.T, h *talaantest.Hospital, last int64) {
			plant(t, h, `INSERT INTO audit_entries (id, at, actor_id, actor, action, entity, entity_id, patient_id, reason, changes, request_id, address, mac)
			SELECT id + 1, at, actor_id, actor, action, entity, entity_id, patient_id, reason, changes, request_id, address, mac FROM audit_entries WHERE id = ?`, last)
			plant(t, h, `UPDATE audit_chain SET last_id = last_id + 1`)
		}, func(last int64) int64 { return last + 1 }},
		{"all of it gone", func(t *testing.T, h *talaantest.Hospital, _ int64) {
			plant(t, h, `DELETE FROM audit_entries`)
		}, func(int64) int64 { return 1 }},
	}
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		write(t, h, 6)
		last, bad := verify(t, h)
		if bad != 0 || last < 6 {
			t.Fatalf("before: %d entries, %d is bad", last, bad)
		}
		plant(t, h, `CREATE TABLE kept_entries AS SELECT * FROM audit_entries`)
		plant(t, h, `CREATE TABLE kept_chain AS SELECT * FROM audit_chain`)
		for _, c := range cases {
			c.plant(t, h, last)
			if _, bad := verify(t, h); bad != c.bad(last) {
				t.Errorf("%s: of %d entries %d is bad, not %d", c.what, last, bad, c.bad(last))
			}
			for _, table := range []string{"entries", "chain"} {
				plant(t, h, `DELETE FROM audit_`+table)
				plant(t, h, `INSERT INTO audit_`+table+` SELECT * FROM kept_`+table)
			}
		}
		if _, bad := verify(t, h); bad != 0 {
			t.Errorf("put back as it was, %d is bad", bad)
		}
	})
}

// A head that was kept outside finds what the database alone cannot show: that
// all of it was put back to an earlier moment, or sealed again.
func TestHeadsKeptOutside(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		write(t, h, 3)
		early := head(t, h)
		var kept string
		talaantest.Must(t, h.DB.View(t.Context(), func(tx *sqldb.Tx) (err error) {
			kept, err = sqldb.One[string](t.Context(), tx, `SELECT seal FROM audit_chain`)
			return err
		}))
		write(t, h, 3)
		late := head(t, h)
		if _, bad := verify(t, h, early, late); bad != 0 || late.Entry != early.Entry+3 {
			t.Fatalf("two true heads %s %s: %d is bad", early.Text, late.Text, bad)
		}
		read, err := audit.ParseHead(late.Text)
		if err != nil || read.Entry != late.Entry || read.Print != late.Print {
			t.Errorf("%s reads as %+v (%v)", late.Text, read, err)
		}
		plant(t, h, `DELETE FROM audit_entries WHERE id > ?`, early.Entry)
		plant(t, h, `UPDATE audit_chain SET last_id = ?, seal = ?`, early.Entry, kept)
		if _, bad := verify(t, h, early); bad != 0 {
			t.Errorf("put back to where it was: %d is bad", bad)
		}
		if _, bad := verify(t, h, early, late); bad != early.Entry+1 {
			t.Errorf("with the later head %d is bad, not %d", bad, early.Entry+1)
		}
		h.Clock.Advance(time.Second)
		write(t, h, 4)
		if _, bad := verify(t, h, early, late); bad != late.Entry {
			t.Errorf("with others in their place %d is bad, not %d", bad, late.Entry)
		}
	})
	for _, text := range []string{"", "12", "12-abc", "x-ABCDEFGHIJKLMNOPQRSTUVWXYZ", "-1-ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12-ABCDEFGHIJKLMNOPQRSTUVWXY1"} {
		if got, err := audit.ParseHead(text); err == nil {
			t.Errorf("%q reads as %+v", text, got)
		}
	}
}

// What was written before there was a chain is sealed when the program opens
// the database, and opening it again changes nothing.
func TestOldEntriesAreSealedOnce(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		write(t, h, 3)
		plant(t, h, `UPDATE audit_entries SET mac = ''`)
		plant(t, h, `UPDATE audit_chain SET last_id = 0, seal = ''`)
		if _, bad := verify(t, h); bad != 1 {
			t.Fatalf("without seals %d is bad", bad)
		}
		var ends [2]audit.Head
		for i := range ends {
			chain, err := audit.Open(t.Context(), h.DB, []byte("another key"), false, nil)
			talaantest.Must(t, err)
			h.Trail = chain
			ends[i] = head(t, h)
		}
		if n, bad := verify(t, h); bad != 0 || n < 3 || ends[0].Text != ends[1].Text {
			t.Errorf("%d sealed, %d is bad; ends %v", n, bad, ends)
		}
	})
}

// Many at once make one chain, and whoever gives up leaves no gap in it.
func TestManyAtOnceMakeOneChain(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		before, _ := verify(t, h)
		errGiveUp := errors.New("gives up")
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				for j := range 6 {
					err := h.Tx("nurse", func(ctx context.Context, tx *sqldb.Tx) error {
						for k := range 1 + j%3 {
							if err := audit.Record(ctx, tx, audit.Entry{Action: "tried", Entity: "thing", ID: int64(k)}); err != nil {
								return err
							}
						}
						if (i+j)%4 == 0 {
							return errGiveUp
						}
						return nil
					})
					if err != nil && !errors.Is(err, errGiveUp) {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if n, bad := verify(t, h); bad != 0 || n != before+72 {
			t.Errorf("%d entries after %d, %d is bad", n, before, bad)
		}
	})
}

// Each entry knows its patient, whichever record it is on, and the patient's
// readers can be listed.
func TestEntriesKnowTheirPatient(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.Inpatient("30.00")
		h.Client("nurse").Post(fmt.Sprintf("/encounters/%d/notes", c.EncounterID), body{"kind": "Nurse", "body": "Sleeps."}).Expect(http.StatusCreated)
		var lines []audit.Line
		talaantest.Must(t, h.DB.View(t.Context(), func(tx *sqldb.Tx) (err error) {
			lines, err = audit.List(t.Context(), tx, audit.Query{PatientID: c.PatientID, Limit: 100})
			return err
		}))
		kinds := map[string]bool{}
		for _, l := range lines {
			kinds[l.Entity] = true
		}
		for _, kind := range []string{"patient", "encounter", "bill", "stay", "note"} {
			if !kinds[kind] {
				t.Errorf("no entry on a %s is the patient's: %v", kind, kinds)
			}
		}
	})
}

// Whatever one bit is changed to, it is found.
func TestAnyChangeIsFound(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	write(t, h, 12)
	last, _ := verify(t, h)
	columns := []string{"at", "actor_id", "actor", "action", "entity", "entity_id", "patient_id", "reason", "changes", "request_id", "address", "mac"}
	rapid.Check(t, func(r *rapid.T) {
		id := rapid.Int64Range(1, last).Draw(r, "entry")
		column := rapid.SampledFrom(columns).Draw(r, "column")
		var was any
		var now any = rapid.StringN(0, 12, -1).Draw(r, "text")
		switch column {
		case "at", "actor_id", "entity_id", "patient_id":
			now = rapid.Int64Range(0, 1<<40).Draw(r, "number")
		}
		type value struct {
			Number *int64  `db:"number"`
			Text   *string `db:"text"`
		}
		var v value
		talaantest.Must(t, h.DB.View(t.Context(), func(tx *sqldb.Tx) (err error) {
			as := "text"
			if _, ok := now.(int64); ok {
				as = "number"
			}
			v, err = sqldb.One[value](t.Context(), tx, `SELECT `+column+` AS `+as+` FROM audit_entries WHERE id = ?`, id)
			return err
		}))
		switch {
		case v.Text != nil:
			was = *v.Text
		case v.Number != nil:
			was = *v.Number
		default:
			was = nil
		}
		plant(t, h, `UPDATE audit_entries SET `+column+` = ? WHERE id = ?`, now, id)
		_, bad := verify(t, h)
		plant(t, h, `UPDATE audit_entries SET `+column+` = ? WHERE id = ?`, was, id)
		if want := map[bool]int64{true: 0, false: id}[was == now]; bad != want {
			r.Errorf("%s of %d from %v to %v: %d is bad", column, id, was, now, bad)
		}
	})
}

func TestReaders(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.Inpatient("30.00")
		from := h.Clock.Now().Add(time.Minute)
		h.Clock.Advance(2 * time.Minute)
		h.Client("doctor").Patch(fmt.Sprintf("/encounters/%d", c.EncounterID), body{"treatment_plan": "Rest"}).Expect(http.StatusOK)
		var who []audit.Reader
		talaantest.Must(t, h.DB.View(t.Context(), func(tx *sqldb.Tx) (err error) {
			who, err = audit.Readers(t.Context(), tx, c.PatientID, &from, nil)
			return err
		}))
		if len(who) == 0 || !strings.Contains(who[0].Actor, "Doctor") || who[0].Entries == 0 {
			t.Errorf("after the first minute: %+v", who)
		}
	})
}
