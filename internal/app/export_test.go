package app

import "talaan/internal/jobs"

// HeadJobs are the jobs that keep the head of the audit trail.
func (a *App) HeadJobs() []jobs.Job { return a.headJobs() }
