package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"talaan/internal/audit"
	"talaan/internal/backup/archive"
	"talaan/internal/disk"
	"talaan/internal/hospital"
	"talaan/internal/media"
	"talaan/internal/sqldb"
)

// Prepared is a backup that was read, checked, and is ready to take the place
// of the present. Nothing of the present has changed yet, but that files were added
// to the store. Close it.
type Prepared struct {
	b         *Backups
	u         *unpacked
	dir       string // of the new database
	source    Source
	same      bool // the present is an earlier or later state of the same hospital
	keepTrail bool // the present's audit trail goes on
	plan      swap
	open      bool
}

// Prepare reads a backup and checks all of it.
func (b *Backups) Prepare(ctx context.Context, from Source, m moved) (_ *Prepared, err error) {
	p := &Prepared{b: b, source: from, open: true}
	if p.dir, err = os.MkdirTemp(b.workFolder(), restoreFolder+"*"); err != nil {
		return nil, fmt.Errorf("prepare the restore: %w", err)
	}
	p.u, err = from.unpack(ctx, p.dir, b.Clock, m, b.bring)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(p.dir))
	}
	if err := b.bringOthers(ctx, from, p.u, m); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	if err := p.compare(ctx); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

// workFolder is on the disk to which the new database goes.
func (b *Backups) workFolder() string {
	if b.File != "" {
		return filepath.Dir(b.File)
	}
	return b.Data
}

// Close gives up, or cleans up.
func (p *Prepared) Close() error {
	if !p.open {
		return nil
	}
	p.open = false
	return errors.Join(p.u.Close(), os.RemoveAll(p.dir))
}

// bring puts one of the hospital's files into the store unless it is there.
func (b *Backups) bring(ctx context.Context, f media.Stored, r io.Reader) error {
	if b.Media.Intact(ctx, f) {
		_, err := io.Copy(io.Discard, r)
		return err
	}
	if err := room(b.Data, f.Size); err != nil {
		return err
	}
	return b.Media.Bring(ctx, f, r)
}

// bringOthers brings the files that are not in the backup itself.
func (b *Backups) bringOthers(ctx context.Context, from Source, u *unpacked, m moved) error {
	switch u.manifest.Files.Where {
	case archive.Beside:
		return from.eachBeside(ctx, u, func(f media.Stored, r io.Reader) error { return b.bring(ctx, f, counting{r, m}) })
	case archive.InUse:
		all := expectation{db: u.db}
		for {
			f, ok, err := all.next(ctx)
			if err != nil || !ok {
				return err
			}
			if m(f.Size); !b.Media.Intact(ctx, f) {
				return fmt.Errorf("%w: its file %s is not in the hospital's file store any more", archive.ErrIncomplete, f.SHA256)
			}
		}
	}
	return nil
}

// compare finds out how the backup and the present belong together.
func (p *Prepared) compare(ctx context.Context) error {
	b := p.b
	if b.DB == nil {
		return nil
	}
	if p.same = p.u.keys.Belongs(ctx, b.DB) == nil; !p.same {
		return nil
	}
	head, err := audit.ParseHead(p.u.manifest.AuditHead)
	if err != nil {
		return err
	}
	return b.DB.View(ctx, func(tx *sqldb.Tx) error {
		p.keepTrail, err = b.Trail.Holds(ctx, tx, head)
		return err
	})
}

// Manifest says what the backup holds.
func (p *Prepared) Manifest() archive.Manifest { return p.u.manifest }

// Name is the hospital's name that has to be typed: the present one, or that of
// the backup where there is none.
func (p *Prepared) Name(ctx context.Context) (name string, err error) {
	if p.b.DB != nil {
		err = p.b.DB.View(ctx, func(tx *sqldb.Tx) error {
			name, err = hospital.Name(ctx, tx)
			return err
		})
	}
	if name == "" {
		name = p.u.manifest.Hospital
	}
	return name, err
}

