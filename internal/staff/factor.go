package staff

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/hospital"
	"talaan/internal/sqldb"
)

// recoveryCodes is how many recovery codes a user gets.
const recoveryCodes = 10

// factorKey is the purpose of the key that seals the secrets of authenticators.
const factorKey = "authenticator secrets"

// SecondFactor tells how the caller's sign-in is kept.
type SecondFactor struct {
	Since             *time.Time `json:"since" doc:"Since when a code is asked for; null when none is"`
	Required          bool       `json:"required" doc:"One of my roles requires it"`
	RecoveryCodesLeft int64      `json:"recovery_codes_left"`
}

// Enrolment is what an authenticator needs to know.
type Enrolment struct {
	Secret string `json:"secret" doc:"To be typed into the authenticator, in base32"`
	URI    string `json:"uri" doc:"The same as otpauth://, to be shown as a QR code"`
}

// RecoveryCodes are shown once.
type RecoveryCodes struct {
	Codes []string `json:"codes" doc:"Each of them signs in once, instead of a code of the authenticator; they are not shown again"`
}

type factorRow struct {
	UserID   int64  `db:"user_id"`
	Secret   string `db:"secret"` // sealed
	LastStep int64  `db:"last_step"`
}

type recoveryRow struct {
	UserID   int64  `db:"user_id"`
	CodeHash string `db:"code_hash"`
}

// factorOf binds a sealed secret to its user.
func factorOf(userID int64) []byte { return fmt.Appendf(nil, "user %d", userID) }

func (s *Staff) secondFactor(ctx context.Context, tx *sqldb.Tx) (SecondFactor, error) {
	by := authz.From(ctx)
	a, ok, err := findAccount(ctx, tx, "id = ?", by.ID)
	if err == nil && !ok {
		err = errSessionEnded
	}
	if err != nil {
		return SecondFactor{}, err
	}
	left, err := sqldb.One[int64](ctx, tx, `SELECT COUNT(*) FROM recovery_codes WHERE user_id = ? AND used_at IS NULL`, by.ID)
	return SecondFactor{Since: a.SecondFactorAt, Required: a.needsSecondFactor(by.Roles), RecoveryCodesLeft: left}, err
}

// errHasFactor: what is there must be removed first.
func errHasFactor() error {
	return errs.Conflictf("You have a second factor already. Remove it before you set up another one.")
}

// enrol draws a new secret, which counts once it is confirmed. The caller has
// just shown the password.
func (s *Staff) enrol(ctx context.Context) (Enrolment, error) {
	by := authz.From(ctx)
	secret := make([]byte, totpSecretBytes)
	if _, err := io.ReadFull(s.random, secret); err != nil {
		return Enrolment{}, fmt.Errorf("draw the secret of an authenticator: %w", err)
	}
	sealed, err := s.keys.Seal(factorKey, secret, factorOf(by.ID))
	if err != nil {
		return Enrolment{}, fmt.Errorf("seal the secret of user %d: %w", by.ID, err)
	}
	var issuer string
	err = s.db.InTx(ctx, func(tx *sqldb.Tx) error {
		a, err := s.lockAccount(ctx, tx)
		if err != nil {
			return err
		}
		if a.SecondFactorAt != nil {
			return errHasFactor()
		}
		if issuer, err = hospital.Name(ctx, tx); err != nil {
			return err
		}
		if err := dropFactor(ctx, tx, by.ID); err != nil {
			return err
		}
		if err := sqldb.InsertAll(ctx, tx, "second_factors", []factorRow{{UserID: by.ID, Secret: sealed}}); err != nil {
			return fmt.Errorf("keep the secret of user %d: %w", by.ID, err)
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "began to set up a second factor", Entity: "user", ID: by.ID})
	})
	return Enrolment{Secret: totpSecretText.EncodeToString(secret), URI: totpURI(secret, issuer, by.UserID)}, err
}

