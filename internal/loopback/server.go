// Package loopback serves on this machine what plays somebody else's service: over plain HTTP, or over TLS with a
// certificate that signs itself. It is for tests, and for programs that measure or show; no production code imports it.
package loopback

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// Server serves from Start until Close. It is not to be started twice.
type Server struct {
	URL  string // without a slash at the end
	http *http.Server
	done chan error
}

// Start serves on an address, which is 127.0.0.1 with a free port when it is empty: over TLS with a certificate, over plain
// HTTP without one. The handler may look at the server's URL.
func (s *Server) Start(address string, certificate *Certificate, handler http.Handler) error {
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", cmp.Or(address, "127.0.0.1:0"))
	if err != nil {
		return fmt.Errorf("starting a server on this machine: %w", err)
	}
	s.URL = "http://" + listener.Addr().String()
	s.http = &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, Protocols: &http.Protocols{}}
	s.http.Protocols.SetHTTP1(true) // which alone lets a fault break a connection
	if certificate != nil {
		s.URL = "https://" + listener.Addr().String()
		listener = tls.NewListener(listener, &tls.Config{
			Certificates: []tls.Certificate{certificate.keyPair}, MinVersion: tls.VersionTLS12,
		})
	}
	s.done = make(chan error, 1)
	go func() { s.done <- s.http.Serve(listener) }()
	return nil
}

// Close ends the server and its connections.
func (s *Server) Close() error {
	err := s.http.Close()
	if served := <-s.done; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}
