package backup

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"talaan/internal/backup/archive"
	"talaan/internal/billing"
	"talaan/internal/hospital"
	"talaan/internal/media"
	"talaan/internal/sqldb"
)

// partBytes is about how many bytes of rows one part has.
const partBytes = 4 << 20

// leasesTable is the one table that is of the moment and in no backup.
const leasesTable = "backup_leases"

// Tables returns the tables of which a backup is made.
func Tables(ctx context.Context, tx *sqldb.Tx, db *sqldb.DB) ([]sqldb.Table, error) {
	all, err := db.Tables(ctx, tx)
	return slices.DeleteFunc(all, func(t sqldb.Table) bool { return t.Name == leasesTable }), err
}

// snapshot is the whole database as it was at one moment, in files on this
// computer's own disk. It is taken as fast as that disk writes, so that neither a
// slow stick nor a share that hangs keeps the moment of the database open.
type snapshot struct {
	about    archive.About
	manifest archive.Manifest // without what is only known when all is written
	tables   media.Scratch    // an archive of the tables alone
	files    media.Scratch    // a line for each of the hospital's files: SHA-256 and size
	size     int64            // of all rows, as text
}

// Close removes the files.
func (s *snapshot) Close() error { return errors.Join(s.tables.Close(), s.files.Close()) }

// take makes a snapshot.
func (b *Backups) take(ctx context.Context, note string, m moved) (_ *snapshot, err error) {
	s := &snapshot{}
	if s.tables, err = b.Media.Scratch("backup-tables"); err != nil {
		return nil, err
	}
	if s.files, err = b.Media.Scratch("backup-files"); err != nil {
		return nil, errors.Join(err, s.tables.Close())
	}
	if err = b.DB.View(ctx, func(tx *sqldb.Tx) error { return b.read(ctx, tx, s, note, m) }); err != nil {
		return nil, errors.Join(inWords(b.Data, err), s.Close())
	}
	return s, nil
}

// read copies one moment of the database.
func (b *Backups) read(ctx context.Context, tx *sqldb.Tx, s *snapshot, note string, m moved) (err error) {
	s.about = archive.About{Format: archive.Format, Program: b.Program, Engine: string(b.DB.Engine()), Note: note, MadeAt: tx.Now}
	if s.about.Schema, err = b.DB.Step(ctx, tx); err != nil { // the first query fixes the moment
		return err
	}
	if s.about.Hospital, err = hospital.Name(ctx, tx); err != nil {
		return err
	}
	head, err := b.Trail.Head(ctx, tx)
	if err != nil {
		return err
	}
	s.manifest.AuditHead = head.Text
	if s.manifest.Ledger, err = ledger(ctx, tx); err != nil {
		return err
	}
	buffered := bufio.NewWriter(s.tables)
	w, err := archive.NewWriter(buffered, s.about, "")
	if err != nil {
		return err
	}
	if s.manifest.Tables, err = dump(ctx, tx, b.DB, w, m); err != nil {
		return err
	}
	s.size = w.Bytes()
	if err := errors.Join(w.Close(archive.Manifest{}), buffered.Flush()); err != nil {
		return err
	}
	return s.list(ctx, tx)
}

// list writes down which of the hospital's files the moment knows.
func (s *snapshot) list(ctx context.Context, tx *sqldb.Tx) error {
	lines := bufio.NewWriter(s.files)
	err := media.EachStored(ctx, tx, "", func(f media.Stored) error {
		s.manifest.Files.Count++
		s.manifest.Files.Bytes += f.Size
		_, err := fmt.Fprintf(lines, "%s %d\n", f.SHA256, f.Size)
		return err
	})
	return errors.Join(err, lines.Flush())
}

func ledger(ctx context.Context, tx *sqldb.Tx) (archive.Ledger, error) {
	s, err := billing.SumLedger(ctx, tx)
	return archive.Ledger{Bills: s.Bills, Charges: int64(s.Charges), Adjustments: int64(s.Adjustments), Payments: int64(s.Payments)}, err
}

// dump writes every table into an archive.
func dump(ctx context.Context, tx *sqldb.Tx, db *sqldb.DB, w *archive.Writer, m moved) ([]archive.Table, error) {
	tables, err := Tables(ctx, tx, db)
	if err != nil {
		return nil, err
	}
	last, err := db.LastIDs(ctx, tx, tables)
	if err != nil {
		return nil, err
	}
	var out []archive.Table
	for _, t := range tables {
		d, err := dumpTable(ctx, tx, db, w, t, m)
		if err != nil {
			return nil, fmt.Errorf("back up table %s: %w", t.Name, err)
		}
		d.LastID = last[t.Name]
		out = append(out, d)
	}
	return out, nil
}

