package patient

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/code"
	"talaan/internal/errs"
	"talaan/internal/fold"
	"talaan/internal/sqldb"
)

// movedModel is what rows of a table are called among the rows that came from
// other systems.
const movedModel = "patient-table"

// Newcomer is a person of another system who is to be registered.
type Newcomer struct {
	PatientFields
	OldNumber string // in the other system; blank when it gives none
	From      string // where it stands there, for the audit trail
}

// Fate is what becomes of a newcomer. At most one of its fields is set; none when
// the newcomer is, or would be, registered.
type Fate struct {
	Refused  []errs.Field // what the register does not take
	Known    int64        // the patient who came over earlier with this old number
	Same     int          // 1 + the index of an earlier newcomer with this old number
	Resemble *Brief       // a registered person whom this one resembles
	Twin     int          // 1 + the index of an earlier newcomer whom this one resembles
}

// Taken tells whether the newcomer is, or would be, registered.
func (f Fate) Taken() bool {
	return f.Refused == nil && f.Known == 0 && f.Same == 0 && f.Resemble == nil && f.Twin == 0
}

type movedRow struct {
	Model    string    `db:"model"`
	PK       string    `db:"pk"`
	Entity   string    `db:"entity"`
	EntityID int64     `db:"entity_id"`
	MovedAt  time.Time `db:"moved_at"`
}

// lookupAtOnce is how many keys one question has.
const lookupAtOnce = 500

// Judge says what would become of each newcomer by the rules of registration.
// Those who resemble somebody are let in when distinct is true. It keeps others
// from registering anybody until the transaction ends.
func (r *Patients) Judge(ctx context.Context, tx *sqldb.Tx, list []Newcomer, distinct bool) ([]Fate, error) {
	if _, err := tx.Next(ctx, registrations); err != nil {
		return nil, err
	}
	fates, people, err := r.prepareAll(tx, list)
	if err != nil {
		return nil, err
	}
	var keys, numbers []string
	for i, n := range list {
		if fates[i].Refused != nil {
			continue
		}
		keys = append(keys, people[i].NameKey)
		if n.OldNumber != "" {
			numbers = append(numbers, n.OldNumber)
		}
	}
	known, err := movedBefore(ctx, tx, numbers)
	if err != nil {
		return nil, err
	}
	alike := map[string][]namesake{}
	if !distinct {
		if alike, err = namesakes(ctx, tx, keys); err != nil {
			return nil, err
		}
	}
	first := map[string]int{}
	for i, n := range list {
		f := &fates[i]
		if f.Refused != nil {
			continue
		}
		if n.OldNumber != "" {
			f.Same, f.Known = first[n.OldNumber], known[n.OldNumber]
			if f.Same != 0 {
				f.Known = 0
				continue
			}
			first[n.OldNumber] = i + 1
		}
		if f.Known == 0 && !distinct {
			f.compare(alike, namesake{Brief: Brief{DateOfBirth: people[i].DateOfBirth}, NameKey: people[i].NameKey, PhoneKey: people[i].PhoneKey, twin: i + 1})
		}
	}
	return fates, nil
}

// prepareAll completes what newcomers gave, and says of which the register refuses it.
func (r *Patients) prepareAll(tx *sqldb.Tx, list []Newcomer) ([]Fate, []Patient, error) {
	fates, people := make([]Fate, len(list)), make([]Patient, len(list))
	for i, n := range list {
		people[i].PatientFields = n.PatientFields
		if err := people[i].prepare(r.today(tx)); err != nil {
			var e *errs.Error
			if !errors.As(err, &e) {
				return nil, nil, err
			}
			fates[i].Refused = e.Fields
		}
	}
	return fates, people, nil
}

// compare finds whom a newcomer resembles among those of one name; one who resembles
// nobody joins them.
func (f *Fate) compare(alike map[string][]namesake, me namesake) {
	at := slices.IndexFunc(alike[me.NameKey], me.resembles)
	if at < 0 {
		alike[me.NameKey] = append(alike[me.NameKey], me)
		return
	}
	if other := alike[me.NameKey][at]; other.twin != 0 {
		f.Twin = other.twin
	} else {
		f.Resemble = &other.Brief
	}
}

// namesake is a person as the check for duplicates sees one; twin is 1 + the index
// of a newcomer, 0 for a registered person.
type namesake struct {
	Brief
	NameKey  string `db:"name_key"`
	PhoneKey string `db:"phone_key"`
	twin     int
}

// resembles compares two persons of one name as selectResembling does.
func (n namesake) resembles(other namesake) bool {
	return n.DateOfBirth != "" && n.DateOfBirth == other.DateOfBirth || n.PhoneKey != "" && n.PhoneKey == other.PhoneKey
}

