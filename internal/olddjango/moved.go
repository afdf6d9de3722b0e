package olddjango

import (
	"context"
	"fmt"
	"time"

	"talaan/internal/sqldb"
)

// movedRow says that a row of the old system is one of ours. What has no record
// of its own, such as a line of a log, has the id 0.
type movedRow struct {
	Model    string    `db:"model"`
	PK       string    `db:"pk"`
	Entity   string    `db:"entity"`
	EntityID int64     `db:"entity_id"`
	MovedAt  time.Time `db:"moved_at"`
}

// load reads what was moved before.
func (m *mover) load(ctx context.Context) error {
	rows, err := sqldb.All[movedRow](ctx, m.tx, `SELECT `+sqldb.Columns[movedRow]("")+` FROM moved_rows`)
	if err != nil {
		return fmt.Errorf("read what was moved before: %w", err)
	}
	m.done, m.there = map[string]map[string]int64{}, map[string]map[string]bool{}
	for _, r := range rows {
		m.note(r.Model, r.PK, r.EntityID)
		if m.there[r.Model] == nil {
			m.there[r.Model] = map[string]bool{}
		}
		m.there[r.Model][r.PK] = true
	}
	return nil
}

func (m *mover) note(model, pk string, id int64) {
	if m.done[model] == nil {
		m.done[model] = map[string]int64{}
	}
	m.done[model][pk] = id
}

// find returns what a row became.
func (m *mover) find(model, pk string) (int64, bool) {
	id, ok := m.done[model][pk]
	return id, ok
}

// moved counts a row as taken and remembers what it became.
func (m *mover) moved(r *row, entity string, id int64) {
	m.model(r.model).Taken++
	m.same(r, entity, id)
}

// met counts a row as there already, because a record of ours is the same thing,
// and remembers which one.
func (m *mover) met(r *row, entity string, id int64) {
	m.model(r.model).There++
	m.same(r, entity, id)
}

func (m *mover) same(r *row, entity string, id int64) {
	m.note(r.model, r.pk, id)
	m.fresh = append(m.fresh, movedRow{r.model, r.pk, entity, id, m.tx.Now})
}

// forget takes back what was noted since, because it was undone.
func (m *mover) forget(since int) {
	for _, f := range m.fresh[since:] {
		delete(m.done[f.Model], f.PK)
		m.model(f.Model).Taken--
		m.refuse(f.Model, f.PK, "what it belongs to was not taken")
	}
	m.fresh = m.fresh[:since]
}

// remember writes down what was moved.
func (m *mover) remember(ctx context.Context) error {
	// InsertAll leaves a column id out, and there is none.
	if err := sqldb.InsertAll(ctx, m.tx, "moved_rows", m.fresh); err != nil {
		return fmt.Errorf("remember what was moved: %w", err)
	}
	return nil
}
