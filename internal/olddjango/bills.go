package olddjango

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"talaan/internal/billing"
	"talaan/internal/encounter"
	"talaan/internal/money"
)

// oldBill is a bill of the old system with all that stands on it.
type oldBill struct {
	row      *row
	at       time.Time
	items    []*item
	payments []*row
	stays    []*stay
	episode  *episode // nil until it is chosen
	invented bool     // the old system had none; its row is that of a stay
}

// item is a line of an old bill.
type item struct {
	row         *row
	service     int64
	stay        string // the key of its bed assignment; blank for none
	description string
	quantity    int64
	price       money.Centavos
	at          time.Time
}

func (i *item) amount() money.Centavos { return i.price.Times(i.quantity) }

// bills imports what a patient was charged and paid, and the beds they lay in.
func (m *mover) bills(ctx context.Context, c *care) error {
	stays, err := m.staysOf(c)
	if err != nil {
		return err
	}
	bills, err := m.billsOf(ctx, c)
	if err != nil {
		return err
	}
	m.choose(c, bills, stays)
	if err := m.place(ctx, c, &bills, stays); err != nil {
		return err
	}
	for _, b := range bills {
		if err := m.bill(ctx, c, b); err != nil {
			return err
		}
	}
	if err := m.openBill(ctx, c); err != nil {
		return err
	}
	return m.unbilled(c)
}

// billsOf reads the bills that were not moved yet, the earliest first.
func (m *mover) billsOf(ctx context.Context, c *care) ([]*oldBill, error) {
	rows, err := m.dump.children("billing", c.row.pk)
	if err != nil {
		return nil, err
	}
	var out []*oldBill
	for _, r := range rows {
		if _, ok := m.find(r.model, r.pk); ok {
			m.already(r)
			if err := m.lateParts(r); err != nil {
				return nil, err
			}
			continue
		}
		b := &oldBill{row: r, at: m.past(r)}
		if b.payments, err = m.dump.children("payment", r.pk); err != nil {
			return nil, err
		}
		items, err := m.dump.children("billingitem", r.pk)
		if err != nil {
			return nil, err
		}
		for _, ir := range items {
			i, err := m.item(ctx, ir)
			if err != nil {
				m.refuse(ir.model, ir.pk, "%s", reason(err))
				continue
			}
			b.items = append(b.items, i)
		}
		out = append(out, b)
	}
	slices.SortStableFunc(out, func(a, b *oldBill) int { return a.at.Compare(b.at) })
	return out, nil
}

// lateParts counts what stands on a bill that was moved before. What came to it
// afterwards in the old system is not taken: the bill is ours now.
func (m *mover) lateParts(b *row) error {
	for _, model := range []string{"billingitem", "payment"} {
		rows, err := m.dump.children(model, b.pk)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if _, ok := m.find(model, r.pk); ok {
				m.already(r)
			} else {
				m.refuse(model, r.pk, "its bill was moved before, and is the new system's now; enter it there")
			}
		}
	}
	return nil
}

// past is a row's time "at", now when it has none or one in the future.
func (m *mover) past(r *row) time.Time {
	t := m.when(r, "at")
	if t.After(m.tx.Now) {
		r.changed("its time was in the future; it is the moment of the import")
		return m.tx.Now
	}
	return t
}

// item reads a line of a bill. What it does not say is taken from the service
// availed, or from the service.
func (m *mover) item(ctx context.Context, r *row) (*item, error) {
	i := &item{row: r, stay: r.key("stay"), description: r.text("description", 300), quantity: 1, at: m.past(r)}
	var sources []*row
	sources = append(sources, r)
	if key := r.key("availed"); key != "" && m.availed[key] != nil {
		sources = append(sources, m.availed[key])
	}
	priced := false
	for _, s := range sources {
		if key := s.key("service"); key != "" && i.service == 0 {
			i.service, _ = m.find("service", key)
		}
		if priced {
			continue
		}
		var err error
		if priced, err = i.readPrice(s); err != nil {
			return nil, err
		}
	}
	if i.service != 0 {
		s, err := billing.Services.Get(ctx, m.tx, i.service)
		if err != nil {
			return nil, err
		}
		if i.description == "" {
			i.description = s.Name
		}
		if !priced {
			r.changed("has no amount; the price of %s, %s, was taken", s.Name, s.Price.Peso())
			i.price, priced = s.Price, true
		}
	}
	switch {
	case !priced:
		return nil, fmt.Errorf("it has no amount")
	case i.price < 0 || i.quantity < 1:
		return nil, fmt.Errorf("its amount is negative (%s); post it as a discount on the new bill", i.amount().Peso())
	}
	return i, nil
}

