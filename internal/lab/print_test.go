package lab_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"talaan/internal/lab"
	"talaan/internal/paper"
	"talaan/internal/paper/papertest"
	"talaan/internal/patient"
)

// printed is a test with everything that a paper can show of it.
func printed() lab.Lab {
	at := time.Date(2026, 6, 15, 2, 0, 0, 0, time.UTC)
	later := at.Add(90 * time.Minute)
	age := int64(54)
	l := lab.Lab{
		RequestNote: "Before the operation", ResultSummary: "Mild anemia.\nRepeat in a week.",
		Values: []lab.LabValue{
			{Analyte: "Hemoglobin", Value: "10.9", Unit: "g/dL", ReferenceRange: "12-16", Flag: lab.Low},
			{Analyte: "WBC", Value: "7.1", Unit: "×10⁹/L", ReferenceRange: "4.5-11", Flag: lab.Normal},
			{Analyte: "Potassium", Value: "6.9", Unit: "mmol/L", Flag: lab.CriticalHigh},
		},
		Albums: []lab.Album{
			{Description: "Smear", UploadedAt: later, UploadedName: "Nena Cruz", Files: []lab.File{
				{Name: "smear.png", Size: 300}, {Name: "gone.png", Size: 5, Deletion: lab.Deletion{DeletedAt: &later}}, {Name: "smear.pdf", Size: 3 << 20},
			}},
			{Description: "Of someone else", Deletion: lab.Deletion{DeletedAt: &later}, Files: []lab.File{{Name: "other.png"}}},
		},
	}
	l.LabSummary = lab.LabSummary{
		Code: "DQYJY3XG", Status: lab.Done, TestType: "Complete blood count", CaseNumber: "CN20260615-0001",
		Patient:     patient.Brief{Code: "TE93Z", Name: "Muñoz, José", Sex: "Male", Age: &age},
		RequestedAt: &at, RequestedName: "Ana Reyes", PerformedAt: &later, PerformedName: "Nena Cruz",
	}
	return l
}

func says(t *testing.T, l lab.Lab) string {
	t.Helper()
	at := time.Date(2026, 6, 15, 4, 0, 0, 0, time.UTC).In(time.FixedZone("PST", 8*60*60))
	pages := papertest.Text(t, lab.Paper(paper.House{Name: "San Roque"}, l, at, "Ben Tan").Bytes())
	return strings.Join(strings.Fields(strings.Join(pages, " ")), " ")
}

func TestPaperOfAResult(t *testing.T) {
	t.Parallel()
	want := `San Roque Laboratory result Patient Muñoz, José Patient code TE93Z Age and sex 54, Male Case CN20260615-0001 Laboratory code DQYJY3XG
		Complete blood count Requested 15 Jun 2026, 10:00, Ana Reyes Performed 15 Jun 2026, 11:30, Nena Cruz Request Before the operation
		Analyte Value Unit Flag Reference range Hemoglobin 10.9 g/dL Low 12-16 WBC 7.1 ×10⁹/L 4.5-11 Potassium 6.9 mmol/L Critically high
		Result Mild anemia. Repeat in a week. Files File Size Smear (15 Jun 2026, 11:30, Nena Cruz) smear.png 300 B smear.pdf 3.0 MB
		Nena Cruz Performed by Page 1 of 1 Printed 15 Jun 2026, 12:00 by Ben Tan`
	if got := says(t, printed()); got != strings.Join(strings.Fields(want), " ") {
		t.Errorf("it says\n%s", got)
	}
}

func TestPaperSaysWhatItIsWorth(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(l *lab.Lab){
		"Laboratory result":                      func(*lab.Lab) {},
		"Laboratory request":                     func(l *lab.Lab) { l.Status, l.PerformedAt = lab.Requested, nil },
		"Urgent laboratory request":              func(l *lab.Lab) { l.Status, l.Urgent = lab.InProgress, true },
		"Cancelled laboratory request":           func(l *lab.Lab) { l.Status, l.PerformedAt = lab.Cancelled, nil },
		"Cancelled laboratory result: not valid": func(l *lab.Lab) { l.Status, l.CancelReason = lab.Cancelled, "Wrong tube" },
	} {
		l := printed()
		change(&l)
		got := says(t, l)
		if !strings.HasPrefix(got, "San Roque "+want+" Patient") || strings.Contains(got, "Performed by") != (l.Status == lab.Done) || strings.Contains(got, "Wrong tube") != (l.CancelReason != "") {
			t.Errorf("%s: %s", want, got)
		}
	}
}

func TestPrintResult(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d desk) {
		id := d.result(d.Outpatient(), body{"values": []body{{"analyte": "pH", "value": "6.0", "reference_range": "5-7"}}})
		d.album(id, description("Strip"), file("strip.txt", "a strip")).Expect(http.StatusCreated)
		answer := d.Client("coder").Get(labPath(id, "/print")).Expect(http.StatusOK)
		if answer.Header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(answer.Header.Get("Content-Disposition"), "inline") {
			t.Errorf("headers: %v", answer.Header)
		}
		text := strings.Join(papertest.Text(t, []byte(answer.Text)), " ")
		for _, want := range []string{"Urinalysis", "pH 6.0 5-7", "Strip (15 Jun 2026, 10:00", "strip.txt", "Printed 15 Jun 2026, 10:00 by " + d.User("coder").Name} {
			if !strings.Contains(text, want) {
				t.Errorf("%q is missing in %s", want, text)
			}
		}
		d.Client("doctor").Get(labPath(999999, "/print")).Refused(http.StatusNotFound, "")
		for _, user := range []string{"teller", "receptionist"} {
			d.Client(user).Get(labPath(id, "/print")).Refused(http.StatusForbidden, "")
		}
	})
}

// The most values that a result may have go over several pages, none lost.
func TestPrintLongResult(t *testing.T) {
	t.Parallel()
	l := printed()
	l.Values = nil
	for i := range 200 {
		l.Values = append(l.Values, lab.LabValue{Analyte: fmt.Sprintf("Analyte %d of a long name", i), Value: fmt.Sprint(i), Unit: "mmol/L", ReferenceRange: "3.5-5.1"})
	}
	got := says(t, l)
	for i := range 200 {
		if !strings.Contains(got, fmt.Sprintf("Analyte %d of a long name %d mmol/L 3.5-5.1", i, i)) {
			t.Errorf("value %d is lost", i)
		}
	}
	if strings.Count(got, "Laboratory result · Muñoz, José (TE93Z), DQYJY3XG") < 2 {
		t.Error("further pages do not say whose they are")
	}
}
