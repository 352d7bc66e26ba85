package msgraph

import (
	"context"
	"net/url"
	"strings"
)

// url is an address in Graph.
func (c *Client) url(segments ...string) string {
	for i, segment := range segments {
		segments[i] = url.PathEscape(segment)
	}
	return c.base.String() + "/" + strings.Join(segments, "/")
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

// follow reads the page at the link, which came from Graph or from whoever kept it. That it leads to Graph and nowhere else
// is for the tokens to see, as with every request.
func follow[P comparable](
	ctx context.Context, c *Client, op operation, link string, get func(ctx context.Context, link string) (P, error),
) (P, error) {
	return ask(ctx, c, op, func(ctx context.Context) (P, error) { return get(ctx, link) })
}
