package patientcsv_test

import (
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"

	"talaan/internal/patientcsv"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

func TestMain(m *testing.M) { talaantest.Run(m) }

// In whatever way a spreadsheet saves it, the table is the same.
func TestEncodingsAndDelimiters(t *testing.T) {
	t.Parallel()
	utf16le := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune("Surname\tFirst\nPeña\tAna\n")) {
		utf16le = append(utf16le, byte(u), byte(u>>8))
	}
	for encoding, c := range map[string]struct {
		file      string
		delimiter rune
	}{
		patientcsv.UTF8:        {"Surname,First\r\n\r\nPeña,Ana\r\n,\r\n", ','},
		patientcsv.UTF8BOM:     {"\ufeffSurname;First\nPeña;Ana\n", ';'},
		patientcsv.UTF16:       {string(utf16le), '\t'},
		patientcsv.Windows1252: {"Surname;First\nPe\xf1a;Ana\n", ';'},
	} {
		got, err := patientcsv.Read([]byte(c.file))
		talaantest.Must(t, err)
		if got.Encoding != encoding || got.Delimiter != c.delimiter || len(got.Rows) != 1 || !reflect.DeepEqual(got.Rows[0].Cells, []string{"Peña", "Ana"}) || got.Head[0] != "Surname" {
			t.Errorf("%s is read as %+v", encoding, got)
		}
	}
	for file, words := range map[string]string{
		"": "is empty", "a,b\n": "no row", "a\n\"x": "quotation marks", "PK\x00\x03a\nb": "not as a workbook",
		"a\n" + strings.Repeat("1\n", 50_001): "more than 50000 rows", strings.Repeat("a,", 200) + "a\n1": "more than 200 columns",
	} {
		if _, err := patientcsv.Read([]byte(file)); err == nil || !strings.Contains(fmt.Sprintf("%+v", err), words) && !strings.Contains(fieldsOf(err), words) {
			t.Errorf("%.20q is answered %v", file, err)
		}
	}
}

func fieldsOf(err error) string { return fmt.Sprintf("%+v", reflect.ValueOf(err).Elem().Interface()) }

func TestProposals(t *testing.T) {
	t.Parallel()
	got := patientcsv.Propose([]string{"Patient No.", "SURNAME", "First_Name", "Date of Birth", "Gender", "Remarks", "Last name", ""})
	if want := []string{"old_number", "family_name", "given_name", "date_of_birth", "sex", "", "", ""}; !reflect.DeepEqual(got, want) {
		t.Errorf("proposed are %q", got)
	}
}

// A day that is written in a format comes back, and never as another day.
func TestDaysComeBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		y, m, d := rapid.IntRange(1900, 2025).Draw(r, "y"), rapid.IntRange(1, 12).Draw(r, "m"), rapid.IntRange(1, 28).Draw(r, "d")
		want := fmt.Sprintf("%04d-%02d-%02d", y, m, d)
		for format, text := range map[string]string{
			patientcsv.ISO: want, patientcsv.DayMonthYear: fmt.Sprintf("%d/%d/%d", d, m, y), patientcsv.MonthDayYear: fmt.Sprintf("%02d-%02d-%d", m, d, y),
		} {
			table, err := patientcsv.Read([]byte("a,b,c\nCruz,Ana," + text))
			if err != nil {
				r.Fatal(err)
			}
			c := patientcsv.Choices{Mapping: []string{"family_name", "given_name", "date_of_birth"}, DateFormat: format}
			if f, _, faults := c.Person(table, table.Rows[0]); f.DateOfBirth != want || len(faults) != 0 {
				r.Errorf("%s read as %s is %s %v", text, format, f.DateOfBirth, faults)
			}
		}
	})
}

