package inspect_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"talaan/internal/media/inspect"
)

var limits = inspect.Limits{Bytes: 200 << 20, Pixels: 50_000_000, Types: inspect.TypeNames()}

const (
	word  = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	excel = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

func file(t testing.TB, content, name string, l inspect.Limits) (inspect.Report, error) {
	t.Helper()
	return inspect.File(t.Context(), strings.NewReader(content), int64(len(content)), name, l)
}

func utf16le(s string) string {
	b := []byte("\xff\xfe")
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return string(b)
}

func utf16be(s string) string {
	b := []byte("\xfe\xff")
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u>>8), byte(u))
	}
	return string(b)
}

// taken are files that are taken, by what they are.
var taken = []struct {
	what, name  string
	content     string
	contentType string
	width       int
	height      int
}{
	{"jpeg", "a.jpg", jpegOf(40, 30), "image/jpeg", 40, 30},
	{"jpeg under another name", "a.png", jpegOf(40, 30), "image/jpeg", 40, 30},
	{"jpeg without a name", "", jpegOf(40, 30), "image/jpeg", 40, 30},
	{"jpeg with a film behind", "a.jpg", jpegOf(40, 30) + "....ftypmp42", "image/jpeg", 40, 30},
	{"jpeg with a small one inside", "a.jpg", "\xff\xd8\xff\xe1\x00\x0aExif\x00\x00\xff\xd9" + jpegOf(9, 8)[2:], "image/jpeg", 9, 8},
	{"jpeg with stray bytes", "a.jpg", "\xff\xd8\xff\xfe\x00\x03x??" + jpegOf(9, 8)[2:], "image/jpeg", 9, 8},
	{"largest jpeg", "a.jpg", jpegSaying(10_000, 5_000), "image/jpeg", 10_000, 5_000},
	{"png", "a.png", pngOf(40, 30), "image/png", 40, 30},
	{"moving png", "a.png", pngSaying(10, 10, chunk("fcTL", ""), chunk("fcTL", "")), "image/png", 10, 10},
	{"gif", "a.gif", gifOf(1, 40, 30), "image/gif", 40, 30},
	{"moving gif", "a.gif", gifOf(20, 40, 30), "image/gif", 40, 30},
	{"lossless webp", "a.webp", webpOf(webpLossless(400, 30)), "image/webp", 400, 30},
	{"lossy webp", "a.webp", webpOf(webpLossy(400, 30)), "image/webp", 400, 30},
	{"moving webp", "a.webp", webpMoving(3, 400, 30), "image/webp", 400, 30},
	{"pdf", "a.pdf", plainPDF(), "application/pdf", 0, 0},
	{"pdf after an empty line", "a.pdf", "\r\n" + plainPDF(), "application/pdf", 0, 0},
	{"packed pdf", "a.pdf", deflatedPDF(catalog), "application/pdf", 0, 0},
	{"pdf packed in another way", "a.pdf", packed{root: catalog, entries: "/Filter/ASCIIHexDecode", pack: hexed}.String(), "application/pdf", 0, 0},
	{"pdf that opens without a password", "a.pdf", lockedPDF("", catalog, 0), "application/pdf", 0, 0},
	{"pdf with a font of a strange name", "a.pdf", pdfOf(catalog, "<</Font<</JS 6 0 R/EF 6 0 R>>>>", "<</Type/Font>>"), "application/pdf", 0, 0},
	{"pdf with a link to a page about scripts", "a.pdf", pdfOf(catalog, "<</S/URI/URI(https://example.org/js/JavaScript-5.html)>>"), "application/pdf", 0, 0},
	{"pdf that opens at a page", "a.pdf", pdfOf("<</Type/Catalog/Pages 2 0 R/OpenAction[3 0 R/Fit]/Names<</Dests 5 0 R>>>>", "<</Names[]>>"), "application/pdf", 0, 0},
	{"large packed pdf", "a.pdf", packed{root: catalog, entries: "/Filter/FlateDecode", pack: deflated, filler: 17 << 20}.String(), "application/pdf", 0, 0},
	{"docx", "a.docx", zipOf(wordParts), word, 0, 0},
	{"docx with a link", "a.docx", zipOf(with(wordParts, "word/_rels/document.xml.rels", `<R><Relationship Type="http://x/hyperlink" Target="https://x" TargetMode="External"/></R>`)), word, 0, 0},
	{"xlsx", "a.xlsx", zipOf(excelParts), excel, 0, 0},
	{"xlsx named zip", "a.zip", zipOf(excelParts), excel, 0, 0},
	{"csv", "a.csv", "name,age\nAna,7\n", "text/csv; charset=utf-8", 0, 0},
	{"csv without an ending", "results", "name,age\nAna,7\nBen,8\n", "text/csv; charset=utf-8", 0, 0},
	{"csv from old Excel", "a.CSV", "name,age\nPe\xf1a,7\n", "text/csv; charset=windows-1252", 0, 0},
	{"csv from Excel as Unicode", "a.csv", utf16le("name,age\nPeña,7 😀\n"), "text/csv; charset=utf-16le", 0, 0},
	{"txt", "a.txt", "hello", "text/plain; charset=utf-8", 0, 0},
	{"txt with a mark", "a.txt", "\xef\xbb\xbfPeña", "text/plain; charset=utf-8", 0, 0},
	{"txt, the high byte first", "a.txt", utf16be("Peña 😀"), "text/plain; charset=utf-16be", 0, 0},
	{"txt that begins like a program", "a.txt", "MZ twins, 12 weeks", "text/plain; charset=utf-8", 0, 0},
	{"txt of a device", "a.hl7", "\vMSH|^~\\&|\rPID|1\r\x1c\r", "text/plain; charset=utf-8", 0, 0},
	{"txt with markup further down", "a.txt", "Say:\n<script>alert(1)</script>", "text/plain; charset=utf-8", 0, 0},
	{"txt of one long line", "a.txt", strings.Repeat("ñ", 200_001), "text/plain; charset=utf-8", 0, 0},
	{"json", "a.json", `{"a": 1}`, "text/plain; charset=utf-8", 0, 0},
	{"dicom", "a.dcm", dicomOf(""), "application/dicom", 0, 0},
	{"dicom that is a TIFF too", "a", dicomOf("II*\x00"), "application/dicom", 0, 0},
}

