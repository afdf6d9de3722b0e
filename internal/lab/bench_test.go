package lab_test

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"talaan/internal/code"
	"talaan/internal/encounter"
	"talaan/internal/httpapi"
	"talaan/internal/lab"
	"talaan/internal/patient"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

const (
	benchPatients = 20_000
	benchEach     = 15 // tests of a patient, so 300,000 in all
	benchImages   = 200
)

var (
	benchFamilies = []string{"Dela Cruz", "Santos", "Reyes", "Garcia", "Mendoza", "Bautista", "Villanueva", "Peña", "Ramos", "Aquino"}
	benchGiven    = []string{"Maria", "Jose", "Juan", "Angelica", "Mark", "Corazon", "Joshua", "Lourdes", "Emmanuel", "Kristine", "Rodel"}
	benchTests    = []string{"Complete blood count", "Urinalysis", "Chest X-ray", "Fasting blood sugar", "Blood chemistry panel", "Stool examination", "Electrocardiogram", "Dengue NS1 antigen", "Blood typing", "Culture"}
)

var (
	benchOnce sync.Once
	benchDesk desk
)

// crowded is a hospital with 300,000 results, 90 of them waiting.
func crowded(b *testing.B) desk {
	b.Helper()
	benchOnce.Do(func() {
		d := desk{talaantest.New(b, sqldb.SQLite), b}
		var cases []encounter.Encounter
		for n := 0; n < benchPatients; n += 1000 {
			talaantest.Must(b, d.Tx("admin", func(ctx context.Context, tx *sqldb.Tx) error {
				for i := n; i < n+1000; i++ {
					p, err := d.Patients.Add(ctx, tx, patient.PatientFields{
						FamilyName: benchFamilies[i%len(benchFamilies)], GivenName: benchGiven[i/7%len(benchGiven)], MiddleName: fmt.Sprintf("Number%d", i),
					}, true)
					if err != nil {
						return err
					}
					e, err := d.Encounters.CheckIn(ctx, tx, p.ID, &httpapi.Draft[encounter.EncounterFields]{})
					if err != nil {
						return err
					}
					cases = append(cases, e)
				}
				return nil
			}))
		}
		d.fill(cases)
		benchDesk = d
	})
	return benchDesk
}

// benchValue is a row of lab_values.
type benchValue struct {
	LabID      int64  `db:"lab_id"`
	Position   int64  `db:"position"`
	AnalyteKey string `db:"analyte_key"`
	UnitKey    string `db:"unit_key"`
	lab.LabValue
}

// fill writes the tests of the cases, spread over three years.
func (d desk) fill(cases []encounter.Encounter) {
	d.t.Helper()
	by := d.User("nurse").ID
	began := talaantest.Start.AddDate(-3, 0, 0)
	number := 14.2
	talaantest.Must(d.t, d.Tx("nurse", func(ctx context.Context, tx *sqldb.Tx) error {
		for _, t := range benchTests { // so that the kinds have numbers 1 to 10
			if _, err := d.Laboratory.Add(ctx, tx, lab.Result{EncounterID: cases[0].ID, TestType: t, ResultSummary: "Normal"}); err != nil {
				return err
			}
		}
		return nil
	}))
	const perTx = 10_000
	for n := 0; n < len(cases)*benchEach; n += perTx {
		talaantest.Must(d.t, d.Tx("nurse", func(ctx context.Context, tx *sqldb.Tx) error {
			labs, values := make([]lab.Lab, perTx), make([]benchValue, perTx)
			for k := range labs {
				i := n + k
				e := cases[i*7919%len(cases)]
				l := &labs[k]
				l.Version, l.Code, l.Status, l.TestType, l.TestID = 1, benchCode(i), lab.Done, benchTests[i%len(benchTests)], int64(i%len(benchTests)+1)
				l.EncounterID, l.CaseNumber, l.PatientID = e.ID, e.CaseNumber, e.PatientID
				l.DatedAt, l.CreatedAt, l.CreatedBy = began.Add(time.Duration(i)*5*time.Minute), began, by
				l.PerformedAt, l.PerformedBy, l.ResultSummary = &l.DatedAt, &by, "Within normal limits"
				if i%3334 == 0 {
					l.Status, l.Urgent, l.PerformedAt, l.PerformedBy = lab.Requested, i%5 == 0, nil, nil
				}
				values[k] = benchValue{int64(len(benchTests) + i + 1), 0, "hemoglobin", "g/dl", lab.LabValue{Analyte: "Hemoglobin", Value: "14.2", Number: &number, Unit: "g/dL", ReferenceRange: "12-16", Flag: lab.Normal}}
			}
			if err := sqldb.InsertAll(ctx, tx, "labs", labs); err != nil {
				return err
			}
			return sqldb.InsertAll(ctx, tx, "lab_values", values)
		}))
	}
}

