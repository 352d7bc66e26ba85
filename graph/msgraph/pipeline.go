package msgraph

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"deskhand/graph"
	"deskhand/graph/internal/wire"
)

// operation is what is asked of Graph, and what is known about it beforehand.
type operation struct {
	name       string // in words, for people who read errors
	service    *service
	units      int    // what it counts for; 0 is 1
	permission string // the application permission that it needs
	// safe says that doing it twice is as good as doing it once, so that it may be tried again after any fault: reading,
	// deleting, and changing what still has the ETag that was read. A POST is not: after a fault nobody knows whether
	// it was carried out, and its caller has to look before it tries again.
	safe bool
	ids  []string // what it is done to. None may be empty, or the request would mean something else
}

// call is the way of every request: the pace of the service, then the attempt, then trying again where that is
// harmless. send makes one request. The error is a *graph.Error.
//
// A 401 renews the token once, and a 429 is tried again for every operation, since Graph turned it away before it
// did anything. A 502, 503, 504 or broken connection is tried again for what is safe. Graph's Retry-After is waited for up
// to 30 seconds; a longer one goes back to the caller in the error, and holds up everybody else's calls to the service.
func (c *Client) call(ctx context.Context, op operation, send func(context.Context) error) error {
	if slices.Contains(op.ids, "") {
		return c.fail(op, answer{}, errNoID)
	}
	renewed := false
	for attempt := 1; ; attempt++ {
		failed := c.attempt(ctx, op, send, !renewed)
		if failed == nil {
			return nil
		}
		if failed.Status == http.StatusUnauthorized && !renewed && attempt < wire.Tries {
			renewed = true
			continue
		}
		wait, again := wire.Pause(op.safe, attempt, failed)
		if deadline, ok := ctx.Deadline(); !again || ctx.Err() != nil || ok && wait > time.Until(deadline) {
			return failed
		}
		c.options.Logger.InfoContext(ctx, "trying Microsoft Graph again", "operation", op.name, "status", failed.Status,
			"attempt", attempt, "pause", wait)
		if c.options.Sleep(ctx, wait) != nil {
			return failed
		}
	}
}

// attempt sends the request once, and notes what the service asked for.
func (c *Client) attempt(ctx context.Context, op operation, send func(context.Context) error, mayRenew bool) *graph.Error {
	release, err := c.admit(ctx, op)
	if err != nil {
		return c.fail(op, answer{}, err)
	}
	defer release()
	ctx, cancel := context.WithTimeout(ctx, wire.AttemptTime)
	defer cancel()
	ctx, got := withAnswer(ctx)
	began := c.options.Now()
	err = send(ctx)
	if got.status >= http.StatusMultipleChoices && (err == nil || got.status < http.StatusBadRequest) {
		err = errRedirected
	}
	c.options.Observe(op.name, outcome(*got, err), c.options.Now().Sub(began))
	if err == nil {
		return nil
	}
	failed := c.fail(op, *got, err)
	if got.status == http.StatusUnauthorized && mayRenew {
		c.tokens.reject(got.token)
	}
	if failed.RetryAfter > 0 {
		op.service.leaveAlone(c.options.Now().Add(failed.RetryAfter))
		c.options.Logger.WarnContext(ctx, "Microsoft Graph asks to be left alone", "operation", op.name,
			"status", failed.Status, "retry_after", failed.RetryAfter, "request_id", failed.RequestID)
	}
	return failed
}

func outcome(got answer, err error) string {
	switch {
	case err == nil:
		return "ok"
	case got.status >= http.StatusMultipleChoices:
		return strconv.Itoa(got.status)
	}
	return "failed"
}

// ask sends a request whose answer is M. The SDK returns nothing, and no error, for an empty answer.
func ask[M comparable](ctx context.Context, c *Client, op operation, send func(context.Context) (M, error)) (M, error) {
	var got, nothing M
	err := c.call(ctx, op, func(ctx context.Context) (err error) {
		got, err = send(ctx)
		if err == nil && got == nothing {
			err = errEmpty
		}
		return err
	})
	return got, err
}