func TestTaken(t *testing.T) {
	t.Parallel()
	for _, c := range taken {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			got, err := file(t, c.content, c.name, limits)
			if want := (inspect.Report{ContentType: c.contentType, Width: c.width, Height: c.height}); err != nil || got != want {
				t.Errorf("found %+v, %v; not %+v", got, err, want)
			}
		})
	}
}

// A script, in ways that a PDF can have one.
const script = "<</S/JavaScript/JS(app.alert\\(1\\))>>"

// refused are files that are refused, by what is wrong with them.
var refused = []struct{ what, name, content, says string }{
	{"nothing", "a.txt", "", "is empty"},
	{"program", "chest.png", program, "a Windows program. Only jpg, png, webp"},
	{"program by name", "a.exe", program, "ends in .exe"},
	{"text by which a computer is run", "a.bat", "del *", "ends in .bat"},
	{"picture named as a web page", "a.hta", jpegOf(4, 4), "ends in .hta"},
	{"Linux program", "a.png", "\x7fELF\x02\x01\x01" + strings.Repeat("\x00", 100), "a Linux program"},
	{"noise", "a.png", "\x00\x01\x02\x03\x04\x05", "not of a kind that is known"},
	{"RAR", "a.docx", "Rar!\x1a\x07\x01\x00....", "a RAR archive"},
	{"old Word", "a.doc", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600), "docx"},
	{"TIFF", "a.jpg", "II*\x00\x08\x00\x00\x00" + strings.Repeat("\x00", 40), "a TIFF picture"},
	{"HEIC", "a.jpg", "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "HEIC picture: save it as JPEG"},

	{"jpeg too large", "a.jpg", jpegSaying(10_000, 5_001), "10000 × 5001 dots, and at most 50 megapixels"},
	{"jpeg cut", "a.jpg", jpegOf(400, 300)[:700], "whole"},
	{"jpeg without its last byte", "a.jpg", strings.TrimSuffix(jpegOf(40, 30), "\xd9"), "whole"},
	{"jpeg without dots", "a.jpg", "\xff\xd8\xff\xd9", "whole"},
	{"jpeg of no size", "a.jpg", jpegSaying(0, 30), "whole"},
	{"jpeg painted over and over", "a.jpg", strings.TrimSuffix(jpegOf(8, 8), "\xff\xd9") + strings.Repeat("\xff\xda\x00\x02\x00", 300) + "\xff\xd9", "damaged"},
	{"png too large", "a.png", pngSaying(10_000, 10_000), "10000 × 10000 dots"},
	{"png far too large", "a.png", pngSaying(1<<31-1, 1<<31-1), "megapixels"},
	{"png cut", "a.png", pngOf(40, 30)[:60], "whole"},
	{"png without its end", "a.png", strings.TrimSuffix(pngOf(40, 30), chunk("IEND", "")), "whole"},
	{"png of no size", "a.png", pngSaying(0, 10), "whole"},
	{"png without dots", "a.png", pngOf(1, 1)[:33] + chunk("IEND", ""), "whole"},
	{"png of many frames", "a.png", pngSaying(5000, 5000, strings.Repeat(chunk("fcTL", ""), 21)), "21 frames"},
	{"gif too large", "a.gif", gifSaying(1, 10_000, 10_000), "megapixels"},
	{"gif of many frames", "a.gif", gifSaying(21, 5000, 5000), "21 frames of 5000 × 5000 dots"},
	{"gif cut", "a.gif", gifOf(3, 40, 30)[:900], "whole"},
	{"gif without its end", "a.gif", strings.TrimSuffix(gifOf(3, 40, 30), ";"), "whole"},
	{"gif with a frame outside", "a.gif", strings.Replace(gifOf(1, 40, 30), "(\x00\x1e\x00", "\x05\x00\x05\x00", 1), "damaged"},
	{"webp too large", "a.webp", webpOf(webpLossless(10_000, 10_000)), "megapixels"},
	{"webp that says less than it draws", "a.webp", webpOf(riff("VP8X", "\x00\x00\x00\x00"+three(9)+three(9)), webpLossy(10_000, 10_000)), "megapixels"},
	{"webp of many frames", "a.webp", webpMoving(21, 5000, 5000), "21 frames"},
	{"webp cut", "a.webp", webpOf(webpLossless(4, 4))[:20], "whole"},
	{"webp without dots", "a.webp", webpOf(riff("EXIF", "....")), "whole"},

	{"pdf with a script", "a.pdf", pdfOf("<</Type/Catalog/Pages 2 0 R/OpenAction 5 0 R>>", script), "has a script"},
	{"pdf with a script under another name", "a.txt", pdfOf("<</Type/Catalog/Pages 2 0 R/OpenAction 5 0 R>>", script), "has a script"},
	{"pdf with a script in the tree of names", "a.pdf", pdfOf("<</Type/Catalog/Pages 2 0 R/Names<</JavaScript 5 0 R>>>>", "<</Names[]>>"), "has a script"},
	{"pdf with a script in disguise", "a.pdf", pdfOf("<</Type/Catalog/Pages 2 0 R/OpenAction<</S/J#61vaScrip#74/JS 5 0 R>>>>", "(x)"), "has a script"},
	{"pdf with a script where nobody looks", "a.pdf", pdfOf(catalog, "("+script+")"), "has a script"},
	{"pdf with a script for a film", "a.pdf", pdfOf(catalog, "<</S/Other/JS(x)>>"), "has a script"},
	{"pdf with a packed script", "a.pdf", deflatedPDF("<</Type/Catalog/Pages 2 0 R/OpenAction 6 0 R>>", script), "has a script"},
	{"pdf with a script packed in another way", "a.pdf", packed{root: "<</Type/Catalog/Pages 2 0 R/OpenAction 6 0 R>>", entries: "/Filter/ASCIIHexDecode", pack: hexed, more: []string{script}}.String(), "has a script"},
	{"pdf with a script packed twice", "a.pdf", packed{root: catalog, entries: "/Filter[/FlateDecode/FlateDecode]", pack: func(s string) string { return deflated(deflated(s)) }, more: []string{script}}.String(), "has a script"},
	{"pdf with an encrypted script", "a.pdf", lockedPDF("", "<</Type/Catalog/Pages 2 0 R/OpenAction"+script+">>", 0), "has a script"},
	{"pdf with a script under a strange name", "a.pdf", packed{root: catalog, entries: "/Filter/ASCIIHexDecode", pack: hexed, more: []string{"<</S/X/JS 7 0 R>>", "(x)"}}.String(), "has a script"},
	{"pdf that starts a program", "a.pdf", pdfOf("<</Type/Catalog/Pages 2 0 R/OpenAction<</S/Launch/F(cmd.exe)>>>>"), "starts a program"},
	{"pdf with a file inside", "a.pdf", pdfOf(catalog, stream("/Type/EmbeddedFile", program)), "holds other files"},
	{"pdf with a file inside that does not say so", "a.pdf", pdfOf(catalog, "<</Type/Filespec/F(a.exe)/EF<</F 6 0 R>>>>", stream("", program)), "holds other files"},
	{"pdf with a file inside, by reference", "a.pdf", pdfOf(catalog, "<</F(a.exe)/EF 6 0 R>>", "<</F 7 0 R>>", stream("", program)), "holds other files"},
	{"pdf with a film", "a.pdf", pdfOf(catalog, "<</Subtype/RichMedia>>"), "plays films"},
	{"pdf with a form", "a.pdf", pdfOf("<</Type/Catalog/Pages 2 0 R/AcroForm<</XFA[(a)5 0 R]>>>>", stream("", "<xdp/>")), "interactive form"},
	{"pdf that asks for a password", "a.pdf", lockedPDF("secret", catalog, 0), "asks for a password"},
	{"pdf that unpacks to too much", "a.pdf", deflatedPDF(catalog, "("+strings.Repeat(" ", 65<<20)+")"), "too intricate"},
	{"pdf of many packed parts unlike others", "a.pdf", plainPDF() + strings.Repeat("7 0 obj<</Type/ObjStm/Filter/LZWDecode>>stream\nx\nendstream endobj\n", 40) + "startxref", "too intricate"},
	{"pdf saved over and over", "a.pdf", plainPDF() + strings.Repeat("trailer<</Prev 9>>\n", 70) + "startxref", "too intricate"},
	{"pdf cut", "a.pdf", plainPDF()[:300], "whole"},
	{"pdf without pages", "a.pdf", pdfOf("<</Type/Catalog>>"), "damaged"},
	{"pdf of nothing", "a.pdf", "%PDF-1.4\nstartxref\n0\n%%EOF", "damaged"},
	{"pdf behind something else", "a.pdf", program + plainPDF(), "a PDF with something else before it"},
	{"large pdf with a script", "a.pdf", packed{root: catalog, entries: "/Filter/FlateDecode", pack: deflated, filler: 17 << 20, more: []string{script}}.String(), "has a script"},
	{"large pdf packed in another way", "a.pdf", packed{root: catalog, entries: "/Filter/ASCIIHexDecode", pack: hexed, filler: 17 << 20, more: []string{script}}.String(), "too large to be checked"},
	{"large pdf with a script in a part that hides", "a.pdf", strings.Replace(packed{root: catalog, entries: "/Filter/FlateDecode", pack: deflated, filler: 17 << 20, more: []string{script}}.String(), "/Type/ObjStm", "/Type/Nothing", 1), "has a script"},
	{"large encrypted pdf", "a.pdf", lockedPDF("", catalog, 17<<20), "too large to be checked"},

	{"zip bomb", "a.docx", zipOf(with(wordParts, "word/media/image1.bmp", strings.Repeat("\x00", 30<<20))), "far more than it should"},
	{"zip of many parts", "a.docx", zipOf(manyParts(10_001)), "too many parts"},
	{"docx with macros", "a.docx", zipOf(with(wordParts, "word/vbaProject.bin", "x")), "has macros"},
	{"xlsx with old macros", "a.xlsx", zipOf(with(excelParts, "xl/macrosheets/sheet1.xml", "x")), "has macros"},
	{"xlsx with controls", "a.xlsx", zipOf(with(excelParts, "xl/activeX/activeX1.bin", "x")), "ActiveX"},
	{"docx with an archive inside", "a.docx", zipOf(with(wordParts, "word/embeddings/a.bin", zipOf(excelParts))), "holds another file"},
	{"docx with a program inside", "a.docx", zipOf(with(wordParts, "word/media/image1.png", program)), "holds another file"},
	{"docx that loads another", "a.docx", zipOf(with(wordParts, "word/_rels/settings.xml.rels", `<R><Relationship Target="http://evil" TargetMode="External" Type="http://x/attachedTemplate"/></R>`)), "loads another document"},
	{"docx with a part outside", "a.docx", zipOf(with(wordParts, "../evil.xml", "x")), "damaged"},
	{"docx with a part twice", "a.docx", zipOf(with(wordParts, "Word/document.xml", "x")), "damaged"},
	{"docx with broken links", "a.docx", zipOf(with(wordParts, "word/_rels/x.rels", "<a")), "damaged"},
	{"docx cut", "a.docx", zipOf(wordParts)[:200], "whole"},
	{"docx changed on the way", "a.docx", strings.Replace(zipStored("word/document.xml", "hello"), "hello", "jello", 1), "damaged"},
	{"zip", "a.docx", zipOf(map[string]string{"a.txt": "a"}), "a ZIP archive"},
	{"pptx", "a.pptx", zipOf(map[string]string{"[Content_Types].xml": "x", "ppt/presentation.xml": "x"}), "PowerPoint"},

	{"web page", "a.txt", "<!DOCTYPE html><html><script>alert(1)</script>", "a web page"},
	{"web page as Unicode", "a.csv", utf16le("<!DOCTYPE html><html><script>alert(1)</script></html>"), "a web page"},
	{"web page after a mark", "a.csv", "\xef\xbb\xbf  <html><body>", "a web page"},
	{"drawing", "a.csv", `<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`, "an SVG drawing"},
	{"script", "a.txt", "#!/bin/sh\nrm -rf /", "a script"},
	{"RTF", "a.txt", `{\rtf1\ansi hello}`, "an RTF document"},
	{"PostScript", "a.txt", "%!PS-Adobe-3.0\nshowpage", "a PostScript program"},
	{"text under a strange name", "a.zzz", "hello", "let its name end in .txt"},
	{"text with an empty byte", "a.txt", "hello\x00", "not of a kind that is known"},
	{"text in two alphabets", "a.txt", "Pe\xf1a \x81\x8d", "not all of its letters can be read"},
	{"half a letter", "a.txt", utf16le("a") + "x", "not all of its letters can be read"},
	{"half a pair", "a.txt", "\xff\xfe\x3d\xd8", "not all of its letters can be read"},
	{"an empty byte far behind", "a.txt", strings.Repeat("hello ", 50_000) + "\x00", "text"},

	{"dicom with a program before", "a.dcm", dicomOf("MZ\x90"), "something else before it"},
	{"dicom cut", "a.dcm", dicomOf("")[:150], "whole"},
	{"dicom of nothing", "a.dcm", dicomOf("")[:132] + "hello, hello, hello", "damaged"},
}

