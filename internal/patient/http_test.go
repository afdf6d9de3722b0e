package patient_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"talaan/internal/talaantest"
)

type body = map[string]any

// Somebody of the same name, in whatever order and accents, who shares the
// birth date or the phone, may be the same person; the desk decides.
func TestPossibleDuplicates(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		desk := h.Client("receptionist")
		checkIn := func(family, given, born, phone string, distinct bool) *talaantest.Answer {
			return desk.Post("/check-ins", body{
				"patient": body{"family_name": family, "given_name": given, "date_of_birth": born, "phone": phone}, "confirm_distinct": distinct,
			})
		}
		first := checkIn("Dela Peña", "José", "1980-05-17", "0917 555 0101", false).Expect(http.StatusCreated)
		code := first.String("patient.code")
		for _, c := range []struct {
			family, given, born, phone string
			same                       bool
		}{
			{"dela pena", "JOSE", "1980-05-17", "", true},
			{"José", "Dela Peña", "1980-05-17", "", true},
			{"Peña", "Jose Dela", "1980-05-17", "", true},
			{"Dela Peña", "José", "", "+63 917-555-0101", true},
			{"Dela Peña", "José", "1999-01-01", "09175550101", true},
			{"Dela Peña", "José", "1980-05-18", "", false},
			{"Dela Peña", "José", "", "0917 555 0102", false},
			{"Dela Peña", "Josefa", "1980-05-17", "0917 555 0101", false},
			{"Dela Peña", "Mario", "", "", false},
		} {
			query := fmt.Sprintf("/patients/possible-duplicates?family_name=%s&given_name=%s&date_of_birth=%s&phone=%s", url.QueryEscape(c.family), url.QueryEscape(c.given), c.born, url.QueryEscape(c.phone))
			warned := len(desk.Get(query).Expect(http.StatusOK).List("items")) > 0
			if warned != c.same {
				t.Errorf("%s, %s born %s with phone %s: warned %v", c.family, c.given, c.born, c.phone, warned)
			}
			if !c.same {
				continue
			}
			got := checkIn(c.family, c.given, c.born, c.phone, false).Refused(http.StatusConflict, "body.confirm_distinct")
			if got.String("possible_duplicates.0.code") != code || len(got.List("possible_duplicates")) != 1 {
				t.Errorf("the refusal shows %s", got.Text)
			}
		}
		if all := desk.Get("/patients").List("items"); len(all) != 1 {
			t.Fatalf("%d patients after refused check-ins", len(all))
		}
		twin := checkIn("Dela Peña", "José", "1980-05-17", "", true).Expect(http.StatusCreated)
		if twin.String("patient.code") == code {
			t.Error("two persons share a code")
		}
		// A deleted record warns of nothing.
		for _, a := range []*talaantest.Answer{first, twin} {
			desk.Patch(fmt.Sprintf("/patients/%d", a.Int("patient.id")), body{"status": "Deleted"}).Refused(http.StatusConflict, "body.status")
			desk.Post(fmt.Sprintf("/encounters/%d/cancel", a.Int("encounter.id")), body{"reason": "Left"}).Expect(http.StatusOK)
			desk.Patch(fmt.Sprintf("/patients/%d", a.Int("patient.id")), body{"status": "Deleted"}).Expect(http.StatusOK)
		}
		checkIn("Dela Peña", "José", "1980-05-17", "0917 555 0101", false).Expect(http.StatusCreated)
		desk.Post(fmt.Sprintf("/patients/%d/encounters", first.Int("patient.id")), body{}).Refused(http.StatusConflict, "")
	})
}

