package connectortest

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"fmt"
	"maps"
	"math/big"
	"net/http"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"deskhand/internal/loopback"
)

// IssuerID is the issuer that tokens name, which is the public cloud's.
const IssuerID = "https://api.botframework.com"

// Issuer is the login service: it announces the keys of Teams, signs tokens as Teams does, and gives the bot tokens of
// its own. It is safe for concurrent use.
type Issuer struct {
	server loopback.Server
	secret string
	now    func() time.Time

	mu      sync.Mutex
	keys    []issuerKey // the last one signs
	made    int         // keys, ever
	broken  bool
	fetches int
	given   map[string]bool // access tokens: whether they are still good
}

type issuerKey struct {
	id           string
	private      *rsa.PrivateKey
	endorsements []string
}

// IssuerConfig says how the issuer is to be. The zero value speaks http, and gives tokens to everybody.
type IssuerConfig struct {
	Certificate  *loopback.Certificate // for https, which azidentity insists on; nil: http
	ClientSecret string                // of the bot; "": any
	Now          func() time.Time      // nil: time.Now
}

// StartIssuer starts an issuer with one key, which is endorsed for Teams.
func StartIssuer(cfg IssuerConfig) (*Issuer, error) {
	i := &Issuer{secret: cfg.ClientSecret, now: cfg.Now, given: map[string]bool{}}
	if i.now == nil {
		i.now = time.Now
	}
	if err := i.AddKey("msteams"); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/.well-known/openidconfiguration", i.serveMetadata)
	mux.HandleFunc("GET /v1/.well-known/keys", i.serveKeys)
	mux.HandleFunc("GET /{tenant}/v2.0/.well-known/openid-configuration", i.serveTenant)
	mux.HandleFunc("POST /{tenant}/oauth2/v2.0/token", i.serveToken)
	if err := i.server.Start("", cfg.Certificate, mux); err != nil {
		return nil, err
	}
	return i, nil
}

// Close ends the issuer and its connections.
func (i *Issuer) Close() error { return i.server.Close() }

// Authority is the base URL of the login service.
func (i *Issuer) Authority() string { return i.server.URL }

// MetadataURL is where the keys of Teams are announced.
func (i *Issuer) MetadataURL() string { return i.server.URL + "/v1/.well-known/openidconfiguration" }

// AddKey makes a key, and signs with it from now on. Endorsements are the channels it may speak for.
func (i *Issuer) AddKey(endorsements ...string) error {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return fmt.Errorf("making a key: %w", err)
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.made++
	i.keys = append(i.keys, issuerKey{id: fmt.Sprintf("key-%d", i.made), private: private, endorsements: endorsements})
	return nil
}

// DropKey makes the issuer forget its oldest key.
func (i *Issuer) DropKey() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.keys = i.keys[1:]
}

// Break makes the issuer answer 500 to whoever asks for the keys, and mends it again.
func (i *Issuer) Break(broken bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.broken = broken
}

// Fetches is how many times somebody asked where the keys are.
func (i *Issuer) Fetches() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.fetches
}

// Token is one that Teams would show, and can be changed into one that it would not.
type Token struct {
	Header map[string]any
	Claims jwt.MapClaims
	Method jwt.SigningMethod
	Key    any // to sign with
}

// Token returns a good token for the bot and the service URL, which is good for an hour.
func (i *Issuer) Token(appID, serviceURL string) Token {
	i.mu.Lock()
	defer i.mu.Unlock()
	key := i.keys[len(i.keys)-1]
	return Token{
		Header: map[string]any{"typ": "JWT", "kid": key.id},
		Claims: jwt.MapClaims{
			"iss": IssuerID, "aud": appID, "serviceurl": serviceURL,
			"nbf": i.now().Unix(), "exp": i.now().Add(time.Hour).Unix(),
		},
		Method: jwt.SigningMethodRS256,
		Key:    key.private,
	}
}

// Sign writes the token as it stands in an Authorization header, behind "Bearer ".
func (t Token) Sign() (string, error) {
	token := &jwt.Token{Header: map[string]any{"alg": t.Method.Alg()}, Claims: t.Claims, Method: t.Method}
	maps.Copy(token.Header, t.Header)
	signed, err := token.SignedString(t.Key)
	if err != nil {
		return "", fmt.Errorf("signing a token: %w", err)
	}
	return signed, nil
}

func (i *Issuer) serveMetadata(w http.ResponseWriter, _ *http.Request) {
	i.mu.Lock()
	i.fetches++
	broken := i.broken
	i.mu.Unlock()
	if broken {
		http.Error(w, "broken", http.StatusInternalServerError)
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{
		"issuer": IssuerID, "jwks_uri": i.server.URL + "/v1/.well-known/keys",
		"id_token_signing_alg_values_supported": []string{"RS256"},
	})
}

func (i *Issuer) serveKeys(w http.ResponseWriter, _ *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	keys := []map[string]any{}
	for _, key := range i.keys {
		public := key.private.PublicKey
		announced := map[string]any{
			"kty": "RSA", "use": "sig", "kid": key.id, "x5t": key.id,
			"n": base64.RawURLEncoding.EncodeToString(public.N.Bytes()),
			"e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(public.E)).Bytes()),
		}
		if key.endorsements != nil {
			announced["endorsements"] = key.endorsements
		}
		keys = append(keys, announced)
	}
	writeJSON(w, http.StatusOK, map[string]any{"keys": keys})
}
