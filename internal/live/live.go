// Package live tells open pages what has just changed, so that they ask again.
// It carries no data of patients: only which kind of record, and its id.
package live

import "sync"

// Change names one record that was changed by a committed act.
type Change struct {
	Entity string `json:"entity"`
	ID     int64  `json:"id"`
}

// Hub passes changes from committed transactions to every listening page.
type Hub struct {
	mu        sync.Mutex
	listeners map[chan Change]struct{}
	closed    bool
}

// NewHub returns a hub with no listeners.
func NewHub() *Hub { return &Hub{listeners: map[chan Change]struct{}{}} }

// Publish hands the changes to every listener. A listener that is too slow to
// take one loses its subscription: its channel closes, and the page reconnects
// and asks for everything again.
func (h *Hub) Publish(changes []Change) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for l := range h.listeners {
		for _, c := range changes {
			select {
			case l <- c:
				continue
			default:
			}
			delete(h.listeners, l)
			close(l)
			break
		}
	}
}

// Listen subscribes until stop is called. The channel closes when the listener
// fell behind or the hub shut down.
func (h *Hub) Listen() (changes <-chan Change, stop func()) {
	c := make(chan Change, 256)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		close(c)
		return c, func() {}
	}
	h.listeners[c] = struct{}{}
	return c, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if _, ok := h.listeners[c]; ok {
			delete(h.listeners, c)
			close(c)
		}
	}
}

// Close ends every subscription; the server calls it before it stops.
func (h *Hub) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for l := range h.listeners {
		delete(h.listeners, l)
		close(l)
	}
}
