package staff

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
)

// pinTries is how many wrong PINs a locked session takes before it wants the password.
const pinTries = 5

var pinForm = regexp.MustCompile(`^[0-9]{4,8}$`)

// PINs that run up or down the keys are guessed first.
const (
	digitsUp   = "01234567890123456789"
	digitsDown = "98765432109876543210"
)

// hashPIN checks a new PIN and returns its hash.
func hashPIN(ctx context.Context, pin string) (string, error) {
	if !pinForm.MatchString(pin) {
		return "", errs.InvalidField("pin", "must be 4 to 8 digits")
	}
	if strings.Contains(digitsUp, pin) || strings.Contains(digitsDown, pin) || strings.Count(pin, pin[:1]) == len(pin) {
		return "", errs.InvalidField("pin", "would be guessed first; choose other digits")
	}
	return hash(ctx, pin)
}

// setPIN sets the caller's PIN, or takes it away when pinHash is blank.
func (s *Staff) setPIN(ctx context.Context, pinHash string) error {
	by := authz.From(ctx)
	action := "set the PIN"
	if pinHash == "" {
		action = "removed the PIN"
	}
	return s.db.InTx(ctx, func(tx *sqldb.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE users SET pin_hash = ? WHERE id = ?`, pinHash, by.ID); err != nil {
			return fmt.Errorf("set the PIN of user %d: %w", by.ID, err)
		}
		return audit.Record(ctx, tx, audit.Entry{Action: action, Entity: "user", ID: by.ID})
	})
}

// lockSession locks the caller's session: until it is unlocked it can do nothing.
func lockSession(ctx context.Context, tx *sqldb.Tx) error {
	by := authz.From(ctx)
	n, err := tx.Exec(ctx, `UPDATE sessions SET locked_at = ? WHERE id = ? AND locked_at IS NULL`, tx.Now, by.SessionID)
	if err != nil {
		return fmt.Errorf("lock session %d: %w", by.SessionID, err)
	}
	if n == 0 {
		return nil
	}
	return audit.Record(ctx, tx, audit.Entry{Action: "locked the session", Entity: "user", ID: by.ID})
}

// unlockBody holds one of the two.
type unlockBody struct {
	PIN      httpapi.Secret `json:"pin,omitempty" maxLength:"20"`
	Password httpapi.Secret `json:"password,omitempty" clean:"no" maxLength:"1000"`
}

// unlock opens the caller's locked session again with the PIN or the password.
func (s *Staff) unlock(ctx context.Context, body unlockBody) error {
	switch {
	case body.PIN == "" && body.Password == "":
		return errs.InvalidField("password", "is needed, or the PIN")
	case body.PIN != "" && body.Password != "":
		return errs.InvalidField("pin", "must not be sent together with the password")
	case body.PIN != "":
		if err := s.checkPIN(ctx, string(body.PIN)); err != nil {
			return err
		}
	default:
		if _, err := s.confirmPassword(ctx, body.Password, "password"); err != nil {
			return err
		}
	}
	return s.db.InTx(ctx, func(tx *sqldb.Tx) error { return s.unlockSession(ctx, tx) })
}

func (s *Staff) unlockSession(ctx context.Context, tx *sqldb.Tx) error {
	by := authz.From(ctx)
	session, err := sqldb.One[sessionRow](ctx, tx, `SELECT `+sqldb.Columns[sessionRow]("")+` FROM sessions WHERE id = ?`, by.SessionID)
	if err != nil {
		return fmt.Errorf("load session %d: %w", by.SessionID, err)
	}
	if _, err := tx.Exec(ctx, `UPDATE sessions SET locked_at = NULL, pin_failures = 0 WHERE id = ?`, by.SessionID); err != nil {
		return fmt.Errorf("unlock session %d: %w", by.SessionID, err)
	}
	if err := s.noteUse(ctx, tx, session); err != nil || session.LockedAt == nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Action: "unlocked the session", Entity: "user", ID: by.ID})
}

// pinIsOver refuses a PIN where only the password unlocks.
func pinIsOver(why string) error {
	e := errs.InvalidField("pin", "%s", why)
	e.Type = httpapi.TypePasswordNeeded
	return e
}

// checkPIN refuses a wrong PIN. A try is counted before it is made, so that many
// at once gain nothing.
func (s *Staff) checkPIN(ctx context.Context, pin string) error {
	by := authz.From(ctx)
	var a account
	var left int64
	err := s.db.InTx(ctx, func(tx *sqldb.Tx) (err error) {
		if a, _, err = findAccount(ctx, tx, "id = ?", by.ID); err != nil {
			return err
		}
		if a.PINHash == "" {
			return pinIsOver("you have set none: use your password")
		}
		n, err := tx.Exec(ctx, `UPDATE sessions SET pin_failures = pin_failures + 1 WHERE id = ? AND pin_failures < ?`, by.SessionID, pinTries)
		if err == nil && n == 0 {
			err = pinIsOver("was wrong too often: use your password")
		}
		if err != nil {
			return err
		}
		left, err = sqldb.One[int64](ctx, tx, `SELECT ? - pin_failures FROM sessions WHERE id = ?`, pinTries, by.SessionID)
		return err
	})
	if err != nil {
		return err
	}
	right, err := verifyPassword(ctx, pin, a.PINHash)
	if err != nil || right {
		return err
	}
	err = s.db.InTx(ctx, func(tx *sqldb.Tx) error { return noteFailure(ctx, tx, by.ID, "failed to unlock the session") })
	if err != nil {
		return err
	}
	if left == 0 {
		return pinIsOver("is wrong: use your password now")
	}
	return errs.InvalidField("pin", "is wrong; %d more tries", left)
}