func manyParts(n int) map[string]string {
	parts := map[string]string{}
	for i := range n {
		parts[fmt.Sprint(i)] = ""
	}
	return parts
}

func TestRefused(t *testing.T) {
	t.Parallel()
	for _, c := range refused {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			got, err := file(t, c.content, c.name, limits)
			var r *inspect.Refusal
			if !errors.As(err, &r) || !strings.Contains(r.Message, c.says) || got != (inspect.Report{}) {
				t.Errorf("found %+v, %v; not refused with %q", got, err, c.says)
			}
		})
	}
}

// What is taken in general is refused when an Admin does not want it.
func TestTypes(t *testing.T) {
	t.Parallel()
	for _, c := range taken {
		bare, _, _ := strings.Cut(c.contentType, ";")
		for _, only := range inspect.TypeNames() {
			l := limits
			l.Types = []string{only}
			got, err := file(t, c.content, c.name, l)
			if err == nil && !slices.Contains(typesOf[bare], only) {
				t.Errorf("%s is taken as %s where only %s is", c.what, got.ContentType, only)
			}
			if err != nil && slices.Contains(typesOf[bare], only) {
				t.Errorf("%s is refused where %s is taken: %v", c.what, only, err)
			}
		}
	}
	l := limits
	l.Types = []string{"jpg", "pdf"}
	if _, err := file(t, gifOf(1, 4, 4), "a.gif", l); err == nil || err.Error() != "is a GIF picture; only jpg and pdf files are taken" {
		t.Errorf("refused with %v", err)
	}
}

