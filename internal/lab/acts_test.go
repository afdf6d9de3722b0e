package lab_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"talaan/internal/talaantest"
)

// stages make a test of each stage.
var stages = []struct {
	status string
	make   func(d desk) int64
}{
	{"Requested", func(d desk) int64 { return d.request(d.Outpatient(), body{"test_type": "CBC"}) }},
	{"In_progress", func(d desk) int64 {
		id := d.request(d.Outpatient(), body{"test_type": "CBC"})
		d.Client("nurse").Post(labPath(id, "/start"), nil).Expect(http.StatusOK)
		return id
	}},
	{"Done", func(d desk) int64 { return d.result(d.Outpatient(), nil) }},
	{"Cancelled", func(d desk) int64 {
		id := d.request(d.Outpatient(), body{"test_type": "CBC"})
		d.Client("nurse").Post(labPath(id, "/cancel"), body{"reason": "Not wanted"}).Expect(http.StatusOK)
		return id
	}},
}

// acts do each act on a test.
var acts = []struct {
	name string
	in   string // the stages that allow it
	do   func(d desk, id int64) *talaantest.Answer
}{
	{"start", "Requested", func(d desk, id int64) *talaantest.Answer { return d.Client("nurse").Post(labPath(id, "/start"), nil) }},
	{"complete", "Requested In_progress", func(d desk, id int64) *talaantest.Answer { return d.complete(id) }},
	{"change", "Requested In_progress Done", func(d desk, id int64) *talaantest.Answer {
		return d.Client("doctor").Patch(labPath(id, ""), body{"request_note": "Fasting"})
	}},
	{"album", "Requested In_progress Done", func(d desk, id int64) *talaantest.Answer {
		return d.album(id, description("Smear"), file("a.txt", "a"))
	}},
	{"uploaded albums", "Requested In_progress Done", func(d desk, id int64) *talaantest.Answer {
		return d.Client("nurse").Post(labPath(id, "/uploaded-albums"), body{"albums": []body{{"description": "X", "upload_ids": []int64{d.upload("nurse", "b.txt", "b")}}}})
	}},
	{"cancel", "Requested In_progress Done", func(d desk, id int64) *talaantest.Answer {
		return d.Client("doctor").Post(labPath(id, "/cancel"), body{"reason": "Entered in error"})
	}},
}

// Every act in every stage: it is done, or refused with the stage and nothing
// of it is written.
func TestEveryActInEveryStage(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d desk) {
		for _, s := range stages {
			for _, a := range acts {
				id := s.make(d)
				before := d.Client("admin").Get(labPath(id, "")).Expect(http.StatusOK)
				got := a.do(d, id)
				if slices.Contains(strings.Fields(a.in), s.status) {
					if got.Status != http.StatusOK && got.Status != http.StatusCreated {
						t.Errorf("%s of a test that is %s: %d %s", a.name, s.status, got.Status, got.Text)
					}
					continue
				}
				got.Refused(http.StatusConflict, "")
				if words := strings.ToLower(strings.ReplaceAll(s.status, "_", " ")); !strings.Contains(got.String("detail"), "is "+words) || !strings.Contains(got.String("detail"), before.String("code")) {
					t.Errorf("%s of a test that is %s: %s", a.name, s.status, got.String("detail"))
				}
				if after := d.Client("admin").Get(labPath(id, "")); after.Text != before.Text {
					t.Errorf("the refused %s wrote: %s", a.name, after.Text)
				}
			}
		}
	})
}

