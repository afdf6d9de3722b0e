package app_test

import (
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"

	"talaan/internal/talaantest"
)

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

// tally counts the answers by status.
func tally(answers []*talaantest.Answer) map[int]int {
	out := map[int]int{}
	for _, a := range answers {
		out[a.Status]++
	}
	return out
}

// oneWins checks that one answer succeeded and all others were conflicts.
func oneWins(t *testing.T, what string, success int, answers []*talaantest.Answer) *talaantest.Answer {
	t.Helper()
	got := tally(answers)
	if got[success] != 1 || got[success]+got[http.StatusConflict] != len(answers) {
		for _, a := range answers {
			if a.Status != success && a.Status != http.StatusConflict {
				t.Logf("%d %s", a.Status, a.Text)
			}
		}
		t.Fatalf("%s: answered %v", what, got)
	}
	return answers[slices.IndexFunc(answers, func(a *talaantest.Answer) bool { return a.Status == success })]
}

func TestFiftyCheckInsAtOnce(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		desk := h.Client("receptionist")
		answers := atOnce(50, func(i int) *talaantest.Answer {
			return desk.Post("/check-ins", body{"patient": body{"family_name": fmt.Sprintf("Reyes %c%c", 'A'+i/10, 'A'+i%10), "given_name": "Ana", "phone": fmt.Sprintf("0917 555 %04d", i)}})
		})
		var codes, numbers []string
		for _, a := range answers {
			codes = append(codes, a.Expect(http.StatusCreated).String("patient.code"))
			numbers = append(numbers, a.String("encounter.case_number"))
		}
		slices.Sort(codes)
		slices.Sort(numbers)
		if n := len(slices.Compact(codes)); n != 50 {
			t.Errorf("%d different patient codes", n)
		}
		for i, n := range numbers {
			if want := fmt.Sprintf("CN20260615-%04d", i+1); n != want {
				t.Fatalf("case number %s, not %s: %v", n, want, numbers)
			}
		}
	})
}

func TestOneBedForMany(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		bed := h.Bed("30.00")
		cases := make([]*talaantest.Case, 20)
		for i := range cases {
			cases[i] = h.CheckIn().Confirm("Inpatient")
		}
		coder := h.Client("coder")
		oneWins(t, "one bed", http.StatusOK, atOnce(len(cases), func(i int) *talaantest.Answer {
			return coder.Post(cases[i].Path("/finalize"), body{"bed_id": bed})
		}))
		if bills := coder.Get("/bills").List("items"); len(bills) != 1 {
			t.Errorf("%d bills for one admission", len(bills))
		}
		if waiting := coder.Get("/encounters?status=Ready_for_Coding").List("items"); len(waiting) != 19 {
			t.Errorf("%d cases still wait, not 19", len(waiting))
		}
		// And one case, finalised by many into beds of their own.
		left := coder.Get("/encounters?status=Ready_for_Coding").Int("items.0.id")
		beds := make([]int64, 8)
		for i := range beds {
			beds[i] = h.Bed("30.00")
		}
		oneWins(t, "one case", http.StatusOK, atOnce(len(beds), func(i int) *talaantest.Answer {
			return coder.Post(fmt.Sprintf("/encounters/%d/finalize", left), body{"bed_id": beds[i]})
		}))
		if free := coder.Get("/beds?free=true").List("items"); len(free) != 7 {
			t.Errorf("%d beds are free, not 7", len(free))
		}
	})
}

func TestOneOpenCasePerPatient(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.Outpatient().Discharge()
		desk := h.Client("receptionist")
		path := fmt.Sprintf("/patients/%d/encounters", c.PatientID)
		oneWins(t, "returning", http.StatusCreated, atOnce(10, func(int) *talaantest.Answer { return desk.Post(path, body{}) }))
		if cases := desk.Get(path).List("items"); len(cases) != 2 {
			t.Errorf("the patient has %d cases, not 2", len(cases))
		}
		if next := h.CheckIn(); h.Client("doctor").Get(next.Path("")).String("case_number") != "CN20260615-0003" {
			t.Error("the refused ones used up case numbers")
		}
	})
}

