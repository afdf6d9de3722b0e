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

// Read reads a PDF and checks it strictly.
func Read(pdf []byte) (*model.Context, error) { return read(pdf, model.ValidationStrict) }

func read(pdf []byte, mode int) (ctx *model.Context, err error) {
	defer fault.Catch(&err)
	model.ConfigPath = "disable"
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
