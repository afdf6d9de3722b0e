package paper

import (
	"bufio"
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	_ "image/gif" // pictures that are taken
	"image/jpeg"
	_ "image/png" // pictures that are taken
	"io"

	_ "golang.org/x/image/webp" // pictures that are taken

	"talaan/internal/exif"
)

// Refusal says why a picture or a PDF cannot be put on paper, as a sentence
// about the file without its name: "is protected with a password".
type Refusal struct{ Message string } //nolint:errname // it refuses a file, as inspect does

// Error returns the sentence.
func (r *Refusal) Error() string { return r.Message }

func refusef(format string, args ...any) error { return &Refusal{fmt.Sprintf(format, args...)} }

const (
	// longSide and shortSide are what an A4 page shows at 200 dots to the inch.
	longSide, shortSide = 2339, 1654
	// mostMemory is how many bytes a picture may need while it is made smaller.
	mostMemory = 200 << 20
	// lossless is how many dots a drawing may have to be kept as it is, such as a logo.
	lossless = 300_000
	// quality of pictures that were made smaller, of 100.
	quality = 85
)

// Picture is a picture that can be put on paper, no larger than it needs to be.
type Picture struct {
	width, height int    // as it is stored, not as it is seen
	orientation   int    // EXIF: how it is turned to be seen, 1 to 8
	about         string // how its bytes are read
	data          []byte
	file          io.ReadSeeker // holds the bytes when data does not
	size          int64
}

// NewPicture reads a JPEG, PNG, GIF or WebP; a *Refusal says why it cannot.
func NewPicture(data []byte) (*Picture, error) {
	return ReadPicture(bytes.NewReader(data), int64(len(data)))
}

// ReadPicture reads a picture from a file that stays open until the picture is on
// paper: a JPEG that is small enough is taken from there as it is. Others are made
// as large as A4 needs. A *Refusal says why a file cannot be taken.
func ReadPicture(f io.ReadSeeker, size int64) (*Picture, error) {
	config, format, err := image.DecodeConfig(bufio.NewReader(f))
	if err != nil || config.Width < 1 || config.Height < 1 {
		return nil, refusef("is not a picture that can be read")
	}
	p := &Picture{width: config.Width, height: config.Height, orientation: exif.Orientation(f, format)}
	kind := frame(f, format)
	small := max(p.width, p.height) <= longSide && min(p.width, p.height) <= shortSide
	heavy := needs(config, format, kind) > mostMemory
	if kind.direct() && (small || heavy) {
		p.about, p.file, p.size = dct(kind.colours == 1), f, size
		return p, nil
	}
	if heavy {
		return nil, refusef("has %d million dots, which is too many to be put on a page; make it smaller and send it again", p.width*p.height/1_000_000)
	}
	return p, p.shrink(f, format)
}

// needs is about how many bytes decoding a picture takes.
func needs(c image.Config, format string, kind jpegKind) int64 {
	each := int64(4)
	switch {
	case kind.progressive:
		each = 16 // all waves of the picture before any dot
	case kind.colours > 0:
		each = 3
	case format == "webp":
		each = 9
	case c.ColorModel == color.NRGBA64Model || c.ColorModel == color.RGBA64Model:
		each = 8
	}
	return each * int64(c.Width) * int64(c.Height)
}

// shrink decodes the picture and keeps of it what A4 needs.
func (p *Picture) shrink(f io.ReadSeeker, format string) error {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	decoded, _, err := image.Decode(bufio.NewReader(f))
	if err != nil {
		return refusef("is a damaged picture")
	}
	dots := shrink(decoded)
	p.width, p.height = dots.Bounds().Dx(), dots.Bounds().Dy()
	if format != "jpeg" && p.width*p.height <= lossless {
		p.about, p.data = "/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode", deflate(colours(dots))
		return nil
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, dots, &jpeg.Options{Quality: quality}); err != nil {
		return fmt.Errorf("make a picture smaller: %w", err)
	}
	p.about, p.data = dct(false), b.Bytes()
	return nil
}

func dct(grey bool) string {
	if grey {
		return "/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode"
	}
	return "/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode"
}

