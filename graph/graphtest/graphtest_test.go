package graphtest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"deskhand/graph/graphtest"
)

// client calls Graph with nothing but HTTP.
type client struct {
	t     *testing.T
	g     *graphtest.Server
	token string
}

// reply is what came back.
type reply struct {
	status int
	header http.Header
	body   map[string]any
	raw    string
}

func (r reply) code() string {
	failed, _ := r.body["error"].(map[string]any)
	code, _ := failed["code"].(string)
	return code
}

func (r reply) message() string {
	failed, _ := r.body["error"].(map[string]any)
	message, _ := failed["message"].(string)
	return message
}

func (r reply) value() []any {
	value, _ := r.body["value"].([]any)
	return value
}

func start(t *testing.T, o graphtest.Options) *client {
	t.Helper()
	g := graphtest.Start(t, o)
	return &client{t: t, g: g, token: g.Token()}
}

// try makes a request. Headers are pairs of name and value.
func (c *client) try(method, path string, body any, headers ...string) (reply, error) {
	c.t.Helper()
	var sent io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		require.NoError(c.t, err)
		sent = bytes.NewReader(data)
	}
	if !strings.HasPrefix(path, "http") {
		path = c.g.GraphURL() + path
	}
	req, err := http.NewRequestWithContext(c.t.Context(), method, path, sent)
	require.NoError(c.t, err)
	req.Header.Set("Authorization", "Bearer "+c.token)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	require.NoError(c.t, err)
	got := reply{status: resp.StatusCode, header: resp.Header, raw: string(data)}
	_ = json.Unmarshal(data, &got.body) // may be no JSON
	return got, nil
}

func (c *client) do(method, path string, body any, headers ...string) reply {
	c.t.Helper()
	got, err := c.try(method, path, body, headers...)
	require.NoError(c.t, err)
	return got
}

func (c *client) get(path string) reply {
	c.t.Helper()
	return c.do(http.MethodGet, path, nil)
}

// dig reads a text in nested objects.
func dig(of any, steps ...string) any {
	for _, step := range steps {
		inner, _ := of.(map[string]any)
		of = inner[step]
	}
	return of
}

type fields = map[string]any

func TestLogin(t *testing.T) {
	t.Parallel()
	c := start(t, graphtest.Options{Roles: []string{"User.Read.All"}})
	login := func(form url.Values) reply {
		resp, err := http.PostForm(c.g.URL()+"/"+graphtest.DefaultTenant+"/oauth2/v2.0/token", form)
		require.NoError(t, err)
		defer resp.Body.Close()
		got := reply{status: resp.StatusCode}
		require.NoError(t, json.NewDecoder(resp.Body).Decode(&got.body))
		return got
	}
	form := url.Values{
		"grant_type": {"client_credentials"}, "scope": {"https://graph.microsoft.com/.default openid offline_access profile"},
		"client_id": {graphtest.DefaultClient}, "client_secret": {graphtest.DefaultSecret},
	}
	got := login(form)
	require.Equal(t, http.StatusOK, got.status)
	c.token, _ = got.body["access_token"].(string)
	require.Len(t, strings.Split(c.token, "."), 3)
	require.Equal(t, "itemNotFound", start(t, graphtest.Options{}).get("/sites/nowhere").code())
	require.Equal(t, http.StatusNotFound, c.get("/users/nobody").status, "the role suffices")
	require.Equal(t, http.StatusForbidden, c.get("/sites/nowhere").status, "the role does not suffice")

	form.Set("client_secret", "wrong")
	got = login(form)
	require.Equal(t, http.StatusUnauthorized, got.status)
	require.Contains(t, got.body["error_description"], "AADSTS7000215")
	form.Del("client_secret")
	form.Set("client_assertion", "no token")
	require.Equal(t, http.StatusUnauthorized, login(form).status)
	form.Set("client_assertion", c.token)
	require.Equal(t, http.StatusOK, login(form).status)

	c.token = ""
	got = c.get("/users/nobody")
	require.Equal(t, http.StatusUnauthorized, got.status)
	require.Equal(t, "InvalidAuthenticationToken", got.code())
}
