// Package olddjango moves a hospital from its old Django application: it reads
// what `manage.py dumpdata` wrote and the folder of uploaded files, and takes
// every row over in one transaction. What was taken is remembered by model and
// primary key, so that a second run adds nothing. Whatever is not taken, or not as
// it was, is in the report.
package olddjango

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"talaan/internal/app"
	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/fold"
	"talaan/internal/sqldb"
	"talaan/internal/staff"
)

// Options say what to import.
type Options struct {
	Dump    io.Reader      // dumpdata's JSON, UTF-8 or UTF-16 with a byte order mark
	Media   string         // the old MEDIA_ROOT; blank when there is none
	Zone    *time.Location // of times that are written without one
	Scratch string         // a folder for a scratch file as large as the dump
	DryRun  bool           // report all, change nothing
}

// errDryRun undoes the transaction of a dry run.
var errDryRun = errors.New("dry run")

// Run imports a dump, or says what an import would do. The error is nil when the
// import ran to its end, also when rows were not taken: the report has them.
func Run(ctx context.Context, a *app.App, o Options) (_ *Report, err error) {
	first := newReport()
	first.DryRun = o.DryRun
	d, err := read(o.Dump, o.Scratch, first)
	if err != nil {
		return first, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	ctx = authz.With(ctx, authz.System("import from the old system"))
	m := &mover{App: a, zone: o.Zone, mediaRoot: o.Media, dry: o.DryRun, dump: d}
	if err := m.stage(ctx); err != nil {
		return first, errors.Join(err, m.closeFiles())
	}
	defer func() { err = errors.Join(err, m.closeFiles()) }()
	err = a.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		m.Report = first.clone()
		d.report = m.Report
		m.tx = tx
		if err := m.all(ctx); err != nil {
			return err
		}
		if o.DryRun {
			return errDryRun
		}
		return nil
	})
	if errors.Is(err, errDryRun) {
		err = nil
	}
	if m.Report == nil {
		m.Report = first
	}
	return m.Report, err
}

// mover is one import.
type mover struct {
	*app.App
	*Report
	zone      *time.Location
	mediaRoot string
	dry       bool
	dump      *dump
	tx        *sqldb.Tx
	files     map[string]stagedFile // by the path in the dump

	done  map[string]map[string]int64 // what was moved: ours, by model and primary key
	there map[string]map[string]bool  // of these, what was there before this run
	fresh []movedRow                  // what is to be remembered

	nobody    int64             // the user that stands for whoever the old system does not name; 0 until needed
	noService int64             // the service that stands for lines that name none; 0 until needed
	userNames map[string]int64  // by user ID and by name, as the old system writes them
	availed   map[string]*row   // services that patients availed
	onBill    map[string]string // the lines of bills that they stand on
	labFiles  labFiles
	oldNames  map[string]string // how the old system calls its users, by their keys
}

// all imports every model, each after those that it refers to.
func (m *mover) all(ctx context.Context) error {
	m.nobody, m.noService, m.fresh = 0, 0, nil
	m.userNames, m.oldNames = map[string]int64{}, map[string]string{}
	if err := m.load(ctx); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{
		m.departments, m.users, m.photos, m.mappings, m.services, m.rooms, m.beds, m.relate, m.patients, m.orphans, m.logs, m.backups, m.remember,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return m.conclude(ctx)
}

// conclude writes down that there was an import, and what it did.
func (m *mover) conclude(ctx context.Context) error {
	if m.Taken() == 0 {
		return nil
	}
	after := map[string]any{}
	for _, c := range m.Counts() {
		if c.Read > 0 {
			after[c.Model] = fmt.Sprintf("%d read, %d taken, %d there before, %d not taken", c.Read, c.Taken, c.There, c.NotTaken)
		}
	}
	return audit.Record(ctx, m.tx, audit.Entry{Action: audit.Imported, Entity: "hospital", ID: 1, Reason: "from the old system", After: after})
}

// take imports one row by f, unless it was moved before. When f refuses, all it
// did is undone and the row is reported; err ends the import.
func (m *mover) take(ctx context.Context, r *row, entity string, f func() (int64, error)) error {
	if _, ok := m.find(r.model, r.pk); ok {
		m.already(r)
		return nil
	}
	var id int64
	remarks, fresh := len(m.Remarks), len(m.fresh)
	refused, err := m.tx.Part(ctx, func() (err error) {
		id, err = f()
		return err
	})
	if err != nil {
		return fmt.Errorf("import %s %s: %w", r.model, r.pk, err)
	}
	if refused != nil {
		m.Remarks = m.Remarks[:remarks]
		m.forget(fresh)
		m.refuse(r.model, r.pk, "%s", reason(refused))
		return nil
	}
	m.moved(r, entity, id)
	return nil
}

// already counts a row that needs nothing.
func (m *mover) already(r *row) {
	if m.there[r.model][r.pk] {
		m.model(r.model).There++
	}
}

// reason is why a row was refused, field by field.
func reason(err error) string {
	var e *errs.Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	s := e.Message
	for _, f := range e.Fields {
		s += " " + f.Location + " " + f.Message + "."
	}
	return s
}

// who is our user for a field that names one of the old system; the user who
// stands for unknown ones when it names none that we know.
func (m *mover) who(ctx context.Context, r *row, field string) (int64, error) {
	if id, ok := m.named(r, field); ok {
		return id, nil
	}
	return m.unknownPerson(ctx)
}

// named is our user for a field; ok is false when it names none that was moved.
func (m *mover) named(r *row, field string) (int64, bool) {
	key := r.key(field)
	if key == "" {
		return 0, false
	}
	if id, ok := m.find("user", key); ok {
		return id, true
	}
	id, ok := m.userNames[fold.SetKey(key)]
	return id, ok
}

// oldSystem is the user ID of the user who stands for whoever did something in
// the old system that it does not name.
const oldSystem = "old-system"

func (m *mover) unknownPerson(ctx context.Context) (int64, error) {
	if m.nobody != 0 {
		return m.nobody, nil
	}
	u, ok, err := staff.ByUserID(ctx, m.tx, oldSystem)
	if err == nil && !ok {
		u, err = staff.TakeOver(ctx, m.tx, staff.User{UserFields: staff.UserFields{UserID: oldSystem, GivenName: "Old", FamilyName: "system"}, CreatedAt: m.tx.Now},
			staff.NoPassword(), "stands for whoever the old system does not name")
	}
	m.nobody = u.ID
	return u.ID, err
}
