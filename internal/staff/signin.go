package staff

import (
	"context"
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
}

// Resolve implements huma.Resolver.
func (p *peer) Resolve(ctx huma.Context) []error {
	*p = peer{host: ctx.Host(), userAgent: ctx.Header("User-Agent"), overTLS: ctx.TLS() != nil}
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

// signIn checks the password and opens a session.
func (s *Staff) signIn(ctx context.Context, userID, password string, p peer) (Session, error) {
	userID = foldUserID(userID)
	address := authz.From(ctx).Address
	if err := s.throttle.begin(ctx, userID, address, s.clock.Now()); err != nil {
		return Session{}, err
	}
	succeeded := false
	defer func() { s.throttle.end(userID, address, succeeded) }()
	a, err := s.checkPassword(ctx, userID, password)
	if err != nil {
		return Session{}, err
	}
	token, err := newToken(s.random)
	if err != nil {
		return Session{}, err
	}
	var out Session
	err = s.db.InTx(ctx, func(tx *sqldb.Tx) error {
		out, err = s.open(ctx, tx, a, token, p)
		return err
	})
	succeeded = err == nil
	return out, err
}

// checkPassword returns the active account of userID when the password is its
// own. It takes as long for a user who does not exist.
func (s *Staff) checkPassword(ctx context.Context, userID, password string) (account, error) {
	var a account
	var known bool
	err := s.db.View(ctx, func(tx *sqldb.Tx) (err error) {
		a, known, err = findAccount(ctx, tx, "user_id = ?", userID)
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
	if right && a.Active {
		return a, nil
	}
	return a, s.refuseSignIn(ctx, a)
}

// refuseSignIn writes the failure down. The typed user ID of an unknown user is
// left out: people type their password there by mistake.
func (s *Staff) refuseSignIn(ctx context.Context, a account) error {
	by := authz.From(ctx)
	by.Name = "Someone not signed in"
	err := s.db.InTx(ctx, func(tx *sqldb.Tx) error {
		return audit.Record(authz.With(ctx, by), tx, audit.Entry{Action: "failed to sign in", Entity: "user", ID: a.ID})
	})
	if err != nil {
		return err
	}
	return errWrongPassword
}
