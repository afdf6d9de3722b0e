package app_test

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"talaan/internal/talaantest"
)

// An Admin takes out everything about one patient: the record for programs,
// one for people, and the files; nothing of anybody else, and it is written down.
func TestExportOfAPatient(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c, other := h.Inpatient("30.00"), h.Inpatient("40.00")
		nurse := h.Client("nurse")
		nurse.Post(c.Path("/notes"), body{"kind": "Nurse", "body": "Sleeps well"}).Expect(http.StatusCreated)
		nurse.Post(other.Path("/notes"), body{"kind": "Nurse", "body": "Somebody else's note"}).Expect(http.StatusCreated)
		nurse.Post(c.Path("/vitals"), body{"pulse": 77}).Expect(http.StatusCreated)
		lab := nurse.Post("/labs", body{"encounter_id": c.EncounterID, "test_type": "CBC", "result_summary": "Normal"}).Expect(http.StatusCreated)
		nurse.Form(fmt.Sprintf("/labs/%d/albums", lab.Int("id")), talaantest.Part{Name: "description", Text: "Smear"}, talaantest.Part{Name: "files", File: "../smear.txt", Text: "cells"}).Expect(http.StatusCreated)

		path := fmt.Sprintf("/patients/%d/export", c.PatientID)
		for _, who := range []string{"doctor", "nurse", "coder", "teller", "receptionist"} {
			h.Client(who).Get(path).Expect(http.StatusForbidden)
		}
		admin := h.Client("admin")
		admin.Get("/patients/999/export").Expect(http.StatusNotFound)
		got := admin.Get(path).Expect(http.StatusOK)
		if d := got.Header.Get("Content-Disposition"); !strings.HasPrefix(d, "attachment") {
			t.Errorf("it is sent as %s", d)
		}
		files := unzip(t, got.Text)
		var names []string
		for name := range files {
			names = append(names, name)
		}
		slices.Sort(names)
		if len(names) != 3 || !strings.HasPrefix(names[0], "files/"+lab.String("code")+"/") || !strings.HasSuffix(names[0], "smear.txt") || strings.Contains(names[0], "..") || files[names[0]] != "cells" {
			t.Errorf("its files are %q", names)
		}
		record := files["record.json"]
		for _, part := range []string{"Sleeps well", `"pulse": 77`, `"result_summary": "Normal"`, `"total_due"`, `"principal_diagnosis": "Pneumonia"`, `"who_saw_it"`} {
			if !strings.Contains(record, part) {
				t.Errorf("the record lacks %s", part)
			}
		}
		if strings.Contains(record, "Somebody else's") || !json.Valid([]byte(record)) {
			t.Errorf("the record is %.300s", record)
		}
		if !strings.HasPrefix(files["record.pdf"], "%PDF-") {
			t.Error("there is no PDF")
		}
		if trail := admin.Get(fmt.Sprintf("/audit?action=exported&patient_id=%d", c.PatientID)).Expect(http.StatusOK); len(trail.List("items")) != 1 {
			t.Errorf("the trail says %s", trail.Text)
		}
	})
}

func unzip(t *testing.T, content string) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(strings.NewReader(content), int64(len(content)))
	talaantest.Must(t, err)
	out := map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		talaantest.Must(t, err)
		text, err := io.ReadAll(r)
		talaantest.Must(t, err)
		out[f.Name] = string(text)
	}
	return out
}
