package app_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"talaan/internal/talaantest"
)

// stages says how to bring a case to each stage, and who its refusals name.
var stages = []struct {
	status string
	moves  string // who moves it on, or that nobody does
	make   func(h *talaantest.Hospital) *talaantest.Case
}{
	{"Pending", "Doctor or Admin confirms", (*talaantest.Hospital).CheckIn},
	{"Ready_for_Coding", "Coder, Teller or Admin finalises", func(h *talaantest.Hospital) *talaantest.Case { return h.CheckIn().Confirm("Inpatient") }},
	{"Admitted", "Doctor or Admin discharges", func(h *talaantest.Hospital) *talaantest.Case { return h.Inpatient("30.00") }},
	{"Outpatient", "Doctor or Admin discharges", (*talaantest.Hospital).Outpatient},
	{"Discharged", "Teller or Admin bills", func(h *talaantest.Hospital) *talaantest.Case { return h.Outpatient().Discharge() }},
	{"Cancelled", "closed", func(h *talaantest.Hospital) *talaantest.Case {
		c := h.CheckIn()
		h.Client("receptionist").Post(c.Path("/cancel"), body{"reason": "Left"}).Expect(http.StatusOK)
		return c
	}},
}

// TestFlowIsExactlyTheTable tries every act in every stage. What the table does
// not list answers 409 with the stage and who moves the case on, and changes nothing.
func TestFlowIsExactlyTheTable(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		bed := h.Bed("50.00")
		acts := []struct {
			act, by string
			body    body
			to      map[string]string // stages in which it works, and where it leads
		}{
			{"confirm", "doctor", body{"decision": "Outpatient", "attending_physician_id": h.User("doctor").ID, "principal_diagnosis": "Cough"}, map[string]string{"Pending": "Ready_for_Coding"}},
			{"send-back", "coder", body{"reason": "Which lobe?"}, map[string]string{"Ready_for_Coding": "Pending"}},
			{"finalize", "coder", body{"bed_id": bed}, map[string]string{"Ready_for_Coding": "Admitted"}},
			{"transfer", "nurse", body{"bed_id": bed}, map[string]string{"Admitted": "Admitted"}},
			{"discharge", "doctor", body{"disposition": "Discharged", "result": "Improved", "final_diagnosis": "Well"}, map[string]string{"Admitted": "Discharged", "Outpatient": "Discharged"}},
			{"cancel", "receptionist", body{"reason": "Went home"}, map[string]string{"Pending": "Cancelled", "Ready_for_Coding": "Cancelled"}},
			{"claim", "doctor", body{}, map[string]string{"Pending": "Pending", "Ready_for_Coding": "Ready_for_Coding"}},
			{"vitals", "nurse", body{"pulse": 80}, map[string]string{"Pending": "Pending", "Ready_for_Coding": "Ready_for_Coding", "Admitted": "Admitted", "Outpatient": "Outpatient"}},
			{"notes", "nurse", body{"body": "Sleeps well"}, map[string]string{"Pending": "Pending", "Ready_for_Coding": "Ready_for_Coding", "Admitted": "Admitted", "Outpatient": "Outpatient"}},
		}
		doctor := h.Client("doctor")
		for _, s := range stages {
			still := s.make(h)
			before := doctor.Get(still.Path("")).Expect(http.StatusOK).Text
			for _, a := range acts {
				want, allowed := a.to[s.status]
				if !allowed {
					namesStage(t, h.Client(a.by).Post(still.Path("/"+a.act), a.body), s.status, s.moves)
					continue
				}
				c := s.make(h)
				if got := h.Client(a.by).Post(c.Path("/"+a.act), a.body); got.Status >= 300 {
					t.Errorf("%s of a case that is %s: %s", a.act, s.status, got.Text)
				}
				if got := doctor.Get(c.Path("")).String("status"); got != want {
					t.Errorf("%s leads from %s to %s, not %s", a.act, s.status, got, want)
				}
				if want == "Admitted" { // leave the bed free for the next
					c.Discharge()
				}
			}
			if after := doctor.Get(still.Path("")).Expect(http.StatusOK).Text; after != before {
				t.Errorf("refused acts changed a case that is %s:\n%s\n%s", s.status, before, after)
			}
		}
	})
}

