package msgraph

import (
	"context"
	"strings"

	"github.com/microsoftgraph/msgraph-sdk-go/models"
	"github.com/microsoftgraph/msgraph-sdk-go/sites"

	"deskhand/graph"
)

// What lists need. Sites.Selected with a grant to the one site is the least of them.
const (
	mayReadList  = "Sites.Selected with a read grant to the site, or Sites.Read.All"
	mayWriteList = "Sites.Selected with a write grant to the site, or Sites.ReadWrite.All"
	mayOwnList   = "Sites.Selected with an owner grant to the site, or Sites.Manage.All"
)

// SharePoint counts a read as one unit, and a write as two.
func (c *Client) reading(name string, ids ...string) operation {
	return operation{name: name, service: c.sharePoint, units: 1, permission: mayReadList, safe: true, ids: ids}
}

func (c *Client) writing(name string, ids ...string) operation {
	return operation{name: name, service: c.sharePoint, units: 2, permission: mayWriteList, ids: ids}
}

func (c *Client) sites() *sites.SitesRequestBuilder {
	return sites.NewSitesRequestBuilderInternal(map[string]string{}, c.adapter)
}

// Site is the site with the id, or at a place such as contoso.sharepoint.com:/sites/helpdesk.
func (c *Client) Site(ctx context.Context, id string) (graph.Site, error) {
	builder := c.sites().BySiteId(id)
	if strings.Contains(id, ":/") { // the builder would escape what makes it a place
		builder = builder.WithUrl(c.base.String() + "/sites/" + id)
	}
	got, err := ask(ctx, c, c.reading("read site", id), func(ctx context.Context) (models.Siteable, error) {
		return builder.Get(ctx, nil)
	})
	if err != nil {
		return graph.Site{}, err
	}
	return graph.Site{ID: text(got.GetId()), Name: text(got.GetDisplayName()), WebURL: text(got.GetWebUrl())}, nil
}

// Lists are the lists of a site that people see.
func (c *Client) Lists(ctx context.Context, site string) ([]graph.List, error) {
	var lists []graph.List
	err := c.eachList(ctx, site, nil, func(l models.Listable) { lists = append(lists, listOf(l)) })
	return lists, err
}

// eachList goes through the lists of a site; those of the system are among them when their facet is selected.
func (c *Client) eachList(ctx context.Context, site string, properties []string, each func(models.Listable)) error {
	builder := c.sites().BySiteId(site).Lists()
	first := &sites.ItemListsRequestBuilderGetRequestConfiguration{
		QueryParameters: &sites.ItemListsRequestBuilderGetQueryParameters{Select: properties},
	}
	get := func(ctx context.Context, link string) (models.ListCollectionResponseable, error) {
		if link != "" {
			return builder.WithUrl(link).Get(ctx, nil)
		}
		return builder.Get(ctx, first)
	}
	return pages(ctx, c, c.reading("read lists of site", site), get, func(p models.ListCollectionResponseable) error {
		for _, l := range p.GetValue() {
			if l != nil {
				each(l)
			}
		}
		return nil
	})
}

// List is the list, which may be named by its id or its title.
func (c *Client) List(ctx context.Context, ref graph.ListRef) (graph.List, error) {
	got, err := ask(ctx, c, c.reading("read list", ref.Site, ref.List), func(ctx context.Context) (models.Listable, error) {
		return c.sites().BySiteId(ref.Site).Lists().ByListId(ref.List).Get(ctx, nil)
	})
	if err != nil {
		return graph.List{}, err
	}
	return listOf(got), nil
}

// CreateList makes a list with these columns besides the title, all at once: an index is free while the list is empty.
// ErrExists: there is a list with that name.
func (c *Client) CreateList(ctx context.Context, site, name, description string, columns []graph.Column) (graph.List, error) {
	list := models.NewList()
	list.SetDisplayName(&name)
	if description != "" {
		list.SetDescription(&description)
	}
	template := "genericList"
	info := models.NewListInfo()
	info.SetTemplate(&template)
	list.SetList(info)
	definitions := make([]models.ColumnDefinitionable, len(columns))
	for i, column := range columns {
		definitions[i] = definitionOf(column)
	}
	list.SetColumns(definitions)

	op := c.writing("create list", site)
	op.permission = mayOwnList
	got, err := ask(ctx, c, op, func(ctx context.Context) (models.Listable, error) {
		return c.sites().BySiteId(site).Lists().Post(ctx, list, nil)
	})
	if err != nil {
		return graph.List{}, err
	}
	return listOf(got), nil
}

func listOf(l models.Listable) graph.List {
	name := text(l.GetDisplayName())
	if name == "" {
		name = text(l.GetName())
	}
	return graph.List{ID: text(l.GetId()), Name: name, WebURL: text(l.GetWebUrl())}
}
