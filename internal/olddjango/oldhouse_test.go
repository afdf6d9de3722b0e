package olddjango_test

import (
	"bytes"
	"crypto/pbkdf2"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"
	"unicode/utf16"

	"talaan/internal/money"
	"talaan/internal/talaantest"
)

// fields are those of a row of the old database.
type fields map[string]any

// oldHouse is a hospital as its old application dumps it.
type oldHouse struct {
	t      *testing.T
	rand   *rand.Rand
	rows   []map[string]any
	ids    map[string]int
	media  string
	totals map[int]money.Centavos // of the bills, by key
}

const oldPassword = "lumang-password-7"

func newOldHouse(t *testing.T, seed uint64) *oldHouse {
	h := &oldHouse{t: t, rand: rand.New(rand.NewPCG(seed, 7)), ids: map[string]int{}, media: t.TempDir(), totals: map[int]money.Centavos{}}
	h.lists()
	return h
}

func (h *oldHouse) add(model string, f fields) int {
	h.ids[model]++
	h.rows = append(h.rows, map[string]any{"model": "api." + model, "pk": h.ids[model], "fields": f})
	return h.ids[model]
}

// file writes a file into the media folder and returns its path there.
func (h *oldHouse) file(name, text string) string {
	path := filepath.Join(h.media, name)
	talaantest.Must(h.t, os.MkdirAll(filepath.Dir(path), 0o700))
	talaantest.Must(h.t, os.WriteFile(path, []byte(text), 0o600))
	return name
}

func djangoHash(t *testing.T, password string) string {
	const salt, n = "Zk3vQ0sY1a", 1000
	key, err := pbkdf2.Key(sha256.New, password, []byte(salt), n, sha256.Size)
	talaantest.Must(t, err)
	return fmt.Sprintf("pbkdf2_sha256$%d$%s$%s", n, salt, base64.StdEncoding.EncodeToString(key))
}

// Keys of rows that tests speak of.
const (
	oldDoctor, oldTeller, oldBoss = 1, 2, 3
	roomThirty, roomFifty         = 1, 2
	xray, cbc                     = 1, 2
)

func (h *oldHouse) lists() {
	h.add("department", fields{"name": "Internal Medicine", "description": ""})
	h.add("department", fields{"name": "Pediatrics", "description": "Children"})
	hash := djangoHash(h.t, oldPassword)
	h.add("user", fields{"password": hash, "username": "dr.reyes", "first_name": "Ana", "last_name": "Reyes", "email": "ana@hospital.ph", "role": "Doctor", "department": 2, "is_active": true, "is_superuser": false, "profile_image": h.file("users/ana.png", talaantest.Picture(h.t, 3)), "groups": []int{}, "user_permissions": []int{}})
	h.add("user", fields{"password": hash, "username": "Teller One", "first_name": "Ben", "last_name": "Cruz", "role": "Cashier", "is_active": true})
	h.add("user", fields{"password": hash, "username": "boss", "first_name": "Cora", "last_name": "Lim", "role": "Janitor", "is_active": true})
	h.add("userimage", fields{"user": oldDoctor, "image": h.file("users/ana2.png", talaantest.Picture(h.t, 4)), "uploaded_at": "2025-01-02T03:04:05Z"})
	h.add("userimage", fields{"user": oldTeller, "image": "users/gone.png", "uploaded_at": "2025-01-02T03:04:05Z"})
	h.add("icdtodepartmentmapping", fields{"icd_code": "J", "department": 2, "description": "Lungs of children"})
	h.add("service", fields{"name": "Chest X-ray", "cost": "120.00", "is_active": true})
	h.add("service", fields{"name": "CBC", "cost": "85.50"})
	h.add("room", fields{"room_number": "3A", "hourly_rate": "30.00", "is_available": true})
	h.add("room", fields{"room_number": "3B", "hourly_rate": "50.00"})
	for i := range 12 {
		h.add("bed", fields{"bed_number": fmt.Sprintf("B%d", i+1), "room": 1 + i%2, "is_occupied": false})
	}
}

// patient adds a patient in a stage; more overrides.
func (h *oldHouse) patient(status string, more fields) int {
	n := h.ids["patient"] + 1
	f := fields{
		"hospital_case_number": fmt.Sprintf("PTN%c%c", 'A'+n/20, 'A'+n%8), "last_name": fmt.Sprintf("Santos%c", 'a'+n%26), "first_name": "Maria", "date_of_birth": "1990-02-03", "gender": "female",
		"civil_status": "married", "phone": "0917 123 4567", "has_philhealth": true, "status": status, "created_at": "2026-06-10T08:00:00+08:00", "admission_date": "2026-06-12T09:00:00",
		"chief_complaint": "Cough", "principal_diagnosis": "Pneumonia", "icd_code": "J18.9", "attending_physician": oldDoctor, "patient_type": "Inpatient", "department": 2,
		"blood_pressure": "120/80", "weight": "62.50", "temperature": "38.1",
	}
	for k, v := range more {
		f[k] = v
	}
	return h.add("patient", f)
}