var typesOf = map[string][]string{
	"image/jpeg": {"jpg"}, "image/png": {"png"}, "image/webp": {"webp"}, "image/gif": {"gif"}, "application/pdf": {"pdf"},
	word: {"docx"}, excel: {"xlsx"}, "text/csv": {"csv"}, "text/plain": {"txt"}, "application/dicom": {"dcm"},
}

func TestInline(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		contentType string
		inline      bool
	}{
		{"image/jpeg", true}, {"image/png", true}, {"image/webp", true}, {"image/gif", true}, {"application/pdf", true},
		{"text/plain; charset=utf-8", true}, {"text/csv; charset=windows-1252", true},
		{word, false}, {excel, false}, {"application/dicom", false}, {"text/html", false}, {"image/svg+xml", false},
		{"application/octet-stream", false}, {"", false}, {"text/plain; charset", false},
	} {
		if got := inspect.Inline(c.contentType); got != c.inline {
			t.Errorf("%q: %v", c.contentType, got)
		}
	}
}

// Bytes that were first seen under another name are what this name says.
func TestNamed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ contentType, name, want string }{
		{"text/plain; charset=windows-1252", "a.CSV", "text/csv; charset=windows-1252"},
		{"text/csv; charset=utf-8", "a.txt", "text/plain; charset=utf-8"},
		{"text/csv; charset=utf-8", "a.b.log", "text/plain; charset=utf-8"},
		{"text/csv; charset=utf-8", "a.csv", "text/csv; charset=utf-8"},
		{"text/csv; charset=utf-8", "a", "text/csv; charset=utf-8"},
		{"text/plain; charset=utf-8", "a", "text/plain; charset=utf-8"},
		{"image/png", "a.csv", "image/png"},
		{"application/pdf", "a.txt", "application/pdf"},
		{"", "a.txt", ""},
	} {
		if got := inspect.Named(c.contentType, c.name); got != c.want {
			t.Errorf("%s as %s: %s", c.contentType, c.name, got)
		}
	}
}

