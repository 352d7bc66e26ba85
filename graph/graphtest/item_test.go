package graphtest_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph/graphtest"
)

// desk is a site with a list and somebody who works there.
type desk struct {
	*client
	site, list, user string
	lookup           int
	items            string // path
}

// columns are some of every kind.
func columns() []graphtest.Column {
	return []graphtest.Column{
		{Name: "TicketKey", Indexed: true, Unique: true},
		{Name: "Details", Kind: "note"},
		{Name: "Solution"},
		{Name: "Tier"},
		{Name: "Status", Kind: "choice", Indexed: true, Choices: []string{"New", "In progress", "Waiting", "Resolved"}},
		{Name: "Priority", Kind: "choice", Choices: []string{"1 Critical", "2 High", "3 Normal", "4 Low"}},
		{Name: "Requester", Kind: "personOrGroup"},
		{Name: "Assignee", Kind: "personOrGroup"},
		{Name: "ResponseDue", Kind: "dateTime"},
		{Name: "Source", Kind: "hyperlinkOrPicture"},
		{Name: "Resolution", Kind: "note"},
		{Name: "Comment", Kind: "note"},
	}
}

func startDesk(t *testing.T, o graphtest.Options) *desk {
	t.Helper()
	c := start(t, o)
	d := &desk{client: c, site: c.g.AddSite(graphtest.Site{Name: "help"})}
	d.user = c.g.AddUser(graphtest.User{Name: "Kari Nordmann", UPN: "kari@contoso.com"})
	var err error
	d.list, err = c.g.AddList(d.site, "Tickets", columns()...)
	require.NoError(t, err)
	d.lookup, err = c.g.AddSiteUser(d.site, d.user)
	require.NoError(t, err)
	d.items = "/sites/" + d.site + "/lists/" + d.list + "/items"
	return d
}

func (d *desk) create(key string) reply {
	d.t.Helper()
	got := d.do(http.MethodPost, d.items, fields{"fields": fields{"TicketKey": key, "Title": "No access", "Status": "New"}})
	require.Equal(d.t, http.StatusCreated, got.status, got.raw)
	return got
}

func TestItemsHaveETags(t *testing.T) {
	t.Parallel()
	d := startDesk(t, graphtest.Options{})
	made := d.create("HD-1")
	etag, _ := made.body["eTag"].(string)
	require.Regexp(t, `^"[0-9a-f-]{36},1"$`, etag)
	require.Equal(t, graphtest.DefaultClient, dig(made.body, "createdBy", "application", "id"))

	patch := func(headers ...string) reply {
		return d.do(http.MethodPatch, d.items+"/1/fields", fields{"Status": "Waiting"}, headers...)
	}
	require.Equal(t, http.StatusOK, patch("If-Match", etag).status)
	require.Equal(t, http.StatusPreconditionFailed, patch("If-Match", etag).status, "it has changed")
	require.Equal(t, http.StatusOK, patch().status, "without a condition it works")

	require.NoError(t, d.g.EditItem(d.list, "1", fields{"Status": "Resolved"}, d.user))
	got := d.get(d.items + "/1?$expand=fields")
	assert.Equal(t, "Resolved", dig(got.body, "fields", "Status"))
	assert.Equal(t, d.user, dig(got.body, "lastModifiedBy", "user", "id"))
	assert.True(t, strings.HasSuffix(got.header.Get("ETag"), `,4"`))
	assert.Equal(t, http.StatusPreconditionFailed, d.do(http.MethodDelete, d.items+"/1", nil, "If-Match", etag).status)
	assert.Equal(t, http.StatusNoContent, d.do(http.MethodDelete, d.items+"/1", nil).status)
	assert.Equal(t, http.StatusNotFound, d.get(d.items+"/1").status)
}

func TestFieldsAreChecked(t *testing.T) {
	t.Parallel()
	d := startDesk(t, graphtest.Options{})
	d.create("HD-1")
	for _, row := range []struct {
		why    string
		fields fields
		says   string
	}{
		{"duplicate", fields{"TicketKey": "hd-1"}, "duplicate values were found"},
		{"unknown", fields{"Titel": "x"}, "Field 'Titel' is not recognized"},
		{"read-only", fields{"Created": "2026-01-01T00:00:00Z"}, "read-only"},
		{"too long", fields{"Title": strings.Repeat("x", 256)}, "Title"},
		{"no moment", fields{"ResponseDue": "tomorrow"}, "ResponseDue"},
		{"nobody", fields{"RequesterLookupId": "99"}, "knows no user"},
		{"hyperlink", fields{"Source": fields{"Url": "https://teams.microsoft.com/l/chat"}}, "hyperlink"},
	} {
		got := d.do(http.MethodPost, d.items, fields{"fields": row.fields})
		assert.Equal(t, http.StatusBadRequest, got.status, row.why)
		assert.Contains(t, got.message(), row.says, row.why)
	}
	got := d.do(http.MethodPatch, d.items+"/1/fields", fields{
		"RequesterLookupId": d.lookup, "ResponseDue": "2026-11-26T10:00:00.123+01:00", "Details": "a\nb", "Status": "",
	})
	require.Equal(t, http.StatusOK, got.status, got.raw)
	assert.Equal(t, fmt.Sprint(d.lookup), got.body["RequesterLookupId"])
	assert.Equal(t, "2026-11-26T09:00:00Z", got.body["ResponseDue"])
	assert.NotContains(t, got.body, "Status", "an empty field is left out")
}

