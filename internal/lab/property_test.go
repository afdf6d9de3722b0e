package lab_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"talaan/internal/billing"
	"talaan/internal/encounter"
	"talaan/internal/errs"
	"talaan/internal/httpapi"
	"talaan/internal/lab"
	"talaan/internal/media"
	"talaan/internal/patient"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

// model is one case with its tests, as they must be, beside the real one.
type model struct {
	*talaantest.Hospital
	t       *rapid.T
	doctor  int64
	service int64
	number  int

	encounter, bill int64
	stage           encounter.Status
	final           bool
	tests           []*modelTest
}

type modelTest struct {
	id      int64
	status  lab.Status
	service bool
	charged bool // stands or stood on the bill
	undone  bool
	albums  []*modelAlbum
}

type modelAlbum struct {
	id   int64
	gone bool
	// files by id; true when deleted
	files map[int64]bool
	order []int64
}

func (m *model) must(err error) {
	if err != nil {
		m.t.Fatal(err)
	}
}

// agreed checks that an act was done exactly when the model allows it.
func (m *model) agreed(what string, allowed bool, err error) bool {
	if allowed != (err == nil) || (err != nil && !errs.Is(err, errs.Conflict) && !errs.Is(err, errs.NotFound)) {
		m.t.Fatalf("%s: allowed %v, and answered %v", what, allowed, err)
	}
	return err == nil
}

func (m *model) open() bool {
	return m.stage != encounter.Discharged && m.stage != encounter.Cancelled
}

func (m *model) real() bool { return m.stage != encounter.Cancelled }

func (m *model) some() *modelTest {
	if len(m.tests) == 0 {
		m.t.Skip("no test yet")
	}
	return m.tests[rapid.IntRange(0, len(m.tests)-1).Draw(m.t, "test")]
}

// charge is what must happen to the price of a test that is done.
func (m *model) charge(x *modelTest) {
	if x.status == lab.Done && x.service && !x.charged && m.bill != 0 && !m.final {
		x.charged = true
	}
}

func (m *model) serviceID() *int64 {
	if rapid.Bool().Draw(m.t, "has a price") {
		return &m.service
	}
	return nil
}

func (m *model) request(*rapid.T) {
	service := m.serviceID()
	var got lab.Lab
	err := m.Tx("doctor", func(ctx context.Context, tx *sqldb.Tx) (err error) {
		got, err = m.Laboratory.Request(ctx, tx, m.encounter, lab.RequestFields{TestType: "CBC", ServiceID: service})
		return err
	})
	if m.agreed("request", m.open(), err) {
		m.tests = append(m.tests, &modelTest{id: got.ID, status: lab.Requested, service: service != nil})
	}
}

func (m *model) add(*rapid.T) {
	service := m.serviceID()
	var got lab.Lab
	err := m.Tx("nurse", func(ctx context.Context, tx *sqldb.Tx) (err error) {
		got, err = m.Laboratory.Add(ctx, tx, lab.Result{EncounterID: m.encounter, TestType: "CBC", ResultSummary: "x", ServiceID: service})
		return err
	})
	if m.agreed("add", m.real(), err) {
		x := &modelTest{id: got.ID, status: lab.Done, service: service != nil}
		m.charge(x)
		m.tests = append(m.tests, x)
	}
}

func (m *model) start(*rapid.T) {
	x := m.some()
	err := m.Tx("nurse", func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := m.Laboratory.Start(ctx, tx, x.id)
		return err
	})
	if m.agreed("start", m.real() && x.status == lab.Requested, err) {
		x.status = lab.InProgress
	}
}

func (m *model) complete(*rapid.T) {
	x := m.some()
	err := m.Tx("nurse", func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := m.Laboratory.Complete(ctx, tx, x.id, lab.Completion{ResultSummary: "x"})
		return err
	})
	if m.agreed("complete", m.real() && (x.status == lab.Requested || x.status == lab.InProgress), err) {
		x.status = lab.Done
		m.charge(x)
	}
}

func (m *model) cancel(*rapid.T) {
	x := m.some()
	err := m.Tx("nurse", func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := m.Laboratory.Cancel(ctx, tx, x.id, "x")
		return err
	})
	if m.agreed("cancel", x.status != lab.Cancelled, err) {
		x.status = lab.Cancelled
		x.undone = x.undone || (x.charged && !m.final)
	}
}

// reprice gives a test a price, or takes it away.
func (m *model) reprice(*rapid.T) {
	x := m.some()
	service := m.serviceID()
	var patch httpapi.Patch[lab.ResultFields]
	text := `{"service_id": null}`
	if service != nil {
		text = fmt.Sprintf(`{"service_id": %d}`, *service)
	}
	m.must(patch.UnmarshalJSON([]byte(text)))
	err := m.Tx("doctor", func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := m.Laboratory.Change(ctx, tx, x.id, &patch)
		return err
	})
	same := x.service == (service != nil)
	if m.agreed("reprice", m.real() && x.status != lab.Cancelled && (!x.charged || same), err) && !same {
		x.service = service != nil
		m.charge(x)
	}
}

