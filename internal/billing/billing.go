// Package billing holds what a case costs and what was paid for it: the price
// list, the bed meter, and the bill with its ledger of charges, discounts,
// coverage and payments.
// Ledger entries are never edited or deleted: a mistake is undone by a contra
// entry. Every total is derived from them.
package billing

import (
	"time"

	"talaan/internal/money"
	"talaan/internal/patient"
)

// Bill statuses; they follow from the ledger. A bill is Cancelled when it is
// final, all its charges were reversed and nothing that was paid is left.
const (
	Unpaid    = "Unpaid"
	Partial   = "Partial"
	Paid      = "Paid"
	Cancelled = "Cancelled"
)

// Kinds of charges.
const (
	ServiceCharge = "service"
	StayCharge    = "stay"
)

// Kinds of ledger entries for money received and given back.
const (
	Received = "payment"
	Void     = "void"
	Refund   = "refund"
)

// What cash is paid for.
const (
	Deposit    = "deposit"    // before the final bill
	ForBill    = "bill"       // of a final bill
	Receivable = "receivable" // of a final bill whose rest is promised
)

// Charge is one line of a bill.
type Charge struct {
	ID          int64          `json:"id" db:"id"`
	BillID      int64          `json:"-" db:"bill_id"`
	Kind        string         `json:"kind" db:"kind" enum:"service,stay"`
	ServiceID   *int64         `json:"service_id" db:"service_id"`
	StayID      *int64         `json:"stay_id" db:"stay_id"`
	Description string         `json:"description" db:"description"`
	Quantity    int64          `json:"quantity" db:"quantity" doc:"Negative on the contra entry of a reversed charge"`
	UnitPrice   money.Centavos `json:"unit_price" db:"unit_price" doc:"Price of one when it was charged"`
	Amount      money.Centavos `json:"amount" doc:"Quantity times unit price"`
	Running     bool           `json:"running" db:"running" doc:"The bed meter is still running"`

	Category       string          `json:"category" db:"category" enum:"Room and board,Drugs and medicine,Laboratory and diagnostic,Operating room,Medical supplies,Professional fee,Others" doc:"Group on the statement of account, as when it was charged"`
	VATTreatment   string          `json:"vat_treatment" db:"vat_treatment" enum:"Exempt,VATable" doc:"As when it was charged; the price of what is VATable has the VAT inside"`
	CataloguePrice *money.Centavos `json:"catalogue_price" db:"catalogue_price" nullable:"true" doc:"Price in the price list when it was charged; null on bed charges and those from before it was kept"`
	PriceReason    string          `json:"price_reason" db:"price_reason" doc:"Why another price than the price list's was charged"`
	DoctorID       *int64          `json:"doctor_id" db:"doctor_id" doc:"Professional fees: whose it is"`
	DoctorName     string          `json:"doctor_name" doc:"Empty when there is none"`
	DateAvailed    string          `json:"date_availed" db:"date_availed" doc:"Day the service was given, YYYY-MM-DD; empty when it is the day it was charged"`

	Parts

	MeterStartedAt   *time.Time `json:"meter_started_at" db:"meter_started_at" doc:"Bed charges: when the stay began"`
	MeterEndedAt     *time.Time `json:"meter_ended_at" db:"meter_ended_at" doc:"Bed charges: when the stay ended"`
	MeterUnitSeconds *int64     `json:"meter_unit_seconds" db:"meter_unit_seconds" doc:"Bed charges: length of one unit, normally 3600"`
	MeterReadAt      *time.Time `json:"-" db:"meter_read_at"` // the moment whose units the quantity is

	ReversesID *int64    `json:"reverses_id" db:"reverses_id" doc:"The charge that this contra entry undoes"`
	Reversed   bool      `json:"reversed" doc:"A contra entry undoes this charge"`
	Reason     string    `json:"reason" db:"reason" doc:"Why it was reversed"`
	AddedAt    time.Time `json:"added_at" db:"added_at"`
	AddedBy    int64     `json:"added_by" db:"added_by"`
	AddedName  string    `json:"added_by_name"`

	MeteredStayID *int64 `json:"-" db:"metered_stay_id"` // UNIQUE: one charge per stay
}

