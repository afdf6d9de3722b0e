package billing

import (
	"fmt"
	"strconv"

	"talaan/internal/money"
	"talaan/internal/paper"
)

// shiftPaper is the report that a teller hands in with the drawer.
func shiftPaper(d desk, s ShiftPage) *paper.Doc {
	doc := d.begin(paper.A4, fmt.Sprintf("Shift report No. %d", s.ID))
	facts := []paper.Fact{{Label: "Teller", Value: s.TellerName}, {Label: "Opened", Value: d.moment(s.OpenedAt)}}
	if s.ClosedAt != nil {
		facts = append(facts, paper.Fact{Label: "Closed by", Value: s.ClosedByName}, paper.Fact{Label: "Closed", Value: d.moment(*s.ClosedAt)})
	} else {
		facts = append(facts, paper.Fact{Label: "Closed", Value: "Still open"})
	}
	if s.TakenOverID != nil {
		facts = append(facts, paper.Fact{Label: "Drawer taken over from shift", Value: strconv.FormatInt(*s.TakenOverID, 10)})
	}
	if s.HandedToID != nil {
		facts = append(facts, paper.Fact{Label: "Drawer handed to shift", Value: strconv.FormatInt(*s.HandedToID, 10)})
	}
	doc.Facts(append(facts, paper.Fact{Label: "Receipts", Value: receiptSpan(s.Takings)})...)
	doc.Amounts(shiftAmounts(s.Shift)...)
	if s.ClosingNote != "" {
		doc.Facts(paper.Fact{Label: "Note", Value: s.ClosingNote})
	}
	if s.CountedCash != nil && *s.CountedCash > 0 {
		doc.Heading("Cash counted at the close")
		doc.Table(countTable(s.ClosingCounts))
	}
	if len(s.Entries) > 0 {
		doc.Heading("Receipts, voids and refunds")
		doc.Table(entryTable(d, s.Entries))
	}
	if len(s.Moves) > 0 {
		doc.Heading("Cash in and out")
		doc.Table(moveTable(d, s.Moves))
	}
	doc.Signatures(paper.Signature{Name: s.TellerName, Label: "Teller"}, paper.Signature{Label: "Received and counted by"})
	return doc
}

// receiptSpan says which receipts were given.
func receiptSpan(t Takings) string {
	if t.FirstReceipt == nil || t.LastReceipt == nil {
		return "none"
	}
	if *t.FirstReceipt == *t.LastReceipt {
		return fmt.Sprintf("1, No. %d", *t.FirstReceipt)
	}
	return fmt.Sprintf("%d, No. %d to %d", t.Receipts, *t.FirstReceipt, *t.LastReceipt)
}

func shiftAmounts(s Shift) []paper.Amount {
	list := []paper.Amount{
		{Label: "Opening cash", Value: s.OpeningCash.Peso()},
		{Label: "Payments", Value: s.Payments.Peso()},
		{Label: "Voids", Value: (-s.Voids).Peso()},
		{Label: "Refunds", Value: (-s.Refunds).Peso()},
		{Label: "Cash in", Value: s.CashIn.Peso()},
		{Label: "Cash out", Value: (-s.CashOut).Peso()},
		{Label: "Expected cash", Value: s.ExpectedCash.Peso(), Total: true},
	}
	if s.CountedCash == nil || s.OverShort == nil {
		return list
	}
	label := "Exact"
	switch {
	case *s.OverShort > 0:
		label = "Over"
	case *s.OverShort < 0:
		label = "Short"
	}
	return append(list, paper.Amount{Label: "Counted cash", Value: s.CountedCash.Peso()}, paper.Amount{Label: label, Value: s.OverShort.Peso(), Total: true})
}

func countTable(c Counts) paper.Table {
	t := paper.Table{Columns: []paper.Column{{Head: "Note or coin", Share: 1, Right: true}, {Head: "Pieces", Share: 1, Right: true}, {Head: "Amount", Share: 1, Right: true}}}
	for _, d := range denominations {
		if n := *d.pieces(&c); n > 0 {
			t.Rows = append(t.Rows, paper.Row{Cells: []string{plain(d.worth), strconv.FormatInt(n, 10), plain(d.worth.Times(n))}})
		}
	}
	t.Rows = append(t.Rows, paper.Row{Cells: []string{"Total", "", plain(c.Total())}, Bold: true, Rule: true})
	return t
}

