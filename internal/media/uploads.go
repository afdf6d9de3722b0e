package media

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/sqldb"
)

// mostUploads is how many files a user may have sent without using them.
const mostUploads = 1000

// Upload is a file that was sent and can be put into an album.
type Upload struct {
	ID          int64  `json:"id"`
	Name        string `json:"name"`
	Size        int64  `json:"size" doc:"Bytes"`
	ContentType string `json:"content_type"`
	Width       int64  `json:"width" doc:"Pixels; 0 when it is no picture"`
	Height      int64  `json:"height"`
}

// Claimed is an upload that has found its place.
type Claimed struct {
	UploadID int64
	MediaID  int64
	Name     string
}

type uploadRow struct {
	ID        int64     `db:"id"`
	UserID    int64     `db:"user_id"`
	MediaID   int64     `db:"media_id"`
	Name      string    `db:"name"`
	CreatedAt time.Time `db:"created_at"`
}

// upload records a staged file as the caller's.
func (l *Library) upload(ctx context.Context, tx *sqldb.Tx, s *Staged) (Upload, error) {
	mediaID, err := l.Record(ctx, tx, s)
	if err != nil {
		return Upload{}, err
	}
	u := Upload{Name: s.Name, Size: s.Size, ContentType: s.ContentType, Width: s.Width, Height: s.Height}
	u.ID, err = sqldb.Insert(ctx, tx, "uploads", uploadRow{UserID: authz.From(ctx).ID, MediaID: mediaID, Name: s.Name, CreatedAt: tx.Now})
	if err != nil {
		return Upload{}, fmt.Errorf("note an upload: %w", err)
	}
	return u, nil
}

// mayUpload refuses users who send and send and use nothing.
func mayUpload(ctx context.Context, tx *sqldb.Tx, userID int64) error {
	n, err := sqldb.One[int64](ctx, tx, `SELECT COUNT(*) FROM uploads WHERE user_id = ?`, userID)
	if err == nil && n >= mostUploads {
		return &errs.Error{Kind: errs.TooMany, RetryAfter: int(time.Hour / time.Second),
			Message: fmt.Sprintf("You have sent %d files that are in no album. Put them into albums, or wait: they are forgotten after a day.", n)}
	}
	return err
}

// discard forgets an upload of the user; errs.NotFound when it is not theirs.
func discard(ctx context.Context, tx *sqldb.Tx, userID, id int64) error {
	u, err := sqldb.One[uploadRow](ctx, tx, `SELECT `+sqldb.Columns[uploadRow]("")+` FROM uploads WHERE id = ? AND user_id = ?`, id, userID)
	if errors.Is(err, sqldb.ErrNoRows) {
		return errs.NotFoundf("You have no upload %d; it may be in an album already.", id)
	}
	if err != nil {
		return fmt.Errorf("load upload %d: %w", id, err)
	}
	return deleteUpload(ctx, tx, u)
}

// deleteUpload deletes an upload, and its file's row when nothing else uses it.
func deleteUpload(ctx context.Context, tx *sqldb.Tx, u uploadRow) error {
	n, err := tx.Exec(ctx, `DELETE FROM uploads WHERE id = ?`, u.ID)
	if err == nil && n == 0 { // claimed meanwhile
		err = sqldb.Retry(sqldb.ErrNoRows)
	}
	if err == nil {
		err = forget(ctx, tx, u.MediaID)
	}
	if err != nil {
		return fmt.Errorf("delete upload %d: %w", u.ID, err)
	}
	return nil
}

// Claim takes the uploads out of the user's hands, in the given order; the
// caller makes rows that refer to their media in the same transaction. Absent,
// expired and other people's ones, and repeated ones, are refused all together
// as body.upload_ids[i]; errs.Under puts that below a part of the body.
func Claim(ctx context.Context, tx *sqldb.Tx, userID int64, uploadIDs []int64) ([]Claimed, error) {
	rows, err := ownUploads(ctx, tx, userID, uploadIDs)
	if err != nil {
		return nil, fmt.Errorf("claim uploads: %w", err)
	}
	out := make([]Claimed, len(uploadIDs))
	seen := make(map[int64]bool, len(uploadIDs))
	var bad []errs.Field
	for i, id := range uploadIDs {
		u, ok := rows[id]
		field := errs.Field{Location: fmt.Sprintf("body.upload_ids[%d]", i)}
		switch {
		case seen[id]:
			field.Message = fmt.Sprintf("is there twice: upload %d", id)
		case !ok:
			field.Message = fmt.Sprintf("is no upload of yours, or is in an album already: %d", id)
		case !u.CreatedAt.After(tx.Now.Add(-Keep)):
			field.Message = fmt.Sprintf("was sent more than a day ago and is forgotten; send %s again", u.Name)
		}
		seen[id] = true
		if field.Message != "" {
			bad = append(bad, field)
		}
		out[i] = Claimed{id, u.MediaID, u.Name}
	}
	if err := errs.InvalidFields(bad); err != nil {
		return nil, err
	}
	return out, takeUploads(ctx, tx, uploadIDs)
}

func ownUploads(ctx context.Context, tx *sqldb.Tx, userID int64, ids []int64) (map[int64]uploadRow, error) {
	out := make(map[int64]uploadRow, len(ids))
	for some := range slices.Chunk(ids, batch) {
		rows, err := sqldb.All[uploadRow](ctx, tx, `SELECT `+sqldb.Columns[uploadRow]("")+` FROM uploads WHERE id IN (`+sqldb.In(len(some))+`) AND user_id = ?`, sqldb.Args(some, any(userID))...)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			out[r.ID] = r
		}
	}
	return out, nil
}

// takeUploads deletes the rows; when one went meanwhile, another came first.
func takeUploads(ctx context.Context, tx *sqldb.Tx, ids []int64) error {
	for some := range slices.Chunk(ids, batch) {
		n, err := tx.Exec(ctx, `DELETE FROM uploads WHERE id IN (`+sqldb.In(len(some))+`)`, sqldb.Args(some)...)
		if err == nil && n != int64(len(some)) {
			err = sqldb.Retry(sqldb.ErrNoRows)
		}
		if err != nil {
			return fmt.Errorf("claim uploads: %w", err)
		}
	}
	return nil
}
