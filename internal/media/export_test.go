package media

import (
	"context"
	"io"
	"time"
)

// Make is what a thumbnail maker does.
type Make func(ctx context.Context, f io.ReadSeeker, size int64, contentType string) ([]byte, error)

// Make makes.
func (m Make) Make(ctx context.Context, f io.ReadSeeker, size int64, contentType string) ([]byte, error) {
	return m(ctx, f, size, contentType)
}

// Close does nothing.
func (m Make) Close() error { return nil }

// SetMaker makes the library use m.
func (l *Library) SetMaker(m Make) { l.maker = m }

// MostUploads is the limit of unused uploads.
const MostUploads = mostUploads

// SetMakingTime sets how long one thumbnail may take.
func (l *Library) SetMakingTime(d time.Duration) { l.makingTime = d }
