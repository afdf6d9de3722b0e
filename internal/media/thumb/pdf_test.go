package thumb_test

import (
	"bytes"
	"context"
	"errors"
	"image/color"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"talaan/internal/media/thumb"
	"talaan/internal/talaantest"
)

const pdfType = "application/pdf"

func blueBoxSeen(t testing.TB, m *thumb.Maker) {
	t.Helper()
	quartersSeen(t, made(t, m, blueBox(), pdfType, 283, 400), [4]color.NRGBA{blue, white, blue, white})
}

func TestPDF(t *testing.T) {
	t.Parallel()
	m := newMaker(t)
	blueBoxSeen(t, m)
	for name, c := range map[string]struct {
		file []byte
		w, h int
		want [4]color.NRGBA
	}{
		"turned": {
			bytes.Replace(blueBox(), []byte("/Type/Page/"), []byte("/Type/Page /Rotate 90/"), 1), 400, 283,
			[4]color.NRGBA{blue, blue, white, white},
		},
		"small": {page("[0 0 40 20]", "1 0 0 rg 0 0 20 20 re f"), 400, 200, [4]color.NRGBA{red, white, red, white}},
		"see-through": {
			page("[0 0 400 400]", "/G gs 1 0 0 rg 0 0 200 400 re f", "<</Type/ExtGState/ca 0.5>>"), 400, 400,
			[4]color.NRGBA{{R: 0xff, G: 0x7f, B: 0x7f}, white, {R: 0xff, G: 0x7f, B: 0x7f}, white},
		},
		"a line": {page("[0 0 10000 1]", "0 1 0 rg 0 0 10000 1 re f"), 400, 1, [4]color.NRGBA{green, green, green, green}},
		"with a filled form": {
			pdf("", "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
				"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Annots[4 0 R]>>",
				"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(b)/F 4/Rect[0 0 50 100]/AP<</N 5 0 R>>>>",
				stream("/Type/XObject/Subtype/Form/BBox[0 0 50 100]", "0 0 1 rg 0 0 50 100 re f")), 400, 400,
			[4]color.NRGBA{blue, white, blue, white},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			quartersSeen(t, made(t, m, c.file, pdfType, c.w, c.h), c.want)
		})
	}
}

func TestPDFWithPassword(t *testing.T) {
	t.Parallel()
	m := newMaker(t)
	for name, trailer := range map[string]string{
		"a password":        "/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<" + strings.Repeat("5a", 32) + ">/U<" + strings.Repeat("a5", 32) + ">>>",
		"a lock of its own": "/ID[<00><00>]/Encrypt<</Filter/Nobody/V 1/R 2/P -4>>",
	} {
		file := pdf(trailer, "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>")
		if _, err := try(t, m, file, pdfType); !errors.Is(err, thumb.ErrUnsupported) {
			t.Errorf("%s: %v", name, err)
		}
	}
	blueBoxSeen(t, m)
}

// What is damaged or made to hurt fails or shows something, within its time,
// and the next is none the worse.
func TestHostilePDF(t *testing.T) {
	t.Parallel()
	m := newMaker(t)
	good := blueBox()
	fails := map[string][]byte{
		"no PDF at all":    bytes.Repeat([]byte("no"), 500),
		"only a beginning": good[:20],
		"no pages":         pdf("", "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 0>>"),
		"pages in a ring":  pdf("", "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R]/Count 1>>"),
		"no catalogue":     pdf(""),
	}
	for name, file := range fails {
		if _, err := try(t, m, file, pdfType); err == nil || errors.Is(err, thumb.ErrUnsupported) {
			t.Errorf("%s: %v", name, err)
		}
	}
	depth := 100_000
	for _, file := range [][]byte{
		page("[0 0 0 0]", ""), page("[0 0 1e30 1e30]", ""), page("[0 0 nan nan]", ""), page("[0 0 1 1e9]", ""), page("[9 9 -9 -9]", "0 0 1 1 re f"),
		page("[0 0 100 100]", strings.Repeat("q ", depth)+strings.Repeat("[", depth)+strings.Repeat("<<", depth)),
		pdf("/X "+strings.Repeat("[", depth), "<</Type/Catalog/Pages 2 0 R>>"),
		page("[0 0 100 100]", "/X Do", stream("/Type/XObject/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 8/ColorSpace/DeviceRGB", "x")),
		page("[0 0 100 100]", "100 0 0 100 0 0 cm /X Do", stream("/Type/XObject/Subtype/Image/Width 30000/Height 30000/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/RunLengthDecode", strings.Repeat("\x81\x00", 10000))),
		bytes.ReplaceAll(good, []byte("/Length"), []byte("/Length -1/Longth")), bytes.ReplaceAll(good, []byte("startxref"), []byte("startxref -")),
	} {
		_, _ = try(t, m, file, pdfType) // some have a page that can be shown
		blueBoxSeen(t, m)
	}
	for i := 0; i < len(good); i += 1 + len(good)/60 {
		_, _ = try(t, m, good[:i], pdfType)
		bad := bytes.Clone(good)
		bad[i] ^= 0x15
		_, _ = try(t, m, bad, pdfType)
	}
	blueBoxSeen(t, m)
	for _, size := range []int64{0, -1, 1 << 31} {
		if _, err := m.Make(t.Context(), bytes.NewReader(good), size, pdfType); err == nil {
			t.Errorf("a PDF of %d bytes", size)
		}
	}
	_, err := m.Make(t.Context(), bytes.NewReader(good), 1<<20, pdfType)
	if err != nil && errors.Is(err, thumb.ErrUnsupported) {
		t.Errorf("a PDF that is shorter than said: %v", err)
	}
}