func (m *model) advance(*rapid.T) {
	switch m.stage {
	case encounter.Pending:
		m.must(m.Tx("doctor", func(ctx context.Context, tx *sqldb.Tx) error {
			_, err := m.Encounters.Confirm(ctx, tx, m.encounter, encounter.Confirmation{Decision: encounter.DecideOutpatient, AttendingPhysicianID: &m.doctor, PrincipalDiagnosis: "Flu"})
			return err
		}))
		m.stage = encounter.ReadyForCoding
	case encounter.ReadyForCoding:
		m.must(m.Tx("coder", func(ctx context.Context, tx *sqldb.Tx) error {
			a, err := m.Encounters.Finalize(ctx, tx, m.encounter, encounter.Finalization{})
			m.bill = a.Bill.ID
			return err
		}))
		m.stage = encounter.Outpatient
		for _, x := range m.tests {
			m.charge(x)
		}
	case encounter.Outpatient:
		m.must(m.Tx("doctor", func(ctx context.Context, tx *sqldb.Tx) error {
			_, err := m.Encounters.Discharge(ctx, tx, m.encounter, encounter.Ending{Disposition: "Discharged", Result: "Improved", FinalDiagnosis: "Flu"})
			return err
		}))
		m.stage = encounter.Discharged
	default:
		if m.stage == encounter.Discharged && !m.final {
			m.must(m.Tx("teller", func(ctx context.Context, tx *sqldb.Tx) error {
				_, err := m.Billing.Finalize(ctx, tx, m.bill)
				return err
			}))
			m.final = true
		}
	}
}

func (m *model) dropCase(*rapid.T) {
	if m.stage != encounter.Pending && m.stage != encounter.ReadyForCoding {
		m.t.Skip("not before care")
	}
	m.must(m.Tx("receptionist", func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := m.Encounters.Cancel(ctx, tx, m.encounter, "Left")
		return err
	}))
	m.stage = encounter.Cancelled
	for _, x := range m.tests {
		if x.status != lab.Done {
			x.status = lab.Cancelled
		}
	}
}

// album sends one to four files, some of which were sent before.
func (m *model) album(*rapid.T) {
	x := m.some()
	var files []*media.Staged
	for range rapid.IntRange(1, 4).Draw(m.t, "files") {
		n := rapid.IntRange(0, 8).Draw(m.t, "content")
		settings := media.Settings{SettingsFields: media.SettingsFields{MaxFileMB: 1, MaxMegapixels: 1, Types: []string{"txt"}}}
		s, err := m.Media.Stage(m.Hospital.T.Context(), strings.NewReader(fmt.Sprintf("content %d of %d", n, m.number)), fmt.Sprintf("%d.txt", n), settings.Limits())
		m.must(err)
		files = append(files, s)
	}
	var got lab.Album
	err := m.Tx("nurse", func(ctx context.Context, tx *sqldb.Tx) (err error) {
		got, err = m.Laboratory.AddAlbum(ctx, tx, x.id, "x", files)
		return err
	})
	for _, s := range files {
		m.must(s.Close())
	}
	if m.agreed("album", m.real() && x.status != lab.Cancelled, err) {
		a := &modelAlbum{id: got.ID, files: map[int64]bool{}}
		for i, f := range got.Files {
			if f.Name != files[i].Name || f.SHA256 != files[i].SHA256 {
				m.t.Fatalf("file %d is %s, not %s", i, f.Name, files[i].Name)
			}
			a.files[f.ID] = false
			a.order = append(a.order, f.ID)
		}
		x.albums = append(x.albums, a)
	}
}

func (m *model) someAlbum() *modelAlbum {
	x := m.some()
	if len(x.albums) == 0 {
		m.t.Skip("no album yet")
	}
	return x.albums[rapid.IntRange(0, len(x.albums)-1).Draw(m.t, "album")]
}

func (m *model) markAlbum(*rapid.T) {
	a := m.someAlbum()
	restore := rapid.Bool().Draw(m.t, "restore")
	err := m.Tx("admin", func(ctx context.Context, tx *sqldb.Tx) (err error) {
		if restore {
			_, err = m.Laboratory.RestoreAlbum(ctx, tx, a.id)
		} else {
			_, err = m.Laboratory.DeleteAlbum(ctx, tx, a.id, "x")
		}
		return err
	})
	if m.agreed("mark an album", a.gone == restore, err) {
		a.gone = !restore
	}
}