// namesStage checks that a refusal says where the case is and who moves it on.
func namesStage(t *testing.T, got *talaantest.Answer, status, moves string) {
	t.Helper()
	if got.Status != http.StatusConflict {
		t.Errorf("in %s answered %d: %s", status, got.Status, got.Text)
		return
	}
	detail := got.String("detail")
	if !strings.Contains(strings.ToLower(detail), "is "+strings.ToLower(strings.ReplaceAll(status, "_", " "))) || !strings.Contains(detail, moves) {
		t.Errorf("a refusal in %s should name the stage and %q: %s", status, moves, detail)
	}
}

func TestReturningPatient(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		desk, doctor := h.Client("receptionist"), h.Client("doctor")
		for _, s := range stages {
			c := s.make(h)
			path := fmt.Sprintf("/patients/%d/encounters", c.PatientID)
			got := desk.Post(path, body{"reason_for_visit": "Headache"})
			if s.status != "Discharged" && s.status != "Cancelled" {
				namesStage(t, got, s.status, s.moves)
				continue
			}
			id := got.Expect(http.StatusCreated).Int("id")
			again := doctor.Get(fmt.Sprintf("/encounters/%d", id)).Expect(http.StatusOK)
			if again.String("status") != "Pending" || again.Int("patient.id") != c.PatientID || again.String("reason_for_visit") != "Headache" {
				t.Errorf("the new case: %s", again.Text)
			}
			for _, f := range []string{"principal_diagnosis", "icd_code", "decision", "final_diagnosis", "disposition", "result", "department_name", "attending_physician_name"} {
				if again.String(f) != "" {
					t.Errorf("the new case has %s %q of an old one", f, again.String(f))
				}
			}
			if again.At("bill_id") != nil {
				t.Error("the new case has a bill")
			}
			if old := doctor.Get(c.Path("")); s.status == "Discharged" && old.String("final_diagnosis") != "Pneumonia, resolved" {
				t.Errorf("the old case changed: %s", old.Text)
			}
			if cases := desk.Get(path).List("items"); len(cases) != 2 {
				t.Errorf("the patient has %d cases, not 2", len(cases))
			}
		}
		desk.Post("/patients/999999/encounters", body{}).Refused(http.StatusNotFound, "")
	})
}

