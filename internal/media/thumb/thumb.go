// Package thumb makes small JPEG pictures of files: of pictures, and of the
// first page of PDFs. The files are strangers' and may be built to hurt.
package thumb

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"io"
	"mime"
	"runtime/debug"
	"sync"
	"time"
)

const (
	// side is how many pixels a thumbnail has at most, across and down.
	side = 400
	// quality is that of the JPEG.
	quality = 82
	// pdfIdle is how long what draws PDFs is kept while none come; it holds some
	// 35 MB and what the last pages took, and starts in a tenth of a second.
	pdfIdle = time.Minute
)

// ErrUnsupported means that no picture can be made of such a file, however
// often it is tried.
var ErrUnsupported = errors.New("no thumbnail of such a file")

var errClosed = errors.New("the maker of thumbnails is closed")

// Maker makes thumbnails, one at a time, so that what it needs at most is what
// the greatest single file needs: see mostMemory and mostPDFMemory. Make one by
// NewMaker; Close it.
type Maker struct {
	cacheDir string
	closed   chan struct{} // closed by Close
	close    func()        // closes it, once
	turn     chan struct{} // holds one while somebody is at work; guards what follows
	pdf      *renderer     // nil while none is started
	rest     *time.Timer   // lets go of pdf; nil until the first PDF
}

// NewMaker makes a maker. What is costly to prepare it keeps in cacheDir, which
// it makes when it needs it and which may be deleted at any time.
func NewMaker(cacheDir string) *Maker {
	closed := make(chan struct{})
	return &Maker{cacheDir: cacheDir, closed: closed, close: sync.OnceFunc(func() { close(closed) }), turn: make(chan struct{}, 1)}
}

// Make returns a JPEG that shows the file in at most 400x400 pixels: a picture
// (JPEG, PNG, WebP, or the first of a GIF) as its EXIF data says it is to be
// held, or the first page of a PDF. What is transparent becomes white; what is
// small stays small. Anything else, a PDF with a password, and a picture that
// needs too much memory are ErrUnsupported; damaged ones are some other error.
// It waits its turn, and stops when ctx ends or the maker is closed.
func (m *Maker) Make(ctx context.Context, f io.ReadSeeker, size int64, contentType string) ([]byte, error) {
	kind, _, _ := mime.ParseMediaType(contentType) // "" when it is none
	format, isPicture := formats[kind]
	if !isPicture && kind != "application/pdf" {
		return nil, ErrUnsupported
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() {
		select {
		case <-m.closed:
			cancel(errClosed)
		case <-ctx.Done():
		}
	}()
	out, err := m.make(ctx, f, size, format, isPicture)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx) // rather than what broke because of that
	}
	return out, err
}

// make waits until nobody else is at work, and works.
func (m *Maker) make(ctx context.Context, f io.ReadSeeker, size int64, of format, isPicture bool) ([]byte, error) {
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case m.turn <- struct{}{}:
	}
	defer func() { <-m.turn }()
	select {
	case <-m.closed: // nothing may be started after that
		return nil, errClosed
	default:
	}
	file := &source{ended: ctx.Err, f: f}
	defer file.forget()
	var img image.Image
	var err error
	if isPicture {
		img, err = picture(ctx, file, of)
	} else {
		img, err = m.firstPage(ctx, file, size)
	}
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = jpeg.Encode(&b, img, &jpeg.Options{Quality: quality})
	return b.Bytes(), err
}

// Close stops what is being made, waits for its end and releases everything.
func (m *Maker) Close() error {
	m.close()
	m.turn <- struct{}{}
	defer func() { <-m.turn }()
	if m.rest != nil {
		m.rest.Stop()
	}
	return m.releasePDF()
}

// source is a file that cannot be read any more once the work has ended, which
// is what stops a decoder.
type source struct {
	ended func() error
	f     io.ReadSeeker
}

func (s *source) Read(p []byte) (int, error) {
	if err := s.ended(); err != nil {
		return 0, err
	}
	return s.f.Read(p)
}

func (s *source) Seek(offset int64, whence int) (int64, error) { return s.f.Seek(offset, whence) }

// forget lets go of the file, should somebody still hold the source.
func (s *source) forget() { s.f = bytes.NewReader(nil) }

// tidy gives memory back to the system now, so that what one file needed and
// what the next one needs do not add up, and a server at rest is small.
func tidy() { debug.FreeOSMemory() }
