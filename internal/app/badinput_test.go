package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"talaan/internal/backup"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

// request is an operation that takes a body, with one that is good.
type request struct {
	op, by, path string
	good         body
}

// requests returns every operation with a body, each on a record of its own in
// the stage that the operation needs.
func requests(h *talaantest.Hospital) []request {
	u := func(format string, id int64) string { return fmt.Sprintf(format, id) }
	made := func(path string, b body) int64 {
		return h.Client("admin").Post(path, b).Expect(http.StatusCreated).Int("id")
	}
	service, medicine, doctor := h.Service("X-ray", "120.00"), h.Department("Internal Medicine"), h.User("doctor").ID
	person := h.CheckIn()
	item := h.Client("nurse").Post(u("/patients/%d/medical-history", person.PatientID), body{"kind": "Allergy", "description": "Shrimp"}).Expect(http.StatusCreated).Int("id")
	inCare := h.Inpatient("30.00")
	charge := h.Client("nurse").Post(inCare.BillPath("/charges"), body{"service_id": service}).Expect(http.StatusCreated).Int("id")
	payment := h.Client("teller").Post(inCare.BillPath("/payments"), body{"amount": "1.00"}).Expect(http.StatusCreated).Int("id")
	fee := made("/services", body{"name": "Consultation", "category": "Professional fee", "price": "500.00", "vat_treatment": "VATable"})
	rates := "code,description,hospital_part,professional_part,effective_from\nA97.1,Dengue,100.00,50.00,2024-01-01\nI10,Hypertension,80.00,40.00,2024-01-01\n"
	h.Client("admin").Post("/case-rates/import", body{"csv": rates}).Expect(http.StatusOK)
	reduced := h.Outpatient()
	hmo := body{"name": "Kalinga", "approval_number": "7", "approved_amount": "20.00", "reason": "Because"}
	entitlement := h.Client("teller").Post(reduced.BillPath("/hmo"), hmo).Expect(http.StatusCreated).Int("id")
	gone := h.Outpatient().Discharge()
	refunded := h.Client("teller").Post(inCare.BillPath("/payments"), body{"amount": "5.00"}).Expect(http.StatusCreated).Int("id")
	owing := func() *talaantest.Case {
		c := h.Outpatient()
		h.Client("nurse").Post(c.BillPath("/charges"), body{"service_id": service, "quantity": 1}).Expect(http.StatusCreated)
		return c.Discharge().FinalBill()
	}
	promise := body{
		"amount": "100.00", "due_date": "2026-07-15", "maker_name": "Ana Cruz", "relationship": "daughter", "maker_address": "Cebu", "maker_contact": "1",
		"co_maker_name": "Jose Cruz", "co_maker_address": "Cebu", "co_maker_contact": "2", "reason": "Waits for the salary",
	}
	note := h.Client("teller").Post(owing().BillPath("/promissory-notes"), promise).Expect(http.StatusCreated).Int("id")
	shift := h.Client("teller").Get("/shifts/current").Expect(http.StatusOK).Int("shift.id")
	left := h.Outpatient()
	h.Client("teller").Post(left.BillPath("/payments"), body{"amount": "50.00"}).Expect(http.StatusCreated)
	counts := body{"1000": 1, "500": 1, "200": 1, "100": 1, "50": 1, "20": 1, "10": 1, "5": 1, "1": 1, "c25": 1, "c10": 1, "c5": 1, "c1": 1}
	room := made("/rooms", body{"name": "Ward 9", "hourly_rate": "30.00"})
	h.Client("admin").Patch("/hospital", body{"name": "Mabuhay"}).Expect(http.StatusOK)
	saved, err := h.Backups.Make(h.T.Context(), backup.Request{Folder: h.T.TempDir(), Kind: backup.Complete})
	talaantest.Must(h.T, err)
	stored, err := h.Backups.Make(h.T.Context(), backup.Request{Folder: h.T.TempDir(), Kind: backup.Complete})
	talaantest.Must(h.T, err)
	patient := body{
		"family_name": "Santos", "given_name": "Ana", "middle_name": "Cruz", "suffix": "Jr.", "date_of_birth": "2000-02-29", "age_when_unknown": 26, "sex": "Female", "civil_status": "Single",
		"birth_place": "Cebu", "address": "Cebu", "nationality": "Filipino", "religion": "None", "occupation": "Clerk", "phone": "0917 555 0199", "emergency_contact_name": "Jose", "emergency_contact_phone": "1",
		"father_name": "A", "father_address": "B", "father_contact": "C", "mother_name": "D", "mother_address": "E", "mother_contact": "F", "spouse_name": "G", "spouse_address": "H", "spouse_contact": "I",
		"has_philhealth": true, "philhealth_number": "12", "philhealth_membership": "Employed", "social_insurance": "SSS", "has_hmo": true, "hmo_name": "Health", "hmo_number": "7", "senior_id": "S", "pwd_id": "P", "status": "Active", "archived": false,
	}
	registration := body{"reason_for_visit": "Cough", "intent": "Undecided", "type_of_admission": "New", "visit_type": "New", "referred_by": "Nobody"}
	chart := body{}
	for n, w := range writers {
		chart[n] = w.value
	}
	chart["attending_physician_id"] = doctor
	reason := body{"reason": "Because"}
	upload := h.Client("nurse").Form("/uploads", talaantest.Part{Name: "file", File: "c.txt", Text: "c"}).Expect(http.StatusCreated).Int("id")
	test := func() int64 {
		return h.Client("doctor").Post(person.Path("/lab-requests"), body{"test_type": "CBC"}).Expect(http.StatusCreated).Int("id")
	}
	values := []body{{"analyte": "Potassium", "value": "4.1", "unit": "mmol/L", "reference_range": "3.5-5.1", "flag_set": "N"}}
	filed := test()
	album := h.Client("nurse").Form(u("/labs/%d/albums", filed), talaantest.Part{Name: "description", Text: "Gone"}, talaantest.Part{Name: "files", File: "a.txt", Text: "a"}).Expect(http.StatusCreated)
	lost := h.Client("nurse").Form(u("/labs/%d/albums", filed), talaantest.Part{Name: "description", Text: "Kept"}, talaantest.Part{Name: "files", File: "b.txt", Text: "b"}).Expect(http.StatusCreated)
	h.Client("nurse").Do(http.MethodDelete, u("/albums/%d", album.Int("id")), reason).Expect(http.StatusOK)
	h.Client("nurse").Do(http.MethodDelete, u("/files/%d", lost.Int("files.0.id")), reason).Expect(http.StatusOK)
	hold := h.Client("admin").Post(u("/patients/%d/legal-holds", person.PatientID), reason).Expect(http.StatusCreated).Int("id")
	asked := h.Client("receptionist").Post(u("/patients/%d/correction-requests", person.PatientID), body{"requester": "Ana Cruz", "wrong": "The birthday"}).Expect(http.StatusCreated).Int("id")
	folk := newPeople(h)
	return []request{
		{"lift-legal-hold", "admin", u("/legal-holds/%d/lift", hold), reason},
		{"decide-correction", "admin", u("/correction-requests/%d/decide", asked), body{"status": "Corrected", "answer": "It is 1 May"}},
		{"check-in", "receptionist", "/check-ins", body{"patient": patient, "encounter": registration, "confirm_distinct": true}},
		{"check-in-returning", "receptionist", u("/patients/%d/encounters", gone.PatientID), registration},
		{"change-patient", "receptionist", u("/patients/%d", person.PatientID), with(patient, body{"version": 1})},
		{"add-medical-history", "nurse", u("/patients/%d/medical-history", person.PatientID), body{"kind": "Allergy", "description": "Crab", "details": "Rash"}},
		{"retire-medical-history", "nurse", fmt.Sprintf("/patients/%d/medical-history/%d/retire", person.PatientID, item), reason},
		{"change-encounter", "admin", person.Path(""), with(chart, body{"version": 1})},
		{"claim-encounter", "doctor", person.Path("/claim"), nil},
		{"confirm-encounter", "doctor", h.CheckIn().Path("/confirm"), body{"decision": "Inpatient", "attending_physician_id": doctor, "principal_diagnosis": "Flu", "icd_code": "J11", "override_reason": "None"}},
		{"send-back-encounter", "coder", h.CheckIn().Confirm("Outpatient").Path("/send-back"), reason},
		{"finalize-encounter", "coder", h.CheckIn().Confirm("Inpatient").Path("/finalize"), body{"bed_id": h.Bed("30.00"), "icd_code": "J18.9", "override_reason": "None"}},
		{"transfer-encounter", "nurse", inCare.Path("/transfer"), body{"bed_id": h.Bed("30.00")}},
		{"discharge-encounter", "doctor", h.Outpatient().Path("/discharge"), body{"disposition": "HAMA", "result": "Died under 48 h", "autopsied": false, "final_diagnosis": "Flu"}},
		{"cancel-encounter", "receptionist", h.CheckIn().Path("/cancel"), reason},
		{"add-vitals", "nurse", person.Path("/vitals"), body{"taken_at": "2026-06-15T02:00:00Z", "height_cm": 160.5, "weight_kg": 60.25, "temperature_c": 36.6, "systolic": 120, "diastolic": 80, "pulse": 70, "respiration": 18, "spo2": 98}},
		{"add-note", "nurse", person.Path("/notes"), body{"kind": "Nurse", "body": "Sleeps"}},
		{"request-lab", "doctor", person.Path("/lab-requests"), body{"test_type": "CBC", "request_note": "Fever", "urgent": true, "service_id": service}},
		{"add-lab", "nurse", "/labs", body{"encounter_id": person.EncounterID, "test_type": "CBC", "result_summary": "Normal", "service_id": service, "values": values}},
		{"start-lab", "nurse", u("/labs/%d/start", test()), nil},
		{"complete-lab", "nurse", u("/labs/%d/complete", test()), body{"result_summary": "Normal", "values": values, "version": 1}},
		{"cancel-lab", "nurse", u("/labs/%d/cancel", test()), reason},
		{"change-lab", "nurse", u("/labs/%d", test()), body{"version": 1, "test_type": "CBC", "request_note": "Fever", "urgent": true, "service_id": service, "result_summary": "Normal", "values": values}},
		{"add-uploaded-albums", "nurse", u("/labs/%d/uploaded-albums", test()), body{"albums": []body{{"description": "Smear", "upload_ids": []int64{upload}}}}},
		{"make-packet", "doctor", person.Path("/packet"), body{"file_ids": []int64{}, "results": true}},
		{"restore-album", "admin", u("/albums/%d/restore", album.Int("id")), nil},
		{"restore-file", "admin", u("/files/%d/restore", lost.Int("files.0.id")), nil},
		{"break-glass", "nurse", fmt.Sprintf("/patients/%d/break-glass", inCare.PatientID), body{"reason": "Called by the family"}},
		{"place-legal-hold", "admin", fmt.Sprintf("/patients/%d/legal-holds", inCare.PatientID), reason},
		{"request-correction", "receptionist", fmt.Sprintf("/patients/%d/correction-requests", inCare.PatientID), body{"requester": "Ana Cruz", "relationship": "Daughter", "wrong": "The birthday", "wish": "1 May 1980", "received_on": "2026-06-15"}},
		{"make-backup", "admin", "/backups", body{"note": "Before the move", "destination": body{"folder": "/media/stick", "complete": true}}},
		{"verify-backup", "admin", u("/backups/%d/verify", saved.ID), nil},
		{"restore-backup", "admin", u("/backups/%d/restore", stored.ID), body{"hospital_name": "Mabuhay", "passphrase": "correct horse battery"}},
		{"replace-backup-settings", "admin", "/backup-settings", body{"version": 0, "daily_at": "02:30", "destinations": []body{{"folder": "/media/stick", "complete": false}}, "keep_daily": 7, "keep_weekly": 4, "keep_monthly": 12, "verify_each": true, "passphrase": "correct horse battery"}},
		{"check-backup-destination", "admin", "/backup-settings/check", body{"folder": "/media/stick"}},
		{"change-retention-settings", "admin", "/retention-settings", body{"version": 0, "inpatient_years": 15, "outpatient_years": 10, "answer_days": 30}},
		{"change-chart-settings", "admin", "/chart-settings", body{"version": 0, "scope": "department", "days_after": 10, "leave_hours": 2, "ask_programs": false}},
		{"change-media-settings", "admin", "/media-settings", body{"version": 0, "max_file_mb": 200, "max_files": 50, "max_megapixels": 50, "types": []string{"txt"}}},
		{"add-charge", "admin", inCare.BillPath("/charges"), body{"service_id": fee, "quantity": 2, "date_availed": "2026-06-15", "unit_price": "450.00", "price_reason": "A friend", "doctor_id": doctor}},
		{"claim-statutory-discount", "teller", inCare.BillPath("/statutory-discount"), body{"kind": "pwd", "id_type": "PWD ID", "id_number": "7", "reason": "Because"}},
		{"claim-philhealth", "teller", inCare.BillPath("/philhealth"), body{"member_number": "12-345678901-2", "first_case_rate": "A97.1", "second_case_rate": "I10", "reason": "Because"}},
		{"claim-hmo", "teller", inCare.BillPath("/hmo"), hmo},
		{"grant-discount", "admin", inCare.BillPath("/other-discount"), body{"name": "Employee", "amount": "1.00", "reason": "Because"}},
		{"withdraw-entitlement", "teller", fmt.Sprintf("%s/entitlements/%d/withdraw", reduced.BillPath(""), entitlement), reason},
		{"change-billing-settings", "admin", "/billing-settings", body{"version": 0, "other_discount_limit_percent": 10}},
		{"import-services", "admin", "/services/import", body{"csv": "name,price\nUrinalysis,80.00\n", "dry_run": false}},
		{"import-case-rates", "admin", "/case-rates/import", body{"csv": rates, "dry_run": false}},
		{"reverse-charge", "teller", fmt.Sprintf("%s/charges/%d/reverse", inCare.BillPath(""), charge), reason},
		{"take-payment", "teller", inCare.BillPath("/payments"), body{"amount": "1.00", "tendered": "5.00", "payer": "Jose"}},
		{"refund-payment", "teller", u("/payments/%d/refund", refunded), body{"amount": "1.00", "payee": "Jose", "reason": "Because"}},
		{"refund-credit", "teller", left.BillPath("/refunds"), body{"amount": "1.00", "payee": "Jose", "reason": "Because"}},
		{"print-receipt", "teller", u("/payments/%d/prints", refunded), nil},
		{"promise", "teller", owing().BillPath("/promissory-notes"), promise},
		{"cancel-promissory-note", "teller", u("/promissory-notes/%d/cancel", note), reason},
		{"open-shift", "admin", "/shifts", body{"opening_cash": "1886.41"}},
		{"move-cash", "teller", u("/shifts/%d/cash-moves", shift), body{"direction": "in", "amount": "20.00", "reason": "Change from the bank"}},
		{"void-payment", "teller", u("/payments/%d/void", payment), reason},
		{"finalize-bill", "teller", gone.BillPath("/finalize"), nil},
		{"close-shift", "teller", u("/shifts/%d/close", shift), body{"counts": counts, "note": "Counted in a hurry"}},
		{"create-departments", "admin", "/departments", body{"name": "Radiology", "description": "X", "is_default": false}},
		{"change-departments", "admin", u("/departments/%d", medicine), body{"version": 1, "name": "Medicine", "description": "X", "is_default": true}},
		{"create-rooms", "admin", "/rooms", body{"name": "Ward 10", "ward": "West", "hourly_rate": "12.50"}},
		{"change-rooms", "admin", u("/rooms/%d", room), body{"version": 1, "name": "Ward 11", "ward": "West", "hourly_rate": "12.50"}},
		{"create-beds", "admin", "/beds", body{"room_id": room, "number": "9-1", "status": "Ready"}},
		{"change-beds", "admin", u("/beds/%d", h.Bed("1.00")), body{"version": 1, "room_id": room, "number": "9-2", "status": "Cleaning"}},
		{"create-services", "admin", "/services", body{"code": "LAB-1", "name": "CBC", "category": "Others", "price": "250.00", "vat_treatment": "Exempt", "active": true}},
		{"change-services", "admin", u("/services/%d", service), body{"version": 1, "code": "RAD-1", "name": "X-ray, chest", "category": "Others", "price": "130.00", "vat_treatment": "VATable", "active": true}},
		{"create-icd-mappings", "admin", "/icd-mappings", body{"icd_code": "I50", "department_id": medicine, "description": "Heart"}},
		{"change-icd-mappings", "admin", u("/icd-mappings/%d", made("/icd-mappings", body{"icd_code": "J", "department_id": medicine})), body{"version": 1, "icd_code": "J1", "department_id": medicine, "description": "Lungs"}},
		{"create-users", "admin", "/users", user("newcomer", medicine)},
		{"change-users", "admin", u("/users/%d", h.User("surgeon").ID), with(user("cutter", medicine), body{"version": 1})},
		{"change-hospital", "admin", "/hospital", body{"version": 1, "name": "Mabuhay", "address": "Manila", "phone": "1", "tin": "123", "receipt_footer": "Thank you"}},
		{"first-run", "admin", "/first-run", body{"hospital_name": "Mabuhay", "given_name": "Ana", "family_name": "Cruz", "user_id": "first", "password": talaantest.Password}},
		{"sign-in", "admin", "/sessions", body{"user_id": "doctor", "password": talaantest.Password}},
		{"lock-session", "locker", "/sessions/current/lock", nil},
		{"unlock-session", "locker", "/sessions/current/unlock", body{"password": talaantest.Password}},
		{"end-my-other-sessions", "locker", "/sessions/end-others", nil},
		{"change-my-profile", "locker", "/me/profile", body{"version": 1, "email": "ana@hospital.ph", "phone": "1", "address": "Cebu", "birth_date": "1990-02-28"}},
		{"set-my-password", "chooser", "/me/password", body{"current_password": talaantest.Password, "new_password": "an altogether new one"}},
		{"set-my-pin", "locker", "/me/pin", body{"password": talaantest.Password, "pin": "4827"}},
		{"redeem-reset-code", "admin", "/password-resets", body{"user_id": "forgetful", "code": folk.resetCode, "new_password": "an altogether new one"}},
		{"enrol-second-factor", "locker", "/me/second-factor", body{"password": talaantest.Password}},
		{"confirm-second-factor", "confirmer", "/me/second-factor/confirm", body{"code": folk.code}},
		{"renew-recovery-codes", "holder", "/me/second-factor/recovery-codes", body{"password": talaantest.Password}},
		{"remove-my-second-factor", "holder", "/me/second-factor/remove", body{"password": talaantest.Password}},
		{"make-reset-code", "admin", u("/users/%d/reset-code", folk.ids["locker"]), nil},
		{"choose-photo", "locker", u("/photos/%d/choose", folk.photo), nil},
		{"restore-photo", "admin", u("/photos/%d/restore", folk.deletedPhoto), nil},
		{"change-sign-in-settings", "admin", "/sign-in-settings", body{"version": 0, "idle_minutes": 60, "absolute_minutes": 600, "lock_minutes": 5, "reset_code_hours": 12, "second_factor_roles": []string{"Coder"}}},
	}
}

