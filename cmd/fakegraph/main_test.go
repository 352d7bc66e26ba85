package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph/doctor"
	"deskhand/graph/graphtest"
	"deskhand/internal/config"
	"deskhand/internal/loopback"
)

// The page works the list as a person does, and Graph says so.
func TestThePageWorksTheList(t *testing.T) {
	t.Parallel()
	g := graphtest.Start(t, graphtest.Options{})
	org, err := populate(g, true)
	require.NoError(t, err)
	id, err := g.AddItem(org.list, map[string]any{
		"TicketKey": "HD-1001", "Title": "<b>No access</b>", "Status": "New", "Priority": "3 Normal", "Comment": "Hei",
		"Conversation": "Alex Wilber:\nNothing works", "Incident": "MF1012345", "ResolutionDue": "2026-03-02T11:00:00Z",
	}, "")
	require.NoError(t, err)
	server := httptest.NewServer(newPage(org))
	t.Cleanup(server.Close)
	look := func() string { return text(t, http.MethodGet, server.URL, nil) }
	require.Contains(t, look(), "Views: All Items<")
	require.NoError(t, g.AddView(org.list, graphtest.View{Title: "New"}))
	require.Contains(t, look(), "Views: All Items, New<")
	require.Contains(t, look(), "HD-1001")
	require.Contains(t, look(), "&lt;b&gt;No access")
	for _, shown := range []string{
		"Alex Wilber:\nNothing works", "Incident MF1012345", "Solve by Mon 2 Mar ", `name="was.Comment" value="Hei"`,
	} {
		require.Contains(t, look(), shown)
	}

	oliver := org.agents[1]
	shown := text(t, http.MethodPost, server.URL+"/items/"+id, url.Values{
		"as": {oliver}, "Status": {"Resolved"}, "Priority": {"3 Normal"}, "AssigneeLookupId": {"2"}, "Resolution": {"Granted.\r\nTry it."},
		"Comment": {"Hei"}, "was.Comment": {"Hei"}, "was.Status": {"New"}, "was.Priority": {"3 Normal"},
	})
	require.NotContains(t, shown, "role=\"alert\"")
	item, found := g.Item(org.list, id)
	require.True(t, found)
	assert.Equal(t, oliver, item.ModifiedBy)
	assert.Equal(t, map[string]any{
		"TicketKey": "HD-1001", "Title": "<b>No access</b>", "Status": "Resolved", "Priority": "3 Normal", "AssigneeLookupId": "2",
		"Resolution": "Granted.\nTry it.", "Comment": "Hei",
		"Conversation": "Alex Wilber:\nNothing works", "Incident": "MF1012345", "ResolutionDue": "2026-03-02T11:00:00Z",
	}, item.Fields)
	etag := item.ETag
	text(t, http.MethodPost, server.URL+"/items/"+id, url.Values{
		"as": {oliver}, "Status": {"New"}, "was.Status": {"New"}, "Comment": {""}, "was.Comment": {""},
	})
	item, _ = g.Item(org.list, id)
	assert.Equal(t, etag, item.ETag, "what was shown before and not touched stays as it has become")

	require.Contains(t, look(), "Power Automate: works")
	require.Contains(t, text(t, http.MethodPost, server.URL+"/outage", url.Values{}), "Power Automate: disturbed")
	require.Contains(t, text(t, http.MethodPost, server.URL+"/outage", url.Values{}), "Power Automate: works")
	text(t, http.MethodPost, server.URL+"/items/"+id+"/delete", url.Values{"as": {oliver}})
	require.Empty(t, g.Items(org.list))
	require.Contains(t, text(t, http.MethodPost, server.URL+"/items/"+id, url.Values{"as": {oliver}}), "is gone")
}

func text(t *testing.T, method, address string, form url.Values) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form.Encode()))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, resp.StatusCode, string(data))
	return string(data)
}

// What the program writes is all that a client needs, and it ends when it is told to.
func TestRunUntilItIsStopped(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	pem, key, env := filepath.Join(dir, "ca.pem"), filepath.Join(dir, "key.pem"), filepath.Join(dir, "env")
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	var out bytes.Buffer
	go func() {
		done <- run(ctx, []string{"-listen", "127.0.0.1:0", "-page", "127.0.0.1:0", "-pem", pem, "-key", key, "-env", env, "-list"}, &out, io.Discard)
	}()
	require.Eventually(t, func() bool { data, err := os.ReadFile(env); return err == nil && len(data) > 0 }, 10*time.Second, 5*time.Millisecond)
	settings, err := os.ReadFile(env)
	require.NoError(t, err)
	stop()
	require.NoError(t, <-done)
	for _, name := range []string{
		"SSL_CERT_FILE=" + pem, "DESKHAND_GRAPH_CERTIFICATE_FILE=" + key, "DESKHAND_GRAPH_ENABLED=true", "DESKHAND_GRAPH_BASE_URL=https://127.0.0.1:", "DESKHAND_GRAPH_LIST_ID=",
		"DESKHAND_BOT_NO_AUTH=true",
	} {
		require.Contains(t, string(settings), name)
	}
	certificate, err := os.ReadFile(pem)
	require.NoError(t, err)
	require.Contains(t, string(certificate), "BEGIN CERTIFICATE")
}

// Deskhand starts with these settings and whatever it is told beside them, nothing that is on lacks a permission, and one too
// many is there to be found.
func TestOnePermissionTooMany(t *testing.T) {
	t.Parallel()
	certificate, err := loopback.NewCertificate()
	require.NoError(t, err)
	for told, want := range map[string]string{
		"":                                "DESKHAND_COMMUNITY_MODE=preview",
		"DESKHAND_COMMUNITY_MODE=consent": "DESKHAND_COMMUNITY_MODE=consent",
		"DESKHAND_COMMUNITY_MODE=auto":    "DESKHAND_COMMUNITY_MODE=auto",
		"DESKHAND_DESK_ON_CALL=oliver@example.com":    "DESKHAND_COMMUNITY_MODE=preview",
		"DESKHAND_GRAPH_HEALTH_INTERVAL=0":            "DESKHAND_COMMUNITY_MODE=preview",
		"DESKHAND_COMMUNITY_EXCLUSION_GROUP_ID=never": "DESKHAND_COMMUNITY_MODE=preview",
	} {
		g := graphtest.Start(t, graphtest.Options{Certificate: certificate})
		org, err := populate(g, true)
		require.NoError(t, err)
		lines, err := org.open("ca.pem", "key.pem", []string{told})
		require.NoError(t, err)
		assert.Contains(t, lines, want+"\n")
		assert.Contains(t, lines, "DESKHAND_GRAPH_CERTIFICATE_FILE=")
		settings, err := config.Load("", append(org.settings("ca.pem", "key.pem"), told))
		require.NoError(t, err)
		found := doctor.Permissions(settings, roles(t, g.Token()))
		require.Len(t, found, 1, "%s: %v", told, found)
		assert.Contains(t, found[0].Detail, "Mail.Send is granted")
	}
}

// roles are the application permissions in a token.
func roles(t *testing.T, token string) []string {
	t.Helper()
	parts := strings.Split(token, ".")
	require.Len(t, parts, 3)
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	require.NoError(t, err)
	var claims struct{ Roles []string }
	require.NoError(t, json.Unmarshal(payload, &claims))
	return claims.Roles
}