func (m *model) markFile(*rapid.T) {
	a := m.someAlbum()
	id := rapid.SampledFrom(a.order).Draw(m.t, "file")
	restore := rapid.Bool().Draw(m.t, "restore")
	err := m.Tx("admin", func(ctx context.Context, tx *sqldb.Tx) (err error) {
		if restore {
			_, err = m.Laboratory.RestoreFile(ctx, tx, id)
		} else {
			_, err = m.Laboratory.DeleteFile(ctx, tx, id, "x")
		}
		return err
	})
	allowed := !a.gone && !a.files[id]
	if restore {
		allowed = a.files[id]
	}
	if m.agreed("mark a file", allowed, err) {
		a.files[id] = !restore
	}
}

func (m *model) sweep(*rapid.T) {
	m.Clock.Advance(2 * media.Keep)
	m.must(m.Media.Sweep(m.Hospital.T.Context()))
}

// check holds after every step: each test is as the model says, charged once
// exactly when it is done and has a price that the bill could take, and no album
// has lost a file.
func (m *model) check(*rapid.T) {
	charges := 0
	for _, x := range m.tests {
		var all, seen lab.Lab
		m.must(m.DB.View(m.As("admin"), func(tx *sqldb.Tx) (err error) {
			if all, err = m.Laboratory.Get(m.As("admin"), tx, x.id); err != nil {
				return err
			}
			seen, err = m.Laboratory.Get(m.As("nurse"), tx, x.id)
			return err
		}))
		if all.Status != x.status || (all.ChargeState == lab.Charged || all.ChargeState == lab.ChargeUndone) != x.charged || (all.ChargeState == lab.ChargeUndone) != x.undone {
			m.t.Fatalf("test %d is %s and %s; the model says %+v", x.id, all.Status, all.ChargeState, *x)
		}
		if x.charged {
			charges++
		}
		if x.undone {
			charges++
		}
		m.checkAlbums(x, all, seen)
	}
	if m.bill == 0 {
		return
	}
	var b billing.Bill
	m.must(m.DB.View(m.As("teller"), func(tx *sqldb.Tx) (err error) {
		b, err = m.Billing.Get(m.As("teller"), tx, m.bill)
		return err
	}))
	if len(b.Charges) != charges {
		m.t.Fatalf("%d lines on the bill, not %d", len(b.Charges), charges)
	}
}

func (m *model) checkAlbums(x *modelTest, all, seen lab.Lab) {
	if len(all.Albums) != len(x.albums) {
		m.t.Fatalf("test %d has %d albums, not %d", x.id, len(all.Albums), len(x.albums))
	}
	var want []int64
	for i, a := range x.albums {
		var ids []int64
		for _, f := range all.Albums[i].Files {
			ids = append(ids, f.ID)
			if (f.DeletedAt != nil) != a.files[f.ID] || f.SHA256 == "" || f.Size == 0 {
				m.t.Fatalf("file %+v; the model says deleted: %v", f, a.files[f.ID])
			}
			if !a.gone && !a.files[f.ID] {
				want = append(want, f.ID)
			}
		}
		if !slices.Equal(ids, a.order) {
			m.t.Fatalf("album %d has files %v, not %v", a.id, ids, a.order)
		}
	}
	var got []int64
	for _, a := range seen.Albums {
		for _, f := range a.Files {
			got = append(got, f.ID)
		}
	}
	if !slices.Equal(got, want) || seen.FileCount != int64(len(want)) {
		m.t.Fatalf("a nurse sees files %v (%d), not %v", got, seen.FileCount, want)
	}
}

// rounds is how many courses are tried: every file that is sent is forced to
// the disk, which takes its time.
const rounds = 40

// Random acts on a case, its tests, their albums and the bill.
func TestLaboratoryProperties(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d desk) {
		service := d.Service("CBC", "250.00")
		round := 0
		rapid.Check(t, func(rt *rapid.T) {
			if round++; round > rounds {
				return
			}
			m := &model{Hospital: d.Hospital, t: rt, doctor: d.User("doctor").ID, service: service, number: round, stage: encounter.Pending}
			m.must(m.Tx("receptionist", func(ctx context.Context, tx *sqldb.Tx) error {
				p, err := m.Patients.Add(ctx, tx, patient.PatientFields{FamilyName: fmt.Sprintf("Model %d", round), GivenName: "Ana"}, true)
				if err != nil {
					return err
				}
				e, err := m.Encounters.CheckIn(ctx, tx, p.ID, &httpapi.Draft[encounter.EncounterFields]{})
				m.encounter = e.ID
				return err
			}))
			rt.Repeat(map[string]func(*rapid.T){
				"request": m.request, "add": m.add, "start": m.start, "complete": m.complete, "cancel": m.cancel, "reprice": m.reprice, "advance": m.advance, "cancel the case": m.dropCase,
				"album": m.album, "mark album": m.markAlbum, "mark file": m.markFile, "sweep": m.sweep, "": m.check,
			})
		})
		talaanWhole(t, d)
	})
}
