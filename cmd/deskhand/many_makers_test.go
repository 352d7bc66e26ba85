//go:build !race

package main

import (
	"fmt"
	"log/slog"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph/graphtest"
	"deskhand/graph/inviter"
	"deskhand/helpdesk/community"
)

// Sixty thousand makers are found and planned for within a minute and 200 MB.
func TestSixtyThousandMakers(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	const many = 60_000
	g := newGuild(t)
	ids := make([]string, many)
	for i := range ids {
		ids[i] = fmt.Sprintf("00000000-0000-4000-8000-%012d", i)
	}
	g.AddUser(graphtest.User{ID: ids[0], Name: "First", UPN: "first@example.com"})
	require.NoError(t, g.AddMembers(g.makers, ids...))
	e, s := g.desk(t)
	defer func() { require.NoError(t, s.Close()) }()
	client, err := newGraph(e, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	runner, err := newInviter(e, inviter.Options{Graph: client, Ledger: s, Holder: "test", Logger: slog.New(slog.DiscardHandler)})
	require.NoError(t, err)

	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	started := time.Now()
	plan, err := runner.Plan(t.Context())
	took := time.Since(started)
	runtime.GC()
	runtime.ReadMemStats(&after)
	require.NoError(t, err)
	assert.Len(t, plan.Invite, e.config.Community.DailyCap)
	assert.Len(t, plan.Others, many-len(plan.Invite))
	assert.Equal(t, community.WhyCap, plan.Others[0].Why)
	runtime.KeepAlive(plan)
	held := int64(after.HeapAlloc) - int64(before.HeapAlloc)
	t.Logf("60,000 makers: planned in %s, %d MB held, %d requests", took.Round(time.Millisecond), held>>20, len(g.Requests()))
	assert.Less(t, took, time.Minute)
	assert.Less(t, held, int64(200<<20))
}
