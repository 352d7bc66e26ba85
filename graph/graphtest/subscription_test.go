package graphtest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph/graphtest"
)

// subscriber is called by Graph.
func subscriber(t *testing.T, answer http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	return server.URL
}

// clock is a time that a test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func TestSubscriptionsCallBack(t *testing.T) {
	t.Parallel()
	at := &clock{now: time.Date(2026, 11, 26, 8, 0, 0, 0, time.UTC)}
	d := startDesk(t, graphtest.Options{Now: at.Now})
	calls := make(chan map[string]any, 10)
	first := true
	target := subscriber(t, func(w http.ResponseWriter, r *http.Request) {
		if token := r.URL.Query().Get("validationToken"); token != "" {
			w.Header().Set("Content-Type", "text/plain")
			_, _ = io.WriteString(w, token)
			return
		}
		if first { // it is told again
			first = false
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		var told map[string]any
		if assert.NoError(t, json.NewDecoder(r.Body).Decode(&told)) {
			calls <- told
		}
		w.WriteHeader(http.StatusAccepted)
	})
	ask := func(target string, lasting time.Duration) reply {
		return d.do(http.MethodPost, "/subscriptions", fields{
			"changeType": "updated", "notificationUrl": target, "resource": "sites/" + d.site + "/lists/" + d.list,
			"clientState": "mine", "expirationDateTime": at.Now().Add(lasting).Format(time.RFC3339),
		})
	}
	require.Equal(t, http.StatusBadRequest, ask(target, 31*24*time.Hour).status, "too long")
	made := ask(target, time.Hour)
	require.Equal(t, http.StatusCreated, made.status, made.raw)
	d.create("HD-1")
	told := <-calls
	note := told["value"].([]any)[0]
	assert.Equal(t, "mine", dig(note, "clientState"))
	assert.Equal(t, made.body["id"], dig(note, "subscriptionId"))
	assert.Equal(t, "updated", dig(note, "changeType"))

	one := "/subscriptions/" + made.body["id"].(string)
	renewed := d.do(http.MethodPatch, one, fields{"expirationDateTime": at.Now().Add(3 * time.Hour).Format(time.RFC3339)})
	require.Equal(t, http.StatusOK, renewed.status, renewed.raw)
	at.advance(2 * time.Hour)
	d.token = d.g.Token()
	require.Equal(t, http.StatusOK, d.get(one).status)
	at.advance(2 * time.Hour)
	d.token = d.g.Token()
	require.Equal(t, http.StatusNotFound, d.get(one).status, "it has expired")
	require.Empty(t, d.g.Subscriptions())
	d.create("HD-2")
	require.Empty(t, calls)
}

func TestSubscribersMustProveThemselves(t *testing.T) {
	t.Parallel()
	d := startDesk(t, graphtest.Options{})
	ask := func(kind, body string) reply {
		target := subscriber(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", kind)
			_, _ = io.WriteString(w, body+r.URL.Query().Get("validationToken"))
		})
		return d.do(http.MethodPost, "/subscriptions", fields{
			"changeType": "updated", "notificationUrl": target, "resource": "sites/" + d.site + "/lists/" + d.list,
			"expirationDateTime": time.Now().Add(time.Hour).UTC().Format(time.RFC3339),
		})
	}
	require.Equal(t, http.StatusCreated, ask("text/plain; charset=utf-8", "").status)
	require.Equal(t, http.StatusBadRequest, ask("text/html", "").status)
	require.Equal(t, http.StatusBadRequest, ask("text/plain", "not ").status)
	d.g.RefuseSubscriptions(true)
	require.Equal(t, http.StatusForbidden, ask("text/plain", "").status)
}
