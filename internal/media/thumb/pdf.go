package thumb

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// mostPDFMemory is how much memory drawing one page may take, in WebAssembly
// pages of 64 KB: 256 MB. While it grows the old memory stands beside the new.
const mostPDFMemory = 256 << 20 >> 16

// compilers is how many threads turn PDFium into machine code, the first time
// on a computer. With one alone it could not be stopped.
const compilers = 2

// renderer is PDFium as WebAssembly: it sees the file that it draws and
// nothing else, no folder, network or clock, and cannot crash the program.
type renderer struct {
	stop  context.CancelFunc // ends whatever it does, for good
	pool  pdfium.Pool
	cache wazero.CompilationCache
}

// firstPage returns the thumbnail of a PDF. Whatever goes wrong, the next PDF
// gets a new renderer.
func (m *Maker) firstPage(ctx context.Context, f io.ReadSeeker, size int64) (img image.Image, err error) {
	if size < 1 || size > math.MaxInt32 {
		return nil, fmt.Errorf("%w: a PDF of %d bytes", ErrUnsupported, size)
	}
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
		if err != nil {
			err = errors.Join(err, m.releasePDF())
		} else {
			m.restPDF()
		}
	}()
	if m.pdf == nil {
		err = m.startPDF(ctx)
	}
	if err == nil {
		img, err = m.pdf.draw(ctx, f, size)
	}
	if err != nil {
		return nil, err
	}
	return scale(ctx, img, img.Bounds())
}

// startPDF starts a renderer, which outlives ctx.
func (m *Maker) startPDF(ctx context.Context) error {
	life, stop := context.WithCancel(experimental.WithCompilationWorkers(context.Background(), compilers))
	m.pdf = &renderer{stop: stop}
	defer context.AfterFunc(ctx, stop)()
	return m.pdf.start(life, m.cacheDir)
}

// restPDF lets go of the renderer when no further PDF comes.
func (m *Maker) restPDF() {
	if m.rest == nil {
		m.rest = time.AfterFunc(pdfIdle, m.idle)
	} else {
		m.rest.Reset(pdfIdle)
	}
}

func (m *Maker) idle() {
	select {
	case m.turn <- struct{}{}:
		defer func() { <-m.turn }()
		_ = m.releasePDF() // it frees memory only
	default: // at work, and then it rests anew
	}
}

// releasePDF ends the renderer, if there is one.
func (m *Maker) releasePDF() (err error) {
	if m.pdf == nil {
		return nil
	}
	r := m.pdf
	m.pdf = nil
	defer tidy()
	return r.close()
}

// start makes the renderer ready. The machine code is kept in cacheDir, because
// making it takes seconds; a kept one that is damaged is made anew, and where
// nothing can be kept it is made each time.
func (r *renderer) start(life context.Context, cacheDir string) error {
	folder := filepath.Join(cacheDir, "pdfium")
	cache, err := wazero.NewCompilationCacheWithDir(folder)
	if err == nil {
		if err = r.startWith(life, cache); err == nil || life.Err() != nil {
			return err
		}
		err = errors.Join(err, os.RemoveAll(folder))
	}
	if again := r.startWith(life, wazero.NewCompilationCache()); again != nil {
		return errors.Join(again, err)
	}
	return nil
}

func (r *renderer) startWith(life context.Context, cache wazero.CompilationCache) (err error) {
	pool, err := webassembly.Init(webassembly.Config{
		Context: life, MaxTotal: 1, Stdout: io.Discard, Stderr: io.Discard,
		FSConfig: wazero.NewFSConfig(), // no folders at all; left out it would be all of them
		RuntimeConfig: wazero.NewRuntimeConfig().WithCloseOnContextDone(true).WithMemoryLimitPages(mostPDFMemory).WithCompilationCache(cache).
			WithDebugInfoEnabled(false).WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling),
	})
	if err != nil {
		return errors.Join(fmt.Errorf("start PDFium: %w", err), cache.Close(context.Background()))
	}
	r.pool, r.cache = pool, cache
	return nil
}

// draw draws the first page as large as a thumbnail is; when ctx ends
// meanwhile, so does the renderer. Each file has an
// instance of its own, so that nothing of it remains for the next.
func (r *renderer) draw(ctx context.Context, f io.ReadSeeker, size int64) (img image.Image, err error) {
	spared := context.AfterFunc(ctx, r.stop)
	defer func() {
		if !spared() { // stopped, be it at the last moment
			err = errors.Join(ctx.Err(), err)
		}
	}()
	pdf, err := r.pool.GetInstanceWithContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("start an instance of PDFium: %w", err)
	}
	defer func() { err = errors.Join(err, pdf.Close()) }()
	doc, err := pdf.OpenDocument(&requests.OpenDocument{FileReader: f, FileReaderSize: size})
	if errors.Is(err, pdferrors.ErrPassword) || errors.Is(err, pdferrors.ErrSecurity) {
		return nil, fmt.Errorf("%w: open the PDF: %w", ErrUnsupported, err)
	}
	if err != nil {
		return nil, fmt.Errorf("open the PDF: %w", err)
	}
	page := requests.Page{ByIndex: &requests.PageByIndex{Document: doc.Document}}
	drawn, err := pdf.RenderPageInPixels(&requests.RenderPageInPixels{
		Page: page, Width: side, Height: side, RenderFlags: enums.FPDF_RENDER_FLAG_ANNOT, RenderForm: true,
	})
	if err != nil {
		return nil, fmt.Errorf("draw the first page of the PDF: %w", err)
	}
	return straight(drawn.Result.RenderedImage)
}

// straight copies what PDFium drew, which goes with the instance. Its pixels
// are not multiplied by how opaque they are, although the type says so.
func straight(img image.Image) (image.Image, error) {
	rgba, is := img.(*image.RGBA)
	if !is {
		return nil, fmt.Errorf("PDFium drew a %T", img)
	}
	return &image.NRGBA{Pix: append([]byte(nil), rgba.Pix...), Stride: rgba.Stride, Rect: rgba.Rect}, nil
}

// close frees what the renderer holds.
func (r *renderer) close() (err error) {
	r.stop()
	if r.pool != nil {
		err = errors.Join(r.pool.Close(), r.cache.Close(context.Background()))
	}
	return err
}
