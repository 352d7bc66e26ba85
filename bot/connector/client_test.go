package connector

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/bot/activity"
	"deskhand/bot/connector/connectortest"
	"deskhand/internal/chat"
	"deskhand/internal/loopback"
)

// newClient is a client in no-auth mode.
func newClient(tb testing.TB, clock *clock) *Client {
	tb.Helper()
	c, err := NewClient(Config{}, nil, Options{HTTP: httpClient(tb), Now: clock.now, Sleep: clock.sleep})
	require.NoError(tb, err)
	return c
}

// credential counts how often it is asked.
type credential struct {
	asked   atomic.Int32
	expires time.Time
}

func (c *credential) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	c.asked.Add(1)
	return azcore.AccessToken{Token: "secret", ExpiresOn: c.expires}, nil
}

func TestSendLosesNothing(t *testing.T) {
	t.Parallel()
	teams, clock := startConnector(t, connectortest.ConnectorConfig{}), newClock()
	to := personalChat(teams)
	a := activity.CardMessage(json.RawMessage(`{"type":"AdaptiveCard","body":[{"text":"<b>&amp;"}]}`), "An answer")
	a.Entities = []json.RawMessage{json.RawMessage(`{"type":"https://schema.org/Message","citation":[{"position":1}]}`)}
	a.ChannelData = json.RawMessage(`{"feedbackLoop":{"type":"default"}}`)

	id, err := newClient(t, clock).Send(t.Context(), to, a)
	require.NoError(t, err)
	require.Len(t, teams.Records(), 1)
	sent := teams.Records()[0]
	assert.Equal(t, "activity-1", id)
	assert.Equal(t, http.MethodPost, sent.Method)
	assert.Empty(t, sent.ReplyTo)
	assert.Empty(t, sent.Token)
	assert.JSONEq(t, `{
		"type": "message", "summary": "An answer", "channelId": "msteams", "serviceUrl": "`+teams.ServiceURL()+`",
		"from": {"id": "28:`+appID+`", "name": "Deskhand"},
		"conversation": {"id": "a:1", "conversationType": "personal", "tenantId": "`+tenantID+`"},
		"attachments": [{"contentType": "application/vnd.microsoft.card.adaptive",
			"content": {"type": "AdaptiveCard", "body": [{"text": "<b>&amp;"}]}}],
		"entities": [{"type": "https://schema.org/Message", "citation": [{"position": 1}]}],
		"channelData": {"feedbackLoop": {"type": "default"}}
	}`, string(sent.Body))
	assert.Contains(t, string(sent.Body), `<b>`, "no room is lost by escaping")
}

func TestReplyLandsInTheThread(t *testing.T) {
	t.Parallel()
	teams := startConnector(t, connectortest.ConnectorConfig{})
	to := personalChat(teams)
	to.ID, to.Kind = "19:0123@thread.tacv2;messageid=1749999999999", chat.Channel
	a := activity.Message("hello")
	a.ReplyToID = "1750000000001"
	_, err := newClient(t, newClock()).Send(t.Context(), to, a)
	require.NoError(t, err)
	sent := teams.Records()[0]
	assert.Equal(t, to.ID, sent.Conversation)
	assert.Equal(t, "1750000000001", sent.ReplyTo)
	assert.Equal(t, "1750000000001", sent.Activity.ReplyToID)
}

func TestIdsLeadNowhereElse(t *testing.T) {
	t.Parallel()
	teams := startConnector(t, connectortest.ConnectorConfig{})
	client := newClient(t, newClock())
	for _, id := range []string{"../../admin", "a/b", "a?b=c", "a#b", "a%2e%2e/b", "a b\r\nX: y", "..;/x", "å;messageid=1", "%"} {
		to := personalChat(teams)
		to.ID = id
		sent, err := client.Send(t.Context(), to, activity.Message("x"))
		require.NoError(t, err, "%q", id)
		require.NoError(t, client.Update(t.Context(), to, sent, activity.Message("y")), "%q", id)
		records := teams.In(id)
		assert.Len(t, records, 2, "%q", id)

		a := activity.Message("x")
		a.ReplyToID = id
		to.ID = "reply to " + id
		_, err = client.Send(t.Context(), to, a)
		require.NoError(t, err)
		assert.Equal(t, id, teams.In(to.ID)[0].ReplyTo)
	}
	before := teams.Count()
	for _, id := range []string{"", ".", ".."} {
		to := personalChat(teams)
		require.ErrorContains(t, client.Update(t.Context(), to, id, activity.Message("x")), "is not an id", "%q", id)
		require.ErrorContains(t, client.Delete(t.Context(), to, id), "is not an id", "%q", id)
		to.ID = id
		_, err := client.Send(t.Context(), to, activity.Message("x"))
		require.ErrorContains(t, err, "is not an id", "%q", id)
	}
	assert.Equal(t, before, teams.Count())
}

