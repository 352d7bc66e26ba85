package store

import (
	"context"
	"errors"
	"sync"
	"time"

	"deskhand/internal/chat"
)

// maxBatch bounds how many turns share a transaction, and so how long others wait for it.
const maxBatch = 64

var errClosed = errors.New("the store is closed")

// pendingTurn is a turn on its way into the database.
type pendingTurn struct {
	turn   chat.Turn
	events []eventRow
	first  bool
	err    error
	done   chan struct{} // closed when first and err stand
}

// turnWriter saves turns that arrive at about the same time in one transaction, since most of what a turn costs is its
// commit. A turn that arrives alone is saved at once.
type turnWriter struct {
	write   func(ctx context.Context, turns []*pendingTurn) error
	apart   time.Duration     // from the beginning of one batch to that of the next, at least
	timeout time.Duration     // for a batch; 0 means none
	queue   chan *pendingTurn // unbuffered: what has been handed over is in a writer's hands
	closing chan struct{}
	close   func()
	running sync.WaitGroup
}

// newTurnWriter starts a number of writers.
func newTurnWriter(write func(context.Context, []*pendingTurn) error, writers int, apart, timeout time.Duration) *turnWriter {
	w := &turnWriter{
		write: write, apart: apart, timeout: timeout, queue: make(chan *pendingTurn), closing: make(chan struct{}),
	}
	w.close = sync.OnceFunc(func() { close(w.closing) })
	for range writers {
		w.running.Go(w.run)
	}
	return w
}

// save hands a turn over and waits until it is stored.
func (w *turnWriter) save(ctx context.Context, turn *pendingTurn) error {
	select {
	case w.queue <- turn:
	case <-ctx.Done():
		return ctx.Err()
	case <-w.closing:
		return errClosed
	}
	select {
	case <-turn.done:
		return turn.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// stop saves what has been handed over and lets nothing more in.
func (w *turnWriter) stop() {
	w.close()
	w.running.Wait()
}

func (w *turnWriter) run() {
	var begun time.Time // the last batch
	for {
		select {
		case first := <-w.queue:
			batch := w.collect(first, time.Until(begun.Add(w.apart)))
			begun = time.Now()
			w.flush(batch)
		case <-w.closing:
			return
		}
	}
}

// collect takes what comes within a time, and what else is waiting then.
func (w *turnWriter) collect(first *pendingTurn, within time.Duration) []*pendingTurn {
	batch := []*pendingTurn{first}
	if within > 0 {
		timer := time.NewTimer(within)
		defer timer.Stop()
		for open := true; open && len(batch) < maxBatch; {
			select {
			case next := <-w.queue:
				batch = append(batch, next)
			case <-timer.C:
				open = false
			case <-w.closing:
				return batch
			}
		}
	}
	for len(batch) < maxBatch {
		select {
		case next := <-w.queue:
			batch = append(batch, next)
		default:
			return batch
		}
	}
	return batch
}

// flush saves a batch. When that fails it saves the turns one by one, so that one that can't be stored takes no other
// with it. The callers' contexts have no say: a caller that gives up must not undo the turns of others.
func (w *turnWriter) flush(batch []*pendingTurn) {
	ctx := context.Background()
	if w.timeout > 0 {
		limited, cancel := context.WithTimeout(ctx, w.timeout)
		defer cancel()
		ctx = limited
	}
	err := w.write(ctx, batch)
	for i, turn := range batch {
		turn.err = err
		if err != nil && len(batch) > 1 {
			turn.err = w.write(ctx, batch[i:i+1])
		}
		close(turn.done)
	}
}
