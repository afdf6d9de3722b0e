package olddjango

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"talaan/internal/encounter"
	"talaan/internal/icd"
	"talaan/internal/patient"
	"talaan/internal/staff"
)

// stages are the old words for the stages of a case.
var stages = map[string]encounter.Status{
	"pending": encounter.Pending, "waiting": encounter.Pending, "registered": encounter.Pending, "checkedin": encounter.Pending,
	"readyforcoding": encounter.ReadyForCoding, "forcoding": encounter.ReadyForCoding,
	"admitted": encounter.Admitted, "inpatient": encounter.Admitted, "outpatient": encounter.Outpatient, "opd": encounter.Outpatient,
	"discharged": encounter.Discharged, "cancelled": encounter.Cancelled, "canceled": encounter.Cancelled,
}

// stage is the stage of the case that a patient's row tells of; blank when it
// tells of none.
func (r *row) stage() encounter.Status {
	word := letters(r.key("status"))
	if s, ok := stages[word]; ok {
		return s
	}
	switch word {
	case "", "active", "inactive", "deleted":
		return ""
	}
	if r.key("discharged_at") != "" {
		r.changed("the status %q is not known; the case is Discharged, because it has a discharge date", brief(r.key("status")))
		return encounter.Discharged
	}
	r.changed("the status %q is not known; the case is Pending", brief(r.key("status")))
	return encounter.Pending
}

// episodes makes the cases of a patient: one for every discharge that the history
// shows, and the one that the patient's own row tells of.
func (m *mover) episodes(ctx context.Context, c *care, history []*row) error {
	status := c.row.stage()
	for _, r := range discharges(history, status) {
		end := r.moment("discharged_at", m.zone)
		if end == nil || end.After(m.tx.Now) {
			t := m.when(r, "history_at")
			end = &t
		}
		if err := m.episode(ctx, c, r, encounter.Discharged, end); err != nil {
			return err
		}
	}
	if status == "" {
		return nil
	}
	var end *time.Time
	if status == encounter.Discharged || status == encounter.Cancelled {
		end = m.endOf(c.row)
	}
	if c.row.key("status") != "" && m.recordStatus(c.row) == patient.Deleted && end == nil {
		c.row.changed("the record is deleted and its case was %s; the case was cancelled", status)
		status, end = encounter.Cancelled, m.endOf(c.row)
	}
	if err := m.episode(ctx, c, c.row, status, end); err != nil {
		return err
	}
	c.cases[len(c.cases)-1].current = true
	return nil
}

// discharges are the rows of a history, the earliest first, after which a patient
// was no longer discharged: the last of each row of discharged ones. Those at the
// end are the present case when now is Discharged too.
func discharges(history []*row, now encounter.Status) []*row {
	var out []*row
	for i, r := range history {
		after := now
		if i+1 < len(history) {
			after = stages[letters(history[i+1].key("status"))]
		}
		if stages[letters(r.key("status"))] == encounter.Discharged && after != encounter.Discharged {
			out = append(out, r)
		}
	}
	return out
}

// endOf is when the case of a patient's row ended.
func (m *mover) endOf(r *row) *time.Time {
	for _, field := range []string{"discharged_at", "updated_at", "admitted_at", "consultation_at", "created_at"} {
		if t := r.moment(field, m.zone); t != nil && !t.After(m.tx.Now) {
			return t
		}
	}
	return &m.tx.Now
}

// episode makes the case that a row of a patient, or of their history, tells of.
func (m *mover) episode(ctx context.Context, c *care, r *row, status encounter.Status, end *time.Time) error {
	begun := m.tx.Now
	for _, field := range []string{"admitted_at", "consultation_at", "created_at"} {
		if t := r.moment(field, m.zone); t != nil && !t.After(m.tx.Now) {
			begun = *t
			break
		}
	}
	if n := len(c.cases); n > 0 && c.cases[n-1].to != nil && begun.Before(*c.cases[n-1].to) {
		begun = *c.cases[n-1].to
	}
	if end != nil && begun.After(*end) {
		begun = *end
	}
	e, err := m.describe(ctx, c, r, status, begun, end)
	if err != nil {
		return err
	}
	made, err := m.addCase(ctx, c, e, r.origin())
	if err != nil {
		return err
	}
	return m.vitals(ctx, r, made, made.from)
}