func dumpTable(ctx context.Context, tx *sqldb.Tx, db *sqldb.DB, w *archive.Writer, t sqldb.Table, m moved) (out archive.Table, err error) {
	out.Name = t.Name
	rows := newRows(t.Names())
	number := 0
	flush := func() error {
		number++
		text := rows.text()
		m(int64(len(text)))
		return w.Text(archive.TablePart(t.Name, number), text)
	}
	err = db.EachRow(ctx, tx, t, func(values []any) error {
		out.Rows++
		if err := rows.add(values); err != nil {
			return fmt.Errorf("row %d: %w", out.Rows, err)
		}
		if rows.size() < partBytes {
			return nil
		}
		return flush()
	})
	if err == nil && (rows.any() || number == 0) { // an empty table has one part too, with its columns
		err = flush()
	}
	return out, err
}

// compose writes a backup of the snapshot to w. where says where the hospital's
// files of it are; only those inside are written here.
func (b *Backups) compose(ctx context.Context, s *snapshot, to io.Writer, passphrase string, files archive.Files, m moved) error {
	w, err := archive.NewWriter(to, s.about, passphrase)
	if err != nil {
		return err
	}
	if err := b.writeKeys(w); err != nil {
		return err
	}
	if err := s.copyTables(w, m); err != nil {
		return fmt.Errorf("write the tables: %w", err)
	}
	if files.Where == archive.Inside {
		err := s.eachFile(func(f media.Stored) error {
			return b.withFile(ctx, f, func(r io.Reader) error { return w.Part(archive.MediaPart(f.SHA256), f.Size, counting{r, m}) })
		})
		if err != nil {
			return err
		}
	}
	out := s.manifest
	out.About = s.about
	out.Files.Where, out.Files.Sealed = files.Where, files.Sealed
	return w.Close(out)
}

// writeKeys writes what the program keeps apart from the database.
func (b *Backups) writeKeys(w *archive.Writer) error {
	key, err := os.ReadFile(b.keyFile())
	if err != nil {
		return fmt.Errorf("read the key file: %w", err)
	}
	if err := w.Text(archive.KeyName, string(key)); err != nil {
		return err
	}
	heads, err := os.ReadFile(b.headsFile())
	if err == nil {
		err = w.Text(archive.HeadsName, string(heads))
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	list, err := os.ReadDir(b.tlsFolder())
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("read the certificates: %w", err)
	}
	for _, e := range list { // by name
		if !e.Type().IsRegular() || strings.Contains(e.Name(), ".new-") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(b.tlsFolder(), e.Name()))
		if err != nil {
			return fmt.Errorf("read the certificates: %w", err)
		}
		if err := w.Text("tls/"+e.Name(), string(text)); err != nil {
			return err
		}
	}
	return nil
}

// copyTables copies the tables into a backup.
func (s *snapshot) copyTables(w *archive.Writer, m moved) error {
	if _, err := s.tables.Seek(0, io.SeekStart); err != nil {
		return err
	}
	r, err := archive.NewReader(s.tables, archive.Options{})
	if err != nil {
		return err
	}
	defer r.Close()
	for {
		p, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = w.Part(p.Name, p.Size, counting{r, m})
		}
		if err != nil {
			return err
		}
	}
}

// eachFile calls f for each of the hospital's files.
func (s *snapshot) eachFile(f func(media.Stored) error) error {
	if _, err := s.files.Seek(0, io.SeekStart); err != nil {
		return err
	}
	lines := bufio.NewScanner(s.files)
	for lines.Scan() {
		var m media.Stored
		if _, err := fmt.Sscanf(lines.Text(), "%s %d", &m.SHA256, &m.Size); err != nil {
			return fmt.Errorf("the list of files: %w", err)
		}
		if err := f(m); err != nil {
			return err
		}
	}
	return lines.Err()
}

// withFile lets do read one of the hospital's files.
func (b *Backups) withFile(ctx context.Context, f media.Stored, do func(io.Reader) error) error {
	r, err := b.Media.Open(ctx, f.SHA256)
	if err != nil {
		return fmt.Errorf("the file %s cannot be read; run talaan verify media: %w", f.SHA256, err)
	}
	err = do(r)
	return errors.Join(err, r.Close())
}
