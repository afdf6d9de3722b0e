package paper_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"pgregory.net/rapid"

	"talaan/internal/paper"
	"talaan/internal/paper/papertest"
)

var (
	house = paper.House{
		Name: "Ospital ng Muñoz – Saint Thérèse Memorial", Address: "Km 42 Maharlika Highway, Science City of Muñoz, Nueva Ecija 3119",
		Phone: "(044) 456-0123", TIN: "000-123-456-000",
	}
	moment = time.Date(2026, 11, 24, 19, 5, 0, 0, time.FixedZone("PST", 8*60*60))
)

// same ends the test unless the pages say what is wanted, words only.
func same(t *testing.T, got []string, want ...string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d pages, not %d: %q", len(got), len(want), got)
	}
	for i := range want {
		if g, w := strings.Fields(got[i]), strings.Fields(want[i]); strings.Join(g, " ") != strings.Join(w, " ") {
			t.Errorf("page %d says\n%s\nnot\n%s", i+1, strings.Join(g, " "), strings.Join(w, " "))
		}
	}
}

func statement(size paper.Size) *paper.Doc {
	d := paper.New(size, house, "Statement of account")
	d.Printed(moment, "Ana Reyes")
	d.Facts(paper.Fact{Label: "Patient", Value: "Dela Cruz, Juan"}, paper.Fact{Label: "Discharged"}, paper.Fact{Label: "Bill", Value: "B7Q2K9MX"})
	d.Table(paper.Table{
		Columns: []paper.Column{{Head: "Service", Share: 1}, {Head: "Amount", Right: true}},
		Rows: []paper.Row{
			{Section: "Laboratory"},
			{Cells: []string{"Complete blood count", "₱250.00"}},
			{Cells: []string{"Sum"}, Bold: true, Rule: true},
		},
	})
	d.Amounts(paper.Amount{Label: "Charges", Value: "₱250.00"}, paper.Amount{Label: "Balance", Value: "₱0.00", Total: true})
	d.Heading("Remarks")
	d.Text("Salamat po!\nPaid in full.")
	d.Small("Keep this paper.")
	d.Centred("Thank you", false)
	d.Rule()
	d.Space(5)
	d.Signatures(paper.Signature{Name: "Ana Reyes", Label: "Cashier"}, paper.Signature{Label: "Patient"})
	return d
}

func TestWhatPapersSay(t *testing.T) {
	t.Parallel()
	head := `Ospital ng Muñoz – Saint Thérèse Memorial Km 42 Maharlika Highway, Science City of Muñoz, Nueva Ecija 3119
		Tel. (044) 456-0123 · TIN 000-123-456-000 `
	body := `Statement of account Patient Dela Cruz, Juan Bill B7Q2K9MX Service Amount Laboratory Complete blood count ₱250.00 Sum
		₱250.00 Charges ₱0.00 Balance Remarks Salamat po! Paid in full. Keep this paper. Thank you Ana Reyes Cashier Patient `
	for _, size := range []paper.Size{paper.A4, paper.A5, paper.Letter} {
		same(t, papertest.Text(t, statement(size).Bytes()), head+body+"Page 1 of 1 Printed 24 Nov 2026, 19:05 by Ana Reyes")
	}
	same(t, papertest.Text(t, statement(paper.Roll80).Bytes()), head+body+"Printed 24 Nov 2026, 19:05 by Ana Reyes")
}

func TestEqualPapersAreEqualBytes(t *testing.T) {
	t.Parallel()
	if !bytes.Equal(statement(paper.A4).Bytes(), statement(paper.A4).Bytes()) {
		t.Error("two equal statements differ")
	}
	other := statement(paper.A4)
	other.Printed(moment.Add(time.Minute), "Ana Reyes")
	if bytes.Equal(statement(paper.A4).Bytes(), other.Bytes()) {
		t.Error("a minute makes no difference")
	}
}

func TestCopies(t *testing.T) {
	t.Parallel()
	for _, size := range []paper.Size{paper.A5, paper.Roll80} {
		d := paper.New(size, paper.House{}, "Receipt")
		d.Copy()
		if got := papertest.Text(t, d.Bytes()); !strings.Contains(got[0], "COPY") {
			t.Errorf("a copy says %q", got)
		}
	}
}

func TestTablesGoOnWithTheirHead(t *testing.T) {
	t.Parallel()
	table := paper.Table{Columns: []paper.Column{{Head: "Analyte", Share: 1}, {Head: "Value", Right: true}}}
	for i := range 300 {
		table.Rows = append(table.Rows, paper.Row{Cells: []string{fmt.Sprint("Analyte no. ", i), fmt.Sprint(i)}})
	}
	d := paper.New(paper.A4, house, "Result")
	d.About("Dela Cruz, Juan")
	d.Table(table)
	pages := papertest.Text(t, d.Bytes())
	if len(pages) < 5 || len(pages) > 9 {
		t.Fatalf("300 rows make %d pages", len(pages))
	}
	all := strings.Join(pages, " ")
	for i, p := range pages {
		if !strings.Contains(p, "Analyte Value") || !strings.Contains(p, fmt.Sprintf("Page %d of %d", i+1, len(pages))) {
			t.Errorf("page %d says %.200s", i+1, p)
		}
		if i > 0 && !strings.Contains(p, "Result  ·  Dela Cruz, Juan") {
			t.Errorf("page %d does not say whose it is: %.200s", i+1, p)
		}
	}
	at := 0
	for i := range 300 {
		next := strings.Index(all[at:], fmt.Sprintf("Analyte no. %d %d ", i, i))
		if next < 0 {
			t.Fatalf("row %d is not where it belongs", i)
		}
		at += next
	}
}

