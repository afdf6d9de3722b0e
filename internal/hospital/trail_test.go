package hospital_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"talaan/internal/audit"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

// note writes n entries into the trail, in one transaction.
func note(t *testing.T, h *talaantest.Hospital, n int, e audit.Entry) {
	t.Helper()
	talaantest.Must(t, h.Tx("nurse", func(ctx context.Context, tx *sqldb.Tx) error {
		for i := range n {
			e.ID = int64(i + 1)
			if err := audit.Note(ctx, tx, e); err != nil {
				return err
			}
		}
		return nil
	}))
}

// table reads an export.
func table(t *testing.T, a *talaantest.Answer) (rows []map[string]string) {
	t.Helper()
	a.Expect(http.StatusOK)
	text, marked := strings.CutPrefix(a.Text, "\ufeff")
	read, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || !marked || len(read) == 0 {
		t.Fatalf("no table for a spreadsheet: %v %.100q", err, a.Text)
	}
	for _, cells := range read[1:] {
		row := map[string]string{}
		for i, name := range read[0] {
			row[name] = cells[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// acts counts what was done on which kinds of records.
func acts(a *talaantest.Answer) map[string]int {
	out := map[string]int{}
	for i := range a.Expect(http.StatusOK).List("items") {
		out[a.String(fmt.Sprintf("items.%d.action", i))+" "+a.String(fmt.Sprintf("items.%d.entity", i))]++
	}
	return out
}

// The trail can be narrowed to one patient, whichever record an entry is on,
// and to one kind of act.
func TestTrailFilters(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		admin := h.Client("admin")
		first, other := h.Outpatient(), h.Outpatient()
		for _, c := range []*talaantest.Case{first, other} {
			h.Client("nurse").Post(c.Path("/notes"), body{"kind": "Nurse", "body": "Sleeps."}).Expect(http.StatusCreated)
		}
		kinds := map[string]int{}
		of := fmt.Sprintf("/audit?patient_id=%d", first.PatientID)
		for _, i := range admin.Get(of).Expect(http.StatusOK).List("items") {
			line, ok := i.(map[string]any)
			if !ok || fmt.Sprint(line["patient_id"]) != fmt.Sprint(first.PatientID) {
				t.Errorf("%v is not the patient's", i)
			}
			if line["patient_name"] == "" || len(fmt.Sprint(line["patient_code"])) != 5 {
				t.Errorf("%v does not say who the patient is", i)
			}
			kinds[fmt.Sprint(line["entity"])]++
		}
		if kinds["patient"] == 0 || kinds["encounter"] == 0 || kinds["note"] != 1 {
			t.Errorf("the patient's are %v", kinds)
		}
		if got := admin.Get(of + "&action=written&entity=note").List("items"); len(got) != 1 {
			t.Errorf("%d notes were made", len(got))
		}
		if got := admin.Get("/audit?action=written&entity=note").List("items"); len(got) != 2 {
			t.Errorf("of all patients %d notes were made", len(got))
		}
		if got := admin.Get("/audit?entity=user&limit=1"); !strings.Contains(got.Text, `"patient_name":""`) {
			t.Errorf("a user is no patient: %s", got.Text)
		}
		if got := admin.Get("/audit?action=nothing").List("items"); len(got) != 0 {
			t.Errorf("nothing was done %d times", len(got))
		}
		admin.Get(first.Path("")).Expect(http.StatusOK) // an opening
		admin.Get(first.BillPath("/statement")).Expect(http.StatusOK)
		admin.Get(fmt.Sprintf("/patients/%d/export", first.PatientID)).Expect(http.StatusOK)
		looked, changed := acts(admin.Get(of)), acts(admin.Get(of+"&changes_only=true"))
		for _, act := range []string{"opened encounter", "printed bill", "exported patient"} {
			if looked[act] == 0 || changed[act] != 0 {
				t.Errorf("%s: %v in all, %v among the changes", act, looked, changed)
			}
		}
		if changed["written note"] != 1 || changed["opened bill"] != 1 { // a bill that is opened begins
			t.Errorf("the changes are %v", changed)
		}
		if rows := table(t, admin.Get("/audit/export?changes_only=true&entity=patient")); len(rows) != 2 || rows[0]["action"] != "registered" {
			t.Errorf("the changes of patients are exported as %v", rows)
		}
		admin.Get("/audit?patient_id=x").Refused(http.StatusUnprocessableEntity, "query.patient_id")
	})
}

func TestTrailHead(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		admin := h.Client("admin")
		first := admin.Get("/audit/head").Expect(http.StatusOK)
		note(t, h, 2, audit.Entry{Action: audit.Opened, Entity: "thing"})
		second := admin.Get("/audit/head").Expect(http.StatusOK)
		var heads []audit.Head
		for _, a := range []*talaantest.Answer{first, second} {
			head, err := audit.ParseHead(a.String("text"))
			if err != nil || head.Entry != a.Int("entry") || head.Print != a.String("print") || a.String("at") != "2026-06-15T02:00:00Z" {
				t.Errorf("the head is %s (%v)", a.Text, err)
			}
			heads = append(heads, head)
		}
		if end, err := h.Trail.Verify(t.Context(), h.DB, heads, nil); err != nil || end.Text != second.String("text") || heads[1].Entry != heads[0].Entry+2 {
			t.Errorf("%v, ends with %s: %v", heads, end.Text, err)
		}
		h.Client("doctor").Get("/audit/head").Refused(http.StatusForbidden, "")
	})
}