// benchCode is a code for each number.
func benchCode(n int) string {
	out := []byte("AAAAAAAA")
	for i := len(out) - 1; n > 0; i-- {
		out[i] = code.Alphabet[n%len(code.Alphabet)]
		n /= len(code.Alphabet)
	}
	return string(out)
}

// BenchmarkList reads pages of lists among 300,000 results, over HTTP.
func BenchmarkList(b *testing.B) {
	d := crowded(b)
	nurse := d.Client("nurse")
	deep := "/labs?limit=200"
	for range 50 {
		deep = "/labs?limit=200&cursor=" + nurse.Get(deep).Expect(http.StatusOK).String("next")
	}
	for _, q := range []struct{ name, query string }{
		{"newest", "/labs"}, {"page-51-of-200", deep}, {"code", "/labs?q=" + benchCode(123_456)}, {"name", "/labs?q=maria+pe%C3%B1a"}, {"one-person", "/labs?q=number777"}, {"test-by-word", "/labs?q=blood"},
		{"test", "/labs?test_type=Culture"}, {"test-and-day", "/labs?test_type=Culture&from=2025-01-01T00:00:00Z&to=2025-01-02T00:00:00Z"}, {"done", "/labs?status=Done"}, {"worklist", "/labs?status=Requested"},
		{"patient", "/labs?patient_id=777&status=Done"}, {"trends", labPath(100_000, "/trends")}, {"home", "/home"},
	} {
		b.Run(q.name, func(b *testing.B) {
			for b.Loop() {
				nurse.Get(q.query).Expect(http.StatusOK)
			}
		})
	}
}

// BenchmarkAlbum reads a result with an album of 200 images, and the files of its case.
func BenchmarkAlbum(b *testing.B) {
	d := desk{talaantest.New(b, sqldb.SQLite), b}
	d.Client("admin").Patch("/media-settings", body{"max_files": benchImages}).Expect(http.StatusOK)
	c := d.Outpatient()
	id := d.result(c, nil)
	parts := []talaantest.Part{description("200 slices")}
	for i := range benchImages {
		parts = append(parts, file(fmt.Sprintf("slice-%03d.png", i), picture(b, i)))
	}
	nurse := d.Client("nurse")
	b.Run("send", func(b *testing.B) {
		for b.Loop() {
			nurse.Form(labPath(d.result(c, nil), "/albums"), parts...).Expect(http.StatusCreated)
		}
	})
	album := nurse.Form(labPath(id, "/albums"), parts...).Expect(http.StatusCreated)
	b.Run("page", func(b *testing.B) {
		for b.Loop() {
			nurse.Get(labPath(id, "")).Expect(http.StatusOK)
		}
	})
	b.Run("case-files", func(b *testing.B) {
		for b.Loop() {
			nurse.Get(c.Path("/files?limit=200")).Expect(http.StatusOK)
		}
	})
	b.Run("content", func(b *testing.B) {
		path := fmt.Sprintf("/files/%d/content", album.Int("files.100.id"))
		for b.Loop() {
			nurse.Get(path).Expect(http.StatusOK)
		}
	})
}
