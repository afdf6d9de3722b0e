package demo

import (
	"context"
	"fmt"
	"time"

	"talaan/internal/billing"
	"talaan/internal/money"
	"talaan/internal/sqldb"
)

// float is what a drawer begins with.
const float = money.Centavos(5000_00)

// counter plans the teller's shifts: one a day, the drawer handed on from each
// to the next, the last still open.
func (m *maker) counter(now time.Time) {
	var last int64
	for day := 6; day >= 1; day-- {
		m.events = append(m.events, event{now.Add(-time.Duration(day) * 24 * time.Hour), func(ctx context.Context) error {
			return m.act(m.as(ctx, "teller"), func(ctx context.Context, tx *sqldb.Tx) error {
				id, err := m.nextShift(ctx, tx, last, day)
				last = id
				return err
			})
		}})
	}
}

// nextShift closes the shift before, when there is one, and opens the next with its cash.
func (m *maker) nextShift(ctx context.Context, tx *sqldb.Tx, before int64, day int) (int64, error) {
	cash := float
	o := billing.Opening{Cash: &cash}
	if before != 0 {
		s, err := m.Billing.ShiftPage(ctx, tx, before)
		if err != nil {
			return 0, err
		}
		if bank := s.ExpectedCash - float; bank > 0 {
			if _, err := m.Billing.MoveCash(ctx, tx, before, -bank, "To the bank"); err != nil {
				return 0, err
			}
		}
		counts, note := billing.Counts{P1000: 3, P500: 2, P100: 8, P50: 2, P20: 5}, ""
		if day == 1 {
			counts.P20, note = 4, "One note of 20 is missing; counted three times."
		}
		if _, err := m.Billing.CloseShift(ctx, tx, before, counts, note); err != nil {
			return 0, fmt.Errorf("close shift %d: %w", before, err)
		}
		o = billing.Opening{TakenOverID: &before}
	}
	s, err := m.Billing.OpenShift(ctx, tx, o)
	return s.ID, err
}
