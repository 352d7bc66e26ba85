package msgraph_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"deskhand/graph"
	"deskhand/graph/graphtest"
	"deskhand/graph/msgraph"
	"deskhand/internal/identity"
	"deskhand/internal/loopback"
)

// TestSignInAsInProduction goes the whole way: the secret, the login service, the token, Graph over https.
func TestSignInAsInProduction(t *testing.T) {
	t.Parallel()
	certificate, err := loopback.NewCertificate()
	require.NoError(t, err)
	server := graphtest.Start(t, graphtest.Options{Certificate: certificate, Roles: []string{"User.Read.All"}})
	kari := server.AddUser(graphtest.User{Name: "Kari", UPN: "kari@contoso.com"})
	trusting := certificate.Client()
	t.Cleanup(trusting.CloseIdleConnections)
	signIn := func(id identity.Identity) *msgraph.Client {
		id.Authority = server.URL()
		credential, err := identity.NewCredential(id, trusting)
		require.NoError(t, err)
		client, err := msgraph.New(msgraph.Config{BaseURL: server.GraphURL()}, credential, msgraph.Options{HTTP: trusting})
		require.NoError(t, err)
		return client
	}
	right := identity.Identity{
		TenantID: graphtest.DefaultTenant, ClientID: graphtest.DefaultClient, ClientSecret: graphtest.DefaultSecret,
	}
	client := signIn(right)
	user, err := client.User(t.Context(), kari)
	require.NoError(t, err)
	require.Equal(t, "Kari", user.Name)
	roles, err := client.Roles(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"User.Read.All"}, roles)

	secret, tenant, app := right, right, right
	secret.ClientSecret, tenant.TenantID, app.ClientID = "another", "9c2f1d7e-0000-4c1c-8f3f-2b6a6f1f0001", "another"
	for advice, wrong := range map[string]identity.Identity{
		"the client secret is wrong: copy the secret's value, not its id (AADSTS7000215)": secret,
		"there is no such tenant": tenant, "there is no such app registration in this tenant": app,
	} {
		_, err := signIn(wrong).User(t.Context(), kari)
		require.ErrorIs(t, err, graph.ErrUnauthorized)
		require.NotErrorIs(t, err, graph.ErrUnavailable)
		require.ErrorContains(t, err, advice)
	}

	nowhere := right
	nowhere.Authority = "https://127.0.0.1:1"
	credential, err := identity.NewCredential(nowhere, trusting)
	require.NoError(t, err)
	client, err = msgraph.New(msgraph.Config{BaseURL: server.GraphURL()}, credential, msgraph.Options{HTTP: trusting})
	require.NoError(t, err)
	_, err = client.Roles(t.Context())
	require.ErrorIs(t, err, graph.ErrNoToken)
	require.ErrorIs(t, err, graph.ErrUnavailable)
	require.ErrorContains(t, err, "127.0.0.1:1: connect: connection refused")
}
