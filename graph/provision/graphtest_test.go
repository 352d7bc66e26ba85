package provision_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph"
	"deskhand/graph/graphtest"
	"deskhand/graph/msgraph"
	"deskhand/graph/provision"
	"deskhand/graph/ticketlist"
)

// member is the credential of an application that the tenant knows.
type member struct{ *graphtest.Server }

func (m member) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{Token: m.Token(), ExpiresOn: time.Now().Add(time.Hour)}, nil
}

// found is a tenant with a site, and a client that has Sites.Selected and the role there.
func found(t *testing.T, role string) (client *msgraph.Client, fake *graphtest.Server, site string) {
	t.Helper()
	fake = graphtest.Start(t, graphtest.Options{Roles: []string{"Sites.Selected"}})
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	client, err := msgraph.New(msgraph.Config{BaseURL: fake.GraphURL()}, member{fake}, msgraph.Options{HTTP: &http.Client{Transport: transport}})
	require.NoError(t, err)
	site = fake.AddSite(graphtest.Site{Name: "helpdesk", Grant: role})
	return client, fake, site
}

// tickets is the list that Deskhand wants.
func tickets() provision.Wish {
	return provision.Wish{Site: "contoso.sharepoint.com:/sites/helpdesk", Name: "Tickets", Description: "Ours", Columns: ticketlist.Columns()}
}

func carry(t *testing.T, client provision.Client, wish provision.Wish) *provision.Plan {
	t.Helper()
	plan, err := provision.New(t.Context(), client, nil, wish)
	require.NoError(t, err)
	require.Empty(t, plan.Faults)
	require.NoError(t, plan.Carry(t.Context(), func(string) {}))
	return plan
}

func TestGraphMakesTheList(t *testing.T) {
	t.Parallel()
	client, fake, site := found(t, "fullcontrol")
	plan := carry(t, client, tickets())
	assert.Equal(t, plan.List.ID, fake.Lists(site)["Tickets"])

	writes := fake.Count("POST", "") + fake.Count("PATCH", "")
	wish := tickets()
	wish.List = plan.List.ID
	for _, w := range []provision.Wish{wish, tickets()} { // by id, and by name
		again, err := provision.New(t.Context(), client, nil, w)
		require.NoError(t, err)
		assert.True(t, again.Done(), again.Words())
	}
	assert.Equal(t, writes, fake.Count("POST", "")+fake.Count("PATCH", ""))
}

func TestGraphCompletesTheList(t *testing.T) {
	t.Parallel()
	client, fake, site := found(t, "fullcontrol")
	list, err := fake.AddList(site, "Tickets",
		graphtest.Column{Name: "TicketKey"},
		graphtest.Column{Name: "Status", Kind: "choice", Choices: []string{"Parked"}},
		graphtest.Column{Name: "Ours"},
	)
	require.NoError(t, err)
	for _, key := range []string{"HD-1", "HD-2"} {
		_, err = fake.AddItem(list, map[string]any{"TicketKey": key}, "")
		require.NoError(t, err)
	}
	plan := carry(t, client, tickets())
	assert.Equal(t, list, plan.List.ID)
	columns, err := client.Columns(t.Context(), graph.ListRef{Site: site, List: list})
	require.NoError(t, err)
	byName := map[string]graph.Column{}
	for _, c := range columns {
		byName[c.Name] = c
	}
	assert.True(t, byName["TicketKey"].Unique)
	assert.Contains(t, byName["Status"].Choices, "Parked")
	assert.Contains(t, byName, "Ours")
	for _, want := range ticketlist.Columns() {
		assert.Equal(t, want.Kind, byName[want.Name].Kind, want.Name)
	}
}

func TestGraphKnowsKeysThatOccurTwice(t *testing.T) {
	t.Parallel()
	client, fake, site := found(t, "fullcontrol")
	list, err := fake.AddList(site, "Tickets", graphtest.Column{Name: "TicketKey"})
	require.NoError(t, err)
	for range 2 {
		_, err = fake.AddItem(list, map[string]any{"TicketKey": "HD-1"}, "")
		require.NoError(t, err)
	}
	plan, err := provision.New(t.Context(), client, nil, tickets())
	require.NoError(t, err)
	require.Len(t, plan.Faults, 1)
	assert.Contains(t, plan.Faults[0].Problem, "HD-1 (items 1, 2)")
}

func TestAGrantThatIsTooSmall(t *testing.T) {
	t.Parallel()
	client, fake, site := found(t, "write")
	plan, err := provision.New(t.Context(), client, nil, tickets())
	require.NoError(t, err)
	require.ErrorIs(t, plan.Carry(t.Context(), func(string) {}), graph.ErrForbidden)
	assert.Empty(t, fake.Lists(site))
}
