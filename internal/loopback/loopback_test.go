package loopback_test

import (
	"crypto/x509"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/internal/loopback"
)

func start(t *testing.T, certificate *loopback.Certificate) *loopback.Server {
	t.Helper()
	var s loopback.Server
	require.NoError(t, s.Start("", certificate, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, s.URL)
	})))
	t.Cleanup(func() { assert.NoError(t, s.Close()) })
	return &s
}

func made(t *testing.T) (*loopback.Certificate, *http.Client) {
	t.Helper()
	certificate, err := loopback.NewCertificate()
	require.NoError(t, err)
	trusting := certificate.Client()
	t.Cleanup(trusting.CloseIdleConnections)
	return certificate, trusting
}

func get(t *testing.T, client *http.Client, address string) (string, error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	require.NoError(t, err)
	response, err := client.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return string(body), nil
}

// Whoever trusts the certificate gets through, by the address and by the name of this machine, and nobody else.
func TestTrust(t *testing.T) {
	t.Parallel()
	certificate, trusting := made(t)
	_, other := made(t)
	secret, open := start(t, certificate), start(t, nil)
	require.True(t, strings.HasPrefix(secret.URL, "https://127.0.0.1:"), secret.URL)
	for _, address := range []string{secret.URL, strings.Replace(secret.URL, "127.0.0.1", "localhost", 1)} {
		answer, err := get(t, trusting, address)
		require.NoError(t, err)
		require.Equal(t, secret.URL, answer)
	}
	_, err := get(t, other, secret.URL)
	require.ErrorAs(t, err, new(x509.UnknownAuthorityError))
	answer, err := get(t, other, open.URL)
	require.NoError(t, err)
	require.Equal(t, open.URL, answer)
	require.True(t, strings.HasPrefix(open.URL, "http://127.0.0.1:"), open.URL)
}

func TestAnAddressThatIsTaken(t *testing.T) {
	t.Parallel()
	first := start(t, nil)
	var second loopback.Server
	require.ErrorContains(t, second.Start(strings.TrimPrefix(first.URL, "http://"), nil, http.NotFoundHandler()), "in use")
}

// Close breaks off what is under way: whoever waits for an answer must not keep a test from ending.
func TestCloseBreaksOff(t *testing.T) {
	t.Parallel()
	_, client := made(t)
	var s loopback.Server
	asked, closed := make(chan struct{}), make(chan struct{})
	require.NoError(t, s.Start("", nil, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		close(asked)
		<-closed
	})))
	failed := make(chan error, 1)
	go func() {
		_, err := client.Get(s.URL)
		failed <- err
	}()
	<-asked
	require.NoError(t, s.Close())
	require.Error(t, <-failed)
	close(closed)
}