func TestWhatEachActNeeds(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		nurse, freeBed, fullBed := h.User("nurse").ID, h.Bed("30.00"), h.Bed("30.00")
		h.CheckIn().Confirm("Inpatient").Admit(fullBed)
		cleaning := h.Bed("30.00")
		h.Client("admin").Patch(fmt.Sprintf("/beds/%d", cleaning), body{"status": "Cleaning"}).Expect(http.StatusOK)
		house := h.Client("admin").Post("/users", body{"user_id": "no-department", "password": talaantest.Password, "roles": []string{"Doctor"}}).Expect(http.StatusCreated).Int("id")
		pending, ready := h.CheckIn(), h.CheckIn().Confirm("Inpatient")
		outpatient, admitted := h.CheckIn().Confirm("Outpatient"), h.Inpatient("30.00")
		confirm := body{"decision": "Inpatient", "attending_physician_id": h.User("doctor").ID, "principal_diagnosis": "Pneumonia", "icd_code": "J18.9"}
		discharge := body{"disposition": "Discharged", "result": "Improved", "final_diagnosis": "Well"}
		for _, c := range []struct {
			by, path string
			whole    body
			change   body // nil value: left out
			status   int
			field    string
		}{
			{"doctor", pending.Path("/confirm"), confirm, body{"attending_physician_id": nil}, 422, "body.attending_physician_id"},
			{"doctor", pending.Path("/confirm"), confirm, body{"attending_physician_id": nurse}, 422, "body.attending_physician_id"},
			{"doctor", pending.Path("/confirm"), confirm, body{"attending_physician_id": house}, 422, "body.attending_physician_id"},
			{"doctor", pending.Path("/confirm"), confirm, body{"attending_physician_id": 999999}, 422, "body.attending_physician_id"},
			{"doctor", pending.Path("/confirm"), confirm, body{"principal_diagnosis": nil}, 422, "body.principal_diagnosis"},
			{"doctor", pending.Path("/confirm"), confirm, body{"principal_diagnosis": "   "}, 422, "body.principal_diagnosis"},
			{"doctor", pending.Path("/confirm"), confirm, body{"icd_code": nil}, 422, "body.icd_code"},
			{"doctor", pending.Path("/confirm"), confirm, body{"icd_code": "pneumonia"}, 422, "body.icd_code"},
			{"doctor", pending.Path("/confirm"), confirm, body{"decision": nil}, 422, "body.decision"},
			{"doctor", pending.Path("/confirm"), confirm, body{"decision": "Undecided"}, 422, "body.decision"},
			{"coder", ready.Path("/send-back"), body{"reason": "Why"}, body{"reason": nil}, 422, "body.reason"},
			{"coder", ready.Path("/send-back"), body{"reason": "Why"}, body{"reason": " \t"}, 422, "body.reason"},
			{"coder", ready.Path("/finalize"), body{"bed_id": freeBed}, body{"bed_id": nil}, 422, "body.bed_id"},
			{"coder", ready.Path("/finalize"), body{"bed_id": freeBed}, body{"bed_id": 999999}, 422, "body.bed_id"},
			{"coder", ready.Path("/finalize"), body{"bed_id": freeBed}, body{"bed_id": fullBed}, 409, "body.bed_id"},
			{"coder", ready.Path("/finalize"), body{"bed_id": freeBed}, body{"bed_id": cleaning}, 409, "body.bed_id"},
			{"coder", ready.Path("/finalize"), body{"bed_id": freeBed}, body{"icd_code": "??"}, 422, "body.icd_code"},
			{"coder", outpatient.Path("/finalize"), body{}, body{"bed_id": freeBed}, 422, "body.bed_id"},
			{"nurse", admitted.Path("/transfer"), body{"bed_id": freeBed}, body{"bed_id": fullBed}, 409, "body.bed_id"},
			{"nurse", admitted.Path("/transfer"), body{"bed_id": freeBed}, body{"bed_id": cleaning}, 409, "body.bed_id"},
			{"nurse", admitted.Path("/transfer"), body{"bed_id": freeBed}, body{"bed_id": 999999}, 422, "body.bed_id"},
			{"doctor", admitted.Path("/discharge"), discharge, body{"disposition": "Vanished"}, 422, "body.disposition"},
			{"doctor", admitted.Path("/discharge"), discharge, body{"result": ""}, 422, "body.result"},
			{"doctor", admitted.Path("/discharge"), discharge, body{"final_diagnosis": " "}, 422, "body.final_diagnosis"},
			{"doctor", admitted.Path("/discharge"), discharge, body{"autopsied": true}, 422, "body.autopsied"},
			{"receptionist", pending.Path("/cancel"), body{"reason": "Left"}, body{"reason": ""}, 422, "body.reason"},
		} {
			h.Client(c.by).Post(c.path, with(c.whole, c.change)).Refused(c.status, c.field)
		}
		// What a case needed to get this far can be changed, not taken away, then and later.
		h.Client("coder").Patch(ready.Path(""), body{"icd_code": ""}).Refused(http.StatusUnprocessableEntity, "body.icd_code")
		h.Client("coder").Post(ready.Path("/finalize"), body{"bed_id": freeBed, "icd_code": "j189"}).Expect(http.StatusOK)
		for field, empty := range map[string]any{"icd_code": "", "principal_diagnosis": "", "attending_physician_id": nil, "department_id": nil} {
			h.Client("doctor").Patch(ready.Path(""), body{field: empty}).Refused(http.StatusUnprocessableEntity, "body."+field)
		}
		own := h.Client("doctor").Get(admitted.Path("/stays")).Expect(http.StatusOK).Int("items.0.bed_id")
		h.Client("nurse").Post(admitted.Path("/transfer"), body{"bed_id": own}).Refused(http.StatusUnprocessableEntity, "body.bed_id")
	})
}

