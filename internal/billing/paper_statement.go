package billing

import (
	"fmt"
	"strconv"
	"time"

	"talaan/internal/money"
	"talaan/internal/paper"
)

// soaLine is one category on a statement of account.
type soaLine struct {
	Category                                   string
	Charges, VAT, Discount, First, Second, HMO money.Centavos
}

func (l soaLine) balance() money.Centavos {
	return l.Charges - l.VAT - l.Discount - l.First - l.Second - l.HMO
}

func (l *soaLine) add(o soaLine) {
	l.Charges += o.Charges
	l.VAT += o.VAT
	l.Discount += o.Discount
	l.First += o.First
	l.Second += o.Second
	l.HMO += o.HMO
}

func (l soaLine) cells() []string {
	out := []string{l.Category}
	for _, c := range []money.Centavos{l.Charges, l.VAT, l.Discount, l.First, l.Second, l.HMO, l.balance()} {
		out = append(out, plain(c))
	}
	return out
}

// plain is an amount in a table: without the sign of the peso, a dash for none.
func plain(c money.Centavos) string {
	if c == 0 {
		return "–"
	}
	sign, text := "", c.Peso()
	if c < 0 {
		sign, text = "-", (-c).Peso()
	}
	return sign + text[len("₱"):]
}

// soaLines lists a bill by category, as it stands on a day; categories without
// anything are left out. The ledger keeps PhilHealth's part as one; how it
// divides into the first and the second case rate follows from the calculation.
func soaLines(bill Bill, day string) (lines []soaLine, total soaLine) {
	first := map[string]money.Centavos{}
	a := assess(bill.Charges, bill.Entitlements, day)
	for i, l := range a.lines {
		first[l.Category] += a.Lines[i].FirstCase
	}
	total.Category = "Total"
	for _, c := range bill.Categories {
		l := soaLine{Category: c.Category, Charges: c.Charges, VAT: c.VATExemption, Discount: c.StatutoryDiscount + c.OtherDiscount, HMO: c.HMO}
		l.First = min(first[c.Category], c.PhilHealth)
		l.Second = c.PhilHealth - l.First
		if l != (soaLine{Category: c.Category}) {
			lines = append(lines, l)
			total.add(l)
		}
	}
	return lines, total
}

// statement is a bill's statement of account.
func statement(d desk, bill Bill) *paper.Doc {
	title := "Statement of account"
	if !bill.Final {
		title = "Interim statement of account"
	}
	doc := d.begin(paper.A4, title)
	facts := []paper.Fact{
		{Label: "Patient", Value: bill.Patient.Name + " (" + bill.Patient.Code + ")"},
		{Label: "Bill", Value: bill.Code},
		{Label: "Case", Value: bill.CaseNumber},
		{Label: "Status", Value: bill.Status},
		{Label: "Care began", Value: d.moment(bill.CreatedAt)},
	}
	if bill.CareEndedAt != nil {
		facts = append(facts, paper.Fact{Label: "Discharged", Value: d.moment(*bill.CareEndedAt)})
	}
	if bill.FinalizedAt != nil {
		facts = append(facts, paper.Fact{Label: "Final bill", Value: d.moment(*bill.FinalizedAt)})
	}
	doc.Facts(facts...)
	doc.Heading("Summary of charges")
	doc.Table(summaryTable(bill, d.dayOf(bill)))
	doc.Heading("Charges")
	doc.Table(chargeTable(d, bill))
	if len(bill.Payments) > 0 {
		doc.Heading("Payments")
		doc.Table(paymentTable(d, bill))
	}
	doc.Amounts(
		paper.Amount{Label: "Total due", Value: bill.TotalDue.Peso()},
		paper.Amount{Label: "Paid", Value: bill.TotalPaid.Peso()},
		paper.Amount{Label: "Balance", Value: bill.Balance.Peso(), Total: true},
	)
	for _, n := range bill.PromissoryNotes {
		if n.Status == NoteOpen || n.Status == NoteOverdue {
			doc.Text(fmt.Sprintf("%s of the balance is promised under promissory note No. %d, due %s.", n.Balance.Peso(), n.Number, date(n.DueDate)))
		}
	}
	doc.Signatures(paper.Signature{Name: d.by, Label: "Prepared by"}, paper.Signature{Label: "Conforme: patient or representative"})
	return doc
}

