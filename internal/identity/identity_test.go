package identity

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

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