// lockAccount returns the caller's account, which nobody else changes before the
// transaction ends.
func (s *Staff) lockAccount(ctx context.Context, tx *sqldb.Tx) (account, error) {
	by := authz.From(ctx)
	if _, err := tx.Lock(ctx, "users", by.ID); err != nil {
		return account{}, err
	}
	a, ok, err := findAccount(ctx, tx, "id = ?", by.ID)
	if err == nil && !ok {
		err = errSessionEnded
	}
	return a, err
}

// confirmFactor makes the enrolled secret count, once its authenticator shows
// the right code, and returns recovery codes. The caller's other sessions, which
// were opened without it, end.
func (s *Staff) confirmFactor(ctx context.Context, typed string) (RecoveryCodes, error) {
	by := authz.From(ctx)
	try := attemptIn(by)
	if err := s.throttle.begin(ctx, try, s.clock.Now()); err != nil {
		return RecoveryCodes{}, err
	}
	became := failed
	defer func() { s.throttle.end(try, became) }()
	codes, rows, err := s.drawRecoveryCodes(by.ID)
	if err != nil {
		return RecoveryCodes{}, err
	}
	err = s.db.InTx(ctx, func(tx *sqldb.Tx) error {
		a, err := s.lockAccount(ctx, tx)
		if err != nil {
			return err
		}
		if a.SecondFactorAt != nil {
			return errHasFactor()
		}
		right, err := s.useTOTP(ctx, tx, by.ID, typed)
		if err != nil {
			return err
		}
		if !right {
			return errs.InvalidField("code", "is not what the authenticator shows now; look whether its clock is right, and whether you added this secret")
		}
		if _, err := tx.Exec(ctx, `UPDATE users SET second_factor_at = ? WHERE id = ?`, tx.Now, by.ID); err != nil {
			return fmt.Errorf("set the second factor of user %d: %w", by.ID, err)
		}
		if err := keepRecoveryCodes(ctx, tx, by.ID, rows); err != nil {
			return err
		}
		if _, err := endSessions(ctx, tx, by.ID, by.SessionID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "set up a second factor", Entity: "user", ID: by.ID})
	})
	if err == nil {
		became = succeeded
	}
	return RecoveryCodes{codes}, err
}

func (s *Staff) drawRecoveryCodes(userID int64) ([]string, []recoveryRow, error) {
	codes, rows := make([]string, recoveryCodes), make([]recoveryRow, recoveryCodes)
	for i := range codes {
		var err error
		if codes[i], err = s.newOnce(); err != nil {
			return nil, nil, err
		}
		rows[i] = recoveryRow{userID, s.onceHash(recoveryPurpose, userID, codes[i])}
	}
	return codes, rows, nil
}

func keepRecoveryCodes(ctx context.Context, tx *sqldb.Tx, userID int64, rows []recoveryRow) error {
	_, err := tx.Exec(ctx, `DELETE FROM recovery_codes WHERE user_id = ?`, userID)
	if err == nil {
		err = sqldb.InsertAll(ctx, tx, "recovery_codes", rows)
	}
	if err != nil {
		return fmt.Errorf("keep the recovery codes of user %d: %w", userID, err)
	}
	return nil
}

// renewRecoveryCodes replaces the caller's recovery codes.
func (s *Staff) renewRecoveryCodes(ctx context.Context) (RecoveryCodes, error) {
	by := authz.From(ctx)
	codes, rows, err := s.drawRecoveryCodes(by.ID)
	if err != nil {
		return RecoveryCodes{}, err
	}
	err = s.db.InTx(ctx, func(tx *sqldb.Tx) error {
		a, err := s.lockAccount(ctx, tx)
		if err != nil {
			return err
		}
		if a.SecondFactorAt == nil {
			return errNoFactor()
		}
		if err := keepRecoveryCodes(ctx, tx, by.ID, rows); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "renewed the recovery codes", Entity: "user", ID: by.ID})
	})
	return RecoveryCodes{codes}, err
}

