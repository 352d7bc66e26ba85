package connector

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/infracloudio/msbotbuilder-go/connector/client"
	"github.com/infracloudio/msbotbuilder-go/core"
	coreactivity "github.com/infracloudio/msbotbuilder-go/core/activity"
	"github.com/infracloudio/msbotbuilder-go/schema"

	"deskhand/bot/activity"
	"deskhand/internal/chat"
)

// maxActivity is the largest activity that is sent, in bytes. Teams takes about 100 KB, and counts in its own way.
const maxActivity = 80 << 10

// turn takes one activity through the library's adapter. The adapter decides what is done with it, and calls the turn
// back as its client, which then sends the activity as it is: the adapter's own copy would lose part of it, has
// addresses in which ids are not escaped, and nothing to return the new id in. An adapter is a few pointers, so every
// turn has its own.
type turn struct {
	client   *Client
	to       chat.Conversation
	activity activity.Activity
	sent     string // the id that Teams gave
	failure  error
}

var _ client.Client = (*turn)(nil)

func (t *turn) send(ctx context.Context) (string, error) {
	echo := func(turn *coreactivity.TurnContext) (schema.Activity, error) { return turn.Activity, nil }
	err := t.adapter().ProactiveMessage(ctx, t.reference(), coreactivity.HandlerFuncs{OnMessageFunc: echo})
	return t.sent, t.outcome("sending an activity", err)
}

func (t *turn) update(ctx context.Context) error {
	replaced := coreactivity.ApplyConversationReference(t.activity.Activity, t.reference(), false)
	return t.outcome("updating an activity", t.adapter().UpdateActivity(ctx, replaced))
}

func (t *turn) delete(ctx context.Context) error {
	return t.outcome("deleting an activity", t.adapter().DeleteActivity(ctx, t.activity.ID, t.reference()))
}

func (t *turn) adapter() core.Adapter { return &core.BotFrameworkAdapter{Client: t} }

func (t *turn) reference() schema.ConversationReference {
	return schema.ConversationReference{
		Bot:          schema.ChannelAccount{ID: t.to.BotID, Name: t.to.BotName},
		Conversation: schema.ConversationAccount{ID: t.to.ID, ConversationType: string(t.to.Kind), TenantID: t.to.TenantID},
		ChannelID:    t.to.ChannelID,
		ServiceURL:   t.to.ServiceURL,
	}
}

// outcome prefers the error of the turn to the adapter's wrapping of it.
func (t *turn) outcome(doing string, err error) error {
	if t.failure != nil {
		err = t.failure
	}
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return nil
}

// Post sends the turn's activity.
func (t *turn) Post(ctx context.Context, _ url.URL, _ schema.Activity) error {
	return t.call(ctx, http.MethodPost, t.activity.ReplyToID)
}

// Put puts the turn's activity in the place of the one with the same id.
func (t *turn) Put(ctx context.Context, _ url.URL, _ schema.Activity) error {
	return t.call(ctx, http.MethodPut, t.activity.ID)
}

// Delete deletes the activity with the id of the turn's.
func (t *turn) Delete(ctx context.Context, _ url.URL) error {
	return t.call(ctx, http.MethodDelete, t.activity.ID)
}

// Get is there for the library's sake, which asks for it and never uses it.
func (t *turn) Get(context.Context, url.URL) (json.RawMessage, error) {
	return nil, errors.ErrUnsupported
}

// call addresses the activity and sends it, to the activity with the id where there is one.
func (t *turn) call(ctx context.Context, method, id string) error {
	q := request{
		method: method, service: t.to.ServiceURL, tenant: t.to.TenantID, conversation: t.to.ID,
		path: []string{t.to.ID, "activities"},
	}
	if id != "" || method != http.MethodPost {
		q.path = append(q.path, id)
	}
	if method != http.MethodDelete {
		a := t.activity
		to := t.reference()
		a.ChannelID, a.ServiceURL, a.Conversation, a.From = to.ChannelID, to.ServiceURL, to.Conversation, to.Bot
		if q.body, t.failure = encode(a); t.failure != nil {
			return t.failure
		}
	}
	t.sent, t.failure = t.client.call(ctx, q)
	return t.failure
}

// cardHere stands for the card while the rest of an activity is written. Nothing that is sent has NUL in it.
const cardHere = `"\u0000card"`

// encode writes an activity as JSON that spells "<" as it is, which saves room. A card is JSON already and goes in as it
// is: encoding/json would read all of it once more.
func encode(a activity.Activity) ([]byte, error) {
	var card []byte
	if len(a.Attachments) == 1 && len(a.Attachments[0].Content) > 0 {
		attachment := a.Attachments[0]
		card, attachment.Content = attachment.Content, json.RawMessage(cardHere)
		a.Attachments = []activity.Attachment{attachment}
	}
	var frame bytes.Buffer
	frame.Grow(1 << 10) // without the card it is hardly more
	encoder := json.NewEncoder(&frame)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(a); err != nil {
		return nil, fmt.Errorf("writing the activity: %w", err)
	}
	data := frame.Bytes()
	if card != nil {
		before, after, _ := bytes.Cut(data, []byte(cardHere))
		data = slices.Concat(before, card, after)
	}
	if len(data) > maxActivity {
		return nil, fmt.Errorf("%w: it has %d bytes, and may have %d; shorten its text or leave something out",
			ErrTooLarge, len(data), maxActivity)
	}
	return data, nil
}
