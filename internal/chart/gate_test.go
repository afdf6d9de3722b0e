package chart_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"talaan/internal/audit"
	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

type body = map[string]any

// openings lists action, entity and reason of what a user did on a patient without changing it, the latest first.
func openings(h *talaantest.Hospital, user string, patientID int64) (out []string) {
	h.T.Helper()
	var lines []audit.Line
	talaantest.Must(h.T, h.DB.View(h.T.Context(), func(tx *sqldb.Tx) (err error) {
		lines, err = audit.List(h.T.Context(), tx, audit.Query{ActorID: h.User(user).ID, PatientID: patientID, Limit: 200})
		return err
	}))
	for _, l := range lines {
		if strings.HasPrefix(l.Action, "opened") || l.Action == "printed" || strings.HasPrefix(l.Action, "gave a reason") {
			out = append(out, strings.TrimSuffix(l.Action+" "+l.Entity+": "+l.Reason, ": "))
		}
	}
	return out
}

// Each opening of a record is written down once a quarter of an hour and
// session, and each printing every time.
func TestOpeningsAreWrittenDown(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.Inpatient("30.00")
		nurse := h.Client("nurse")
		look := func() {
			nurse.Get(c.Path("")).Expect(http.StatusOK)
			nurse.Get(c.Path("/vitals")).Expect(http.StatusOK)
			nurse.Get(c.Path("/notes")).Expect(http.StatusOK)
			nurse.Get(fmt.Sprintf("/patients/%d/medical-history", c.PatientID)).Expect(http.StatusOK)
		}
		for range 3 {
			look()
		}
		if got := openings(h, "nurse", c.PatientID); !slices.Equal(got, []string{"opened patient", "opened encounter"}) {
			t.Errorf("looked at three times at once: %q", got)
		}
		h.Clock.Advance(15 * time.Minute)
		look()
		if got := openings(h, "nurse", c.PatientID); len(got) != 4 {
			t.Errorf("and again later: %q", got)
		}
		teller := h.Client("teller")
		for range 2 {
			teller.Get(c.BillPath("/statement")).Expect(http.StatusOK)
		}
		if got := openings(h, "teller", c.PatientID); !slices.Equal(got, []string{"printed bill", "printed bill"}) {
			t.Errorf("printed twice: %q", got)
		}
		h.Client("receptionist").Get("/patients/999999").Expect(http.StatusNotFound)
		nurse.Get("/labs?patient_id=" + fmt.Sprint(c.PatientID)).Expect(http.StatusOK)
		readers := h.Client("admin").Get(fmt.Sprintf("/patients/%d/access", c.PatientID)).Expect(http.StatusOK)
		if !strings.Contains(readers.Text, "Test Nurse") || !strings.Contains(readers.Text, "Test Teller") {
			t.Errorf("who opened the chart: %s", readers.Text)
		}
	})
}

// Opening a bill or a shift begins it, which is no looking: it stays in its history.
func TestBeginningsAreNoOpenings(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.Inpatient("30.00")
		teller := h.Client("teller")
		teller.Get(c.BillPath("")).Expect(http.StatusOK)
		history := teller.Get(c.BillPath("/history")).Expect(http.StatusOK)
		if strings.Count(history.Text, `"action":"opened"`) != 1 || !strings.Contains(history.Text, `"field":"case_number"`) {
			t.Errorf("the bill's history is %s", history.Text)
		}
	})
}

// If an opening cannot be written down, nothing is shown.
func TestNoOpeningWithoutItsEntry(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	c := h.Inpatient("30.00")
	talaantest.Must(t, h.Tx("admin", func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, `ALTER TABLE audit_entries RENAME TO elsewhere`)
		return err
	}))
	answer := h.Client("doctor").Get(c.Path("")).Expect(http.StatusInternalServerError)
	if strings.Contains(answer.Text, "case_number") || strings.Contains(answer.Text, "audit") {
		t.Errorf("it shows %s", answer.Text)
	}
}

