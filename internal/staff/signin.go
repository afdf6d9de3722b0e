package staff

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
)

// One answer for an unknown user, an inactive one and a wrong password.
var errWrongPassword = errs.Unauthenticatedf("The user ID or the password is wrong.")

// peer is what sign-in needs to know of the connection; embed it in an input.
type peer struct {
	host      string
	userAgent string
	overTLS   bool
	forwarded bool // came through a proxy, so the peer's address says nothing
	device    device
}

// Resolve implements huma.Resolver.
func (p *peer) Resolve(ctx huma.Context) []error {
	*p = peer{host: ctx.Host(), userAgent: ctx.Header("User-Agent"), overTLS: ctx.TLS() != nil}
	if c, err := huma.ReadCookie(ctx, deviceCookie); err == nil {
		p.device = readDevice(c.Value)
	}
	for _, h := range []string{"Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via"} {
		p.forwarded = p.forwarded || ctx.Header(h) != ""
	}
	return nil
}

// onServer reports whether the request was made on the server itself, by its
// own name, so that neither a proxy nor a tricked browser passes for it.
func (p *peer) onServer(address string) bool {
	from, err := netip.ParseAddr(address)
	return err == nil && from.Unmap().IsLoopback() && isLoopbackHost(p.host) && !p.forwarded
}

// isLoopbackHost reads a Host header, with or without a port.
func isLoopbackHost(host string) bool {
	if a, err := netip.ParseAddrPort(host); err == nil {
		return a.Addr().IsLoopback()
	}
	if a, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return a.IsLoopback()
	}
	name, _, _ := strings.Cut(host, ":")
	return strings.EqualFold(name, "localhost")
}

// cookie carries the session token; without one it makes the browser forget.
func (p *peer) cookie(token string) string {
	//nolint:gosec // Secure exactly when the page came over TLS: a LAN may have none
	c := http.Cookie{Name: httpapi.CookieFor(p.overTLS), Value: token, Path: "/", HttpOnly: true, Secure: p.overTLS, SameSite: http.SameSiteStrictMode}
	if token == "" {
		c.MaxAge = -1
	}
	return c.String()
}

// errCodeNeeded asks for the code of the second factor, after a right password.
func errCodeNeeded(field string) error {
	e := errs.Unauthenticatedf("Enter the code that your authenticator shows, or one of your recovery codes.").At("code", "%s", field)
	e.Type = httpapi.TypeCodeNeeded
	return e
}

// credentials are what somebody shows to sign in.
type credentials struct{ userID, password, code string }

// signIn checks the password, and the code of the second factor if the user has
// one, and opens a session.
func (s *Staff) signIn(ctx context.Context, c credentials, p peer) (Session, error) {
	c.userID = foldUserID(c.userID)
	try := s.attemptBy(ctx, c.userID, p)
	if err := s.throttle.begin(ctx, try, s.clock.Now()); err != nil {
		return Session{}, err
	}
	became := failed
	defer func() { s.throttle.end(try, became) }()
	for range signInTries {
		out, err := s.trySignIn(ctx, c, p)
		var refusal *errs.Error
		switch {
		case errors.Is(err, errAccountChanged):
			continue
		case err == nil:
			became = succeeded
		case errors.As(err, &refusal) && refusal.Type == httpapi.TypeCodeNeeded && c.code == "":
			became = undecided
		}
		return out, err
	}
	return Session{}, errWrongPassword
}

// attemptBy is an attempt of someone who is not signed in.
func (s *Staff) attemptBy(ctx context.Context, userID string, p peer) attempt {
	a := attempt{userID: userID, address: authz.From(ctx).Address}
	if p.device.knows(s.keys, userID) {
		a.place = "browser " + p.device.name
	}
	return a
}

// attemptIn is an attempt within an open session.
func attemptIn(by authz.Caller) attempt {
	return attempt{userID: by.UserID, address: by.Address, place: fmt.Sprint("session ", by.SessionID)}
}

// signInTries is how often a sign-in begins anew when the account changed in the
// middle of it.
const signInTries = 3

