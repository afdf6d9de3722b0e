package lab_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"talaan/internal/talaantest"
)

type body = map[string]any

// desk is a hospital in whose laboratory a test works.
type desk struct {
	*talaantest.Hospital
	t testing.TB
}

// request asks for a test as the doctor and returns its id.
func (d desk) request(c *talaantest.Case, fields body) int64 {
	d.t.Helper()
	return d.Client("doctor").Post(c.Path("/lab-requests"), fields).Expect(http.StatusCreated).Int("id")
}

// result writes a result without a request, as the nurse, and returns its id.
func (d desk) result(c *talaantest.Case, fields body) int64 {
	d.t.Helper()
	all := body{"encounter_id": c.EncounterID, "test_type": "Urinalysis", "result_summary": "Normal"}
	for n, v := range fields {
		all[n] = v
	}
	return d.Client("nurse").Post("/labs", all).Expect(http.StatusCreated).Int("id")
}

func labPath(id int64, more string) string { return fmt.Sprintf("/labs/%d%s", id, more) }

// complete writes the result of a request, as the nurse.
func (d desk) complete(id int64) *talaantest.Answer {
	d.t.Helper()
	return d.Client("nurse").Post(labPath(id, "/complete"), body{"result_summary": "Normal"})
}

func description(text string) talaantest.Part {
	return talaantest.Part{Name: "description", Text: text}
}

func file(name, text string) talaantest.Part {
	return talaantest.Part{Name: "files", File: name, Text: text}
}

// album sends an album as the nurse and returns the answer.
func (d desk) album(labID int64, parts ...talaantest.Part) *talaantest.Answer {
	d.t.Helper()
	return d.Client("nurse").Form(labPath(labID, "/albums"), parts...)
}

// upload sends a file as the user and returns its id.
func (d desk) upload(user, name, text string) int64 {
	d.t.Helper()
	return d.Client(user).Form("/uploads", talaantest.Part{Name: "file", File: name, Text: text}).Expect(http.StatusCreated).Int("id")
}

func each(t *testing.T, f func(t *testing.T, d desk)) {
	t.Helper()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) { f(t, desk{h, t}) })
}

// From the doctor's request over the result and its files to the bill.
func TestRequestBecomesResult(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d desk) {
		c := d.Outpatient()
		service := d.Service("Complete blood count", "250.00")
		got := d.Client("doctor").Post(c.Path("/lab-requests"), body{"test_type": "CBC", "request_note": "Fever", "urgent": true, "service_id": service}).Expect(http.StatusCreated)
		id := got.Int("id")
		if got.String("status") != "Requested" || got.String("charge_state") != "due" || got.String("requested_by_name") != d.User("doctor").Name || len(got.String("code")) != 8 ||
			got.String("patient.name") == "" || got.String("case_number") == "" || got.String("service_name") != "Complete blood count" || got.At("performed_at") != nil {
			t.Errorf("requested: %s", got.Text)
		}
		d.Clock.Advance(time.Hour)
		if got := d.Client("nurse").Post(labPath(id, "/start"), nil).Expect(http.StatusOK); got.String("status") != "In_progress" || got.String("started_by_name") != d.User("nurse").Name {
			t.Errorf("started: %s", got.Text)
		}
		d.Clock.Advance(time.Hour)
		upload := d.upload("nurse", "smear.txt", "a picture of blood")
		got = d.Client("nurse").Post(labPath(id, "/complete"), body{
			"result_summary": "Mild anemia",
			"values": []body{
				{"analyte": "Hemoglobin", "value": "10.9", "unit": "g/dL", "reference_range": "12-16"},
				{"analyte": "WBC", "value": "7.1", "unit": "10^9/L", "reference_range": "4.5 – 11"},
				{"analyte": "Malaria smear", "value": "Negative", "reference_range": "Negative"},
			},
			"albums": []body{{"description": "Smear", "upload_ids": []int64{upload}}},
		}).Expect(http.StatusOK)
		if got.String("status") != "Done" || got.String("charge_state") != "charged" || got.String("performed_by_name") != d.User("nurse").Name || got.String("performed_at") != "2026-06-15T04:00:00Z" ||
			got.String("dated_at") != "2026-06-15T04:00:00Z" || got.Int("abnormal_count") != 1 || got.Int("file_count") != 1 || got.String("values.0.flag") != "L" || got.String("values.1.flag") != "N" ||
			got.String("values.2.flag") != "N" || got.At("values.2.number") != nil || got.String("albums.0.files.0.name") != "smear.txt" || got.String("albums.0.uploaded_by_name") != d.User("nurse").Name {
			t.Errorf("completed: %s", got.Text)
		}
		content := d.Client("coder").Get(strings.TrimPrefix(got.String("albums.0.files.0.url"), "/api/v1")).Expect(http.StatusOK)
		if content.Text != "a picture of blood" || content.Header.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(content.Header.Get("Content-Security-Policy"), "sandbox") ||
			!strings.Contains(content.Header.Get("Content-Disposition"), "smear.txt") {
			t.Errorf("content: %s %v", content.Text, content.Header)
		}
		bill := c.Bill()
		if len(bill.List("charges")) != 1 || bill.String("charges.0.description") != "Complete blood count" || bill.String("total_due") != "250.00" || bill.String("charges.0.added_by_name") != d.User("nurse").Name {
			t.Errorf("the bill: %s", bill.Text)
		}
		history := d.Client("doctor").Get(labPath(id, "/history")).Expect(http.StatusOK)
		var acts []string
		for i := range history.List("items") {
			acts = append(acts, history.String(fmt.Sprintf("items.%d.action", i)))
		}
		if got := strings.Join(acts, ", "); got != "completed, given an album, started, requested" {
			t.Errorf("the history: %s", got)
		}
	})
}
