package hospital

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // the two forms that a logo may have
	_ "image/png"
	"io"
	"net/http"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/httpapi"
	"talaan/internal/settings"
	"talaan/internal/sqldb"
)

// Limits of a logo: it stands on every paper.
const (
	logoBytes  = 200_000
	logoPixels = 2000 // each way
)

const logoName = "logo"

// picture is a stored picture; its content is base64.
type picture struct {
	Name        string `db:"name"`
	ContentType string `db:"content_type"`
	SHA256      string `db:"sha256"`
	Content     string `db:"content"`
}

var pictureColumns = sqldb.Columns[picture]("")

// loadLogo returns the logo, or the zero picture when there is none.
func loadLogo(ctx context.Context, tx *sqldb.Tx) (picture, error) {
	p, err := sqldb.One[picture](ctx, tx, `SELECT `+pictureColumns+` FROM hospital_pictures WHERE name = ?`, logoName)
	if errors.Is(err, sqldb.ErrNoRows) {
		return picture{}, nil
	}
	return p, err
}

// logoSum returns the SHA-256 of the logo, blank when there is none.
func logoSum(ctx context.Context, tx *sqldb.Tx) (string, error) {
	sum, err := sqldb.One[string](ctx, tx, `SELECT sha256 FROM hospital_pictures WHERE name = ?`, logoName)
	if errors.Is(err, sqldb.ErrNoRows) {
		return "", nil
	}
	return sum, err
}

// examine returns content as a picture, or says what is wrong with it.
func examine(content []byte) (picture, error) {
	if len(content) > logoBytes {
		return picture{}, errs.InvalidField("content", "is larger than %d kB", logoBytes/1000)
	}
	c, format, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil || (format != "png" && format != "jpeg") { // the program can read others too
		return picture{}, errs.InvalidField("content", "must be a PNG or JPEG picture")
	}
	if c.Width > logoPixels || c.Height > logoPixels {
		return picture{}, errs.InvalidField("content", "must be at most %d pixels wide and high", logoPixels)
	}
	if _, _, err := image.Decode(bytes.NewReader(content)); err != nil {
		return picture{}, errs.InvalidField("content", "is a damaged picture")
	}
	sum := sha256.Sum256(content)
	return picture{Name: logoName, ContentType: "image/" + format, SHA256: hex.EncodeToString(sum[:]), Content: base64.StdEncoding.EncodeToString(content)}, nil
}

// replaceLogo puts a logo in the place of the present one; nil takes it away.
func replaceLogo(ctx context.Context, tx *sqldb.Tx, p *picture) error {
	if _, err := tx.Next(ctx, house.Counter); err != nil { // of two at once the second waits
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM hospital_pictures WHERE name = ?`, logoName); err != nil {
		return fmt.Errorf("take the logo away: %w", err)
	}
	action, after := "took the logo away", map[string]any{}
	if p != nil {
		if _, err := sqldb.Insert(ctx, tx, "hospital_pictures", *p); err != nil {
			return fmt.Errorf("set the logo: %w", err)
		}
		action, after = "changed the logo", map[string]any{"logo_sha256": p.SHA256}
	}
	return audit.Record(ctx, tx, audit.Entry{Action: action, Entity: house.Entity, ID: settings.ID, After: after})
}

type logoInput struct {
	Body struct {
		Content []byte `json:"content" doc:"A PNG or JPEG picture of at most 200 kB, in base64"`
	}
}

func (d *Desk) registerLogo(api *httpapi.API) {
	op := func(id, method, summary string) httpapi.Op {
		return httpapi.Op{ID: id, Method: method, Path: "/hospital/logo", Summary: summary, Tag: "hospital"}
	}
	httpapi.Act(api, authz.HospitalWrite, op("put-logo", http.MethodPut, "Set the hospital's logo"),
		func(ctx context.Context, tx *sqldb.Tx, in *logoInput) (Hospital, error) {
			p, err := examine(in.Body.Content)
			if err != nil {
				return Hospital{}, err
			}
			return d.withLogo(ctx, tx, &p)
		})
	httpapi.Act(api, authz.HospitalWrite, op("delete-logo", http.MethodDelete, "Take the hospital's logo away"),
		func(ctx context.Context, tx *sqldb.Tx, _ *struct{}) (Hospital, error) {
			return d.withLogo(ctx, tx, nil)
		})
	httpapi.Download(api, authz.Public, op("get-logo", http.MethodGet, "The hospital's logo"), logoFile)
}

func (d *Desk) withLogo(ctx context.Context, tx *sqldb.Tx, p *picture) (Hospital, error) {
	if err := replaceLogo(ctx, tx, p); err != nil {
		return Hospital{}, err
	}
	r, err := load(ctx, tx)
	if err != nil {
		return Hospital{}, err
	}
	return d.view(ctx, tx, r)
}

func logoFile(ctx context.Context, tx *sqldb.Tx, _ *struct{}) (httpapi.File, error) {
	p, err := loadLogo(ctx, tx)
	if err == nil && p.Content == "" {
		err = errs.NotFoundf("The hospital has no logo.")
	}
	if err != nil {
		return httpapi.File{}, err
	}
	content, err := base64.StdEncoding.DecodeString(p.Content)
	return httpapi.File{
		Name: "logo", ContentType: p.ContentType, Tag: p.SHA256, Inline: true,
		Open: func(context.Context) (io.ReadSeekCloser, error) { return readSeeker{bytes.NewReader(content)}, nil },
	}, err
}

// readSeeker is bytes with nothing to close.
type readSeeker struct{ *bytes.Reader }

// Close does nothing.
func (readSeeker) Close() error { return nil }
