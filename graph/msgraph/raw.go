package msgraph

import (
	"context"
	"fmt"
	"net/url"

	abstractions "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoft/kiota-abstractions-go/serialization"
	"github.com/microsoftgraph/msgraph-sdk-go/models/odataerrors"

	"deskhand/graph"
)

// What no builder is compiled for is sent by the adapter itself, with the SDK's models: groups, whose package is the
// largest of all, for two calls, and the audit log, which the SDK does not have.

func get[M serialization.Parsable](ctx context.Context, c *Client, address string, kind serialization.ParsableFactory) (M, error) {
	return send[M](ctx, c, abstractions.GET, address, nil, kind)
}

func post[M serialization.Parsable](
	ctx context.Context, c *Client, address string, body serialization.Parsable, kind serialization.ParsableFactory,
) (M, error) {
	return send[M](ctx, c, abstractions.POST, address, body, kind)
}

func send[M serialization.Parsable](
	ctx context.Context, c *Client, method abstractions.HttpMethod, address string, body serialization.Parsable,
	kind serialization.ParsableFactory,
) (M, error) {
	var nothing M
	target, err := url.Parse(address)
	if err != nil {
		return nothing, fmt.Errorf("the link can't be read (%w): %w", err, graph.ErrResync)
	}
	request := abstractions.NewRequestInformation()
	request.Method = method
	request.SetUri(*target)
	request.Headers.Add("Accept", "application/json")
	if body != nil {
		if err := request.SetContentFromParsable(ctx, c.adapter, "application/json", body); err != nil {
			return nothing, fmt.Errorf("writing a request to Graph: %w", err)
		}
	}
	got, err := c.adapter.Send(ctx, request, kind, abstractions.ErrorMappings{
		"XXX": odataerrors.CreateODataErrorFromDiscriminatorValue,
	})
	if err != nil || got == nil {
		return nothing, err
	}
	model, ok := got.(M)
	if !ok {
		return nothing, fmt.Errorf("the answer is a %T", got)
	}
	return model, nil
}
