package health_test

import (
	"context"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph/graphtest"
	"deskhand/graph/health"
	"deskhand/graph/msgraph"
)

// member is the credential of an application that the tenant knows.
type member struct{ *graphtest.Server }

func (m member) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{Token: m.Token(), ExpiresOn: time.Now().Add(time.Hour)}, nil
}

// TestThroughGraph watches what Graph says, page by page, and through a moment in which it says nothing.
func TestThroughGraph(t *testing.T) {
	t.Parallel()
	fake := graphtest.Start(t, graphtest.Options{PageSize: 2})
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	client, err := msgraph.New(msgraph.Config{BaseURL: fake.GraphURL()}, member{fake}, msgraph.Options{
		HTTP:  &http.Client{Transport: transport},
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	})
	require.NoError(t, err)
	desk := newWorld()
	watcher := health.New(client, desk, health.Options{
		Interval: time.Minute, Logger: slog.New(slog.DiscardHandler), Now: time.Now, Registry: prometheus.NewRegistry(),
	})
	begun := nine.Add(-time.Hour)
	automate := graphtest.Issue{ID: "MO1", Service: "Microsoft Power Automate", Title: "Flows may fail", Impact: "Error 502.", Started: begun}
	fake.SetIssue(graphtest.Issue{ID: "EX1", Service: "Exchange Online", Title: "Mail is late", Started: nine})
	fake.SetIssue(automate)
	fake.SetIssue(graphtest.Issue{ID: "DV1", Service: "Microsoft Dataverse", Advisory: true, Title: "Search is slow", Started: nine})

	require.NoError(t, watcher.Look(t.Context()))
	going, _, ok := watcher.Incidents()
	require.True(t, ok)
	require.Equal(t, []string{"DV1", "MO1"}, ids(going))
	assert.Equal(t, [2]bool{true, false}, [2]bool{going[0].Advisory, going[1].Advisory})
	assert.Equal(t, "Flows may fail: Error 502.", going[1].Title+": "+going[1].Impact)
	assert.True(t, begun.Equal(going[1].StartedAt))
	assert.Empty(t, desk.told)

	automate.Ended = nine
	fake.SetIssue(automate)
	fake.Fail(graphtest.Fault{Path: "/admin/serviceAnnouncement/issues", Kind: graphtest.Unavailable})
	require.Error(t, watcher.Look(t.Context()))
	going, _, ok = watcher.Incidents()
	assert.True(t, ok)
	assert.Len(t, going, 2, "what was told last stands")
	fake.Mend()
	require.NoError(t, watcher.Look(t.Context()))
	going, _, _ = watcher.Incidents()
	assert.Equal(t, []string{"DV1"}, ids(going))
	assert.Equal(t, map[string]int{"MO1": 1}, desk.told)
}
