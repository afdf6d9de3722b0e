package paper_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/validate"
	"pgregory.net/rapid"

	"talaan/internal/paper"
	"talaan/internal/paper/papertest"
)

// bound returns a PDF that fill filled.
func bound(t testing.TB, fill func(b *paper.Binder)) []byte {
	t.Helper()
	var out bytes.Buffer
	b := paper.Bind(&out, "Packet", moment)
	fill(b)
	if _, err := b.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// bind adds another PDF and returns what was said of it.
func bind(b *paper.Binder, pdf []byte) error {
	return b.PDF(context.Background(), "", bytes.NewReader(pdf))
}

// photo is a JPEG whose upper left quarter is dark.
func photo(t testing.TB, width, height int) []byte {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, width, height))
	draw.Draw(m, m.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(m, image.Rect(0, 0, width/2, height/2), image.Black, image.Point{}, draw.Src)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// turned gives a JPEG an EXIF orientation.
func turned(photo []byte, orientation uint16) []byte {
	exif := []byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01")
	exif = binary.BigEndian.AppendUint16(exif, orientation)
	exif = append(exif, 0, 0, 0, 0, 0, 0)
	out := append([]byte{0xFF, 0xD8, 0xFF, 0xE1}, byte((len(exif)+2)>>8), byte(len(exif)+2))
	return append(append(out, exif...), photo[2:]...)
}

func TestPacketKeepsOrderSizesAndBookmarks(t *testing.T) {
	t.Parallel()
	pdf := bound(t, func(b *paper.Binder) {
		b.Doc("Summary", statement(paper.A4))
		p, err := paper.NewPicture(photo(t, 400, 200))
		if err != nil {
			t.Fatal(err)
		}
		b.Picture("Chest", "Chest, file 1 of 3", p)
		if err := b.PDF(context.Background(), "ECG", bytes.NewReader(papertest.Lively())); err != nil {
			t.Fatal(err)
		}
		b.Doc("Result", statement(paper.A5))
		if b.Pages() != 5 {
			t.Errorf("%d pages", b.Pages())
		}
	})
	var sizes []string
	for _, r := range papertest.Boxes(t, pdf) {
		sizes = append(sizes, fmt.Sprintf("%.0fx%.0f", r.Width(), r.Height()))
	}
	if got := strings.Join(sizes, " "); got != "595x842 842x595 300x400 400x300 420x595" {
		t.Errorf("the pages are %s", got)
	}
	if got := strings.Join(papertest.Bookmarks(t, pdf), ", "); got != "Summary: 1, Chest: 2, ECG: 3, Result: 5" {
		t.Errorf("the bookmarks are %s", got)
	}
	if text := papertest.Text(t, pdf); text[1] != "Chest, file 1 of 3" || !strings.Contains(text[4], "Statement") {
		t.Errorf("the pages say %q", text)
	}
}

// Scripts, forms, links and attachments stay behind; what is filled in is seen.
func TestOtherPDFsAreOnlyLookedAt(t *testing.T) {
	t.Parallel()
	pdf := bound(t, func(b *paper.Binder) {
		if err := bind(b, papertest.Lively()); err != nil {
			t.Fatal(err)
		}
	})
	for _, name := range []string{"JavaScript", "JS", "AA", "A", "OpenAction", "AcroForm", "Widget", "Link", "URI", "EmbeddedFiles", "Filespec", "EF", "Names"} {
		if slices.Contains(papertest.Names(t, pdf), name) {
			t.Errorf("%s came along", name)
		}
	}
	for _, text := range []string{"(From elsewhere)", "(filled in) Tj", "/Stamp", "/Rotate 90"} {
		if !bytes.Contains(pdf, []byte(text)) {
			t.Errorf("%s is lost", text)
		}
	}
	if bytes.Contains(pdf, []byte("secret")) || bytes.Contains(pdf, []byte("example.com")) {
		t.Error("the attachment or the link came along")
	}
}

func encrypted(t testing.TB, pdf []byte) []byte {
	t.Helper()
	conf := model.NewAESConfiguration("", "owner", 256)
	conf.Cmd = model.ENCRYPT
	ctx, err := pdfcpu.Read(bytes.NewReader(pdf), conf)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	ctx.Write.Writer = bufio.NewWriter(&out)
	if err := errors.Join(validate.XRefTable(ctx), pdfcpu.WriteContext(ctx), ctx.Write.Flush()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestPDFsThatCannotBeTaken(t *testing.T) {
	t.Parallel()
	circle := papertest.Make(`<</Type/Catalog/Pages 2 0 R>>`, `<</Type/Pages/Count 1/Kids[2 0 R]>>`)
	deep := papertest.Make(`<</Type/Catalog/Pages 2 0 R>>`, `<</Type/Pages/Count 1/Kids[3 0 R]>>`,
		`<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</X `+strings.Repeat("[", 90)+strings.Repeat("]", 90)+`>>>>`)
	for name, c := range map[string]struct {
		pdf  []byte
		says string
	}{
		"encrypted":  {encrypted(t, papertest.Lively()), "is protected with a password"},
		"cut":        {papertest.Lively()[:300], "is a damaged PDF"},
		"text":       {[]byte("not a PDF at all"), "is a damaged PDF"},
		"no pages":   {papertest.Make(`<</Type/Catalog/Pages 2 0 R>>`, `<</Type/Pages/Count 0/Kids[]>>`), "is a damaged PDF"},
		"no catalog": {papertest.Make(`(nothing)`), "is a damaged PDF"},
		"circle":     {circle, "is a damaged PDF"},
		"deep":       {deep, "is a damaged PDF"},
		"empty":      {nil, "is a damaged PDF"},
	} {
		b := paper.Bind(io.Discard, "", moment)
		err := bind(b, c.pdf)
		var r *paper.Refusal
		if !errors.As(err, &r) || !strings.Contains(r.Message, c.says) || b.Pages() != 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := paper.Bind(io.Discard, "", moment).PDF(ctx, "", bytes.NewReader(papertest.Lively())); !errors.Is(err, context.Canceled) {
		t.Errorf("a request that has ended goes on: %v", err)
	}
}

// Whatever bytes are broken in a PDF, it is taken or refused, and what is taken
// makes a packet whose own pages can still be read.
func TestBrokenPDFsBreakNothing(t *testing.T) {
	t.Parallel()
	whole := papertest.Lively()
	rapid.Check(t, func(t *rapid.T) {
		pdf := slices.Clone(whole)
		for range rapid.IntRange(1, 8).Draw(t, "holes") {
			at := rapid.IntRange(0, len(pdf)-1).Draw(t, "at")
			switch rapid.IntRange(0, 2).Draw(t, "how") {
			case 0:
				pdf[at] = rapid.Byte().Draw(t, "byte")
			case 1:
				pdf = append(pdf[:at], pdf[min(at+rapid.IntRange(1, 30).Draw(t, "gone"), len(pdf)):]...)
			case 2:
				pdf = slices.Insert(pdf, at, []byte(rapid.SampledFrom([]string{"<<", ">>", "[", "null", "9 9 R", "1 0 R", "/Kids", "endobj", "(", "-1"}).Draw(t, "word"))...)
			}
			if len(pdf) == 0 {
				return
			}
		}
		var out bytes.Buffer
		b := paper.Bind(&out, "", moment)
		err := bind(b, pdf)
		var r *paper.Refusal
		if errors.As(err, &r) {
			return
		}
		if err != nil {
			t.Fatalf("neither taken nor refused: %v", err)
		}
		b.Doc("Own", paper.New(paper.A4, house, "Own"))
		if _, err := b.Close(); err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(out.Bytes(), fmt.Appendf(nil, "/Type/Pages/Count %d/", b.Pages())) {
			t.Fatalf("not %d pages", b.Pages())
		}
	})
}

func TestPicturesAreNoLargerThanA4Needs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ width, height, most int }{{3600, 2400, 2339}, {200, 5000, 2339}, {1800, 1800, 1654}} {
		p, err := paper.NewPicture(photo(t, c.width, c.height))
		if err != nil {
			t.Fatal(err)
		}
		pdf := bound(t, func(b *paper.Binder) { b.Picture("", "", p) })
		width, height := papertest.Dots(t, pdf)
		if max(width, height) != c.most || len(pdf) > 1<<20 {
			t.Errorf("%d x %d became %d x %d in %d bytes", c.width, c.height, width, height, len(pdf))
		}
		if got, want := float64(width)/float64(height), float64(c.width)/float64(c.height); got < want*0.97 || got > want*1.03 {
			t.Errorf("%d x %d became %d x %d", c.width, c.height, width, height)
		}
	}
	small := photo(t, 640, 480)
	p, err := paper.NewPicture(small)
	if err != nil {
		t.Fatal(err)
	}
	if pdf := bound(t, func(b *paper.Binder) { b.Picture("", "", p) }); !bytes.Contains(pdf, small) {
		t.Error("a small JPEG is not taken as it is")
	}
}

// A picture that was stored turned is drawn upright: its dark quarter, which is
// at the upper left of what is stored, lies where EXIF says.
func TestPicturesStandUpright(t *testing.T) {
	t.Parallel()
	for orientation, want := range map[uint16]struct{ right, below, across bool }{
		1: {false, false, true}, 2: {true, false, true}, 3: {true, true, true}, 4: {false, true, true},
		5: {false, false, false}, 6: {true, false, false}, 7: {true, true, false}, 8: {false, true, false},
	} {
		p, err := paper.NewPicture(turned(photo(t, 400, 200), orientation))
		if err != nil {
			t.Fatal(err)
		}
		pdf := bound(t, func(b *paper.Binder) { b.Picture("", "", p) })
		if box := papertest.Boxes(t, pdf)[0]; (box.Width() > box.Height()) != want.across {
			t.Errorf("orientation %d: the page is %.0f x %.0f", orientation, box.Width(), box.Height())
		}
		// The middle of the stored picture's upper left quarter, on the page.
		x, y := papertest.Placed(t, pdf, 0.25, 0.75)
		if (x > 0.5) != want.right || (y < 0.5) != want.below {
			t.Errorf("orientation %d: the dark quarter is at %.2f %.2f", orientation, x, y)
		}
	}
}

func encodedGIF(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	m := image.NewPaletted(image.Rect(0, 0, 30, 20), color.Palette{color.Transparent, color.Black})
	if err := gif.EncodeAll(&b, &gif.GIF{Image: []*image.Paletted{m, m}, Delay: []int{1, 1}}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func encodedPNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestKindsOfPictures(t *testing.T) {
	t.Parallel()
	webp := []byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00")
	for name, data := range map[string][]byte{
		"png": logo(t), "gif": encodedGIF(t), "webp": webp, "png of 16 bits": encodedPNG(t, image.NewNRGBA64(image.Rect(0, 0, 9, 9))),
		"large png": encodedPNG(t, image.NewRGBA(image.Rect(0, 0, 3000, 100))), "jpeg": photo(t, 1, 1),
	} {
		p, err := paper.NewPicture(data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		pdf := bound(t, func(b *paper.Binder) { b.Picture("", name, p) })
		if _, err := papertest.Read(pdf); err != nil || papertest.Pictures(t, pdf) != 1 {
			t.Errorf("%s: not valid: %v", name, err)
		}
	}
	bomb := logo(t)
	binary.BigEndian.PutUint32(bomb[16:], 30000) // width and height in the head of a PNG
	binary.BigEndian.PutUint32(bomb[20:], 30000)
	binary.BigEndian.PutUint32(bomb[29:], crc32.ChecksumIEEE(bomb[12:29]))
	for name, c := range map[string]struct {
		data []byte
		says string
	}{
		"text": {[]byte("hello"), "not a picture"}, "empty": {nil, "not a picture"},
		"cut png": {logo(t)[:60], "damaged"}, "bomb": {bomb, "900 million dots"},
	} {
		_, err := paper.NewPicture(c.data)
		var r *paper.Refusal
		if !errors.As(err, &r) || !strings.Contains(r.Message, c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A long caption leaves the picture its room.
func TestLongCaptions(t *testing.T) {
	t.Parallel()
	p, err := paper.NewPicture(photo(t, 200, 400))
	if err != nil {
		t.Fatal(err)
	}
	pdf := bound(t, func(b *paper.Binder) { b.Picture("", strings.Repeat("a long caption ", 200), p) })
	if lines := papertest.Lines(t, pdf)[0]; len(lines) != 3 || !strings.HasSuffix(lines[2].Text, "…") {
		t.Errorf("the caption is %v", lines)
	}
}

// Many pictures and PDFs need the memory of one.
func TestPacketsDoNotStayInMemory(t *testing.T) {
	large := photo(t, 2000, 1600)
	large = append(large, make([]byte, 4<<20)...) // what follows a JPEG is not looked at
	highest := uint64(0)
	b := paper.Bind(io.Discard, "", moment)
	for i := range 50 {
		p, err := paper.ReadPicture(bytes.NewReader(large), int64(len(large)))
		if err != nil {
			t.Fatal(err)
		}
		b.Picture("", fmt.Sprint(i), p)
		if err := bind(b, papertest.Lively()); err != nil {
			t.Fatal(err)
		}
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		highest = max(highest, m.HeapAlloc)
	}
	if _, err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if highest > 60<<20 {
		t.Errorf("50 pictures of 4 MB hold %d MB", highest>>20)
	}
}
