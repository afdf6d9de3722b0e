package lab

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"talaan/internal/authz"
	"talaan/internal/hospital"
	"talaan/internal/httpapi"
	"talaan/internal/paper"
	"talaan/internal/sqldb"
)

// RegisterPrint adds the operation that prints a test; zone is the hospital's.
func (l *Laboratory) RegisterPrint(api *httpapi.API, zone *time.Location) {
	httpapi.Download(api, authz.LabRead, op("get-lab-print", http.MethodGet, "/labs/{id}/print", "One test as a PDF, with the list of its albums"),
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (httpapi.File, error) {
			lab, err := l.Get(ctx, tx, in.ID)
			if err != nil {
				return httpapi.File{}, err
			}
			house, err := hospital.House(ctx, tx)
			return Paper(house, lab, tx.Now.In(zone), authz.From(ctx).Name).File("Laboratory " + lab.Code + ".pdf"), err
		})
}

// Paper is a test as it is printed at a moment, whose time zone all times are
// shown in, and by whom. What was deleted is not on it.
func Paper(house paper.House, l Lab, at time.Time, by string) *paper.Doc {
	doc := paper.New(paper.A4, house, l.heading())
	doc.Printed(at, by)
	doc.About(l.Patient.Known() + ", " + l.Code)
	doc.Facts(
		paper.Fact{Label: "Patient", Value: l.Patient.Name},
		paper.Fact{Label: "Patient code", Value: l.Patient.Code},
		paper.Fact{Label: "Age and sex", Value: l.Patient.AgeAndSex()},
		paper.Fact{Label: "Case", Value: l.CaseNumber},
		paper.Fact{Label: "Laboratory code", Value: l.Code},
	)
	doc.Heading(l.TestType)
	doc.Facts(
		paper.Fact{Label: "Requested", Value: signed(l.RequestedAt, l.RequestedName, at)},
		paper.Fact{Label: "Performed", Value: signed(l.PerformedAt, l.PerformedName, at)},
		paper.Fact{Label: "Cancelled", Value: signed(l.CancelledAt, l.CancelledName, at)},
		paper.Fact{Label: "Reason", Value: l.CancelReason},
		paper.Fact{Label: "Request", Value: l.RequestNote},
	)
	if len(l.Values) > 0 {
		doc.Table(valueTable(l.Values))
	}
	if l.ResultSummary != "" {
		doc.Heading("Result")
		doc.Text(l.ResultSummary)
	}
	l.listFiles(doc, at)
	if l.Status == Done {
		doc.Signatures(paper.Signature{Name: l.PerformedName, Label: "Performed by"})
	}
	return doc
}

// heading says what the paper is worth.
func (l *Lab) heading() string {
	switch {
	case l.Status == Done:
		return "Laboratory result"
	case l.Status == Cancelled && l.PerformedAt != nil:
		return "Cancelled laboratory result: not valid"
	case l.Status == Cancelled:
		return "Cancelled laboratory request"
	case l.Urgent:
		return "Urgent laboratory request"
	}
	return "Laboratory request"
}

// signed says when and by whom, in the time zone of like; nothing when not at all.
func signed(at *time.Time, by string, like time.Time) string {
	if at == nil {
		return ""
	}
	s := paper.Moment(at.In(like.Location()))
	if by != "" {
		s += ", " + by
	}
	return s
}

// words is a flag as a reader who knows no codes understands it.
func (f Flag) words() string {
	switch f {
	case Low:
		return "Low"
	case High:
		return "High"
	case CriticalLow:
		return "Critically low"
	case CriticalHigh:
		return "Critically high"
	case Abnormal:
		return "Abnormal"
	case Normal, NoFlag:
	}
	return ""
}

// valueTable has values that are not normal in bold.
func valueTable(values []LabValue) paper.Table {
	t := paper.Table{Columns: []paper.Column{
		{Head: "Analyte", Share: 5}, {Head: "Value", Share: 3, Right: true}, {Head: "Unit"}, {Head: "Flag"}, {Head: "Reference range"},
	}}
	for _, v := range values {
		flag := v.Flag.words()
		t.Rows = append(t.Rows, paper.Row{Cells: []string{v.Analyte, v.Value, v.Unit, flag, v.ReferenceRange}, Bold: flag != ""})
	}
	return t
}

// listFiles names the files of each album.
func (l *Lab) listFiles(doc *paper.Doc, at time.Time) {
	t := paper.Table{Columns: []paper.Column{{Head: "File", Share: 1}, {Head: "Size", Right: true}}}
	for _, a := range l.Albums {
		if !a.visible() {
			continue
		}
		t.Rows = append(t.Rows, paper.Row{Section: fmt.Sprintf("%s (%s)", a.Description, signed(&a.UploadedAt, a.UploadedName, at))})
		for _, f := range a.Files {
			if f.DeletedAt == nil {
				t.Rows = append(t.Rows, paper.Row{Cells: []string{f.Name, sizeWords(f.Size)}})
			}
		}
	}
	if len(t.Rows) > 0 {
		doc.Heading("Files")
		doc.Table(t)
	}
}

// sizeWords is a number of bytes for people.
func sizeWords(n int64) string {
	switch {
	case n < 1<<10:
		return fmt.Sprintf("%d B", n)
	case n < 1<<20:
		return fmt.Sprintf("%d KB", (n+1<<9)>>10)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}
