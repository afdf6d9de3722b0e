// Package patient holds the persons in the hospital's register: who they are,
// where they live, how they are insured. What happens to them in one episode of
// care belongs to the encounter.
package patient

import (
	"strconv"
	"strings"
	"time"

	"talaan/internal/errs"
	"talaan/internal/fold"
)

// PatientFields are what a client may write.
type PatientFields struct {
	FamilyName     string `json:"family_name" db:"family_name" need:"create" minLength:"1" maxLength:"80"`
	GivenName      string `json:"given_name" db:"given_name" need:"create" minLength:"1" maxLength:"80"`
	MiddleName     string `json:"middle_name" db:"middle_name" maxLength:"80" doc:"The mother's maiden name, in the Philippines"`
	Suffix         string `json:"suffix" db:"suffix" maxLength:"20" doc:"Jr., Sr., III"`
	DateOfBirth    string `json:"date_of_birth" db:"date_of_birth" maxLength:"10" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$" patternDescription:"a date written YYYY-MM-DD" doc:"YYYY-MM-DD; empty when unknown"`
	AgeWhenUnknown *int64 `json:"age_when_unknown" db:"age_when_unknown" minimum:"0" maximum:"130" doc:"Age in years as told at the desk, when the date of birth is unknown"`
	Sex            string `json:"sex" db:"sex" enum:"Male,Female,Other," doc:"Empty when not recorded"`
	CivilStatus    string `json:"civil_status" db:"civil_status" enum:"Single,Married,Widowed,Divorced,Separated,"`
	BirthPlace     string `json:"birth_place" db:"birth_place" maxLength:"200"`
	Address        string `json:"address" db:"address" maxLength:"500"`
	Nationality    string `json:"nationality" db:"nationality" maxLength:"60"`
	Religion       string `json:"religion" db:"religion" maxLength:"60"`
	Occupation     string `json:"occupation" db:"occupation" maxLength:"100"`
	Phone          string `json:"phone" db:"phone" maxLength:"40" pattern:"^[0-9+() ./-]*$" patternDescription:"a phone number of digits, blanks and + ( ) . / -"`

	EmergencyContactName  string `json:"emergency_contact_name" db:"emergency_contact_name" maxLength:"160"`
	EmergencyContactPhone string `json:"emergency_contact_phone" db:"emergency_contact_phone" maxLength:"40"`
	FatherName            string `json:"father_name" db:"father_name" maxLength:"160"`
	FatherAddress         string `json:"father_address" db:"father_address" maxLength:"500"`
	FatherContact         string `json:"father_contact" db:"father_contact" maxLength:"40"`
	MotherName            string `json:"mother_name" db:"mother_name" maxLength:"160"`
	MotherAddress         string `json:"mother_address" db:"mother_address" maxLength:"500"`
	MotherContact         string `json:"mother_contact" db:"mother_contact" maxLength:"40"`
	SpouseName            string `json:"spouse_name" db:"spouse_name" maxLength:"160"`
	SpouseAddress         string `json:"spouse_address" db:"spouse_address" maxLength:"500"`
	SpouseContact         string `json:"spouse_contact" db:"spouse_contact" maxLength:"40"`

	HasPhilHealth        bool   `json:"has_philhealth" db:"has_philhealth"`
	PhilHealthNumber     string `json:"philhealth_number" db:"philhealth_number" maxLength:"30"`
	PhilHealthMembership string `json:"philhealth_membership" db:"philhealth_membership" maxLength:"60" doc:"Kind of membership, like Employed or Senior Citizen"`
	SocialInsurance      string `json:"social_insurance" db:"social_insurance" enum:"SSS,GSIS,Both," doc:"Empty for none"`
	HasHMO               bool   `json:"has_hmo" db:"has_hmo"`
	HMOName              string `json:"hmo_name" db:"hmo_name" maxLength:"120"`
	HMONumber            string `json:"hmo_number" db:"hmo_number" maxLength:"60"`
	SeniorID             string `json:"senior_id" db:"senior_id" maxLength:"60"`
	PWDID                string `json:"pwd_id" db:"pwd_id" maxLength:"60" doc:"Id of a person with disability"`

	Status   string `json:"status" db:"status" enum:"Active,Inactive,Deleted" doc:"Active when not sent"`
	Archived bool   `json:"archived" db:"archived" doc:"Kept out of lists, still found by search"`
}

