package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"talaan/internal/sqldb"
)

// Query chooses entries; zero fields do not restrict.
type Query struct {
	ActorID     int64
	PatientID   int64
	Entity      string
	EntityID    int64
	Action      string
	From, To    *time.Time
	NoOpenings  bool   // only what changed something, or put it on paper
	ChangesOnly bool   // only what changed something: no openings, printings and exports
	Before      *Place // only entries older than this one
	Limit       int
}

// Place is where an entry stands in lists: by its moment, and by its number
// among those of one moment.
type Place struct {
	At time.Time `json:"a"`
	ID int64     `json:"i"`
}

// List returns the entries that match, newest first.
func List(ctx context.Context, tx *sqldb.Tx, q Query) ([]Line, error) {
	sql, args := q.statement()
	rows, err := sqldb.All[row](ctx, tx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("list audit entries: %w", err)
	}
	out := make([]Line, len(rows))
	for i, r := range rows {
		out[i] = r.line()
		if err := json.Unmarshal([]byte(r.Changes), &out[i].Changes); err != nil {
			return nil, fmt.Errorf("audit entry %d: %w", r.ID, err)
		}
	}
	return out, nil
}

// statement lists the entries that match, newest first.
func (q Query) statement() (sql string, args []any) {
	where, args := q.where()
	return `SELECT ` + sqldb.Columns[row]("") + ` FROM audit_entries WHERE ` + where + ` ORDER BY at DESC, id DESC LIMIT ?`, append(args, q.Limit)
}

// line is the entry without its changes.
func (r row) line() Line {
	return Line{
		ID: r.ID, At: r.At, ActorID: r.ActorID, Actor: r.Actor, Action: r.Action, Entity: r.Entity,
		EntityID: r.EntityID, PatientID: r.PatientID, Reason: r.Reason, Address: r.Address, Changes: []Change{},
	}
}

// Find returns what stands at an entry's number, without its changes, which may
// be no list any more; sqldb.ErrNoRows when nothing does.
func Find(ctx context.Context, tx *sqldb.Tx, id int64) (Line, error) {
	r, err := sqldb.One[row](ctx, tx, `SELECT `+sqldb.Columns[row]("")+` FROM audit_entries WHERE id = ?`, id)
	if err != nil {
		return Line{}, fmt.Errorf("read audit entry %d: %w", id, err)
	}
	return r.line(), nil
}

// looking is the condition for an entry of someone who only looked: a bill or a
// shift that is opened begins with it, and says with what.
const looking = "(action IN (?, ?) AND changes = '[]')"

func (q Query) where() (cond string, args []any) {
	cond = "1 = 1"
	add := func(c string, a ...any) {
		cond += " AND " + c
		args = append(args, a...)
	}
	if q.ActorID != 0 {
		add("actor_id = ?", q.ActorID)
	}
	if q.PatientID != 0 {
		add("patient_id = ?", q.PatientID)
	}
	if q.Entity != "" {
		add("entity = ?", q.Entity)
	}
	if q.EntityID != 0 {
		add("entity_id = ?", q.EntityID)
	}
	if q.Action != "" {
		add("action = ?", q.Action)
	}
	if q.NoOpenings || q.ChangesOnly {
		add("NOT "+looking, Opened, OpenedOutside)
	}
	if q.ChangesOnly { // receipts say what kind of print they are
		add("action <> ? AND action NOT LIKE ?", Exported, Printed+"%")
	}
	if q.From != nil {
		add("at >= ?", *q.From)
	}
	if q.To != nil {
		add("at < ?", *q.To)
	}
	if q.Before != nil {
		add("at <= ? AND (at < ? OR id < ?)", q.Before.At, q.Before.At, q.Before.ID)
	}
	return cond, args
}

// Count returns how many acts the actor has done since a moment, without
// openings of records.
func Count(ctx context.Context, tx *sqldb.Tx, actorID int64, since time.Time) (int64, error) {
	return sqldb.One[int64](ctx, tx, `SELECT COUNT(*) FROM audit_entries WHERE actor_id = ? AND at >= ? AND NOT `+looking, actorID, since, Opened, OpenedOutside)
}

// Reader is one who saw or changed a patient's record.
type Reader struct {
	ActorID *int64    `json:"actor_id" db:"actor_id"`
	Actor   string    `json:"actor" db:"actor"`
	First   time.Time `json:"first" db:"first_at"`
	Last    time.Time `json:"last" db:"last_at"`
	Entries int64     `json:"entries" db:"entries" doc:"How many entries of the trail there are"`
	Opened  int64     `json:"opened" db:"opened" doc:"How many of them are openings and printings"`
	Outside int64     `json:"outside" db:"outside" doc:"How many openings were outside of one's duty"`
}

// Readers returns all who saw or changed what belongs to a patient in
// [from, to), who did so last first. Nil moments do not restrict.
func Readers(ctx context.Context, tx *sqldb.Tx, patientID int64, from, to *time.Time) ([]Reader, error) {
	where, args := Query{PatientID: patientID, From: from, To: to}.where()
	rows, err := sqldb.All[Reader](ctx, tx, `SELECT actor_id, actor, MIN(at) AS first_at, MAX(at) AS last_at, COUNT(*) AS entries,
	SUM(CASE WHEN action IN ('opened', 'printed', 'exported', 'opened outside duty') AND changes = '[]' THEN 1 ELSE 0 END) AS opened,
	SUM(CASE WHEN action = 'opened outside duty' THEN 1 ELSE 0 END) AS outside
	FROM audit_entries WHERE `+where+` GROUP BY actor_id, actor ORDER BY last_at DESC, actor_id`, args...)
	if err != nil {
		return nil, fmt.Errorf("list who saw patient %d: %w", patientID, err)
	}
	return rows, nil
}
