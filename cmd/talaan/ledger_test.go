package main

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"talaan/internal/app"
	"talaan/internal/clock"
	"talaan/internal/demo"
	"talaan/internal/sqldb"
)

// The made-up hospital's ledger adds up; with one centavo more in a bill's row
// the command names the bill and fails.
func TestVerifyLedger(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TALAAN_DATA", dir)
	if err := demo.Fill(t.Context(), app.Config{Data: dir, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}); err != nil {
		t.Fatal(err)
	}
	if exit, out, stderr := talaan(t, "", "verify", "ledger"); exit != 0 || !strings.Contains(out, "bills add up") {
		t.Fatalf("a sound ledger: %d %s%s", exit, out, stderr)
	}
	db, err := sqldb.Open(t.Context(), "sqlite:"+filepath.Join(dir, "talaan.db"), clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	var code string
	err = db.InTx(t.Context(), func(tx *sqldb.Tx) (err error) {
		if _, err = tx.Exec(t.Context(), `UPDATE bills SET total_charges = total_charges + 1 WHERE id = 3`); err != nil {
			return err
		}
		code, err = sqldb.One[string](t.Context(), tx, `SELECT code FROM bills WHERE id = 3`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	exit, out, stderr := talaan(t, "", "verify", "ledger")
	if exit != 1 || !strings.Contains(out, "bill "+code+" (3): total of charges") || !strings.Contains(stderr, "do not add up") {
		t.Errorf("a planted fault: %d %s%s", exit, out, stderr)
	}
}

func TestImportCaseRates(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TALAAN_DATA", dir)
	file := filepath.Join(dir, "rates.csv")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const head = "code,description,hospital_part,professional_part,effective_from\n"
	write(head + "A,Pneumonia,14000.00,6000.00,2024-01-01\n")
	if exit, out, stderr := talaan(t, "", "import", "case-rates", file, "--dry-run"); exit != 0 || !strings.Contains(out, "would be taken over: 1 new") {
		t.Errorf("a dry run: %d %s%s", exit, out, stderr)
	}
	for _, want := range []string{"taken over: 1 new, 0 changed; 0 unchanged", "taken over: 0 new, 0 changed; 1 unchanged"} {
		if exit, out, stderr := talaan(t, "", "import", "case-rates", file); exit != 0 || !strings.Contains(out, want) {
			t.Errorf("%d %s%s", exit, out, stderr)
		}
	}
	write(head + "A,Pneumonia,14000.00,6000.00,2025-01-01\nB,Dengue,ten,1.00,2024-01-01\n")
	if exit, out, stderr := talaan(t, "", "import", "case-rates", file); exit != 1 || !strings.Contains(out, "line 3, B: hospital_part") || !strings.Contains(out, "1 new") || !strings.Contains(stderr, "1 rows were not taken") {
		t.Errorf("a bad row: %d %s%s", exit, out, stderr)
	}
	write("code,price\nA,1\n")
	if exit, _, stderr := talaan(t, "", "import", "case-rates", file); exit != 1 || !strings.Contains(stderr, "price") {
		t.Errorf("another table: %d %s", exit, stderr)
	}
	if exit, _, _ := talaan(t, "", "import", "case-rates", filepath.Join(dir, "none.csv")); exit != 1 {
		t.Errorf("no file: %d", exit)
	}
}
