package media

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"talaan/internal/audit"
	"talaan/internal/errs"
	"talaan/internal/httpapi"
	"talaan/internal/media/inspect"
	"talaan/internal/sqldb"
)

// entity is the kind of record whose thumbnails come; settingsEntity is the
// name of the settings in the audit trail.
const (
	entity         = "media"
	settingsEntity = "media-settings"
	settingsID     = 1
)

// SettingsFields are what an Admin writes about the files that are taken.
type SettingsFields struct {
	MaxFileMB     int64    `json:"max_file_mb" minimum:"1" maximum:"2000" doc:"Megabytes a file may have"`
	MaxFiles      int64    `json:"max_files" minimum:"1" maximum:"500" doc:"Files an album may have"`
	MaxMegapixels int64    `json:"max_megapixels" minimum:"1" maximum:"500" doc:"Dots a picture may have, in millions"`
	Types         []string `json:"types" minItems:"1" doc:"Kinds of files that are taken, out of known_types"`
}

// Settings say which files are taken.
type Settings struct {
	SettingsFields
	Version int64 `json:"version"`
}

// Limits are what the settings mean for one file.
func (s Settings) Limits() inspect.Limits {
	return inspect.Limits{Bytes: s.MaxFileMB << 20, Pixels: s.MaxMegapixels * 1_000_000, Types: s.Types}
}

// typesAtFirst are the kinds that are taken until an Admin says otherwise.
var typesAtFirst = []string{"jpg", "png", "webp", "gif", "pdf", "docx", "xlsx", "csv", "txt", "dcm"}

// Where they are stored.
const (
	maxFileSetting    = "media.max_file_mb"
	maxFilesSetting   = "media.max_files"
	megapixelsSetting = "media.max_megapixels"
	typesSetting      = "media.types"
	versionCounter    = "media settings version"
)

type setting struct {
	Name  string `db:"name"`
	Value string `db:"value"`
}

// LoadSettings returns the settings; version 0 means that nobody changed them yet.
func LoadSettings(ctx context.Context, tx *sqldb.Tx) (Settings, error) {
	s := Settings{SettingsFields: SettingsFields{MaxFileMB: 200, MaxFiles: 50, MaxMegapixels: 50, Types: slices.Clone(typesAtFirst)}}
	rows, err := sqldb.All[setting](ctx, tx, `SELECT name, value FROM settings WHERE name IN (?, ?, ?, ?)`, maxFileSetting, maxFilesSetting, megapixelsSetting, typesSetting)
	if err != nil {
		return s, fmt.Errorf("load the settings of files: %w", err)
	}
	for _, r := range rows {
		if err := s.read(r); err != nil {
			return s, fmt.Errorf("load the setting %s: %w", r.Name, err)
		}
	}
	s.Version, err = sqldb.One[int64](ctx, tx, `SELECT value FROM counters WHERE name = ?`, versionCounter)
	if err != nil && !errors.Is(err, sqldb.ErrNoRows) {
		return s, fmt.Errorf("load the version of the settings of files: %w", err)
	}
	return s, nil
}

func (s *Settings) read(r setting) (err error) {
	switch r.Name {
	case maxFileSetting:
		s.MaxFileMB, err = strconv.ParseInt(r.Value, 10, 64)
	case maxFilesSetting:
		s.MaxFiles, err = strconv.ParseInt(r.Value, 10, 64)
	case megapixelsSetting:
		s.MaxMegapixels, err = strconv.ParseInt(r.Value, 10, 64)
	case typesSetting:
		s.Types = strings.Split(r.Value, ",")
	}
	return err
}

// changeSettings writes the sent fields. Of two at once the second waits for the first.
func changeSettings(ctx context.Context, tx *sqldb.Tx, patch *httpapi.Patch[SettingsFields]) (Settings, error) {
	if _, err := tx.Next(ctx, versionCounter); err != nil {
		return Settings{}, err
	}
	after, err := LoadSettings(ctx, tx)
	if err != nil {
		return after, err
	}
	before := after
	before.Version--
	if patch.Stale(before.Version) {
		return before, httpapi.Stale(view(before))
	}
	after.Types = slices.Clone(before.Types)
	if err := patch.Apply(&after.SettingsFields); err != nil {
		return before, err
	}
	if after.Types, err = checkTypes(after.Types); err != nil {
		return before, err
	}
	for _, s := range []setting{
		{maxFileSetting, strconv.FormatInt(after.MaxFileMB, 10)}, {maxFilesSetting, strconv.FormatInt(after.MaxFiles, 10)},
		{megapixelsSetting, strconv.FormatInt(after.MaxMegapixels, 10)}, {typesSetting, strings.Join(after.Types, ",")},
	} {
		if err := set(ctx, tx, s); err != nil {
			return after, err
		}
	}
	return after, audit.Record(ctx, tx, audit.Entry{Action: "changed", Entity: settingsEntity, ID: settingsID, Before: before, After: after})
}

// checkTypes returns the types once each, in the order of inspect.TypeNames.
func checkTypes(types []string) ([]string, error) {
	known := inspect.TypeNames()
	for i, t := range types {
		if !slices.Contains(known, t) {
			return nil, errs.InvalidField(fmt.Sprintf("types[%d]", i), "%q is not one of %s", t, strings.Join(known, ", "))
		}
	}
	out := slices.DeleteFunc(slices.Clone(known), func(k string) bool { return !slices.Contains(types, k) })
	if len(out) == 0 {
		return nil, errs.InvalidField("types", "must have at least 1 items")
	}
	return out, nil
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
