package chart

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/clock"
	"talaan/internal/encounter"
	"talaan/internal/errs"
	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
	"talaan/internal/staff"
)

// kinds are the records that are about a patient, by the first word of the path.
var kinds = map[string]string{
	"patients": "patient", "encounters": "encounter", "labs": "lab", "albums": "album", "files": "file",
	"bills": "bill", "payments": "payment", "promissory-notes": "promissory_note",
	"legal-holds": "legal_hold", "correction-requests": "correction_request",
}

// paper is what an operation puts on paper or into a file.
type paper struct{ action, entity string }

// papers are the operations that do.
var papers = map[string]paper{
	"draw-receipt":         {audit.Printed, "payment"},
	"draw-statement":       {audit.Printed, "bill"},
	"draw-promissory-note": {audit.Printed, "promissory_note"},
	"draw-shift-report":    {audit.Printed, "shift"},
	"draw-cash-report":     {audit.Printed, "cash-report"},
	"get-lab-print":        {audit.Printed, "lab"},
	"export-services":      {audit.Exported, "service"},
	"export-patient":       {audit.Exported, "patient"},
}

// clinical are the permissions to see what a duty is needed for.
var clinical = []authz.Permission{
	authz.EncounterReadClinical, authz.EncounterReadCoding, authz.MedicalHistory, authz.MedicalHistoryAdd, authz.VitalsRead, authz.VitalsWrite,
	authz.NoteRead, authz.NoteWrite, authz.LabRead, authz.LabRequest, authz.LabWrite, authz.LabDelete, authz.LabRestore, authz.PacketMake,
}

// patientKinds are the same kinds as a list.
var patientKinds = slices.Collect(maps.Values(kinds))

// chartKinds are the records that belong to the chart as a whole.
var chartKinds = []string{"encounter", "lab", "album", "file"}

// thumbnailOperation shows a small picture of a file.
const thumbnailOperation = "get-file-thumbnail"

// Gate writes openings down and asks for reasons.
type Gate struct {
	db    *sqldb.DB
	clock clock.Clock
	trail *audit.Chain
	seen  *lru.Cache[opening, time.Time]
	turns [64]sync.Mutex // by record: of those who ask for one at once, one writes it down
}

// opening is what is written down once in a while: a record in a session.
type opening struct {
	session int64
	action  string
	entity  string
	id      int64
}

// again is how long a record stays open: who looks at it again meanwhile is
// not written down again.
const again = 15 * time.Minute

// remembered is how many openings the program knows at a time; beyond that
// some are written down again.
const remembered = 50_000

// New makes the gate.
func New(db *sqldb.DB, clk clock.Clock, trail *audit.Chain) (*Gate, error) {
	seen, err := lru.New[opening, time.Time](remembered)
	if err != nil {
		return nil, fmt.Errorf("make the gate: %w", err)
	}
	return &Gate{db: db, clock: clk, trail: trail, seen: seen}, nil
}

// visit is what a request is about.
type visit struct {
	entity  string
	id      int64
	patient int64  // 0 until it is found, and for records about nobody
	action  string // blank for what writes its own entry
}

// aim returns what a request is about; ok is false for what is no record.
func aim(asked httpapi.Asked) (v visit, ok bool) {
	first, _, _ := strings.Cut(strings.TrimPrefix(asked.Path, "/api/v1/"), "/")
	if asked.Method == http.MethodGet {
		v.action = audit.Opened
	}
	p, onPaper := papers[asked.ID]
	switch {
	case onPaper:
		v.entity, v.id, v.action = p.entity, asked.Record, p.action
		return v, true
	case kinds[first] == "":
		return v, false
	case asked.Record != 0:
		v.entity, v.id = kinds[first], asked.Record
		return v, true
	case asked.Patient != 0:
		v.entity, v.id = "patient", asked.Patient
		return v, true
	case asked.Encounter != 0:
		v.entity, v.id = "encounter", asked.Encounter
		return v, true
	}
	return v, false
}

