package app

import (
	"context"
	"crypto/tls"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"talaan/internal/httpapi"
)

// door lets requests in to the hospital that is open now, and turns them away
// while a backup takes its place.
type door struct {
	last   atomic.Pointer[App] // that was open
	mu     sync.Mutex
	house  *App // nil while the door is shut
	inside sync.WaitGroup
	ctx    context.Context //nolint:containedctx // ends the requests that are inside
	cancel context.CancelFunc
}

// open lets requests in to a.
func (d *door) open(a *App) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.house = a
	d.last.Store(a)
	d.ctx, d.cancel = context.WithCancel(context.Background())
}

// shut lets nobody in any more.
func (d *door) shut() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.house = nil
}

// empty waits until the requests inside have ended. Those that take longer than
// grace are ended: what they have not committed then is not done.
func (d *door) empty(grace time.Duration) {
	gone := make(chan struct{})
	go func() { d.inside.Wait(); close(gone) }()
	for range 2 {
		t := time.NewTimer(grace)
		select {
		case <-gone:
		case <-t.C:
		}
		t.Stop()
		d.cancel()
	}
}

func (d *door) enter() (*App, context.Context) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.house != nil {
		d.inside.Add(1)
	}
	return d.house, d.ctx
}

// ServeHTTP implements http.Handler.
func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	house, end := d.enter()
	if house == nil {
		if r.URL.Path == "/healthz" {
			ok(w, r)
			return
		}
		httpapi.Restoring(w, r)
		return
	}
	defer d.inside.Done()
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	defer context.AfterFunc(end, cancel)()
	house.handler.ServeHTTP(w, r.WithContext(ctx))
}

// tls is how the server speaks: with the certificate of the hospital that is
// open now or was open last.
func (d *door) tls() *tls.Config {
	c := d.last.Load().tls.Config()
	c.GetCertificate = func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		return d.last.Load().tls.Config().GetCertificate(hello)
	}
	return c
}
