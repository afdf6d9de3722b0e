package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"talaan/internal/audit"
	"talaan/internal/backup/archive"
	"talaan/internal/clock"
	"talaan/internal/disk"
	"talaan/internal/keyring"
	"talaan/internal/media"
	"talaan/internal/sqldb"
)

// unpacked is a backup that was read into a SQLite database of its own and
// found right.
type unpacked struct {
	db       *sqldb.DB
	path     string // of its file
	manifest archive.Manifest
	keys     *keyring.Ring
	trail    *audit.Chain
	key      []byte            // the key file's content
	heads    []byte            // of audit-heads.txt; nil when there was none
	tls      map[string][]byte // by the names of the files
}

// Close closes the database and leaves its file.
func (u *unpacked) Close() error { return u.db.Close() }

// unpacking is a backup on its way.
type unpacking struct {
	unpacked
	reader *archive.Reader
	tables map[string]sqldb.Table
	rows   map[string]int64
	// file takes the bytes of one of the hospital's files.
	file func(ctx context.Context, f media.Stored, r io.Reader) error
	// expected gives the files that the tables name, by their SHA-256.
	expected *expectation
	files    int64
	bytes    int64
}

// Limits for what is no table and no file of the hospital.
const smallPart = 1 << 30

// unpack reads a backup into a new SQLite database in dir, brings it to this
// program's schema, and checks all of it: every byte, count, sum and reference, and
// the audit trail. file hears of the hospital's files that are inside; those
// beside it are the caller's to look at.
func unpack(ctx context.Context, from io.Reader, dir string, o archive.Options, clk clock.Clock, file func(ctx context.Context, f media.Stored, r io.Reader) error) (_ *unpacked, err error) {
	r, err := archive.NewReader(from, o)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	u := &unpacking{unpacked: unpacked{path: filepath.Join(dir, "talaan.db"), tls: map[string][]byte{}}, reader: r, rows: map[string]int64{}, file: file}
	if err := disk.WriteFile(u.path, nil); err != nil { // for its owner's eyes alone
		return nil, err
	}
	if u.db, err = sqldb.Open(ctx, "sqlite:"+u.path, clk); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, u.db.Close())
		}
	}()
	if err = u.empty(ctx); err != nil {
		return nil, err
	}
	if err = u.parts(ctx); err != nil {
		return nil, err
	}
	u.manifest = r.Manifest()
	if err = u.check(ctx); err != nil {
		return nil, err
	}
	return &u.unpacked, nil
}

// empty makes a database with the backup's schema and nothing in it.
func (u *unpacking) empty(ctx context.Context) error {
	err := u.db.MigrateUntil(ctx, u.reader.About().Schema)
	if errors.Is(err, sqldb.ErrTooNew) {
		return archive.ErrNewer
	}
	if err != nil {
		return fmt.Errorf("prepare the database: %w", err)
	}
	u.tables = map[string]sqldb.Table{}
	return u.db.Unchecked(ctx, func(tx *sqldb.Tx) error {
		list, err := Tables(ctx, tx, u.db)
		if err != nil {
			return err
		}
		for _, t := range list {
			u.tables[t.Name] = t
			if _, err := tx.Exec(ctx, `DELETE FROM `+t.Name); err != nil {
				return err
			}
		}
		return nil
	})
}

// parts takes every part in.
func (u *unpacking) parts(ctx context.Context) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		p, err := u.reader.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = u.part(ctx, p)
		}
		if err != nil {
			return err
		}
	}
}

func (u *unpacking) part(ctx context.Context, p archive.Part) error {
	if table, ok := archive.TableOf(p.Name); ok {
		return u.load(ctx, table)
	}
	if sha, ok := archive.MediaOf(p.Name); ok {
		return u.take(ctx, media.Stored{SHA256: sha, Size: p.Size})
	}
	text, err := io.ReadAll(io.LimitReader(u.reader, smallPart))
	if err != nil {
		return err
	}
	switch p.Name {
	case archive.KeyName:
		u.key = text
	case archive.HeadsName:
		u.heads = text
	default:
		u.tls[strings.TrimPrefix(p.Name, "tls/")] = text
	}
	return nil
}

// load takes in a part of a table's rows.
func (u *unpacking) load(ctx context.Context, name string) error {
	t, ok := u.tables[name]
	if !ok {
		return fmt.Errorf("%w: it holds a table %s that its schema does not know", archive.ErrDamaged, name)
	}
	err := u.db.Unchecked(ctx, func(tx *sqldb.Tx) error {
		n, err := eachBatch(u.reader, t, func(columns []string, rows [][]any) error {
			return sqldb.InsertValues(ctx, tx, name, columns, rows)
		})
		u.rows[name] += n
		return err
	})
	if errors.Is(err, sqldb.ErrDuplicate) {
		return fmt.Errorf("%w: %w", archive.ErrDamaged, err)
	}
	return err
}

