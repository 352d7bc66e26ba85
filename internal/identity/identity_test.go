package identity

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestIsMicrosoft(t *testing.T) {
	t.Parallel()
	assert.True(t, isMicrosoft("https://login.microsoftonline.com"))
	assert.True(t, isMicrosoft("https://login.microsoftonline.us/"))
	assert.False(t, isMicrosoft("https://login.microsoftonline.com.example.com"))
	assert.False(t, isMicrosoft("https://127.0.0.1:4433"))
}

func TestCertificateExpiry(t *testing.T) {
	t.Parallel()
	own, other := newKey(t), newKey(t)
	ends := time.Date(2027, 11, 26, 12, 0, 0, 0, time.UTC)
	private, err := x509.MarshalPKCS8PrivateKey(own)
	require.NoError(t, err)
	chain := append(certificate(t, other, ends.AddDate(5, 0, 0)), certificate(t, own, ends)...)
	key := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})

	got, err := CertificateExpiry(written(t, append(chain, key...)), "")
	require.NoError(t, err)
	require.True(t, got.Equal(ends), "the certificate of the key counts, not the first of the chain: %s", got)

	_, err = CertificateExpiry(written(t, append(certificate(t, other, ends), key...)), "")
	require.ErrorContains(t, err, "belongs to its private key")
	_, err = CertificateExpiry(written(t, chain), "")
	require.ErrorContains(t, err, "must hold a certificate and its private key")
	_, err = CertificateExpiry(filepath.Join(t.TempDir(), "none.pem"), "")
	require.ErrorIs(t, err, os.ErrNotExist)
}

// TestRefusal asks a login service that answers with what Microsoft's does.
func TestRefusal(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status       int
		answer, want string
	}{
		{401, `{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided."}`, "copy the secret's value"},
		{401, `{"error":"invalid_client","error_description":"AADSTS7000222: The secret is expired."}`, "has expired"},
		{400, `{"error":"unauthorized_client","error_description":"AADSTS700016: Application not found."}`, "check the client id"},
		{400, `{"error":"invalid_request","error_description":"AADSTS90002: Tenant not found."}`, "check the tenant id"},
		{400, `{"error":"invalid_grant","error_description":"AADSTS50999: Something new."}`, "refused with 400 AADSTS50999"},
	} {
		refusal := Refusal(tokenFault(t, c.status, c.answer))
		require.Contains(t, refusal, c.want)
		require.NotContains(t, refusal, "\n")
	}
	for _, status := range []int{429, 500, 503} {
		require.Empty(t, Refusal(&azidentity.AuthenticationFailedError{RawResponse: &http.Response{
			StatusCode: status, Body: http.NoBody, Request: httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/token", http.NoBody),
		}}))
	}
	require.Empty(t, Refusal(errors.New("dial tcp: no route to host")))
}

func tokenFault(t *testing.T, status int, answer string) error {
	t.Helper()
	login := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if base := "https://" + r.Host + "/tenant"; r.Method == http.MethodGet {
			_, _ = fmt.Fprintf(w, `{"issuer":%q,"token_endpoint":%q,"authorization_endpoint":%q}`, base, base+"/token", base+"/authorize")
			return
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
	}))
	defer login.Close()
	credential, err := NewCredential(Identity{
		Authority: login.URL, TenantID: "tenant", ClientID: "app", ClientSecret: "s",
	}, login.Client())
	require.NoError(t, err)
	_, err = credential.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{"https://graph.example/.default"}})
	require.Error(t, err)
	return err
}

func newKey(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	return key
}

func certificate(t *testing.T, key *rsa.PrivateKey, ends time.Time) []byte {
	t.Helper()
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: ends}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

func written(t *testing.T, content []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "certificate.pem")
	require.NoError(t, os.WriteFile(file, content, 0o600))
	return file
}

// A login service that takes the request and says nothing is given up, and named; when the caller's time is up, that is the
// caller's affair.
func TestASilentLoginService(t *testing.T) {
	t.Parallel()
	over := make(chan struct{})
	login := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-over }))
	t.Cleanup(login.Close)
	t.Cleanup(func() { close(over) })
	credential, err := NewCredential(Identity{
		Authority: login.URL, TenantID: "tenant", ClientID: "app", ClientSecret: "s",
	}, login.Client())
	require.NoError(t, err)
	bounded, ok := credential.(impatient)
	require.True(t, ok)
	require.Equal(t, answersWithin, bounded.within)
	bounded.within = 50 * time.Millisecond
	_, err = bounded.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{"https://graph.example/.default"}})
	require.EqualError(t, err, login.URL+" has not answered within 50ms")

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{"https://graph.example/.default"}})
	require.ErrorContains(t, err, "context canceled")
	require.NotContains(t, err.Error(), "has not answered")
}
