package store

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/internal/chat"
)

// fakeDisk takes a second for each batch, and refuses one turn.
type fakeDisk struct {
	batches [][]string
	refuse  string
}

var errRefused = errors.New("refused")

func (d *fakeDisk) write(ctx context.Context, turns []*pendingTurn) error {
	var ids []string
	for _, turn := range turns {
		ids = append(ids, turn.turn.ActivityID)
	}
	d.batches = append(d.batches, ids)
	select {
	case <-time.After(time.Second):
	case <-ctx.Done():
		return ctx.Err()
	}
	if slices.Contains(ids, d.refuse) {
		return errRefused
	}
	return nil
}

// saving starts to save a turn and returns where the outcome will be.
func saving(ctx context.Context, w *turnWriter, id string) <-chan error {
	saved := make(chan error, 1)
	go func() { saved <- w.save(ctx, &pendingTurn{turn: chat.Turn{ActivityID: id}, done: make(chan struct{})}) }()
	synctest.Wait()
	return saved
}

func TestTurnsShareTransactions(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		disk := &fakeDisk{refuse: "bad"}
		w := newTurnWriter(disk.write, 1, 0, 0)
		alone := saving(t.Context(), w, "alone")
		assert.Equal(t, [][]string{{"alone"}}, disk.batches, "a lonely turn waits for nobody")
		a, bad, b := saving(t.Context(), w, "a"), saving(t.Context(), w, "bad"), saving(t.Context(), w, "b")
		require.NoError(t, <-alone)
		require.NoError(t, <-a)
		require.NoError(t, <-b, "one bad turn takes no other with it")
		assert.Equal(t, errRefused, <-bad)
		assert.ElementsMatch(t, []string{"a", "bad", "b"}, disk.batches[1])
		assert.Len(t, disk.batches, 5, "alone, the batch, and each of the batch on its own")
		w.stop()
	})
}

func TestTransactionsKeepApart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const apart = 10 * time.Second // of which the disk takes one
		disk, start := &fakeDisk{}, time.Now()
		w := newTurnWriter(disk.write, 1, apart, 0)
		require.NoError(t, <-saving(t.Context(), w, "a"))
		assert.Equal(t, time.Second, time.Since(start), "the first waits for nobody")

		b := saving(t.Context(), w, "b")
		<-time.After(apart / 2)
		c := saving(t.Context(), w, "c")
		require.NoError(t, errors.Join(<-b, <-c))
		assert.Equal(t, [][]string{{"a"}, {"b", "c"}}, disk.batches)
		assert.Equal(t, apart+time.Second, time.Since(start), "they wait for one another and no longer")

		<-time.After(apart)
		require.NoError(t, <-saving(t.Context(), w, "d"))
		assert.Equal(t, 2*apart+2*time.Second, time.Since(start), "nor does one that comes later")

		last := saving(t.Context(), w, "e")
		w.stop()
		require.NoError(t, <-last)
		assert.Equal(t, 2*apart+3*time.Second, time.Since(start), "whoever stops waits for nothing but the disk")
	})
}

func TestABatchIsBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		disk := &fakeDisk{}
		w := newTurnWriter(disk.write, 1, time.Hour, 0)
		require.NoError(t, <-saving(t.Context(), w, "first"))
		var saved []<-chan error
		for i := range maxBatch {
			saved = append(saved, saving(t.Context(), w, strconv.Itoa(i)))
		}
		for _, one := range saved {
			require.NoError(t, <-one)
		}
		assert.Len(t, disk.batches, 2)
		assert.Len(t, disk.batches[1], maxBatch, "a full one does not wait")
		w.stop()
	})
}

func TestTurnWriterStops(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		disk := &fakeDisk{}
		w := newTurnWriter(disk.write, 1, 0, 0)
		begun, waiting := saving(t.Context(), w, "begun"), saving(t.Context(), w, "waiting")
		w.stop()
		synctest.Wait()
		require.Len(t, begun, 1, "what is being saved is finished before stop returns")
		require.NoError(t, <-begun)
		require.ErrorIs(t, <-waiting, errClosed)
		require.ErrorIs(t, <-saving(t.Context(), w, "late"), errClosed)
	})
}

func TestTurnWriterTimes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		disk := &fakeDisk{}
		w := newTurnWriter(disk.write, 1, 0, time.Minute)
		impatient, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		require.ErrorIs(t, <-saving(impatient, w, "a"), context.DeadlineExceeded)
		require.NoError(t, <-saving(t.Context(), w, "b"), "a caller that gives up stops nobody else")
		w.stop()

		slow := newTurnWriter(disk.write, 1, 0, time.Millisecond)
		require.ErrorIs(t, <-saving(t.Context(), slow, "c"), context.DeadlineExceeded, "the database takes too long")
		slow.stop()
	})
}
