// Package report answers questions that span several areas: what waits, who
// lies where, where a name or number is to be found.
package report

import (
	"context"
	"net/http"
	"time"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/backup"
	"talaan/internal/billing"
	"talaan/internal/encounter"
	"talaan/internal/httpapi"
	"talaan/internal/lab"
	"talaan/internal/sqldb"
	"talaan/internal/ward"
)

// Reports reads across areas.
type Reports struct {
	zone       *time.Location
	encounters *encounter.Encounters
	laboratory *lab.Laboratory
	billing    *billing.Billing
}

// New returns the reports; zone tells when today began.
func New(zone *time.Location, encounters *encounter.Encounters, laboratory *lab.Laboratory, bills *billing.Billing) *Reports {
	return &Reports{zone: zone, encounters: encounters, laboratory: laboratory, billing: bills}
}

// Queue is one stage of the flow: how many cases, and those waiting longest.
type Queue struct {
	Status  encounter.Status      `json:"status" enum:"Pending,Ready_for_Coding,Admitted,Outpatient"`
	Count   int64                 `json:"count"`
	Late    int64                 `json:"late" doc:"Of these, waiting for more than 30 minutes; 0 for stages that do not wait"`
	Longest []encounter.Encounter `json:"longest" doc:"The few that wait longest, for whoever works on this stage"`
}

// BedCount is how full the house is.
type BedCount struct {
	Total    int64 `json:"total"`
	Free     int64 `json:"free"`
	Occupied int64 `json:"occupied"`
}

// LabCount is how many tests wait for the laboratory.
type LabCount struct {
	Requested  int64 `json:"requested"`
	InProgress int64 `json:"in_progress"`
	Urgent     int64 `json:"urgent" doc:"Of these, urgent ones"`
}

// Home is what waits for the caller. Parts the caller may not see are absent.
type Home struct {
	Queues      []Queue           `json:"queues"`
	Beds        *BedCount         `json:"beds,omitempty"`
	Outstanding *billing.Owed     `json:"outstanding,omitempty"`
	Laboratory  *LabCount         `json:"laboratory,omitempty"`
	Backup      *backup.BackupAge `json:"backup,omitempty"`
	DoneToday   int64             `json:"done_today" doc:"Acts of the caller since midnight"`
}

// late is how long a case may wait before it counts as late.
const late = 30 * time.Minute

// shown is how many of the longest waiting cases a queue shows.
const shown = 6

// workedBy is the permission of those who work on each stage.
var workedBy = []struct {
	status encounter.Status
	right  authz.Permission
	waits  bool
}{
	{encounter.Pending, authz.EncounterNursing, true},
	{encounter.ReadyForCoding, authz.EncounterFinalize, true},
	{encounter.Admitted, authz.EncounterNursing, false},
	{encounter.Outpatient, authz.EncounterNursing, false},
}

// Home gathers what waits for the caller.
func (r *Reports) Home(ctx context.Context, tx *sqldb.Tx) (Home, error) {
	by := authz.From(ctx)
	h := Home{Queues: []Queue{}}
	var err error
	if by.Can(authz.EncounterRead) {
		if h.Queues, err = r.queues(ctx, tx, by); err != nil {
			return h, err
		}
	}
	if by.Can(authz.WardRead) {
		if h.Beds, err = countBeds(ctx, tx); err != nil {
			return h, err
		}
	}
	if by.Can(authz.PaymentTake) {
		owed, err := billing.Outstanding(ctx, tx)
		if err != nil {
			return h, err
		}
		h.Outstanding = &owed
	}
	if by.Can(authz.LabRead) && by.Can(authz.LabWrite) {
		w, err := lab.CountWaiting(ctx, tx)
		if err != nil {
			return h, err
		}
		h.Laboratory = &LabCount{w.Requested, w.InProgress, w.Urgent}
	}
	if by.Can(authz.BackupRead) {
		age, err := backup.LastVerified(ctx, tx)
		if err != nil {
			return h, err
		}
		h.Backup = &age
	}
	y, m, d := tx.Now.In(r.zone).Date()
	h.DoneToday, err = audit.Count(ctx, tx, by.ID, time.Date(y, m, d, 0, 0, 0, 0, r.zone))
	return h, err
}

func (r *Reports) queues(ctx context.Context, tx *sqldb.Tx, by authz.Caller) ([]Queue, error) {
	counts, err := encounter.Queues(ctx, tx, tx.Now.Add(-late))
	if err != nil {
		return nil, err
	}
	out := []Queue{}
	for _, w := range workedBy {
		q := Queue{Status: w.status, Longest: []encounter.Encounter{}}
		for _, c := range counts {
			if c.Status != w.status {
				continue
			}
			q.Count = c.Count
			if w.waits {
				q.Late = c.Late
			}
		}
		if w.waits && q.Count > 0 && by.Can(w.right) {
			if q.Longest, err = r.encounters.Longest(ctx, tx, w.status, shown); err != nil {
				return nil, err
			}
		}
		out = append(out, q)
	}
	return out, nil
}

func countBeds(ctx context.Context, tx *sqldb.Tx) (*BedCount, error) {
	beds, err := ward.BedViews(ctx, tx, 0, false)
	if err != nil {
		return nil, err
	}
	c := BedCount{Total: int64(len(beds))}
	for _, b := range beds {
		if b.Free {
			c.Free++
		}
		if b.Occupied {
			c.Occupied++
		}
	}
	return &c, nil
}

type searchInput struct {
	Q string `query:"q" maxLength:"100" doc:"Name in any word order, patient code, case number, phone, laboratory code, bill code or bed"`
}

// Register adds the operations.
func (r *Reports) Register(api *httpapi.API) {
	httpapi.Read(api, authz.SignedIn, httpapi.Op{ID: "get-home", Method: http.MethodGet, Path: "/home", Summary: "What waits for the caller", Tag: "home"},
		func(ctx context.Context, tx *sqldb.Tx, _ *struct{}) (Home, error) { return r.Home(ctx, tx) })
	httpapi.Read(api, authz.WardRead, httpapi.Op{ID: "get-ward-board", Method: http.MethodGet, Path: "/ward-board", Summary: "Rooms and beds with who lies in them", Tag: "ward"},
		func(ctx context.Context, tx *sqldb.Tx, _ *struct{}) (Board, error) { return r.Board(ctx, tx) })
	httpapi.Read(api, authz.EncounterRead, httpapi.Op{ID: "get-checklist", Method: http.MethodGet, Path: "/encounters/{id}/checklist", Summary: "What is left to do before the patient leaves, and who does it", Tag: "encounters"},
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (Checklist, error) {
			return r.Checklist(ctx, tx, in.ID)
		})
	httpapi.Read(api, authz.PatientRead, httpapi.Op{ID: "search", Method: http.MethodGet, Path: "/search", Summary: "Find anything by name or number", Tag: "search"},
		func(ctx context.Context, tx *sqldb.Tx, in *searchInput) (httpapi.List[Hit], error) {
			hits, err := r.Search(ctx, tx, in.Q)
			return httpapi.Whole(hits), err
		})
}
