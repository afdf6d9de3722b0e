package lab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/billing"
	"talaan/internal/code"
	"talaan/internal/encounter"
	"talaan/internal/errs"
	"talaan/internal/fold"
	"talaan/internal/httpapi"
	"talaan/internal/media"
	"talaan/internal/patient"
	"talaan/internal/sqldb"
	"talaan/internal/staff"
)

const entity = "lab"

// Laboratory keeps the laboratory's requests, results and files.
type Laboratory struct {
	random   io.Reader
	patients *patient.Patients
	cases    *encounter.Encounters
	bills    *billing.Billing
	files    *media.Library
}

// New returns the laboratory; random makes codes. It asks to be told when a
// case gets its bill, and charges then what was done before; when a case is
// cancelled, and cancels its requests then; and when thumbnails are made. It
// tells the library where files are used.
func New(random io.Reader, patients *patient.Patients, cases *encounter.Encounters, bills *billing.Billing, files *media.Library) *Laboratory {
	l := &Laboratory{random: random, patients: patients, cases: cases, bills: bills, files: files}
	cases.BillOpened = l.chargeDue
	cases.CaseCancelled = l.caseCancelled
	files.Serve(used, thumbnailMade)
	return l
}

// Stages of a case in which its tests are asked for, and in which they are
// done: a result may come in after the discharge.
var (
	whileOpen = []encounter.Status{encounter.Pending, encounter.ReadyForCoding, encounter.Admitted, encounter.Outpatient}
	whileReal = append(slices.Clone(whileOpen), encounter.Discharged)
)

// Request asks for a test.
func (l *Laboratory) Request(ctx context.Context, tx *sqldb.Tx, encounterID int64, f RequestFields) (Lab, error) {
	e, err := l.cases.Steady(ctx, tx, encounterID)
	if err != nil {
		return Lab{}, err
	}
	if err := e.Needs("ask for tests", whileOpen...); err != nil {
		return Lab{}, err
	}
	by := authz.From(ctx).ID
	lab := begin(ctx, tx, e, Requested)
	lab.TestType, lab.RequestNote, lab.Urgent, lab.ServiceID = f.TestType, f.RequestNote, f.Urgent, f.ServiceID
	lab.RequestedAt, lab.RequestedBy = &tx.Now, &by
	if err := l.identify(ctx, tx, &lab, nil); err != nil {
		return lab, err
	}
	if err := l.insert(ctx, tx, &lab); err != nil {
		return lab, err
	}
	return l.recorded(ctx, tx, "requested", "", Lab{}, lab.ID)
}

// Add writes a result that nobody asked for here.
func (l *Laboratory) Add(ctx context.Context, tx *sqldb.Tx, r Result) (Lab, error) {
	e, err := l.cases.Steady(ctx, tx, r.EncounterID)
	if errs.Is(err, errs.NotFound) {
		return Lab{}, errs.InvalidField("encounter_id", "there is no case %d", r.EncounterID)
	}
	if err != nil {
		return Lab{}, err
	}
	if err := e.Needs("write results", whileReal...); err != nil {
		return Lab{}, err
	}
	lab := begin(ctx, tx, e, Done)
	lab.TestType, lab.ResultSummary, lab.ServiceID = r.TestType, r.ResultSummary, r.ServiceID
	lab.perform(ctx, tx)
	if lab.Values, err = evaluate(r.Values); err != nil {
		return lab, err
	}
	if err := l.identify(ctx, tx, &lab, nil); err != nil {
		return lab, err
	}
	if err := l.charge(ctx, tx, &lab); err != nil {
		return lab, err
	}
	if err := l.insert(ctx, tx, &lab); err != nil {
		return lab, err
	}
	if err := l.writeResult(ctx, tx, &lab, r.Albums); err != nil {
		return lab, err
	}
	return l.recorded(ctx, tx, "written", "", Lab{}, lab.ID)
}

