package msgraph_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"deskhand/graph"
	"deskhand/graph/graphtest"
)

func TestListFromNothing(t *testing.T) {
	t.Parallel()
	org := found(t, graphtest.Options{PageSize: 3})
	site, err := org.Site(t.Context(), "contoso.sharepoint.com:/sites/helpdesk")
	require.NoError(t, err)
	require.Equal(t, graph.Site{ID: org.site, Name: "helpdesk", WebURL: "https://contoso.sharepoint.com/sites/helpdesk"}, site)
	ref := org.tickets(t)

	byID, err := org.List(t.Context(), ref)
	require.NoError(t, err)
	byTitle, err := org.List(t.Context(), graph.ListRef{Site: org.site, List: "Tickets"})
	require.NoError(t, err)
	require.Equal(t, byID, byTitle)
	lists, err := org.Lists(t.Context(), org.site)
	require.NoError(t, err)
	require.Equal(t, []graph.List{byID}, lists)
	_, err = org.CreateList(t.Context(), org.site, "Tickets", "", nil)
	require.ErrorIs(t, err, graph.ErrExists)

	require.NoError(t, org.CreateColumn(t.Context(), ref, graph.Column{Name: "Tier", Kind: graph.ColumnChoice, Choices: []string{"1"}}))
	columns := columnsOf(t, org, ref)
	for _, want := range ticketColumns {
		got := columns[want.Name]
		require.NotEmpty(t, got.ID)
		if want.Title == "" {
			want.Title = got.Title
		}
		want.ID = got.ID
		require.Equal(t, want, got)
	}
	tier := columns["Tier"]
	tier.Choices, tier.Indexed = []string{"1", "2"}, true
	require.NoError(t, org.UpdateColumn(t.Context(), ref, tier))
	require.Equal(t, tier, columnsOf(t, org, ref)["Tier"])
}

// What people made of a column stays: whether they may write their own words in it, and how it is shown.
func TestUpdateColumnLeavesTheRest(t *testing.T) {
	t.Parallel()
	server := play(t, says(200, `{}`))
	client, _ := connect(t, server)
	require.NoError(t, client.UpdateColumn(t.Context(), list, graph.Column{
		ID: "7", Name: "Status", Kind: graph.ColumnChoice, Choices: []string{"New", "Ours"}, Indexed: true,
	}))
	require.JSONEq(t, `{"choice":{"choices":["New","Ours"]},"indexed":true,"enforceUniqueValues":false}`, server.heard()[0].body)
}

func columnsOf(t *testing.T, org tenant, ref graph.ListRef) map[string]graph.Column {
	t.Helper()
	all, err := org.Columns(t.Context(), ref)
	require.NoError(t, err)
	columns := map[string]graph.Column{}
	for _, c := range all {
		columns[c.Name] = c
	}
	return columns
}

func TestLifeOfAnItem(t *testing.T) {
	t.Parallel()
	org := found(t, graphtest.Options{})
	ref := org.tickets(t)
	made, err := org.CreateItem(t.Context(), ref, graph.Fields{
		"Title": "It's broken", "TicketKey": "HD-1", "Score": 4.0, "Status": "New", "Due": "2026-11-27T08:00:00Z",
	})
	require.NoError(t, err)
	require.NotEmpty(t, made.ETag)
	_, err = org.CreateItem(t.Context(), ref, graph.Fields{"TicketKey": "HD-1"})
	require.ErrorIs(t, err, graph.ErrExists)

	items, err := org.FindItems(t.Context(), ref, "TicketKey", "HD-1")
	require.NoError(t, err)
	require.Len(t, items, 1)
	require.Equal(t, made.ID, items[0].ID)
	require.Equal(t, "It's broken", items[0].Fields.Text("Title"))
	require.InDelta(t, 4, items[0].Fields["Score"], 0)
	items, err = org.FindItems(t.Context(), ref, "TicketKey", "it's none")
	require.NoError(t, err)
	require.Empty(t, items)

	require.NoError(t, org.UpdateItem(t.Context(), ref, made.ID, made.ETag, graph.Fields{"Status": "Resolved", "Due": nil}))
	err = org.UpdateItem(t.Context(), ref, made.ID, made.ETag, graph.Fields{"Status": "New"})
	require.ErrorIs(t, err, graph.ErrChanged)
	now, err := org.Item(t.Context(), ref, made.ID)
	require.NoError(t, err)
	require.NotEqual(t, made.ETag, now.ETag)
	require.Equal(t, "Resolved", now.Fields.Text("Status"))
	require.NotContains(t, now.Fields, "Due")
	require.NotEmpty(t, now.ModifiedBy.App)

	require.NoError(t, org.fake.DeleteItem(ref.List, made.ID))
	_, err = org.Item(t.Context(), ref, made.ID)
	require.ErrorIs(t, err, graph.ErrNotFound)
}

// What is done although no answer comes is not done again, and is found by its key.
func TestCreatedWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	for _, kind := range []graphtest.Kind{graphtest.UnavailableAfter, graphtest.TimeoutAfter, graphtest.Lost} {
		org := found(t, graphtest.Options{})
		ref := org.tickets(t)
		org.fake.Fail(graphtest.Fault{Method: "POST", Times: 1, Kind: kind})
		_, err := org.CreateItem(t.Context(), ref, graph.Fields{"TicketKey": "HD-1"})
		require.ErrorIs(t, err, graph.ErrUnavailable, kind)
		require.Equal(t, 1, org.fake.Count("POST", "/sites/*/lists/*/items"), kind)
		items, err := org.FindItems(t.Context(), ref, "TicketKey", "HD-1")
		require.NoError(t, err)
		require.Len(t, items, 1, kind)
	}
}

// A change whose answer was lost is made again, and meets its own new ETag.
func TestChangedWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	org := found(t, graphtest.Options{})
	ref := org.tickets(t)
	made, err := org.CreateItem(t.Context(), ref, graph.Fields{"Status": "New"})
	require.NoError(t, err)
	org.fake.Fail(graphtest.Fault{Method: "PATCH", Times: 1, Kind: graphtest.Lost})
	err = org.UpdateItem(t.Context(), ref, made.ID, made.ETag, graph.Fields{"Status": "Resolved"})
	require.ErrorIs(t, err, graph.ErrChanged)
	now, err := org.Item(t.Context(), ref, made.ID)
	require.NoError(t, err)
	require.Equal(t, "Resolved", now.Fields.Text("Status"))
}

func TestFindItemsReadsEveryPage(t *testing.T) {
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
		Fields:     graph.Fields{"Title": "x", "Count": 3.0, "Score": 1.5, "Done": true, "Link": "https://y"},
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
