package msgraph

import (
	"context"

	abstractions "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoftgraph/msgraph-sdk-go/models"
	"github.com/microsoftgraph/msgraph-sdk-go/sites"

	"deskhand/graph"
)

func (c *Client) items(ref graph.ListRef) *sites.ItemListsItemItemsRequestBuilder {
	return c.sites().BySiteId(ref.Site).Lists().ByListId(ref.List).Items()
}

// FindItems are the items that have the value in the column, which has to be indexed: in a list of more than 5,000 items
// SharePoint refuses to look through any other.
func (c *Client) FindItems(ctx context.Context, ref graph.ListRef, column, value string) ([]graph.Item, error) {
	op := c.reading("find items by "+column, ref.Site, ref.List, column)
	return c.findItems(ctx, op, ref, "fields/"+column+" eq "+quoted(value), nil)
}

func (c *Client) findItems(
	ctx context.Context, op operation, ref graph.ListRef, filter string, headers *abstractions.RequestHeaders,
) ([]graph.Item, error) {
	first := &sites.ItemListsItemItemsRequestBuilderGetRequestConfiguration{
		Headers: headers,
		QueryParameters: &sites.ItemListsItemItemsRequestBuilderGetQueryParameters{
			Expand: []string{"fields"}, Filter: &filter,
		},
	}
	get := func(ctx context.Context, link string) (models.ListItemCollectionResponseable, error) {
		if link != "" {
			return c.items(ref).WithUrl(link).Get(ctx, nil)
		}
		return c.items(ref).Get(ctx, first)
	}
	var items []graph.Item
	err := pages(ctx, c, op, get, func(p models.ListItemCollectionResponseable) error {
		for _, item := range p.GetValue() {
			if item != nil {
				items = append(items, itemOf(item))
			}
		}
		return nil
	})
	return items, err
}

// Item is one item with its fields. ErrNotFound: it was deleted, or never was.
func (c *Client) Item(ctx context.Context, ref graph.ListRef, id string) (graph.Item, error) {
	withFields := &sites.ItemListsItemItemsListItemItemRequestBuilderGetRequestConfiguration{
		QueryParameters: &sites.ItemListsItemItemsListItemItemRequestBuilderGetQueryParameters{Expand: []string{"fields"}},
	}
	op := c.reading("read list item", ref.Site, ref.List, id)
	got, err := ask(ctx, c, op, func(ctx context.Context) (models.ListItemable, error) {
		return c.items(ref).ByListItemId(id).Get(ctx, withFields)
	})
	if err != nil {
		return graph.Item{}, err
	}
	return itemOf(got), nil
}

// CreateItem adds an item. ErrExists: a value in a unique column is there already. After ErrUnavailable the item may be
// there or not: look for it before another try.
func (c *Client) CreateItem(ctx context.Context, ref graph.ListRef, fields graph.Fields) (graph.Item, error) {
	item := models.NewListItem()
	item.SetFields(valuesOf(fields))
	op := c.writing("create list item", ref.Site, ref.List)
	got, err := ask(ctx, c, op, func(ctx context.Context) (models.ListItemable, error) {
		return c.items(ref).Post(ctx, item, nil)
	})
	if err != nil {
		return graph.Item{}, err
	}
	return itemOf(got), nil
}

// UpdateItem changes these fields and leaves the others; nil clears one. ErrChanged: the item has another ETag by now. That
// may be from this very call, when its first answer was lost. The new ETag is not in the answer: read the item again.
// Without an ETag the last one to write wins.
func (c *Client) UpdateItem(ctx context.Context, ref graph.ListRef, id, etag string, fields graph.Fields) error {
	op := c.writing("update list item", ref.Site, ref.List, id)
	op.safe = etag != ""
	config := &sites.ItemListsItemItemsItemFieldsRequestBuilderPatchRequestConfiguration{Headers: ifMatch(etag)}
	return c.call(ctx, op, func(ctx context.Context) error {
		_, err := c.items(ref).ByListItemId(id).Fields().Patch(ctx, valuesOf(fields), config)
		return err
	})
}

func ifMatch(etag string) *abstractions.RequestHeaders {
	headers := abstractions.NewRequestHeaders()
	if etag != "" {
		headers.Add("If-Match", etag)
	}
	return headers
}

func valuesOf(fields graph.Fields) *models.FieldValueSet {
	values := models.NewFieldValueSet()
	values.SetAdditionalData(fields)
	return values
}

func itemOf(i models.ListItemable) graph.Item {
	item := graph.Item{
		ID: text(i.GetId()), ETag: text(i.GetETag()), WebURL: text(i.GetWebUrl()), ModifiedAt: moment(i.GetLastModifiedDateTime()),
	}
	extra := i.GetAdditionalData()
	_, item.Deleted = extra["deleted"]
	if etag, ok := plain(extra["@odata.etag"]).(string); ok && item.ETag == "" {
		item.ETag = etag
	}
	if fields := i.GetFields(); fields != nil {
		item.Fields = fieldsOf(fields.GetAdditionalData())
	}
	if by := i.GetLastModifiedBy(); by != nil {
		item.ModifiedBy = identityOf(by)
	}
	return item
}

func identityOf(set models.IdentitySetable) graph.Identity {
	if user := set.GetUser(); user != nil {
		return graph.Identity{ID: text(user.GetId()), Name: text(user.GetDisplayName())}
	}
	if app := set.GetApplication(); app != nil {
		return graph.Identity{App: text(app.GetId()), Name: text(app.GetDisplayName())}
	}
	return graph.Identity{}
}