// readPrice takes quantity, price and amount of a row. When they do not fit
// together, or the quantity is not whole, the line is one of the amount.
func (i *item) readPrice(r *row) (bool, error) {
	amount, hasAmount, err := r.amount("amount")
	if err != nil {
		return false, err
	}
	price, hasPrice, err := r.amount("price")
	if err != nil {
		return false, err
	}
	quantity, whole := r.whole("quantity")
	if r.key("quantity") == "" {
		quantity, whole = 1, true
	}
	switch {
	case hasPrice && whole && quantity > 0 && (!hasAmount || price.Times(quantity) == amount):
		i.price, i.quantity = price, quantity
	case hasAmount:
		i.price, i.quantity = amount, 1
		if hasPrice {
			r.changed("%s times %s is not %s; the line is one of %s", r.key("quantity"), price.Peso(), amount.Peso(), amount.Peso())
		}
	case hasPrice:
		return false, fmt.Errorf("its quantity is %q", brief(r.key("quantity")))
	default:
		return false, nil
	}
	return true, nil
}

// choose gives bills to the cases that the patient's row and history tell of: the
// open case gets the bill of its bed, else the last one; a discharged case one of
// its time, and the last case the last bill.
func (m *mover) choose(c *care, bills []*oldBill, stays []*stay) {
	give := func(b *oldBill, e *episode) {
		if b.episode == nil && !e.billed {
			b.episode, e.billed = e, true
		}
	}
	for _, e := range c.cases {
		if e.status == encounter.Pending || e.status == encounter.ReadyForCoding || e.status == encounter.Cancelled {
			e.billed = true // such a case has no bill
		}
		if b := m.billOfNow(e, bills, stays); e.current && b != nil {
			give(b, e)
		}
	}
	for _, b := range bills {
		for _, e := range c.cases {
			if e.to != nil && !b.at.Before(e.from.Add(-near)) && !b.at.After(e.to.Add(near)) {
				give(b, e)
			}
		}
	}
}

// billOfNow is the bill of a patient's present case; nil when there is none.
func (m *mover) billOfNow(e *episode, bills []*oldBill, stays []*stay) *oldBill {
	for _, s := range stays {
		if b := m.billOf(s, bills); s.open && b != nil {
			return b
		}
	}
	if n := len(bills); n > 0 && (e.to != nil || !bills[n-1].at.Before(e.from.Add(-near))) {
		return bills[n-1]
	}
	return nil
}

// span is when the first and the last thing on a bill happened.
func (b *oldBill) span() (from, to time.Time) {
	from, to = b.at, b.at
	note := func(t time.Time) {
		if t.Before(from) {
			from = t
		}
		if t.After(to) {
			to = t
		}
	}
	for _, i := range b.items {
		note(i.at)
	}
	for _, s := range b.stays {
		note(s.from)
		if s.to != nil {
			note(*s.to)
		}
	}
	return from, to
}

// cancelled reports whether the old system had cancelled the bill.
func (b *oldBill) cancelled() bool {
	switch letters(b.row.key("status")) {
	case "cancelled", "canceled", "void", "voided":
		return true
	}
	return false
}

