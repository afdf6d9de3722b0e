package privacy_test

import (
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"talaan/internal/talaantest"
)

type body = map[string]any

// Records are due when the years of the law have passed since the last case,
// longer for those who lay in a bed; a hold is shown beside.
func TestRetention(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		in, out := h.Inpatient("30.00").Discharge(), h.Outpatient().Discharge()
		open := h.CheckIn()
		admin := h.Client("admin")
		due := func(query string) (names []int64) {
			list := admin.Get("/retention" + query).Expect(http.StatusOK)
			for i := range list.List("items") {
				names = append(names, list.Int(fmt.Sprintf("items.%d.patient.id", i)))
			}
			return names
		}
		day := func(years, days int) string {
			return "?on=" + h.Clock.Now().In(time.FixedZone("Manila", 8*60*60)).AddDate(years, 0, days).Format(time.DateOnly)
		}
		for query, want := range map[string][]int64{
			"": nil, day(7, 0): nil, day(7, 1): {out.PatientID}, day(10, 0): {out.PatientID}, day(10, 1): {in.PatientID, out.PatientID},
			day(10, 1) + "&limit=1": {in.PatientID},
		} {
			if got := due(query); !slices.Equal(got, want) {
				t.Errorf("due %s: %v, not %v", query, got, want)
			}
		}
		page := admin.Get("/retention" + day(10, 1) + "&limit=1").Expect(http.StatusOK)
		if rest := due(day(10, 1) + "&limit=1&cursor=" + page.String("next")); !slices.Equal(rest, []int64{out.PatientID}) {
			t.Errorf("the next page: %v", rest)
		}
		if page.String("items.0.keep_until") != "2036-06-15" || page.At("items.0.inpatient") != true || page.String("items.0.held_for") != "" {
			t.Errorf("the inpatient's record: %s", page.Text)
		}
		admin.Post(fmt.Sprintf("/patients/%d/legal-holds", in.PatientID), body{"reason": "A case in court"}).Expect(http.StatusCreated)
		if held := admin.Get("/retention" + day(10, 1)).Expect(http.StatusOK); held.String("items.0.held_for") != "A case in court" {
			t.Errorf("a record on hold: %s", held.Text)
		}
		admin.Patch("/retention-settings", body{"inpatient_years": 7, "version": 0}).Expect(http.StatusOK)
		if got := due(day(7, 1)); !slices.Equal(got, []int64{in.PatientID, out.PatientID}) {
			t.Errorf("with other years: %v", got)
		}
		admin.Patch("/retention-settings", body{"inpatient_years": 0}).Refused(http.StatusUnprocessableEntity, "body.inpatient_years")
		admin.Get("/retention?on=soon").Refused(http.StatusUnprocessableEntity, "query.on")
		h.Client("doctor").Get("/retention").Expect(http.StatusForbidden)
		_ = open
	})
}

func TestLegalHolds(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.CheckIn()
		admin := h.Client("admin")
		path := fmt.Sprintf("/patients/%d/legal-holds", c.PatientID)
		var wg sync.WaitGroup
		got := make([]int, 4)
		for i := range got {
			wg.Go(func() { got[i] = admin.Post(path, body{"reason": "A case in court"}).Status })
		}
		wg.Wait()
		slices.Sort(got)
		if !slices.Equal(got, []int{201, 409, 409, 409}) {
			t.Errorf("four place a hold at once: %v", got)
		}
		list := admin.Get("/legal-holds").Expect(http.StatusOK)
		if len(list.List("items")) != 1 || list.String("items.0.placed_by_name") != "Test Admin" || list.Int("items.0.patient.id") != c.PatientID {
			t.Errorf("holds: %s", list.Text)
		}
		lift := fmt.Sprintf("/legal-holds/%d/lift", list.Int("items.0.id"))
		admin.Post(lift, body{"reason": ""}).Refused(http.StatusUnprocessableEntity, "body.reason")
		h.Client("doctor").Post(lift, body{"reason": "Over"}).Expect(http.StatusForbidden)
		admin.Post(lift, body{"reason": "The court has decided"}).Expect(http.StatusOK)
		admin.Post(lift, body{"reason": "Again"}).Expect(http.StatusConflict)
		admin.Post("/legal-holds/999/lift", body{"reason": "None"}).Expect(http.StatusNotFound)
		admin.Post("/patients/999/legal-holds", body{"reason": "None"}).Expect(http.StatusNotFound)
		if n := len(admin.Get("/legal-holds").Expect(http.StatusOK).List("items")); n != 0 {
			t.Errorf("%d holds are left", n)
		}
		admin.Post(path, body{"reason": "Another case"}).Expect(http.StatusCreated)
		if all := admin.Get(fmt.Sprintf("/legal-holds?all=true&patient_id=%d", c.PatientID)).Expect(http.StatusOK); len(all.List("items")) != 2 || all.String("items.1.lift_reason") != "The court has decided" {
			t.Errorf("all holds: %s", all.Text)
		}
		if trail := admin.Get("/audit?entity=legal_hold").Expect(http.StatusOK); len(trail.List("items")) != 3 || trail.Int("items.0.patient_id") != c.PatientID {
			t.Errorf("the trail: %s", trail.Text)
		}
	})
}

