package connector

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/bot/activity"
	"deskhand/bot/connector/connectortest"
	"deskhand/internal/chat"
)

func TestRetries(t *testing.T) {
	t.Parallel()
	type fault = connectortest.Fault
	for name, test := range map[string]struct {
		faults   []fault
		sleeps   []time.Duration // at least; the same and a half more at most
		status   int             // of the error in the end; 0: none
		attempts int
	}{
		"412": {[]fault{{Status: 412}}, []time.Duration{250 * time.Millisecond}, 0, 2},
		"429": {[]fault{{Status: 429}}, []time.Duration{250 * time.Millisecond}, 0, 2},
		"502, 503, 504": {
			[]fault{{Status: 502}, {Status: 503}, {Status: 504}},
			[]time.Duration{250 * time.Millisecond, 500 * time.Millisecond, time.Second},
			0, 4,
		},
		"four times": {
			[]fault{{Status: 502}, {Status: 502}, {Status: 502}, {Status: 502}, {Status: 502}},
			[]time.Duration{250 * time.Millisecond, 500 * time.Millisecond, time.Second},
			502, 4,
		},
		"Retry-After in seconds": {[]fault{{Status: 429, RetryAfter: "7"}}, []time.Duration{7 * time.Second}, 0, 2},
		"Retry-After as a date": {
			[]fault{{Status: 503, RetryAfter: "Mon, 02 Mar 2026 09:00:20 GMT"}}, []time.Duration{20 * time.Second}, 0, 2,
		},
		"Retry-After in the past": {
			[]fault{{Status: 503, RetryAfter: "Mon, 02 Mar 2020 09:00:20 GMT"}}, []time.Duration{250 * time.Millisecond}, 0, 2,
		},
		"Retry-After is nonsense": {[]fault{{Status: 429, RetryAfter: "-5"}}, []time.Duration{250 * time.Millisecond}, 0, 2},
		"Retry-After is too long": {[]fault{{Status: 429, RetryAfter: "31"}}, nil, 429, 1},
		"400":                     {[]fault{{Status: 400}}, nil, 400, 1},
		"403":                     {[]fault{{Status: 403}}, nil, 403, 1},
		"404":                     {[]fault{{Status: 404}}, nil, 404, 1},
		"500":                     {[]fault{{Status: 500}}, nil, 500, 1},
	} {
		teams, clock := startConnector(t, connectortest.ConnectorConfig{}), newClock()
		var attempts attemptCounter
		client := newClient(t, clock)
		attempts.next, client.http.Transport = client.http.Transport, &attempts
		teams.Fail(test.faults...)
		id, err := client.Send(t.Context(), personalChat(teams), activity.Message("x"))
		if test.status == 0 {
			require.NoError(t, err, name)
			assert.Equal(t, "activity-1", id, name)
		} else {
			var answer *Error
			require.ErrorAs(t, err, &answer, name)
			assert.Equal(t, test.status, answer.Status, name)
			assert.Equal(t, "request-of-a-test", answer.RequestID)
		}
		assert.Equal(t, test.attempts, int(attempts.made.Load()), name)
		require.Len(t, clock.sleeps(), len(test.sleeps), name)
		for i, slept := range clock.sleeps() {
			assert.GreaterOrEqual(t, slept, test.sleeps[i], name)
			assert.LessOrEqual(t, slept, 3*test.sleeps[i], name)
		}
	}
}

type attemptCounter struct {
	next http.RoundTripper
	made atomic.Int32
}

func (c *attemptCounter) RoundTrip(r *http.Request) (*http.Response, error) {
	c.made.Add(1)
	return c.next.RoundTrip(r)
}

func TestBrokenConnections(t *testing.T) {
	t.Parallel()
	teams, clock := startConnector(t, connectortest.ConnectorConfig{}), newClock()
	client, to := newClient(t, clock), personalChat(teams)

	teams.Fail(connectortest.Fault{Lose: true})
	_, err := client.Send(t.Context(), to, activity.Message("one"))
	require.ErrorContains(t, err, "the connection to Teams failed")
	require.Equal(t, 1, teams.Count(), "what may have arrived is not sent again")

	teams.Fail(connectortest.Fault{Reset: true})
	_, err = client.Send(t.Context(), to, activity.Message("two"))
	require.Error(t, err)

	teams.Fail(connectortest.Fault{Reset: true}, connectortest.Fault{Lose: true})
	require.NoError(t, client.Update(t.Context(), to, "activity-1", activity.Message("three")))
	require.Equal(t, 3, teams.Count(), "an update may arrive twice")

	refuse := errors.New("refused")
	var dials int
	client.http.Transport = &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			if dials++; dials == 1 {
				return nil, &net.OpError{Op: "dial", Err: refuse}
			}
			return (&net.Dialer{}).DialContext(ctx, network, address)
		},
	}
	_, err = client.Send(t.Context(), to, activity.Message("four"))
	require.NoError(t, err, "what was never sent is sent again")
}