// Payment is cash taken at the window, the contra entry that voids it, or cash
// given back.
type Payment struct {
	ID            int64          `json:"id" db:"id"`
	BillID        int64          `json:"bill_id" db:"bill_id"`
	Kind          string         `json:"kind" db:"kind" enum:"payment,void,refund"`
	Purpose       string         `json:"purpose" db:"purpose" enum:"deposit,bill,receivable" doc:"What it was paid for: a deposit before the final bill, a final bill, or one whose rest is promised"`
	Amount        money.Centavos `json:"amount" db:"amount" doc:"Negative when cash was given back"`
	Tendered      money.Centavos `json:"tendered" db:"tendered" doc:"Cash handed over"`
	Change        money.Centavos `json:"change" db:"change_given" doc:"Cash handed back"`
	Payer         string         `json:"payer" db:"payer" doc:"Who paid; on a refund, who received it"`
	ReceiptNumber *int64         `json:"receipt_number" db:"receipt_number" doc:"In one series without gaps"`
	OldReceipt    *string        `json:"old_receipt" db:"old_receipt" doc:"Set when another system took the payment: the number of its receipt, empty when it had none"`
	VoucherNumber *int64         `json:"voucher_number" db:"voucher_number" doc:"Of a refund, in a series of its own"`
	VoidsID       *int64         `json:"voids_id" db:"voids_id" doc:"The payment that this entry voids"`
	RefundsID     *int64         `json:"refunds_id" db:"refunds_id" doc:"The payment that this entry gives back; null when it gives back what a deposit leaves over"`
	Voided        bool           `json:"voided" doc:"An entry voids this payment"`
	Refunded      money.Centavos `json:"refunded" doc:"How much of this payment was given back"`
	Prints        int64          `json:"prints" doc:"How often it was put on paper; the first is the original"`
	Reason        string         `json:"reason" db:"reason" doc:"Why it was voided or refunded"`
	ShiftID       *int64         `json:"shift_id" db:"shift_id" doc:"The shift whose drawer the cash entered or left; null only before shifts were kept"`
	TakenAt       time.Time      `json:"taken_at" db:"taken_at"`
	TakenBy       int64          `json:"taken_by" db:"taken_by"`
	TakenName     string         `json:"taken_by_name"`
}

// head is a bill's own row.
type head struct {
	ID          int64      `db:"id"`
	Version     int64      `db:"version"`
	Code        string     `db:"code"`
	EncounterID int64      `db:"encounter_id"`
	CaseNumber  string     `db:"case_number"`
	PatientID   int64      `db:"patient_id"`
	Status      string     `db:"status"`
	CreatedAt   time.Time  `db:"created_at"`
	CreatedBy   int64      `db:"created_by"`
	CheckedInAt time.Time  `db:"checked_in_at"`
	CareEndedAt *time.Time `db:"care_ended_at"`
	FinalizedAt *time.Time `db:"finalized_at"`
	FinalizedBy *int64     `db:"finalized_by"`

	// The totals are as of the last ledger entry or tick.
	TotalCharges   money.Centavos `db:"total_charges"`
	TotalDiscounts money.Centavos `db:"total_discounts"`
	TotalCoverage  money.Centavos `db:"total_coverage"`
	TotalPaid      money.Centavos `db:"total_paid"`
}

// summary is the bill as its row has it.
func (h *head) summary() Summary {
	s := Summary{
		ID: h.ID, Code: h.Code, EncounterID: h.EncounterID, CaseNumber: h.CaseNumber, Status: h.Status,
		TotalCharges: h.TotalCharges, TotalDiscounts: h.TotalDiscounts, TotalCoverage: h.TotalCoverage, TotalPaid: h.TotalPaid,
		Final: h.FinalizedAt != nil, CreatedAt: h.CreatedAt, CareEndedAt: h.CareEndedAt, FinalizedAt: h.FinalizedAt,
	}
	s.TotalDue = s.TotalCharges - s.TotalDiscounts - s.TotalCoverage
	s.Balance = s.TotalDue - s.TotalPaid
	return s
}

