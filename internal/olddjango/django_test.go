package olddjango_test

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"talaan/internal/olddjango"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

// What Django itself dumps is taken to the last row.
func TestDjangosOwnDump(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	out, err := exec.CommandContext(t.Context(), "/usr/bin/python3", "../../e2e/olddjango/make.py", dir).CombinedOutput()
	if err != nil {
		t.Fatalf("make the old system (Debian: apt-get install python3-django, or run make test, which does): %v\n%s", err, out)
	}
	dump, err := os.ReadFile(filepath.Join(dir, "dump.json"))
	talaantest.Must(t, err)
	h := talaantest.New(t, sqldb.SQLite)
	report := importInto(t, h, dump, filepath.Join(dir, "media"), false)
	clean(t, h)
	for _, m := range report.All() {
		if m.Kind != olddjango.OnlyReported && !strings.HasPrefix(m.Model, "auth.") && !strings.HasPrefix(m.Model, "contenttypes.") {
			t.Errorf("%s %s %s: %s", m.Kind, m.Model, m.PK, m.Text)
		}
	}
	for _, c := range report.Counts() {
		if c.Model != "backuphistory" && (c.Read == 0 || c.Taken != c.Read) {
			t.Errorf("of %s %d rows were read and %d taken", c.Model, c.Read, c.Taken)
		}
	}
	h.Anonymous().Post("/sessions", map[string]any{"user_id": "dr.reyes", "password": oldPassword}).Expect(http.StatusCreated)
	if n := one[int64](t, h, `SELECT COUNT(*) FROM encounters WHERE status = 'Discharged' AND patient_id = ?`, ours(t, h, "patient", 2)); n != 3 {
		t.Errorf("three unpaid bills are on %d cases", n)
	}
	if q := one[int64](t, h, `SELECT quantity * unit_price FROM charges WHERE running = 1`); q != 90_00 {
		t.Errorf("three hours of a bed come to %d centavos", q)
	}
	if again := importInto(t, h, dump, filepath.Join(dir, "media"), false); again.Taken() != 0 {
		t.Errorf("a second run took %d rows:\n%s", again.Taken(), words(again))
	}
}
