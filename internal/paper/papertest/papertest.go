// Package papertest reads PDFs back for tests: what they say, where it stands,
// how many pages of which size they have. It reads text of this program's own
// papers only; pages of others say nothing.
package papertest

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/fault"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/validate"
)

func init() { model.ConfigPath = "disable" } // pdfcpu would keep a folder of its own

// Read reads a PDF and checks it strictly.
func Read(pdf []byte) (*model.Context, error) { return read(pdf, model.ValidationStrict) }

func read(pdf []byte, mode int) (ctx *model.Context, err error) {
	defer fault.Catch(&err)
	conf := model.NewDefaultConfiguration()
	conf.ValidationMode = mode
	if ctx, err = pdfcpu.Read(bytes.NewReader(pdf), conf); err != nil {
		return nil, err
	}
	return ctx, validate.XRefTable(ctx)
}

// open reads a PDF that may have pages of others in it.
func open(t testing.TB, pdf []byte) *model.Context {
	t.Helper()
	ctx, err := read(pdf, model.ValidationRelaxed)
	if err != nil {
		t.Fatalf("not a valid PDF: %v", err)
	}
	return ctx
}

// Line is text that stands somewhere, in points from the lower left corner.
type Line struct {
	Text        string
	X, Y, Right float64
	Size        float64
}

// Text returns what each page says, in the order in which it was drawn.
func Text(t testing.TB, pdf []byte) []string {
	t.Helper()
	var out []string
	for _, lines := range Lines(t, pdf) {
		texts := make([]string, len(lines))
		for i, l := range lines {
			texts[i] = l.Text
		}
		out = append(out, strings.Join(texts, " "))
	}
	return out
}

var (
	blockForm = regexp.MustCompile(`(?m)^BT (.*) ET$`)
	placeForm = regexp.MustCompile(`(-?[0-9.]+) (-?[0-9.]+) T[dm]`)
	shownForm = regexp.MustCompile(`/(F\d) ([0-9.]+) Tf <([0-9A-F]*)> Tj`)
)

// Lines returns where text stands on each page.
func Lines(t testing.TB, pdf []byte) [][]Line {
	t.Helper()
	ctx := open(t, pdf)
	var out [][]Line
	for n := 1; n <= ctx.PageCount; n++ {
		page, _, inherited, err := ctx.PageDict(n, false)
		if err != nil {
			t.Fatalf("page %d: %v", n, err)
		}
		content, err := ctx.PageContent(page, n)
		if err != nil {
			out = append(out, nil) // of others, and blank
			continue
		}
		fonts := fontsOf(t, ctx, inherited.Resources)
		var lines []Line
		for _, b := range blockForm.FindAllSubmatch(content, -1) {
			lines = append(lines, lineOf(string(b[1]), fonts, inherited.MediaBox.Height()))
		}
		out = append(out, lines)
	}
	return out
}

func lineOf(block string, fonts map[string]font, height float64) Line {
	var l Line
	if at := placeForm.FindStringSubmatch(block); at != nil {
		l.X, l.Y = number(at[1]), height+number(at[2])
	}
	l.Right = l.X
	for _, s := range shownForm.FindAllStringSubmatch(block, -1) {
		f := fonts[s[1]]
		l.Size = number(s[2])
		for i := 0; i+4 <= len(s[3]); i += 4 {
			l.Text += f.text[s[3][i:i+4]]
			l.Right += f.widths[s[3][i:i+4]] * l.Size / 1000
		}
	}
	return l
}

func number(s string) float64 {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		panic(err) // the forms above find numbers only
	}
	return f
}

// font is what the glyphs of a font say and how wide they are.
type font struct {
	text   map[string]string
	widths map[string]float64
}

var pairForm = regexp.MustCompile(`<([0-9A-F]{4})> <([0-9A-F]+)>`)

func fontsOf(t testing.TB, ctx *model.Context, resources types.Dict) map[string]font {
	t.Helper()
	list, err := ctx.DereferenceDict(resources["Font"])
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]font{}
	for name, o := range list {
		d, err := ctx.DereferenceDict(o)
		if err != nil {
			t.Fatal(err)
		}
		s, _, err := ctx.DereferenceStreamDict(d["ToUnicode"])
		if err != nil || s == nil {
			continue // of others
		}
		if err := s.Decode(); err != nil {
			t.Fatal(err)
		}
		f := font{map[string]string{}, widthsOf(t, ctx, d)}
		for _, p := range pairForm.FindAllSubmatch(s.Content, -1) {
			f.text[string(p[1])] = utf16Text(string(p[2]))
		}
		out[name] = f
	}
	return out
}

func utf16Text(digits string) string {
	b, err := hex.DecodeString(digits)
	if err != nil || len(b)%2 != 0 {
		return ""
	}
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = uint16(b[2*i])<<8 | uint16(b[2*i+1])
	}
	return string(utf16.Decode(units))
}

func widthsOf(t testing.TB, ctx *model.Context, d types.Dict) map[string]float64 {
	t.Helper()
	out := map[string]float64{}
	inner, err := ctx.DereferenceDict(d.ArrayEntry("DescendantFonts")[0])
	if err != nil {
		t.Fatal(err)
	}
	widths := inner.ArrayEntry("W")
	for i := 0; i+1 < len(widths); i += 2 {
		id, ok := widths[i].(types.Integer)
		list, listed := widths[i+1].(types.Array)
		if !ok || !listed {
			break // of others
		}
		if w, ok := list[0].(types.Integer); ok {
			out[fmt.Sprintf("%04X", id.Value())] = float64(w.Value())
		}
	}
	return out
}

