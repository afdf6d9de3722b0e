package lab_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"talaan/internal/talaantest"
)

// ids reads a whole list page by page and returns the ids in their order.
func (d desk) ids(query url.Values, limit int) []int64 {
	d.t.Helper()
	out := []int64{}
	query = with(query, "limit", fmt.Sprint(limit))
	for range 100 {
		got := d.Client("nurse").Get("/labs?" + query.Encode()).Expect(http.StatusOK)
		for i := range got.List("items") {
			out = append(out, got.Int(fmt.Sprintf("items.%d.id", i)))
		}
		if len(got.List("items")) > limit {
			d.t.Errorf("%d items on a page of %d", len(got.List("items")), limit)
		}
		if got.At("next") == nil {
			return out
		}
		query = with(query, "cursor", got.String("next"))
	}
	d.t.Fatal("the list has no end")
	return nil
}

// with returns a copy of query with one more value.
func with(query url.Values, name, value string) url.Values {
	out := url.Values{name: {value}}
	for n, v := range query {
		if n != name {
			out[n] = v
		}
	}
	return out
}

func (d desk) person(family, given string) *talaantest.Case {
	d.t.Helper()
	a := d.Client("receptionist").Post("/check-ins", body{"patient": body{"family_name": family, "given_name": given}}).Expect(http.StatusCreated)
	return d.CaseOf(a.Int("patient.id"), a.Int("encounter.id"))
}

