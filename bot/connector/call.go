package connector

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	maxAttempts   = 4
	firstWait     = 500 * time.Millisecond // before the second attempt; twice as long before each further one
	maxRetryAfter = 30 * time.Second       // longer waits are for the caller to plan
	maxAnswer     = 64 << 10               // bytes that are read of an answer
)

// request is one thing that is asked of Teams.
type request struct {
	method       string
	service      string   // URL
	path         []string // under /v3/conversations, not escaped
	tenant       string
	conversation string // whose limits count; empty: none
	body         []byte
}

// address is where the request goes. Ids come from strangers, and must not lead anywhere else.
func (q request) address() (string, error) {
	var address strings.Builder
	address.WriteString(strings.TrimSuffix(q.service, "/") + "/v3/conversations")
	for _, segment := range q.path {
		if segment == "" || segment == "." || segment == ".." {
			return "", fmt.Errorf("%q is not an id", segment)
		}
		address.WriteString("/" + url.PathEscape(segment))
	}
	return address.String(), nil
}

// call makes a request, again where that is worth it, and returns the id in the answer, if any.
func (c *Client) call(ctx context.Context, q request) (string, error) {
	// First of all: nobody who is not on the list gets a request, much less a token.
	if err := c.service(q.service); err != nil {
		return "", err
	}
	address, err := q.address()
	if err != nil {
		return "", err
	}
	for attempt := 1; ; attempt++ {
		if err := c.wait(ctx, q); err != nil {
			return "", err
		}
		id, err := c.try(ctx, q, address)
		if err == nil {
			return id, nil
		}
		delay, again := c.again(err, q.method, attempt)
		if !again {
			return "", err
		}
		if deadline, ok := ctx.Deadline(); ok && c.now().Add(delay).After(deadline) {
			return "", err // which says more than that the time was up
		}
		if stopped := c.sleep(ctx, delay); stopped != nil {
			return "", errors.Join(stopped, err)
		}
	}
}

// wait keeps to the limits that Teams sets.
func (c *Client) wait(ctx context.Context, q request) error {
	if q.conversation != "" {
		if err := c.conversations.wait(ctx, q.conversation); err != nil {
			return err
		}
	}
	if c.tenants == nil {
		return nil
	}
	return c.tenants.wait(ctx, q.tenant)
}

// again says whether a failed request is worth another attempt, and when.
func (c *Client) again(err error, method string, attempt int) (time.Duration, bool) {
	if attempt == maxAttempts {
		return 0, false
	}
	delay := firstWait << (attempt - 1)
	delay = delay/2 + rand.N(delay) //nolint:gosec // spreads the load, and keeps no secret
	if answer, ok := errors.AsType[*Error](err); ok {
		return max(delay, answer.RetryAfter), answer.passing() && answer.RetryAfter <= maxRetryAfter
	}
	broken, ok := errors.AsType[*brokenError](err)
	return delay, ok && (broken.before || method != http.MethodPost)
}

// try makes one attempt, and a second one with a new token when Teams rejects the first.
func (c *Client) try(ctx context.Context, q request, address string) (string, error) {
	token, err := c.tokens.get(ctx)
	if err != nil {
		return "", err
	}
	id, err := c.exchange(ctx, q, address, token)
	answer, ok := errors.AsType[*Error](err)
	if token == "" || !ok || answer.Status != http.StatusUnauthorized {
		return id, err
	}
	if token, err = c.tokens.renew(ctx, token); err != nil {
		return "", err
	}
	return c.exchange(ctx, q, address, token)
}

// exchange is one request and its answer.
func (c *Client) exchange(ctx context.Context, q request, address, token string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, q.method, address, bytes.NewReader(q.body))
	if err != nil {
		return "", err
	}
	if q.body != nil {
		request.Header.Set("Content-Type", "application/json; charset=utf-8")
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return "", broken(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return "", newError(response, body, c.now())
	}
	if err != nil {
		return "", broken(err)
	}
	var created struct{ ID string }
	if len(bytes.TrimSpace(body)) > 0 {
		if err := json.Unmarshal(body, &created); err != nil {
			return "", fmt.Errorf("the answer of Teams is not what it should be: %w", err)
		}
	}
	return created.ID, nil
}

// brokenError is a connection that failed.
type brokenError struct {
	err    error
	before bool // before anything was sent
}

func (e *brokenError) Error() string { return "the connection to Teams failed: " + e.err.Error() }
func (e *brokenError) Unwrap() error { return e.err }

// Is makes errors.Is(err, ErrBroken) true for what may have been sent.
func (e *brokenError) Is(target error) bool { return target == ErrBroken && !e.before }

func broken(err error) error {
	failed, ok := errors.AsType[*net.OpError](err)
	return &brokenError{err: err, before: ok && failed.Op == "dial"}
}
