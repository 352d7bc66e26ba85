package playground

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/websocket"
)

// fakeClient answers as the local client does: what is put into shows is shown, what is posted comes out of posts.
type fakeClient struct {
	shows  chan string
	posts  chan post
	answer string
}

// hangUp ends the stream of what is shown.
const hangUp = ""

type post struct {
	path string
	body string
}

func openFake(t *testing.T, answer string) (*Teams, fakeClient) {
	t.Helper()
	f := fakeClient{shows: make(chan string), posts: make(chan post, 10), answer: answer}
	mux := http.NewServeMux()
	mux.Handle("/_ws_conversation/v1/conversations/stream", websocket.Handler(func(conn *websocket.Conn) {
		for show := range f.shows {
			if show == hangUp || websocket.Message.Send(conn, show) != nil {
				return
			}
		}
	}))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		f.posts <- post{r.URL.RequestURI(), string(body)}
		_, _ = io.WriteString(w, f.answer)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	teams, err := Open(t.Context(), server.URL)
	require.NoError(t, err)
	t.Cleanup(func() {
		assert.NoError(t, teams.Close())
		close(f.shows)
	})
	return teams, f
}

func show(kind, conversation, id, text string) string {
	return `{"action":"` + kind + `","actionConversationId":"` + conversation + `","message":{"messageId":"` + id +
		`","text":"` + text + `"}}`
}

func TestNextReadsEachConversationInOrder(t *testing.T) {
	t.Parallel()
	teams, f := openFake(t, "")
	chat := teams.In(Personal)
	f.shows <- show("typing", Personal, "", "")
	f.shows <- show("createMessage", Personal, "1", "first")
	f.shows <- show("createMessage", Group, "2", "elsewhere")
	f.shows <- show("createMessage", Personal, "3", "second")

	first, err := chat.Next(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "first", first.Text)
	second, err := chat.Next(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "second", second.Text)
	assert.Zero(t, chat.Unread())
	assert.Equal(t, 1, teams.In(Group).Unread())
}

func TestAwaitSeesAMessageChange(t *testing.T) {
	t.Parallel()
	teams, f := openFake(t, "")
	chat := teams.In(Personal)
	f.shows <- show("createMessage", Personal, "1", "before")
	m, err := chat.Next(t.Context())
	require.NoError(t, err)
	f.shows <- show("updateMessage", Personal, "1", "after")
	m, err = chat.Await(t.Context(), m.ID, func(m Message) bool { return m.Text == "after" })
	require.NoError(t, err)
	assert.Equal(t, "after", m.Text)
	assert.Zero(t, chat.Unread(), "what was read stays read")
}

func TestMentionBeginsAThread(t *testing.T) {
	t.Parallel()
	teams, f := openFake(t, `{"postConversationId":"thread"}`)
	thread, err := teams.In(Channel).Mention(t.Context(), "hello")
	require.NoError(t, err)
	assert.Equal(t, "thread", thread.ID)
	said := <-f.posts
	assert.Equal(t, "/_conversation/v1/conversations/"+Channel+"/messages", said.path)
	assert.JSONEq(t, `{"from":{"id":"user-alex"},"text":"<at>Deskhand</at> hello","textFormat":"plain",
		"mentions":[{"mentioned":{"id":"`+Bot+`"},"text":"<at>Deskhand</at>"}]}`, said.body)
}

func TestPressSendsWhatTheCardHolds(t *testing.T) {
	t.Parallel()
	teams, f := openFake(t, `{"type":"application/vnd.microsoft.card.adaptive",
		"value":{"body":[{"type":"TextBlock","text":"done"}]}}`)
	chat := teams.In(Personal)
	var card Card
	require.NoError(t, json.Unmarshal([]byte(`{"body":[
		{"type":"Input.Text","id":"summary","value":"as given"},{"type":"Input.Text","id":"details","value":"old"}]}`), &card))
	button := Button{Verb: "ticket.open", Data: map[string]any{"nonce": "n"}}

	before := Message{ID: "1", Conversation: Personal, Card: card}
	m, err := chat.Press(t.Context(), before, button, map[string]string{"details": "new"})
	require.NoError(t, err)
	assert.Equal(t, "done", m.Card.Text())
	pressed := <-f.posts
	assert.Equal(t, "/_conversation/v1/invoke", pressed.path)
	assert.JSONEq(t, `{"name":"adaptiveCard/action","from":{"id":"user-alex"},
		"conversation":{"id":"`+Personal+`"},"replyToId":"1","value":{"action":{"type":"Action.Execute","verb":"ticket.open",
		"data":{"nonce":"n","summary":"as given","details":"new"}}}}`, pressed.body)
	assert.Len(t, button.Data, 1, "the button itself is not changed")
}

func TestSendChangesATemplate(t *testing.T) {
	t.Parallel()
	teams, f := openFake(t, `{"type":"installationUpdate","locale":"en-US"}`)
	err := teams.In(Personal).Send(t.Context(), "install", func(activity map[string]any) { activity["locale"] = "nb-NO" })
	require.NoError(t, err)
	assert.Equal(t, "/_internal/v1/customActivities/template?conversationId="+Personal+"&type=install", (<-f.posts).path)
	assert.JSONEq(t, `{"type":"installationUpdate","locale":"nb-NO"}`, (<-f.posts).body)
}

func TestNextEndsWhenTheClientIsGone(t *testing.T) {
	t.Parallel()
	teams, f := openFake(t, "")
	f.shows <- hangUp
	_, err := teams.In(Personal).Next(t.Context())
	require.ErrorContains(t, err, "watching the local client")
}
