package main

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// after asks somebody who takes so long for each answer.
func after(d time.Duration) asker {
	return func(ctx context.Context) (time.Time, error) {
		select {
		case at := <-time.After(d):
			return at, nil
		case <-ctx.Done():
			return time.Time{}, ctx.Err()
		}
	}
}

func TestKeepBusyAsksAgainAsSoonAsItIsAnswered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		latencies, took, err := keepBusy(t.Context(), 3, time.Second, after(100*time.Millisecond))
		require.NoError(t, err)
		assert.Len(t, latencies, 30)
		assert.Equal(t, time.Second, took)
		assert.Equal(t, latency{P50: 100, P99: 100, Max: 100}, summarise(latencies))
	})
}

func TestKeepPaceDoesNotWaitForAnswers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		latencies, err := keepPace(t.Context(), 10, time.Second, after(400*time.Millisecond))
		require.NoError(t, err)
		assert.Len(t, latencies, 10)
		assert.Equal(t, latency{P50: 400, P99: 400, Max: 400}, summarise(latencies))
		assert.Equal(t, 1300*time.Millisecond, time.Since(start), "the last one is asked after 0.9 s")
	})
}

func TestKeepPaceCountsTheWaitOfEverybody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		recovers := time.Now().Add(time.Second)
		stalled := func(ctx context.Context) (time.Time, error) { return after(time.Until(recovers))(ctx) }
		latencies, err := keepPace(t.Context(), 4, time.Second, stalled)
		require.NoError(t, err)
		want := []time.Duration{time.Second, 750 * time.Millisecond, 500 * time.Millisecond, 250 * time.Millisecond}
		assert.Equal(t, want, latencies)
	})
}

func TestALoadEndsWhenSomebodyIsNotAnswered(t *testing.T) {
	t.Parallel()
	refused := func(context.Context) (time.Time, error) { return time.Time{}, assert.AnError }
	for name, never := range map[string]struct {
		ask  asker
		want error
	}{
		"refused":        {refused, assert.AnError},
		"never answered": {after(time.Hour), context.DeadlineExceeded},
	} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			_, _, err := keepBusy(t.Context(), 2, time.Second, never.ask)
			require.ErrorIs(t, err, never.want, name)
			_, err = keepPace(t.Context(), 2, time.Second, never.ask)
			require.ErrorIs(t, err, never.want, name)
			assert.LessOrEqual(t, time.Since(start), 2*(time.Second+patience), name)
		})
	}
}
