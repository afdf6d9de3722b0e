package report

import (
	"context"

	"talaan/internal/authz"
	"talaan/internal/billing"
	"talaan/internal/encounter"
	"talaan/internal/lab"
	"talaan/internal/money"
	"talaan/internal/sqldb"
)

// Checklist is what is still to be done before a patient leaves. It names who
// closes each item and never keeps anybody: the last item has a way out for
// those who cannot pay.
type Checklist struct {
	EncounterID int64       `json:"encounter_id"`
	BillID      *int64      `json:"bill_id"`
	Items       []CheckItem `json:"items"`
	MayLeave    bool        `json:"may_leave" doc:"Every item that is needed is done"`
}

// CheckItem is one line of the checklist.
type CheckItem struct {
	Key    string `json:"key" enum:"care,discharge,meter,laboratory,final_bill,settlement,refund"`
	Title  string `json:"title"`
	Done   bool   `json:"done"`
	Needed bool   `json:"needed" doc:"The patient leaves after it; the others can follow"`
	Who    string `json:"who" doc:"The roles that close it"`
	Detail string `json:"detail" doc:"How to close it, or why it is closed"`
}

// departure is what the checklist follows from.
type departure struct {
	status      encounter.Status
	running     bool // a bed meter runs
	pendingLabs int64
	final       bool
	secured     bool
	balance     money.Centavos
	seesMoney   bool
}

// checkItems lists what is to be done, in the order in which it is done.
func checkItems(d departure) []CheckItem {
	inCare := d.status == encounter.Admitted || d.status == encounter.Outpatient
	gone := d.status == encounter.Discharged
	items := []CheckItem{
		{
			Key: "care", Title: "Case finalised after coding", Needed: true, Done: inCare || gone, Who: authz.RolesWith(authz.EncounterFinalize),
			Detail: either(inCare || gone, "The bill is open.", "The case has no bill yet."),
		},
		{
			Key: "discharge", Title: "Discharged with a final diagnosis", Needed: true, Done: gone, Who: authz.RolesWith(authz.EncounterDischarge),
			Detail: either(gone, "The doctor discharged the patient.", "The doctor writes the final diagnosis, result and disposition."),
		},
		{
			Key: "meter", Title: "Bed meter stopped", Needed: true, Done: !d.running, Who: authz.RolesWith(authz.EncounterDischarge),
			Detail: either(d.running, "It stops by itself with the discharge.", "No bed is being charged."),
		},
		{
			Key: "laboratory", Title: "Laboratory results", Done: d.pendingLabs == 0, Who: authz.RolesWith(authz.LabWrite),
			Detail: either(d.pendingLabs == 0, "No test is waiting.", "Tests are waiting; their results can follow."),
		},
		{
			Key: "final_bill", Title: "Final bill issued", Needed: true, Done: d.final, Who: authz.RolesWith(authz.BillFinalize),
			Detail: either(d.final, "Nothing more can be charged.", "It can be issued once the patient is discharged."),
		},
		settlement(d),
	}
	if d.final && d.balance < 0 {
		items = append(items, CheckItem{
			Key: "refund", Title: "Deposit given back", Who: authz.RolesWith(authz.PaymentRefund),
			Detail: "What is left of the deposit is given back" + amount(d, -d.balance) + "; the patient can also come for it later.",
		})
	}
	return items
}

// settlement is the item that a payment or a promissory note closes.
func settlement(d departure) CheckItem {
	i := CheckItem{Key: "settlement", Title: "Bill paid or promised", Needed: true, Who: authz.RolesWith(authz.PaymentTake), Done: d.final && (d.balance <= 0 || d.secured)}
	switch {
	case !d.final:
		i.Detail = "It is paid when the final bill is issued; a deposit can be taken before."
	case d.balance <= 0:
		i.Detail = "The bill is paid."
	case d.secured:
		i.Detail = "A promissory note covers the balance" + amount(d, d.balance) + "."
	default:
		i.Detail = "The balance" + amount(d, d.balance) + " is paid, or a promissory note is signed for it."
	}
	return i
}

// amount is a sum in brackets, for those who may see it.
func amount(d departure, c money.Centavos) string {
	if !d.seesMoney {
		return ""
	}
	return " (" + c.Peso() + ")"
}

func either(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}

func mayLeave(items []CheckItem) bool {
	for _, i := range items {
		if i.Needed && !i.Done {
			return false
		}
	}
	return true
}

// Checklist returns what is left to do before the patient of a case leaves.
func (r *Reports) Checklist(ctx context.Context, tx *sqldb.Tx, id int64) (Checklist, error) {
	e, err := r.encounters.Get(ctx, tx, id)
	if err != nil {
		return Checklist{}, err
	}
	d := departure{status: e.Status, seesMoney: authz.From(ctx).Can(authz.BillRead)}
	if e.BillID != nil {
		var b billing.Bill
		if b, err = r.billing.Get(ctx, tx, *e.BillID); err != nil {
			return Checklist{}, err
		}
		d.final, d.secured, d.balance = b.Final, b.Secured, b.Balance
		for _, c := range b.Charges {
			d.running = d.running || c.Running
		}
	}
	if d.pendingLabs, err = lab.CountWaitingOf(ctx, tx, id); err != nil {
		return Checklist{}, err
	}
	items := checkItems(d)
	return Checklist{EncounterID: id, BillID: e.BillID, Items: items, MayLeave: mayLeave(items)}, nil
}
