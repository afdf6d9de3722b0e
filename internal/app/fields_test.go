package app_test

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"talaan/internal/encounter"
	"talaan/internal/talaantest"
)

// writers says who besides an Admin may write each field of a case, and a value for it.
var writers = map[string]struct {
	value any
	roles string
}{
	"reason_for_visit":       {"Cough", "receptionist"},
	"intent":                 {"Inpatient", "receptionist"},
	"type_of_admission":      {"Emergency", "receptionist"},
	"visit_type":             {"New", "receptionist"},
	"referred_by":            {"Dr. Santos", "receptionist"},
	"main_complaint":         {"canary complaint", "doctor nurse"},
	"present_illness":        {"canary illness", "doctor nurse"},
	"physical_examination":   {"canary examination", "doctor nurse"},
	"current_condition":      {"canary condition", "doctor nurse"},
	"clinical_findings":      {"canary findings", "doctor"},
	"principal_diagnosis":    {"canary diagnosis", "doctor"},
	"other_diagnosis":        {"canary other diagnosis", "doctor"},
	"principal_operation":    {"canary operation", "doctor"},
	"other_operation":        {"canary other operation", "doctor"},
	"treatment_plan":         {"canary plan", "doctor"},
	"attending_physician_id": {nil, "doctor"},
	"ward_service":           {"Ward 3", "doctor"},
	"consultation_at":        {"2026-06-15T02:00:00Z", "doctor"},
	"next_consultation_at":   {"2026-06-22T02:00:00Z", "doctor"},
	"icd_code":               {"Q87.1", "doctor coder teller"},
	"other_icd_codes":        {"Q87.2, Q87.3", "doctor coder teller"},
	"department_id":          {1, "doctor coder teller"},
}

func fieldNames(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, f := range reflect.VisibleFields(reflect.TypeFor[encounter.EncounterFields]()) {
		if n := f.Tag.Get("json"); n != "" {
			names = append(names, n)
		}
	}
	slices.Sort(names)
	for _, n := range names {
		if _, ok := writers[n]; !ok {
			t.Errorf("the table of writers lacks %s", n)
		}
	}
	return names
}

func mayWrite(role, field string) bool {
	return role == "admin" || slices.Contains(strings.Fields(writers[field].roles), role)
}

// Every role sends every field: what is not theirs is refused by name, all of
// it and nothing else, and then nothing of the request is written.
func TestEveryFieldForEveryRole(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		names := fieldNames(t)
		doctor := h.Client("doctor")
		for _, role := range []string{"admin", "doctor", "nurse", "coder", "teller", "receptionist"} {
			c := h.CheckIn()
			if role == "coder" || role == "teller" { // they write while coding
				c.Confirm("Outpatient")
			}
			before := doctor.Get(c.Path("")).Text
			all, own, foreign := body{}, body{}, []string{}
			for _, n := range names {
				all[n] = writers[n].value
				if mayWrite(role, n) {
					own[n] = writers[n].value
				} else {
					foreign = append(foreign, "body."+n)
					h.Client(role).Patch(c.Path(""), body{n: writers[n].value}).Refused(http.StatusForbidden, "body."+n)
				}
			}
			if len(foreign) > 0 {
				got := h.Client(role).Patch(c.Path(""), all).Refused(http.StatusForbidden, "")
				if refused := locations(got); !slices.Equal(refused, foreign) {
					t.Errorf("a %s was refused %v, not %v", role, refused, foreign)
				}
			}
			if after := doctor.Get(c.Path("")).Text; after != before {
				t.Errorf("a refused %s wrote something:\n%s\n%s", role, before, after)
			}
			h.Client(role).Patch(c.Path(""), own).Expect(http.StatusOK)
			got := doctor.Get(c.Path(""))
			for n, v := range own {
				if fmt.Sprint(got.At(n)) != fmt.Sprint(v) {
					t.Errorf("a %s wrote %s: it is %v, not %v", role, n, got.At(n), v)
				}
			}
		}
		// The same at the desk: a receptionist cannot check somebody in with a diagnosis.
		refused := h.Client("receptionist").Post("/check-ins", body{
			"patient": body{"family_name": "Reyes", "given_name": "Ana"}, "encounter": body{"icd_code": "J18.9", "intent": "Inpatient"},
		}).Refused(http.StatusForbidden, "body.encounter.icd_code")
		if len(refused.List("errors")) != 1 {
			t.Errorf("refused %v", locations(refused))
		}
		if found := h.Client("receptionist").Get("/patients?q=reyes").List("items"); len(found) != 0 {
			t.Errorf("the refused check-in left a patient: %v", found)
		}
	})
}

