package msgraph

import (
	"context"
	"errors"
	"strings"

	abstractions "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoftgraph/msgraph-sdk-go/models"

	"deskhand/graph"
)

// SiteUser is the id by which a person column of the site knows the user. ErrNotFound: the site has never seen the user, who
// has to open it once or be let in.
func (c *Client) SiteUser(ctx context.Context, site string, user graph.User) (lookupID string, err error) {
	ref, err := c.userList(ctx, site)
	if err != nil {
		return "", err
	}
	op := c.reading("find user of site", site, user.Principal+user.Mail)
	for _, by := range []struct{ column, value string }{{"UserName", user.Principal}, {"EMail", user.Mail}} {
		if by.value == "" {
			continue
		}
		items, err := c.findItems(ctx, op, ref, "fields/"+by.column+" eq "+quoted(by.value), unindexed())
		if err != nil {
			return "", err
		}
		for _, item := range items {
			if strings.EqualFold(item.Fields.Text(by.column), by.value) {
				return item.ID, nil
			}
		}
	}
	return "", c.fail(op, answer{}, errUnseen)
}

// SiteUserByID is who the site knows by the id that a person column holds: Name, Mail and Principal, no object id.
func (c *Client) SiteUserByID(ctx context.Context, site, lookupID string) (graph.User, error) {
	ref, err := c.userList(ctx, site)
	if err != nil {
		return graph.User{}, err
	}
	item, err := c.Item(ctx, ref, lookupID)
	if err != nil {
		return graph.User{}, err
	}
	return graph.User{
		Name: item.Fields.Text("Title"), Mail: item.Fields.Text("EMail"), Principal: item.Fields.Text("UserName"),
	}, nil
}

// userList is the hidden list of those whom a site has seen. Its title is in the language of the site, so that it has to be
// looked for where the English one is not found.
func (c *Client) userList(ctx context.Context, site string) (graph.ListRef, error) {
	c.mu.Lock()
	id, known := c.userLists[site]
	c.mu.Unlock()
	if known {
		return graph.ListRef{Site: site, List: id}, nil
	}
	list, err := c.List(ctx, graph.ListRef{Site: site, List: "User Information List"})
	if errors.Is(err, graph.ErrNotFound) {
		list = graph.List{}
		// The facet "system" is what brings hidden lists into the answer.
		err = c.eachList(ctx, site, []string{"id", "name", "displayName", "webUrl", "list", "system"}, func(l models.Listable) {
			if info := l.GetList(); info != nil && text(info.GetTemplate()) == "userInformation" ||
				strings.HasSuffix(text(l.GetWebUrl()), "/_catalogs/users") {
				list = listOf(l)
			}
		})
		if err == nil && list.ID == "" {
			err = c.fail(c.reading("find list of the site's users", site), answer{}, errUnseen)
		}
	}
	if err != nil {
		return graph.ListRef{}, err
	}
	c.mu.Lock()
	c.userLists[site] = list.ID
	c.mu.Unlock()
	return graph.ListRef{Site: site, List: list.ID}, nil
}

// unindexed allows a filter on columns without an index, which those of the list of users are. Microsoft's warning in its name
// is for lists of more than 5,000 items.
func unindexed() *abstractions.RequestHeaders {
	headers := abstractions.NewRequestHeaders()
	headers.Add("Prefer", "HonorNonIndexedQueriesWarningMayFailRandomly")
	return headers
}
