package paper

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"unicode/utf16"

	"golang.org/x/image/font"
)

// fontName is what pages call a font.
func fontName(f int) string { return fmt.Sprintf("F%d", f+1) }

// embed writes the fonts with the glyphs that were used, and as id the list in
// which pages find them.
func (l *letters) embed(w *writer, id int) {
	list := "<<"
	for f := range fontCount {
		if used := l.used[f]; len(used) > 0 {
			list += "/" + fontName(f) + " " + ref(embedFont(w, &faces()[f], used))
		}
	}
	w.object(id, list+">>")
}

func embedFont(w *writer, f *face, used map[uint16]glyph) int {
	ids := slices.Sorted(maps.Keys(used))
	file, about, inner, text, id := w.reserve(), w.reserve(), w.reserve(), w.reserve(), w.reserve()
	program := subset(f.data, ids)
	name := subsetName(program) + "+" + f.name
	w.stream(file, fmt.Sprintf("/Filter/FlateDecode/Length1 %d", len(program)), deflate(program))
	w.object(about, describe(f, name, file))
	widths := ""
	for _, g := range ids {
		widths += fmt.Sprintf("%d[%d]", g, used[g].width)
	}
	w.object(inner, fmt.Sprintf("<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %s/DW 0/W[%s]/CIDToGIDMap/Identity>>", name, ref(about), widths))
	w.stream(text, "/Filter/FlateDecode", deflate(characters(ids, used)))
	w.object(id, fmt.Sprintf("<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%s]/ToUnicode %s>>", name, ref(inner), ref(text)))
	return id
}

// subsetName is six letters that tell this part of a font from other parts.
func subsetName(program []byte) string {
	sum := sha256.Sum256(program)
	for i := range sum[:6] {
		sum[i] = 'A' + sum[i]%26
	}
	return string(sum[:6])
}

// describe tells what a reader needs to know of the font as a whole.
func describe(f *face, name string, file int) string {
	l := newLetters()
	unit := func(v int) int { return v * 1000 / int(f.em>>6) }
	box, err := f.font.Bounds(&l.buf, f.em, font.HintingNone)
	m, merr := f.font.Metrics(&l.buf, f.em, font.HintingNone)
	if err != nil || merr != nil {
		panic("font " + f.name + " has no measures") // part of the program, as faces says
	}
	return fmt.Sprintf("<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight %d/StemV 80/FontFile2 %s>>",
		name, unit(box.Min.X.Floor()), unit(-box.Max.Y.Ceil()), unit(box.Max.X.Ceil()), unit(-box.Min.Y.Floor()),
		unit(m.Ascent.Ceil()), -unit(m.Descent.Ceil()), unit(m.CapHeight.Ceil()), ref(file))
}

// mapsAtOnce is how many characters one list of a ToUnicode map may have.
const mapsAtOnce = 100

// characters is the map from glyphs back to text, for search and copying.
func characters(ids []uint16, used map[uint16]glyph) []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for some := range slices.Chunk(ids, mapsAtOnce) {
		fmt.Fprintf(&b, "%d beginbfchar\n", len(some))
		for _, id := range some {
			fmt.Fprintf(&b, "<%04X> <", id)
			for _, u := range utf16.Encode([]rune{used[id].char}) {
				fmt.Fprintf(&b, "%04X", u)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}