// A cell of many pages is broken, and nothing of it is lost.
func TestLongCellsAreBroken(t *testing.T) {
	t.Parallel()
	var words strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&words, "w%d ", i)
	}
	d := paper.New(paper.A5, house, "")
	d.Table(paper.Table{Columns: []paper.Column{{Head: "Text", Share: 1}, {Head: "No", Right: true}}, Rows: []paper.Row{{Cells: []string{words.String(), "1"}}}})
	d.Text(words.String())
	d.Facts(paper.Fact{Label: "Story", Value: words.String()})
	all := strings.Join(papertest.Text(t, d.Bytes()), " ")
	for _, i := range []int{0, 1, 1500, 2999} {
		if n := strings.Count(all, fmt.Sprintf("w%d ", i)); n != 3 {
			t.Errorf("word %d is there %d times, not 3", i, n)
		}
	}
}

func TestAmountsStandAtTheRight(t *testing.T) {
	t.Parallel()
	d := paper.New(paper.A4, paper.House{}, "")
	d.Table(paper.Table{Columns: []paper.Column{{Share: 1}, {Right: true}}, Rows: []paper.Row{
		{Cells: []string{"Bed", "₱1.00"}}, {Cells: []string{"Surgery", "₱1,234,567.00"}}, {Cells: []string{"Sum", "₱1,234,568.00"}, Bold: true},
	}})
	d.Amounts(paper.Amount{Label: "Balance", Value: "₱12.00", Total: true})
	right := 0.0
	for _, s := range papertest.Lines(t, d.Bytes())[0] {
		if !strings.HasPrefix(s.Text, "₱") {
			continue
		}
		if right != 0 && (s.Right < right-0.1 || s.Right > right+0.1) {
			t.Errorf("%s ends at %.2f, others at %.2f", s.Text, s.Right, right)
		}
		right = s.Right
	}
	if right < 500 || right > 595-40 {
		t.Errorf("amounts end at %.2f of 595", right)
	}
}

func TestTheRollIsAsLongAsWhatStandsOnIt(t *testing.T) {
	t.Parallel()
	height := func(rows int) float64 {
		d := paper.New(paper.Roll80, house, "Receipt")
		for i := range rows {
			d.Amounts(paper.Amount{Label: fmt.Sprint("Line ", i), Value: "₱1.00"})
		}
		boxes := papertest.Boxes(t, d.Bytes())
		if width := boxes[0].Width(); width < 226 || width > 227 {
			t.Errorf("the roll is %.1f points wide", width)
		}
		sum := 0.0
		for _, b := range boxes {
			sum += b.Height()
			if b.Height() > 14400 {
				t.Errorf("a page is %.0f points long, which readers do not take", b.Height())
			}
		}
		return sum
	}
	short, long, endless := height(1), height(11), height(2000)
	if each := (long - short) / 10; each < 8 || each > 40 || endless < 1800*each {
		t.Errorf("1 line: %.0f points, 11: %.0f, 2000: %.0f", short, long, endless)
	}
}

func logo(t testing.TB) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, 60, 40))
	for i := range m.Pix {
		m.Pix[i] = uint8(i)
	}
	m.Set(0, 0, color.Transparent)
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestLogo(t *testing.T) {
	t.Parallel()
	with := house
	with.Logo = logo(t)
	d := paper.New(paper.A4, with, "Result")
	p, err := paper.NewPicture(logo(t))
	if err != nil {
		t.Fatal(err)
	}
	d.Picture(p, 30)
	if n := papertest.Pictures(t, d.Bytes()); n != 2 {
		t.Errorf("%d pictures, not the logo and another", n)
	}
	with.Logo = []byte("not a picture")
	if got := papertest.Text(t, paper.New(paper.A4, with, "Result").Bytes()); !strings.Contains(got[0], "Muñoz") {
		t.Errorf("a broken logo takes the head along: %q", got)
	}
}

func TestCharactersThatNoFontHas(t *testing.T) {
	t.Parallel()
	d := paper.New(paper.A4, paper.House{}, "")
	d.Text("Ñandú ₱5.00, ×10⁹/L, ≤ 3 µmol/L; 漢 \U000F0000 and \xff; e\u0301, \u202Eabc\u202C,\u200B x\u0007y")
	same(t, papertest.Text(t, d.Bytes()), "Ñandú ₱5.00, ×10⁹/L, ≤ 3 µmol/L; \ufffd \ufffd and \ufffd; é, abc, x y Page 1 of 1")
}