// begin is a test of the case that is not stored yet.
func begin(ctx context.Context, tx *sqldb.Tx, e encounter.Encounter, s Status) Lab {
	lab := Lab{CreatedAt: tx.Now, CreatedBy: authz.From(ctx).ID}
	lab.Version, lab.Status, lab.DatedAt = 1, s, tx.Now
	lab.EncounterID, lab.CaseNumber, lab.PatientID = e.ID, e.CaseNumber, e.PatientID
	return lab
}

// perform makes the test the caller's work, done now.
func (l *Lab) perform(ctx context.Context, tx *sqldb.Tx) {
	by := authz.From(ctx).ID
	l.Status, l.DatedAt = Done, tx.Now
	l.PerformedAt, l.PerformedBy = &tx.Now, &by
}

// insert draws codes until one is free.
func (l *Laboratory) insert(ctx context.Context, tx *sqldb.Tx, lab *Lab) error {
	return l.insertCoded(ctx, tx, lab, "")
}

// insertCoded is insert that tries a code first, if it has our form.
func (l *Laboratory) insertCoded(ctx context.Context, tx *sqldb.Tx, lab *Lab, first string) (err error) {
	for range 20 {
		if lab.Code = first; len(first) != code.LabLength || strings.Trim(first, code.Alphabet) != "" {
			if lab.Code, err = code.New(l.random, code.LabLength); err != nil {
				return err
			}
		}
		first = ""
		if lab.ID, err = sqldb.Insert(ctx, tx, "labs", *lab); !errors.Is(err, sqldb.ErrDuplicate) {
			if err != nil {
				err = fmt.Errorf("write a test of case %d: %w", lab.EncounterID, err)
			}
			return err
		}
	}
	return errors.New("no free laboratory code in 20 draws")
}

// identify checks the kind of test and the service against what was there before,
// and remembers both for the next time.
func (l *Laboratory) identify(ctx context.Context, tx *sqldb.Tx, lab *Lab, before *Lab) error {
	key := fold.Key(lab.TestType)
	if key == "" {
		return errs.InvalidField("test_type", "must have a letter or digit")
	}
	if lab.ServiceID != nil && (before == nil || deref(before.ServiceID) != *lab.ServiceID) {
		if err := offered(ctx, tx, *lab.ServiceID); err != nil {
			return err
		}
	}
	rows, err := sqldb.All[testRow](ctx, tx, `SELECT `+testColumns+` FROM lab_tests WHERE name_key = ?`, key)
	if err != nil {
		return fmt.Errorf("look for test %q: %w", key, err)
	}
	if len(rows) == 0 {
		lab.TestID, err = sqldb.Insert(ctx, tx, "lab_tests", testRow{Name: lab.TestType, NameKey: key, ServiceID: lab.ServiceID})
		if errors.Is(err, sqldb.ErrDuplicate) {
			return sqldb.Retry(err)
		}
		return err
	}
	t := rows[0]
	lab.TestID = t.ID
	if lab.ServiceID == nil || deref(t.ServiceID) == *lab.ServiceID {
		return nil
	}
	_, err = tx.Exec(ctx, `UPDATE lab_tests SET service_id = ? WHERE id = ?`, *lab.ServiceID, t.ID)
	return err
}

// offered refuses a service that does not exist or cannot be charged.
func offered(ctx context.Context, tx *sqldb.Tx, serviceID int64) error {
	s, err := billing.Services.Get(ctx, tx, serviceID)
	if errs.Is(err, errs.NotFound) {
		return errs.InvalidField("service_id", "there is no service %d", serviceID)
	}
	if err == nil && !s.IsActive {
		return errs.InvalidField("service_id", "%s is no longer offered", s.Name)
	}
	return err
}