func (s *Staff) trySignIn(ctx context.Context, c credentials, p peer) (Session, error) {
	a, err := s.checkPassword(ctx, c.userID, c.password)
	if err != nil {
		return Session{}, err
	}
	if a.SecondFactorAt != nil && c.code == "" {
		return Session{}, errCodeNeeded("is needed")
	}
	better, err := s.rehash(ctx, a, c.password)
	if err != nil {
		return Session{}, err
	}
	token, err := newToken(s.random)
	if err != nil {
		return Session{}, err
	}
	var out Session
	var wrongCode bool
	err = s.db.InTx(ctx, func(tx *sqldb.Tx) error {
		wrongCode = false
		if a.SecondFactorAt != nil {
			right, err := s.useCode(ctx, tx, a.ID, c.code)
			if err != nil {
				return err
			}
			if wrongCode = !right; wrongCode {
				return noteFailure(ctx, tx, a.ID, "failed to sign in: wrong code")
			}
		}
		if out, err = s.open(ctx, tx, a, token, p); err != nil || better == "" {
			return err
		}
		return improveHash(ctx, tx, a, better)
	})
	if err == nil && wrongCode {
		err = errCodeNeeded("is wrong, or was used already")
	}
	return out, err
}

// rehash returns a new hash of a right password when the stored one is weaker
// than new ones are, or is another program's; else nothing.
func (s *Staff) rehash(ctx context.Context, a account, password string) (string, error) {
	if !outdated(a.PasswordHash) {
		return "", nil
	}
	return hash(ctx, password)
}

// improveHash replaces the hash of the same password.
func improveHash(ctx context.Context, tx *sqldb.Tx, a account, better string) error {
	if _, err := tx.Exec(ctx, `UPDATE users SET password_hash = ? WHERE id = ? AND password_hash = ?`, better, a.ID, a.PasswordHash); err != nil {
		return fmt.Errorf("improve the password's hash of user %d: %w", a.ID, err)
	}
	by := authz.From(ctx)
	by.Name = a.name()
	return audit.Record(authz.With(ctx, by), tx, audit.Entry{Action: "renewed the hash of the password", Entity: "user", ID: a.ID})
}

// checkPassword returns the active account of userID when the password is its
// own. It takes as long for a user who does not exist.
func (s *Staff) checkPassword(ctx context.Context, userID, password string) (account, error) {
	var a account
	var known bool
	var old string
	err := s.db.View(ctx, func(tx *sqldb.Tx) (err error) {
		if a, known, err = findAccount(ctx, tx, "user_id = ?", userID); err != nil {
			return err
		}
		old, err = someOldHash(ctx, tx)
		return err
	})
	if err != nil {
		return a, err
	}
	if !known {
		a.PasswordHash = dummyHash()
	}
	right, err := verifyPassword(ctx, password, a.PasswordHash)
	if err != nil {
		return a, err
	}
	// While hashes of two kinds are stored, everybody's takes both.
	if other := otherKind(a.PasswordHash, old); other != "" {
		if _, err := verifyPassword(ctx, password, other); err != nil {
			return a, err
		}
	}
	if right && a.Active {
		return a, nil
	}
	err = s.db.InTx(ctx, func(tx *sqldb.Tx) error { return noteFailure(ctx, tx, a.ID, "failed to sign in") })
	if err != nil {
		return a, err
	}
	return a, errWrongPassword
}

// noteFailure writes a failure down; userID is 0 for an unknown user. The typed
// user ID of an unknown user is left out: people type their password there by mistake.
func noteFailure(ctx context.Context, tx *sqldb.Tx, userID int64, what string) error {
	by := authz.From(ctx)
	if by.ID == 0 {
		by.Name = "Someone not signed in"
	}
	return audit.Record(authz.With(ctx, by), tx, audit.Entry{Action: what, Entity: "user", ID: userID})
}

// confirmPassword refuses, naming the field, unless the password is the caller's
// own. Wrong ones count as failed sign-ins.
func (s *Staff) confirmPassword(ctx context.Context, password httpapi.Secret, field string) (account, error) {
	by := authz.From(ctx)
	try := attemptIn(by)
	if err := s.throttle.begin(ctx, try, s.clock.Now()); err != nil {
		return account{}, err
	}
	became := failed
	defer func() { s.throttle.end(try, became) }()
	a, err := s.checkPassword(ctx, by.UserID, string(password))
	if errors.Is(err, errWrongPassword) {
		return a, errs.InvalidField(field, "is wrong")
	}
	if err == nil {
		became = succeeded
	}
	return a, err
}
