package thumb_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"talaan/internal/talaantest"
)

var (
	red    = color.NRGBA{R: 0xff, A: 0xff}
	green  = color.NRGBA{G: 0xff, A: 0xff}
	blue   = color.NRGBA{B: 0xff, A: 0xff}
	white  = color.NRGBA{R: 0xff, G: 0xff, B: 0xff, A: 0xff}
	gone   = color.NRGBA{}
	corner = [4]color.NRGBA{red, green, blue, white} // from left to right, from top to bottom
)

// quarters is a w by h picture of which each quarter has a colour.
func quarters(w, h int, colours [4]color.NRGBA) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetNRGBA(x, y, colours[2*(2*y/h)+2*x/w])
		}
	}
	return img
}

func jpegOf(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	talaantest.Must(t, jpeg.Encode(&b, img, &jpeg.Options{Quality: 90}))
	return b.Bytes()
}

func pngOf(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	talaantest.Must(t, (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, img))
	return b.Bytes()
}

// gifOf is a GIF of a w by h canvas whose pictures are in turn.
func gifOf(t testing.TB, w, h int, pictures ...*image.Paletted) []byte {
	t.Helper()
	var b bytes.Buffer
	g := gif.GIF{Image: pictures, Delay: make([]int, len(pictures)), Config: image.Config{Width: w, Height: h, ColorModel: pictures[0].Palette}}
	talaantest.Must(t, gif.EncodeAll(&b, &g))
	return b.Bytes()
}

// exif is EXIF data that says nothing but the orientation.
func exif(order binary.AppendByteOrder, orientation uint16) []byte {
	b := []byte("MM\x00*")
	if order == binary.LittleEndian {
		b = []byte("II*\x00")
	}
	b = order.AppendUint32(b, 8)      // where the first folder is
	b = order.AppendUint16(b, 1)      // entries in it
	b = order.AppendUint16(b, 0x0112) // orientation
	b = order.AppendUint16(b, 3)      // of 16 bits
	b = order.AppendUint32(b, 1)
	b = order.AppendUint16(b, orientation)
	b = order.AppendUint16(b, 0)
	return order.AppendUint32(b, 0) // no further folder
}

// heldJPEG is a JPEG with EXIF data.
func heldJPEG(t testing.TB, img image.Image, data []byte) []byte {
	t.Helper()
	plain := jpegOf(t, img)
	return bytes.Join([][]byte{plain[:2], segment(0xe1, append([]byte("Exif\x00\x00"), data...)), plain[2:]}, nil)
}

// heldPNG is a PNG with EXIF data.
func heldPNG(t testing.TB, img image.Image, data []byte) []byte {
	t.Helper()
	const header = 8 + 12 + 13
	plain := pngOf(t, img)
	return bytes.Join([][]byte{plain[:header], pngChunk("eXIf", data), plain[header:]}, nil)
}

func pngChunk(name string, data []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, name...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// pngHeader is the beginning of a PNG of 8-bit RGBA pixels that is not there.
func pngHeader(w, h uint32) []byte {
	b := binary.BigEndian.AppendUint32(nil, w)
	b = append(binary.BigEndian.AppendUint32(b, h), 8, 6, 0, 0, 0)
	return append([]byte("\x89PNG\r\n\x1a\n"), pngChunk("IHDR", b)...)
}

// segment is a part of a JPEG.
func segment(kind byte, data []byte) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{0xff, kind}, uint16(len(data)+2)), data...)
}

// bits gathers bits, from the low ones of a byte or from the high ones.
type bits struct {
	bytes []byte
	n     int
	low   bool
}

func (b *bits) add(v, count int) {
	for i := range count {
		if b.n%8 == 0 {
			b.bytes = append(b.bytes, 0)
		}
		at, from := 7-b.n%8, count-1-i
		if b.low {
			at, from = b.n%8, i
		}
		b.bytes[len(b.bytes)-1] |= byte(v >> from & 1 << at)
		b.n++
	}
}

