package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"talaan/internal/jobs"
	"talaan/internal/lantls"
)

// grace is how long running requests may take when the server stops.
const grace = 10 * time.Second

// beginWithin is how long a connection may take until it has asked for something.
const beginWithin = 10 * time.Second

// Serve answers requests and runs the jobs until ctx ends, then stops
// gracefully. started is called with the address once requests are answered.
// When a backup was restored it closes the hospital and opens it again, behind
// the same address.
func (a *App) Serve(ctx context.Context, started func(net.Addr)) error {
	if err := a.use.serve(a.config); err != nil {
		return errors.Join(err, a.Close())
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", a.config.Listen)
	if err != nil {
		return errors.Join(fmt.Errorf("listen on %s: %w", a.config.Listen, err), a.Close())
	}
	in := &door{}
	in.open(a)
	// Bodies have limits of their own: reading JSON takes 5 s at the most, uploads and
	// streams as long as they move.
	server := &http.Server{
		Handler: in, ReadHeaderTimeout: beginWithin, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(a.config.Log.Handler(), slog.LevelInfo),
	}
	address := listener.Addr()
	if a.tls.On() {
		server.TLSConfig = in.tls()
		listener = lantls.Split(listener, server.TLSConfig, beginWithin)
	}
	runner := a.start(ctx)
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	started(address)
	for {
		select {
		case err = <-failed:
		case t := <-a.turns:
			next, err := a.turn(ctx, in, runner, t)
			if err != nil {
				return errors.Join(err, server.Close())
			}
			if next != a {
				a, runner = next, next.start(ctx)
			}
			continue
		case <-ctx.Done():
			a.hub.Close()
			stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
			defer cancel()
			err = server.Shutdown(stop)
		}
		runner.Stop()
		if errors.Is(err, http.ErrServerClosed) {
			err = nil
		}
		return errors.Join(err, a.giveUpTurns(ctx), a.Close())
	}
}

// start begins what happens by itself.
func (a *App) start(ctx context.Context) *jobs.Runner {
	return jobs.Start(ctx, a.config.Log, a.jobs()...)
}
