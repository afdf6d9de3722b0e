package billing_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"talaan/internal/talaantest"
)

func TestServiceCodes(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		admin := h.Client("admin")
		xray := admin.Post("/services", body{"code": "RAD-001", "name": "Chest X-ray", "price": "120.00"}).Expect(http.StatusCreated)
		if xray.String("vat_treatment") != "Exempt" || xray.String("category") != "Others" {
			t.Errorf("%s", xray.Text)
		}
		admin.Post("/services", body{"code": "rad 001", "name": "Skull X-ray", "price": "150.00"}).Refused(http.StatusConflict, "body.code")
		admin.Post("/services", body{"code": "RAD-002", "name": "chest x-ray", "price": "150.00"}).Refused(http.StatusConflict, "body.name")
		admin.Post("/services", body{"code": "---", "name": "Skull X-ray", "price": "150.00"}).Refused(http.StatusUnprocessableEntity, "body.code")
		admin.Post("/services", body{"name": "Skull X-ray", "price": "150.00", "vat_treatment": "Zero"}).Refused(http.StatusUnprocessableEntity, "body.vat_treatment")
		skull := admin.Post("/services", body{"name": "Skull X-ray", "price": "150.00"}).Expect(http.StatusCreated).Int("id")
		admin.Post("/services", body{"name": "Hand X-ray", "price": "90.00"}).Expect(http.StatusCreated) // no code, as another
		path := fmt.Sprintf("/services/%d", skull)
		admin.Patch(path, body{"code": "RAD-001"}).Refused(http.StatusConflict, "body.code")
		admin.Patch(path, body{"code": "RAD-002"}).Expect(http.StatusOK)
		admin.Patch(path, body{"code": "RAD-002", "price": "155.00"}).Expect(http.StatusOK)
		for q, want := range map[string]string{"rad-002": "Skull X-ray", "RAD 001": "Chest X-ray", "skull": "Skull X-ray"} {
			got := h.Client("nurse").Get("/services?q=" + strings.ReplaceAll(q, " ", "%20")).Expect(http.StatusOK)
			if n := len(got.List("items")); n != 1 || got.String("items.0.name") != want {
				t.Errorf("%s finds %s", q, got.Text)
			}
		}
		admin.Delete(path).Expect(http.StatusNoContent)
	})
}

// Every price a service had is kept, with when and who.
func TestPriceHistory(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		id := h.Service("CBC", "250.00")
		path := fmt.Sprintf("/services/%d", id)
		h.Client("admin").Patch(path, body{"price": "300.00"}).Expect(http.StatusOK)
		h.Client("admin").Patch(path, body{"name": "Complete blood count"}).Expect(http.StatusOK)
		h.Client("admin").Patch(path, body{"price": "275.00"}).Expect(http.StatusOK)
		got := h.Client("teller").Get(path + "/prices").Expect(http.StatusOK)
		if n := len(got.List("items")); n != 3 {
			t.Errorf("%d prices: %s", n, got.Text)
		}
		expect(t, got, map[string]string{"items.0.price": "275.00", "items.1.price": "300.00", "items.2.price": "250.00", "items.0.changed_by_name": "Test Admin", "items.2.from": "2026-06-15T02:00:00Z"})
		h.Client("teller").Get("/services/999999/prices").Refused(http.StatusNotFound, "")
		h.Client("receptionist").Get(path+"/prices").Refused(http.StatusForbidden, "")
	})
}