// Which stages of a case allow to ask for tests, and which to do them.
func TestStagesOfTheCase(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d desk) {
		for _, s := range []struct {
			status    string
			open, got bool // may be asked for; a result may come
			make      func() *talaantest.Case
		}{
			{"Pending", true, true, func() *talaantest.Case { return d.CheckIn() }},
			{"Ready for coding", true, true, func() *talaantest.Case { return d.CheckIn().Confirm("Inpatient") }},
			{"Admitted", true, true, func() *talaantest.Case { return d.Inpatient("30.00") }},
			{"Outpatient", true, true, func() *talaantest.Case { return d.Outpatient() }},
			{"Discharged", false, true, func() *talaantest.Case { return d.Outpatient().Discharge() }},
			{"Cancelled", false, false, func() *talaantest.Case {
				c := d.CheckIn()
				d.Client("receptionist").Post(c.Path("/cancel"), body{"reason": "Left"}).Expect(http.StatusOK)
				return c
			}},
		} {
			c := s.make()
			asked := d.Client("doctor").Post(c.Path("/lab-requests"), body{"test_type": "CBC"})
			written := d.Client("nurse").Post("/labs", body{"encounter_id": c.EncounterID, "test_type": "CBC", "result_summary": "Normal"})
			for _, a := range []struct {
				allowed bool
				got     *talaantest.Answer
			}{{s.open, asked}, {s.got, written}} {
				if a.allowed {
					a.got.Expect(http.StatusCreated)
				} else if a.got.Refused(http.StatusConflict, ""); !strings.Contains(a.got.String("detail"), "is "+s.status) {
					t.Errorf("%s: %s", s.status, a.got.Text)
				}
			}
		}

		// What was asked for before the discharge is done after it; what was asked
		// for before the case was cancelled goes with it.
		c := d.Outpatient()
		late := d.request(c, body{"test_type": "Culture"})
		c.Discharge()
		d.complete(late).Expect(http.StatusOK)

		c = d.CheckIn()
		gone := d.request(c, body{"test_type": "Culture"})
		kept := d.result(c, nil)
		d.Client("receptionist").Post(c.Path("/cancel"), body{"reason": "Patient left"}).Expect(http.StatusOK)
		if got := d.Client("doctor").Get(labPath(gone, "")); got.String("status") != "Cancelled" || got.String("cancel_reason") != "Patient left" || got.String("cancelled_by_name") != d.User("receptionist").Name {
			t.Errorf("the request of a cancelled case: %s", got.Text)
		}
		if got := d.Client("doctor").Get(labPath(kept, "")); got.String("status") != "Done" {
			t.Errorf("the result of a cancelled case: %s", got.Text)
		}
		for _, a := range acts[2:5] {
			a.do(d, kept).Refused(http.StatusConflict, "")
		}
		acts[5].do(d, kept).Expect(http.StatusOK)
	})
}

func TestWhoMayDoWhat(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d desk) {
		c := d.Outpatient()
		for role, may := range map[string]string{
			"admin": "ask write read", "doctor": "ask write read", "nurse": "write read", "coder": "read", "teller": "", "receptionist": "",
		} {
			client := d.Client(role)
			check := func(what string, success int, got *talaantest.Answer) {
				t.Helper()
				want := http.StatusForbidden
				if slices.Contains(strings.Fields(may), what) {
					want = success
				}
				if got.Status != want {
					t.Errorf("a %s who wants to %s was answered %d %s", role, what, got.Status, got.Text)
				}
			}
			check("ask", 201, client.Post(c.Path("/lab-requests"), body{"test_type": "CBC"}))
			id := d.result(c, nil)
			check("read", 200, client.Get(labPath(id, "")))
			check("read", 200, client.Get("/labs"))
			check("write", 200, client.Patch(labPath(id, ""), body{"result_summary": "Other"}))
			check("write", 201, client.Form(labPath(id, "/albums"), description("X"), file("a.txt", "a")))
			check("write", 200, client.Post(labPath(id, "/cancel"), body{"reason": "Error"}))
		}
	})
}

