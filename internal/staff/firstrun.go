package staff

import (
	"context"
	"errors"
	"fmt"

	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/hospital"
	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
)

// FirstRunState says whether the first Admin is still to be made.
type FirstRunState struct {
	Needed      bool `json:"needed" doc:"There is no user yet"`
	AllowedHere bool `json:"allowed_here" doc:"This request comes from the server itself, where alone it can be done"`
}

// firstRunBody names the hospital and its first Admin.
type firstRunBody struct {
	HospitalName string         `json:"hospital_name" minLength:"1" maxLength:"200"`
	GivenName    string         `json:"given_name" minLength:"1" maxLength:"80"`
	FamilyName   string         `json:"family_name" minLength:"1" maxLength:"80"`
	UserID       string         `json:"user_id" minLength:"1" maxLength:"60" doc:"3 to 60 of a-z, 0-9, dot, dash and underscore"`
	Password     httpapi.Secret `json:"password" clean:"no" doc:"10 to 128 characters"`
}

var errFirstRunDone = errs.Conflictf("The first Admin has been made already. Please sign in.")

func noUserYet(ctx context.Context, tx *sqldb.Tx) (bool, error) {
	n, err := sqldb.One[int64](ctx, tx, `SELECT COUNT(*) FROM users`)
	if err != nil {
		return false, fmt.Errorf("count users: %w", err)
	}
	return n == 0, nil
}

// firstRun names the hospital, makes its first Admin and signs them in.
func (s *Staff) firstRun(ctx context.Context, body firstRunBody, p peer) (Session, error) {
	by := authz.From(ctx)
	if !p.onServer(by.Address) {
		return Session{}, errs.Forbiddenf("The first Admin is made on the server itself: open the page there, at http://localhost.")
	}
	by.Name = "First run"
	ctx = authz.With(ctx, by)
	if err := s.db.View(ctx, func(tx *sqldb.Tx) error { return mustBeFirst(ctx, tx) }); err != nil {
		return Session{}, err
	}
	if err := personalFault(string(body.Password), "password", body.UserID, body.HospitalName); err != nil {
		return Session{}, err
	}
	hash, err := HashPassword(ctx, string(body.Password))
	if err != nil {
		return Session{}, err
	}
	token, err := newToken(s.random)
	if err != nil {
		return Session{}, err
	}
	var out Session
	err = s.db.InTx(ctx, func(tx *sqldb.Tx) error {
		admin, err := makeFirstAdmin(ctx, tx, body, hash)
		if err != nil {
			return err
		}
		out, err = s.open(ctx, tx, account{accountRow: accountRow{ID: admin.ID, PasswordHash: hash}}, token, p)
		return err
	})
	return out, err
}

// mustBeFirst refuses when there is a user.
func mustBeFirst(ctx context.Context, tx *sqldb.Tx) error {
	none, err := noUserYet(ctx, tx)
	if err == nil && !none {
		return errFirstRunDone
	}
	return err
}

// makeFirstAdmin works once: the second of two at once finds the setting taken.
func makeFirstAdmin(ctx context.Context, tx *sqldb.Tx, body firstRunBody, hash string) (User, error) {
	_, err := tx.Exec(ctx, `INSERT INTO settings (name, value) VALUES (?, ?)`, "first_run", "done")
	if errors.Is(err, sqldb.ErrDuplicate) {
		return User{}, errFirstRunDone
	}
	if err != nil {
		return User{}, fmt.Errorf("claim the first run: %w", err)
	}
	if err := mustBeFirst(ctx, tx); err != nil {
		return User{}, err
	}
	if err := hospital.SetName(ctx, tx, body.HospitalName); err != nil {
		return User{}, err
	}
	return CreateUser(ctx, tx, UserFields{
		UserID: body.UserID, GivenName: body.GivenName, FamilyName: body.FamilyName, Roles: []authz.Role{authz.Admin},
	}, hash)
}
