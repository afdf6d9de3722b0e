package report

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/billing"
	"talaan/internal/encounter"
	"talaan/internal/hospital"
	"talaan/internal/httpapi"
	"talaan/internal/lab"
	"talaan/internal/paper"
	"talaan/internal/patient"
	"talaan/internal/sqldb"
	"talaan/internal/ward"
)

// Exports hand out everything about one patient: JSON for programs, a PDF for
// people, and the files themselves.
type Exports struct {
	packets *Packets
	billing *billing.Billing
}

// NewExports returns the maker of exports.
func NewExports(packets *Packets, bills *billing.Billing) *Exports {
	return &Exports{packets, bills}
}

// Register adds the operation. The gate before it writes the export down.
func (x *Exports) Register(api *httpapi.API) {
	httpapi.Produce(api, authz.PatientExport, httpapi.Op{ID: "export-patient", Method: http.MethodGet, Path: "/patients/{id}/export", Summary: "Everything about one patient as a ZIP of JSON, a PDF and files", Tag: "patients"}, x.download)
}

// record is everything about one patient.
type record struct {
	About    string                `json:"about"`
	Made     time.Time             `json:"made_at"`
	Hospital string                `json:"hospital"`
	Patient  patient.Patient       `json:"patient"`
	History  []patient.HistoryItem `json:"medical_history"`
	Cases    []caseRecord          `json:"cases"`
	Tests    []lab.Lab             `json:"laboratory_tests"`
	Readers  []audit.Reader        `json:"who_saw_it"`

	house   paper.House
	at      time.Time
	by      string
	stories []contents
}

// caseRecord is one case with its beds and its bill.
type caseRecord struct {
	encounter.Whole
	Stays []ward.Stay   `json:"stays"`
	Bill  *billing.Bill `json:"bill"`
}

const aboutExport = "Everything this hospital keeps about one patient. Times are UTC, amounts are pesos, and the files of laboratory tests stand in the folder files, by the code of their test and the number of their album. Files that were deleted are named with the reason, and are not in it."

// download makes an export on disk and sends it.
func (x *Exports) download(ctx context.Context, in *httpapi.ByID) (httpapi.File, error) {
	r, err := x.read(ctx, in.ID)
	if err != nil {
		return httpapi.File{}, err
	}
	file, err := x.packets.files.Scratch("export")
	if err != nil {
		return httpapi.File{}, err
	}
	sum := sha256.New()
	archive := zip.NewWriter(io.MultiWriter(file, sum))
	err = x.write(ctx, r, func(name string) (io.WriteCloser, error) {
		w, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: r.Made})
		return leaveOpen{w}, err
	})
	if err == nil {
		err = archive.Close()
	}
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return httpapi.File{}, errors.Join(x.packets.files.Full(err), file.Close())
	}
	return httpapi.File{
		Name: "Patient " + r.Patient.Code + ".zip", ContentType: "application/zip", Tag: hex.EncodeToString(sum.Sum(nil)),
		Open: func(context.Context) (io.ReadSeekCloser, error) { return file, nil },
	}, nil
}

// leaveOpen is a part of an archive, which ends when the next one begins.
type leaveOpen struct{ io.Writer }

// Close does nothing.
func (leaveOpen) Close() error { return nil }

// Export writes everything about the patient with this code; create makes each
// of its files, whose names use slashes. It returns how the patient is called,
// and is written down like an export from the page.
func (x *Exports) Export(ctx context.Context, code string, create func(name string) (io.WriteCloser, error)) (string, error) {
	var id int64
	err := x.packets.db.InTx(ctx, func(tx *sqldb.Tx) (err error) {
		if id, err = x.packets.patients.ByCode(ctx, tx, code); err != nil {
			return err
		}
		return audit.Note(ctx, tx, audit.Entry{Action: audit.Exported, Entity: "patient", ID: id})
	})
	if err != nil {
		return "", err
	}
	r, err := x.read(ctx, id)
	if err != nil {
		return "", err
	}
	return r.Patient.Name, x.write(ctx, r, create)
}

// read gathers the record at one moment.
func (x *Exports) read(ctx context.Context, id int64) (r record, err error) {
	p := x.packets
	err = p.db.View(ctx, func(tx *sqldb.Tx) (err error) {
		r = record{About: aboutExport, Made: tx.Now, at: tx.Now.In(p.zone), by: authz.From(ctx).Name, Cases: []caseRecord{}}
		if r.house, err = hospital.House(ctx, tx); err != nil {
			return err
		}
		r.Hospital = r.house.Name
		if r.Patient, err = p.patients.Get(ctx, tx, id); err != nil {
			return err
		}
		if r.History, err = patient.History(ctx, tx, id); err != nil {
			return err
		}
		if r.Tests, err = p.laboratory.TestsOf(ctx, tx, id); err != nil {
			return err
		}
		if r.Readers, err = audit.Readers(ctx, tx, id, nil, nil); err != nil {
			return err
		}
		return x.readCases(ctx, tx, &r)
	})
	return r, err
}

