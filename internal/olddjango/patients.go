package olddjango

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"talaan/internal/audit"
	"talaan/internal/encounter"
	"talaan/internal/patient"
)

// care is a patient with their cases, while what belongs to them is imported.
type care struct {
	row   *row
	id    int64
	cases []*episode // the earliest first
}

// episode is a case of a patient.
type episode struct {
	id      int64
	number  string
	status  encounter.Status
	from    time.Time
	to      *time.Time // nil while it is open
	billed  bool
	current bool // the one that the patient's own row told of
}

// when is a row's time, now when it has none.
func (m *mover) when(r *row, field string) time.Time {
	if t := r.moment(field, m.zone); t != nil {
		return *t
	}
	return m.tx.Now
}

func (m *mover) patients(ctx context.Context) error {
	return m.dump.each("patient", func(r *row) error {
		history, err := m.dump.children("historicalpatient", r.pk)
		if err != nil {
			return err
		}
		slices.SortStableFunc(history, func(a, b *row) int { return m.when(a, "history_at").Compare(m.when(b, "history_at")) })
		c := &care{row: r}
		if err := m.take(ctx, r, "patient", func() (int64, error) {
			c.cases = nil
			if err := m.person(ctx, c); err != nil {
				return 0, err
			}
			return c.id, m.episodes(ctx, c, history)
		}); err != nil {
			return err
		}
		id, ok := m.find("patient", r.pk)
		if !ok {
			return nil
		}
		if c.id == 0 {
			if err := m.knownCases(ctx, c, id); err != nil {
				return err
			}
		}
		for _, step := range []func(context.Context, *care) error{m.bills, m.results, m.notes, m.medicalHistory} {
			if err := step(ctx, c); err != nil {
				return err
			}
		}
		return m.history(ctx, c, history)
	})
}

// knownCases reads the cases of a patient who was moved before.
func (m *mover) knownCases(ctx context.Context, c *care, id int64) error {
	c.id = id
	list, err := encounter.Periods(ctx, m.tx, id)
	for _, p := range list {
		c.cases = append(c.cases, &episode{id: p.ID, number: p.CaseNumber, status: p.Status, from: p.CreatedAt, to: p.EndedAt(), billed: true})
	}
	return err
}

// person registers the patient.
func (m *mover) person(ctx context.Context, c *care) error {
	r, now := c.row, m.tx.Now
	p := patient.Patient{Code: strings.ToUpper(r.key("code")), CreatedAt: now}
	if at := r.moment("created_at", m.zone); at != nil && at.Before(now) {
		p.CreatedAt = *at
	}
	if id, ok := m.named(r, "created_by"); ok {
		p.CreatedBy = &id
	}
	p.PatientFields = patient.PatientFields{
		FamilyName: r.text("family_name", 80), GivenName: r.text("given_name", 80), MiddleName: r.text("middle_name", 80), Suffix: r.text("suffix", 20),
		DateOfBirth: r.day("date_of_birth", m.zone, now), Sex: r.one("sex", "Male", "Female", "Other"),
		CivilStatus: r.one("civil_status", "Single", "Married", "Widowed", "Divorced", "Separated"),
		BirthPlace:  r.text("birth_place", 200), Address: r.text("address", 500), Nationality: r.text("nationality", 60), Religion: r.text("religion", 60),
		Occupation: r.text("occupation", 100), Phone: r.text("phone", 40),
		EmergencyContactName: r.text("emergency_contact_name", 160), EmergencyContactPhone: r.text("emergency_contact_phone", 40),
		FatherName: r.text("father_name", 160), FatherAddress: r.text("father_address", 500), FatherContact: r.text("father_contact", 40),
		MotherName: r.text("mother_name", 160), MotherAddress: r.text("mother_address", 500), MotherContact: r.text("mother_contact", 40),
		SpouseName: r.text("spouse_name", 160), SpouseAddress: r.text("spouse_address", 500), SpouseContact: r.text("spouse_contact", 40),
		PhilHealthNumber: r.text("philhealth_number", 30), PhilHealthMembership: r.text("philhealth_membership", 60),
		SocialInsurance: r.one("social_insurance", "SSS", "GSIS", "Both", "None"), HMOName: r.text("hmo_name", 120), HMONumber: r.text("hmo_number", 60),
		SeniorID: r.text("senior_id", 60), PWDID: r.text("pwd_id", 60), Status: m.recordStatus(r),
	}
	p.HasPhilHealth, _ = r.flag("has_philhealth")
	p.HasHMO, _ = r.flag("has_hmo")
	p.Archived, _ = r.flag("archived")
	if p.SocialInsurance == "None" {
		p.SocialInsurance = ""
	}
	if p.DateOfBirth == "" {
		if age, ok := r.whole("age"); ok && age >= 0 && age <= 130 {
			p.AgeWhenUnknown, p.AgeRecordedOn = &age, p.CreatedAt.In(m.zone).Format(time.DateOnly)
		}
	}
	r.fillName(&p.PatientFields)
	made, err := m.Patients.TakeOver(ctx, m.tx, p, r.origin())
	if err != nil {
		return err
	}
	if p.Code != "" && p.Code != made.Code {
		r.changed("the code %q of %s could not be kept; a new one was drawn, and the wristband has to be printed anew", p.Code, made.Name)
	}
	c.id = made.ID
	return nil
}