// failing is a file on a broken disk.
type failing struct{}

var errDisk = errors.New("the disk is broken")

func (failing) ReadAt([]byte, int64) (int, error) { return 0, errDisk }

// A broken disk and an impatient caller are no fault of the file.
func TestUnreadable(t *testing.T) {
	t.Parallel()
	var r *inspect.Refusal
	if _, err := inspect.File(t.Context(), failing{}, 10, "a.txt", limits); !errors.Is(err, errDisk) || errors.As(err, &r) {
		t.Errorf("a broken disk: %v", err)
	}
	for _, c := range taken {
		for reads := range 40 {
			ctx, cancel := context.WithCancel(t.Context())
			_, err := inspect.File(ctx, &stopping{strings.NewReader(c.content), reads, cancel}, int64(len(c.content)), c.name, limits)
			cancel()
			if err != nil && (!errors.Is(err, context.Canceled) || errors.As(err, &r)) {
				t.Errorf("%s, stopped after %d reads: %v", c.what, reads, err)
			}
		}
	}
}

// stopping ends the context after some reads.
type stopping struct {
	io.ReaderAt
	left int
	stop func()
}

func (s *stopping) ReadAt(p []byte, at int64) (int, error) {
	if s.left--; s.left < 0 {
		s.stop()
	}
	return s.ReaderAt.ReadAt(p, at)
}

