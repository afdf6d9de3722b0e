package report_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"talaan/internal/authz"
	"talaan/internal/paper/papertest"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

type body = map[string]any

// wing is a hospital with a case that has a result.
type wing struct {
	*talaantest.Hospital
	c   *talaantest.Case
	lab int64
}

// newWing admits a patient and writes a result with two values.
func newWing(t *testing.T, h *talaantest.Hospital) *wing {
	t.Helper()
	h.Client("admin").Patch("/hospital", body{"name": "San Roque", "address": "Cebu"}).Expect(http.StatusOK)
	w := &wing{Hospital: h, c: h.Inpatient("50.00")}
	w.lab = w.result(w.c, "Complete blood count")
	return w
}

func (w *wing) result(c *talaantest.Case, test string) int64 {
	w.T.Helper()
	return w.Client("nurse").Post("/labs", body{
		"encounter_id": c.EncounterID, "test_type": test, "result_summary": "Mild anemia",
		"values": []body{
			{"analyte": "Hemoglobin", "value": "10.9", "unit": "g/dL", "reference_range": "12-16"},
			{"analyte": "WBC", "value": "7.1", "unit": "×10⁹/L", "reference_range": "4.5-11"},
		},
	}).Expect(http.StatusCreated).Int("id")
}

// file puts a file into an album of the test and returns its id. Its bytes and
// type are put in place afterwards, so that it is there whatever the
// inspection of files lets in.
func (w *wing) file(labID int64, album, name, contentType string, content []byte) int64 {
	w.T.Helper()
	placeholder := fmt.Sprintf("stands for %s of test %d", name, labID)
	upload := w.Client("nurse").Form("/uploads", talaantest.Part{Name: "file", File: "a.txt", Text: placeholder}).Expect(http.StatusCreated).Int("id")
	added := w.Client("nurse").Post(fmt.Sprintf("/labs/%d/uploaded-albums", labID), body{"albums": []body{{"description": album, "upload_ids": []int64{upload}}}}).Expect(http.StatusCreated)
	id, hash := added.Int("items.0.files.0.id"), added.String("items.0.files.0.sha256")
	talaantest.Must(w.T, w.Tx("nurse", func(ctx context.Context, tx *sqldb.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE media SET content_type = ?, size = ? WHERE sha256 = ?`, contentType, len(content), hash); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE album_files SET name = ? WHERE id = ?`, name, id)
		return err
	}))
	talaantest.Must(w.T, w.Media.Store.Delete(w.T.Context(), "sha256/"+hash[:2]+"/"+hash[2:4]+"/"+hash))
	talaantest.Must(w.T, w.Media.Store.Put(w.T.Context(), "sha256/"+hash[:2]+"/"+hash[2:4]+"/"+hash, bytes.NewReader(content), int64(len(content))))
	return id
}

func picture(t testing.TB, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	talaantest.Must(t, png.Encode(&b, image.NewRGBA(image.Rect(0, 0, width, height))))
	return b.Bytes()
}

// left lists what stands among the unfinished files.
func (w *wing) left() []string {
	w.T.Helper()
	found, err := filepath.Glob(filepath.Join(w.Media.Data, "media", "tmp", "*"))
	talaantest.Must(w.T, err)
	var files []string
	for _, f := range found {
		info, err := os.Stat(f)
		talaantest.Must(w.T, err)
		if info.Mode().IsRegular() {
			files = append(files, f)
		}
	}
	return files
}

// sentences ends the test unless all of them are in the text, words only.
func sentences(t *testing.T, text string, all ...string) {
	t.Helper()
	text = strings.Join(strings.Fields(text), " ")
	for _, s := range all {
		if !strings.Contains(text, s) {
			t.Errorf("%q is missing in %s", s, text)
		}
	}
}

