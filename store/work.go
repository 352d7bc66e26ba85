package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"

	"deskhand/helpdesk"
)

const (
	// jobsAtOnce is how many handlers run at the same time in one process.
	jobsAtOnce = 16
	// pollInterval is how soon a new job is noticed, whichever process asked for it. Looking takes SQLite's writer 1 ms.
	pollInterval = 200 * time.Millisecond
	// stuckAfter is when a job that still counts as running must have died with its process.
	stuckAfter = JobTimeout + 10*time.Second
	// stopGrace is how long cancelled handlers have to return.
	stopGrace = 2 * time.Second
)

// StartJobs works jobs, those that wait already included, until stop is called; that ctx ends changes nothing. A job
// whose effect has no handler is kept and tried again later. stop lets running handlers finish; when its context ends
// first, it cancels them, and their jobs are tried again by whoever works them next. On SQLite one process at a time may
// work jobs; a second one gets an error. It is the one that talks to people: no other process saves turns meanwhile.
func (s *Store) StartJobs(
	ctx context.Context, handlers map[helpdesk.Effect]Handler,
) (stop func(ctx context.Context) error, err error) {
	release, err := s.claimJobs(ctx)
	if err != nil {
		return nil, fmt.Errorf("starting the jobs: %w", err)
	}
	workers := river.NewWorkers()
	if err := river.AddWorkerSafely(workers, &worker{handlers: handlers, log: s.log}); err != nil {
		return nil, errors.Join(fmt.Errorf("starting the jobs: %w", err), release())
	}
	client, err := river.NewClient(s.driver, &river.Config{
		FetchCooldown:        pollInterval,
		FetchPollInterval:    pollInterval,
		JobTimeout:           JobTimeout,
		Logger:               s.riverLog(),
		Queues:               map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: jobsAtOnce}},
		RescueStuckJobsAfter: stuckAfter,
		Workers:              workers,
	})
	if err == nil {
		err = client.Start(context.WithoutCancel(ctx))
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("starting the jobs: %w", err), release())
	}
	if s.alone {
		s.profiles.Store(newProfiles())
	}
	return func(ctx context.Context) error {
		s.profiles.Store(nil)
		err := client.Stop(ctx)
		if err != nil {
			grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopGrace)
			defer cancel()
			err = errors.Join(fmt.Errorf("jobs were cancelled: %w", err), client.StopAndCancel(grace))
		}
		return errors.Join(err, release())
	}, nil
}

// riverLog is for River's own lines, of which only warnings and errors tell an operator something.
func (s *Store) riverLog() *slog.Logger { return slog.New(warnings{s.log.Handler()}) }

type warnings struct{ slog.Handler }

func (w warnings) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && w.Handler.Enabled(ctx, level)
}

func (w warnings) WithAttrs(attrs []slog.Attr) slog.Handler {
	return warnings{w.Handler.WithAttrs(attrs)}
}

func (w warnings) WithGroup(name string) slog.Handler { return warnings{w.Handler.WithGroup(name)} }
