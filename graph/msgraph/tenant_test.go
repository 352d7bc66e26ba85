package msgraph_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/stretchr/testify/require"

	"deskhand/graph"
	"deskhand/graph/graphtest"
	"deskhand/graph/msgraph"
)

// tenant is an organisation with a site, and a client that may do everything there.
type tenant struct {
	*msgraph.Client
	fake *graphtest.Server
	site string
}

// member is the credential of an application that the tenant knows.
type member struct{ *graphtest.Server }

func (m member) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{Token: m.Token(), ExpiresOn: time.Now().Add(time.Hour)}, nil
}

func found(t *testing.T, o graphtest.Options) tenant {
	t.Helper()
	server := graphtest.Start(t, o)
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	passing := &clock{now: time.Now()}
	client, err := msgraph.New(msgraph.Config{BaseURL: server.GraphURL()}, member{server},
		msgraph.Options{HTTP: &http.Client{Transport: transport}, Now: passing.Now, Sleep: passing.Sleep})
	require.NoError(t, err)
	return tenant{client, server, server.AddSite(graphtest.Site{Name: "helpdesk", Grant: "owner"})}
}

var ticketColumns = []graph.Column{
	{Name: "TicketKey", Title: "Key", Help: "Number of the ticket", Kind: graph.ColumnText, Indexed: true, Unique: true},
	{Name: "Description", Kind: graph.ColumnNote},
	{Name: "Status", Kind: graph.ColumnChoice, Choices: []string{"New", "Resolved"}, Indexed: true},
	{Name: "Score", Kind: graph.ColumnNumber},
	{Name: "Due", Kind: graph.ColumnDateTime},
	{Name: "Requester", Kind: graph.ColumnPerson},
	{Name: "Chat", Kind: graph.ColumnURL},
}

// tickets makes the list that the tests work on.
func (o tenant) tickets(t *testing.T) graph.ListRef {
	t.Helper()
	made, err := o.CreateList(t.Context(), o.site, "Tickets", "What people asked", ticketColumns)
	require.NoError(t, err)
	return graph.ListRef{Site: o.site, List: made.ID}
}
