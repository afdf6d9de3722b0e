package billing_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"talaan/internal/billing"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

type body = map[string]any

// made is a service with a category and a VAT treatment.
func made(h *talaantest.Hospital, name, category, price, vat string) int64 {
	h.T.Helper()
	return h.Client("admin").Post("/services", body{"name": name, "category": category, "price": price, "vat_treatment": vat}).Expect(http.StatusCreated).Int("id")
}

const rates = `code,description,hospital_part,professional_part,effective_from,effective_to
CAP-MR,"Pneumonia, moderate risk",14000.00,6000.00,2024-01-01,
DEN-WS,Dengue with warning signs,5600.00,2400.00,2024-01-01,2026-12-31
DEN-WS,Dengue with warning signs,9000.00,4000.00,2027-01-01,
OLD-1,No longer paid,100.00,100.00,2020-01-01,2025-12-31
`

func importRates(h *talaantest.Hospital) {
	h.T.Helper()
	h.Client("admin").Post("/case-rates/import", body{"csv": rates}).Expect(http.StatusOK)
}

// charge charges one of a service, as the teller.
func charge(h *talaantest.Hospital, c *talaantest.Case, service int64) int64 {
	h.T.Helper()
	return h.Client("teller").Post(c.BillPath("/charges"), body{"service_id": service}).Expect(http.StatusCreated).Int("id")
}

// seniorInpatient has the charges of the worked example.
func seniorInpatient(h *talaantest.Hospital) *talaantest.Case {
	h.T.Helper()
	importRates(h)
	c := h.Outpatient()
	charge(h, c, made(h, "Hospital care", "Others", "50000.00", "Exempt"))
	charge(h, c, made(h, "Surgeon's fee", "Professional fee", "22400.00", "VATable"))
	return c
}

func reduce(h *talaantest.Hospital, c *talaantest.Case) {
	h.T.Helper()
	teller := h.Client("teller")
	teller.Post(c.BillPath("/hmo"), body{"name": "Medicard", "approval_number": "LOA-1", "approved_amount": "25000.00"}).Expect(http.StatusCreated)
	teller.Post(c.BillPath("/philhealth"), body{"member_number": "12-345678901-2", "first_case_rate": "cap-mr", "second_case_rate": "DEN-WS"}).Expect(http.StatusCreated)
	teller.Post(c.BillPath("/statutory-discount"), body{"kind": "senior", "id_type": "OSCA ID", "id_number": "1234"}).Expect(http.StatusCreated)
}

func expect(t *testing.T, a *talaantest.Answer, want map[string]string) {
	t.Helper()
	for path, text := range want {
		if got := fmt.Sprint(a.At(path)); got != text {
			t.Errorf("%s is %s, want %s", path, got, text)
		}
	}
}

// The worked example of a senior in-patient, claimed in the wrong order, running
// and final: the final bill is what the running one said, and is its entries alone.
func TestSeniorInpatient(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := seniorInpatient(h)
		reduce(h, c)
		want := map[string]string{
			"total_charges": "72400.00", "total_discounts": "16400.00", "total_coverage": "49000.00", "total_due": "7000.00", "status": "Unpaid",
			"total.vat_exemption": "2400.00", "total.statutory_discount": "14000.00", "total.philhealth": "24000.00", "total.hmo": "25000.00", "total.patient_share": "7000.00",
			"categories.5.category": "Professional fee", "categories.5.charges": "22400.00", "categories.5.statutory_discount": "4000.00", "categories.5.philhealth": "7200.00",
			"categories.6.charges": "50000.00", "categories.6.statutory_discount": "10000.00", "categories.6.philhealth": "16800.00",
			"vat.vatable_sales": "0.00", "vat.vat_exempt_sales": "70000.00", "charges.1.doctor_name": "Test Doctor", "entitlements.0.applied": "25000.00",
		}
		expect(t, c.Bill(), want)
		if n := len(h.Client("teller").Get(c.BillPath("/adjustments")).List("items")); n != 0 {
			t.Errorf("%d entries before the bill is final", n)
		}
		listed := h.Client("teller").Get("/bills").Expect(http.StatusOK)
		expect(t, listed, map[string]string{"items.0.total_due": "7000.00", "items.0.total_discounts": "16400.00", "items.0.balance": "7000.00"})

		c.Discharge().FinalBill()
		expect(t, c.Bill(), want)
		entries := h.Client("teller").Get(c.BillPath("/adjustments")).Expect(http.StatusOK)
		if n := len(entries.List("items")); n != 7 { // VAT, and three on each charge
			t.Errorf("%d entries: %s", n, entries.Text)
		}
		expect(t, h.Client("teller").Get("/bills"), map[string]string{"items.0.total_due": "7000.00", "items.0.status": "Unpaid"})
		verified(t, h)
	})
}

