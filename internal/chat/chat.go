// Package chat holds the records of conversations that the bot makes and the store keeps: where people can be
// reached, what they prefer, and which deliveries have been worked. It decides nothing.
package chat

import (
	"errors"
	"time"

	"deskhand/knowledge"
)

// ErrNotFound says that nothing is kept under that id.
var ErrNotFound = errors.New("not found")

// Kind is the sort of place in which people talk.
type Kind string

// The kinds, as Teams names them in conversation.conversationType.
const (
	Personal Kind = "personal"
	Group    Kind = "groupChat"
	Channel  Kind = "channel"
)

// Conversation is what it takes to reach a conversation again without having been asked: the Bot Framework's
// conversation reference. Ids are opaque and never parsed.
type Conversation struct {
	ID         string
	Kind       Kind
	PersonID   string // whose personal chat it is; empty for the others
	TenantID   string
	ChannelID  string // the Bot Framework channel: msteams
	ServiceURL string
	BotID      string
	BotName    string
}

// Profile is what the bot knows about how to talk to a person.
type Profile struct {
	PersonID string
	Name     string
	Language string // chosen by the person ("en", "nb"); empty until then
	Locale   string // as the client last said, such as "nb-NO"
	TimeZone string // IANA name, as the client last said
}

// Turn is everything that one delivery leaves behind. It is stored whole or not at all.
type Turn struct {
	ActivityID   string // claimed together with the rest: a second delivery under this id leaves nothing
	At           time.Time
	Conversation *Conversation // nil when it is known already
	Profile      *Profile      // nil when it has not changed
	Events       []knowledge.Event
}
