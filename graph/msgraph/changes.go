package msgraph

import (
	"context"
	"errors"

	"github.com/microsoftgraph/msgraph-sdk-go/sites"

	"deskhand/graph"
)

// ItemChanges is the page of changes at the link: a Next or Delta as it was given before, "" for everything from the
// beginning, or graph.Latest for no changes but the link to those from now on. ErrResync: the link is too old, or is not for
// this Graph; begin again with "".
func (c *Client) ItemChanges(ctx context.Context, ref graph.ListRef, link string) (graph.Changes, error) {
	delta := c.url("sites", ref.Site, "lists", ref.List, "items", "delta")
	switch link {
	case "":
		link = delta + "?$expand=fields"
	case graph.Latest:
		link = delta + "?$expand=fields&token=latest"
	}
	op := c.reading("read changes of list", ref.Site, ref.List)
	got, err := follow(ctx, c, op, link, func(ctx context.Context, link string) (sites.ItemListsItemItemsDeltaGetResponseable, error) {
		return c.items(ref).Delta().WithUrl(link).GetAsDeltaGetResponse(ctx, nil)
	})
	if err != nil {
		return graph.Changes{}, err
	}
	changes := graph.Changes{Next: text(got.GetOdataNextLink()), Delta: text(got.GetOdataDeltaLink())}
	if err := c.checkProgress(op, link, changes.Next, changes.Delta); err != nil {
		return graph.Changes{}, err
	}
	for _, item := range got.GetValue() {
		if item != nil {
			changes.Items = append(changes.Items, itemOf(item))
		}
	}
	return changes, nil
}

// checkProgress makes sure that there is a way on from a page of changes.
func (c *Client) checkProgress(op operation, link, next, delta string) error {
	switch {
	case next == "" && delta == "":
		return c.fail(op, answer{}, errors.New("the answer has neither a link to the next page nor one to what will change"))
	case next == link:
		return c.fail(op, answer{}, errCircle)
	}
	return nil
}