// lock keeps a test and its case for this act alone and returns both; before
// is a copy of the test as the reader knew it. Cases come first everywhere:
// what opens a bill waits here for what is done, and the other way round.
func (l *Laboratory) lock(ctx context.Context, tx *sqldb.Tx, id int64) (lab, before Lab, e encounter.Encounter, err error) {
	encounterID, err := caseOf(ctx, tx, id)
	if err != nil {
		return lab, before, e, err
	}
	if e, err = l.cases.Steady(ctx, tx, encounterID); err != nil {
		return lab, before, e, err
	}
	if _, err = tx.Touch(ctx, "labs", id); err != nil {
		return lab, before, e, err
	}
	if lab, err = l.whole(ctx, tx, id); err != nil {
		return lab, before, e, err
	}
	before = lab.clone()
	before.Version--
	return lab, before, e, nil
}

// save writes lab, records the act and returns the test as the caller sees it.
func (l *Laboratory) save(ctx context.Context, tx *sqldb.Tx, act, reason string, before, lab Lab) (Lab, error) {
	if err := sqldb.Update(ctx, tx, "labs", lab.ID, lab); err != nil {
		return lab, fmt.Errorf("%s test %s: %w", act, lab.Code, err)
	}
	return l.recorded(ctx, tx, act, reason, before, lab.ID)
}

// recorded writes the act down and returns the test as the caller sees it.
func (l *Laboratory) recorded(ctx context.Context, tx *sqldb.Tx, act, reason string, before Lab, id int64) (Lab, error) {
	after, err := l.whole(ctx, tx, id)
	if err != nil {
		return after, err
	}
	e := audit.Entry{Action: act, Entity: entity, ID: id, Reason: reason, After: trail(after)}
	if before.ID != 0 {
		e.Before = trail(before)
	}
	after.hide(authz.From(ctx))
	return after, audit.Record(ctx, tx, e)
}

// trail is what the audit trail compares of a test: its albums have acts of their own.
func trail(lab Lab) Lab {
	lab.Albums, lab.FileCount = nil, 0
	return lab
}

// Start begins with a requested test.
func (l *Laboratory) Start(ctx context.Context, tx *sqldb.Tx, id int64) (Lab, error) {
	lab, before, e, err := l.lock(ctx, tx, id)
	if err != nil {
		return lab, err
	}
	if err := possible(&lab, started); err != nil {
		return lab, err
	}
	if err := e.Needs("do tests", whileReal...); err != nil {
		return lab, err
	}
	by := authz.From(ctx).ID
	lab.Status, lab.StartedAt, lab.StartedBy = InProgress, &tx.Now, &by
	return l.save(ctx, tx, started, "", before, lab)
}

// Complete writes the result of a requested test and charges it.
func (l *Laboratory) Complete(ctx context.Context, tx *sqldb.Tx, id int64, c Completion) (Lab, error) {
	lab, before, e, err := l.lock(ctx, tx, id)
	if err != nil {
		return lab, err
	}
	if err := possible(&lab, completed); err != nil {
		return lab, err
	}
	if err := e.Needs("write results", whileReal...); err != nil {
		return lab, err
	}
	if c.Version != nil && *c.Version != before.Version {
		return lab, l.stale(ctx, before)
	}
	lab.ResultSummary = c.ResultSummary
	if c.Values != nil {
		if lab.Values, err = evaluate(c.Values); err != nil {
			return lab, err
		}
	}
	lab.perform(ctx, tx)
	if err := l.charge(ctx, tx, &lab); err != nil {
		return lab, err
	}
	if err := l.writeResult(ctx, tx, &lab, c.Albums); err != nil {
		return lab, err
	}
	return l.save(ctx, tx, completed, "", before, lab)
}

// writeResult writes the values and albums of a test that is done, and makes it
// what the next one of its kind begins from.
func (l *Laboratory) writeResult(ctx context.Context, tx *sqldb.Tx, lab *Lab, albums []AlbumInput) error {
	if err := replaceValues(ctx, tx, lab.ID, lab.Values); err != nil {
		return err
	}
	if err := remember(ctx, tx, lab); err != nil {
		return err
	}
	_, err := l.claimAlbums(ctx, tx, lab, albums)
	return err
}