// shrink draws a picture on white, each dot the mean of those that it stands
// for. Only a strip of the original is held beside it.
func shrink(src image.Image) *image.RGBA {
	from := src.Bounds()
	w, h := fitted(from.Dx(), from.Dy())
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	strip := image.NewRGBA(image.Rect(0, 0, from.Dx(), (from.Dy()+h-1)/h+1))
	for y := range h {
		y1, y2 := y*from.Dy()/h, max((y+1)*from.Dy()/h, y*from.Dy()/h+1)
		part := image.Rect(0, 0, from.Dx(), y2-y1)
		draw.Draw(strip, part, image.White, image.Point{}, draw.Src)
		draw.Draw(strip, part, src, image.Pt(from.Min.X, from.Min.Y+y1), draw.Over)
		for x := range w {
			x1, x2 := x*from.Dx()/w, max((x+1)*from.Dx()/w, x*from.Dx()/w+1)
			out.SetRGBA(x, y, mean(strip, x1, x2, y2-y1))
		}
	}
	return out
}

func mean(strip *image.RGBA, x1, x2, rows int) color.RGBA {
	var r, g, b, n uint32
	for y := range rows {
		for i := y*strip.Stride + 4*x1; i < y*strip.Stride+4*x2; i += 4 {
			r, g, b, n = r+uint32(strip.Pix[i]), g+uint32(strip.Pix[i+1]), b+uint32(strip.Pix[i+2]), n+1
		}
	}
	return color.RGBA{uint8((r + n/2) / n), uint8((g + n/2) / n), uint8((b + n/2) / n), 255} //nolint:gosec // a mean of bytes
}

// fitted is how large a picture needs to be.
func fitted(w, h int) (int, int) {
	scale := min(1, float64(longSide)/float64(max(w, h)), float64(shortSide)/float64(min(w, h)))
	return max(1, int(float64(w)*scale)), max(1, int(float64(h)*scale))
}

func colours(p *image.RGBA) []byte {
	out := make([]byte, 0, 3*len(p.Pix)/4)
	for i := 0; i < len(p.Pix); i += 4 {
		out = append(out, p.Pix[i:i+3]...)
	}
	return out
}

// write writes the picture as an object, once for each file.
func (p *Picture) write(w *writer) int {
	if id, ok := w.pictures[p]; ok {
		return id
	}
	id := w.reserve()
	w.pictures[p] = id
	about := fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d%s", p.width, p.height, p.about)
	if p.file == nil {
		w.stream(id, about, p.data)
	} else {
		w.copyStream(id, about, p.file, p.size)
	}
	return id
}

// turns are the ways from a stored picture to the one that is seen, by EXIF orientation.
var turns = [9][6]float64{
	1: {1, 0, 0, 1, 0, 0}, 2: {-1, 0, 0, 1, 1, 0}, 3: {-1, 0, 0, -1, 1, 1}, 4: {1, 0, 0, -1, 0, 1},
	5: {0, -1, -1, 0, 1, 1}, 6: {0, -1, 1, 0, 0, 1}, 7: {0, 1, 1, 0, 0, 0}, 8: {0, 1, -1, 0, 1, 0},
}

func (p *Picture) turn() [6]float64 { return turns[p.orientation] }

// seen is the size of the picture as it is seen.
func (p *Picture) seen() (w, h float64) {
	if p.orientation >= 5 {
		return float64(p.height), float64(p.width)
	}
	return float64(p.width), float64(p.height)
}

// within is how large the picture is drawn in a place of the given size.
func (p *Picture) within(width, height float64) (w, h float64) {
	w, h = p.seen()
	scale := min(width/w, height/h)
	return w * scale, h * scale
}

// jpegKind is how a JPEG is made; colours is 0 for another picture.
type jpegKind struct {
	colours, bits int
	progressive   bool
}

// direct reports whether every reader of PDFs shows it as it is.
func (k jpegKind) direct() bool { return k.bits == 8 && (k.colours == 1 || k.colours == 3) }

// frame looks for the head of a JPEG. One that it does not find is decoded, and
// the decoder says what is wrong.
func frame(f io.ReadSeeker, format string) (kind jpegKind) {
	if _, err := f.Seek(0, io.SeekStart); err != nil || format != "jpeg" {
		return kind
	}
	_ = exif.Segments(f, func(marker byte, data io.Reader) (more bool, err error) { // nothing found says enough
		if marker < 0xC0 || marker > 0xC2 {
			return true, nil
		}
		var head [6]byte
		if _, err = io.ReadFull(data, head[:]); err == nil {
			kind = jpegKind{colours: int(head[5]), bits: int(head[0]), progressive: marker == 0xC2}
		}
		return false, err
	})
	return kind
}
