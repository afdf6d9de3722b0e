package app_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"talaan/internal/app"
	"talaan/internal/backup"
	"talaan/internal/billing"
	"talaan/internal/disk"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

// serve runs a server of the hospital until the returned function ends it.
func serve(t *testing.T, c app.Config) (url string, stop func()) {
	t.Helper()
	a, err := app.Open(t.Context(), c)
	talaantest.Must(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	address, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- a.Serve(ctx, func(at net.Addr) { address <- at.String() }) }()
	return "http://" + <-address, func() {
		cancel()
		talaantest.Must(t, <-ended)
	}
}

// served is a hospital whose server restores what it is asked to.
type served struct {
	*talaantest.Hospital
	config app.Config
	stop   func()
}

func newServed(t *testing.T, engine sqldb.Engine) *served {
	t.Helper()
	s := &served{}
	s.Hospital = talaantest.New(t, engine, func(c *app.Config) {
		c.Listen = "127.0.0.1:0"
		s.config = *c
	})
	s.Client("admin").Patch("/hospital", body{"name": "San Roque"}).Expect(http.StatusOK)
	s.Outpatient()
	return s
}

// serve goes on behind a server of its own.
func (s *served) serve(t *testing.T) {
	t.Helper()
	talaantest.Must(t, s.Close())
	s.URL, s.stop = serve(t, s.config)
}

// as is the user at the server.
func (s *served) as(t *testing.T, userID string) *talaantest.Client {
	t.Helper()
	c := s.Anonymous()
	c.Token = c.Post("/sessions", body{"user_id": userID, "password": talaantest.Password}).Expect(http.StatusCreated).String("token")
	return c
}

// await asks until an answer is as wanted, and counts the others by status.
func await(t *testing.T, ask func() *talaantest.Answer, wanted func(*talaantest.Answer) bool) map[int]int {
	t.Helper()
	seen := map[int]int{}
	for range 100_000 {
		a := ask()
		if wanted(a) {
			return seen
		}
		if seen[a.Status]++; a.Status == http.StatusServiceUnavailable {
			a.Refused(http.StatusServiceUnavailable, "")
			if a.String("type") != "urn:talaan:restoring" || a.Header.Get("Retry-After") == "" {
				t.Fatalf("turned away with %s", a.Text)
			}
		}
	}
	t.Fatalf("it never came; the answers were %v", seen)
	return nil
}

func status(want int) func(*talaantest.Answer) bool {
	return func(a *talaantest.Answer) bool { return a.Status == want }
}

// An Admin restores from the list while the hospital works: what was done since is
// gone, what must go on goes on, everybody signs in anew, and no station finds the
// door locked.
func TestRestoreFromThePage(t *testing.T) {
	t.Parallel()
	for _, engine := range []sqldb.Engine{sqldb.SQLite, sqldb.MySQL} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			s := newServed(t, engine)
			paid := s.Outpatient()
			s.Client("teller").Post(paid.BillPath("/payments"), body{"amount": "10.00"}).Expect(http.StatusCreated)
			saved, err := s.Backups.Make(s.As("admin"), backup.Request{Folder: t.TempDir(), Kind: backup.Folder})
			talaantest.Must(t, err)
			later := s.Outpatient()
			gone := s.Client("teller").Post(later.BillPath("/payments"), body{"amount": "20.00"}).Expect(http.StatusCreated)
			s.serve(t)
			otherURL, stopOther := s.URL, func() {}
			if engine == sqldb.MySQL {
				second := s.config
				second.Data, second.KeyFile = t.TempDir(), filepath.Join(s.config.Data, "secret.key")
				otherURL, stopOther = serve(t, second)
			}
			admin, nurse := s.as(t, "admin"), s.as(t, "nurse")
			lines, far := listen(t.Context(), t, s.URL, nurse.Token), listen(t.Context(), t, otherURL, nurse.Token)
			path := fmt.Sprintf("/backups/%d", saved.ID)
			admin.Post(path+"/restore", body{"hospital_name": "San Roque"}).Expect(http.StatusAccepted)

			seen := await(t, func() *talaantest.Answer { return admin.Get(path) }, status(http.StatusUnauthorized))
			if seen[http.StatusOK] == 0 || seen[http.StatusServiceUnavailable] == 0 || len(seen) != 2 {
				t.Errorf("meanwhile the answers were %v", seen)
			}
			for lines.Scan() {
			}
			for far.Scan() {
			}
			nurse.Get("/me").Refused(http.StatusUnauthorized, "")
			admin = s.as(t, "admin")
			if row := admin.Get(path).Expect(http.StatusOK); row.String("restore_status") != "Done" || row.String("restore_failure") != "" || row.String("restore_asked_by") != "Test Admin" {
				t.Errorf("the list says %s", row.Text)
			}
			admin.Get(fmt.Sprintf("/encounters/%d", later.EncounterID)).Refused(http.StatusNotFound, "")
			admin.Get(fmt.Sprintf("/encounters/%d", paid.EncounterID)).Expect(http.StatusOK)
			if trail := admin.Get("/audit?entity=backup").Expect(http.StatusOK); !strings.Contains(trail.Text, `"restored"`) || !strings.Contains(trail.Text, "Test Admin") {
				t.Errorf("the trail says %s", trail.Text)
			}
			teller := s.as(t, "teller")
			next := teller.Post(paid.BillPath("/payments"), body{"amount": "1.00"}).Expect(http.StatusCreated)
			if next.Int("receipt_number") != gone.Int("receipt_number")+1 {
				t.Errorf("receipt %d follows %d", next.Int("receipt_number"), gone.Int("receipt_number"))
			}
			copies, err := filepath.Glob(filepath.Join(s.config.Data, "before-restore-*", "*.talaan"))
			if err != nil || len(copies) != 1 {
				t.Errorf("the safety copy is %v, %v", copies, err)
			}
			if engine == sqldb.MySQL && !strings.Contains(s.Log.String(), "another server has restored a backup") {
				t.Error("the other server did not notice")
			}
			stopOther()
			s.stop()
			sound(t, s.config)
		})
	}
}

