package staff

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/fold"
	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
)

// newUser is what makes a user.
type newUser struct {
	UserFields
	Active   bool           `json:"active" doc:"true unless said otherwise"`
	Password httpapi.Secret `json:"password" need:"create" clean:"no" doc:"10 to 128 characters, and none of the commonest"`

	MustChangePassword bool `json:"must_change_password" doc:"The user must choose another password at the first sign-in; false unless said otherwise"`
}

// userChange is what may be changed in a user.
type userChange struct {
	UserFields
	Active   bool           `json:"active" doc:"false ends the user's sessions"`
	Password httpapi.Secret `json:"password" clean:"no" doc:"A new password, 10 to 128 characters, and none of the commonest; it ends the user's sessions"`

	MustChangePassword bool `json:"must_change_password" doc:"The user may do nothing until they have chosen a password"`
}

// CreateUser adds an active user. passwordHash is from HashPassword.
func CreateUser(ctx context.Context, tx *sqldb.Tx, fields UserFields, passwordHash string) (User, error) {
	return createUser(ctx, tx, User{UserFields: fields, Active: true}, passwordHash)
}

func createUser(ctx context.Context, tx *sqldb.Tx, u User, passwordHash string) (User, error) {
	u.CreatedAt, u.Version = tx.Now, 1
	if err := u.check(tx.Now); err != nil {
		return u, err
	}
	if err := mayManage(ctx, u); err != nil {
		return u, err
	}
	u.Name = displayName(u.GivenName, u.FamilyName, u.UserID)
	id, err := sqldb.Insert(ctx, tx, "users", userRow{User: u, PasswordHash: passwordHash})
	if err != nil {
		return u, refusedWrite(err, u.UserFields)
	}
	u.ID = id
	if err := writeRights(ctx, tx, id, u.UserFields); err != nil {
		return u, err
	}
	if err := indexWords(ctx, tx, []User{u}); err != nil {
		return u, err
	}
	return u, audit.Record(ctx, tx, audit.Entry{Action: "created", Entity: "user", ID: id, After: u})
}

// GetUser returns a user, or errs.NotFound.
func GetUser(ctx context.Context, tx *sqldb.Tx, id int64) (User, error) {
	users, err := findUsers(ctx, tx, "id = ?", id)
	if err != nil {
		return User{}, err
	}
	if len(users) == 0 {
		return User{}, errs.NotFoundf("There is no user %d.", id)
	}
	err = fillUsers(ctx, tx, users)
	return users[0], err
}

// mayManage refuses to make, change or reset someone who may do more than the
// caller: nobody gives rights that they do not hold, nor takes over who has them.
func mayManage(ctx context.Context, users ...User) error {
	by := authz.From(ctx)
	if by.ID == 0 { // the command line on the server, or the first run
		return nil
	}
	for _, u := range users {
		for _, p := range (authz.Caller{ID: u.ID + 1, Roles: u.Roles, Granted: u.Permissions}).Permissions() {
			if !by.Can(p) {
				return errs.Forbiddenf("%s may do, or would then be able to do, what you may not. Ask someone who holds these rights.", displayName(u.GivenName, u.FamilyName, u.UserID))
			}
		}
	}
	return nil
}

// changeUser writes the sent fields of a user; hash is of the new password, or
// empty. A new password and a deactivation end the user's sessions.
func changeUser(ctx context.Context, tx *sqldb.Tx, id int64, patch *httpapi.Patch[userChange], hash string) (User, error) {
	if _, err := tx.Touch(ctx, "users", id); err != nil {
		return User{}, err
	}
	u, err := GetUser(ctx, tx, id)
	if err != nil {
		return u, err
	}
	before := u
	before.Version--
	if patch.Stale(before.Version) {
		return u, httpapi.Stale(before)
	}
	c := userChange{UserFields: copyFields(u.UserFields), Active: u.Active, MustChangePassword: u.MustChangePassword}
	if err := patch.Apply(&c); err != nil {
		return u, err
	}
	u.UserFields, u.Active, u.MustChangePassword = c.UserFields, c.Active, c.MustChangePassword
	if err := u.check(tx.Now); err != nil {
		return u, err
	}
	if err := mayManage(ctx, before, u); err != nil {
		return u, err
	}
	if err := refusePersonal(ctx, tx, string(c.Password), "password", u.UserID); err != nil {
		return u, err
	}
	u.Name = displayName(u.GivenName, u.FamilyName, u.UserID)
	return u, saveUser(ctx, tx, before, u, hash)
}

func saveUser(ctx context.Context, tx *sqldb.Tx, before, u User, hash string) error {
	if err := keepAnAdmin(ctx, tx, before, u.isAdmin()); err != nil {
		return err
	}
	if err := sqldb.Update(ctx, tx, "users", u.ID, u); err != nil {
		return refusedWrite(err, u.UserFields)
	}
	if !slices.Equal(before.Roles, u.Roles) || !slices.Equal(before.Permissions, u.Permissions) {
		if err := writeRights(ctx, tx, u.ID, u.UserFields); err != nil {
			return err
		}
	}
	if !slices.Equal(before.wordsOf(), u.wordsOf()) {
		if err := dropWords(ctx, tx, u.ID); err != nil {
			return err
		}
		if err := indexWords(ctx, tx, []User{u}); err != nil {
			return err
		}
	}
	if hash != "" {
		if err := setPassword(ctx, tx, u.ID, hash, u.MustChangePassword, "set the password"); err != nil {
			return err
		}
	}
	if hash != "" || !u.Active {
		if _, err := endSessions(ctx, tx, u.ID, 0); err != nil {
			return err
		}
	}
	return audit.Record(ctx, tx, audit.Entry{Action: "changed", Entity: "user", ID: u.ID, Before: before, After: u})
}

