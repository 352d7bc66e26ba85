package graphtest_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"deskhand/graph/graphtest"
)

// Whoever writes at the same moment with the same ETag, one alone succeeds; and one alone creates a unique value.
func TestOneWriterWins(t *testing.T) {
	t.Parallel()
	d := startDesk(t, graphtest.Options{})
	etag, _ := d.create("HD-1").body["eTag"].(string)
	const writers = 8
	edited, made := make([]int, writers), make([]int, writers)
	var all sync.WaitGroup
	for i := range writers {
		all.Go(func() {
			edited[i] = d.do(http.MethodPatch, d.items+"/1/fields", fields{"Tier": fmt.Sprint(i)}, "If-Match", etag).status
			made[i] = d.do(http.MethodPost, d.items, fields{"fields": fields{"TicketKey": "HD-2"}}).status
			d.get(d.items + "/delta?$expand=fields")
			if _, err := d.g.AddItem(d.list, fields{"Title": "by hand"}, d.user); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	count := func(statuses []int, status int) (n int) {
		for _, got := range statuses {
			if got == status {
				n++
			}
		}
		return n
	}
	require.Equal(t, 1, count(edited, http.StatusOK))
	require.Equal(t, writers-1, count(edited, http.StatusPreconditionFailed))
	require.Equal(t, 1, count(made, http.StatusCreated))
	require.Equal(t, writers-1, count(made, http.StatusBadRequest))
	require.Len(t, d.g.Items(d.list), 2+writers)
}