// anyText draws texts that are ugly in the ways that texts are.
func anyText() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.String(),
		rapid.StringMatching(`[ -~ñÑ₱éø漢😀\n\r\t\x00\x1b]{0,200}`),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 40), func(b []byte) string { return string(b) }),
		rapid.Map(rapid.IntRange(0, 3000), func(n int) string { return strings.Repeat("W", n) }),
		rapid.Map(rapid.IntRange(0, 300), func(n int) string { return strings.Repeat("a\n", n) }),
	)
}

// Any text in any place makes a PDF that another program finds valid, with
// every page that it says it has.
func TestAnyTextMakesAValidPDF(t *testing.T) {
	t.Parallel()
	pictures := logo(t)
	rapid.Check(t, func(t *rapid.T) {
		draw := func() string { return anyText().Draw(t, "text") }
		h := paper.House{Name: draw(), Address: draw(), Phone: draw(), TIN: draw()}
		if rapid.Bool().Draw(t, "logo") {
			h.Logo = rapid.SampledFrom([][]byte{pictures, pictures[:50], []byte(draw())}).Draw(t, "bytes")
		}
		d := paper.New(rapid.SampledFrom([]paper.Size{paper.A4, paper.A5, paper.Letter, paper.Roll80, paper.Size(99)}).Draw(t, "size"), h, draw())
		if rapid.Bool().Draw(t, "printed") {
			d.Printed(moment, draw())
		}
		if rapid.Bool().Draw(t, "copy") {
			d.Copy()
		}
		for range rapid.IntRange(0, 6).Draw(t, "blocks") {
			addAny(t, d, draw)
		}
		check(t, d.Bytes())
	})
}

// addAny adds one block of any kind.
func addAny(t *rapid.T, d *paper.Doc, draw func() string) {
	n := rapid.IntRange(0, 4).Draw(t, "count")
	switch rapid.IntRange(0, 9).Draw(t, "block") {
	case 0:
		d.Heading(draw())
	case 1:
		d.Text(draw())
	case 2:
		d.Small(draw())
	case 3:
		d.Centred(draw(), rapid.Bool().Draw(t, "bold"))
	case 4:
		d.Rule()
	case 5:
		d.Space(rapid.Float64Range(0, 400).Draw(t, "height"))
	case 6:
		var list []paper.Fact
		for range n {
			list = append(list, paper.Fact{Label: draw(), Value: draw()})
		}
		d.Facts(list...)
	case 7:
		var list []paper.Amount
		for range n {
			list = append(list, paper.Amount{Label: draw(), Value: draw(), Total: rapid.Bool().Draw(t, "total")})
		}
		d.Amounts(list...)
	case 8:
		var list []paper.Signature
		for range n {
			list = append(list, paper.Signature{Name: draw(), Label: draw()})
		}
		d.Signatures(list...)
	case 9:
		d.Table(anyTable(t, n, draw))
	}
}

func anyTable(t *rapid.T, columns int, draw func() string) paper.Table {
	var table paper.Table
	for range columns {
		table.Columns = append(table.Columns, paper.Column{Head: draw(), Share: float64(rapid.IntRange(0, 3).Draw(t, "share")), Right: rapid.Bool().Draw(t, "right")})
	}
	for range rapid.IntRange(0, 5).Draw(t, "rows") {
		row := paper.Row{Bold: rapid.Bool().Draw(t, "bold"), Rule: rapid.Bool().Draw(t, "rule")}
		if rapid.IntRange(0, 4).Draw(t, "kind") == 0 {
			row.Section = draw()
		}
		for range rapid.IntRange(0, 5).Draw(t, "cells") {
			row.Cells = append(row.Cells, draw())
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

func check(t *rapid.T, pdf []byte) {
	ctx, err := papertest.Read(pdf)
	if err != nil {
		t.Fatalf("not valid: %v", err)
	}
	if ctx.PageCount < 1 {
		t.Fatal("no pages")
	}
	if ctx.XRefTable.ValidationMode != model.ValidationStrict {
		t.Fatal("not checked strictly")
	}
}

func TestFileIsAnInlineDownload(t *testing.T) {
	t.Parallel()
	f := statement(paper.A4).File("statement.pdf")
	content, err := f.Open(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(content)
	if err != nil || content.Close() != nil || !bytes.Equal(got, statement(paper.A4).Bytes()) {
		t.Error("the download has other bytes")
	}
	if again := statement(paper.A4).File("x"); f.ContentType != "application/pdf" || !f.Inline || f.Name != "statement.pdf" || len(f.Tag) != 32 || again.Tag != f.Tag {
		t.Errorf("the download is %+v", f)
	}
}

// A letter for private use is unknown to whoever reads the paper, and stands in
// the title too.
func TestPrivateLetters(t *testing.T) {
	t.Parallel()
	pdf := paper.New(paper.A4, paper.House{}, "Result of \ue000").Bytes()
	if _, err := papertest.Read(pdf); err != nil {
		t.Fatal(err)
	}
	if text := strings.Join(papertest.Text(t, pdf), "\n"); !strings.Contains(text, "Result of \ufffd") {
		t.Errorf("the paper says %q", text)
	}
}
