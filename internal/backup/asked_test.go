package backup_test

import (
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

// listed makes a backup that is in the list, and returns its path in the API.
func listed(t *testing.T, h *talaantest.Hospital, passphrase string) (path, file string) {
	t.Helper()
	b, err := h.Backups.Make(operator(t.Context()), backup.Request{Folder: t.TempDir(), Kind: backup.Folder, Passphrase: passphrase})
	talaantest.Must(t, err)
	return fmt.Sprintf("/backups/%d", b.ID), filepath.Join(b.Folder, b.FileName)
}

// Who may restore types the hospital's name; one restore is asked for at a time.
func TestAskingForARestore(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		admin := h.Client("admin")
		path, file := listed(t, h, "")
		admin.Post(path+"/restore", body{"hospital_name": "San Roque"}).Refused(http.StatusConflict, "")
		live(h)
		sealed, _ := listed(t, h, "correct horse")
		named := body{"hospital_name": "San Roque"}
		h.Client("nurse").Post(path+"/restore", named).Refused(http.StatusForbidden, "")
		admin.Post(path+"/restore", body{"hospital_name": "San Pedro"}).Refused(http.StatusUnprocessableEntity, "body.hospital_name")
		admin.Post(path+"/restore", body{}).Refused(http.StatusUnprocessableEntity, "body.hospital_name")
		admin.Post(sealed+"/restore", named).Refused(http.StatusUnprocessableEntity, "body.passphrase")
		admin.Post("/backups/99/restore", named).Refused(http.StatusNotFound, "")
		waiting := admin.Post("/backups", body{}).Expect(http.StatusAccepted).Int("id")
		admin.Post(fmt.Sprintf("/backups/%d/restore", waiting), named).Refused(http.StatusConflict, "")
		admin.Post(sealed+"/verify", nil).Expect(http.StatusAccepted)
		admin.Post(sealed+"/restore", body{"hospital_name": "San Roque", "passphrase": "correct horse"}).Refused(http.StatusConflict, "")

		asked := admin.WithKey("k").Post(path+"/restore", named).Expect(http.StatusAccepted)
		if asked.String("restore_status") != "Waiting" || asked.String("restore_asked_by") != "Test Admin" || asked.Int("total_bytes") == 0 {
			t.Errorf("it is %s", asked.Text)
		}
		if again := admin.WithKey("k").Post(path+"/restore", named).Expect(http.StatusAccepted); again.Text != asked.Text {
			t.Errorf("sent again it is %s", again.Text)
		}
		other, _ := listed(t, h, "")
		for _, p := range []string{path, other} {
			admin.Post(p+"/restore", named).Refused(http.StatusConflict, "")
		}
		admin.Post(path+"/verify", nil).Refused(http.StatusConflict, "")

		// It is found damaged: the reason is written down, and the next one may begin.
		text, err := os.ReadFile(file)
		talaantest.Must(t, err)
		text[len(text)-1] ^= 1
		talaantest.Must(t, os.WriteFile(file, text, 0o600))
		prepared, err := h.Backups.PrepareAsked(t.Context())
		if prepared != nil || err != nil {
			t.Fatalf("a damaged backup was prepared: %v", err)
		}
		if row := admin.Get(path).Expect(http.StatusOK); row.String("restore_status") != "Failed" || !strings.Contains(row.String("restore_failure"), "damaged") {
			t.Errorf("a damaged one is %s", row.Text)
		}
		if trail := admin.Get("/audit?entity=backup").Expect(http.StatusOK); !strings.Contains(trail.Text, "asked to restore") || !strings.Contains(trail.Text, "not restored") {
			t.Errorf("the trail says %s", trail.Text)
		}

		// A server that dies leaves a row that says so, as soon as it counts as dead.
		admin.Post(other+"/restore", named).Expect(http.StatusAccepted)
		survivor := backup.New(h.Backups.Options)
		for range 2 {
			prepared, err = survivor.PrepareAsked(t.Context())
			if prepared != nil || err != nil {
				t.Fatalf("another server takes it up: %v", err)
			}
			h.Clock.Advance(3 * time.Minute)
		}
		prepared, err = survivor.PrepareAsked(t.Context())
		if row := admin.Get(other).Expect(http.StatusOK); prepared != nil || err != nil || row.String("restore_status") != "Failed" || !strings.Contains(row.String("restore_failure"), "interrupted") {
			t.Errorf("%v: one whose server died is %s", err, row.Text)
		}

		// One that is prepared and given up leaves nothing.
		admin.Post(other+"/restore", named).Expect(http.StatusAccepted)
		prepared, err = h.Backups.PrepareAsked(t.Context())
		talaantest.Must(t, err)
		if row := admin.Get(other).Expect(http.StatusOK); prepared == nil || row.String("restore_status") != "Running" {
			t.Fatalf("prepared it is %s", row.Text)
		}
		if twice, err := h.Backups.PrepareAsked(t.Context()); twice != nil || err != nil {
			t.Errorf("it was prepared twice: %v", err)
		}
		talaantest.Must(t, prepared.GiveUp(t.Context()))
		if row := admin.Get(other).Expect(http.StatusOK); row.String("restore_status") != "Failed" || !strings.Contains(row.String("restore_failure"), "stopped") {
			t.Errorf("given up it is %s", row.Text)
		}
		if h.Engine == sqldb.SQLite {
			left, err := filepath.Glob(filepath.Join(h.Backups.Data, "restore-*"))
			if err != nil || len(left) > 0 {
				t.Errorf("left is %v, %v", left, err)
			}
		}
	})
}