// Boxes returns the sizes of the pages.
func Boxes(t testing.TB, pdf []byte) []types.Rectangle {
	t.Helper()
	ctx := open(t, pdf)
	var out []types.Rectangle
	for n := 1; n <= ctx.PageCount; n++ {
		_, _, inherited, err := ctx.PageDict(n, false)
		if err != nil {
			t.Fatalf("page %d: %v", n, err)
		}
		out = append(out, *inherited.MediaBox)
	}
	return out
}

// Pictures returns how many pictures are in the file.
func Pictures(t testing.TB, pdf []byte) int {
	t.Helper()
	n := 0
	for _, e := range open(t, pdf).Table {
		if s, ok := e.Object.(types.StreamDict); ok && s.Image() {
			n++
		}
	}
	return n
}

// Dots returns the size of the one picture in the file.
func Dots(t testing.TB, pdf []byte) (width, height int) {
	t.Helper()
	for _, e := range open(t, pdf).Table {
		if s, ok := e.Object.(types.StreamDict); ok && s.Image() {
			return *s.IntEntry("Width"), *s.IntEntry("Height")
		}
	}
	t.Fatal("no picture")
	return 0, 0
}

var drawnForm = regexp.MustCompile(`(?m)^q (.*) cm (.*) cm /P1 Do Q$`)

// Placed returns where a point of the one picture is on the first page; both are
// from 0 to 1, from the lower left corner of the picture and of where it is drawn.
func Placed(t testing.TB, pdf []byte, x, y float64) (px, py float64) {
	t.Helper()
	ctx := open(t, pdf)
	page, _, _, err := ctx.PageDict(1, false)
	if err != nil {
		t.Fatal(err)
	}
	content, err := ctx.PageContent(page, 1)
	if err != nil {
		t.Fatal(err)
	}
	found := drawnForm.FindSubmatch(content)
	if found == nil {
		t.Fatalf("no picture in %s", content)
	}
	m := make([]float64, 6)
	for i, s := range strings.Fields(string(found[2])) {
		m[i] = number(s)
	}
	return m[0]*x + m[2]*y + m[4], m[1]*x + m[3]*y + m[5]
}

// Bookmarks returns the list beside the pages: titles with the page, from 1, that each leads to.
func Bookmarks(t testing.TB, pdf []byte) []string {
	t.Helper()
	list, err := pdfcpu.Bookmarks(open(t, pdf))
	if err != nil {
		t.Fatal(err)
	}
	out := make([]string, len(list))
	for i, b := range list {
		out[i] = fmt.Sprintf("%s: %d", b.Title, b.PageFrom)
	}
	return out
}

// Names returns every name that stands before something in the file, like
// JavaScript or Font, sorted.
func Names(t testing.TB, pdf []byte) []string {
	t.Helper()
	names := map[string]bool{}
	var look func(o types.Object)
	look = func(o types.Object) {
		switch o := o.(type) {
		case types.StreamDict:
			look(o.Dict)
		case types.Dict:
			for name, v := range o {
				names[name] = true
				look(v)
			}
		case types.Array:
			for _, v := range o {
				look(v)
			}
		case types.Name:
			names[o.Value()] = true
		}
	}
	for _, e := range open(t, pdf).Table {
		look(e.Object)
	}
	return slices.Sorted(maps.Keys(names))
}

// Make builds a PDF of objects, numbered from 1; the first is its catalog. An
// object that begins with "stream " becomes a stream of what follows.
func Make(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	at := make([]int, len(objects))
	for i, o := range objects {
		at[i] = b.Len()
		if text, ok := strings.CutPrefix(o, "stream "); ok {
			o = fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(text), text)
		}
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	from := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, a := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", a)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, from)
	return b.Bytes()
}

// Lively is a PDF of two pages, 300 by 400 points and 400 by 300, that runs a
// script when it is opened, asks for text in a form whose field says "filled in",
// carries a file, and leads elsewhere.
func Lively() []byte {
	return Make(
		`<</Type/Catalog/Pages 2 0 R/OpenAction 7 0 R/AcroForm<</Fields[8 0 R]/DA(/Helv 0 Tf)>>/Names<</EmbeddedFiles<</Names[(a.txt)10 0 R]>>/JavaScript<</Names[(s)7 0 R]>>>>>>`,
		`<</Type/Pages/Count 2/Kids[3 0 R 4 0 R]/MediaBox[0 0 300 400]/Resources<</Font<</H 6 0 R>>>>>>`,
		`<</Type/Page/Parent 2 0 R/Contents 5 0 R/Annots[8 0 R 12 0 R]/AA<</O 7 0 R>>>>`,
		`<</Type/Page/Parent 2 0 R/Contents 5 0 R/MediaBox[0 0 400 300]/Rotate 90>>`,
		`stream BT /H 24 Tf 20 200 Td (From elsewhere) Tj ET`,
		`<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>`,
		`<</Type/Action/S/JavaScript/JS(app.alert("hello"))>>`,
		`<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(filled in)/Rect[20 20 120 40]/F 4/AP<</N 9 0 R>>/AA<</K 7 0 R>>/P 3 0 R>>`,
		`<</Type/XObject/Subtype/Form/BBox[0 0 100 20]/Resources<</Font<</H 6 0 R>>>>/Length 38>>
stream
BT /H 12 Tf 2 5 Td (filled in) Tj ET  
endstream`,
		`<</Type/Filespec/F(a.txt)/EF<</F 11 0 R>>>>`,
		`stream secret`,
		`<</Type/Annot/Subtype/Link/Rect[0 0 50 50]/A<</S/URI/URI(http://example.com)>>>>`,
	)
}
