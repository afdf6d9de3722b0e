package olddjango_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"talaan/internal/billing"
	"talaan/internal/money"
	"talaan/internal/olddjango"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

var manila = time.FixedZone("PST", 8*3600)

func importInto(t *testing.T, h *talaantest.Hospital, dump []byte, media string, dry bool) *olddjango.Report {
	t.Helper()
	report, err := olddjango.Run(t.Context(), h.App, olddjango.Options{Dump: bytes.NewReader(dump), Media: media, Zone: manila, DryRun: dry, Scratch: t.TempDir()})
	talaantest.Must(t, err)
	return report
}

// tables counts the rows of every table that an import may touch.
func tables(t *testing.T, h *talaantest.Hospital) map[string]int64 {
	t.Helper()
	out := map[string]int64{}
	talaantest.Must(t, h.DB.View(t.Context(), func(tx *sqldb.Tx) error {
		for _, name := range []string{"users", "departments", "services", "rooms", "beds", "patients", "encounters", "bills", "charges", "payments", "stays", "labs", "albums", "album_files",
			"notes", "vitals", "medical_history", "audit_entries", "moved_rows", "user_photos", "media", "icd_mappings"} {
			n, err := sqldb.One[int64](t.Context(), tx, `SELECT COUNT(*) FROM `+name)
			if err != nil {
				return err
			}
			out[name] = n
		}
		return nil
	}))
	return out
}

// clean fails the test unless the ledger adds up and the trail is whole.
func clean(t *testing.T, h *talaantest.Hospital) {
	t.Helper()
	_, err := h.Billing.VerifyLedger(t.Context(), func(f billing.LedgerFault) error {
		t.Errorf("ledger: bill %s: %s", f.Code, f.What)
		return nil
	})
	talaantest.Must(t, err)
	_, err = h.Trail.Verify(t.Context(), h.DB, nil, func(int64) {})
	talaantest.Must(t, err)
}

func has(t *testing.T, r *olddjango.Report, kind, model, text string) {
	t.Helper()
	for _, m := range r.All() {
		if m.Kind == kind && m.Model == model && strings.Contains(m.Text, text) {
			return
		}
	}
	t.Errorf("the report has no %s %s %q:\n%s", model, kind, text, words(r))
}

func words(r *olddjango.Report) string {
	var b strings.Builder
	_ = r.WriteText(&b)
	return b.String()
}

func one[T any](t *testing.T, h *talaantest.Hospital, query string, args ...any) T {
	t.Helper()
	var out T
	talaantest.Must(t, h.DB.View(t.Context(), func(tx *sqldb.Tx) (err error) {
		out, err = sqldb.One[T](t.Context(), tx, query, args...)
		return err
	}))
	return out
}

func ours(t *testing.T, h *talaantest.Hospital, model string, pk int) int64 {
	t.Helper()
	return one[int64](t, h, `SELECT entity_id FROM moved_rows WHERE model = ? AND pk = ?`, model, fmt.Sprint(pk))
}

func TestImport(t *testing.T) {
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		old := newOldHouse(t, 1)
		old.story()
		dump := old.dump()

		before := tables(t, h)
		dry := importInto(t, h, utf16Of(dump, binary.LittleEndian), old.media, true)
		if after := tables(t, h); !maps.Equal(before, after) {
			t.Errorf("a dry run changed %v into %v", before, after)
		}
		report := importInto(t, h, utf16Of(dump, binary.BigEndian), old.media, false)
		if d, r := words(dry), words(report); d != r {
			t.Errorf("the dry run said\n%s\nthe import\n%s", d, r)
		}
		clean(t, h)
		checkReport(t, report)
		checkBills(t, h, old)
		checkCases(t, h)
		checkLabs(t, h)
		checkPeople(t, h)

		after := tables(t, h)
		again := importInto(t, h, append([]byte("\ufeff"), dump...), old.media, false)
		if again.Taken() != 0 || !maps.Equal(after, tables(t, h)) {
			t.Errorf("a second run took %d rows:\n%s", again.Taken(), words(again))
		}

		// The old bed's meter goes on.
		talaantest.Must(t, h.Billing.Tick(t.Context()))
		h.Clock.Advance(5 * time.Hour)
		talaantest.Must(t, h.Billing.Tick(t.Context()))
		if q := one[int64](t, h, `SELECT quantity FROM charges WHERE running = 1`); q != 6 {
			t.Errorf("from 09:00 to 15:00 are 6 hours, not %d", q)
		}
		clean(t, h)
	})
}