// What is exported is taken back unchanged, formulas and all.
func TestPriceListThereAndBack(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		admin := h.Client("admin")
		for i, name := range []string{"=HYPERLINK(\"http://x\")", "+1 Care", "-Care", "@SUM", "'Quoted", "'=Both", "Plain, with \"quotes\"", "Niño"} {
			admin.Post("/services", body{"name": name, "price": fmt.Sprintf("%d.50", i), "code": fmt.Sprintf("C-%d", i), "category": "Medical supplies"}).Expect(http.StatusCreated)
		}
		admin.Patch("/services/1", body{"active": false}).Expect(http.StatusOK)
		out := admin.Get("/services/export").Expect(http.StatusOK)
		if ct := out.Header.Get("Content-Type"); ct != "text/csv; charset=utf-8" || !strings.Contains(out.Header.Get("Content-Disposition"), "price-list-2026-06-15.csv") {
			t.Errorf("%v", out.Header)
		}
		for line := range strings.Lines(out.Text) {
			for cell := range strings.SplitSeq(strings.TrimPrefix(line, "\ufeff"), ",") {
				if strings.ContainsRune("=+-@", rune(strings.TrimPrefix(cell, `"`)[0])) {
					t.Errorf("a spreadsheet takes %s for a formula", cell)
				}
			}
		}
		expect(t, admin.Post("/services/import", body{"csv": out.Text}).Expect(http.StatusOK), map[string]string{"added": "0", "changed": "0", "unchanged": "8"})
		dearer := strings.ReplaceAll(out.Text, ".50,", ".75,")
		expect(t, admin.Post("/services/import", body{"csv": dearer, "dry_run": true}).Expect(http.StatusOK), map[string]string{"changed": "8", "dry_run": "true"})
		if again := admin.Get("/services/export"); again.Text != out.Text {
			t.Error("a dry run changes something")
		}
		expect(t, admin.Post("/services/import", body{"csv": dearer}).Expect(http.StatusOK), map[string]string{"changed": "8"})
		if again := admin.Get("/services/export"); again.Text != dearer {
			t.Errorf("%s\nis not\n%s", again.Text, dearer)
		}
		expect(t, admin.Get("/services/1/prices"), map[string]string{"items.0.price": "0.75", "items.1.price": "0.50", "items.0.changed_by_name": "Test Admin"})
		h.Client("teller").Post("/services/import", body{"csv": dearer}).Refused(http.StatusForbidden, "")
	})
}

// Good rows are taken, each bad one is named with its line and what is wrong.
func TestImportReportsEveryRefusedRow(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		admin := h.Client("admin")
		admin.Post("/services", body{"name": "CBC", "price": "250.00"}).Expect(http.StatusCreated)
		admin.Post("/services", body{"name": "Urinalysis", "code": "LAB-2", "price": "80.00"}).Expect(http.StatusCreated)
		text := `Code,Name,Category,Price,VAT treatment,Active
LAB-1,CBC,Laboratory and diagnostic,260.00,Exempt,yes
LAB-3,Blood chemistry,Laboratory and diagnostic,950,,
LAB-4,,Others,1.00,,
LAB-5,Bad price,Others,1.005,,
LAB-6,Bad price too,Others,-1.00,,
LAB-7,Far too dear,Others,1000000000000000,,
LAB-8,No price,Others,,,
LAB-9,Bad group,Laboratories,1.00,,
LAB-10,Bad VAT,Others,1.00,Zero,
LAB-11,Bad switch,Others,1.00,,maybe
LAB-9X,Urinalysis,Others,1.00,,
LAB-3,Again,Others,1.00,,
LAB-12,Too few,Others
LAB-13,` + strings.Repeat("x", 161) + `,Others,1.00,,
LAB-14,bad "quotes",Others,1.00,,
,Nebulisation,Medical supplies,150.00,VATable,no
`
		got := admin.Post("/services/import", body{"csv": text}).Expect(http.StatusOK)
		expect(t, got, map[string]string{"added": "2", "changed": "1", "unchanged": "0"})
		lines := []string{}
		for i := range got.List("refused") {
			at := fmt.Sprintf("refused.%d.", i)
			lines = append(lines, fmt.Sprintf("%d %s", got.Int(at+"line"), got.String(at+"column")))
			if got.String(at+"message") == "" {
				t.Errorf("line %d is refused without a reason", got.Int(at+"line"))
			}
		}
		if want := "4 name,5 price,6 price,7 price,8 price,9 category,10 vat_treatment,11 active,12 name,13 code,14 ,15 name,16 "; strings.Join(lines, ",") != want {
			t.Errorf("refused: %s\n   want: %s", strings.Join(lines, ","), want)
		}
		list := admin.Get("/services?q=cbc")
		expect(t, list, map[string]string{"items.0.code": "LAB-1", "items.0.price": "260.00", "items.0.category": "Laboratory and diagnostic"})
		expect(t, admin.Get("/services?q=nebul"), map[string]string{"items.0.active": "false", "items.0.vat_treatment": "VATable", "items.0.code": ""})
		for _, bad := range []string{"name\nCBC", "name,price,colour\nCBC,1,red", "name,price,price\nCBC,1,1", "\n", "name,price\nNi\xf1o,1.00", "name,price\n" + strings.Repeat("x\n", 20_001)} {
			admin.Post("/services/import", body{"csv": bad}).Refused(http.StatusUnprocessableEntity, "body.csv")
		}
	})
}

