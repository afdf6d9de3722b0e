package media

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"

	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/httpapi"
	"talaan/internal/media/inspect"
	"talaan/internal/sqldb"
)

// MediaSettings are the settings with what may be chosen.
type MediaSettings struct {
	KnownTypes []string `json:"known_types"`
	Version    int64    `json:"version"`
	SettingsFields
}

func view(s Settings) MediaSettings {
	return MediaSettings{inspect.TypeNames(), s.Version, s.SettingsFields}
}

type uploadInput struct {
	httpapi.Form
}

type settingsInput struct {
	Body httpapi.Patch[SettingsFields]
}

// filePart is the name of the form's part that holds the file.
const filePart = "file"

func op(id, method, path, summary string) httpapi.Op {
	return httpapi.Op{ID: id, Method: method, Path: path, Summary: summary, Tag: "files", Status: http.StatusOK}
}

// Register adds the operations on uploads and on the settings of files.
func (l *Library) Register(api *httpapi.API) {
	send := op("upload-file", http.MethodPost, "/uploads", "Send a file; an album claims it later")
	send.Status = http.StatusCreated
	httpapi.Receive(api, authz.LabWrite, send, []httpapi.Part{{Name: filePart, Doc: "The file", File: true}},
		func(ctx context.Context, _ *uploadInput, form *multipart.Reader) (*Staged, error) {
			return l.take(ctx, form)
		},
		func(ctx context.Context, tx *sqldb.Tx, _ *uploadInput, s *Staged) (Upload, error) {
			return l.upload(ctx, tx, s)
		})
	drop := op("delete-upload", http.MethodDelete, "/uploads/{id}", "Forget a file that was sent and is in no album")
	drop.Status = http.StatusNoContent
	httpapi.Act(api, authz.LabWrite, drop, func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (httpapi.Nothing, error) {
		return httpapi.Nothing{}, discard(ctx, tx, authz.From(ctx).ID, in.ID)
	})
	httpapi.Read(api, authz.SignedIn, op("get-media-settings", http.MethodGet, "/media-settings", "Which files are taken"),
		func(ctx context.Context, tx *sqldb.Tx, _ *struct{}) (MediaSettings, error) {
			s, err := LoadSettings(ctx, tx)
			return view(s), err
		})
	httpapi.Act(api, authz.MediaSettings, op("change-media-settings", http.MethodPatch, "/media-settings", "Change which files are taken"),
		func(ctx context.Context, tx *sqldb.Tx, in *settingsInput) (MediaSettings, error) {
			s, err := changeSettings(ctx, tx, &in.Body)
			return view(s), err
		})
}

// take reads a form with one file.
func (l *Library) take(ctx context.Context, form *multipart.Reader) (s *Staged, err error) {
	var settings Settings
	err = l.DB.View(ctx, func(tx *sqldb.Tx) (err error) {
		if err := mayUpload(ctx, tx, authz.From(ctx).ID); err != nil {
			return err
		}
		settings, err = LoadSettings(ctx, tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	for {
		part, err := form.NextPart()
		switch {
		case errors.Is(err, io.EOF) && s == nil:
			return nil, errs.InvalidField(filePart, "is missing: send a form with one part of this name")
		case errors.Is(err, io.EOF):
			return s, nil
		case err != nil:
			return s, fmt.Errorf("read the form: %w: %w", io.ErrUnexpectedEOF, err)
		case part.FormName() != filePart:
			return s, errs.InvalidField(part.FormName(), "is not a part of this form")
		case s != nil:
			return s, errs.InvalidField(filePart, "is there twice: send one file at a time")
		}
		if s, err = l.Stage(ctx, part, part.FileName(), settings.Limits()); err != nil {
			return nil, err
		}
	}
}
