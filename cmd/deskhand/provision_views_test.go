package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph/graphtest"
	"deskhand/graph/msgraph"
	"deskhand/graph/sharepoint"
	"deskhand/graph/ticketlist"
	"deskhand/internal/identity"
)

// provisioned runs deskhand provision as somebody who signed in with a certificate, on a site with a role there.
func provisioned(t *testing.T, grant string, prepare func(fake *graphtest.Server, site string)) (fake *graphtest.Server, run func(provisionCmd) string) {
	t.Helper()
	fake, _, c, trusting := office(t, "Sites.Selected")
	pem, err := graphtest.ClientCertificate()
	require.NoError(t, err)
	c.Bot.ClientSecret, c.Graph.CertificateFile = "", filepath.Join(t.TempDir(), "deskhand.pem")
	require.NoError(t, os.WriteFile(c.Graph.CertificateFile, pem, 0o600))
	credential, err := identity.NewCredential(c.GraphIdentity(), trusting)
	require.NoError(t, err)
	client, err := msgraph.New(msgraph.Config{BaseURL: c.Graph.BaseURL}, credential, msgraph.Options{HTTP: trusting})
	require.NoError(t, err)
	views, err := sharepoint.New(c.Graph.BaseURL, credential, sharepoint.Options{HTTP: trusting})
	require.NoError(t, err)
	site := fake.AddSite(graphtest.Site{Name: "helpdesk", Grant: grant, Local: true})
	c.Graph.SiteID = site
	prepare(fake, site)
	return fake, func(command provisionCmd) string {
		var out bytes.Buffer
		command.Name = "Tickets"
		e := &env{ctx: t.Context(), stdout: &out, stderr: &out, now: time.Now, config: c}
		require.NoError(t, command.provision(e, client, views), out.String())
		return out.String()
	}
}

func titles(views []graphtest.View) (titles []string) {
	for _, v := range views {
		titles = append(titles, v.Title)
	}
	return titles
}

func TestProvisionMakesViews(t *testing.T) {
	t.Parallel()
	site := ""
	fake, run := provisioned(t, "fullcontrol", func(_ *graphtest.Server, id string) { site = id })

	out := run(provisionCmd{DryRun: true})
	assert.Contains(t, out, "  make the view \"In progress\"\n")
	assert.Empty(t, fake.Lists(site))

	out = run(provisionCmd{Yes: true})
	list := fake.Lists(site)["Tickets"]
	assert.Equal(t, []string{"All Items", "New", "In progress", "Waiting", "Resolved"}, titles(fake.Views(list)))
	assert.Contains(t, out, "made the view \"Waiting\"\n")
	assert.Contains(t, out, "These views show it by status:\n\n  New                  "+fake.URL()+"/sites/helpdesk/Lists/Tickets/New.aspx\n")
	assert.Contains(t, out, "/sites/helpdesk/Lists/Tickets/In%20progress.aspx\n")
	assert.NotContains(t, out, "FilterField1")

	out = run(provisionCmd{})
	assert.Contains(t, out, "Nothing to do.")
	assert.Contains(t, out, "/sites/helpdesk/Lists/Tickets/Resolved.aspx\n")
	assert.Len(t, fake.Views(list), 5)
}

// Without the permission, or with a role that is too small, the list is as good as without views, and the reason is told.
func TestProvisionWithoutViews(t *testing.T) {
	t.Parallel()
	whole := func(fake *graphtest.Server, site string) {
		_, err := fake.AddList(site, "Tickets", graphtest.ColumnsOf(ticketlist.Columns())...)
		require.NoError(t, err)
	}
	_, run := provisioned(t, "write", whole)
	out := run(provisionCmd{Yes: true})
	assert.Contains(t, out, "make the view \"New\"")
	assert.Contains(t, out, "Views were not made: SharePoint: make a view of the list: 403 Forbidden")
	assert.Contains(t, out, "; grant the application fullcontrol on this site: docs/install.md, Grant the site\n")
	assert.Contains(t, out, "AllItems.aspx?FilterField1=Status&FilterType1=Choice&FilterValue1=Resolved")

	_, run = provisioned(t, "read", func(fake *graphtest.Server, site string) {
		whole(fake, site)
		fake.SetSharePoint()
	})
	out = run(provisionCmd{})
	assert.Contains(t, out, "Nothing to do.")
	assert.Contains(t, out, "Views were not made: SharePoint: read the views of the list: 401 Unauthorized")
	assert.Contains(t, out, "; grant the application Sites.Selected of SharePoint, beside that of Microsoft Graph")
}
