package thumb_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/jpeg"
	"io"
	"os"
	"runtime"
	"testing"

	"pgregory.net/rapid"

	"talaan/internal/media/thumb"
	"talaan/internal/talaantest"
)

// cacheDir is where PDFium's machine code is kept for all the tests.
var cacheDir string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "thumb-*")
	if err != nil {
		panic(err)
	}
	cacheDir = dir
	code := m.Run()
	if err := os.RemoveAll(dir); err != nil {
		panic(err)
	}
	os.Exit(code)
}

func newMaker(t testing.TB) *thumb.Maker {
	t.Helper()
	m := thumb.NewMaker(cacheDir)
	t.Cleanup(func() { talaantest.Must(t, m.Close()) })
	return m
}

// try makes a thumbnail and looks whether it is a JPEG that fits.
func try(t testing.TB, m *thumb.Maker, file []byte, contentType string) (image.Image, error) {
	t.Helper()
	b, err := m.Make(t.Context(), bytes.NewReader(file), int64(len(file)), contentType)
	if err != nil {
		return nil, err
	}
	img, err := jpeg.Decode(bytes.NewReader(b))
	talaantest.Must(t, err)
	if size := img.Bounds().Size(); size.X > 400 || size.Y > 400 {
		t.Errorf("a thumbnail of %v pixels", size)
	}
	return img, nil
}

// made is a thumbnail that can be made, of the size given.
func made(t testing.TB, m *thumb.Maker, file []byte, contentType string, w, h int) image.Image {
	t.Helper()
	img, err := try(t, m, file, contentType)
	if err != nil {
		t.Fatalf("%s: %v", contentType, err)
	}
	if got := img.Bounds().Size(); got != image.Pt(w, h) {
		t.Fatalf("%s: %v pixels, not %d x %d", contentType, got, w, h)
	}
	return img
}

// seen checks the colour at a point, given in parts of the width and height.
func seen(t testing.TB, img image.Image, x, y float64, want color.NRGBA) {
	t.Helper()
	size := img.Bounds().Size()
	at := image.Pt(int(x*float64(size.X)), int(y*float64(size.Y)))
	got := color.NRGBAModel.Convert(img.At(at.X, at.Y)).(color.NRGBA) //nolint:errcheck // the model's own type
	near := func(a, b uint8) bool { return max(a, b)-min(a, b) <= 24 }
	if !near(got.R, want.R) || !near(got.G, want.G) || !near(got.B, want.B) {
		t.Errorf("%v of %v is %v, not %v", at, size, got, want)
	}
}

func quartersSeen(t testing.TB, img image.Image, want [4]color.NRGBA) {
	t.Helper()
	for i, c := range want {
		seen(t, img, 0.25+0.5*float64(i%2), 0.25+0.5*float64(i/2), c)
	}
}

// paletted is the picture in 256 colours.
func paletted(img image.Image) *image.Paletted {
	out := image.NewPaletted(img.Bounds(), palette.Plan9)
	draw.Draw(out, out.Rect, img, img.Bounds().Min, draw.Src)
	return out
}

// as is the picture in another way to store it.
func as(img image.Image, out draw.Image) image.Image {
	draw.Draw(out, out.Bounds(), img, img.Bounds().Min, draw.Src)
	return out
}

func TestPictures(t *testing.T) {
	t.Parallel()
	m := newMaker(t)
	size := image.Rect(0, 0, 1203, 801)
	img := quarters(size.Dx(), size.Dy(), corner)
	for name, c := range map[string]struct {
		file        []byte
		contentType string
	}{
		"JPEG":                 {jpegOf(t, img), "image/jpeg"},
		"JPEG, odd words":      {jpegOf(t, img), `IMAGE/JPEG; name="a.jpg"`},
		"PNG":                  {pngOf(t, img), "image/png"},
		"PNG, 256 colours":     {pngOf(t, paletted(img)), "image/png"},
		"PNG, 16 bits":         {pngOf(t, as(img, image.NewNRGBA64(size))), "image/png"},
		"PNG, not see-through": {pngOf(t, as(img, image.NewRGBA(size))), "image/png"},
		"GIF":                  {gifOf(t, size.Dx(), size.Dy(), paletted(img)), "image/gif"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			quartersSeen(t, made(t, m, c.file, c.contentType, 400, 266), corner)
		})
	}
}

