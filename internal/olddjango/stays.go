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
	"talaan/internal/ward"
)

// hour is what the old system charged beds by.
const hour = time.Hour

// stay is a bed assignment of the old system.
type stay struct {
	row  *row
	bed  ward.Bed
	room ward.Room
	from time.Time
	to   *time.Time // nil while it is open
	open bool
}

// staysOf reads the bed assignments that were not moved yet, the earliest first.
// One is open only while its patient is admitted.
func (m *mover) staysOf(c *care) ([]*stay, error) {
	rows, err := m.dump.children("bedassignment", c.row.pk)
	if err != nil {
		return nil, err
	}
	var out []*stay
	for _, r := range rows {
		if _, ok := m.find(r.model, r.pk); ok {
			m.already(r)
			continue
		}
		from := r.moment("start", m.zone)
		if from == nil || from.After(m.tx.Now) {
			m.refuse(r.model, r.pk, "it has no beginning, or one in the future")
			continue
		}
		s := &stay{row: r, from: *from, to: r.moment("end", m.zone)}
		if open, ok := r.flag("open"); ok && open && s.to != nil {
			r.changed("was marked as open although it ended %s; it is closed", s.to.In(m.zone).Format("2006-01-02 15:04"))
		}
		if s.to != nil && (s.to.Before(s.from) || s.to.After(m.tx.Now)) {
			r.changed("ended before it began, or in the future; its end is its beginning or the moment of the import")
			end := s.from
			if s.to.After(m.tx.Now) {
				end = m.tx.Now
			}
			s.to = &end
		}
		s.open = s.to == nil
		out = append(out, s)
	}
	slices.SortStableFunc(out, func(a, b *stay) int { return a.from.Compare(b.from) })
	return out, nil
}

// billOf is the bill that a stay belongs to by its own field or by a line.
func (m *mover) billOf(s *stay, bills []*oldBill) *oldBill {
	key := s.row.key("billing")
	for _, b := range bills {
		if b.row.pk == key || slices.ContainsFunc(b.items, func(i *item) bool { return i.stay == s.row.pk }) {
			return b
		}
	}
	return nil
}

// place finds the bill and the end of every stay. A stay that stands on no bill
// goes to the bill of its time, or gets one of its own.
func (m *mover) place(ctx context.Context, c *care, bills *[]*oldBill, stays []*stay) error {
	var open *stay
	for _, s := range stays {
		if err := m.bedOf(ctx, s); err != nil {
			m.refuse(s.row.model, s.row.pk, "%s", reason(err))
			continue
		}
		if s.open {
			if err := m.mayStayOpen(ctx, c, s, open); err != nil {
				return err
			}
			if s.open {
				open = s
			}
		}
		b := m.billOf(s, *bills)
		if b == nil || (s.open && !b.open()) {
			b = billAt(*bills, s)
		}
		if b == nil {
			b = m.ownBill(c, s, bills)
		}
		if b == nil {
			m.refuse(s.row.model, s.row.pk, "its case was moved before and has its bill; enter the stay there")
			continue
		}
		b.stays = append(b.stays, s)
	}
	return nil
}

// open reports whether the bill is of a case that goes on.
func (b *oldBill) open() bool { return b.episode != nil && b.episode.to == nil }

// billAt is the bill of the time of a stay: the open case's of an open one, else
// the last of those from a day before it began to a day after it ended.
func billAt(bills []*oldBill, s *stay) *oldBill {
	var found *oldBill
	for _, b := range bills {
		if s.open && b.open() || s.to != nil && b.at.Add(near).After(s.from) && b.at.Before(s.to.Add(near)) {
			found = b
		}
	}
	return found
}

// ownBill is a bill that the old system did not have, for a stay: of the open case
// when the stay is open, else of a closed case.
func (m *mover) ownBill(c *care, s *stay, bills *[]*oldBill) *oldBill {
	b := &oldBill{row: s.row, at: s.from, invented: true}
	for _, e := range c.cases {
		if fits := e.to == nil == s.open; fits && !e.billed && !s.from.Before(e.from.Add(-near)) {
			b.episode, e.billed = e, true
			break
		}
	}
	if s.open && b.episode == nil {
		return nil
	}
	*bills = append(*bills, b)
	return b
}

// bedOf finds the bed of a stay.
func (m *mover) bedOf(ctx context.Context, s *stay) error {
	id, ok := m.find("bed", s.row.key("bed"))
	if !ok {
		return fmt.Errorf("its bed %q was not taken", s.row.key("bed"))
	}
	var err error
	if s.bed, err = ward.Beds.Get(ctx, m.tx, id); err != nil {
		return err
	}
	s.room, err = ward.Rooms.Get(ctx, m.tx, s.bed.RoomID)
	return err
}

