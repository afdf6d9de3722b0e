package app_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"talaan/internal/talaantest"
)

// Faults that were found by trying to break the program; each came back as a test.

// The same person checked in at several desks at once is one patient.
func TestOnePersonAtManyDesks(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		desk := h.Client("receptionist")
		oneWins(t, "check-in", http.StatusCreated, atOnce(6, func(int) *talaantest.Answer {
			return desk.Post("/check-ins", body{"patient": body{"family_name": "Bautista", "given_name": "Lourdes", "date_of_birth": "1970-01-02"}})
		}))
	})
}

// A request that comes in again while the first is still at work gets the
// first one's answer, not a refusal because the work is done.
func TestRepetitionWaitsForItsFirst(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.Inpatient("30.00")
		again := func(what, user, path string, send any) {
			answers := atOnce(6, func(int) *talaantest.Answer { return h.Client(user).WithKey(what).Post(path, send) })
			for _, a := range answers {
				if a.Status >= 300 || a.Text != answers[0].Text {
					t.Errorf("%s: %d %s", what, a.Status, a.Text)
				}
			}
		}
		again("discharge", "doctor", c.Path("/discharge"), body{"disposition": "Discharged", "result": "Improved", "final_diagnosis": "Well"})
		again("final bill", "teller", c.BillPath("/finalize"), nil)
		again("whole payment", "teller", c.BillPath("/payments"), body{"amount": "30.00"})
	})
}

// An answer is not repeated to someone who may no longer see it, and another
// password is another request.
func TestReplayKnowsRightsAndSecrets(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.Inpatient("30.00")
		pay := func() *talaantest.Answer {
			return h.Client("teller").WithKey("k").Post(c.BillPath("/payments"), body{"amount": "5.00"})
		}
		pay().Expect(http.StatusCreated)
		h.Client("admin").Patch(fmt.Sprintf("/users/%d", h.User("teller").ID), body{"roles": []string{"Teller", "Nurse"}}).Expect(http.StatusOK)
		pay().Refused(http.StatusUnprocessableEntity, "header.Idempotency-Key")

		admin := h.Client("admin").WithKey("new user")
		user := body{"user_id": "maria", "password": "first long password", "roles": []string{"Nurse"}}
		admin.Post("/users", user).Expect(http.StatusCreated)
		admin.Post("/users", user).Expect(http.StatusCreated)
		user["password"] = "second long password"
		admin.Post("/users", user).Refused(http.StatusUnprocessableEntity, "header.Idempotency-Key")
	})
}

// What a client says it accepts cannot make the answer fail after the act.
func TestStrangeAcceptHeader(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.Inpatient("30.00")
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.URL+"/api/v1"+c.BillPath("/payments"), strings.NewReader(`{"amount": "10.00"}`))
		talaantest.Must(t, err)
		req.Header.Set("Authorization", "Bearer "+h.Client("teller").Token)
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Accept", "garbage;;;,,")
		res, err := http.DefaultClient.Do(req)
		talaantest.Must(t, err)
		text, err := io.ReadAll(res.Body)
		talaantest.Must(t, err)
		talaantest.Must(t, res.Body.Close())
		if res.StatusCode != http.StatusCreated || len(c.Bill().List("payments")) != 1 {
			t.Errorf("%d %s", res.StatusCode, text)
		}
	})
}

// A reason for a physician of another department is asked for by the code's
// department, whoever sets the case's by hand, and goes when it is not needed.
func TestOverrideFollowsTheCode(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		surgery := h.Department("Surgery")
		h.Client("admin").Post("/icd-mappings", body{"icd_code": "K35", "department_id": surgery}).Expect(http.StatusCreated)
		bed := h.Bed("30.00")
		c := h.CheckIn().Confirm("Inpatient")
		finalize := body{"bed_id": bed, "icd_code": "K35.8"}
		teller := h.Client("teller")
		teller.Post(c.Path("/finalize"), finalize).Refused(http.StatusConflict, "body.override_reason")
		teller.Patch(c.Path(""), body{"icd_code": "K35.8", "department_id": h.Department("Internal Medicine")}).Expect(http.StatusOK)
		teller.Post(c.Path("/finalize"), body{"bed_id": bed}).Refused(http.StatusConflict, "body.override_reason")

		d := h.CheckIn()
		h.Client("doctor").Post(d.Path("/confirm"), body{"decision": "Inpatient", "attending_physician_id": h.User("doctor").ID, "principal_diagnosis": "Pain", "icd_code": "K35.8", "override_reason": "On call alone"}).Expect(http.StatusOK)
		a := h.Client("coder").Post(d.Path("/finalize"), body{"bed_id": bed, "icd_code": "J18.9"}).Expect(http.StatusOK)
		if got := a.String("encounter.override_reason"); got != "" {
			t.Errorf("the corrected case still gives the reason %q", got)
		}
	})
}

// What a deposit leaves over stays in sight: the bill is open, the case not archived.
func TestCreditKeepsTheCaseOpen(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.Inpatient("30.00")
		paid := h.Client("teller").Post(c.BillPath("/payments"), body{"amount": "100.00"}).Expect(http.StatusCreated).Int("id")
		c.Discharge().FinalBill()
		archived := func() bool { return h.Client("doctor").Get(c.Path("")).At("archived_at") != nil }
		if open := h.Client("teller").Get("/bills?open=true").List("items"); len(open) != 1 || archived() {
			t.Errorf("open bills %v, archived %v", open, archived())
		}
		h.Client("teller").Post(fmt.Sprintf("/payments/%d/void", paid), body{"reason": "Wrong amount"}).Expect(http.StatusCreated)
		h.Client("teller").Post(c.BillPath("/payments"), body{"amount": "30.00"}).Expect(http.StatusCreated)
		if open := h.Client("teller").Get("/bills?open=true").List("items"); len(open) != 0 || !archived() {
			t.Errorf("open bills %v, archived %v", open, archived())
		}
	})
}

// Nothing is written on a case after its discharge, however close together.
func TestNotesAgainstDischarge(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.Inpatient("30.00")
		h.Clock.Advance(time.Hour)
		atOnce(7, func(i int) *talaantest.Answer {
			if i == 3 {
				return h.Client("doctor").Post(c.Path("/discharge"), body{"disposition": "Discharged", "result": "Improved", "final_diagnosis": "Well"}).Expect(http.StatusOK)
			}
			return h.Client("nurse").Post(c.Path("/notes"), body{"body": "Seen"})
		})
		h.Client("nurse").Post(c.Path("/notes"), body{"body": "Late"}).Refused(http.StatusConflict, "")
	})
}

// A save of nothing changes nothing, and text cannot turn what follows it around.
func TestSmallThings(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.CheckIn()
		h.Client("receptionist").Post(c.Path("/cancel"), body{"reason": "Left"}).Expect(http.StatusOK)
		before := h.Client("doctor").Get(c.Path("")).Int("version")
		if after := h.Client("doctor").Patch(c.Path(""), body{}).Expect(http.StatusOK).Int("version"); after != before {
			t.Errorf("version %d became %d", before, after)
		}
		h.Client("receptionist").Patch(fmt.Sprintf("/patients/%d", c.PatientID), body{"address": "abc\u202edef"}).Refused(http.StatusUnprocessableEntity, "body.address")
		refused := h.Client("receptionist").Patch(c.Path(""), body{"icd_code": "A00", "main_complaint": "x"}).Refused(http.StatusForbidden, "body.icd_code")
		if !strings.Contains(refused.Text, "is written by Doctor, Coder, Teller or Admin") {
			t.Errorf("who writes the code: %s", refused.Text)
		}
	})
}
