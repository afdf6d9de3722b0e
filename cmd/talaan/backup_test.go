package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"talaan/internal/app"
	"talaan/internal/backup/archive"
	"talaan/internal/demo"
)

// The demo hospital is backed up, checked, restored elsewhere, and all adds up there.
func TestBackupAndRestoreCommands(t *testing.T) {
	archive.SetWork(4)
	data, there, dir := t.TempDir(), t.TempDir(), t.TempDir()
	if err := demo.Fill(t.Context(), app.Config{Data: data}); err != nil {
		t.Fatal(err)
	}
	file, pass, blank := filepath.Join(dir, "a.talaan"), filepath.Join(dir, "pass.txt"), filepath.Join(dir, "blank.txt")
	for path, text := range map[string]string{pass: "correct horse\r\nmore", blank: "\n"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const name = "Mabuhay General Hospital (demo)"
	for _, c := range []struct {
		stdin string
		args  []string
		exit  int
		says  string
	}{
		{"", []string{"backup", "--data", data}, 2, "--to"},
		{"", []string{"backup", "--data", data, "--to", filepath.Join(dir, "none") + "/"}, 1, "a folder that is there"},
		{"", []string{"backup", "--data", data, "--to", file, "--passphrase-file", blank}, 1, "is blank"},
		{"", []string{"backup", "--data", data, "--to", file, "--note", "before the move", "--passphrase-file", pass}, 0, "The backup is in " + file},
		{"", []string{"backup", "--data", data, "--to", file}, 1, "not there yet"},
		{"", []string{"backup", "--data", data, "--to", dir}, 0, "29 files"},
		{"", []string{"backup", "list", "--data", data}, 0, "before the move"},
		{"", []string{"verify", "backup", file}, 1, "give its passphrase"},
		{"", []string{"verify", "backup", file, "--passphrase-file", pass}, 0, "This backup can be restored. It is of \"" + name},
		{"", []string{"verify", "backup", pass}, 1, "no backup file"},
		{"", []string{"restore", "--data", there, "--from", file}, 1, "give its passphrase"},
		{"Wrong\n", []string{"restore", "--data", there, "--from", file, "--passphrase-file", pass}, 1, "is not the hospital's name"},
		{"", []string{"restore", "--data", there, "--from", file, "--passphrase-file", pass}, 1, "was not typed"},
		{name + "\n", []string{"restore", "--data", there, "--from", file, "--passphrase-file", pass}, 0, "Restored: \"" + name},
		{"", []string{"verify", "audit", "--data", there}, 0, "as they were written"},
		{"", []string{"verify", "ledger", "--data", there}, 0, "add up"},
		{"", []string{"verify", "media", "--data", there}, 0, "All 29 files are whole"},
	} {
		exit, stdout, stderr := talaan(t, c.stdin, c.args...)
		if exit != c.exit || !strings.Contains(stdout+stderr, c.says) {
			t.Errorf("talaan %s: exit %d, not %d, without %q:\n%s%s", strings.Join(c.args, " "), exit, c.exit, c.says, stdout, stderr)
		}
	}
	if err := os.WriteFile(filepath.Join(there, "talaan.db"), []byte("garbage"), 0o600); err != nil {
		t.Fatal(err)
	}
	restore := []string{"restore", "--data", there, "--from", file, "--passphrase-file", pass, "--confirm", name}
	if exit, _, stderr := talaan(t, "", restore...); exit != 1 || !strings.Contains(stderr, "--damaged") {
		t.Errorf("over a damaged database: exit %d, %s", exit, stderr)
	}
	if exit, _, stderr := talaan(t, "", append(restore, "--damaged")...); exit != 0 {
		t.Errorf("over a damaged database, with --damaged: exit %d, %s", exit, stderr)
	}
	if exit, stdout, stderr := talaan(t, "", "verify", "audit", "--data", there); exit != 0 {
		t.Errorf("after that the audit trail: %s%s", stdout, stderr)
	}
	if kept, err := filepath.Glob(filepath.Join(there, "before-restore-*", "talaan.db")); err != nil || len(kept) != 1 {
		t.Errorf("the damaged database is kept as %v, %v", kept, err)
	}
}