// bill adds a bill; its lines follow.
func (h *oldHouse) bill(patient int, at, status string) int {
	return h.add("billing", fields{"patient": patient, "code": fmt.Sprintf("BCDF%c%c23", 'A'+h.ids["billing"]%8, 'A'+h.ids["billing"]/8%8), "status": status, "created_at": at, "operator": "Ben Cruz"})
}

func (h *oldHouse) line(bill int, price money.Centavos, quantity int, more fields) {
	f := fields{"billing": bill, "unit_price": price.String(), "quantity": quantity, "amount": price.Times(int64(quantity)).String(), "created_at": "2026-06-12T10:00:00Z"}
	for k, v := range more {
		f[k] = v
	}
	h.add("billingitem", f)
	h.totals[bill] += price.Times(int64(quantity))
}

func (h *oldHouse) serviceLine(bill, patient, service int, price money.Centavos) {
	availed := h.add("patientservice", fields{"patient": patient, "service": service, "quantity": 1, "cost_at_time": price.String()})
	h.line(bill, price, 1, fields{"patient_service": availed})
}

// story fills the hospital with what the old one was known for.
func (h *oldHouse) story() {
	h.admitted()
	h.discharged()
	h.threeUnpaid()
	h.patient("Pending", nil)
	h.patient("Ready_for_Coding", fields{"icd_code": "bad code"})
	h.patient("Ready_for_Coding", fields{"attending_physician": nil})
	out := h.patient("Outpatient", fields{"patient_type": "Outpatient"})
	b := h.bill(out, "2026-06-12T09:30:00+08:00", "Partial")
	h.serviceLine(b, out, cbc, 85_50)
	h.add("payment", fields{"billing": b, "amount": "50.00", "amount_tendered": "100.00", "or_number": "OR-2", "payment_date": "2026-06-12T02:30:00Z", "received_by": oldTeller})
	h.add("patientservice", fields{"patient": out, "service": xray, "quantity": 1})
	h.patient("", fields{"last_name": "", "first_name": "", "name": "Dela Peña, Jose"})
	h.patient("Pending", fields{"last_name": "", "first_name": ""}) // broken
	h.add("laboratoryresult", fields{"patient": 9999, "test_type": "CBC", "result_summary": "of nobody"})
	h.add("pharmacy", fields{"name": "Amoxicillin"})
	h.patient("Pending", fields{"blood_type": "O+"})
	h.add("userlog", fields{"user": oldTeller, "action": "LOGIN", "timestamp": "2026-06-01T08:00:00Z", "ip_address": "192.168.1.5"})
	h.add("backuphistory", fields{"file_name": "backup_1.sql", "created_at": "2026-06-01T08:00:00Z"})
}

// admitted is a patient in a bed, charged hour by hour, one hour twice.
func (h *oldHouse) admitted() {
	p := h.patient("Admitted", nil)
	stay := h.add("bedassignment", fields{"patient": p, "bed": 1, "start_time": "2026-06-15T01:00:00Z", "end_time": nil, "is_active": true})
	b := h.bill(p, "2026-06-15T01:00:00Z", "Unpaid")
	for range 3 {
		h.line(b, 30_00, 1, fields{"bed_assignment": stay, "description": "Bed charge"})
	}
	h.serviceLine(b, p, xray, 110_00) // its price has risen since
	h.add("billingoperatorlog", fields{"billing": b, "operator": oldTeller, "action": "CREATED", "timestamp": "2026-06-15T01:00:00Z"})
	one := h.add("laboratoryresult", fields{"patient": p, "lab_code": "ABCDEFGH", "test_type": "CBC", "result_summary": "Normal", "created_at": "2026-06-15T01:30:00Z", "performed_by": oldDoctor, "attachment": h.file("labs/one.txt", "haemoglobin 140")})
	h.add("laboratoryresult", fields{"patient": p, "test_type": "X-ray", "result_summary": "Clear", "created_at": "2026-06-15T01:30:00Z", "performed_by": oldDoctor, "attachment": "labs/missing.png"})
	g := h.add("labresultfilegroup", fields{"lab_result": one, "description": "Films", "uploaded_at": "2026-06-15T01:40:00Z", "uploaded_by": oldDoctor})
	for i := range 3 {
		name := fmt.Sprintf("labs/film%d.png", i)
		if i < 2 {
			h.file(name, talaantest.Picture(h.t, 5+i))
		}
		f := h.add("labresultfile", fields{"file": name, "uploaded_at": "2026-06-15T01:40:00Z"})
		h.add("labresultfileingroup", fields{"group": g, "file": f})
	}
	h.add("clinicalnote", fields{"patient": p, "note_type": "Nurse", "content": "Slept well", "created_by": oldDoctor, "created_at": "2026-06-15T01:50:00Z"})
	h.add("medicalhistory", fields{"patient": p, "allergies": "Penicillin", "past_illnesses": "Asthma", "created_at": "2026-06-12T01:50:00Z"})
}

