package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func newTeams(t *testing.T) (*teams, *crowd) {
	t.Helper()
	teams, err := startTeams()
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, teams.close()) })
	crowd, err := newCrowd(1, teams.connector.ServiceURL(), []string{"a question"})
	require.NoError(t, err)
	return teams, crowd
}

// serve is a bot that does this with a message.
func serve(t *testing.T, teams *teams, handler http.HandlerFunc) *lines {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	lines := newLines(server.Listener.Addr().String(), teams.token)
	t.Cleanup(lines.close)
	return lines
}

// ownToken is the one that a bot gets for its secret.
func ownToken(t *testing.T, teams *teams) string {
	t.Helper()
	form := url.Values{
		"grant_type": {"client_credentials"}, "scope": {"https://api.botframework.com/.default"}, "client_secret": {clientSecret},
	}
	response, err := teams.certificate.Client().PostForm(teams.issuer.Authority()+"/"+tenantID+"/oauth2/v2.0/token", form)
	require.NoError(t, err)
	defer response.Body.Close()
	var given struct {
		Token string `json:"access_token"`
	}
	require.NoError(t, json.NewDecoder(response.Body).Decode(&given))
	require.NotEmpty(t, given.Token)
	return given.Token
}

func TestAQuestionIsFollowedToItsReply(t *testing.T) {
	t.Parallel()
	teams, crowd := newTeams(t)
	token, connector := ownToken(t, teams), teams.certificate.Client()
	reply := func(path string) error {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost,
			teams.connector.ServiceURL()+"v3/conversations/chat/activities"+path, strings.NewReader(`{"type":"message"}`))
		if err != nil {
			return err
		}
		request.Header.Set("Authorization", "Bearer "+token)
		response, err := connector.Do(request)
		if err != nil {
			return err
		}
		assert.Equal(t, http.StatusCreated, response.StatusCode)
		return response.Body.Close()
	}
	bot := serve(t, teams, func(_ http.ResponseWriter, r *http.Request) {
		var asked struct{ ID string }
		assert.NoError(t, json.NewDecoder(r.Body).Decode(&asked))
		assert.Equal(t, "Bearer "+teams.token, r.Header.Get("Authorization"))
		assert.NoError(t, errors.Join(reply(""), reply("/"+asked.ID))) // it is typing, and then it answers
	})
	start := time.Now()
	answered, err := teams.ask(t.Context(), bot, crowd)
	require.NoError(t, err)
	assert.WithinRange(t, answered, start, time.Now())
	assert.Equal(t, counts{Messages: 1, Answered: 1}, teams.replies.count())

	require.NoError(t, reply("/message-0"))
	require.NoError(t, reply("/message-9"))
	assert.Equal(t, counts{Messages: 1, Answered: 1, Stray: 2}, teams.replies.count())
}

func TestAQuestionWithoutAReplyIsNamed(t *testing.T) {
	t.Parallel()
	teams, crowd := newTeams(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // so nobody waits
	mute := serve(t, teams, func(http.ResponseWriter, *http.Request) {})
	mute.free = append(mute.free, dial(t, mute))
	_, err := teams.ask(ctx, mute, crowd)
	require.ErrorContains(t, err, "message-0 was accepted and not answered")
	assert.Equal(t, counts{Messages: 1}, teams.replies.count())
}

func dial(t *testing.T, bot *lines) *line {
	t.Helper()
	line, err := bot.take(t.Context())
	require.NoError(t, err)
	return line
}

func TestAQuestionThatIsTurnedAwayIsAnError(t *testing.T) {
	t.Parallel()
	teams, crowd := newTeams(t)
	busy := serve(t, teams, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	_, err := teams.ask(t.Context(), busy, crowd)
	require.ErrorContains(t, err, "503")
}