// people are users for the operations on oneself, with what those need.
type people struct {
	ids                 map[string]int64
	resetCode           string
	code                string // that confirms the second factor of confirmer
	photo, deletedPhoto int64  // of locker
}

func newPeople(h *talaantest.Hospital) people {
	p := people{ids: map[string]int64{}}
	for _, id := range []string{"locker", "chooser", "forgetful", "confirmer", "holder"} {
		p.ids[id] = h.Client("admin").Post("/users", body{"user_id": id, "password": talaantest.Password, "roles": []string{"Nurse"}}).Expect(http.StatusCreated).Int("id")
	}
	p.resetCode = h.Client("admin").Post(fmt.Sprintf("/users/%d/reset-code", p.ids["forgetful"]), nil).Expect(http.StatusCreated).String("code")
	enrol := func(who string) string {
		return h.CodeOf(h.Client(who).Post("/me/second-factor", body{"password": talaantest.Password}).Expect(http.StatusCreated).String("secret"))
	}
	h.Client("holder").Post("/me/second-factor/confirm", body{"code": enrol("holder")}).Expect(http.StatusOK)
	p.code = enrol("confirmer")
	photo := func(n int) int64 {
		return h.Client("locker").Form("/me/photos", talaantest.Part{Name: "file", File: "me.png", Text: talaantest.Picture(h.T, n)}).Expect(http.StatusCreated).Int("id")
	}
	p.photo, p.deletedPhoto = photo(1), photo(2)
	h.Client("chooser").Get("/me").Expect(http.StatusOK)
	h.Client("locker").Delete(fmt.Sprintf("/photos/%d", p.deletedPhoto)).Expect(http.StatusNoContent)
	return p
}

