package main

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"deskhand/graph/graphtest"
)

// What happened is not drowned by looking whether something has.
func TestRepeatedPollsAreOneRow(t *testing.T) {
	t.Parallel()
	did := func(method, path string, status int) graphtest.Request {
		return graphtest.Request{Method: method, Path: path, Status: status}
	}
	delta, health := did("GET", "/sites/s/lists/l/items/delta", 200), did("GET", "/admin/serviceAnnouncement/issues", 200)
	failed, write := did("GET", delta.Path, 503), did("PATCH", "/sites/s/lists/l/items/1/fields", 200)
	var rows []string
	for _, r := range latest([]graphtest.Request{delta, delta, write, delta, health, delta, failed, failed, health, delta, health, delta}) {
		rows = append(rows, fmt.Sprintf("%s %d × %d", r.Method, r.Status, r.Times))
	}
	assert.Equal(t, []string{
		"GET 200 × 2", "GET 200 × 2", "GET 503 × 1", "GET 503 × 1", "GET 200 × 2", "GET 200 × 1", "PATCH 200 × 1", "GET 200 × 2",
	}, rows)

	members := did("GET", "/teams/t/members", 200)
	assert.Len(t, latest([]graphtest.Request{members, delta, members, delta, members}), 2, "the community is looked after as well")

	var many []graphtest.Request
	for range shownRequests {
		many = append(many, write, delta, delta)
	}
	assert.Len(t, latest(many), shownRequests)
}
