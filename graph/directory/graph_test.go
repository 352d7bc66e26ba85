package directory_test

import (
	"context"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph/directory"
	"deskhand/graph/graphtest"
	"deskhand/graph/msgraph"
	"deskhand/helpdesk"
)

// member is the credential of an application that the tenant knows.
type member struct{ *graphtest.Server }

func (m member) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{Token: m.Token(), ExpiresOn: time.Now().Add(time.Hour)}, nil
}

// TestThroughGraph asks Graph all that the directory is asked.
func TestThroughGraph(t *testing.T) {
	t.Parallel()
	fake := graphtest.Start(t, graphtest.Options{})
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	client, err := msgraph.New(msgraph.Config{BaseURL: fake.GraphURL()}, member{fake}, msgraph.Options{HTTP: &http.Client{Transport: transport}})
	require.NoError(t, err)

	eva := fake.AddUser(graphtest.User{Name: "Eva Dahl", UPN: "eva@contoso.com", Availability: "Available"})
	kari := fake.AddUser(graphtest.User{
		Name: "Kari Nordmann", UPN: "kari@contoso.com", Department: "Sales", Language: "nb-NO", Manager: eva, Availability: "Away",
		TimeZone: "Pacific Standard Time",
	})
	ola := fake.AddUser(graphtest.User{Name: "Ola Hansen", UPN: "ola@contoso.com", Disabled: true})
	deleted := fake.AddUser(graphtest.User{Name: "Ida", UPN: "ida@contoso.com"})
	fake.DeleteUser(deleted)
	fake.SetRoleMembers(graphtest.GlobalAdministrator, eva)

	d := directory.New(client, directory.Options{
		TTL: time.Hour, OnCall: []string{kari, eva}, Whole: true, Logger: slog.New(slog.DiscardHandler), Now: time.Now,
	})
	person, err := d.Lookup(t.Context(), kari)
	require.NoError(t, err)
	assert.Equal(t, []string{"Kari Nordmann", "Sales", "nb-NO", "America/Los_Angeles", "Eva Dahl"},
		[]string{person.Name, person.Department, person.Language, person.TimeZone, person.Manager.Name})
	person, err = d.ByPrincipal(t.Context(), "EVA@contoso.com")
	require.NoError(t, err)
	assert.Equal(t, eva, person.ID)
	assert.Empty(t, person.TimeZone, "who has no mailbox has no time zone")

	_, err = d.OnCall(t.Context())
	require.NoError(t, err)
	names, ok := d.Reachable()
	assert.True(t, ok)
	assert.Equal(t, []string{"Eva Dahl"}, names)
	admins, err := d.Administrators(t.Context())
	require.NoError(t, err)
	require.Len(t, admins, 1)
	assert.Equal(t, "Eva Dahl", admins[0].Name)

	desk := &desk{open: []helpdesk.Ticket{ticket(1, kari, ola), ticket(2, deleted, eva)}}
	require.NoError(t, d.CheckTickets(t.Context(), desk))
	assert.Equal(t, []string{"1 " + ola, "2 " + deleted}, desk.departed)
}
