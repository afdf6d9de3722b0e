package media

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"time"

	"talaan/internal/live"
	"talaan/internal/media/thumb"
	"talaan/internal/sqldb"
)

const (
	// thumbnailTries is how often a thumbnail is tried before it counts as failed.
	thumbnailTries = 3
	// thumbnailLease is how long a server has a thumbnail for itself, and how long
	// a failed one rests.
	thumbnailLease = 5 * time.Minute
	// thumbnailTime is how long one may take.
	thumbnailTime = 2 * time.Minute
	// thumbnailEnd is how long one may take to end after that.
	thumbnailEnd = 5 * time.Second
	// thumbnailPause is how long the watch sleeps when nobody wakes it.
	thumbnailPause = 5 * time.Second
)

// maker makes a JPEG of a file; thumb.Maker does.
type maker interface {
	Make(ctx context.Context, f io.ReadSeeker, size int64, contentType string) ([]byte, error)
	Close() error
}

// Noticed wakes the watch when one of the committed changes is a new file.
func (l *Library) Noticed(changes []live.Change) {
	for _, c := range changes {
		if c.Entity == entity {
			select {
			case l.poke <- struct{}{}:
			default: // awake already
			}
			return
		}
	}
}

// Watch makes thumbnails, as they are wanted, until ctx ends.
func (l *Library) Watch(ctx context.Context) error {
	t := time.NewTicker(thumbnailPause)
	defer t.Stop()
	for ctx.Err() == nil {
		if err := l.Thumbnails(ctx); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
		case <-l.poke:
		case <-t.C:
		}
	}
	return nil
}

type wanted struct {
	ID          int64     `db:"id"`
	SHA256      string    `db:"sha256"`
	Size        int64     `db:"size"`
	ContentType string    `db:"content_type"`
	Tries       int64     `db:"thumbnail_tries"`
	After       time.Time `db:"thumbnail_after"`
}

// Thumbnails makes all thumbnails that are wanted now. One that fails is logged
// and tried again later, three times; the others are made all the same.
func (l *Library) Thumbnails(ctx context.Context) error {
	for ctx.Err() == nil {
		w, err := l.lease(ctx)
		if err != nil || w == nil {
			return err
		}
		err = l.thumbnail(ctx, *w)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		state := ThumbnailMade
		if err != nil {
			l.Log.Warn("no thumbnail", "media", w.ID, "sha256", w.SHA256, "try", w.Tries, "error", err)
			if !errors.Is(err, thumb.ErrUnsupported) && w.Tries < thumbnailTries {
				continue
			}
			state = ThumbnailFailed
		}
		if err := l.settle(ctx, w.ID, state); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// lease takes the next wanted thumbnail for this server, nil when there is
// none. One whose last try never ended is given up.
func (l *Library) lease(ctx context.Context) (taken *wanted, err error) {
	err = l.DB.View(ctx, func(tx *sqldb.Tx) error { // nothing to do is the usual case, and costs no write
		n, err := sqldb.All[int64](ctx, tx, `SELECT id FROM media WHERE thumbnail = ? AND thumbnail_after <= ? LIMIT 1`, ThumbnailWanted, tx.Now)
		if err == nil && len(n) == 0 {
			err = sqldb.ErrNoRows
		}
		return err
	})
	if errors.Is(err, sqldb.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for wanted thumbnails: %w", err)
	}
	err = l.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		taken = nil
		list, err := sqldb.All[wanted](ctx, tx, `SELECT `+sqldb.Columns[wanted]("")+` FROM media WHERE thumbnail = ? AND thumbnail_after <= ? ORDER BY thumbnail_after, id LIMIT 10`, ThumbnailWanted, tx.Now)
		if err != nil {
			return err
		}
		for _, w := range list {
			if w.Tries >= thumbnailTries {
				if err := l.note(ctx, tx, w.ID, ThumbnailFailed); err != nil {
					return err
				}
				continue
			}
			n, err := tx.Exec(ctx, `UPDATE media SET thumbnail_tries = thumbnail_tries + 1, thumbnail_after = ? WHERE id = ? AND thumbnail = ? AND thumbnail_tries = ? AND thumbnail_after = ?`,
				tx.Now.Add(thumbnailLease), w.ID, ThumbnailWanted, w.Tries, w.After)
			if err != nil {
				return err
			}
			if n == 1 {
				w.Tries++
				taken = &w
				return nil
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("take a wanted thumbnail: %w", err)
	}
	return taken, nil
}

// thumbnail makes one and stores it. A maker that panics or hangs fails; a
// hanging one is left behind.
func (l *Library) thumbnail(ctx context.Context, w wanted) error {
	ctx, cancel := context.WithTimeout(ctx, l.makingTime)
	defer cancel()
	done := make(chan error, 1)
	go func() {
		defer func() {
			if v := recover(); v != nil {
				done <- fmt.Errorf("panic: %v\n%s", v, debug.Stack())
			}
		}()
		done <- l.make(ctx, w)
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	end := time.NewTimer(min(thumbnailEnd, l.makingTime))
	defer end.Stop()
	select {
	case err := <-done:
		return err
	case <-end.C:
		l.Log.Error("a thumbnail does not end", "media", w.ID, "sha256", w.SHA256)
	}
	return ctx.Err()
}

func (l *Library) make(ctx context.Context, w wanted) (err error) {
	f, err := l.OnDisk(ctx, w.SHA256)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	jpeg, err := l.maker.Make(ctx, f, w.Size, w.ContentType)
	if err != nil {
		return err
	}
	return l.Store.Put(ctx, thumbnailKey(w.SHA256), bytes.NewReader(jpeg), int64(len(jpeg)))
}

func (l *Library) settle(ctx context.Context, mediaID int64, state string) error {
	err := l.DB.InTx(ctx, func(tx *sqldb.Tx) error { return l.note(ctx, tx, mediaID, state) })
	if err != nil {
		return fmt.Errorf("note the thumbnail of file %d: %w", mediaID, err)
	}
	return nil
}

// note writes what became of a wanted thumbnail and tells whoever shows it.
func (l *Library) note(ctx context.Context, tx *sqldb.Tx, mediaID int64, state string) error {
	n, err := tx.Exec(ctx, `UPDATE media SET thumbnail = ? WHERE id = ? AND thumbnail = ?`, state, mediaID, ThumbnailWanted)
	if err != nil || n == 0 {
		return err
	}
	tx.Changed(entity, mediaID)
	return l.Tell(ctx, tx, mediaID)
}

// Tell lets the areas know that the thumbnail of a file was made or failed.
func (l *Library) Tell(ctx context.Context, tx *sqldb.Tx, mediaID int64) error {
	for _, noted := range l.noted {
		if err := noted(ctx, tx, mediaID); err != nil {
			return err
		}
	}
	return nil
}
