package storetest

import (
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/store"
)

func cursors(t *testing.T, db database) {
	s := db.open(t)
	for _, want := range []string{"", "https://graph/delta?token=1", "https://graph/delta?token=2", ""} {
		if want != "" {
			require.NoError(t, s.SaveCursor(t.Context(), "list", want))
			require.NoError(t, s.SaveCursor(t.Context(), "other", "another"))
		} else {
			require.NoError(t, s.SaveCursor(t.Context(), "other", ""))
			require.NoError(t, s.SaveCursor(t.Context(), "list", ""))
		}
		got, err := s.Cursor(t.Context(), "list")
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	got, err := s.Cursor(t.Context(), "never saved")
	require.NoError(t, err)
	assert.Empty(t, got)
}

func leases(t *testing.T, db database) {
	s := db.open(t)
	minute := func(n int) time.Time { return noon.Add(time.Duration(n) * time.Minute) }
	hold := func(name, holder string, now, until time.Time) bool {
		held, err := s.Hold(t.Context(), name, holder, now, until)
		require.NoError(t, err)
		return held
	}
	assert.True(t, hold("poll", "a", noon, minute(2)))
	assert.False(t, hold("poll", "b", minute(1), minute(3)))
	assert.True(t, hold("plan", "b", minute(1), minute(3)), "another lease")
	assert.True(t, hold("poll", "a", minute(1), minute(4)), "held already: longer")
	assert.False(t, hold("poll", "b", minute(4).Add(-time.Millisecond), minute(9)))
	assert.True(t, hold("poll", "b", minute(4), minute(6)), "it has run out")
	assert.False(t, hold("poll", "a", minute(5), minute(9)))

	require.NoError(t, s.Release(t.Context(), "poll", "a"))
	assert.False(t, hold("poll", "a", minute(5), minute(9)), "one does not release what another holds")
	require.NoError(t, s.Release(t.Context(), "poll", "b"))
	assert.True(t, hold("poll", "a", minute(5), minute(9)))
	assert.False(t, hold("plan", "a", minute(2), minute(9)), "the other lease is where it was")
}

// leasesContended lets several try at the same moment: for a lease that is free, and for one that has just run out.
func leasesContended(t *testing.T, db database) {
	processes := []*store.Store{db.open(t), db.open(t)}
	for round := range 10 {
		now := noon.Add(time.Duration(round) * time.Minute)
		var won atomic.Int32
		var trying sync.WaitGroup
		for i := range 8 {
			trying.Go(func() {
				holder := strconv.Itoa(round) + "/" + strconv.Itoa(i)
				held, err := processes[i%2].Hold(t.Context(), "poll", holder, now, now.Add(time.Minute))
				assert.NoError(t, err)
				if held {
					won.Add(1)
				}
			})
		}
		trying.Wait()
		assert.EqualValues(t, 1, won.Load(), round)
	}
}
