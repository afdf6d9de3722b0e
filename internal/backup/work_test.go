package backup_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"talaan/internal/backup"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

// An Admin sets a time and a folder; from then on a backup is made and verified
// there every day, old ones go, and the home page knows.
func TestScheduledBackups(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		live(h)
		admin, dir := h.Client("admin"), t.TempDir()
		if home := admin.Get("/home").Expect(http.StatusOK); home.Text == "" || !strings.Contains(home.Text, `"warn":true`) {
			t.Errorf("without a backup home says %s", home.Text)
		}
		if nurse := h.Client("nurse").Get("/home").Expect(http.StatusOK); strings.Contains(nurse.Text, `"backup"`) {
			t.Errorf("a nurse is told of backups: %s", nurse.Text)
		}
		set := body{"daily_at": "02:30", "destinations": []body{{"folder": dir, "complete": false}}, "keep_daily": 2, "keep_weekly": 0, "keep_monthly": 0, "verify_each": true, "passphrase": "correct horse battery", "version": 0}
		got := admin.Put("/backup-settings", set).Expect(http.StatusOK)
		if !strings.Contains(got.Text, `"passphrase_is_kept":true`) || strings.Contains(got.Text, "correct") {
			t.Errorf("the settings are %s", got.Text)
		}
		admin.Put("/backup-settings", set).Refused(http.StatusConflict, "body.version")
		work := func() {
			talaantest.Must(t, h.Backups.Work(t.Context()))
			talaantest.Must(t, h.Backups.VerifyWanted(t.Context()))
		}
		h.Client("nurse").Get("/backups").Expect(http.StatusForbidden)
		for range 4 {
			work()
			work() // which has nothing to do
			h.Clock.Advance(24 * time.Hour)
		}
		var list []backup.Backup
		list, err := h.Backups.List(t.Context(), 10)
		talaantest.Must(t, err)
		if len(list) != 4 {
			t.Fatalf("four days made %d backups", len(list))
		}
		for i, b := range list {
			if b.Status != backup.Done || b.Verification != backup.Good || !b.Scheduled || b.StartedBy != "schedule" || !b.Encrypted || (b.RemovedAt != nil) != (i >= 2) {
				t.Errorf("backup %d of the list is %+v", i, b)
			}
		}
		there, err := filepath.Glob(filepath.Join(dir, "*"))
		talaantest.Must(t, err)
		if len(there) != 5 { // two backups, their lists, the folder of files
			t.Errorf("the folder holds %v", there)
		}
		if home := admin.Get("/home").Expect(http.StatusOK); !strings.Contains(home.Text, `"warn":false`) {
			t.Errorf("with a verified backup home says %s", home.Text)
		}
		h.Clock.Advance(13 * time.Hour)
		if home := admin.Get("/home").Expect(http.StatusOK); !strings.Contains(home.Text, `"warn":true`) {
			t.Errorf("37 hours after the last backup home says %s", home.Text)
		}
	})
}

