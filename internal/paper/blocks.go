package paper

// block is a part of a document.
type block interface{ put(l *layout) }

// gap is what stands between blocks.
const gap = 6

type spaceBlock float64

func (b spaceBlock) put(l *layout) { l.y += float64(b) }

type ruleBlock struct{}

func (ruleBlock) put(l *layout) {
	l.room(gap)
	l.y += gap / 2
	l.sheet().rule(l.side, l.width-l.side, l.y, 0.5, pale)
	l.y += gap
}

type headingBlock string

func (b headingBlock) put(l *layout) {
	list := l.letters.wrap(string(b), l.heading, true, l.inner())
	l.room(float64(len(list))*l.heading*leading + 4*l.text*leading)
	l.y += 4
	l.lines(list, l.side, l.inner(), l.heading, 0, left)
	l.y += 3
}

type textBlock struct {
	text                 string
	small, centred, bold bool
}

func (b textBlock) put(l *layout) {
	size, grey, at := l.text, 0.0, left
	if b.small {
		size, grey = l.small, muted
	}
	if b.centred {
		at = middle
	}
	if b.bold {
		size = l.heading
	}
	list := l.letters.wrap(b.text, size, b.bold, l.inner())
	if len(list) == 0 {
		return
	}
	l.lines(list, l.side, l.inner(), size, grey, at)
	l.y += gap
	if b.centred {
		l.y -= gap - 1
	}
}

type pictureBlock struct {
	picture *Picture
	height  float64
}

func (b pictureBlock) put(l *layout) {
	width, height := b.picture.within(l.inner(), min(b.height, l.end()-l.top-40))
	l.room(height)
	l.sheet().picture(b.picture, l.side+(l.inner()-width)/2, l.y, width, height)
	l.y += height + gap
}

type factsBlock []Fact

// labelShare is how much of its column a label may take.
const labelShare = 0.38

// factsColumn is where facts stand: from x, width wide, its first part for the labels.
type factsColumn struct{ x, width, label float64 }

// put draws the facts in two columns, read from left to right. One that is too
// long for its column has the whole width.
func (b factsBlock) put(l *layout) {
	columns, between := 2, 16.0
	if l.roll() {
		columns, between = 1, 0
	}
	width := (l.inner() - between*float64(columns-1)) / float64(columns)
	places := make([]factsColumn, columns)
	for c := range places {
		places[c] = factsColumn{x: l.side + float64(c)*(width+between), width: width}
	}
	rows := b.rows(l, width, columns)
	for _, row := range rows {
		for c, f := range row {
			places[c].label = max(places[c].label, min(l.letters.single(f.Label, false).wide(l.small), width*labelShare)+6)
		}
	}
	for _, row := range rows {
		l.factsRow(row, places)
	}
	if len(rows) > 0 {
		l.y += gap
	}
}

// rows puts facts beside each other.
func (b factsBlock) rows(l *layout, width float64, columns int) [][]Fact {
	var out [][]Fact
	open := false // the last row has room
	for _, f := range b {
		label := min(l.letters.single(f.Label, false).wide(l.small), width*labelShare) + 6
		long := len(l.letters.wrap(f.Value, l.text, false, width-label)) > 1
		if open && !long {
			out[len(out)-1] = append(out[len(out)-1], f)
		} else {
			out = append(out, []Fact{f})
		}
		open = !long && len(out[len(out)-1]) < columns
	}
	return out
}

// factsRow draws the facts of one row; values that are long go on to the next
// page, side by side. A fact that stands alone may use the whole width.
func (l *layout) factsRow(row []Fact, places []factsColumn) {
	var labels, values [][]line
	rows := 0
	for c, f := range row {
		room := places[c].width - places[c].label
		if len(row) == 1 {
			room = l.inner() - places[c].label
		}
		labels = append(labels, l.letters.wrap(f.Label, l.small, false, places[c].label-6))
		values = append(values, l.letters.wrap(f.Value, l.text, false, room))
		rows = max(rows, len(labels[c]), len(values[c]))
	}
	high := l.text * leading
	l.room(min(float64(rows), 3) * high)
	for i := range rows {
		l.room(high)
		for c := range row {
			x := places[c].x
			if i < len(labels[c]) {
				l.lineAt(labels[c][i], x, 0, l.y+(l.text-l.small)*rise, l.small, muted, left)
			}
			if i < len(values[c]) {
				l.lineAt(values[c][i], x+places[c].label, 0, l.y, l.text, 0, left)
			}
		}
		l.y += high
	}
	l.y += 2
}

type amountsBlock []Amount

// amountsWidth is how wide a list of amounts is on a sheet, in points.
const amountsWidth = 95 * mm

func (b amountsBlock) put(l *layout) {
	width := l.inner()
	if !l.roll() {
		width = min(width, amountsWidth)
	}
	x := l.width - l.side - width
	for _, a := range b {
		size := l.text
		if a.Total {
			size = l.text + 1
		}
		value := l.short(a.Value, size, a.Total, width)
		list := l.letters.wrap(a.Label, size, a.Total, max(width-value.wide(size)-8, width/3))
		l.room(float64(len(list)+1) * size * leading)
		if a.Total {
			l.y += 3
			l.sheet().rule(x, x+width, l.y, 0.6, 0)
			l.y += 3
		}
		l.lineAt(value, x, width, l.y, size, 0, rightSide)
		l.lines(list, x, width, size, 0, left)
		if len(list) == 0 {
			l.y += size * leading
		}
		l.y++
	}
	l.y += gap
}

type signaturesBlock []Signature

// signHeight is the white above a line to sign on.
const signHeight = 12 * mm

func (b signaturesBlock) put(l *layout) {
	columns, between := 2, 40.0
	if l.roll() {
		columns, between = 1, 0
	}
	width := (l.inner() - between*float64(columns-1)) / float64(columns)
	for from := 0; from < len(b); from += columns {
		row := b[from:min(from+columns, len(b))]
		var labels [][]line
		most := 1
		for _, s := range row {
			labels = append(labels, l.letters.wrap(s.Label, l.small, false, width))
			most = max(most, len(labels[len(labels)-1]))
		}
		l.room(signHeight + 6 + float64(most)*l.small*leading)
		line := l.y + signHeight
		for c, s := range row {
			x := l.side + float64(c)*(width+between)
			l.lineAt(l.short(s.Name, l.text, false, width), x, width, line-l.text*leading-1, l.text, 0, middle)
			l.sheet().rule(x, x+width, line, 0.6, 0)
			for i, t := range labels[c] {
				l.lineAt(t, x, width, line+3+float64(i)*l.small*leading, l.small, muted, middle)
			}
		}
		l.y = line + 6 + float64(most)*l.small*leading
	}
	l.y += gap
}
