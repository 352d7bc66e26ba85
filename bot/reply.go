package bot

import (
	"deskhand/bot/card"
	"deskhand/internal/chat"
	"deskhand/internal/locale"
	"deskhand/knowledge"
)

// Reply is what a handler wants said and remembered. The zero Reply says and remembers nothing.
type Reply struct {
	Say     []Message  // new messages in the conversation of the turn, in order
	Aside   *Aside     // for the person alone
	Replace *card.Card // takes the place of the card that was acted on; without such a card it is said
	Earlier *Earlier   // goes with it
	Tell    string     // for a button that changes no card: a short message to the one who pressed it
	Events  []knowledge.Event
	Profile *chat.Profile // when the person's preferences changed
	Welcome bool          // say it only when nothing has been said in this conversation since the bot was installed
	Forget  bool          // the bot was removed: keep nothing of the conversation
}

// Earlier is a message in the conversation of the turn that is out of date, and what takes its place.
type Earlier struct {
	ID  string
	Now Message
}

// Aside is something for one person's eyes, in their personal chat.
type Aside struct {
	To  chat.Conversation
	Say Message
}

// sayCard is a reply of one new card.
func sayCard(c card.Card) Reply { return Reply{Say: []Message{{Card: &c}}} }

// sayText is a reply of one plain message.
func sayText(text string) Reply { return Reply{Say: []Message{{Text: text}}} }

// replace is a reply that puts a card where the one acted on was.
func replace(c card.Card) Reply { return Reply{Replace: &c} }

// notice is a card of one statement.
func notice(p *locale.Printer, key string) card.Card {
	return card.RenderNotice(p, card.Notice{Title: p.T(key)})
}
