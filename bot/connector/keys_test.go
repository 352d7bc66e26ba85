package connector

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/bot/connector/connectortest"
)

// door is a validator with its issuer, and tokens that outlive the day.
type door struct {
	*Validator
	*clock
	issuer *connectortest.Issuer
}

func newDoor(t *testing.T) door {
	t.Helper()
	clock := newClock()
	issuer := startIssuer(t, connectortest.IssuerConfig{Now: clock.now})
	return door{newValidator(t, issuer, clock), clock, issuer}
}

// token is good for a year.
func (d door) token() connectortest.Token {
	token := d.issuer.Token(appID, serviceURL)
	token.Claims["exp"] = d.now().Add(365 * 24 * time.Hour).Unix()
	return token
}

func (d door) unknown() connectortest.Token {
	token := d.token()
	token.Header["kid"] = "nobody"
	return token
}

func (d door) show(t *testing.T, token connectortest.Token) error {
	t.Helper()
	return d.Authenticate(post("Bearer "+sign(t, token)), heard())
}

func TestKeysAreFetchedOnceADay(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	token := d.token()
	require.Zero(t, d.issuer.Fetches(), "nobody has called yet")
	require.NoError(t, d.show(t, token))
	d.advance(24*time.Hour - time.Second)
	require.NoError(t, d.show(t, token))
	require.NoError(t, d.show(t, d.token()))
	require.Equal(t, 1, d.issuer.Fetches())
	d.advance(time.Second)
	require.NoError(t, d.show(t, token))
	require.NoError(t, d.show(t, token))
	require.Equal(t, 2, d.issuer.Fetches())
}

func TestUnknownKeyIsAskedForOnceAnHour(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	require.NoError(t, d.show(t, d.token()))
	for range 5 {
		require.ErrorIs(t, d.show(t, d.unknown()), ErrUnauthorized)
	}
	require.Equal(t, 2, d.issuer.Fetches())
	d.advance(time.Hour - time.Second)
	require.ErrorIs(t, d.show(t, d.unknown()), ErrUnauthorized)
	require.Equal(t, 2, d.issuer.Fetches())
	d.advance(time.Second)
	require.ErrorIs(t, d.show(t, d.unknown()), ErrUnauthorized)
	require.Equal(t, 3, d.issuer.Fetches())
}

func TestRotatedKey(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	old := d.token()
	require.NoError(t, d.show(t, old))
	require.NoError(t, d.issuer.AddKey("msteams"))
	require.NoError(t, d.show(t, d.token()), "a new key is looked for")
	d.issuer.DropKey()
	require.NoError(t, d.show(t, old), "nobody has looked yet")
	d.advance(24 * time.Hour)
	require.ErrorIs(t, d.show(t, old), ErrUnauthorized, "a token is forgotten together with its key")
	require.NoError(t, d.show(t, d.token()))
}

func TestTokenIsForgottenWhenItsKeyChanges(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	token := d.token()
	require.NoError(t, d.show(t, token))
	another, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	for id := range d.tokens.keys.keys {
		d.tokens.keys.keys[id] = &signingKey{id: id, public: &another.PublicKey}
	}
	require.ErrorIs(t, d.show(t, token), ErrUnauthorized)
}

func TestFailedFetchKeepsTheOldKeys(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	require.NoError(t, d.show(t, d.token()))
	d.issuer.Break(true)
	d.advance(48 * time.Hour)
	require.NoError(t, d.show(t, d.token()))
	require.NoError(t, d.show(t, d.token()))
	require.Equal(t, 2, d.issuer.Fetches(), "not again at once")
	d.advance(failedKeysWait)
	require.NoError(t, d.show(t, d.token()))
	require.Equal(t, 3, d.issuer.Fetches())
}

func TestNobodyGetsInWithoutKeys(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.issuer.Break(true)
	err := d.show(t, d.token())
	require.ErrorContains(t, err, "500")
	require.NotErrorIs(t, err, ErrUnauthorized, "it is not the caller's fault")
	d.issuer.Break(false)
	require.Error(t, d.show(t, d.token()), "not again at once")
	d.advance(failedKeysWait)
	require.NoError(t, d.show(t, d.token()))
}