// long is a file of some bytes, then the same bytes again and again, then an
// end, without being in memory.
type long struct {
	head, middle, tail string
	size               int64
}

func (l long) ReadAt(p []byte, at int64) (n int, err error) {
	end := l.size - int64(len(l.tail))
	for n < len(p) {
		from := l.middle[(at+int64(n))%int64(len(l.middle)):]
		switch here := at + int64(n); {
		case here >= l.size:
			return n, io.EOF
		case here < int64(len(l.head)):
			from = l.head[here:]
		case here >= end:
			from = l.tail[here-end:]
		default:
			from = from[:min(int64(len(from)), end-here)]
		}
		n += copy(p[n:], from)
	}
	return n, nil
}

// Memory does not grow with the file.
func TestMemory(t *testing.T) {
	const size = 100 << 20
	image := jpegOf(40, 30)
	for _, c := range []struct {
		name string
		f    long
	}{
		{"a.txt", long{middle: strings.Repeat("words and more words\n", 1000), size: size}},
		{"a.jpg", long{head: strings.TrimSuffix(image, "\xff\xd9"), middle: strings.Repeat("dots and more dots", 1000), tail: "\xff\xd9", size: size}},
		{"a.dcm", long{head: dicomOf(""), middle: strings.Repeat("dots", 1000), size: size}},
		{"a.pdf", long{head: "%PDF-1.7\n", middle: strings.Repeat("\x81\x82/AbC\xff\x00", 1000), tail: "\nstartxref\n0\n%%EOF", size: size}},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := inspect.File(t.Context(), c.f, size, c.name, limits); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		runtime.ReadMemStats(&after)
		if got := after.TotalAlloc - before.TotalAlloc; got > 8<<20 {
			t.Errorf("%s took %d bytes of memory", c.name, got)
		}
	}
}

// overlapping is a PDF of streams that each hold the rest of the file.
func overlapping() string {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	const n = 400
	at := make([]int, n)
	for i := range n {
		at[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n<</Length 2000000>>\nstream\n", i+4)
	}
	b.WriteString(strings.Repeat("x", 2_100_000))
	fixed := []string{catalog, pages, page}
	for i, o := range fixed {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "\n%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", n+4)
	for i := range fixed {
		fmt.Fprintf(&b, "%010d 00000 n \n", at[n+i]+1)
	}
	for i := range n {
		fmt.Fprintf(&b, "%010d 00000 n \n", at[i])
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", n+4, start)
	return b.String()
}

// A PDF of 2 MB that would fill 800 MB of memory is given up early.
func TestOverlappingPDF(t *testing.T) {
	content := overlapping()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := file(t, content, "a.pdf", limits)
	runtime.ReadMemStats(&after)
	if err == nil || !strings.Contains(err.Error(), "too intricate") {
		t.Errorf("answered %v", err)
	}
	if got := after.TotalAlloc - before.TotalAlloc; got > 150<<20 {
		t.Errorf("took %d bytes of memory", got)
	}
}
