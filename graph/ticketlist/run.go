package ticketlist

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"deskhand/graph"
)

const (
	firstPause  = time.Second // after a failure; twice as long each time
	lastPause   = time.Minute
	gather      = 300 * time.Millisecond // calls of Graph come in flocks
	lookForPoke = time.Second            // how often is looked whether another process was called
)

// Run keeps the list and the desk in step until the context ends: it polls, and catches up, every interval and whenever it is
// woken. Of several processes one does it at a time.
func (s *Sync) Run(ctx context.Context) error {
	defer s.polling.Release(ctx)
	for failures := 0; ; {
		err := s.turn(ctx)
		if ctx.Err() != nil {
			return nil
		}
		s.Metrics.looked(s.Now(), err)
		if s.advanced.Swap(false) || err == nil {
			failures = 0
		}
		if err == nil {
			s.rest(ctx)
			continue
		}
		wait := max(min(firstPause<<min(failures, 10), lastPause), graph.AskedFor(err))
		failures++
		s.Logger.WarnContext(ctx, "the list and the desk could not be brought in step; it is tried again", "after", wait, "error", err)
		if s.Sleep(ctx, wait*3/4+rand.N(wait/2)) != nil { //nolint:gosec // it only spreads
			return nil
		}
	}
}

// turn polls and catches up once, each even when the other fails.
func (s *Sync) turn(ctx context.Context) error {
	held, err := s.polling.Hold(ctx)
	if err != nil {
		return err
	}
	if !held { // whoever holds it sees to what waits; our jobs may try again
		s.down.Store(false)
		return nil
	}
	s.subscribe(ctx)
	return errors.Join(s.Poll(ctx), s.CatchUp(ctx))
}

// rest waits until it is time to look again, or there is a reason to: the subscription is due, this process was woken, or
// another one that Graph called has left a word.
func (s *Sync) rest(ctx context.Context) {
	timer := time.NewTimer(s.untilDue())
	defer timer.Stop()
	looks := time.NewTicker(lookForPoke)
	defer looks.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
			return
		case <-s.woken:
			_ = s.Sleep(ctx, min(gather, s.Interval)) // the end of the context is seen by the caller
			return
		case <-looks.C:
			if s.NotificationURL != "" && s.wasPoked(ctx) {
				return
			}
		}
	}
}

// untilDue is how long there is nothing to do. What is due already was seen to in the turn before, and is not hurried.
func (s *Sync) untilDue() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	if due := s.sub.next.Sub(s.Now()); due > 0 {
		return min(due, s.Interval)
	}
	return s.Interval
}

const pokeCursor = "ticketlist.poke"

// poke tells the process that polls, whichever it is, that there is something to see.
func (s *Sync) poke(ctx context.Context) error {
	s.Wake()
	return s.Memory.SaveCursor(ctx, pokeCursor, s.Now().UTC().Format(time.RFC3339Nano))
}

func (s *Sync) wasPoked(ctx context.Context) bool {
	at, err := s.Memory.Cursor(ctx, pokeCursor)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil || at == s.poked {
		return false
	}
	s.poked = at
	return true
}