func namesakes(ctx context.Context, tx *sqldb.Tx, keys []string) (map[string][]namesake, error) {
	out := map[string][]namesake{}
	for part := range slices.Chunk(slices.Compact(slices.Sorted(slices.Values(keys))), lookupAtOnce) {
		found, err := sqldb.All[namesake](ctx, tx, `SELECT `+sqldb.Columns[namesake]("")+` FROM patients
			WHERE name_key IN (`+sqldb.In(len(part))+`) AND status <> 'Deleted' ORDER BY id DESC`, sqldb.Args(part)...)
		if err != nil {
			return nil, fmt.Errorf("look for duplicates: %w", err)
		}
		for _, n := range found {
			out[n.NameKey] = append(out[n.NameKey], n)
		}
	}
	return out, nil
}

func movedBefore(ctx context.Context, tx *sqldb.Tx, numbers []string) (map[string]int64, error) {
	out := map[string]int64{}
	for part := range slices.Chunk(numbers, lookupAtOnce) {
		found, err := sqldb.All[movedRow](ctx, tx, `SELECT `+sqldb.Columns[movedRow]("")+` FROM moved_rows
			WHERE model = ? AND pk IN (`+sqldb.In(len(part))+`)`, append([]any{movedModel}, sqldb.Args(part)...)...)
		if err != nil {
			return nil, fmt.Errorf("look for old numbers: %w", err)
		}
		for _, m := range found {
			out[m.PK] = m.EntityID
		}
	}
	return out, nil
}

// AddAll registers newcomers whom Judge let in, in this transaction.
func (r *Patients) AddAll(ctx context.Context, tx *sqldb.Tx, list []Newcomer) error {
	if len(list) == 0 {
		return nil
	}
	codes, err := r.freeCodes(ctx, tx, len(list))
	if err != nil {
		return err
	}
	people := make([]Patient, len(list))
	for i, n := range list {
		p := Patient{Version: 1, Code: codes[i], PatientFields: n.PatientFields, CreatedAt: tx.Now}
		if by := authz.From(ctx); by.ID != 0 {
			p.CreatedBy = &by.ID
		}
		if err := p.prepare(r.today(tx)); err != nil {
			return err
		}
		people[i] = p
	}
	if err := sqldb.InsertAll(ctx, tx, "patients", people); errors.Is(err, sqldb.ErrDuplicate) {
		return sqldb.Retry(err) // somebody drew one of the codes just now
	} else if err != nil {
		return fmt.Errorf("register %d patients: %w", len(people), err)
	}
	if err := numberByCode(ctx, tx, people); err != nil {
		return err
	}
	var moved []movedRow
	var index []wordRow
	for i, p := range people {
		for _, w := range indexed(fold.Words(p.Name)) {
			index = append(index, wordRow{w, p.ID})
		}
		if number := list[i].OldNumber; number != "" {
			moved = append(moved, movedRow{movedModel, number, entity, p.ID, tx.Now})
		}
		if err := audit.Note(ctx, tx, audit.Entry{Action: audit.Imported, Entity: entity, ID: p.ID, Reason: list[i].From, After: p}); err != nil {
			return err
		}
	}
	tx.Changed(entity, people[len(people)-1].ID) // one word to open pages, not one for each
	if err := sqldb.InsertAll(ctx, tx, "patient_words", index); err != nil {
		return fmt.Errorf("index %d patients: %w", len(people), err)
	}
	if err := sqldb.InsertAll(ctx, tx, "moved_rows", moved); err != nil {
		return fmt.Errorf("remember old numbers: %w", err)
	}
	return nil
}

// freeCodes draws n different codes that no patient has.
func (r *Patients) freeCodes(ctx context.Context, tx *sqldb.Tx, n int) ([]string, error) {
	drawn, out := map[string]bool{}, make([]string, 0, n)
	for len(out) < n {
		var batch []string
		for len(batch) < min(lookupAtOnce, n-len(out)) {
			c, err := code.New(r.random, code.PatientLength)
			if err != nil {
				return nil, err
			}
			if !drawn[c] {
				drawn[c], batch = true, append(batch, c)
			}
		}
		used, err := sqldb.All[string](ctx, tx, `SELECT code FROM patients WHERE code IN (`+sqldb.In(len(batch))+`)`, sqldb.Args(batch)...)
		if err != nil {
			return nil, fmt.Errorf("look for free codes: %w", err)
		}
		out = append(out, slices.DeleteFunc(batch, func(c string) bool { return slices.Contains(used, c) })...)
	}
	return out, nil
}

// numberByCode fills in the ids that the engine gave.
func numberByCode(ctx context.Context, tx *sqldb.Tx, people []Patient) error {
	for part := range slices.Chunk(people, lookupAtOnce) {
		codes := make([]string, len(part))
		for i, p := range part {
			codes[i] = p.Code
		}
		found, err := sqldb.All[struct {
			ID   int64  `db:"id"`
			Code string `db:"code"`
		}](ctx, tx, `SELECT id, code FROM patients WHERE code IN (`+sqldb.In(len(codes))+`)`, sqldb.Args(codes)...)
		if err != nil {
			return fmt.Errorf("read the new patients back: %w", err)
		}
		ids := make(map[string]int64, len(found))
		for _, f := range found {
			ids[f.Code] = f.ID
		}
		for i := range part {
			part[i].ID = ids[part[i].Code]
		}
	}
	return nil
}