// A backup that is asked for is made by the next work, in the data folder when no
// other is set; what fails says why, and what was interrupted is not left as running.
func TestBackupThatIsAskedFor(t *testing.T) {
	t.Parallel()
	h := live(talaantest.New(t, sqldb.SQLite))
	admin := h.Client("admin")
	asked := admin.Post("/backups", body{"note": "Before the move"}).Expect(http.StatusAccepted)
	path := fmt.Sprintf("/backups/%d", asked.Int("id"))
	if asked.String("status") != "Waiting" {
		t.Errorf("it is %s", asked.Text)
	}
	admin.Post(path+"/verify", nil).Refused(http.StatusConflict, "")
	talaantest.Must(t, h.Backups.Work(t.Context()))
	if done := admin.Get(path).Expect(http.StatusOK); done.String("status") != "Done" || done.Int("files") != 3 || done.String("note") != "Before the move" || done.String("verification") != "" {
		t.Errorf("it is %s", done.Text)
	}
	admin.Post(path+"/verify", nil).Expect(http.StatusAccepted)
	talaantest.Must(t, h.Backups.VerifyWanted(t.Context()))
	row := admin.Get(path).Expect(http.StatusOK)
	if row.String("verification") != "Good" {
		t.Errorf("verified it is %s", row.Text)
	}
	file := filepath.Join(row.String("folder"), row.String("file_name"))
	text, err := os.ReadFile(file)
	talaantest.Must(t, err)
	text[len(text)-1] ^= 1
	talaantest.Must(t, os.WriteFile(file, text, 0o600))
	admin.Post(path+"/verify", nil).Expect(http.StatusAccepted)
	talaantest.Must(t, h.Backups.VerifyWanted(t.Context()))
	if bad := admin.Get(path).Expect(http.StatusOK); bad.String("verification") != "Bad" || !strings.Contains(bad.String("finding"), "damaged") {
		t.Errorf("a damaged one is %s", bad.Text)
	}

	gone := admin.Post("/backups", body{"destination": body{"folder": filepath.Join(t.TempDir(), "stick"), "complete": true}}).Expect(http.StatusAccepted).Int("id")
	talaantest.Must(t, h.Backups.Work(t.Context()))
	if failed := admin.Get(fmt.Sprintf("/backups/%d", gone)).Expect(http.StatusOK); failed.String("status") != "Failed" || !strings.Contains(failed.String("failure"), "is the stick or the share there?") {
		t.Errorf("without the stick it is %s", failed.Text)
	}
	talaantest.Must(t, h.Tx("admin", func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE backups SET status = 'Running', ended_at = NULL, failure = '' WHERE id = ?`, gone)
		return err
	}))
	h.Clock.Advance(time.Second)
	admin.Post("/backups", body{}).Expect(http.StatusAccepted)
	talaantest.Must(t, h.Backups.Work(t.Context()))
	if was := admin.Get(fmt.Sprintf("/backups/%d", gone)).Expect(http.StatusOK); was.String("status") != "Failed" || !strings.Contains(was.String("failure"), "interrupted") {
		t.Errorf("one whose program died is %s", was.Text)
	}
	page := admin.Get("/backups?limit=2").Expect(http.StatusOK)
	if rest := admin.Get("/backups?limit=2&cursor=" + page.String("next")).Expect(http.StatusOK); !strings.Contains(rest.Text, "Before the move") || strings.Contains(page.Text, "Before the move") {
		t.Errorf("the list goes on with %s", rest.Text)
	}

	dir := t.TempDir()
	if c := admin.Post("/backup-settings/check", body{"folder": dir}).Expect(http.StatusOK); !strings.Contains(c.Text, `"writable":true`) || c.Int("free_bytes") == 0 {
		t.Errorf("a folder that can be written to: %s", c.Text)
	}
	if c := admin.Post("/backup-settings/check", body{"folder": filepath.Join(dir, "none")}).Expect(http.StatusOK); !strings.Contains(c.Text, `"writable":false`) || c.String("problem") == "" {
		t.Errorf("a folder that is not there: %s", c.Text)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("the check left %v, %v", left, err)
	}
	admin.Put("/backup-settings", body{"daily_at": "25:00", "destinations": []body{}, "keep_daily": 1, "keep_weekly": 0, "keep_monthly": 0, "verify_each": false}).Refused(http.StatusUnprocessableEntity, "body.daily_at")
	admin.Put("/backup-settings", body{"daily_at": "", "destinations": []body{{"folder": "here", "complete": true}}, "keep_daily": 1, "keep_weekly": 0, "keep_monthly": 0, "verify_each": false}).Refused(http.StatusUnprocessableEntity, "body.destinations[0].folder")
}

// Two stations ask in one second: both backups are made, in a file each.
func TestTwoBackupsInOneSecond(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		live(h)
		admin := h.Client("admin")
		asked := []int64{admin.Post("/backups", body{}).Expect(http.StatusAccepted).Int("id"), admin.Post("/backups", body{}).Expect(http.StatusAccepted).Int("id")}
		talaantest.Must(t, h.Backups.Work(t.Context()))
		names := map[string]bool{}
		for _, id := range asked {
			row := admin.Get(fmt.Sprintf("/backups/%d", id)).Expect(http.StatusOK)
			if row.String("status") != "Done" {
				t.Errorf("backup %d is %s", id, row.Text)
			}
			if _, err := os.Stat(filepath.Join(row.String("folder"), row.String("file_name"))); err != nil {
				t.Error(err)
			}
			names[row.String("file_name")] = true
		}
		if len(names) != 2 {
			t.Errorf("the files are %v", names)
		}
	})
}
