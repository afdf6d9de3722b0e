// Package media keeps files: it takes them in, checks them, stores each content
// once under its SHA-256, and forgets what nobody uses. Areas refer to the rows
// of its table media by foreign keys; it does not know the areas.
package media

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"talaan/internal/clock"
	"talaan/internal/errs"
	"talaan/internal/httpapi"
	"talaan/internal/media/blob"
	"talaan/internal/media/inspect"
	"talaan/internal/media/thumb"
	"talaan/internal/sqldb"
)

// What became of the thumbnail of a file.
const (
	NoThumbnail     = "none"   // such a file has none
	ThumbnailWanted = "wanted" // it is being made
	ThumbnailMade   = "made"
	ThumbnailFailed = "failed"
)

// Keep is how long a file is kept that belongs to nothing.
const Keep = 24 * time.Hour

// batch is how many rows are asked for at once.
const batch = 500

// thumbnailType is what thumbnails are.
const thumbnailType = "image/jpeg"

// Facts are what is known of a stored file.
type Facts struct {
	ID          int64  `db:"id"`
	SHA256      string `db:"sha256"`
	Size        int64  `db:"size"` // bytes
	ContentType string `db:"content_type"`
	Width       int64  `db:"width"` // pixels; 0 when it is no picture
	Height      int64  `db:"height"`
	Thumbnail   string `db:"thumbnail"`
}

// Used tells where files are used, in words for the operator, by media id.
type Used func(ctx context.Context, tx *sqldb.Tx, mediaIDs []int64) (map[int64][]string, error)

// Noted is called in the transaction that notes a thumbnail as made or failed,
// so that an area can say which of its records changed.
type Noted func(ctx context.Context, tx *sqldb.Tx, mediaID int64) error

// Options are what a library works with.
type Options struct {
	DB    *sqldb.DB
	Store blob.Store
	Clock clock.Clock
	Log   *slog.Logger
	Data  string // folder of everything the program keeps; unfinished files stand in it
	// Held reports whether stored bytes must stay just now although no row records
	// them; nil is never.
	Held func(ctx context.Context, tx *sqldb.Tx) (bool, error)
}

// Library is the hospital's files.
type Library struct {
	Options
	used       []Used
	noted      []Noted
	temp       string
	maker      maker
	makingTime time.Duration // that one thumbnail may take
	poke       chan struct{}
	mu         sync.Mutex
	looked     time.Time // when the whole store was last looked through
	held       sync.Map  // paths of staged copies, which the sweeper leaves
}

// New makes a library; Close it.
func New(o Options) (*Library, error) {
	l := &Library{Options: o, temp: filepath.Join(o.Data, "media", "tmp"), makingTime: thumbnailTime, poke: make(chan struct{}, 1)}
	if o.Data == "" {
		return nil, errors.New("the data folder is missing: give --data DIR")
	}
	if err := os.MkdirAll(l.temp, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of unfinished files: %w", err)
	}
	l.maker = thumb.NewMaker(filepath.Join(o.Data, "cache"))
	return l, nil
}

// Serve lets an area keep files: used tells where it uses them, noted hears of
// their thumbnails; either may be nil. Call it before anything is served.
func (l *Library) Serve(used Used, noted Noted) {
	if used != nil {
		l.used = append(l.used, used)
	}
	if noted != nil {
		l.noted = append(l.noted, noted)
	}
}

// Close releases what making thumbnails holds.
func (l *Library) Close() error { return l.maker.Close() }

func contentKey(hash string) string { return "sha256/" + hash[:2] + "/" + hash[2:4] + "/" + hash }

func thumbnailKey(hash string) string {
	return "thumbs/" + hash[:2] + "/" + hash[2:4] + "/" + hash + ".jpg"
}

// Open opens the bytes of a stored file; ctx lasts for the reading too.
// blob.ErrNotFound when they are not in the store.
func (l *Library) Open(ctx context.Context, hash string) (io.ReadSeekCloser, error) {
	return l.Store.Open(ctx, contentKey(hash))
}

// OpenThumbnail opens a thumbnail; blob.ErrNotFound when there is none.
func (l *Library) OpenThumbnail(ctx context.Context, hash string) (io.ReadSeekCloser, error) {
	return l.Store.Open(ctx, thumbnailKey(hash))
}

// Info returns what is known of stored files, by id; absent ones are left out.
func Info(ctx context.Context, tx *sqldb.Tx, mediaIDs []int64) (map[int64]Facts, error) {
	out := make(map[int64]Facts, len(mediaIDs))
	for some := range slices.Chunk(mediaIDs, batch) {
		rows, err := sqldb.All[Facts](ctx, tx, `SELECT `+sqldb.Columns[Facts]("")+` FROM media WHERE id IN (`+sqldb.In(len(some))+`)`, sqldb.Args(some)...)
		if err != nil {
			return nil, fmt.Errorf("load files: %w", err)
		}
		for _, r := range rows {
			out[r.ID] = r
		}
	}
	return out, nil
}

// File is a stored file as a download under the name.
func (l *Library) File(name string, i Facts) httpapi.File {
	contentType := inspect.Named(i.ContentType, name)
	return httpapi.File{
		Name: name, ContentType: contentType, Tag: i.SHA256, Inline: inspect.Inline(contentType),
		Open: func(ctx context.Context) (io.ReadSeekCloser, error) {
			f, err := l.Open(ctx, i.SHA256)
			if err != nil {
				return nil, fmt.Errorf("open file %d (%s): %w", i.ID, i.SHA256, err)
			}
			return f, nil
		},
	}
}

// ThumbnailOf is the thumbnail of a stored file as a download; errs.NotFound
// until there is one.
func (l *Library) ThumbnailOf(name string, i Facts) (httpapi.File, error) {
	none := errs.NotFoundf("There is no thumbnail of %s.", name)
	if i.Thumbnail != ThumbnailMade {
		return httpapi.File{}, none
	}
	return httpapi.File{
		Name: name + ".jpg", ContentType: thumbnailType, Tag: i.SHA256 + "-thumbnail", Inline: true,
		Open: func(ctx context.Context) (io.ReadSeekCloser, error) {
			f, err := l.OpenThumbnail(ctx, i.SHA256)
			if errors.Is(err, blob.ErrNotFound) {
				return nil, none
			}
			return f, err
		},
	}, nil
}