func TestPaymentsAtOnce(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.Outpatient()
		h.Client("nurse").Post(c.BillPath("/charges"), body{"service_id": h.Service("X-ray", "100.00"), "quantity": 1}).Expect(http.StatusCreated)
		c.Discharge().FinalBill()
		teller := h.Client("teller")

		// A double click, many times over.
		same := atOnce(20, func(int) *talaantest.Answer {
			return teller.WithKey("form-1").Post(c.BillPath("/payments"), body{"amount": "10.00", "tendered": "20.00"})
		})
		replayed := 0
		for _, a := range same {
			if a.Expect(http.StatusCreated).Text != same[0].Text {
				t.Errorf("one key, two answers: %s and %s", same[0].Text, a.Text)
			}
			if a.Header.Get("Idempotency-Replayed") == "true" {
				replayed++
			}
		}
		if bill := c.Bill(); bill.String("total_paid") != "10.00" || len(bill.List("payments")) != 1 || replayed != 19 {
			t.Errorf("one key paid %s, replayed %d times", bill.Text, replayed)
		}

		// Twenty windows, each taking 30.00 of the 90.00 that are due.
		windows := atOnce(20, func(i int) *talaantest.Answer {
			return teller.WithKey(fmt.Sprintf("window-%d", i)).Post(c.BillPath("/payments"), body{"amount": "30.00"})
		})
		if got := tally(windows); got[http.StatusCreated] != 3 || got[http.StatusConflict]+got[http.StatusUnprocessableEntity] != 17 {
			t.Errorf("windows were answered %v", got)
		}
		bill := c.Bill()
		if bill.String("balance") != "0.00" || bill.String("status") != "Paid" {
			t.Errorf("the bill is %s with a balance of %s", bill.String("status"), bill.String("balance"))
		}
		for i := range 4 {
			if n := bill.Int(fmt.Sprintf("payments.%d.receipt_number", i)); n != int64(i+1) {
				t.Errorf("receipt %d has number %d", i+1, n)
			}
		}
		first := bill.Int("payments.0.id")
		oneWins(t, "void", http.StatusCreated, atOnce(10, func(int) *talaantest.Answer {
			return teller.Post(fmt.Sprintf("/payments/%d/void", first), body{"reason": "Wrong"})
		}))
		if bill := c.Bill(); bill.String("balance") != "10.00" || bill.String("status") != "Partial" {
			t.Errorf("after the void: %s", bill.Text)
		}
	})
}

func TestTransferAgainstDischarge(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		beds := []int64{h.Bed("30.00"), h.Bed("50.00")}
		nurse, doctor := h.Client("nurse"), h.Client("doctor")
		for range 5 {
			c := h.CheckIn().Confirm("Inpatient").Admit(beds[0])
			answers := atOnce(3, func(i int) *talaantest.Answer {
				if i > 0 {
					return doctor.Post(c.Path("/discharge"), body{"disposition": "Discharged", "result": "Improved", "final_diagnosis": "Well"})
				}
				if err := h.Billing.Tick(t.Context()); err != nil {
					t.Errorf("tick: %v", err)
				}
				return nurse.Post(c.Path("/transfer"), body{"bed_id": beds[1]})
			})
			oneWins(t, "discharge", http.StatusOK, answers[1:])
			moved := answers[0].Status == http.StatusOK
			if !moved && answers[0].Status != http.StatusConflict {
				t.Errorf("the transfer was answered %s", answers[0].Text)
			}
			want := "30.00"
			if moved {
				want = "80.00"
			}
			bill := c.Bill()
			if bill.String("total_due") != want || bill.At("charges.0.running") != false {
				t.Errorf("moved %v, and the bill is %s", moved, bill.Text)
			}
			if free := nurse.Get("/beds?free=true").List("items"); len(free) != 2 {
				t.Fatalf("%d beds are free, not 2", len(free))
			}
		}
	})
}

func TestSavesAtOnce(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.CheckIn()
		nurse, doctor := h.Client("nurse"), h.Client("doctor")
		oneWins(t, "one version", http.StatusOK, atOnce(10, func(i int) *talaantest.Answer {
			return nurse.Patch(c.Path(""), body{"version": 1, "main_complaint": fmt.Sprint("Pain ", i)})
		}))
		// Without a version each writes its own fields, and none is lost.
		fields := []string{"main_complaint", "present_illness", "physical_examination", "current_condition", "clinical_findings", "treatment_plan"}
		for _, a := range atOnce(len(fields), func(i int) *talaantest.Answer {
			return doctor.Patch(c.Path(""), body{fields[i]: fields[i]})
		}) {
			a.Expect(http.StatusOK)
		}
		got := doctor.Get(c.Path(""))
		for _, f := range fields {
			if got.String(f) != f {
				t.Errorf("%s was lost: %q", f, got.String(f))
			}
		}
		if got.Int("version") != int64(2+len(fields)) {
			t.Errorf("version %d after %d saves", got.Int("version"), 1+len(fields))
		}
	})
}

func TestOneDefaultDepartment(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		admin := h.Client("admin")
		var ids []int64
		for i := range 6 {
			ids = append(ids, admin.Post("/departments", body{"name": fmt.Sprint("Department ", i)}).Expect(http.StatusCreated).Int("id"))
		}
		for _, a := range atOnce(len(ids), func(i int) *talaantest.Answer {
			return admin.Patch(fmt.Sprintf("/departments/%d", ids[i]), body{"is_default": true})
		}) {
			a.Expect(http.StatusOK)
		}
		defaults := 0
		list := admin.Get("/departments")
		for i := range list.List("items") {
			if list.At(fmt.Sprintf("items.%d.is_default", i)) == true {
				defaults++
			}
		}
		if defaults != 1 {
			t.Errorf("%d departments are the default: %s", defaults, list.Text)
		}
	})
}

func TestOneNameAtOnce(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		admin := h.Client("admin")
		oneWins(t, "rooms of one name", http.StatusCreated, atOnce(8, func(int) *talaantest.Answer {
			return admin.Post("/rooms", body{"name": "Ward 5", "hourly_rate": "10.00"})
		}))
		oneWins(t, "users of one id", http.StatusCreated, atOnce(8, func(int) *talaantest.Answer {
			return admin.Post("/users", body{"user_id": "twin", "password": talaantest.Password, "roles": []string{"Nurse"}})
		}))
	})
}
