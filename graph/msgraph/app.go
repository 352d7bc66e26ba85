package msgraph

import (
	"context"
	"errors"
	"fmt"

	"github.com/microsoftgraph/msgraph-sdk-go/appcatalogs"
	"github.com/microsoftgraph/msgraph-sdk-go/models"

	"deskhand/graph"
)

const mayInstall = "TeamsAppInstallation.ReadWriteSelfForUser.All"

// forApps is what the pace of installing is counted for: all people together are like one team.
const forApps = ""

func (c *Client) installing(name string, ids ...string) operation {
	return operation{name: name, service: c.team(forApps), permission: mayInstall, safe: true, ids: ids}
}

// TeamsApp is the id in the organisation's catalogue of the app whose manifest has that id. ErrNotFound: it was not uploaded.
func (c *Client) TeamsApp(ctx context.Context, externalID string) (catalogID string, err error) {
	filter := "externalId eq " + quoted(externalID)
	config := &appcatalogs.TeamsAppsRequestBuilderGetRequestConfiguration{
		QueryParameters: &appcatalogs.TeamsAppsRequestBuilderGetQueryParameters{Filter: &filter},
	}
	op := c.installing("find app in the catalogue", externalID)
	op.permission = "AppCatalog.Read.All"
	got, err := ask(ctx, c, op, func(ctx context.Context) (models.TeamsAppCollectionResponseable, error) {
		return appcatalogs.NewAppCatalogsRequestBuilderInternal(map[string]string{}, c.adapter).TeamsApps().Get(ctx, config)
	})
	if err != nil {
		return "", err
	}
	for _, app := range got.GetValue() {
		if app != nil && text(app.GetExternalId()) == externalID {
			return text(app.GetId()), nil
		}
	}
	return "", c.fail(op, answer{}, fmt.Errorf("the app is not in the catalogue of Teams; upload its package: %w", graph.ErrNotFound))
}

// InstallApp installs the app of the catalogue for the person. That it is there already is fine, so that it may be tried
// again after any fault.
func (c *Client) InstallApp(ctx context.Context, userID, catalogID string) error {
	installation := models.NewUserScopeTeamsAppInstallation()
	installation.SetAdditionalData(map[string]any{"teamsApp@odata.bind": c.url("appCatalogs", "teamsApps", catalogID)})
	err := c.call(ctx, c.installing("install app for a person", userID, catalogID), func(ctx context.Context) error {
		_, err := c.users().ByUserId(userID).Teamwork().InstalledApps().Post(ctx, installation, nil)
		return err
	})
	if errors.Is(err, graph.ErrExists) {
		return nil
	}
	return err
}
