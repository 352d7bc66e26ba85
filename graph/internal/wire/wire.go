// Package wire is what every call to Microsoft 365 has in common, whichever of its interfaces it goes to: a connection that is
// not waited on for ever, when to try again, and what a refusal of the login service means. It knows no interface itself.
package wire

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"deskhand/graph"
	"deskhand/internal/identity"
)

// How much a call may take of its caller's time.
const (
	Tries       = 3                // of one call, the first among them
	AttemptTime = time.Minute      // for one answer, to its last byte
	Patience    = 30 * time.Second // the longest that a call waits because the service asked for it

	firstPause = 500 * time.Millisecond
)

// NewHTTPClient keeps a few connections to one host. How long a request may take is for its caller to say.
func NewHTTPClient() *http.Client {
	return &http.Client{Transport: &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
		ForceAttemptHTTP2:      true,
		MaxIdleConns:           64,
		MaxIdleConnsPerHost:    32,
		IdleConnTimeout:        90 * time.Second,
		TLSHandshakeTimeout:    5 * time.Second,
		ResponseHeaderTimeout:  AttemptTime,
		MaxResponseHeaderBytes: 64 << 10,
	}}
}

// Unfollowed is the client that hands redirects to its caller, since a token must not follow them.
func Unfollowed(client *http.Client) *http.Client {
	own := *client
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}

// Pause says whether a call may be tried again after the fault, and when. A 429 may always, since the service turned it away
// before it did anything; a 502, 503, 504 or broken connection only when doing it twice is as good as doing it once.
// A token that can't be had has been asked for several times by then.
func Pause(safe bool, attempt int, failed *graph.Error) (time.Duration, bool) {
	if attempt >= Tries || failed.RetryAfter > Patience || errors.Is(failed, graph.ErrNoToken) {
		return 0, false
	}
	switch failed.Status {
	case http.StatusTooManyRequests:
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout, 0:
		if !safe || !errors.Is(failed, graph.ErrUnavailable) {
			return 0, false
		}
	default:
		return 0, false
	}
	if failed.RetryAfter > 0 {
		return failed.RetryAfter, true
	}
	longest := firstPause << (attempt - 1)
	return longest/2 + rand.N(longest/2), true //nolint:gosec // so that many don't come back at the same time, no secret
}

// RetryAfter is how long the server asks to be left alone: seconds, or a date by the server's own clock.
func RetryAfter(header http.Header) time.Duration {
	value := header.Get("Retry-After")
	if seconds, err := strconv.ParseFloat(value, 64); err == nil {
		return max(0, min(time.Duration(seconds*float64(time.Second)), 24*time.Hour))
	}
	until, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return 0
	}
	return max(0, until.Sub(now))
}

// SignInFault tells a refusal, which an administrator has to mend, from a login service that can't be reached.
func SignInFault(err error) error {
	if refusal := identity.Refusal(err); refusal != "" {
		return fmt.Errorf("%w: %s", graph.ErrUnauthorized, refusal)
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return fmt.Errorf("%w: %s", graph.ErrNoToken, identity.Trouble(err))
}

// WithoutAddress is an error of the connection without the address that was asked for: it may name a person, and the
// operation says what it was.
func WithoutAddress(err error) error {
	if failed, ok := errors.AsType[*url.Error](err); ok && failed.Op != "parse" {
		return failed.Err
	}
	return err
}
