package backup_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"talaan/internal/app"
	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/backup"
	"talaan/internal/backup/archive"
	"talaan/internal/billing"
	"talaan/internal/clock"
	"talaan/internal/hospital"
	"talaan/internal/keyring"
	"talaan/internal/media"
	"talaan/internal/sqldb"
	"talaan/internal/staff"
	"talaan/internal/talaantest"
)

// empty is the configuration of a hospital that is not there yet.
func empty(t *testing.T, engine sqldb.Engine) app.Config {
	t.Helper()
	c := app.Config{Data: t.TempDir(), Clock: clock.NewFake(talaantest.Start.Add(time.Hour)), Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	if engine == sqldb.MySQL {
		c.Database = talaantest.EmptyDatabase(t, engine)
	}
	return c
}

func confirm(string, archive.Manifest) error { return nil }

func restore(t *testing.T, c app.Config, path string) app.Restored {
	t.Helper()
	done, err := app.Restore(operator(t.Context()), c, app.RestoreRequest{From: backup.Source{Path: path}, Confirm: confirm})
	talaantest.Must(t, err)
	return done
}

func open(t *testing.T, c app.Config) *app.App {
	t.Helper()
	a, err := app.Open(t.Context(), c)
	talaantest.Must(t, err)
	t.Cleanup(func() { _ = a.Close() })
	return a
}

// contents returns every row of every table, as texts.
func contents(t *testing.T, db *sqldb.DB) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	talaantest.Must(t, db.View(t.Context(), func(tx *sqldb.Tx) error {
		tables, err := backup.Tables(t.Context(), tx, db)
		for _, table := range tables {
			out[table.Name] = []string{}
			err = errors.Join(err, db.EachRow(t.Context(), tx, table, func(values []any) error {
				named := map[string]any{}
				for i, n := range table.Names() {
					named[n] = values[i]
				}
				line := ""
				for _, n := range slices.Sorted(maps.Keys(named)) {
					line += fmt.Sprintf("%s=%#v ", n, named[n])
				}
				out[table.Name] = append(out[table.Name], line)
				return nil
			}))
		}
		return err
	}))
	return out
}

// sound checks that a hospital adds up in every way that it can be checked.
func sound(t *testing.T, a *app.App) {
	t.Helper()
	if _, err := a.Trail.Verify(t.Context(), a.DB, nil, nil); err != nil {
		t.Errorf("the audit trail: %v", err)
	}
	checked, err := a.Billing.VerifyLedger(t.Context(), func(f billing.LedgerFault) error {
		t.Errorf("the ledger: %+v", f)
		return nil
	})
	talaantest.Must(t, err)
	files, err := a.Media.Verify(t.Context(), nil, nil)
	if err != nil || files.Faults > 0 || checked.Bills == 0 {
		t.Errorf("%v: files %+v, ledger %+v", err, files, checked)
	}
}

// Every row comes into either engine as it was, but for what must not come to
// life again.
func TestRestoreIntoEitherEngine(t *testing.T) {
	t.Parallel()
	for _, way := range [][2]sqldb.Engine{{sqldb.SQLite, sqldb.SQLite}, {sqldb.SQLite, sqldb.MySQL}, {sqldb.MySQL, sqldb.SQLite}} {
		t.Run(string(way[0]+" to "+way[1]), func(t *testing.T) {
			t.Parallel()
			h := live(talaantest.New(t, way[0]))
			path := save(t, h, "")
			want := contents(t, h.DB)
			c := empty(t, way[1])
			done := restore(t, c, path)
			if done.Manifest.Hospital != "San Roque" {
				t.Errorf("restored %+v", done)
			}
			a := open(t, c)
			sound(t, a)
			got := contents(t, a.DB)
			for _, gone := range []string{"sessions", "uploads", "chart_leaves", "reset_codes"} {
				if len(got[gone]) > 0 {
					t.Errorf("%s came to life: %v", gone, got[gone])
				}
				delete(want, gone)
			}
			if len(got["media"]) != 2 || !strings.Contains(got["media"][0], `thumbnail="none"`) {
				t.Errorf("the files are %v", got["media"])
			}
			if n := len(want["audit_entries"]); len(got["audit_entries"]) != n+1 || !slices.Equal(got["audit_entries"][:n], want["audit_entries"]) || !strings.Contains(got["audit_entries"][n], `action="restored"`) {
				t.Errorf("the audit trail has %d entries, and had %d; the last is %s", len(got["audit_entries"]), n, got["audit_entries"][len(got["audit_entries"])-1])
			}
			for _, table := range slices.Sorted(maps.Keys(want)) {
				if !slices.Contains([]string{"audit_entries", "audit_chain", "backups", "media"}, table) && !slices.Equal(got[table], want[table]) {
					t.Errorf("table %s\n is  %v\n was %v", table, got[table], want[table])
				}
			}
			mode, err := os.Stat(filepath.Join(c.Data, "talaan.db"))
			if way[1] == sqldb.SQLite && (err != nil || mode.Mode().Perm() != 0o600) {
				t.Errorf("others may read the database: %v %v", mode.Mode(), err)
			}
		})
	}
}

