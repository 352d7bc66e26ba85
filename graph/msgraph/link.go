package msgraph

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"deskhand/graph"
)

// url is an address in Graph.
func (c *Client) url(segments ...string) string {
	for i, segment := range segments {
		segments[i] = url.PathEscape(segment)
	}
	return c.base.String() + "/" + strings.Join(segments, "/")
}

// checkLink refuses to follow a link that leads anywhere but to Graph: the token would go there as well.
func (c *Client) checkLink(link string) error {
	target, err := url.Parse(link)
	if err != nil {
		return fmt.Errorf("the link to the next page can't be read (%w): %w", err, graph.ErrResync)
	}
	if !sameOrigin(c.base, target) {
		return fmt.Errorf("the link to the next page leads to %s://%s instead of %s: %w",
			target.Scheme, target.Host, c.base.Host, graph.ErrResync)
	}
	return nil
}

// page is one of several that an answer comes in.
type page interface {
	comparable
	GetOdataNextLink() *string
}

// pages reads one page after the other. get asks for the first one when the link is empty. The SDK's own iterator panics
// when an element is null. A page may be empty and yet not be the last.
func pages[P page](
	ctx context.Context, c *Client, op operation, get func(ctx context.Context, link string) (P, error), each func(P) error,
) error {
	link := ""
	for {
		got, err := follow(ctx, c, op, link, get)
		if err != nil {
			return err
		}
		if err := each(got); err != nil {
			return err
		}
		next := text(got.GetOdataNextLink())
		if next == "" {
			return nil
		}
		if next == link {
			return c.fail(op, answer{}, errCircle)
		}
		link = next
	}
}

// follow reads the page at the link, which came from Graph or from whoever kept it.
func follow[P comparable](
	ctx context.Context, c *Client, op operation, link string, get func(ctx context.Context, link string) (P, error),
) (P, error) {
	if link != "" {
		if err := c.checkLink(link); err != nil {
			var nothing P
			return nothing, c.fail(op, answer{}, err)
		}
	}
	return ask(ctx, c, op, func(ctx context.Context) (P, error) { return get(ctx, link) })
}