// Pass is the httpapi.Gate.
func (g *Gate) Pass(ctx context.Context, asked httpapi.Asked) (authz.Caller, error) {
	by := authz.From(ctx)
	v, ok := aim(asked)
	if !ok || by.ID == 0 {
		return by, nil
	}
	d, err := g.look(ctx, by, &v)
	if err != nil {
		return by, err
	}
	if v.patient == 0 && slices.Contains(patientKinds, v.entity) {
		return by, nil // the operation itself says that there is no such record
	}
	says := d.answer(isChart(v.entity, asked.Permission), asked.FromPage)
	if says.refused {
		return by, &errs.Error{
			Kind: errs.Forbidden, LeaveNeeded: v.patient,
			Message: "This patient is not within your duty now. Say why you open the chart; it will be written down.",
		}
	}
	if says.withheld {
		by.Withheld = clinical
	}
	if asked.ID == thumbnailOperation { // an album has hundreds
		v.entity, v.id = "patient", v.patient
	}
	if says.marked && v.action == audit.Opened {
		v.action = audit.OpenedOutside
	}
	return by, g.note(ctx, v, says.reason, asked.Background)
}

// look finds whom the visit is about, and what the caller's duty is there.
func (g *Gate) look(ctx context.Context, by authz.Caller, v *visit) (d duty, err error) {
	err = g.db.View(ctx, func(tx *sqldb.Tx) (err error) {
		v.patient, _, err = g.trail.Patient(ctx, tx, v.entity, v.id)
		if err == nil && v.patient != 0 && v.action != audit.Exported {
			d, err = judge(ctx, tx, by, v.patient)
		}
		return err
	})
	return d, err
}

// answer is what follows from a duty for one request.
type answer struct {
	refused  bool   // a reason is needed first
	withheld bool   // what is clinical is left out
	marked   bool   // in the trail, as outside of duty
	reason   string // in the trail
}

// answer decides on a request that is on the chart itself, or on what the house
// knows of the patient besides; fromPage tells who can be asked for a reason.
func (d duty) answer(onChart, fromPage bool) answer {
	switch {
	case !d.outside:
		return answer{}
	case !onChart:
		return answer{withheld: d.leave == nil}
	case d.leave != nil:
		return answer{marked: true, reason: d.leave.Reason}
	case fromPage || d.askPrograms:
		return answer{refused: true}
	}
	return answer{marked: true, reason: "By a program, without a reason."}
}

// isChart reports whether an operation is on the chart, and not on what the
// house knows of a patient besides.
func isChart(entity string, p authz.Permission) bool {
	return slices.Contains(chartKinds, entity) || slices.Contains(clinical, p)
}

// duty says what a clinician may do with a patient's chart.
type duty struct {
	outside     bool
	leave       *leave // the reason that was given for going on, nil for none
	askPrograms bool
}

// judge finds the caller's duty; who sees no charts has nothing outside of it.
func judge(ctx context.Context, tx *sqldb.Tx, by authz.Caller, patientID int64) (duty, error) {
	if !by.Can(authz.EncounterReadClinical) {
		return duty{}, nil
	}
	s, err := loadSettings(ctx, tx)
	if err != nil {
		return duty{}, err
	}
	cases, err := encounter.Episodes(ctx, tx, patientID)
	if err != nil {
		return duty{}, err
	}
	var own *int64
	if s.Scope == Department {
		if own, err = staff.DepartmentOf(ctx, tx, by.ID); err != nil {
			return duty{}, err
		}
	}
	d := duty{outside: !s.inDuty(by.ID, own, cases, tx.Now), askPrograms: s.AskPrograms}
	if d.outside {
		d.leave, err = leaveOf(ctx, tx, by.ID, patientID)
	}
	return d, err
}

// note writes an opening or a printing down, before anything is shown.
func (g *Gate) note(ctx context.Context, v visit, reason string, background bool) error {
	if v.action == "" {
		return nil
	}
	by := authz.From(ctx)
	key := opening{by.SessionID, v.action, v.entity, v.id}
	once := v.action == audit.Opened || v.action == audit.OpenedOutside
	turn := &g.turns[uint64(v.id)%uint64(len(g.turns))] //nolint:gosec // which one does not matter
	turn.Lock()
	defer turn.Unlock()
	if at, ok := g.seen.Get(key); ok && once && (background || g.clock.Now().Sub(at) < again) {
		return nil
	}
	var now time.Time
	err := g.db.InTx(ctx, func(tx *sqldb.Tx) error {
		now = tx.Now
		return audit.Note(ctx, tx, audit.Entry{Action: v.action, Entity: v.entity, ID: v.id, Reason: reason})
	})
	if err != nil {
		return fmt.Errorf("write down that %s %d is %s: %w", v.entity, v.id, v.action, err)
	}
	if once {
		g.seen.Add(key, now)
	}
	return nil
}