// locations lists the fields a refusal names, sorted.
func locations(a *talaantest.Answer) []string {
	var out []string
	for i := range a.List("errors") {
		out = append(out, a.String(fmt.Sprintf("errors.%d.location", i)))
	}
	slices.Sort(out)
	return out
}

// A field is written in the stages that its work belongs to.
func TestFieldsByStage(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		for _, s := range stages {
			c := s.make(h)
			for _, w := range []struct{ by, field, in string }{
				{"receptionist", "reason_for_visit", "Pending Ready_for_Coding Admitted Outpatient"},
				{"nurse", "main_complaint", "Pending Admitted Outpatient"},
				{"doctor", "treatment_plan", "Pending Admitted Outpatient"},
				{"doctor", "icd_code", "Pending Ready_for_Coding Admitted Outpatient"},
				{"coder", "icd_code", "Ready_for_Coding"},
				{"teller", "department_id", "Ready_for_Coding"},
			} {
				got := h.Client(w.by).Patch(c.Path(""), body{w.field: writers[w.field].value})
				if slices.Contains(strings.Fields(w.in), s.status) {
					got.Expect(http.StatusOK)
					continue
				}
				got.Refused(http.StatusConflict, "body."+w.field)
				namesStage(t, got, s.status, s.moves)
			}
		}
	})
}

