package msgraph_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"deskhand/graph"
)

func TestFindItemsDoublesQuotesAndReadsEveryPage(t *testing.T) {
	t.Parallel()
	server := play(t, nil,
		says(200, `{"value":[null,{"id":"7","eTag":"\"a,1\"","webUrl":"https://x/7","lastModifiedDateTime":"2026-11-26T10:00:00Z",
			"lastModifiedBy":{"user":{"id":"u1","displayName":"Kari"}},
			"fields":{"@odata.etag":"\"a,1\"","id":"7","Title":"x","Count":3,"Score":1.5,"Done":true,"Gone":null,
				"Link":{"Url":"https://y","Description":"d"},"Many":["a"]}}]}`),
	)
	// Graph may well have nothing on a page, and go on.
	server.answers[0] = says(200, strings.ReplaceAll(`{"value":[],"@odata.nextLink":"BASE/v1.0/next"}`, "BASE", server.URL))
	client, _ := connect(t, server)
	items, err := client.FindItems(t.Context(), list, "Title", "it's")
	require.NoError(t, err)
	require.Equal(t, []graph.Item{{
		ID: "7", ETag: `"a,1"`, WebURL: "https://x/7", ModifiedAt: time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC),
		ModifiedBy: graph.Identity{ID: "u1", Name: "Kari"},
		Fields: graph.Fields{
			"Title": "x", "Count": 3.0, "Score": 1.5, "Done": true, "Link": "https://y",
		},
	}}, items)
	asked, err := url.Parse(server.heard()[0].uri)
	require.NoError(t, err)
	require.Equal(t, "/v1.0/sites/contoso.sharepoint.com,1,2/lists/tickets/items", asked.Path)
	require.Equal(t, url.Values{"$filter": {"fields/Title eq 'it''s'"}, "$expand": {"fields"}}, asked.Query())
	require.Equal(t, "/v1.0/next", server.heard()[1].uri)
}

func TestUpdateItemClearsWithNull(t *testing.T) {
	t.Parallel()
	server := play(t, says(200, `{}`))
	client, _ := connect(t, server)
	require.NoError(t, client.UpdateItem(t.Context(), list, "7", "", graph.Fields{
		"Resolution": nil, "Title": "x", "Count": 2.0, "Done": false,
	}))
	require.Equal(t, "PATCH", server.heard()[0].method)
	require.JSONEq(t, `{"Resolution":null,"Title":"x","Count":2,"Done":false}`, server.heard()[0].body)
}