// An export has every entry once, in the order of the list, over more than one
// page, and it is an entry itself, with what was asked for.
func TestTrailExport(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		admin := h.Client("admin")
		const many = 2300
		note(t, h, many, audit.Entry{Action: "tried", Entity: "thing", Reason: `=HYPERLINK("x")`, After: body{"n": "a,b\n\"c\""}})
		h.Clock.Advance(time.Minute)
		got := admin.Get("/audit/export?entity=thing")
		rows := table(t, got)
		if len(rows) != many {
			t.Fatalf("%d rows, not %d", len(rows), many)
		}
		for i, r := range rows {
			if r["entity_id"] != fmt.Sprint(many-i) {
				t.Fatalf("row %d is of thing %s", i, r["entity_id"])
			}
		}
		want := map[string]string{
			"id": rows[0]["id"], "at": "2026-06-15T02:00:00.000Z", "actor_id": fmt.Sprint(h.User("nurse").ID), "actor": h.User("nurse").Name, "action": "tried",
			"entity": "thing", "entity_id": fmt.Sprint(many), "patient_id": "", "reason": `'=HYPERLINK("x")`, "address": "", "changes": `[{"field":"n","after":"a,b\n\"c\""}]`,
		}
		if fmt.Sprint(rows[0]) != fmt.Sprint(want) {
			t.Errorf("the first row is %v, not %v", rows[0], want)
		}
		if d := got.Header.Get("Content-Disposition"); d != "attachment; filename=audit-2026-06-15.csv" || got.Header.Get("Content-Type") != "text/csv; charset=utf-8" {
			t.Errorf("sent as %q, %q", d, got.Header.Get("Content-Type"))
		}
		own := admin.Get("/audit?action=exported&entity=audit").Expect(http.StatusOK)
		if len(own.List("items")) != 1 || own.Int("items.0.actor_id") != h.User("admin").ID || !strings.Contains(own.Text, `"changes":[{"field":"entity","after":"thing"}]`) {
			t.Errorf("noted as %s", own.Text)
		}
		all := table(t, admin.Get(fmt.Sprintf("/audit/export?actor=%d&from=2026-06-15T02:01:00Z&to=2026-06-16T00:00:00Z", h.User("admin").ID)))
		if len(all) != 2 || all[0]["action"] != "exported" {
			t.Errorf("the admin's are %v", all)
		}
		var changes []audit.Change
		if err := json.Unmarshal([]byte(all[0]["changes"]), &changes); err != nil || len(changes) != 3 || string(changes[1].After) != `"2026-06-15T02:01:00Z"` {
			t.Errorf("an export with three filters is noted as %s (%v)", all[0]["changes"], err)
		}
		admin.Get("/audit/export?from=yesterday").Refused(http.StatusUnprocessableEntity, "query.from")
		h.Client("doctor").Get("/audit/export").Refused(http.StatusForbidden, "")
		if n := len(admin.Get("/audit?action=exported").List("items")); n != 2 {
			t.Errorf("two exports and two refusals are noted as %d", n)
		}
	})
}

// An export that the trail cannot note is not made, and one that fails midway
// does not look whole.
func TestTrailExportThatFails(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	admin := h.Client("admin")
	note(t, h, 1500, audit.Entry{Action: "tried", Entity: "thing"})
	run := func(statement string) {
		t.Helper()
		talaantest.Must(t, h.DB.InTx(t.Context(), func(tx *sqldb.Tx) error {
			_, err := tx.Exec(t.Context(), statement)
			return err
		}))
	}
	run(`UPDATE audit_entries SET changes = 'x' WHERE entity = 'thing' AND entity_id = 3`)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.URL+"/api/v1/audit/export?entity=thing", nil)
	talaantest.Must(t, err)
	req.Header.Set("Authorization", "Bearer "+admin.Token)
	res, err := http.DefaultClient.Do(req)
	if err == nil {
		defer func() { _ = res.Body.Close() }()
		_, err = csv.NewReader(res.Body).ReadAll()
	}
	if err == nil {
		t.Error("half of an export looks whole")
	}
	if text := h.Log.String(); !strings.Contains(text, "a download broke off") || strings.Contains(text, "panic") {
		t.Errorf("logged: %s", text)
	}
	run(`CREATE TRIGGER full BEFORE INSERT ON audit_entries BEGIN SELECT RAISE(ABORT, 'full'); END`)
	admin.Get("/audit/export").Refused(http.StatusInternalServerError, "")
}