// Long after the discharge a chart is outside of duty: the page asks for a
// reason, which holds for a while and stands in the trail.
func TestBreakGlass(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.Inpatient("30.00").Discharge()
		lab := h.Client("nurse").Post("/labs", body{"encounter_id": c.EncounterID, "test_type": "CBC", "result_summary": "Normal"}).Expect(http.StatusCreated).Int("id")
		h.Clock.Advance(31 * 24 * time.Hour)
		page := h.Page("nurse")
		chart := fmt.Sprintf("/patients/%d", c.PatientID)
		closed := []string{c.Path(""), c.Path("/vitals"), c.Path("/notes"), c.Path("/history"), fmt.Sprintf("/labs/%d", lab), fmt.Sprintf("/labs?patient_id=%d", c.PatientID), fmt.Sprintf("/labs?encounter_id=%d", c.EncounterID), chart + "/medical-history"}
		for _, path := range closed {
			if got := page.Get(path).Expect(http.StatusForbidden); got.Int("leave_needed") != c.PatientID {
				t.Errorf("%s is answered %s", path, got.Text)
			}
		}
		page.Post(fmt.Sprintf("/labs/%d/cancel", lab), body{"reason": "Wrong patient"}).Expect(http.StatusForbidden)
		result := body{"encounter_id": c.EncounterID, "test_type": "Glucose", "result_summary": "Normal"}
		if got := page.Post("/labs", result).Expect(http.StatusForbidden); got.Int("leave_needed") != c.PatientID {
			t.Errorf("a result for the case is answered %s", got.Text)
		}
		h.Page("surgeon").Post(c.Path("/lab-requests"), body{"test_type": "Glucose"}).Expect(http.StatusForbidden)
		page.Post("/labs", body{"encounter_id": 999999, "test_type": "Glucose", "result_summary": "Normal"}).Refused(http.StatusUnprocessableEntity, "body.encounter_id")
		page.Get(chart).Expect(http.StatusOK)
		if got := page.Get(chart + "/encounters").Expect(http.StatusOK); strings.Contains(got.Text, "principal_diagnosis") || !strings.Contains(got.Text, "case_number") {
			t.Errorf("the list of cases shows %s", got.Text)
		}
		// The attending physician and the cashier have their duty still.
		h.Page("doctor").Get(c.Path("")).Expect(http.StatusOK)
		duty := func(user *talaantest.Client, want string) {
			t.Helper()
			if got := user.Get(chart + "/duty").Expect(http.StatusOK); strings.TrimSpace(got.Text) != want {
				t.Errorf("the duty is %s, not %s", got.Text, want)
			}
		}
		duty(h.Page("doctor"), `{"outside":false,"reason":"","until":null}`)
		duty(page, `{"outside":true,"reason":"","until":null}`)
		h.Page("receptionist").Get(chart + "/duty").Expect(http.StatusForbidden)
		page.Get("/patients/99999/duty").Expect(http.StatusNotFound)
		h.Page("teller").Get(c.BillPath("")).Expect(http.StatusOK)
		if got := openings(h, "nurse", c.PatientID); !slices.Equal(got, []string{"opened patient"}) {
			t.Errorf("before a reason is given: %q", got)
		}

		page.Post(chart+"/break-glass", body{"reason": "  "}).Refused(http.StatusUnprocessableEntity, "body.reason")
		page.Post("/patients/99999/break-glass", body{"reason": "Called by the family"}).Expect(http.StatusNotFound)
		h.Page("receptionist").Post(chart+"/break-glass", body{"reason": "Curious today"}).Expect(http.StatusForbidden)
		until := page.Post(chart+"/break-glass", body{"reason": "Called by the family"}).Expect(http.StatusCreated).String("until")
		duty(page, `{"outside":true,"reason":"Called by the family","until":"`+until+`"}`)
		page.Get(c.Path("")).Expect(http.StatusOK)
		page.Post("/labs", result).Expect(http.StatusCreated)
		if got := openings(h, "nurse", c.PatientID); !slices.Equal(got[:2], []string{"opened outside duty encounter: Called by the family", "gave a reason to open the chart patient: Called by the family"}) {
			t.Errorf("with a reason: %q", got)
		}
		if got := h.Client("admin").Get(chart + "/access").Expect(http.StatusOK); !strings.Contains(got.Text, `"outside":1`) {
			t.Errorf("who opened the chart: %s", got.Text)
		}
		h.Clock.Advance(8 * time.Hour)
		page.Get(c.Path("")).Expect(http.StatusForbidden)
		duty(page, `{"outside":true,"reason":"","until":null}`)

		// A program cannot be asked: its opening is marked, unless the hospital forbids it.
		h.Client("coder").Get(c.Path("")).Expect(http.StatusOK)
		if got := openings(h, "coder", c.PatientID); len(got) == 0 || got[0] != "opened outside duty encounter: By a program, without a reason." {
			t.Errorf("by a program: %q", got)
		}
		h.Client("admin").Patch("/chart-settings", body{"ask_programs": true, "days_after": 0}).Expect(http.StatusOK)
		h.Client("coder").Get(c.Path("")).Expect(http.StatusForbidden)
		// Back in care the chart is open to all who care.
		h.Client("receptionist").Post(chart+"/encounters", body{}).Expect(http.StatusCreated)
		page.Get(c.Path("")).Expect(http.StatusOK)
	})
}