// with returns whole with change written over it; nil leaves a field out.
func with(whole, change body) body {
	out := body{}
	for k, v := range whole {
		out[k] = v
	}
	for k, v := range change {
		out[k] = v
		if v == nil {
			delete(out, k)
		}
	}
	return out
}

func TestSendBackTellsTheDoctorWhy(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c, doctor := h.CheckIn().Confirm("Inpatient"), h.Client("doctor")
		h.Client("teller").Post(c.Path("/send-back"), body{"reason": "J18.9 or J15.9?"}).Expect(http.StatusOK)
		got := doctor.Get(c.Path(""))
		if got.String("status") != "Pending" || got.String("send_back_reason") != "J18.9 or J15.9?" || got.String("principal_diagnosis") != "Pneumonia" {
			t.Errorf("the doctor reads %s", got.Text)
		}
		if queue := doctor.Get("/encounters?status=Pending"); queue.String("items.0.send_back_reason") != "J18.9 or J15.9?" {
			t.Errorf("the queue says nothing of the reason: %s", queue.Text)
		}
		// What the case holds already need not be sent again.
		doctor.Post(c.Path("/confirm"), body{"decision": "Outpatient"}).Expect(http.StatusOK)
		if got := doctor.Get(c.Path("")); got.String("send_back_reason") != "" || got.String("decision") != "Outpatient" {
			t.Errorf("after the second confirmation: %s", got.Text)
		}
	})
}

func TestPhysicianOfAnotherDepartment(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		h.Client("admin").Post("/icd-mappings", body{"icd_code": "K35", "department_id": h.Department("Surgery")}).Expect(http.StatusCreated)
		doctor, coder, teller := h.Client("doctor"), h.Client("coder"), h.Client("teller")

		c := h.CheckIn()
		confirm := body{"decision": "Inpatient", "attending_physician_id": h.User("doctor").ID, "principal_diagnosis": "Appendicitis", "icd_code": "K35.8"}
		refusal := doctor.Post(c.Path("/confirm"), confirm).Refused(http.StatusConflict, "body.override_reason")
		if d := refusal.String("detail"); !strings.Contains(d, "Internal Medicine") || !strings.Contains(d, "Surgery") {
			t.Errorf("the refusal does not name both departments: %s", d)
		}
		if got := doctor.Get(c.Path("")); got.String("status") != "Pending" || got.String("icd_code") != "" || got.Int("version") != 1 {
			t.Errorf("the refused confirmation left something: %s", got.Text)
		}
		doctor.Post(c.Path("/confirm"), with(confirm, body{"override_reason": "No surgeon on duty"})).Expect(http.StatusOK)
		got := doctor.Get(c.Path(""))
		if got.String("department_name") != "Surgery" || got.String("override_reason") != "No surgeon on duty" {
			t.Errorf("after the override: %s", got.Text)
		}
		if line := doctor.Get(c.Path("/history")); line.String("items.0.action") != "confirmed" || line.String("items.0.reason") != "No surgeon on duty" {
			t.Errorf("the override is not in the history: %s", line.Text)
		}
		// The reason given once for this department holds at the bed too.
		coder.Post(c.Path("/finalize"), body{"bed_id": h.Bed("30.00")}).Expect(http.StatusOK)

		// A code corrected while coding asks anew; a Teller has no reasons to give.
		d := h.CheckIn().Confirm("Inpatient")
		finalize := body{"bed_id": h.Bed("30.00"), "icd_code": "K35.8"}
		coder.Post(d.Path("/finalize"), finalize).Refused(http.StatusConflict, "body.override_reason")
		reasoned := with(finalize, body{"override_reason": "Agreed by phone"})
		teller.Post(d.Path("/finalize"), reasoned).Refused(http.StatusForbidden, "body.override_reason")
		if bills := teller.Get("/bills?open=true").List("items"); len(bills) != 1 {
			t.Errorf("a refused admission opened a bill: %v", bills)
		}
		a := coder.Post(d.Path("/finalize"), reasoned).Expect(http.StatusOK)
		if a.String("encounter.department_name") != "Surgery" || a.String("encounter.icd_code") != "K35.8" || a.String("encounter.department_source") != "mapping" {
			t.Errorf("the department did not follow the corrected code: %s", a.Text)
		}
		trail := h.Client("admin").Get(fmt.Sprintf("/audit?entity=encounter&id=%d", d.EncounterID))
		if trail.String("items.0.reason") != "Agreed by phone" || trail.String("items.0.actor") != "Test Coder" {
			t.Errorf("the override is not in the audit trail: %s", trail.Text)
		}
	})
}

