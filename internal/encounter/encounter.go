// Package encounter holds cases: one episode of care of one patient, from
// check-in through coding and the stay to discharge. It owns the flow; beds and
// bills follow it.
package encounter

import (
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"talaan/internal/patient"
)

// Status is the stage of a case.
type Status string

// The stages.
const (
	Pending        Status = "Pending"
	ReadyForCoding Status = "Ready_for_Coding"
	Admitted       Status = "Admitted"
	Outpatient     Status = "Outpatient"
	Discharged     Status = "Discharged"
	Cancelled      Status = "Cancelled"
)

// Decisions of the doctor; the patient's intent has the same words and Undecided.
const (
	DecideInpatient  = "Inpatient"
	DecideOutpatient = "Outpatient"
	Undecided        = "Undecided"
)

// Registration is what the front desk writes.
type Registration struct {
	ReasonForVisit  string `json:"reason_for_visit" db:"reason_for_visit" maxLength:"1000"`
	Intent          string `json:"intent" db:"intent" enum:"Inpatient,Outpatient,Undecided" doc:"What the patient said at the desk; binds nobody. Undecided when not sent"`
	TypeOfAdmission string `json:"type_of_admission" db:"type_of_admission" enum:"Emergency,Elective,New,Old/Former,OPD,"`
	VisitType       string `json:"visit_type" db:"visit_type" enum:"New,Old/Former,OPD,Follow-Up,"`
	ReferredBy      string `json:"referred_by" db:"referred_by" maxLength:"200"`
}

// Assignment is who and where a case belongs to.
type Assignment struct {
	AttendingPhysicianID *int64     `json:"attending_physician_id" db:"attending_physician_id"`
	DepartmentID         *int64     `json:"department_id" db:"department_id" doc:"Follows from the ICD-10 code or the physician, unless set by hand"`
	WardService          string     `json:"ward_service" db:"ward_service" maxLength:"120" doc:"Ward or service"`
	ConsultationAt       *time.Time `json:"consultation_at" db:"consultation_at"`
	NextConsultationAt   *time.Time `json:"next_consultation_at" db:"next_consultation_at"`
}

// Chart is the clinical record of a case; reception and the cashier do not see it.
type Chart struct {
	CurrentCondition    string `json:"current_condition" db:"current_condition" maxLength:"500"`
	MainComplaint       string `json:"main_complaint" db:"main_complaint" maxLength:"8000" doc:"Chief complaint"`
	PresentIllness      string `json:"present_illness" db:"present_illness" maxLength:"8000" doc:"History of present illness"`
	PhysicalExamination string `json:"physical_examination" db:"physical_examination" maxLength:"8000"`
	ClinicalFindings    string `json:"clinical_findings" db:"clinical_findings" maxLength:"8000"`
	OtherDiagnosis      string `json:"other_diagnosis" db:"other_diagnosis" maxLength:"8000"`
	PrincipalOperation  string `json:"principal_operation" db:"principal_operation" maxLength:"8000"`
	OtherOperation      string `json:"other_operation" db:"other_operation" maxLength:"8000"`
	TreatmentPlan       string `json:"treatment_plan" db:"treatment_plan" maxLength:"8000"`
}

// Coding is what a coder works on.
type Coding struct {
	PrincipalDiagnosis string `json:"principal_diagnosis" db:"principal_diagnosis" maxLength:"8000"`
	ICDCode            string `json:"icd_code" db:"icd_code" maxLength:"10" doc:"ICD-10 code of the principal diagnosis"`
	OtherICDCodes      string `json:"other_icd_codes" db:"other_icd_codes" maxLength:"200" doc:"Further ICD-10 codes, with commas between"`
}

// EncounterFields are what clients may write, each field by whose work it is.
type EncounterFields struct {
	Registration
	Assignment
	Chart
	Coding
}

// Routing is why a case went where it went.
type Routing struct {
	OverrideReason string `json:"override_reason" db:"override_reason" doc:"Why the physician may be of another department than the ICD-10 code's"`
	SendBackReason string `json:"send_back_reason" db:"send_back_reason" doc:"Why coding sent the case back to the doctor"`
}

// Outcome is how the case ended, as the doctor wrote at discharge.
type Outcome struct {
	Result         string `json:"result" db:"result"`
	Autopsied      *bool  `json:"autopsied" db:"autopsied"`
	FinalDiagnosis string `json:"final_diagnosis" db:"final_diagnosis"`
}