func TestFindingPatients(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		desk := h.Client("receptionist")
		add := func(p body) *talaantest.Answer {
			return desk.Post("/check-ins", body{"patient": p}).Expect(http.StatusCreated)
		}
		jose := add(body{"family_name": "Dela Peña", "given_name": "José Maria", "middle_name": "Cruz", "suffix": "Jr.", "phone": "0917 555 0101"})
		ana := add(body{"family_name": "O'Brien", "given_name": "Ana"})
		id, other := jose.Int("patient.id"), ana.Int("patient.id")
		found := func(q string, want ...int64) {
			t.Helper()
			got := desk.Get("/patients?q=" + url.QueryEscape(q)).Expect(http.StatusOK)
			var ids []int64
			for i := range got.List("items") {
				ids = append(ids, got.Int(fmt.Sprintf("items.%d.id", i)))
			}
			if fmt.Sprint(ids) != fmt.Sprint(want) {
				t.Errorf("%q finds %v, not %v", q, ids, want)
			}
		}
		for _, q := range []string{"dela pena", "PEÑA jose", "maria dela", "jos pen", "cruz", "0917-555-0101", "+63 917 555 0101", jose.String("patient.code"), "jr"} {
			found(q, id)
		}
		found("obrien", other)
		found("o'b", other)
		found("pena ana")
		found("%")
		found("eña")
		// A changed name is found by the new one, and not by the old.
		desk.Patch(fmt.Sprintf("/patients/%d", other), body{"family_name": "Lim", "archived": true}).Expect(http.StatusOK)
		found("obrien")
		found("lim", other)
		if listed := desk.Get("/patients").List("items"); len(listed) != 1 {
			t.Errorf("%d listed, although one is archived", len(listed))
		}
		if hit := desk.Get("/search?q=" + url.QueryEscape("pena jose")); hit.String("items.0.kind") != "patient" || hit.Int("items.0.id") != id {
			t.Errorf("search finds %s", hit.Text)
		}
		if hit := desk.Get("/search?q=cn20260615-0002"); hit.String("items.0.kind") != "encounter" {
			t.Errorf("search by case number finds %s", hit.Text)
		}
	})
}

func TestAgeOfAPatient(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		desk := h.Client("receptionist")
		p := desk.Post("/check-ins", body{"patient": body{"family_name": "Lim", "given_name": "Ana", "age_when_unknown": 40}}).Expect(http.StatusCreated)
		path := fmt.Sprintf("/patients/%d", p.Int("patient.id"))
		if p.Int("patient.age") != 40 || p.Int("encounter.patient.age") != 40 {
			t.Errorf("at check-in: %s", p.Text)
		}
		h.Clock.Advance(2 * 366 * 24 * time.Hour)
		if got := desk.Get(path); got.Int("age") != 42 {
			t.Errorf("two years later: %s", got.Text)
		}
		desk.Patch(path, body{"phone": "1"}).Expect(http.StatusOK)
		if got := desk.Get(path); got.Int("age") != 42 || got.Int("age_when_unknown") != 40 {
			t.Errorf("another save made %s", got.Text)
		}
		desk.Patch(path, body{"age_when_unknown": 50}).Expect(http.StatusOK)
		if got := desk.Get(path); got.Int("age") != 50 {
			t.Errorf("corrected: %s", got.Text)
		}
		// Midnight is the hospital's: born on 17 June 1988, 40 from that day on in Manila.
		desk.Patch(path, body{"date_of_birth": "1988-06-17"}).Expect(http.StatusOK)
		h.Clock.Set(time.Date(2028, 6, 16, 15, 59, 59, 0, time.UTC))
		if got := desk.Get(path); got.Int("age") != 39 || got.At("age_when_unknown") != nil {
			t.Errorf("before midnight: %s", got.Text)
		}
		h.Clock.Advance(time.Second)
		if got := desk.Get(path); got.Int("age") != 40 {
			t.Errorf("after midnight: %s", got.Text)
		}
		// So are the days of case numbers.
		if next := h.CheckIn(); h.Client("doctor").Get(next.Path("")).String("case_number") != "CN20280617-0001" {
			t.Error("the case number is of another day")
		}
	})
}

func TestMedicalHistory(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c, nurse := h.CheckIn(), h.Client("nurse")
		path := fmt.Sprintf("/patients/%d/medical-history", c.PatientID)
		id := nurse.Post(path, body{"kind": "Allergy", "description": "Penicillin"}).Expect(http.StatusCreated).Int("id")
		retire := fmt.Sprintf("%s/%d/retire", path, id)
		other := fmt.Sprintf("/patients/%d/medical-history/%d/retire", h.CheckIn().PatientID, id)
		nurse.Post(other, body{"reason": "Not hers"}).Refused(http.StatusNotFound, "")
		got := nurse.Post(retire, body{"reason": "Tolerated twice"}).Expect(http.StatusOK)
		if got.String("retired_reason") != "Tolerated twice" || got.At("retired_at") == nil {
			t.Errorf("struck out: %s", got.Text)
		}
		nurse.Post(retire, body{"reason": "Again"}).Refused(http.StatusConflict, "")
		if all := nurse.Get(path).List("items"); len(all) != 1 {
			t.Errorf("a struck-out item is gone: %v", all)
		}
		trail := h.Client("admin").Get(fmt.Sprintf("/audit?entity=medical_history&id=%d", id))
		if trail.String("items.0.action") != "struck out" || trail.String("items.0.reason") != "Tolerated twice" {
			t.Errorf("the trail: %s", trail.Text)
		}
	})
}
