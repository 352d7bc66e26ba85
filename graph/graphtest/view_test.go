package graphtest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph/graphtest"
)

const verbose = "application/json;odata=verbose"

// SharePoint's own interface makes views as SharePoint does, and refuses in its own words.
func TestViews(t *testing.T) {
	t.Parallel()
	c := start(t, graphtest.Options{})
	site := c.g.AddSite(graphtest.Site{Name: "help", Local: true, Grant: "owner"})
	list, err := c.g.AddList(site, "Tickets", graphtest.Column{Name: "Status"})
	require.NoError(t, err)
	assert.Equal(t, c.g.URL()+"/sites/help", c.get("/sites/" + site).body["webUrl"])
	views := c.g.URL() + "/sites/help/_api/web/lists(guid'" + list + "')/views"
	add := func(title, query string, columns ...string) reply {
		return c.do(http.MethodPost, views+"/add", fields{"parameters": fields{
			"Title": title, "Query": query, "ViewFields": fields{"results": columns},
		}}, "Content-Type", verbose)
	}
	said := func(r reply, status int, code string) {
		t.Helper()
		assert.Equal(t, status, r.status, r.raw)
		assert.Equal(t, code, dig(r.body, "odata.error", "code"), r.raw)
		assert.NotEmpty(t, r.header.Get("Sprequestguid"))
	}

	const order = `<OrderBy><FieldRef Name="Status"/></OrderBy>`
	require.Equal(t, http.StatusOK, add("New", order, "LinkTitle", "Status").status)
	second := add("new", "", "Title")
	assert.Equal(t, "/sites/help/Lists/Tickets/new1.aspx", second.body["ServerRelativeUrl"], "the title is no key")
	all := c.get(views + "?$select=Title,ServerRelativeUrl").value()
	require.Len(t, all, 3)
	assert.Equal(t, fields{"Title": "New", "ServerRelativeUrl": "/sites/help/Lists/Tickets/New.aspx"}, all[1])
	assert.Equal(t, order, c.g.Views(list)[1].Query)

	const argument = "-2147024809, System.ArgumentException"
	said(add("A", "", "Nothing"), http.StatusBadRequest, argument)
	said(add("A", `<OrderBy><FieldRef Name="Nothing"/></OrderBy>`, "Title"), http.StatusBadRequest, argument)
	said(add("A", "<Where>", "Title"), http.StatusBadRequest, argument)
	said(add(" ", "", "Title"), http.StatusBadRequest, argument)
	said(c.do(http.MethodPost, views+"/add", fields{}), http.StatusBadRequest, argument)
	said(c.do(http.MethodDelete, views, nil), http.StatusNotFound, "-1, Microsoft.SharePoint.Client.ResourceNotFoundException")
	said(c.get(c.g.URL()+"/sites/help/_api/web/lists(guid'x')/views"), http.StatusNotFound, "-2130575322, Microsoft.SharePoint.SPException")
	assert.Equal(t, http.StatusNotFound, c.get(c.g.URL()+"/sites/nowhere/_api/web/lists(guid'x')/views").status)

	require.NoError(t, c.g.Grant(site, "read"))
	assert.Equal(t, http.StatusOK, c.get(views).status)
	said(add("A", "", "Title"), http.StatusForbidden, "-2147024891, System.UnauthorizedAccessException")
	c.g.SetSharePoint("Sites.Manage.All")
	assert.Equal(t, http.StatusOK, add("A", "", "Title").status, "no grant is needed")
	c.token = ""
	assert.Equal(t, http.StatusUnauthorized, c.get(views).status)
}
