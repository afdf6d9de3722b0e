package staff

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"time"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/httpapi"
	"talaan/internal/media"
	"talaan/internal/media/inspect"
	"talaan/internal/sqldb"
)

// mostPhotos is how many photos a user may have, deleted ones too.
const mostPhotos = 50

// photoLimits are what a photo may be.
var photoLimits = inspect.Limits{Bytes: 20 << 20, Pixels: 50_000_000, Types: []string{"jpg", "png", "webp"}}

// Photo is a picture of a user.
type Photo struct {
	ID         int64      `json:"id" db:"id"`
	UserID     int64      `json:"user_id" db:"user_id"`
	Name       string     `json:"name" db:"name"`
	UploadedAt time.Time  `json:"uploaded_at" db:"uploaded_at"`
	Profile    bool       `json:"profile" doc:"It is the profile picture"`
	DeletedAt  *time.Time `json:"deleted_at" db:"deleted_at" doc:"Only who may change users sees deleted ones"`
	URL        string     `json:"url"`
	Thumbnail  string     `json:"thumbnail" enum:"wanted,made,failed,none" doc:"Whether there is a small one at /photos/{id}/thumbnail"`
	Width      int64      `json:"width" doc:"Pixels"`
	Height     int64      `json:"height"`

	MediaID     int64  `json:"-" db:"media_id"`
	ProfileOfID *int64 `json:"-" db:"profile_of_id"`
	UploadedBy  int64  `json:"-" db:"uploaded_by"`
	DeletedBy   *int64 `json:"-" db:"deleted_by"`
}

func selectPhotos(ctx context.Context, tx *sqldb.Tx, cond string, args ...any) ([]Photo, error) {
	photos, err := sqldb.All[Photo](ctx, tx, `SELECT `+sqldb.Columns[Photo]("")+` FROM user_photos WHERE `+cond+` ORDER BY id DESC`, args...)
	if err != nil {
		return nil, fmt.Errorf("find photos: %w", err)
	}
	ids := make([]int64, len(photos))
	for i, p := range photos {
		ids[i] = p.MediaID
	}
	facts, err := media.Info(ctx, tx, ids)
	for i := range photos {
		p := &photos[i]
		f := facts[p.MediaID]
		p.Profile, p.Width, p.Height, p.Thumbnail = p.ProfileOfID != nil, f.Width, f.Height, f.Thumbnail
		p.URL = fmt.Sprintf("/api/v1/photos/%d/content", p.ID)
	}
	return photos, err
}

// profilePhotos returns the profile pictures of the users, by user.
func profilePhotos(ctx context.Context, tx *sqldb.Tx, userIDs []int64) (map[int64]int64, error) {
	rows, err := sqldb.All[Photo](ctx, tx, `SELECT id, user_id FROM user_photos WHERE profile_of_id IN (`+sqldb.In(len(userIDs))+`)`, sqldb.Args(userIDs)...)
	if err != nil {
		return nil, fmt.Errorf("find profile pictures: %w", err)
	}
	out := make(map[int64]int64, len(rows))
	for _, p := range rows {
		out[p.UserID] = p.ID
	}
	return out, nil
}

// photosOf lists the photos of a user, the latest first; deleted ones only for
// who may change users.
func photosOf(ctx context.Context, tx *sqldb.Tx, userID int64) ([]Photo, error) {
	if _, err := GetUser(ctx, tx, userID); err != nil {
		return nil, err
	}
	cond := "user_id = ?"
	if !authz.From(ctx).Can(authz.UserWrite) {
		cond += " AND deleted_at IS NULL"
	}
	return selectPhotos(ctx, tx, cond, userID)
}

// takePhoto reads a form with one picture.
func (s *Staff) takePhoto(ctx context.Context, form *multipart.Reader) (photo *media.Staged, err error) {
	for {
		part, err := form.NextPart()
		switch {
		case errors.Is(err, io.EOF) && photo == nil:
			return nil, errs.InvalidField("file", "is missing: send a form with one part of this name")
		case errors.Is(err, io.EOF):
			return photo, nil
		case err != nil:
			return photo, fmt.Errorf("read the form: %w: %w", io.ErrUnexpectedEOF, err)
		case part.FormName() != "file":
			return photo, errs.InvalidField(part.FormName(), "is not a part of this form")
		case photo != nil:
			return photo, errs.InvalidField("file", "is there twice: send one photo at a time")
		}
		if photo, err = s.files.Stage(ctx, part, part.FileName(), photoLimits); err != nil {
			return nil, err
		}
	}
}

