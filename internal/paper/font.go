package paper

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"codeberg.org/go-fonts/dejavu/dejavusanscondensed"
	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"
)

// The fonts: two for text, and one that has what they lack.
const (
	regular = iota
	bold
	spare
	fontCount
)

// face is a font as it was made.
type face struct {
	name string
	data []byte
	font *sfnt.Font
	em   fixed.Int26_6
}

// faces are read once. The fonts are part of the program, so they can be read.
var faces = sync.OnceValue(func() *[fontCount]face {
	list := &[fontCount]face{
		regular: {name: "LiberationSans", data: liberationsansregular.TTF},
		bold:    {name: "LiberationSans-Bold", data: liberationsansbold.TTF},
		spare:   {name: "DejaVuSansCondensed", data: dejavusanscondensed.TTF},
	}
	for i := range list {
		f, err := sfnt.Parse(list[i].data)
		if err != nil {
			panic("font " + list[i].name + ": " + err.Error())
		}
		list[i].font, list[i].em = f, fixed.I(int(f.UnitsPerEm()))
	}
	return list
})

// glyph is a character as a font draws it.
type glyph struct {
	char  rune
	font  int
	id    uint16
	width int // in thousandths of the letter size
}

type wanted struct {
	char rune
	bold bool
}

// letters finds glyphs and remembers which a file needs. It is not for several
// goroutines at once.
type letters struct {
	known map[wanted]glyph
	used  [fontCount]map[uint16]glyph
	buf   sfnt.Buffer
}

func newLetters() *letters {
	l := &letters{known: map[wanted]glyph{}}
	for i := range l.used {
		l.used[i] = map[uint16]glyph{}
	}
	return l
}

// glyph returns how r is drawn; what no font has becomes a replacement character.
func (l *letters) glyph(r rune, heavy bool) glyph {
	w := wanted{r, heavy}
	g, ok := l.known[w]
	if !ok {
		g = l.find(r, heavy)
		l.known[w] = g
	}
	return g
}

func (l *letters) find(r rune, heavy bool) glyph {
	first := regular
	if heavy {
		first = bold
	}
	for _, c := range []rune{r, utf8.RuneError} {
		for _, f := range []int{first, spare} {
			face := &faces()[f]
			id, err := face.font.GlyphIndex(&l.buf, c)
			if err != nil || id == 0 {
				continue
			}
			advance, err := face.font.GlyphAdvance(&l.buf, id, face.em, font.HintingNone)
			if err != nil {
				continue
			}
			return glyph{c, f, uint16(id), int(int64(advance) * 1000 / int64(face.em))}
		}
	}
	return glyph{char: r, font: first} // the font's own sign for nothing
}

// use notes that the file needs a glyph.
func (l *letters) use(g glyph) {
	if _, ok := l.used[g.font][g.id]; !ok {
		l.used[g.font][g.id] = g
	}
}

// line is text on one line.
type line struct {
	glyphs []glyph
	width  int // in thousandths of the letter size
}

// wide is the width of the line in points.
func (l line) wide(size float64) float64 { return float64(l.width) * size / 1000 }

// clean brings text into the form that is drawn: composed, line breaks as \n,
// other control characters as blanks, marks that show nothing left out, letters
// that only their sender knows (and some readers of PDFs stumble over) as unknown.
func clean(text string) string {
	text = norm.NFC.String(strings.ToValidUTF8(text, string(utf8.RuneError)))
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\u2028' || r == '\u2029' || r == '\r':
			return '\n'
		case unicode.IsControl(r):
			return ' '
		case unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r):
			return -1
		case unicode.Is(unicode.Co, r):
			return utf8.RuneError
		}
		return r
	}, text)
}

// single is text on one line, however long.
func (l *letters) single(text string, heavy bool) line {
	var out line
	for _, r := range strings.ReplaceAll(clean(text), "\n", " ") {
		out.add(l.glyph(r, heavy))
	}
	return out
}

func (l *line) add(g glyph) {
	l.glyphs = append(l.glyphs, g)
	l.width += g.width
}

// wrap breaks text into lines of at most width points: between words, and
// within a word that is longer than a line. Blank text has no lines.
func (l *letters) wrap(text string, size float64, heavy bool, width float64) []line {
	text = strings.Trim(clean(text), " \n")
	if text == "" {
		return nil
	}
	most := int(width*1000/size + 0.5) // measured widths fit themselves
	var out []line
	for paragraph := range strings.SplitSeq(text, "\n") {
		out = append(out, l.fill(paragraph, heavy, most)...)
	}
	return out
}

// fill breaks one paragraph.
func (l *letters) fill(paragraph string, heavy bool, most int) []line {
	blank := l.glyph(' ', heavy)
	var out []line
	var now line
	for _, word := range strings.FieldsFunc(paragraph, func(r rune) bool { return r == ' ' }) {
		w := l.single(word, heavy)
		if len(now.glyphs) > 0 && now.width+blank.width+w.width > most {
			out, now = append(out, now), line{}
		}
		if len(now.glyphs) > 0 {
			now.add(blank)
		}
		for _, g := range w.glyphs {
			if now.width+g.width > most && len(now.glyphs) > 0 && w.width > most {
				out, now = append(out, now), line{}
			}
			now.add(g)
		}
	}
	return append(out, now)
}