func TestList(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d desk) {
		pena, cruz := d.person("De la Peña", "José"), d.person("Cruz", "Maria")
		var all []int64
		add := func(c *talaantest.Case, test string) int64 {
			d.Clock.Advance(time.Hour)
			id := d.result(c, body{"test_type": test})
			all = append([]int64{id}, all...)
			return id
		}
		cbc := add(pena, "Complete blood count")
		urine := add(pena, "Urinalysis")
		sugar := add(cruz, "Blood sugar")
		d.Clock.Advance(-90 * time.Minute) // the clock is set back: lists go by the moment, not by the number
		early := add(cruz, "COMPLETE BLOOD COUNT")
		all = []int64{sugar, early, urine, cbc}
		void := add(cruz, "Blood typing")
		d.Client("nurse").Post(labPath(void, "/cancel"), body{"reason": "Error"}).Expect(http.StatusOK)
		code := d.Client("nurse").Get(labPath(cbc, "")).String("code")
		patientCode := d.Client("nurse").Get(labPath(cbc, "")).String("patient.code")
		caseNumber := d.Client("nurse").Get(labPath(cbc, "")).String("case_number")
		for _, c := range []struct {
			query url.Values
			want  []int64
		}{
			{nil, all},
			{url.Values{"q": {code}}, []int64{cbc}},
			{url.Values{"q": {strings.ToLower(code)}}, []int64{cbc}},
			{url.Values{"q": {patientCode}}, []int64{urine, cbc}},
			{url.Values{"q": {strings.ToLower(caseNumber)}}, []int64{urine, cbc}},
			{url.Values{"q": {"jose pena"}}, []int64{urine, cbc}},
			{url.Values{"q": {"PEÑA JOS"}}, []int64{urine, cbc}},
			{url.Values{"q": {"blood"}}, []int64{void, sugar, early, cbc}},
			{url.Values{"q": {"count blood"}}, []int64{early, cbc}},
			{url.Values{"q": {"cruz"}}, []int64{void, sugar, early}},
			{url.Values{"q": {"cruz"}, "test_type": {"blood sugar"}}, []int64{sugar}},
			{url.Values{"q": {"blood"}, "status": {"Done"}}, []int64{sugar, early, cbc}},
			{url.Values{"q": {"blood"}, "status": {"Requested"}}, []int64{}},
			{url.Values{"q": {"blood"}, "patient_id": {fmt.Sprint(pena.PatientID)}}, []int64{cbc}},
			{url.Values{"q": {"nobody"}}, []int64{}},
			{url.Values{"q": {"%"}}, []int64{}},
			{url.Values{"q": {"_"}}, []int64{}},
			{url.Values{"test_type": {"complete  blood COUNT"}}, []int64{early, cbc}},
			{url.Values{"test_type": {"Ferritin"}}, []int64{}},
			{url.Values{"status": {"Done"}}, []int64{sugar, early, urine, cbc}},
			{url.Values{"status": {"Cancelled"}}, []int64{void}},
			{url.Values{"status": {"Cancelled"}, "test_type": {"Blood typing"}}, []int64{void}},
			{url.Values{"patient_id": {fmt.Sprint(cruz.PatientID)}}, []int64{void, sugar, early}},
			{url.Values{"patient_id": {fmt.Sprint(cruz.PatientID)}, "status": {"Done"}, "test_type": {"Blood sugar"}}, []int64{sugar}},
			{url.Values{"encounter_id": {fmt.Sprint(pena.EncounterID)}}, []int64{urine, cbc}},
			{url.Values{"encounter_id": {fmt.Sprint(pena.EncounterID)}, "patient_id": {fmt.Sprint(cruz.PatientID)}}, []int64{}},
			{url.Values{"from": {"2026-06-15T04:00:00Z"}, "to": {"2026-06-15T05:00:00Z"}}, []int64{early, urine}},
			{url.Values{"test_type": {"complete blood count"}, "from": {"2026-06-15T04:00:00Z"}}, []int64{early}},
			{url.Values{"to": {"2026-06-15T03:00:00Z"}}, []int64{}},
		} {
			for _, limit := range []int{1, 2, 50} {
				if got := d.ids(c.query, limit); !slices.Equal(got, c.want) {
					t.Errorf("%s in pages of %d: %v, not %v", c.query.Encode(), limit, got, c.want)
				}
			}
		}
		for _, query := range []string{"status=Old", "patient_id=0", "patient_id=x", "limit=0", "limit=201", "from=yesterday", "cursor=x", "q=" + strings.Repeat("x", 101)} {
			d.Client("nurse").Get("/labs?"+query).Refused(http.StatusUnprocessableEntity, "query."+strings.SplitN(query, "=", 2)[0])
		}
		// One search field for all: the code finds the test for whoever may see it.
		if got := d.Client("nurse").Get("/search?q=" + strings.ToLower(code)); got.String("items.0.kind") != "lab" || got.Int("items.0.id") != cbc || got.String("items.0.title") != "Complete blood count "+code {
			t.Errorf("search: %s", got.Text)
		}
		if got := d.Client("teller").Get("/search?q=" + code); len(got.List("items")) != 0 {
			t.Errorf("a teller finds %s", got.Text)
		}
	})
}

// The worklist begins with what is urgent, then with what has waited longest.
func TestWorklist(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d desk) {
		c := d.Outpatient()
		ask := func(urgent bool) int64 {
			d.Clock.Advance(time.Minute)
			return d.request(c, body{"test_type": "CBC", "urgent": urgent})
		}
		first, second, urgent, third, pressing := ask(false), ask(false), ask(true), ask(false), ask(true)
		query := url.Values{"status": {"Requested"}}
		for _, limit := range []int{1, 2, 3, 50} {
			if got, want := d.ids(query, limit), []int64{urgent, pressing, first, second, third}; !slices.Equal(got, want) {
				t.Errorf("in pages of %d: %v, not %v", limit, got, want)
			}
			if got := d.ids(with(query, "q", "cbc"), limit); len(got) != 5 || got[0] != urgent {
				t.Errorf("searched in pages of %d: %v", limit, got)
			}
		}
		d.Client("nurse").Post(labPath(second, "/start"), nil).Expect(http.StatusOK)
		d.complete(urgent).Expect(http.StatusOK)
		home := d.Client("nurse").Get("/home")
		if home.Int("laboratory.requested") != 3 || home.Int("laboratory.in_progress") != 1 || home.Int("laboratory.urgent") != 1 {
			t.Errorf("home: %s", home.Text)
		}
		for _, other := range []string{"coder", "teller", "receptionist"} {
			if d.Client(other).Get("/home").Has("laboratory") {
				t.Errorf("a %s is told what waits for the laboratory", other)
			}
		}
		if got := d.ids(url.Values{"status": {"In_progress"}}, 50); !slices.Equal(got, []int64{second}) {
			t.Errorf("in progress: %v", got)
		}
	})
}