func user(id string, department int64) body {
	return body{
		"user_id": id, "password": talaantest.Password, "given_name": "Ana", "family_name": "Cruz", "email": "ana@hospital.ph", "phone": "1", "specialisation": "None",
		"middle_name": "Reyes", "address": "Cebu", "birth_date": "1990-02-28", "must_change_password": false,
		"department_id": department, "roles": []string{"Doctor"}, "permissions": []string{"room:write"}, "active": true,
	}
}

// forms are the operations that take a form; their areas test what is wrong with one.
var forms = []string{"upload-file", "add-album", "add-my-photo", "add-user-photo", "preview-patient-import", "import-patients"}

// alias maps operations to the names the table above uses, where they differ.
var alias = map[string]string{"create-user": "create-users", "change-user": "change-users"}

// leaf is one value of a body, by its path: "patient.sex".
type leaf struct {
	path  string
	value any
}

func leaves(b body, under string) []leaf {
	var out []leaf
	for _, name := range slices.Sorted(maps.Keys(b)) {
		if part, ok := b[name].(body); ok {
			out = append(out, leaves(part, under+name+".")...)
		}
		out = append(out, leaf{under + name, b[name]})
	}
	return out
}

// replaced returns b as JSON with the value at path replaced by raw text.
func replaced(t testing.TB, b body, path, raw string) string {
	t.Helper()
	out := maps.Clone(b)
	name, rest, nested := strings.Cut(path, ".")
	out[name] = json.RawMessage(raw)
	if part, ok := b[name].(body); ok && nested {
		out[name] = json.RawMessage(replaced(t, part, rest, raw))
	}
	text, err := json.Marshal(out)
	talaantest.Must(t, err)
	return string(text)
}