func TestWebP(t *testing.T) {
	t.Parallel()
	m := newMaker(t)
	left := func(x, _ int) bool { return x < 500 }
	img := made(t, m, losslessWebP(1000, 600, left, 0xff, nil), "image/webp", 400, 240)
	quartersSeen(t, img, [4]color.NRGBA{green, {}, green, {}})
	img = made(t, m, losslessWebP(1000, 600, left, 0, nil), "image/webp", 400, 240)
	quartersSeen(t, img, [4]color.NRGBA{white, white, white, white})
	lossy, err := os.ReadFile("testdata/quarters.webp")
	talaantest.Must(t, err)
	quartersSeen(t, made(t, m, lossy, "image/webp", 60, 40), corner)
}

// Each of the eight ways to hold a camera, as a camera of either byte order
// writes it.
func TestOrientation(t *testing.T) {
	t.Parallel()
	m := newMaker(t)
	img := quarters(600, 400, corner)
	for i, want := range [][4]color.NRGBA{
		{red, green, blue, white}, {green, red, white, blue}, {white, blue, green, red}, {blue, white, red, green},
		{red, blue, green, white}, {blue, red, white, green}, {white, green, blue, red}, {green, white, red, blue},
	} {
		w, h := 400, 267
		if i >= 4 {
			w, h = h, w
		}
		for _, order := range []binary.AppendByteOrder{binary.BigEndian, binary.LittleEndian} {
			data := exif(order, uint16(i+1))
			quartersSeen(t, made(t, m, heldJPEG(t, img, data), "image/jpeg", w, h), want)
			quartersSeen(t, made(t, m, heldPNG(t, img, data), "image/png", w, h), want)
		}
	}
	webp := losslessWebP(80, 40, func(x, y int) bool { return x < 40 && y < 20 }, 0xff, exif(binary.LittleEndian, 6))
	quartersSeen(t, made(t, m, webp, "image/webp", 40, 80), [4]color.NRGBA{{}, green, {}, {}})
	for _, odd := range [][]byte{exif(binary.BigEndian, 0), exif(binary.BigEndian, 9), exif(binary.BigEndian, 6)[:14], []byte("nonsense")} {
		quartersSeen(t, made(t, m, heldJPEG(t, img, odd), "image/jpeg", 400, 267), corner)
	}
}

func TestTransparentIsWhite(t *testing.T) {
	t.Parallel()
	m := newMaker(t)
	half := color.NRGBA{B: 0xff, A: 0x80}
	seenAs := [4]color.NRGBA{red, white, {R: 0x7f, G: 0x7f, B: 0xff}, white}
	img := quarters(900, 900, [4]color.NRGBA{red, gone, half, gone})
	quartersSeen(t, made(t, m, pngOf(t, img), "image/png", 400, 400), seenAs)
	quartersSeen(t, made(t, m, pngOf(t, as(img, image.NewNRGBA64(img.Rect))), "image/png", 400, 400), seenAs)
	none := image.NewPaletted(image.Rect(0, 0, 20, 10), color.Palette{gone, red})
	quartersSeen(t, made(t, m, pngOf(t, none), "image/png", 20, 10), [4]color.NRGBA{white, white, white, white})
}

// A GIF shows its first picture, where that stands on the whole.
func TestAnimation(t *testing.T) {
	t.Parallel()
	m := newMaker(t)
	first := image.NewPaletted(image.Rect(0, 0, 300, 300), color.Palette{red, blue})
	first.Rect = first.Rect.Add(image.Pt(300, 0))
	second := image.NewPaletted(image.Rect(0, 0, 600, 600), color.Palette{blue, red})
	img := made(t, m, gifOf(t, 600, 600, first, second), "image/gif", 400, 400)
	quartersSeen(t, img, [4]color.NRGBA{white, red, white, white})
}

func TestSizes(t *testing.T) {
	t.Parallel()
	m := newMaker(t)
	for _, c := range []struct{ w, h, wantW, wantH int }{
		{1, 1, 1, 1}, {10000, 1, 400, 1}, {1, 10000, 1, 400}, {400, 400, 400, 400}, {401, 400, 400, 399},
		{399, 17, 399, 17}, {1601, 1601, 400, 400}, {5000, 37, 400, 3},
	} {
		img := image.NewGray(image.Rect(0, 0, c.w, c.h))
		for i := range img.Pix {
			img.Pix[i] = 0x60
		}
		seen(t, made(t, m, pngOf(t, img), "image/png", c.wantW, c.wantH), 0.5, 0.5, color.NRGBA{R: 0x60, G: 0x60, B: 0x60})
	}
}

