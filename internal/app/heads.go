package app

import (
	"context"
	"path/filepath"
	"time"

	"talaan/internal/audit"
	"talaan/internal/jobs"
)

// keepEvery is how much of the trail can be lost at the most without a head
// that shows it.
const keepEvery = time.Hour

// headJobs keep the head of the audit trail: in the data folder, and where the
// operator wants it outside. Each file has a job of its own, because a network
// share that hangs must not keep the other from its work.
func (a *App) headJobs() []jobs.Job {
	var list []jobs.Job
	if a.config.Data != "" {
		own := filepath.Join(a.config.Data, audit.HeadsFile)
		list = append(list, jobs.Job{Name: "audit head", Every: keepEvery, RunOnce: func(ctx context.Context) error { return a.keepHead(ctx, own) }})
	}
	if outside := a.config.AuditHeads; outside != "" {
		list = append(list, jobs.Job{Name: "audit head outside", Every: keepEvery, RunOnce: func(ctx context.Context) error { return a.keepHead(ctx, outside) }})
	}
	return list
}

// keepHead adds the head to a file if it moved. It leaves when ctx ends, even
// if the disk does not answer, so that the server can stop.
func (a *App) keepHead(ctx context.Context, path string) error {
	done := make(chan error, 1)
	go func() { done <- a.Trail.Keep(ctx, a.DB, path) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}
