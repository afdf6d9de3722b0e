package staff

import (
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

// throttle counts sign-ins that have not succeeded, per user ID and per
// address. An attempt counts from its start, so that many at once gain nothing.
type throttle struct {
	mu        sync.Mutex
	users     *lru.Cache[string, tries]
	addresses *lru.Cache[string, tries]
}

type tries struct {
	since time.Time
	count int
}

func newThrottle() *throttle {
	return &throttle{users: newTries(), addresses: newTries()}
}

func newTries() *lru.Cache[string, tries] {
	c, err := lru.New[string, tries](remembered)
	if err != nil {
		panic(err) // only for a size below one
	}
	return c
}

// begin counts an attempt, or refuses it with errs.TooMany.
func (t *throttle) begin(userID, address string, now time.Time) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	user, from := current(t.users, userID, now), current(t.addresses, address, now)
	var wait time.Duration
	if user.count >= failuresPerUser {
		wait = user.left(now)
	}
	if from.count >= failuresPerAddress {
		wait = max(wait, from.left(now))
	}
	if wait > 0 {
		return &errs.Error{
			Kind: errs.TooMany, RetryAfter: int((wait + time.Second - 1) / time.Second),
			Message: "Too many sign-ins have failed. Wait a few minutes, then try again.",
		}
	}
	user.count++
	from.count++
	t.users.Add(userID, user)
	t.addresses.Add(address, from)
	return nil
}

// succeeded forgets the user's failures and takes back the address's attempt.
func (t *throttle) succeeded(userID, address string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.users.Remove(userID)
	if a, ok := t.addresses.Peek(address); ok {
		a.count--
		t.addresses.Add(address, a)
	}
}

// current returns the attempts in the present window. A clock that was set
// back begins the window again, so that nobody waits longer than one.
func current(c *lru.Cache[string, tries], key string, now time.Time) tries {
	a, ok := c.Get(key)
	if !ok || now.Sub(a.since) >= failureWindow {
		return tries{since: now}
	}
	if now.Before(a.since) {
		a.since = now
	}
	return a
}

func (a tries) left(now time.Time) time.Duration { return a.since.Add(failureWindow).Sub(now) }