// Merge makes a safety copy of the present in the returned folder, and keeps what must
// survive of it. backupID is the backup's number in the list, 0 for none. On the MySQL protocol the restored state holds from then on; on
// SQLite from Swap on, before which the present database must be closed.
func (p *Prepared) Merge(ctx context.Context, backupID int64) (before string, err error) {
	if before, err = p.keepPresent(ctx); err != nil {
		return before, fmt.Errorf("keep a copy of the present: %w", err)
	}
	if err := p.forget(ctx); err != nil {
		return before, err
	}
	if p.b.DB != nil {
		if err := p.keepFromPresent(ctx); err != nil {
			return before, err
		}
	}
	intoServer := p.b.File == ""
	if !intoServer || !p.keepTrail {
		if err := p.u.db.InTx(ctx, func(tx *sqldb.Tx) error { return p.record(ctx, tx, backupID) }); err != nil {
			return before, err
		}
	}
	end := func(ctx context.Context, tx *sqldb.Tx) error { return restoreEnded(ctx, tx, backupID) }
	if !intoServer {
		if err := p.u.db.InTx(ctx, func(tx *sqldb.Tx) error { return end(ctx, tx) }); err != nil {
			return before, err
		}
	}
	if err := p.writeKeys(ctx); err != nil {
		return before, err
	}
	if !intoServer {
		return before, nil
	}
	record := func(ctx context.Context, tx *sqldb.Tx) error {
		if err := errors.Join(end(ctx, tx), setMark(ctx, tx)); err != nil || !p.keepTrail {
			return err
		}
		return p.record(ctx, tx, backupID)
	}
	if err := p.replaceRows(ctx, record); err != nil {
		return before, errors.Join(err, FinishKeys(context.WithoutCancel(ctx), p.b.DB, p.b.Data))
	}
	return before, nil
}

// record writes the restore into the audit trail.
func (p *Prepared) record(ctx context.Context, tx *sqldb.Tx, backupID int64) error {
	m := p.u.manifest
	return audit.Record(ctx, tx, audit.Entry{Action: "restored", Entity: entity, ID: backupID, After: map[string]any{
		"file": filepath.Base(p.source.Path), "made_at": m.MadeAt, "hospital": m.Hospital, "note": m.Note, "audit_head": m.AuditHead,
	}})
}