// verified ends the test when the ledger does not add up.
func verified(t *testing.T, h *talaantest.Hospital) {
	t.Helper()
	for _, f := range faults(t, h) {
		t.Errorf("bill %d: %s", f.BillID, f.What)
	}
}

func faults(t *testing.T, h *talaantest.Hospital) []billing.LedgerFault {
	t.Helper()
	var list []billing.LedgerFault
	_, err := h.Billing.VerifyLedger(t.Context(), func(f billing.LedgerFault) error {
		list = append(list, f)
		return nil
	})
	talaantest.Must(t, err)
	return list
}

// What reduces a bill is claimed once, withdrawn with a reason, and claimed anew.
func TestEntitlementsAreRecords(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.Outpatient()
		charge(h, c, made(h, "Paracetamol", "Drugs and medicine", "1120.00", "VATable"))
		teller := h.Client("teller")
		senior := body{"kind": "senior", "id_type": "OSCA ID", "id_number": "1"}
		teller.Post(c.BillPath("/statutory-discount"), body{"kind": "senior", "id_type": " ", "id_number": "1"}).Refused(http.StatusUnprocessableEntity, "body.id_type")
		teller.Post(c.BillPath("/statutory-discount"), body{"kind": "senior", "id_type": "OSCA ID"}).Refused(http.StatusUnprocessableEntity, "body.id_number")
		h.Client("nurse").Post(c.BillPath("/statutory-discount"), senior).Refused(http.StatusForbidden, "")
		expectDue(t, c, "1120.00")
		id := teller.Post(c.BillPath("/statutory-discount"), senior).Expect(http.StatusCreated).Int("id")
		teller.Post(c.BillPath("/statutory-discount"), senior).Refused(http.StatusConflict, "")
		teller.Post(c.BillPath("/statutory-discount"), body{"kind": "pwd", "id_type": "PWD ID", "id_number": "2"}).Expect(http.StatusCreated)
		expectDue(t, c, "800.00") // one of the two
		path := c.BillPath(fmt.Sprintf("/entitlements/%d/withdraw", id))
		teller.Post(path, body{"reason": " "}).Refused(http.StatusUnprocessableEntity, "body.reason")
		h.Outpatient()
		other := h.Outpatient()
		teller.Post(other.BillPath(fmt.Sprintf("/entitlements/%d/withdraw", id)), body{"reason": "x"}).Refused(http.StatusNotFound, "")
		if got := teller.Post(path, body{"reason": "The card is another person's"}).Expect(http.StatusCreated); got.String("withdrawn.by_name") != "Test Teller" {
			t.Errorf("%s", got.Text)
		}
		teller.Post(path, body{"reason": "Again"}).Refused(http.StatusConflict, "")
		expectDue(t, c, "800.00") // the PWD's now
		expect(t, c.Bill(), map[string]string{"entitlements.0.withdrawn.reason": "The card is another person's", "entitlements.0.applied": "0.00", "entitlements.1.applied": "320.00"})
		teller.Post(c.BillPath("/statutory-discount"), senior).Expect(http.StatusCreated)
		expectDue(t, c, "800.00")
		verified(t, h)
	})
}

func TestPhilHealthClaims(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		importRates(h)
		c := h.Outpatient()
		charge(h, c, h.Service("Care", "30000.00"))
		claim := func(first, second string) *talaantest.Answer {
			b := body{"member_number": "12-345678901-2", "first_case_rate": first}
			if second != "" {
				b["second_case_rate"] = second
			}
			return h.Client("teller").Post(c.BillPath("/philhealth"), b)
		}
		claim("NONE", "").Refused(http.StatusUnprocessableEntity, "body.first_case_rate")
		claim("OLD-1", "").Refused(http.StatusUnprocessableEntity, "body.first_case_rate")
		claim("CAP-MR", "OLD-1").Refused(http.StatusUnprocessableEntity, "body.second_case_rate")
		claim("CAP-MR", "CAP-MR").Refused(http.StatusUnprocessableEntity, "body.second_case_rate")
		claim("CAP-MR", "cap-mr").Refused(http.StatusUnprocessableEntity, "body.second_case_rate")
		expectDue(t, c, "30000.00")
		claim("CAP-MR", "DEN-WS").Expect(http.StatusCreated)
		expectDue(t, c, "13200.00") // 14,000 and half of 5,600, the rate of this year
		expect(t, h.Client("teller").Get("/case-rates?q=dengue"), map[string]string{"items.0.hospital_part": "5600.00", "next": "<nil>"})
		expect(t, h.Client("teller").Get("/case-rates?q=den&on=2027-03-01"), map[string]string{"items.0.hospital_part": "9000.00"})
		if n := len(h.Client("teller").Get("/case-rates").List("items")); n != 2 {
			t.Errorf("%d rates in effect", n)
		}
		page := h.Client("teller").Get("/case-rates?limit=1")
		if next := h.Client("teller").Get("/case-rates?limit=1&cursor=" + page.String("next")); next.String("items.0.code") != "DEN-WS" {
			t.Errorf("after %s comes %s", page.Text, next.Text)
		}
	})
}

