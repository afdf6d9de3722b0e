package billing

import (
	"fmt"

	"talaan/internal/paper"
)

// notePaper is a promissory note to be signed.
func notePaper(d desk, bill Bill, n PromissoryNote) *paper.Doc {
	doc := d.begin(paper.A4, fmt.Sprintf("Promissory note No. %d", n.Number))
	if n.Status == NoteCancelled {
		doc.Centred("CANCELLED", true)
		doc.Text("Cancelled " + d.moment(*n.CancelledAt) + ": " + n.CancelReason)
	}
	doc.Facts(
		paper.Fact{Label: "Date", Value: paper.Day(n.SignedAt.In(d.zone))},
		paper.Fact{Label: "Due", Value: date(n.DueDate)},
		paper.Fact{Label: "Amount", Value: n.Amount.Peso()},
		paper.Fact{Label: "Bill", Value: bill.Code},
		paper.Fact{Label: "Patient", Value: bill.Patient.Name + " (" + bill.Patient.Code + ")"},
		paper.Fact{Label: "Case", Value: bill.CaseNumber},
	)
	doc.Space(4)
	doc.Text(fmt.Sprintf("I, %s, owe %s the sum of %s (%s) for %s hospital care under the bill named above, and promise to pay it in full on or before %s.",
		n.MakerName, houseName(d), n.Amount.Words(), n.Amount.Peso(), whoseCare(n, bill.Patient.Name), date(n.DueDate)))
	doc.Text("It may be paid in parts before that day; each part is receipted. If any of it is unpaid on that day, the rest is due at once.")
	doc.Text(fmt.Sprintf("I, %s, sign as co-maker: I answer for this sum together with the maker and by myself alone, until it is paid.", n.CoMakerName))
	if n.Reason != "" {
		doc.Facts(paper.Fact{Label: "Reason", Value: n.Reason})
	}
	doc.Space(6)
	doc.Facts(
		paper.Fact{Label: "Maker's address", Value: n.MakerAddress},
		paper.Fact{Label: "Co-maker's address", Value: n.CoMakerAddress},
		paper.Fact{Label: "Maker's contact", Value: n.MakerContact},
		paper.Fact{Label: "Co-maker's contact", Value: n.CoMakerContact},
	)
	doc.Space(8)
	doc.Signatures(
		paper.Signature{Name: n.MakerName, Label: "Maker"}, paper.Signature{Name: n.CoMakerName, Label: "Co-maker"},
		paper.Signature{Name: n.SignedName, Label: "For the hospital"}, paper.Signature{Label: "Witness"},
	)
	return doc
}

// whoseCare says, before "hospital care", what the note is for. Nobody signs for
// their own care unless the maker is named as the patient is.
func whoseCare(n PromissoryNote, patient string) string {
	switch {
	case n.MakerName == patient:
		return "my own"
	case n.Relationship == "":
		return "the patient's"
	}
	return "the patient's, whose " + n.Relationship + " I am,"
}

func houseName(d desk) string {
	if d.house.Name == "" {
		return "the hospital"
	}
	return d.house.Name
}
