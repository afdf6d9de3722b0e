package encounter

import (
	"slices"
	"strings"

	"talaan/internal/authz"
	"talaan/internal/errs"
)

// Acts on a case, as the audit trail names them.
const (
	checkedIn   = "checked in"
	changed     = "changed"
	confirmed   = "confirmed"
	sentBack    = "sent back"
	finalized   = "finalised"
	transferred = "transferred"
	discharged  = "discharged"
	cancelled   = "cancelled"
)

// from lists the stages in which each act is possible: with the entries of
// EncounterFields this is the whole flow; everything else is refused.
var from = map[string][]Status{
	confirmed:   {Pending},
	sentBack:    {ReadyForCoding},
	finalized:   {ReadyForCoding},
	transferred: {Admitted},
	discharged:  {Admitted, Outpatient},
	cancelled:   {Pending, ReadyForCoding},
}

// next says, for each stage, what moves a case on and who does it.
var next = map[Status]struct {
	act   string
	right authz.Permission
}{
	Pending:        {"confirms it", authz.EncounterConfirm},
	ReadyForCoding: {"finalises it or sends it back", authz.EncounterFinalize},
	Admitted:       {"discharges the patient", authz.EncounterDischarge},
	Outpatient:     {"discharges the patient", authz.EncounterDischarge},
	Discharged:     {"bills it", authz.BillFinalize},
}

// words is how the page calls a stage.
func (s Status) words() string {
	if s == ReadyForCoding {
		return "Ready for coding"
	}
	return string(s)
}

func contains(list []Status, s Status) bool { return slices.Contains(list, s) }

// possible refuses an act that the case's stage does not allow.
func possible(e *Encounter, act string) error {
	if contains(from[act], e.Status) {
		return nil
	}
	return refuse(e, "be "+act, from[act]...)
}

// refuse says which stage the case is in, which it would have to be in, and
// who moves it on.
func refuse(e *Encounter, what string, needs ...Status) *errs.Error {
	words := make([]string, len(needs))
	for i, s := range needs {
		words[i] = s.words()
	}
	verb := what
	if !strings.HasPrefix(what, "be ") {
		verb = "be used to " + what
	}
	msg := "Case " + e.CaseNumber + " is " + e.Status.words() + " and cannot " + verb + "; that needs a case that is " + strings.Join(words, " or ") + "."
	if n, ok := next[e.Status]; ok {
		msg += " " + article(authz.RolesWith(n.right)) + " " + n.act + "."
	} else {
		msg += " The case is closed."
	}
	return errs.Conflictf("%s", msg)
}

// Needs refuses what, like "take X-rays", unless the case is in one of the stages.
func (e *Encounter) Needs(what string, stages ...Status) error {
	if contains(stages, e.Status) {
		return nil
	}
	return refuse(e, what, stages...)
}

func article(roles string) string {
	if strings.HasPrefix(roles, "A") {
		return "An " + roles
	}
	return "A " + roles
}

// route decides the department of a case: a corrected ICD code maps anew; a
// department set by hand stays, also when the first code is written after it;
// else the mapping, else the physician's.
// mapped is nil when neither a mapping nor a default department exists.
func route(e *Encounter, icdCode string, mapped *int64, physicians *int64) (id *int64, source string) {
	corrected := icdCode != "" && e.ICDCode != "" && icdCode != e.ICDCode
	switch {
	case corrected && mapped != nil:
		return mapped, "mapping"
	case e.DepartmentSource == "hand" && e.DepartmentID != nil:
		return e.DepartmentID, "hand"
	case icdCode != "" && mapped != nil:
		return mapped, "mapping"
	case physicians != nil:
		return physicians, "physician"
	}
	return e.DepartmentID, e.DepartmentSource
}

// overridden reports whether someone gave a reason for a physician of another
// department, for exactly this one.
func overridden(e *Encounter, department int64) bool {
	return e.OverrideReason != "" && e.OverrideDepartmentID != nil && *e.OverrideDepartmentID == department
}