// The numbers of one analyte in one unit, through the patient's results.
func TestTrends(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d desk) {
		c, other := d.Outpatient(), d.Outpatient()
		sugar := func(c *talaantest.Case, values ...body) int64 {
			d.Clock.Advance(24 * time.Hour)
			return d.result(c, body{"test_type": "FBS", "values": values})
		}
		glucose := func(v, unit string) body {
			return body{"analyte": "Glucose", "value": v, "unit": unit, "reference_range": "70-100"}
		}
		sugar(c, glucose("110", "mg/dL"), body{"analyte": "Appearance", "value": "Clear"})
		sugar(c, glucose("6.1", "mmol/L"))
		sugar(c, glucose("<20", "mg/dL"))
		sugar(other, glucose("300", "mg/dL"))
		void := sugar(c, glucose("999", "mg/dL"))
		d.Client("nurse").Post(labPath(void, "/cancel"), body{"reason": "Error"}).Expect(http.StatusOK)
		last := sugar(c, body{"analyte": "GLUCOSE", "value": "95", "unit": "mg/dl", "reference_range": "70-100"}, body{"analyte": "HbA1c", "value": "6.5", "unit": "%"}, body{"analyte": "Appearance", "value": "Clear"})
		got := d.Client("doctor").Get(labPath(last, "/trends")).Expect(http.StatusOK)
		if len(got.List("items")) != 2 || got.String("items.0.analyte") != "GLUCOSE" || len(got.List("items.0.points")) != 2 || got.String("items.0.points.0.value") != "110" || got.String("items.0.points.0.flag") != "H" ||
			got.Int("items.0.points.1.lab_id") != last || got.String("items.0.points.1.flag") != "N" || len(got.List("items.1.points")) != 1 {
			t.Errorf("trends: %s", got.Text)
		}
		for i := range 60 {
			last = sugar(c, glucose(fmt.Sprint(100+i), "mg/dL"))
		}
		got = d.Client("doctor").Get(labPath(last, "/trends"))
		if n := len(got.List("items.0.points")); n != 50 || got.String("items.0.points.49.value") != "159" || got.String("items.0.points.0.value") != "110" {
			t.Errorf("%d points: %.300s", n, got.Text)
		}
		if got := d.Client("doctor").Get(labPath(d.result(c, nil), "/trends")); len(got.List("items")) != 0 {
			t.Errorf("without numbers: %s", got.Text)
		}
		d.Client("doctor").Get(labPath(999999, "/trends")).Refused(http.StatusNotFound, "")
	})
}

