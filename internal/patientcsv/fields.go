package patientcsv

import (
	"slices"
	"strings"

	"talaan/internal/fold"
)

// OldNumber is the field for the patient's number in the old system, by which a
// second import of the same row is known.
const OldNumber = "old_number"

// field is something that a column may be: a field of a patient, by its name in
// the register, or the old number; and how such a column is called elsewhere, folded.
type field struct {
	name     string
	required bool
	called   []string
}

// fields are in the order in which they are offered.
var fields = []field{
	{OldNumber, false, []string{"patient id", "patient no", "patient number", "id", "no", "number", "hospital no", "hospital number", "hrn", "mrn", "chart no", "record no"}},
	{"family_name", true, []string{"last name", "lastname", "surname", "apelyido"}},
	{"given_name", true, []string{"first name", "firstname", "given names", "pangalan"}},
	{"middle_name", false, []string{"middlename", "middle"}},
	{"suffix", false, []string{"ext", "name extension", "extension", "name suffix"}},
	{"date_of_birth", false, []string{"birth date", "birthdate", "birthday", "dob", "born", "bday", "date birth"}},
	{"age_when_unknown", false, []string{"age"}},
	{"sex", false, []string{"gender", "kasarian"}},
	{"civil_status", false, []string{"marital status"}},
	{"birth_place", false, []string{"place of birth", "birthplace"}},
	{"address", false, []string{"home address", "residence", "complete address", "tirahan"}},
	{"nationality", false, []string{"citizenship"}},
	{"religion", false, nil},
	{"occupation", false, []string{"job", "work"}},
	{"phone", false, []string{"phone no", "phone number", "mobile", "mobile no", "mobile number", "contact no", "contact number", "contact", "cellphone", "cellphone no", "telephone", "tel no"}},
	{"emergency_contact_name", false, []string{"emergency contact", "emergency contact person", "contact person", "in case of emergency"}},
	{"emergency_contact_phone", false, []string{"emergency phone", "emergency contact no", "emergency contact number", "emergency number"}},
	{"father_name", false, []string{"father", "fathers name", "father s name"}},
	{"father_address", false, nil},
	{"father_contact", false, nil},
	{"mother_name", false, []string{"mother", "mothers name", "mother s name"}},
	{"mother_address", false, nil},
	{"mother_contact", false, nil},
	{"spouse_name", false, []string{"spouse"}},
	{"spouse_address", false, nil},
	{"spouse_contact", false, nil},
	{"has_philhealth", false, []string{"philhealth", "philhealth member"}},
	{"philhealth_number", false, []string{"philhealth no", "philhealth id", "pin", "philhealth pin", "phic no"}},
	{"philhealth_membership", false, []string{"membership", "philhealth category"}},
	{"social_insurance", false, []string{"sss gsis"}},
	{"has_hmo", false, []string{"with hmo"}},
	{"hmo_name", false, []string{"hmo"}},
	{"hmo_number", false, []string{"hmo no", "hmo id", "hmo card"}},
	{"senior_id", false, []string{"senior citizen id", "senior", "senior id no", "osca id", "osca no"}},
	{"pwd_id", false, []string{"pwd", "pwd id no", "pwd no"}},
	{"archived", false, nil},
}

func fieldNamed(name string) (field, bool) {
	i := slices.IndexFunc(fields, func(f field) bool { return f.name == name })
	if i < 0 {
		return field{}, false
	}
	return fields[i], true
}

// Propose says for each column of the table which field it seems to be, "" when
// its name tells nothing. No field is proposed twice; the first column has it.
func Propose(head []string) []string {
	out, taken := make([]string, len(head)), map[string]bool{}
	for i, name := range head {
		key := fold.Key(name)
		for _, f := range fields {
			if taken[f.name] || key == "" || key != fold.Key(strings.ReplaceAll(f.name, "_", " ")) && !slices.Contains(f.called, key) {
				continue
			}
			out[i], taken[f.name] = f.name, true
			break
		}
	}
	return out
}
