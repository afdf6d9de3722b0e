package httpapi

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"

	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/live"
)

// The stream passes changes on, shows that it lives, and ends with the session,
// the hub, the page or the server.
func TestStreamEnds(t *testing.T) {
	t.Parallel()
	for _, end := range []string{"session", "hub", "page", "server"} {
		t.Run(end, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				signedIn, reading := true, true
				a := &API{authenticate: func(_ context.Context, _ string, used bool) (authz.Caller, error) {
					if used {
						t.Error("a heartbeat counts as use of the session")
					}
					if !signedIn {
						return authz.Caller{}, errs.Unauthenticatedf("over")
					}
					return authz.Caller{ID: 1}, nil
				}}
				ctx, leave := context.WithCancel(t.Context())
				defer leave()
				changes := make(chan live.Change)
				var sent strings.Builder
				ended := make(chan struct{})
				go func() {
					defer close(ended)
					a.stream(ctx, "token", authz.Caller{ID: 1}, changes, func(text string) bool {
						sent.WriteString(text)
						return reading
					})
				}()
				changes <- live.Change{Entity: "encounter", ID: 12}
				synctest.Wait()
				if got := sent.String(); got != "event: change\ndata: {\"entity\":\"encounter\",\"id\":12}\n\n" {
					t.Errorf("sent %q", got)
				}
				switch end {
				case "session":
					signedIn = false // it is looked at again with the next heartbeat
				case "hub":
					close(changes)
				case "page":
					reading = false
				case "server":
					leave()
				}
				<-ended
			})
		})
	}
}
