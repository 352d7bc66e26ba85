package graphtest_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/stretchr/testify/require"

	"deskhand/graph/graphtest"
	"deskhand/internal/loopback"
)

// The login service suffices for the library that production logs in with, over TLS and by secret or assertion.
func TestAzidentityLogsIn(t *testing.T) {
	t.Parallel()
	certificate, err := loopback.NewCertificate()
	require.NoError(t, err)
	g := graphtest.Start(t, graphtest.Options{Certificate: certificate})
	options := azcore.ClientOptions{
		Cloud:     cloud.Configuration{ActiveDirectoryAuthorityHost: g.URL()},
		Transport: certificate.Client(), Retry: policy.RetryOptions{MaxRetries: -1},
	}
	secret := func(secret string) (azcore.TokenCredential, error) {
		return azidentity.NewClientSecretCredential(graphtest.DefaultTenant, graphtest.DefaultClient, secret,
			&azidentity.ClientSecretCredentialOptions{ClientOptions: options, DisableInstanceDiscovery: true})
	}
	assertion, err := azidentity.NewClientAssertionCredential(graphtest.DefaultTenant, graphtest.DefaultClient,
		func(context.Context) (string, error) { return g.Token(), nil },
		&azidentity.ClientAssertionCredentialOptions{ClientOptions: options, DisableInstanceDiscovery: true})
	require.NoError(t, err)
	good, err := secret(graphtest.DefaultSecret)
	require.NoError(t, err)
	ask := policy.TokenRequestOptions{Scopes: []string{"https://graph.microsoft.com/.default"}}
	for _, credential := range []azcore.TokenCredential{good, assertion} {
		token, err := credential.GetToken(t.Context(), ask)
		require.NoError(t, err)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, g.GraphURL()+"/directoryRoles", http.NoBody)
		require.NoError(t, err)
		req.Header.Set("Authorization", "Bearer "+token.Token)
		resp, err := certificate.Client().Do(req)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		require.Equal(t, http.StatusOK, resp.StatusCode)
	}
	wrong, err := secret("wrong")
	require.NoError(t, err)
	_, err = wrong.GetToken(t.Context(), ask)
	require.ErrorContains(t, err, "AADSTS7000215")
}