// fillName splits a name that stands in one field, and fills an empty part.
func (r *row) fillName(f *patient.PatientFields) {
	if f.FamilyName == "" && f.GivenName == "" {
		name := r.text("name", 160)
		family, given, ok := strings.Cut(name, ",")
		if !ok {
			words := strings.Fields(name)
			if n := len(words); n > 1 {
				family, given = words[n-1], strings.Join(words[:n-1], " ")
			}
		}
		cut := func(s string) string { c := []rune(strings.TrimSpace(s)); return string(c[:min(len(c), 80)]) }
		f.FamilyName, f.GivenName = cut(family), cut(given)
	}
	for _, part := range []struct {
		name  string
		value *string
		other string
	}{{"family name", &f.FamilyName, f.GivenName}, {"given name", &f.GivenName, f.FamilyName}} {
		if *part.value == "" && part.other != "" {
			*part.value = "Unknown"
			r.changed("has no %s; it is Unknown until someone corrects it", part.name)
		}
	}
}

// recordStatus is whether the record is in use.
func (m *mover) recordStatus(r *row) string {
	for _, field := range []string{"active", "status"} {
		switch letters(r.key(field)) {
		case "inactive", "false":
			return patient.Inactive
		case "deleted":
			return patient.Deleted
		}
	}
	return patient.Active
}

// clinical are the fields that only clinicians and coders read; the history of a
// case hides them from others by these names.
var clinical = []string{
	"current_condition", "main_complaint", "present_illness", "physical_examination", "clinical_findings", "principal_diagnosis", "other_diagnosis", "final_diagnosis",
	"icd_code", "other_icd_codes", "principal_operation", "other_operation", "treatment_plan", "result", "autopsied",
}

// measured are the vital signs, which become readings.
var measured = []string{"height", "weight", "temperature", "blood_pressure", "pulse", "respiration", "spo2"}

// values are the fields of a row that keep says, by our names.
func (r *row) values(keep func(field string) bool) map[string]string {
	out := map[string]string{}
	for field := range demographics {
		if v := r.key(field); v != "" && keep(field) {
			out[field] = v
		}
	}
	return out
}

// history writes an entry of the audit trail for every row of the patient's
// history: on the patient what anyone at the desk may read, on the case of that
// time what is clinical. Each says who changed what and when in the old system.
// Vital signs that changed become readings.
func (m *mover) history(ctx context.Context, c *care, rows []*row) error {
	isClinical := func(f string) bool { return slices.Contains(clinical, f) }
	isMeasured := func(f string) bool { return slices.Contains(measured, f) }
	isPlain := func(f string) bool { return !isClinical(f) && !isMeasured(f) }
	last := &row{model: "historicalpatient", report: m.Report}
	readings := []map[string]string{c.row.values(isMeasured)}
	for _, r := range rows {
		at := m.when(r, "history_at")
		reason := r.origin() + ", " + at.In(m.zone).Format("2006-01-02 15:04:05") + ", by " + m.nameOf(r, "history_by")
		if why := r.text("history_reason", 500); why != "" {
			reason += ": " + why
		}
		reading := r.values(isMeasured)
		taken := slices.ContainsFunc(readings, func(v map[string]string) bool { return maps.Equal(v, reading) })
		err := m.take(ctx, r, "patient", func() (int64, error) {
			e := audit.Entry{Action: audit.Imported, Entity: "patient", ID: c.id, Reason: reason, Before: last.values(isPlain), After: r.values(isPlain)}
			if err := audit.Record(ctx, m.tx, e); err != nil {
				return 0, err
			}
			was, is := last.values(isClinical), r.values(isClinical)
			if taken && maps.Equal(was, is) {
				return c.id, nil
			}
			of, err := m.caseAt(ctx, c, r, at)
			if err != nil {
				return 0, err
			}
			if !taken {
				if err := m.vitals(ctx, r, of, at); err != nil {
					return 0, err
				}
			}
			return c.id, audit.Record(ctx, m.tx, audit.Entry{Action: audit.Imported, Entity: "encounter", ID: of.id, Reason: reason, Before: was, After: is})
		})
		if err != nil {
			return err
		}
		last, readings = r, append(readings, reading)
	}
	return nil
}

// nameOf is how the old system calls who did something.
func (m *mover) nameOf(r *row, field string) string {
	key := r.key(field)
	if key == "" {
		return "nobody who is named"
	}
	if name := m.oldNames[key]; name != "" {
		return name
	}
	return key
}

// orphans reports rows whose patient, bill or result is not in the dump.
func (m *mover) orphans(context.Context) error {
	parents := map[string]string{
		"historicalpatient": "patient", "laboratoryresult": "patient", "clinicalnote": "patient", "medicalhistory": "patient", "patientservice": "patient",
		"bedassignment": "patient", "billing": "patient", "billingitem": "billing", "payment": "billing", "labresultfilegroup": "laboratoryresult",
		"labresultfileingroup": "labresultfilegroup",
	}
	for _, model := range slices.Sorted(maps.Keys(parents)) {
		of := parents[model]
		known := func(parent string) bool {
			_, ok := m.find(of, parent)
			return ok
		}
		err := m.dump.orphans(model, known, func(r *row) {
			if _, moved := m.find(model, r.pk); !moved {
				m.refuse(model, r.pk, "its %s %q is not in the dump or was not taken", of, r.key(models[model].parent))
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}
