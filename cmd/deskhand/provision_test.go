package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph/graphtest"
	"deskhand/graph/msgraph"
	"deskhand/internal/config"
	"deskhand/internal/identity"
	"deskhand/internal/loopback"
)

// office is Microsoft 365 on this machine, a client that is signed in to it, and the settings that name it.
func office(t *testing.T, roles ...string) (*graphtest.Server, *msgraph.Client, config.Config, *http.Client) {
	t.Helper()
	certificate, err := loopback.NewCertificate()
	require.NoError(t, err)
	fake := graphtest.Start(t, graphtest.Options{Certificate: certificate, Roles: roles})
	trusting := certificate.Client()
	t.Cleanup(trusting.CloseIdleConnections)
	c, err := config.LoadOffline("", nil)
	require.NoError(t, err)
	c.Bot.AppID, c.Bot.TenantID, c.Bot.ClientSecret = graphtest.DefaultClient, graphtest.DefaultTenant, graphtest.DefaultSecret
	c.Bot.Authority, c.Graph.Authority, c.Graph.BaseURL, c.Graph.Enabled = fake.URL(), fake.URL(), fake.GraphURL(), true
	credential, err := identity.NewCredential(c.GraphIdentity(), trusting)
	require.NoError(t, err)
	client, err := msgraph.New(msgraph.Config{BaseURL: c.Graph.BaseURL}, credential, msgraph.Options{HTTP: trusting})
	require.NoError(t, err)
	return fake, client, c, trusting
}

func TestProvisionAsksFirst(t *testing.T) {
	t.Parallel()
	fake, client, c, _ := office(t, "Sites.Selected")
	site := fake.AddSite(graphtest.Site{Name: "helpdesk", Grant: "fullcontrol"})
	c.Graph.SiteID = "contoso.sharepoint.com:/sites/helpdesk"
	run := func(command provisionCmd, answer string) (string, error) {
		var out bytes.Buffer
		e := &env{ctx: t.Context(), stdin: strings.NewReader(answer), stdout: &out, stderr: &out, now: time.Now, config: c}
		command.Name = "Tickets"
		err := command.provision(e, client, nil)
		return out.String(), err
	}

	out, err := run(provisionCmd{DryRun: true}, "")
	require.NoError(t, err)
	assert.Contains(t, out, "with column TicketKey (text; indexed, unique)")
	for _, answer := range []string{"n\n", "", "never\n"} {
		out, err = run(provisionCmd{}, answer)
		require.ErrorIs(t, err, errReported)
		assert.Contains(t, out, "Go on? [y/N] Nothing was done.")
		assert.Equal(t, answer == "", strings.Contains(out, "Use --yes"), "%q", answer)
	}
	assert.Empty(t, fake.Lists(site))

	out, err = run(provisionCmd{}, "y\n")
	require.NoError(t, err)
	list := fake.Lists(site)["Tickets"]
	require.NotEmpty(t, list)
	assert.Contains(t, out, `made the list "Tickets"`)
	assert.Contains(t, out, "list_id: \""+list+"\"")
	assert.Contains(t, out, "AllItems.aspx?FilterField1=Status&FilterType1=Choice&FilterValue1=Resolved")
	assert.Contains(t, out, "Views were not made: SharePoint's own interface takes no client secret: sign in with a certificate")

	c.Graph.ListID = list
	out, err = run(provisionCmd{}, "")
	require.NoError(t, err)
	assert.Contains(t, out, "Nothing to do.")
}

func TestProvisionStopsBeforeKeysThatOccurTwice(t *testing.T) {
	t.Parallel()
	fake, client, c, _ := office(t, "Sites.Selected")
	site := fake.AddSite(graphtest.Site{Name: "helpdesk", Grant: "fullcontrol"})
	list, err := fake.AddList(site, "Tickets", graphtest.Column{Name: "TicketKey"})
	require.NoError(t, err)
	for range 2 {
		_, err = fake.AddItem(list, map[string]any{"TicketKey": "HD-1"}, "")
		require.NoError(t, err)
	}
	c.Graph.SiteID, c.Graph.ListID = site, list
	var out bytes.Buffer
	e := &env{ctx: t.Context(), stdout: &out, now: time.Now, config: c}
	require.ErrorIs(t, (&provisionCmd{Yes: true}).provision(e, client, nil), errReported)
	assert.Contains(t, out.String(), "HD-1 (items 1, 2); keep one item of each")
	assert.Zero(t, fake.Count(http.MethodPatch, ""))
}

func TestProvisionNeedsSettings(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		environ []string
		want    string
	}{
		{nil, "graph.enabled: it is false"},
		{[]string{"DESKHAND_GRAPH_ENABLED=true"}, "graph.client_id"},
		{[]string{
			"DESKHAND_GRAPH_ENABLED=true", "DESKHAND_GRAPH_CLIENT_ID=a", "DESKHAND_GRAPH_TENANT_ID=b", "DESKHAND_GRAPH_CLIENT_SECRET=c",
		}, "graph.site_id"},
	} {
		code, _, stderr := deskhand(t, append(settings(t), tt.environ...), "", "provision", "--yes")
		assert.Equal(t, 1, code)
		assert.Contains(t, stderr, tt.want)
	}
}

// Somebody who stops the program at the question is not kept waiting for an answer.
func TestProvisionCanBeStopped(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	reader, writer := io.Pipe()
	defer writer.Close()
	var out bytes.Buffer
	_, err := ask(ctx, &env{stdin: reader, stdout: &out}, "Go on? ")
	require.ErrorIs(t, err, context.Canceled)
}