// discharged is a patient who has been here twice; hours of the bed have been
// missed and were charged at two prices.
func (h *oldHouse) discharged() {
	p := h.patient("Discharged", fields{"discharge_date": "2026-06-14T09:00:00+08:00", "updated_at": "2026-06-14T09:00:00+08:00"})
	for i, s := range []string{"Admitted", "Discharged", "Pending", "Admitted"} {
		f := fields{"id": p, "last_name": "Santos", "first_name": "Maria", "status": s, "chief_complaint": fmt.Sprintf("Complaint %d", i), "weight": "61.00",
			"history_date": fmt.Sprintf("2026-05-%02dT08:00:00Z", 3*i+1), "history_user": oldDoctor, "history_type": "~", "admission_date": "2026-05-01T08:00:00Z"}
		if s == "Discharged" {
			f["discharge_date"] = "2026-05-04T08:00:00Z"
		}
		h.add("historicalpatient", f)
	}
	stay := h.add("bedassignment", fields{"patient": p, "bed": 2, "start_time": "2026-06-13T08:00:00Z", "end_time": "2026-06-14T01:00:00Z", "is_active": false})
	b := h.bill(p, "2026-06-13T08:00:00Z", "Paid")
	h.line(b, 50_00, 2, fields{"bed_assignment": stay})
	h.line(b, 33_33, 1, fields{"bed_assignment": stay})
	h.serviceLine(b, p, cbc, 85_50)
	h.add("payment", fields{"billing": b, "amount": h.totals[b].String(), "or_number": "OR-1", "payment_date": "2026-06-14T01:30:00Z", "received_by": oldTeller})
}

// threeUnpaid is a patient with three unpaid bills and one case.
func (h *oldHouse) threeUnpaid() {
	p := h.patient("Discharged", fields{"discharge_date": "2026-06-14T10:00:00+08:00"})
	for i := range 3 {
		b := h.bill(p, fmt.Sprintf("2026-0%d-14T01:00:00Z", 4+i), "Unpaid")
		h.serviceLine(b, p, xray, 120_00)
	}
}

// strangers adds patients as the generator draws them.
func (h *oldHouse) strangers(n int) {
	for range n {
		status := []string{"Pending", "Discharged", "Outpatient", "Discharged", "Admitted", ""}[h.rand.IntN(6)]
		p := h.patient(status, fields{"discharge_date": nil, "first_name": fmt.Sprintf("Juan%d", h.rand.IntN(1000))})
		for range h.rand.IntN(4) {
			at := time.Date(2026, 6, 1+h.rand.IntN(14), h.rand.IntN(24), 0, 0, 0, time.UTC)
			b := h.bill(p, at.Format(time.RFC3339), []string{"Unpaid", "Paid", "Cancelled"}[h.rand.IntN(3)])
			for range h.rand.IntN(3) {
				h.serviceLine(b, p, xray, money.Centavos(h.rand.IntN(100_00)))
			}
			if h.rand.IntN(2) == 0 {
				f := fields{"patient": p, "bed": 3 + h.rand.IntN(10), "start_time": at.Format(time.RFC3339), "end_time": nil}
				hours := h.rand.IntN(6)
				if h.rand.IntN(3) > 0 {
					f["end_time"] = at.Add(time.Duration(hours*50) * time.Minute).Format(time.RFC3339)
				}
				stay := h.add("bedassignment", f)
				for range h.rand.IntN(8) {
					h.line(b, money.Centavos(h.rand.IntN(3)*20_00), 1, fields{"bed_assignment": stay})
				}
			}
			if t := h.totals[b]; t > 1 && h.rand.IntN(2) == 0 {
				h.add("payment", fields{"billing": b, "amount": (t / 2).String(), "payment_date": at.Format(time.RFC3339)})
			}
		}
	}
}

// dump is what dumpdata writes.
func (h *oldHouse) dump() []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	talaantest.Must(h.t, e.Encode(h.rows))
	return b.Bytes()
}

// utf16Of is what PowerShell's > makes of it.
func utf16Of(text []byte, order binary.ByteOrder) []byte {
	units := utf16.Encode([]rune("\ufeff" + string(text)))
	out := make([]byte, 2*len(units))
	for i, u := range units {
		order.PutUint16(out[2*i:], u)
	}
	return out
}
