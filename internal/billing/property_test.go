package billing_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"talaan/internal/billing"
	"talaan/internal/encounter"
	"talaan/internal/errs"
	"talaan/internal/httpapi"
	"talaan/internal/money"
	"talaan/internal/patient"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
	"talaan/internal/ward"
)

// house is a model of a hospital beside the real one: it remembers what each
// stay must cost, by plain arithmetic.
type house struct {
	*talaantest.Hospital
	t     *rapid.T
	rooms []int64
	beds  []int64
	rates map[int64]money.Centavos // by bed, as they are now
	taken map[int64]bool
	cases []*modelCase
	people,
	changes int
}

type modelCase struct {
	encounter, bill int64
	gone            bool
	bed             int64
	stays           []modelStay
	services        money.Centavos
	seen            money.Centavos // the highest total shown so far
}

type modelStay struct {
	rate  money.Centavos
	start time.Time
	end   *time.Time
	high  int64 // units written down by a tick or at the end
}

func (s *modelStay) owed(now time.Time) money.Centavos {
	if s.end != nil {
		now = *s.end
	}
	return s.rate.Times(max(s.high, billing.Units(s.start, now, time.Hour)))
}

func (c *modelCase) due(now time.Time) money.Centavos {
	sum := c.services
	for i := range c.stays {
		sum += c.stays[i].owed(now)
	}
	return sum
}

func (h *house) must(err error) {
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) freeBed() (int64, bool) {
	var free []int64
	for _, b := range h.beds {
		if !h.taken[b] {
			free = append(free, b)
		}
	}
	if len(free) == 0 {
		return 0, false
	}
	return rapid.SampledFrom(free).Draw(h.t, "bed"), true
}

func (h *house) open() (*modelCase, bool) {
	var open []*modelCase
	for _, c := range h.cases {
		if !c.gone {
			open = append(open, c)
		}
	}
	if len(open) == 0 {
		return nil, false
	}
	return open[rapid.IntRange(0, len(open)-1).Draw(h.t, "case")], true
}

func (h *house) admit(*rapid.T) {
	bed, ok := h.freeBed()
	if !ok {
		return
	}
	h.people++
	c := &modelCase{bed: bed}
	doctor := h.User("doctor").ID
	h.must(h.Tx("admin", func(ctx context.Context, tx *sqldb.Tx) error {
		p, err := h.Patients.Add(ctx, tx, patient.PatientFields{FamilyName: fmt.Sprintf("Model %d", h.people), GivenName: "Maria"}, true)
		if err != nil {
			return err
		}
		e, err := h.Encounters.CheckIn(ctx, tx, p.ID, &httpapi.Draft[encounter.EncounterFields]{})
		if err != nil {
			return err
		}
		c.encounter = e.ID
		if _, err := h.Encounters.Confirm(ctx, tx, e.ID, encounter.Confirmation{Decision: encounter.DecideInpatient, AttendingPhysicianID: &doctor, PrincipalDiagnosis: "Dengue", ICDCode: "A97.1"}); err != nil {
			return err
		}
		a, err := h.Encounters.Finalize(ctx, tx, e.ID, encounter.Finalization{BedID: &bed})
		c.bill = a.Bill.ID
		return err
	}))
	h.taken[bed] = true
	c.stays = []modelStay{{rate: h.rates[bed], start: h.Clock.Now(), high: 1}}
	h.cases = append(h.cases, c)
}

// leave ends the present stay in the model, as the meter must.
func (h *house) leave(c *modelCase) time.Time {
	s := &c.stays[len(c.stays)-1]
	end := h.Clock.Now()
	if end.Before(s.start) {
		end = s.start
	}
	s.high = max(s.high, billing.Units(s.start, end, time.Hour))
	s.end = &end
	h.taken[c.bed] = false
	return end
}

func (h *house) transfer(*rapid.T) {
	c, ok := h.open()
	if !ok {
		return
	}
	bed, ok := h.freeBed()
	if !ok {
		return
	}
	h.must(h.Tx("nurse", func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := h.Encounters.Transfer(ctx, tx, c.encounter, bed)
		return err
	}))
	h.leave(c)
	c.bed = bed
	h.taken[bed] = true
	c.stays = append(c.stays, modelStay{rate: h.rates[bed], start: h.Clock.Now(), high: 1})
}