// What is missing or cannot be is refused by name, and nothing is written.
func TestRefusedFields(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d desk) {
		c := d.Outpatient()
		old := d.Service("Old test", "10.00")
		d.Client("admin").Patch(fmt.Sprintf("/services/%d", old), body{"active": false}).Expect(http.StatusOK)
		foreign := d.upload("doctor", "a.txt", "a")
		good := func() body {
			return body{"encounter_id": c.EncounterID, "test_type": "CBC", "result_summary": "Normal"}
		}
		for _, r := range []struct {
			field string
			value any
			at    string
		}{
			{"encounter_id", 999999, "body.encounter_id"}, {"encounter_id", 0, "body.encounter_id"}, {"test_type", "", "body.test_type"}, {"test_type", "  ", "body.test_type"}, {"test_type", "!?", "body.test_type"},
			{"test_type", strings.Repeat("x", 161), "body.test_type"}, {"result_summary", "", "body.result_summary"}, {"result_summary", " \n ", "body.result_summary"}, {"result_summary", nil, "body.result_summary"},
			{"service_id", 999999, "body.service_id"}, {"service_id", old, "body.service_id"},
			{"values", []body{{"analyte": "K", "value": "1"}, {"analyte": "%", "value": "1"}}, "body.values[1].analyte"},
			{"values", []body{{"analyte": "K"}}, "body.values[0].value"}, {"values", []body{{"analyte": "K", "value": "1", "flag_set": "X"}}, "body.values[0].flag_set"},
			{"values", slices.Repeat([]body{{"analyte": "K", "value": "1"}}, 201), "body.values"},
			{"albums", []body{{"description": "X", "upload_ids": []int64{}}}, "body.albums[0].upload_ids"}, {"albums", []body{{"description": "", "upload_ids": []int64{1}}}, "body.albums[0].description"},
			{"albums", []body{{"description": "X", "upload_ids": []int64{999999}}}, "body.albums[0].upload_ids[0]"},
			{"albums", []body{{"description": "X", "upload_ids": []int64{d.upload("nurse", "b.txt", "b")}}, {"description": "X", "upload_ids": []int64{foreign}}}, "body.albums[1].upload_ids[0]"},
		} {
			b := good()
			b[r.field] = r.value
			d.Client("nurse").Post("/labs", b).Refused(http.StatusUnprocessableEntity, r.at)
		}
		missing := good()
		delete(missing, "result_summary")
		d.Client("nurse").Post("/labs", missing).Refused(http.StatusUnprocessableEntity, "body.result_summary")
		d.Client("doctor").Post(c.Path("/lab-requests"), body{"test_type": " . "}).Refused(http.StatusUnprocessableEntity, "body.test_type")
		d.Client("doctor").Post(c.Path("/lab-requests"), body{}).Refused(http.StatusUnprocessableEntity, "body.test_type")
		d.Client("doctor").Post("/encounters/999999/lab-requests", body{"test_type": "CBC"}).Refused(http.StatusNotFound, "")
		if got := d.Client("doctor").Get("/labs").List("items"); len(got) != 0 {
			t.Errorf("refused ones were written: %v", got)
		}
		id := d.request(c, body{"test_type": "CBC"})
		d.Client("nurse").Post(labPath(id, "/complete"), body{}).Refused(http.StatusUnprocessableEntity, "body.result_summary")
		d.Client("nurse").Post(labPath(id, "/cancel"), body{"reason": " "}).Refused(http.StatusUnprocessableEntity, "body.reason")
		d.Client("nurse").Patch(labPath(id, ""), body{"values": nil}).Refused(http.StatusUnprocessableEntity, "body.values")
		d.Client("nurse").Patch(labPath(id, ""), body{"test_type": " "}).Refused(http.StatusUnprocessableEntity, "body.test_type")
		d.Client("nurse").Patch(labPath(id, ""), body{"status": "Done"}).Refused(http.StatusUnprocessableEntity, "body.status")
	})
}

// The whole test is changed in place; who edited an old copy hears of it and
// sees what is there now.
func TestChange(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d desk) {
		id := d.result(d.Outpatient(), body{"values": []body{{"analyte": "Na", "value": "140"}, {"analyte": "K", "value": "4.1", "reference_range": "3.5-5.1"}}})
		nurse := d.Client("nurse")
		version := nurse.Get(labPath(id, "")).Int("version")
		got := nurse.Patch(labPath(id, ""), body{
			"version": version, "test_type": "Electrolytes", "request_note": "Stat", "urgent": true, "result_summary": "High potassium",
			"values": []body{{"analyte": "K", "value": "6.9", "reference_range": "3.5-5.1", "flag_set": "HH"}, {"analyte": "Cl", "value": "101"}, {"analyte": "Na", "value": "139"}},
		}).Expect(http.StatusOK)
		if got.String("test_type") != "Electrolytes" || got.String("request_note") != "Stat" || got.At("urgent") != true || got.String("result_summary") != "High potassium" ||
			len(got.List("values")) != 3 || got.String("values.0.flag") != "HH" || got.String("values.1.analyte") != "Cl" || got.Int("version") != version+1 {
			t.Errorf("changed: %s", got.Text)
		}
		stale := d.Client("doctor").Patch(labPath(id, ""), body{"version": version, "result_summary": "Mine"}).Refused(http.StatusConflict, "body.version")
		if stale.String("current.result_summary") != "High potassium" || stale.Int("current.version") != version+1 {
			t.Errorf("stale: %s", stale.Text)
		}
		nurse.Patch(labPath(id, ""), body{"result_summary": ""}).Refused(http.StatusUnprocessableEntity, "body.result_summary")
		if got := nurse.Patch(labPath(id, ""), body{"result_summary": "Only this"}).Expect(http.StatusOK); len(got.List("values")) != 3 || got.String("values.0.value") != "6.9" {
			t.Errorf("values were lost: %s", got.Text)
		}
		if got := nurse.Patch(labPath(id, ""), body{"values": []body{}}).Expect(http.StatusOK); len(got.List("values")) != 0 {
			t.Errorf("values stayed: %s", got.Text)
		}
		if got := nurse.Patch(labPath(id, ""), body{}).Expect(http.StatusOK); got.Int("version") != version+3 {
			t.Errorf("an empty change: %s", got.Text)
		}
		nurse.Patch(labPath(999999, ""), body{"result_summary": "x"}).Refused(http.StatusNotFound, "")

		// A draft is saved before the result is complete, and kept unless it is sent again.
		open := d.request(d.Outpatient(), body{"test_type": "CBC"})
		draft := nurse.Patch(labPath(open, ""), body{"values": []body{{"analyte": "Hb", "value": "12"}}}).Expect(http.StatusOK)
		nurse.Post(labPath(open, "/complete"), body{"result_summary": "x", "version": draft.Int("version") - 1}).Refused(http.StatusConflict, "body.version")
		if got := nurse.Post(labPath(open, "/complete"), body{"result_summary": "Normal", "version": draft.Int("version")}).Expect(http.StatusOK); len(got.List("values")) != 1 {
			t.Errorf("the draft was lost: %s", got.Text)
		}
	})
}

