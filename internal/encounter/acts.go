package encounter

import (
	"context"
	"strings"
	"time"

	"talaan/internal/authz"
	"talaan/internal/billing"
	"talaan/internal/errs"
	"talaan/internal/icd"
	"talaan/internal/sqldb"
	"talaan/internal/staff"
	"talaan/internal/ward"
)

// Confirmation is the doctor's decision on a case. Empty fields keep what the
// case already holds.
type Confirmation struct {
	Decision             string `json:"decision" enum:"Inpatient,Outpatient"`
	AttendingPhysicianID *int64 `json:"attending_physician_id,omitempty" doc:"An active Doctor with a department"`
	PrincipalDiagnosis   string `json:"principal_diagnosis,omitempty" maxLength:"8000"`
	ICDCode              string `json:"icd_code,omitempty" maxLength:"10" doc:"Required for an inpatient"`
	OverrideReason       string `json:"override_reason,omitempty" maxLength:"1000" doc:"Why the physician may be of another department than the ICD-10 code's"`
}

// Confirm records the doctor's decision and sends the case to coding. The
// department follows from the ICD-10 code, else from the physician.
func (s *Encounters) Confirm(ctx context.Context, tx *sqldb.Tx, id int64, c Confirmation) (Encounter, error) {
	e, before, err := s.lock(ctx, tx, id)
	if err != nil {
		return e, err
	}
	if err := possible(&e, confirmed); err != nil {
		return e, err
	}
	if c.AttendingPhysicianID != nil {
		e.AttendingPhysicianID = c.AttendingPhysicianID
	}
	if c.PrincipalDiagnosis != "" {
		e.PrincipalDiagnosis = c.PrincipalDiagnosis
	}
	e.Decision = c.Decision
	if err := needs(&e, c.ICDCode); err != nil {
		return e, err
	}
	if err := s.assign(ctx, tx, &e, c.ICDCode, c.OverrideReason); err != nil {
		return e, err
	}
	e.SendBackReason = ""
	e.ConfirmedAt = &tx.Now
	e.enter(ReadyForCoding, tx.Now)
	return s.save(ctx, tx, confirmed, c.OverrideReason, before, e)
}

// needs names everything that is missing before a case can go to coding.
func needs(e *Encounter, icdCode string) error {
	var missing []errs.Field
	if e.AttendingPhysicianID == nil {
		missing = append(missing, errs.Field{Location: "body.attending_physician_id", Message: "choose the attending physician"})
	}
	if e.PrincipalDiagnosis == "" {
		missing = append(missing, errs.Field{Location: "body.principal_diagnosis", Message: "write the principal diagnosis"})
	}
	if e.Decision == DecideInpatient && icdCode == "" && e.ICDCode == "" {
		missing = append(missing, errs.Field{Location: "body.icd_code", Message: "an inpatient needs an ICD-10 code"})
	}
	return errs.InvalidFields(missing)
}

// assign writes the ICD code, lets the department follow, and refuses a
// physician of another department unless a reason is given or was given before.
func (s *Encounters) assign(ctx context.Context, tx *sqldb.Tx, e *Encounter, icdCode, overrideReason string) error {
	code := e.ICDCode
	if icdCode != "" {
		c, err := icd.Normalise(icdCode)
		if err != nil {
			return errs.InvalidField("icd_code", "%s", err)
		}
		code = c
	}
	physician, err := staff.Physician(ctx, tx, *e.AttendingPhysicianID)
	if err != nil {
		return err
	}
	var mapped *int64
	if code != "" {
		match, ok, err := icd.Department(ctx, tx, code)
		if err != nil {
			return err
		}
		if ok {
			mapped = &match.DepartmentID
		}
	}
	e.DepartmentID, e.DepartmentSource = route(e, code, mapped, &physician.DepartmentID)
	e.ICDCode = code
	belongs := mapped // a department set by hand does not change what the code asks for
	if belongs == nil {
		belongs = e.DepartmentID
	}
	if belongs == nil || *belongs == physician.DepartmentID {
		e.OverrideReason, e.OverrideDepartmentID = "", nil // a corrected code may have made it needless
		return nil
	}
	if overridden(e, *belongs) {
		return nil
	}
	return s.override(ctx, tx, e, physician, *belongs, overrideReason)
}

// override lets a physician of another department than the code's attend, for a reason.
func (s *Encounters) override(ctx context.Context, tx *sqldb.Tx, e *Encounter, physician staff.Doctor, department int64, reason string) error {
	names, err := departmentNames(ctx, tx)
	if err != nil {
		return err
	}
	if reason == "" {
		return errs.Conflictf("%s is of %s, but the case belongs to %s. Choose another physician or code, or let a %s give a reason.",
			physician.Name, physician.DepartmentName, names[department], authz.RolesWith(authz.EncounterOverride)).
			At("override_reason", "a reason is needed for a physician of another department")
	}
	if by := authz.From(ctx); !by.Can(authz.EncounterOverride) {
		return errs.ForbiddenFields([]string{"override_reason"}, "can be given by "+authz.RolesWith(authz.EncounterOverride))
	}
	e.OverrideReason, e.OverrideDepartmentID = reason, &department
	return nil
}

