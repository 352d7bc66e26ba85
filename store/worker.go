package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/riverqueue/river"

	"deskhand/helpdesk"
	"deskhand/internal/trace"
)

// Handler carries out the effect of a job. It is called again, after a pause that grows, until it returns nil or
// ErrGiveUp; an error with a method RetryAfter() time.Duration says itself how long the pause is to be. After a crash it may
// be called again for an effect that it has carried out. Its context ends after JobTimeout and carries the trace of the turn
// that asked for the effect.
type Handler func(ctx context.Context, job helpdesk.Job) error

// ErrGiveUp says that trying again would never help. A handler wraps it to end its job.
var ErrGiveUp = errors.New("giving up")

const (
	// JobTimeout is how long a handler may take.
	JobTimeout = 20 * time.Second
	// firstRetry and lastRetry are the shortest and the longest pause between attempts, give or take a quarter.
	firstRetry = time.Second
	lastRetry  = 15 * time.Minute
)

// retryAfterer is a failure that knows when to try again.
type retryAfterer interface{ RetryAfter() time.Duration }

// worker runs handlers on River's behalf.
type worker struct {
	river.WorkerDefaults[effectArgs]
	handlers map[helpdesk.Effect]Handler
	log      *slog.Logger
}

// Work implements river.Worker.
func (w *worker) Work(ctx context.Context, job *river.Job[effectArgs]) error {
	ctx = trace.With(ctx, job.Args.Trace)
	err := w.run(ctx, job.Args)
	if err == nil {
		return nil
	}
	log := w.log.With("effect", job.Args.Effect, "ticket", job.Args.Ticket, "attempt", job.Attempt, "error", err)
	if errors.Is(err, ErrGiveUp) {
		log.ErrorContext(ctx, "job given up")
		return river.JobCancel(err)
	}
	if patient := retryAfterer(nil); errors.As(err, &patient) && patient.RetryAfter() > 0 {
		log.InfoContext(ctx, "job put off", "after", patient.RetryAfter())
		return river.JobSnooze(patient.RetryAfter())
	}
	log.WarnContext(ctx, "job failed, will be tried again")
	return err
}

func (w *worker) run(ctx context.Context, args effectArgs) error {
	handle, ok := w.handlers[args.Effect]
	if !ok {
		return fmt.Errorf("nobody here carries out %q: was it asked for by a newer Deskhand?", args.Effect)
	}
	return handle(ctx, helpdesk.Job{Effect: args.Effect, Key: args.Key, EventID: args.EventID, Ticket: args.Ticket})
}

// NextRetry implements river.Worker.
func (w *worker) NextRetry(job *river.Job[effectArgs]) time.Time {
	return time.Now().Add(retryAfter(job.Attempt))
}

// retryAfter is how long to wait after a number of failed attempts: twice as long each time, and spread out so that
// what failed together does not come back together.
func retryAfter(attempts int) time.Duration {
	pause := lastRetry
	if doublings := max(attempts, 1) - 1; doublings < 10 {
		pause = min(firstRetry<<doublings, lastRetry)
	}
	return pause*3/4 + rand.N(pause/2) //nolint:gosec // it only spreads
}
