package paper

import (
	"bytes"
	"fmt"
	"math"
)

const mm = 72 / 25.4 // points

// sheet is a page being filled. Places are in points from its upper left corner.
type sheet struct {
	width, height float64
	body          bytes.Buffer
	pictures      []*Picture
}

// text draws a line whose letters stand on y; grey goes from 0, black, to 1.
func (s *sheet) text(l *letters, t line, x, y, size, grey float64) {
	if len(t.glyphs) == 0 {
		return
	}
	fmt.Fprintf(&s.body, "BT %s g %s %s Td", num(grey), num(x), num(-y))
	s.show(l, t, size)
	s.body.WriteString(" ET\n")
}

// show writes the glyphs of a line, font by font.
func (s *sheet) show(l *letters, t line, size float64) {
	now := -1
	for _, g := range t.glyphs {
		l.use(g)
		if g.font != now {
			if now >= 0 {
				s.body.WriteString("> Tj")
			}
			fmt.Fprintf(&s.body, " /%s %s Tf <", fontName(g.font), num(size))
			now = g.font
		}
		fmt.Fprintf(&s.body, "%04X", g.id)
	}
	s.body.WriteString("> Tj")
}

// rule draws a line across.
func (s *sheet) rule(x1, x2, y, thick, grey float64) {
	fmt.Fprintf(&s.body, "%s G %s w %s %s m %s %s l S\n", num(grey), num(thick), num(x1), num(-y), num(x2), num(-y))
}

// watermark writes large pale letters from corner to corner.
func (s *sheet) watermark(l *letters, text string) {
	t := l.single(text, true)
	angle := math.Atan2(s.height, s.width)
	if s.height > 2*s.width {
		angle = math.Pi / 4
	}
	size := 0.45 * math.Min(math.Hypot(s.width, s.height), s.width/math.Cos(angle)) / t.wide(1)
	sin, cos := math.Sin(angle), math.Cos(angle)
	half, rise := t.wide(size)/2, size*0.35
	x, y := s.width/2-cos*half+sin*rise, -s.height/2-sin*half-cos*rise
	fmt.Fprintf(&s.body, "BT 0.92 g %.4f %.4f %.4f %.4f %s %s Tm", cos, sin, -sin, cos, num(x), num(y))
	s.show(l, t, size)
	s.body.WriteString(" ET\n")
}

// picture draws a picture into the rectangle, turned as it should be seen.
func (s *sheet) picture(p *Picture, x, y, width, height float64) {
	m := p.turn()
	fmt.Fprintf(&s.body, "q %s 0 0 %s %s %s cm %g %g %g %g %g %g cm /P%d Do Q\n",
		num(width), num(height), num(x), num(-y-height), m[0], m[1], m[2], m[3], m[4], m[5], len(s.pictures)+1)
	s.pictures = append(s.pictures, p)
}

// write writes the page as an object under the parent; fonts is the list of fonts.
func (s *sheet) write(w *writer, parent, fonts int) int {
	pictures := ""
	for i, p := range s.pictures {
		pictures += fmt.Sprintf("/P%d %s", i+1, ref(p.write(w)))
	}
	content, id := w.reserve(), w.reserve()
	body := append(fmt.Appendf(nil, "1 0 0 1 0 %s cm\n", num(s.height)), s.body.Bytes()...)
	w.stream(content, "/Filter/FlateDecode", deflate(body))
	w.object(id, fmt.Sprintf("<</Type/Page/Parent %s/MediaBox[0 0 %s %s]/Resources<</Font %s/XObject<<%s>>>>/Contents %s>>",
		ref(parent), num(s.width), num(s.height), ref(fonts), pictures, ref(content)))
	return id
}