func TestKeysAreFetchedByOneForAll(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	var callers sync.WaitGroup
	for i := range 50 {
		token := d.token()
		token.Claims["caller"] = i
		raw := "Bearer " + sign(t, token)
		callers.Go(func() { assert.NoError(t, d.Authenticate(post(raw), heard())) })
	}
	callers.Wait()
	require.Equal(t, 1, d.issuer.Fetches())
}

// blockedTransport answers nobody until it is told to.
type blockedTransport struct {
	http.RoundTripper
	blocked chan struct{}
	arrived chan struct{}
}

func (b blockedTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	b.arrived <- struct{}{}
	<-b.blocked
	return b.RoundTripper.RoundTrip(r)
}

func TestWaitingForKeys(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	token := d.token()
	require.NoError(t, d.show(t, token))

	slow := blockedTransport{httpClient(t).Transport, make(chan struct{}), make(chan struct{}, 2)}
	d.tokens.keys.http = &http.Client{Transport: slow}
	impatient, giveUp := context.WithCancel(t.Context())
	failed := make(chan error)
	unknown := post("Bearer " + sign(t, d.unknown())).WithContext(impatient)
	go func() { failed <- d.Authenticate(unknown, heard()) }()
	<-slow.arrived

	require.NoError(t, d.show(t, token), "who shows a known key doesn't wait")
	giveUp()
	require.ErrorIs(t, <-failed, context.Canceled, "who gives up doesn't wait")

	close(slow.blocked)
	require.ErrorIs(t, d.show(t, d.unknown()), ErrUnauthorized, "who comes later waits for the same fetch")
	require.Equal(t, 2, d.issuer.Fetches())
}

func TestMetadataIsNotBelievedBlindly(t *testing.T) {
	t.Parallel()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	modulus := base64.RawURLEncoding.EncodeToString(key.N.Bytes())
	for name, test := range map[string]struct{ metadata, keys, reason string }{
		"another issuer": {`{"issuer":"https://example.com","jwks_uri":"KEYS"}`, "", "https://example.com"},
		"keys by http":   {`{"jwks_uri":"http://example.com/keys"}`, "", "not https"},
		"no keys":        {`{}`, "", "not https"},
		"not JSON":       {`<html>`, "", "invalid character"},
		"endless":        {`{"jwks_uri":"` + strings.Repeat("x", 2<<20) + `"}`, "", "unexpected EOF"},
		"keys not JSON":  {`{"jwks_uri":"KEYS"}`, `<html>`, "invalid character"},
		"keys missing":   {`{"jwks_uri":"KEYS"}`, `{}`, "no key that can be used"},
		"keys of others": {`{"jwks_uri":"KEYS"}`, `{"keys":[
			{"kty":"oct","kid":"1","k":"c2VjcmV0"}, {"kty":"new","kid":"2"}, {"kty":"RSA","e":"AQAB","n":"MODULUS"},
			{"kty":"RSA","kid":"3","use":"enc","e":"AQAB","n":"MODULUS"}, {"kty":"RSA","kid":"4","alg":"RS384","e":"AQAB","n":"MODULUS"},
			{"kty":"RSA","kid":"5","endorsements":"msteams","e":"AQAB","n":"MODULUS"},
			{"kty":"RSA","kid":"small","e":"AQAB","n":"AQAB"}, {"kty":"EC","crv":"P-256","kid":"6",
			"x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
			"y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}`, "no key that can be used"},
		"redirect": {"REDIRECT", "", "307"},
	} {
		var server *httptest.Server
		server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.URL.Path == "/keys":
				fmt.Fprint(w, strings.ReplaceAll(test.keys, "MODULUS", modulus))
			case test.metadata == "REDIRECT":
				http.Redirect(w, r, server.URL+"/keys", http.StatusTemporaryRedirect)
			default:
				fmt.Fprint(w, strings.ReplaceAll(test.metadata, "KEYS", server.URL+"/keys"))
			}
		}))
		t.Cleanup(server.Close)
		v, err := NewValidator(Config{AppID: appID, TenantID: tenantID, OpenIDMetadata: server.URL}, Options{HTTP: httpClient(t)})
		require.NoError(t, err, name)
		_, err = v.tokens.keys.find(t.Context(), "5")
		require.ErrorContains(t, err, test.reason, name)
	}
}
