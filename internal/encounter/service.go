package encounter

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/billing"
	"talaan/internal/errs"
	"talaan/internal/httpapi"
	"talaan/internal/icd"
	"talaan/internal/patient"
	"talaan/internal/sqldb"
	"talaan/internal/staff"
	"talaan/internal/ward"
)

const entity = "encounter"

// Encounters runs the flow of cases.
type Encounters struct {
	zone     *time.Location
	patients *patient.Patients
	billing  *billing.Billing

	// BillOpened is told, in the same transaction, when the bill of a case was opened.
	BillOpened func(ctx context.Context, tx *sqldb.Tx, encounterID int64) error
	// CaseCancelled is told, in the same transaction, when a case was cancelled.
	CaseCancelled func(ctx context.Context, tx *sqldb.Tx, encounterID int64, reason string) error
}

// New returns the flow; zone is the hospital's, for case numbers and days. It
// asks billing to be told when a bill is settled, and archives the case then; it
// tells the register who has an open case, and billing who attends one.
func New(zone *time.Location, patients *patient.Patients, bills *billing.Billing) *Encounters {
	e := &Encounters{
		zone: zone, patients: patients, billing: bills,
		BillOpened:    func(context.Context, *sqldb.Tx, int64) error { return nil },
		CaseCancelled: func(context.Context, *sqldb.Tx, int64, string) error { return nil },
	}
	bills.Settled = e.settled
	bills.Attending = attending
	patients.InCare = inCareNow
	return e
}

// CheckIn begins a case for a patient; a patient has at most one open case.
func (s *Encounters) CheckIn(ctx context.Context, tx *sqldb.Tx, patientID int64, draft *httpapi.Draft[EncounterFields]) (Encounter, error) {
	by := authz.From(ctx)
	if err := mayWrite(by, draft.Given()); err != nil {
		return Encounter{}, err
	}
	number, err := s.caseNumberOn(ctx, tx, tx.Now)
	if err != nil {
		return Encounter{}, err
	}
	e := Encounter{
		Version: 1, CaseNumber: number, PatientID: patientID, OpenPatientID: &patientID,
		Routing: &Routing{}, Outcome: &Outcome{}, CreatedAt: tx.Now, CreatedBy: by.ID,
	}
	e.setFields(draft.Fields)
	if e.Intent == "" {
		e.Intent = Undecided
	}
	e.enter(Pending, tx.Now)
	if err := s.checkFields(ctx, tx, &Encounter{}, &e, draft.Given()); err != nil {
		return e, err
	}
	if e.ID, err = sqldb.Insert(ctx, tx, "encounters", e); errors.Is(err, sqldb.ErrDuplicate) {
		return e, s.refuseSecond(ctx, tx, patientID)
	} else if err != nil {
		return e, fmt.Errorf("check in patient %d: %w", patientID, err)
	}
	if err := audit.Record(ctx, tx, audit.Entry{Action: checkedIn, Entity: entity, ID: e.ID, After: e}); err != nil {
		return e, err
	}
	return s.Get(ctx, tx, e.ID)
}

// caseNumberOn is CN, the day of a moment in the hospital's time zone, and a number within it.
func (s *Encounters) caseNumberOn(ctx context.Context, tx *sqldb.Tx, at time.Time) (string, error) {
	day := at.In(s.zone).Format("20060102")
	n, err := tx.Next(ctx, "case:"+day)
	return fmt.Sprintf("CN%s-%04d", day, n), err
}

func (s *Encounters) refuseSecond(ctx context.Context, tx *sqldb.Tx, patientID int64) error {
	open, err := selectOne(ctx, tx, "open_patient_id = ?", patientID)
	if errors.Is(err, sqldb.ErrNoRows) {
		return sqldb.Retry(err) // it was closed just now
	}
	if err != nil {
		return err
	}
	return refuse(&open, "be followed by another", Discharged, Cancelled)
}

// Get returns a case with the names it shows, whole; errs.NotFound when absent.
func (s *Encounters) Get(ctx context.Context, tx *sqldb.Tx, id int64) (Encounter, error) {
	e, err := selectOne(ctx, tx, "id = ?", id)
	if errors.Is(err, sqldb.ErrNoRows) {
		return e, errs.NotFoundf("There is no case %d.", id)
	}
	if err != nil {
		return e, err
	}
	list := []Encounter{e}
	err = s.describe(ctx, tx, list)
	return list[0], err
}