// sound opens the hospital and checks that its trail and its ledger add up.
func sound(t *testing.T, c app.Config) {
	t.Helper()
	a, err := app.Open(t.Context(), c)
	talaantest.Must(t, err)
	_, err = a.Trail.Verify(t.Context(), a.DB, nil, nil)
	talaantest.Must(t, err)
	_, err = a.Billing.VerifyLedger(t.Context(), func(f billing.LedgerFault) error {
		t.Errorf("the ledger: %+v", f)
		return nil
	})
	talaantest.Must(t, err)
	talaantest.Must(t, a.Close())
}

// What cannot be restored, or not now, leaves the hospital as it was, at work.
func TestRestoreThatIsRefused(t *testing.T) {
	t.Parallel()
	s := newServed(t, sqldb.SQLite)
	saved, err := s.Backups.Make(s.As("admin"), backup.Request{Folder: t.TempDir(), Kind: backup.Complete})
	talaantest.Must(t, err)
	odd, err := s.Backups.Make(s.As("admin"), backup.Request{Folder: t.TempDir(), Kind: backup.Complete})
	talaantest.Must(t, err)
	later := s.Outpatient()
	// A row that the restored state cannot take shows only when the door is shut.
	talaantest.Must(t, s.Tx("admin", func(ctx context.Context, tx *sqldb.Tx) error {
		if _, err := tx.Exec(ctx, `PRAGMA ignore_check_constraints = ON`); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE backups SET kind = 'odd' WHERE id = ?`, odd.ID)
		return err
	}))
	s.serve(t)
	admin := s.as(t, "admin")
	path := fmt.Sprintf("/backups/%d", saved.ID)
	refused := func(says string, shut bool) {
		t.Helper()
		admin.Post(path+"/restore", body{"hospital_name": "San Roque"}).Expect(http.StatusAccepted)
		seen := await(t, func() *talaantest.Answer { return admin.Get(path) }, func(a *talaantest.Answer) bool {
			return a.Status == http.StatusOK && a.String("restore_status") == "Failed"
		})
		if row := admin.Get(path).Expect(http.StatusOK); !strings.Contains(row.String("restore_failure"), says) {
			t.Errorf("the list does not say %q: %s", says, row.Text)
		}
		if len(seen) > 2 || (seen[http.StatusServiceUnavailable] > 0) != shut || seen[http.StatusOK] == 0 {
			t.Errorf("meanwhile the answers were %v", seen)
		}
		admin.Get(fmt.Sprintf("/encounters/%d", later.EncounterID)).Expect(http.StatusOK)
	}
	command, err := disk.TryLock(filepath.Join(s.config.Data, "in-use.lock"), false)
	talaantest.Must(t, err)
	refused("a command of Talaan is working", false)
	talaantest.Must(t, command.Unlock())
	if command, err = disk.TryLock(filepath.Join(s.config.Data, "in-use.lock"), false); err != nil {
		t.Errorf("no command can work after that: %v", err)
	} else {
		talaantest.Must(t, command.Unlock())
	}

	file := filepath.Join(saved.Folder, saved.FileName)
	text, err := os.ReadFile(file)
	talaantest.Must(t, err)
	talaantest.Must(t, os.WriteFile(file, text[:len(text)/2], 0o600))
	refused("the file ends too early", false)
	talaantest.Must(t, os.WriteFile(file, text, 0o600))
	refused("keep what belongs to the present", true)
	left, err := filepath.Glob(filepath.Join(s.config.Data, "restore*"))
	if err != nil || len(left) > 0 {
		t.Errorf("the refused restores left %v, %v", left, err)
	}
	s.stop()
	sound(t, s.config)
}
