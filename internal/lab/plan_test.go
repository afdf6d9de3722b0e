package lab_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"talaan/internal/lab"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

// plan is how SQLite answers a query.
type plan struct {
	ID     int64  `db:"id"`
	Parent int64  `db:"parent"`
	Unused int64  `db:"notused"`
	Detail string `db:"detail"`
}

// Every list is read along an index, in the order in which it is shown: what is
// not on the page costs nothing.
func TestListsFollowAnIndex(t *testing.T) {
	t.Parallel()
	d := desk{talaantest.New(t, sqldb.SQLite), t}
	c := d.person("Santos", "Ana")
	d.result(c, body{"test_type": "Blood count"})
	d.result(c, body{"test_type": "Blood typing"})
	when := time.Date(2026, 6, 15, 0, 0, 0, 0, time.UTC)
	for _, p := range []struct {
		name  string
		in    lab.ListInput
		index string
		sorts bool // few rows by other ways are put in order
	}{
		{"all", lab.ListInput{}, "labs_dated", false},
		{"a week", lab.ListInput{From: when, To: when}, "labs_dated", false},
		{"done", lab.ListInput{Status: "Done"}, "labs_status", false},
		{"worklist", lab.ListInput{Status: "Requested"}, "labs_worklist", false},
		{"worklist of a test", lab.ListInput{Status: "In_progress", TestType: "blood count"}, "labs_worklist", false},
		{"worklist, searched", lab.ListInput{Status: "Requested", Q: "santos"}, "labs_worklist", false},
		{"a patient", lab.ListInput{PatientID: 1}, "labs_patient", false},
		{"a patient's results", lab.ListInput{PatientID: 1, Status: "Done", TestType: "Blood count"}, "labs_patient", false},
		{"a patient's requests", lab.ListInput{PatientID: 1, Status: "Requested"}, "labs_patient", true},
		{"a case", lab.ListInput{EncounterID: 1, PatientID: 1, Status: "Done"}, "labs_encounter", false},
		{"a test", lab.ListInput{TestType: "Blood count", Status: "Done", From: when}, "labs_test", false},
		{"a name", lab.ListInput{Q: "santos"}, "labs_patient", false},
		{"a name and tests", lab.ListInput{Q: "blood", Status: "Done"}, "labs_test", true},
	} {
		var steps []string
		talaantest.Must(t, d.DB.View(t.Context(), func(tx *sqldb.Tx) error {
			ctx := context.Background()
			sql, args, err := d.Laboratory.Statement(ctx, tx, &p.in)
			if err != nil {
				return err
			}
			rows, err := sqldb.All[plan](ctx, tx, "EXPLAIN QUERY PLAN "+sql, args...)
			for _, r := range rows {
				steps = append(steps, r.Detail)
			}
			return err
		}))
		text := strings.Join(steps, "; ")
		if !strings.Contains(text, p.index) || (strings.Contains(text, "ORDER BY") && !p.sorts) || (strings.Contains(text, "SCAN labs") && p.index != "labs_dated") {
			t.Errorf("%s: %s", p.name, text)
		}
	}
}