// blockJPEG is an 8 by 8 JPEG in one colour, given as its components are
// stored, with a frame of the kind: baseline (0xc0) or progressive (0xc2).
func blockJPEG(kind byte, adobe []byte, components ...int) []byte {
	var b bytes.Buffer
	b.WriteString("\xff\xd8")
	if adobe != nil {
		b.Write(segment(0xee, append([]byte("Adobe\x00\x64\x00\x00\x00\x00"), adobe...)))
	}
	b.Write(segment(0xdb, append([]byte{0}, bytes.Repeat([]byte{1}, 64)...)))
	frame := []byte{8, 0, 8, 0, 8, byte(len(components))}
	scan := []byte{byte(len(components))}
	data := bits{}
	for i, v := range components {
		frame = append(frame, byte(i+1), 0x11, 0)
		scan = append(scan, byte(i+1), 0)
		dc := 8 * (v - 128)
		size := 0
		for n := max(dc, -dc); n > 0; n >>= 1 {
			size++
		}
		data.add(size, 4)
		if dc < 0 {
			dc += 1<<size - 1
		}
		data.add(dc, size)
		if kind == 0xc0 {
			data.add(0, 1) // the end of the block
		}
	}
	last := byte(63)
	if kind == 0xc2 {
		last = 0 // the first pass has the averages only, which are all there is
	}
	data.add(1<<7-1, (8-data.n%8)%8)
	b.Write(segment(kind, frame))
	b.Write(segment(0xc4, []byte{0x00, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}))
	b.Write(segment(0xc4, []byte{0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}))
	b.Write(segment(0xda, append(scan, 0, last, 0)))
	b.Write(bytes.ReplaceAll(data.bytes, []byte{0xff}, []byte{0xff, 0}))
	b.WriteString("\xff\xd9")
	return b.Bytes()
}

// losslessWebP is a picture of black and green pixels, as a WebP; with EXIF
// data unless that is nil.
func losslessWebP(w, h int, isGreen func(x, y int) bool, alpha byte, data []byte) []byte {
	b := bits{low: true}
	b.add(0x2f, 8)
	b.add(w-1, 14)
	b.add(h-1, 14)
	b.add(1, 1)           // it has transparency
	b.add(0, 3)           // version
	b.add(0, 3)           // nothing transformed, cached or split
	b.add(1|1<<1|1<<2, 3) // two values of green:
	b.add(0, 8)           // none
	b.add(0xff, 8)        // and full
	b.add(1|1<<2, 3)      // one value of red
	b.add(0, 8)           // which is none
	b.add(1|1<<2, 3)      // one of blue
	b.add(0, 8)           // which is none
	b.add(1|1<<2, 3)      // one of alpha
	b.add(int(alpha), 8)  // which is given
	b.add(1, 4)           // no distances
	for y := range h {
		for x := range w {
			if isGreen(x, y) {
				b.add(1, 1)
			} else {
				b.add(0, 1)
			}
		}
	}
	chunks := webpChunk("VP8L", b.bytes)
	if data != nil {
		canvas := []byte{1<<3 | 1<<4, 0, 0, 0, byte(w - 1), byte((w - 1) >> 8), 0, byte(h - 1), byte((h - 1) >> 8), 0}
		chunks = bytes.Join([][]byte{webpChunk("VP8X", canvas), chunks, webpChunk("EXIF", data)}, nil)
	}
	return webpChunk("RIFF", append([]byte("WEBP"), chunks...))
}

func webpChunk(name string, data []byte) []byte {
	b := append(binary.LittleEndian.AppendUint32([]byte(name), uint32(len(data))), data...)
	if len(data)%2 == 1 {
		b = append(b, 0)
	}
	return b
}

// pdf is one of the objects given, the first of which is the catalogue.
func pdf(trailer string, objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	table := "0000000000 65535 f \n"
	for i, o := range objects {
		table += fmt.Sprintf("%010d 00000 n \n", b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	n := len(objects) + 1
	at := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n%strailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", n, table, n, trailer, at)
	return b.Bytes()
}

// page is a PDF of one page with a box as given and a content.
func page(box, content string, more ...string) []byte {
	return pdf("", append([]string{
		"<</Type/Catalog/Pages 2 0 R>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox " + box + "/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>/ExtGState<</G 5 0 R>>>>>>",
		stream("", content),
	}, more...)...)
}

func stream(dictionary, content string) string {
	return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", dictionary, len(content), content)
}

// blueBox is a PDF of an A5 page whose left half is blue.
func blueBox() []byte { return page("[0 0 420 595]", "0 0 1 rg 0 0 210 595 re f") }

// endless is a PDF that takes for ever: its drawings draw each other, ten to the tenth.
func endless() []byte {
	drawings := make([]string, 10)
	for i := range drawings {
		next := "0 0 1 1 re f "
		resources := ""
		if i < len(drawings)-1 {
			next = "/X Do "
			resources = fmt.Sprintf("/Resources<</XObject<</X %d 0 R>>>>", 6+i)
		}
		drawings[i] = stream("/Type/XObject/Subtype/Form/BBox[0 0 100 100]"+resources, strings.Repeat(next, 10))
	}
	return page("[0 0 100 100]", "/X Do", drawings...)
}