// mayStayOpen closes a stay that cannot go on: its patient is not admitted, lies
// in another bed, or another patient lies in this one.
func (m *mover) mayStayOpen(ctx context.Context, c *care, s, other *stay) error {
	var of *episode
	for _, e := range c.cases {
		if e.status == encounter.Admitted {
			of = e
		}
	}
	taken, err := ward.Occupied(ctx, m.tx, s.bed.ID)
	if err != nil {
		return err
	}
	var why string
	switch {
	case of == nil:
		why = "its patient is not admitted"
	case other != nil:
		why = "its patient lies in another bed too"
	case taken:
		why = "another patient lies in bed " + s.bed.Number
	default:
		return nil
	}
	end := m.tx.Now
	for i := len(c.cases) - 1; i >= 0; i-- {
		if to := c.cases[i].to; to != nil && !to.Before(s.from) {
			end = *to
			break
		}
	}
	s.row.changed("had no end, and %s; it ended %s", why, end.In(m.zone).Format("2006-01-02 15:04"))
	s.open, s.to = false, &end
	return nil
}

// stayOf is the stay of a bill that a line is for: the one that it names, or, for
// a line that speaks of a bed and names no service, the one of its time.
func (b *oldBill) stayOf(i *item) *stay {
	for _, s := range b.stays {
		if i.stay != "" && i.stay == s.row.pk {
			return s
		}
	}
	word := strings.ToLower(i.description + " " + plain(i.row.fields["item_type"]))
	if i.service != 0 || len(b.stays) == 0 || !strings.Contains(word, "bed") && !strings.Contains(word, "room") {
		return nil
	}
	found := b.stays[0]
	for _, s := range b.stays {
		if !s.from.After(i.at) {
			found = s
		}
	}
	return found
}

// merged is what the lines of a stay come to.
type merged struct {
	sum      money.Centavos
	quantity int64
	price    money.Centavos
	uniform  bool // every line has the same price, so that the sum is quantity times price
}

func merge(items []*item) merged {
	m := merged{uniform: len(items) > 0}
	for _, i := range items {
		m.price = items[0].price
		m.sum += i.amount()
		m.quantity += i.quantity
		m.uniform = m.uniform && i.price == m.price
	}
	return m
}

// oldStays is a stay as billing takes it over: one charge for all its lines,
// which comes to exactly what they came to. A closed stay whose lines are hours at
// one price, and enough of them, is so many hours at that price; any other one is
// charged as a whole, once. An open stay whose lines have several prices is closed
// for what was charged, and goes on as another one at the room's rate.
func (m *mover) oldStays(ctx context.Context, s *stay, e *episode, items []*item) ([]billing.OldStay, error) {
	by, err := m.who(ctx, s.row, "by")
	if err != nil {
		return nil, err
	}
	rate, hasRate, err := s.row.amount("rate")
	if err != nil || !hasRate || rate < 0 {
		rate = s.room.HourlyRate
	}
	o := billing.OldStay{
		Stay:        ward.Stay{EncounterID: e.id, BedID: s.bed.ID, StartedAt: s.from, EndedAt: s.to, StartedBy: by, Rate: rate},
		Description: fmt.Sprintf("Bed %s, room %s", s.bed.Number, s.room.Name), Quantity: 1, Unit: hour, AddedAt: s.from, AddedBy: by,
	}
	if s.to != nil {
		o.EndedBy = &by
	}
	lines := merge(items)
	switch {
	case s.open && lines.sum == 0:
		s.row.changed("nothing was charged for it yet; the bed meter begins with its first hour at %s", rate.Peso())
	case lines.uniform && (s.open || lines.quantity >= billing.Units(s.from, *s.to, hour)):
		o.Rate, o.Quantity = lines.price, lines.quantity
	case s.open:
		return m.split(s, o, lines), nil
	default:
		asWhole(&o, lines.sum)
	}
	return []billing.OldStay{o}, nil
}

// split closes an open stay where its lines end and lets it go on at the room's rate.
func (m *mover) split(s *stay, o billing.OldStay, lines merged) []billing.OldStay {
	until := s.from.Add(time.Duration(lines.quantity) * hour)
	if until.After(m.tx.Now) {
		until = m.tx.Now
	}
	s.row.changed("its lines have several prices; what was charged until %s is one charge of %s, and the bed meter goes on from there at %s",
		until.In(m.zone).Format("2006-01-02 15:04"), lines.sum.Peso(), o.Rate.Peso())
	next := o
	next.StartedAt, next.AddedAt = until, until
	o.EndedAt, o.EndedBy = &until, &o.StartedBy
	asWhole(&o, lines.sum)
	return []billing.OldStay{o, next}
}

// asWhole charges a closed stay once for its whole length.
func asWhole(o *billing.OldStay, sum money.Centavos) {
	o.Rate, o.Quantity = sum, 1
	o.Unit = max(o.EndedAt.Sub(o.StartedAt).Truncate(time.Second)+time.Second, time.Second)
	o.Description += ", whole stay"
}
