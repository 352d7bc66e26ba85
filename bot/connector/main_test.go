package connector

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/infracloudio/msbotbuilder-go/schema"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"deskhand/bot/activity"
	"deskhand/bot/connector/connectortest"
	"deskhand/internal/chat"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	appID      = "22222222-0000-4000-8000-000000000002"
	tenantID   = "11111111-0000-4000-8000-000000000001"
	serviceURL = "https://smba.trafficmanager.net/emea/"
)

// clock is a time that passes when somebody says so, or sleeps.
type clock struct {
	mu    sync.Mutex
	time  time.Time
	slept []time.Duration
}

func newClock() *clock { return &clock{time: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.time
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.time = c.time.Add(d)
}

func (c *clock) sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.time = c.time.Add(d)
	c.slept = append(c.slept, d)
	return ctx.Err()
}

func (c *clock) sleeps() []time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.slept
}

// httpClient is one that leaves no connection behind.
func httpClient(tb testing.TB) *http.Client {
	tb.Helper()
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	tb.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: 10 * time.Second}
}

func startIssuer(tb testing.TB, cfg connectortest.IssuerConfig) *connectortest.Issuer {
	tb.Helper()
	issuer, err := connectortest.StartIssuer(cfg)
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, issuer.Close()) })
	return issuer
}

func startConnector(tb testing.TB, cfg connectortest.ConnectorConfig) *connectortest.Connector {
	tb.Helper()
	teams, err := connectortest.StartConnector(cfg)
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, teams.Close()) })
	return teams
}

// heard is an activity as Teams sends it to the bot.
func heard() *activity.Activity {
	return &activity.Activity{
		Activity:     schema.Activity{Type: activity.TypeMessage, ChannelID: "msteams", ServiceURL: serviceURL, Text: "hello"},
		Conversation: schema.ConversationAccount{ID: "a:1", ConversationType: "personal", TenantID: tenantID},
		ChannelData:  []byte(`{"tenant":{"id":"` + tenantID + `"}}`),
	}
}

func personalChat(teams *connectortest.Connector) chat.Conversation {
	return chat.Conversation{
		ID: "a:1", Kind: chat.Personal, TenantID: tenantID, ChannelID: "msteams",
		ServiceURL: teams.ServiceURL(), BotID: "28:" + appID, BotName: "Deskhand",
	}
}
