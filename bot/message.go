package bot

import (
	"context"

	"deskhand/bot/activity"
	"deskhand/bot/card"
	"deskhand/bot/connector"
	"deskhand/internal/chat"
)

// Message is something that the bot says: a card, or a text, or that it is typing.
type Message struct {
	Card    *card.Card
	Text    string // without a card
	Typing  bool
	ReplyTo string // the message that it answers; may be empty
}

// Sender brings messages to people.
type Sender interface {
	// Send says something new in a conversation and returns the id it got. It returns an error that wraps
	// connector.ErrGone when nothing can be said there any more.
	Send(ctx context.Context, to chat.Conversation, m Message) (id string, err error)
	// Update replaces what was sent under the id.
	Update(ctx context.Context, to chat.Conversation, id string, m Message) error
}

// Teams is the Sender that speaks in Microsoft Teams.
type Teams struct{ Client *connector.Client }

// Send implements Sender.
func (t Teams) Send(ctx context.Context, to chat.Conversation, m Message) (string, error) {
	return t.Client.Send(ctx, to, m.activity())
}

// Update implements Sender.
func (t Teams) Update(ctx context.Context, to chat.Conversation, id string, m Message) error {
	return t.Client.Update(ctx, to, id, m.activity())
}

// Opener is a Sender that can also begin a chat with somebody who has none with the bot.
type Opener interface {
	// CreateConversation opens the personal chat with a person, or finds it. known is any conversation in the same tenant.
	CreateConversation(ctx context.Context, known chat.Conversation, personID string) (chat.Conversation, error)
}

// CreateConversation implements Opener.
func (t Teams) CreateConversation(ctx context.Context, known chat.Conversation, personID string) (chat.Conversation, error) {
	return t.Client.CreateConversation(ctx, known, personID)
}

// noticeLength is how much of a card a notification shows, in characters.
const noticeLength = 200

// activity is the message on the wire. A card that can't be written gives way to its text.
func (m Message) activity() activity.Activity {
	a := activity.Message(m.Text)
	switch {
	case m.Typing:
		a = activity.Typing()
	case m.Card != nil:
		raw, err := m.Card.JSON()
		if err != nil {
			a = activity.Message(m.Card.Fallback)
			break
		}
		a = activity.CardMessage(raw, truncate(m.Card.Fallback, noticeLength))
	}
	a.ReplyToID = m.ReplyTo
	return a
}

// answer is the response to a press on a button: the card that takes the place of the old one, or a short text.
func (r Reply) answer() activity.InvokeResponse {
	if r.Replace == nil {
		return activity.MessageResponse(r.Tell)
	}
	raw, err := r.Replace.JSON()
	if err != nil {
		return activity.MessageResponse(r.Replace.Fallback)
	}
	return activity.CardResponse(raw)
}
