package graphtest_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph/graphtest"
)

func member(id string, roles ...string) fields {
	return fields{
		"@odata.type": "#microsoft.graph.aadUserConversationMember", "roles": append([]string{}, roles...),
		"user@odata.bind": "https://graph.microsoft.com/v1.0/users('" + id + "')",
	}
}

func TestMembersAreAnsweredForOneByOne(t *testing.T) {
	t.Parallel()
	c := start(t, graphtest.Options{})
	kari := c.g.AddUser(graphtest.User{Name: "Kari Nordmann", UPN: "kari@contoso.com"})
	liam := c.g.AddUser(graphtest.User{Name: "Liam Smith", UPN: "liam@contoso.com"})
	owner := c.g.AddUser(graphtest.User{Name: "Ola Nordmann", UPN: "ola@contoso.com"})
	team := c.g.AddTeam(graphtest.Team{Name: "Makers", Owners: []string{owner}})
	add := func(members ...any) reply {
		return c.do(http.MethodPost, "/teams/"+team+"/members/add", fields{"values": members})
	}
	got := add(member(kari))
	require.Equal(t, http.StatusOK, got.status, got.raw)
	require.Nil(t, dig(got.value()[0], "error"))

	c.g.FailMember(liam, "Forbidden")
	got = add(member(kari), member(liam), member("nobody"))
	require.Equal(t, http.StatusMultiStatus, got.status)
	assert.Nil(t, dig(got.value()[0], "error"))
	assert.Equal(t, "Forbidden", dig(got.value()[1], "error", "code"))
	assert.Equal(t, "NotFound", dig(got.value()[2], "error", "code"))
	assert.Equal(t, []string{kari}, c.g.Team(team).Members)
	assert.Equal(t, map[string]int{kari: 2}, c.g.Added(team))

	assert.Equal(t, http.StatusForbidden, add(member(kari, "owner")).status, "owners need more")
	assert.Equal(t, http.StatusBadRequest, add(fields{"roles": []string{}}).status)
	many := make([]any, 201)
	for i := range many {
		many[i] = member(kari)
	}
	assert.Equal(t, http.StatusBadRequest, add(many...).status)

	members := c.get("/teams/" + team + "/members?$top=1")
	require.Len(t, members.value(), 1)
	assert.Equal(t, []any{"owner"}, dig(members.value()[0], "roles"))
	members = c.get(members.body["@odata.nextLink"].(string))
	assert.Equal(t, kari, dig(members.value()[0], "userId"))
	c.g.LeaveTeam(team, kari)
	assert.Empty(t, c.g.Team(team).Members)
}

func TestChannels(t *testing.T) {
	t.Parallel()
	c := start(t, graphtest.Options{})
	kari := c.g.AddUser(graphtest.User{Name: "Kari Nordmann", UPN: "kari@contoso.com"})
	team := c.g.AddTeam(graphtest.Team{Name: "Makers", Channels: []graphtest.Channel{{Name: "General"}, {Name: "Pilots", Kind: "private"}}})
	channels := c.get("/teams/" + team + "/channels").value()
	require.Len(t, channels, 2)
	path := func(i int) string { return "/teams/" + team + "/channels/" + dig(channels[i], "id").(string) }
	require.Equal(t, "private", c.get(path(1)).body["membershipType"])
	join := func(i int) int { return c.do(http.MethodPost, path(i)+"/members", member(kari)).status }
	require.Equal(t, http.StatusBadRequest, join(0), "whoever is in the team is in a standard channel")
	require.Equal(t, http.StatusBadRequest, join(1), "whoever is not in the team can't be in a private channel")
	c.do(http.MethodPost, "/teams/"+team+"/members/add", fields{"values": []any{member(kari)}})
	require.Equal(t, http.StatusCreated, join(1))
	require.Len(t, c.get(path(1)+"/members").value(), 1)
	got := c.do(http.MethodPost, path(1)+"/members/add", fields{"values": []any{member(kari)}})
	require.Equal(t, http.StatusOK, got.status, got.raw)
}

func TestAppsAreInstalledOnce(t *testing.T) {
	t.Parallel()
	c := start(t, graphtest.Options{})
	kari := c.g.AddUser(graphtest.User{Name: "Kari Nordmann", UPN: "kari@contoso.com"})
	app := c.g.AddApp(graphtest.App{ExternalID: "manifest-id", Name: "Deskhand"})
	c.g.AddApp(graphtest.App{ExternalID: "other", Name: "Other"})
	found := c.get("/appCatalogs/teamsApps?$filter=" + url.QueryEscape("externalId eq 'manifest-id'")).value()
	require.Len(t, found, 1)
	require.Equal(t, app, dig(found[0], "id"))

	installed := "/users/" + kari + "/teamwork/installedApps"
	install := func(app string) reply {
		return c.do(http.MethodPost, installed, fields{"teamsApp@odata.bind": "https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/" + app})
	}
	require.Equal(t, http.StatusNotFound, install("nothing").status)
	got := install(app)
	require.Equal(t, http.StatusCreated, got.status)
	require.Empty(t, got.raw)
	require.Equal(t, http.StatusConflict, install(app).status)
	list := c.get(installed + "?$expand=teamsApp&$filter=" + url.QueryEscape("teamsApp/externalId eq 'manifest-id'")).value()
	require.Len(t, list, 1)
	chat := c.get(installed + "/" + dig(list[0], "id").(string) + "/chat")
	require.Equal(t, "oneOnOne", chat.body["chatType"], chat.raw)
	require.Equal(t, map[string]string{app: chat.body["id"].(string)}, c.g.Installed(kari))
}
