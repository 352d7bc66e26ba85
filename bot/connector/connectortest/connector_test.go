package connectortest

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/infracloudio/msbotbuilder-go/schema"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func start(t *testing.T, cfg ConnectorConfig) (teams *Connector, ask func(method, path, body string) int) {
	t.Helper()
	teams, err := StartConnector(cfg)
	require.NoError(t, err)
	transport := &http.Transport{}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		require.NoError(t, teams.Close())
	})
	return teams, func(method, path, body string) int {
		request, err := http.NewRequestWithContext(t.Context(), method, teams.ServiceURL()+path, strings.NewReader(body))
		require.NoError(t, err)
		response, err := (&http.Client{Transport: transport}).Do(request)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		return response.StatusCode
	}
}

func TestWait(t *testing.T) {
	t.Parallel()
	teams, ask := start(t, ConnectorConfig{})
	impatient, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := teams.Wait(impatient, 1)
	require.ErrorIs(t, err, context.Canceled)

	waited := make(chan []Record, 2)
	for range 2 {
		go func() {
			records, err := teams.Wait(t.Context(), 2)
			assert.NoError(t, err)
			waited <- records
		}()
	}
	for range 2 {
		require.Equal(t, http.StatusCreated, ask(http.MethodPost, "v3/conversations/a:1/activities", `{"type":"message"}`))
	}
	for range 2 {
		assert.Len(t, <-waited, 2)
	}
}

func TestForgettingConnectorCounts(t *testing.T) {
	t.Parallel()
	var seen []string
	teams, ask := start(t, ConnectorConfig{Forget: true, OnRecord: func(r Record) { seen = append(seen, r.ID) }})
	ask(http.MethodPost, "v3/conversations/a:1/activities", `{"type":"message"}`)
	ask(http.MethodPut, "v3/conversations/a:1/activities/activity-1", `{"type":"message"}`)
	assert.Equal(t, 2, teams.Count())
	assert.Empty(t, teams.Records())
	assert.Equal(t, []string{"activity-1", "activity-1"}, seen)
}

func TestConnectorRefuses(t *testing.T) {
	t.Parallel()
	teams, ask := start(t, ConnectorConfig{})
	teams.Remove("a:gone")
	teams.SetMembers("a:1", schema.ChannelAccount{ID: "29:1"})
	const message = `{"type":"message"}`
	assert.Equal(t, http.StatusForbidden, ask(http.MethodPost, "v3/conversations/a:gone/activities", message))
	assert.Equal(t, http.StatusNotFound, ask(http.MethodPut, "v3/conversations/a:1/activities/unknown", message))
	assert.Equal(t, http.StatusNotFound, ask(http.MethodDelete, "v3/conversations/a:1/activities/unknown", ""))
	assert.Equal(t, http.StatusBadRequest, ask(http.MethodPost, "v3/conversations/a:1/activities", "no JSON"))
	assert.Equal(t, http.StatusBadRequest, ask(http.MethodPost, "v3/conversations", `{"members":[]}`))
	assert.Equal(t, http.StatusRequestEntityTooLarge,
		ask(http.MethodPost, "v3/conversations/a:1/activities", strings.Repeat("x", maxBody+1)))
	assert.Equal(t, http.StatusOK, ask(http.MethodGet, "v3/conversations/a:1/members", ""))
	assert.Zero(t, teams.Count())
}
