package sharepoint

import (
	"context"
	"net/http"
	"net/url"

	"deskhand/graph"
)

// rows is how many items a view shows on a page.
const rows = 100

// shown is a view as SharePoint answers with it.
type shown struct {
	Title             string
	ServerRelativeURL string `json:"ServerRelativeUrl"` // not encoded
}

// Views are the views of a list, by title and address.
func (c *Client) Views(ctx context.Context, site graph.Site, list graph.List) (views []graph.View, err error) {
	const operation = "read the views of the list"
	at, err := c.locate(site, list)
	if err != nil {
		return nil, unanswered(operation, err)
	}
	err = c.repeat(ctx, func() (failed *graph.Error) {
		views, failed = c.look(ctx, at, operation)
		return failed
	})
	return views, err
}

// EnsureView makes a view that everybody sees, and answers with its address. One that has the title, in whatever letters,
// stays as it is, and is the answer. SharePoint makes a second view of the same title without a word, so each try looks
// first. That lets it be repeated after any fault.
func (c *Client) EnsureView(ctx context.Context, site graph.Site, list graph.List, view graph.View) (made graph.View, err error) {
	const operation = "make a view of the list"
	at, err := c.locate(site, list)
	if err != nil {
		return graph.View{}, unanswered(operation, err)
	}
	err = c.repeat(ctx, func() *graph.Error {
		there, failed := c.look(ctx, at, operation)
		if failed != nil {
			return failed
		}
		if found, ok := graph.FindView(there, view.Title); ok {
			made = found
			return nil
		}
		var got shown
		failed = c.send(ctx, request{operation, http.MethodPost, at.list + "/views/add", creation(view)}, &got)
		made = at.view(got)
		return failed
	})
	return made, err
}

// look reads the views once.
func (c *Client) look(ctx context.Context, at place, operation string) ([]graph.View, *graph.Error) {
	var answer struct{ Value []shown }
	address := at.list + "/views?$select=Title,ServerRelativeUrl"
	if failed := c.send(ctx, request{operation, http.MethodGet, address, nil}, &answer); failed != nil {
		return nil, failed
	}
	views := make([]graph.View, len(answer.Value))
	for i, one := range answer.Value {
		views[i] = at.view(one)
	}
	return views, nil
}

func (p place) view(one shown) graph.View {
	path := url.URL{Path: one.ServerRelativeURL}
	return graph.View{Title: one.Title, WebURL: p.origin + path.EscapedPath()}
}

// creation is what a view is made of: SP.ViewCreationInformation. Columns are given with the rest, so that no view can be
// left half made.
func creation(view graph.View) any {
	type results struct {
		Results []string `json:"results"`
	}
	type parameters struct {
		Title            string
		Query            string
		ViewFields       results
		PersonalView     bool
		SetAsDefaultView bool
		Paged            bool
		RowLimit         int
	}
	return struct {
		Parameters parameters `json:"parameters"`
	}{parameters{
		Title: view.Title, Query: query(view), ViewFields: results{view.Columns}, Paged: true, RowLimit: rows,
	}}
}
