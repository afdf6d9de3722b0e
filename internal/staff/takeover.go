package staff

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/media"
	"talaan/internal/media/inspect"
	"talaan/internal/sqldb"
)

// IsDjangoHash reports whether a user can sign in once with a hash of the old system.
func IsDjangoHash(hash string) bool {
	parts := strings.Split(hash, "$")
	if !strings.HasPrefix(hash, djangoPrefix) || len(parts) != 4 || len(hash) > 255 {
		return false
	}
	n, err := strconv.Atoi(parts[1])
	key, kerr := base64.StdEncoding.DecodeString(parts[3])
	return err == nil && n >= 1 && n <= mostIterations && kerr == nil && len(key) == sha256.Size
}

// NoPassword is a hash that fits no password: an Admin gives the user a code to set one.
func NoPassword() string { return dummyHash() }

// TakeOver adds a user whom another system knew. hash is one of the old system or
// NoPassword. An inactive user may have no role; an Admin chooses one then.
func TakeOver(ctx context.Context, tx *sqldb.Tx, u User, hash, from string) (User, error) {
	u.Version = 1
	waiting := !u.Active && len(u.Roles) == 0
	if waiting {
		u.Roles = authz.Roles()[:1] // for the check alone
	}
	if err := u.check(tx.Now); err != nil {
		return u, err
	}
	if waiting {
		u.Roles = nil
	}
	u.Name = displayName(u.GivenName, u.FamilyName, u.UserID)
	var err error
	if u.ID, err = sqldb.Insert(ctx, tx, "users", userRow{User: u, PasswordHash: hash}); err != nil {
		return u, refusedWrite(err, u.UserFields)
	}
	if err := writeRights(ctx, tx, u.ID, u.UserFields); err != nil {
		return u, err
	}
	if err := indexWords(ctx, tx, []User{u}); err != nil {
		return u, err
	}
	return u, audit.Record(ctx, tx, audit.Entry{Action: audit.Imported, Entity: "user", ID: u.ID, Reason: from, After: u})
}

// ByUserID returns the user who signs in with an ID; ok is false when nobody does.
func ByUserID(ctx context.Context, tx *sqldb.Tx, userID string) (u User, ok bool, err error) {
	users, err := findUsers(ctx, tx, "user_id = ?", foldUserID(userID))
	if err != nil || len(users) == 0 {
		return User{}, false, err
	}
	return users[0], true, nil
}

// PhotoLimits are what a photo may be.
func PhotoLimits() inspect.Limits { return photoLimits }

// TakeOverPhoto adds a photo that another system kept, with its time; the first
// one becomes the profile picture.
func (s *Staff) TakeOverPhoto(ctx context.Context, tx *sqldb.Tx, p Photo, staged *media.Staged, from string) (int64, error) {
	u, err := lockUser(ctx, tx, p.UserID)
	if err != nil {
		return 0, err
	}
	if p.MediaID, err = s.files.Record(ctx, tx, staged); err != nil {
		return 0, err
	}
	p.Name = staged.Name
	if u.PhotoID == nil {
		p.ProfileOfID = &p.UserID
	}
	id, err := sqldb.Insert(ctx, tx, "user_photos", p)
	if err != nil {
		return 0, fmt.Errorf("take over a photo of user %d: %w", p.UserID, err)
	}
	return id, audit.Record(ctx, tx, audit.Entry{Action: audit.Imported, Entity: "user", ID: p.UserID, Reason: from, After: map[string]any{"photo": p.Name}})
}
