package staff

import (
	"context"
	"fmt"
	"net/netip"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"talaan/internal/errs"
)

// How many attempts may fail within the window: of one user at one place, and,
// at places where that user is not known, of one user anywhere and of one
// address for all users. remembered is how many of each are remembered.
const (
	failuresPerPlace   = 10
	failuresPerUser    = 100
	failuresPerAddress = 100
	failureWindow      = 15 * time.Minute
	remembered         = 1 << 14
)

// attempt is who tries to sign in, or shows the password or a code again, and
// from where. The place is an address, a browser in which the user has signed in
// before, or a session that the user has: what fails elsewhere does not count
// there, so that nobody can be kept from signing in for good.
type attempt struct {
	userID  string
	address string
	place   string // a browser or a session that is the user's; blank for neither
}

// throttle counts failed attempts. No more run at once than may still fail, so
// that many at once gain nothing; the others wait for their turn.
type throttle struct {
	mu     sync.Mutex
	counts [3]*lru.Cache[string, tries]
	ended  chan struct{} // closed when an attempt ends
}

// What is counted.
const (
	perPlace = iota
	perUser
	perAddress
)

var mostFailures = [3]int{perPlace: failuresPerPlace, perUser: failuresPerUser, perAddress: failuresPerAddress}

type tries struct {
	since   time.Time
	failed  int
	running int
}

func newThrottle() *throttle {
	t := &throttle{ended: make(chan struct{})}
	for i := range t.counts {
		c, err := lru.New[string, tries](remembered)
		if err != nil {
			panic(err) // only for a size below one
		}
		t.counts[i] = c
	}
	return t
}

// keys are what an attempt counts under, by what is counted; blank for not at all.
func (a attempt) keys() [3]string {
	if a.place != "" {
		return [3]string{perPlace: a.userID + " " + a.place}
	}
	network := networkOf(a.address)
	return [3]string{perPlace: a.userID + " " + network, perUser: a.userID, perAddress: network}
}

// networkOf is the address, or of IPv6 the network that one household or machine has.
func networkOf(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil || a.Unmap().Is4() {
		return address
	}
	if p, err := a.WithZone("").Prefix(64); err == nil {
		return p.String()
	}
	return address
}

// begin lets an attempt run, once it is its turn, or refuses it with
// errs.TooMany. Every attempt that began must end.
func (t *throttle) begin(ctx context.Context, a attempt, now time.Time) error {
	for {
		turn, err := t.tryBegin(a, now)
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
func (t *throttle) tryBegin(a attempt, now time.Time) (<-chan struct{}, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	var wait time.Duration
	full := false
	var found [3]tries
	keys := a.keys()
	for i, key := range keys {
		if key == "" {
			continue
		}
		found[i] = current(t.counts[i], key, now)
		if found[i].failed >= mostFailures[i] {
			wait = max(wait, found[i].left(now))
		}
		full = full || found[i].failed+found[i].running >= mostFailures[i]
	}
	if wait > 0 {
		return nil, &errs.Error{
			Kind: errs.TooMany, RetryAfter: int((wait + time.Second - 1) / time.Second),
			Message: "Too many sign-ins have failed. Wait a few minutes, then try again.",
		}
	}
	if full {
		return t.ended, nil
	}
	for i, key := range keys {
		if key != "" {
			found[i].running++
			t.counts[i].Add(key, found[i])
		}
	}
	return nil, nil //nolint:nilnil // nothing to wait for
}

// outcome is what became of an attempt.
type outcome int

const (
	failed    outcome = iota // counts
	succeeded                // forgets the user's failures at this place
	undecided                // the password was right and the code is still to come: neither
)

// end notes what became of an attempt.
func (t *throttle) end(a attempt, became outcome) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i, key := range a.keys() {
		if key == "" {
			continue
		}
		n, _ := t.counts[i].Peek(key)
		n.running = max(0, n.running-1)
		switch {
		case became == failed:
			n.failed++
		case became == succeeded && i == perPlace:
			n.failed = 0
		}
		t.counts[i].Add(key, n)
	}
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
