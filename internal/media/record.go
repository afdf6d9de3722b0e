package media

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"talaan/internal/media/blob"
	"talaan/internal/sqldb"
)

// patience is how long the store may take to answer a question that is asked
// while the database is locked.
const patience = 10 * time.Second

type mediaRow struct {
	Facts
	CreatedAt      time.Time `db:"created_at"`
	ThumbnailTries int64     `db:"thumbnail_tries"`
	ThumbnailAfter time.Time `db:"thumbnail_after"`
}

// Record notes a staged file in the database, in the act's own transaction, and
// returns its media id, the same for the same content. The caller makes a row
// that refers to it before the transaction ends.
//
// The row is locked from here to the commit. The sweeper deletes bytes only
// while it holds that lock, so bytes that are there now stay; if it was here
// first, they are put again from the staged copy.
func (l *Library) Record(ctx context.Context, tx *sqldb.Tx, s *Staged) (int64, error) {
	id, err := l.row(ctx, tx, s)
	if err != nil {
		return 0, fmt.Errorf("record file %s: %w", s.SHA256, err)
	}
	if err := l.ensure(ctx, s); err != nil {
		return 0, l.full(fmt.Errorf("record file %s: %w", s.SHA256, err))
	}
	return id, nil
}

// row finds or makes the row of the file and locks it.
func (l *Library) row(ctx context.Context, tx *sqldb.Tx, s *Staged) (int64, error) {
	id, err := sqldb.One[int64](ctx, tx, `SELECT id FROM media WHERE sha256 = ?`, s.SHA256)
	if err == nil {
		n, err := tx.Exec(ctx, `UPDATE media SET size = size WHERE id = ?`, id)
		if err == nil && n == 0 { // deleted between the two
			err = sqldb.Retry(sqldb.ErrNoRows)
		}
		return id, err
	}
	if !errors.Is(err, sqldb.ErrNoRows) {
		return 0, err
	}
	row := mediaRow{
		Facts:     Facts{SHA256: s.SHA256, Size: s.Size, ContentType: s.ContentType, Width: s.Width, Height: s.Height, Thumbnail: thumbnailAtFirst(s.ContentType)},
		CreatedAt: tx.Now, ThumbnailAfter: tx.Now,
	}
	id, err = sqldb.Insert(ctx, tx, "media", row)
	if errors.Is(err, sqldb.ErrDuplicate) {
		return 0, sqldb.Retry(err)
	}
	if row.Thumbnail == ThumbnailWanted {
		tx.Changed(entity, id)
	}
	return id, err
}

func thumbnailAtFirst(contentType string) string {
	if strings.HasPrefix(contentType, "image/") || contentType == "application/pdf" {
		return ThumbnailWanted
	}
	return NoThumbnail
}

// ensure puts the bytes again when they are gone.
func (l *Library) ensure(ctx context.Context, s *Staged) error {
	look, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	there, err := l.Store.Stat(look, contentKey(s.SHA256))
	if err == nil && there.Size == s.Size {
		return nil
	}
	if err != nil && !errors.Is(err, blob.ErrNotFound) {
		return err
	}
	if s.temp == "" {
		return errors.New("the staged file was closed")
	}
	f, err := os.Open(s.temp)
	if err != nil {
		return err
	}
	return errors.Join(l.Store.Put(ctx, contentKey(s.SHA256), f, s.Size), f.Close())
}

// forget deletes the row of a file unless something refers to it. The bytes
// follow when the store is looked through.
func forget(ctx context.Context, tx *sqldb.Tx, mediaID int64) error {
	_, err := tx.Exec(ctx, `DELETE FROM media WHERE id = ?`, mediaID)
	if errors.Is(err, sqldb.ErrReferenced) {
		return nil
	}
	return err
}

// Stored names a file in the store.
type Stored struct {
	SHA256 string `db:"sha256"`
	Size   int64  `db:"size"` // bytes
}

// EachStored calls f for every recorded file after one, by its SHA-256, until f
// returns an error, which it returns.
func EachStored(ctx context.Context, tx *sqldb.Tx, after string, f func(Stored) error) error {
	for {
		some, err := sqldb.All[Stored](ctx, tx, `SELECT sha256, size FROM media WHERE sha256 > ? ORDER BY sha256 LIMIT ?`, after, batch)
		if err != nil {
			return fmt.Errorf("list the recorded files: %w", err)
		}
		for _, s := range some {
			after = s.SHA256
			if err := f(s); err != nil {
				return err
			}
		}
		if len(some) < batch {
			return nil
		}
	}
}

// Intact reports whether the bytes of a file are in the store, and are its own.
func (l *Library) Intact(ctx context.Context, s Stored) bool {
	return l.compare(ctx, Facts{SHA256: s.SHA256, Size: s.Size}) == ""
}

// Bring puts the bytes of a file into the store that come from elsewhere, such
// as a backup; they are checked as they come.
func (l *Library) Bring(ctx context.Context, s Stored, from io.Reader) error {
	copied, err := l.Scratch("brought")
	if err != nil {
		return err
	}
	defer func() { _ = copied.Close() }() // it goes either way
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(copied, sum), io.LimitReader(from, s.Size+1))
	if err == nil && (n != s.Size || hex.EncodeToString(sum.Sum(nil)) != s.SHA256) {
		err = fmt.Errorf("the file %s holds other bytes than were recorded", s.SHA256)
	}
	if err == nil {
		_, err = copied.Seek(0, io.SeekStart)
	}
	if err != nil {
		return l.full(err)
	}
	return l.full(l.Store.Put(ctx, contentKey(s.SHA256), copied, s.Size))
}

// Adopt adds the rows of another state of the same store that are not in this
// one, so that the sweeper leaves their bytes: a safety copy of that state needs them.
func Adopt(ctx context.Context, from, to *sqldb.Tx) error {
	for after := ""; ; {
		rows, err := sqldb.All[mediaRow](ctx, from, `SELECT `+sqldb.Columns[mediaRow]("")+` FROM media WHERE sha256 > ? ORDER BY sha256 LIMIT ?`, after, batch)
		if err != nil || len(rows) == 0 {
			return err
		}
		after = rows[len(rows)-1].SHA256
		hashes := make([]string, len(rows))
		for i, r := range rows {
			hashes[i] = r.SHA256
		}
		there, err := sqldb.All[string](ctx, to, `SELECT sha256 FROM media WHERE sha256 IN (`+sqldb.In(len(hashes))+`)`, sqldb.Args(hashes)...)
		if err != nil {
			return err
		}
		rows = slices.DeleteFunc(rows, func(r mediaRow) bool { return slices.Contains(there, r.SHA256) })
		if len(rows) == 0 {
			continue
		}
		if err := sqldb.InsertAll(ctx, to, "media", rows); err != nil {
			return fmt.Errorf("keep the rows of files: %w", err)
		}
	}
}

// Forget is for a database that comes back from a backup: uploads that were not
// used go, and thumbnails, which no backup has, are wanted again.
func Forget(ctx context.Context, tx *sqldb.Tx) error {
	left, err := sqldb.All[uploadRow](ctx, tx, `SELECT `+sqldb.Columns[uploadRow]("")+` FROM uploads ORDER BY id`)
	if err != nil {
		return err
	}
	for _, u := range left {
		if err := deleteUpload(ctx, tx, u); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `UPDATE media SET thumbnail = ?, thumbnail_tries = 0, thumbnail_after = ? WHERE thumbnail <> ?`, ThumbnailWanted, tx.Now, NoThumbnail)
	return err
}