// Case rates that a bill uses keep their amounts; others can be corrected.
func TestImportCaseRates(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		admin := h.Client("admin")
		take := func(csv string) *talaantest.Answer {
			return admin.Post("/case-rates/import", body{"csv": csv}).Expect(http.StatusOK)
		}
		dry := admin.Post("/case-rates/import", body{"csv": rates, "dry_run": true}).Expect(http.StatusOK)
		expect(t, dry, map[string]string{"added": "4"})
		expect(t, take(rates), map[string]string{"added": "4", "unchanged": "0"})
		expect(t, take(rates), map[string]string{"added": "0", "unchanged": "4"})
		c := h.Outpatient()
		h.Client("teller").Post(c.BillPath("/philhealth"), body{"member_number": "1", "first_case_rate": "CAP-MR"}).Expect(http.StatusCreated)
		got := take(`code,description,hospital_part,professional_part,effective_from,effective_to
CAP-MR,Pneumonia,1.00,6000.00,2024-01-01,
CAP-MR,Pneumonia,15000.00,6500.00,2027-01-01,
den-ws,Dengue,5600.00,2500.00,2024-01-01,2026-12-31
X,,1.00,1.00,2024-01-01,
X,x,1.005,1.00,2024-01-01,
X,x,1.00,-1.00,2024-01-01,
X,x,1.00,1.00,15/06/2024,
X,x,1.00,1.00,2024-01-01,2023-01-01
X,x,1000000000000000,1.00,2024-01-01,
X,x,1.00,1.00
`)
		expect(t, got, map[string]string{"added": "1", "changed": "1", "refused.0.line": "2", "refused.0.column": "hospital_part", "refused.1.column": "description",
			"refused.2.column": "hospital_part", "refused.3.column": "professional_part", "refused.4.column": "effective_from", "refused.5.column": "effective_to", "refused.6.column": "hospital_part", "refused.7.line": "11"})
		admin.Post("/case-rates/import", body{"csv": "code,price\nX,1"}).Refused(http.StatusUnprocessableEntity, "body.csv")
		admin.Post("/case-rates/import", body{"csv": "code\nX"}).Refused(http.StatusUnprocessableEntity, "body.csv")
		h.Client("teller").Post("/case-rates/import", body{"csv": rates}).Refused(http.StatusForbidden, "")
	})
}

