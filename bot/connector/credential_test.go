package connector

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/bot/activity"
	"deskhand/bot/connector/connectortest"
	"deskhand/internal/chat"
	"deskhand/internal/loopback"
)

// cloud is the fakes over https, and what a bot needs to be set to.
type fakeCloud struct {
	issuer  *connectortest.Issuer
	teams   *connectortest.Connector
	trusted *loopback.Certificate
	config  Config
}

func startCloud(tb testing.TB) fakeCloud {
	tb.Helper()
	certificate, err := loopback.NewCertificate()
	require.NoError(tb, err)
	issuer := startIssuer(tb, connectortest.IssuerConfig{Certificate: certificate, ClientSecret: "a secret"})
	teams := startConnector(tb, connectortest.ConnectorConfig{Certificate: certificate, Accepts: issuer.Accepts})
	return fakeCloud{issuer, teams, certificate, Config{
		AppID: appID, TenantID: tenantID, ClientSecret: "a secret", ServiceHosts: []string{teams.Host()},
		OpenIDMetadata: issuer.MetadataURL(), Issuer: connectortest.IssuerID, Authority: issuer.Authority(),
	}}
}

func (c fakeCloud) options(tb testing.TB) Options {
	tb.Helper()
	trusting := c.trusted.Client()
	trusting.Transport.(*http.Transport).MaxIdleConnsPerHost = 64
	tb.Cleanup(trusting.CloseIdleConnections)
	return Options{HTTP: trusting}
}

func (c fakeCloud) client(tb testing.TB) *Client {
	tb.Helper()
	options := c.options(tb)
	credential, err := NewCredential(c.config, options)
	require.NoError(tb, err)
	client, err := NewClient(c.config, credential, options)
	require.NoError(tb, err)
	return client
}

func TestTokenIsFetchedOnce(t *testing.T) {
	t.Parallel()
	cloud := startCloud(t)
	client := cloud.client(t)
	for range 3 {
		_, err := client.Send(t.Context(), personalChat(cloud.teams), activity.Message("x"))
		require.NoError(t, err)
	}
	require.Equal(t, 1, cloud.issuer.Given())
}

func TestRejectedTokenIsRenewedOnce(t *testing.T) {
	t.Parallel()
	cloud := startCloud(t)
	client := cloud.client(t)
	_, err := client.Send(t.Context(), personalChat(cloud.teams), activity.Message("x"))
	require.NoError(t, err)
	cloud.issuer.Revoke()
	var senders sync.WaitGroup
	for _, id := range []string{"1", "2", "3", "4", "5", "6", "7", "8"} {
		to := personalChat(cloud.teams)
		to.ID = id
		senders.Go(func() {
			_, err := client.Send(t.Context(), to, activity.Message("x"))
			assert.NoError(t, err)
		})
	}
	senders.Wait()
	require.Equal(t, 2, cloud.issuer.Given(), "one asks for all, and the new token is kept")
}

func TestTokenThatIsNeverGoodEnough(t *testing.T) {
	t.Parallel()
	certificate, err := loopback.NewCertificate()
	require.NoError(t, err)
	cloud := startCloud(t)
	strict := startConnector(t, connectortest.ConnectorConfig{
		Certificate: certificate, Accepts: func(string) bool { return false },
	})
	cloud.config.ServiceHosts = []string{strict.Host()}
	client := cloud.client(t)
	trusting := certificate.Client()
	t.Cleanup(trusting.CloseIdleConnections)
	client.http = trusting
	_, err = client.Send(t.Context(), personalChat(strict), activity.Message("x"))
	var answer *Error
	require.ErrorAs(t, err, &answer)
	require.Equal(t, http.StatusUnauthorized, answer.Status)
	require.Equal(t, 2, cloud.issuer.Given())
}

func TestWrongSecret(t *testing.T) {
	t.Parallel()
	cloud := startCloud(t)
	cloud.config.ClientSecret = "another"
	_, err := cloud.client(t).Send(t.Context(), personalChat(cloud.teams), activity.Message("x"))
	require.ErrorContains(t, err, "check the bot's app id, tenant and credential")
	require.Zero(t, cloud.teams.Count())
}

