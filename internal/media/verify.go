package media

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"talaan/internal/media/blob"
	"talaan/internal/sqldb"
)

// Fault is a recorded file that is not as it was recorded.
type Fault struct {
	Facts
	What  string   // like "is missing"
	Where []string // uses of it, in words
}

// Verified is what a look at every file found.
type Verified struct {
	Files      int64 // recorded
	Bytes      int64 // of all recorded files
	Faults     int64
	Unrecorded int64 // objects in the store that no row records; the sweeper's
}

// Verify reads every recorded file and compares it with its SHA-256 and its
// size. fault hears of each that is not right, progress after each file of
// what was read so far; either may be nil. It goes on after a file that cannot
// be read; an error means that the look was not finished.
func (l *Library) Verify(ctx context.Context, fault func(Fault) error, progress func(soFar Verified)) (Verified, error) {
	var v Verified
	for after := int64(0); ; {
		var files []Facts
		err := l.DB.View(ctx, func(tx *sqldb.Tx) (err error) {
			files, err = sqldb.All[Facts](ctx, tx, `SELECT `+sqldb.Columns[Facts]("")+` FROM media WHERE id > ? ORDER BY id LIMIT ?`, after, batch)
			return err
		})
		if err != nil {
			return v, fmt.Errorf("list the recorded files: %w", err)
		}
		for _, f := range files {
			after = f.ID
			if err := l.verifyOne(ctx, &v, f, fault); err != nil {
				return v, err
			}
			if progress != nil {
				progress(v)
			}
		}
		if len(files) < batch {
			break
		}
	}
	return v, l.countUnrecorded(ctx, &v)
}

func (l *Library) verifyOne(ctx context.Context, v *Verified, f Facts, report func(Fault) error) error {
	what := l.compare(ctx, f)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var where []string
	if what != "" {
		there, uses, err := l.uses(ctx, f.ID)
		if err != nil {
			return fmt.Errorf("find where file %s is used: %w", f.SHA256, err)
		}
		if !there {
			return nil // forgotten while we read
		}
		where = uses
	}
	v.Files++
	v.Bytes += f.Size
	if what == "" {
		return nil
	}
	v.Faults++
	if report == nil {
		return nil
	}
	return report(Fault{f, what, where})
}

// compare says what is wrong with a file, or nothing.
func (l *Library) compare(ctx context.Context, f Facts) string {
	r, err := l.Open(ctx, f.SHA256)
	if errors.Is(err, blob.ErrNotFound) {
		return "is missing"
	}
	if err != nil {
		return "cannot be opened: " + err.Error()
	}
	sum := sha256.New()
	n, err := io.CopyBuffer(sum, onlyRead{r}, make([]byte, bufferSize))
	_ = r.Close() // only read
	switch {
	case err != nil:
		return "cannot be read: " + err.Error()
	case n != f.Size:
		return fmt.Sprintf("has %d bytes, not %d", n, f.Size)
	case hex.EncodeToString(sum.Sum(nil)) != f.SHA256:
		return "is damaged: it holds other bytes"
	}
	return ""
}

// onlyRead hides what else a reader can, so that the copy uses its buffer.
type onlyRead struct{ io.Reader }

// uses reports whether the row is still there, and who uses it.
func (l *Library) uses(ctx context.Context, mediaID int64) (there bool, uses []string, err error) {
	err = l.DB.View(ctx, func(tx *sqldb.Tx) error {
		found, err := Info(ctx, tx, []int64{mediaID})
		if err != nil || len(found) == 0 {
			return err
		}
		there = true
		for _, used := range l.used {
			where, err := used(ctx, tx, []int64{mediaID})
			if err != nil {
				return err
			}
			uses = append(uses, where[mediaID]...)
		}
		waiting, err := sqldb.All[uploadRow](ctx, tx, `SELECT `+sqldb.Columns[uploadRow]("")+` FROM uploads WHERE media_id = ? ORDER BY id LIMIT 100`, mediaID)
		for _, u := range waiting {
			uses = append(uses, fmt.Sprintf("upload %d of user %d, “%s”, in no album yet", u.ID, u.UserID, u.Name))
		}
		return err
	})
	return there, uses, err
}

// countUnrecorded counts stored contents and thumbnails without a row.
func (l *Library) countUnrecorded(ctx context.Context, v *Verified) error {
	var some []blob.Object
	flush := func() error {
		lost, err := l.unrecorded(ctx, some)
		v.Unrecorded += int64(len(lost))
		some = some[:0]
		return err
	}
	err := l.Store.List(ctx, "", func(o blob.Object) error {
		if hashOf(o.Key) == "" {
			v.Unrecorded++
			return nil
		}
		if some = append(some, o); len(some) == batch {
			return flush()
		}
		return nil
	})
	if err := errors.Join(err, flush()); err != nil {
		return fmt.Errorf("list the stored files: %w", err)
	}
	return nil
}