// addCase writes a case and keeps the patient's cases in order.
func (m *mover) addCase(ctx context.Context, c *care, e encounter.Encounter, from string) (*episode, error) {
	e, err := m.Encounters.TakeOver(ctx, m.tx, e, from)
	if err != nil {
		return nil, err
	}
	made := &episode{id: e.ID, number: e.CaseNumber, status: e.Status, from: e.CreatedAt, to: e.DischargedAt}
	if e.Status == encounter.Cancelled {
		made.to = &e.StatusSince
	}
	c.cases = append(c.cases, made)
	return made, nil
}

// describe fills a case from a row.
func (m *mover) describe(ctx context.Context, c *care, r *row, status encounter.Status, begun time.Time, end *time.Time) (encounter.Encounter, error) {
	e := encounter.Encounter{PatientID: c.id, CreatedAt: begun, StatusSince: begun, Routing: &encounter.Routing{}, Status: status}
	var err error
	if e.CreatedBy, err = m.who(ctx, r, "created_by"); err != nil {
		return e, err
	}
	e.Registration = encounter.Registration{
		ReasonForVisit: r.text("reason_for_visit", 1000), Intent: r.one("intent", encounter.DecideInpatient, encounter.DecideOutpatient, encounter.Undecided),
		TypeOfAdmission: r.one("type_of_admission", "Emergency", "Elective", "New", "Old/Former", "OPD"),
		VisitType:       r.one("visit_type", "New", "Old/Former", "OPD", "Follow-Up"), ReferredBy: r.text("referred_by", 200),
	}
	if e.Intent == "" {
		e.Intent = encounter.Undecided
	}
	e.Decision = r.one("decision", encounter.DecideInpatient, encounter.DecideOutpatient)
	e.WardService = r.text("ward_service", 120)
	e.ConsultationAt, e.NextConsultationAt = r.moment("consultation_at", m.zone), r.moment("next_consultation_at", m.zone)
	e.Chart = &encounter.Chart{
		CurrentCondition: r.text("current_condition", 500), MainComplaint: r.long("main_complaint"), PresentIllness: r.long("present_illness"),
		PhysicalExamination: r.long("physical_examination"), ClinicalFindings: r.long("clinical_findings"), OtherDiagnosis: r.long("other_diagnosis"),
		PrincipalOperation: r.long("principal_operation"), OtherOperation: r.long("other_operation"), TreatmentPlan: r.long("treatment_plan"),
	}
	e.Coding = &encounter.Coding{PrincipalDiagnosis: r.long("principal_diagnosis"), ICDCode: r.icd("icd_code"), OtherICDCodes: r.icds("other_icd_codes")}
	e.Outcome = &encounter.Outcome{FinalDiagnosis: r.long("final_diagnosis")}
	m.assign(r, &e)
	return e, m.enter(ctx, r, &e, end)
}

// assign fills physician and department.
func (m *mover) assign(r *row, e *encounter.Encounter) {
	if key := r.key("attending_physician"); key != "" {
		if id, ok := m.named(r, "attending_physician"); ok {
			e.AttendingPhysicianID = &id
		} else {
			r.changed("the attending physician %q is no user who was taken; the case has none", brief(key))
		}
	}
	if key := r.key("department"); key != "" {
		if id, ok := m.find("department", key); ok {
			e.DepartmentID, e.DepartmentSource = &id, "hand"
		} else {
			r.changed("the department %q was not taken; the case has none", brief(key))
		}
	}
}

