// Package hospital holds what is true of the whole hospital: its name, address
// and phone, the time it lives by, and the trail of all acts.
package hospital

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"talaan/internal/audit"
	"talaan/internal/errs"
	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
)

// entityID stands for the one hospital in the audit trail.
const entityID = 1

// Fields are what an Admin writes about the hospital.
type Fields struct {
	Name    string `json:"name" minLength:"1" maxLength:"200"`
	Address string `json:"address" maxLength:"500"`
	Phone   string `json:"phone" maxLength:"60"`

	TIN           string `json:"tin" maxLength:"40" doc:"Taxpayer identification number, as printed on receipts"`
	ReceiptFooter string `json:"receipt_footer" maxLength:"500" doc:"Last lines of a receipt"`
}

// record is what is stored.
type record struct {
	Fields
	Version int64 `json:"version"`
}

// Options are what the program was started with.
type Options struct {
	Version     string         // of the program
	Location    *time.Location // the time zone of the hospital's days
	BillingUnit time.Duration  // of the bed meter
}

// Desk answers questions about the hospital.
type Desk struct{ opts Options }

// New makes the hospital area.
func New(opts Options) *Desk { return &Desk{opts: opts} }

// Where it is stored.
const (
	nameSetting    = "hospital_name"
	addressSetting = "hospital_address"
	phoneSetting   = "hospital_phone"
	tinSetting     = "hospital_tin"
	footerSetting  = "hospital_receipt_footer"
	versionCounter = "hospital version"
)

type setting struct {
	Name  string `db:"name"`
	Value string `db:"value"`
}

// texts returns where each text of the hospital is stored, by its setting.
func (f *Fields) texts() map[string]*string {
	return map[string]*string{nameSetting: &f.Name, addressSetting: &f.Address, phoneSetting: &f.Phone, tinSetting: &f.TIN, footerSetting: &f.ReceiptFooter}
}

// load returns the hospital; blank texts and version 0 before its first run.
func load(ctx context.Context, tx *sqldb.Tx) (record, error) {
	var r record
	texts := r.texts()
	rows, err := sqldb.All[setting](ctx, tx, `SELECT name, value FROM settings WHERE name IN (`+sqldb.In(len(texts))+`)`, sqldb.Args(slices.Collect(maps.Keys(texts)))...)
	if err != nil {
		return r, fmt.Errorf("load the hospital: %w", err)
	}
	for _, s := range rows {
		*texts[s.Name] = s.Value
	}
	r.Version, err = sqldb.One[int64](ctx, tx, `SELECT value FROM counters WHERE name = ?`, versionCounter)
	if err != nil && !errors.Is(err, sqldb.ErrNoRows) {
		return r, fmt.Errorf("load the hospital's version: %w", err)
	}
	return r, nil
}

// change lets edit change the hospital; it may refuse, and is told the version
// that was there. Of two at once the second waits for the first.
func change(ctx context.Context, tx *sqldb.Tx, edit func(before record, f *Fields) error) (record, error) {
	if _, err := tx.Next(ctx, versionCounter); err != nil {
		return record{}, err
	}
	after, err := load(ctx, tx)
	if err != nil {
		return after, err
	}
	before := after
	before.Version--
	if err := edit(before, &after.Fields); err != nil {
		return after, err
	}
	texts := after.texts()
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		if err := set(ctx, tx, setting{name, *texts[name]}); err != nil {
			return after, err
		}
	}
	return after, audit.Record(ctx, tx, audit.Entry{Action: "changed", Entity: "hospital", ID: entityID, Before: before, After: after})
}

func set(ctx context.Context, tx *sqldb.Tx, s setting) error {
	n, err := tx.Exec(ctx, `UPDATE settings SET value = ? WHERE name = ?`, s.Value, s.Name)
	if err == nil && n == 0 {
		_, err = tx.Exec(ctx, `INSERT INTO settings (name, value) VALUES (?, ?)`, s.Name, s.Value)
	}
	if errors.Is(err, sqldb.ErrDuplicate) {
		return sqldb.Retry(err)
	}
	if err != nil {
		return fmt.Errorf("set %s: %w", s.Name, err)
	}
	return nil
}

// SetName gives the hospital its name.
func SetName(ctx context.Context, tx *sqldb.Tx, name string) error {
	_, err := change(ctx, tx, func(_ record, f *Fields) error {
		f.Name = name
		return nil
	})
	return err
}

// patchHospital writes the sent fields.
func patchHospital(ctx context.Context, tx *sqldb.Tx, patch *httpapi.Patch[Fields]) (record, error) {
	return change(ctx, tx, func(before record, f *Fields) error {
		if patch.Stale(before.Version) {
			return httpapi.Stale(before)
		}
		if err := patch.Apply(f); err != nil {
			return err
		}
		if f.Name == "" {
			return errs.InvalidField("name", "must not be blank")
		}
		return nil
	})
}
