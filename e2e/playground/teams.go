package playground

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"golang.org/x/net/websocket"
)

// Teams is a window on the local client: it sees everything that the bot shows, in every conversation.
type Teams struct {
	api    api
	stream *websocket.Conn
	closed chan struct{}

	mu       sync.Mutex
	changed  chan struct{} // closed and made anew whenever something changes
	messages []*Message    // in the order in which they were shown
	err      error         // why nothing more will come
}

// Message is something that the bot has shown, as it looks at present.
type Message struct {
	ID           string
	Conversation string
	Text         string
	Card         Card // the zero Card for a plain message
	read         bool
}

// Open looks into the local client at the address.
func Open(ctx context.Context, address string) (*Teams, error) {
	config, err := websocket.NewConfig("ws"+strings.TrimPrefix(address, "http")+"/_ws_conversation/v1/conversations/stream", address)
	if err != nil {
		return nil, fmt.Errorf("the address of the local client: %w", err)
	}
	stream, err := config.DialContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("watching the local client: %w", err)
	}
	t := &Teams{
		api: api{address}, stream: stream, closed: make(chan struct{}),
		changed: make(chan struct{}),
	}
	go t.watch()
	return t, nil
}

// Close stops looking.
func (t *Teams) Close() error {
	err := t.stream.Close()
	<-t.closed
	return err
}

// In is a conversation, or a place where one can be begun: Personal, Group, Channel.
func (t *Teams) In(conversation string) *Chat { return &Chat{teams: t, ID: conversation} }

// action is what the client tells those who watch it.
type action struct {
	Action         string `json:"action"`
	ConversationID string `json:"actionConversationId"`
	Message        struct {
		ID          string `json:"messageId"`
		Thread      string `json:"postConversationId"` // of a message that begins a thread of its own
		Text        string `json:"text"`
		Attachments []struct {
			Content Card `json:"content"`
		} `json:"attachments"`
	} `json:"message"`
}

func (t *Teams) watch() {
	defer close(t.closed)
	for {
		var a action
		err := websocket.JSON.Receive(t.stream, &a)
		t.mu.Lock()
		if err != nil {
			t.err = fmt.Errorf("watching the local client: %w", err)
		} else {
			t.take(a)
		}
		close(t.changed)
		t.changed = make(chan struct{})
		t.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// take notes what happened. The lock is held.
func (t *Teams) take(a action) {
	m := Message{ID: a.Message.ID, Conversation: a.ConversationID, Text: a.Message.Text}
	if a.Message.Thread != "" {
		m.Conversation = a.Message.Thread
	}
	if len(a.Message.Attachments) > 0 {
		m.Card = a.Message.Attachments[0].Content
	}
	switch a.Action {
	case "createMessage":
		t.messages = append(t.messages, &m)
	case "updateMessage":
		t.replace(m)
	}
}

// replace puts a message where the one with its id was. The lock is held.
func (t *Teams) replace(m Message) {
	for _, old := range t.messages {
		if old.ID == m.ID && old.Conversation == m.Conversation {
			m.read = old.read
			*old = m
		}
	}
}

// await returns the first message for which found is true, however long it takes to come.
func (t *Teams) await(ctx context.Context, found func(*Message) bool) (Message, error) {
	for {
		m, changed, err := t.find(found)
		switch {
		case err != nil:
			return Message{}, err
		case m != nil:
			return *m, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return Message{}, fmt.Errorf("no such message was shown: %w", ctx.Err())
		}
	}
}

// find marks a message as read and returns it; when there is none yet, it returns what is closed at the next change.
func (t *Teams) find(found func(*Message) bool) (m *Message, changed <-chan struct{}, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, m := range t.messages {
		if found(m) {
			m.read = true
			seen := *m
			return &seen, nil, nil
		}
	}
	return nil, t.changed, t.err
}
