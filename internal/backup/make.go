package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"talaan/internal/backup/archive"
	"talaan/internal/disk"
	"talaan/internal/errs"
	"talaan/internal/sqldb"
)

// reserve is how many bytes stay free on a disk that a backup is written to.
const reserve = 64 << 20

// Request is a backup that is made at once.
type Request struct {
	Folder     string
	FileName   string // as the moment says when blank
	Kind       Kind
	Note       string
	Passphrase string // blank for none
	// Progress hears how far it is; it may be nil.
	Progress func(done, total int64)
}

// Make makes a backup now, whatever the settings say.
func (b *Backups) Make(ctx context.Context, r Request) (Backup, error) {
	var row Backup
	var l lease
	err := b.DB.InTx(ctx, func(tx *sqldb.Tx) (err error) {
		if l, err = b.acquire(ctx, tx, writing); err != nil {
			return err
		}
		if row, err = b.ask(ctx, tx, BackupDestination{Folder: r.Folder, Complete: r.Kind == Complete}, r.Note, false); err != nil {
			return err
		}
		if r.FileName != "" {
			row.FileName = r.FileName
		}
		return b.begin(ctx, tx, &row)
	})
	if err != nil {
		return row, err
	}
	return b.run(ctx, l, row, r.Passphrase, r.Progress)
}

// begin notes that a backup is being made. Whoever holds the lease knows that no
// other one is.
func (b *Backups) begin(ctx context.Context, tx *sqldb.Tx, row *Backup) error {
	interrupted, err := sqldb.All[Backup](ctx, tx, `SELECT `+sqldb.Columns[Backup]("")+` FROM backups WHERE status = ? AND id <> ?`, Running, row.ID)
	if err != nil {
		return err
	}
	for _, i := range interrupted {
		i.Status, i.EndedAt, i.Failure = Failed, &tx.Now, "It was interrupted: the program ended."
		if err := change(ctx, tx, i); err != nil {
			return err
		}
	}
	if row.FileName, err = freeName(ctx, tx, *row); err != nil {
		return err
	}
	row.Status = Running
	return change(ctx, tx, *row)
}

// freeName is the name of the backup's file, with the backup's number when
// another one of its folder was asked for in the same second.
func freeName(ctx context.Context, tx *sqldb.Tx, row Backup) (string, error) {
	others, err := sqldb.One[int64](ctx, tx, `SELECT COUNT(*) FROM backups WHERE folder = ? AND file_name = ? AND id <> ?`, row.Folder, row.FileName, row.ID)
	if err != nil || others == 0 {
		return row.FileName, err
	}
	return fmt.Sprintf("%s-%d%s", strings.TrimSuffix(row.FileName, extension), row.ID, extension), nil
}

// run makes the backup of a row that is Running, and writes down what became of it.
func (b *Backups) run(ctx context.Context, l lease, row Backup, passphrase string, progress func(done, total int64)) (Backup, error) {
	row.Encrypted = passphrase != ""
	failed := b.produce(ctx, l, &row, passphrase, progress)
	if errors.Is(failed, context.Canceled) && ctx.Err() != nil {
		failed = errors.New("it was interrupted: the program was stopped")
	}
	ctx = context.WithoutCancel(ctx)
	err := b.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		row.Status, row.EndedAt = Done, &tx.Now
		if failed != nil {
			row.Status, row.Failure = Failed, shorten(failed.Error())
		}
		return errors.Join(change(ctx, tx, row), l.release(ctx, tx))
	})
	return row, errors.Join(failed, err)
}

func (b *Backups) produce(ctx context.Context, l lease, row *Backup, passphrase string, tell func(done, total int64)) (err error) {
	before := int64(0)
	progress := func(done int64) error { return b.progress(ctx, l, row, before+done, tell) }
	var s *snapshot
	err = b.guard(ctx, "the database", progress, func(ctx context.Context, m moved) (err error) {
		s, err = b.take(ctx, row.Note, m)
		return err
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	before = s.size
	row.StartedAt = s.about.MadeAt
	row.Files, row.FilesBytes = s.manifest.Files.Count, s.manifest.Files.Bytes
	row.TotalBytes = 2*s.size + row.FilesBytes
	var size int64
	err = b.guard(ctx, row.Folder, progress, func(ctx context.Context, m moved) (err error) {
		size, err = b.put(ctx, s, *row, passphrase, m)
		return inWords(row.Folder, err)
	})
	row.Size, row.DoneBytes = size, row.TotalBytes
	return err
}

// progress writes down how far it is and keeps the lease.
func (b *Backups) progress(ctx context.Context, l lease, row *Backup, done int64, tell func(done, total int64)) error {
	if tell != nil {
		tell(done, row.TotalBytes)
	}
	return b.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		if err := l.renew(ctx, tx); err != nil {
			return err
		}
		if done == row.DoneBytes {
			return nil
		}
		row.DoneBytes = done
		return change(ctx, tx, *row)
	})
}

// put writes a snapshot to where it belongs and returns the file's size.
func (b *Backups) put(ctx context.Context, s *snapshot, row Backup, passphrase string, m moved) (int64, error) {
	path := filepath.Join(row.Folder, row.FileName)
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		return 0, errors.Join(fmt.Errorf("there is a file %s already", path), err)
	}
	files := archive.Files{Where: archive.Inside}
	if row.Kind == Folder {
		files = archive.Files{Where: archive.Beside, Sealed: passphrase != ""}
		if err := b.putFiles(ctx, s, row.Folder, path, files.Sealed, m); err != nil {
			return 0, err
		}
	} else if err := room(row.Folder, s.size/2+row.FilesBytes); err != nil {
		return 0, err
	}
	return writeFile(ctx, path, func(w io.Writer) error { return b.compose(ctx, s, w, passphrase, files, m) })
}

// room refuses a folder that is not there or has not enough free space.
func room(folder string, need int64) error {
	info, err := os.Stat(folder)
	if errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("there is no folder %s; is the stick or the share there?", folder)
	}
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%s is no folder", folder)
	}
	free, err := disk.Free(folder)
	if err != nil {
		return err
	}
	if free-reserve < need {
		return &errs.Error{Kind: errs.TooLarge, Message: fmt.Sprintf("%s has %s free, and about %s are needed. Make room, or take another disk.", folder, megabytes(free), megabytes(need+reserve))}
	}
	return nil
}

func megabytes(n int64) string { return fmt.Sprintf("%d MB", (n+1<<20-1)>>20) }
