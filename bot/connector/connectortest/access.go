package connectortest

import (
	"crypto/rand"
	"net/http"
	"strings"
)

// serveTenant answers what MSAL asks before it asks for a token.
func (i *Issuer) serveTenant(w http.ResponseWriter, r *http.Request) {
	tenant := i.server.URL + "/" + r.PathValue("tenant")
	writeJSON(w, http.StatusOK, map[string]any{
		"issuer": tenant + "/v2.0", "token_endpoint": tenant + "/oauth2/v2.0/token",
		"authorization_endpoint": tenant + "/oauth2/v2.0/authorize",
	})
}

// serveToken gives an access token for the bot's client secret, or for an assertion, which it doesn't check.
func (i *Issuer) serveToken(w http.ResponseWriter, r *http.Request) {
	refuse := func(code string) { writeJSON(w, http.StatusUnauthorized, map[string]string{"error": code}) }
	secret, assertion := r.PostFormValue("client_secret"), r.PostFormValue("client_assertion")
	switch {
	case r.PostFormValue("grant_type") != "client_credentials":
		refuse("unsupported_grant_type")
		return
	case !strings.HasPrefix(r.PostFormValue("scope"), "https://"):
		refuse("invalid_scope")
		return
	case secret == "" && assertion == "", secret != "" && i.secret != "" && secret != i.secret:
		refuse("invalid_client")
		return
	}
	token := rand.Text()
	i.mu.Lock()
	i.given[token] = true
	i.mu.Unlock()
	writeJSON(w, http.StatusOK, map[string]any{"token_type": "Bearer", "expires_in": 3600, "access_token": token})
}

// Accepts says whether the access token was given by this issuer and is still good.
func (i *Issuer) Accepts(token string) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.given[token]
}

// Revoke makes every access token that was given so far worthless.
func (i *Issuer) Revoke() {
	i.mu.Lock()
	defer i.mu.Unlock()
	for token := range i.given {
		i.given[token] = false
	}
}

// Given is how many access tokens were given.
func (i *Issuer) Given() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return len(i.given)
}
