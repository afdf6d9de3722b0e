package department_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

type body = map[string]any

func TestDepartments(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		admin := h.Client("admin")
		medicine := fmt.Sprintf("/departments/%d", h.Department("Internal Medicine"))
		if got := admin.Get(medicine); got.At("is_default") != true {
			t.Errorf("a new hospital's default is not Internal Medicine: %s", got.Text)
		}
		admin.Post("/departments", body{"name": "internal  medicine"}).Refused(http.StatusConflict, "body.name")
		made := admin.Post("/departments", body{"name": "Pedia", "is_default": true}).Expect(http.StatusCreated)
		if got := admin.Get(medicine); got.At("is_default") != false || got.Int("version") != 2 {
			t.Errorf("two defaults: %s", got.Text)
		}
		trail := admin.Get(fmt.Sprintf("/audit?entity=department&id=%d", h.Department("Internal Medicine")))
		if trail.String("items.0.changes.0.field") != "is_default" {
			t.Errorf("the old default's history: %s", trail.Text)
		}
		admin.Delete(medicine).Refused(http.StatusConflict, "") // its doctor
		path := fmt.Sprintf("/departments/%d", made.Int("id"))
		admin.Patch(path, body{"name": "Pediatrics", "description": "Children"}).Expect(http.StatusOK)
		// The hospital is not left without a default by mistake.
		admin.Patch(path, body{"is_default": false}).Refused(http.StatusConflict, "body.is_default")
		if got := admin.Delete(path).Refused(http.StatusConflict, ""); !strings.Contains(got.String("detail"), "another department") {
			t.Errorf("the default was not deleted because %s", got.Text)
		}
		admin.Patch(medicine, body{"is_default": true}).Expect(http.StatusOK)
		admin.Delete(path).Expect(http.StatusNoContent)
		admin.Get(path).Refused(http.StatusNotFound, "")
		admin.Delete(path).Refused(http.StatusNotFound, "")
		talaantest.Must(t, h.Tx("admin", func(ctx context.Context, tx *sqldb.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE departments SET default_slot = NULL`)
			return err
		}))
		// Without a default a code that is not mapped leaves the case with the physician's department.
		c := h.CheckIn().Confirm("Inpatient")
		if got := h.Client("doctor").Get(c.Path("")); got.String("department_source") != "physician" || got.String("department_name") != "Internal Medicine" {
			t.Errorf("the case went to %s", got.Text)
		}
	})
}