func TestDepartmentOfACase(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		surgery, medicine := h.Department("Surgery"), h.Department("Internal Medicine")
		mapping := body{"icd_code": "K", "department_id": surgery}
		h.Client("admin").Post("/icd-mappings", mapping).Expect(http.StatusCreated)
		h.Client("admin").Post("/icd-mappings", body{"icd_code": "K29", "department_id": medicine}).Expect(http.StatusCreated)
		doctor := h.Client("doctor")
		is := func(c *talaantest.Case, id int64, source string) {
			t.Helper()
			if got := doctor.Get(c.Path("")); got.Int("department_id") != id || got.String("department_source") != source {
				t.Errorf("department %v by %v, not %d by %s", got.At("department_id"), got.At("department_source"), id, source)
			}
		}
		c := h.CheckIn()
		for _, step := range []struct {
			patch  body
			id     int64
			source string
		}{
			{body{"icd_code": "K35.8"}, surgery, "mapping"},
			{body{"icd_code": "K29.7"}, medicine, "mapping"}, // the longer mapping wins
			{body{"icd_code": "Z99.9"}, medicine, "mapping"}, // the default takes what is not mapped
			{body{"department_id": surgery}, surgery, "hand"},
			{body{"main_complaint": "Pain"}, surgery, "hand"},
			{body{"icd_code": "Z99.9", "clinical_findings": "Tender"}, surgery, "hand"},
			{body{"icd_code": "K29.7"}, medicine, "mapping"}, // a corrected code maps anew
			{body{"icd_code": "K35.8", "department_id": medicine}, medicine, "hand"},
		} {
			doctor.Patch(c.Path(""), step.patch).Expect(http.StatusOK)
			is(c, step.id, step.source)
		}
		// The confirmation is a later save too.
		gastritis := body{"decision": "Outpatient", "attending_physician_id": h.User("doctor").ID, "principal_diagnosis": "Gastritis"}
		// What was set by hand stays, but the physician is still held against the code's department.
		doctor.Post(c.Path("/confirm"), gastritis).Refused(http.StatusConflict, "body.override_reason")
		gastritis["override_reason"] = "The surgeon is in theatre"
		doctor.Post(c.Path("/confirm"), gastritis).Expect(http.StatusOK)
		is(c, medicine, "hand")
		// So is the first code that is written after the department was set.
		d := h.CheckIn()
		doctor.Patch(d.Path(""), body{"department_id": medicine}).Expect(http.StatusOK)
		doctor.Patch(d.Path(""), body{"icd_code": "K35.8"}).Expect(http.StatusOK)
		is(d, medicine, "hand")
		e := h.CheckIn()
		doctor.Patch(e.Path(""), body{"department_id": medicine}).Expect(http.StatusOK)
		doctor.Post(e.Path("/confirm"), body{"decision": "Inpatient", "attending_physician_id": h.User("doctor").ID, "principal_diagnosis": "Appendicitis", "icd_code": "K35.8", "override_reason": "The surgeon is in theatre"}).Expect(http.StatusOK)
		is(e, medicine, "hand")
		// Without a code the physician's own department takes the case.
		f := h.CheckIn()
		h.Client("surgeon").Post(f.Path("/confirm"), body{"decision": "Outpatient", "attending_physician_id": h.User("surgeon").ID, "principal_diagnosis": "Wound"}).Expect(http.StatusOK)
		is(f, surgery, "physician")
	})
}

