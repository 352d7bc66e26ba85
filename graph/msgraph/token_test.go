package msgraph_test

import (
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph"
)

func TestTokenIsForTheOriginAlone(t *testing.T) {
	t.Parallel()
	server := play(t, says(200, oneItem))
	own := &badge{}
	client, _ := connectAs(t, server, own)
	_, err := client.Item(t.Context(), list, "7")
	require.NoError(t, err)
	require.Equal(t, "Bearer a", server.heard()[0].header.Get("Authorization"))
	require.Equal(t, []string{server.URL + "/.default"}, own.asked[0].Scopes)
}

// The SDK would send the request to another host without a token and without an error.
func TestLinkToAnotherHostIsNotFollowed(t *testing.T) {
	t.Parallel()
	elsewhere := play(t, says(200, `{"value":[]}`))
	server := play(t, says(200, `{"value":[],"@odata.nextLink":"`+elsewhere.URL+`/v1.0/next"}`))
	client, _ := connect(t, server)
	_, err := client.FindItems(t.Context(), list, "TicketKey", "HD-1")
	require.ErrorContains(t, err, "leads to "+elsewhere.URL)
	_, err = client.ItemChanges(t.Context(), list, elsewhere.URL+"/v1.0/delta?token=1")
	require.ErrorIs(t, err, graph.ErrResync, "a link that was kept is of no use for this Graph")
	require.NotErrorIs(t, err, graph.ErrUnavailable)
	for _, nonsense := range []string{"next", "::", "%zz", "http:///x"} {
		_, err = client.GroupChanges(t.Context(), "g", nonsense)
		require.Error(t, err, nonsense)
		require.NotErrorIs(t, err, graph.ErrUnavailable, nonsense)
	}
	require.Empty(t, elsewhere.heard())
	require.Len(t, server.heard(), 1)
}

func TestRefusedTokenIsRenewedOnce(t *testing.T) {
	t.Parallel()
	var refused sync.WaitGroup
	refused.Add(8)
	server := play(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "Bearer a" {
			refused.Done()
			refused.Wait() // all of them, at the same time
			// The SDK's own handling of this challenge panics: its claims are without quotes.
			says(401, `{"error":{"code":"InvalidAuthenticationToken"}}`, "WWW-Authenticate", "Bearer claims=abc")(w, r)
			return
		}
		says(200, oneItem)(w, r)
	})
	own := &badge{crowd: 16, crowded: make(chan struct{})} // each asks once before, and once after the token was refused
	client, _ := connectAs(t, server, own)
	var callers sync.WaitGroup
	for range 8 {
		callers.Go(func() {
			_, err := client.CreateItem(t.Context(), list, graph.Fields{"Title": "x"})
			assert.NoError(t, err)
		})
	}
	callers.Wait()
	require.Equal(t, 1, own.demands(), "one asks for all")
}

func TestTokenThatIsNeverGoodEnough(t *testing.T) {
	t.Parallel()
	server := play(t, says(401, `{"error":{"code":"InvalidAuthenticationToken","message":"m"}}`))
	own := &badge{}
	client, _ := connectAs(t, server, own)
	_, err := client.Item(t.Context(), list, "7")
	require.ErrorIs(t, err, graph.ErrUnauthorized)
	require.Len(t, server.heard(), 2)
	require.Equal(t, 1, own.demands())
}

func TestLoginServiceRefuses(t *testing.T) {
	t.Parallel()
	for code, advice := range map[string]string{
		"AADSTS7000215": "client secret is wrong", "AADSTS7000222": "client secret has expired",
		"AADSTS700016": "no such app registration", "AADSTS90002": "no such tenant",
	} {
		server := play(t, says(200, oneItem))
		client, _ := connectAs(t, server, &badge{fault: errors.New("POST https://login\n400 Bad Request\n" + code + ": no")})
		_, err := client.Item(t.Context(), list, "7")
		require.ErrorIs(t, err, graph.ErrUnauthorized, code)
		require.NotErrorIs(t, err, graph.ErrUnavailable, code)
		require.ErrorContains(t, err, advice)
		require.ErrorContains(t, err, code)
		require.NotContains(t, err.Error(), "\n")
		require.Empty(t, server.heard())
	}
}

func TestLoginServiceOutOfReach(t *testing.T) {
	t.Parallel()
	server := play(t, says(200, oneItem))
	client, passing := connectAs(t, server, &badge{fault: errors.New("dial tcp: no route to host")})
	_, err := client.Item(t.Context(), list, "7")
	require.ErrorIs(t, err, graph.ErrUnavailable)
	require.NotErrorIs(t, err, graph.ErrUnauthorized)
	require.ErrorContains(t, err, "see whether graph.authority can be reached")
	require.Empty(t, passing.naps(), "the credential has tried again by itself")
}

func TestRoles(t *testing.T) {
	t.Parallel()
	server := play(t, says(200, "{}"))
	payload := base64.RawURLEncoding.EncodeToString([]byte(`{"roles":["User.Read.All","Mail.Send"]}`))
	for token, want := range map[string][]string{
		"h." + payload + ".s": {"User.Read.All", "Mail.Send"}, "h.e30.s": nil,
	} {
		client, _ := connectAs(t, server, fixed(token))
		got, err := client.Roles(t.Context())
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	for _, token := range []string{"opaque", "a.b!.c", "a." + strings.Repeat("x", 4) + ".c"} {
		client, _ := connectAs(t, server, fixed(token))
		_, err := client.Roles(t.Context())
		require.ErrorContains(t, err, "token")
	}
	require.Empty(t, server.heard())
}