// remember makes a test that is done and has values the template of its kind.
func remember(ctx context.Context, tx *sqldb.Tx, lab *Lab) error {
	if lab.Status != Done || len(lab.Values) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `UPDATE lab_tests SET template_lab_id = ? WHERE id = ?`, lab.ID, lab.TestID)
	return err
}

// stale refuses an edit of an older version than before.
func (l *Laboratory) stale(ctx context.Context, before Lab) error {
	before.hide(authz.From(ctx))
	return httpapi.Stale(before)
}

// Change writes the sent fields of a test.
func (l *Laboratory) Change(ctx context.Context, tx *sqldb.Tx, id int64, patch *httpapi.Patch[ResultFields]) (Lab, error) {
	if len(patch.Given()) == 0 {
		return l.Get(ctx, tx, id)
	}
	lab, before, e, err := l.lock(ctx, tx, id)
	if err != nil {
		return lab, err
	}
	if err := possible(&lab, changed); err != nil {
		return lab, err
	}
	if err := e.Needs("change tests", whileReal...); err != nil {
		return lab, err
	}
	if patch.Stale(before.Version) {
		return lab, l.stale(ctx, before)
	}
	f := lab.fields()
	if err := patch.Apply(&f); err != nil {
		return lab, err
	}
	if err := lab.setFields(f); err != nil {
		return lab, err
	}
	if err := l.identify(ctx, tx, &lab, &before); err != nil {
		return lab, err
	}
	if deref(before.ServiceID) != deref(lab.ServiceID) { // another edit must not fail for the old one's sake
		if err := l.charge(ctx, tx, &lab); err != nil {
			return lab, err
		}
	}
	if slices.Contains(patch.Given(), "values") {
		if err := replaceValues(ctx, tx, id, lab.Values); err != nil {
			return lab, err
		}
		if err := remember(ctx, tx, &lab); err != nil {
			return lab, err
		}
	}
	return l.save(ctx, tx, changed, "", before, lab)
}

// setFields writes f over the test; it refuses what a test at this stage needs
// or can no longer change.
func (l *Lab) setFields(f ResultFields) (err error) {
	if l.Status == Done && f.ResultSummary == "" {
		return errs.InvalidField("result_summary", "can be changed but no longer emptied")
	}
	if l.ChargeID != nil && deref(f.ServiceID) != deref(l.ServiceID) {
		return errs.Conflictf("The price of test %s is on the bill already. A %s reverses it there and charges the other service.", l.Code, authz.RolesWith(authz.ChargeReverse)).
			At("service_id", "cannot be changed after it was charged")
	}
	l.TestType, l.RequestNote, l.Urgent, l.ServiceID, l.ResultSummary = f.TestType, f.RequestNote, f.Urgent, f.ServiceID, f.ResultSummary
	l.Values, err = evaluate(f.Values)
	return err
}

// Cancel ends a test: a request is not wanted any more, or a result was entered
// in error. What was charged for it is reversed unless the bill is final.
func (l *Laboratory) Cancel(ctx context.Context, tx *sqldb.Tx, id int64, reason string) (Lab, error) {
	lab, before, _, err := l.lock(ctx, tx, id)
	if err != nil {
		return lab, err
	}
	if err := possible(&lab, cancelled); err != nil {
		return lab, err
	}
	if err := l.uncharge(ctx, tx, &lab, reason); err != nil {
		return lab, err
	}
	by := authz.From(ctx).ID
	lab.Status, lab.CancelledAt, lab.CancelledBy, lab.CancelReason = Cancelled, &tx.Now, &by, reason
	return l.save(ctx, tx, cancelled, reason, before, lab)
}

// caseCancelled cancels the requests of a case that was cancelled.
func (l *Laboratory) caseCancelled(ctx context.Context, tx *sqldb.Tx, encounterID int64, reason string) error {
	ids, err := sqldb.All[int64](ctx, tx, `SELECT id FROM labs WHERE encounter_id = ? AND status IN ('Requested', 'In_progress') ORDER BY id`, encounterID)
	if err != nil {
		return fmt.Errorf("look for requests of case %d: %w", encounterID, err)
	}
	for _, id := range ids {
		if _, err := l.Cancel(ctx, tx, id, reason); err != nil {
			return err
		}
	}
	return nil
}