func TestCancelBillsNothing(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		for i, c := range []*talaantest.Case{h.CheckIn(), h.CheckIn().Confirm("Inpatient")} {
			by := []string{"receptionist", "doctor"}[i]
			got := h.Client(by).Post(c.Path("/cancel"), body{"reason": "Went to another hospital"}).Expect(http.StatusOK)
			if got.String("status") != "Cancelled" || got.String("cancel_reason") != "Went to another hospital" || got.At("bill_id") != nil {
				t.Errorf("cancelled: %s", got.Text)
			}
		}
		if bills := h.Client("teller").Get("/bills").List("items"); len(bills) != 0 {
			t.Errorf("cancelled cases were billed: %v", bills)
		}
		h.Client("nurse").Post(h.CheckIn().Path("/cancel"), body{"reason": "No"}).Refused(http.StatusForbidden, "")
	})
}

// A stay from check-in to the archive: bed, days, late charges, final bill,
// settlement, and back when a payment is voided.
func TestDischargeAndArchive(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		bed, xray := h.Bed("30.00"), h.Service("X-ray", "120.00")
		c := h.CheckIn().Confirm("Inpatient").Admit(bed)
		teller, nurse, doctor := h.Client("teller"), h.Client("nurse"), h.Client("doctor")
		teller.Post(c.BillPath("/finalize"), nil).Refused(http.StatusConflict, "")
		h.Clock.Advance(49 * time.Hour)
		c.Discharge()
		got := doctor.Get(c.Path(""))
		if got.Int("total_days") != 2 || got.String("discharged_at") != "2026-06-17T03:00:00Z" || got.String("bed_number") != "" || got.At("archived_at") != nil {
			t.Errorf("after the discharge: %s", got.Text)
		}
		if free := h.Client("coder").Get("/beds?free=true").Expect(http.StatusOK); free.Int("items.0.id") != bed {
			t.Errorf("the bed is not free: %s", free.Text)
		}
		due := c.Bill().String("total_due")
		h.Clock.Advance(100 * time.Hour)
		talaantest.Must(t, h.Billing.Tick(t.Context()))
		if now := c.Bill().String("total_due"); now != due || due != "1470.00" {
			t.Errorf("due at discharge %s, later %s", due, now)
		}
		charge := body{"service_id": xray, "quantity": 1}
		late := nurse.Post(c.BillPath("/charges"), charge).Refused(http.StatusConflict, "")
		if !strings.Contains(late.String("detail"), "Teller") {
			t.Errorf("the refusal does not say who can: %s", late.Text)
		}
		teller.Post(c.BillPath("/charges"), charge).Expect(http.StatusCreated)
		c.FinalBill()
		for _, again := range []*talaantest.Answer{teller.Post(c.BillPath("/finalize"), nil), teller.Post(c.BillPath("/charges"), charge)} {
			again.Refused(http.StatusConflict, "")
		}
		id := teller.Post(c.BillPath("/payments"), body{"amount": "1590.00", "tendered": "2000.00"}).Expect(http.StatusCreated).Int("id")
		archived := func(yes bool) {
			t.Helper()
			if got := doctor.Get(c.Path("")).At("archived_at") != nil; got != yes {
				t.Errorf("archived is %v, not %v", got, yes)
			}
			listed := slices.ContainsFunc(doctor.Get("/encounters?archived=true").List("items"), func(v any) bool { return fmt.Sprint(v.(map[string]any)["id"]) == fmt.Sprint(c.EncounterID) }) //nolint:errcheck // a list of cases
			if listed != yes {
				t.Errorf("in the archive: %v, not %v", listed, yes)
			}
		}
		archived(true)
		teller.Post(fmt.Sprintf("/payments/%d/void", id), body{"reason": "Wrong bill"}).Expect(http.StatusCreated)
		archived(false)
		teller.Post(fmt.Sprintf("/payments/%d/void", id), body{"reason": "Again"}).Refused(http.StatusConflict, "")
		teller.Post(c.BillPath("/payments"), body{"amount": "1590.00"}).Expect(http.StatusCreated)
		archived(true)
		teller.Post(c.BillPath("/payments"), body{"amount": "1.00"}).Refused(http.StatusConflict, "")
	})
}
