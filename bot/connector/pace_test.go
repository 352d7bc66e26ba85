package connector

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/internal/wait"
)

func TestPacerKeepsEveryLimit(t *testing.T) {
	t.Parallel()
	clock := newClock()
	p := newPacer(conversationLimits, Options{Now: clock.now, Sleep: clock.sleep})
	start := clock.now()
	var made []time.Time
	for range 4000 {
		require.NoError(t, p.wait(t.Context(), "a"))
		made = append(made, clock.now())
	}
	for _, l := range conversationLimits {
		for i := l.count; i < len(made); i++ {
			require.GreaterOrEqual(t, made[i].Sub(made[i-l.count]), l.within, "request %d, %d within %s", i, l.count, l.within)
		}
	}
	assert.Equal(t, start, made[6], "seven at once")
	assert.Equal(t, start.Add(time.Second), made[7])
	assert.Equal(t, start.Add(2*time.Second), made[8])
	assert.Equal(t, start.Add(30*time.Second), made[60])
	assert.Equal(t, start.Add(2*time.Hour), made[3600], "no slower than allowed")

	w, _ := p.windows.get("a")
	assert.LessOrEqual(t, len(*w), 1800, "what no limit looks at is forgotten")
	clock.advance(2 * time.Hour)
	require.NoError(t, p.wait(t.Context(), "a"))
	assert.Len(t, *w, 1)
}

func TestPacerKeepsKeysApart(t *testing.T) {
	t.Parallel()
	clock := newClock()
	p := newPacer([]limit{{1, time.Minute}}, Options{Now: clock.now, Sleep: clock.sleep})
	for _, key := range []string{"a", "b", "c"} {
		require.NoError(t, p.wait(t.Context(), key))
	}
	assert.Empty(t, clock.sleeps())
	require.NoError(t, p.wait(t.Context(), "b"))
	assert.Equal(t, []time.Duration{time.Minute}, clock.sleeps())
}

func TestPacerBooksInOrder(t *testing.T) {
	t.Parallel()
	clock := newClock()
	p := newPacer([]limit{{2, time.Second}}, Options{Now: clock.now, Sleep: clock.sleep})
	var delays []time.Duration
	for range 5 { // all before the first of them has slept
		delay, err := p.reserve(t.Context(), "a")
		require.NoError(t, err)
		delays = append(delays, delay)
	}
	assert.Equal(t, []time.Duration{0, 0, time.Second, time.Second, 2 * time.Second}, delays)
}

func TestPacerDoesNotWaitInVain(t *testing.T) {
	t.Parallel()
	p := newPacer([]limit{{1, time.Hour}}, Options{Now: time.Now, Sleep: wait.For})
	require.NoError(t, p.wait(t.Context(), "a"))
	short, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	require.ErrorIs(t, p.wait(short, "a"), context.DeadlineExceeded)
	w, _ := p.windows.get("a")
	assert.Len(t, *w, 1, "what is not made is not booked")

	gone, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, p.wait(gone, "a"), context.Canceled)
}
