package paper

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// Binder puts documents, pictures and PDFs one behind the other into one PDF. It
// writes as it goes and keeps only the piece at hand in memory. A piece that is
// refused may have been written in part: then the whole is to be thrown away.
type Binder struct {
	w       *writer
	letters *letters
	pages   []int // their objects
	marks   []mark
	title   string
	at      time.Time
	root    int
	tree    int
	fonts   int
}

// mark is an entry of the list beside the pages.
type mark struct {
	title string
	page  int
}

// Bind begins a PDF; at is when it is made, as far as it shall say. Close it.
func Bind(out io.Writer, title string, at time.Time) *Binder {
	b := &Binder{w: newWriter(out), letters: newLetters(), title: title, at: at}
	b.root, b.tree, b.fonts = b.w.reserve(), b.w.reserve(), b.w.reserve()
	return b
}

// Doc adds the pages of a document. The bookmark leads to them; none when blank.
func (b *Binder) Doc(bookmark string, d *Doc) {
	first := len(b.pages)
	for _, s := range d.layOut(b.letters) {
		b.pages = append(b.pages, s.write(b.w, b.tree, b.fonts))
	}
	b.mark(bookmark, first)
}

// Picture adds a page of A4 with one picture below its caption, upright or across as
// the picture is.
func (b *Binder) Picture(bookmark, caption string, p *Picture) {
	st := styles[A4]
	s := &sheet{width: st.width, height: st.height}
	if w, h := p.seen(); w > h {
		s.width, s.height = st.height, st.width
	}
	l := &layout{style: st, doc: &Doc{}, letters: b.letters, sheets: []*sheet{s}, y: pictureMargin}
	l.width, l.height = s.width, s.height
	l.side = pictureMargin
	list := b.letters.wrap(caption, st.small, false, l.inner())
	if len(list) > mostCaption {
		list = append(list[:mostCaption-1], l.short(text(list[mostCaption-1])+"…", st.small, false, l.inner()))
	}
	l.lines(list, l.side, l.inner(), st.small, 0, left)
	l.y += 4
	high := l.height - pictureMargin - l.y
	w, h := p.within(l.inner(), high)
	s.picture(p, l.side+(l.inner()-w)/2, l.y+(high-h)/2, w, h)
	b.pages = append(b.pages, s.write(b.w, b.tree, b.fonts))
	b.mark(bookmark, len(b.pages)-1)
}

const (
	pictureMargin = 8 * mm
	mostCaption   = 3 // lines
)

// text is what a line says.
func text(l line) string {
	var s strings.Builder
	for _, g := range l.glyphs {
		s.WriteRune(g.char)
	}
	return s.String()
}

// Pages is how many pages there are by now.
func (b *Binder) Pages() int { return len(b.pages) }

func (b *Binder) mark(title string, page int) {
	if title != "" && page < len(b.pages) {
		b.marks = append(b.marks, mark{title, b.pages[page]})
	}
}

// Close writes what belongs to the whole. It returns a name of exactly these
// bytes, and the first error of all.
func (b *Binder) Close() (tag string, err error) {
	b.letters.embed(b.w, b.fonts)
	var kids strings.Builder
	for _, p := range b.pages {
		kids.WriteString(ref(p) + " ")
	}
	b.w.object(b.tree, fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", len(b.pages), kids.String()))
	root := "<</Type/Catalog/Pages " + ref(b.tree) + "/Lang(en)/ViewerPreferences<</DisplayDocTitle true>>"
	if len(b.marks) > 0 {
		root += "/PageMode/UseOutlines/Outlines " + ref(b.outline())
	}
	b.w.object(b.root, root+">>")
	info := b.w.reserve()
	about := "<</Producer(Talaan)/Title " + str(b.title)
	if !b.at.IsZero() {
		about += "/CreationDate(" + b.at.UTC().Format("D:20060102150405+00'00'") + ")"
	}
	b.w.object(info, about+">>")
	if tag, err = b.w.finish(b.root, info); err != nil {
		return "", fmt.Errorf("write a PDF: %w", err)
	}
	return tag, nil
}

// outline writes the bookmarks.
func (b *Binder) outline() int {
	top := b.w.reserve()
	ids := make([]int, len(b.marks))
	for i := range ids {
		ids[i] = b.w.reserve()
	}
	for i, m := range b.marks {
		item := fmt.Sprintf("<</Title %s/Parent %s/Dest[%s/Fit]", str(m.title), ref(top), ref(m.page))
		if i > 0 {
			item += "/Prev " + ref(ids[i-1])
		}
		if i+1 < len(ids) {
			item += "/Next " + ref(ids[i+1])
		}
		b.w.object(ids[i], item+">>")
	}
	b.w.object(top, fmt.Sprintf("<</Type/Outlines/First %s/Last %s/Count %d>>", ref(ids[0]), ref(ids[len(ids)-1]), len(ids)))
	return top
}
