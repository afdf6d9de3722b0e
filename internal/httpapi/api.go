// Package httpapi is the server's wire: it registers operations together with
// the permission they need, and does for all of them what each would otherwise
// have to remember: sign-in, permission, input checks, one transaction,
// idempotency, problem answers, paging.
package httpapi

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/sqldb"
)

// CookieName is the page's session cookie over plain HTTP.
const CookieName = "talaan_session"

// SecureCookieName is the page's session cookie over TLS. A browser takes a name
// with this prefix only from the very host, over TLS, so that nobody who answers
// for another name or without TLS can plant a session.
const SecureCookieName = "__Host-" + CookieName

// CookieFor is the name of the session cookie, and the only one that is read, on
// a connection of this kind.
func CookieFor(overTLS bool) string {
	if overTLS {
		return SecureCookieName
	}
	return CookieName
}

// BackgroundHeader marks a request, when it says true, that the page made by
// itself: it does not count as use of the session.
const BackgroundHeader = "Talaan-Background"

// Authenticate returns who a session token belongs to, and counts that as use
// of the session when used is true. It answers errs.Unauthenticated for an
// unknown, expired or revoked one.
type Authenticate func(ctx context.Context, token string, used bool) (authz.Caller, error)

// Types of problems that a client has to do something about.
const (
	TypeCodeNeeded     = "urn:talaan:code-needed"
	TypeLocked         = "urn:talaan:locked"
	TypePasswordChange = "urn:talaan:password-change-needed" //nolint:gosec // the name of a refusal
	TypePasswordNeeded = "urn:talaan:password-needed"        //nolint:gosec // the name of a refusal
	TypeRestoring      = "urn:talaan:restoring"
	TypeSecondFactor   = "urn:talaan:second-factor-needed"
)

// API is where areas register their operations.
type API struct {
	huma         huma.API
	db           *sqldb.DB
	log          *slog.Logger
	authenticate Authenticate
	gate         Gate
	operations   []Operation
}

// Operation is one registered act or read, with the permission it needs.
type Operation struct {
	ID         string
	Method     string
	Path       string
	Permission authz.Permission
}

// settle sets what the library keeps for the whole program, once.
var settle = sync.OnceFunc(func() {
	huma.DefaultArrayNullable = false
	huma.ValidateStrictCasing = true
	huma.NewError = newProblem
	huma.NewErrorWithContext = func(ctx huma.Context, status int, msg string, causes ...error) huma.StatusError {
		p := newProblem(status, msg, causes...)
		if q, ok := p.(*Problem); ok && ctx != nil {
			q.RequestID = authz.From(ctx.Context()).RequestID
		}
		return p
	}
})

// New makes an API on mux. Nothing is served until operations are registered.
func New(mux *http.ServeMux, db *sqldb.DB, log *slog.Logger, version string, auth Authenticate) *API {
	settle()
	config := huma.DefaultConfig("Talaan", version)
	config.Info.Description = "Patient management for hospitals on their own network: check-in, case, beds, bill.\n\n" +
		"A session that is not used ends. A request with the header `" + BackgroundHeader + ": true`, and the stream of events, do not count as use.\n\n" +
		"A session that is locked (423), has to change its password or has to set up a second factor (403) is told so by the `type` of the problem, and may do only what mends it."
	config.DocsPath = "" // the usual documentation page loads scripts from the internet
	config.SchemasPath = ""
	config.CreateHooks = nil
	format := huma.Format{Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: decode}
	config.Formats = map[string]huma.Format{"application/json": format, "json": format}
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session": {Type: "apiKey", In: "cookie", Name: CookieName, Description: "Over TLS its name is " + SecureCookieName + "."},
		"bearer":  {Type: "http", Scheme: "bearer"},
	}
	a := &API{huma: humago.New(mux, config), db: db, log: log, authenticate: auth}
	a.huma.UseMiddleware(a.guard)
	return a
}

// Operations lists what has been registered.
func (a *API) Operations() []Operation { return a.operations }

