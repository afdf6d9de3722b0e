// Package jobs runs what must happen by itself, such as the bed meter. A job
// takes ticks, does its whole work each time, and can be run twice or late
// without harm.
package jobs

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// Job is a named piece of work that RunOnce does in full.
type Job struct {
	Name    string
	Every   time.Duration
	RunOnce func(context.Context) error
}

// Runner runs jobs until it is stopped.
type Runner struct {
	log  *slog.Logger
	stop context.CancelFunc
	wg   sync.WaitGroup
}

// Start runs each job at once and then every Every. A job that fails or
// panics is logged and runs again at its next tick.
func Start(ctx context.Context, log *slog.Logger, list ...Job) *Runner {
	ctx, stop := context.WithCancel(ctx)
	r := &Runner{log: log, stop: stop}
	for _, j := range list {
		r.wg.Go(func() {
			t := time.NewTicker(j.Every)
			defer t.Stop()
			for ctx.Err() == nil { // a tick may come together with the end
				r.once(ctx, j)
				select {
				case <-ctx.Done():
				case <-t.C:
				}
			}
		})
	}
	return r
}

func (r *Runner) once(ctx context.Context, j Job) {
	defer func() {
		if v := recover(); v != nil {
			r.log.Error("job panicked", "job", j.Name, "value", v)
		}
	}()
	if err := j.RunOnce(ctx); err != nil && ctx.Err() == nil {
		r.log.Error("job failed", "job", j.Name, "error", err)
	}
}

// Stop ends all jobs and waits for the running ones.
func (r *Runner) Stop() {
	r.stop()
	r.wg.Wait()
}