// Whoever comes with the page's cookie is asked, whatever else the request has:
// a proxy that asks for a password adds a header to every one.
func TestAHeaderMakesNoProgram(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	c := h.Inpatient("30.00").Discharge()
	h.Clock.Advance(31 * 24 * time.Hour)
	for _, header := range []string{"", "Basic YTpi", "Bearer", "bearer " + h.Client("nurse").Token} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.URL+"/api/v1"+c.Path(""), http.NoBody)
		talaantest.Must(t, err)
		req.AddCookie(&http.Cookie{Name: httpapi.CookieName, Value: h.Client("nurse").Token})
		if header != "" {
			req.Header.Set("Authorization", header)
		}
		res, err := http.DefaultClient.Do(req)
		talaantest.Must(t, err)
		talaantest.Must(t, res.Body.Close())
		if res.StatusCode != http.StatusForbidden {
			t.Errorf("with the cookie and %q the answer is %d", header, res.StatusCode)
		}
	}
}

// What is over many patients shows nobody's chart: not of those outside of
// duty, and of those in care what a queue says, the diagnosis and its code.
func TestListsShowNoCharts(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		chart := body{}
		for _, field := range []string{"current_condition", "main_complaint", "present_illness", "physical_examination", "clinical_findings", "other_diagnosis", "principal_operation", "other_operation", "treatment_plan"} {
			chart[field] = "canary " + field
		}
		write := func(c *talaantest.Case) {
			h.Client("doctor").Patch(c.Path(""), chart).Expect(http.StatusOK)
			h.Client("doctor").Post(c.Path("/notes"), body{"body": "canary note"}).Expect(http.StatusCreated)
			h.Client("nurse").Post("/labs", body{"encounter_id": c.EncounterID, "test_type": "CBC", "result_summary": "canary result", "values": []body{{"analyte": "Glucose", "value": "canary value"}}}).Expect(http.StatusCreated)
			h.Client("nurse").Post(fmt.Sprintf("/patients/%d/medical-history", c.PatientID), body{"kind": "Allergy", "description": "canary allergy"}).Expect(http.StatusCreated)
		}
		gone := h.Inpatient("30.00")
		write(gone)
		h.Client("doctor").Post(gone.Path("/discharge"), body{"disposition": "Discharged", "result": "Recovered", "final_diagnosis": "canary final"}).Expect(http.StatusOK)
		h.Clock.Advance(31 * 24 * time.Hour)
		inCare := h.Inpatient("30.00")
		write(inCare)
		waiting := h.CheckIn()
		write(waiting)
		paths := []string{"/encounters?status=Discharged", "/encounters?status=Admitted", "/encounters?status=Pending", "/encounters?archived=false", "/labs?status=Done", "/search?q=dela", "/patients?q=dela"}
		for _, o := range h.API.Operations() {
			if o.Method == http.MethodGet && !strings.Contains(o.Path, "{") && o.ID != "events" {
				paths = append(paths, strings.TrimPrefix(o.Path, "/api/v1"))
			}
		}
		for _, who := range []string{"nurse", "doctor", "coder", "teller", "receptionist"} {
			for _, path := range paths {
				got := h.Page(who).Get(path)
				if strings.Contains(got.Text, "canary") {
					t.Errorf("a %s reads at %s: %s", who, path, got.Text)
				}
			}
		}
		queue := h.Page("nurse").Get("/encounters?status=Admitted").Expect(http.StatusOK)
		if queue.String("items.0.principal_diagnosis") != "Pneumonia" || queue.String("items.0.icd_code") != "J18.9" {
			t.Errorf("the queue lacks the diagnosis: %s", queue.Text)
		}
		if ended := h.Page("nurse").Get("/encounters?status=Discharged").Expect(http.StatusOK); ended.Has("items.0.icd_code") || !ended.Has("items.0.case_number") {
			t.Errorf("cases that ended are listed as %s", ended.Text)
		}
		// One patient's cases are asked for by the patient, which the gate sees.
		if got := h.Page("nurse").Get(fmt.Sprintf("/encounters?patient_id=%d", inCare.PatientID)).Expect(http.StatusOK); got.String("items.0.main_complaint") != "canary main_complaint" {
			t.Errorf("the patient's own list is %s", got.Text)
		}
		if got := h.Page("nurse").Get(fmt.Sprintf("/encounters?patient_id=%d", gone.PatientID)).Expect(http.StatusOK); strings.Contains(got.Text, "canary") {
			t.Errorf("outside of duty the patient's own list is %s", got.Text)
		}
	})
}

