package staff

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/code"
	"talaan/internal/errs"
	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
)

// onceLength is how many characters of code.Alphabet a one-time code has: 59 bits.
const onceLength = 12

// newOnce draws a one-time code, in groups of four for the eye.
func (s *Staff) newOnce() (string, error) {
	c, err := code.New(s.random, onceLength)
	if err != nil {
		return "", err
	}
	return c[:4] + "-" + c[4:8] + "-" + c[8:], nil
}

// bareOnce is a one-time code as it is compared: however it was typed.
func bareOnce(typed string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(code.Alphabet, r) {
			return r
		}
		return -1
	}, strings.ToUpper(typed))
}

// onceHash is what is stored of a one-time code: with the database alone it
// cannot be found again.
func (s *Staff) onceHash(purpose string, userID int64, typed string) string {
	m := hmac.New(sha256.New, s.keys.Key(purpose))
	_, _ = fmt.Fprintf(m, "%d %s", userID, bareOnce(typed)) // never fails (documented)
	return hex.EncodeToString(m.Sum(nil))
}

// Purposes of one-time codes.
const (
	resetPurpose    = "password reset codes"
	recoveryPurpose = "recovery codes"
)

// ResetCode is shown once to whoever made it, who tells the user.
type ResetCode struct {
	Code      string    `json:"code" doc:"Sets a new password, once; it is not shown again"`
	ExpiresAt time.Time `json:"expires_at"`
}

type resetRow struct {
	UserID    int64     `db:"user_id"`
	CodeHash  string    `db:"code_hash"`
	ExpiresAt time.Time `db:"expires_at"`
}

// MakeResetCode gives the user a one-time code for a new password; an earlier
// one is good no more. The present password stays until the code is used.
func (s *Staff) MakeResetCode(ctx context.Context, userID int64) (ResetCode, error) {
	once, err := s.newOnce()
	if err != nil {
		return ResetCode{}, err
	}
	out := ResetCode{Code: once}
	err = s.db.InTx(ctx, func(tx *sqldb.Tx) error {
		if _, err := tx.Lock(ctx, "users", userID); err != nil {
			return err
		}
		u, err := GetUser(ctx, tx, userID)
		if err != nil {
			return err
		}
		if err := mayManage(ctx, u); err != nil {
			return err
		}
		if !u.Active {
			return errs.Conflictf("%s is not active. Activate the user first.", u.Name)
		}
		rules, _, err := s.rules.Load(ctx, tx)
		if err != nil {
			return err
		}
		out.ExpiresAt = tx.Now.Add(time.Duration(rules.ResetCodeHours) * time.Hour)
		if _, err := tx.Exec(ctx, `DELETE FROM reset_codes WHERE user_id = ?`, userID); err != nil {
			return fmt.Errorf("replace the reset code of user %d: %w", userID, err)
		}
		row := resetRow{userID, s.onceHash(resetPurpose, userID, once), out.ExpiresAt}
		if err := sqldb.InsertAll(ctx, tx, "reset_codes", []resetRow{row}); err != nil {
			return fmt.Errorf("keep the reset code of user %d: %w", userID, err)
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "gave a one-time code for a new password", Entity: "user", ID: userID})
	})
	return out, err
}

// errWrongReset is the one answer for an unknown user and a wrong, used or expired code.
func errWrongReset() error {
	return errs.InvalidField("code", "does not fit this user ID, was used already, or has expired")
}

// redeemBody is what a user sends who forgot the password.
type redeemBody struct {
	UserID      string         `json:"user_id" minLength:"1" maxLength:"60"`
	Code        httpapi.Secret `json:"code" minLength:"1" maxLength:"60" doc:"The one-time code; case and dashes do not matter"`
	NewPassword httpapi.Secret `json:"new_password" clean:"no" doc:"10 to 128 characters, and none of the commonest"`
}