// A cell that cannot be taken is named by its column, with what to write.
func TestFaultsNameColumnAndFix(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ field, cell, fault string }{
		{"family_name", "", "write the name"}, {"family_name", strings.Repeat("a", 81), "longer than 80"}, {"family_name", "a\x01b", "cannot be stored"},
		{"date_of_birth", "31/04/1990", "DD/MM/YYYY"}, {"date_of_birth", "1/2/90", "DD/MM/YYYY"}, {"sex", "7", "Male, Female, Other"}, {"age_when_unknown", "131", "from 0 to 130"},
		{"phone", "call me", "phone number"}, {"has_hmo", "perhaps", "yes or no"}, {"old_number", strings.Repeat("1", 101), "longer than 100"},
	} {
		table := patientcsv.Table{Head: []string{"The column"}, Rows: []patientcsv.Row{{Line: 2, Cells: []string{c.cell}}}}
		choices := patientcsv.Choices{Mapping: []string{c.field}, DateFormat: patientcsv.DayMonthYear}
		_, _, faults := choices.Person(table, table.Rows[0])
		if len(faults) != 1 || faults[0].Column != "The column" || !strings.Contains(faults[0].Message, c.fault) {
			t.Errorf("%s %q: %v", c.field, c.cell, faults)
		}
	}
	table := patientcsv.Table{Head: []string{"s", "c", "i", "h"}, Rows: []patientcsv.Row{{Line: 2, Cells: []string{"Babae", "widow", "none", "Maxicare"}}}}
	choices := patientcsv.Choices{Mapping: []string{"sex", "civil_status", "social_insurance", "hmo_name"}}
	if f, _, faults := choices.Person(table, table.Rows[0]); f.Sex != "Female" || f.CivilStatus != "Widowed" || f.SocialInsurance != "" || !f.HasHMO || len(faults) != 0 {
		t.Errorf("read as %+v %v", f, faults)
	}
}

const table = `No,Surname,First name,Birth date,Phone
1,Dela Cruz,Juan,03/02/1990,
2,Santos,Maria,04/05/1985,0917 555 0101
3,Reyes,Pedro,31/02/1990,
4,Santos,Maria,,+63 917 555 0101
2,Lim,Rosa,,
`

func form(file, format, duplicates string, skip, dry bool) []talaantest.Part {
	choices := fmt.Sprintf(`{"mapping":["old_number","family_name","given_name","date_of_birth","phone"],"date_format":%q,"duplicates":%q,"skip_refused":%t,"dry_run":%t}`, format, duplicates, skip, dry)
	return []talaantest.Part{{Name: "choices", Text: choices}, {Name: "file", File: "old.csv", Text: file}}
}

func TestImport(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		admin := h.Client("admin")
		p := admin.Form("/patient-imports/preview", talaantest.Part{Name: "file", File: "old.csv", Text: table}).Expect(http.StatusOK)
		if p.String("columns.3.field") != "date_of_birth" || p.String("columns.3.date_formats.0") != patientcsv.DayMonthYear || p.Int("rows") != 5 || p.String("delimiter") != "comma" {
			t.Errorf("previewed as %s", p.Text)
		}
		expect := func(a *talaantest.Answer, added, there, duplicates, refused int64) {
			t.Helper()
			a.Expect(http.StatusOK)
			if a.Int("added") != added || a.Int("already_there") != there || a.Int("duplicates") != duplicates || a.Int("refused") != refused {
				t.Errorf("reported %s", a.Text)
			}
		}
		send := func(duplicates string, skip, dry bool) *talaantest.Answer {
			return admin.Form("/patient-imports", form(table, patientcsv.DayMonthYear, duplicates, skip, dry)...)
		}
		found := func(q string) int { return len(admin.Get("/patients?q=" + q).Expect(http.StatusOK).List("items")) }
		dry := send("skip", false, true)
		expect(dry, 2, 0, 1, 2)
		if dry.Int("problems.0.line") != 4 || dry.String("problems.0.column") != "Birth date" || dry.String("problems.1.kind") != "duplicate" || found("cruz") != 0 {
			t.Errorf("tried: %s", dry.Text)
		}
		send("skip", false, false).Refused(http.StatusConflict, "body.choices.skip_refused")
		if n := found("santos"); n != 0 {
			t.Errorf("a refused import left %d patients", n)
		}
		keyed := admin.WithKey("once")
		parts := form(table, patientcsv.DayMonthYear, "skip", true, false)
		expect(keyed.Form("/patient-imports", parts...), 2, 0, 1, 2)
		expect(keyed.Form("/patient-imports", parts...), 2, 0, 1, 2)
		if found("cruz") != 1 || found("santos%20maria") != 1 || found("09175550101") != 1 {
			t.Error("those who were imported are not found by name and phone")
		}
		expect(send("skip", true, false), 0, 2, 1, 2)
		expect(send("add", true, true), 1, 2, 0, 2)
		id := admin.Get("/patients?q=cruz").Int("items.0.id")
		if got := admin.Get(fmt.Sprintf("/patients/%d/history", id)).Expect(http.StatusOK); got.String("items.0.action") != "imported" || got.String("items.0.reason") != "line 2 of old.csv" {
			t.Errorf("the trail says %s", got.Text)
		}
		// Who is registered at the desk is met as well.
		other := "No,Surname,First name,Birth date,Phone\n9,CRUZ,\"Juan, Dela\",1990-02-03,\n"
		again := admin.Form("/patient-imports", form(other, patientcsv.MonthDayYear, "skip", false, true)...)
		expect(again, 0, 0, 1, 0)
		if again.Int("problems.0.patient_id") != id {
			t.Errorf("resembles %s", again.Text)
		}
	})
}

