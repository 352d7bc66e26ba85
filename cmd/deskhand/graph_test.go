package main

import (
	"errors"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"deskhand/graph/graphtest"
	"deskhand/internal/loopback"
)

// graphCertificate is the certificate of Microsoft Graph in these tests. The process trusts it, as it trusts Microsoft.
var graphCertificate = sync.OnceValues(loopback.NewCertificate)

// trust lets this process, and those that it starts, trust a certificate. It must come before the first connection.
func trust(made func() (*loopback.Certificate, error)) (forget func(), err error) {
	certificate, err := made()
	if err != nil {
		return nil, err
	}
	file, err := os.CreateTemp("", "deskhand-test-*.pem")
	if err != nil {
		return nil, err
	}
	_, err = file.Write(certificate.PEM)
	err = errors.Join(err, file.Close(), os.Setenv("SSL_CERT_FILE", file.Name()))
	return func() { _ = os.Remove(file.Name()) }, err
}

// tenant is an organisation with Microsoft 365, and the settings with which Deskhand works in it.
type tenant struct {
	*graphtest.Server
	environ []string
}

func newTenant(t *testing.T, o graphtest.Options) *tenant {
	t.Helper()
	certificate, err := graphCertificate()
	if err != nil {
		t.Fatal(err)
	}
	o.Certificate = certificate
	server := graphtest.Start(t, o)
	t.Cleanup(http.DefaultClient.CloseIdleConnections)
	return &tenant{Server: server, environ: []string{
		"DESKHAND_GRAPH_ENABLED=true", "DESKHAND_GRAPH_BASE_URL=" + server.GraphURL(), "DESKHAND_GRAPH_AUTHORITY=" + server.URL(),
		"DESKHAND_GRAPH_TENANT_ID=" + graphtest.DefaultTenant, "DESKHAND_GRAPH_CLIENT_ID=" + graphtest.DefaultClient,
		"DESKHAND_GRAPH_CLIENT_SECRET=" + graphtest.DefaultSecret,
	}}
}

// written are the requests that changed something.
func (o *tenant) written() []string {
	var writes []string
	for _, request := range o.Requests() {
		if request.Method != http.MethodGet && !strings.Contains(request.Path, "/oauth2/") {
			writes = append(writes, request.Method+" "+request.Path)
		}
	}
	return slices.Clip(writes)
}
