package lab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"strings"
	"time"

	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/httpapi"
	"talaan/internal/media"
	"talaan/internal/media/inspect"
	"talaan/internal/sqldb"
)

// Parts of the form that sends an album.
const (
	descriptionPart = "description"
	filesPart       = "files"
)

// descriptionBytes is more than a description can have; only so much of it is read.
const descriptionBytes = 10_000

// albumForm is an album as it was sent: all files are in the store, none is
// recorded. Its JSON tells two forms apart.
type albumForm struct {
	Description string
	Files       []*media.Staged

	described bool
}

// Close forgets what was staged and not recorded.
func (a *albumForm) Close() error {
	if a == nil {
		return nil
	}
	var err error
	for _, f := range a.Files {
		err = errors.Join(err, f.Close())
	}
	return err
}

// takeAlbum reads the form of an album. The parts may come in any order; the
// first file that is not acceptable refuses them all.
func (l *Laboratory) takeAlbum(ctx context.Context, labID int64, form *multipart.Reader) (*albumForm, error) {
	a := &albumForm{}
	settings, err := l.beforeFiles(ctx, labID)
	if err != nil {
		return a, err
	}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return a, a.check()
		}
		if err != nil {
			return a, fmt.Errorf("read the form: %w: %w", io.ErrUnexpectedEOF, err)
		}
		switch part.FormName() {
		case descriptionPart:
			err = a.describe(part)
		case filesPart:
			err = l.stage(ctx, a, part, settings)
		default:
			err = errs.InvalidField(part.FormName(), "is not a part of this form")
		}
		if err != nil {
			return a, err
		}
	}
}

// beforeFiles refuses an album that cannot be added before its files are sent.
func (l *Laboratory) beforeFiles(ctx context.Context, labID int64) (s media.Settings, err error) {
	err = l.files.DB.View(ctx, func(tx *sqldb.Tx) error {
		lab, err := l.whole(ctx, tx, labID)
		if err != nil {
			return err
		}
		e, err := l.cases.Get(ctx, tx, lab.EncounterID)
		if err != nil {
			return err
		}
		if err := mayFile(&lab, &e); err != nil {
			return err
		}
		s, err = media.LoadSettings(ctx, tx)
		return err
	})
	return s, err
}

// describe reads the description.
func (a *albumForm) describe(part io.Reader) error {
	if a.described {
		return errs.InvalidField(descriptionPart, "is there twice")
	}
	text, err := io.ReadAll(io.LimitReader(part, descriptionBytes))
	if err != nil {
		return fmt.Errorf("read the form: %w: %w", io.ErrUnexpectedEOF, err)
	}
	a.Description, a.described = strings.ToValidUTF8(string(text), "\uFFFD"), true
	return nil
}

// stage takes one file in. A refusal names the file, and which of all it is.
func (l *Laboratory) stage(ctx context.Context, a *albumForm, part *multipart.Part, settings media.Settings) error {
	at := fmt.Sprintf("%s[%d]", filesPart, len(a.Files))
	if int64(len(a.Files)) == settings.MaxFiles {
		return &errs.Error{
			Kind: errs.Invalid, Message: fmt.Sprintf("An album takes %d files. Nothing was saved; make several albums of them.", settings.MaxFiles),
			Fields: []errs.Field{{Location: "body." + filesPart, Message: fmt.Sprintf("are more than %d, beginning with “%s”", settings.MaxFiles, inspect.Name(part.FileName()))}},
		}
	}
	if part.FileName() == "" {
		return errs.InvalidField(at, "is not a file")
	}
	s, err := l.files.Stage(ctx, part, part.FileName(), settings.Limits())
	if err == nil {
		a.Files = append(a.Files, s)
		return nil
	}
	var refusal *errs.Error
	if errors.As(err, &refusal) {
		for i := range refusal.Fields {
			refusal.Fields[i].Location = "body." + at
		}
	}
	return err
}

// check refuses a form without a description or without files.
func (a *albumForm) check() error {
	clean := struct {
		Body struct {
			Description string `json:"description" minLength:"1" maxLength:"300"`
		}
	}{}
	clean.Body.Description = a.Description
	if err := httpapi.Clean(&clean); err != nil {
		return err
	}
	a.Description = clean.Body.Description
	var bad []errs.Field
	if a.Description == "" {
		bad = append(bad, errs.Field{Location: "body." + descriptionPart, Message: "say what the files show"})
	}
	if len(a.Files) == 0 {
		bad = append(bad, errs.Field{Location: "body." + filesPart, Message: "choose at least one file"})
	}
	return errs.InvalidFields(bad)
}

// stored is a file with what decides who sees it.
type stored struct {
	MediaID      int64      `db:"media_id"`
	Name         string     `db:"name"`
	DeletedAt    *time.Time `db:"deleted_at"`
	AlbumDeleted *time.Time `db:"album_deleted_at"`
}

// facts finds a stored file that the caller may see; errs.NotFound when there
// is none, and for a deleted one unless the caller may restore it.
func (l *Laboratory) facts(ctx context.Context, tx *sqldb.Tx, id int64) (string, media.Facts, error) {
	f, err := sqldb.One[stored](ctx, tx, `SELECT f.media_id, f.name, f.deleted_at, a.deleted_at AS album_deleted_at FROM album_files f JOIN albums a ON a.id = f.album_id WHERE f.id = ?`, id)
	if errors.Is(err, sqldb.ErrNoRows) {
		return "", media.Facts{}, noFile(id)
	}
	if err != nil {
		return "", media.Facts{}, err
	}
	if (f.DeletedAt != nil || f.AlbumDeleted != nil) && !authz.From(ctx).Can(authz.LabRestore) {
		return "", media.Facts{}, noFile(id)
	}
	facts, err := media.Info(ctx, tx, []int64{f.MediaID})
	return f.Name, facts[f.MediaID], err
}

func (l *Laboratory) content(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (httpapi.File, error) {
	name, facts, err := l.facts(ctx, tx, in.ID)
	if err != nil {
		return httpapi.File{}, err
	}
	return l.files.File(name, facts), nil
}

func (l *Laboratory) thumbnail(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (httpapi.File, error) {
	name, facts, err := l.facts(ctx, tx, in.ID)
	if err != nil {
		return httpapi.File{}, err
	}
	return l.files.ThumbnailOf(name, facts)
}

// thumbnailMade tells open pages which tests show the file.
func thumbnailMade(ctx context.Context, tx *sqldb.Tx, mediaID int64) error {
	places, err := selectPlaces(ctx, tx, []int64{mediaID})
	told := map[int64]bool{}
	for _, p := range places {
		if !told[p.LabID] {
			tx.Changed(entity, p.LabID)
		}
		told[p.LabID] = true
	}
	return err
}

// used says in words where files are used.
func used(ctx context.Context, tx *sqldb.Tx, mediaIDs []int64) (map[int64][]string, error) {
	places, err := selectPlaces(ctx, tx, mediaIDs)
	out := map[int64][]string{}
	for _, p := range places {
		out[p.MediaID] = append(out[p.MediaID], fmt.Sprintf("file “%s” of album “%s”, laboratory result %s", p.Name, p.Album, p.LabCode))
	}
	return out, err
}
