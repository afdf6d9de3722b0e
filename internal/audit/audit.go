// Package audit is the append-only trail of every act: who, when, on which
// record, before and after, and of every opening of a record. An entry is
// written in the act's own transaction, so there is no act without its entry.
// Entries are sealed into a chain with a key that the database does not hold.
package audit

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"talaan/internal/authz"
	"talaan/internal/sqldb"
)

// Entry is one act to be written down.
type Entry struct {
	Action string // a verb in the past: "created", "discharged"
	Entity string // kind of record: "patient", "encounter"
	ID     int64
	Reason string
	// Before and After are the record as JSON objects; nil when it did not
	// exist. Only fields that differ are kept.
	Before, After any
}

// Change is one field of a record before and after an act.
type Change struct {
	Field  string          `json:"field"`
	Before json.RawMessage `json:"before,omitempty"`
	After  json.RawMessage `json:"after,omitempty"`
}

// Line is one act as it is read back.
type Line struct {
	ID        int64     `json:"id"`
	At        time.Time `json:"at"`
	ActorID   *int64    `json:"actor_id"`
	Actor     string    `json:"actor" doc:"Name of who did it"`
	Action    string    `json:"action"`
	Entity    string    `json:"entity"`
	EntityID  int64     `json:"entity_id"`
	PatientID *int64    `json:"patient_id" doc:"The patient whom the record is about"`
	Reason    string    `json:"reason"`
	Address   string    `json:"address" doc:"The station it was done from"`
	Changes   []Change  `json:"changes" doc:"Fields that changed, with their values before and after"`
}

// Actions of those who only looked at a record, and are written down nevertheless.
const (
	Opened        = "opened"
	OpenedOutside = "opened outside duty"
	Printed       = "printed"
	Exported      = "exported"
)

// Imported is the act of taking a record over from another system.
const Imported = "imported"

// row is an entry as it is stored.
type row struct {
	ID        int64     `db:"id"`
	At        time.Time `db:"at"`
	ActorID   *int64    `db:"actor_id"`
	Actor     string    `db:"actor"`
	Action    string    `db:"action"`
	Entity    string    `db:"entity"`
	EntityID  int64     `db:"entity_id"`
	PatientID *int64    `db:"patient_id"`
	Reason    string    `db:"reason"`
	Changes   string    `db:"changes"`
	RequestID string    `db:"request_id"`
	Address   string    `db:"address"`
	MAC       string    `db:"mac"`
}

// Record writes e on behalf of the caller in ctx and tells open pages, after
// the commit, that the record changed. The entry is sealed into the chain when
// the transaction commits.
func Record(ctx context.Context, tx *sqldb.Tx, e Entry) error {
	if err := Note(ctx, tx, e); err != nil {
		return err
	}
	tx.Changed(e.Entity, e.ID)
	return nil
}

// Note is Record for what changes nothing, such as a printing.
func Note(ctx context.Context, tx *sqldb.Tx, e Entry) error {
	changes, err := diff(e.Before, e.After)
	if err != nil {
		return fmt.Errorf("audit %s %s %d: %w", e.Action, e.Entity, e.ID, err)
	}
	text, err := json.Marshal(changes)
	if err != nil {
		return fmt.Errorf("audit %s %s %d: %w", e.Action, e.Entity, e.ID, err)
	}
	by := authz.From(ctx)
	r := row{
		At: tx.Now, Actor: by.Name, Action: e.Action, Entity: e.Entity, EntityID: e.ID, Reason: e.Reason,
		Changes: string(text), RequestID: by.RequestID, Address: by.Address,
	}
	if by.ID != 0 {
		r.ActorID = &by.ID
	}
	tx.Late(r)
	return nil
}

// diff lists the fields whose JSON differs, by name; `version` is left out.
func diff(before, after any) ([]Change, error) {
	b, err := object(before)
	if err != nil {
		return nil, err
	}
	a, err := object(after)
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, len(a)+len(b))
	for n := range b {
		names = append(names, n)
	}
	for n := range a {
		names = append(names, n)
	}
	slices.Sort(names)
	out := []Change{}
	for _, n := range slices.Compact(names) {
		if n != "version" && !bytes.Equal(b[n], a[n]) && (!isEmpty(b[n]) || !isEmpty(a[n])) {
			out = append(out, Change{Field: n, Before: b[n], After: a[n]})
		}
	}
	return out, nil
}

func isEmpty(v json.RawMessage) bool {
	switch string(v) {
	case "", "null", `""`, "[]":
		return true
	}
	return false
}

func object(v any) (map[string]json.RawMessage, error) {
	if v == nil {
		return nil, nil
	}
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var m map[string]json.RawMessage
	return m, json.Unmarshal(text, &m)
}