// The hospital's own present gives to the restored state what must go on: the
// trail, the list of backups, the numbers that were given.
func TestRestoreOfTheSameHospital(t *testing.T) {
	t.Parallel()
	for _, engine := range []sqldb.Engine{sqldb.SQLite, sqldb.MySQL} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			var c app.Config
			h := live(talaantest.New(t, engine, func(config *app.Config) { c = *config }))
			path := save(t, h, "")
			before := contents(t, h.DB)
			later := h.Outpatient() // receipts, patients and files that the backup does not know
			h.Client("teller").Post(later.BillPath("/payments"), body{"amount": "10.00"}).Expect(http.StatusCreated)
			h.Client("admin").Patch("/hospital", body{"name": "San Roque Medical Center"}).Expect(http.StatusOK)
			lab := h.Client("nurse").Post("/labs", body{"encounter_id": later.EncounterID, "test_type": "X", "result_summary": "x"}).Expect(http.StatusCreated).Int("id")
			h.Client("nurse").Form(fmt.Sprintf("/labs/%d/albums", lab), talaantest.Part{Name: "description", Text: "P"}, talaantest.Part{Name: "files", File: "l.txt", Text: "a later file"}).Expect(http.StatusCreated)
			after := contents(t, h.DB)
			talaantest.Must(t, h.Close())

			asked := ""
			done, err := app.Restore(operator(t.Context()), c, app.RestoreRequest{From: backup.Source{Path: path}, Confirm: func(name string, _ archive.Manifest) error {
				asked = name
				return nil
			}})
			talaantest.Must(t, err)
			if asked != "San Roque Medical Center" {
				t.Errorf("asked for the name %q", asked)
			}
			a := open(t, c)
			sound(t, a)
			got := contents(t, a.DB)
			n := len(after["audit_entries"])
			if len(got["audit_entries"]) != n+1 || !slices.Equal(got["audit_entries"][:n], after["audit_entries"]) {
				t.Errorf("of %d entries of the trail there are %d", n, len(got["audit_entries"]))
			}
			if !slices.Equal(got["backups"], after["backups"]) || len(got["backups"]) != 1 {
				t.Errorf("the list of backups is %v, and was %v", got["backups"], after["backups"])
			}
			if !slices.Equal(got["patients"], before["patients"]) || !slices.Equal(got["payments"], before["payments"]) {
				t.Error("patients and payments are not those of the backup")
			}
			if len(got["media"]) != 4 {
				t.Errorf("the safety copy's files are not kept: %v", got["media"])
			}
			ctx := operator(t.Context())
			talaantest.Must(t, a.DB.InTx(ctx, func(tx *sqldb.Tx) error {
				receipt, err := sqldb.One[int64](ctx, tx, `SELECT MAX(value) FROM counters WHERE name LIKE '%receipt%'`)
				if err != nil || receipt != 2 {
					t.Errorf("receipts go on after %d: %v", receipt, err)
				}
				id, err := sqldb.Insert(ctx, tx, "departments", struct {
					Version int64  `db:"version"`
					Name    string `db:"name"`
					Key     string `db:"name_key"`
					About   string `db:"description"`
				}{1, "X", "x", ""})
				if err != nil || id != int64(len(before["departments"])+1) {
					t.Errorf("the next department is %d: %v", id, err)
				}
				last, err := a.DB.LastIDs(ctx, tx, []sqldb.Table{{Name: "patients", Counts: true}})
				if err != nil || last["patients"] < later.PatientID {
					t.Errorf("the number of patient %d will be given again; the last is %v: %v", later.PatientID, last, err)
				}
				return err
			}))
			talaantest.Must(t, a.Close())

			copies, err := filepath.Glob(filepath.Join(done.Before, "*.talaan"))
			if err != nil || len(copies) != 1 {
				t.Fatalf("the safety copy: %v, %v", copies, err)
			}
			restore(t, c, copies[0])
			back := open(t, c)
			sound(t, back)
			if now := contents(t, back.DB); !slices.Equal(now["patients"], after["patients"]) || !slices.Equal(now["payments"], after["payments"]) || !slices.Equal(now["album_files"], after["album_files"]) {
				t.Error("the safety copy does not bring back what was there before")
			}
		})
	}
}