func TestImportRefusals(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	admin := h.Client("admin")
	parts := form(table, patientcsv.ISO, "skip", false, true)
	for _, user := range []string{"doctor", "nurse", "coder", "teller", "receptionist"} {
		h.Client(user).Form("/patient-imports", parts...).Refused(http.StatusForbidden, "")
		h.Client(user).Form("/patient-imports/preview", parts[1]).Refused(http.StatusForbidden, "")
	}
	admin.Form("/patient-imports", parts[1]).Refused(http.StatusUnprocessableEntity, "body.choices")
	admin.Form("/patient-imports", parts[0]).Refused(http.StatusUnprocessableEntity, "body.file")
	admin.Form("/patient-imports", append(parts, parts[1])...).Refused(http.StatusUnprocessableEntity, "body.file")
	admin.Form("/patient-imports", form(table, "", "skip", false, true)...).Refused(http.StatusUnprocessableEntity, "body.choices.date_format")
	admin.Form("/patient-imports", form(table, patientcsv.ISO, "merge", false, true)...).Refused(http.StatusUnprocessableEntity, "body.choices.duplicates")
	admin.Form("/patient-imports", form("a,b\n1,2\n", patientcsv.ISO, "skip", false, true)...).Refused(http.StatusUnprocessableEntity, "body.choices.mapping")
	admin.Form("/patient-imports", talaantest.Part{Name: "choices", Text: `{"maping":[]}`}, parts[1]).Refused(http.StatusUnprocessableEntity, "body.choices")
	for _, mapping := range []string{`["family_name","family_name","given_name","",""]`, `["family_name","","","",""]`, `["family_name","given_name","code","",""]`} {
		admin.Form("/patient-imports", talaantest.Part{Name: "choices", Text: `{"mapping":` + mapping + `,"duplicates":"skip"}`}, parts[1]).Refused(http.StatusUnprocessableEntity, "body.choices.mapping")
	}
}

func BenchmarkImport20000(b *testing.B) {
	var file strings.Builder
	file.WriteString("No,Surname,First name,Birth date,Phone\n")
	for i := range 20_000 {
		fmt.Fprintf(&file, "%d,Cruz %d,Ana Maria,1990-01-02,0917%07d\n", i, i/3, i)
	}
	h := talaantest.New(b, sqldb.SQLite)
	for b.Loop() {
		h.Client("admin").Form("/patient-imports", form(strings.ReplaceAll(file.String(), "\n", fmt.Sprint(b.N)+"\n"), patientcsv.ISO, "add", false, true)...).Expect(http.StatusOK)
		h.Client("admin").Form("/patient-imports", form(file.String(), patientcsv.ISO, "add", false, false)...).Expect(http.StatusOK)
	}
}
