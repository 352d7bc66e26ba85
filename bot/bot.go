package bot

import (
	"context"
	"log/slog"
	"maps"
	"time"

	"deskhand/helpdesk"
	"deskhand/internal/chat"
	"deskhand/internal/locale"
	"deskhand/knowledge"
)

// Engine answers questions from the knowledge base.
type Engine interface {
	Ask(ctx context.Context, question, language string) (knowledge.Answer, error)
	// Knows reports whether the articles have each word of a text.
	Knows(ctx context.Context, text string) (bool, error)
	// Article returns a published article in the language, or in another when it doesn't exist in that one.
	Article(id, language string) (knowledge.Article, bool)
}

// Desk is the help desk as a requester meets it. *helpdesk.Desk is one.
type Desk interface {
	Open(ctx context.Context, req helpdesk.Request) (helpdesk.Ticket, error)
	Act(ctx context.Context, number int64, action helpdesk.Action) (helpdesk.Ticket, error)
	Ticket(ctx context.Context, number int64) (helpdesk.Ticket, error)
	History(ctx context.Context, ticket helpdesk.Ticket) ([]helpdesk.Event, error)
	TicketsOf(ctx context.Context, personID string) ([]helpdesk.Ticket, error)
	Policy() helpdesk.Policy
}

// Memory keeps what outlives a turn. *store.Store is one.
type Memory interface {
	// SaveTurn stores what a delivery leaves behind, whole or not at all. first is false, and nothing is stored,
	// when the delivery had been stored before.
	SaveTurn(ctx context.Context, turn chat.Turn) (first bool, err error)
	Seen(ctx context.Context, activityID string) (bool, error)
	Profile(ctx context.Context, personID string) (chat.Profile, error)
	Conversation(ctx context.Context, id string) (chat.Conversation, error)
	PersonalConversation(ctx context.Context, personID string) (chat.Conversation, error)
	// LastConversation returns the conversation of a channel of the Bot Framework that was saved last, whoever's it is.
	LastConversation(ctx context.Context, channelID string) (chat.Conversation, error)
	DropConversation(ctx context.Context, id string) error
	// Welcome reports true once for every time that the bot is installed in a conversation.
	Welcome(ctx context.Context, conversationID string, at time.Time) (first bool, err error)
	QuestionEvents(ctx context.Context, questionID string) ([]knowledge.Event, error)
}

// Options are what a bot is made of. All but Community, Home, Health, People and TypingAfter are required.
type Options struct {
	Engine      Engine
	Desk        Desk
	Memory      Memory
	Health      Health // nil: nothing is known of the services
	People      People // nil: nothing is known but what people and their clients say
	Sender      Sender
	Catalog     *locale.Catalog
	Language    locale.Language // for those whose language is unknown
	Zone        *time.Location  // for those whose time zone is unknown
	TypingAfter time.Duration   // how long work may take before the bot shows that it is typing
	Metrics     *Metrics
	Logger      *slog.Logger
	Now         func() time.Time
	NewID       func() string
	Community   Community         // nil: there is none
	Home        chat.Conversation // how Teams is reached as long as nobody has talked to the bot; without an id and a person
}

// Bot holds the conversations. It is safe for concurrent use.
type Bot struct {
	Options
	words     words
	pages     pages
	zones     zones
	languages languages
}

// New returns a bot made of the options.
func New(options Options) *Bot {
	b := &Bot{Options: options, words: readWords(options.Catalog)}
	if b.Community == nil { // then "leave" is about something else
		maps.DeleteFunc(b.words.commands, func(_ string, c command) bool { return c == commandLeave || c == commandJoin })
	}
	return b
}