// Patient is one person in the register.
type Patient struct {
	ID      int64  `json:"id" db:"id"`
	Version int64  `json:"version" db:"version"`
	Code    string `json:"code" db:"code" doc:"Five characters, printed on the wristband; never reused"`
	Name    string `json:"name" db:"name" doc:"Display name: Family, Given Middle Suffix"`
	PatientFields
	Age       *int64    `json:"age" doc:"Completed years today; from the age told at the desk when the date of birth is unknown"`
	CreatedAt time.Time `json:"created_at" db:"created_at"`

	AgeRecordedOn string `json:"-" db:"age_recorded_on"` // when AgeWhenUnknown was told
	NameKey       string `json:"-" db:"name_key"`
	PhoneKey      string `json:"-" db:"phone_key"`
	CreatedBy     *int64 `json:"-" db:"created_by"`
}

// Brief is what lists and headers of other areas show of a patient.
type Brief struct {
	ID   int64  `json:"id" db:"id"`
	Code string `json:"code" db:"code"`
	Name string `json:"name" db:"name"`
	Sex  string `json:"sex" db:"sex"`
	Age  *int64 `json:"age" doc:"Completed years today"`

	DateOfBirth    string `json:"-" db:"date_of_birth"`
	Status         string `json:"-" db:"status"`
	AgeWhenUnknown *int64 `json:"-" db:"age_when_unknown"`
	AgeRecordedOn  string `json:"-" db:"age_recorded_on"`
}

// AgeAndSex is how papers describe a person: "54, Female"; what is unknown is left out.
func (b Brief) AgeAndSex() string {
	var parts []string
	if b.Age != nil {
		parts = append(parts, strconv.FormatInt(*b.Age, 10))
	}
	if b.Sex != "" {
		parts = append(parts, b.Sex)
	}
	return strings.Join(parts, ", ")
}

// Known is how papers name a person on every page: "Dela Cruz, Juan (TE93Z)".
func (b Brief) Known() string { return b.Name + " (" + b.Code + ")" }

// Statuses of a patient's record.
const (
	Active   = "Active"
	Inactive = "Inactive"
	Deleted  = "Deleted"
)

// oldest is the greatest age, in years, that a date of birth may give.
const oldest = 130

// displayName is how a person is shown: "Dela Cruz, Juan Santos Jr.".
func displayName(f PatientFields) string {
	given := strings.Join(strings.Fields(f.GivenName+" "+f.MiddleName+" "+f.Suffix), " ")
	return f.FamilyName + ", " + given
}

// prepare checks the fields against today, a YYYY-MM-DD date in the hospital's
// time zone, and fills what follows from them.
func (p *Patient) prepare(today string) error {
	if p.Status == "" {
		p.Status = Active
	}
	var bad []errs.Field
	if msg := birthDateFault(p.DateOfBirth, today); msg != "" {
		bad = append(bad, errs.Field{Location: "body.date_of_birth", Message: msg})
	}
	for _, n := range []struct{ field, value string }{{"family_name", p.FamilyName}, {"given_name", p.GivenName}} {
		if fold.Key(n.value) == "" {
			bad = append(bad, errs.Field{Location: "body." + n.field, Message: "must have a letter"})
		}
	}
	if p.DateOfBirth != "" {
		p.AgeWhenUnknown = nil
	}
	switch {
	case p.AgeWhenUnknown == nil:
		p.AgeRecordedOn = ""
	case p.AgeRecordedOn == "":
		p.AgeRecordedOn = today
	}
	p.Name = displayName(p.PatientFields)
	p.NameKey = fold.SetKey(p.FamilyName, p.GivenName)
	p.PhoneKey = fold.Digits(p.Phone)
	p.Age = age(p.DateOfBirth, p.AgeWhenUnknown, p.AgeRecordedOn, today)
	return errs.InvalidFields(bad)
}

func birthDateFault(born, today string) string {
	if born == "" {
		return ""
	}
	b, err := time.Parse(time.DateOnly, born)
	switch {
	case err != nil:
		return "is not a day of the calendar; write YYYY-MM-DD"
	case born > today:
		return "is in the future"
	case yearsBetween(b, today) > oldest:
		return "is more than 130 years ago"
	}
	return ""
}

// age returns completed years on today, or nil when nothing is known.
func age(born string, told *int64, toldOn, today string) *int64 {
	if b, err := time.Parse(time.DateOnly, born); err == nil {
		y := yearsBetween(b, today)
		return &y
	}
	if told == nil {
		return nil
	}
	y := *told
	if t, err := time.Parse(time.DateOnly, toldOn); err == nil {
		y += yearsBetween(t, today)
	}
	return &y
}

func yearsBetween(from time.Time, day string) int64 {
	to, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return 0
	}
	y := to.Year() - from.Year()
	if to.Month() < from.Month() || (to.Month() == from.Month() && to.Day() < from.Day()) {
		y--
	}
	return int64(max(y, 0))
}
