package storetest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/helpdesk"
	"deskhand/internal/trace"
	"deskhand/store"
)

// start works the notifications of a store until the test ends or stop is called.
func start(t *testing.T, s *store.Store, handle store.Handler) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel() // the jobs must go on
	stopJobs, err := s.StartJobs(ctx, map[helpdesk.Effect]store.Handler{helpdesk.EffectNotify: handle})
	require.NoError(t, err)
	stop = sync.OnceFunc(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), patience)
		defer cancel()
		require.NoError(t, stopJobs(ctx))
	})
	t.Cleanup(stop)
	return stop
}

// into is a handler that passes jobs on.
func into(jobs chan<- helpdesk.Job) store.Handler {
	return func(_ context.Context, job helpdesk.Job) error {
		jobs <- job
		return nil
	}
}

// ask stores a ticket that calls for these jobs.
func ask(t *testing.T, s *store.Store, jobs ...helpdesk.Job) {
	t.Helper()
	ctx := trace.With(t.Context(), "trace of the turn")
	calls := func(helpdesk.Ticket) ([]helpdesk.Event, []helpdesk.Job) { return nil, jobs }
	_, _, err := s.InsertTicket(ctx, newTicket(uuid.NewString()), calls)
	require.NoError(t, err)
}

func job(key string) helpdesk.Job {
	return helpdesk.Job{Effect: helpdesk.EffectNotify, Key: key, EventID: "event of " + key, Ticket: "ticket of " + key}
}

func jobsRun(t *testing.T, db database) {
	s := db.open(t)
	type call struct {
		job   helpdesk.Job
		trace string
	}
	calls := make(chan call, 10)
	start(t, s, func(ctx context.Context, job helpdesk.Job) error {
		calls <- call{job, trace.From(ctx)}
		return nil
	})
	want := filled[helpdesk.Job](t)
	want.Effect = helpdesk.EffectNotify
	ask(t, s, want)
	assert.Equal(t, call{want, "trace of the turn"}, await(t, calls))
}

func jobsOnce(t *testing.T, db database) {
	processes := []*store.Store{db.open(t), db.open(t)}
	const keys = 25
	ran := make(chan helpdesk.Job, 10*keys)
	stops := []func(){start(t, processes[0], into(ran))}
	if db.shared() {
		stops = append(stops, start(t, processes[1], into(ran)))
	}
	var running sync.WaitGroup
	for i := range 4 {
		running.Go(func() {
			for key := range keys {
				ask(t, processes[i%2], job(fmt.Sprint(key)), job(fmt.Sprint(key)))
			}
		})
	}
	running.Wait()
	times := map[string]int{}
	for range keys {
		times[await(t, ran).Key]++
	}
	ask(t, processes[0], job("0"), job("last")) // the first has run, and is not asked for again
	times[await(t, ran).Key]++
	for _, stop := range stops {
		stop()
	}
	assert.Empty(t, ran)
	assert.Len(t, times, keys+1)
	assert.Equal(t, keys+1, db.count(t, "SELECT count(*) FROM river_job"))
}

func jobsFromElsewhere(t *testing.T, db database) {
	server, tool := db.open(t), db.open(t)
	ran := make(chan helpdesk.Job, 1)
	ask(t, tool, job("before"))
	start(t, server, into(ran))
	assert.Equal(t, job("before"), await(t, ran))
	ask(t, tool, job("while"))
	assert.Equal(t, job("while"), await(t, ran))
}

func jobsRetried(t *testing.T, db database) {
	s := db.open(t)
	attempts := make(chan time.Time, 10)
	failures := 2
	start(t, s, func(context.Context, helpdesk.Job) error {
		attempts <- time.Now()
		if failures--; failures >= 0 {
			return errors.New("not yet")
		}
		return nil
	})
	ask(t, s, job("stubborn"))
	first, second, third := await(t, attempts), await(t, attempts), await(t, attempts)
	assert.Greater(t, second.Sub(first), 700*time.Millisecond)
	assert.Greater(t, third.Sub(second), 1400*time.Millisecond)
	assert.Less(t, third.Sub(first), 15*time.Second)
}

func jobsGivenUp(t *testing.T, db database) {
	s := db.open(t)
	ran := make(chan helpdesk.Job, 10)
	stop := start(t, s, func(_ context.Context, job helpdesk.Job) error {
		ran <- job
		return fmt.Errorf("the chat is gone: %w", store.ErrGiveUp)
	})
	ask(t, s, job("hopeless"))
	assert.Equal(t, job("hopeless"), await(t, ran))
	stop()
	assert.Equal(t, 1, db.count(t, "SELECT count(*) FROM river_job WHERE state = 'cancelled'"))
}