// wrong lists raw JSON that cannot be the value of a field like good.
func wrong(good any) []string {
	objects := []string{`{}`, `{"a":{"b":[]}}`, `[[]]`}
	long := strconv.Quote(strings.Repeat("x", 21000))
	switch good.(type) {
	case string:
		return append(objects, `12345`, `true`, `[]`, `["x"]`, long, `"a\u0000b"`, `"a\u0007b"`, `"a\u009fb"`, `"a\ud800b"`, "\"a\xff\xfeb\"")
	case bool:
		return append(objects, `"yes"`, `1`, `[true]`, long)
	case []string:
		return []string{`{}`, `"Doctor"`, `[1]`, `[null]`, `[{}]`, `[["Doctor"]]`, `["` + strings.Repeat("x", 70) + `"]`}
	case body:
		return []string{`[]`, `"x"`, `1`, `true`, `{"surprise":1}`}
	}
	return append(objects, `"x"`, `true`, `[1]`, `-1e3`, `1e300`, `9223372036854775808`, `-9223372036854775809`, `99999999999999999999999999`, long)
}

// census counts every row and adds up every version, so that any write shows.
func census(t *testing.T, h *talaantest.Hospital) map[string]int64 {
	t.Helper()
	out := map[string]int64{}
	ctx := t.Context()
	names := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'`
	if h.Engine == sqldb.MySQL {
		names = `SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()`
	}
	talaantest.Must(t, h.DB.View(ctx, func(tx *sqldb.Tx) error {
		tables, err := sqldb.All[string](ctx, tx, names)
		if err != nil {
			return err
		}
		for _, name := range tables {
			if out[name], err = sqldb.One[int64](ctx, tx, `SELECT COUNT(*) FROM `+name); err != nil {
				return err
			}
		}
		for _, name := range []string{"patients", "encounters", "bills", "rooms", "beds", "services", "departments", "users", "icd_mappings", "labs", "shifts", "promissory_notes"} {
			if out[name+" versions"], err = sqldb.One[int64](ctx, tx, `SELECT SUM(version) FROM `+name); err != nil {
				return err
			}
		}
		return nil
	}))
	return out
}