// Encounter is one case. The parts that the reader may not see are absent.
type Encounter struct {
	ID         int64         `json:"id" db:"id"`
	Version    int64         `json:"version" db:"version"`
	CaseNumber string        `json:"case_number" db:"case_number"`
	PatientID  int64         `json:"patient_id" db:"patient_id"`
	Patient    patient.Brief `json:"patient"`

	Status      Status    `json:"status" db:"status" enum:"Pending,Ready_for_Coding,Admitted,Outpatient,Discharged,Cancelled"`
	StatusSince time.Time `json:"status_since" db:"status_since"`
	Decision    string    `json:"decision" db:"decision" enum:"Inpatient,Outpatient," doc:"The doctor's; empty until confirmed"`
	Registration
	Assignment
	*Chart
	*Coding
	*Routing
	*Outcome

	AttendingPhysicianName string `json:"attending_physician_name"`
	DepartmentName         string `json:"department_name"`
	DepartmentSource       string `json:"department_source" db:"department_source" enum:"mapping,physician,hand," doc:"Where the department came from"`
	BedNumber              string `json:"bed_number" doc:"The bed the patient lies in; empty for none"`
	BillID                 *int64 `json:"bill_id"`

	Disposition  string     `json:"disposition" db:"disposition"`
	CancelReason string     `json:"cancel_reason" db:"cancel_reason"`
	ClaimedBy    *int64     `json:"claimed_by" db:"claimed_by" doc:"Who is working on the waiting case"`
	ClaimedName  string     `json:"claimed_by_name"`
	ClaimedAt    *time.Time `json:"claimed_at" db:"claimed_at"`
	CreatedAt    time.Time  `json:"created_at" db:"created_at" doc:"Check-in"`
	ConfirmedAt  *time.Time `json:"confirmed_at" db:"confirmed_at"`
	FinalizedAt  *time.Time `json:"finalized_at" db:"finalized_at" doc:"Admission, or start of outpatient care"`
	DischargedAt *time.Time `json:"discharged_at" db:"discharged_at"`
	TotalDays    *int64     `json:"total_days" db:"total_days" doc:"Days in hospital, counted by the calendar; the day of admission counts, the day of discharge does not unless it is the same"`
	ArchivedAt   *time.Time `json:"archived_at" db:"archived_at" doc:"When the discharged case was settled"`

	OpenPatientID        *int64 `json:"-" db:"open_patient_id"` // UNIQUE: one open case per patient
	OverrideDepartmentID *int64 `json:"-" db:"override_department_id"`
	CreatedBy            int64  `json:"-" db:"created_by"`
}

// TransformSchema marks the parts that some readers do not get as optional.
func (Encounter) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	s.Required = slices.DeleteFunc(s.Required, func(name string) bool { return clinicalFields[name] || codingFields[name] })
	return s
}

// fields returns the writable part of e.
func (e *Encounter) fields() EncounterFields {
	return EncounterFields{e.Registration, e.Assignment, *e.Chart, *e.Coding}
}

func (e *Encounter) setFields(f EncounterFields) {
	e.Registration, e.Assignment = f.Registration, f.Assignment
	e.Chart, e.Coding = &f.Chart, &f.Coding
}

// clone copies e so that the copy keeps the old values when e changes.
func (e *Encounter) clone() Encounter {
	c := *e
	chart, coding, routing, outcome := *e.Chart, *e.Coding, *e.Routing, *e.Outcome
	c.Chart, c.Coding, c.Routing, c.Outcome = &chart, &coding, &routing, &outcome
	return c
}

// enter moves e to a stage.
func (e *Encounter) enter(s Status, now time.Time) {
	e.Status, e.StatusSince = s, now
	e.ClaimedBy, e.ClaimedAt = nil, nil
	if s == Discharged || s == Cancelled {
		e.OpenPatientID = nil
	}
}

// daysBetween counts hospital days by the calendar of zone: midnights passed,
// and one at the least.
func daysBetween(from, to time.Time, zone *time.Location) int64 {
	midnight := func(t time.Time) time.Time {
		y, m, d := t.In(zone).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return max(1, int64(midnight(to).Sub(midnight(from))/(24*time.Hour)))
}
