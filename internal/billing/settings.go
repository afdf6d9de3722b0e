package billing

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"talaan/internal/audit"
	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
)

// SettingsFields are what an Admin writes about bills.
type SettingsFields struct {
	OtherDiscountLimitPercent int64 `json:"other_discount_limit_percent" minimum:"0" maximum:"100" doc:"The most that a discount which is not the law's may come to"`
}

// Settings hold for all bills.
type Settings struct {
	SettingsFields
	Version int64 `json:"version" doc:"Raised by every change"`
}

// Where they are stored.
const (
	settingsEntity  = "billing-settings"
	settingsID      = 1
	limitSetting    = "discount.other_limit_percent"
	settingsCounter = "billing settings version"
)

// limitAtFirst holds until an Admin says otherwise.
const limitAtFirst = 10

// LoadSettings returns the settings; version 0 means that nobody changed them yet.
func LoadSettings(ctx context.Context, tx *sqldb.Tx) (Settings, error) {
	s := Settings{SettingsFields: SettingsFields{OtherDiscountLimitPercent: limitAtFirst}}
	value, err := sqldb.One[string](ctx, tx, `SELECT value FROM settings WHERE name = ?`, limitSetting)
	if err == nil {
		s.OtherDiscountLimitPercent, err = strconv.ParseInt(value, 10, 64)
	}
	if err != nil && !errors.Is(err, sqldb.ErrNoRows) {
		return s, fmt.Errorf("load the settings of bills: %w", err)
	}
	s.Version, err = sqldb.One[int64](ctx, tx, `SELECT value FROM counters WHERE name = ?`, settingsCounter)
	if err != nil && !errors.Is(err, sqldb.ErrNoRows) {
		return s, fmt.Errorf("load the version of the settings of bills: %w", err)
	}
	return s, nil
}

// changeSettings writes the sent fields. Of two at once the second waits for the first.
func changeSettings(ctx context.Context, tx *sqldb.Tx, patch *httpapi.Patch[SettingsFields]) (Settings, error) {
	if _, err := tx.Next(ctx, settingsCounter); err != nil {
		return Settings{}, err
	}
	after, err := LoadSettings(ctx, tx)
	if err != nil {
		return after, err
	}
	before := after
	before.Version--
	if patch.Stale(before.Version) {
		return before, httpapi.Stale(before)
	}
	if err := patch.Apply(&after.SettingsFields); err != nil {
		return before, err
	}
	n, err := tx.Exec(ctx, `UPDATE settings SET value = ? WHERE name = ?`, strconv.FormatInt(after.OtherDiscountLimitPercent, 10), limitSetting)
	if err == nil && n == 0 {
		_, err = tx.Exec(ctx, `INSERT INTO settings (name, value) VALUES (?, ?)`, limitSetting, strconv.FormatInt(after.OtherDiscountLimitPercent, 10))
	}
	if err != nil {
		return after, fmt.Errorf("set %s: %w", limitSetting, err)
	}
	return after, audit.Record(ctx, tx, audit.Entry{Action: "changed", Entity: settingsEntity, ID: settingsID, Before: before, After: after})
}