// Every operation that takes a body gets, for each of its fields, everything
// the field cannot be. The refusal names the field, and nothing is written. At
// the end the good bodies work, so it was the one wrong value that was refused.
func TestBadBodies(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		list := requests(h)
		for _, op := range h.API.Operations() {
			name := op.ID
			if a, ok := alias[name]; ok {
				name = a
			}
			if takes := op.Method == http.MethodPost || op.Method == http.MethodPatch || (op.Method == http.MethodPut && op.ID != "put-logo"); takes && !slices.Contains(forms, op.ID) && !slices.ContainsFunc(list, func(r request) bool { return r.op == name }) {
				t.Errorf("no good body for %s", op.ID)
			}
		}
		before := census(t, h)
		for _, r := range list {
			if r.good != nil {
				refuseAll(t, h, r)
			}
		}
		if after := census(t, h); !maps.Equal(before, after) {
			t.Errorf("bad input was written:\nbefore %v\nafter  %v", before, after)
		}
		for _, r := range list {
			got := h.Client(r.by).Do(method(r), r.path, r.good)
			if r.op == "first-run" {
				got.Refused(http.StatusConflict, "")
			} else if got.Status >= 300 {
				t.Errorf("%s with a good body: %s", r.op, got.Text)
			}
		}
	})
}

func method(r request) string {
	switch {
	case strings.HasPrefix(r.op, "change-"):
		return http.MethodPatch
	case strings.HasPrefix(r.op, "replace-"):
		return http.MethodPut
	}
	return http.MethodPost
}

func refuseAll(t *testing.T, h *talaantest.Hospital, r request) {
	t.Helper()
	send := func(raw, field string) {
		t.Helper()
		got := h.Client(r.by).Do(method(r), r.path, raw)
		if ok := got.Status >= 400 && got.Status < 500 && got.Header.Get("Content-Type") == "application/problem+json" && names(got, field); !ok {
			_, value, _ := strings.Cut(raw, `"`+field[strings.LastIndex(field, ".")+1:]+`":`)
			t.Errorf("%s with %s %.60q answered %d %.400s", r.op, field, value, got.Status, got.Text)
		}
	}
	for _, raw := range []string{``, `{"`, `{]`, `nul`, `[]`, `null`, `"x"`, `7`, `[{"reason":"x"}]`, "\xff", strings.Repeat("[", 20000)} {
		send(raw, "body")
	}
	send(replaced(t, r.good, "surprise", `1`), "body.surprise")
	for _, l := range leaves(r.good, "") {
		if strings.HasSuffix(l.path, "password") && r.op != "create-users" && r.op != "change-users" {
			continue // any text may be tried as a password
		}
		for _, raw := range wrong(l.value) {
			send(replaced(t, r.good, l.path, raw), "body."+l.path)
		}
	}
}

// names reports whether a refusal names the field, or part of it.
func names(a *talaantest.Answer, field string) bool {
	if field == "body" {
		return true
	}
	return slices.ContainsFunc(locations(a), func(l string) bool { return strings.HasPrefix(l, field) })
}

