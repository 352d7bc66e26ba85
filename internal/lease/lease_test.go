package lease_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/internal/lease"
)

// shelf holds one lease.
type shelf struct {
	now    time.Time
	holder string
	until  time.Time
	broken error
}

func (s *shelf) Hold(_ context.Context, _, holder string, lasts time.Duration) (bool, error) {
	if s.broken != nil || s.holder != "" && s.holder != holder && s.now.Before(s.until) {
		return false, s.broken
	}
	s.holder, s.until = holder, s.now.Add(lasts)
	return true, nil
}

func (s *shelf) Release(ctx context.Context, _, holder string) error {
	if s.broken == nil && ctx.Err() == nil && s.holder == holder {
		s.holder = ""
	}
	return errors.Join(s.broken, ctx.Err())
}

func TestHold(t *testing.T) {
	t.Parallel()
	shelf := &shelf{now: time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)}
	ours := lease.Lease{Store: shelf, Name: "plan", Holder: "us", For: time.Minute}
	theirs := ours
	theirs.Holder = "them"
	hold := func(l lease.Lease) bool {
		held, err := l.Hold(t.Context())
		require.NoError(t, err)
		return held
	}
	require.True(t, hold(ours))
	require.False(t, hold(theirs))
	shelf.now = shelf.now.Add(40 * time.Second)
	require.True(t, hold(ours), "its time begins anew")
	shelf.now = shelf.now.Add(59 * time.Second)
	require.False(t, hold(theirs))
	shelf.now = shelf.now.Add(time.Second)
	require.True(t, hold(theirs), "it has run out")
	require.False(t, hold(ours))
	shelf.broken = errors.New("no disk")
	_, err := ours.Hold(t.Context())
	require.ErrorIs(t, err, shelf.broken)
}

// The work ends before the lease does, and the lease is given back though the work was cancelled.
func TestWithin(t *testing.T) {
	t.Parallel()
	shelf := &shelf{holder: "us"}
	ours := lease.Lease{Store: shelf, Holder: "us", For: time.Minute}
	ctx, cancel := context.WithCancel(t.Context())
	taken := time.Now()
	working, release := ours.Within(ctx)
	ends, limited := working.Deadline()
	require.True(t, limited)
	assert.WithinRange(t, ends, taken.Add(30*time.Second), taken.Add(55*time.Second))
	cancel()
	require.Error(t, working.Err())
	assert.Equal(t, "us", shelf.holder)
	release()
	assert.Empty(t, shelf.holder)
}

func TestALeaseThatCannotBeGivenBack(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	broken := lease.Lease{
		Store: &shelf{broken: errors.New("no disk")}, Name: "plan", For: time.Minute, Logger: slog.New(slog.NewTextHandler(&log, nil)),
	}
	working, release := broken.Within(t.Context())
	release()
	require.ErrorIs(t, working.Err(), context.Canceled)
	assert.Contains(t, log.String(), `lease=plan error="no disk"`)
}
