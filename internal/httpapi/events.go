package httpapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"talaan/internal/authz"
	"talaan/internal/live"
)

// heartbeat is how often an idle stream shows that it lives, and how often the
// session behind it is looked at again.
const heartbeat = 15 * time.Second

// eventsOperation is the stream's: a page that is left open reads it, so it is
// no use of the session.
const eventsOperation = "events"

// Events registers the stream of changes that keeps open pages up to date. It
// ends when the session ends, the server stops, or the page falls behind.
func (a *API) Events(hub *live.Hub) {
	Stream(a, authz.SignedIn, Op{ID: eventsOperation, Method: http.MethodGet, Path: "/events", Summary: "Server-sent events: which records have just changed", Tag: "live"},
		func(ctx huma.Context) {
			token := Token(ctx)
			changes, stop := hub.Listen()
			defer stop()
			ctx.SetHeader("Content-Type", "text/event-stream")
			ctx.SetHeader("Cache-Control", "no-store")
			ctx.SetHeader("X-Accel-Buffering", "no")
			w := ctx.BodyWriter()
			flush := func() {}
			if rw, ok := w.(http.ResponseWriter); ok {
				flush = func() { _ = http.NewResponseController(rw).Flush() } // the next write reports a lost page
			}
			if _, err := fmt.Fprint(w, "event: hello\ndata: {}\n\n"); err != nil {
				return
			}
			flush()
			a.stream(ctx.Context(), token, authz.From(ctx.Context()), changes, func(text string) bool {
				_, err := fmt.Fprint(w, text)
				flush()
				return err == nil
			})
		})
}

// userEntity and rulesEntity are the kinds of records whose changes may end or
// bar a session: its user, and the rules of signing in.
const (
	userEntity  = "user"
	rulesEntity = "sign-in-settings"
)

// concerns reports whether a change may end or bar the session of who.
func concerns(c live.Change, who authz.Caller) bool {
	return c.Entity == rulesEntity || (c.Entity == userEntity && c.ID == who.ID)
}

// goesOn reports whether the session is still there and nothing bars it.
func (a *API) goesOn(ctx context.Context, token string) bool {
	who, err := a.authenticate(ctx, token, false)
	return err == nil && who.Bar == ""
}

func (a *API) stream(ctx context.Context, token string, who authz.Caller, changes <-chan live.Change, send func(string) bool) {
	tick := time.NewTicker(heartbeat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case c, ok := <-changes:
			if !ok || (concerns(c, who) && !a.goesOn(ctx, token)) {
				return
			}
			text, err := json.Marshal(c)
			if err != nil || !send("event: change\ndata: "+string(text)+"\n\n") {
				return
			}
		case <-tick.C:
			if !a.goesOn(ctx, token) || !send(": alive\n\n") {
				return
			}
		}
	}
}