func jobsUnknown(t *testing.T, db database) {
	lines := make(logged, 100)
	s := db.openLogging(t, lines)
	want := job("key")
	want.Effect = "mirror"
	ask(t, s, want)
	stop := start(t, s, into(make(chan helpdesk.Job)))
	assert.Equal(t, "job failed, will be tried again", await(t, lines))
	stop()

	ran := make(chan helpdesk.Job, 1)
	stopJobs, err := s.StartJobs(t.Context(), map[helpdesk.Effect]store.Handler{"mirror": into(ran)})
	require.NoError(t, err)
	assert.Equal(t, want, await(t, ran))
	require.NoError(t, stopJobs(t.Context()))
}

// logged is a log handler that passes messages on.
type logged chan string

func (logged) Enabled(context.Context, slog.Level) bool { return true }

func (l logged) Handle(_ context.Context, record slog.Record) error {
	l <- record.Message
	return nil
}

func (l logged) WithAttrs([]slog.Attr) slog.Handler { return l }

func (l logged) WithGroup(string) slog.Handler { return l }

func jobsFinishOnStop(t *testing.T, db database) {
	s := db.open(t)
	began, stopped := make(chan helpdesk.Job, 1), make(chan struct{})
	stop := start(t, s, func(ctx context.Context, job helpdesk.Job) error {
		began <- job
		select { // still at work a while after stop was called
		case <-stopped:
			return errors.New("stop did not wait")
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(300 * time.Millisecond):
			return nil
		}
	})
	ask(t, s, job("slow"))
	await(t, began)
	stop()
	close(stopped)
	assert.Equal(t, 1, db.count(t, "SELECT count(*) FROM river_job WHERE state = 'completed'"))

	// What is asked for meanwhile waits for the next start, and what has been done is not done again.
	ask(t, s, job("later"))
	ran := make(chan helpdesk.Job, 10)
	stop = start(t, s, into(ran))
	assert.Equal(t, job("later"), await(t, ran))
	stop()
	assert.Empty(t, ran)
}

func jobsCancelledOnStop(t *testing.T, db database) {
	s := db.open(t)
	began := make(chan helpdesk.Job, 1)
	stop, err := s.StartJobs(t.Context(), map[helpdesk.Effect]store.Handler{
		helpdesk.EffectNotify: func(ctx context.Context, job helpdesk.Job) error {
			began <- job
			<-ctx.Done()
			return ctx.Err()
		},
	})
	require.NoError(t, err)
	ask(t, s, job("slow"))
	await(t, began)
	now, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, stop(now), context.Canceled)

	ran := make(chan helpdesk.Job, 1)
	start(t, s, into(ran))
	assert.Equal(t, job("slow"), await(t, ran))
}

func jobsRescued(t *testing.T, db database) {
	s := db.open(t)
	ask(t, s, job("interrupted"))
	longAgo := time.Now().UTC().Add(-5 * time.Minute).Format("2006-01-02 15:04:05")
	_, err := db.sql(t).ExecContext(t.Context(), "UPDATE river_job SET state = 'running', attempt = 1, attempted_at = $1", longAgo)
	require.NoError(t, err)
	ran := make(chan helpdesk.Job, 1)
	start(t, s, into(ran))
	assert.Equal(t, job("interrupted"), await(t, ran))
}

// patient is a failure that knows when to try again.
type patient struct{ after time.Duration }

func (p patient) Error() string             { return "not now" }
func (p patient) RetryAfter() time.Duration { return p.after }

func jobsPutOff(t *testing.T, db database) {
	s := db.open(t)
	ran := make(chan time.Time, 10)
	start(t, s, func(context.Context, helpdesk.Job) error {
		ran <- time.Now()
		if len(ran) > 1 {
			return nil
		}
		return fmt.Errorf("wrapped: %w", patient{3 * time.Second})
	})
	ask(t, s, job("put off"))
	require.Eventually(t, func() bool { return len(ran) == 2 }, patience, 10*time.Millisecond)
	first, second := <-ran, <-ran
	assert.GreaterOrEqual(t, second.Sub(first), 3*time.Second, "a first try that fails otherwise is repeated after one second")
}
