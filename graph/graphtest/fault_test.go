package graphtest_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph/graphtest"
)

func TestFaults(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		fault  graphtest.Fault
		status int // 0: the connection breaks
		done   bool
	}{
		{graphtest.Fault{Kind: graphtest.Throttled, RetryAfter: "7"}, http.StatusTooManyRequests, false},
		{graphtest.Fault{Kind: graphtest.ThrottledEmpty}, http.StatusTooManyRequests, false},
		{graphtest.Fault{Kind: graphtest.Unavailable}, http.StatusServiceUnavailable, false},
		{graphtest.Fault{Kind: graphtest.UnavailableAfter}, http.StatusServiceUnavailable, true},
		{graphtest.Fault{Kind: graphtest.TimeoutAfter}, http.StatusGatewayTimeout, true},
		{graphtest.Fault{Kind: graphtest.BadGateway}, http.StatusBadGateway, false},
		{graphtest.Fault{Kind: graphtest.Reset}, 0, false},
		{graphtest.Fault{Kind: graphtest.Lost}, 0, true},
		{graphtest.Fault{Kind: graphtest.Slow, Delay: time.Millisecond}, http.StatusCreated, true},
	} {
		t.Run(string(row.fault.Kind), func(t *testing.T) {
			t.Parallel()
			d := startDesk(t, graphtest.Options{})
			row.fault.Method, row.fault.Path, row.fault.Times = http.MethodPost, "/sites/*/lists/*/items", 1
			d.g.Fail(row.fault)
			require.Equal(t, http.StatusOK, d.get(d.items).status, "it does not fit")
			got, err := d.try(http.MethodPost, d.items, fields{"fields": fields{"TicketKey": "HD-1"}})
			assert.Equal(t, row.status == 0, err != nil)
			assert.Equal(t, row.status, got.status)
			assert.Equal(t, row.fault.RetryAfter, got.header.Get("Retry-After"))
			assert.Equal(t, row.done, len(d.g.Items(d.list)) == 1)
			d.create("HD-2") // it is over
			last := d.g.Requests()[1]
			assert.Equal(t, row.fault.Kind, last.Fault)
			assert.Equal(t, 2, d.g.Count(http.MethodPost, "/sites/*/lists/*/items"))
		})
	}
}

func TestFaultsByChanceAreTheSameEachTime(t *testing.T) {
	t.Parallel()
	deal := func() (kinds []graphtest.Kind) {
		c := start(t, graphtest.Options{})
		c.g.Fail(graphtest.Fault{Chance: 0.3, Seed: 7, After: 2, Kinds: []graphtest.Kind{graphtest.Throttled, graphtest.BadGateway}})
		for range 100 {
			c.get("/users/nobody")
		}
		for _, r := range c.g.Requests() {
			kinds = append(kinds, r.Fault)
		}
		return kinds
	}
	first := deal()
	require.Equal(t, first, deal())
	require.Equal(t, []graphtest.Kind{"", ""}, first[:2])
	troubles := 0
	for _, kind := range first {
		if kind != "" {
			troubles++
		}
	}
	require.InDelta(t, 30, troubles, 12)
}