// redeem sets a new password with a one-time code and ends the user's sessions.
// It answers alike for an unknown user and a wrong code.
func (s *Staff) redeem(ctx context.Context, body redeemBody, p peer) error {
	userID := foldUserID(body.UserID)
	err := s.db.View(ctx, func(tx *sqldb.Tx) error {
		return refusePersonal(ctx, tx, string(body.NewPassword), "new_password", userID)
	})
	if err != nil {
		return err
	}
	try := s.attemptBy(ctx, userID, p)
	if err := s.throttle.begin(ctx, try, s.clock.Now()); err != nil {
		return err
	}
	became := failed
	defer func() { s.throttle.end(try, became) }()
	hash, err := hashNew(ctx, string(body.NewPassword), "new_password")
	if err != nil {
		became = undecided
		return err
	}
	fits := false
	err = s.db.InTx(ctx, func(tx *sqldb.Tx) (err error) {
		fits, err = s.redeemIn(ctx, tx, userID, string(body.Code), hash)
		return err
	})
	if err == nil && !fits {
		err = errWrongReset()
	}
	if err == nil {
		became = succeeded
	}
	return err
}

// redeemIn reports whether the code fits; if so, the password is set.
func (s *Staff) redeemIn(ctx context.Context, tx *sqldb.Tx, userID, typed, hash string) (bool, error) {
	a, known, err := findAccount(ctx, tx, "user_id = ?", userID)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, `DELETE FROM reset_codes WHERE user_id = ? AND code_hash = ? AND expires_at > ?`, a.ID, s.onceHash(resetPurpose, a.ID, typed), tx.Now)
	if err != nil {
		return false, fmt.Errorf("use the reset code of user %d: %w", a.ID, err)
	}
	if n == 0 || !known || !a.Active {
		return false, noteFailure(ctx, tx, a.ID, "failed to use a one-time code")
	}
	if _, err := endSessions(ctx, tx, a.ID, 0); err != nil {
		return false, err
	}
	if _, err := tx.Exec(ctx, `UPDATE users SET pin_hash = '' WHERE id = ?`, a.ID); err != nil {
		return false, fmt.Errorf("forget the PIN of user %d: %w", a.ID, err)
	}
	by := authz.From(ctx)
	by.ID, by.Name = a.ID, a.name()
	return true, setPassword(authz.With(ctx, by), tx, a.ID, hash, false, "set a new password with a one-time code")
}

// passwordBody changes one's own password.
type passwordBody struct {
	CurrentPassword httpapi.Secret `json:"current_password" clean:"no" minLength:"1" maxLength:"1000"`
	NewPassword     httpapi.Secret `json:"new_password" clean:"no" doc:"10 to 128 characters, and none of the commonest"`
}

// changeMyPassword replaces the caller's password and ends their other sessions.
func (s *Staff) changeMyPassword(ctx context.Context, body passwordBody) error {
	by := authz.From(ctx)
	if body.NewPassword == body.CurrentPassword {
		return errs.InvalidField("new_password", "is the present one; choose another")
	}
	hash, err := hashNew(ctx, string(body.NewPassword), "new_password")
	if err != nil {
		return err
	}
	a, err := s.confirmPassword(ctx, body.CurrentPassword, "current_password")
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *sqldb.Tx) error {
		if err := refusePersonal(ctx, tx, string(body.NewPassword), "new_password", by.UserID); err != nil {
			return err
		}
		if _, err := tx.Lock(ctx, "users", by.ID); err != nil {
			return err
		}
		still, ok, err := findAccount(ctx, tx, "id = ?", by.ID)
		if err != nil {
			return err
		}
		if !ok || still.PasswordHash != a.PasswordHash {
			return errs.Conflictf("The password was changed meanwhile.")
		}
		if _, err := endSessions(ctx, tx, by.ID, by.SessionID); err != nil {
			return err
		}
		return setPassword(ctx, tx, by.ID, hash, false, "changed the password")
	})
}

// SetPassword gives a user a password, as the command line does, and ends their sessions.
func SetPassword(ctx context.Context, tx *sqldb.Tx, userID int64, hash string, mustChange bool) error {
	if _, err := endSessions(ctx, tx, userID, 0); err != nil {
		return err
	}
	return setPassword(ctx, tx, userID, hash, mustChange, "set the password")
}

// FindUser returns the user who signs in with this ID, or errs.NotFound.
func FindUser(ctx context.Context, tx *sqldb.Tx, userID string) (User, error) {
	users, err := findUsers(ctx, tx, "user_id = ?", foldUserID(userID))
	if err != nil {
		return User{}, err
	}
	if len(users) == 0 {
		return User{}, errs.NotFoundf("There is no user %s.", userID)
	}
	err = fillUsers(ctx, tx, users)
	return users[0], err
}
