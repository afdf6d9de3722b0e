package main

import (
	"context"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"talaan/internal/app"
	"talaan/internal/authz"
	"talaan/internal/backup"
	"talaan/internal/hospital"
	"talaan/internal/sqldb"
)

// named gives the hospital in a data folder its name and returns its backup.
func named(t *testing.T, data, name string) (file string) {
	t.Helper()
	ctx := authz.With(t.Context(), authz.Operator("test"))
	a, err := app.Open(ctx, app.Config{Data: data})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.DB.InTx(ctx, func(tx *sqldb.Tx) error { return hospital.SetName(ctx, tx, name) }); err != nil {
		t.Fatal(err)
	}
	b, err := a.Backups.Make(ctx, backup.Request{Folder: t.TempDir(), Kind: backup.Complete})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(b.Folder, b.FileName)
}

// Whenever the program is killed while it restores, the next start finds the old
// hospital whole, or the restored one.
func TestKilledRestore(t *testing.T) {
	base := t.TempDir()
	file := named(t, base, "Before")
	named(t, base, "After")
	try := func(data string, within time.Duration) error {
		ctx, cancel := context.WithTimeout(t.Context(), within)
		defer cancel()
		program := exec.CommandContext(ctx, os.Args[0], "restore", "--data", data, "--from", file, "--confirm", "After")
		program.Env = append(os.Environ(), asProgram+"=1")
		return program.Run()
	}
	seen := map[string]int{}
	took := time.Duration(0)
	for n := range 11 {
		data := filepath.Join(t.TempDir(), "data")
		if err := os.CopyFS(data, os.DirFS(base)); err != nil {
			t.Fatal(err)
		}
		if n == 0 { // undisturbed
			begun := time.Now()
			if err := try(data, time.Minute); err != nil {
				t.Fatal(err)
			}
			took = time.Since(begun)
		} else if err := try(data, took/4+rand.N(took)); err == nil {
			seen["ended"]++
		}
		exit, stdout, stderr := talaan(t, "", "verify", "audit", "--data", data)
		if exit != 0 {
			t.Errorf("restore %d: the trail: %s%s", n, stdout, stderr)
		}
		if exit, stdout, stderr := talaan(t, "", "verify", "ledger", "--data", data); exit != 0 {
			t.Errorf("restore %d: the ledger: %s%s", n, stdout, stderr)
		}
		name := nameIn(t, data)
		seen[name]++
		if (name != "Before" && name != "After") || (n == 0 && name != "Before") {
			t.Errorf("restore %d leaves %q", n, name)
		}
		if left, err := filepath.Glob(filepath.Join(data, "*restore*.json")); err != nil || len(left) > 0 {
			t.Errorf("restore %d leaves %v, %v", n, left, err)
		}
	}
	t.Log(seen)
}

func nameIn(t *testing.T, data string) (name string) {
	t.Helper()
	a, err := app.Open(t.Context(), app.Config{Data: data})
	if err != nil {
		t.Fatal(err)
	}
	err = a.DB.View(t.Context(), func(tx *sqldb.Tx) error {
		name, err = hospital.Name(t.Context(), tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return name
}
