// Package paper makes every PDF that the hospital prints: the laboratory's
// results, the cashier's papers, the discharge packet. It is the only place that
// knows what a PDF looks like inside. A caller says what stands on the paper, in
// order, and not where:
//
//	doc := paper.New(paper.A4, house, "Statement of account")
//	doc.Printed(now.In(zone), "Ana Reyes")
//	doc.About("Dela Cruz, Juan")
//	doc.Facts(paper.Fact{Label: "Patient", Value: "Dela Cruz, Juan"}, paper.Fact{Label: "Bill", Value: "B7Q2K9MX"})
//	doc.Table(paper.Table{
//		Columns: []paper.Column{{Head: "Service", Share: 1}, {Head: "Amount", Right: true}},
//		Rows:    []paper.Row{{Section: "Laboratory"}, {Cells: []string{"Complete blood count", "₱250.00"}}},
//	})
//	doc.Amounts(paper.Amount{Label: "Total", Value: "₱250.00", Total: true})
//	doc.Signatures(paper.Signature{Name: "Ana Reyes", Label: "Cashier"})
//	return doc.File("statement.pdf"), nil
//
// The same calls fit A4, A5, Letter and the 80 mm roll of a receipt printer,
// whose paper is as long as what stands on it. Any text is taken: what no font
// has is shown as a replacement character. Text can be selected and searched.
// Equal documents are equal bytes: the only time in them is the caller's.
//
// A Binder puts documents, pictures and other people's PDFs one behind the other
// into one file, without having more than the piece at hand in memory.
package paper

import (
	"bytes"
	"context"
	"io"
	"strings"
	"time"

	"talaan/internal/httpapi"
)

// ContentType is what the documents are.
const ContentType = "application/pdf"

// Size is the paper that is printed on.
type Size int

// The sizes. Roll80 is a receipt printer's roll of 80 mm.
const (
	A4 Size = iota
	A5
	Letter
	Roll80
)

// House is who prints: the head of every document. Blank parts are left out.
type House struct {
	Name    string
	Address string
	Phone   string
	TIN     string
	Logo    []byte // a JPEG, PNG, GIF or WebP; one that cannot be read is left out
}

// Doc is a document in the making. Its methods add to its end; it is not for
// several goroutines at once.
type Doc struct {
	size    Size
	house   House
	title   string
	about   string
	printed string
	at      time.Time
	copied  bool
	blocks  []block
}

// New begins a document under the head of the house. The title may be blank.
func New(size Size, house House, title string) *Doc {
	return &Doc{size: size, house: house, title: title}
}

// Printed says at the foot when the document is printed and by whom; at is shown
// in its own time zone. Without it nothing is said.
func (d *Doc) Printed(at time.Time, by string) {
	d.at, d.printed = at, "Printed "+Moment(at)
	if by != "" {
		d.printed += " by " + by
	}
}

// About says whose paper it is, for the head of every further page.
func (d *Doc) About(whose string) { d.about = whose }

// Copy marks every page as a copy.
func (d *Doc) Copy() { d.copied = true }

// Moment is how papers write a time: 24 Nov 2026, 19:05.
func Moment(t time.Time) string { return t.Format("2 Jan 2006, 15:04") }

// Day is how papers write a date: 24 Nov 2026.
func Day(t time.Time) string { return t.Format("2 Jan 2006") }

// Fact is a label with its value.
type Fact struct{ Label, Value string }

// Facts adds labelled values: two beside each other, one on a roll. Those
// without a value are left out.
func (d *Doc) Facts(list ...Fact) {
	var known []Fact
	for _, f := range list {
		if strings.TrimSpace(f.Value) != "" {
			known = append(known, f)
		}
	}
	d.add(factsBlock(known))
}

// Heading begins a part. It stays on the page of what follows.
func (d *Doc) Heading(text string) { d.add(headingBlock(text)) }

// Text adds a paragraph; line breaks in it are kept. Blank text adds nothing.
func (d *Doc) Text(text string) { d.add(textBlock{text: text}) }

// Small adds a paragraph in small grey letters, for remarks.
func (d *Doc) Small(text string) { d.add(textBlock{text: text, small: true}) }

// Centred adds lines in the middle; bold ones are larger.
func (d *Doc) Centred(text string, bold bool) {
	d.add(textBlock{text: text, centred: true, bold: bold})
}

// Column is a column of a table.
type Column struct {
	Head string
	// Share is its part of the width that is left over, in proportion to the
	// others'; 0 makes it as wide as what stands in it.
	Share float64
	Right bool // amounts and numbers stand at the right
}

// Row is a row of a table.
type Row struct {
	Cells   []string // one for each column; they wrap, missing ones are blank
	Section string   // a heading across all columns, instead of the cells
	Bold    bool
	Rule    bool // a line above it, as for a sum
}

// Table is a table whose head is repeated on every page it goes on to. Without
// any Head there is none.
type Table struct {
	Columns []Column
	Rows    []Row
}

// Table adds a table.
func (d *Doc) Table(t Table) { d.add(tableBlock(t)) }

// Amount is a line with an amount at the right; Total makes it bold, with a line above.
type Amount struct {
	Label, Value string
	Total        bool
}

// Amounts adds amounts below each other, at the right of the paper.
func (d *Doc) Amounts(list ...Amount) { d.add(amountsBlock(list)) }

// Picture adds a picture in the middle, at most as high as given in millimetres.
func (d *Doc) Picture(p *Picture, height float64) { d.add(pictureBlock{p, height * mm}) }

// Rule adds a line across the paper.
func (d *Doc) Rule() { d.add(ruleBlock{}) }

// Space adds white, in millimetres.
func (d *Doc) Space(height float64) { d.add(spaceBlock(height * mm)) }

// Signature is a line to sign on. Name, when there is one, is printed above the
// line, and Label below it.
type Signature struct{ Name, Label string }

// Signatures adds lines to sign on: two beside each other, one on a roll.
func (d *Doc) Signatures(list ...Signature) { d.add(signaturesBlock(list)) }

func (d *Doc) add(b block) { d.blocks = append(d.blocks, b) }

// Bytes returns the document as a PDF.
func (d *Doc) Bytes() []byte {
	content, _ := d.made()
	return content
}

// File returns the document as a download that the browser shows.
func (d *Doc) File(name string) httpapi.File {
	content, tag := d.made()
	return httpapi.File{
		Name: name, ContentType: ContentType, Tag: tag, Inline: true, Own: true,
		Open: func(context.Context) (io.ReadSeekCloser, error) { return memory{bytes.NewReader(content)}, nil },
	}
}

// made returns the document and a name of exactly these bytes.
func (d *Doc) made() (content []byte, tag string) {
	var out bytes.Buffer
	b := Bind(&out, d.title, d.at)
	b.Doc("", d)
	tag, err := b.Close()
	if err != nil {
		panic(err) // memory takes everything
	}
	return out.Bytes(), tag
}

// memory is a file that needs no closing.
type memory struct{ *bytes.Reader }

// Close does nothing.
func (memory) Close() error { return nil }