// A page that would be drawn for ever is stopped by ctx, and by Close.
func TestEndlessPDF(t *testing.T) {
	t.Parallel()
	m := newMaker(t)
	blueBoxSeen(t, m)
	file := endless()
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if _, err := m.Make(ctx, bytes.NewReader(file), int64(len(file)), pdfType); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("after its time: %v", err)
	}
	if m.HoldsPDF() {
		t.Error("what was stopped is used again")
	}
	blueBoxSeen(t, m)
	begun, failed := make(chan struct{}), make(chan error, 1)
	go func() {
		f := &stubborn{ReadSeeker: bytes.NewReader(file), n: 1, end: func() { close(begun) }}
		_, err := m.Make(t.Context(), f, int64(len(file)), pdfType)
		failed <- err
	}()
	<-begun
	talaantest.Must(t, m.Close())
	if err := <-failed; err == nil || errors.Is(err, context.Canceled) {
		t.Errorf("when the maker was closed: %v", err)
	}
}

// Nothing is started before the first PDF, and nothing is kept when none come.
func TestPDFRests(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMaker(t)
		made(t, m, pngOf(t, quarters(2, 2, corner)), "image/png", 2, 2)
		if m.HoldsPDF() {
			t.Error("started for a picture")
		}
		for range 3 {
			time.Sleep(thumb.PDFIdle - time.Second) // the clock of this test runs by itself
			blueBoxSeen(t, m)
			if !m.HoldsPDF() {
				t.Error("not kept for the next")
			}
		}
		time.Sleep(thumb.PDFIdle - time.Second)
		if !m.HoldsPDF() {
			t.Error("let go too early")
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if m.HoldsPDF() {
			t.Error("kept although none came")
		}
		blueBoxSeen(t, m)
		talaantest.Must(t, m.Close())
		if m.HoldsPDF() {
			t.Error("kept by a closed maker")
		}
	})
}

// Many in a row leave nothing behind.
func TestPDFsLeaveNothing(t *testing.T) { // alone, to measure
	m := newMaker(t)
	inUse := func() uint64 {
		runtime.GC()
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		return s.HeapInuse
	}
	broken := blueBox()[:200]
	blueBoxSeen(t, m)
	memory, routines := inUse(), runtime.NumGoroutine()
	for range 10 {
		blueBoxSeen(t, m)
		if _, err := try(t, m, broken, pdfType); err == nil {
			t.Error("half a PDF is shown")
		}
	}
	blueBoxSeen(t, m)
	if after := inUse(); after > memory+8<<20 {
		t.Errorf("%d bytes in use after %d", after, memory)
	}
	talaantest.Must(t, m.Close())
	if after := inUse(); after > memory {
		t.Errorf("%d bytes in use when closed, %d before", after, memory)
	}
	if after := runtime.NumGoroutine(); after > routines {
		t.Errorf("%d goroutines after %d", after, routines)
	}
}

// PDFs are drawn also where nothing can be kept, and where what is kept is damaged.
func TestPDFCache(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	talaantest.Must(t, os.WriteFile(file, nil, 0o600))
	m := thumb.NewMaker(file) // no folder can be made there
	t.Cleanup(func() { talaantest.Must(t, m.Close()) })
	blueBoxSeen(t, m)

	blueBoxSeen(t, newMaker(t)) // there is something kept now
	kept := filepath.Join(dir, "kept")
	talaantest.Must(t, os.CopyFS(kept, os.DirFS(cacheDir)))
	found, err := filepath.Glob(filepath.Join(kept, "pdfium", "*", "*"))
	talaantest.Must(t, err)
	if len(found) != 1 {
		t.Fatalf("kept are %v", found)
	}
	b, err := os.ReadFile(found[0])
	talaantest.Must(t, err)
	b[len(b)/2] ^= 1
	talaantest.Must(t, os.WriteFile(found[0], b, 0o600))
	again := thumb.NewMaker(kept)
	t.Cleanup(func() { talaantest.Must(t, again.Close()) })
	blueBoxSeen(t, again)
	if _, err := os.Stat(found[0]); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what is damaged is still there: %v", err)
	}
}

func BenchmarkPDF(b *testing.B) {
	file := blueBox()
	b.Run("page", func(b *testing.B) {
		m := newMaker(b)
		blueBoxSeen(b, m)
		b.ReportAllocs()
		for b.Loop() {
			_, err := m.Make(b.Context(), bytes.NewReader(file), int64(len(file)), pdfType)
			talaantest.Must(b, err)
		}
	})
	b.Run("start", func(b *testing.B) {
		blueBoxSeen(b, newMaker(b))
		for b.Loop() {
			m := thumb.NewMaker(cacheDir)
			_, err := m.Make(b.Context(), bytes.NewReader(file), int64(len(file)), pdfType)
			talaantest.Must(b, err)
			talaantest.Must(b, m.Close())
		}
	})
}
