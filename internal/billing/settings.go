package billing

import (
	"context"
	"strconv"

	"talaan/internal/httpapi"
	"talaan/internal/settings"
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

// limitAtFirst holds until an Admin says otherwise.
const limitAtFirst = 10

var billSettings = settings.Group[SettingsFields]{
	Entity: "billing-settings", Counter: "billing settings version",
	First: func() SettingsFields { return SettingsFields{OtherDiscountLimitPercent: limitAtFirst} },
	Texts: func(f SettingsFields) map[string]string {
		return map[string]string{"discount.other_limit_percent": strconv.FormatInt(f.OtherDiscountLimitPercent, 10)}
	},
	Read: func(f *SettingsFields, _, text string) (err error) {
		f.OtherDiscountLimitPercent, err = strconv.ParseInt(text, 10, 64)
		return err
	},
}

// LoadSettings returns the settings; version 0 means that nobody changed them yet.
func LoadSettings(ctx context.Context, tx *sqldb.Tx) (Settings, error) {
	f, version, err := billSettings.Load(ctx, tx)
	return Settings{f, version}, err
}

func changeSettings(ctx context.Context, tx *sqldb.Tx, patch *httpapi.Patch[SettingsFields]) (Settings, error) {
	f, version, err := billSettings.Patch(ctx, tx, patch,
		func(f SettingsFields, version int64) any { return Settings{f, version} },
		func(*SettingsFields) error { return nil })
	return Settings{f, version}, err
}