func TestCorrectionRequests(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.CheckIn()
		desk, admin := h.Client("receptionist"), h.Client("admin")
		path := fmt.Sprintf("/patients/%d/correction-requests", c.PatientID)
		r := desk.Post(path, body{"requester": "Ana Cruz", "wrong": "The birthday", "wish": "1 May 1980", "received_on": "2026-06-01"}).Expect(http.StatusCreated)
		if r.String("status") != "Open" || r.String("due_on") != "2026-06-16" || r.At("overdue") != false || r.String("written_by_name") != "Test Receptionist" {
			t.Errorf("written down: %s", r.Text)
		}
		for _, day := range []string{"2026-06-16", "2020-01-01", "June"} {
			desk.Post(path, body{"requester": "Ana Cruz", "wrong": "The birthday", "received_on": day}).Refused(http.StatusUnprocessableEntity, "body.received_on")
		}
		if late := desk.Post(path, body{"requester": "Ana Cruz", "wrong": "The address", "received_on": "2026-05-15"}).Expect(http.StatusCreated); late.At("overdue") != true || late.String("due_on") != "2026-05-30" {
			t.Errorf("a month late: %s", late.Text)
		}
		desk.Post(path, body{"requester": "", "wrong": "x"}).Refused(http.StatusUnprocessableEntity, "body.requester")
		desk.Post("/patients/999/correction-requests", body{"requester": "Ana", "wrong": "x"}).Expect(http.StatusNotFound)
		decide := fmt.Sprintf("/correction-requests/%d/decide", r.Int("id"))
		desk.Post(decide, body{"status": "Corrected", "answer": "Done"}).Expect(http.StatusForbidden)
		h.Clock.Advance(3 * 24 * time.Hour)
		if list := admin.Get("/correction-requests?status=Open").Expect(http.StatusOK); list.At("items.1.overdue") != true || list.Int("items.1.patient.id") != c.PatientID {
			t.Errorf("three days later: %s", list.Text)
		}
		admin.Post(decide, body{"status": "Open", "answer": "Later"}).Refused(http.StatusUnprocessableEntity, "body.status")
		got := make([]int, 3)
		var wg sync.WaitGroup
		for i := range got {
			wg.Go(func() { got[i] = admin.Post(decide, body{"status": "Refused", "answer": fmt.Sprint("No ", i)}).Status })
		}
		wg.Wait()
		slices.Sort(got)
		if !slices.Equal(got, []int{200, 409, 409}) {
			t.Errorf("three answer at once: %v", got)
		}
		desk.Post(path, body{"requester": "Ana Cruz", "wrong": "The phone"}).Expect(http.StatusCreated)
		// The open ones come first, by the day they are due, whole or page by page.
		of := fmt.Sprintf("/correction-requests?patient_id=%d", c.PatientID)
		var wrong []string
		for page, cursor := 0, ""; page < 3; page++ {
			list := desk.Get(of + "&limit=1" + cursor).Expect(http.StatusOK)
			wrong = append(wrong, list.String("items.0.wrong"))
			if page < 2 {
				cursor = "&cursor=" + list.String("next")
			}
		}
		if !slices.Equal(wrong, []string{"The address", "The phone", "The birthday"}) {
			t.Errorf("page by page: %v", wrong)
		}
		if list := desk.Get(of).Expect(http.StatusOK); list.String("items.2.status") != "Refused" || list.String("items.2.decided_by_name") != "Test Admin" || list.At("items.2.overdue") != false {
			t.Errorf("answered: %s", list.Text)
		}
	})
}
