package main

import (
	"encoding/json"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"talaan/internal/app"
	"talaan/internal/demo"
	"talaan/internal/sqldb"
)

// The command fills a new folder, and leaves none when there is no such patient.
func TestExportPatient(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TALAAN_DATA", dir)
	config := app.Config{Data: dir, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	if err := demo.Fill(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	var code string
	err = a.DB.View(t.Context(), func(tx *sqldb.Tx) (err error) {
		code, err = sqldb.One[string](t.Context(), tx, `SELECT p.code FROM patients p JOIN labs l ON l.patient_id = p.id JOIN albums a ON a.lab_id = l.id ORDER BY a.id LIMIT 1`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "out")
	if exit, out, stderr := talaan(t, "", "export", "patient", strings.ToLower(code), "--to", to); exit != 0 || !strings.Contains(out, "Everything about ") {
		t.Fatalf("%d %s%s", exit, out, stderr)
	}
	text, err := os.ReadFile(filepath.Join(to, "record.json"))
	if err != nil || !json.Valid(text) || !strings.Contains(string(text), code) || !strings.Contains(string(text), "clinical_findings") {
		t.Errorf("record.json: %v %.200s", err, text)
	}
	if found, err := filepath.Glob(filepath.Join(to, "files", "*", "*", "*")); err != nil || len(found) == 0 {
		t.Errorf("files: %v %v", found, err)
	}
	if exit, _, stderr := talaan(t, "", "export", "patient", code, "--to", to); exit != 1 || !strings.Contains(stderr, "make the folder") {
		t.Errorf("into a folder that is there: %d %s", exit, stderr)
	}
	none := filepath.Join(t.TempDir(), "none")
	if exit, _, stderr := talaan(t, "", "export", "patient", "ZZZZZ", "--to", none); exit != 1 || !strings.Contains(stderr, "no patient with the code ZZZZZ") {
		t.Errorf("nobody: %d %s", exit, stderr)
	}
	if _, err := os.Stat(none); !os.IsNotExist(err) {
		t.Errorf("a folder is left: %v", err)
	}
}

// Whatever a file is called, it is made below the folder or not at all.
func TestExportStaysInItsFolder(t *testing.T) {
	t.Parallel()
	around := t.TempDir()
	folder := filepath.Join(around, "out")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(around, filepath.Join(folder, "link")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"../x.txt", "files/../../x.txt", "link/x.txt", filepath.Join(around, "x.txt"), "../deep/x.txt"} {
		_, err := exportTo(folder, func(create func(string) (io.WriteCloser, error)) (string, error) {
			w, err := create(name)
			if err != nil {
				return "", err
			}
			return "", w.Close()
		})
		if err == nil {
			t.Errorf("%s was made", name)
		}
	}
	if left, err := os.ReadDir(around); err != nil || len(left) != 1 {
		t.Errorf("beside the folder is %v: %v", left, err)
	}
}