func TestGivingUp(t *testing.T) {
	t.Parallel()
	teams := startConnector(t, connectortest.ConnectorConfig{})
	client, err := NewClient(Config{}, nil, Options{HTTP: httpClient(t)})
	require.NoError(t, err)
	to := personalChat(teams)

	teams.Fail(connectortest.Fault{Status: 429, RetryAfter: "20"})
	short, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	_, err = client.Send(short, to, activity.Message("x"))
	var answer *Error
	require.ErrorAs(t, err, &answer, "there is no use in waiting")
	require.NotErrorIs(t, err, context.DeadlineExceeded)
	require.Equal(t, 20*time.Second, answer.RetryAfter)

	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = client.Send(gone, to, activity.Message("x"))
	require.ErrorIs(t, err, context.Canceled)

	slow, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	teams.Fail(connectortest.Fault{Delay: time.Minute})
	_, err = client.Send(slow, to, activity.Message("x"))
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Zero(t, teams.Count())
}

func TestNothingIsSentPastTheLimits(t *testing.T) {
	t.Parallel()
	teams, stopped := startConnector(t, connectortest.ConnectorConfig{}), &clock{time: time.Now()}
	client, to := newClient(t, stopped), personalChat(teams)
	for range 7 {
		_, err := client.Send(t.Context(), to, activity.Message("x"))
		require.NoError(t, err)
	}
	short, cancel := context.WithDeadline(t.Context(), stopped.now().Add(500*time.Millisecond))
	defer cancel()
	_, err := client.Send(short, to, activity.Message("x"))
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Equal(t, 7, teams.Count())
}

func TestGone(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		status int
		code   string
		gone   bool
	}{
		{404, "ConversationNotFound", true},
		{403, "BotNotInConversationRoster", true},
		{403, "ConversationBlockedByUser", true},
		{403, "MessageWritesBlocked", true},
		{403, "BotDisabledByAdmin", true},
		{403, "NotEnoughPermissions", false},
		{403, "", false},
		{404, "", false},
		{404, "ActivityNotFoundInConversation", false},
		{400, "ConversationNotFound", false},
	} {
		teams := startConnector(t, connectortest.ConnectorConfig{})
		teams.Fail(connectortest.Fault{Status: test.status, Code: test.code})
		_, err := newClient(t, newClock()).Send(t.Context(), personalChat(teams), activity.Message("x"))
		require.Error(t, err)
		assert.Equal(t, test.gone, errors.Is(err, ErrGone), "%d %s", test.status, test.code)
		assert.ErrorContains(t, err, "sending an activity: Teams answered")
		assert.ErrorContains(t, err, test.code)
	}
}

func TestStrangeAnswers(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status int
		body   string
		fault  string
	}{
		"nothing":         {202, "", ""},
		"no id":           {200, "{}", ""},
		"HTML":            {200, "<html>", "not what it should be"},
		"endless":         {200, `{"id":"` + strings.Repeat("x", maxAnswer) + `"}`, "not what it should be"},
		"HTML error":      {404, "<html>", "Teams answered 404"},
		"verbose error":   {400, `{"error":{"code":"Bad","message":"` + strings.Repeat("x", 5000) + `"}}`, "Bad"},
		"null error":      {400, `{"error":null}`, "Teams answered 400"},
		"number as error": {400, `{"error":{"code":5}}`, "Teams answered 400"},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(test.status)
			_, _ = w.Write([]byte(test.body))
		}))
		t.Cleanup(server.Close)
		_, err := newClient(t, newClock()).Send(t.Context(), chat.Conversation{ID: "1", ServiceURL: server.URL}, activity.Message("x"))
		if test.fault == "" {
			require.NoError(t, err, name)
			continue
		}
		require.ErrorContains(t, err, test.fault, name)
		assert.Less(t, len(err.Error()), 500, name)
	}
}

func TestSendingKeepsToTheLimits(t *testing.T) {
	t.Parallel()
	teams, clock := startConnector(t, connectortest.ConnectorConfig{}), newClock()
	client := newClient(t, clock)
	client.tenants = newPacer([]limit{{10, time.Second}}, Options{Now: clock.now, Sleep: clock.sleep})
	to := personalChat(teams)
	for range 8 {
		_, err := client.Send(t.Context(), to, activity.Message("x"))
		require.NoError(t, err)
	}
	assert.Equal(t, []time.Duration{time.Second}, clock.sleeps(), "seven a second in a conversation")
	to.ID = "a:2"
	for range 7 {
		_, err := client.Send(t.Context(), to, activity.Message("x"))
		require.NoError(t, err)
	}
	assert.Len(t, clock.sleeps(), 1, "another conversation has its own")
	to.ID = "a:3"
	for range 3 {
		_, err := client.Send(t.Context(), to, activity.Message("x"))
		require.NoError(t, err)
	}
	assert.Len(t, clock.sleeps(), 2, "ten a second in a tenant")
	to.TenantID = "other"
	_, err := client.Send(t.Context(), to, activity.Message("x"))
	require.NoError(t, err)
	assert.Len(t, clock.sleeps(), 2, "another tenant has its own")
}

// What Teams says goes into a log and an administrator's table: nothing stands for what it didn't say.
func TestErrorSaysWhatTeamsSaid(t *testing.T) {
	t.Parallel()
	said := &Error{Status: 500, Code: "UserNotFound", Message: "no such user"}
	require.EqualError(t, said, "Teams answered 500 UserNotFound: no such user")
	said.RequestID = "r1"
	require.EqualError(t, said, `Teams answered 500 UserNotFound (request "r1"): no such user`)
}