// SendBack returns a case to the doctor, who sees the reason.
func (s *Encounters) SendBack(ctx context.Context, tx *sqldb.Tx, id int64, reason string) (Encounter, error) {
	e, before, err := s.lock(ctx, tx, id)
	if err != nil {
		return e, err
	}
	if err := possible(&e, sentBack); err != nil {
		return e, err
	}
	e.SendBackReason = reason
	e.enter(Pending, tx.Now)
	return s.save(ctx, tx, sentBack, reason, before, e)
}

// Finalization is what coding decides: corrections, and the bed of an inpatient.
type Finalization struct {
	BedID          *int64 `json:"bed_id,omitempty" doc:"A free, ready bed; required for an inpatient"`
	ICDCode        string `json:"icd_code,omitempty" maxLength:"10" doc:"A correction; the department follows it"`
	OverrideReason string `json:"override_reason,omitempty" maxLength:"1000"`
}

// Admission is a finalised case with its bill and, for an inpatient, its stay.
type Admission struct {
	Encounter Encounter    `json:"encounter"`
	Bill      billing.Bill `json:"bill"`
	Stay      *ward.Stay   `json:"stay" doc:"Absent for an outpatient"`
}

// Finalize admits an inpatient into a bed or begins outpatient care. The bill
// is opened first, the stay is linked to it, then the bed meter starts.
func (s *Encounters) Finalize(ctx context.Context, tx *sqldb.Tx, id int64, f Finalization) (Admission, error) {
	e, before, err := s.lock(ctx, tx, id)
	if err != nil {
		return Admission{}, err
	}
	if err := possible(&e, finalized); err != nil {
		return Admission{}, err
	}
	if err := fits(&e, f, authz.From(ctx)); err != nil {
		return Admission{}, err
	}
	if e.Decision == DecideInpatient {
		err = s.assign(ctx, tx, &e, f.ICDCode, f.OverrideReason)
	} else {
		err = s.recode(ctx, tx, &e, f.ICDCode)
	}
	if err != nil {
		return Admission{}, err
	}
	billID, err := s.billing.Open(ctx, tx, billing.Case{EncounterID: e.ID, Number: e.CaseNumber, PatientID: e.PatientID, CheckedInAt: e.CreatedAt})
	if err != nil {
		return Admission{}, err
	}
	var stay *ward.Stay
	stage := Outpatient
	if e.Decision == DecideInpatient {
		stage = Admitted
		if stay, err = s.occupy(ctx, tx, e.ID, billID, *f.BedID); err != nil {
			return Admission{}, err
		}
	}
	e.FinalizedAt = &tx.Now
	e.enter(stage, tx.Now)
	if e, err = s.save(ctx, tx, finalized, f.OverrideReason, before, e); err != nil {
		return Admission{}, err
	}
	if err := s.BillOpened(ctx, tx, id); err != nil {
		return Admission{}, err
	}
	bill, err := s.billing.Get(ctx, tx, billID)
	return Admission{e, bill, stay}, err
}

// fits checks bed and code against the decision.
func fits(e *Encounter, f Finalization, by authz.Caller) error {
	switch {
	case f.OverrideReason != "" && !by.Can(authz.EncounterOverride):
		return errs.ForbiddenFields([]string{"override_reason"}, "can be given by "+authz.RolesWith(authz.EncounterOverride))
	case e.Decision == DecideInpatient && f.BedID == nil:
		return errs.InvalidField("bed_id", "an inpatient needs a bed")
	case e.Decision == DecideInpatient && f.ICDCode == "" && e.ICDCode == "":
		return errs.InvalidField("icd_code", "an inpatient needs an ICD-10 code")
	case e.Decision == DecideOutpatient && f.BedID != nil:
		return errs.InvalidField("bed_id", "an outpatient takes no bed; send the case back if the patient shall stay")
	}
	return nil
}

// recode corrects the ICD code of an outpatient; the department follows. The
// physician must still be one.
func (s *Encounters) recode(ctx context.Context, tx *sqldb.Tx, e *Encounter, icdCode string) error {
	if _, err := staff.Physician(ctx, tx, *e.AttendingPhysicianID); err != nil {
		return err
	}
	if icdCode == "" {
		return nil
	}
	was := e.clone()
	e.ICDCode = icdCode
	return s.checkFields(ctx, tx, &was, e, nil)
}

// occupy opens a stay and starts its meter.
func (s *Encounters) occupy(ctx context.Context, tx *sqldb.Tx, encounterID, billID, bedID int64) (*ward.Stay, error) {
	stay, err := ward.OpenStay(ctx, tx, encounterID, billID, bedID)
	if err != nil {
		return nil, err
	}
	return &stay, s.billing.StartMeter(ctx, tx, stay)
}