// A charge keeps group, VAT treatment and price of its day, and says when, by
// whom and why another price.
func TestChargesInFull(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.Outpatient()
		teller, admin, path := h.Client("teller"), h.Client("admin"), c.BillPath("/charges")
		xray := made(h, "X-ray", "Laboratory and diagnostic", "120.00", "VATable")
		fee := made(h, "Consultation", "Professional fee", "500.00", "VATable")
		teller.Post(path, body{"service_id": xray, "unit_price": "100.00", "price_reason": "x"}).Refused(http.StatusForbidden, "body.unit_price")
		admin.Post(path, body{"service_id": xray, "unit_price": "100.00"}).Refused(http.StatusUnprocessableEntity, "body.price_reason")
		for _, bad := range []string{"0.00", "-1.00", "1.005", "1000000000000000"} {
			admin.Post(path, body{"service_id": xray, "unit_price": bad, "price_reason": "x"}).Refused(http.StatusUnprocessableEntity, "body.unit_price")
		}
		for _, bad := range []string{"2026-06-16", "2026-06-14", "yesterday"} {
			teller.Post(path, body{"service_id": xray, "date_availed": bad}).Refused(http.StatusUnprocessableEntity, "body.date_availed")
		}
		for _, bad := range []int{-1, 1001} {
			teller.Post(path, body{"service_id": xray, "quantity": bad}).Refused(http.StatusUnprocessableEntity, "body.quantity")
		}
		teller.Post(path, body{"service_id": xray, "doctor_id": h.User("surgeon").ID}).Refused(http.StatusUnprocessableEntity, "body.doctor_id")
		teller.Post(path, body{"service_id": fee, "doctor_id": h.User("nurse").ID}).Refused(http.StatusUnprocessableEntity, "body.doctor_id")
		teller.Post(path, body{"service_id": 999999}).Refused(http.StatusUnprocessableEntity, "body.service_id")
		if n := len(c.Bill().List("charges")); n != 0 {
			t.Fatalf("%d charges after refusals alone", n)
		}

		teller.Post(path, body{"service_id": xray, "unit_price": "120.00", "date_availed": "2026-06-15"}).Expect(http.StatusCreated) // the list's own price
		admin.Post(path, body{"service_id": xray, "unit_price": "100.00", "price_reason": "Film was poor", "quantity": 2}).Expect(http.StatusCreated)
		teller.Post(path, body{"service_id": fee}).Expect(http.StatusCreated)
		teller.Post(path, body{"service_id": fee, "doctor_id": h.User("surgeon").ID}).Expect(http.StatusCreated)
		admin.Patch(fmt.Sprintf("/services/%d", xray), body{"name": "Chest X-ray", "category": "Others", "price": "500.00", "vat_treatment": "Exempt"}).Expect(http.StatusOK)
		expect(t, c.Bill(), map[string]string{
			"charges.0.description": "X-ray", "charges.0.category": "Laboratory and diagnostic", "charges.0.vat_treatment": "VATable", "charges.0.catalogue_price": "120.00", "charges.0.date_availed": "2026-06-15",
			"charges.1.unit_price": "100.00", "charges.1.catalogue_price": "120.00", "charges.1.price_reason": "Film was poor", "charges.1.amount": "200.00",
			"charges.2.doctor_name": "Test Doctor", "charges.3.doctor_name": "Test Surgeon", "total_charges": "1320.00",
			"vat.vatable_sales": "1178.57", "vat.vat_amount": "141.43", "categories.2.charges": "320.00",
		})
		other := h.Outpatient()
		teller.Post(other.BillPath(fmt.Sprintf("/charges/%d/reverse", c.Bill().Int("charges.0.id"))), body{"reason": "x"}).Refused(http.StatusNotFound, "")
		c.Discharge().FinalBill()
		teller.Post(path, body{"service_id": xray}).Refused(http.StatusConflict, "")
		verified(t, h)
	})
}
