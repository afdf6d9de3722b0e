package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const oldDump = `[
{"model": "api.department", "pk": 1, "fields": {"name": "Pediatrics"}},
{"model": "api.patient", "pk": 7, "fields": {"hospital_case_number": "ABCDE", "first_name": "Maria", "last_name": "Peña", "status": "Discharged", "discharge_date": "2025-06-01T10:00:00"}},
{"model": "api.billing", "pk": 3, "fields": {"patient": 7, "status": "Unpaid", "total_due": "120.50", "created_at": "2025-06-01T09:00:00Z"}},
{"model": "api.patient", "pk": 8, "fields": {"status": "Pending"}}
]`

func TestImportDjango(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	dump, table, data := filepath.Join(dir, "dump.json"), filepath.Join(dir, "report.csv"), filepath.Join(dir, "data")
	if err := os.WriteFile(dump, []byte(oldDump), 0o600); err != nil {
		t.Fatal(err)
	}
	imports := func(more ...string) []string { return append([]string{"import", "django", dump, "--data", data}, more...) }
	for _, c := range []struct {
		args []string
		exit int
		says string
	}{
		{imports("--dry-run"), 1, "3 rows would be taken; nothing was changed"},
		{imports("--media", filepath.Join(dir, "nowhere")), 1, "open the folder of uploaded files"},
		{imports("--timezone", "Mars"), 1, "Asia/Manila"},
		{imports("--report", table), 1, "3 rows were taken"},
		{imports(), 1, "0 rows were taken"},
		{[]string{"verify", "ledger", "--data", data}, 0, "All 1 bills add up"},
		{[]string{"verify", "audit", "--data", data}, 0, ""},
		{[]string{"import", "django", filepath.Join(dir, "none.json"), "--data", data}, 1, "read the dump"},
	} {
		exit, stdout, stderr := talaan(t, "", c.args...)
		if exit != c.exit || !strings.Contains(stdout+stderr, c.says) {
			t.Errorf("talaan %s: exit %d, not %d, without %q:\n%s%s", strings.Join(c.args, " "), exit, c.exit, c.says, stdout, stderr)
		}
	}
	text, err := os.ReadFile(table)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"taken,patient,,1\r\n", "not taken,patient,8,", "changed,billing,3,has no lines; its total of ₱120.50 became one line"} {
		if !strings.Contains(string(text), line) {
			t.Errorf("the table lacks %q:\n%s", line, text)
		}
	}
}
