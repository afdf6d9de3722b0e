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
			a.stream(ctx.Context(), token, changes, func(text string) bool {
				_, err := fmt.Fprint(w, text)
				flush()
				return err == nil
			})
		})
}

func (a *API) stream(ctx context.Context, token string, changes <-chan live.Change, send func(string) bool) {
	tick := time.NewTicker(heartbeat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case c, ok := <-changes:
			if !ok {
				return
			}
			text, err := json.Marshal(c)
			if err != nil || !send("event: change\ndata: "+string(text)+"\n\n") {
				return
			}
		case <-tick.C:
			if _, err := a.authenticate(ctx, token, false); err != nil || !send(": alive\n\n") {
				return
			}
		}
	}
}