// Get returns a test as the caller sees it, or errs.NotFound.
func (l *Laboratory) Get(ctx context.Context, tx *sqldb.Tx, id int64) (Lab, error) {
	lab, err := l.whole(ctx, tx, id)
	lab.hide(authz.From(ctx))
	return lab, err
}

// whole returns a test with everything that was ever in its albums.
func (l *Laboratory) whole(ctx context.Context, tx *sqldb.Tx, id int64) (Lab, error) {
	lab, err := selectLab(ctx, tx, id)
	if err != nil {
		return lab, err
	}
	if lab.Values, err = selectValues(ctx, tx, id); err != nil {
		return lab, err
	}
	if lab.Albums, err = selectAlbums(ctx, tx, id); err != nil {
		return lab, err
	}
	list := []LabSummary{lab.LabSummary}
	if err := l.describe(ctx, tx, list); err != nil {
		return lab, err
	}
	lab.LabSummary = list[0]
	if err := describeAlbums(ctx, tx, lab.Albums); err != nil {
		return lab, err
	}
	if err := lab.nameRest(ctx, tx); err != nil {
		return lab, err
	}
	lab.ChargeState, err = chargeStateOf(ctx, tx, &lab)
	return lab, err
}

// nameRest fills the names that only the whole test shows.
func (l *Lab) nameRest(ctx context.Context, tx *sqldb.Tx) error {
	people := []int64{l.CreatedBy}
	for _, p := range []*int64{l.StartedBy, l.CancelledBy} {
		if p != nil {
			people = append(people, *p)
		}
	}
	names, err := staff.Names(ctx, tx, people)
	if err != nil {
		return err
	}
	l.CreatedName, l.StartedName, l.CancelledName = names[l.CreatedBy], named(names, l.StartedBy), named(names, l.CancelledBy)
	if l.ServiceID == nil {
		return nil
	}
	s, err := billing.Services.Get(ctx, tx, *l.ServiceID)
	l.ServiceName = s.Name
	return err
}

// deref is the id, 0 for none.
func deref(id *int64) int64 {
	if id == nil {
		return 0
	}
	return *id
}

func named(names map[int64]string, id *int64) string {
	if id == nil {
		return ""
	}
	return names[*id]
}

// describe fills the names and counts that lists of tests show.
func (l *Laboratory) describe(ctx context.Context, tx *sqldb.Tx, list []LabSummary) error {
	var ids, patients, people []int64
	for _, s := range list {
		ids, patients = append(ids, s.ID), append(patients, s.PatientID)
		for _, p := range []*int64{s.RequestedBy, s.PerformedBy} {
			if p != nil {
				people = append(people, *p)
			}
		}
	}
	briefs, err := l.patients.Briefs(ctx, tx, patients)
	if err != nil {
		return err
	}
	names, err := staff.Names(ctx, tx, people)
	if err != nil {
		return err
	}
	files, err := countFiles(ctx, tx, ids)
	if err != nil {
		return err
	}
	abnormal, err := countAbnormal(ctx, tx, ids)
	for i := range list {
		s := &list[i]
		s.Patient, s.FileCount, s.AbnormalCount = briefs[s.PatientID], files[s.ID], abnormal[s.ID]
		s.RequestedName, s.PerformedName = named(names, s.RequestedBy), named(names, s.PerformedBy)
	}
	return err
}

func (l *Laboratory) history(ctx context.Context, tx *sqldb.Tx, in *audit.HistoryInput) (httpapi.List[audit.Line], error) {
	if _, err := caseOf(ctx, tx, in.ID); err != nil {
		return httpapi.List[audit.Line]{}, err
	}
	return audit.History(ctx, tx, entity, in)
}