func TestOtherDiscounts(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.Outpatient()
		id := charge(h, c, h.Service("Care", "1000.00"))
		admin, path := h.Client("admin"), c.BillPath("/other-discount")
		h.Client("teller").Post(path, body{"name": "Employee", "percent": 5, "reason": "Nurse's mother"}).Refused(http.StatusForbidden, "")
		admin.Post(path, body{"name": "Employee", "percent": 5}).Refused(http.StatusUnprocessableEntity, "body.reason")
		admin.Post(path, body{"name": "Employee", "reason": "x"}).Refused(http.StatusUnprocessableEntity, "body.percent")
		admin.Post(path, body{"name": "Employee", "reason": "x", "percent": 5, "amount": "1.00"}).Refused(http.StatusUnprocessableEntity, "body.percent")
		admin.Post(path, body{"name": "Employee", "reason": "x", "percent": 11}).Refused(http.StatusUnprocessableEntity, "body.percent")
		for _, bad := range []string{"0.00", "-1.00", "1.005", "1000000000000000", "100.01"} {
			admin.Post(path, body{"name": "Employee", "reason": "x", "amount": bad}).Refused(http.StatusUnprocessableEntity, "body.amount")
		}
		expectDue(t, c, "1000.00")
		settings := admin.Get("/billing-settings").Expect(http.StatusOK)
		admin.Patch("/billing-settings", body{"other_discount_limit_percent": 101}).Refused(http.StatusUnprocessableEntity, "body.other_discount_limit_percent")
		h.Client("teller").Patch("/billing-settings", body{"other_discount_limit_percent": 50}).Refused(http.StatusForbidden, "")
		admin.Patch("/billing-settings", body{"other_discount_limit_percent": 25, "version": settings.Int("version")}).Expect(http.StatusOK)
		admin.Patch("/billing-settings", body{"other_discount_limit_percent": 30, "version": settings.Int("version")}).Refused(http.StatusConflict, "body.version")
		granted := admin.Post(path, body{"name": "Charity", "reason": "x", "amount": "250.00"}).Expect(http.StatusCreated)
		expectDue(t, c, "750.00")
		h.Client("teller").Post(c.BillPath(fmt.Sprintf("/entitlements/%d/withdraw", granted.Int("id"))), body{"reason": "x"}).Refused(http.StatusForbidden, "")
		// The limit holds also when the bill shrinks.
		charge(h, c, h.Service("Small care", "100.00"))
		h.Client("teller").Post(c.BillPath(fmt.Sprintf("/charges/%d/reverse", id)), body{"reason": "Wrong patient"}).Expect(http.StatusCreated)
		expectDue(t, c, "75.00")
		verified(t, h)
	})
}

// After the bill is final, what reduces it changes by contra entries, by who may
// and with a reason.
func TestChangesOfAFinalBill(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := seniorInpatient(h)
		reduce(h, c)
		c.Discharge().FinalBill()
		teller, admin := h.Client("teller"), h.Client("admin")
		hmo := c.Bill().Int("entitlements.0.id")
		path := c.BillPath(fmt.Sprintf("/entitlements/%d/withdraw", hmo))
		teller.Post(path, body{"reason": "Denied"}).Refused(http.StatusForbidden, "")
		h.Clock.Advance(48 * time.Hour)
		admin.Post(path, body{"reason": "The HMO has denied it"}).Expect(http.StatusCreated)
		expectDue(t, c, "32000.00")
		again := body{"name": "Medicard", "approval_number": "LOA-2", "approved_amount": "10000.00"}
		teller.Post(c.BillPath("/hmo"), again).Refused(http.StatusForbidden, "")
		admin.Post(c.BillPath("/hmo"), again).Refused(http.StatusUnprocessableEntity, "body.reason")
		again["reason"] = "Approved in part"
		admin.Post(c.BillPath("/hmo"), again).Expect(http.StatusCreated)
		expectDue(t, c, "22000.00")
		entries := admin.Get(c.BillPath("/adjustments")).List("items")
		if len(entries) != 11 { // 7, the HMO's two undone, its two new ones
			t.Errorf("%d entries", len(entries))
		}
		verified(t, h)

		// A charge that is reversed now takes its discounts with it.
		teller.Post(c.BillPath(fmt.Sprintf("/charges/%d/reverse", c.Bill().Int("charges.1.id"))), body{"reason": "Not done"}).Expect(http.StatusCreated)
		expectDue(t, c, "13200.00") // 40,000 - 16,800 - 10,000
		expect(t, c.Bill(), map[string]string{"total.vat_exemption": "0.00", "charges.1.patient_share": "0.00", "charges.0.hmo": "10000.00"})
		verified(t, h)
		teller.Post(c.BillPath("/payments"), body{"amount": "13200.00"}).Expect(http.StatusCreated)
		expect(t, c.Bill(), map[string]string{"status": "Paid", "balance": "0.00"})
		verified(t, h)
	})
}

// Two tellers issue the final bill at once, another one charges meanwhile: one
// of the first two wins, and the bill is whole either way.
func TestFinaliseAtOnce(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := seniorInpatient(h)
		reduce(h, c)
		care := h.Service("Late care", "100.00")
		c.Discharge()
		teller, admin := h.Client("teller"), h.Client("admin")
		var all sync.WaitGroup
		answers := make([]*talaantest.Answer, 3)
		for i, do := range []func() *talaantest.Answer{
			func() *talaantest.Answer { return teller.Post(c.BillPath("/finalize"), nil) },
			func() *talaantest.Answer { return admin.Post(c.BillPath("/finalize"), nil) },
			func() *talaantest.Answer { return teller.Post(c.BillPath("/charges"), body{"service_id": care}) },
		} {
			all.Go(func() { answers[i] = do() })
		}
		all.Wait()
		if a, b := answers[0].Status, answers[1].Status; a+b != http.StatusOK+http.StatusConflict {
			t.Errorf("the two are answered %d and %d", a, b)
		}
		want := "7000.00"
		switch answers[2].Status {
		case http.StatusCreated:
			want = "7080.00" // less the senior's 20 percent
		case http.StatusConflict:
		default:
			t.Errorf("the charge is answered %d: %s", answers[2].Status, answers[2].Text)
		}
		expectDue(t, c, want)
		verified(t, h)
	})
}