// What is wrong with a backup is found before anything is touched.
func TestRefusedRestoreChangesNothing(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		live(h)
		path := save(t, h, "")
		c := empty(t, h.Engine)
		restore(t, c, path)
		there := open(t, c)
		want := contents(t, there.DB)
		talaantest.Must(t, there.Close())
		text, err := os.ReadFile(path)
		talaantest.Must(t, err)
		bad := filepath.Join(t.TempDir(), "bad.talaan")
		flipped := slices.Clone(text)
		flipped[len(text)-1] ^= 4 // no length, which would say that the file is too short
		newer := filepath.Join(t.TempDir(), "newer.talaan")
		talaantest.Must(t, h.Backups.WriteTo(t.Context(), newer, func(a *archive.About) { a.Schema = 99_001 }))
		newerText, err := os.ReadFile(newer)
		talaantest.Must(t, err)
		no := func(string, archive.Manifest) error { return errors.New("no") }
		for what, r := range map[string]struct {
			text    []byte
			confirm func(string, archive.Manifest) error
			want    error
		}{
			"a flipped bit":     {flipped, confirm, archive.ErrDamaged},
			"half a file":       {text[:len(text)/2], confirm, archive.ErrIncomplete},
			"another file":      {[]byte("hello"), confirm, archive.ErrNoBackup},
			"a newer program's": {newerText, confirm, archive.ErrNewer},
			"no confirmation":   {text, no, nil},
		} {
			talaantest.Must(t, os.WriteFile(bad, r.text, 0o600))
			_, err := app.Restore(operator(t.Context()), c, app.RestoreRequest{From: backup.Source{Path: bad}, Confirm: r.confirm})
			if err == nil || (r.want != nil && !errors.Is(err, r.want)) {
				t.Errorf("%s: %v", what, err)
			}
		}
		left, err := filepath.Glob(filepath.Join(c.Data, "restore*"))
		if err != nil || len(left) > 0 {
			t.Errorf("the refused restores left %v, %v", left, err)
		}
		if got := contents(t, open(t, c).DB); !maps.EqualFunc(got, want, slices.Equal[[]string]) {
			t.Error("a refused restore changed something")
		}
	})
}

