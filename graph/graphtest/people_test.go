package graphtest_test

import (
	"fmt"
	"net/http"
	"net/url"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph/graphtest"
)

func TestUsers(t *testing.T) {
	t.Parallel()
	c := start(t, graphtest.Options{PageSize: 1})
	boss := c.g.AddUser(graphtest.User{Name: "Ola Nordmann", UPN: "ola@contoso.com"})
	id := c.g.AddUser(graphtest.User{Name: "Kari Nordmann", UPN: "Kari@contoso.com", Department: "Finance", Manager: boss, Availability: "Busy"})
	got := c.get("/users/kari@contoso.com")
	require.Equal(t, id, got.body["id"])
	require.NotContains(t, got.body, "department", "it has to be selected")
	got = c.get("/users/" + id + "?$select=id,department,accountEnabled")
	require.Equal(t, "Finance", got.body["department"])
	require.Equal(t, true, got.body["accountEnabled"])
	require.Equal(t, boss, c.get("/users/" + id + "/manager").body["id"])
	require.Equal(t, "Request_ResourceNotFound", c.get("/users/"+boss+"/manager").code())

	ask := func(ids ...string) reply {
		return c.do(http.MethodPost, "/communications/getPresencesByUserId", fields{"ids": ids})
	}
	require.Equal(t, "Busy", dig(ask(id).value()[0], "availability"))
	require.Equal(t, http.StatusBadRequest, ask(make([]string, 651)...).status)

	c.g.SetRoleMembers(graphtest.GlobalAdministrator, id, boss)
	roles := c.get("/directoryRoles").value()
	for _, path := range []string{
		"/directoryRoles(roleTemplateId='" + graphtest.GlobalAdministrator + "')/members",
		"/directoryRoles(roleTemplateId=%27" + graphtest.GlobalAdministrator + "%27)/members",
		"/directoryRoles/" + dig(roles[0], "id").(string) + "/members",
	} {
		got = c.get(path)
		require.Len(t, got.value(), 1, path)
		require.Equal(t, id, dig(got.value()[0], "id"))
		require.Equal(t, boss, dig(c.get(got.body["@odata.nextLink"].(string)).value()[0], "id"))
	}
	c.g.DeleteUser(id)
	require.Equal(t, http.StatusNotFound, c.get("/users/"+id).status)
}

// A mailbox that can't be read is an error of the whole request, whatever else it asks for.
func TestMailboxSettings(t *testing.T) {
	t.Parallel()
	c := start(t, graphtest.Options{})
	kari := c.g.AddUser(graphtest.User{Name: "Kari Nordmann", UPN: "kari@contoso.com", TimeZone: "W. Europe Standard Time"})
	guest := c.g.AddUser(graphtest.User{Name: "Guest", UPN: "guest@contoso.com"})
	require.NotContains(t, c.get("/users/"+kari).body, "mailboxSettings", "it has to be selected")
	got := c.get("/users/" + kari + "?$select=id,mailboxSettings")
	require.Equal(t, "W. Europe Standard Time", dig(got.body, "mailboxSettings", "timeZone"), got.raw)
	got = c.get("/users/" + guest + "?$select=id,mailboxSettings")
	require.Equal(t, http.StatusNotFound, got.status)
	require.Equal(t, "MailboxNotEnabledForRESTAPI", got.code())

	c.g.SetRoles("User.Read.All")
	c.token = c.g.Token()
	require.Equal(t, http.StatusOK, c.get("/users/"+kari+"?$select=id").status)
	got = c.get("/users/" + kari + "?$select=id,mailboxSettings")
	require.Equal(t, http.StatusForbidden, got.status)
	require.Equal(t, "ErrorAccessDenied", got.code())
}

// changes reads who came and who went from a link on, and returns the link to go on by.
func (c *client) changes(link string) (added, removed []string, delta string) {
	c.t.Helper()
	for {
		got := c.get(link)
		require.Equal(c.t, http.StatusOK, got.status, got.raw)
		for _, g := range got.value() {
			members, _ := dig(g, "members@delta").([]any)
			for _, m := range members {
				id := fmt.Sprint(dig(m, "id"))
				if dig(m, "@removed", "reason") != nil {
					removed = append(removed, id)
				} else {
					added = append(added, id)
				}
			}
		}
		if delta, _ = got.body["@odata.deltaLink"].(string); delta != "" {
			return added, removed, delta
		}
		link, _ = got.body["@odata.nextLink"].(string)
		require.NotEmpty(c.t, link)
	}
}

func TestGroupDelta(t *testing.T) {
	t.Parallel()
	c := start(t, graphtest.Options{PageSize: 2})
	group := c.g.AddGroup("Makers", "a", "b", "c", "d", "e")
	require.NoError(t, c.g.RemoveMembers(group, "b"))
	first := "/groups/delta?$select=members&$filter=" + url.QueryEscape("id eq '"+group+"'")
	require.Len(t, dig(c.get(first).value()[0], "members@delta"), 2, "a page")
	added, removed, link := c.changes(first)
	require.Equal(t, []string{"a", "c", "d", "e"}, added)
	require.Empty(t, removed)
	added, removed, link = c.changes(link)
	require.Empty(t, append(added, removed...), "nothing has changed")

	require.NoError(t, c.g.AddMembers(group, "f", "b"))
	require.NoError(t, c.g.RemoveMembers(group, "f", "a"))
	added, removed, link = c.changes(link)
	require.Equal(t, []string{"b"}, added)
	require.Equal(t, []string{"f", "a"}, removed)

	c.g.ExpireDeltaTokens()
	got := c.get(link)
	require.Equal(t, http.StatusGone, got.status)
	added, _, _ = c.changes(got.header.Get("Location"))
	require.Equal(t, []string{"c", "d", "e", "b"}, added)
}

func TestTransitiveMembers(t *testing.T) {
	t.Parallel()
	c := start(t, graphtest.Options{})
	inner := c.g.AddGroup("Inner", "a", "b")
	outer := c.g.AddGroup("Outer", inner, "a")
	require.Len(t, c.get("/groups/"+outer+"/members").value(), 2)
	require.Len(t, c.get("/groups/"+outer+"/transitiveMembers").value(), 3)
}

func TestALargeGroupIsSmallInMemory(t *testing.T) {
	// Not parallel: it looks at the memory of the process.
	g, err := graphtest.New(graphtest.Options{PageSize: 999})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, g.Close()) })
	c := &client{t: t, g: g, token: g.Token()}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	ids := make([]string, 60_000)
	for i := range ids {
		ids[i] = c.g.AddUser(graphtest.User{Name: fmt.Sprint("Maker ", i), UPN: fmt.Sprint("maker", i, "@contoso.com")})
	}
	group := c.g.AddGroup("Makers", ids...)
	runtime.GC()
	runtime.ReadMemStats(&after)
	assert.Less(t, int(after.HeapAlloc)-int(before.HeapAlloc), 60<<20)
	added, _, _ := c.changes("/groups/delta?$select=members&$filter=" + url.QueryEscape("id eq '"+group+"'"))
	assert.Len(t, added, len(ids))
}
