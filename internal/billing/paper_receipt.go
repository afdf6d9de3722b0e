package billing

import (
	"fmt"
	"strconv"

	"talaan/internal/paper"
)

// receipt is a receipt or a refund voucher to be drawn.
type receipt struct {
	bill   Bill
	size   paper.Size
	copied bool
	copy   int64 // its number; 0 for one that is only viewed
}

// draw puts the entry of the bill's ledger on paper.
func (r receipt) draw(d desk, paymentID int64) (doc *paper.Doc, name string) {
	var p Payment
	for _, q := range r.bill.Payments {
		if q.ID == paymentID {
			p = q
		}
	}
	if p.Kind == Refund {
		doc, name = r.voucher(d, p), fmt.Sprintf("Refund voucher %d.pdf", *p.VoucherNumber)
	} else {
		doc, name = r.payment(d, p), fmt.Sprintf("Receipt %d.pdf", *p.ReceiptNumber)
		doc.Centred(d.footer, false)
	}
	if r.copied {
		doc.Copy()
	}
	if r.copy > 0 {
		doc.Small(fmt.Sprintf("Copy %d of the original.", r.copy))
	}
	return doc, name
}

// whose are the facts that receipts and vouchers share.
func (r receipt) whose() []paper.Fact {
	return []paper.Fact{
		{Label: "Patient", Value: r.bill.Patient.Name + " (" + r.bill.Patient.Code + ")"},
		{Label: "Case", Value: r.bill.CaseNumber},
		{Label: "Bill", Value: r.bill.Code},
	}
}

func (r receipt) payment(d desk, p Payment) *paper.Doc {
	doc := d.begin(r.size, fmt.Sprintf("Receipt No. %d", *p.ReceiptNumber))
	doc.Facts(append([]paper.Fact{
		{Label: "Date", Value: d.moment(p.TakenAt)},
		{Label: "Received from", Value: p.Payer},
	}, r.whose()...)...)
	doc.Facts(paper.Fact{Label: "For", Value: purposes[p.Purpose]})
	doc.Amounts(
		paper.Amount{Label: "Amount paid", Value: p.Amount.Peso(), Total: true},
		paper.Amount{Label: "Cash", Value: p.Tendered.Peso()},
		paper.Amount{Label: "Change", Value: p.Change.Peso()},
	)
	doc.Text(p.Amount.Words())
	for _, q := range r.bill.Payments {
		if q.VoidsID != nil && *q.VoidsID == p.ID {
			doc.Centred("VOID", true)
			doc.Text(fmt.Sprintf("Voided %s by %s: %s", d.moment(q.TakenAt), q.TakenName, q.Reason))
		}
	}
	doc.Facts(paper.Fact{Label: "Cashier", Value: p.TakenName})
	return doc
}

// purposes says on paper what cash is for.
var purposes = map[string]string{Deposit: "Deposit", ForBill: "Payment of the final bill", Receivable: "Payment on a promissory note"}

func (r receipt) voucher(d desk, p Payment) *paper.Doc {
	doc := d.begin(r.size, fmt.Sprintf("Refund voucher No. %d", *p.VoucherNumber))
	doc.Facts(append([]paper.Fact{
		{Label: "Date", Value: d.moment(p.TakenAt)},
		{Label: "Paid to", Value: p.Payer},
	}, r.whose()...)...)
	of := "What is left of the deposit"
	for _, q := range r.bill.Payments {
		if p.RefundsID != nil && q.ID == *p.RefundsID && q.ReceiptNumber != nil {
			of = "Receipt No. " + strconv.FormatInt(*q.ReceiptNumber, 10)
		}
	}
	doc.Facts(paper.Fact{Label: "Refund of", Value: of}, paper.Fact{Label: "Reason", Value: p.Reason})
	doc.Amounts(paper.Amount{Label: "Amount given back", Value: (-p.Amount).Peso(), Total: true})
	doc.Text(p.Amount.Words())
	doc.Signatures(paper.Signature{Name: p.TakenName, Label: "Cashier"}, paper.Signature{Name: p.Payer, Label: "Received by"})
	return doc
}