// enter brings a case to its stage: it has what cases of that stage need.
func (m *mover) enter(ctx context.Context, r *row, e *encounter.Encounter, end *time.Time) error {
	switch e.Status {
	case encounter.Admitted:
		e.Decision = encounter.DecideInpatient
	case encounter.Outpatient:
		e.Decision = encounter.DecideOutpatient
	case encounter.ReadyForCoding:
		missing, err := m.missing(ctx, e)
		if err != nil {
			return err
		}
		if len(missing) > 0 {
			r.changed("was ready for coding without %s; the case is Pending", strings.Join(missing, ", "))
			e.Status, e.SendBackReason = encounter.Pending, "Came from the old system without "+strings.Join(missing, ", ")+"."
		}
	default: // those need nothing more
	}
	if e.Status == encounter.Pending {
		return nil
	}
	confirmed := e.CreatedAt
	if e.Status != encounter.Cancelled {
		e.ConfirmedAt = &confirmed
	}
	if e.Status == encounter.ReadyForCoding {
		return nil
	}
	if end != nil {
		e.StatusSince = *end
	}
	if e.Status == encounter.Cancelled {
		e.CancelReason = "Cancelled in the old system"
		return nil
	}
	e.FinalizedAt = &confirmed
	if e.Status == encounter.Discharged {
		e.DischargedAt = end
		m.outcome(r, e)
	}
	return nil
}

// missing is what a case lacks that waits for coding.
func (m *mover) missing(ctx context.Context, e *encounter.Encounter) ([]string, error) {
	var out []string
	if e.Decision == "" {
		out = append(out, "the doctor's decision")
	}
	if e.PrincipalDiagnosis == "" {
		out = append(out, "a principal diagnosis")
	}
	if e.AttendingPhysicianID == nil {
		return append(out, "an attending physician"), nil
	}
	u, err := staff.GetUser(ctx, m.tx, *e.AttendingPhysicianID)
	if err == nil && (!u.Active || u.DepartmentID == nil || !slices.Contains(u.Roles, "Doctor")) {
		out = append(out, "an attending physician who is an active Doctor with a department")
	}
	return out, err
}

func (m *mover) outcome(r *row, e *encounter.Encounter) {
	if e.Disposition = r.one("disposition", "Discharged", "Transferred", "HAMA", "Absconded"); e.Disposition == "" {
		e.Disposition = "Discharged"
	}
	e.Result = r.one("result", "Recovered", "Improved", "Unimproved", "Died under 48 h", "Died 48 h or later")
	if autopsied, ok := r.flag("autopsied"); ok && strings.HasPrefix(e.Result, "Died") {
		e.Autopsied = &autopsied
	}
}

// icd is an ICD-10 code in its usual form.
func (r *row) icd(field string) string {
	s := r.key(field)
	if s == "" {
		return ""
	}
	code, err := icd.Normalise(s)
	if err != nil {
		_, name := r.raw(field)
		r.changed("%s was %q, which is no ICD-10 code; it was left empty", name, brief(s))
		return ""
	}
	return code
}

// icds are further codes, with commas between.
func (r *row) icds(field string) string {
	var out []string
	for _, s := range strings.FieldsFunc(r.key(field), func(c rune) bool { return strings.ContainsRune(",; []\"'", c) }) {
		code, err := icd.Normalise(s)
		if err != nil || len(strings.Join(out, ", "))+len(code)+2 > 200 {
			r.changed("the further ICD-10 code %q was left out", brief(s))
			continue
		}
		out = append(out, code)
	}
	return strings.Join(out, ", ")
}

