// Package thumb makes small pictures of files: stand-in until it is written.
package thumb

import (
	"context"
	"errors"
	"io"
)

// ErrUnsupported means that no picture can be made of such a file.
var ErrUnsupported = errors.New("no thumbnail of such a file")

// Maker makes thumbnails.
type Maker struct{}

// NewMaker makes a maker.
func NewMaker(string) *Maker { return &Maker{} }

// Make makes a JPEG.
func (m *Maker) Make(context.Context, io.ReadSeeker, int64, string) ([]byte, error) { return nil, ErrUnsupported }

// Close ends it.
func (m *Maker) Close() error { return nil }
