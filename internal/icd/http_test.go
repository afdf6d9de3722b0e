package icd_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"talaan/internal/icd"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

type body = map[string]any

func TestLongestMappingWins(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		admin, doctor := h.Client("admin"), h.Client("doctor")
		medicine, surgery := h.Department("Internal Medicine"), h.Department("Surgery")
		heart := admin.Post("/departments", body{"name": "Heart"}).Expect(http.StatusCreated).Int("id")
		expect := func(code string, department int64, via string) {
			t.Helper()
			got := doctor.Get("/icd-mappings/match?code=" + code).Expect(http.StatusOK)
			if got.Int("department_id") != department || got.String("via") != via {
				t.Errorf("%s goes to %s, not to department %d via %q", code, got.Text, department, via)
			}
		}
		expect("I50.9", medicine, "")
		admin.Post("/icd-mappings", body{"icd_code": "i", "department_id": medicine}).Expect(http.StatusCreated)
		admin.Post("/icd-mappings", body{"icd_code": "I50", "department_id": heart, "description": "Failing hearts"}).Expect(http.StatusCreated)
		exact := admin.Post("/icd-mappings", body{"icd_code": "i509", "department_id": surgery}).Expect(http.StatusCreated)
		if exact.String("icd_code") != "I50.9" {
			t.Errorf("stored as %s", exact.Text)
		}
		expect("i509", surgery, "I50.9")
		expect("I50.1", heart, "I50")
		expect("I10", medicine, "I")
		expect("J18.9", medicine, "")
		found := doctor.Get("/icd-codes?q=I50").Expect(http.StatusOK)
		if found.String("items.2.code") != "I50.9" || found.Int("items.2.department_id") != surgery || found.Int("items.0.department_id") != heart {
			t.Errorf("codes are shown with the departments %s", found.Text)
		}
		admin.Delete(fmt.Sprintf("/icd-mappings/%d", exact.Int("id"))).Expect(http.StatusNoContent)
		expect("I50.9", heart, "I50")
	})
}

func TestNoDepartmentAtAll(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		// The program keeps a default; a database that came from elsewhere may have none.
		talaantest.Must(t, h.Tx("admin", func(ctx context.Context, tx *sqldb.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE departments SET default_slot = NULL`)
			return err
		}))
		if got := h.Client("doctor").Get("/icd-mappings/match?code=I10").Expect(http.StatusOK); got.At("department_id") != nil || got.String("via") != "" {
			t.Errorf("an unmapped code goes to %s", got.Text)
		}
		if got := h.Client("doctor").Get("/icd-codes?q=I10").Expect(http.StatusOK); got.At("items.0.department_id") != nil {
			t.Errorf("an unmapped code is shown with a department: %s", got.Text)
		}
	})
}

func TestMappingRefusals(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		admin, surgery := h.Client("admin"), h.Department("Surgery")
		made := admin.Post("/icd-mappings", body{"icd_code": "K35", "department_id": surgery, "description": "Appendix"}).Expect(http.StatusCreated)
		admin.Post("/icd-mappings", body{"icd_code": "k35", "department_id": surgery}).Refused(http.StatusConflict, "body.icd_code")
		admin.Post("/icd-mappings", body{"icd_code": "35", "department_id": surgery}).Refused(http.StatusUnprocessableEntity, "body.icd_code")
		admin.Post("/icd-mappings", body{"icd_code": "K36", "department_id": 999}).Refused(http.StatusUnprocessableEntity, "body.department_id")
		admin.Patch(fmt.Sprintf("/icd-mappings/%d", made.Int("id")), body{"department_id": 999}).Refused(http.StatusUnprocessableEntity, "body.department_id")
		admin.Delete(fmt.Sprintf("/departments/%d", surgery)).Refused(http.StatusConflict, "")
		h.Client("doctor").Post("/icd-mappings", body{"icd_code": "K36", "department_id": surgery}).Refused(http.StatusForbidden, "")
		h.Client("receptionist").Get("/icd-mappings").Refused(http.StatusForbidden, "")
		h.Client("doctor").Get("/icd-mappings/match?code=K").Refused(http.StatusUnprocessableEntity, "query.code")
		for query, want := range map[string]int{"": 1, "?q=k3": 1, "?q=APPEN": 1, "?q=I": 0, "?q=%25": 0} {
			if got := admin.Get("/icd-mappings" + query).Expect(http.StatusOK).List("items"); len(got) != want {
				t.Errorf("%q lists %v", query, got)
			}
		}
	})
}

func TestCodesAreFound(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		doctor := h.Client("doctor")
		for query, first := range map[string]string{
			"i509":              "I50.9",
			"I50.":              "I50.0",
			"HEART%20failing":   "",
			"failure%20heart":   "I11.0",
			"guillain%20barre":  "G61.0",
			"bronchopneumonia":  "J18.0",
			"xyz":               "",
			"%25":               "",
			"'%20OR%20'1'%3D'1": "",
		} {
			got := doctor.Get("/icd-codes?q=" + query).Expect(http.StatusOK)
			if items := got.List("items"); (first == "") != (len(items) == 0) || (first != "" && got.String("items.0.code") != first) {
				t.Errorf("%q finds %s", query, got.Text)
			}
		}
		if n := len(doctor.Get("/icd-codes?q=A").Expect(http.StatusOK).List("items")); n != 20 {
			t.Errorf("a short query finds %d codes", n)
		}
	})
}

func TestStarterIsLoadedOnce(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		count := func() (n int64) {
			talaantest.Must(t, h.Tx("admin", func(ctx context.Context, tx *sqldb.Tx) (err error) {
				n, err = sqldb.One[int64](ctx, tx, `SELECT COUNT(*) FROM icd_codes`)
				return err
			}))
			return n
		}
		before := count()
		talaantest.Must(t, h.Tx("admin", icd.LoadStarter))
		if after := count(); after != before || after < 300 {
			t.Errorf("%d codes, then %d", before, after)
		}
	})
}
