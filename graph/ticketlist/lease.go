package ticketlist

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"
)

const (
	leaseFor   = 30 * time.Second
	workFor    = leaseFor - 5*time.Second // what is done under a lease ends before it does
	busyFor    = 5 * time.Second          // as long is waited for somebody else who has the ticket
	busyPause  = 20 * time.Millisecond
	releaseFor = 3 * time.Second
)

// errBusy says that somebody else is at it.
var errBusy = errors.New("somebody else is at it")

// lock takes a ticket, so that one goes about its item at a time, and waits a while for who has it. The context that it
// returns ends before the lease does.
func (s *Sync) lock(ctx context.Context, ticketID string) (context.Context, func(), error) {
	name, holder := "ticketlist:"+ticketID, rand.Text()
	for deadline := s.Now().Add(busyFor); ; {
		held, err := s.Memory.Hold(ctx, name, holder, s.Now(), s.Now().Add(leaseFor))
		if err != nil {
			return nil, nil, err
		}
		if held {
			break
		}
		if s.Now().After(deadline) {
			return nil, nil, fmt.Errorf("%w: ticket %s", errBusy, ticketID)
		}
		if err := s.Sleep(ctx, busyPause); err != nil {
			return nil, nil, err
		}
	}
	working, cancel := context.WithTimeout(ctx, workFor)
	return working, func() {
		cancel()
		s.release(ctx, name, holder)
	}, nil
}

// hold takes the list, so that one process polls it, or makes sure that it still has it. It writes only now and then. A process
// that follows one that was killed, and has its name, goes on at once. A ticket it has to wait for, as what was sent to
// Graph about it may still be on its way.
func (s *Sync) hold(ctx context.Context) (bool, error) {
	now := s.Now()
	s.mu.Lock()
	left := s.leaseEnd.Sub(now)
	s.mu.Unlock()
	if left > leaseFor/2 {
		return true, nil
	}
	held, err := s.Memory.Hold(ctx, leaseName, s.Holder, now, now.Add(leaseFor))
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.leaseEnd = (time.Time{}); held && err == nil {
		s.leaseEnd = now.Add(leaseFor)
	}
	return held, err
}

const leaseName = "ticketlist"

// drop gives the list back.
func (s *Sync) drop(ctx context.Context) {
	s.mu.Lock()
	held := !s.leaseEnd.IsZero()
	s.leaseEnd = time.Time{}
	s.mu.Unlock()
	if held {
		s.release(ctx, leaseName, s.Holder)
	}
}

// release gives a lease back, even when the work was cancelled.
func (s *Sync) release(ctx context.Context, name, holder string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), releaseFor)
	defer cancel()
	if err := s.Memory.Release(ctx, name, holder); err != nil {
		s.Logger.WarnContext(ctx, "a lease could not be given back; it runs out", "lease", name, "error", err)
	}
}