// addPhoto adds a photo of a user; the first one becomes the profile picture.
func (s *Staff) addPhoto(ctx context.Context, tx *sqldb.Tx, userID int64, staged *media.Staged) (Photo, error) {
	u, err := lockUser(ctx, tx, userID)
	if err != nil {
		return Photo{}, err
	}
	n, err := sqldb.One[int64](ctx, tx, `SELECT COUNT(*) FROM user_photos WHERE user_id = ?`, userID)
	if err != nil {
		return Photo{}, fmt.Errorf("count the photos of user %d: %w", userID, err)
	}
	if n >= mostPhotos {
		return Photo{}, errs.Conflictf("%s has %d photos already, and can have no more.", u.Name, n)
	}
	mediaID, err := s.files.Record(ctx, tx, staged)
	if err != nil {
		return Photo{}, err
	}
	p := Photo{UserID: userID, MediaID: mediaID, Name: staged.Name, UploadedAt: tx.Now, UploadedBy: authz.From(ctx).ID}
	if u.PhotoID == nil {
		p.ProfileOfID = &userID
	}
	id, err := sqldb.Insert(ctx, tx, "user_photos", p)
	if err != nil {
		return Photo{}, fmt.Errorf("add a photo of user %d: %w", userID, err)
	}
	if err := audit.Record(ctx, tx, audit.Entry{Action: "added a photo", Entity: "user", ID: userID, After: map[string]any{"photo": staged.Name}}); err != nil {
		return Photo{}, err
	}
	return getPhoto(ctx, tx, id)
}

// lockUser returns a user whom nobody else changes before the transaction ends.
func lockUser(ctx context.Context, tx *sqldb.Tx, id int64) (User, error) {
	if _, err := tx.Lock(ctx, "users", id); err != nil {
		return User{}, err
	}
	return GetUser(ctx, tx, id)
}

func getPhoto(ctx context.Context, tx *sqldb.Tx, id int64) (Photo, error) {
	photos, err := selectPhotos(ctx, tx, "id = ?", id)
	if err == nil && len(photos) == 0 {
		err = noPhoto(id)
	}
	if err != nil {
		return Photo{}, err
	}
	return photos[0], nil
}

func noPhoto(id int64) error { return errs.NotFoundf("There is no photo %d.", id) }

// sees reports whether the caller sees the photo: profile pictures are for all,
// others for the user and who may see users, deleted ones for who may change them.
func (p *Photo) sees(by authz.Caller) bool {
	switch {
	case p.DeletedAt != nil:
		return by.Can(authz.UserWrite)
	case p.Profile || p.UserID == by.ID:
		return true
	}
	return by.Can(authz.UserRead)
}

// changes reports whether the caller may choose and delete the photo.
func (p *Photo) changes(by authz.Caller) bool { return p.UserID == by.ID || by.Can(authz.UserWrite) }

// photoToChange locks the user of a photo and returns it as it is now.
// Whoever may not see the photo is told that there is none.
func photoToChange(ctx context.Context, tx *sqldb.Tx, id int64) (Photo, error) {
	p, err := getPhoto(ctx, tx, id)
	if err != nil {
		return p, err
	}
	if _, err := tx.Lock(ctx, "users", p.UserID); err != nil {
		return p, err
	}
	if p, err = getPhoto(ctx, tx, id); err != nil {
		return p, err
	}
	by := authz.From(ctx)
	if !p.sees(by) {
		return p, noPhoto(id)
	}
	if !p.changes(by) {
		return p, errs.Forbiddenf("This is not your photo.")
	}
	return p, nil
}

// choosePhoto makes a photo the profile picture of its user.
func choosePhoto(ctx context.Context, tx *sqldb.Tx, id int64) (Photo, error) {
	p, err := photoToChange(ctx, tx, id)
	if err != nil {
		return p, err
	}
	if p.DeletedAt != nil {
		return p, errs.Conflictf("The photo is deleted. Restore it first.")
	}
	if err := setProfile(ctx, tx, p.UserID, &id); err != nil {
		return p, err
	}
	if err := audit.Record(ctx, tx, audit.Entry{Action: "chose a profile picture", Entity: "user", ID: p.UserID, After: map[string]any{"photo": p.Name}}); err != nil {
		return p, err
	}
	return getPhoto(ctx, tx, id)
}

