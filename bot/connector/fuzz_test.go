package connector

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"deskhand/bot/connector/connectortest"
)

// FuzzAuthenticate shows the door whatever comes to mind. Nobody but the issuer can make a token, so what gets in is
// the one that the issuer made, and with the service URL that it made it for.
func FuzzAuthenticate(f *testing.F) {
	clock := newClock()
	issuer := startIssuer(f, connectortest.IssuerConfig{Now: clock.now})
	validator := newValidator(f, issuer, clock)
	good := sign(f, issuer.Token(appID, serviceURL))
	expired := issuer.Token(appID, serviceURL)
	expired.Claims["exp"] = clock.now().Add(-time.Hour).Unix()
	none := strings.Split(good, ".")
	none[0] = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIiwia2lkIjoia2V5LTEifQ"

	f.Add("Bearer "+good, serviceURL)
	f.Add("bearer "+good, strings.TrimSuffix(serviceURL, "/"))
	f.Add("Bearer "+good, "https://example.com/")
	f.Add("Bearer "+sign(f, expired), serviceURL)
	f.Add("Bearer "+strings.Join(none, "."), serviceURL)
	f.Add("Bearer "+none[0]+"."+none[1]+".", serviceURL)
	f.Add("Bearer a.b.c", "https://user@smba.trafficmanager.net/?#")
	f.Add("Basic YTpi", "")
	f.Fuzz(func(t *testing.T, header, service string) {
		a := heard()
		a.ServiceURL = service
		if validator.Authenticate(post(header), a) != nil {
			return
		}
		require.Equal(t, good, header[len("Bearer "):])
		require.Equal(t, strings.TrimSuffix(serviceURL, "/"), strings.TrimSuffix(service, "/"))
	})
}