func (h *house) discharge(*rapid.T) {
	c, ok := h.open()
	if !ok {
		return
	}
	running := h.total(c)
	h.must(h.Tx("doctor", func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := h.Encounters.Discharge(ctx, tx, c.encounter, encounter.Ending{Disposition: "Discharged", Result: "Improved", FinalDiagnosis: "Dengue"})
		return err
	}))
	if left := h.total(c); left != running {
		h.t.Fatalf("running total %s, after the discharge at the same moment %s", running, left)
	}
	h.leave(c)
	c.gone = true
	h.must(h.Tx("teller", func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := h.Billing.Finalize(ctx, tx, c.bill)
		return err
	}))
	if final := h.total(c); final != running {
		h.t.Fatalf("running total %s, final bill at the same moment %s", running, final)
	}
}

// claim enters something that reduces the bill, if there is not one already.
func (h *house) claim(t *rapid.T) {
	c, ok := h.open()
	if !ok {
		return
	}
	kind := rapid.SampledFrom([]string{billing.Senior, billing.PWD, billing.HMO}).Draw(t, "kind")
	amount := money.Centavos(rapid.Int64Range(1, 20_000_00).Draw(t, "approved"))
	err := h.Tx("teller", func(ctx context.Context, tx *sqldb.Tx) (err error) {
		if kind == billing.HMO {
			_, err = h.Billing.ClaimHMO(ctx, tx, c.bill, billing.HMOClaim{Name: "Model", ApprovalNumber: "1", ApprovedAmount: amount})
		} else {
			_, err = h.Billing.ClaimStatutory(ctx, tx, c.bill, billing.StatutoryClaim{Kind: kind, IDType: "Card", IDNumber: "1"})
		}
		return err
	})
	if err != nil && !errs.Is(err, errs.Conflict) {
		h.t.Fatal(err)
	}
}

func (h *house) changeRate(t *rapid.T) {
	i := rapid.IntRange(0, len(h.rooms)-1).Draw(t, "room")
	rate := money.Centavos(rapid.Int64Range(0, 10_000_00).Draw(t, "rate"))
	h.must(h.Tx("admin", func(ctx context.Context, tx *sqldb.Tx) error {
		return ward.Rooms.Edit(ctx, tx, h.rooms[i], func(r *ward.Room) { r.HourlyRate = rate })
	}))
	h.rates[h.beds[i]] = rate
}

func (h *house) charge(t *rapid.T) {
	c, ok := h.open()
	if !ok {
		return
	}
	quantity := rapid.Int64Range(1, 9).Draw(t, "quantity")
	price := money.Centavos(rapid.Int64Range(0, 5_000_00).Draw(t, "price"))
	h.changes++
	h.must(h.Tx("admin", func(ctx context.Context, tx *sqldb.Tx) error {
		vat := rapid.SampledFrom([]string{billing.Exempt, billing.VATable}).Draw(t, "VAT")
		s, err := billing.Services.Create(ctx, tx, billing.ServiceFields{Name: fmt.Sprintf("Service %d", h.changes), Price: price, VATTreatment: vat})
		if err != nil {
			return err
		}
		_, err = h.Billing.AddService(ctx, tx, c.bill, s.ID, quantity)
		return err
	}))
	c.services += price.Times(quantity)
}

// tick runs the meter once or twice, as two servers would.
func (h *house) tick(t *rapid.T) {
	for range rapid.IntRange(1, 2).Draw(t, "ticks") {
		h.must(h.Billing.Tick(t.Context()))
	}
	now := h.Clock.Now()
	for _, c := range h.cases {
		if s := &c.stays[len(c.stays)-1]; s.end == nil {
			s.high = max(s.high, billing.Units(s.start, now, time.Hour))
		}
	}
}

// time passes: a little, an outage of days, or the clock is set back.
func (h *house) pass(t *rapid.T) {
	d := rapid.OneOf(rapid.Int64Range(0, 7_200_000), rapid.Int64Range(0, 400_000_000), rapid.Int64Range(-90_000_000, 0)).Draw(t, "ms")
	h.Clock.Advance(time.Duration(d) * time.Millisecond)
	for _, c := range h.cases {
		if d < 0 {
			c.seen = 0 // what was merely shown may fall with the clock; what was charged may not
		}
	}
}

