package connector

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/infracloudio/msbotbuilder-go/connector/auth"
	"github.com/infracloudio/msbotbuilder-go/schema"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/bot/activity"
	"deskhand/bot/connector/connectortest"
)

func newValidator(tb testing.TB, issuer *connectortest.Issuer, clock *clock) *Validator {
	tb.Helper()
	v, err := NewValidator(
		Config{AppID: appID, TenantID: tenantID, OpenIDMetadata: issuer.MetadataURL()},
		Options{HTTP: httpClient(tb), Now: clock.now},
	)
	require.NoError(tb, err)
	return v
}

func post(authorization ...string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/api/messages", nil)
	for _, header := range authorization {
		r.Header.Add("Authorization", header)
	}
	return r
}

func sign(tb testing.TB, token connectortest.Token) string {
	tb.Helper()
	signed, err := token.Sign()
	require.NoError(tb, err)
	return signed
}

// call is one request to the bot: a row of the table changes what it says about it.
type call struct {
	token    connectortest.Token
	raw      string   // in place of the token
	headers  []string // with RAW where the token is to stand
	activity *activity.Activity
}

func TestWhoMayCall(t *testing.T) {
	t.Parallel()
	clock := newClock()
	issuer := startIssuer(t, connectortest.IssuerConfig{Now: clock.now})
	require.NoError(t, issuer.AddKey("webchat", "directline"))
	webchat := issuer.Token(appID, serviceURL)
	require.NoError(t, issuer.AddKey())
	unendorsed := issuer.Token(appID, serviceURL)
	require.NoError(t, issuer.AddKey("directline", "msteams"))
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	validator := newValidator(t, issuer, clock)

	now := clock.now()
	const (
		anotherID = "33333333-0000-4000-8000-000000000003"
		inTeams   = `{"tenant":{"id":"` + tenantID + `"}}`
	)
	claim := func(name string, value any) func(*call) {
		return func(c *call) { c.token.Claims[name] = value }
	}
	without := func(name string) func(*call) { return func(c *call) { delete(c.token.Claims, name) } }
	headers := func(all ...string) func(*call) { return func(c *call) { c.headers = all } }
	named := func(field func(*activity.Activity) *string, value string) func(*call) {
		return func(c *call) { *field(c.activity) = value }
	}
	service := func(a *activity.Activity) *string { return &a.ServiceURL }
	channel := func(a *activity.Activity) *string { return &a.ChannelID }
	tenants := func(conversation, teams string) func(*call) {
		return func(c *call) { c.activity.Conversation.TenantID, c.activity.ChannelData = conversation, []byte(teams) }
	}
	said := func(header string, value any) func(*call) {
		return func(c *call) { c.token.Header[header] = value }
	}
	signed := func(method jwt.SigningMethod, key any) func(*call) {
		return func(c *call) { c.token.Method, c.token.Key = method, key }
	}
	serviceURLs := func(both string) func(*call) {
		return func(c *call) { c.token.Claims["serviceurl"], c.activity.ServiceURL = both, both }
	}

	for name, test := range map[string]struct {
		change func(*call)
		want   error
	}{
		"good":                             {func(*call) {}, nil},
		"scheme in small letters":          {headers("bearer RAW"), nil},
		"audience list of this bot alone":  {claim("aud", []string{appID}), nil},
		"service URLs differ by a slash":   {claim("serviceurl", strings.TrimSuffix(serviceURL, "/")), nil},
		"expired within the skew":          {claim("exp", now.Add(-4*time.Minute).Unix()), nil},
		"not yet valid within the skew":    {claim("nbf", now.Add(4*time.Minute).Unix()), nil},
		"key without endorsements":         {func(c *call) { c.token = unendorsed }, nil},
		"tenant in the Teams part alone":   {tenants("", inTeams), nil},
		"tenant in the conversation alone": {tenants(tenantID, ""), nil},
		"tenant in capitals":               {tenants(strings.ToUpper(tenantID), ""), nil},

		"no token":            {headers(), ErrUnauthorized},
		"two tokens":          {headers("Bearer RAW", "Bearer RAW"), ErrUnauthorized},
		"no Bearer":           {headers("RAW"), ErrUnauthorized},
		"wrong scheme":        {headers("Basic RAW"), ErrUnauthorized},
		"nothing behind it":   {headers("Bearer "), ErrUnauthorized},
		"two spaces":          {headers("Bearer  RAW"), ErrUnauthorized},
		"something behind it": {headers("Bearer RAW x"), ErrUnauthorized},
		"not a token":         {func(c *call) { c.raw = "a.b.c" }, ErrUnauthorized},
		"oversized token":     {claim("padding", strings.Repeat("x", maxTokenBytes)), ErrUnauthorized},

		"expired":                          {claim("exp", now.Add(-6*time.Minute).Unix()), ErrUnauthorized},
		"no exp":                           {without("exp"), ErrUnauthorized},
		"exp is a text":                    {claim("exp", "tomorrow"), ErrUnauthorized},
		"not yet valid beyond the skew":    {claim("nbf", now.Add(6*time.Minute).Unix()), ErrUnauthorized},
		"wrong issuer":                     {claim("iss", "https://sts.windows.net/"), ErrUnauthorized},
		"no issuer":                        {without("iss"), ErrUnauthorized},
		"wrong audience":                   {claim("aud", anotherID), ErrUnauthorized},
		"no audience":                      {without("aud"), ErrUnauthorized},
		"audience is a number":             {claim("aud", 5), ErrUnauthorized},
		"audience list with somebody else": {claim("aud", []string{appID, anotherID}), ErrUnauthorized},
		"empty audience list":              {claim("aud", []string{}), ErrUnauthorized},
		"alg none":                         {signed(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType), ErrUnauthorized},
		"HS256 with the public key":        {signed(jwt.SigningMethodHS256, publicPEM(t, issuer.Token("", ""))), ErrUnauthorized},
		"RS384":                            {func(c *call) { c.token.Method = jwt.SigningMethodRS384 }, ErrUnauthorized},
		"PS256":                            {func(c *call) { c.token.Method = jwt.SigningMethodPS256 }, ErrUnauthorized},
		"RS384 that says RS256": {func(c *call) {
			c.token.Method, c.token.Header["alg"] = jwt.SigningMethodRS384, "RS256"
		}, ErrUnauthorized},
		"unknown key":                      {func(c *call) { c.token.Key = stranger; said("kid", "nobody")(c) }, ErrUnauthorized},
		"another's key under a known id":   {func(c *call) { c.token.Key = stranger }, ErrUnauthorized},
		"key that the token brings along":  {func(c *call) { bringKey(c, stranger) }, ErrUnauthorized},
		"no key id":                        {func(c *call) { delete(c.token.Header, "kid") }, ErrUnauthorized},
		"key id is a number":               {said("kid", 1), ErrUnauthorized},
		"changed after it was signed":      {func(c *call) { c.raw = tamper(sign(t, c.token)) }, ErrUnauthorized},
		"signature with padding":           {func(c *call) { c.raw = sign(t, c.token) + "==" }, ErrUnauthorized},
		"without its signature":            {func(c *call) { c.raw = withoutSignature(sign(t, c.token)) }, ErrUnauthorized},
		"key of another channel":           {func(c *call) { c.token = webchat }, ErrForbidden},
		"service URL mismatch":             {named(service, "https://smba.trafficmanager.net/amer/"), ErrForbidden},
		"service URL differs in case":      {named(service, strings.ToUpper(serviceURL)), ErrForbidden},
		"no service URL in the token":      {without("serviceurl"), ErrForbidden},
		"no service URL anywhere":          {func(c *call) { without("serviceurl")(c); named(service, "")(c) }, ErrForbidden},
		"service host not allowed":         {serviceURLs("https://smba.trafficmanager.net.example.com/emea/"), ErrForbidden},
		"service host by http":             {serviceURLs("http://smba.trafficmanager.net/emea/"), ErrForbidden},
		"wrong channel":                    {named(channel, "directline"), ErrForbidden},
		"no channel":                       {named(channel, ""), ErrForbidden},
		"wrong tenant":                     {tenants("other", ""), ErrForbidden},
		"wrong tenant in the Teams part":   {tenants(tenantID, `{"tenant":{"id":"other"}}`), ErrForbidden},
		"wrong tenant in the conversation": {tenants("other", inTeams), ErrForbidden},
		"no tenant":                        {tenants("", ""), ErrForbidden},
	} {
		c := call{
			token:    issuer.Token(appID, serviceURL),
			headers:  []string{"Bearer RAW"},
			activity: heard(),
		}
		c.token.Claims["row"] = name // so that no row profits from what another has shown
		test.change(&c)
		raw := c.raw
		if raw == "" {
			raw = sign(t, c.token)
		}
		for i := range c.headers {
			c.headers[i] = strings.ReplaceAll(c.headers[i], "RAW", raw)
		}
		for range 2 { // the second time, what was good is remembered
			err := validator.Authenticate(post(c.headers...), c.activity)
			checkOutcome(t, test.want, err, name)
			if len(c.headers) == 1 {
				_, err = validator.AuthenticateRequest(t.Context(), asLibrary(t, c.activity), c.headers[0], nil, "")
				checkOutcome(t, test.want, err, name+", through the library's seam")
			}
		}
	}
}