// OpenAPI returns the description of every operation as YAML.
func (a *API) OpenAPI() ([]byte, error) { return a.huma.OpenAPI().YAML() }

// guard lets a request through to its operation only when the caller holds the
// operation's permission. It runs before the body is read.
func (a *API) guard(ctx huma.Context, next func(huma.Context)) {
	op := ctx.Operation()
	perm, ok := op.Metadata["permission"].(authz.Permission)
	if !ok { // Register refuses such an operation; this is the second lock.
		a.refuse(ctx, errs.Forbiddenf("This operation has no permission."))
		return
	}
	caller := authz.From(ctx.Context())
	if token := Token(ctx); token != "" && perm != authz.Public {
		used := op.OperationID != eventsOperation && ctx.Header(BackgroundHeader) != "true"
		who, err := a.authenticate(ctx.Context(), token, used)
		if err == nil {
			err = barred(who, op)
		}
		if err != nil {
			a.refuse(ctx, err)
			return
		}
		who.Address, who.RequestID = caller.Address, caller.RequestID
		caller = who
	}
	if !caller.Can(perm) {
		if caller.ID == 0 {
			a.refuse(ctx, errs.Unauthenticatedf("Please sign in."))
			return
		}
		a.refuse(ctx, errs.Forbiddenf("This needs the right to “%s”, which %s has.", allows(perm), authz.RolesWith(perm)))
		return
	}
	if a.gate != nil {
		about := asked(ctx, perm)
		ctx = huma.WithContext(ctx, context.WithValue(ctx.Context(), askedContext{}, about))
		who, err := a.gate(authz.With(ctx.Context(), caller), about)
		if err != nil {
			a.refuse(huma.WithContext(ctx, authz.With(ctx.Context(), caller)), err)
			return
		}
		caller = who
	}
	next(huma.WithContext(ctx, authz.With(ctx.Context(), caller)))
}

// barred refuses what a session may not do while something bars it.
func barred(who authz.Caller, op *huma.Operation) error {
	despite, ok := op.Metadata["despite"].([]authz.Bar)
	if who.Bar == "" || (ok && slices.Contains(despite, who.Bar)) {
		return nil
	}
	switch who.Bar {
	case authz.Locked:
		return &errs.Error{Kind: errs.Locked, Type: TypeLocked, Message: "This session is locked. Unlock it with your PIN or your password."}
	case authz.PasswordChangeDue:
		return &errs.Error{Kind: errs.Forbidden, Type: TypePasswordChange, Message: "Choose a password of your own first: the present one was given to you by someone else."}
	default:
		return &errs.Error{Kind: errs.Forbidden, Type: TypeSecondFactor, Message: "Set up your second factor first: your role requires one."}
	}
}

func allows(p authz.Permission) string {
	for _, r := range authz.Policy() {
		if r.Permission == p {
			return strings.ToLower(r.Allows[:1]) + r.Allows[1:]
		}
	}
	return string(p)
}

const bearerPrefix = "Bearer "

// bearer reports whether a request comes with a program's token; else the page's
// cookie counts, whatever else the header says.
func bearer(ctx huma.Context) bool {
	return strings.HasPrefix(ctx.Header("Authorization"), bearerPrefix)
}

// Token returns the session token a request carries, as bearer or cookie.
func Token(ctx huma.Context) string {
	if bearer(ctx) {
		return strings.TrimPrefix(ctx.Header("Authorization"), bearerPrefix)
	}
	c, err := huma.ReadCookie(ctx, CookieFor(ctx.TLS() != nil))
	if err != nil {
		return ""
	}
	return c.Value
}

func (a *API) refuse(ctx huma.Context, err error) {
	p := problemFrom(a.log, authz.From(ctx.Context()), ctx.Operation().OperationID, err)
	for name, values := range p.GetHeaders() {
		ctx.SetHeader(name, values[0])
	}
	ctx.SetHeader("Content-Type", "application/problem+json")
	ctx.SetStatus(p.Status)
	if err := a.huma.Marshal(ctx.BodyWriter(), "application/json", p); err != nil {
		a.log.Error("write refusal", "error", err)
	}
}
