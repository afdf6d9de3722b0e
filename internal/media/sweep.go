package media

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"talaan/internal/media/blob"
	"talaan/internal/sqldb"
)

const (
	// lookEvery is how often the whole store is looked through.
	lookEvery = 24 * time.Hour
	// uploadsAtOnce is how many expired uploads one transaction deletes.
	uploadsAtOnce = 100
)

// Sweep forgets what nobody came for: uploads older than Keep, with the rows of
// their files when nothing else uses those, unfinished files, and, once a day,
// stored bytes that no row records. What cannot be deleted now is logged and
// tried again next time.
//
// Only an upload's going can leave a file without use, since whatever else
// refers to a file keeps doing so; so nothing but expired and discarded uploads
// is tried, never all the hospital's files.
func (l *Library) Sweep(ctx context.Context) error {
	err := errors.Join(l.sweepUploads(ctx), l.sweepTemp())
	now := l.Clock.Now()
	l.mu.Lock()
	due := l.looked.IsZero() || now.Sub(l.looked) >= lookEvery || now.Before(l.looked)
	l.mu.Unlock()
	if due {
		serr := l.sweepStore(ctx)
		if serr == nil {
			l.mu.Lock()
			l.looked = now
			l.mu.Unlock()
		}
		err = errors.Join(err, serr)
	}
	return err
}

func (l *Library) sweepUploads(ctx context.Context) error {
	for more := true; more && ctx.Err() == nil; {
		err := l.DB.InTx(ctx, func(tx *sqldb.Tx) error {
			expired, err := sqldb.All[uploadRow](ctx, tx, `SELECT `+sqldb.Columns[uploadRow]("")+` FROM uploads WHERE created_at <= ? ORDER BY created_at, id LIMIT ?`, tx.Now.Add(-Keep), uploadsAtOnce)
			if err != nil {
				return err
			}
			more = len(expired) == uploadsAtOnce
			for _, u := range expired {
				if err := deleteUpload(ctx, tx, u); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("delete expired uploads: %w", err)
		}
	}
	return nil
}

// sweepTemp removes unfinished files that a crash left.
func (l *Library) sweepTemp() error {
	list, err := os.ReadDir(l.temp)
	if err != nil {
		return fmt.Errorf("look for unfinished files: %w", err)
	}
	var failed error
	for _, e := range list {
		path := filepath.Join(l.temp, e.Name())
		if _, held := l.held.Load(path); held {
			continue
		}
		info, err := e.Info()
		if err == nil && l.Clock.Now().Sub(info.ModTime()) > Keep && info.Mode().IsRegular() {
			err = os.Remove(path)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			failed = errors.Join(failed, fmt.Errorf("remove an unfinished file: %w", err))
		}
	}
	return failed
}

// sweepStore deletes stored bytes older than Keep that no row records.
func (l *Library) sweepStore(ctx context.Context) error {
	var old []blob.Object
	flush := func() error {
		lost, err := l.unrecorded(ctx, old)
		old = old[:0]
		for _, o := range lost {
			err = errors.Join(err, l.sweepObject(ctx, o))
		}
		return err
	}
	var failed error
	err := l.Store.List(ctx, "", func(o blob.Object) error {
		if hashOf(o.Key) == "" || l.young(o) {
			return nil
		}
		if old = append(old, o); len(old) == batch {
			failed = errors.Join(failed, flush())
		}
		return nil
	})
	if err := errors.Join(err, failed, flush()); err != nil {
		return fmt.Errorf("look through the file store: %w", err)
	}
	return nil
}

func (l *Library) young(o blob.Object) bool { return l.Clock.Now().Sub(o.ModTime) <= Keep }

// hashOf returns the hash in a key that contentKey or thumbnailKey made, else "".
func hashOf(key string) string {
	hash := strings.TrimSuffix(key[strings.LastIndex(key, "/")+1:], ".jpg")
	if len(hash) == 64 && (key == contentKey(hash) || key == thumbnailKey(hash)) {
		return hash
	}
	return ""
}

// unrecorded returns the objects without a row.
func (l *Library) unrecorded(ctx context.Context, list []blob.Object) ([]blob.Object, error) {
	if len(list) == 0 {
		return nil, nil
	}
	hashes := make([]string, len(list))
	for i, o := range list {
		hashes[i] = hashOf(o.Key)
	}
	known := map[string]bool{}
	err := l.DB.View(ctx, func(tx *sqldb.Tx) error {
		found, err := sqldb.All[string](ctx, tx, `SELECT sha256 FROM media WHERE sha256 IN (`+sqldb.In(len(hashes))+`)`, sqldb.Args(hashes)...)
		for _, h := range found {
			known[h] = true
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look up stored files: %w", err)
	}
	var out []blob.Object
	for i, o := range list {
		if !known[hashes[i]] {
			out = append(out, o)
		}
	}
	return out, nil
}

// sweepObject deletes bytes that no row records, unless a backup is being made
// that may know of them. It holds the row's unique key
// meanwhile, so that nobody records the file in the middle: who comes then
// waits, finds the bytes gone and puts them again.
func (l *Library) sweepObject(ctx context.Context, o blob.Object) error {
	err := l.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		if l.Held != nil {
			if held, err := l.Held(ctx, tx); err != nil || held {
				return err
			}
		}
		id, err := sqldb.Insert(ctx, tx, "media", mediaRow{
			Facts: Facts{SHA256: hashOf(o.Key), Size: max(o.Size, 1), Thumbnail: NoThumbnail}, CreatedAt: tx.Now, ThumbnailAfter: tx.Now,
		})
		if errors.Is(err, sqldb.ErrDuplicate) {
			return nil // recorded meanwhile
		}
		if err != nil {
			return err
		}
		if err := l.deleteOld(ctx, o.Key); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `DELETE FROM media WHERE id = ?`, id)
		return err
	})
	if err != nil {
		return fmt.Errorf("delete %s, which nothing records: %w", o.Key, err)
	}
	return nil
}

// deleteOld deletes an object unless it was put again a moment ago.
func (l *Library) deleteOld(ctx context.Context, key string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	now, err := l.Store.Stat(ctx, key)
	if errors.Is(err, blob.ErrNotFound) {
		return nil
	}
	if err != nil || l.young(now) {
		return err
	}
	l.Log.Info("an unrecorded file is deleted", "key", key, "bytes", now.Size)
	return l.Store.Delete(ctx, key)
}