// Values of the right type that still cannot be right.
func TestImpossibleValues(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		list := map[string]request{}
		for _, r := range requests(h) {
			delete(r.good, "version")
			list[r.op] = r
		}
		before := census(t, h)
		money := []any{"-1.00", "1.234", "1e3", "1,000.00", "10000000000.00", "99999999999999999999.00", "", " ", ".5", "5.", "₱5", "NaN", "0x10", "１.00"}
		moment := []any{"", "yesterday", "2026-06-15", "2026-02-30T00:00:00Z", "2026-06-15T25:00:00Z", "0001-01-01T00:00:00Z", "1026-06-15T02:00:00Z", "9999-12-31T23:59:59Z"}
		for _, c := range []struct {
			op, field string
			values    []any
		}{
			{"change-patient", "date_of_birth", []any{"2026-06-16", "2999-01-01", "2023-02-30", "2023-02-29", "0001-01-01", "0000-00-00", "1850-01-01", "15/06/2000", "2000-1-1", "20000101", "2000-13-01", "now"}},
			{"change-patient", "family_name", []any{"", "   ", "\n\t", "...", "'", "🎉", "-", "\u200b"}},
			{"change-patient", "age_when_unknown", []any{-1, 131, 1.5}},
			{"change-patient", "sex", []any{"male", "M", "Unknown"}},
			{"change-patient", "phone", []any{"call me", "0917;DROP TABLE patients", "0917 ５５５"}},
			{"change-patient", "status", []any{"Dead", "active"}},
			{"check-in", "patient.date_of_birth", []any{"2026-06-16", "2023-02-30"}},
			{"check-in", "patient.given_name", []any{"", " ", "\u3000", "?"}},
			{"check-in", "encounter.intent", []any{"inpatient", "Maybe"}},
			{"change-encounter", "consultation_at", moment},
			{"change-encounter", "next_consultation_at", append(moment, "2026-06-15T01:59:59Z")},
			{"change-encounter", "icd_code", []any{"J", "J1", "18.9", "J18.9.9", "J18.12345", "É18"}},
			{"change-encounter", "other_icd_codes", []any{"J18.9, nonsense", strings.Repeat("A000,", 40)}},
			{"change-encounter", "department_id", []any{0, -1, 999999, 9223372036854775807}},
			{"change-encounter", "attending_physician_id", []any{0, -1, 999999, h.User("nurse").ID}},
			{"change-encounter", "intent", []any{"", "x"}},
			{"add-vitals", "taken_at", []any{"2026-06-15T02:02:00Z", "2026-06-13T02:00:00Z", "0001-01-01T00:00:00Z"}},
			{"add-vitals", "spo2", []any{101, 0, -1}},
			{"add-vitals", "temperature_c", []any{366, -5}},
			{"add-vitals", "diastolic", []any{120, 200}},
			{"add-charge", "quantity", []any{0, -1, 1001, 1.5, 9223372036854775807}},
			{"add-charge", "service_id", []any{0, -1, 999999, 9223372036854775807}},
			{"add-charge", "unit_price", append(money, "0.00", "0")},
			{"add-charge", "date_availed", []any{"2026-06-16", "2026-06-14", "2026-02-30", "15/06/2026", "today"}},
			{"add-charge", "doctor_id", []any{0, -1, 999999, h.User("nurse").ID}},
			{"claim-hmo", "approved_amount", append(money, "0.00", "0")},
			{"grant-discount", "amount", append(money, "0.00", "0", "100000.00")},
			{"claim-philhealth", "first_case_rate", []any{"", " ", "Z99", "I10%"}},
			{"change-billing-settings", "other_discount_limit_percent", []any{-1, 101, 1.5}},
			{"take-payment", "amount", append(money, "0.00", "0")},
			{"take-payment", "tendered", append(money, "0.99")},
			{"refund-payment", "amount", append(money, "0.00", "5.01")},
			{"refund-credit", "amount", append(money, "0.00", "50.01")},
			{"promise", "amount", append(money, "0.00", "120.01")},
			{"promise", "due_date", []any{"", "2026-06-14", "2026-02-30", "15/07/2026", "2030-01-01", "tomorrow"}},
			{"promise", "maker_name", []any{"", " "}},
			{"promise", "co_maker_name", []any{"", " "}},
			{"move-cash", "amount", append(money, "0.00")},
			{"move-cash", "direction", []any{"", "sideways"}},
			{"move-cash", "reason", []any{"", " "}},
			{"open-shift", "opening_cash", money},
			{"open-shift", "taken_over_id", []any{0, -1, 999999}},
			{"close-shift", "counts.1000", []any{-1, 1.5, 1000001}},
			{"close-shift", "note", []any{"", " "}},
			{"create-rooms", "hourly_rate", money},
			{"create-rooms", "name", []any{"", " ", "!!!"}},
			{"create-services", "price", money},
			{"create-services", "category", []any{"", "Food"}[1:]},
			{"create-beds", "room_id", []any{0, -1, 999999}},
			{"create-beds", "number", []any{"", " ", strings.Repeat("9", 21)}},
			{"create-icd-mappings", "icd_code", []any{"", "1", "J18.99999", "%"}},
			{"create-icd-mappings", "department_id", []any{0, -1, 999999}},
			{"transfer-encounter", "bed_id", []any{0, -1, 999999, 9223372036854775807}},
		} {
			r := list[c.op]
			for _, v := range c.values {
				raw, err := json.Marshal(v)
				talaantest.Must(t, err)
				got := h.Client(r.by).Do(method(r), r.path, replaced(t, r.good, c.field, string(raw)))
				if got.Status != http.StatusUnprocessableEntity || !names(got, "body."+c.field) {
					t.Errorf("%s with %s %#v answered %d %.300s", c.op, c.field, v, got.Status, got.Text)
				}
			}
		}
		if after := census(t, h); !maps.Equal(before, after) {
			t.Errorf("impossible values were written:\nbefore %v\nafter  %v", before, after)
		}
	})
}