// With the narrower rule the patients of other departments are outside of duty.
func TestDepartmentsAreDuties(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	c := h.Inpatient("30.00")
	h.Page("surgeon").Get(c.Path("")).Expect(http.StatusOK)
	admin := h.Client("admin")
	admin.Patch("/chart-settings", body{"scope": "department", "version": 0}).Expect(http.StatusOK)
	admin.Patch("/chart-settings", body{"scope": "ward"}).Refused(http.StatusUnprocessableEntity, "body.scope")
	admin.Patch("/chart-settings", body{"leave_hours": 0}).Refused(http.StatusUnprocessableEntity, "body.leave_hours")
	h.Client("doctor").Patch("/chart-settings", body{"scope": "in_care"}).Expect(http.StatusForbidden)
	h.Page("surgeon").Get(c.Path("")).Expect(http.StatusForbidden)
	h.Page("doctor").Get(c.Path("")).Expect(http.StatusOK)
	h.Page("nurse").Get(c.Path("")).Expect(http.StatusOK)
}

// Every operation on one record is on a patient's, which the gate knows, or on
// one that is about nobody.
func TestTheGateKnowsEveryOperation(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	nobodys := []string{
		"audit", "backups", "beds", "cash-report", "departments", "photos", "icd-mappings", "rooms", "services", "sessions", "shifts", "uploads", "users", "hospital", "me",
	}
	patients := []string{"patients", "encounters", "labs", "albums", "files", "bills", "payments", "promissory-notes", "legal-holds", "correction-requests"}
	for _, o := range h.API.Operations() {
		if !strings.Contains(o.Path, "{") {
			continue
		}
		first := strings.Split(o.Path, "/")[3]
		if !slices.Contains(nobodys, first) && !slices.Contains(patients, first) {
			t.Errorf("%s %s: say in the gate whether a patient owns it", o.Method, o.Path)
		}
	}
	// What a body refers to: the gate looks at encounter_id and patient_id beside
	// each other, and nowhere deeper; other references are within a record of the path.
	known := map[string][]string{"add-lab": {"encounter_id"}, "make-packet": {"file_ids"}}
	about := []string{"patient_id", "encounter_id", "lab_id", "album_id", "file_id", "bill_id", "payment_id", "promissory_note_id"}
	for _, o := range h.Description().Operations() {
		for _, field := range o.Body {
			name := strings.TrimSuffix(field[strings.LastIndex(field, ".")+1:], "s")
			if slices.Contains(about, name) && !slices.Contains(known[o.ID], field) {
				t.Errorf("%s: say in the gate whose record %s of its body is", o.ID, field)
			}
		}
	}
}

// A page that asks for several parts of a chart at once opens it once.
func TestAskedAtOnceOpenedOnce(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.Inpatient("30.00")
		nurse := h.Client("nurse")
		var wg sync.WaitGroup
		for _, path := range []string{"", "/vitals", "/notes", "/stays", "/history", "/vitals", "/notes"} {
			wg.Go(func() { nurse.Get(c.Path(path)) })
		}
		wg.Wait()
		if got := openings(h, "nurse", c.PatientID); !slices.Equal(got, []string{"opened encounter"}) {
			t.Errorf("seven parts at once: %q", got)
		}
	})
}
