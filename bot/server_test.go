package bot

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/bot/activity"
	"deskhand/bot/connector"
)

// door lets everybody in, or nobody.
type door struct{ err error }

func (d door) Authenticate(*http.Request, *activity.Activity) error { return d.err }

// post delivers a body to the server.
func post(s *Server, body string) *httptest.ResponseRecorder {
	recorder := httptest.NewRecorder()
	s.ServeHTTP(recorder, httptest.NewRequest(http.MethodPost, "/api/messages", strings.NewReader(body)))
	return recorder
}

func encode(t testing.TB, a *activity.Activity) string {
	t.Helper()
	body, err := json.Marshal(a)
	require.NoError(t, err)
	return string(body)
}

func TestStatuses(t *testing.T) {
	t.Parallel()
	unknownInvoke := message("i1", "")
	unknownInvoke.Type, unknownInvoke.Name = activity.TypeInvoke, "composeExtension/sing"
	reaction := message("r1", "")
	reaction.Type = "messageReaction"
	strange := message("x1", "")
	strange.Type = "somethingNew"
	for name, tt := range map[string]struct {
		body string
		door error
		want int
	}{
		"message":                 {encode(t, message("m1", "hello")), nil, 200},
		"unknown type":            {encode(t, strange), nil, 200},
		"reaction":                {encode(t, reaction), nil, 200},
		"unknown invoke":          {encode(t, unknownInvoke), nil, 501},
		"not JSON":                {"hello", nil, 400},
		"empty":                   {"", nil, 400},
		"too large":               {`{"type":"message","text":"` + strings.Repeat("x", maxBody) + `"}`, nil, 413},
		"nobody known":            {encode(t, message("m2", "hello")), connector.ErrUnauthorized, 401},
		"somebody not allowed":    {encode(t, message("m3", "hello")), fmt.Errorf("tenant: %w", connector.ErrForbidden), 403},
		"keys can't be looked up": {encode(t, message("m4", "hello")), errors.New("no network"), 503},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			server := NewServer(w.Bot, door{tt.door}, 4)
			recorder := post(server, tt.body)
			assert.Equal(t, tt.want, recorder.Code)
			require.NoError(t, server.Close(t.Context()))
			if tt.want != http.StatusOK {
				assert.Empty(t, recorder.Body.String(), "strangers are told nothing")
				assert.Empty(t, w.sender.all(), "strangers are not worked for")
			}
		})
	}
	recorder := httptest.NewRecorder()
	NewServer(newWorld(t).Bot, door{}, 1).ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/api/messages", nil))
	assert.Equal(t, http.StatusMethodNotAllowed, recorder.Code)
}

func TestMessagesAreAcknowledgedBeforeTheyAreWorked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	asked, release := make(chan struct{}), make(chan struct{})
	w.engine.asking = func() { close(asked); <-release }
	server := NewServer(w.Bot, door{}, 4)
	assert.Equal(t, http.StatusOK, post(server, encode(t, message("m1", "why?"))).Code)
	<-asked
	assert.Empty(t, w.sender.all())
	close(release)
	require.NoError(t, server.Close(t.Context()), "stopping waits for what was acknowledged")
	assert.Len(t, w.sender.all(), 1)
}

func TestAConversationIsAnsweredInOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	server := NewServer(w.Bot, door{}, 64)
	for i := range 50 {
		require.Equal(t, http.StatusOK, post(server, encode(t, message(fmt.Sprint("m", i), fmt.Sprint("HD-", i+1)))).Code)
	}
	require.NoError(t, server.Close(t.Context()))
	said := w.sender.all()
	require.Len(t, said, 50)
	for i, m := range said {
		assert.Contains(t, m.Text, fmt.Sprintf("HD-%d.", i+1))
	}
}

func TestOnePressDeliveredAtTheSameTimeOpensOneTicket(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	server := NewServer(w.Bot, door{}, 64)
	var presses sync.WaitGroup
	for range 8 {
		presses.Go(func() {
			recorder := post(server, encode(t, press(t, "i1", filledIn())))
			assert.Equal(t, http.StatusOK, recorder.Code)
			assert.Contains(t, recorder.Body.String(), "HD-1")
		})
	}
	presses.Wait()
	require.NoError(t, server.Close(t.Context()))
	assert.Equal(t, int64(1), w.tickets.opened)
	require.NotEmpty(t, w.sender.updated, "everybody who sees the card sees the ticket")
}

func TestASubmitThatFailedIsNotAcknowledged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tickets.err = errors.New("disk full")
	server := NewServer(w.Bot, door{}, 4)
	assert.Equal(t, http.StatusInternalServerError, post(server, encode(t, submitted(t, "s1", filledIn()))).Code)
	w.tickets.err = nil
	assert.Equal(t, http.StatusOK, post(server, encode(t, submitted(t, "s1", filledIn()))).Code)
	assert.Equal(t, int64(1), w.tickets.opened)
}
