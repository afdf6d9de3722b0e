package staff

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/sqldb"
)

// userRow is a row of users.
type userRow struct {
	User
	PasswordHash string `db:"password_hash"`
}

// sessionRow is a row of sessions. ExpiresAt moves on with use, up to the
// absolute limit.
type sessionRow struct {
	ID         int64     `db:"id"`
	TokenHash  string    `db:"token_hash"`
	UserID     int64     `db:"user_id"`
	CreatedAt  time.Time `db:"created_at"`
	LastUsedAt time.Time `db:"last_used_at"`
	ExpiresAt  time.Time `db:"expires_at"`
	Address    string    `db:"address"`
	UserAgent  string    `db:"user_agent"`

	LockedAt    *time.Time `db:"locked_at"`
	PINFailures int64      `db:"pin_failures"`
}

// account is what sign-in and sessions need to know of a user.
type accountRow struct {
	ID           int64  `db:"id"`
	UserID       string `db:"user_id"`
	GivenName    string `db:"given_name"`
	FamilyName   string `db:"family_name"`
	PasswordHash string `db:"password_hash"`
	Active       bool   `db:"active"`
	DepartmentID *int64 `db:"department_id"`
	PINHash      string `db:"pin_hash"`

	MustChangePassword bool       `db:"must_change_password"`
	SecondFactorAt     *time.Time `db:"second_factor_at"`
}

type account struct {
	accountRow
	// SecondFactorRoles is the setting of that name, nil when nobody set it.
	SecondFactorRoles *string `db:"second_factor_roles"`
	PhotoID           *int64  `db:"photo_id"`
}

func (a account) name() string { return displayName(a.GivenName, a.FamilyName, a.UserID) }

// findUsers returns the users that meet cond, by user ID.
func findUsers(ctx context.Context, tx *sqldb.Tx, cond string, args ...any) ([]User, error) {
	return selectUsers(ctx, tx, cond+` ORDER BY user_id`, args...)
}

func selectUsers(ctx context.Context, tx *sqldb.Tx, rest string, args ...any) ([]User, error) {
	users, err := sqldb.All[User](ctx, tx, `SELECT `+sqldb.Columns[User]("")+` FROM users WHERE `+rest, args...)
	if err != nil {
		return nil, fmt.Errorf("find users: %w", err)
	}
	for i := range users {
		u := &users[i]
		u.Name = displayName(u.GivenName, u.FamilyName, u.UserID)
	}
	return users, nil
}

// right is a role or a permission of a user.
type right struct {
	UserID int64  `db:"user_id"`
	Role   string `db:"role"`
	Single string `db:"permission"`
}

func rightsOf(ctx context.Context, tx *sqldb.Tx, ids ...int64) ([]right, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	in := sqldb.In(len(ids))
	rows, err := sqldb.All[right](ctx, tx, `SELECT user_id, role, '' AS permission FROM user_roles WHERE user_id IN (`+in+`)
		UNION ALL SELECT user_id, '' AS role, permission FROM user_permissions WHERE user_id IN (`+in+`)
		ORDER BY role, permission`, append(sqldb.Args(ids), sqldb.Args(ids)...)...)
	if err != nil {
		return nil, fmt.Errorf("read rights of users: %w", err)
	}
	return rows, nil
}

// fillUsers reads the roles, permissions and profile pictures of the users.
func fillUsers(ctx context.Context, tx *sqldb.Tx, users []User) error {
	if err := fillRights(ctx, tx, users); err != nil || len(users) == 0 {
		return err
	}
	ids := make([]int64, len(users))
	for i, u := range users {
		ids[i] = u.ID
	}
	photos, err := profilePhotos(ctx, tx, ids)
	for i := range users {
		if id, ok := photos[users[i].ID]; ok {
			users[i].PhotoID = &id
		}
	}
	return err
}

// fillRights reads the roles and permissions of the users.
func fillRights(ctx context.Context, tx *sqldb.Tx, users []User) error {
	ids := make([]int64, len(users))
	byID := make(map[int64]*User, len(users))
	for i := range users {
		u := &users[i]
		u.Roles, u.Permissions = []authz.Role{}, []authz.Permission{}
		ids[i], byID[u.ID] = u.ID, u
	}
	rights, err := rightsOf(ctx, tx, ids...)
	for _, r := range rights {
		u := byID[r.UserID]
		if r.Role != "" {
			u.Roles = append(u.Roles, authz.Role(r.Role))
		} else {
			u.Permissions = append(u.Permissions, authz.Permission(r.Single))
		}
	}
	for i := range users {
		users[i].Roles = inOrder(users[i].Roles, authz.Roles())
	}
	return err
}

func writeRights(ctx context.Context, tx *sqldb.Tx, id int64, f UserFields) error {
	if err := dropRights(ctx, tx, id); err != nil {
		return err
	}
	if err := insertPairs(ctx, tx, `INSERT INTO user_roles (user_id, role) VALUES `, id, f.Roles); err != nil {
		return err
	}
	return insertPairs(ctx, tx, `INSERT INTO user_permissions (user_id, permission) VALUES `, id, f.Permissions)
}

func insertPairs[T ~string](ctx context.Context, tx *sqldb.Tx, insert string, id int64, values []T) error {
	if len(values) == 0 {
		return nil
	}
	var args []any
	for _, v := range values {
		args = append(args, id, string(v))
	}
	if _, err := tx.Exec(ctx, insert+strings.TrimSuffix(strings.Repeat("(?, ?), ", len(values)), ", "), args...); err != nil {
		return fmt.Errorf("write rights of user %d: %w", id, err)
	}
	return nil
}

