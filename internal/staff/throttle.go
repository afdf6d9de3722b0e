package staff

import (
	"context"
	"fmt"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"talaan/internal/errs"
)

// How many sign-ins may fail within the window, and how many names and
// addresses are remembered.
const (
	failuresPerUser    = 10
	failuresPerAddress = 100
	failureWindow      = 15 * time.Minute
	remembered         = 4096
)

// throttle counts failed sign-ins, per user ID and per address. No more
// attempts run at once than may still fail, so that many at once gain nothing;
// the others wait for their turn.
type throttle struct {
	mu        sync.Mutex
	users     *lru.Cache[string, tries]
	addresses *lru.Cache[string, tries]
	ended     chan struct{} // closed when an attempt ends
}

type tries struct {
	since   time.Time
	failed  int
	running int
}

func newThrottle() *throttle {
	return &throttle{users: newTries(), addresses: newTries(), ended: make(chan struct{})}
}

func newTries() *lru.Cache[string, tries] {
	c, err := lru.New[string, tries](remembered)
	if err != nil {
		panic(err) // only for a size below one
	}
	return c
}

// begin lets an attempt run, once it is its turn, or refuses it with
// errs.TooMany. Every attempt that began must end.
func (t *throttle) begin(ctx context.Context, userID, address string, now time.Time) error {
	for {
		turn, err := t.tryBegin(userID, address, now)
		if err != nil || turn == nil {
			return err
		}
		select {
		case <-turn:
		case <-ctx.Done():
			return fmt.Errorf("wait to sign in: %w", ctx.Err())
		}
	}
}

// tryBegin returns what to wait for when as many attempts run as may still fail.
func (t *throttle) tryBegin(userID, address string, now time.Time) (<-chan struct{}, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	user, from := current(t.users, userID, now), current(t.addresses, address, now)
	var wait time.Duration
	if user.failed >= failuresPerUser {
		wait = user.left(now)
	}
	if from.failed >= failuresPerAddress {
		wait = max(wait, from.left(now))
	}
	if wait > 0 {
		return nil, &errs.Error{
			Kind: errs.TooMany, RetryAfter: int((wait + time.Second - 1) / time.Second),
			Message: "Too many sign-ins have failed. Wait a few minutes, then try again.",
		}
	}
	if user.failed+user.running >= failuresPerUser || from.failed+from.running >= failuresPerAddress {
		return t.ended, nil
	}
	user.running++
	from.running++
	t.users.Add(userID, user)
	t.addresses.Add(address, from)
	return nil, nil //nolint:nilnil // nothing to wait for
}

// outcome is what became of an attempt.
type outcome int

const (
	failed    outcome = iota // counts
	succeeded                // forgets the user's failures
	undecided                // the password was right and the code is still to come: neither
)

// end notes what became of an attempt.
func (t *throttle) end(userID, address string, became outcome) {
	t.mu.Lock()
	defer t.mu.Unlock()
	user, _ := t.users.Peek(userID)
	from, _ := t.addresses.Peek(address)
	user.running = max(0, user.running-1)
	from.running = max(0, from.running-1)
	switch became {
	case succeeded:
		user.failed = 0
	case failed:
		user.failed++
		from.failed++
	case undecided:
	}
	t.users.Add(userID, user)
	t.addresses.Add(address, from)
	close(t.ended)
	t.ended = make(chan struct{})
}

// current returns the attempts in the present window. A clock that was set
// back begins the window again, so that nobody waits longer than one.
func current(c *lru.Cache[string, tries], key string, now time.Time) tries {
	a, ok := c.Get(key)
	if !ok || now.Sub(a.since) >= failureWindow {
		return tries{since: now, running: a.running}
	}
	if now.Before(a.since) {
		a.since = now
	}
	return a
}

func (a tries) left(now time.Time) time.Duration { return a.since.Add(failureWindow).Sub(now) }
