package msgraph

import (
	"context"

	"github.com/microsoftgraph/msgraph-sdk-go/models"

	"deskhand/graph"
)

// SitePermissions are the grants to applications on the site. Reading them takes more than most installations give, so that
// ErrForbidden says nothing about the grants themselves.
func (c *Client) SitePermissions(ctx context.Context, site string) ([]graph.SiteGrant, error) {
	op := c.reading("read grants on site", site)
	op.permission = "Sites.FullControl.All"
	get := func(ctx context.Context, link string) (models.PermissionCollectionResponseable, error) {
		if link != "" {
			return c.sites().BySiteId(site).Permissions().WithUrl(link).Get(ctx, nil)
		}
		return c.sites().BySiteId(site).Permissions().Get(ctx, nil)
	}
	var grants []graph.SiteGrant
	err := pages(ctx, c, op, get, func(p models.PermissionCollectionResponseable) error {
		for _, permission := range p.GetValue() {
			if permission != nil {
				grants = append(grants, grantsOf(permission)...)
			}
		}
		return nil
	})
	return grants, err
}

// grantsOf are the applications of one permission, which are in either of two properties, by its age.
func grantsOf(p models.Permissionable) (grants []graph.SiteGrant) {
	add := func(identity models.IdentitySetable) {
		if app := identity.GetApplication(); app != nil {
			grants = append(grants, graph.SiteGrant{App: text(app.GetId()), Roles: p.GetRoles()})
		}
	}
	for _, identity := range p.GetGrantedToIdentitiesV2() {
		if identity != nil {
			add(identity)
		}
	}
	if len(grants) > 0 {
		return grants
	}
	for _, identity := range p.GetGrantedToIdentities() {
		if identity != nil {
			add(identity)
		}
	}
	return grants
}
