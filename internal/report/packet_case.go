package report

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"talaan/internal/authz"
	"talaan/internal/encounter"
	"talaan/internal/icd"
	"talaan/internal/paper"
	"talaan/internal/patient"
	"talaan/internal/sqldb"
	"talaan/internal/ward"
)

// story is a case with what its summary needs besides. What the caller may not
// see is absent.
type story struct {
	encounter.Encounter
	person  patient.Patient
	stays   []ward.Stay
	titles  map[string]string // of ICD-10 codes
	history []patient.HistoryItem
}

// tell reads the story of a case.
func (p *Packets) tell(ctx context.Context, tx *sqldb.Tx, id int64) (s story, err error) {
	if s.Encounter, err = p.encounters.Seen(ctx, tx, id); err != nil {
		return s, err
	}
	if s.person, err = p.patients.Get(ctx, tx, s.PatientID); err != nil {
		return s, err
	}
	if s.stays, err = ward.Stays(ctx, tx, id); err != nil {
		return s, err
	}
	if s.Coding != nil {
		if s.titles, err = icd.Titles(ctx, tx, s.codes()); err != nil {
			return s, err
		}
	}
	if authz.From(ctx).Can(authz.MedicalHistory) {
		s.history, err = patient.History(ctx, tx, s.PatientID)
	}
	return s, err
}