// Null is no value: it empties a field that may be empty, and is refused by
// name where a value must be.
func TestNull(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		for _, r := range requests(h) {
			for _, l := range leaves(r.good, "") {
				got := h.Client(r.by).Do(method(r), r.path, replaced(t, r.good, l.path, `null`))
				if got.Status >= 500 || (got.Status == http.StatusUnprocessableEntity && !names(got, "body."+l.path)) {
					t.Errorf("%s with null for %s answered %d %.300s", r.op, l.path, got.Status, got.Text)
				}
			}
		}
		c := h.CheckIn()
		bed := fmt.Sprintf("/beds/%d", h.Bed("30.00"))
		service := fmt.Sprintf("/services/%d", h.Service("Null", "1.00"))
		for _, n := range []struct{ by, path, field string }{
			{"receptionist", c.Path(""), "intent"},
			{"receptionist", fmt.Sprintf("/patients/%d", c.PatientID), "status"},
			{"admin", bed, "number"},
			{"admin", bed, "status"},
			{"admin", bed, "room_id"},
			{"admin", service, "active"},
			{"admin", service, "price"},
			{"admin", fmt.Sprintf("/departments/%d", h.Department("Surgery")), "is_default"},
			{"admin", fmt.Sprintf("/users/%d", h.User("nurse").ID), "active"},
			{"receptionist", fmt.Sprintf("/patients/%d", c.PatientID), "family_name"},
			{"admin", fmt.Sprintf("/departments/%d", h.Department("Surgery")), "name"},
			{"admin", "/hospital", "name"},
			{"admin", fmt.Sprintf("/users/%d", h.User("nurse").ID), "roles"},
			{"admin", fmt.Sprintf("/users/%d", h.User("nurse").ID), "user_id"},
		} {
			h.Client(n.by).Patch(n.path, body{n.field: nil}).Refused(http.StatusUnprocessableEntity, "body."+n.field)
		}
		h.Client("doctor").Post(c.Path("/confirm"), body{"decision": nil, "attending_physician_id": h.User("doctor").ID, "principal_diagnosis": "Flu"}).Refused(http.StatusUnprocessableEntity, "body.decision")
		got := h.Client("receptionist").Patch(fmt.Sprintf("/patients/%d", c.PatientID), body{"date_of_birth": nil, "sex": nil}).Expect(http.StatusOK)
		if got.String("date_of_birth") != "" || got.String("status") != "Active" || got.String("sex") != "" {
			t.Errorf("emptied: %s", got.Text)
		}
	})
}

var atMost = regexp.MustCompile(`must be at most ([0-9]+) characters`)

// Every text is filled to its limit with letters that some part of the program
// could make longer: four bytes each, ligatures that decompose, syllables. The
// answer is success or a refusal by name, never an error of the database.
func TestTextToTheBrim(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		for _, r := range requests(h) {
			if r.op == "sign-in" || r.op == "first-run" || r.op == "redeem-reset-code" {
				continue
			}
			delete(r.good, "version")
			for _, l := range leaves(r.good, "") {
				if _, ok := l.value.(string); !ok {
					continue
				}
				refusal := h.Client(r.by).Do(method(r), r.path, replaced(t, r.good, l.path, strconv.Quote(strings.Repeat("x", 30000))))
				m := atMost.FindStringSubmatch(refusal.Text)
				if m == nil {
					continue // an enumeration, an amount, a date
				}
				limit, err := strconv.Atoi(m[1])
				talaantest.Must(t, err)
				for _, letter := range []string{"𠮷", "🎉", "\ufdfa", "\ufb2c", "\u0958", "각", "ß"} {
					got := h.Client(r.by).Do(method(r), r.path, replaced(t, r.good, l.path, `"`+strings.Repeat(letter, limit)+`"`))
					if got.Status >= 500 || (got.Status == http.StatusUnprocessableEntity && !names(got, "body."+l.path)) {
						t.Errorf("%s: %s of %d %q answered %d %.300s", r.op, l.path, limit, letter, got.Status, got.Text)
					}
				}
			}
		}
	})
}

func TestNamesOfAllSorts(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		desk := h.Client("receptionist")
		for i, n := range []struct{ sent, kept string }{
			{"Dela Peña", "Dela Peña"},
			{"Dela Pen\u0303a", "Dela Peña"}, // composed
			{"  O'Brien-Ñañez  ", "O'Brien-Ñañez"},
			{"Ma. Cristina", "Ma. Cristina"},
			{"𠮷田 🎉", "𠮷田 🎉"},
			{"Robert'); DROP TABLE patients;--", "Robert'); DROP TABLE patients;--"},
			{"<script>alert(1)</script>", "<script>alert(1)</script>"},
			{"null", "null"},
			{strings.Repeat("a", 79) + "b", strings.Repeat("a", 79) + "b"},
		} {
			given := n.sent
			if i == 8 {
				given = strings.Repeat("a", 79) + "c" // two long words that begin alike
			}
			got := desk.Post("/check-ins", body{"patient": body{"family_name": n.sent, "given_name": given}}).Expect(http.StatusCreated)
			if got.String("patient.family_name") != n.kept {
				t.Errorf("%q is kept as %q", n.sent, got.String("patient.family_name"))
			}
			id := got.Int("patient.id")
			if back := desk.Get(fmt.Sprintf("/patients/%d", id)); back.String("family_name") != n.kept {
				t.Errorf("%q reads back as %q", n.sent, back.String("family_name"))
			}
		}
	})
}

