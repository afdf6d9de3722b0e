package talaantest

import (
	"fmt"
	"net/http"
	"sync/atomic"
)

// Case is a case that a test has brought to some stage through the server.
type Case struct {
	h           *Hospital
	PatientID   int64
	EncounterID int64
	BillID      int64
}

var people atomic.Int64

// Path returns /encounters/{id}, followed by more.
func (c *Case) Path(more string) string { return fmt.Sprintf("/encounters/%d%s", c.EncounterID, more) }

// BillPath returns /bills/{id}, followed by more.
func (c *Case) BillPath(more string) string { return fmt.Sprintf("/bills/%d%s", c.BillID, more) }

// CheckIn brings a new patient to Pending.
func (h *Hospital) CheckIn() *Case {
	h.T.Helper()
	n := people.Add(1)
	a := h.Client("receptionist").Post("/check-ins", map[string]any{
		"patient":   map[string]any{"family_name": fmt.Sprintf("Dela Cruz %d", n), "given_name": "Juan", "date_of_birth": "1980-02-29", "sex": "Male"},
		"encounter": map[string]any{"reason_for_visit": "Cough and fever"},
	}).Expect(http.StatusCreated)
	return &Case{h: h, PatientID: a.Int("patient.id"), EncounterID: a.Int("encounter.id")}
}

// CaseOf is a case that a test has made itself.
func (h *Hospital) CaseOf(patientID, encounterID int64) *Case {
	return &Case{h: h, PatientID: patientID, EncounterID: encounterID}
}

// Confirm brings a Pending case to Ready_for_Coding; decision is Inpatient or Outpatient.
func (c *Case) Confirm(decision string) *Case {
	c.h.T.Helper()
	c.h.Client("doctor").Post(c.Path("/confirm"), map[string]any{
		"decision": decision, "attending_physician_id": c.h.User("doctor").ID, "principal_diagnosis": "Pneumonia", "icd_code": "J18.9",
	}).Expect(http.StatusOK)
	return c
}

// Admit brings a case that was confirmed as inpatient into a bed.
func (c *Case) Admit(bedID int64) *Case {
	c.h.T.Helper()
	a := c.h.Client("coder").Post(c.Path("/finalize"), map[string]any{"bed_id": bedID}).Expect(http.StatusOK)
	c.BillID = a.Int("bill.id")
	return c
}

// Begin brings a case that was confirmed as outpatient into care.
func (c *Case) Begin() *Case {
	c.h.T.Helper()
	c.BillID = c.h.Client("teller").Post(c.Path("/finalize"), map[string]any{}).Expect(http.StatusOK).Int("bill.id")
	return c
}

// Discharge discharges a case in care.
func (c *Case) Discharge() *Case {
	c.h.T.Helper()
	c.h.Client("doctor").Post(c.Path("/discharge"), map[string]any{"disposition": "Discharged", "result": "Recovered", "final_diagnosis": "Pneumonia, resolved"}).Expect(http.StatusOK)
	return c
}

// FinalBill issues the final bill of a discharged case.
func (c *Case) FinalBill() *Case {
	c.h.T.Helper()
	c.h.Client("teller").Post(c.BillPath("/finalize"), nil).Expect(http.StatusOK)
	return c
}

// Bill reads the bill as the teller.
func (c *Case) Bill() *Answer {
	c.h.T.Helper()
	return c.h.Client("teller").Get(c.BillPath("")).Expect(http.StatusOK)
}

var roomNumber atomic.Int64

// Bed makes a room with this hourly rate and one bed in it, and returns the bed.
func (h *Hospital) Bed(rate string) int64 {
	h.T.Helper()
	n := roomNumber.Add(1)
	room := h.Client("admin").Post("/rooms", map[string]any{"name": fmt.Sprintf("Room %d", n), "hourly_rate": rate}).Expect(http.StatusCreated).Int("id")
	return h.Client("admin").Post("/beds", map[string]any{"room_id": room, "number": fmt.Sprintf("B%d", n)}).Expect(http.StatusCreated).Int("id")
}

// Service makes a service with this price.
func (h *Hospital) Service(name, price string) int64 {
	h.T.Helper()
	return h.Client("admin").Post("/services", map[string]any{"name": name, "price": price}).Expect(http.StatusCreated).Int("id")
}

// Inpatient checks a patient in and admits them into a new bed of this rate.
func (h *Hospital) Inpatient(rate string) *Case {
	h.T.Helper()
	return h.CheckIn().Confirm("Inpatient").Admit(h.Bed(rate))
}

// Outpatient checks a patient in and begins outpatient care.
func (h *Hospital) Outpatient() *Case {
	h.T.Helper()
	return h.CheckIn().Confirm("Outpatient").Begin()
}
