package staff

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/department"
	"talaan/internal/errs"
	"talaan/internal/sqldb"
)

// tokenBytes is how much chance is in a session token.
const tokenBytes = 32

// useInterval is how often the use of a session is written down at the most.
const useInterval = time.Minute

// UserDepartment is the department a user belongs to.
type UserDepartment struct {
	_ struct{} `nullable:"true"`

	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// Me is the signed-in user, as the page needs to know.
type Me struct {
	ID          int64              `json:"id"`
	UserID      string             `json:"user_id"`
	Name        string             `json:"name"`
	Roles       []authz.Role       `json:"roles"`
	Permissions []authz.Permission `json:"permissions" doc:"Everything the user may do, by role or given singly"`
	Department  *UserDepartment    `json:"department"`

	PhotoID               *int64 `json:"photo_id,omitempty" doc:"My profile picture; absent when there is none"`
	HasPIN                bool   `json:"has_pin,omitempty" doc:"A PIN unlocks my sessions"`
	SecondFactor          bool   `json:"second_factor,omitempty" doc:"A code is asked for when I sign in"`
	Locked                bool   `json:"locked,omitempty" doc:"This session is locked: until it is unlocked all else answers 423"`
	MustChangePassword    bool   `json:"must_change_password,omitempty" doc:"I must choose a password: until then all else answers 403"`
	MustSetUpSecondFactor bool   `json:"must_set_up_second_factor,omitempty" doc:"My role requires a second factor: until it is set up all else answers 403"`
}

// Session is what a successful sign-in gives.
type Session struct {
	Token     string    `json:"token" doc:"Send it as Authorization: Bearer; it is not shown again"`
	ExpiresAt time.Time `json:"expires_at" doc:"When the session ends unless it is used before"`
	User      Me        `json:"user"`
}

// OpenSession is one of the places where a user is signed in.
type OpenSession struct {
	ID         int64      `json:"id" db:"id"`
	CreatedAt  time.Time  `json:"created_at" db:"created_at"`
	LastUsedAt time.Time  `json:"last_used_at" db:"last_used_at" doc:"To the minute"`
	Address    string     `json:"address" db:"address"`
	UserAgent  string     `json:"user_agent" db:"user_agent"`
	LockedAt   *time.Time `json:"locked_at" db:"locked_at" doc:"Since when it is locked; null when it is not"`
	Current    bool       `json:"current" doc:"The session of this very request"`
}

var errSessionEnded = errs.Unauthenticatedf("Your session has ended. Please sign in again.")

// newToken draws a session token.
func newToken(random io.Reader) (string, error) {
	b := make([]byte, tokenBytes)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", fmt.Errorf("draw a session token: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

// tokenHash is what is stored of a token, so that a stolen database signs nobody in.
func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// errAccountChanged: the account is not as it was when its password was checked.
var errAccountChanged = errors.New("the account changed meanwhile")

// open begins a session for a whose password was right a moment ago. It returns
// errAccountChanged when the password, or whether a code is needed, changed meanwhile.
func (s *Staff) open(ctx context.Context, tx *sqldb.Tx, a account, token string, p peer) (Session, error) {
	rules, _, err := s.rules.Load(ctx, tx)
	if err != nil {
		return Session{}, err
	}
	row := sessionRow{
		TokenHash: tokenHash(token), UserID: a.ID, CreatedAt: tx.Now, LastUsedAt: tx.Now, ExpiresAt: rules.expiry(tx.Now, tx.Now),
		Address: authz.From(ctx).Address, UserAgent: shorten(p.userAgent, 300),
	}
	row.ID, err = sqldb.Insert(ctx, tx, "sessions", row)
	if err != nil {
		return Session{}, fmt.Errorf("open a session for user %d: %w", a.ID, err)
	}
	// The new row holds the user in place, so what is read now stays true.
	still, ok, err := findAccount(ctx, tx, "id = ?", a.ID)
	if err != nil {
		return Session{}, err
	}
	if !ok || !still.Active || still.PasswordHash != a.PasswordHash || (still.SecondFactorAt == nil) != (a.SecondFactorAt == nil) {
		return Session{}, errAccountChanged
	}
	who, err := callerOf(ctx, tx, still, row)
	if err != nil {
		return Session{}, err
	}
	me, err := meOf(ctx, tx, who, still)
	if err != nil {
		return Session{}, err
	}
	err = audit.Record(authz.With(ctx, who), tx, audit.Entry{Action: "signed in", Entity: "user", ID: a.ID})
	return Session{Token: token, ExpiresAt: row.ExpiresAt, User: me}, err
}

// shorten cuts s to n characters and drops what is not text.
func shorten(s string, n int) string {
	runes := []rune(strings.ToValidUTF8(s, ""))
	return string(runes[:min(len(runes), n)])
}

func meOf(ctx context.Context, tx *sqldb.Tx, c authz.Caller, a account) (Me, error) {
	me := Me{
		ID: c.ID, UserID: c.UserID, Name: c.Name, Roles: c.Roles, Permissions: c.Permissions(),
		PhotoID: a.PhotoID, HasPIN: a.PINHash != "", SecondFactor: a.SecondFactorAt != nil,
		Locked: c.Bar == authz.Locked, MustChangePassword: a.MustChangePassword,
		MustSetUpSecondFactor: a.SecondFactorAt == nil && a.needsSecondFactor(c.Roles),
	}
	departmentID := a.DepartmentID
	if me.Roles == nil {
		me.Roles = []authz.Role{}
	}
	if departmentID == nil {
		return me, nil
	}
	d, err := department.Departments.Get(ctx, tx, *departmentID)
	me.Department = &UserDepartment{ID: d.ID, Name: d.Name}
	return me, err
}

// whoAmI returns the caller as the page needs to know.
func whoAmI(ctx context.Context, tx *sqldb.Tx) (Me, error) {
	c := authz.From(ctx)
	a, ok, err := findAccount(ctx, tx, "id = ?", c.ID)
	if err != nil {
		return Me{}, err
	}
	if !ok {
		return Me{}, errSessionEnded
	}
	return meOf(ctx, tx, c, a)
}

// Authenticate returns who the session of this token belongs to, and notes
// that it was used, if it was. It answers errs.Unauthenticated for an unknown,
// expired or ended session and for an inactive user.
func (s *Staff) Authenticate(ctx context.Context, token string, used bool) (authz.Caller, error) {
	var who authz.Caller
	var session sessionRow
	var now time.Time
	err := s.db.View(ctx, func(tx *sqldb.Tx) error {
		now = tx.Now
		var err error
		session, err = findSession(ctx, tx, token)
		if err != nil {
			return err
		}
		a, ok, err := findAccount(ctx, tx, "id = ?", session.UserID)
		if err != nil {
			return err
		}
		if !ok || !a.Active {
			return errSessionEnded
		}
		who, err = callerOf(ctx, tx, a, session)
		return err
	})
	if err != nil || !used || session.LockedAt != nil || now.Sub(session.LastUsedAt) < useInterval {
		return who, err
	}
	return who, s.db.InTx(ctx, func(tx *sqldb.Tx) error { return s.noteUse(ctx, tx, session) })
}

// noteUse writes down that the session was used now.
func (s *Staff) noteUse(ctx context.Context, tx *sqldb.Tx, session sessionRow) error {
	rules, _, err := s.rules.Load(ctx, tx)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE sessions SET last_used_at = ?, expires_at = ? WHERE id = ?`, tx.Now, rules.expiry(session.CreatedAt, tx.Now), session.ID); err != nil {
		return fmt.Errorf("note the use of session %d: %w", session.ID, err)
	}
	return nil
}

func findSession(ctx context.Context, tx *sqldb.Tx, token string) (sessionRow, error) {
	row, err := sqldb.One[sessionRow](ctx, tx, `SELECT `+sqldb.Columns[sessionRow]("")+` FROM sessions WHERE token_hash = ? AND expires_at > ?`, tokenHash(token), tx.Now)
	if errors.Is(err, sqldb.ErrNoRows) {
		return row, errSessionEnded
	}
	if err != nil {
		return row, fmt.Errorf("find session: %w", err)
	}
	return row, nil
}

// sessionsOf lists where a user is signed in, the latest first.
func sessionsOf(ctx context.Context, tx *sqldb.Tx, userID int64) ([]OpenSession, error) {
	by := authz.From(ctx)
	rows, err := sqldb.All[OpenSession](ctx, tx, `SELECT `+sqldb.Columns[OpenSession]("")+` FROM sessions WHERE user_id = ? AND expires_at > ? ORDER BY last_used_at DESC, id DESC`, userID, tx.Now)
	if err != nil {
		return nil, fmt.Errorf("list sessions of user %d: %w", userID, err)
	}
	for i := range rows {
		rows[i].Current = rows[i].ID == by.SessionID
	}
	return rows, nil
}

// endSession ends one of the caller's own sessions.
func endSession(ctx context.Context, tx *sqldb.Tx, id int64) error {
	by := authz.From(ctx)
	n, err := tx.Exec(ctx, `DELETE FROM sessions WHERE id = ? AND user_id = ?`, id, by.ID)
	if err != nil {
		return fmt.Errorf("end session %d: %w", id, err)
	}
	if n == 0 {
		return errs.NotFoundf("You have no session %d.", id)
	}
	return audit.Record(ctx, tx, audit.Entry{Action: "signed out", Entity: "user", ID: by.ID})
}

// endMyOthers ends all of the caller's sessions but the present one.
func endMyOthers(ctx context.Context, tx *sqldb.Tx) error {
	by := authz.From(ctx)
	n, err := endSessions(ctx, tx, by.ID, by.SessionID)
	if err != nil || n == 0 {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Action: "ended the other sessions", Entity: "user", ID: by.ID})
}

// endUserSessions ends sessions of a user: one, or all when sessionID is 0.
func endUserSessions(ctx context.Context, tx *sqldb.Tx, userID, sessionID int64) error {
	u, err := GetUser(ctx, tx, userID)
	if err != nil {
		return err
	}
	if sessionID == 0 {
		_, err = endSessions(ctx, tx, userID, 0)
	} else {
		var n int64
		n, err = tx.Exec(ctx, `DELETE FROM sessions WHERE id = ? AND user_id = ?`, sessionID, userID)
		if err == nil && n == 0 {
			return errs.NotFoundf("%s has no session %d.", u.Name, sessionID)
		}
	}
	if err != nil {
		return fmt.Errorf("end sessions of user %d: %w", userID, err)
	}
	return audit.Record(ctx, tx, audit.Entry{Action: "ended the user's sessions", Entity: "user", ID: userID})
}

// DeleteExpired deletes the sessions and reset codes that have ended by themselves.
func DeleteExpired(ctx context.Context, tx *sqldb.Tx) error {
	for _, table := range []string{"sessions", "reset_codes"} {
		if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE expires_at <= ?`, tx.Now); err != nil {
			return fmt.Errorf("delete what expired from %s: %w", table, err)
		}
	}
	return nil
}

// Forget is for a database that comes back from a backup: its sessions and
// one-time codes do not come to life again.
func Forget(ctx context.Context, tx *sqldb.Tx) error {
	for _, table := range []string{"sessions", "reset_codes"} {
		if _, err := tx.Exec(ctx, `DELETE FROM `+table); err != nil {
			return fmt.Errorf("end all sessions: %w", err)
		}
	}
	return nil
}
