package msgraph_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"deskhand/graph"
	"deskhand/graph/graphtest"
)

func TestLifeOfASubscription(t *testing.T) {
	t.Parallel()
	org := found(t, graphtest.Options{})
	ref := org.tickets(t)
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		_, _ = io.WriteString(w, r.URL.Query().Get("validationToken"))
	}))
	defer hook.Close()
	until := time.Now().Add(48 * time.Hour).UTC().Truncate(time.Second)
	wanted := graph.Subscription{
		Resource: "sites/" + ref.Site + "/lists/" + ref.List, URL: hook.URL, ClientState: "a secret", ExpiresAt: until,
	}
	made, err := org.Subscribe(t.Context(), wanted)
	require.NoError(t, err)
	require.NotEmpty(t, made.ID)
	wanted.ID = made.ID
	require.Equal(t, wanted, made)

	later := until.Add(24 * time.Hour)
	require.NoError(t, org.Renew(t.Context(), made.ID, later))
	require.Equal(t, later, org.fake.Subscriptions()[0].ExpiresAt.UTC())
	require.NoError(t, org.Unsubscribe(t.Context(), made.ID))
	require.ErrorIs(t, org.Renew(t.Context(), made.ID, later), graph.ErrNotFound)

	org.fake.RefuseSubscriptions(true)
	_, err = org.Subscribe(t.Context(), wanted)
	require.ErrorIs(t, err, graph.ErrForbidden)
}
