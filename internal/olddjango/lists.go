package olddjango

import (
	"context"
	"fmt"

	"talaan/internal/billing"
	"talaan/internal/department"
	"talaan/internal/errs"
	"talaan/internal/fold"
	"talaan/internal/icd"
	"talaan/internal/ward"
)

func (m *mover) departments(ctx context.Context) error {
	return m.dump.each("department", func(r *row) error {
		f := department.DepartmentFields{Name: r.text("name", 120), Description: r.text("description", 1000)}
		f.IsDefault, _ = r.flag("is_default")
		if _, ok := m.find(r.model, r.pk); !ok {
			same, err := department.Departments.Where(ctx, m.tx, "name_key = ?", fold.Key(f.Name))
			if err != nil {
				return err
			}
			if len(same) > 0 {
				m.met(r, "department", same[0].ID)
				return nil
			}
		}
		return m.take(ctx, r, "department", func() (int64, error) {
			d, err := department.Departments.Create(ctx, m.tx, f)
			return d.ID, err
		})
	})
}

func (m *mover) mappings(ctx context.Context) error {
	return m.dump.each("icdtodepartmentmapping", func(r *row) error {
		return m.take(ctx, r, "icd_mapping", func() (int64, error) {
			f := icd.MappingFields{ICDCode: r.text("icd_code", 10), Description: r.text("description", 300)}
			id, ok := m.find("department", r.key("department"))
			if !ok {
				return 0, fmt.Errorf("its department %s was not taken", r.key("department"))
			}
			f.DepartmentID = id
			c, err := icd.Mappings.Create(ctx, m.tx, f)
			return c.ID, err
		})
	})
}

func (m *mover) services(ctx context.Context) error {
	return m.dump.each("service", func(r *row) error {
		f := billing.ServiceFields{Name: r.text("name", 160), Code: r.text("code", 40), Category: r.category()}
		if active, ok := r.flag("active"); ok {
			f.Active = &active
		}
		if _, ok := m.find(r.model, r.pk); !ok {
			same, err := billing.Services.Where(ctx, m.tx, "name_key = ?", fold.Key(f.Name))
			if err != nil {
				return err
			}
			if len(same) > 0 {
				if price, _, err := r.amount("price"); err != nil || price != same[0].Price {
					r.changed("there is a service of this name at %s; that price was kept", same[0].Price.Peso())
				}
				m.met(r, "service", same[0].ID)
				return nil
			}
		}
		return m.take(ctx, r, "service", func() (int64, error) {
			price, ok, err := r.amount("price")
			switch {
			case err != nil:
				return 0, err
			case !ok:
				return 0, fmt.Errorf("it has no price")
			case price < 0:
				return 0, fmt.Errorf("its price is negative")
			}
			f.Price = price
			s, err := billing.Services.Create(ctx, m.tx, f)
			if errs.Is(err, errs.Conflict) && f.Code != "" {
				r.changed("the code %s is another service's; it was left out", f.Code)
				f.Code = ""
				s, err = billing.Services.Create(ctx, m.tx, f)
			}
			return s.ID, err
		})
	})
}

// category is one of our groups when the old word is one, else Others.
func (r *row) category() string {
	old := letters(r.key("category"))
	for _, c := range billing.Categories() {
		if letters(c) == old {
			return c
		}
	}
	return billing.Others
}

// standIn is the service of lines of old bills that name none. It cannot be
// charged by hand.
func (m *mover) standIn(ctx context.Context) (int64, error) {
	if m.noService != 0 {
		return m.noService, nil
	}
	const name = "Line of a bill of the old system"
	same, err := billing.Services.Where(ctx, m.tx, "name_key = ?", fold.Key(name))
	if err != nil {
		return 0, err
	}
	if len(same) > 0 {
		m.noService = same[0].ID
		return m.noService, nil
	}
	active := false
	s, err := billing.Services.Create(ctx, m.tx, billing.ServiceFields{Name: name, Active: &active})
	m.noService = s.ID
	return s.ID, err
}

func (m *mover) rooms(ctx context.Context) error {
	return m.dump.each("room", func(r *row) error {
		f := ward.RoomFields{Name: r.text("name", 80), Ward: r.text("ward", 80)}
		if _, ok := m.find(r.model, r.pk); !ok {
			same, err := ward.Rooms.Where(ctx, m.tx, "name_key = ?", fold.Key(f.Name))
			if err != nil {
				return err
			}
			if len(same) > 0 {
				if rate, _, err := r.amount("rate"); err != nil || rate != same[0].HourlyRate {
					r.changed("there is a room of this name at %s; that rate was kept", same[0].HourlyRate.Peso())
				}
				m.met(r, "room", same[0].ID)
				return nil
			}
		}
		return m.take(ctx, r, "room", func() (int64, error) {
			rate, ok, err := r.amount("rate")
			switch {
			case err != nil:
				return 0, err
			case !ok:
				return 0, fmt.Errorf("it has no rate")
			case rate < 0:
				return 0, fmt.Errorf("its rate is negative")
			}
			f.HourlyRate = rate
			c, err := ward.Rooms.Create(ctx, m.tx, f)
			return c.ID, err
		})
	})
}

func (m *mover) beds(ctx context.Context) error {
	return m.dump.each("bed", func(r *row) error {
		return m.take(ctx, r, "bed", func() (int64, error) {
			room, ok := m.find("room", r.key("room"))
			if !ok {
				return 0, fmt.Errorf("its room %s was not taken", r.key("room"))
			}
			f := ward.BedFields{RoomID: room, Number: r.text("number", 20), Status: r.bedStatus()}
			if f.Number == "" {
				return 0, fmt.Errorf("it has no number")
			}
			same, err := ward.Beds.Where(ctx, m.tx, "number = ?", f.Number)
			if err != nil {
				return 0, err
			}
			if len(same) > 0 {
				in, err := ward.Rooms.Get(ctx, m.tx, room)
				if err != nil {
					return 0, err
				}
				number := []rune(in.Name + "-" + f.Number)
				f.Number = string(number[max(0, len(number)-20):])
				r.changed("another bed has the number %s; this one became %s", same[0].Number, f.Number)
			}
			b, err := ward.Beds.Create(ctx, m.tx, f)
			return b.ID, err
		})
	})
}

// bedStatus is the state of a bed itself; that a patient lies in it follows from the stay.
func (r *row) bedStatus() string {
	if active, ok := r.flag("active"); ok && !active {
		return ward.OutOfService
	}
	switch letters(r.key("status")) {
	case "cleaning", "forcleaning", "dirty":
		return ward.Cleaning
	case "outofservice", "maintenance", "undermaintenance", "unavailable", "broken", "inactive":
		return ward.OutOfService
	}
	return ward.Ready
}
