package ticketlist

import (
	"context"
	"errors"
	"time"

	"deskhand/graph"
	"deskhand/helpdesk"
)

const (
	catchUpPage = 200
	mostPasses  = 100
	// forgetAfter is how long after it was opened a closed ticket that was never listed is listed all the same.
	forgetAfter = 30 * 24 * time.Hour
	// A ticket that alone finds Graph unavailable so often, or that Graph refuses, is set aside for a while.
	patience = 5
	aside    = 5 * time.Minute

	insistTries = 3
	insistPause = 100 * time.Millisecond
	noSuchKey   = "HD-0"
)

// trouble is a ticket that could not be listed.
type trouble struct {
	tries int
	until time.Time // it is set aside until then
}

// CatchUp brings the items up to date that lag behind their tickets, in the order of the tickets: after Graph was
// unavailable, and whatever a job did not come to. It does nothing while another process does it. Until it has been
// through after an outage, jobs do nothing, so that no ticket overtakes another.
func (s *Sync) CatchUp(ctx context.Context) error {
	for range mostPasses {
		s.left.Store(false)
		progress, err := s.pass(ctx)
		if err != nil {
			return err
		}
		if progress {
			continue
		}
		s.down.Store(false)
		if !s.left.Load() {
			break
		}
	}
	return nil
}

// pass goes once through the tickets that lag, and reports whether one of them does no more.
func (s *Sync) pass(ctx context.Context) (progress bool, err error) {
	if held, err := s.polling.Hold(ctx); err != nil || !held {
		return false, err
	}
	tickets, err := s.Memory.Unmirrored(ctx, s.Now().Add(-forgetAfter), catchUpPage)
	if err != nil {
		return false, err
	}
	s.Metrics.lag(s.Now(), tickets)
	for _, ticket := range tickets {
		if s.setAside(ticket.ID) {
			continue
		}
		if held, err := s.polling.Hold(ctx); err != nil || !held {
			return false, err
		}
		err := s.insist(ctx, ticket.ID)
		if err == nil {
			progress = true
			s.advanced.Store(true)
			s.settle(ticket.ID)
			continue
		}
		if err := s.bear(ctx, ticket, err); err != nil {
			return progress, err
		}
	}
	return progress, nil
}

// insist brings a ticket's item up to date, and tries a few times when Graph is unavailable for a moment: those behind it
// wait.
func (s *Sync) insist(ctx context.Context, ticketID string) error {
	for n := 1; ; n++ {
		err := s.bring(ctx, ticketID, false)
		s.fares(err)
		if n == insistTries || !errors.Is(err, graph.ErrUnavailable) || graph.AskedFor(err) > 0 {
			return err
		}
		if err := s.Sleep(ctx, insistPause<<n); err != nil {
			return err
		}
	}
}

// setAside reports whether a ticket failed and is left for later.
func (s *Sync) setAside(ticketID string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Now().Before(s.failing[ticketID].until)
}

func (s *Sync) settle(ticketID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.failing, ticketID)
}

// bear decides whether the next ticket can be tried although this one failed, and returns the failure when it can't.
func (s *Sync) bear(ctx context.Context, ticket helpdesk.Ticket, failed error) error {
	switch {
	case errors.Is(failed, errBusy): // its job is at it, or somebody who was killed, whose lease runs out soon
		return nil
	case ctx.Err() != nil, errors.Is(failed, graph.ErrForbidden), errors.Is(failed, graph.ErrUnauthorized):
		return failed
	case errors.Is(failed, graph.ErrUnavailable):
		if s.count(ticket.ID) < patience || !s.available(ctx) {
			return failed
		}
	}
	s.Logger.ErrorContext(ctx, "a ticket could not be listed; it is tried again", "ticket", ticket.Key(), "after", aside, "error", failed)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failing[ticket.ID] = trouble{until: s.Now().Add(aside)}
	return nil
}

func (s *Sync) count(ticketID string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.failing[ticketID]
	t.tries++
	s.failing[ticketID] = t
	return t.tries
}

// available reports whether the list can be asked for something harmless.
func (s *Sync) available(ctx context.Context) bool {
	list, err := s.list(ctx)
	if err == nil {
		_, err = s.Lists.FindItems(ctx, list.ListRef, colKey, noSuchKey)
	}
	return err == nil
}
