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

// pass lets a time go by for the leases, which go by the database's clock.
func (d database) pass(t *testing.T, by time.Duration) {
	t.Helper()
	_, err := d.sql(t).ExecContext(t.Context(), "UPDATE leases SET held_until = held_until - $1", by.Milliseconds())
	require.NoError(t, err)
}

func leases(t *testing.T, db database) {
	s := db.open(t)
	hold := func(name, holder string, minutes int) bool {
		held, err := s.Hold(t.Context(), name, holder, time.Duration(minutes)*time.Minute)
		require.NoError(t, err)
		return held
	}
	assert.True(t, hold("poll", "a", 20))
	assert.True(t, hold("plan", "b", 60), "another lease")
	until := db.count(t, "SELECT held_until FROM leases WHERE name = 'plan'")
	assert.InDelta(t, time.Now().Add(time.Hour).UnixMilli(), until, float64(time.Minute.Milliseconds()))
	db.pass(t, 10*time.Minute)
	assert.False(t, hold("poll", "b", 20))
	assert.True(t, hold("poll", "a", 30), "held already: longer")
	db.pass(t, 20*time.Minute)
	assert.False(t, hold("poll", "b", 20))
	db.pass(t, 10*time.Minute)
	assert.True(t, hold("poll", "b", 20), "it has run out")
	assert.False(t, hold("poll", "a", 20))

	require.NoError(t, s.Release(t.Context(), "poll", "a"))
	assert.False(t, hold("poll", "a", 20), "one does not release what another holds")
	require.NoError(t, s.Release(t.Context(), "poll", "b"))
	assert.True(t, hold("poll", "a", 20))
	assert.False(t, hold("plan", "a", 20), "the other lease is where it was")
}

// leasesContended lets several try at the same moment: for a lease that is free, and for one that has just run out.
func leasesContended(t *testing.T, db database) {
	processes := []*store.Store{db.open(t), db.open(t)}
	for round := range 10 {
		var won atomic.Int32
		var trying sync.WaitGroup
		for i := range 8 {
			trying.Go(func() {
				holder := strconv.Itoa(round) + "/" + strconv.Itoa(i)
				held, err := processes[i%2].Hold(t.Context(), "poll", holder, time.Hour)
				assert.NoError(t, err)
				if held {
					won.Add(1)
				}
			})
		}
		trying.Wait()
		assert.EqualValues(t, 1, won.Load(), round)
		db.pass(t, time.Hour)
	}
}
