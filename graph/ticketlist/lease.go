package ticketlist

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"deskhand/internal/lease"
)

const (
	leaseFor  = 30 * time.Second
	busyFor   = 5 * time.Second // as long is waited for somebody else who has the ticket
	busyPause = 20 * time.Millisecond
)

// errBusy says that somebody else is at it.
var errBusy = errors.New("somebody else is at it")

func (o Options) lease(name, holder string) lease.Lease {
	return lease.Lease{Store: o.Memory, Name: name, Holder: holder, For: leaseFor, Logger: o.Logger}
}

// lock takes a ticket, so that one goes about its item at a time, and waits a while for who has it. The context that it
// returns ends before the lease does.
func (s *Sync) lock(ctx context.Context, ticketID string) (context.Context, func(), error) {
	ticket := s.lease("ticketlist:"+ticketID, rand.Text())
	for deadline := s.Now().Add(busyFor); ; {
		held, err := ticket.Hold(ctx)
		switch {
		case err != nil:
			return nil, nil, err
		case held:
			working, release := ticket.Within(ctx)
			return working, release, nil
		case s.Now().After(deadline):
			return nil, nil, fmt.Errorf("%w: ticket %s", errBusy, ticketID)
		}
		if err := s.Sleep(ctx, busyPause); err != nil {
			return nil, nil, err
		}
	}
}