func (x *Exports) readCases(ctx context.Context, tx *sqldb.Tx, r *record) error {
	cases, err := x.packets.encounters.WholeCases(ctx, tx, r.Patient.ID)
	if err != nil {
		return err
	}
	for i := range cases { // a patient has few
		c := caseRecord{Whole: cases[i]}
		if c.Stays, err = ward.Stays(ctx, tx, c.ID); err != nil {
			return err
		}
		if c.BillID != nil {
			bill, err := x.billing.Get(ctx, tx, *c.BillID)
			if err != nil {
				return err
			}
			c.Bill = &bill
		}
		r.Cases = append(r.Cases, c)
		story, err := x.packets.tell(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		r.stories = append(r.stories, contents{house: r.house, at: r.at, by: r.by, story: story})
	}
	return nil
}

// write writes the files of an export, one after the other.
func (x *Exports) write(ctx context.Context, r record, create func(name string) (io.WriteCloser, error)) error {
	put := func(name string, fill func(w io.Writer) error) error {
		w, err := create(name)
		if err != nil {
			return fmt.Errorf("make %s: %w", name, err)
		}
		if err := errors.Join(fill(w), w.Close()); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
		return nil
	}
	if err := put("record.json", func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(r)
	}); err != nil {
		return err
	}
	if err := put("record.pdf", r.draw); err != nil {
		return err
	}
	for _, t := range r.Tests {
		for _, a := range t.Albums {
			for i, f := range a.Files {
				if f.DeletedAt != nil || a.DeletedAt != nil {
					continue
				}
				name := path.Join("files", t.Code, fmt.Sprint(a.ID), fmt.Sprintf("%03d %s", i+1, safeName(f.Name)))
				if err := put(name, func(w io.Writer) error { return x.copyFile(ctx, w, f.SHA256) }); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (x *Exports) copyFile(ctx context.Context, w io.Writer, hash string) error {
	content, err := x.packets.files.Open(ctx, hash)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, content)
	return errors.Join(err, content.Close())
}

// draw puts the record on paper: a summary of each case, and the results.
func (r record) draw(w io.Writer) error {
	b := paper.Bind(w, "Record of "+r.Patient.Name, r.at)
	b.Doc("Patient", r.cover())
	for i := range r.stories {
		b.Doc("Case "+r.stories[i].story.CaseNumber, r.stories[i].summary())
	}
	for _, t := range r.Tests {
		b.Doc(t.TestType+", "+t.Code, lab.Paper(r.house, t, r.at, r.by))
	}
	_, err := b.Close()
	return err
}

// cover is the first page: who the patient is, and what the record holds.
func (r record) cover() *paper.Doc {
	doc := paper.New(paper.A4, r.house, "Record of a patient")
	doc.Printed(r.at, r.by)
	part(doc, "Patient", personFacts(r.Patient))
	var facts []paper.Fact
	for _, c := range r.Cases {
		facts = append(facts, paper.Fact{Label: c.CaseNumber, Value: string(c.Status) + ", " + paper.Day(c.CreatedAt.In(r.at.Location()))})
	}
	part(doc, "Cases", facts)
	return doc
}

// longestName is how many letters of a file's name an export keeps.
const longestName = 80

// safeName is a name that is one on every system, and never a path.
func safeName(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, name)
	letters := []rune(name)
	if len(letters) > longestName { // the end says what kind of file it is
		name = string(letters[:longestName-12]) + "…" + string(letters[len(letters)-11:])
	}
	return strings.TrimRight(name, " .")
}

// personFacts is everything the desk knows of a patient, in words.
func personFacts(p patient.Patient) []paper.Fact {
	yes := func(b bool, text string) string {
		if b {
			return strings.TrimSpace("yes " + text)
		}
		return ""
	}
	relative := func(name, address, contact string) string {
		return strings.Join(slices.DeleteFunc([]string{name, address, contact}, func(s string) bool { return s == "" }), ", ")
	}
	return []paper.Fact{
		{Label: "Patient", Value: p.Name}, {Label: "Patient code", Value: p.Code},
		{Label: "Born", Value: date(p.DateOfBirth)}, {Label: "Birth place", Value: p.BirthPlace},
		{Label: "Sex", Value: p.Sex}, {Label: "Civil status", Value: p.CivilStatus},
		{Label: "Nationality", Value: p.Nationality}, {Label: "Religion", Value: p.Religion},
		{Label: "Occupation", Value: p.Occupation}, {Label: "Phone", Value: p.Phone},
		{Label: "Address", Value: p.Address}, {Label: "Emergency contact", Value: relative(p.EmergencyContactName, "", p.EmergencyContactPhone)},
		{Label: "Father", Value: relative(p.FatherName, p.FatherAddress, p.FatherContact)},
		{Label: "Mother", Value: relative(p.MotherName, p.MotherAddress, p.MotherContact)},
		{Label: "Spouse", Value: relative(p.SpouseName, p.SpouseAddress, p.SpouseContact)},
		{Label: "PhilHealth", Value: yes(p.HasPhilHealth, p.PhilHealthNumber+" "+p.PhilHealthMembership)},
		{Label: "SSS or GSIS", Value: p.SocialInsurance}, {Label: "HMO", Value: yes(p.HasHMO, p.HMOName+" "+p.HMONumber)},
		{Label: "Senior citizen id", Value: p.SeniorID}, {Label: "PWD id", Value: p.PWDID},
	}
}