func TestFit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(1, 1<<16).Draw(t, "w"), rapid.IntRange(1, 1<<16).Draw(t, "h")
		gotW, gotH := thumb.Fit(w, h)
		if gotW < 1 || gotH < 1 || gotW > min(w, 400) || gotH > min(h, 400) {
			t.Fatalf("%d x %d becomes %d x %d", w, h, gotW, gotH)
		}
		if max(w, h) > 400 && max(gotW, gotH) != 400 {
			t.Fatalf("%d x %d becomes %d x %d and could be larger", w, h, gotW, gotH)
		}
		wide, high := float64(w)*float64(max(gotW, gotH))/float64(max(w, h)), float64(h)*float64(max(gotW, gotH))/float64(max(w, h))
		if wide > float64(gotW)+0.5 || high > float64(gotH)+0.5 {
			t.Fatalf("%d x %d loses its shape as %d x %d", w, h, gotW, gotH)
		}
	})
}

// Detail becomes its average, instead of what one of the pixels happens to be.
func TestDetail(t *testing.T) {
	t.Parallel()
	img := image.NewGray(image.Rect(0, 0, 4096, 3072))
	for i := range img.Pix {
		if (i+i/4096)%2 == 0 {
			img.Pix[i] = 0xff
		}
	}
	grey := color.NRGBA{R: 0x80, G: 0x80, B: 0x80}
	quartersSeen(t, made(t, newMaker(t), pngOf(t, img), "image/png", 400, 300), [4]color.NRGBA{grey, grey, grey, grey})
}

