package inspect_test

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"crypto/md5"
	"crypto/rc4"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color/palette"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"maps"
	"slices"
	"strings"
)

// The samples are made here, so that what is in them can be read.

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func jpegOf(width, height int) string {
	var b bytes.Buffer
	check(jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, width, height)), nil))
	return b.String()
}

// jpegSaying is a JPEG that says that it is of the size.
func jpegSaying(width, height int) string {
	b := []byte(jpegOf(8, 8))
	at := bytes.Index(b, []byte{0xff, 0xc0})
	binary.BigEndian.PutUint16(b[at+5:], uint16(height))
	binary.BigEndian.PutUint16(b[at+7:], uint16(width))
	return string(b)
}

func pngOf(width, height int) string {
	var b bytes.Buffer
	check(png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))))
	return b.String()
}

func chunk(name, content string) string {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(content)))
	b = append(b, name+content...)
	return string(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:])))
}

// pngSaying is a PNG that says that it is of the size, with more chunks before its dots.
func pngSaying(width, height int, chunks ...string) string {
	b := binary.BigEndian.AppendUint32(nil, uint32(width))
	b = binary.BigEndian.AppendUint32(b, uint32(height))
	header := chunk("IHDR", string(b)+"\x08\x00\x00\x00\x00")
	return "\x89PNG\r\n\x1a\n" + header + strings.Join(chunks, "") + chunk("IDAT", deflated("dots")) + chunk("IEND", "")
}

func gifOf(frames, width, height int) string {
	g := &gif.GIF{}
	for range frames {
		g.Image = append(g.Image, image.NewPaletted(image.Rect(0, 0, width, height), palette.WebSafe))
		g.Delay = append(g.Delay, 1)
	}
	var b bytes.Buffer
	check(gif.EncodeAll(&b, g))
	return b.String()
}

// gifSaying is a GIF of many small frames in a picture of the size.
func gifSaying(frames, width, height int) string {
	b := []byte(gifOf(frames, 1, 1))
	binary.LittleEndian.PutUint16(b[6:], uint16(width))
	binary.LittleEndian.PutUint16(b[8:], uint16(height))
	return string(b)
}

func riff(name, content string) string {
	return name + string(binary.LittleEndian.AppendUint32(nil, uint32(len(content)))) + content + strings.Repeat("\x00", len(content)%2)
}

func webpOf(chunks ...string) string { return riff("RIFF", "WEBP"+strings.Join(chunks, "")) }

// webpLossless is a WebP chunk of the size.
func webpLossless(width, height int) string {
	size := uint32(width-1) | uint32(height-1)<<14
	return riff("VP8L", "\x2f"+string(binary.LittleEndian.AppendUint32(nil, size))+"\x88\x88\x08")
}

// webpLossy is a WebP chunk of the size.
func webpLossy(width, height int) string {
	b := binary.LittleEndian.AppendUint16([]byte("\x30\x01\x00\x9d\x01\x2a"), uint16(width))
	return riff("VP8 ", string(binary.LittleEndian.AppendUint16(b, uint16(height)))+"\x00\x00")
}

func three(n int) string { return string(binary.LittleEndian.AppendUint32(nil, uint32(n))[:3]) }

// webpMoving is a WebP of frames in a picture of the size.
func webpMoving(frames, width, height int) string {
	all := riff("VP8X", "\x02\x00\x00\x00"+three(width-1)+three(height-1))
	for range frames {
		all += riff("ANMF", three(0)+three(0)+three(0)+three(0)+three(100)+"\x00"+webpLossless(1, 1))
	}
	return webpOf(all)
}

func deflated(text string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	must(io.WriteString(w, text))
	check(w.Close())
	return b.String()
}

// Objects of every PDF.
const (
	catalog = "<</Type/Catalog/Pages 2 0 R>>"
	pages   = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
	page    = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R>>"
)

func stream(dict, content string) string {
	return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", dict, len(content), content)
}