func checkOutcome(t *testing.T, want, err error, name string) {
	t.Helper()
	if want == nil {
		assert.NoError(t, err, name)
		return
	}
	assert.ErrorIs(t, err, want, name)
}

// asLibrary is the activity as the library would have read it.
func asLibrary(t *testing.T, a *activity.Activity) schema.Activity {
	t.Helper()
	body, err := json.Marshal(a)
	require.NoError(t, err)
	var read schema.Activity
	require.NoError(t, json.Unmarshal(body, &read))
	return read
}

func publicPEM(t *testing.T, token connectortest.Token) []byte {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(token.Key.(*rsa.PrivateKey).Public())
	require.NoError(t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
}

func bringKey(c *call, key *rsa.PrivateKey) {
	c.token.Key = key
	c.token.Header["kid"] = "brought"
	c.token.Header["jwk"] = map[string]any{"kty": "RSA", "kid": "brought", "n": key.N.Text(62), "e": "AQAB"}
	c.token.Header["jku"] = "https://example.com/keys"
}

// tamper changes one character in the middle of the claims.
func tamper(raw string) string {
	from, to := strings.Index(raw, "."), strings.LastIndex(raw, ".")
	i := (from + to) / 2
	changed := byte('A')
	if raw[i] == changed {
		changed = 'B'
	}
	return raw[:i] + string(changed) + raw[i+1:]
}

func withoutSignature(raw string) string { return raw[:strings.LastIndex(raw, ".")+1] }

func TestSeamTellsWhoCalled(t *testing.T) {
	t.Parallel()
	clock := newClock()
	issuer := startIssuer(t, connectortest.IssuerConfig{Now: clock.now})
	validator := newValidator(t, issuer, clock)
	header := "Bearer " + sign(t, issuer.Token(appID, serviceURL))
	who, err := validator.AuthenticateRequest(t.Context(), asLibrary(t, heard()), header, nil, "")
	require.NoError(t, err)
	assert.True(t, who.IsAuthenticated())
	assert.Equal(t, appID, who.GetClaimValue(auth.AudienceClaim))
	assert.Empty(t, who.GetClaimValue("none"))
}

func TestRememberedTokenExpires(t *testing.T) {
	t.Parallel()
	clock := newClock()
	issuer := startIssuer(t, connectortest.IssuerConfig{Now: clock.now})
	validator := newValidator(t, issuer, clock)
	request := post("Bearer " + sign(t, issuer.Token(appID, serviceURL)))
	require.NoError(t, validator.Authenticate(request, heard()))
	clock.advance(64 * time.Minute)
	require.NoError(t, validator.Authenticate(request, heard()))
	clock.advance(2 * time.Minute)
	require.ErrorIs(t, validator.Authenticate(request, heard()), ErrUnauthorized)
}

func TestNewValidatorReportsEveryFault(t *testing.T) {
	t.Parallel()
	_, err := NewValidator(Config{ServiceHosts: []string{"https://a.example", "*"}, OpenIDMetadata: "http://example.com"}, Options{})
	for _, fault := range []string{"app id", "tenant", `"https://a.example"`, `"*"`, "http://example.com"} {
		assert.ErrorContains(t, err, fault)
	}
}