func TestOtherCredentials(t *testing.T) {
	t.Parallel()
	cloud := startCloud(t)
	directory := t.TempDir()
	assertion := filepath.Join(directory, "token")
	require.NoError(t, os.WriteFile(assertion, []byte("federated"), 0o600))
	certificate := filepath.Join(directory, "bot.pem")
	require.NoError(t, os.WriteFile(certificate, botCertificate(t), 0o600))
	for name, set := range map[string]func(*Config){
		"certificate":       func(c *Config) { c.CertificateFile = certificate },
		"workload identity": func(c *Config) { c.FederatedTokenFile = assertion },
	} {
		own := cloud
		own.config.ClientSecret = ""
		set(&own.config)
		_, err := own.client(t).Send(t.Context(), personalChat(own.teams), activity.Message("x"))
		require.NoError(t, err, name)
	}

	_, err := NewCredential(Config{AppID: appID, ManagedIdentity: true}, Options{})
	require.NoError(t, err)
}

func botCertificate(t *testing.T) []byte {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	return append(
		pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})...,
	)
}

func TestNewCredentialReportsEveryFault(t *testing.T) {
	t.Parallel()
	_, err := NewCredential(Config{Authority: "http://login.example", ClientSecret: "x", ManagedIdentity: true}, Options{})
	for _, fault := range []string{"app id", `"http://login.example"`, "2 credentials"} {
		require.ErrorContains(t, err, fault)
	}
	_, err = NewCredential(Config{AppID: appID, Authority: "https://login.example/tenant"}, Options{})
	for _, fault := range []string{"tenant id", "login.example/tenant", "0 credentials"} {
		require.ErrorContains(t, err, fault)
	}
	_, err = NewCredential(Config{AppID: appID, TenantID: tenantID, CertificateFile: "no such file"}, Options{})
	require.ErrorIs(t, err, os.ErrNotExist)
	empty := filepath.Join(t.TempDir(), "empty.pem")
	require.NoError(t, os.WriteFile(empty, nil, 0o600))
	_, err = NewCredential(Config{AppID: appID, TenantID: tenantID, CertificateFile: empty}, Options{})
	require.ErrorContains(t, err, "private key")
}

// TestTrustFromTheEnvironment runs TestBotInTheCloud as a program of its own, with nothing but settings and
// SSL_CERT_FILE, since that is read once in the life of a program.
func TestTrustFromTheEnvironment(t *testing.T) {
	t.Parallel()
	cloud := startCloud(t)
	pemFile := filepath.Join(t.TempDir(), "ca.pem")
	require.NoError(t, os.WriteFile(pemFile, cloud.trusted.PEM, 0o600))
	program := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestBotInTheCloud$", "-test.v")
	program.Env = append(os.Environ(),
		"SSL_CERT_FILE="+pemFile, "SSL_CERT_DIR="+t.TempDir(),
		"TEST_AUTHORITY="+cloud.issuer.Authority(), "TEST_METADATA="+cloud.issuer.MetadataURL(),
		"TEST_SERVICE_URL="+cloud.teams.ServiceURL(), "TEST_SERVICE_HOST="+cloud.teams.Host(),
		"TEST_TOKEN="+sign(t, cloud.issuer.Token(appID, cloud.teams.ServiceURL())),
	)
	output, err := program.CombinedOutput()
	require.NoError(t, err, string(output))
	require.Equal(t, 1, strings.Count(string(output), "--- PASS"), string(output))
	require.Equal(t, 1, cloud.teams.Count())
}

// TestBotInTheCloud is a bot as it is in production: it is asked, with a token, and answers, with another.
func TestBotInTheCloud(t *testing.T) {
	t.Parallel()
	serviceURL := os.Getenv("TEST_SERVICE_URL")
	if serviceURL == "" {
		return // it is for TestTrustFromTheEnvironment to run
	}
	cfg := Config{
		AppID: appID, TenantID: tenantID, ClientSecret: "a secret", Authority: os.Getenv("TEST_AUTHORITY"),
		OpenIDMetadata: os.Getenv("TEST_METADATA"), ServiceHosts: []string{os.Getenv("TEST_SERVICE_HOST")},
	}
	production := Options{HTTP: newHTTPClient()}
	t.Cleanup(production.HTTP.CloseIdleConnections)
	validator, err := NewValidator(cfg, production)
	require.NoError(t, err)
	a := heard()
	a.ServiceURL = serviceURL
	require.NoError(t, validator.Authenticate(post("Bearer "+os.Getenv("TEST_TOKEN")), a))

	credential, err := NewCredential(cfg, production)
	require.NoError(t, err)
	client, err := NewClient(cfg, credential, production)
	require.NoError(t, err)
	to := chat.Conversation{ID: "a:1", TenantID: tenantID, ServiceURL: serviceURL}
	_, err = client.Send(t.Context(), to, activity.Message("hello"))
	require.NoError(t, err)
}