// setProfile makes a photo the only profile picture of a user; nil for none.
func setProfile(ctx context.Context, tx *sqldb.Tx, userID int64, id *int64) error {
	_, err := tx.Exec(ctx, `UPDATE user_photos SET profile_of_id = NULL WHERE profile_of_id = ?`, userID)
	if err == nil && id != nil {
		_, err = tx.Exec(ctx, `UPDATE user_photos SET profile_of_id = user_id WHERE id = ?`, *id)
	}
	if err != nil {
		return fmt.Errorf("set the profile picture of user %d: %w", userID, err)
	}
	return nil
}

// deletePhoto hides a photo; it is kept.
func deletePhoto(ctx context.Context, tx *sqldb.Tx, id int64) error {
	p, err := photoToChange(ctx, tx, id)
	if err != nil {
		return err
	}
	if p.DeletedAt != nil {
		return errs.Conflictf("The photo was already deleted.")
	}
	if _, err := tx.Exec(ctx, `UPDATE user_photos SET profile_of_id = NULL, deleted_at = ?, deleted_by = ? WHERE id = ?`, tx.Now, authz.From(ctx).ID, id); err != nil {
		return fmt.Errorf("delete photo %d: %w", id, err)
	}
	return audit.Record(ctx, tx, audit.Entry{Action: "deleted a photo", Entity: "user", ID: p.UserID, Before: map[string]any{"photo": p.Name}})
}

// restorePhoto shows a deleted photo again.
func restorePhoto(ctx context.Context, tx *sqldb.Tx, id int64) (Photo, error) {
	p, err := photoToChange(ctx, tx, id)
	if err != nil {
		return p, err
	}
	if p.DeletedAt == nil {
		return p, errs.Conflictf("The photo is not deleted.")
	}
	if _, err := tx.Exec(ctx, `UPDATE user_photos SET deleted_at = NULL, deleted_by = NULL WHERE id = ?`, id); err != nil {
		return p, fmt.Errorf("restore photo %d: %w", id, err)
	}
	if err := audit.Record(ctx, tx, audit.Entry{Action: "restored a photo", Entity: "user", ID: p.UserID, After: map[string]any{"photo": p.Name}}); err != nil {
		return p, err
	}
	return getPhoto(ctx, tx, id)
}

// shownPhoto returns a photo that the caller may see, with its stored file.
func shownPhoto(ctx context.Context, tx *sqldb.Tx, id int64) (Photo, media.Facts, error) {
	p, err := getPhoto(ctx, tx, id)
	if err != nil {
		return p, media.Facts{}, err
	}
	if !p.sees(authz.From(ctx)) {
		return p, media.Facts{}, noPhoto(id)
	}
	facts, err := media.Info(ctx, tx, []int64{p.MediaID})
	return p, facts[p.MediaID], err
}

func (s *Staff) photoContent(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (httpapi.File, error) {
	p, facts, err := shownPhoto(ctx, tx, in.ID)
	if err != nil {
		return httpapi.File{}, err
	}
	return s.files.File(p.Name, facts), nil
}

func (s *Staff) photoThumbnail(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (httpapi.File, error) {
	p, facts, err := shownPhoto(ctx, tx, in.ID)
	if err != nil {
		return httpapi.File{}, err
	}
	return s.files.ThumbnailOf(p.Name, facts)
}

// photoPlace is a photo's file and user.
type photoPlace struct {
	MediaID int64  `db:"media_id"`
	ID      int64  `db:"user_id"`
	UserID  string `db:"login"`
}

func photoPlaces(ctx context.Context, tx *sqldb.Tx, mediaIDs []int64) ([]photoPlace, error) {
	rows, err := sqldb.All[photoPlace](ctx, tx, `SELECT p.media_id, p.user_id, u.user_id AS login FROM user_photos p JOIN users u ON u.id = p.user_id WHERE p.media_id IN (`+sqldb.In(len(mediaIDs))+`) ORDER BY p.id`, sqldb.Args(mediaIDs)...)
	if err != nil {
		return nil, fmt.Errorf("find whose photos they are: %w", err)
	}
	return rows, nil
}

// photoUses says in words where files are used as photos.
func photoUses(ctx context.Context, tx *sqldb.Tx, mediaIDs []int64) (map[int64][]string, error) {
	places, err := photoPlaces(ctx, tx, mediaIDs)
	out := map[int64][]string{}
	for _, p := range places {
		out[p.MediaID] = append(out[p.MediaID], "photo of user "+p.UserID)
	}
	return out, err
}

// photoShown tells open pages whose photo has a thumbnail now.
func photoShown(ctx context.Context, tx *sqldb.Tx, mediaID int64) error {
	places, err := photoPlaces(ctx, tx, []int64{mediaID})
	for _, p := range places {
		tx.Changed("user", p.ID)
	}
	return err
}
