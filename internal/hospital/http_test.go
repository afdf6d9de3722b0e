package hospital_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

type body = map[string]any

func TestHospital(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		if got := h.Anonymous().Get("/hospital").Expect(http.StatusOK); got.String("name") != "" || got.String("timezone") != "Asia/Manila" || got.Int("billing_unit_seconds") != 60 || got.Int("version") != 0 {
			t.Errorf("at first it is %s", got.Text)
		}
		admin := h.Client("admin")
		named := admin.Patch("/hospital", body{"name": " San Roque ", "phone": "032 123", "version": 0}).Expect(http.StatusOK)
		if named.String("name") != "San Roque" || named.Int("version") != 1 {
			t.Errorf("named %s", named.Text)
		}
		moved := admin.Patch("/hospital", body{"address": "Cebu"}).Expect(http.StatusOK)
		if got := h.Anonymous().Get("/hospital").Expect(http.StatusOK); got.Text != moved.Text || got.String("name") != "San Roque" || got.Int("version") != 2 {
			t.Errorf("read back as %s", got.Text)
		}
		if stale := admin.Patch("/hospital", body{"name": "X", "version": 1}).Refused(http.StatusConflict, "body.version"); stale.String("current.address") != "Cebu" {
			t.Errorf("a stale edit is answered %s", stale.Text)
		}
		admin.Patch("/hospital", body{"name": "  "}).Refused(http.StatusUnprocessableEntity, "body.name")
		admin.Patch("/hospital", body{"timezone": "UTC"}).Refused(http.StatusUnprocessableEntity, "body.timezone")
		h.Client("doctor").Patch("/hospital", body{"name": "X"}).Refused(http.StatusForbidden, "")
		trail := admin.Get("/audit?entity=hospital").Expect(http.StatusOK)
		if len(trail.List("items")) != 2 || !strings.Contains(trail.Text, `{"field":"address","before":"","after":"Cebu"}`) {
			t.Errorf("the trail is %s", trail.Text)
		}
	}, talaantest.BillingUnit(time.Minute))
}

func TestTwoRenameTheHospitalAtOnce(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		admin := h.Client("admin")
		got := make([]int, 6)
		var wg sync.WaitGroup
		for i := range got {
			wg.Go(func() {
				got[i] = admin.Patch("/hospital", body{"name": fmt.Sprint("Hospital ", i), "version": 0}).Status
			})
		}
		wg.Wait()
		slices.Sort(got)
		if !slices.Equal(got, []int{200, 409, 409, 409, 409, 409}) {
			t.Errorf("six who rename the first version are answered %v", got)
		}
	})
}

func TestAuditTrail(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	admin := h.Client("admin")
	for i := range 5 {
		h.Clock.Advance(time.Minute)
		admin.Post("/departments", body{"name": fmt.Sprint("Department ", i)}).Expect(http.StatusCreated)
	}
	from, to := h.Clock.Now().Add(-2*time.Minute).Format(time.RFC3339), h.Clock.Now().Format(time.RFC3339)
	for query, want := range map[string]int{
		"entity=department&limit=200":                                 6,
		"entity=department&id=3":                                      1,
		fmt.Sprintf("entity=department&actor=%d", h.User("admin").ID): 5,
		"entity=department&from=" + from:                              3,
		"entity=department&from=" + from + "&to=" + to:                2,
		"entity=nothing":                                              0,
	} {
		if got := admin.Get("/audit?" + query).Expect(http.StatusOK).List("items"); len(got) != want {
			t.Errorf("%s lists %d entries, not %d", query, len(got), want)
		}
	}
	page := admin.Get("/audit?entity=department&limit=4").Expect(http.StatusOK)
	rest := admin.Get("/audit?entity=department&limit=4&cursor=" + page.String("next")).Expect(http.StatusOK)
	if len(page.List("items")) != 4 || len(rest.List("items")) != 2 || page.Int("items.3.id") <= rest.Int("items.0.id") || rest.At("next") != nil {
		t.Errorf("two pages: %s %s", page.Text, rest.Text)
	}
	admin.Get("/audit?from=yesterday").Refused(http.StatusUnprocessableEntity, "query.from")
	h.Client("doctor").Get("/audit").Refused(http.StatusForbidden, "")
}
