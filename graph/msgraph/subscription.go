package msgraph

import (
	"context"
	"time"

	"github.com/microsoftgraph/msgraph-sdk-go/models"
	"github.com/microsoftgraph/msgraph-sdk-go/subscriptions"

	"deskhand/graph"
)

const maySubscribe = "Sites.ReadWrite.All"

func (c *Client) subscriptions() *subscriptions.SubscriptionsRequestBuilder {
	return subscriptions.NewSubscriptionsRequestBuilderInternal(map[string]string{}, c.adapter)
}

func (c *Client) subscribing(name string, ids ...string) operation {
	return operation{name: name, service: c.directory, permission: maySubscribe, ids: ids}
}

// Subscribe asks Graph to call when the resource is updated, which is the only change that lists tell of. Graph first calls
// with a validation token, and has to be answered within 10 seconds. The answer tells until when it holds; at most 42,300
// minutes.
func (c *Client) Subscribe(ctx context.Context, wanted graph.Subscription) (graph.Subscription, error) {
	updated, tls := "updated", "v1_2"
	request := models.NewSubscription()
	request.SetChangeType(&updated)
	request.SetResource(&wanted.Resource)
	request.SetNotificationUrl(&wanted.URL)
	request.SetClientState(&wanted.ClientState)
	request.SetLatestSupportedTlsVersion(&tls)
	expires := wanted.ExpiresAt.UTC()
	request.SetExpirationDateTime(&expires)
	op := c.subscribing("subscribe to changes", wanted.Resource, wanted.URL)
	got, err := ask(ctx, c, op, func(ctx context.Context) (models.Subscriptionable, error) {
		return c.subscriptions().Post(ctx, request, nil)
	})
	if err != nil {
		return graph.Subscription{}, err
	}
	made := subscriptionOf(got)
	made.ClientState = wanted.ClientState // Graph doesn't repeat it to everybody
	return made, nil
}

// Renew makes the subscription hold until then. ErrNotFound: it has ended; subscribe again.
func (c *Client) Renew(ctx context.Context, id string, until time.Time) error {
	change := models.NewSubscription()
	until = until.UTC()
	change.SetExpirationDateTime(&until)
	op := c.subscribing("renew subscription", id)
	op.safe = true
	return c.call(ctx, op, func(ctx context.Context) error {
		_, err := c.subscriptions().BySubscriptionId(id).Patch(ctx, change, nil)
		return err
	})
}

// Unsubscribe ends the subscription. ErrNotFound: it has ended already.
func (c *Client) Unsubscribe(ctx context.Context, id string) error {
	op := c.subscribing("end subscription", id)
	op.safe = true
	return c.call(ctx, op, func(ctx context.Context) error {
		return c.subscriptions().BySubscriptionId(id).Delete(ctx, nil)
	})
}

func subscriptionOf(s models.Subscriptionable) graph.Subscription {
	return graph.Subscription{
		ID: text(s.GetId()), Resource: text(s.GetResource()), URL: text(s.GetNotificationUrl()),
		ClientState: text(s.GetClientState()), ExpiresAt: moment(s.GetExpirationDateTime()),
	}
}
