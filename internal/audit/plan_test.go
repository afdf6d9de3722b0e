package audit_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"talaan/internal/audit"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

// step is a line of how SQLite goes about a statement.
type step struct {
	ID     int64  `db:"id"`
	Parent int64  `db:"parent"`
	Unused int64  `db:"notused"`
	Detail string `db:"detail"`
}

// A list of changes walks an index from the newest entry on, like every other
// list, and never puts the trail in order first.
func TestListsOfChangesWalkAnIndex(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	day := time.Date(2026, 6, 15, 0, 0, 0, 0, time.UTC)
	for index, q := range map[string]audit.Query{
		"audit_entries_at":      {ChangesOnly: true},
		"audit_entries_actor":   {ChangesOnly: true, ActorID: 1, From: &day},
		"audit_entries_patient": {ChangesOnly: true, PatientID: 1, Before: &audit.Place{At: day, ID: 9}},
		"audit_entries_entity":  {ChangesOnly: true, Entity: "bill"},
		"audit_entries_record":  {ChangesOnly: true, Entity: "bill", EntityID: 1},
	} {
		q.Limit = 50
		sql, args := q.Statement()
		var steps []string
		talaantest.Must(t, h.DB.View(t.Context(), func(tx *sqldb.Tx) error {
			rows, err := sqldb.All[step](context.Background(), tx, "EXPLAIN QUERY PLAN "+sql, args...)
			for _, r := range rows {
				steps = append(steps, r.Detail)
			}
			return err
		}))
		if text := strings.Join(steps, "; "); !strings.Contains(text, index) || strings.Contains(text, "ORDER BY") {
			t.Errorf("%+v: %s", q, text)
		}
	}
}