func entryTable(d desk, list []CashEntry) paper.Table {
	t := paper.Table{Columns: []paper.Column{{Head: "Time"}, {Head: "No."}, {Head: "Bill"}, {Head: "Entry", Share: 1}, {Head: "Amount", Right: true}}}
	var sum money.Centavos
	for _, e := range list {
		t.Rows = append(t.Rows, paper.Row{Cells: []string{d.moment(e.TakenAt), cashNumber(e), e.BillCode, cashWords(e), plain(e.Amount)}})
		sum += e.Amount
	}
	t.Rows = append(t.Rows, paper.Row{Cells: []string{"Total", "", "", "", plain(sum)}, Bold: true, Rule: true})
	return t
}

func cashNumber(e CashEntry) string {
	switch {
	case e.VoucherNumber != nil:
		return "Voucher " + strconv.FormatInt(*e.VoucherNumber, 10)
	case e.ReceiptNumber != nil:
		return "Receipt " + strconv.FormatInt(*e.ReceiptNumber, 10)
	}
	return ""
}

func cashWords(e CashEntry) string {
	switch e.Kind {
	case Void:
		return "Void by " + e.TakenName + ": " + e.Reason
	case Refund:
		return "Refund to " + e.Payer + " by " + e.TakenName + ": " + e.Reason
	}
	return e.Payer
}

func moveTable(d desk, list []CashMove) paper.Table {
	t := paper.Table{Columns: []paper.Column{{Head: "Time"}, {Head: "By"}, {Head: "Reason", Share: 1}, {Head: "Amount", Right: true}}}
	for _, m := range list {
		t.Rows = append(t.Rows, paper.Row{Cells: []string{d.moment(m.MovedAt), m.MovedName, m.Reason, plain(m.Amount)}})
	}
	return t
}

// dayPaper is the cash report of a day.
func dayPaper(d desk, r CashReport) *paper.Doc {
	doc := d.begin(paper.A4, "Cash report of "+date(r.Date))
	doc.Facts(paper.Fact{Label: "Receipts", Value: receiptSpan(r.Total.Takings)})
	doc.Heading("By shift")
	doc.Table(takingsTable("Teller", len(r.Shifts), r.Total, func(i int) (string, DayTakings) {
		s := r.Shifts[i]
		if s.ShiftID == nil {
			return "Before shifts were kept", s.DayTakings
		}
		return fmt.Sprintf("%s, shift %d", s.TellerName, *s.ShiftID), s.DayTakings
	}))
	ledger := r.Total
	ledger.CashIn, ledger.CashOut = 0, 0
	ledger.Net = ledger.net()
	doc.Heading("By purpose")
	doc.Table(takingsTable("Purpose", len(r.Uses), ledger, func(i int) (string, DayTakings) {
		return purposes[r.Uses[i].Purpose], r.Uses[i].DayTakings
	}))
	if len(r.GivenBack) > 0 {
		doc.Heading("Voids and refunds")
		doc.Table(entryTable(d, r.GivenBack))
	}
	if len(r.Moves) > 0 {
		doc.Heading("Cash in and out")
		doc.Table(moveTable(d, r.Moves))
	}
	doc.Signatures(paper.Signature{Name: d.by, Label: "Prepared by"}, paper.Signature{Label: "Checked by"})
	return doc
}

// takingsTable is a table of n parts of a day and their total.
func takingsTable(head string, n int, total DayTakings, part func(int) (string, DayTakings)) paper.Table {
	t := paper.Table{Columns: []paper.Column{
		{Head: head}, {Head: "Receipts"}, {Head: "Payments", Right: true}, {Head: "Voids", Right: true}, {Head: "Refunds", Right: true},
		{Head: "In", Right: true}, {Head: "Out", Right: true}, {Head: "Net", Right: true},
	}}
	row := func(name string, d DayTakings) paper.Row {
		return paper.Row{Cells: []string{name, receiptSpan(d.Takings), plain(d.Payments), plain(-d.Voids), plain(-d.Refunds), plain(d.CashIn), plain(-d.CashOut), plain(d.Net)}}
	}
	for i := range n {
		t.Rows = append(t.Rows, row(part(i)))
	}
	sum := row("Total", total)
	sum.Bold, sum.Rule = true, true
	t.Rows = append(t.Rows, sum)
	return t
}