func TestFilterWantsAnIndex(t *testing.T) {
	t.Parallel()
	d := startDesk(t, graphtest.Options{})
	d.create("HD-1")
	d.create("O'Hara")
	find := func(filter string, headers ...string) reply {
		return d.do(http.MethodGet, d.items+"?$expand=fields&$filter="+url.QueryEscape(filter), nil, headers...)
	}
	require.Len(t, find("fields/TicketKey eq 'O''Hara'").value(), 1)
	require.Empty(t, find("fields/TicketKey eq 'HD-9'").value())
	require.Equal(t, http.StatusBadRequest, find("fields/Title eq 'No access'").status)
	require.Len(t, find("fields/Title eq 'No access'", "Prefer", "HonorNonIndexedQueriesWarningMayFailRandomly").value(), 2)

	people := "/sites/" + d.site + "/lists/User%20Information%20List/items?$expand=fields&$filter=" +
		url.QueryEscape("fields/UserName eq 'kari@contoso.com'")
	got := d.do(http.MethodGet, people, nil, "Prefer", "HonorNonIndexedQueriesWarningMayFailRandomly")
	require.Len(t, got.value(), 1, got.raw)
	assert.Equal(t, fmt.Sprint(d.lookup), dig(got.value()[0], "id"))
	assert.Equal(t, "i:0#.f|membership|kari@contoso.com", dig(got.value()[0], "fields", "Name"))
}

func TestItemsComeInPages(t *testing.T) {
	t.Parallel()
	d := startDesk(t, graphtest.Options{PageSize: 2})
	for i := range 5 {
		d.create(fmt.Sprint(i))
	}
	require.NoError(t, d.g.DeleteItem(d.list, "3"))
	var ids []any
	for next := any(d.g.GraphURL() + d.items); next != nil; {
		got := d.get(next.(string))
		for _, item := range got.value() {
			ids = append(ids, dig(item, "id"))
		}
		next = got.body["@odata.nextLink"]
	}
	require.Equal(t, []any{"1", "2", "4", "5"}, ids)
}

// follow reads all pages from a link on, and returns the ids, those of tombstones with a minus, and the link to go on by.
func (d *desk) follow(link string) (ids []string, delta string) {
	d.t.Helper()
	for {
		got := d.get(link)
		require.Equal(d.t, http.StatusOK, got.status, got.raw)
		for _, item := range got.value() {
			id := fmt.Sprint(dig(item, "id"))
			if dig(item, "deleted", "state") == "deleted" {
				id = "-" + id
			}
			ids = append(ids, id)
		}
		if delta, _ = got.body["@odata.deltaLink"].(string); delta != "" {
			return ids, delta
		}
		link, _ = got.body["@odata.nextLink"].(string)
		require.NotEmpty(d.t, link)
	}
}

func TestDelta(t *testing.T) {
	t.Parallel()
	d := startDesk(t, graphtest.Options{PageSize: 2})
	for i := range 5 {
		d.create(fmt.Sprint(i))
	}
	require.NoError(t, d.g.DeleteItem(d.list, "2"))
	require.Len(t, d.get(d.items+"/delta").value(), 2, "a page")
	ids, link := d.follow(d.items + "/delta?$expand=fields")
	require.Equal(t, []string{"1", "3", "4", "5"}, ids, "at first without tombstones")
	ids, latest := d.follow(d.items + "/delta()?token=latest")
	require.Empty(t, ids)
	ids, _ = d.follow(d.items + "/delta(token='latest')")
	require.Empty(t, ids)

	require.NoError(t, d.g.EditItem(d.list, "1", fields{"Status": "Waiting"}, d.user))
	require.NoError(t, d.g.EditItem(d.list, "4", fields{"Status": "Waiting"}, d.user))
	require.NoError(t, d.g.EditItem(d.list, "1", fields{"Status": "Resolved"}, d.user))
	require.NoError(t, d.g.DeleteItem(d.list, "5"))
	for _, from := range []string{link, latest} {
		ids, _ = d.follow(from)
		require.Equal(t, []string{"4", "1", "-5"}, ids, "each once, where it changed last")
	}
	require.Equal(t, "Resolved", dig(d.get(link).value()[1], "fields", "Status"))

	d.g.ExpireDeltaTokens()
	got := d.get(link)
	require.Equal(t, http.StatusGone, got.status)
	ids, _ = d.follow(got.header.Get("Location"))
	require.Equal(t, []string{"3", "4", "1"}, ids)
}

func TestDeltaCanRepeatItems(t *testing.T) {
	t.Parallel()
	d := startDesk(t, graphtest.Options{Repeat: true})
	d.create("HD-1")
	require.NoError(t, d.g.EditItem(d.list, "1", fields{"Status": "Resolved"}, d.user))
	got := d.get(d.items + "/delta?$expand=fields")
	require.Len(t, got.value(), 2)
	assert.Equal(t, "New", dig(got.value()[0], "fields", "Status"))
	assert.Equal(t, "Resolved", dig(got.value()[1], "fields", "Status"))
}