// bill imports one bill, on its case; one that has none gets a closed case of its own.
func (m *mover) bill(ctx context.Context, c *care, b *oldBill) error {
	return m.take(ctx, b.row, "bill", func() (int64, error) {
		if b.episode == nil {
			from, to := b.span()
			e, err := m.closedCase(ctx, c, b.row, from, to)
			if err != nil {
				return 0, err
			}
			b.episode, e.billed = e, true
		}
		o, err := m.oldBill(ctx, c, b)
		if err != nil {
			return 0, err
		}
		s, err := m.Billing.TakeOver(ctx, m.tx, o)
		if err != nil {
			return 0, err
		}
		for _, i := range b.items {
			m.moved(i.row, "bill", s.ID)
		}
		for _, st := range b.stays {
			if st.row != b.row {
				m.moved(st.row, "bill", s.ID)
			}
		}
		m.compare(b, s)
		return s.ID, nil
	})
}

// oldBill is the bill as billing takes it over.
func (m *mover) oldBill(ctx context.Context, c *care, b *oldBill) (billing.OldBill, error) {
	by, err := m.who(ctx, b.row, "by")
	if err != nil {
		return billing.OldBill{}, err
	}
	e := b.episode
	o := billing.OldBill{
		Case: billing.Case{EncounterID: e.id, Number: e.number, PatientID: c.id, CheckedInAt: e.from},
		Code: strings.ToUpper(b.row.key("code")), CreatedAt: b.at, CreatedBy: by, EndedAt: e.to, EndedBy: by, Undone: b.cancelled(), From: b.row.origin(),
	}
	ofStay := map[string][]*item{}
	for _, i := range b.items {
		if s := b.stayOf(i); s != nil {
			ofStay[s.row.pk] = append(ofStay[s.row.pk], i)
			continue
		}
		charge, err := m.charge(ctx, i)
		if err != nil {
			return o, err
		}
		o.Charges = append(o.Charges, charge)
	}
	for _, s := range b.stays {
		list, err := m.oldStays(ctx, s, e, ofStay[s.row.pk])
		if err != nil {
			return o, err
		}
		o.Stays = append(o.Stays, list...)
	}
	if err := m.withoutLines(ctx, b, &o); err != nil {
		return o, err
	}
	o.Payments = m.payments(ctx, b, by)
	return o, nil
}

// withoutLines keeps the total of a bill that has no line at all.
func (m *mover) withoutLines(ctx context.Context, b *oldBill, o *billing.OldBill) error {
	if b.invented {
		return nil
	}
	total, ok, err := b.row.amount("total")
	rows, cerr := m.dump.children("billingitem", b.row.pk)
	if err != nil || cerr != nil || !ok || total <= 0 || len(rows) > 0 || len(b.stays) > 0 {
		return cerr
	}
	b.row.changed("has no lines; its total of %s became one line", total.Peso())
	line, err := m.charge(ctx, &item{row: b.row, description: "Total of the old bill, which has no lines", quantity: 1, price: total, at: b.at})
	o.Charges = append(o.Charges, line)
	return err
}

// charge is a line of a bill as billing keeps it.
func (m *mover) charge(ctx context.Context, i *item) (billing.Charge, error) {
	c := billing.Charge{Description: i.description, Quantity: i.quantity, UnitPrice: i.price, AddedAt: i.at, Category: billing.Others, VATTreatment: billing.Exempt}
	var err error
	if c.AddedBy, err = m.who(ctx, i.row, "by"); err != nil {
		return c, err
	}
	id := i.service
	if id == 0 {
		if id, err = m.standIn(ctx); err != nil {
			return c, err
		}
	}
	s, err := billing.Services.Get(ctx, m.tx, id)
	c.ServiceID, c.Category, c.VATTreatment = &id, s.Category, s.VATTreatment
	if c.Description == "" {
		c.Description = s.Name
	}
	return c, err
}

// payments are the payments of a bill. Their receipts are of the old series and
// they stand in no shift, because their cash was counted in the old system.
func (m *mover) payments(ctx context.Context, b *oldBill, by int64) []billing.Payment {
	var out []billing.Payment
	var sum money.Centavos
	for _, r := range b.payments {
		p, err := m.payment(ctx, r)
		if err != nil {
			m.refuse(r.model, r.pk, "%s", reason(err))
			continue
		}
		sum += p.Amount
		out = append(out, p)
		m.moved(r, "bill", 0)
	}
	paid, ok, err := b.row.amount("paid")
	if err != nil {
		b.row.changed("what was paid cannot be read: %s", err)
	}
	if !ok && letters(b.row.key("status")) == "paid" {
		paid, _, _ = b.row.amount("total") // an unreadable total is reported with the bill's comparison
	}
	if len(b.payments) == 0 && paid > 0 && !b.cancelled() {
		b.row.changed("%s were paid without a row of a payment; one payment of this amount was entered", paid.Peso())
		none := ""
		out = append(out, billing.Payment{Amount: paid, Tendered: paid, OldReceipt: &none, TakenAt: b.at, TakenBy: by})
	}
	slices.SortStableFunc(out, func(x, y billing.Payment) int { return x.TakenAt.Compare(y.TakenAt) })
	return out
}