// The desk and the cashier never see the chart, wherever a case is shown; a
// Teller sees diagnosis and code while the case is being coded, and not after.
func TestWhoSeesTheChart(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c, doctor, nurse := h.CheckIn(), h.Client("doctor"), h.Client("nurse")
		chart := body{}
		for n, w := range writers {
			if mayWrite("doctor", n) && n != "attending_physician_id" && n != "department_id" {
				chart[n] = w.value
			}
		}
		doctor.Patch(c.Path(""), chart).Expect(http.StatusOK)
		nurse.Post(c.Path("/notes"), body{"body": "canary note"}).Expect(http.StatusCreated)
		nurse.Post(c.Path("/vitals"), body{"pulse": 111}).Expect(http.StatusCreated)
		nurse.Post(fmt.Sprintf("/patients/%d/medical-history", c.PatientID), body{"kind": "Allergy", "description": "canary allergy"}).Expect(http.StatusCreated)

		pages := []string{c.Path(""), "/encounters", "/encounters?status=Pending", fmt.Sprintf("/patients/%d/encounters", c.PatientID), c.Path("/history"), c.Path("/stays"),
			fmt.Sprintf("/patients/%d", c.PatientID), fmt.Sprintf("/patients/%d/history", c.PatientID), "/patients", "/home", "/ward-board", "/beds", "/search?q=dela"}
		look := func(who string, coding bool) {
			t.Helper()
			for _, p := range pages {
				got := h.Client(who).Get(p).Expect(http.StatusOK)
				text := got.Text
				if coding {
					text = strings.NewReplacer("canary diagnosis", "", "Q87.1", "", "Q87.2, Q87.3", "").Replace(text)
				}
				if strings.Contains(text, "canary") || strings.Contains(text, "Q87") {
					t.Errorf("a %s reads at %s: %s", who, p, text)
				}
			}
			for _, p := range []string{c.Path("/notes"), c.Path("/vitals"), fmt.Sprintf("/patients/%d/medical-history", c.PatientID)} {
				h.Client(who).Get(p).Refused(http.StatusForbidden, "")
			}
			one := h.Client(who).Get(c.Path(""))
			for _, n := range []string{"icd_code", "principal_diagnosis", "main_complaint", "clinical_findings", "treatment_plan", "final_diagnosis"} {
				if want := coding && (n == "icd_code" || n == "principal_diagnosis"); one.Has(n) != want {
					t.Errorf("a %s gets %s: %v, not %v", who, n, one.Has(n), want)
				}
			}
		}
		look("receptionist", false)
		look("teller", false)
		confirm := body{"decision": "Inpatient", "attending_physician_id": h.User("doctor").ID}
		doctor.Post(c.Path("/confirm"), confirm).Expect(http.StatusOK)
		look("receptionist", false)
		look("teller", true)
		if got := h.Client("teller").Get(c.Path("")); got.String("icd_code") != "Q87.1" || got.String("principal_diagnosis") != "canary diagnosis" {
			t.Errorf("a Teller who codes reads %s", got.Text)
		}
		back := h.Client("teller").Post(c.Path("/send-back"), body{"reason": "canary reason"}).Expect(http.StatusOK)
		if strings.Contains(back.Text, "canary") {
			t.Errorf("sending back answers the Teller %s", back.Text)
		}
		look("receptionist", false)
		look("teller", false)
		doctor.Post(c.Path("/confirm"), confirm).Expect(http.StatusOK)
		done := h.Client("teller").Post(c.Path("/finalize"), body{"bed_id": h.Bed("30.00")}).Expect(http.StatusOK)
		if strings.Contains(done.Text, "canary") || strings.Contains(done.Text, "Q87") {
			t.Errorf("finalising answers the Teller %s", done.Text)
		}
		pages = append(pages, fmt.Sprintf("/encounters?patient_id=%d", c.PatientID))
		look("receptionist", false)
		look("teller", false)
		stale := h.Client("receptionist").Patch(c.Path(""), body{"version": 1, "referred_by": "Dr. Cruz"}).Refused(http.StatusConflict, "body.version")
		if strings.Contains(stale.Text, "canary") {
			t.Errorf("a refused save shows the desk the chart: %s", stale.Text)
		}
		doctor.Post(c.Path("/discharge"), body{"disposition": "Discharged", "result": "Improved", "final_diagnosis": "canary final"}).Expect(http.StatusOK)
		look("receptionist", false)
		look("teller", false)
		for _, who := range []string{"doctor", "nurse", "coder"} {
			if got := h.Client(who).Get(c.Path("")); got.String("final_diagnosis") != "canary final" || got.String("main_complaint") != "canary complaint" {
				t.Errorf("a %s reads %s", who, got.Text)
			}
			h.Client(who).Get(c.Path("/notes")).Expect(http.StatusOK)
		}
		h.Client("receptionist").Get("/bills").Refused(http.StatusForbidden, "")
	})
}

func TestNoteKinds(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.CheckIn()
		for _, n := range []struct{ by, kind, want string }{
			{"doctor", "", "Doctor"}, {"nurse", "", "Nurse"}, {"nurse", "General", "General"}, {"nurse", "Doctor", ""}, {"doctor", "Nurse", ""}, {"admin", "Doctor", "Doctor"},
		} {
			got := h.Client(n.by).Post(c.Path("/notes"), with(body{"body": "x", "kind": n.kind}, body{"kind": nilWhenEmpty(n.kind)}))
			if n.want == "" {
				got.Refused(http.StatusForbidden, "body.kind")
			} else if got.Expect(http.StatusCreated).String("kind") != n.want {
				t.Errorf("a %s's %q note is %s", n.by, n.kind, got.Text)
			}
		}
	})
}

