package encounter

import (
	"reflect"
	"strings"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/errs"
)

// writeRight is the permission that each field of a case needs.
var writeRight = func() map[string]authz.Permission {
	m := map[string]authz.Permission{}
	for _, n := range jsonNames(Registration{}) {
		m[n] = authz.EncounterRegistration
	}
	for _, n := range append(append(jsonNames(Chart{}), jsonNames(Coding{})...), jsonNames(Assignment{})...) {
		m[n] = authz.EncounterClinical
	}
	for _, n := range []string{"main_complaint", "present_illness", "physical_examination", "current_condition"} {
		m[n] = authz.EncounterNursing
	}
	for _, n := range []string{"icd_code", "other_icd_codes", "department_id"} {
		m[n] = authz.EncounterCoding
	}
	return m
}()

// Fields that only readers of the chart see, and those that coders also see
// while a case is being coded.
var (
	clinicalFields = set(jsonNames(Chart{}), jsonNames(Outcome{}))
	codingFields   = set(jsonNames(Coding{}), jsonNames(Routing{}))
)

func jsonNames(v any) []string {
	var names []string
	for _, f := range reflect.VisibleFields(reflect.TypeOf(v)) {
		if n, _, _ := strings.Cut(f.Tag.Get("json"), ","); n != "" && n != "-" {
			names = append(names, n)
		}
	}
	return names
}

func set(lists ...[]string) map[string]bool {
	m := map[string]bool{}
	for _, l := range lists {
		for _, n := range l {
			m[n] = true
		}
	}
	return m
}

// mayWrite refuses, by name, every field that is not the caller's to write.
func mayWrite(by authz.Caller, fields []string) error {
	refused := errs.Forbiddenf("Some fields are not yours to change.")
	for _, f := range fields {
		if p, ok := writeRight[f]; ok && !by.Can(p) {
			refused = refused.At(f, "is written by %s", authz.RolesWith(p))
		}
	}
	if len(refused.Fields) == 0 {
		return nil
	}
	return refused
}

// inStage refuses the fields that cannot be written while the case is in its
// present stage.
func inStage(e *Encounter, by authz.Caller, fields []string) error {
	for _, f := range fields {
		if stages := stagesFor(writeRight[f], by); !contains(stages, e.Status) {
			return refuse(e, "change "+strings.ReplaceAll(f, "_", " "), stages...).At(f, "cannot be changed while the case is %s", e.Status.words())
		}
	}
	return nil
}

func stagesFor(right authz.Permission, by authz.Caller) []Status {
	switch {
	case right == authz.EncounterRegistration:
		return []Status{Pending, ReadyForCoding, Admitted, Outpatient}
	case right == authz.EncounterCoding && by.Can(authz.EncounterClinical):
		return []Status{Pending, ReadyForCoding, Admitted, Outpatient}
	case right == authz.EncounterCoding:
		return []Status{ReadyForCoding}
	}
	return []Status{Pending, Admitted, Outpatient}
}

// redact takes from e what the caller may not see.
func (e *Encounter) redact(by authz.Caller) {
	if by.Can(authz.EncounterReadClinical) {
		return
	}
	e.Chart, e.Outcome = nil, nil
	if !by.Can(authz.EncounterReadCoding) || e.Status != ReadyForCoding {
		e.Coding, e.Routing = nil, nil
	}
}

// glance takes from e what a list over many patients does not need. It needs what
// the queues say: the diagnosis of an open case and its code. Whoever wants more
// opens the case, or asks for the cases of one patient, which the gate of charts sees.
func (e *Encounter) glance() {
	e.Chart, e.Outcome = nil, nil
	if e.Status == Discharged || e.Status == Cancelled {
		e.Coding, e.Routing = nil, nil
	}
}

// redactHistory takes from the history of a case the changes of fields that
// the caller may not see.
func redactHistory(lines []audit.Line, by authz.Caller) {
	if by.Can(authz.EncounterReadClinical) {
		return
	}
	for i := range lines {
		kept := []audit.Change{}
		for _, c := range lines[i].Changes {
			if !clinicalFields[c.Field] && !codingFields[c.Field] {
				kept = append(kept, c)
			}
		}
		lines[i].Changes = kept
		switch lines[i].Action {
		case sentBack, confirmed, finalized: // what coding wrote, and why a physician of another department attends
			lines[i].Reason = ""
		}
	}
}