func checkReport(t *testing.T, r *olddjango.Report) {
	t.Helper()
	has(t, r, olddjango.Unknown, "api.pharmacy", "the model is not known; 1 rows")
	has(t, r, olddjango.Unknown, "patient", "the field blood_type is not known; 1 rows")
	has(t, r, olddjango.NotTaken, "patient", "must have a letter")
	has(t, r, olddjango.NotTaken, "laboratoryresult", `its patient "9999" is not in the dump`)
	has(t, r, olddjango.NotTaken, "labresultfile", "film2.png is missing")
	has(t, r, olddjango.NotTaken, "userimage", "gone.png is missing")
	has(t, r, olddjango.NotTaken, "patientservice", "stands on no bill")
	has(t, r, olddjango.Changed, "laboratoryresult", "missing.png is missing")
	has(t, r, olddjango.Changed, "patient", "no ICD-10 code")
	has(t, r, olddjango.Changed, "patient", "without an attending physician; the case is Pending")
	has(t, r, olddjango.Changed, "user", "signs in as teller-one")
	has(t, r, olddjango.Changed, "user", "inactive until an Admin chooses one")
	has(t, r, olddjango.OnlyReported, "backuphistory", "backup_1.sql")
	for _, m := range r.All() {
		if m.Kind == olddjango.Difference {
			t.Errorf("%s %s: %s", m.Model, m.PK, m.Text)
		}
	}
	for _, model := range []string{"billing", "billingitem", "payment", "bedassignment", "clinicalnote", "medicalhistory", "historicalpatient", "billingoperatorlog", "userlog", "labresultfilegroup"} {
		if c := r.Of(model); c.Read == 0 || c.Taken != c.Read {
			t.Errorf("of %s %d rows were read and %d taken", model, c.Read, c.Taken)
		}
	}
	var csv strings.Builder
	talaantest.Must(t, r.WriteCSV(&csv))
	if !strings.Contains(csv.String(), "not taken,labresultfile,3,") {
		t.Errorf("the table lacks a row:\n%s", csv.String())
	}
}

func checkBills(t *testing.T, h *talaantest.Hospital, old *oldHouse) {
	t.Helper()
	admin := h.Client("admin")
	for pk, total := range old.totals {
		bill := admin.Get(fmt.Sprintf("/bills/%d", ours(t, h, "billing", pk)))
		if got := bill.Expect(http.StatusOK).String("total_charges"); got != total.String() {
			t.Errorf("bill %d: %s, not %s", pk, got, total)
		}
	}
	first := admin.Get(fmt.Sprintf("/bills/%d", ours(t, h, "billing", 1)))
	if n := len(first.List("charges")); n != 2 {
		t.Errorf("three hours of a bed and an X-ray are %d charges", n)
	}
	if s := one[string](t, h, `SELECT status FROM encounters WHERE id = ?`, first.Int("encounter_id")); s != "Admitted" {
		t.Errorf("the bill of the bed is on a case that is %s", s)
	}
	paid := admin.Get(fmt.Sprintf("/bills/%d", ours(t, h, "billing", 2)))
	if paid.String("status") != "Paid" || paid.String("payments.0.old_receipt") != "OR-1" || paid.At("payments.0.receipt_number") != nil {
		t.Errorf("the paid bill reads %v", paid.At("payments"))
	}
	if one[int64](t, h, `SELECT COUNT(*) FROM encounters WHERE id = ? AND archived_at IS NOT NULL`, paid.Int("encounter_id")) != 1 {
		t.Error("the case of a settled bill is not archived")
	}
	admin.Get(fmt.Sprintf("/payments/%d/receipt", paid.Int("payments.0.id"))).Expect(http.StatusNotFound)
	cases := map[int64]bool{}
	for pk := 3; pk <= 5; pk++ {
		bill := admin.Get(fmt.Sprintf("/bills/%d", ours(t, h, "billing", pk)))
		cases[bill.Int("encounter_id")] = true
		if bill.String("status") != "Unpaid" || bill.At("final") != true {
			t.Errorf("unpaid bill %d is %s", pk, bill.String("status"))
		}
	}
	if len(cases) != 3 {
		t.Errorf("three unpaid bills are on %d cases", len(cases))
	}
}