func nilWhenEmpty(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func TestStaleSaves(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.CheckIn()
		h.Client("nurse").Patch(c.Path(""), body{"version": 1, "main_complaint": "Cough"}).Expect(http.StatusOK)
		patient := fmt.Sprintf("/patients/%d", c.PatientID)
		h.Client("receptionist").Patch(patient, body{"version": 1, "phone": "0917 555 0101"}).Expect(http.StatusOK)
		room := h.Client("admin").Post("/rooms", body{"name": "Annex", "hourly_rate": "1.00"}).Expect(http.StatusCreated)
		path := fmt.Sprintf("/rooms/%d", room.Int("id"))
		h.Client("admin").Patch(path, body{"version": 1, "name": "Annex A"}).Expect(http.StatusOK)
		for _, s := range []struct {
			by, path    string
			patch       body
			field, want string
		}{
			{"nurse", c.Path(""), body{"version": 1, "main_complaint": "Fever"}, "main_complaint", "Cough"},
			{"receptionist", patient, body{"version": 1, "phone": ""}, "phone", "0917 555 0101"},
			{"admin", path, body{"version": 1, "name": "Annex B"}, "name", "Annex A"},
		} {
			got := h.Client(s.by).Patch(s.path, s.patch).Refused(http.StatusConflict, "body.version")
			if got.Int("current.version") != 2 || got.String("current."+s.field) != s.want {
				t.Errorf("%s: the refusal shows %s", s.path, got.Text)
			}
			if now := h.Client(s.by).Get(s.path); now.Int("version") != 2 || now.String(s.field) != s.want {
				t.Errorf("%s: a stale save wrote %s", s.path, now.Text)
			}
			again := with(s.patch, body{"version": 2})
			h.Client(s.by).Patch(s.path, again).Expect(http.StatusOK)
			h.Client(s.by).Patch(s.path, with(again, body{"version": nil})).Expect(http.StatusOK)
		}
	})
}

func TestHistorySaysWhoWhenBeforeAfter(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.CheckIn()
		h.Clock.Advance(90 * time.Minute)
		h.Client("nurse").Patch(c.Path(""), body{"main_complaint": "Cough"}).Expect(http.StatusOK)
		h.Clock.Advance(time.Minute)
		h.Client("doctor").Patch(c.Path(""), body{"main_complaint": "Cough for 3 days"}).Expect(http.StatusOK)
		got := h.Client("coder").Get(c.Path("/history"))
		for path, want := range map[string]any{
			"items.0.actor": "Test Doctor", "items.0.at": "2026-06-15T03:31:00Z", "items.0.action": "changed",
			"items.0.changes.0.field": "main_complaint", "items.0.changes.0.before": "Cough", "items.0.changes.0.after": "Cough for 3 days",
			"items.1.actor": "Test Nurse", "items.2.actor": "Test Receptionist", "items.2.action": "checked in",
		} {
			if got.At(path) != want {
				t.Errorf("the history has %s %v, not %v: %s", path, got.At(path), want, got.Text)
			}
		}
		if n := len(got.List("items.0.changes")); n != 1 {
			t.Errorf("one changed field makes %d changes", n)
		}
		patient := fmt.Sprintf("/patients/%d", c.PatientID)
		h.Client("receptionist").Patch(patient, body{"civil_status": "Married", "age_when_unknown": nil}).Expect(http.StatusOK)
		trail := h.Client("nurse").Get(patient + "/history")
		if trail.String("items.0.actor") != "Test Receptionist" || trail.String("items.0.changes.0.field") != "civil_status" || trail.String("items.0.changes.0.after") != "Married" || len(trail.List("items.0.changes")) != 1 {
			t.Errorf("the patient's history: %s", trail.Text)
		}
		first := h.Client("coder").Get(c.Path("/history?limit=2"))
		rest := h.Client("coder").Get(c.Path("/history?limit=2&cursor=" + first.String("next")))
		if len(first.List("items")) != 2 || len(rest.List("items")) != 1 || rest.At("next") != nil {
			t.Errorf("paged history: %s then %s", first.Text, rest.Text)
		}
		h.Client("coder").Get("/encounters/999999/history").Refused(http.StatusNotFound, "")
	})
}
