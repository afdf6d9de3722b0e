package paper

import (
	"fmt"
	"strings"
)

// style is what depends on the size of the paper.
type style struct {
	width, height     float64 // 0: as high as what stands on it
	side, top, bottom float64 // margins
	text, small       float64 // letter sizes
	heading, title    float64
	house             float64
}

var styles = map[Size]style{
	A4:     {width: 595.28, height: 841.89, side: 48, top: 40, bottom: 54, text: 9.5, small: 8, heading: 11.5, title: 15, house: 13},
	Letter: {width: 612, height: 792, side: 50, top: 40, bottom: 54, text: 9.5, small: 8, heading: 11.5, title: 15, house: 13},
	A5:     {width: 419.53, height: 595.28, side: 30, top: 28, bottom: 42, text: 8.5, small: 7, heading: 10, title: 12.5, house: 11},
	Roll80: {width: 80 * mm, side: 4 * mm, top: 4 * mm, bottom: 6 * mm, text: 8.5, small: 7.5, heading: 9.5, title: 11, house: 11},
}

const (
	leading = 1.3 // from line to line, in letter sizes
	rise    = 0.95
	muted   = 0.4  // grey of labels and remarks
	pale    = 0.75 // grey of lines
	// longest is how long the roll may get, in points, before it is cut: PDF
	// readers take no longer pages.
	longest = 14000
)

// layout puts blocks on sheets. y is where the next one begins.
type layout struct {
	style
	doc     *Doc
	letters *letters
	sheets  []*sheet
	y       float64
}

func (l *layout) roll() bool     { return l.height == 0 }
func (l *layout) sheet() *sheet  { return l.sheets[len(l.sheets)-1] }
func (l *layout) inner() float64 { return l.width - 2*l.side }

// end is where a page is full.
func (l *layout) end() float64 {
	if l.roll() {
		return longest
	}
	return l.height - l.bottom
}

// layOut puts the whole document on sheets.
func (d *Doc) layOut(fonts *letters) []*sheet {
	st, ok := styles[d.size]
	if !ok {
		st = styles[A4]
	}
	l := &layout{style: st, doc: d, letters: fonts}
	l.page()
	l.head()
	for _, b := range d.blocks {
		b.put(l)
	}
	l.feet()
	return l.sheets
}

// page begins the next page. On a second one a line says of what it is.
func (l *layout) page() {
	s := &sheet{width: l.width, height: l.height}
	if l.roll() && len(l.sheets) > 0 {
		l.sheet().height = l.y + l.bottom
	}
	l.sheets = append(l.sheets, s)
	l.y = l.top
	if l.doc.copied && !l.roll() {
		s.watermark(l.letters, copyMark)
	}
	if len(l.sheets) > 1 && !l.roll() {
		l.runningHead()
	}
}

// room begins the next page unless h points are left on this one.
func (l *layout) room(h float64) {
	if l.y+h > l.end() && l.y > l.top {
		l.page()
	}
}

// where lines stand.
type place int

const (
	left place = iota
	middle
	rightSide
)

// lines draws lines below each other from the present place; they go on to the
// next page where they must.
func (l *layout) lines(list []line, x, width, size, grey float64, at place) {
	for _, t := range list {
		l.room(size * leading)
		l.lineAt(t, x, width, l.y, size, grey, at)
		l.y += size * leading
	}
}

// lineAt draws one line whose upper edge is y. On a roll all is black: receipt
// printers make grey of dots that nobody can read.
func (l *layout) lineAt(t line, x, width, y, size, grey float64, at place) {
	if l.roll() {
		grey = 0
	}
	switch at {
	case middle:
		x += (width - t.wide(size)) / 2
	case rightSide:
		x += width - t.wide(size)
	case left:
	}
	l.sheet().text(l.letters, t, x, y+size*rise, size, grey)
}

// short cuts a line so that it fits, with three dots.
func (l *layout) short(text string, size float64, heavy bool, width float64) line {
	t := l.letters.single(text, heavy)
	if t.wide(size) <= width {
		return t
	}
	dots := l.letters.glyph('…', heavy)
	for len(t.glyphs) > 0 && t.wide(size)+float64(dots.width)*size/1000 > width {
		last := t.glyphs[len(t.glyphs)-1]
		t.glyphs, t.width = t.glyphs[:len(t.glyphs)-1], t.width-last.width
	}
	t.add(dots)
	return t
}

const copyMark = "COPY"

// runningHead says on a further page of what it is.
func (l *layout) runningHead() {
	what := l.doc.title
	if l.doc.about != "" {
		what = strings.TrimPrefix(what+"  ·  "+l.doc.about, "  ·  ")
	}
	third := l.inner() / 3
	l.lineAt(l.short(l.doc.house.Name, l.small, false, third), l.side, third, l.y, l.small, muted, left)
	l.lineAt(l.short(what, l.small, false, 2*third-12), l.side+third, 2*third, l.y, l.small, muted, rightSide)
	l.y += l.small*leading + 3
	l.sheet().rule(l.side, l.width-l.side, l.y, 0.5, pale)
	l.y += 10
}

// feet writes the foot of every page, now that their number is known.
func (l *layout) feet() {
	if l.roll() {
		l.rollFoot()
		return
	}
	all, width := l.sheets, l.inner()
	for i, s := range all {
		l.sheets = all[i : i+1]
		y := l.height - l.bottom + 14
		s.rule(l.side, l.width-l.side, y-4, 0.5, pale)
		number := l.letters.single(fmt.Sprintf("Page %d of %d", i+1, len(all)), false)
		l.lineAt(number, l.side, width, y, l.small, muted, rightSide)
		l.lineAt(l.short(l.doc.printed, l.small, false, width-number.wide(l.small)-12), l.side, width, y, l.small, muted, left)
	}
	l.sheets = all
}

func (l *layout) rollFoot() {
	l.y += 4
	l.lines(l.letters.wrap(l.doc.printed, l.small, false, l.inner()), l.side, l.inner(), l.small, muted, middle)
	l.sheet().height = l.y + l.bottom
}
