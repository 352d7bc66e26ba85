package connector

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/infracloudio/msbotbuilder-go/schema"

	"deskhand/bot/activity"
	"deskhand/internal/chat"
)

// Client calls Teams. It shows its token to the service hosts alone, keeps to the limits that Teams sets, and tries
// again where that is worth it. It is safe for concurrent use.
type Client struct {
	http    *http.Client
	service guard
	tokens  *tokens
	now     func() time.Time
	sleep   func(context.Context, time.Duration) error

	conversations *pacer
	tenants       *pacer // nil: no limit
}

// NewClient returns a client that proves with the credential to be the bot. Without a credential it is in no-auth
// mode: it shows no token, and calls nothing but this machine.
func NewClient(cfg Config, credential azcore.TokenCredential, options Options) (*Client, error) {
	cfg, options = cfg.withDefaults(), options.withDefaults()
	if (credential == nil) != (cfg.AppID == "") {
		return nil, errors.New("a bot with an app id needs a credential, and no-auth mode has neither: set both or none")
	}
	c := &Client{
		http:          options.HTTP,
		service:       allowLoopback,
		now:           options.Now,
		sleep:         options.Sleep,
		conversations: newPacer(conversationLimits, options),
	}
	if cfg.MaxPerSecond > 0 {
		c.tenants = newPacer([]limit{{cfg.MaxPerSecond, time.Second}}, options)
	}
	if credential != nil {
		c.tokens = &tokens{credential: credential, scope: cfg.Scope, now: options.Now}
		var err error
		if c.service, err = allowHosts(cfg.ServiceHosts); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// Send delivers an activity and returns the id that Teams gave it. With a ReplyToID it is an answer to that activity.
// The conversation's id is used whole, so that what is sent to a thread of a channel lands in it.
//
// It may take as long as the context lets it: to keep to the limits, and to try again. A message is not sent again when
// the connection broke behind it, since it may have arrived.
func (c *Client) Send(ctx context.Context, to chat.Conversation, a activity.Activity) (string, error) {
	t := &turn{client: c, to: to, activity: a}
	return t.send(ctx)
}

// Update replaces an activity that the bot has sent.
func (c *Client) Update(ctx context.Context, to chat.Conversation, id string, a activity.Activity) error {
	a.ID = id
	t := &turn{client: c, to: to, activity: a}
	return t.update(ctx)
}

// Delete removes an activity that the bot has sent.
func (c *Client) Delete(ctx context.Context, to chat.Conversation, id string) error {
	t := &turn{client: c, to: to, activity: activity.Activity{Activity: schema.Activity{ID: id}}}
	return t.delete(ctx)
}

// CreateConversation opens the personal chat with a person, or finds it. Known is a conversation in the same tenant,
// and personID is the person's id in the directory or in Teams.
func (c *Client) CreateConversation(
	ctx context.Context, known chat.Conversation, personID string,
) (chat.Conversation, error) {
	type tenant struct {
		ID string `json:"id"`
	}
	wanted := struct {
		Bot         schema.ChannelAccount   `json:"bot"`
		Members     []schema.ChannelAccount `json:"members"`
		TenantID    string                  `json:"tenantId"`
		ChannelData struct {
			Tenant tenant `json:"tenant"`
		} `json:"channelData"`
	}{
		Bot:      schema.ChannelAccount{ID: known.BotID, Name: known.BotName},
		Members:  []schema.ChannelAccount{{ID: personID}},
		TenantID: known.TenantID,
	}
	wanted.ChannelData.Tenant.ID = known.TenantID
	body, err := json.Marshal(wanted)
	if err != nil {
		return chat.Conversation{}, fmt.Errorf("opening a personal chat: %w", err)
	}
	id, err := c.call(ctx, request{method: http.MethodPost, service: known.ServiceURL, tenant: known.TenantID, body: body})
	if err != nil {
		return chat.Conversation{}, fmt.Errorf("opening a personal chat: %w", err)
	}
	if id == "" {
		return chat.Conversation{}, errors.New("opening a personal chat: Teams gave it no id")
	}
	opened := known
	opened.ID, opened.Kind, opened.PersonID = id, chat.Personal, personID
	return opened, nil
}
