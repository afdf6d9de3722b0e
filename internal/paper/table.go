package paper

import "strings"

// cellGap is the white between columns, in points.
const cellGap = 8

// wideEnough is how much of the width columns without a share may take
// together when others have one.
const wideEnough = 0.7

type tableBlock Table

// grid is a table with its measures.
type grid struct {
	Table
	l      *layout
	widths []float64
}

func (b tableBlock) put(l *layout) {
	if len(b.Columns) == 0 {
		return
	}
	g := &grid{Table(b), l, nil}
	g.measure()
	l.room(4 * l.text * leading)
	g.head()
	for _, r := range b.Rows {
		g.row(r)
	}
	l.y += gap
}

// measure gives every column its width: first those without a share what they
// need, then the others what is left.
func (g *grid) measure() {
	g.widths = make([]float64, len(g.Columns))
	shares, fixed := 0.0, 0.0
	for i, c := range g.Columns {
		if c.Share > 0 {
			shares += c.Share
			continue
		}
		g.widths[i] = g.needs(i)
		fixed += g.widths[i]
	}
	all := g.l.inner() - cellGap*float64(len(g.Columns)-1)
	most := all
	if shares > 0 {
		most *= wideEnough
	}
	if fixed > most {
		for i := range g.widths {
			g.widths[i] *= most / fixed
		}
		fixed = most
	}
	if shares == 0 {
		g.widths[0] += all - fixed
		return
	}
	for i, c := range g.Columns {
		if c.Share > 0 {
			g.widths[i] = (all - fixed) * c.Share / shares
		}
	}
}

// needs is the width of the widest cell of a column, in points.
func (g *grid) needs(i int) float64 {
	widest := 0.0
	for s := range strings.SplitSeq(clean(g.Columns[i].Head), "\n") {
		widest = max(widest, g.l.letters.single(s, true).wide(g.l.small))
	}
	for _, r := range g.Rows {
		if i < len(r.Cells) && r.Section == "" {
			for s := range strings.SplitSeq(clean(r.Cells[i]), "\n") {
				widest = max(widest, g.l.letters.single(s, r.Bold).wide(g.l.text))
			}
		}
	}
	return widest + 0.5
}

// at is where a column begins.
func (g *grid) at(i int) float64 {
	x := g.l.side
	for _, w := range g.widths[:i] {
		x += w + cellGap
	}
	return x
}

func (g *grid) side(i int) place {
	if g.Columns[i].Right {
		return rightSide
	}
	return left
}

// head draws the names of the columns, when there are any.
func (g *grid) head() {
	cells := make([][]line, len(g.Columns))
	rows := 0
	for i, c := range g.Columns {
		cells[i] = g.l.letters.wrap(c.Head, g.l.small, true, g.widths[i])
		rows = max(rows, len(cells[i]))
	}
	if rows == 0 {
		return
	}
	high := g.l.small * leading
	for i, list := range cells {
		for n, t := range list { // the last lines stand beside each other
			g.l.lineAt(t, g.at(i), g.widths[i], g.l.y+float64(rows-len(list)+n)*high, g.l.small, muted, g.side(i))
		}
	}
	g.l.y += float64(rows)*high + 2
	g.l.sheet().rule(g.l.side, g.l.width-g.l.side, g.l.y, 0.8, 0)
	g.l.y += 3
}

// next goes on to the next page and repeats the head there.
func (g *grid) next() {
	g.l.page()
	g.head()
}

// section draws a heading across the table and keeps the row after it near.
func (g *grid) section(text string) {
	l := g.l
	list := l.letters.wrap(text, l.text, true, l.inner())
	if high := float64(len(list)+2)*l.text*leading + 8; l.y+high > l.end() && l.y > l.top {
		g.next()
	}
	l.y += 4
	l.lines(list, l.side, l.inner(), l.text, 0, left)
	l.y += 2
}

// row draws a row. One that does not fit goes to the next page; one that is
// higher than half a page is broken instead.
func (g *grid) row(r Row) {
	if r.Section != "" {
		g.section(r.Section)
		return
	}
	l, high := g.l, g.l.text*leading
	cells := make([][]line, len(g.Columns))
	rows := 1
	for i := range g.Columns {
		if i < len(r.Cells) {
			cells[i] = l.letters.wrap(r.Cells[i], l.text, r.Bold, g.widths[i])
			rows = max(rows, len(cells[i]))
		}
	}
	if whole := float64(rows)*high + 4; l.y+whole > l.end() && whole < (l.end()-l.top)/2 {
		g.next()
	}
	if r.Rule {
		l.sheet().rule(l.side, l.width-l.side, l.y, 0.8, 0)
		l.y += 2
	}
	for n := range rows {
		if l.y+high > l.end() {
			g.next()
		}
		for i, list := range cells {
			if n < len(list) {
				l.lineAt(list[n], g.at(i), g.widths[i], l.y, l.text, 0, g.side(i))
			}
		}
		l.y += high
	}
	l.y++
	if !l.roll() {
		l.sheet().rule(l.side, l.width-l.side, l.y, 0.3, pale)
	}
	l.y += 2
}
