package graphtest

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
)

// A fake that shows what Graph doesn't is found out.
func TestAnswersAreHeldAgainstTheDescription(t *testing.T) {
	t.Parallel()
	file := FindSpec()
	if file == "" {
		t.Skip("the description of Graph is not there")
	}
	sp, err := loadSpec(file)
	require.NoError(t, err)
	check := func(method, path string, status int, body string) error {
		rec := newRecorder()
		rec.header.Set("Content-Type", "application/json")
		rec.WriteHeader(status)
		_, _ = rec.Write([]byte(body))
		return sp.check(httptest.NewRequest(method, path, http.NoBody), rec)
	}
	const items = "/sites/s/lists/l/items/1?$expand=fields"
	require.NoError(t, check(http.MethodGet, items, http.StatusOK, `{"id":"1","fields":{"TicketKey":"HD-1"},"@odata.etag":"x"}`))
	require.ErrorContains(t, check(http.MethodGet, items, http.StatusOK, `{"id":"1","feilds":{}}`), "feilds")
	require.ErrorContains(t, check(http.MethodGet, items, http.StatusOK, `{"id":1}`), "id")
	require.ErrorContains(t, check(http.MethodGet, items, http.StatusNotFound, `{"error":{"reason":"x"}}`), "reason")
	require.NoError(t, check(http.MethodGet, "/groups/delta", http.StatusOK, `{"value":[{"id":"1","members@delta":[]}]}`))
	require.NoError(t, check(http.MethodGet, "/users/u", http.StatusOK, `{"id":"1","mail":null}`))
	require.ErrorContains(t, check(http.MethodGet, "/users/u", http.StatusOK, `{"id":"1","mial":null}`), "mial")
}
