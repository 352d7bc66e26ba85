package graphtest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// claims are what is in an access token, as far as anybody looks at it.
type claims struct {
	AppID  string   `json:"appid"`
	Tenant string   `json:"tid"`
	Roles  []string `json:"roles"`
	Proof  string   `json:"appidacr"` // how the application signed in
	jwt.RegisteredClaims
}

// How an application signed in, as its token says it.
const (
	bySecret    = "1"
	byAssertion = "2" // signed by a certificate, or by somebody whom Entra believes
)

// SetRoles changes which application permissions the tokens have that are given from now on. Earlier ones keep theirs, as
// they do in Entra.
func (s *Server) SetRoles(roles ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.roles = slices.Clone(roles)
}

// Token returns an access token that is good for an hour, for the application as it signs in with a certificate. What it is
// asked for is not in it: where both are played, Graph and SharePoint have one address.
func (s *Server) Token() string { return s.token(byAssertion) }

func (s *Server) token(proof string) string {
	s.mu.Lock()
	roles := slices.Clone(s.roles)
	s.mu.Unlock()
	now := s.opts.Now()
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims{
		AppID: s.opts.ClientID, Tenant: s.opts.Tenant, Roles: roles, Proof: proof,
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: "https://sts.windows.net/" + s.opts.Tenant + "/", Audience: jwt.ClaimStrings{"https://graph.microsoft.com"},
			IssuedAt: jwt.NewNumericDate(now), NotBefore: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(time.Hour)),
		},
	}).SignedString(s.key)
	if err != nil {
		return "" // Graph refuses it
	}
	return token
}

// holder is whom the request's token was given to, if it is a good one.
func (s *Server) holder(r *http.Request) (claims, *Failure) {
	refuse := func(message string) *Failure {
		return &Failure{Status: http.StatusUnauthorized, Code: "InvalidAuthenticationToken", Message: message}
	}
	shown, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok || shown == "" {
		return claims{}, refuse("Access token is empty.")
	}
	var held claims
	_, err := jwt.ParseWithClaims(shown, &held, func(*jwt.Token) (any, error) { return s.key, nil },
		jwt.WithValidMethods([]string{"HS256"}), jwt.WithTimeFunc(s.opts.Now))
	if err != nil {
		return claims{}, refuse("Access token validation failure: " + err.Error())
	}
	return held, nil
}

func isLogin(path string) bool {
	return strings.HasSuffix(path, "/oauth2/v2.0/token") || strings.HasSuffix(path, "/openid-configuration") ||
		strings.HasPrefix(path, "/common/discovery/")
}

// serveTenant answers what MSAL asks before it asks for a token.
func (s *Server) serveTenant(w http.ResponseWriter, r *http.Request) {
	tenant := s.server.URL + "/" + r.PathValue("tenant")
	writeJSON(w, http.StatusOK, map[string]any{
		"issuer": tenant + "/v2.0", "token_endpoint": tenant + "/oauth2/v2.0/token",
		"authorization_endpoint": tenant + "/oauth2/v2.0/authorize",
	})
}

// serveDiscovery says that the login service knows itself.
func (s *Server) serveDiscovery(w http.ResponseWriter, _ *http.Request) {
	host := strings.TrimPrefix(strings.TrimPrefix(s.server.URL, "https://"), "http://")
	writeJSON(w, http.StatusOK, map[string]any{
		"tenant_discovery_endpoint": s.server.URL + "/" + s.opts.Tenant + "/v2.0/.well-known/openid-configuration",
		"metadata":                  []any{map[string]any{"preferred_network": host, "preferred_cache": host, "aliases": []string{host}}},
	})
}

// serveToken gives an access token for the client secret, or for an assertion, of which it checks the form alone.
func (s *Server) serveToken(w http.ResponseWriter, r *http.Request) {
	refuse := func(status int, kind string, code int, message string) {
		writeJSON(w, status, map[string]any{
			"error": kind, "error_codes": []int{code}, "error_description": fmt.Sprintf("AADSTS%d: %s", code, message),
			"timestamp": s.opts.Now().UTC().Format("2006-01-02 15:04:05Z"), "trace_id": "trace-of-a-test", "correlation_id": "of-a-test",
		})
	}
	id, secret, assertion := r.PostFormValue("client_id"), r.PostFormValue("client_secret"), r.PostFormValue("client_assertion")
	switch {
	case r.PathValue("tenant") != s.opts.Tenant:
		refuse(http.StatusBadRequest, "invalid_request", 90002, "Tenant '"+r.PathValue("tenant")+"' not found.")
	case r.PostFormValue("grant_type") != "client_credentials":
		refuse(http.StatusBadRequest, "unsupported_grant_type", 70003, "The app requested an unsupported grant type.")
	case !strings.HasSuffix(r.PostFormValue("scope"), "/.default") && !strings.Contains(r.PostFormValue("scope"), "/.default "):
		refuse(http.StatusBadRequest, "invalid_scope", 1002012, "The provided value for scope is not valid.")
	case id != s.opts.ClientID:
		refuse(http.StatusBadRequest, "unauthorized_client", 700016, "Application with identifier '"+id+"' was not found in the directory.")
	case secret == "" && assertion == "":
		refuse(http.StatusUnauthorized, "invalid_client", 7000216, "'client_assertion' or 'client_secret' is required.")
	case assertion != "" && !isAssertion(assertion):
		refuse(http.StatusUnauthorized, "invalid_client", 50027, "JWT token is invalid or malformed.")
	case assertion == "" && secret != s.opts.ClientSecret:
		refuse(http.StatusUnauthorized, "invalid_client", 7000215, "Invalid client secret provided.")
	default:
		proof := byAssertion
		if assertion == "" {
			proof = bySecret
		}
		writeJSON(w, http.StatusOK, map[string]any{
			"token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599, "access_token": s.token(proof),
		})
	}
}

func isAssertion(token string) bool {
	_, _, err := jwt.NewParser().ParseUnverified(token, jwt.MapClaims{})
	return err == nil
}
