// Package connectortest plays the parts of Microsoft that the bot talks to: the issuer, which signs what Teams sends
// and gives the bot its own tokens, and the connector, which takes what the bot sends. Both listen on this machine
// alone, and neither knows package connector: they go by what Microsoft's services do. It is for tests and for programs
// that measure; no production code imports it.
package connectortest

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"time"
)

// Certificate is a server certificate of this machine that signs itself.
type Certificate struct {
	PEM     []byte // for SSL_CERT_FILE
	keyPair tls.Certificate
}

// NewCertificate makes a certificate that is good for a day.
func NewCertificate() (*Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("making a certificate: %w", err)
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(now.UnixNano()),
		Subject:               pkix.Name{CommonName: "connectortest"},
		NotBefore:             now.Add(-time.Hour),
		NotAfter:              now.Add(24 * time.Hour),
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
		IsCA:                  true,
		DNSNames:              []string{"localhost"},
		IPAddresses:           []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, fmt.Errorf("making a certificate: %w", err)
	}
	return &Certificate{
		PEM:     pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		keyPair: tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key},
	}, nil
}

// Client returns an HTTP client that trusts this certificate and no other.
func (c *Certificate) Client() *http.Client {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(c.PEM)
	return &http.Client{
		Timeout:   10 * time.Second,
		Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}},
	}
}

// server serves on a free port of this machine until it is closed.
type server struct {
	base string // URL without a slash at the end
	http *http.Server
	done chan error
}

func (s *server) start(certificate *Certificate, handler http.Handler) error {
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("starting a server on this machine: %w", err)
	}
	s.base = "http://" + listener.Addr().String()
	s.http = &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, Protocols: &http.Protocols{}}
	s.http.Protocols.SetHTTP1(true) // which alone lets a fault break a connection
	if certificate != nil {
		s.base = "https://" + listener.Addr().String()
		listener = tls.NewListener(listener, &tls.Config{
			Certificates: []tls.Certificate{certificate.keyPair}, MinVersion: tls.VersionTLS12,
		})
	}
	s.done = make(chan error, 1)
	go func() { s.done <- s.http.Serve(listener) }()
	return nil
}

// Close ends the server and its connections.
func (s *server) Close() error {
	err := s.http.Close()
	if served := <-s.done; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value) // fails when the caller is gone, which is the caller's business
}
