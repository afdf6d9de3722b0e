package hospital

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/csvtext"
	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
)

// TrailFilter chooses entries of the trail.
type TrailFilter struct {
	Actor     int64     `query:"actor" json:"actor,omitzero" minimum:"1" doc:"Id of the user who acted"`
	PatientID int64     `query:"patient_id" json:"patient_id,omitzero" minimum:"1" doc:"Id of the patient whom the record is about, whichever record it is"`
	Entity    string    `query:"entity" json:"entity,omitzero" maxLength:"40" doc:"Kind of record, like patient"`
	ID        int64     `query:"id" json:"id,omitzero" minimum:"1" doc:"Id of the record; with entity"`
	Action    string    `query:"action" json:"action,omitzero" maxLength:"60" doc:"What was done, like opened"`
	Changes   bool      `query:"changes_only" json:"changes_only,omitzero" doc:"Only what changed something: no openings, printings and exports"`
	From      time.Time `query:"from" json:"from,omitzero" doc:"Only acts at this moment or later"`
	To        time.Time `query:"to" json:"to,omitzero" doc:"Only acts before this moment"`
}

func (f TrailFilter) query() audit.Query {
	return audit.Query{
		ActorID: f.Actor, PatientID: f.PatientID, Entity: f.Entity, EntityID: f.ID, Action: f.Action, ChangesOnly: f.Changes,
		From: httpapi.Given(f.From), To: httpapi.Given(f.To),
	}
}

// PatientName is how a patient is called.
type PatientName struct {
	Code string `json:"patient_code" doc:"Of the patient whom the record is about; blank for nobody's"`
	Name string `json:"patient_name" doc:"Their present name; blank for nobody's"`
}

// TrailLine is an entry of the trail as the hospital reads it.
type TrailLine struct {
	audit.Line
	PatientName
}

type auditInput struct {
	httpapi.Page
	TrailFilter
}

type trailInput struct{ TrailFilter }

// registerTrail adds the operations on the audit trail.
func (d *Desk) registerTrail(api *httpapi.API) {
	op := func(id, path, summary string) httpapi.Op {
		return httpapi.Op{ID: id, Method: http.MethodGet, Path: path, Summary: summary, Tag: "audit"}
	}
	httpapi.Read(api, authz.AuditRead, op("list-audit", "/audit", "What happened, newest first"), d.listTrail)
	httpapi.Read(api, authz.AuditRead, op("get-audit-head", "/audit/head", "How far the trail goes, to be kept outside the program"),
		func(ctx context.Context, tx *sqldb.Tx, _ *struct{}) (audit.Head, error) {
			return d.opts.Trail.Head(ctx, tx)
		})
	httpapi.Pour(api, authz.AuditRead, op("export-audit", "/audit/export", "What happened, newest first, as CSV; the export is an entry of the trail itself"), d.exportTrail)
}

// listTrail reads a page of the trail, with the names of the patients it is about.
func (d *Desk) listTrail(ctx context.Context, tx *sqldb.Tx, in *auditInput) (httpapi.List[TrailLine], error) {
	page, err := audit.Page(ctx, tx, in.query(), in.Page)
	if err != nil {
		return httpapi.List[TrailLine]{}, err
	}
	var ids []int64
	for _, l := range page.Items {
		if l.PatientID != nil {
			ids = append(ids, *l.PatientID)
		}
	}
	names, err := d.opts.PatientNames(ctx, tx, ids)
	if err != nil {
		return httpapi.List[TrailLine]{}, err
	}
	out := httpapi.List[TrailLine]{Items: make([]TrailLine, len(page.Items)), Next: page.Next}
	for i, l := range page.Items {
		out.Items[i].Line = l
		if l.PatientID != nil {
			out.Items[i].PatientName = names[*l.PatientID]
		}
	}
	return out, nil
}

// exportTrail notes that the entries are handed out, and to whom.
func (d *Desk) exportTrail(ctx context.Context, tx *sqldb.Tx, in *trailInput) (httpapi.Flow, error) {
	if err := audit.Note(ctx, tx, audit.Entry{Action: audit.Exported, Entity: "audit", After: in.TrailFilter}); err != nil {
		return httpapi.Flow{}, err
	}
	return httpapi.Flow{
		Name: "audit-" + tx.Now.In(d.opts.Location).Format(time.DateOnly) + ".csv", ContentType: csvtext.ContentType,
		Write: func(ctx context.Context, w io.Writer) error { return d.writeTrail(ctx, w, in.query()) },
	}, nil
}

// exportAtOnce is how many entries of an export are in memory.
const exportAtOnce = 1000

var trailColumns = []string{"id", "at", "actor_id", "actor", "action", "entity", "entity_id", "patient_id", "reason", "address", "changes"}

// writeTrail writes the entries that match. Each part is read in a transaction of
// its own: a reader on a slow line must not hold a moment of the database for
// hours. The parts fit together, because entries never change and new ones stand
// before the first.
func (d *Desk) writeTrail(ctx context.Context, w io.Writer, q audit.Query) error {
	q.Limit = exportAtOnce
	return csvtext.Write(w, trailColumns, func(row func(cells ...string) error) error {
		for {
			var lines []audit.Line
			err := d.opts.DB.View(ctx, func(tx *sqldb.Tx) (err error) {
				lines, err = audit.List(ctx, tx, q)
				return err
			})
			if err != nil {
				return err
			}
			for _, l := range lines {
				if err := row(cells(l)...); err != nil {
					return err
				}
			}
			if len(lines) < exportAtOnce {
				return nil
			}
			last := lines[len(lines)-1]
			q.Before = &audit.Place{At: last.At, ID: last.ID}
		}
	})
}

// cells are an entry's, in the order of trailColumns.
func cells(l audit.Line) []string {
	changes := "[]"
	if text, err := json.Marshal(l.Changes); err == nil { // they were read from JSON
		changes = string(text)
	}
	return []string{
		strconv.FormatInt(l.ID, 10), l.At.Format("2006-01-02T15:04:05.000Z07:00"), number(l.ActorID), l.Actor, l.Action,
		l.Entity, strconv.FormatInt(l.EntityID, 10), number(l.PatientID), l.Reason, l.Address, changes,
	}
}

func number(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}