// describe fills the names, beds and bills that cases show.
func (s *Encounters) describe(ctx context.Context, tx *sqldb.Tx, list []Encounter) error {
	var ids, patients, people []int64
	for _, e := range list {
		ids, patients = append(ids, e.ID), append(patients, e.PatientID)
		for _, p := range []*int64{e.AttendingPhysicianID, e.ClaimedBy} {
			if p != nil {
				people = append(people, *p)
			}
		}
	}
	briefs, err := s.patients.Briefs(ctx, tx, patients)
	if err != nil {
		return err
	}
	names, err := staff.Names(ctx, tx, people)
	if err != nil {
		return err
	}
	departments, err := departmentNames(ctx, tx)
	if err != nil {
		return err
	}
	beds, err := ward.CurrentBeds(ctx, tx, ids)
	if err != nil {
		return err
	}
	bills, err := billing.BillIDs(ctx, tx, ids)
	if err != nil {
		return err
	}
	for i := range list {
		e := &list[i]
		e.Patient = briefs[e.PatientID]
		e.AttendingPhysicianName, e.ClaimedName = named(names, e.AttendingPhysicianID), named(names, e.ClaimedBy)
		e.DepartmentName = named(departments, e.DepartmentID)
		e.BedNumber = beds[e.ID]
		if id, ok := bills[e.ID]; ok {
			e.BillID = &id
		}
	}
	return nil
}

func named(names map[int64]string, id *int64) string {
	if id == nil {
		return ""
	}
	return names[*id]
}

// lock keeps a case for this act alone and returns it; before is a copy of it
// as the reader knew it.
func (s *Encounters) lock(ctx context.Context, tx *sqldb.Tx, id int64) (e, before Encounter, err error) {
	if _, err := tx.Touch(ctx, "encounters", id); err != nil {
		return e, before, err
	}
	e, err = s.Get(ctx, tx, id)
	if err != nil {
		return e, before, err
	}
	before = e.clone()
	before.Version--
	return e, before, nil
}

// save writes e, records the act and returns e as it now reads.
func (s *Encounters) save(ctx context.Context, tx *sqldb.Tx, act, reason string, before, e Encounter) (Encounter, error) {
	if err := sqldb.Update(ctx, tx, "encounters", e.ID, e); err != nil {
		return e, fmt.Errorf("%s case %d: %w", act, e.ID, err)
	}
	after, err := s.Get(ctx, tx, e.ID)
	if err != nil {
		return after, err
	}
	return after, audit.Record(ctx, tx, audit.Entry{Action: act, Entity: entity, ID: e.ID, Reason: reason, Before: before, After: after})
}

// Change writes the sent fields of a case, each if it is the caller's to write.
func (s *Encounters) Change(ctx context.Context, tx *sqldb.Tx, id int64, patch *httpapi.Patch[EncounterFields]) (Encounter, error) {
	by := authz.From(ctx)
	if err := mayWrite(by, patch.Given()); err != nil {
		return Encounter{}, err
	}
	if len(patch.Given()) == 0 {
		return s.Get(ctx, tx, id)
	}
	e, before, err := s.lock(ctx, tx, id)
	if err != nil {
		return e, err
	}
	if err := inStage(&e, by, patch.Given()); err != nil {
		return e, err
	}
	if patch.Stale(before.Version) {
		before.redact(by)
		return e, httpapi.Stale(before)
	}
	f := e.fields()
	if err := patch.Apply(&f); err != nil {
		return e, err
	}
	e.setFields(f)
	if err := keeps(&before, &e); err != nil {
		return e, err
	}
	if err := s.checkFields(ctx, tx, &before, &e, patch.Given()); err != nil {
		return e, err
	}
	return s.save(ctx, tx, changed, "", before, e)
}

// keeps refuses to empty what a case needed to get past the doctor.
func keeps(before, e *Encounter) error {
	if e.Status == Pending {
		return nil
	}
	var bad []errs.Field
	for _, f := range []struct {
		name      string
		had, gone bool
	}{
		{"attending_physician_id", before.AttendingPhysicianID != nil, e.AttendingPhysicianID == nil},
		{"department_id", before.DepartmentID != nil, e.DepartmentID == nil},
		{"principal_diagnosis", before.PrincipalDiagnosis != "", e.PrincipalDiagnosis == ""},
		{"icd_code", before.ICDCode != "" && before.Decision == DecideInpatient, e.ICDCode == ""},
	} {
		if f.had && f.gone {
			bad = append(bad, errs.Field{Location: "body." + f.name, Message: "can be changed but no longer emptied"})
		}
	}
	return errs.InvalidFields(bad)
}

