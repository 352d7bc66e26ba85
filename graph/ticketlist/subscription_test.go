package ticketlist_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph/graphtest"
	"deskhand/graph/ticketlist"
	"deskhand/helpdesk"
)

// subscribed is a world in which Graph calls when the list changes.
func subscribed(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	ours := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { w.ServeHTTP(rw, r) }))
	t.Cleanup(ours.Close)
	w.options.NotificationURL = ours.URL + "/api/graph/notifications"
	w.restart()
	return w
}

// run runs it until a condition holds.
func (w *world) run(until func() bool) {
	w.t.Helper()
	ctx, cancel := context.WithCancel(w.t.Context())
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	assert.Eventually(w.t, until, 20*time.Second, 2*time.Millisecond)
	cancel()
	require.NoError(w.t, <-done)
	assert.Empty(w.t, w.memory.leases, "another process may go on at once")
}

func TestSubscriptionIsMadeKeptAndRenewedAtHalfLife(t *testing.T) {
	t.Parallel()
	w := subscribed(t)
	w.run(func() bool { return len(w.graph.Subscriptions()) == 1 && w.memory.polled() })
	first := w.graph.Subscriptions()[0]
	assert.Equal(t, "sites/"+w.site+"/lists/"+w.list, first.Resource)
	assert.Greater(t, len(first.ClientState), 20)

	w.restart()
	polls := w.graph.Count("GET", "/sites/*/lists/*/items/delta")
	w.run(func() bool { return w.graph.Count("GET", "/sites/*/lists/*/items/delta") > polls })
	assert.Equal(t, 1, w.graph.Count("POST", "/subscriptions"), "another process knows of it")

	w.clock.pass(first.ExpiresAt.Sub(w.clock.Now())/2 + time.Hour)
	w.restart()
	w.run(func() bool { return w.graph.Subscriptions()[0].ExpiresAt.After(first.ExpiresAt) })
	assert.Equal(t, 1, w.graph.Count("POST", "/subscriptions"))

	w.graph.DropSubscriptions()
	w.clock.pass(20 * 24 * time.Hour)
	w.restart()
	w.run(func() bool { return len(w.graph.Subscriptions()) == 1 })
	assert.NotEqual(t, first.ClientState, w.graph.Subscriptions()[0].ClientState)

	w.options.NotificationURL = ""
	w.restart()
	w.run(func() bool { return len(w.graph.Subscriptions()) == 0 })
}

// With an interval of an hour, and a promise that Graph keeps for seconds.
func TestSubscriptionIsRenewedBetweenTwoLooks(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *graphtest.Options) { o.Now = time.Now })
	ours := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { w.ServeHTTP(rw, r) }))
	t.Cleanup(ours.Close)
	w.restart(func(o *ticketlist.Options) {
		o.NotificationURL, o.Interval, o.Now, o.Lists = ours.URL, time.Hour, time.Now, fickle{o.Lists}
	})
	w.run(func() bool { return w.graph.Count("PATCH", "/subscriptions/*") == 1 })
	assert.Equal(t, 1, w.graph.Count("POST", "/subscriptions"))
}

func TestSubscriptionThatIsRefusedIsToldOnceAndPollingGoesOn(t *testing.T) {
	t.Parallel()
	w := subscribed(t)
	w.graph.RefuseSubscriptions(true)
	ticket := w.listed("a wish")
	w.edit(ticket, ola, edit{"Status": "Resolved"})
	w.run(func() bool { return w.now(ticket).Status == helpdesk.StatusResolved })
	assert.Equal(t, 1, w.graph.Count("POST", "/subscriptions"))
}