// take takes in one of the hospital's files, which must be the next one that the
// tables name.
func (u *unpacking) take(ctx context.Context, f media.Stored) error {
	if u.expected == nil {
		u.expected = &expectation{db: u.db}
	}
	want, ok, err := u.expected.next(ctx)
	if err != nil {
		return err
	}
	if !ok || want != f {
		return fmt.Errorf("%w: the file %s of %d bytes is not the next one that its tables name", archive.ErrDamaged, f.SHA256, f.Size)
	}
	u.files++
	u.bytes += f.Size
	return u.file(ctx, f, u.reader)
}

// check compares what was read with what the manifest says.
func (u *unpacking) check(ctx context.Context) error {
	m := u.manifest
	if err := u.checkCounts(ctx); err != nil {
		return err
	}
	last := map[string]int64{}
	for _, t := range m.Tables {
		last[t.Name] = t.LastID
	}
	if err := u.db.View(ctx, func(tx *sqldb.Tx) error { return u.db.CheckReferences(ctx, tx) }); err != nil {
		return fmt.Errorf("%w: %w", archive.ErrDamaged, err)
	}
	if err := u.db.RaiseIDs(ctx, last); err != nil {
		return err
	}
	if err := u.db.Migrate(ctx); err != nil {
		return fmt.Errorf("bring the backup to this program's schema: %w", err)
	}
	err := u.db.View(ctx, func(tx *sqldb.Tx) error {
		sums, err := ledger(ctx, tx)
		if err == nil && sums != m.Ledger {
			err = fmt.Errorf("%w: its bills, charges, adjustments and payments come to %v, not to %v", archive.ErrDamaged, sums, m.Ledger)
		}
		return err
	})
	if err != nil {
		return err
	}
	return u.checkTrail(ctx)
}

func (u *unpacking) checkCounts(ctx context.Context) error {
	m := u.manifest
	listed := map[string]bool{}
	for _, t := range m.Tables {
		if listed[t.Name] = true; u.rows[t.Name] != t.Rows {
			return fmt.Errorf("%w: table %s has %d rows, not %d", archive.ErrDamaged, t.Name, u.rows[t.Name], t.Rows)
		}
	}
	for name := range u.tables {
		if !listed[name] {
			return fmt.Errorf("%w: table %s is missing", archive.ErrDamaged, name)
		}
	}
	if m.Files.Where != archive.Inside {
		return nil
	}
	left := &expectation{db: u.db}
	if u.expected != nil {
		left = u.expected
	}
	if f, ok, err := left.next(ctx); err != nil || ok {
		return errors.Join(err, fmt.Errorf("%w: the file %s is missing", archive.ErrDamaged, f.SHA256))
	}
	if m.Files.Count != u.files || m.Files.Bytes != u.bytes {
		return fmt.Errorf("%w: it has %d files of %d bytes, not %d of %d", archive.ErrDamaged, u.files, u.bytes, m.Files.Count, m.Files.Bytes)
	}
	return nil
}

// checkTrail verifies the audit trail with the backup's own key.
func (u *unpacking) checkTrail(ctx context.Context) (err error) {
	u.keys, err = keyring.Parse(u.key)
	if err == nil {
		err = u.keys.Belongs(ctx, u.db)
	}
	if err != nil {
		return fmt.Errorf("%w: its key file is not the one of its data: %w", archive.ErrDamaged, err)
	}
	head, err := audit.ParseHead(u.manifest.AuditHead)
	if err != nil {
		return fmt.Errorf("%w: %w", archive.ErrDamaged, err)
	}
	if u.trail, err = audit.Open(ctx, u.db, u.keys.Key("audit"), true, nil); err != nil {
		return err
	}
	if _, err := u.trail.Verify(ctx, u.db, []audit.Head{head}, nil); err != nil {
		return fmt.Errorf("%w: its audit trail: %w", archive.ErrDamaged, err)
	}
	return nil
}

// expectation gives, by their SHA-256, the files that a database names.
type expectation struct {
	db    *sqldb.DB
	after string
	page  []media.Stored
	ended bool
}

// errEnough ends a list that is long enough.
var errEnough = errors.New("enough")

func (e *expectation) next(ctx context.Context) (media.Stored, bool, error) {
	if len(e.page) == 0 && !e.ended {
		err := e.db.View(ctx, func(tx *sqldb.Tx) error {
			return media.EachStored(ctx, tx, e.after, func(f media.Stored) error {
				if e.page = append(e.page, f); len(e.page) == rowsAtOnce {
					return errEnough
				}
				return nil
			})
		})
		if err != nil && !errors.Is(err, errEnough) {
			return media.Stored{}, false, err
		}
		e.ended = err == nil
	}
	if len(e.page) == 0 {
		return media.Stored{}, false, nil
	}
	f := e.page[0]
	e.page, e.after = e.page[1:], f.SHA256
	return f, true, nil
}