// codes lists the ICD-10 codes, the principal one first.
func (s *story) codes() []string {
	var out []string
	for _, c := range append([]string{s.ICDCode}, strings.Split(s.OtherICDCodes, ",")...) {
		if c = strings.TrimSpace(c); c != "" && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// summary is the case on paper.
func (c *contents) summary() *paper.Doc {
	doc := paper.New(paper.A4, c.house, "Summary of case "+c.story.CaseNumber)
	doc.Printed(c.at, c.by)
	s := &c.story
	doc.About(s.Patient.Known())
	s.who(doc)
	s.when(doc, c.at)
	s.diagnoses(doc)
	s.course(doc)
	s.ending(doc)
	s.background(doc)
	c.contents(doc)
	if s.DischargedAt != nil {
		doc.Signatures(paper.Signature{Name: s.AttendingPhysicianName, Label: "Attending physician"})
	}
	return doc
}

func (s *story) who(doc *paper.Doc) {
	doc.Facts(
		paper.Fact{Label: "Patient", Value: s.person.Name},
		paper.Fact{Label: "Patient code", Value: s.person.Code},
		paper.Fact{Label: "Age and sex", Value: s.Patient.AgeAndSex()},
		paper.Fact{Label: "Born", Value: date(s.person.DateOfBirth)},
		paper.Fact{Label: "Civil status", Value: s.person.CivilStatus},
		paper.Fact{Label: "Phone", Value: s.person.Phone},
		paper.Fact{Label: "Address", Value: s.person.Address},
	)
}

func (s *story) when(doc *paper.Doc, at time.Time) {
	days := ""
	if s.TotalDays != nil {
		days = fmt.Sprint(*s.TotalDays)
	}
	begun := "Admitted"
	if s.Decision == encounter.DecideOutpatient {
		begun = "Care began"
	}
	doc.Heading("Case")
	doc.Facts(
		paper.Fact{Label: "Case", Value: s.CaseNumber},
		paper.Fact{Label: "Kind", Value: s.Decision},
		paper.Fact{Label: "Attending physician", Value: s.AttendingPhysicianName},
		paper.Fact{Label: "Department", Value: s.DepartmentName},
		paper.Fact{Label: "Checked in", Value: moment(&s.CreatedAt, at)},
		paper.Fact{Label: begun, Value: moment(s.FinalizedAt, at)},
		paper.Fact{Label: "Discharged", Value: moment(s.DischargedAt, at)},
		paper.Fact{Label: "Days in hospital", Value: days},
		paper.Fact{Label: "Beds", Value: s.beds()},
		paper.Fact{Label: "Ward or service", Value: s.WardService},
		paper.Fact{Label: "Next consultation", Value: moment(s.NextConsultationAt, at)},
		paper.Fact{Label: "Reason for visit", Value: s.ReasonForVisit},
	)
	if s.DischargedAt == nil {
		doc.Small("The patient was not discharged when this was printed.")
	}
}

// beds names the beds that the patient lay in, in their order.
func (s *story) beds() string {
	var names []string
	for _, st := range s.stays {
		names = append(names, st.BedNumber+" ("+st.RoomName+")")
	}
	return strings.Join(names, ", then ")
}

func (s *story) diagnoses(doc *paper.Doc) {
	if s.Coding == nil {
		return
	}
	var facts []paper.Fact
	add := func(label, value string) { facts = append(facts, paper.Fact{Label: label, Value: value}) }
	add("Principal diagnosis", s.PrincipalDiagnosis)
	for i, c := range s.codes() {
		label := "ICD-10"
		if i > 0 || s.ICDCode == "" {
			label = "Further ICD-10"
		}
		add(label, strings.TrimSuffix(c+"  "+s.titles[c], "  "))
	}
	if s.Chart != nil {
		add("Other diagnoses", s.OtherDiagnosis)
	}
	if s.Outcome != nil {
		add("Final diagnosis", s.FinalDiagnosis)
	}
	part(doc, "Diagnoses", facts)
}

// course is what was found and done.
func (s *story) course(doc *paper.Doc) {
	if s.Chart == nil {
		return
	}
	for _, t := range []struct{ head, text string }{
		{"Chief complaint", s.MainComplaint},
		{"History of present illness", s.PresentIllness},
		{"Physical examination", s.PhysicalExamination},
		{"Clinical findings", s.ClinicalFindings},
		{"Principal operation", s.PrincipalOperation},
		{"Other operations", s.OtherOperation},
		{"Course and treatment", s.TreatmentPlan},
		{"Condition", s.CurrentCondition},
	} {
		if t.text != "" {
			doc.Heading(t.head)
			doc.Text(t.text)
		}
	}
}

func (s *story) ending(doc *paper.Doc) {
	facts := []paper.Fact{{Label: "Disposition", Value: s.disposition()}}
	if s.Outcome != nil {
		facts = append(facts, paper.Fact{Label: "Result", Value: s.Result})
		if s.Autopsied != nil {
			facts = append(facts, paper.Fact{Label: "Autopsied", Value: map[bool]string{true: "Yes", false: "No"}[*s.Autopsied]})
		}
	}
	part(doc, "Outcome", facts)
}

func (s *story) disposition() string {
	if s.Disposition == "HAMA" {
		return "Home against medical advice"
	}
	return s.Disposition
}

// background is what holds of the person: allergies, medicines and the rest.
func (s *story) background(doc *paper.Doc) {
	var facts []paper.Fact
	for _, k := range []struct{ kind, label string }{{"Allergy", "Allergies"}, {"Medicine", "Medicines"}, {"Condition", "Conditions"}, {"Operation", "Operations"}} {
		var items []string
		for _, h := range s.history {
			if h.Kind != k.kind || h.RetiredAt != nil {
				continue
			}
			text := h.Description
			if h.Details != "" {
				text += " (" + h.Details + ")"
			}
			items = append(items, text)
		}
		facts = append(facts, paper.Fact{Label: k.label, Value: strings.Join(items, "\n")})
	}
	part(doc, "Medical history", facts)
}

// contents lists what follows the summary.
func (c *contents) contents(doc *paper.Doc) {
	t := paper.Table{Columns: []paper.Column{{Right: true}, {Share: 3}, {Share: 2}}}
	for i := range c.results {
		r := &c.results[i]
		t.Rows = append(t.Rows, paper.Row{Cells: []string{"", "Laboratory result: " + r.TestType, r.Code + ", " + paper.Day(r.DatedAt.In(c.at.Location()))}})
	}
	for i, f := range c.files {
		t.Rows = append(t.Rows, paper.Row{Cells: []string{fmt.Sprint(i + 1), f.Description + ": " + f.Name, f.TestType + " (" + f.LabCode + ")"}})
	}
	if len(t.Rows) > 0 {
		doc.Heading("In this packet")
		doc.Table(t)
	}
}

// part adds a heading with facts, unless none of them is known.
func part(doc *paper.Doc, heading string, facts []paper.Fact) {
	if slices.ContainsFunc(facts, func(f paper.Fact) bool { return f.Value != "" }) {
		doc.Heading(heading)
		doc.Facts(facts...)
	}
}

// moment is a time in the time zone of like; nothing for none.
func moment(t *time.Time, like time.Time) string {
	if t == nil {
		return ""
	}
	return paper.Moment(t.In(like.Location()))
}

// date is a stored date as papers write it.
func date(s string) string {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return s
	}
	return paper.Day(t)
}
