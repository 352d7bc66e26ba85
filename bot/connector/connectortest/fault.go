package connectortest

import (
	"context"
	"io"
	"net/http"
	"strings"
	"time"
)

// Fault is how one request goes wrong. The zero value lets it go well.
type Fault struct {
	Status     int           // answered in place of what was asked for; 0: none
	Code       string        // with the status
	RetryAfter string        // with the status: the header's value
	Delay      time.Duration // before anything else happens
	Reset      bool          // the connection breaks before the request is worked
	Lose       bool          // the connection breaks after the request was worked: the answer is lost
	Redirect   string        // where the caller is sent on to
}

// Fail makes the next requests go wrong, each by one fault.
func (c *Connector) Fail(faults ...Fault) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.faults = append(c.faults, faults...)
}

// maxBody is what Teams takes, in bytes.
const maxBody = 100 << 10

type bodyKey struct{}

// bodyOf is what the guard has read of the request.
func bodyOf(r *http.Request) []byte {
	body, _ := r.Context().Value(bodyKey{}).([]byte)
	return body
}

// guard stands before every request: it reads it, checks the token, and lets faults happen.
func (c *Connector) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || len(body) > maxBody {
			fail(w, http.StatusRequestEntityTooLarge, "MessageSizeTooBig")
			return
		}
		r = r.WithContext(context.WithValue(r.Context(), bodyKey{}, body))
		fault, gone := c.nextFault(r)
		if fault.Delay > 0 {
			timer := time.NewTimer(fault.Delay)
			defer timer.Stop()
			select {
			case <-timer.C:
			case <-r.Context().Done():
				return
			}
		}
		w.Header().Set("X-Ms-Request-Id", "request-of-a-test")
		switch {
		case c.cfg.Accepts != nil && !c.cfg.Accepts(bearer(r)):
			fail(w, http.StatusUnauthorized, "Unauthorized")
		case fault.Reset:
			hangUp(w)
		case fault.Lose:
			next.ServeHTTP(discard{}, r)
			hangUp(w)
		case fault.Redirect != "":
			http.Redirect(w, r, fault.Redirect, http.StatusTemporaryRedirect)
		case fault.Status != 0:
			if fault.RetryAfter != "" {
				w.Header().Set("Retry-After", fault.RetryAfter)
			}
			fail(w, fault.Status, fault.Code)
		case gone:
			fail(w, http.StatusForbidden, "BotNotInConversationRoster")
		default:
			next.ServeHTTP(w, r)
		}
	})
}

func (c *Connector) nextFault(r *http.Request) (fault Fault, gone bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.faults) > 0 {
		fault, c.faults = c.faults[0], c.faults[1:]
	}
	for conversation := range c.gone {
		gone = gone || strings.Contains(r.URL.Path, "/"+conversation+"/")
	}
	return fault, gone
}

// hangUp breaks the connection. Where it can't be had, the answer stays empty, which the caller takes for the same.
func hangUp(w http.ResponseWriter) {
	if connection, _, err := http.NewResponseController(w).Hijack(); err == nil {
		_ = connection.Close() // it is to break
	}
}

// discard answers nobody.
type discard struct{}

func (discard) Header() http.Header         { return http.Header{} }
func (discard) Write(p []byte) (int, error) { return len(p), nil }
func (discard) WriteHeader(int)             {}