// vacate ends the open stay of a case, if there is one, and stops its meter.
func (s *Encounters) vacate(ctx context.Context, tx *sqldb.Tx, encounterID int64) error {
	stay, ok, err := ward.EndStay(ctx, tx, encounterID)
	if err != nil || !ok {
		return err
	}
	return s.billing.StopMeter(ctx, tx, stay)
}

// Move is a case after a transfer, with its new stay.
type Move struct {
	Encounter Encounter  `json:"encounter"`
	Stay      *ward.Stay `json:"stay"`
}

// Transfer moves an inpatient to another free bed, on the same bill.
func (s *Encounters) Transfer(ctx context.Context, tx *sqldb.Tx, id, bedID int64) (Move, error) {
	e, before, err := s.lock(ctx, tx, id)
	if err != nil {
		return Move{}, err
	}
	if err := possible(&e, transferred); err != nil {
		return Move{}, err
	}
	if stay, ok, err := ward.Current(ctx, tx, id); err != nil {
		return Move{}, err
	} else if ok && stay.BedID == bedID {
		return Move{}, errs.InvalidField("bed_id", "the patient already lies in bed %s", stay.BedNumber)
	}
	if err := s.vacate(ctx, tx, id); err != nil {
		return Move{}, err
	}
	stay, err := s.occupy(ctx, tx, id, *e.BillID, bedID)
	if err != nil {
		return Move{}, err
	}
	e, err = s.save(ctx, tx, transferred, "", before, e)
	return Move{e, stay}, err
}

// Ending is how the doctor closes a case.
type Ending struct {
	Disposition    string `json:"disposition" enum:"Discharged,Transferred,HAMA,Absconded" doc:"HAMA: home against medical advice"`
	Result         string `json:"result" enum:"Recovered,Improved,Unimproved,Died under 48 h,Died 48 h or later"`
	Autopsied      *bool  `json:"autopsied,omitempty" doc:"Only for a patient who died"`
	FinalDiagnosis string `json:"final_diagnosis" minLength:"1" maxLength:"8000"`
}

// Leave is a discharged case with its bill.
type Leave struct {
	Encounter Encounter    `json:"encounter"`
	Bill      billing.Bill `json:"bill"`
}

// Discharge ends a case: the stay ends, its last begun hour is billed once,
// the bed is free, and nothing accrues afterwards.
func (s *Encounters) Discharge(ctx context.Context, tx *sqldb.Tx, id int64, d Ending) (Leave, error) {
	e, before, err := s.lock(ctx, tx, id)
	if err != nil {
		return Leave{}, err
	}
	if err := possible(&e, discharged); err != nil {
		return Leave{}, err
	}
	if d.Autopsied != nil && !strings.HasPrefix(d.Result, "Died") {
		return Leave{}, errs.InvalidField("autopsied", "only for a patient who died")
	}
	if err := s.vacate(ctx, tx, id); err != nil {
		return Leave{}, err
	}
	if err := s.billing.CareEnded(ctx, tx, *e.BillID); err != nil {
		return Leave{}, err
	}
	s.close(&e, d, tx.Now)
	if e, err = s.save(ctx, tx, discharged, "", before, e); err != nil {
		return Leave{}, err
	}
	bill, err := s.billing.Get(ctx, tx, *e.BillID)
	return Leave{e, bill}, err
}

// close writes the outcome. A clock that stepped back discharges at the
// moment of admission, never before it.
func (s *Encounters) close(e *Encounter, d Ending, now time.Time) {
	if e.FinalizedAt != nil && now.Before(*e.FinalizedAt) {
		now = *e.FinalizedAt
	}
	if now.Before(e.CreatedAt) {
		now = e.CreatedAt
	}
	e.Disposition, e.Result, e.Autopsied, e.FinalDiagnosis = d.Disposition, d.Result, d.Autopsied, d.FinalDiagnosis
	e.DischargedAt = &now
	if e.Status == Admitted {
		days := daysBetween(*e.FinalizedAt, now, s.zone)
		e.TotalDays = &days
	}
	e.enter(Discharged, now)
}

// Cancel closes a case before it was finalised; nothing is billed.
func (s *Encounters) Cancel(ctx context.Context, tx *sqldb.Tx, id int64, reason string) (Encounter, error) {
	e, before, err := s.lock(ctx, tx, id)
	if err != nil {
		return e, err
	}
	if err := possible(&e, cancelled); err != nil {
		return e, err
	}
	e.CancelReason = reason
	e.enter(Cancelled, tx.Now)
	if e, err = s.save(ctx, tx, cancelled, reason, before, e); err != nil {
		return e, err
	}
	return e, s.CaseCancelled(ctx, tx, id, reason)
}