func checkCases(t *testing.T, h *talaantest.Hospital) {
	t.Helper()
	type row struct {
		Status string `db:"status"`
	}
	statuses := func(patient int) string {
		var out []string
		talaantest.Must(t, h.DB.View(t.Context(), func(tx *sqldb.Tx) error {
			rows, err := sqldb.All[row](t.Context(), tx, `SELECT status FROM encounters WHERE patient_id = ? ORDER BY created_at, id`, ours(t, h, "patient", patient))
			for _, r := range rows {
				out = append(out, r.Status)
			}
			return err
		}))
		return strings.Join(out, " ")
	}
	for patient, want := range map[int]string{1: "Admitted", 2: "Discharged Discharged", 3: "Discharged Discharged Discharged", 4: "Pending", 5: "Ready_for_Coding", 6: "Pending", 7: "Outpatient", 8: ""} {
		if got := statuses(patient); got != want {
			t.Errorf("patient %d has cases %q, not %q", patient, got, want)
		}
	}
	if code := one[string](t, h, `SELECT code FROM patients WHERE id = ?`, ours(t, h, "patient", 1)); code != "PTNAB" {
		t.Errorf("the code on the wristband became %s", code)
	}
	if name := one[string](t, h, `SELECT name FROM patients WHERE id = ?`, ours(t, h, "patient", 8)); name != "Dela Peña, Jose" {
		t.Errorf("a name in one field became %s", name)
	}
	for _, about := range []string{"patient", "encounter"} {
		if n := one[int64](t, h, `SELECT COUNT(*) FROM audit_entries WHERE action = 'imported' AND entity = ? AND reason LIKE '%historicalpatient%by dr.reyes%'`, about); n == 0 {
			t.Errorf("the history left no entry on the %s", about)
		}
	}
	// What a receptionist reads of a case has nothing clinical in it.
	id := one[int64](t, h, `SELECT entity_id FROM audit_entries WHERE entity = 'encounter' AND reason LIKE '%historicalpatient%' ORDER BY id LIMIT 1`)
	text := fmt.Sprint(h.Client("receptionist").Get(fmt.Sprintf("/encounters/%d/history", id)).Expect(http.StatusOK).At("items"))
	if strings.Contains(text, "Complaint ") {
		t.Errorf("a receptionist reads the complaint: %s", text)
	}
}

func checkLabs(t *testing.T, h *talaantest.Hospital) {
	t.Helper()
	admin := h.Client("admin")
	one := admin.Get(fmt.Sprintf("/labs/%d", ours(t, h, "laboratoryresult", 1)))
	if one.String("code") != "ABCDEFGH" || len(one.List("albums")) != 2 || len(one.List("albums.1.files")) != 2 || one.String("performed_by_name") != "Ana Reyes" {
		t.Errorf("the result reads %v", one.At("albums"))
	}
	admin.Get(strings.TrimPrefix(one.String("albums.0.files.0.url"), "/api/v1")).Expect(http.StatusOK)
	if two := admin.Get(fmt.Sprintf("/labs/%d", ours(t, h, "laboratoryresult", 2))); len(two.List("albums")) != 0 || two.String("result_summary") != "Clear" {
		t.Errorf("a result without its file reads %v", two.At("albums"))
	}
}

// Users sign in with their old passwords; the hash is a new one afterwards.
func checkPeople(t *testing.T, h *talaantest.Hospital) {
	t.Helper()
	for _, id := range []string{"dr.reyes", "teller-one"} {
		h.Anonymous().Post("/sessions", map[string]any{"user_id": id, "password": oldPassword}).Expect(http.StatusCreated)
		if hash := one[string](t, h, `SELECT password_hash FROM users WHERE user_id = ?`, id); strings.HasPrefix(hash, "pbkdf2") {
			t.Errorf("the old hash of %s stayed", id)
		}
	}
	h.Anonymous().Post("/sessions", map[string]any{"user_id": "boss", "password": oldPassword}).Expect(http.StatusUnauthorized)
	h.Anonymous().Post("/sessions", map[string]any{"user_id": "old-system", "password": "x"}).Expect(http.StatusUnauthorized)
	if n := one[int64](t, h, `SELECT COUNT(*) FROM user_photos WHERE user_id = (SELECT id FROM users WHERE user_id = 'dr.reyes')`); n != 2 {
		t.Errorf("the doctor has %d photos", n)
	}
}