// vitals records the vital signs that stand in a row of a patient.
func (m *mover) vitals(ctx context.Context, r *row, e *episode, at time.Time) error {
	f := encounter.VitalsFields{TakenAt: &at, HeightCm: r.number("height"), WeightKg: r.number("weight"), TemperatureC: r.number("temperature")}
	for _, one := range []struct {
		field string
		to    **int64
	}{{"pulse", &f.Pulse}, {"respiration", &f.Respiration}, {"spo2", &f.SpO2}} {
		if n := r.number(one.field); n != nil {
			whole := int64(*n)
			*one.to = &whole
		}
	}
	if bp := r.key("blood_pressure"); bp != "" {
		over, under, _ := strings.Cut(bp, "/")
		s, serr := strconv.ParseInt(strings.TrimSpace(over), 10, 64)
		d, derr := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.ToLower(under), "mmhg")), 10, 64)
		if serr == nil && derr == nil {
			f.Systolic, f.Diastolic = &s, &d
		} else {
			r.changed("the blood pressure %q cannot be read; it was left out", brief(bp))
		}
	}
	if f == (encounter.VitalsFields{TakenAt: f.TakenAt}) {
		return nil
	}
	if why := unlikely(f); why != "" {
		r.changed("the vital signs were left out, because the %s cannot be right", why)
		return nil
	}
	by, err := m.who(ctx, r, "created_by")
	if err != nil {
		return err
	}
	if _, err := m.Encounters.TakeOverVitals(ctx, m.tx, e.id, f, by, r.origin()); err != nil {
		r.changed("the vital signs were left out: %s", reason(err))
	}
	return nil
}

// unlikely names a measurement that is out of the bounds that the page has too.
func unlikely(f encounter.VitalsFields) string {
	out := func(v *float64, low, high float64) bool { return v != nil && (*v < low || *v > high) }
	outWhole := func(v *int64, low, high int64) bool { return v != nil && (*v < low || *v > high) }
	switch {
	case out(f.HeightCm, 20, 280):
		return "height"
	case out(f.WeightKg, 0.2, 500):
		return "weight"
	case out(f.TemperatureC, 20, 46):
		return "temperature"
	case outWhole(f.Systolic, 20, 350), outWhole(f.Diastolic, 10, 250):
		return "blood pressure"
	case outWhole(f.Pulse, 10, 350):
		return "pulse"
	case outWhole(f.Respiration, 2, 120):
		return "respiration"
	case outWhole(f.SpO2, 20, 100):
		return "oxygen saturation"
	}
	return ""
}

// near is how far before a case's check-in what belongs to it may lie.
const near = 24 * time.Hour

// caseAt is the case that something belongs to that happened at a moment: the one
// that went on then, else the last that had begun, else the first. A patient
// without a case gets a closed one of that moment.
func (m *mover) caseAt(ctx context.Context, c *care, r *row, t time.Time) (*episode, error) {
	var begun *episode
	for _, e := range c.cases {
		if e.from.Add(-near).After(t) {
			continue
		}
		if e.to == nil || !t.After(*e.to) {
			return e, nil
		}
		if begun == nil || e.from.After(begun.from) {
			begun = e
		}
	}
	switch {
	case begun != nil:
		return begun, nil
	case len(c.cases) > 0:
		return c.cases[0], nil
	}
	return m.closedCase(ctx, c, r, t, t)
}

// closedCase makes a case for something of a patient that belongs to no other one.
func (m *mover) closedCase(ctx context.Context, c *care, r *row, from, to time.Time) (*episode, error) {
	if to.After(m.tx.Now) {
		to = m.tx.Now
	}
	if from.After(to) {
		from = to
	}
	by, err := m.who(ctx, r, "by")
	if err != nil {
		return nil, err
	}
	e := encounter.Encounter{
		PatientID: c.id, Status: encounter.Discharged, StatusSince: to, CreatedAt: from, CreatedBy: by, ConfirmedAt: &from, FinalizedAt: &from, DischargedAt: &to,
		Disposition: "Discharged", Chart: &encounter.Chart{}, Coding: &encounter.Coding{}, Routing: &encounter.Routing{}, Outcome: &encounter.Outcome{},
	}
	e.Intent = encounter.Undecided
	e.ReasonForVisit = "Not kept by the old system (" + r.model + " " + r.pk + ")"
	return m.addCase(ctx, c, e, r.origin())
}