// A kind of test is remembered with its service, and with what was measured last.
func TestKindsOfTests(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d desk) {
		c := d.Outpatient()
		cbc := d.Service("Complete blood count", "250.00")
		d.request(c, body{"test_type": "Stool exam"})
		d.result(c, body{"test_type": "Complete Blood Count", "service_id": cbc, "values": []body{{"analyte": "Hb", "value": "12", "unit": "g/dL", "reference_range": "12-16"}}})
		last := d.result(c, body{"test_type": "complete blood count", "values": []body{{"analyte": "Hb", "value": "13", "unit": "g/L", "reference_range": "120-160"}, {"analyte": "WBC", "value": "7"}}})
		d.result(c, body{"test_type": "Blood count, differential"})
		got := d.Client("doctor").Get("/lab-tests?q=count+blood").Expect(http.StatusOK)
		if len(got.List("items")) != 2 || got.String("items.1.name") != "Complete Blood Count" || got.Int("items.1.service_id") != cbc || got.String("items.1.service_name") != "Complete blood count" ||
			len(got.List("items.1.analytes")) != 2 || got.String("items.1.analytes.0.unit") != "g/L" || got.String("items.1.analytes.1.analyte") != "WBC" || len(got.List("items.0.analytes")) != 0 {
			t.Errorf("kinds: %s", got.Text)
		}
		d.Client("nurse").Patch(labPath(last, ""), body{"values": []body{{"analyte": "Platelets", "value": "200"}}}).Expect(http.StatusOK)
		d.Client("admin").Patch(fmt.Sprintf("/services/%d", cbc), body{"active": false}).Expect(http.StatusOK)
		got = d.Client("doctor").Get("/lab-tests?q=complete")
		if got.At("items.0.service_id") != nil || got.String("items.0.analytes.0.analyte") != "Platelets" {
			t.Errorf("a service that is no longer offered is proposed: %s", got.Text)
		}
		if got := d.Client("doctor").Get("/lab-tests?limit=2"); len(got.List("items")) != 2 {
			t.Errorf("two: %s", got.Text)
		}
		for _, q := range []string{"xyz", "%", "_", "%20"} {
			if got := d.Client("doctor").Get("/lab-tests?q=" + url.QueryEscape(q)); q != "%20" && len(got.List("items")) != 0 {
				t.Errorf("%q finds %s", q, got.Text)
			}
		}
	})
}

// The files of a case, newest first, without what was deleted or entered in error.
func TestFilesOfACase(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d desk) {
		c, other := d.Outpatient(), d.Outpatient()
		first, second, void := d.result(c, body{"test_type": "X-ray"}), d.result(c, nil), d.result(c, nil)
		d.album(first, description("Front"), file("1.txt", "1"), file("2.txt", "2")).Expect(http.StatusCreated)
		d.album(second, description("Smear"), file("3.txt", "3")).Expect(http.StatusCreated)
		gone := d.album(second, description("Gone"), file("4.txt", "4"), file("5.txt", "5")).Expect(http.StatusCreated)
		d.album(void, description("Error"), file("6.txt", "6")).Expect(http.StatusCreated)
		d.album(d.result(other, nil), description("Other"), file("7.txt", "7")).Expect(http.StatusCreated)
		d.album(first, description("Side"), file("8.txt", "8")).Expect(http.StatusCreated)
		d.delete("nurse", "files", gone.Int("files.0.id"), "x").Expect(http.StatusOK)
		d.delete("nurse", "albums", gone.Int("id"), "x").Expect(http.StatusOK)
		d.Client("nurse").Post(labPath(void, "/cancel"), body{"reason": "x"}).Expect(http.StatusOK)
		var all []string
		path := c.Path("/files?limit=2")
		for path != "" {
			got := d.Client("coder").Get(path).Expect(http.StatusOK)
			for i := range got.List("items") {
				all = append(all, got.String(fmt.Sprintf("items.%d.name", i)))
			}
			if got.At("next") == nil {
				if got.String("items.1.test_type") != "X-ray" || got.String("items.1.description") != "Front" || got.Int("items.1.lab_id") != first || got.String("items.1.uploaded_by_name") != d.User("nurse").Name || got.Int("items.1.size") != 1 {
					t.Errorf("the oldest: %s", got.Text)
				}
				break
			}
			path = c.Path("/files?limit=2&cursor=" + got.String("next"))
		}
		if text := strings.Join(all, " "); text != "8.txt 3.txt 2.txt 1.txt" {
			t.Errorf("files of the case: %s", text)
		}
		d.Client("coder").Get("/encounters/999999/files").Refused(http.StatusNotFound, "")
	})
}