// However a hospital was, its bills come to what they came to, and a second run
// adds nothing.
func TestAnyHospital(t *testing.T) {
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		old := newOldHouse(t, 3)
		for round := range 4 { // each dump has what was in those before
			old.strangers(12)
			report := importInto(t, h, old.dump(), old.media, false)
			clean(t, h)
			before := tables(t, h)
			if again := importInto(t, h, old.dump(), old.media, false); again.Taken() != 0 || !maps.Equal(before, tables(t, h)) {
				t.Errorf("round %d: a second run took %d rows:\n%s", round, again.Taken(), words(again))
			}
			compareTotals(t, h, old, report)
			clear(old.totals)
		}
	})
}

func compareTotals(t *testing.T, h *talaantest.Hospital, old *oldHouse, report *olddjango.Report) {
	t.Helper()
	talaantest.Must(t, h.DB.View(t.Context(), func(tx *sqldb.Tx) error {
		for pk, want := range old.totals {
			id := ours(t, h, "billing", pk)
			got, err := sqldb.One[int64](context.Background(), tx, `SELECT COALESCE(SUM(quantity * unit_price), 0) FROM charges WHERE bill_id = ? AND reverses_id IS NULL`, id)
			if err != nil {
				return err
			}
			if money.Centavos(got) != want && !differs(report, pk, want.Peso(), money.Centavos(got).Peso()) {
				t.Errorf("bill %d comes to %s, not %s:\n%s", pk, money.Centavos(got), want, words(report))
			}
		}
		return nil
	}))
}

// differs reports whether the report tells of a bill both what it was and what it
// is: an open stay that nothing was charged for owes its first hour.
func differs(r *olddjango.Report, pk int, was, is string) bool {
	return slices.ContainsFunc(r.All(), func(m olddjango.Remark) bool {
		return m.Kind == olddjango.Difference && m.PK == fmt.Sprint(pk) && strings.Contains(m.Text, was) && strings.Contains(m.Text, is)
	})
}

func TestDumpThatCannotBeRead(t *testing.T) {
	h := talaantest.New(t, sqldb.SQLite)
	for text, says := range map[string]string{
		"":                      "is no list of rows",
		`{"model": "api.user"}`: "is no list of rows",
		`[{"model": "api.department", "pk": 1, "fields": {"name": "X"}}`:  "breaks off",
		`[{"model": "api.department", "pk": 1, "fields": {"name": "X"}},`: "row 2",
	} {
		_, err := olddjango.Run(t.Context(), h.App, olddjango.Options{Dump: strings.NewReader(text), Zone: manila})
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", text, err)
		}
	}
	report := importInto(t, h, []byte(`[{"model": "api.department", "pk": 1, "fields": {"name": "X"}}, {"pk": 3}, 7,
		{"model": "api.department", "pk": 1, "fields": {"name": "Y"}}]`), "", false)
	if report.NotTaken() != 3 || report.Taken() != 1 {
		t.Errorf("one good row and three bad ones:\n%s", words(report))
	}
}

// A path in the dump that leads out of the media folder finds nothing.
func TestFilesOutside(t *testing.T) {
	h := talaantest.New(t, sqldb.SQLite)
	old := newOldHouse(t, 1)
	old.file("../secret.png", talaantest.Picture(t, 7))
	old.add("userimage", fields{"user": oldDoctor, "image": "../secret.png"})
	old.add("userimage", fields{"user": oldDoctor, "image": filepath.ToSlash(filepath.Join(filepath.Dir(old.media), "secret.png"))})
	report := importInto(t, h, old.dump(), old.media, false)
	left := slices.DeleteFunc(slices.Collect(slices.Values(report.All())), func(r olddjango.Remark) bool {
		return r.Kind != olddjango.NotTaken || r.Model != "userimage" || !strings.Contains(r.Text, "secret.png is missing in the folder")
	})
	if len(left) != 2 {
		t.Errorf("files beside the media folder were found:\n%s", words(report))
	}
}