// pdfOf is a PDF of one page; more objects are numbered from 5.
func pdfOf(root string, more ...string) string {
	objects := append([]string{root, pages, page, stream("", "0 0 100 100 re f")}, more...)
	var b strings.Builder
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	at := make([]int, len(objects))
	for i, o := range objects {
		at[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, a := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", a)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return b.String()
}

func plainPDF() string { return pdfOf(catalog) }

// packed is a PDF whose objects 1 to 3 and more, from 6, stand in a packed part,
// object 5.
type packed struct {
	root    string
	entries string              // of the packed part's dictionary
	pack    func(string) string // how it is packed
	filler  int                 // bytes of an object that nothing uses
	trailer string              // more entries of it
	plain   string              // an object that stands alone, the last but one
	more    []string
}

// deflatedPDF packs in the usual way.
func deflatedPDF(root string, more ...string) string {
	return packed{root: root, entries: "/Filter/FlateDecode", pack: deflated, more: more}.String()
}

func (p packed) String() string {
	var heads, bodies strings.Builder
	for i, o := range append([]string{p.root, pages, page}, p.more...) {
		number := i + 1
		if i > 2 {
			number = i + 3
		}
		fmt.Fprintf(&heads, "%d %d ", number, bodies.Len())
		bodies.WriteString(o + "\n")
	}
	var b strings.Builder
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	if p.filler > 0 {
		fmt.Fprintf(&b, "99 0 obj\n%s\nendobj\n", stream("", strings.Repeat("x", p.filler)))
	}
	four := b.Len()
	fmt.Fprintf(&b, "4 0 obj\n%s\nendobj\n", stream("", "0 0 100 100 re f"))
	five := b.Len()
	dict := fmt.Sprintf("/Type/ObjStm/N %d/First %d%s", 3+len(p.more), heads.Len(), p.entries)
	fmt.Fprintf(&b, "5 0 obj\n%s\nendobj\n", stream(dict, p.pack(heads.String()+bodies.String())))
	last, alone := 6+len(p.more), b.Len()
	if p.plain != "" {
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", last, p.plain)
		last++
	}
	table := b.Len()
	rows := []byte("\x00\x00\x00\x00\x00\xff")
	row := func(kind byte, where, index int) {
		rows = append(binary.BigEndian.AppendUint32(append(rows, kind), uint32(where)), byte(index))
	}
	row(2, 5, 0)
	row(2, 5, 1)
	row(2, 5, 2)
	row(1, four, 0)
	row(1, five, 0)
	for i := range p.more {
		row(2, 5, 3+i)
	}
	if p.plain != "" {
		row(1, alone, 0)
	}
	row(1, table, 0)
	dict = fmt.Sprintf("/Type/XRef/Size %d/W[1 4 1]/Root 1 0 R/Filter/FlateDecode%s", last+1, p.trailer)
	fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n", last, stream(dict, deflated(string(rows))), table)
	return b.String()
}

// hexed is how ASCIIHexDecode is written.
func hexed(s string) string { return fmt.Sprintf("%x>", s) }

// lockedPDF is a PDF that is encrypted in the oldest way; it opens without a
// password if there is none.
func lockedPDF(password, root string, filler int) string {
	const filling = "\x28\xbf\x4e\x5e\x4e\x75\x8a\x41\x64\x00\x4e\x56\xff\xfa\x01\x08\x2e\x2e\x00\xb6\xd0\x68\x3e\x80\x2f\x0c\xa9\xfe\x64\x53\x69\x7a"
	padded := func(s string) string { return (s + filling)[:32] }
	hashed := func(s string, n int) string {
		sum := md5.Sum([]byte(s))
		return string(sum[:n])
	}
	coded := func(key, s string) string {
		out := make([]byte, len(s))
		must(rc4.NewCipher([]byte(key))).XORKeyStream(out, []byte(s))
		return string(out)
	}
	const id = "0123456789abcdef"
	owner := coded(hashed(padded("owner"), 5), padded(password))
	key := hashed(padded(password)+owner+"\xfc\xff\xff\xff"+id, 5)
	return packed{
		root: root, entries: "/Filter/FlateDecode", filler: filler,
		pack:    func(s string) string { return coded(hashed(key+"\x05\x00\x00\x00\x00", 10), deflated(s)) },
		plain:   fmt.Sprintf("<</Filter/Standard/V 1/R 2/P -4/O<%x>/U<%x>>>", owner, coded(key, filling)),
		trailer: fmt.Sprintf("/ID[<%x><%x>]/Encrypt 6 0 R", id, id),
	}.String()
}

// zipOf is a ZIP of the parts, in the order of their names.
func zipOf(parts map[string]string) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		must(io.WriteString(must(w.Create(name)), parts[name]))
	}
	check(w.Close())
	return b.String()
}

// with is a copy of the parts with more.
func with(parts map[string]string, name, content string) map[string]string {
	more := maps.Clone(parts)
	more[name] = content
	return more
}

var (
	wordParts = map[string]string{
		"[Content_Types].xml": `<?xml version="1.0"?><Types/>`,
		"_rels/.rels":         `<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="word/document.xml"/></Relationships>`,
		"word/document.xml":   `<w:document/>`,
	}
	excelParts = map[string]string{
		"[Content_Types].xml": `<?xml version="1.0"?><Types/>`,
		"xl/workbook.xml":     `<workbook/>`,
	}
)

// dicomOf is a DICOM file that begins with the preamble.
func dicomOf(preamble string) string {
	syntax := "\x02\x00\x10\x00UI\x14\x00" + "1.2.840.10008.1.2.1\x00"
	return preamble + strings.Repeat("\x00", 128-len(preamble)) + "DICM" +
		"\x02\x00\x00\x00UL\x04\x00" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(syntax)))) + syntax +
		"\x10\x00\x10\x00PN\x04\x00Ana "
}

// program is how a Windows program begins.
var program = "MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + strings.Repeat("\x00", 300) + "This program cannot be run in DOS mode."

// zipStored is a Word document with a part that is not packed.
func zipStored(name, content string) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	must(io.WriteString(must(w.Create("[Content_Types].xml")), "<Types/>"))
	must(io.WriteString(must(w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})), content))
	check(w.Close())
	return b.String()
}
