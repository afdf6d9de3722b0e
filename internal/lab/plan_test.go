package lab_test

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"talaan/internal/httpapi"
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

// counter is a line of the server's status.
type counter struct {
	Name  string `db:"Variable_name"`
	Value string `db:"Value"`
}

// questions is how many statements read takes.
func (d desk) questions(read func(ctx context.Context, tx *sqldb.Tx) error) int {
	d.t.Helper()
	ctx := d.As("admin")
	asked := func(tx *sqldb.Tx) int {
		c, err := sqldb.One[counter](ctx, tx, `SHOW SESSION STATUS LIKE 'Questions'`)
		talaantest.Must(d.t, err)
		n, err := strconv.Atoi(c.Value)
		talaantest.Must(d.t, err)
		return n
	}
	var n int
	talaantest.Must(d.t, d.DB.View(ctx, func(tx *sqldb.Tx) error {
		before := asked(tx)
		err := read(ctx, tx)
		n = asked(tx) - before - 1
		return err
	}))
	return n
}

// Reading much takes as many statements as reading little.
func TestStatementsDoNotGrow(t *testing.T) {
	t.Parallel()
	d := desk{talaantest.New(t, sqldb.MySQL), t}
	c := d.Outpatient()
	values := []body{{"analyte": "K", "value": "4"}, {"analyte": "Na", "value": "140"}, {"analyte": "Cl", "value": "100"}}
	id := d.result(c, body{"values": values[:1]})
	d.album(id, description("One"), file("0.txt", "0")).Expect(http.StatusCreated)
	reads := map[string]func(ctx context.Context, tx *sqldb.Tx) error{
		"a test": func(ctx context.Context, tx *sqldb.Tx) error {
			_, err := d.Laboratory.Get(ctx, tx, id)
			return err
		},
		"a list": func(ctx context.Context, tx *sqldb.Tx) error {
			_, err := d.Laboratory.List(ctx, tx, &lab.ListInput{Page: httpapi.Page{Limit: 50}})
			return err
		},
		"a search": func(ctx context.Context, tx *sqldb.Tx) error {
			_, err := d.Laboratory.List(ctx, tx, &lab.ListInput{Page: httpapi.Page{Limit: 50}, Q: "urinalysis"})
			return err
		},
		"the files of a case": func(ctx context.Context, tx *sqldb.Tx) error {
			_, err := d.Laboratory.FilesPage(ctx, tx, c.EncounterID)
			return err
		},
		"trends": func(ctx context.Context, tx *sqldb.Tx) error {
			_, err := d.Laboratory.Trends(ctx, tx, id)
			return err
		},
		"kinds of tests": func(ctx context.Context, tx *sqldb.Tx) error {
			_, err := d.Laboratory.Tests(ctx, tx, "", 50)
			return err
		},
	}
	few := map[string]int{}
	for name, read := range reads {
		if few[name] = d.questions(read); few[name] < 2 || few[name] > 12 {
			t.Errorf("%s takes %d statements", name, few[name])
		}
	}
	d.Client("nurse").Patch(labPath(id, ""), body{"values": values}).Expect(http.StatusOK)
	for i := range 12 {
		d.album(id, description("More"), file("a.txt", fmt.Sprint("a", i)), file("b.txt", fmt.Sprint("b", i))).Expect(http.StatusCreated)
		d.result(d.Outpatient(), body{"values": values, "test_type": fmt.Sprint("Urinalysis ", i)})
	}
	for name, read := range reads {
		if many := d.questions(read); many > few[name] {
			t.Errorf("%s took %d statements for little and takes %d for much", name, few[name], many)
		}
	}
}