// Summary is a bill in a list.
type Summary struct {
	ID             int64          `json:"id"`
	Code           string         `json:"code" doc:"Eight characters"`
	EncounterID    int64          `json:"encounter_id"`
	CaseNumber     string         `json:"case_number"`
	Patient        patient.Brief  `json:"patient"`
	Status         string         `json:"status" enum:"Unpaid,Partial,Paid,Cancelled"`
	TotalCharges   money.Centavos `json:"total_charges"`
	TotalDiscounts money.Centavos `json:"total_discounts"`
	TotalCoverage  money.Centavos `json:"total_coverage"`
	TotalDue       money.Centavos `json:"total_due" doc:"Charges less discounts and coverage"`
	TotalPaid      money.Centavos `json:"total_paid"`
	Balance        money.Centavos `json:"balance" doc:"Due less paid; negative when a deposit exceeds what is due"`
	Final          bool           `json:"final" doc:"Issued; no further charges"`
	Secured        bool           `json:"secured" doc:"A promissory note covers the balance: the patient can leave"`
	CreatedAt      time.Time      `json:"created_at"`
	CareEndedAt    *time.Time     `json:"care_ended_at" doc:"When the patient was discharged"`
	FinalizedAt    *time.Time     `json:"finalized_at"`
}

// Bill is a bill with its ledger, as it stands at one moment: a running bed
// charge shows what it would be if the stay ended now.
type Bill struct {
	Summary
	Version  int64     `json:"version"`
	Charges  []Charge  `json:"charges"`
	Payments []Payment `json:"payments"`

	PromissoryNotes []PromissoryNote `json:"promissory_notes"`

	CheckedInAt  time.Time       `json:"checked_in_at" doc:"When the case began"`
	Entitlements []Entitlement   `json:"entitlements" doc:"What reduces the bill, those withdrawn as well"`
	Categories   []CategoryTotal `json:"categories" doc:"The seven groups of the statement of account, in its order"`
	Total        Parts           `json:"total" doc:"Sums over all charges"`
	VAT          VAT             `json:"vat"`
	RuleFrom     string          `json:"rule_from" doc:"Discounts follow the law as it took effect this day"`
}

// statusOf derives a bill's status from its ledger. undone says that all its
// charges were reversed.
func statusOf(due, paid money.Centavos, final, undone bool) string {
	switch {
	case final && undone && paid == 0:
		return Cancelled
	case paid <= 0 && (due > 0 || !final):
		return Unpaid
	case paid >= due:
		return Paid
	default:
		return Partial
	}
}

// undone reports whether something was charged, and all of it reversed.
func undone(charges []Charge) bool {
	for _, c := range charges {
		if !c.Reversed && c.ReversesID == nil {
			return false
		}
	}
	return len(charges) > 0
}

// settled reports whether nothing keeps the patient: nothing is owed that is
// not promised, and nothing of a deposit is left to be refunded.
func (s *Summary) settled() bool { return s.Final && (s.Balance == 0 || s.Secured) }

// summarise derives the totals of a bill from its ledger at the moment now.
func summarise(h head, charges []Charge, payments []Payment, now time.Time) Bill {
	voided, refunded := map[int64]bool{}, map[int64]money.Centavos{}
	b := Bill{Version: h.Version, Charges: charges, Payments: payments, CheckedInAt: h.CheckedInAt, Summary: h.summary()}
	b.TotalCharges, b.TotalDiscounts, b.TotalCoverage, b.TotalPaid = 0, 0, 0, 0
	for i := range charges {
		c := &charges[i]
		c.Quantity = c.owed(now)
		c.Amount = c.UnitPrice.Times(c.Quantity)
		b.TotalCharges += c.Amount
	}
	markReversed(charges)
	for _, p := range payments {
		b.TotalPaid += p.Amount
		if p.VoidsID != nil {
			voided[*p.VoidsID] = true
		}
		if p.RefundsID != nil {
			refunded[*p.RefundsID] -= p.Amount
		}
	}
	for i := range payments {
		p := &payments[i]
		p.Voided, p.Refunded = voided[p.ID], refunded[p.ID]
	}
	b.balance()
	return b
}

// balance derives what is due, what remains and the status from the totals.
func (b *Bill) balance() {
	b.TotalDue = b.TotalCharges - b.TotalDiscounts - b.TotalCoverage
	b.Balance = b.TotalDue - b.TotalPaid
	b.Status = statusOf(b.TotalDue, b.TotalPaid, b.Final, undone(b.Charges))
}