// atOnce runs f n times at the same time and returns the answers.
func atOnce(n int, f func(i int) *talaantest.Answer) []*talaantest.Answer {
	answers := make([]*talaantest.Answer, n)
	var ready, done sync.WaitGroup
	ready.Add(n)
	for i := range n {
		done.Go(func() {
			ready.Done()
			ready.Wait()
			answers[i] = f(i)
		})
	}
	done.Wait()
	return answers
}

// statuses counts the answers.
func statuses(answers []*talaantest.Answer) map[int]int {
	out := map[int]int{}
	for _, a := range answers {
		out[a.Status]++
	}
	return out
}

func TestAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d desk) {
		c := d.Outpatient()
		service := d.Service("CBC", "250.00")
		users := []*talaantest.Client{d.Client("nurse"), d.Client("doctor"), d.Client("admin"), d.Client("surgeon")}
		id := d.request(c, body{"test_type": "CBC", "service_id": service})
		if got := statuses(atOnce(8, func(i int) *talaantest.Answer {
			return users[i%len(users)].Post(labPath(id, "/complete"), body{"result_summary": fmt.Sprint("Result ", i)})
		})); got[200] != 1 || got[409] != 7 {
			t.Errorf("eight who complete one test: %v", got)
		}
		if charges := c.Bill().List("charges"); len(charges) != 1 {
			t.Errorf("%d charges for one test", len(charges))
		}
		id = d.request(c, body{"test_type": "CBC", "service_id": service})
		if got := statuses(atOnce(8, func(i int) *talaantest.Answer { return users[i%len(users)].Post(labPath(id, "/start"), nil) })); got[200] != 1 || got[409] != 7 {
			t.Errorf("eight who begin: %v", got)
		}
		// One form, sent again and again.
		same := atOnce(8, func(int) *talaantest.Answer {
			return users[0].WithKey("result").Post(labPath(id, "/complete"), body{"result_summary": "Normal"})
		})
		if got := statuses(same); got[200] != 8 || len(c.Bill().List("charges")) != 2 {
			t.Errorf("one form eight times: %v, %s", got, c.Bill().Text)
		}
		// Kinds of tests nobody has asked for before, by many at once.
		for _, a := range atOnce(8, func(i int) *talaantest.Answer {
			return users[1].Post(c.Path("/lab-requests"), body{"test_type": []string{"Ferritin", "FERRITIN"}[i%2]})
		}) {
			a.Expect(http.StatusCreated)
		}
		if got := users[0].Get("/lab-tests?q=ferritin").List("items"); len(got) != 1 {
			t.Errorf("kinds of tests: %v", got)
		}
		// A cancellation and a completion: whoever is second is refused or undoes the charge.
		id = d.request(c, body{"test_type": "CBC", "service_id": service})
		both := atOnce(2, func(i int) *talaantest.Answer {
			if i == 0 {
				return users[0].Post(labPath(id, "/complete"), body{"result_summary": "Normal"})
			}
			return users[1].Post(labPath(id, "/cancel"), body{"reason": "Not wanted"})
		})
		if both[1].Expect(http.StatusOK); d.Client("doctor").Get(labPath(id, "")).String("status") != "Cancelled" || c.Bill().String("total_due") != "500.00" {
			t.Errorf("completed %d, and the bill is %s", both[0].Status, c.Bill().Text)
		}
	})
}