func (h *house) total(c *modelCase) money.Centavos {
	var b billing.Bill
	h.must(h.Tx("teller", func(ctx context.Context, tx *sqldb.Tx) (err error) {
		b, err = h.Billing.Get(ctx, tx, c.bill)
		return err
	}))
	return b.TotalDue
}

// check holds after every step.
func (h *house) check(*rapid.T) {
	now := h.Clock.Now()
	for _, c := range h.cases {
		var b billing.Bill
		h.must(h.Tx("teller", func(ctx context.Context, tx *sqldb.Tx) (err error) {
			b, err = h.Billing.Get(ctx, tx, c.bill)
			return err
		}))
		if want := c.due(now); b.TotalCharges != want {
			h.t.Fatalf("case %d is charged %s, the model says %s", c.encounter, b.TotalCharges, want)
		}
		if b.TotalCharges < c.seen {
			h.t.Fatalf("case %d was charged %s, now %s", c.encounter, c.seen, b.TotalCharges)
		}
		c.seen = b.TotalCharges
		h.checkLines(c, b)
	}
}

// checkLines: one charge per stay, and a sum exact to the centavo.
func (h *house) checkLines(c *modelCase, b billing.Bill) {
	var sum money.Centavos
	stays := map[int64]bool{}
	for _, l := range b.Charges {
		sum += l.Amount
		if l.Amount != l.UnitPrice.Times(l.Quantity) {
			h.t.Fatalf("line %d: %s is not %d x %s", l.ID, l.Amount, l.Quantity, l.UnitPrice)
		}
		if l.StayID == nil {
			continue
		}
		if stays[*l.StayID] {
			h.t.Fatalf("two charges for stay %d", *l.StayID)
		}
		stays[*l.StayID] = true
		if l.Running == c.gone && l.MeterEndedAt == nil {
			h.t.Fatalf("meter of stay %d: running %v, case closed %v", *l.StayID, l.Running, c.gone)
		}
	}
	if b.Total.PatientShare != b.TotalDue || b.TotalDue < 0 || b.TotalDue != b.TotalCharges-b.TotalDiscounts-b.TotalCoverage {
		h.t.Fatalf("of %s are due %s; the lines leave %s to the patient", b.TotalCharges, b.TotalDue, b.Total.PatientShare)
	}
	if len(stays) != len(c.stays) || sum != b.TotalCharges {
		h.t.Fatalf("%d bed charges for %d stays; lines add up to %s of %s", len(stays), len(c.stays), sum, b.TotalCharges)
	}
}

// Random admissions, transfers, rate changes, charges, clock steps, double
// ticks, outages, claims and discharges: the bill is always what the model says,
// the final one is what the running one said, and in the end the ledger adds up.
func TestMeterProperties(t *testing.T) {
	t.Parallel()
	for _, engine := range []sqldb.Engine{sqldb.SQLite, sqldb.MySQL} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			real := talaantest.New(t, engine)
			round := 0
			rapid.Check(t, func(rt *rapid.T) {
				real.Clock.Set(talaantest.Start)
				round++
				h := &house{Hospital: real, t: rt, rates: map[int64]money.Centavos{}, taken: map[int64]bool{}, people: round * 1000, changes: round * 1000}
				for range 4 {
					bed := real.Bed("30.00")
					h.beds = append(h.beds, bed)
					h.rates[bed] = 30_00
				}
				h.must(real.DB.View(t.Context(), func(tx *sqldb.Tx) error {
					for _, b := range h.beds {
						bed, err := ward.Beds.Get(t.Context(), tx, b)
						if err != nil {
							return err
						}
						h.rooms = append(h.rooms, bed.RoomID)
					}
					return nil
				}))
				rt.Repeat(map[string]func(*rapid.T){
					"admit": h.admit, "transfer": h.transfer, "discharge": h.discharge, "change rate": h.changeRate, "charge": h.charge, "claim": h.claim, "tick": h.tick, "pass": h.pass, "": h.check,
				})
			})
			verified(t, real)
		})
	}
}