func errNoFactor() error { return errs.Conflictf("No second factor is set up.") }

// removeMyFactor takes the caller's second factor away, unless a role requires it.
func (s *Staff) removeMyFactor(ctx context.Context) error {
	by := authz.From(ctx)
	return s.db.InTx(ctx, func(tx *sqldb.Tx) error {
		a, err := s.lockAccount(ctx, tx)
		switch {
		case err != nil:
			return err
		case a.SecondFactorAt == nil:
			return errNoFactor()
		case a.needsSecondFactor(by.Roles):
			return errs.Conflictf("Your role requires a second factor. An Admin can remove it when your telephone is lost; you then set up another one.")
		}
		if err := dropFactor(ctx, tx, by.ID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "removed the second factor", Entity: "user", ID: by.ID})
	})
}

// RemoveFactor takes a lost second factor away from a user.
func RemoveFactor(ctx context.Context, tx *sqldb.Tx, userID int64) error {
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
	if u.SecondFactorAt == nil {
		return errs.Conflictf("%s has no second factor.", u.Name)
	}
	if err := dropFactor(ctx, tx, userID); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Action: "removed a lost second factor", Entity: "user", ID: userID})
}

func dropFactor(ctx context.Context, tx *sqldb.Tx, userID int64) error {
	if _, err := tx.Exec(ctx, `UPDATE users SET second_factor_at = NULL WHERE id = ?`, userID); err != nil {
		return fmt.Errorf("drop the second factor of user %d: %w", userID, err)
	}
	for _, table := range []string{"second_factors", "recovery_codes"} {
		if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE user_id = ?`, userID); err != nil {
			return fmt.Errorf("drop the second factor of user %d: %w", userID, err)
		}
	}
	return nil
}

// useCode reports whether a typed code is right, of the authenticator or a
// recovery code; either is good once.
func (s *Staff) useCode(ctx context.Context, tx *sqldb.Tx, userID int64, typed string) (bool, error) {
	if isTOTP(typed) {
		return s.useTOTP(ctx, tx, userID, typed)
	}
	n, err := tx.Exec(ctx, `UPDATE recovery_codes SET used_at = ? WHERE user_id = ? AND code_hash = ? AND used_at IS NULL`, tx.Now, userID, s.onceHash(recoveryPurpose, userID, typed))
	if err != nil || n == 0 {
		return false, err
	}
	by := authz.From(ctx)
	by.Name = "Someone not signed in"
	return true, audit.Record(authz.With(ctx, by), tx, audit.Entry{Action: "used a recovery code", Entity: "user", ID: userID})
}

// bareTOTP drops the blanks that people type into a code.
func bareTOTP(typed string) string { return strings.Join(strings.Fields(typed), "") }

func isTOTP(typed string) bool {
	c := bareTOTP(typed)
	return len(c) == totpDigits && !slices.ContainsFunc([]byte(c), func(b byte) bool { return b < '0' || b > '9' })
}

// useTOTP reports whether the user's authenticator shows this code and it was
// not used before. Of two at once that show the same code one is refused.
func (s *Staff) useTOTP(ctx context.Context, tx *sqldb.Tx, userID int64, typed string) (bool, error) {
	f, err := sqldb.One[factorRow](ctx, tx, `SELECT user_id, secret, last_step FROM second_factors WHERE user_id = ?`, userID)
	if errors.Is(err, sqldb.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("load the second factor of user %d: %w", userID, err)
	}
	secret, err := s.keys.Open(factorKey, f.Secret, factorOf(userID))
	if err != nil {
		return false, fmt.Errorf("second factor of user %d: %w", userID, err)
	}
	step, ok := totpStepOf(secret, bareTOTP(typed), tx.Now, f.LastStep)
	if !ok {
		return false, nil
	}
	n, err := tx.Exec(ctx, `UPDATE second_factors SET last_step = ? WHERE user_id = ? AND last_step < ?`, step, userID, step)
	return n == 1, err
}