// JPEGs as printers' and other programs write them.
func TestKindsOfJPEG(t *testing.T) {
	t.Parallel()
	m := newMaker(t)
	for name, c := range map[string]struct {
		file []byte
		want color.NRGBA
	}{
		"grey":              {blockJPEG(0xc0, nil, 0x60), color.NRGBA{R: 0x60, G: 0x60, B: 0x60}},
		"progressive":       {blockJPEG(0xc2, nil, 0x60, 128, 128), color.NRGBA{R: 0x60, G: 0x60, B: 0x60}},
		"RGB":               {blockJPEG(0xc0, []byte{0}, 0xc0, 0x40, 0x80), color.NRGBA{R: 0xc0, G: 0x40, B: 0x80}},
		"CMYK":              {blockJPEG(0xc0, []byte{0}, 0xc0, 0x40, 0x80, 0xff), color.NRGBA{R: 0xc0, G: 0x40, B: 0x80}},
		"progressive CMYK":  {blockJPEG(0xc2, []byte{0}, 0xc0, 0x40, 0x80, 0xff), color.NRGBA{R: 0xc0, G: 0x40, B: 0x80}},
		"CMYK, as YCbCr":    {blockJPEG(0xc0, []byte{2}, 0x60, 128, 128, 0xff), color.NRGBA{R: 0x9f, G: 0x9f, B: 0x9f}},
		"filled with bytes": {bytes.Replace(blockJPEG(0xc2, nil, 0x60), []byte("\xff\xc2"), []byte("\xff\xff\xff\xc2"), 1), color.NRGBA{R: 0x60, G: 0x60, B: 0x60}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seen(t, made(t, m, c.file, "image/jpeg", 8, 8), 0.5, 0.5, c.want)
		})
	}
	for name, file := range map[string][]byte{
		"lossless":                blockJPEG(0xc3, nil, 0x60),
		"CMYK of an unknown kind": blockJPEG(0xc0, nil, 1, 2, 3, 4),
	} {
		if _, err := try(t, m, file, "image/jpeg"); !errors.Is(err, thumb.ErrUnsupported) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestUnsupported(t *testing.T) {
	t.Parallel()
	m := newMaker(t)
	for _, contentType := range []string{"", "text/plain; charset=utf-8", "text/csv", "application/dicom", "image/svg+xml", "image/", ";;", "application/octet-stream"} {
		if _, err := m.Make(t.Context(), nil, 1, contentType); !errors.Is(err, thumb.ErrUnsupported) {
			t.Errorf("%q: %v", contentType, err)
		}
	}
}

func TestDamagedPictures(t *testing.T) {
	t.Parallel()
	m := newMaker(t)
	img := quarters(300, 200, corner)
	for contentType, file := range map[string][]byte{
		"image/jpeg": jpegOf(t, img), "image/png": pngOf(t, img), "image/gif": gifOf(t, 300, 200, paletted(img)),
		"image/webp": losslessWebP(300, 200, func(x, y int) bool { return x%3 == y%2 }, 0xff, nil),
	} {
		for _, n := range []int{0, 1, 2, 3, 10, 20, 30, len(file) / 2} {
			if _, err := try(t, m, file[:n], contentType); err == nil || errors.Is(err, thumb.ErrUnsupported) {
				t.Errorf("the first %d bytes of %s: %v", n, contentType, err)
			}
		}
		for i := 0; i < len(file); i += 1 + len(file)/50 {
			bad := bytes.Clone(file)
			bad[i] ^= 0xff
			_, _ = try(t, m, bad, contentType) // it may well look at it, but must not break
		}
		if _, err := try(t, m, file, contentType); err != nil {
			t.Errorf("a good %s afterwards: %v", contentType, err)
		}
	}
	if _, err := try(t, m, jpegOf(t, img), "image/png"); err == nil {
		t.Error("a JPEG is a PNG")
	}
}

// allocated is how many bytes f allocates; nothing else may run meanwhile.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// A picture that says it is huge is refused before anything is made ready for it.
func TestTooManyPixels(t *testing.T) { // alone, to measure
	m := newMaker(t)
	huge := bytes.Replace(jpegOf(t, image.NewGray(image.Rect(0, 0, 8, 8))), []byte("\x08\x00\x08\x00\x08"), []byte("\x08\xff\xff\xff\xff"), 1)
	passes := bytes.Replace(blockJPEG(0xc2, nil, 1, 2, 3), []byte("\x08\x00\x08\x00\x08"), []byte("\x08\x20\x00\x1d\x00"), 1)
	wide := bytes.Replace(losslessWebP(1, 1, func(int, int) bool { return true }, 0, nil), []byte("\x2f\x00\x00\x00\x10"), []byte("\x2f\xff\xff\xff\x1f"), 1)
	for _, c := range []struct {
		file        []byte
		contentType string
	}{
		{pngHeader(20000, 20000), "image/png"}, {pngHeader(1<<16+1, 1), "image/png"}, {pngHeader(1<<31-1, 1<<31-1), "image/png"},
		{huge, "image/jpeg"}, {passes, "image/jpeg"},
		{append([]byte("GIF89a"), 0xff, 0xff, 0xff, 0xff, 0, 0, 0), "image/gif"},
		{wide, "image/webp"},
	} {
		var err error
		n := allocated(func() { _, err = try(t, m, c.file, c.contentType) })
		if !errors.Is(err, thumb.ErrUnsupported) || n > 1<<20 {
			t.Errorf("%.8q: %v, %d bytes allocated", c.file, err, n)
		}
	}
}

// 50 megapixels take what decoding them takes, and hardly more.
func TestFiftyMegapixels(t *testing.T) { // alone, to measure
	m := newMaker(t)
	file := pngOf(t, image.NewGray(image.Rect(0, 0, 8000, 6250)))
	n := allocated(func() { made(t, m, file, "image/png", 400, 313) })
	if n > 80<<20 {
		t.Errorf("%d bytes allocated for a picture of 50 MB", n)
	}
}

// stubborn is a file that ends the work when it is read for the n-th time.
type stubborn struct {
	io.ReadSeeker
	n   int
	end func()
}

func (s *stubborn) Read(p []byte) (int, error) {
	if s.n--; s.n == 0 {
		s.end()
	}
	return s.ReadSeeker.Read(p)
}

func TestCancelled(t *testing.T) {
	t.Parallel()
	m := newMaker(t)
	noise := quarters(2000, 2000, corner)
	for i := range noise.Pix {
		noise.Pix[i] ^= uint8(i * i >> 7)
	}
	for contentType, file := range map[string][]byte{"image/png": pngOf(t, noise), "image/jpeg": jpegOf(t, noise), "application/pdf": blueBox()} {
		for _, n := range []int{0, 1, 2} {
			ctx, cancel := context.WithCancel(t.Context())
			f := &stubborn{ReadSeeker: bytes.NewReader(file), n: n, end: cancel}
			if n == 0 {
				cancel()
			}
			if _, err := m.Make(ctx, f, int64(len(file)), contentType); !errors.Is(err, context.Canceled) {
				t.Errorf("%s, cancelled at read %d: %v", contentType, n, err)
			}
			cancel()
		}
		if _, err := try(t, m, file, contentType); err != nil {
			t.Errorf("%s afterwards: %v", contentType, err)
		}
	}
}

// failing is a file whose disk breaks.
type failing struct{ *bytes.Reader }

var errDisk = errors.New("the disk is broken")

func (failing) Seek(int64, int) (int64, error) { return 0, errDisk }

func TestBrokenDisk(t *testing.T) {
	t.Parallel()
	m := newMaker(t)
	for contentType := range map[string]bool{"image/png": true, "image/jpeg": true, "application/pdf": true} {
		_, err := m.Make(t.Context(), failing{bytes.NewReader(blueBox())}, 500, contentType)
		if err == nil || errors.Is(err, thumb.ErrUnsupported) {
			t.Errorf("%s: %v", contentType, err)
		}
	}
}

// One is made at a time; who waits may give up, and Close ends all.
func TestTurns(t *testing.T) {
	t.Parallel()
	m := newMaker(t)
	begun, finish := make(chan struct{}), make(chan struct{})
	file := pngOf(t, quarters(30, 20, corner))
	busy := make(chan error, 1)
	go func() {
		f := &stubborn{ReadSeeker: bytes.NewReader(file), n: 1, end: func() { close(begun); <-finish }}
		_, err := m.Make(t.Context(), f, int64(len(file)), "image/png")
		busy <- err
	}()
	<-begun
	ctx, cancel := context.WithCancel(t.Context())
	waiting := make(chan error, 1)
	go func() {
		_, err := m.Make(ctx, bytes.NewReader(file), int64(len(file)), "image/png")
		waiting <- err
	}()
	cancel()
	if err := <-waiting; !errors.Is(err, context.Canceled) {
		t.Errorf("who waited: %v", err)
	}
	closed := make(chan error, 1)
	go func() { closed <- m.Close() }()
	close(finish)
	if err := <-busy; errors.Is(err, thumb.ErrUnsupported) { // made or stopped, as it happened
		t.Errorf("who was at work: %v", err)
	}
	talaantest.Must(t, <-closed)
	if _, err := try(t, m, file, "image/png"); err == nil || errors.Is(err, thumb.ErrUnsupported) {
		t.Errorf("a closed maker: %v", err)
	}
	talaantest.Must(t, m.Close())
}

func BenchmarkPhoto(b *testing.B) {
	for _, c := range []struct{ w, h int }{{4000, 3000}, {8160, 6120}} {
		b.Run(fmt.Sprintf("%dMP", c.w*c.h/1_000_000), func(b *testing.B) {
			m := newMaker(b)
			file := jpegOf(b, photo(c.w, c.h))
			b.ReportAllocs()
			b.ReportMetric(float64(len(file))/1e6, "MB")
			for b.Loop() {
				_, err := m.Make(b.Context(), bytes.NewReader(file), int64(len(file)), "image/jpeg")
				talaantest.Must(b, err)
			}
		})
	}
}

// photo is a picture that is as hard to compress as a photo.
func photo(w, h int) image.Image {
	img := image.NewYCbCr(image.Rect(0, 0, w, h), image.YCbCrSubsampleRatio420)
	seed := uint32(1)
	for i := range img.Y {
		seed = seed*1664525 + 1013904223
		x, y := i%img.YStride, i/img.YStride
		img.Y[i] = uint8(x/32+y/24)&0x7f + uint8((x/50^y/70)&7)*8 + uint8(seed>>28)
	}
	for i := range img.Cb {
		x, y := i%img.CStride, i/img.CStride
		img.Cb[i], img.Cr[i] = uint8(100+x/40%40), uint8(110+y/30%40)
	}
	return img
}