// setPassword replaces the password of a user, and forgets a reset code. Whoever
// calls it ends the sessions that must end.
func setPassword(ctx context.Context, tx *sqldb.Tx, id int64, hash string, mustChange bool, action string) error {
	if _, err := tx.Exec(ctx, `UPDATE users SET password_hash = ?, must_change_password = ? WHERE id = ?`, hash, mustChange, id); err != nil {
		return fmt.Errorf("set password of user %d: %w", id, err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM reset_codes WHERE user_id = ?`, id); err != nil {
		return fmt.Errorf("forget the reset code of user %d: %w", id, err)
	}
	return audit.Record(ctx, tx, audit.Entry{Action: action, Entity: "user", ID: id})
}

// keepAnAdmin refuses the loss of the last active Admin. Of two who try at
// once, the second waits on the counter until the first is decided.
func keepAnAdmin(ctx context.Context, tx *sqldb.Tx, before User, staysAdmin bool) error {
	if !before.isAdmin() || staysAdmin {
		return nil
	}
	if _, err := tx.Next(ctx, "admins removed"); err != nil {
		return err
	}
	others, err := sqldb.One[int64](ctx, tx, `SELECT COUNT(*) FROM users WHERE active = 1 AND id <> ? AND id IN (SELECT user_id FROM user_roles WHERE role = ?)`, before.ID, string(authz.Admin))
	if err != nil {
		return fmt.Errorf("count the Admins: %w", err)
	}
	if others == 0 {
		return errs.Conflictf("%s is the last Admin. Make someone else an Admin first.", before.Name)
	}
	return nil
}

// removeUser deletes a user who has left no trace on any record.
func removeUser(ctx context.Context, tx *sqldb.Tx, id int64) error {
	if _, err := tx.Touch(ctx, "users", id); err != nil {
		return err
	}
	u, err := GetUser(ctx, tx, id)
	if err != nil {
		return err
	}
	u.Version--
	if err := mayManage(ctx, u); err != nil {
		return err
	}
	if err := keepAnAdmin(ctx, tx, u, false); err != nil {
		return err
	}
	for _, table := range []string{"sessions", "user_words", "reset_codes", "recovery_codes", "second_factors", "user_photos"} {
		if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE user_id = ?`, id); err != nil {
			return fmt.Errorf("delete from %s what belongs to user %d: %w", table, id, err)
		}
	}
	if err := dropRights(ctx, tx, id); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `DELETE FROM users WHERE id = ?`, id)
	if errors.Is(err, sqldb.ErrReferenced) {
		return errs.Conflictf("%s has worked on records, so the user is kept. Deactivate the user instead.", u.Name)
	}
	if err != nil {
		return fmt.Errorf("delete user %d: %w", id, err)
	}
	return audit.Record(ctx, tx, audit.Entry{Action: "deleted", Entity: "user", ID: id, Before: u})
}

// userFilter chooses users; blank fields do not restrict.
type userFilter struct {
	words        string // of the name or the user ID
	role         authz.Role
	active       string // "true" or "false"
	departmentID int64
	after        string // only user IDs after this one
}

// listUsers returns a page of users by user ID, and one more when there is one.
func listUsers(ctx context.Context, tx *sqldb.Tx, f userFilter, limit int) ([]User, error) {
	cond, args := "user_id > ?", []any{f.after}
	if f.role != "" {
		cond += " AND id IN (SELECT user_id FROM user_roles WHERE role = ?)"
		args = append(args, string(f.role))
	}
	if f.active != "" {
		cond += " AND active = ?"
		args = append(args, f.active == "true")
	}
	if f.departmentID != 0 {
		cond += " AND department_id = ?"
		args = append(args, f.departmentID)
	}
	for _, w := range fold.Words(f.words) {
		w = trimWord(w)
		cond += " AND id IN (SELECT user_id FROM user_words WHERE word >= ? AND word < ?)"
		args = append(args, w, w+"\U0010FFFF") // which sorts after every letter
	}
	users, err := selectUsers(ctx, tx, cond+` ORDER BY user_id LIMIT ?`, append(args, limit+1)...)
	if err != nil {
		return nil, err
	}
	return users, fillUsers(ctx, tx, users)
}

// Names returns how the users are called, by id; ids without a user are absent.
func Names(ctx context.Context, tx *sqldb.Tx, ids []int64) (map[int64]string, error) {
	names := make(map[int64]string, len(ids))
	if len(ids) == 0 {
		return names, nil
	}
	ids = slices.Clone(ids)
	slices.Sort(ids)
	ids = slices.Compact(ids)
	users, err := findUsers(ctx, tx, "id IN ("+sqldb.In(len(ids))+")", sqldb.Args(ids)...)
	for _, u := range users {
		names[u.ID] = u.Name
	}
	return names, err
}

// NameEach fills in how the users are called that rows refer to; who tells a
// row's user, 0 for none, and where the name belongs.
func NameEach[T any](ctx context.Context, tx *sqldb.Tx, rows []T, who func(row *T) (id int64, name *string)) error {
	ids := make([]int64, 0, len(rows))
	for i := range rows {
		id, _ := who(&rows[i])
		ids = append(ids, id)
	}
	names, err := Names(ctx, tx, ids)
	for i := range rows {
		id, name := who(&rows[i])
		*name = names[id]
	}
	return err
}
