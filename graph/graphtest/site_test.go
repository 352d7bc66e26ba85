package graphtest_test

import (
	"maps"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph/graphtest"
)

func TestASiteHasTwoNames(t *testing.T) {
	t.Parallel()
	d := startDesk(t, graphtest.Options{})
	for _, path := range []string{
		"/sites/" + d.site, "/sites/contoso.sharepoint.com:/sites/help", "/sites/contoso.sharepoint.com:/sites/help:",
		"/sites/contoso.sharepoint.com%3A/sites/help",
	} {
		got := d.get(path)
		require.Equal(t, http.StatusOK, got.status, path)
		assert.Equal(t, d.site, got.body["id"], path)
		assert.Equal(t, "https://contoso.sharepoint.com/sites/help", got.body["webUrl"])
	}
	got := d.get("/sites/contoso.sharepoint.com:/sites/help:/lists/Tickets")
	assert.Equal(t, d.list, got.body["id"])
	assert.Equal(t, http.StatusOK, d.get(d.g.URL()+"/sites/"+d.site).status, "without a version too")
}

func TestAListIsProvisioned(t *testing.T) {
	t.Parallel()
	d := startDesk(t, graphtest.Options{})
	lists := "/sites/" + d.site + "/lists"
	text := func(more fields) fields {
		column := fields{"name": "Key", "text": fields{"maxLength": 40}}
		maps.Copy(column, more)
		return column
	}
	made := d.do(http.MethodPost, lists, fields{
		"displayName": "Desk", "list": fields{"template": "genericList"}, "columns": []any{text(nil)},
	})
	require.Equal(t, http.StatusCreated, made.status, made.raw)
	again := d.do(http.MethodPost, lists, fields{"displayName": "Desk", "list": fields{"template": "genericList"}})
	require.Equal(t, http.StatusConflict, again.status)

	columns := lists + "/Desk/columns"
	require.Equal(t, http.StatusConflict, d.do(http.MethodPost, columns, text(nil)).status)
	got := d.do(http.MethodPost, columns, text(fields{"name": "Other", "enforceUniqueValues": true}))
	require.Equal(t, http.StatusBadRequest, got.status, "unique needs indexed")
	got = d.do(http.MethodPost, columns, fields{
		"name": "State", "indexed": true, "choice": fields{"choices": []string{"New", "Done"}, "displayAs": "dropDownMenu"},
	})
	require.Equal(t, http.StatusCreated, got.status, got.raw)
	require.Equal(t, []any{"New", "Done"}, dig(got.body, "choice", "choices"))

	items := lists + "/Desk/items"
	for range 2 {
		require.Equal(t, http.StatusCreated, d.do(http.MethodPost, items, fields{"fields": fields{"Key": "same"}}).status)
	}
	var key any
	for _, c := range d.get(columns).value() {
		if dig(c, "name") == "Key" {
			key = dig(c, "id")
		}
	}
	unique := func() int {
		return d.do(http.MethodPatch, columns+"/"+key.(string), fields{"indexed": true, "enforceUniqueValues": true}).status
	}
	require.Equal(t, http.StatusBadRequest, unique(), "two have the same value")
	require.Equal(t, http.StatusNoContent, d.do(http.MethodDelete, items+"/2", nil).status)
	require.Equal(t, http.StatusOK, unique())
	require.Equal(t, http.StatusBadRequest, d.do(http.MethodPost, items, fields{"fields": fields{"Key": "same"}}).status)
}

func TestSelectedSitesNeedAGrant(t *testing.T) {
	t.Parallel()
	d := startDesk(t, graphtest.Options{Roles: []string{"Sites.Selected"}})
	column := fields{"name": "More", "text": fields{}}
	able := func() [3]bool {
		return [3]bool{
			d.get(d.items).status == http.StatusOK,
			d.do(http.MethodPost, d.items, fields{"fields": fields{"Title": "x"}}).status == http.StatusCreated,
			d.do(http.MethodPost, "/sites/"+d.site+"/lists/Tickets/columns", column).status == http.StatusCreated,
		}
	}
	for _, row := range []struct {
		grant string
		able  [3]bool
	}{{"", [3]bool{}}, {"read", [3]bool{true}}, {"write", [3]bool{true, true}}, {"owner", [3]bool{true, true, true}}} {
		require.NoError(t, d.g.Grant(d.site, row.grant))
		assert.Equal(t, row.able, able(), row.grant)
	}
	assert.Equal(t, http.StatusForbidden, d.get("/sites/"+d.site+"/permissions").status)
	d.g.SetRoles("Sites.FullControl.All")
	d.token = d.g.Token()
	grants := d.get("/sites/" + d.site + "/permissions").value()
	require.Len(t, grants, 1)
	assert.Equal(t, []any{"owner"}, dig(grants[0], "roles"))
}