// With an interval of an hour, only a call of Graph makes it look: of this process, or of another one that shares the memory.
func TestNotificationWakesWhoeverPolls(t *testing.T) {
	t.Parallel()
	for name, calls := range map[string]func(w *world){
		"this process":    func(*world) {},
		"another process": func(w *world) { w.Sync = ticketlist.New(w.Options) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := subscribed(t)
			w.restart(func(o *ticketlist.Options) { o.Interval = time.Hour })
			ticket := w.listed("a wish")
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			poller, done := w.Sync, make(chan error, 1)
			calls(w) // the handler is that of w.Sync
			go func() { done <- poller.Run(ctx) }()
			require.Eventually(t, w.memory.polled, 20*time.Second, time.Millisecond)
			w.edit(ticket, ola, edit{"Status": "Resolved"})
			assert.Eventually(t, func() bool { return w.now(ticket).Status == helpdesk.StatusResolved }, 20*time.Second, time.Millisecond)
			cancel()
			require.NoError(t, <-done)
		})
	}
}

func TestNotificationsAreCheckedAndAnsweredAtOnce(t *testing.T) {
	t.Parallel()
	w := subscribed(t)
	w.run(func() bool { return len(w.graph.Subscriptions()) == 1 })
	secret := w.graph.Subscriptions()[0].ClientState
	post := func(query, body string) *httptest.ResponseRecorder {
		answer := httptest.NewRecorder()
		w.ServeHTTP(answer, httptest.NewRequest(http.MethodPost, "/api/graph/notifications"+query, strings.NewReader(body)))
		return answer
	}
	poked := func() string {
		at, err := w.memory.Cursor(t.Context(), "ticketlist.poke")
		require.NoError(t, err)
		return at
	}
	token := "Validation: Testing client application reachability & more, Request-Id: 42"
	answer := post("?validationToken="+url.QueryEscape(token), "")
	assert.Equal(t, http.StatusOK, answer.Code)
	assert.Equal(t, token, answer.Body.String())
	assert.Equal(t, "text/plain; charset=utf-8", answer.Header().Get("Content-Type"))
	assert.Equal(t, "nosniff", answer.Header().Get("X-Content-Type-Options"))
	assert.NotContains(t, post("?validationToken="+url.QueryEscape("<script>"), "").Body.String(), "<")
	assert.Equal(t, http.StatusBadRequest, post("?validationToken="+strings.Repeat("a", 5000), "").Code)

	for _, body := range []string{`{"value":[{"clientState":"wrong"}]}`, `{"value":[{}]}`, `{"value":[]}`, `{}`} {
		assert.Equal(t, http.StatusAccepted, post("", body).Code, body)
		assert.Empty(t, poked(), body)
	}
	assert.Equal(t, http.StatusBadRequest, post("", "not JSON").Code)
	assert.Equal(t, http.StatusBadRequest, post("", `{"value":[{"clientState":"`+strings.Repeat("a", 1<<20)+`"}]}`).Code)
	assert.Empty(t, poked())
	assert.Equal(t, http.StatusAccepted, post("", `{"value":[{"clientState":"`+secret+`"}]}`).Code)
	assert.NotEmpty(t, poked())

	get := httptest.NewRecorder()
	w.ServeHTTP(get, httptest.NewRequest(http.MethodGet, "/api/graph/notifications?validationToken=a", http.NoBody))
	assert.Equal(t, http.StatusMethodNotAllowed, get.Code)
}

// Without a subscription nobody can prove to be Graph.
func TestNotificationsWithoutASubscriptionDoNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	answer := httptest.NewRecorder()
	w.ServeHTTP(answer, httptest.NewRequest(http.MethodPost, "/api/graph/notifications", strings.NewReader(`{"value":[{"clientState":""}]}`)))
	assert.Equal(t, http.StatusAccepted, answer.Code)
	assert.Empty(t, w.memory.cursors)
}

// Run goes on through failures, and catches up with what jobs left.
func TestRunGoesOnThroughFailures(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.graph.Fail(graphtest.Fault{Kind: graphtest.Unavailable, Times: 25})
	ticket := w.open("a wish")
	require.Error(t, w.Send(t.Context(), ticket.ID))
	w.run(func() bool { return len(w.items(ticket)) == 1 })
	w.edit(ticket, ola, edit{"Status": "Resolved"})
	w.run(func() bool { return w.now(ticket).Status == helpdesk.StatusResolved })
}