func (m *mover) payment(ctx context.Context, r *row) (billing.Payment, error) {
	amount, ok, err := r.amount("amount")
	void, _ := r.flag("void")
	switch {
	case err != nil:
		return billing.Payment{}, err
	case void:
		return billing.Payment{}, fmt.Errorf("it was voided in the old system")
	case !ok || amount <= 0:
		return billing.Payment{}, fmt.Errorf("its amount is %q", brief(r.key("amount")))
	}
	tendered, _, err := r.amount("tendered")
	if err != nil {
		return billing.Payment{}, err
	}
	tendered = max(tendered, amount)
	receipt := r.text("receipt", 60)
	p := billing.Payment{Amount: amount, Tendered: tendered, Change: tendered - amount, Payer: r.text("payer", 160), OldReceipt: &receipt, TakenAt: m.past(r)}
	p.TakenBy, err = m.who(ctx, r, "by")
	return p, err
}

// compare reports a bill that does not come to what the old system said, or, where
// that says nothing, to what its lines come to.
func (m *mover) compare(b *oldBill, s billing.Summary) {
	if old := strings.ToUpper(b.row.key("code")); old != "" && old != s.Code {
		b.row.changed("the code %q could not be kept; the bill has a new one, and is of case %s", old, s.CaseNumber)
	}
	if b.cancelled() {
		return
	}
	total, ok, err := b.row.amount("total")
	if err != nil {
		b.row.changed("its total cannot be read: %s", err)
	}
	if !ok {
		total = 0
		for _, i := range b.items {
			total += i.amount()
		}
	}
	if total != s.TotalCharges {
		m.differs(b.row.model, b.row.pk, "the old system says %s; the charges come to %s (case %s)", total.Peso(), s.TotalCharges.Peso(), s.CaseNumber)
	}
	if paid, ok, err := b.row.amount("paid"); err == nil && ok && paid != s.TotalPaid {
		m.differs(b.row.model, b.row.pk, "the old system says that %s were paid; its payments come to %s (case %s)", paid.Peso(), s.TotalPaid.Peso(), s.CaseNumber)
	}
}

// openBill gives an admitted or an outpatient case its bill when the old system had none.
func (m *mover) openBill(ctx context.Context, c *care) error {
	for _, e := range c.cases {
		if e.to != nil || e.billed {
			continue
		}
		by, err := m.unknownPerson(ctx)
		if err != nil {
			return err
		}
		e.billed = true
		o := billing.OldBill{
			Case:      billing.Case{EncounterID: e.id, Number: e.number, PatientID: c.id, CheckedInAt: e.from},
			CreatedAt: e.from, CreatedBy: by, From: "the old system had no bill of " + c.row.model + " " + c.row.pk,
		}
		if _, err := m.Billing.TakeOver(ctx, m.tx, o); err != nil {
			return err
		}
	}
	return nil
}

// unbilled reports services that were availed and stand on no bill, and counts the others.
func (m *mover) unbilled(c *care) error {
	rows, err := m.dump.children("patientservice", c.row.pk)
	for _, r := range rows {
		if _, ok := m.find(r.model, r.pk); ok {
			m.already(r)
			continue
		}
		if bill, ok := m.onBill[r.pk]; ok {
			if id, taken := m.find("billingitem", bill); taken {
				m.moved(r, "bill", id)
				continue
			}
		}
		m.refuse(r.model, r.pk, "it stands on no bill that was taken; charge it by hand if it is owed")
	}
	return err
}
