package graphtest_test

import (
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"deskhand/graph/graphtest"
)

func TestViolationsAreFound(t *testing.T) {
	t.Parallel()
	if graphtest.FindSpec() == "" {
		t.Skip("the description of Graph is not there")
	}
	var mu sync.Mutex
	var found []string
	d := startDesk(t, graphtest.Options{Violation: func(err error) {
		mu.Lock()
		defer mu.Unlock()
		found = append(found, err.Error())
	}})
	last := func() string {
		mu.Lock()
		defer mu.Unlock()
		if len(found) == 0 {
			return ""
		}
		return found[len(found)-1]
	}
	d.create("HD-1")
	require.Empty(t, last(), "what is right is no violation")

	d.do(http.MethodPost, d.items, fields{"feilds": fields{"TicketKey": "HD-2"}})
	require.Contains(t, last(), "feilds")
	d.get(d.items + "?$expand=feilds")
	require.Contains(t, last(), "$expand")
	d.get(d.items + "/1/nothing")
	require.Contains(t, last(), "the description has no such request")
}
