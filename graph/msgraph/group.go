package msgraph

import (
	"context"
	"fmt"
	"net/url"

	"github.com/microsoftgraph/msgraph-sdk-go/models"

	"deskhand/graph"
)

const mayReadMembers = "GroupMember.Read.All"

// GroupMembers hands out the object ids of the people in the group and in the groups within it, a page at a time. It ends
// with the error of each, or its own.
func (c *Client) GroupMembers(ctx context.Context, id string, each func(ids []string) error) error {
	first := c.url("groups", id, "transitiveMembers") + "?$select=id&$top=999"
	fetch := func(ctx context.Context, link string) (models.DirectoryObjectCollectionResponseable, error) {
		if link == "" {
			link = first
		}
		return get[models.DirectoryObjectCollectionResponseable](ctx, c, link,
			models.CreateDirectoryObjectCollectionResponseFromDiscriminatorValue)
	}
	op := c.people("read members of group", mayReadMembers, id)
	return pages(ctx, c, op, fetch, func(p models.DirectoryObjectCollectionResponseable) error {
		var ids []string
		for _, o := range p.GetValue() {
			if o != nil && isPerson(text(o.GetOdataType())) {
				ids = append(ids, text(o.GetId()))
			}
		}
		return each(ids)
	})
}

// isPerson is true as well for what has no type, as Graph leaves it out where all are of one.
func isPerson(odataType string) bool { return odataType == "" || odataType == "#microsoft.graph.user" }

// GroupChanges is the page of changes to the people who are in the group itself: at the link as it was given before, or
// from the beginning when that is empty. ErrResync: the link is too old, which it is after seven days, or is not for this
// Graph. ErrNotFound: the group was deleted.
func (c *Client) GroupChanges(ctx context.Context, groupID, link string) (graph.MemberChanges, error) {
	op := c.people("read changes of group", mayReadMembers, groupID)
	if link == "" {
		query := url.Values{"$select": {"members"}, "$filter": {"id eq " + quoted(groupID)}}
		link = c.url("groups", "delta") + "?" + query.Encode()
	}
	got, err := follow(ctx, c, op, link, func(ctx context.Context, link string) (models.GroupCollectionResponseable, error) {
		return get[models.GroupCollectionResponseable](ctx, c, link, models.CreateGroupCollectionResponseFromDiscriminatorValue)
	})
	if err != nil {
		return graph.MemberChanges{}, err
	}
	delta, _ := plain(got.GetAdditionalData()["@odata.deltaLink"]).(string)
	changes := graph.MemberChanges{Next: text(got.GetOdataNextLink()), Delta: delta}
	if err := c.checkProgress(op, link, changes.Next, changes.Delta); err != nil {
		return graph.MemberChanges{}, err
	}
	for _, group := range got.GetValue() {
		if group == nil {
			continue
		}
		extra := group.GetAdditionalData()
		if _, gone := extra["@removed"]; gone {
			return graph.MemberChanges{}, c.fail(op, answer{}, fmt.Errorf("the group was deleted: %w", graph.ErrNotFound))
		}
		addMembers(&changes, extra["members@delta"])
	}
	return changes, nil
}

// addMembers notes the members among additionalData, where the SDK keeps what it has no property for.
func addMembers(changes *graph.MemberChanges, members any) {
	list, _ := members.([]any)
	for _, element := range list {
		member, _ := element.(map[string]any)
		id, _ := plain(member["id"]).(string)
		kind, _ := plain(member["@odata.type"]).(string)
		if id == "" || !isPerson(kind) {
			continue
		}
		if _, removed := member["@removed"]; removed {
			changes.Removed = append(changes.Removed, id)
		} else {
			changes.Added = append(changes.Added, id)
		}
	}
}
