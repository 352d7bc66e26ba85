package msgraph

import (
	"context"
	"slices"

	"github.com/microsoftgraph/msgraph-sdk-go/communications"
	"github.com/microsoftgraph/msgraph-sdk-go/directoryroles"
	"github.com/microsoftgraph/msgraph-sdk-go/models"

	"deskhand/graph"
)

// presencesAtOnce is how many people Graph tells about in one answer.
const presencesAtOnce = 650

// Presences tells who of these can be reached. Graph leaves out those whom it doesn't know.
func (c *Client) Presences(ctx context.Context, ids []string) ([]graph.Presence, error) {
	var presences []graph.Presence
	for chunk := range slices.Chunk(ids, presencesAtOnce) {
		body := communications.NewGetPresencesByUserIdPostRequestBody()
		body.SetIds(chunk)
		op := c.people("read presences", "Presence.Read.All") // a POST that only reads
		got, err := ask(ctx, c, op, func(ctx context.Context) (communications.GetPresencesByUserIdPostResponseable, error) {
			builder := communications.NewCommunicationsRequestBuilderInternal(map[string]string{}, c.adapter)
			return builder.GetPresencesByUserId().PostAsGetPresencesByUserIdPostResponse(ctx, body, nil)
		})
		if err != nil {
			return presences, err
		}
		for _, p := range got.GetValue() {
			if p != nil {
				presences = append(presences, graph.Presence{
					UserID: text(p.GetId()), Availability: text(p.GetAvailability()), Activity: text(p.GetActivity()),
				})
			}
		}
	}
	return presences, nil
}

// globalAdministrator is the same in every tenant.
// https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference#global-administrator
const globalAdministrator = "62e90394-69f5-4237-9190-012177145e10"

// GlobalAdministrators are the people who have the role now. Those who would have to activate it are not among them.
// Department and whether the account is enabled are not told.
func (c *Client) GlobalAdministrators(ctx context.Context) ([]graph.User, error) {
	const permission = "RoleManagement.Read.Directory"
	filter := "roleTemplateId eq " + quoted(globalAdministrator)
	config := &directoryroles.DirectoryRolesRequestBuilderGetRequestConfiguration{
		QueryParameters: &directoryroles.DirectoryRolesRequestBuilderGetQueryParameters{Filter: &filter},
	}
	op := c.people("find global administrators", permission)
	roles, err := ask(ctx, c, op, func(ctx context.Context) (models.DirectoryRoleCollectionResponseable, error) {
		return c.directoryRoles().Get(ctx, config)
	})
	if err != nil {
		return nil, err
	}
	var administrators []graph.User
	for _, role := range roles.GetValue() {
		if role == nil || text(role.GetRoleTemplateId()) != globalAdministrator {
			continue
		}
		members, err := c.roleMembers(ctx, c.people("read global administrators", permission, text(role.GetId())), text(role.GetId()))
		if err != nil {
			return nil, err
		}
		administrators = append(administrators, members...)
	}
	return administrators, nil
}

func (c *Client) directoryRoles() *directoryroles.DirectoryRolesRequestBuilder {
	return directoryroles.NewDirectoryRolesRequestBuilderInternal(map[string]string{}, c.adapter)
}

func (c *Client) roleMembers(ctx context.Context, op operation, role string) ([]graph.User, error) {
	get := func(ctx context.Context, link string) (models.DirectoryObjectCollectionResponseable, error) {
		builder := c.directoryRoles().ByDirectoryRoleId(role).Members()
		if link != "" {
			return builder.WithUrl(link).Get(ctx, nil)
		}
		return builder.Get(ctx, nil)
	}
	var people []graph.User
	err := pages(ctx, c, op, get, func(p models.DirectoryObjectCollectionResponseable) error {
		for _, o := range p.GetValue() {
			if o != nil && isPerson(text(o.GetOdataType())) {
				people = append(people, personOf(o))
			}
		}
		return nil
	})
	return people, err
}
