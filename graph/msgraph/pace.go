package msgraph

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"deskhand/graph"
	"deskhand/graph/internal/wire"
)

// service is a part of Microsoft 365 that counts requests by itself, and the pace that it takes.
type service struct {
	limiter *rate.Limiter
	slots   chan struct{} // so many requests at once; nil: any number

	mu    sync.Mutex
	until time.Time // it asked to be left alone until then
}

// limits sets the pace of every service. Each throttles by itself, and counts the requests that it turned away.
// https://learn.microsoft.com/graph/throttling-limits
func (c *Client) limits(sharePointUnits int) {
	// A tenth of a minute's units may be used at once, so that no minute sees more than all of them.
	burst := max(2, sharePointUnits/10)
	c.sharePoint = &service{limiter: rate.NewLimiter(rate.Limit(float64(sharePointUnits-burst)/60), burst)}
	c.directory = &service{limiter: rate.NewLimiter(50, 50)}
	c.reports = &service{limiter: rate.NewLimiter(2, 10)} // audit log and service health: 800 an hour is the least of them
	c.mail = &service{limiter: rate.NewLimiter(10, 10), slots: make(chan struct{}, 4)}
	c.mailboxes = &service{limiter: rate.NewLimiter(10, 10)} // each counts by itself, and is seldom asked
}

// team is the pace of one team, which takes four requests a second.
func (c *Client) team(id string) *service {
	c.mu.Lock()
	defer c.mu.Unlock()
	one, ok := c.teams[id]
	if !ok {
		one = &service{limiter: rate.NewLimiter(4, 4)}
		c.teams[id] = one
	}
	return one
}

// admit waits until the operation may be sent; release says that it was answered. An error comes at once when the wait would
// be longer than the caller has, or than anybody should stand in line.
func (c *Client) admit(ctx context.Context, op operation) (release func(), err error) {
	wait, err := op.service.reserve(ctx, op, c.options.Now())
	if err != nil {
		return nil, err
	}
	if wait > 0 {
		if err := c.options.Sleep(ctx, wait); err != nil {
			return nil, err
		}
	}
	if op.service.slots == nil {
		return func() {}, nil
	}
	select {
	case op.service.slots <- struct{}{}:
		return func() { <-op.service.slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// reserve books the next moment at which the service may be asked, and says how far off it is.
func (s *service) reserve(ctx context.Context, op operation, now time.Time) (time.Duration, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if left := s.until.Sub(now); left > wire.Patience {
		return 0, &graph.Error{
			Operation: op.name, Status: http.StatusTooManyRequests, RetryAfter: left, Permission: op.permission,
			Message: "not sent, since Graph asked to be left alone",
		}
	}
	from := now
	if s.until.After(now) {
		from = s.until
	}
	booked := s.limiter.ReserveN(from, max(1, op.units))
	wait := from.Sub(now) + booked.DelayFrom(from)
	// A deadline is by the clock on the wall, whatever clock we go by.
	if deadline, ok := ctx.Deadline(); ok && wait > time.Until(deadline) {
		booked.CancelAt(from)
		return 0, fmt.Errorf("not sent, since its turn comes in %s only: %w", wait.Round(time.Millisecond), context.DeadlineExceeded)
	}
	return wait, nil
}

// leaveAlone keeps everybody from the service for as long as it asked for.
func (s *service) leaveAlone(until time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if until.After(s.until) {
		s.until = until
	}
}