// dayOf is the day whose rules a bill follows.
func (d desk) dayOf(bill Bill) string {
	t := d.now
	if bill.FinalizedAt != nil {
		t = *bill.FinalizedAt
	}
	return t.In(d.zone).Format(time.DateOnly)
}

func summaryTable(bill Bill, day string) paper.Table {
	t := paper.Table{Columns: []paper.Column{
		{Head: "Category"},
		{Head: "Actual\ncharges", Right: true},
		{Head: "VAT\nexempt", Right: true},
		{Head: "Discount", Right: true},
		{Head: "1st case\nrate", Right: true},
		{Head: "2nd case\nrate", Right: true},
		{Head: "HMO", Right: true},
		{Head: "Balance", Right: true},
	}}
	lines, total := soaLines(bill, day)
	for _, l := range lines {
		t.Rows = append(t.Rows, paper.Row{Cells: l.cells()})
	}
	t.Rows = append(t.Rows, paper.Row{Cells: total.cells(), Bold: true, Rule: true})
	return t
}

func chargeTable(d desk, bill Bill) paper.Table {
	t := paper.Table{Columns: []paper.Column{
		{Head: "Date"}, {Head: "Description", Share: 1}, {Head: "Qty", Right: true}, {Head: "Price", Right: true}, {Head: "Amount", Right: true},
	}}
	for _, category := range Categories() {
		first := true
		for _, c := range bill.Charges {
			if c.Category != category {
				continue
			}
			if first {
				t.Rows, first = append(t.Rows, paper.Row{Section: category}), false
			}
			t.Rows = append(t.Rows, paper.Row{Cells: []string{availed(d, c), describeCharge(c), strconv.FormatInt(c.Quantity, 10), plain(c.UnitPrice), plain(c.Amount)}})
		}
	}
	return t
}

// availed is the day of a charge.
func availed(d desk, c Charge) string {
	if c.DateAvailed != "" {
		return date(c.DateAvailed)
	}
	return paper.Day(c.AddedAt.In(d.zone))
}

func describeCharge(c Charge) string {
	text := c.Description
	if c.DoctorName != "" {
		text += ", " + c.DoctorName
	}
	switch {
	case c.ReversesID != nil:
		return text + " (reversed: " + c.Reason + ")"
	case c.Running:
		return text + " (still running)"
	}
	return text
}

func paymentTable(d desk, bill Bill) paper.Table {
	t := paper.Table{Columns: []paper.Column{{Head: "Date"}, {Head: "No."}, {Head: "Entry", Share: 1}, {Head: "Amount", Right: true}}}
	for _, p := range bill.Payments {
		t.Rows = append(t.Rows, paper.Row{Cells: []string{d.moment(p.TakenAt), entryNumber(p), entryWords(p), plain(p.Amount)}})
	}
	return t
}

func entryNumber(p Payment) string {
	switch {
	case p.ReceiptNumber != nil:
		return "Receipt " + strconv.FormatInt(*p.ReceiptNumber, 10)
	case p.VoucherNumber != nil:
		return "Voucher " + strconv.FormatInt(*p.VoucherNumber, 10)
	case p.OldReceipt != nil:
		return "Old receipt " + *p.OldReceipt
	}
	return ""
}

func entryWords(p Payment) string {
	switch p.Kind {
	case Void:
		return "Void: " + p.Reason
	case Refund:
		return "Refund to " + p.Payer + ": " + p.Reason
	}
	return purposes[p.Purpose] + ", from " + p.Payer
}
