package backup_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"talaan/internal/authz"
	"talaan/internal/backup"
	"talaan/internal/backup/archive"
	"talaan/internal/clock"
	"talaan/internal/media"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

type body = map[string]any

func TestMain(m *testing.M) {
	archive.SetWork(4)
	m.Run()
}

// live makes a hospital with something in most tables, and two files.
func live(h *talaantest.Hospital) *talaantest.Hospital {
	h.T.Helper()
	h.Client("admin").Patch("/hospital", body{"name": "San Roque"}).Expect(http.StatusOK)
	c := h.Inpatient("30.00")
	h.Client("nurse").Post(c.Path("/vitals"), body{"temperature_c": 37.85, "weight_kg": 61.123}).Expect(http.StatusCreated)
	h.Client("nurse").Post(c.BillPath("/charges"), body{"service_id": h.Service("X-ray", "120.00")}).Expect(http.StatusCreated)
	h.Client("teller").Post(c.BillPath("/payments"), body{"amount": "50.00", "payer": "Ñu “Ω” 😀"}).Expect(http.StatusCreated)
	lab := h.Client("nurse").Post("/labs", body{"encounter_id": c.EncounterID, "test_type": "CBC", "result_summary": "Line\nand ' \" \\ \t signs"}).Expect(http.StatusCreated).Int("id")
	h.Client("nurse").Form(fmt.Sprintf("/labs/%d/albums", lab), talaantest.Part{Name: "description", Text: "Pictures"},
		talaantest.Part{Name: "files", File: "a.txt", Text: "the first file"}, talaantest.Part{Name: "files", File: "b.txt", Text: "the second file"}).Expect(http.StatusCreated)
	h.Client("nurse").Form("/uploads", talaantest.Part{Name: "file", File: "c.txt", Text: "not used yet"}).Expect(http.StatusCreated)
	return h
}

func operator(ctx context.Context) context.Context {
	return authz.With(ctx, authz.Operator("command line"))
}

// save makes a complete backup and returns its path.
func save(t *testing.T, h *talaantest.Hospital, passphrase string) string {
	t.Helper()
	b, err := h.Backups.Make(operator(t.Context()), backup.Request{Folder: t.TempDir(), Kind: backup.Complete, Note: "before the move", Passphrase: passphrase})
	talaantest.Must(t, err)
	return filepath.Join(b.Folder, b.FileName)
}

func verify(t *testing.T, path, passphrase string) (archive.Manifest, error) {
	t.Helper()
	temp := t.TempDir()
	m, err := backup.Verify(t.Context(), backup.Source{Path: path, Passphrase: passphrase}, temp, clock.System{}, func(int64) {})
	if left, rerr := os.ReadDir(temp); rerr != nil || len(left) > 0 {
		t.Errorf("the trial left %v, %v", left, rerr)
	}
	return m, err
}