// A server's database that cannot take a row keeps all that it had.
func TestRestoreIntoAServerIsOneTransaction(t *testing.T) {
	t.Parallel()
	h := live(talaantest.New(t, sqldb.SQLite))
	c := empty(t, sqldb.MySQL)
	restore(t, c, save(t, h, ""))
	there := open(t, c)
	want := contents(t, there.DB)
	key, err := os.ReadFile(filepath.Join(c.Data, keyring.FileName))
	talaantest.Must(t, err)
	talaantest.Must(t, h.Tx("admin", func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO user_words (word, user_id) VALUES ('z', 1), ('z ', 1)`) // one word to that engine
		return err
	}))
	h.Clock.Advance(time.Minute)
	other := live(talaantest.New(t, sqldb.SQLite))
	for _, from := range []*talaantest.Hospital{h, other} {
		if from == other {
			talaantest.Must(t, from.Tx("admin", func(ctx context.Context, tx *sqldb.Tx) error {
				_, err := tx.Exec(ctx, `INSERT INTO user_words (word, user_id) VALUES ('z', 1), ('z ', 1)`)
				return err
			}))
		}
		_, err = app.Restore(operator(t.Context()), c, app.RestoreRequest{From: backup.Source{Path: save(t, from, "")}, Confirm: confirm})
		if !errors.Is(err, sqldb.ErrDuplicate) {
			t.Errorf("two rows that are one: %v", err)
		}
	}
	if got := contents(t, there.DB); !maps.EqualFunc(got, want, slices.Equal[[]string]) {
		t.Error("a restore that failed changed something")
	}
	if now, err := os.ReadFile(filepath.Join(c.Data, keyring.FileName)); err != nil || string(now) != string(key) {
		t.Errorf("a restore that failed left another key: %v", err)
	}
}

var errCut = errors.New("the power is cut")

// While one restores into a server's database, no other does, and what the
// backup's files are is not swept.
func TestOneRestoreAtATime(t *testing.T) {
	t.Parallel()
	h := live(talaantest.New(t, sqldb.SQLite))
	path := save(t, h, "")
	c := empty(t, sqldb.MySQL)
	_, err := app.Restore(operator(t.Context()), c, app.RestoreRequest{From: backup.Source{Path: path}, Confirm: func(string, archive.Manifest) error {
		other := open(t, c)
		talaantest.Must(t, other.DB.View(t.Context(), func(tx *sqldb.Tx) error {
			held, err := backup.Holds(t.Context(), tx)
			if !held {
				t.Error("a server may sweep while a backup is restored")
			}
			return err
		}))
		_, err := app.Restore(operator(t.Context()), c, app.RestoreRequest{From: backup.Source{Path: path}, Confirm: confirm})
		if err == nil || !strings.Contains(err.Error(), "A backup is being restored") {
			t.Errorf("a second restore: %v", err)
		}
		return nil
	}})
	talaantest.Must(t, err)
	talaantest.Must(t, open(t, c).DB.View(t.Context(), func(tx *sqldb.Tx) error {
		held, err := backup.Holds(t.Context(), tx)
		if held {
			t.Error("after a restore nothing may be swept")
		}
		return err
	}))
}

// Wherever the power is cut during the swap, the next start finds the old
// hospital whole or the new one.
func TestPowerCutDuringTheSwap(t *testing.T) {
	t.Parallel()
	old, young := live(talaantest.New(t, sqldb.SQLite)), live(talaantest.New(t, sqldb.SQLite))
	young.Client("admin").Patch("/hospital", body{"name": "San Pedro"}).Expect(http.StatusOK)
	c := empty(t, sqldb.SQLite)
	restore(t, c, save(t, old, ""))
	path := save(t, young, "")
	for cut := 0; ; cut++ {
		each := c
		each.Data = filepath.Join(t.TempDir(), "data")
		talaantest.Must(t, os.CopyFS(each.Data, os.DirFS(c.Data)))
		a := open(t, each)
		p, err := a.Backups.Prepare(t.Context(), backup.Source{Path: path}, func(int64) {})
		talaantest.Must(t, err)
		_, err = p.Merge(operator(t.Context()), 0)
		talaantest.Must(t, err)
		talaantest.Must(t, a.Close())
		n := 0
		err = p.SwapAt(func(string) error {
			if n++; n == cut+1 {
				return errCut
			}
			return nil
		})
		again := open(t, each)
		sound(t, again)
		var name string
		talaantest.Must(t, again.DB.View(t.Context(), func(tx *sqldb.Tx) (err error) {
			name, err = hospital.Name(t.Context(), tx)
			return err
		}))
		want := "San Pedro"
		if cut == 0 {
			want = "San Roque" // nothing was decided yet
		}
		if name != want {
			t.Errorf("cut at point %d, the next start finds %q, not %q", cut, name, want)
		}
		if _, err := os.Stat(filepath.Join(each.Data, "restore.json")); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("cut at point %d, the plan is still there", cut)
		}
		talaantest.Must(t, again.Close())
		if !errors.Is(err, errCut) {
			talaantest.Must(t, err)
			if cut < 6 {
				t.Errorf("only %d points were tried", cut)
			}
			return
		}
	}
}

// While many write, a backup is of one moment.
func TestBackupWhileOthersWrite(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		live(h)
		var cases []*talaantest.Case
		for range 4 {
			cases = append(cases, h.Outpatient())
		}
		teller := h.Client("teller")
		stop, path := make(chan struct{}), ""
		var all sync.WaitGroup
		for _, c := range cases {
			all.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
						teller.Post(c.BillPath("/payments"), body{"amount": "1.00"}).Expect(http.StatusCreated)
					}
				}
			})
		}
		for range 3 {
			h.Clock.Advance(time.Second)
			path = save(t, h, "")
		}
		close(stop)
		all.Wait()
		c := empty(t, sqldb.SQLite)
		restore(t, c, path)
		sound(t, open(t, c))
	})
}

// A backup of an earlier program comes to this one's schema on the way.
func TestRestoreOfAnEarlierProgram(t *testing.T) {
	t.Parallel()
	for _, engine := range []sqldb.Engine{sqldb.SQLite, sqldb.MySQL} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			clk := clock.NewFake(talaantest.Start)
			db, err := sqldb.Open(t.Context(), talaantest.EmptyDatabase(t, engine), clk)
			talaantest.Must(t, err)
			t.Cleanup(func() { _ = db.Close() })
			talaantest.Must(t, db.MigrateUntil(t.Context(), 7999))
			data := t.TempDir()
			keys, err := keyring.Open(t.Context(), db, filepath.Join(data, keyring.FileName), strings.NewReader(strings.Repeat("k", 32)))
			talaantest.Must(t, err)
			trail, err := audit.Open(t.Context(), db, keys.Key("audit"), false, nil)
			talaantest.Must(t, err)
			ctx := operator(t.Context())
			talaantest.Must(t, db.InTx(ctx, func(tx *sqldb.Tx) error {
				if _, err := staff.CreateUser(ctx, tx, staff.UserFields{UserID: "ana", GivenName: "Ana", FamilyName: "Cruz", Roles: []authz.Role{authz.Admin}}, "x"); err != nil {
					return err
				}
				return hospital.SetName(ctx, tx, "Old")
			}))
			lib, err := media.New(media.Options{DB: db, Clock: clk, Data: data})
			talaantest.Must(t, err)
			b := backup.New(backup.Options{DB: db, Media: lib, Keys: keys, Trail: trail, Clock: clk, Data: data, Zone: time.UTC})
			path := filepath.Join(data, "old.talaan")
			talaantest.Must(t, b.WriteTo(t.Context(), path, func(*archive.About) {}))
			c := empty(t, sqldb.SQLite)
			restore(t, c, path)
			a := open(t, c)
			got := contents(t, a.DB)
			if len(got["users"]) != 1 || !strings.Contains(got["users"][0], `"ana"`) || len(got["departments"]) != 1 || got["backups"] == nil {
				t.Errorf("restored %v", got["users"])
			}
		})
	}
}

// One folder has one server, and nothing is restored under a running one.
func TestOneServerPerFolder(t *testing.T) {
	t.Parallel()
	h := live(talaantest.New(t, sqldb.SQLite))
	c := empty(t, sqldb.SQLite)
	path := save(t, h, "")
	left := filepath.Join(c.Data, "restore-123") // of one that was interrupted
	talaantest.Must(t, os.MkdirAll(left, 0o700))
	restore(t, c, path)
	if _, err := os.Stat(left); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what an interrupted restore left is still there: %v", err)
	}
	a, second := open(t, c), open(t, c)
	_, err := app.Restore(t.Context(), c, app.RestoreRequest{From: backup.Source{Path: path}, Confirm: confirm})
	if err == nil || !strings.Contains(err.Error(), "Stop the server first") {
		t.Errorf("a restore under a running program: %v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	started, ended := make(chan struct{}), make(chan error, 1)
	c.Listen = "127.0.0.1:0"
	go func() { ended <- a.Serve(ctx, func(_ net.Addr) { close(started) }) }()
	<-started
	if err := second.Serve(ctx, func(_ net.Addr) {}); err == nil || !strings.Contains(err.Error(), "another Talaan server is running") {
		t.Errorf("a second server: %v", err)
	}
	stop()
	talaantest.Must(t, <-ended)
}