func TestUpdateAndDelete(t *testing.T) {
	t.Parallel()
	teams := startConnector(t, connectortest.ConnectorConfig{})
	client, to := newClient(t, newClock()), personalChat(teams)
	id, err := client.Send(t.Context(), to, activity.Message("one"))
	require.NoError(t, err)
	require.NoError(t, client.Update(t.Context(), to, id, activity.Message("two")))
	require.NoError(t, client.Delete(t.Context(), to, id))
	records := teams.Records()
	require.Len(t, records, 3)
	assert.Equal(t, http.MethodPut, records[1].Method)
	assert.Equal(t, id, records[1].ID)
	assert.Equal(t, id, records[1].Activity.ID)
	assert.Equal(t, "two", records[1].Activity.Text)
	assert.Equal(t, http.MethodDelete, records[2].Method)
	assert.Equal(t, id, records[2].ID)

	err = client.Update(t.Context(), to, id, activity.Message("three"))
	require.ErrorContains(t, err, "ActivityNotFoundInConversation")
	require.NotErrorIs(t, err, ErrGone, "the conversation is still there")
}

func TestCreateConversation(t *testing.T) {
	t.Parallel()
	teams := startConnector(t, connectortest.ConnectorConfig{})
	client, known := newClient(t, newClock()), personalChat(teams)
	known.ID, known.Kind = "19:team", chat.Channel
	opened, err := client.CreateConversation(t.Context(), known, "person-1")
	require.NoError(t, err)
	assert.JSONEq(t, `{
		"bot": {"id": "28:`+appID+`", "name": "Deskhand"}, "members": [{"id": "person-1"}],
		"tenantId": "`+tenantID+`", "channelData": {"tenant": {"id": "`+tenantID+`"}}
	}`, string(teams.Records()[0].Body))
	want := known
	want.ID, want.Kind, want.PersonID = "a:personal-1", chat.Personal, "person-1"
	assert.Equal(t, want, opened)
	again, err := client.CreateConversation(t.Context(), known, "person-1")
	require.NoError(t, err)
	assert.Equal(t, opened, again)
	_, err = client.Send(t.Context(), opened, activity.Message("hello"))
	require.NoError(t, err)
}

func TestTokenIsShownToServiceHostsAlone(t *testing.T) {
	t.Parallel()
	certificate, err := loopback.NewCertificate()
	require.NoError(t, err)
	teams := startConnector(t, connectortest.ConnectorConfig{Certificate: certificate})
	elsewhere := startConnector(t, connectortest.ConnectorConfig{Certificate: certificate})
	trusting := certificate.Client()
	t.Cleanup(trusting.CloseIdleConnections)
	secret := &credential{}
	client, err := NewClient(
		Config{AppID: appID, TenantID: tenantID, ServiceHosts: []string{teams.Host()}}, secret, Options{HTTP: trusting})
	require.NoError(t, err)

	send := func(serviceURL string) error {
		to := personalChat(teams)
		to.ServiceURL = serviceURL
		_, err := client.Send(t.Context(), to, activity.Message("x"))
		return err
	}
	for _, serviceURL := range []string{
		elsewhere.ServiceURL(), "http://" + teams.Host() + "/teams/", "https://169.254.169.254/", "http://localhost/", "", ":",
	} {
		require.Error(t, send(serviceURL), serviceURL)
		to := personalChat(teams)
		to.ServiceURL = serviceURL
		require.Error(t, client.Update(t.Context(), to, "1", activity.Message("x")))
		require.Error(t, client.Delete(t.Context(), to, "1"))
		_, err := client.CreateConversation(t.Context(), to, "person")
		require.Error(t, err)
	}
	require.Zero(t, secret.asked.Load(), "no token is fetched for them")

	teams.Fail(connectortest.Fault{Redirect: elsewhere.ServiceURL() + "v3/conversations/a:1/activities"})
	var answer *Error
	require.ErrorAs(t, send(teams.ServiceURL()), &answer)
	require.Equal(t, http.StatusTemporaryRedirect, answer.Status)
	require.Zero(t, elsewhere.Count(), "nobody else was asked")

	require.NoError(t, send(teams.ServiceURL()))
	require.Equal(t, "secret", teams.Records()[0].Token)
}

func TestNoAuthModeCallsThisMachineAlone(t *testing.T) {
	t.Parallel()
	to := chat.Conversation{ID: "a:1", ServiceURL: "https://smba.trafficmanager.net/emea/"}
	_, err := newClient(t, newClock()).Send(t.Context(), to, activity.Message("x"))
	require.ErrorContains(t, err, "not on this machine")
}

func TestTooLargeIsNotSent(t *testing.T) {
	t.Parallel()
	teams := startConnector(t, connectortest.ConnectorConfig{})
	client, to := newClient(t, newClock()), personalChat(teams)
	_, err := client.Send(t.Context(), to, activity.Message(strings.Repeat("<", maxActivity-1000)))
	require.NoError(t, err)
	_, err = client.Send(t.Context(), to, activity.Message(strings.Repeat("x", maxActivity)))
	require.ErrorIs(t, err, ErrTooLarge)
	require.ErrorIs(t, client.Update(t.Context(), to, "activity-1", activity.Message(strings.Repeat("x", maxActivity))), ErrTooLarge)
	require.Equal(t, 1, teams.Count())
}
