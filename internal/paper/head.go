package paper

import "strings"

// How much of the paper a logo may take, in points.
const (
	logoHeight     = 18 * mm
	logoWidth      = 45 * mm
	rollLogoHeight = 14 * mm
)

// head writes who prints and what it is.
func (l *layout) head() {
	if l.roll() {
		l.rollHead()
	} else {
		l.letterHead()
	}
	if l.doc.copied && l.roll() {
		l.lines([]line{l.letters.single(copyMark, true)}, l.side, l.inner(), l.title, 0, middle)
		l.y += 2
	}
	if l.doc.title != "" {
		at := left
		if l.roll() {
			at = middle
		}
		l.lines(l.letters.wrap(l.doc.title, l.title, true, l.inner()), l.side, l.inner(), l.title, 0, at)
		l.y += 6
	}
}

// particulars are the lines below the hospital's name.
func (h House) particulars() []string {
	var contact []string
	if strings.TrimSpace(h.Phone) != "" {
		contact = append(contact, "Tel. "+h.Phone)
	}
	if strings.TrimSpace(h.TIN) != "" {
		contact = append(contact, "TIN "+h.TIN)
	}
	return []string{h.Address, strings.Join(contact, "  ·  ")}
}

// logo returns the logo and how large it is drawn; nil when there is none that
// can be read.
func (h House) logo(most, high float64) (p *Picture, width, height float64) {
	if len(h.Logo) == 0 {
		return nil, 0, 0
	}
	p, err := NewPicture(h.Logo)
	if err != nil {
		return nil, 0, 0
	}
	width, height = p.within(most, high)
	return p, width, height
}

// letterHead puts the logo at the left and the hospital beside it.
func (l *layout) letterHead() {
	h := l.doc.house
	x, from := l.side, l.y
	p, width, height := h.logo(logoWidth, logoHeight)
	if p != nil {
		l.sheet().picture(p, x, from, width, height)
		x += width + 12
	}
	room := l.width - l.side - x
	l.lines(l.letters.wrap(h.Name, l.house, true, room), x, room, l.house, 0, left)
	for _, s := range h.particulars() {
		l.lines(l.letters.wrap(s, l.small, false, room), x, room, l.small, muted, left)
	}
	if l.y = max(l.y, from+height); l.y > from {
		l.y += 6
		l.sheet().rule(l.side, l.width-l.side, l.y, 0.8, 0)
		l.y += 12
	}
}

// rollHead puts everything in the middle.
func (l *layout) rollHead() {
	h, from := l.doc.house, l.y
	if p, width, height := h.logo(l.inner(), rollLogoHeight); p != nil {
		l.sheet().picture(p, (l.width-width)/2, l.y, width, height)
		l.y += height + 4
	}
	l.lines(l.letters.wrap(h.Name, l.house, true, l.inner()), l.side, l.inner(), l.house, 0, middle)
	for _, s := range h.particulars() {
		l.lines(l.letters.wrap(s, l.small, false, l.inner()), l.side, l.inner(), l.small, 0, middle)
	}
	if l.y > from {
		l.y += 4
		l.sheet().rule(l.side, l.width-l.side, l.y, 0.6, 0)
		l.y += 6
	}
}
