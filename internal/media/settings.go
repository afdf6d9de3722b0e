package media

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"talaan/internal/errs"
	"talaan/internal/httpapi"
	"talaan/internal/media/inspect"
	"talaan/internal/settings"
	"talaan/internal/sqldb"
)

// entity is the kind of record whose thumbnails come.
const entity = "media"

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
)

var fileSettings = settings.Group[SettingsFields]{
	Entity: "media-settings", Counter: "media settings version",
	First: func() SettingsFields {
		return SettingsFields{MaxFileMB: 200, MaxFiles: 50, MaxMegapixels: 50, Types: slices.Clone(typesAtFirst)}
	},
	Texts: func(f SettingsFields) map[string]string {
		return map[string]string{
			maxFileSetting: strconv.FormatInt(f.MaxFileMB, 10), maxFilesSetting: strconv.FormatInt(f.MaxFiles, 10),
			megapixelsSetting: strconv.FormatInt(f.MaxMegapixels, 10), typesSetting: strings.Join(f.Types, ","),
		}
	},
	Read: func(f *SettingsFields, name, text string) (err error) {
		switch name {
		case maxFileSetting:
			f.MaxFileMB, err = strconv.ParseInt(text, 10, 64)
		case maxFilesSetting:
			f.MaxFiles, err = strconv.ParseInt(text, 10, 64)
		case megapixelsSetting:
			f.MaxMegapixels, err = strconv.ParseInt(text, 10, 64)
		case typesSetting:
			f.Types = strings.Split(text, ",")
		}
		return err
	},
}

// LoadSettings returns the settings; version 0 means that nobody changed them yet.
func LoadSettings(ctx context.Context, tx *sqldb.Tx) (Settings, error) {
	f, version, err := fileSettings.Load(ctx, tx)
	return Settings{f, version}, err
}

// changeSettings writes the sent fields.
func changeSettings(ctx context.Context, tx *sqldb.Tx, patch *httpapi.Patch[SettingsFields]) (Settings, error) {
	f, version, err := fileSettings.Patch(ctx, tx, patch,
		func(f SettingsFields, version int64) any { return view(Settings{f, version}) },
		func(f *SettingsFields) (err error) {
			f.Types, err = checkTypes(f.Types)
			return err
		})
	return Settings{f, version}, err
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