// checkFields refuses fields that do not hold what they must and lets the
// department follow: set by hand it stays, a corrected ICD code maps anew.
func (s *Encounters) checkFields(ctx context.Context, tx *sqldb.Tx, before, e *Encounter, given []string) error {
	if err := checkTimes(e); err != nil {
		return err
	}
	if err := normaliseCodes(e); err != nil {
		return err
	}
	if slices.Contains(given, "attending_physician_id") && e.AttendingPhysicianID != nil {
		if _, err := staff.Physician(ctx, tx, *e.AttendingPhysicianID); err != nil {
			return err
		}
	}
	if slices.Contains(given, "department_id") {
		return s.setDepartment(ctx, tx, e)
	}
	if e.ICDCode == "" || e.ICDCode == before.ICDCode || (before.ICDCode == "" && e.DepartmentSource == "hand") {
		return nil
	}
	match, ok, err := icd.Department(ctx, tx, e.ICDCode)
	if err == nil && ok {
		e.DepartmentID, e.DepartmentSource = &match.DepartmentID, "mapping"
	}
	return err
}

func (s *Encounters) setDepartment(ctx context.Context, tx *sqldb.Tx, e *Encounter) error {
	if e.DepartmentID == nil {
		e.DepartmentSource = ""
		return nil
	}
	names, err := departmentNames(ctx, tx)
	if err != nil {
		return err
	}
	if _, ok := names[*e.DepartmentID]; !ok {
		return errs.InvalidField("department_id", "there is no department %d", *e.DepartmentID)
	}
	e.DepartmentSource = "hand"
	return nil
}

func checkTimes(e *Encounter) error {
	for _, t := range []struct {
		field string
		at    *time.Time
	}{{"consultation_at", e.ConsultationAt}, {"next_consultation_at", e.NextConsultationAt}} {
		if t.at != nil && (t.at.Year() < 1900 || t.at.Year() > 2200) {
			return errs.InvalidField(t.field, "is not a date that can be right")
		}
	}
	if e.ConsultationAt != nil && e.NextConsultationAt != nil && e.NextConsultationAt.Before(*e.ConsultationAt) {
		return errs.InvalidField("next_consultation_at", "is before the consultation")
	}
	return nil
}

// otherCodesLength is how long the list of further ICD-10 codes may be.
const otherCodesLength = 200

// normaliseCodes brings ICD-10 codes to their usual form.
func normaliseCodes(e *Encounter) error {
	if e.ICDCode != "" {
		c, err := icd.Normalise(e.ICDCode)
		if err != nil {
			return errs.InvalidField("icd_code", "%s", err)
		}
		e.ICDCode = c
	}
	var others []string
	for _, raw := range strings.FieldsFunc(e.OtherICDCodes, func(r rune) bool { return r == ',' || r == ';' || r == ' ' }) {
		c, err := icd.Normalise(raw)
		if err != nil {
			return errs.InvalidField("other_icd_codes", "%s", err)
		}
		others = append(others, c)
	}
	e.OtherICDCodes = strings.Join(others, ", ")
	if len(e.OtherICDCodes) > otherCodesLength {
		return errs.InvalidField("other_icd_codes", "must be at most %d characters, with dots and blanks", otherCodesLength)
	}
	return nil
}

// Claim marks a waiting case as being worked on by the caller, or takes the
// mark away.
func (s *Encounters) Claim(ctx context.Context, tx *sqldb.Tx, id int64, claim bool) (Encounter, error) {
	e, before, err := s.lock(ctx, tx, id)
	if err != nil {
		return e, err
	}
	if !contains(from[cancelled], e.Status) {
		return e, refuse(&e, "be claimed", from[cancelled]...)
	}
	act := "released"
	e.ClaimedBy, e.ClaimedAt = nil, nil
	if claim {
		by := authz.From(ctx).ID
		act, e.ClaimedBy, e.ClaimedAt = "claimed", &by, &tx.Now
	}
	return s.save(ctx, tx, act, "", before, e)
}

// settled archives a discharged case when its bill is settled, and brings it
// back when the bill owes again.
func (s *Encounters) settled(ctx context.Context, tx *sqldb.Tx, id int64, settled bool) error {
	e, before, err := s.lock(ctx, tx, id)
	if err != nil {
		return err
	}
	act := "archived"
	e.ArchivedAt = &tx.Now
	if !settled {
		act, e.ArchivedAt = "brought back from the archive", nil
	}
	_, err = s.save(ctx, tx, act, "", before, e)
	return err
}

// inCareNow reports whether a patient has an open case.
func inCareNow(ctx context.Context, tx *sqldb.Tx, patientID int64) (bool, error) {
	ids, err := sqldb.All[int64](ctx, tx, `SELECT id FROM encounters WHERE open_patient_id = ?`, patientID)
	return len(ids) > 0, err
}

// attending returns the attending physician of a case, 0 when there is none.
func attending(ctx context.Context, tx *sqldb.Tx, encounterID int64) (int64, error) {
	return sqldb.One[int64](ctx, tx, `SELECT COALESCE(attending_physician_id, 0) FROM encounters WHERE id = ?`, encounterID)
}
