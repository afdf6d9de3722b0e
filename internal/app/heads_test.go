package app_test

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"talaan/internal/app"
	"talaan/internal/audit"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

// headFiles is a hospital that keeps the heads of its trail in two places.
type headFiles struct {
	*talaantest.Hospital
	own, outside string
}

func keepsHeads(t *testing.T) headFiles {
	t.Helper()
	f := headFiles{outside: filepath.Join(t.TempDir(), "stick", "heads.txt")}
	f.Hospital = talaantest.New(t, sqldb.SQLite, func(c *app.Config) {
		c.AuditHeads = f.outside
		f.own = filepath.Join(c.Data, audit.HeadsFile)
	})
	return f
}

// tick runs both jobs once and returns what they answer.
func (f headFiles) tick(t *testing.T) (own, outside error) {
	t.Helper()
	f.Clock.Advance(time.Hour)
	list := f.HeadJobs()
	if len(list) != 2 {
		t.Fatalf("%d jobs keep heads", len(list))
	}
	return list[0].RunOnce(t.Context()), list[1].RunOnce(t.Context())
}

// act writes an entry into the trail.
func (f headFiles) act(t *testing.T) {
	t.Helper()
	talaantest.Must(t, f.Tx("nurse", func(ctx context.Context, tx *sqldb.Tx) error {
		return audit.Note(ctx, tx, audit.Entry{Action: audit.Opened, Entity: "thing", ID: 1})
	}))
}

func lines(t *testing.T, path string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	talaantest.Must(t, err)
	if !strings.HasSuffix(string(text), "\n") {
		t.Errorf("%s ends in the middle of a line: %q", path, text)
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}

// A head is kept when it moved, in both places; a place that is absent is
// tried again, and keeps nobody else from its work.
func TestHeadsAreKept(t *testing.T) {
	t.Parallel()
	f := keepsHeads(t)
	for range 2 {
		if own, outside := f.tick(t); own != nil || outside == nil {
			t.Fatalf("without the stick: %v; %v", own, outside)
		}
	}
	first := lines(t, f.own)
	if len(first) != 1 || !strings.HasPrefix(first[0], "2026-06-15T03:00:00Z ") {
		t.Fatalf("the head did not move and is kept as %q", first)
	}
	if info, err := os.Stat(f.own); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v %v", info, err)
	}
	talaantest.Must(t, os.Mkdir(filepath.Dir(f.outside), 0o700))
	f.act(t)
	for range 2 {
		if own, outside := f.tick(t); own != nil || outside != nil {
			t.Fatalf("with the stick: %v; %v", own, outside)
		}
	}
	own, outside := lines(t, f.own), lines(t, f.outside)
	if len(own) != 2 || len(outside) != 1 || own[1] != outside[0] || own[0] != first[0] {
		t.Errorf("kept %q and %q", own, outside)
	}
	file, err := os.Open(f.own)
	talaantest.Must(t, err)
	heads, passed, err := audit.ReadHeads(file)
	talaantest.Must(t, file.Close())
	if err != nil || len(heads) != 2 || len(passed) != 0 || heads[1].Entry <= heads[0].Entry || !heads[1].At.Equal(talaantest.Start.Add(3*time.Hour)) {
		t.Errorf("read as %+v, %v (%v)", heads, passed, err)
	}
	if end, err := f.Trail.Verify(t.Context(), f.DB, heads, nil); err != nil || end.Text != heads[1].Text {
		t.Errorf("the trail ends with %s: %v", end.Text, err)
	}
}

// A line that a power cut broke off spoils neither the next one nor the list.
func TestHeadAfterABrokenLine(t *testing.T) {
	t.Parallel()
	f := keepsHeads(t)
	if own, _ := f.tick(t); own != nil {
		t.Fatal(own)
	}
	whole, err := os.ReadFile(f.own)
	talaantest.Must(t, err)
	talaantest.Must(t, os.WriteFile(f.own, append(whole, "2026-06-15T04:00:00Z 9-AB"...), 0o600))
	f.act(t)
	if own, _ := f.tick(t); own != nil {
		t.Fatal(own)
	}
	if got := lines(t, f.own); len(got) != 3 || got[1] != "2026-06-15T04:00:00Z 9-AB" || !strings.HasPrefix(got[2], "2026-06-15T04:00:00Z ") {
		t.Errorf("kept %q", got)
	}
}

// A trail that was cut off is noticed within the hour, and only once.
func TestKeeperNoticesACutTrail(t *testing.T) {
	t.Parallel()
	f := keepsHeads(t)
	f.act(t)
	if own, _ := f.tick(t); own != nil {
		t.Fatal(own)
	}
	talaantest.Must(t, f.DB.InTx(t.Context(), func(tx *sqldb.Tx) error {
		_, err := tx.Exec(t.Context(), `DELETE FROM audit_entries WHERE id = (SELECT last_id FROM audit_chain)`)
		return err
	}))
	f.act(t)
	if own, _ := f.tick(t); own == nil || !strings.Contains(own.Error(), "talaan verify audit") {
		t.Errorf("after the cut: %v", own)
	}
	if own, _ := f.tick(t); own != nil || len(lines(t, f.own)) != 2 {
		t.Errorf("an hour later: %v %q", own, lines(t, f.own))
	}
}
