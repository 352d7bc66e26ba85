package msgraph_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"deskhand/graph"
	"deskhand/graph/graphtest"
)

// crowd adds so many people, and returns their ids.
func crowd(org tenant, n int) []string {
	ids := make([]string, n)
	for i := range ids {
		name := fmt.Sprintf("p%d", i)
		ids[i] = org.fake.AddUser(graphtest.User{Name: name, UPN: name + "@contoso.com"})
	}
	return ids
}

func TestGroupMembersAreThePeopleOnEveryPage(t *testing.T) {
	t.Parallel()
	org := found(t, graphtest.Options{PageSize: 2})
	ids := crowd(org, 5)
	inner := org.fake.AddGroup("inner", ids[3:]...)
	outer := org.fake.AddGroup("outer", append([]string{inner}, ids[:3]...)...)
	var got []string
	require.NoError(t, org.GroupMembers(t.Context(), outer, func(page []string) error {
		got = append(got, page...)
		return nil
	}))
	require.ElementsMatch(t, ids, got)

	enough := fmt.Errorf("enough")
	require.ErrorIs(t, org.GroupMembers(t.Context(), outer, func([]string) error { return enough }), enough)
	require.ErrorIs(t, org.GroupMembers(t.Context(), "00000000-0000-0000-0000-000000000000", nil), graph.ErrNotFound)
}

func TestGroupChanges(t *testing.T) {
	t.Parallel()
	org := found(t, graphtest.Options{PageSize: 2})
	ids := crowd(org, 5)
	group := org.fake.AddGroup("makers", ids[:4]...)
	added, removed, delta := memberChanges(t, org, group, "")
	require.ElementsMatch(t, ids[:4], added)
	require.Empty(t, removed)

	require.NoError(t, org.fake.AddMembers(group, ids[4], org.fake.AddGroup("inner")))
	require.NoError(t, org.fake.RemoveMembers(group, ids[0]))
	added, removed, delta = memberChanges(t, org, group, delta)
	require.Equal(t, ids[4:], added)
	require.Equal(t, ids[:1], removed)
	added, removed, delta = memberChanges(t, org, group, delta)
	require.Empty(t, added)
	require.Empty(t, removed)
	org.fake.ExpireDeltaTokens()
	_, err := org.GroupChanges(t.Context(), group, delta)
	require.ErrorIs(t, err, graph.ErrResync)
}

func memberChanges(t *testing.T, org tenant, group, link string) (added, removed []string, delta string) {
	t.Helper()
	for {
		page, err := org.GroupChanges(t.Context(), group, link)
		require.NoError(t, err)
		added, removed = append(added, page.Added...), append(removed, page.Removed...)
		if page.Next == "" {
			return added, removed, page.Delta
		}
		link = page.Next
	}
}

func TestGroupThatWasDeleted(t *testing.T) {
	t.Parallel()
	client, _ := connect(t, play(t, says(200,
		`{"value":[null,{"id":"g","@removed":{"reason":"changed"},"members@delta":[null]}],"@odata.deltaLink":"x"}`)))
	_, err := client.GroupChanges(t.Context(), "g", "")
	require.ErrorIs(t, err, graph.ErrNotFound)
}

func TestTeamMembers(t *testing.T) {
	t.Parallel()
	org := found(t, graphtest.Options{PageSize: 2})
	ids := crowd(org, 5)
	team := org.fake.AddTeam(graphtest.Team{Name: "Makers", Owners: ids[:1], Members: ids[1:]})
	var members []graph.Member
	require.NoError(t, org.TeamMembers(t.Context(), team, func(page []graph.Member) error {
		members = append(members, page...)
		return nil
	}))
	require.Len(t, members, 5)
	for i, m := range members {
		require.Equal(t, ids[i], m.UserID)
		require.Equal(t, i == 0, m.Owner)
		require.NotEmpty(t, m.ID)
	}
}

