package patientcsv

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"

	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/httpapi"
	"talaan/internal/patient"
	"talaan/internal/sqldb"
)

const (
	samples     = 3    // rows that a preview shows of each column
	mostSample  = 80   // characters of a cell
	mostTold    = 1000 // problems that a report lists
	mostChoices = 64 << 10
)

// ImportColumn is a column of the file.
type ImportColumn struct {
	Name        string   `json:"name"`
	Samples     []string `json:"samples" doc:"The first cells that are not empty, cut to 80 characters"`
	Field       string   `json:"field" doc:"The field that the column seems to be; empty when its name tells nothing"`
	DateFormats []string `json:"date_formats" doc:"How days in it can be read; more than one when the column alone does not tell"`
}

// ImportField is something that a column may be.
type ImportField struct {
	Name     string `json:"name"`
	Required bool   `json:"required"`
}

// PatientImportPreview is what a file seems to hold.
type PatientImportPreview struct {
	Encoding  string         `json:"encoding"`
	Delimiter string         `json:"delimiter" enum:"comma,semicolon,tab"`
	Rows      int            `json:"rows" doc:"Without the names of the columns and empty ones"`
	Columns   []ImportColumn `json:"columns"`
	Fields    []ImportField  `json:"fields" doc:"What a column may be"`
}

// PatientImportProblem is a row that is not taken, and why.
type PatientImportProblem struct {
	Line      int    `json:"line" doc:"In the file, from 1"`
	Kind      string `json:"kind" enum:"refused,duplicate,already there"`
	Column    string `json:"column" doc:"Empty when it is the whole row"`
	Message   string `json:"message"`
	Name      string `json:"name" doc:"Of the person in the row, as far as it can be read"`
	PatientID int64  `json:"patient_id,omitempty" doc:"The registered patient it is about"`
}

// PatientImportReport says what was, or would be, done with a file.
type PatientImportReport struct {
	DryRun        bool                   `json:"dry_run"`
	Rows          int                    `json:"rows"`
	Added         int                    `json:"added" doc:"Or would be"`
	AlreadyThere  int                    `json:"already_there" doc:"Came over earlier, by the old number"`
	Duplicates    int                    `json:"duplicates" doc:"Left out because they resemble somebody"`
	Refused       int                    `json:"refused"`
	Problems      []PatientImportProblem `json:"problems" doc:"The first 1000, in the order of the file"`
	ProblemsTotal int                    `json:"problems_total"`
}

type formInput struct {
	httpapi.Form
}

// taken is a form that was read. Only its JSON tells two requests apart.
type taken struct {
	Choices Choices `json:"choices"`
	Sum     string  `json:"sum"`
	Name    string  `json:"name"`
	table   Table
}

// Register adds the operations on imports.
func Register(api *httpapi.API, patients *patient.Patients) {
	op := func(id, path, summary string) httpapi.Op {
		return httpapi.Op{ID: id, Method: http.MethodPost, Path: "/patient-imports" + path, Summary: summary, Tag: "patients"}
	}
	file := httpapi.Part{Name: "file", Doc: "The table as CSV, at most 20 MB and 50,000 rows; the first line names the columns", File: true}
	httpapi.Receive(api, authz.PatientImport, op("preview-patient-import", "/preview", "Look at a table of patients and propose what its columns are"), []httpapi.Part{file},
		func(_ context.Context, _ *formInput, form *multipart.Reader) (*taken, error) {
			return take(form, false)
		},
		func(_ context.Context, _ *sqldb.Tx, _ *formInput, in *taken) (PatientImportPreview, error) {
			return preview(in.table), nil
		})
	choices := httpapi.Part{Name: "choices", Doc: "JSON: mapping (for each column a field or an empty text), date_format (YYYY-MM-DD, DD/MM/YYYY or MM/DD/YYYY), duplicates (skip or add), skip_refused, dry_run"}
	httpapi.Receive(api, authz.PatientImport, op("import-patients", "", "Register the patients of a table, all in one act, or only report what would be done"), []httpapi.Part{choices, file},
		func(_ context.Context, _ *formInput, form *multipart.Reader) (*taken, error) {
			in, err := take(form, true)
			if err == nil {
				err = in.Choices.check(in.table)
			}
			return in, err
		},
		func(ctx context.Context, tx *sqldb.Tx, _ *formInput, in *taken) (PatientImportReport, error) {
			return Import(ctx, tx, patients, in.table, in.Name, in.Choices)
		})
}

// take reads a form with a file, and with choices when they are wanted.
func take(form *multipart.Reader, wantChoices bool) (*taken, error) {
	in, got := &taken{}, map[string]bool{}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read the form: %w: %w", io.ErrUnexpectedEOF, err)
		}
		name := part.FormName()
		if name != "file" && (name != "choices" || !wantChoices) {
			return nil, errs.InvalidField(name, "is not a part of this form")
		}
		if got[name] {
			return nil, errs.InvalidField(name, "is there twice: send it once")
		}
		got[name] = true
		read := in.readFile
		if name == "choices" {
			read = in.readChoices
		}
		if err := read(part); err != nil {
			return nil, err
		}
	}
	for _, name := range []string{"file", "choices"} {
		if !got[name] && (name == "file" || wantChoices) {
			return nil, errs.InvalidField(name, "is missing: send a form with one part of this name")
		}
	}
	return in, nil
}

func (in *taken) readChoices(part *multipart.Part) error {
	d := json.NewDecoder(io.LimitReader(part, mostChoices))
	d.DisallowUnknownFields()
	if err := d.Decode(&in.Choices); err != nil {
		return errs.InvalidField("choices", "is not the JSON that is wanted: %v", err)
	}
	return nil
}

func (in *taken) readFile(part *multipart.Part) error {
	content, err := io.ReadAll(io.LimitReader(part, MostBytes+1))
	if err != nil {
		return fmt.Errorf("read the form: %w: %w", io.ErrUnexpectedEOF, err)
	}
	sum := sha256.Sum256(content)
	in.Sum, in.Name = hex.EncodeToString(sum[:]), cut(part.FileName())
	in.table, err = Read(content)
	return err
}

func cut(s string) string {
	r := []rune(strings.ToValidUTF8(s, ""))
	return string(r[:min(len(r), mostSample)])
}

func preview(t Table) PatientImportPreview {
	out := PatientImportPreview{
		Encoding: t.Encoding, Delimiter: map[rune]string{',': "comma", ';': "semicolon", '\t': "tab"}[t.Delimiter],
		Rows: len(t.Rows), Columns: []ImportColumn{}, Fields: []ImportField{},
	}
	for i, proposed := range Propose(t.Head) {
		c := ImportColumn{Name: t.Head[i], Field: proposed, Samples: []string{}, DateFormats: formatsOf(t, i)}
		for _, row := range t.Rows {
			if text := row.cell(i); text != "" && len(c.Samples) < samples {
				c.Samples = append(c.Samples, cut(text))
			}
		}
		out.Columns = append(out.Columns, c)
	}
	for _, f := range fields {
		out.Fields = append(out.Fields, ImportField{f.name, f.required})
	}
	return out
}
