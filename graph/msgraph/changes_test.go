package msgraph_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"deskhand/graph"
	"deskhand/graph/graphtest"
)

// upToDate reads every page from the link on, and returns the items by id and the link to what comes next.
func upToDate(t *testing.T, org tenant, ref graph.ListRef, link string) (map[string]graph.Item, string) {
	t.Helper()
	items := map[string]graph.Item{}
	for {
		page, err := org.ItemChanges(t.Context(), ref, link)
		require.NoError(t, err)
		for _, item := range page.Items {
			items[item.ID] = item
		}
		if page.Next == "" {
			return items, page.Delta
		}
		link = page.Next
	}
}

func TestItemChanges(t *testing.T) {
	t.Parallel()
	org := found(t, graphtest.Options{PageSize: 2})
	ref := org.tickets(t)
	kari := org.fake.AddUser(graphtest.User{Name: "Kari Nord", UPN: "kari@contoso.com"})
	var ids []string
	for range 5 {
		made, err := org.CreateItem(t.Context(), ref, graph.Fields{"Title": "x"})
		require.NoError(t, err)
		ids = append(ids, made.ID)
	}
	all, delta := upToDate(t, org, ref, "")
	require.Len(t, all, 5)
	require.Equal(t, "x", all[ids[0]].Fields.Text("Title"))

	none, latest := upToDate(t, org, ref, graph.Latest)
	require.Empty(t, none)
	require.NoError(t, org.fake.EditItem(ref.List, ids[1], map[string]any{"Status": "Resolved"}, kari))
	require.NoError(t, org.fake.DeleteItem(ref.List, ids[2]))
	for _, link := range []string{delta, latest} {
		changed, _ := upToDate(t, org, ref, link)
		require.Len(t, changed, 2)
		require.Equal(t, "Resolved", changed[ids[1]].Fields.Text("Status"), "a link from latest on has the fields as well")
		require.Equal(t, graph.Identity{ID: kari, Name: "Kari Nord"}, changed[ids[1]].ModifiedBy)
		require.NotEmpty(t, changed[ids[1]].ETag)
		require.True(t, changed[ids[2]].Deleted)
		require.Empty(t, changed[ids[2]].Fields)
	}
	org.fake.ExpireDeltaTokens()
	_, err := org.ItemChanges(t.Context(), ref, delta)
	require.ErrorIs(t, err, graph.ErrResync)
}

func TestChangesHaveAWayOn(t *testing.T) {
	t.Parallel()
	server := play(t, says(200, `{"value":[]}`))
	client, _ := connect(t, server)
	_, err := client.ItemChanges(t.Context(), list, "")
	require.ErrorContains(t, err, "neither")
	_, err = client.GroupChanges(t.Context(), "g", "")
	require.ErrorContains(t, err, "neither")

	circle := play(t, nil)
	circle.answers[0] = says(200, `{"value":[],"@odata.nextLink":"`+circle.URL+`/v1.0/x"}`)
	client, _ = connect(t, circle)
	_, err = client.ItemChanges(t.Context(), list, circle.URL+"/v1.0/x")
	require.ErrorContains(t, err, "circles")
	_, err = client.Lists(t.Context(), list.Site)
	require.ErrorContains(t, err, "circles")
	require.Len(t, circle.heard(), 3)
}