func TestAddTeamMembersAnswersForEach(t *testing.T) {
	t.Parallel()
	org := found(t, graphtest.Options{})
	ids := crowd(org, 401)
	team := org.fake.AddTeam(graphtest.Team{Name: "Makers"})
	org.fake.FailMember(ids[7], "Forbidden")
	org.fake.DeleteUser(ids[300])
	results, err := org.AddTeamMembers(t.Context(), team, ids)
	require.NoError(t, err)
	require.Len(t, results, 401)
	for i, r := range results {
		require.Equal(t, ids[i], r.UserID)
		switch i {
		case 7:
			require.ErrorIs(t, r.Err, graph.ErrForbidden)
		case 300:
			require.ErrorIs(t, r.Err, graph.ErrNotFound)
		default:
			require.NoError(t, r.Err)
		}
	}
	require.Equal(t, 3, org.fake.Count("POST", "/teams/*/members/add"))
	require.Len(t, org.fake.Team(team).Members, 399)

	org.fake.Fail(graphtest.Fault{Method: "POST", Kind: graphtest.UnavailableAfter, After: 1})
	more := crowd(org, 201)
	results, err = org.AddTeamMembers(t.Context(), team, more)
	require.ErrorIs(t, err, graph.ErrUnavailable)
	require.Len(t, results, 200, "what went well before is told")
	require.Equal(t, 1, org.fake.Added(team)[more[200]], "nobody is added twice")
}

func TestMemberThatTheAnswerForgets(t *testing.T) {
	t.Parallel()
	client, _ := connect(t, play(t, says(207, `{"value":[null,{"userId":"A"},
		{"@odata.type":"#microsoft.graph.aadUserConversationMemberResult","userId":"b","error":{"code":"TooManyRequests"}},
		{"error":{}}]}`)))
	results, err := client.AddTeamMembers(t.Context(), "t", []string{"a", "b", "c"})
	require.NoError(t, err)
	require.NoError(t, results[0].Err, "ids are compared without regard to case")
	require.ErrorIs(t, results[1].Err, graph.ErrUnavailable)
	require.ErrorIs(t, results[2].Err, graph.ErrUnavailable)
}

func TestTeamIsPaced(t *testing.T) {
	t.Parallel()
	server := play(t, says(200, `{"id":"c"}`))
	client, passing := connect(t, server)
	for range 12 {
		_, err := client.Channel(t.Context(), "t", "c")
		require.NoError(t, err)
	}
	require.Equal(t, 2*time.Second, sum(passing.naps()), "four at once, and then four a second")
	_, err := client.Channel(t.Context(), "another", "c")
	require.NoError(t, err)
	require.Equal(t, 2*time.Second, sum(passing.naps()))
}

func TestPrivateChannel(t *testing.T) {
	t.Parallel()
	org := found(t, graphtest.Options{})
	ids := crowd(org, 2)
	team := org.fake.AddTeam(graphtest.Team{Name: "Makers", Members: ids, Channels: []graphtest.Channel{
		{ID: "19:a@thread.tacv2", Name: "General"},
		{ID: "19:b@thread.tacv2", Name: "Inner", Kind: "private", Members: ids[:1]},
		{ID: "19:c@thread.tacv2", Name: "Outer", Kind: "shared"},
	}})
	for id, want := range map[string]graph.Channel{
		"19:a@thread.tacv2": {Name: "General"}, "19:b@thread.tacv2": {Name: "Inner", Private: true},
		"19:c@thread.tacv2": {Name: "Outer", Private: true},
	} {
		got, err := org.Channel(t.Context(), team, id)
		require.NoError(t, err)
		want.ID = id
		require.Equal(t, want, got)
	}
	require.NoError(t, org.AddChannelMember(t.Context(), team, "19:b@thread.tacv2", ids[1]))
	var members []string
	require.NoError(t, org.ChannelMembers(t.Context(), team, "19:b@thread.tacv2", func(page []graph.Member) error {
		for _, m := range page {
			members = append(members, m.UserID)
		}
		return nil
	}))
	require.Equal(t, ids, members)
	_, err := org.Channel(t.Context(), team, "19:none@thread.tacv2")
	require.ErrorIs(t, err, graph.ErrNotFound)
}

func TestAppForAPerson(t *testing.T) {
	t.Parallel()
	org := found(t, graphtest.Options{})
	kari := crowd(org, 1)[0]
	org.fake.AddApp(graphtest.App{ExternalID: "another", Name: "Another"})
	app := org.fake.AddApp(graphtest.App{ExternalID: "manifest-id", Name: "Deskhand"})
	catalog, err := org.TeamsApp(t.Context(), "manifest-id")
	require.NoError(t, err)
	require.Equal(t, app, catalog)
	_, err = org.TeamsApp(t.Context(), "no such id")
	require.ErrorIs(t, err, graph.ErrNotFound)

	org.fake.Fail(graphtest.Fault{Method: "POST", Times: 1, Kind: graphtest.Lost})
	require.NoError(t, org.InstallApp(t.Context(), kari, catalog), "the second attempt finds it installed")
	require.NoError(t, org.InstallApp(t.Context(), kari, catalog))
	require.Contains(t, org.fake.Installed(kari), catalog)
}