// What stands in the path and the query of every operation.
func TestBadPathsAndQueries(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.Inpatient("30.00")
		admin := h.Client("admin")
		admin.Post("/labs", body{"encounter_id": c.EncounterID, "test_type": "CBC", "result_summary": "Normal"}).Expect(http.StatusCreated)
		for _, op := range h.API.Operations() {
			path := strings.TrimPrefix(op.Path, "/api/v1")
			if op.ID == "events" || op.ID == "sign-out" {
				continue
			}
			if strings.Contains(path, "{id}") {
				for _, id := range []string{"0", "-1", "x", "1.5", "1e3", "%00", "%ff", "9223372036854775808", "99999999999999999999", "1%27--", "null", "9223372036854775807"} {
					got := admin.Do(op.Method, strings.NewReplacer("{id}", id, "{charge_id}", id, "{item_id}", id, "{entitlement_id}", id, "{session_id}", id).Replace(path), body{})
					if got.Status < 400 || got.Status >= 500 {
						t.Errorf("%s of %s answered %d %.300s", op.ID, id, got.Status, got.Text)
					}
				}
			}
			if op.Method != http.MethodGet {
				continue
			}
			path = strings.ReplaceAll(path, "{id}", "1")
			for _, q := range []string{
				"q=%27+OR+1%3D1+--", "q=%25_%21%5C", "q=%F0%9F%8E%89", "q=%22", "q=+", "q=%EF%B7%BA", "q=A0000%2DA", "q=%2B63+917+555+0101", "q=%C5%BF%E2%84%AA", "surprise=1", "cursor=bnVsbA", "status=Pending", "department_id=999999", "code=J18.9", "role=Doctor", "free=true",
			} {
				if got := admin.Get(path + "?" + q); got.Status >= 500 {
					t.Errorf("%s with %s answered %d %.300s", op.ID, q, got.Status, got.Text)
				}
			}
			if !strings.Contains(admin.Get(path+"?cursor="+strings.Repeat("x", 501)).Text, "query.cursor") {
				continue // not a list with pages
			}
			for _, q := range []string{"limit=0", "limit=-1", "limit=201", "limit=x", "limit=99999999999999999999", "cursor=bogus", "cursor=!!", "cursor=%ff", "cursor=W10", "cursor=eyJpIjoieCJ9", "cursor=" + strings.Repeat("x", 501)} {
				got := admin.Get(path + "?" + q)
				if field, _, _ := strings.Cut(q, "="); got.Status != http.StatusUnprocessableEntity || !names(got, "query."+field) {
					t.Errorf("%s with %s answered %d %.300s", op.ID, q, got.Status, got.Text)
				}
			}
		}
		for _, q := range []string{"/search?q=%00", "/search?q=%ff", "/patients?q=%ff", "/patients?q=a%00b", "/search?q=" + strings.Repeat("x", 101), "/icd-codes?q=%ff", "/bills?q=%ff"} {
			admin.Get(q).Refused(http.StatusUnprocessableEntity, "query.q")
		}
		for _, q := range []string{"/encounters?status=pending", "/bills?status=Owed", "/patients?status=x"} {
			admin.Get(q).Refused(http.StatusUnprocessableEntity, "query.status")
		}
		admin.Get("/encounters?department_id=-1").Refused(http.StatusUnprocessableEntity, "query.department_id")
		admin.Get("/audit?from=yesterday").Refused(http.StatusUnprocessableEntity, "query.from")
	})
}

// A body of 10 MB is refused by every operation that takes one.
func TestHugeBodies(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	huge := `{"reason":"` + strings.Repeat("x", 10<<20) + `"}`
	for _, r := range requests(h) {
		if r.good != nil {
			h.Client(r.by).Do(method(r), r.path, huge).Refused(http.StatusRequestEntityTooLarge, "")
		}
	}
}

// Random JSON at every operation: refused or taken, never an error inside.
func TestRandomBodies(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		list := slices.DeleteFunc(requests(h), func(r request) bool { return r.good == nil || r.op == "sign-in" || r.op == "change-users" })
		rapid.Check(t, func(rt *rapid.T) {
			r := rapid.SampledFrom(list).Draw(rt, "operation")
			raw := randomJSON(3).Draw(rt, "body")
			if rapid.Bool().Draw(rt, "near") {
				raw = replaced(t, r.good, rapid.SampledFrom(leaves(r.good, "")).Draw(rt, "field").path, raw)
			}
			if got := h.Client(r.by).Do(method(r), r.path, raw); got.Status >= 500 {
				rt.Fatalf("%s of %s answered %d %s", r.op, raw, got.Status, got.Text)
			}
		})
		if log := h.Log.String(); strings.Contains(log, "request failed") || strings.Contains(log, "panic") {
			t.Errorf("the log has a failure:\n%s", log)
		}
	})
}

func randomJSON(depth int) *rapid.Generator[string] {
	simple := rapid.OneOf(
		rapid.SampledFrom([]string{`null`, `true`, `false`, `0`, `-1`, `1.5`, `1e9`, `1e400`, `""`, `" "`, `"\u0000"`, `"\udc00"`, `"2026-02-30"`, `"-1.00"`, `"999999999.99"`}),
		rapid.Map(rapid.String(), quote), rapid.Map(rapid.Int64(), func(n int64) string { return strconv.FormatInt(n, 10) }),
	)
	if depth == 0 {
		return simple
	}
	inner := randomJSON(depth - 1)
	return rapid.OneOf(simple, simple,
		rapid.Map(rapid.SliceOfN(inner, 0, 3), func(l []string) string { return "[" + strings.Join(l, ",") + "]" }),
		rapid.Map(rapid.MapOfN(rapid.String(), inner, 0, 3), func(m map[string]string) string {
			var parts []string
			for k, v := range m {
				parts = append(parts, quote(k)+":"+v)
			}
			return "{" + strings.Join(parts, ",") + "}"
		}))
}

func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return `""`
	}
	return string(b)
}

// Headers are input too.
func TestBadHeaders(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.CheckIn()
		for name, value := range map[string]string{
			"Idempotency-Key": "\xff\xfe", "User-Agent": "\xff" + strings.Repeat("x", 2000), "Authorization": "Bearer \xff", "Cookie": "talaan_session=\xff", "Content-Type": "text/\xff", "Accept": "x/y", "X-Forwarded-For": "'",
		} {
			req, err := http.NewRequestWithContext(context.WithoutCancel(t.Context()), http.MethodPost, h.URL+"/api/v1"+c.Path("/notes"), strings.NewReader(`{"body":"x"}`))
			talaantest.Must(t, err)
			req.Header.Set("Content-Type", "application/json")
			req.Header.Set("Authorization", "Bearer "+h.Client("nurse").Token)
			req.Header.Set(name, value)
			res, err := http.DefaultClient.Do(req)
			talaantest.Must(t, err)
			talaantest.Must(t, res.Body.Close())
			if res.StatusCode >= 500 {
				t.Errorf("%s %q answered %d", name, value, res.StatusCode)
			}
		}
		h.Client("nurse").WithKey(strings.Repeat("k", 101)).Post(c.Path("/notes"), body{"body": "x"}).Refused(http.StatusUnprocessableEntity, "header.Idempotency-Key")
	})
}
