package main

import (
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"talaan/internal/app"
	"talaan/internal/audit"
	"talaan/internal/clock"
	"talaan/internal/sqldb"
)

// must ends the test on an error.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// addUsers writes an entry into the trail for each.
func addUsers(t *testing.T, names ...string) {
	t.Helper()
	for _, n := range names {
		if exit, _, stderr := talaan(t, "correct horse battery\n", "user", "add", "--user-id", n, "--role", "Nurse", "--password-stdin"); exit != 0 {
			t.Fatal(stderr)
		}
	}
}

// keepHead does what the server does every hour.
func keepHead(t *testing.T, dir, path string) {
	t.Helper()
	a, err := app.Open(t.Context(), app.Config{Data: dir, Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	must(t, a.Trail.Keep(t.Context(), a.DB, path))
	must(t, a.Close())
}

// plant runs statements on the database file without the program.
func plant(t *testing.T, dir string, statements ...string) {
	t.Helper()
	db, err := sqldb.Open(t.Context(), "sqlite:"+filepath.Join(dir, "talaan.db"), clock.System{})
	must(t, err)
	must(t, db.InTx(t.Context(), func(tx *sqldb.Tx) error {
		for _, s := range statements {
			if _, err := tx.Exec(t.Context(), s); err != nil {
				return err
			}
		}
		return nil
	}))
	must(t, db.Close())
}

// Whoever changes the trail behind the program's back is found, and the first
// entry that is not as it was written is named.
func TestVerifyAudit(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TALAAN_DATA", dir)
	addUsers(t, "ana", "ben", "cora")
	own, stick := filepath.Join(dir, audit.HeadsFile), filepath.Join(t.TempDir(), "heads.txt")
	keepHead(t, dir, stick)
	addUsers(t, "dan", "eva")
	exit, out, stderr := talaan(t, "", "verify", "audit")
	if exit != 0 || !strings.Contains(out, "All 5 entries are as they were written. Head: 5-") || !strings.Contains(out, "0 heads") {
		t.Fatalf("a sound trail: %d %s%s", exit, out, stderr)
	}
	_, rest, _ := strings.Cut(out, "Head: ")
	printed, _, _ := strings.Cut(rest, "\n")
	if exit, out, stderr := talaan(t, "", "verify", "audit", "--heads", stick, "--head", printed); exit != 0 || !strings.Contains(out, "2 heads") {
		t.Errorf("with two true heads: %d %s%s", exit, out, stderr)
	}
	plant(t, dir, `CREATE TABLE kept_entries AS SELECT * FROM audit_entries`, `CREATE TABLE kept_chain AS SELECT * FROM audit_chain`)
	at3, err := os.ReadFile(stick)
	must(t, err)
	for _, c := range []struct {
		what  string
		plant []string
		says  string
	}{
		{"an edit", []string{`UPDATE audit_entries SET actor = 'Somebody else' WHERE id = 2`}, `Entry 2 was changed`},
		{"a number that is none", []string{`UPDATE audit_entries SET at = 'yesterday' WHERE id = 4`}, `What entry 4 says now cannot be read`},
		{"a deletion", []string{`DELETE FROM audit_entries WHERE id = 3`}, `There is no entry 3 now`},
		{"two that changed places", []string{`UPDATE audit_entries SET id = 99 WHERE id = 2`, `UPDATE audit_entries SET id = 2 WHERE id = 3`, `UPDATE audit_entries SET id = 3 WHERE id = 99`}, `Entry 2 was changed, or does not belong after the one before it`},
		{"a tail cut off", []string{`DELETE FROM audit_entries WHERE id > 3`, `UPDATE audit_chain SET last_id = 3`}, `Entry 4 and all after it`},
		{"all of it sealed anew after an edit", []string{`UPDATE audit_entries SET mac = '', actor = 'Somebody else' WHERE id <= 3`, `UPDATE audit_chain SET last_id = 0, seal = ''`}, `Entry 1 was changed`},
	} {
		must(t, os.WriteFile(own, at3, 0o600))
		plant(t, dir, c.plant...)
		exit, out, stderr := talaan(t, "", "verify", "audit")
		if exit != 1 || !strings.Contains(out, c.says) || !strings.Contains(stderr, "not as it was written, from entry") {
			t.Errorf("%s: %d %s%s", c.what, exit, out, stderr)
		}
		plant(t, dir, `DELETE FROM audit_entries`, `DELETE FROM audit_chain`, `INSERT INTO audit_entries SELECT * FROM kept_entries`, `INSERT INTO audit_chain SELECT * FROM kept_chain`)
	}
	if exit, out, stderr := talaan(t, "", "verify", "audit"); exit != 0 {
		t.Errorf("put back as it was: %d %s%s", exit, out, stderr)
	}
}

// The database as it was an hour ago is sound by itself; that the rest was cut
// off shows in the heads that were kept.
func TestVerifyAuditWithHeads(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TALAAN_DATA", dir)
	addUsers(t, "ana", "ben")
	plant(t, dir, `CREATE TABLE kept_chain AS SELECT * FROM audit_chain`)
	addUsers(t, "cora", "dan")
	own, stick := filepath.Join(dir, audit.HeadsFile), filepath.Join(t.TempDir(), "heads.txt")
	keepHead(t, dir, stick)
	text, err := os.ReadFile(stick)
	must(t, err)
	printed := strings.Fields(string(text))[1]
	plant(t, dir, `DELETE FROM audit_entries WHERE id > 2`, `DELETE FROM audit_chain`, `INSERT INTO audit_chain SELECT * FROM kept_chain`)
	if exit, out, stderr := talaan(t, "", "verify", "audit"); exit != 0 || !strings.Contains(out, "All 2 entries") {
		t.Fatalf("without heads: %d %s%s", exit, out, stderr)
	}
	cut := func(args ...string) {
		t.Helper()
		exit, out, stderr := talaan(t, "", append([]string{"verify", "audit"}, args...)...)
		if exit != 1 || !strings.Contains(out, "Entry 3 was cut off with all after it: a head was kept of entry 4") || !strings.Contains(stderr, "from entry 3 on") {
			t.Errorf("%v: %d %s%s", args, exit, out, stderr)
		}
	}
	cut("--heads", stick)
	cut("--head", printed)
	must(t, os.WriteFile(own, append(text, "2026-06-1"...), 0o600)) // a power cut broke the line off
	cut()
	exit, _, stderr := talaan(t, "", "verify", "audit")
	if exit != 1 || !strings.Contains(stderr, "line 2 is no head") {
		t.Errorf("a broken line: %d %s", exit, stderr)
	}
	must(t, os.Remove(own))
	for says, args := range map[string][]string{
		"no such file":     {"--heads", stick + ".none"},
		"holds no head":    {"--heads", filepath.Join(dir, "secret.key")},
		"is not a head of": {"--head", "4-ABC"},
	} {
		if exit, _, stderr := talaan(t, "", append([]string{"verify", "audit"}, args...)...); exit != 1 || !strings.Contains(stderr, says) {
			t.Errorf("%v: %d %s", args, exit, stderr)
		}
	}
	must(t, os.WriteFile(filepath.Join(dir, "secret.key"), []byte(strings.Repeat("ab", 32)), 0o600))
	if exit, _, stderr := talaan(t, "", "verify", "audit"); exit != 1 || !strings.Contains(stderr, "secret.key belongs to another database") {
		t.Errorf("another key: %d %s", exit, stderr)
	}
}

// A server keeps the head where it is told to, from its start on.
func TestServeKeepsHeads(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TALAAN_DATA", dir)
	addUsers(t, "ana")
	stick := filepath.Join(t.TempDir(), "heads.txt")
	url, stop := start(t, "serve", "--listen", "127.0.0.1:0", "--audit-heads", stick)
	for _, path := range []string{stick, filepath.Join(dir, audit.HeadsFile)} {
		for text := []byte(nil); !strings.Contains(string(text), " 1-"); { // until it is written
			signedOut, _ := call(t, http.MethodGet, url+"/api/v1/me", "", "")
			if signedOut != http.StatusUnauthorized {
				t.Fatal(signedOut)
			}
			text, _ = os.ReadFile(path)
		}
	}
	if exit, text := stop(); exit != 0 {
		t.Errorf("stopped with %d: %s", exit, text)
	}
	if exit, out, stderr := talaan(t, "", "verify", "audit", "--heads", stick); exit != 0 || !strings.Contains(out, fmt.Sprintf("Compared with %d heads", 2)) {
		t.Errorf("%d %s%s", exit, out, stderr)
	}
}