// Whatever tables the schema has are in a backup.
func TestEveryTableIsBackedUp(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		live(h)
		query := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`
		if h.Engine == sqldb.MySQL {
			query = `SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()`
		}
		var want []string
		talaantest.Must(t, h.DB.View(t.Context(), func(tx *sqldb.Tx) (err error) {
			want, err = sqldb.All[string](t.Context(), tx, query)
			return err
		}))
		want = slices.DeleteFunc(want, func(n string) bool { return n == "schema_steps" || n == "backup_leases" })
		slices.Sort(want)
		m, err := verify(t, save(t, h, ""), "")
		talaantest.Must(t, err)
		var got []string
		for _, table := range m.Tables {
			got = append(got, table.Name)
		}
		if !slices.Equal(got, want) || len(got) < 40 {
			t.Errorf("the backup has the tables\n%v, the schema\n%v", got, want)
		}
		if m.Files.Count != 3 || m.Hospital != "San Roque" || m.Note != "before the move" || m.Ledger.Bills != 1 || m.Ledger.Payments != 5000 || m.Ledger.Charges != 15000 {
			t.Errorf("the manifest says %+v", m)
		}
	})
}

func TestBackupIsWrittenDown(t *testing.T) {
	t.Parallel()
	h := live(talaantest.New(t, sqldb.SQLite))
	path := save(t, h, "correct horse")
	list, err := h.Backups.List(t.Context(), 10)
	talaantest.Must(t, err)
	if len(list) != 1 || list[0].Status != backup.Done || list[0].StartedBy != "command line" || !list[0].Encrypted || list[0].Size < 1000 || list[0].Files != 3 || list[0].FileName != "talaan-20260615-100000.talaan" {
		t.Errorf("the list says %+v", list)
	}
	if _, err := verify(t, path, "wrong"); err == nil || !strings.Contains(err.Error(), "passphrase") {
		t.Errorf("a wrong passphrase: %v", err)
	}
	_, err = h.Backups.Make(operator(t.Context()), backup.Request{Folder: filepath.Join(t.TempDir(), "stick"), Kind: backup.Complete})
	if err == nil || !strings.Contains(err.Error(), "is the stick or the share there?") {
		t.Errorf("a folder that is not there: %v", err)
	}
	if list, err = h.Backups.List(t.Context(), 10); err != nil || list[0].Status != backup.Failed || !strings.Contains(list[0].Failure, "stick") {
		t.Errorf("%v: the failed one says %+v", err, list[0])
	}
	elsewhere := filepath.Join(filepath.Dir(path), "other.talaan") // of which no backup of the list says so
	talaantest.Must(t, os.WriteFile(elsewhere, []byte("hello"), 0o600))
	if _, err := h.Backups.Make(operator(t.Context()), backup.Request{Folder: filepath.Dir(path), FileName: filepath.Base(elsewhere), Kind: backup.Complete}); err == nil {
		t.Error("a backup was written over another file")
	}
	_, err = verify(t, path, "correct horse")
	talaantest.Must(t, err)
}

// A folder keeps each file once, encrypted when the backups are; what is missing
// or changed there is found.
func TestFolderKeepsFilesOnce(t *testing.T) {
	t.Parallel()
	h := live(talaantest.New(t, sqldb.SQLite))
	for _, passphrase := range []string{"", "correct horse"} {
		dir := t.TempDir()
		var paths []string
		for range 2 {
			h.Clock.Advance(time.Minute)
			b, err := h.Backups.Make(operator(t.Context()), backup.Request{Folder: dir, Kind: backup.Folder, Passphrase: passphrase})
			talaantest.Must(t, err)
			paths = append(paths, filepath.Join(dir, b.FileName))
		}
		files, err := filepath.Glob(filepath.Join(dir, "files", "*", "*"))
		talaantest.Must(t, err)
		if len(files) != 3 || strings.HasSuffix(files[0], ".age") != (passphrase != "") {
			t.Fatalf("the folder has the files %v", files)
		}
		for _, p := range paths {
			_, err := verify(t, p, passphrase)
			talaantest.Must(t, err)
		}
		text, err := os.ReadFile(files[0])
		talaantest.Must(t, err)
		if passphrase != "" && strings.Contains(string(text), "file") {
			t.Error("a file is not encrypted")
		}
		text[len(text)-1] ^= 1
		talaantest.Must(t, os.WriteFile(files[0], text, 0o600))
		if _, err := verify(t, paths[1], passphrase); err == nil {
			t.Error("a changed file was not seen")
		}
		talaantest.Must(t, os.Remove(files[0]))
		if _, err := verify(t, paths[0], passphrase); err == nil || !strings.Contains(err.Error(), "missing") {
			t.Errorf("a missing file: %v", err)
		}
	}
}

// While a backup is being made, or restored, nothing is swept that it may know;
// one that was interrupted does not stop the sweep for ever.
func TestSweepLeavesWhatABackupKnows(t *testing.T) {
	t.Parallel()
	h := live(talaantest.New(t, sqldb.SQLite))
	stored := func() (n int) {
		talaantest.Must(t, h.DB.View(t.Context(), func(tx *sqldb.Tx) error {
			return media.EachStored(t.Context(), tx, "", func(f media.Stored) error {
				if h.Media.Intact(t.Context(), f) {
					n++
				}
				return nil
			})
		}))
		return n
	}
	if stored() != 3 {
		t.Fatal("the files are not there")
	}
	lost := media.Stored{SHA256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", Size: 4} // of "test", recorded nowhere
	talaantest.Must(t, h.Media.Bring(t.Context(), lost, strings.NewReader("test")))
	h.Clock.Advance(48 * time.Hour)
	lease := func(until time.Time) {
		talaantest.Must(t, h.Tx("admin", func(ctx context.Context, tx *sqldb.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO backup_leases (name, holder, until) VALUES ('write', 'somebody', ?)`, until)
			return err
		}))
	}
	lease(h.Clock.Now().Add(time.Minute))
	talaantest.Must(t, h.Media.Sweep(t.Context()))
	if !h.Media.Intact(t.Context(), lost) {
		t.Error("a file was swept while a backup was being made")
	}
	h.Clock.Advance(25 * time.Hour)
	talaantest.Must(t, h.Media.Sweep(t.Context()))
	if h.Media.Intact(t.Context(), lost) {
		t.Error("after a backup was interrupted nothing is swept any more")
	}
}
