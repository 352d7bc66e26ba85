package msgraph_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"deskhand/graph"
	"deskhand/graph/msgraph"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var list = graph.ListRef{Site: "contoso.sharepoint.com,1,2", List: "tickets"}

// script answers requests in their order: each by one answer, and all that come after the last by that.
type script struct {
	*httptest.Server
	mu       sync.Mutex
	answers  []http.HandlerFunc
	requests []request
}

type request struct {
	method, uri, host string
	header            http.Header
	length            int64 // as announced; -1: the body came in chunks
	body              string
}

func play(t *testing.T, answers ...http.HandlerFunc) *script {
	t.Helper()
	s := &script{answers: answers}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		s.mu.Lock()
		s.requests = append(s.requests, request{r.Method, r.RequestURI, r.Host, r.Header.Clone(), r.ContentLength, string(body)})
		next := s.answers[0]
		if len(s.answers) > 1 {
			s.answers = s.answers[1:]
		}
		s.mu.Unlock()
		next(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *script) heard() []request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]request(nil), s.requests...)
}

// says answers with a status and a body, as JSON unless the headers, in pairs, say otherwise.
func says(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// hangsUp ends the connection without an answer.
func hangsUp(w http.ResponseWriter, _ *http.Request) {
	connection, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		_ = connection.Close()
	}
}

// clock is a time that passes when somebody sleeps, and only then.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	c.slept = append(c.slept, d)
	return ctx.Err()
}

func (c *clock) naps() []time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]time.Duration(nil), c.slept...)
}

// badge is a credential that gives the same token until it is asked for more than that.
type badge struct {
	mu     sync.Mutex
	serial int
	asked  []policy.TokenRequestOptions
	fault  error

	crowd   int           // a demand is met when so many have asked
	crowded chan struct{} // closed then
}

func (b *badge) GetToken(_ context.Context, o policy.TokenRequestOptions) (azcore.AccessToken, error) {
	if o.Claims != "" && b.crowded != nil {
		<-b.crowded
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fault != nil {
		return azcore.AccessToken{}, b.fault
	}
	b.asked = append(b.asked, o)
	if b.crowded != nil && len(b.asked) == b.crowd {
		close(b.crowded)
	}
	if o.Claims != "" {
		b.serial++
	}
	return azcore.AccessToken{Token: string(rune('a' + b.serial)), ExpiresOn: time.Now().Add(time.Hour)}, nil
}

func (b *badge) demands() (claims int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, o := range b.asked {
		if o.Claims != "" {
			claims++
		}
	}
	return claims
}

// fixed is a credential that has one token.
type fixed string

func (f fixed) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{Token: string(f), ExpiresOn: time.Now().Add(time.Hour)}, nil
}

// connect returns a client of the script, and the time that it lives in.
func connect(t *testing.T, s *script) (*msgraph.Client, *clock) {
	t.Helper()
	return connectAs(t, s, &badge{})
}

func connectAs(t *testing.T, s *script, credential azcore.TokenCredential) (*msgraph.Client, *clock) {
	t.Helper()
	passing := &clock{now: time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)}
	client, err := msgraph.New(msgraph.Config{BaseURL: s.URL + "/v1.0"}, credential,
		msgraph.Options{HTTP: s.Client(), Now: passing.Now, Sleep: passing.Sleep})
	require.NoError(t, err)
	return client, passing
}

// fault is the error as Graph's.
func fault(t *testing.T, err error) *graph.Error {
	t.Helper()
	var failed *graph.Error
	require.ErrorAs(t, err, &failed)
	return failed
}