func TestPacket(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		w := newWing(t, h)
		h.Client("doctor").Patch(w.c.Path(""), body{"main_complaint": "Cough", "treatment_plan": "Amoxicillin 500 mg", "other_icd_codes": "I10"}).Expect(http.StatusOK)
		h.Client("doctor").Post(fmt.Sprintf("/patients/%d/medical-history", w.c.PatientID), body{"kind": "Allergy", "description": "Penicillin", "details": "Rash"}).Expect(http.StatusCreated)
		xray := w.file(w.lab, "Chest X-ray", "chest.png", "image/png", picture(t, 300, 200))
		ecg := w.file(w.lab, "ECG", "ecg.pdf", "application/pdf", papertest.Lively())
		w.c.Discharge()
		answer := h.Client("doctor").Post(w.c.Path("/packet"), body{"file_ids": []int64{ecg, xray}, "results": true}).Expect(http.StatusOK)
		if answer.Header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(answer.Header.Get("Content-Disposition"), "inline") || answer.Header.Get("ETag") == `""` {
			t.Errorf("headers: %v", answer.Header)
		}
		pdf := []byte(answer.Text)
		text := papertest.Text(t, pdf)
		if len(text) != 5 {
			t.Fatalf("%d pages: %q", len(text), text)
		}
		sentences(t, text[0], "San Roque Cebu", "Summary of case CN20260615-0001", "Patient Dela Cruz", "Age and sex 46, Male", "Born 29 Feb 1980",
			"Attending physician "+h.User("doctor").Name, "Department Internal Medicine", "Admitted 15 Jun 2026, 10:00", "Discharged 15 Jun 2026, 10:00",
			"Principal diagnosis Pneumonia", "ICD-10 J18.9", "Further ICD-10 I10", "Final diagnosis Pneumonia, resolved", "Chief complaint Cough", "Course and treatment Amoxicillin 500 mg",
			"Disposition Discharged", "Result Recovered", "Allergies Penicillin (Rash)", "1 ECG: ecg.pdf Complete blood count", "2 Chest X-ray: chest.png", "Printed 15 Jun 2026, 10:00 by "+h.User("doctor").Name)
		sentences(t, text[1], "Laboratory result", "Complete blood count", "Hemoglobin 10.9 g/dL Low 12-16", "WBC 7.1 ×10⁹/L 4.5-11", "Mild anemia", "ECG (15 Jun 2026, 10:00", "ecg.pdf")
		sentences(t, text[4], "Juan (", "Chest X-ray · Complete blood count", "chest.png · file 2 of 2")
		if got := strings.Join(papertest.Bookmarks(t, pdf), "; "); got != "Case CN20260615-0001: 1; Complete blood count, 15 Jun 2026: 2; ECG: ecg.pdf: 3; Chest X-ray: chest.png: 5" {
			t.Errorf("bookmarks: %s", got)
		}
		history := h.Client("doctor").Get(w.c.Path("/history")).Expect(http.StatusOK)
		if history.String("items.0.action") != "packet made" || !strings.Contains(history.Text, fmt.Sprintf(`{"field":"file_ids","after":[%d,%d]}`, ecg, xray)) || !strings.Contains(history.Text, `{"field":"pages","after":5}`) {
			t.Errorf("the trail says %s", history.Text)
		}
		if left := w.left(); len(left) > 0 { // the history came over the same connection, after all of the packet was done
			t.Errorf("these stay behind: %v", left)
		}
	})
}

func TestPacketWithoutAnything(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	c := h.CheckIn()
	pdf := []byte(h.Client("nurse").Post(c.Path("/packet"), body{"file_ids": []int64{}}).Expect(http.StatusOK).Text)
	text := papertest.Text(t, pdf)
	if len(text) != 1 || strings.Contains(text[0], "In this packet") || strings.Contains(text[0], "Diagnoses") {
		t.Errorf("a new case says %q", text)
	}
	sentences(t, text[0], "Reason for visit Cough and fever", "not discharged when this was printed")
}

