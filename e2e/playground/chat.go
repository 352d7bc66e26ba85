package playground

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
)

// Chat is one conversation: the personal chat, a group chat, or a thread of a channel.
type Chat struct {
	teams *Teams
	ID    string
}

// Install adds the bot to the conversation.
func (c *Chat) Install(ctx context.Context) error {
	return c.teams.api.post(ctx, "/_debug/conversation/"+c.ID+"/installation", struct{}{}, nil)
}

// Say sends a message to the bot and returns where the conversation goes on: in a channel that is a new thread, else it
// is this chat. Everywhere but in the personal chat the bot has to be mentioned; Mention does that.
func (c *Chat) Say(ctx context.Context, text string) (*Chat, error) {
	return c.say(ctx, text, []mention{})
}

// Mention is Say with the bot's name before the text.
func (c *Chat) Mention(ctx context.Context, text string) (*Chat, error) {
	at := mention{Text: "<at>" + BotName + "</at>"}
	at.Mentioned.ID = Bot
	return c.say(ctx, at.Text+" "+text, []mention{at})
}

type mention struct {
	Mentioned struct {
		ID string `json:"id"`
	} `json:"mentioned"`
	Text string `json:"text"`
}

func (c *Chat) say(ctx context.Context, text string, mentions []mention) (*Chat, error) {
	body := map[string]any{
		"from": map[string]string{"id": Alex}, "text": text, "textFormat": "plain", "mentions": mentions,
	}
	var said struct {
		Thread string `json:"postConversationId"`
	}
	if err := c.teams.api.post(ctx, "/_conversation/v1/conversations/"+c.ID+"/messages", body, &said); err != nil {
		return nil, err
	}
	if said.Thread != "" {
		return c.teams.In(said.Thread), nil
	}
	return c, nil
}

// Next waits for the next message in the conversation that has not been read yet.
func (c *Chat) Next(ctx context.Context) (Message, error) {
	return c.teams.await(ctx, func(m *Message) bool { return m.Conversation == c.ID && !m.read })
}

// Await waits until a message that has been read looks as wanted, for it may change after it was shown.
func (c *Chat) Await(ctx context.Context, id string, wanted func(Message) bool) (Message, error) {
	return c.teams.await(ctx, func(m *Message) bool { return m.Conversation == c.ID && m.ID == id && wanted(*m) })
}

// Unread counts the messages that are still to be read.
func (c *Chat) Unread() int {
	c.teams.mu.Lock()
	defer c.teams.mu.Unlock()
	n := 0
	for _, m := range c.teams.messages {
		if m.Conversation == c.ID && !m.read {
			n++
		}
	}
	return n
}

// Press presses a button of a message, after filling in the inputs of its card, and returns the message as it is then.
// What is not filled in keeps the value that the card gives it.
func (c *Chat) Press(ctx context.Context, m Message, button Button, inputs map[string]string) (Message, error) {
	data := make(map[string]any)
	maps.Copy(data, button.Data)
	for id, value := range m.Card.Inputs() {
		data[id] = value
	}
	for id, value := range inputs {
		data[id] = value
	}
	body := map[string]any{
		"name": "adaptiveCard/action", "from": map[string]string{"id": Alex},
		"conversation": map[string]string{"id": c.ID}, "replyToId": m.ID,
		"value": map[string]any{"action": map[string]any{"type": "Action.Execute", "verb": button.Verb, "data": data}},
	}
	var answer struct {
		Type  string          `json:"type"`
		Value json.RawMessage `json:"value"`
	}
	if err := c.teams.api.post(ctx, "/_conversation/v1/invoke", body, &answer); err != nil {
		return m, err
	}
	if answer.Type != cardType {
		return m, nil
	}
	after := m
	if err := json.Unmarshal(answer.Value, &after.Card); err != nil {
		return m, fmt.Errorf("reading the card that took the place of %s: %w", m.ID, err)
	}
	c.teams.mu.Lock()
	defer c.teams.mu.Unlock()
	c.teams.replace(after)
	return after, nil
}