// forget removes from the backup what must not come to life again.
func (p *Prepared) forget(ctx context.Context) error {
	err := p.u.db.InTx(ctx, func(tx *sqldb.Tx) error {
		for _, forget := range p.b.Forget {
			if err := forget(ctx, tx); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, `DELETE FROM backups WHERE status IN (?, ?)`, Waiting, Running)
		if err == nil {
			_, err = tx.Exec(ctx, `UPDATE backups SET restore_status = '' WHERE restore_status IN (?, ?)`, Waiting, Running)
		}
		if err == nil {
			_, err = tx.Exec(ctx, `UPDATE backups SET verification = '' WHERE verification IN (?, ?)`, VerifyWaiting, VerifyRunning)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("end what the backup began: %w", err)
	}
	return nil
}

// keptTables are those whose present rows stay when the hospital is the same.
func (p *Prepared) keptTables() []string {
	var out []string
	if p.keepTrail {
		out = append(out, "audit_chain", "audit_entries")
	}
	if p.same {
		out = append(out, "backups")
	}
	return out
}

// keepFromPresent writes into the new database what it needs of the present one.
func (p *Prepared) keepFromPresent(ctx context.Context) error {
	b, u := p.b, p.u
	err := b.DB.View(ctx, func(present *sqldb.Tx) error {
		tables, err := Tables(ctx, present, b.DB)
		if err != nil {
			return err
		}
		last, err := b.DB.LastIDs(ctx, present, tables)
		if err != nil {
			return err
		}
		if err := u.db.RaiseIDs(ctx, last); err != nil {
			return err
		}
		return u.db.Unchecked(ctx, func(tx *sqldb.Tx) error { return p.keepRows(ctx, present, tx, tables) })
	})
	if err != nil {
		return fmt.Errorf("keep what belongs to the present: %w", err)
	}
	return nil
}

func (p *Prepared) keepRows(ctx context.Context, present, tx *sqldb.Tx, tables []sqldb.Table) error {
	if err := media.Adopt(ctx, present, tx); err != nil {
		return err
	}
	if p.b.File == "" {
		return nil // the rows are where they belong already
	}
	for _, t := range tables {
		if !slices.Contains(p.keptTables(), t.Name) {
			continue
		}
		if _, err := tx.Exec(ctx, `DELETE FROM `+t.Name); err != nil {
			return err
		}
		if err := copyRows(ctx, p.b.DB, present, tx, t); err != nil {
			return err
		}
	}
	if !p.same {
		return nil
	}
	series, err := sqldb.AllSeries(ctx, present)
	if err != nil {
		return err
	}
	return raise(ctx, tx, series)
}

// copyAtOnce and copyBytes bound what is written with one statement.
const (
	copyAtOnce = 200
	copyBytes  = 1 << 20
)

// copyRows copies all rows of a table.
func copyRows(ctx context.Context, db *sqldb.DB, from, to *sqldb.Tx, t sqldb.Table) error {
	var batch [][]any
	size := 0
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		err := sqldb.InsertValues(ctx, to, t.Name, t.Names(), batch)
		batch, size = batch[:0], 0
		return err
	}
	err := db.EachRow(ctx, from, t, func(values []any) error {
		batch = append(batch, slices.Clone(values))
		for _, v := range values {
			if s, ok := v.(string); ok {
				size += len(s)
			}
		}
		if len(batch) < copyAtOnce && size < copyBytes {
			return nil
		}
		return flush()
	})
	return errors.Join(err, flush())
}

// raise makes each series go on after these numbers: a receipt number is not
// given twice.
func raise(ctx context.Context, tx *sqldb.Tx, to []sqldb.Series) error {
	for _, s := range to {
		if err := sqldb.RaiseSeries(ctx, tx, s); err != nil {
			return err
		}
	}
	return nil
}

// replaceRows puts the rows of the new database in the place of all present
// ones, in one transaction.
func (p *Prepared) replaceRows(ctx context.Context, record func(context.Context, *sqldb.Tx) error) error {
	var last map[string]int64
	err := p.u.db.View(ctx, func(from *sqldb.Tx) error {
		tables, err := Tables(ctx, from, p.u.db)
		if err != nil {
			return err
		}
		if last, err = p.u.db.LastIDs(ctx, from, tables); err != nil {
			return err
		}
		return p.b.DB.Unchecked(ctx, func(tx *sqldb.Tx) error { return p.replace(ctx, from, tx, tables, record) })
	})
	if err != nil {
		return fmt.Errorf("put the backup in the place of the present: %w", err)
	}
	return p.b.DB.RaiseIDs(ctx, last)
}

func (p *Prepared) replace(ctx context.Context, from, tx *sqldb.Tx, tables []sqldb.Table, record func(context.Context, *sqldb.Tx) error) error {
	// Whoever writes an act needs this row; from here on everybody waits.
	if _, err := tx.Exec(ctx, `UPDATE audit_chain SET last_id = last_id WHERE id = 1`); err != nil {
		return err
	}
	var series []sqldb.Series
	var err error
	if p.same {
		if _, err := tx.Exec(ctx, `UPDATE counters SET value = value`); err != nil {
			return err
		}
		if series, err = sqldb.AllSeries(ctx, tx); err != nil {
			return err
		}
	}
	kept := p.keptTables()
	for _, t := range tables {
		if slices.Contains(kept, t.Name) {
			continue
		}
		if _, err := tx.Exec(ctx, `DELETE FROM `+t.Name); err != nil {
			return fmt.Errorf("empty table %s: %w", t.Name, err)
		}
		if err := copyRows(ctx, p.u.db, from, tx, t); err != nil {
			return err
		}
	}
	if err := raise(ctx, tx, series); err != nil {
		return err
	}
	return record(ctx, tx)
}

// keepPresent makes the safety copy: a backup of the present, whose files are
// those in the store, or the database's own files when it cannot be read.
func (p *Prepared) keepPresent(ctx context.Context) (folder string, err error) {
	b := p.b
	name := FileName(b.Clock.Now(), b.Zone)
	folder = filepath.Join(b.Data, beforeFolder+name[len("talaan-"):len(name)-len(extension)])
	if folder, err = makeFolder(folder); err != nil {
		return folder, err
	}
	for _, path := range p.replacedFiles() {
		if err := copyFile(path, filepath.Join(folder, filepath.Base(path))); err != nil {
			return folder, err
		}
	}
	if b.DB == nil {
		for _, path := range []string{b.File, b.File + "-wal", b.File + "-shm"} {
			if err := copyFile(path, filepath.Join(folder, filepath.Base(path))); err != nil {
				return folder, err
			}
		}
		return folder, nil
	}
	s, err := b.take(ctx, "before a restore", func(int64) {})
	if err != nil {
		return folder, err
	}
	_, err = writeFile(ctx, filepath.Join(folder, name), func(w io.Writer) error {
		return b.compose(ctx, s, w, "", archive.Files{Where: archive.InUse}, func(int64) {})
	})
	return folder, errors.Join(err, s.Close())
}

// makeFolder makes a folder that was not there; a second one within the same
// second gets a number.
func makeFolder(path string) (string, error) {
	for n := 1; ; n++ {
		name := path
		if n > 1 {
			name = fmt.Sprintf("%s-%d", path, n)
		}
		err := os.Mkdir(name, 0o700)
		if !errors.Is(err, os.ErrExist) {
			return name, err
		}
	}
}

// copyFile copies a file if it is there.
func copyFile(from, to string) error {
	text, err := os.Open(from) //nolint:gosec // the program's own files
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = writeFile(context.Background(), to, func(w io.Writer) error {
		_, err := io.Copy(w, text)
		return err
	})
	return errors.Join(err, text.Close())
}

// replaced are the files beside the database that the backup brings, by path.
func (p *Prepared) replaced() map[string][]byte {
	out := map[string][]byte{}
	if !p.same {
		out[p.b.keyFile()] = p.u.key
	}
	if _, err := os.Stat(filepath.Join(p.b.tlsFolder(), "ca.crt")); !p.same || errors.Is(err, os.ErrNotExist) {
		for name, text := range p.u.tls {
			out[filepath.Join(p.b.tlsFolder(), name)] = text
		}
	}
	if !p.keepTrail {
		out[p.b.headsFile()] = p.u.heads
	}
	return out
}

func (p *Prepared) replacedFiles() []string { return slices.Sorted(maps.Keys(p.replaced())) }

// writeKeys puts what the backup brings beside the database next to its place,
// and writes the plan of the swap.
func (p *Prepared) writeKeys(ctx context.Context) error {
	b := p.b
	s := swap{Folder: p.dir}
	if b.File != "" {
		if err := p.u.db.Settle(ctx); err != nil {
			return err
		}
		s.Steps = append(s.Steps, swapStep{To: b.File + "-wal"}, swapStep{To: b.File + "-shm"}, swapStep{From: p.u.path, To: b.File})
	}
	replaced := p.replaced()
	for _, path := range p.replacedFiles() {
		if replaced[path] == nil { // the backup has none
			s.Steps = append(s.Steps, swapStep{To: path})
			continue
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		if err := disk.WriteFile(path+restoredFile, replaced[path]); err != nil {
			return fmt.Errorf("write %s: %w", path, err)
		}
		s.Steps = append(s.Steps, swapStep{From: path + restoredFile, To: path})
	}
	if b.File == "" {
		if len(s.Steps) == 0 {
			return nil
		}
		s.Key = p.u.key // so that it is done only if the rows were replaced
		return s.write(b.Data)
	}
	p.plan = s
	return nil
}

// Swap puts the prepared database and keys in the place of the present ones.
// Whatever happens from its beginning on, the present or the backup is there
// whole when the program starts again.
func (p *Prepared) Swap() error { return p.swap(func(string) error { return nil }) }

func (p *Prepared) swap(at func(what string) error) error {
	b := p.b
	if b.File == "" {
		p.open = false
		return errors.Join(p.u.Close(), finishKeys(b.Data, func([]byte) bool { return true }, at), os.RemoveAll(p.dir))
	}
	if err := p.u.Close(); err != nil {
		return err
	}
	p.open = false
	if err := at("prepared"); err != nil {
		return err
	}
	if err := p.plan.write(b.Data); err != nil {
		return errors.Join(err, os.RemoveAll(p.dir))
	}
	return finish(b.Data, at)
}