func TestPacketRefusals(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		w := newWing(t, h)
		good := w.file(w.lab, "X-ray", "a.png", "image/png", picture(t, 10, 10))
		notes := w.file(w.lab, "Notes", "notes.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", []byte("PK"))
		broken := w.file(w.lab, "Scan", "broken.pdf", "application/pdf", []byte("%PDF-1.7 and no more"))
		torn := w.file(w.lab, "Photo", "torn.png", "image/png", picture(t, 50, 50)[:40])
		other := w.file(w.result(h.Inpatient("50.00"), "Urinalysis"), "X-ray", "other.png", "image/png", picture(t, 11, 10))
		gone := w.file(w.lab, "X-ray", "gone.png", "image/png", picture(t, 12, 10))
		h.Client("nurse").Do(http.MethodDelete, fmt.Sprintf("/files/%d", gone), body{"reason": "wrong patient"}).Expect(http.StatusOK)
		for name, c := range map[string]struct {
			ids   []int64
			field string
			says  string
		}{
			"of another case": {[]int64{good, other}, "body.file_ids[1]", fmt.Sprintf("file %d is not one of this case", other)},
			"deleted":         {[]int64{gone}, "body.file_ids[0]", "not one of this case"},
			"absent":          {[]int64{good, 999999}, "body.file_ids[1]", "file 999999 is not one of this case"},
			"twice":           {[]int64{good, good}, "body.file_ids[1]", "“a.png” is chosen twice"},
			"a document":      {[]int64{notes}, "body.file_ids[0]", "“notes.docx” is neither a picture nor a PDF"},
			"a broken PDF":    {[]int64{good, broken}, "body.file_ids[1]", "“broken.pdf” is a damaged PDF"},
			"a torn picture":  {[]int64{torn}, "body.file_ids[0]", "“torn.png” is a damaged picture"},
		} {
			answer := h.Client("doctor").Post(w.c.Path("/packet"), body{"file_ids": c.ids}).Refused(http.StatusUnprocessableEntity, c.field)
			if !strings.Contains(answer.Text, c.says) {
				t.Errorf("%s: %s", name, answer.Text)
			}
		}
		both := h.Client("doctor").Post(w.c.Path("/packet"), body{"file_ids": []int64{other, notes}}).Refused(http.StatusUnprocessableEntity, "body.file_ids[0]")
		both.Refused(http.StatusUnprocessableEntity, "body.file_ids[1]")
		h.Client("doctor").Post("/encounters/999999/packet", body{"file_ids": []int64{}}).Refused(http.StatusNotFound, "")
		for _, user := range []string{"coder", "teller", "receptionist"} {
			h.Client(user).Post(w.c.Path("/packet"), body{"file_ids": []int64{}}).Refused(http.StatusForbidden, "")
		}
		if left := w.left(); len(left) > 0 {
			t.Errorf("these stay behind: %v", left)
		}
		if history := h.Client("doctor").Get(w.c.Path("/history")).Expect(http.StatusOK); strings.Contains(history.Text, "packet made") {
			t.Errorf("a refused packet is in the trail: %s", history.Text)
		}
	})
}

// Who was given only the right to make packets sees no more in them than elsewhere.
func TestPacketShowsWhatItsMakerMaySee(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	w := newWing(t, h)
	teller := h.User("teller")
	h.Client("admin").Patch(fmt.Sprintf("/users/%d", teller.ID), body{"permissions": []string{string(authz.PacketMake)}}).Expect(http.StatusOK)
	h.Client("teller").Post(w.c.Path("/packet"), body{"file_ids": []int64{}, "results": true}).Refused(http.StatusForbidden, "")
	text := papertest.Text(t, []byte(h.Client("teller").Post(w.c.Path("/packet"), body{"file_ids": []int64{}}).Expect(http.StatusOK).Text))
	if strings.Contains(text[0], "Pneumonia") || strings.Contains(text[0], "J18.9") || !strings.Contains(text[0], "Dela Cruz") {
		t.Errorf("the teller reads %s", text[0])
	}
}

// Many who ask at once are served one after the other, each with all of it.
func TestManyPacketsAtOnce(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	w := newWing(t, h)
	file := w.file(w.lab, "X-ray", "a.png", "image/png", picture(t, 500, 700))
	doctor := h.Client("doctor")
	got := make([]string, 6)
	var wg sync.WaitGroup
	for i := range got {
		wg.Go(func() {
			got[i] = doctor.Post(w.c.Path("/packet"), body{"file_ids": []int64{file}, "results": true}).Text
		})
	}
	wg.Wait()
	for i, text := range got {
		if text != got[0] || !strings.HasPrefix(text, "%PDF") {
			t.Errorf("packet %d is another", i)
		}
	}
}