func dropRights(ctx context.Context, tx *sqldb.Tx, id int64) error {
	for _, table := range []string{"user_roles", "user_permissions"} {
		if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE user_id = ?`, id); err != nil {
			return fmt.Errorf("drop rights of user %d: %w", id, err)
		}
	}
	return nil
}

// endSessions ends the sessions of a user, all but the one to keep (0 for none),
// and returns how many there were.
func endSessions(ctx context.Context, tx *sqldb.Tx, userID, keep int64) (int64, error) {
	n, err := tx.Exec(ctx, `DELETE FROM sessions WHERE user_id = ? AND id <> ?`, userID, keep)
	if err != nil {
		return 0, fmt.Errorf("end sessions of user %d: %w", userID, err)
	}
	return n, nil
}

// findAccount returns the account that a user ID or an id belongs to; ok is
// false when there is none.
func findAccount(ctx context.Context, tx *sqldb.Tx, cond string, arg any) (a account, ok bool, err error) {
	a, err = sqldb.One[account](ctx, tx, `SELECT `+sqldb.Columns[accountRow]("")+`,
		(SELECT value FROM settings WHERE name = ?) AS second_factor_roles,
		(SELECT id FROM user_photos WHERE profile_of_id = users.id) AS photo_id
		FROM users WHERE `+cond, secondFactorRoles, arg)
	if errors.Is(err, sqldb.ErrNoRows) {
		return a, false, nil
	}
	if err != nil {
		return a, false, fmt.Errorf("find account: %w", err)
	}
	return a, true, nil
}

// callerOf returns the account as the one who acts in a session.
func callerOf(ctx context.Context, tx *sqldb.Tx, a account, session sessionRow) (authz.Caller, error) {
	by := authz.From(ctx)
	c := authz.Caller{ID: a.ID, UserID: a.UserID, Name: a.name(), SessionID: session.ID, Address: by.Address, RequestID: by.RequestID}
	rights, err := rightsOf(ctx, tx, a.ID)
	for _, r := range rights {
		if r.Role != "" {
			c.Roles = append(c.Roles, authz.Role(r.Role))
		} else {
			c.Granted = append(c.Granted, authz.Permission(r.Single))
		}
	}
	c.Roles = inOrder(c.Roles, authz.Roles())
	c.Bar = barOf(session, a, c.Roles)
	return c, err
}

// needsSecondFactor reports whether one of the roles must have a second factor.
func (a *account) needsSecondFactor(roles []authz.Role) bool {
	if a.SecondFactorRoles == nil {
		return false
	}
	needed := splitRoles(*a.SecondFactorRoles)
	return slices.ContainsFunc(roles, func(r authz.Role) bool { return slices.Contains(needed, r) })
}

// barOf is what keeps the session from its work, if anything.
func barOf(session sessionRow, a account, roles []authz.Role) authz.Bar {
	switch {
	case session.LockedAt != nil:
		return authz.Locked
	case a.MustChangePassword:
		return authz.PasswordChangeDue
	case a.SecondFactorAt == nil && a.needsSecondFactor(roles):
		return authz.SecondFactorNeeded
	}
	return ""
}

// wordRow is one word by which a user is found.
type wordRow struct {
	Word   string `db:"word"`
	UserID int64  `db:"user_id"`
}

// wordLength is the longest indexed word, in bytes.
const wordLength = 60

func trimWord(w string) string {
	if len(w) <= wordLength {
		return w
	}
	return strings.ToValidUTF8(w[:wordLength], "")
}

// indexWords notes the words by which users without any are found.
func indexWords(ctx context.Context, tx *sqldb.Tx, users []User) error {
	var rows []wordRow
	for _, u := range users {
		var words []string
		for _, w := range u.wordsOf() {
			words = append(words, trimWord(w))
		}
		slices.Sort(words)
		for _, w := range slices.Compact(words) {
			rows = append(rows, wordRow{w, u.ID})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	if err := sqldb.InsertAll(ctx, tx, "user_words", rows); err != nil {
		return fmt.Errorf("note the words of users: %w", err)
	}
	return nil
}

func dropWords(ctx context.Context, tx *sqldb.Tx, id int64) error {
	if _, err := tx.Exec(ctx, `DELETE FROM user_words WHERE user_id = ?`, id); err != nil {
		return fmt.Errorf("drop the words of user %d: %w", id, err)
	}
	return nil
}

// IndexUsers makes the users findable who were there before the index was.
func IndexUsers(ctx context.Context, tx *sqldb.Tx) error {
	users, err := findUsers(ctx, tx, `NOT EXISTS (SELECT 1 FROM user_words w WHERE w.user_id = users.id)`)
	if err != nil {
		return err
	}
	return indexWords(ctx, tx, users)
}

func refusedWrite(err error, f UserFields) error {
	switch {
	case errors.Is(err, sqldb.ErrDuplicate):
		return errs.Conflictf("There is already a user %s.", f.UserID).At("user_id", "is taken")
	case errors.Is(err, sqldb.ErrReferenced):
		return errs.InvalidField("department_id", "there is no such department")
	}
	return fmt.Errorf("save user %s: %w", f.UserID, err)
}
