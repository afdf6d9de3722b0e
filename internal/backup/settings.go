package backup

import (
	"context"
	"encoding/json"
	"path/filepath"
	"strconv"

	"talaan/internal/errs"
	"talaan/internal/httpapi"
	"talaan/internal/settings"
	"talaan/internal/sqldb"
)

// ScheduleFields are what an Admin writes about backups.
type ScheduleFields struct {
	DailyAt          string              `json:"daily_at" maxLength:"5" pattern:"^(([01][0-9]|2[0-3]):[0-5][0-9])?$" patternDescription:"a time of day, like 02:30, or blank" doc:"Hospital time at which backups are made by themselves; blank for never"`
	Destinations     []BackupDestination `json:"destinations" maxItems:"5" doc:"Where they go; the first one also takes those that are asked for without saying where"`
	KeepDaily        int64               `json:"keep_daily" minimum:"1" maximum:"1000" doc:"Of how many days the last scheduled backup is kept, in each destination"`
	KeepWeekly       int64               `json:"keep_weekly" minimum:"0" maximum:"1000" doc:"Of how many weeks"`
	KeepMonthly      int64               `json:"keep_monthly" minimum:"0" maximum:"1000" doc:"Of how many months"`
	VerifyEach       bool                `json:"verify_each" doc:"Each scheduled backup is restored for a trial after it was made"`
	PassphraseIsKept bool                `json:"passphrase_is_kept" readOnly:"true" doc:"Backups are encrypted with the passphrase that was given"`
}

// BackupSettings are the settings of backups.
type BackupSettings struct {
	ScheduleFields
	Version int64 `json:"version"`
}

// kept is what is stored.
type kept struct {
	ScheduleFields
	Sealed string `json:"-"` // the passphrase
}

const (
	dailySetting   = "backup.daily_at"
	placesSetting  = "backup.destinations"
	keepDSetting   = "backup.keep_daily"
	keepWSetting   = "backup.keep_weekly"
	keepMSetting   = "backup.keep_monthly"
	verifySetting  = "backup.verify_each"
	sealedSetting  = "backup.passphrase"
	passphraseKind = "backup passphrase"
)

var backupSettings = settings.Group[kept]{
	Entity: "backup-settings", Counter: "backup settings version",
	First: func() kept {
		return kept{ScheduleFields: ScheduleFields{Destinations: []BackupDestination{}, KeepDaily: 14, KeepWeekly: 8, KeepMonthly: 12, VerifyEach: true}}
	},
	Texts: func(k kept) map[string]string {
		places, err := json.Marshal(k.Destinations)
		if err != nil {
			panic(err) // texts can always be written
		}
		return map[string]string{
			dailySetting: k.DailyAt, placesSetting: string(places), keepDSetting: strconv.FormatInt(k.KeepDaily, 10), keepWSetting: strconv.FormatInt(k.KeepWeekly, 10),
			keepMSetting: strconv.FormatInt(k.KeepMonthly, 10), verifySetting: strconv.FormatBool(k.VerifyEach), sealedSetting: k.Sealed,
		}
	},
	Read: func(k *kept, name, text string) (err error) {
		switch name {
		case dailySetting:
			k.DailyAt = text
		case placesSetting:
			k.Destinations = nil
			err = json.Unmarshal([]byte(text), &k.Destinations)
		case keepDSetting:
			k.KeepDaily, err = strconv.ParseInt(text, 10, 64)
		case keepWSetting:
			k.KeepWeekly, err = strconv.ParseInt(text, 10, 64)
		case keepMSetting:
			k.KeepMonthly, err = strconv.ParseInt(text, 10, 64)
		case verifySetting:
			k.VerifyEach, err = strconv.ParseBool(text)
		case sealedSetting:
			k.Sealed, k.PassphraseIsKept = text, text != ""
		}
		return err
	},
}

func loadSettings(ctx context.Context, tx *sqldb.Tx) (BackupSettings, string, error) {
	k, version, err := backupSettings.Load(ctx, tx)
	return BackupSettings{k.ScheduleFields, version}, k.Sealed, err
}

// BackupSchedule are all settings as they shall be.
type BackupSchedule struct {
	DailyAt      string              `json:"daily_at" maxLength:"5" pattern:"^(([01][0-9]|2[0-3]):[0-5][0-9])?$" patternDescription:"a time of day, like 02:30, or blank"`
	Destinations []BackupDestination `json:"destinations" maxItems:"5"`
	KeepDaily    int64               `json:"keep_daily" minimum:"1" maximum:"1000"`
	KeepWeekly   int64               `json:"keep_weekly" minimum:"0" maximum:"1000"`
	KeepMonthly  int64               `json:"keep_monthly" minimum:"0" maximum:"1000"`
	VerifyEach   bool                `json:"verify_each"`
	Passphrase   *string             `json:"passphrase,omitempty" maxLength:"200" doc:"Encrypts backups from now on; blank for not any more; absent to leave it as it is. Older backups keep theirs"`
	Version      *int64              `json:"version,omitempty" doc:"The version that was read; an older one than the present is refused with 409"`
}

// passphraseLength is the shortest passphrase.
const passphraseLength = 12

// changeSettings writes the settings.
func (b *Backups) changeSettings(ctx context.Context, tx *sqldb.Tx, in BackupSchedule) (BackupSettings, error) {
	k, version, err := backupSettings.Change(ctx, tx, func(before kept, version int64, after *kept) error {
		if in.Version != nil && *in.Version != version {
			return httpapi.Stale(BackupSettings{before.ScheduleFields, version})
		}
		for i, d := range in.Destinations {
			if !filepath.IsAbs(d.Folder) {
				return errs.InvalidField("destinations["+strconv.Itoa(i)+"].folder", "must be an absolute path on the server, like /media/stick or E:\\Backups")
			}
		}
		sealed := before.Sealed
		if in.Passphrase != nil {
			var err error
			if sealed, err = b.seal(*in.Passphrase); err != nil {
				return err
			}
		}
		after.ScheduleFields = ScheduleFields{in.DailyAt, in.Destinations, in.KeepDaily, in.KeepWeekly, in.KeepMonthly, in.VerifyEach, sealed != ""}
		after.Sealed = sealed
		return nil
	})
	return BackupSettings{k.ScheduleFields, version}, err
}

func (b *Backups) seal(passphrase string) (string, error) {
	if passphrase == "" {
		return "", nil
	}
	if len(passphrase) < passphraseLength {
		return "", errs.InvalidField("passphrase", "must have at least %d letters", passphraseLength)
	}
	return b.Keys.Seal(passphraseKind, []byte(passphrase), nil)
}

// passphrase returns the one that backups are encrypted with; blank for none.
func (b *Backups) passphrase(sealed string) (string, error) {
	if sealed == "" {
		return "", nil
	}
	text, err := b.Keys.Open(passphraseKind, sealed, nil)
	return string(text), err
}

// places are the destinations; a folder in the data folder when none is set.
func (b *Backups) places(s BackupSettings) []BackupDestination {
	if len(s.Destinations) > 0 {
		return s.Destinations
	}
	return []BackupDestination{{Folder: filepath.Join(b.Data, "backups")}}
}