// A lost answer is asked for again with the same key: one record.
func TestClaimIsMadeOncePerKey(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.Outpatient()
		teller := h.Client("teller").WithKey("claim-1")
		hmo := body{"name": "Medicard", "approval_number": "LOA-1", "approved_amount": "25000.00"}
		first := teller.Post(c.BillPath("/hmo"), hmo).Expect(http.StatusCreated)
		if again := teller.Post(c.BillPath("/hmo"), hmo).Expect(http.StatusCreated); again.Text != first.Text {
			t.Errorf("first %s, then %s", first.Text, again.Text)
		}
		for _, bad := range []string{"0.00", "-1.00", "1.005", "1000000000000000"} {
			h.Client("teller").Post(h.Outpatient().BillPath("/hmo"), body{"name": "M", "approval_number": "1", "approved_amount": bad}).Refused(http.StatusUnprocessableEntity, "body.approved_amount")
		}
	})
}

// Each amount of a bill opens into how it came to be.
func TestExplanation(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := seniorInpatient(h)
		reduce(h, c)
		teller := h.Client("teller")
		due := teller.Get(c.BillPath("/explanation?key=total_due")).Expect(http.StatusOK)
		if n := len(due.List("items")); n != 1 || due.String("items.0.amount") != "7000.00" {
			t.Errorf("%s", due.Text)
		}
		ph := teller.Get(c.BillPath("/explanation?key=philhealth")).Text
		for _, want := range []string{"CAP-MR", "DEN-WS", "50 percent of ₱5,600.00 is ₱2,800.00", "effect from 2024-01-01", "12-345678901-2"} {
			if !strings.Contains(ph, want) {
				t.Errorf("PhilHealth is explained without %q: %s", want, ph)
			}
		}
		if n := len(teller.Get(c.BillPath("/explanation?key=nonsense")).List("items")); n != 0 {
			t.Errorf("%d explanations of nonsense", n)
		}
		teller.Get("/bills/999999/explanation").Refused(http.StatusNotFound, "")
	})
}

// A further kind of charge is a row and a column: nothing that is there changes.
func TestRoomForAFurtherKind(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.Outpatient()
		charge(h, c, h.Service("Care", "1000.00"))
		exec := func(query string, args ...any) error {
			return h.Tx("admin", func(ctx context.Context, tx *sqldb.Tx) error {
				_, err := tx.Exec(ctx, query, args...)
				return err
			})
		}
		insert := `INSERT INTO charges (bill_id, kind, category, vat_treatment, description, quantity, unit_price, price_reason, date_availed, running, reason, added_at, added_by%s)
			SELECT bill_id, 'medicine', category, 'VATable', 'Paracetamol', 1, 500, '', '', 0, '', added_at, added_by%s FROM charges`
		if exec(fmt.Sprintf(insert, "", "")) == nil {
			t.Error("a charge of an unknown kind is taken")
		}
		talaantest.Must(t, exec(`INSERT INTO charge_kinds (kind) VALUES ('medicine')`))
		talaantest.Must(t, exec(`ALTER TABLE charges ADD COLUMN medicine_id BIGINT NULL CHECK ((kind = 'medicine') = (medicine_id IS NOT NULL))`))
		if exec(fmt.Sprintf(insert, "", "")) == nil {
			t.Error("a charge for nothing is taken")
		}
		talaantest.Must(t, exec(fmt.Sprintf(insert, ", medicine_id", ", 7")))
		if exec(`UPDATE charges SET service_id = NULL WHERE kind = 'service'`) == nil || exec(`UPDATE charges SET medicine_id = 7`) == nil {
			t.Error("a charge is for nothing, or for two things")
		}
		expect(t, c.Bill(), map[string]string{"total_charges": "1005.00", "charges.1.kind": "medicine"})
	})
}
