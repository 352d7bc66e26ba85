package health_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph"
	"deskhand/graph/health"
	"deskhand/helpdesk"
)

var nine = time.Date(2026, time.November, 23, 9, 0, 0, 0, time.UTC)

// world is Graph, the desk and the clock around a watcher.
type world struct {
	*health.Watcher
	issues   []graph.ServiceIssue
	err      error
	now      time.Time
	told     map[string]int // how often the desk was asked to tell of an incident
	linked   []string       // to open tickets
	delisted map[string]int // how often the desk was asked to tell that one is listed no more
	failing  error          // what the desk answers
	log      bytes.Buffer
	registry *prometheus.Registry
}

func (w *world) ServiceIssues(context.Context) ([]graph.ServiceIssue, error) { return w.issues, w.err }

func (w *world) Restored(_ context.Context, id string) (int, error) {
	if w.failing == nil {
		w.told[id]++
	}
	return 1, w.failing
}

func (w *world) Delisted(_ context.Context, id string) (int, error) {
	if w.failing == nil {
		w.delisted[id]++
	}
	return 1, w.failing
}

func (w *world) Linked(context.Context) ([]string, error) { return w.linked, nil }

func newWorld(issues ...graph.ServiceIssue) *world {
	w := &world{issues: issues, now: nine, told: map[string]int{}, delisted: map[string]int{}, registry: prometheus.NewRegistry()}
	w.Watcher = health.New(w, w, health.Options{
		Interval: 5 * time.Minute, Logger: slog.New(slog.NewTextHandler(&w.log, nil)),
		Now: func() time.Time { return w.now }, Registry: w.registry,
	})
	return w
}

func issue(id, service string) graph.ServiceIssue {
	return graph.ServiceIssue{
		ID: id, Service: service, Title: "Flows may fail", Impact: "Users see error 502.", Incident: true,
		StartedAt: nine.Add(-time.Hour), ModifiedAt: nine.Add(-time.Minute),
	}
}

func resolved(issue graph.ServiceIssue) graph.ServiceIssue {
	issue.Resolved, issue.EndedAt = true, nine
	return issue
}

func ids(incidents []helpdesk.Incident) (ids []string) {
	for _, i := range incidents {
		ids = append(ids, i.ID)
	}
	return ids
}

func TestWhichIssuesConcernThePlatform(t *testing.T) {
	t.Parallel()
	for service, want := range map[string]bool{
		"Power Apps": true, "Power Apps in Microsoft 365": true, "Microsoft Power Automate": true,
		"Microsoft Power Automate in Microsoft 365": true, "Microsoft Dataverse": true, "Dynamics 365 Apps": true,
		"Microsoft Copilot Studio": true, "Power Platform": true, "POWER AUTOMATE": true,
		"Power BI": false, "Exchange Online": false, "Microsoft Teams": false, "Microsoft 365 Copilot": false, "": false,
	} {
		assert.Equal(t, want, len(health.Incidents([]graph.ServiceIssue{issue("MO1", service)})) == 1, service)
	}
}

func TestAnIssueInTheDomainsTerms(t *testing.T) {
	t.Parallel()
	got := health.Incidents([]graph.ServiceIssue{issue("MO1", "Power Apps")})
	assert.Equal(t, []helpdesk.Incident{{
		ID: "MO1", Service: "Power Apps", Title: "Flows may fail", Impact: "Users see error 502.",
		StartedAt: nine.Add(-time.Hour), UpdatedAt: nine.Add(-time.Minute),
	}}, got)

	over := resolved(issue("MO1", "Power Apps"))
	over.EndedAt, over.Incident = time.Time{}, false
	got = health.Incidents([]graph.ServiceIssue{over})
	assert.True(t, got[0].Over(), "resolved, though nobody says when")
	assert.True(t, got[0].Advisory)

	going := issue("MO1", "Power Apps")
	going.EndedAt = nine // some have an end in sight
	assert.False(t, health.Incidents([]graph.ServiceIssue{going})[0].Over())
}

func TestWhatGoesOn(t *testing.T) {
	t.Parallel()
	later := issue("MO3", "Microsoft Dataverse")
	later.StartedAt = nine
	w := newWorld(issue("MO1", "Power Apps"), resolved(issue("MO2", "Power Apps")), later, issue("EX1", "Exchange Online"))
	_, _, ok := w.Incidents()
	assert.False(t, ok, "nothing is known yet")
	require.NoError(t, w.Look(t.Context()))
	going, asOf, ok := w.Incidents()
	assert.True(t, ok)
	assert.Equal(t, nine, asOf)
	assert.Equal(t, []string{"MO3", "MO1"}, ids(going), "the latest to begin first")
	require.NoError(t, testutil.GatherAndCompare(w.registry, strings.NewReader(`
# HELP deskhand_service_health_last_success_timestamp_seconds When Microsoft last told how its services are; 0: not since the start.
# TYPE deskhand_service_health_last_success_timestamp_seconds gauge
deskhand_service_health_last_success_timestamp_seconds 1.7954244e+09
# HELP deskhand_service_incidents Disturbances of Power Platform that go on, as Microsoft last told.
# TYPE deskhand_service_incidents gauge
deskhand_service_incidents 2
`)))
}

// While Graph does not answer, what it said last stands for an hour; the log says so once.
func TestWhatWasToldLastStands(t *testing.T) {
	t.Parallel()
	w := newWorld(issue("MO1", "Power Apps"))
	require.NoError(t, w.Look(t.Context()))
	w.err = &graph.Error{Operation: "list service issues", Status: 403, Permission: "ServiceHealth.Read.All"}
	for range 12 {
		w.now = w.now.Add(5 * time.Minute)
		require.ErrorIs(t, w.Look(t.Context()), graph.ErrForbidden)
		going, asOf, ok := w.Incidents()
		assert.True(t, ok)
		assert.Equal(t, nine, asOf)
		assert.Len(t, going, 1)
	}
	w.now = w.now.Add(time.Second)
	_, _, ok := w.Incidents()
	assert.False(t, ok, "too old to be told")
	assert.Equal(t, 1, strings.Count(w.log.String(), "can't be asked"))
	assert.Contains(t, w.log.String(), "ServiceHealth.Read.All")
	w.err = nil
	require.NoError(t, w.Look(t.Context()))
	assert.Contains(t, w.log.String(), "can be asked again")
	_, _, ok = w.Incidents()
	assert.True(t, ok)
}

// The desk hears of an end until no ticket can be linked to it any more; one that it could not tell of, again.
func TestTheEndIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(issue("MO1", "Power Apps"), issue("MO2", "Power Apps"))
	require.NoError(t, w.Look(t.Context()))
	assert.Empty(t, w.told, "both go on")

	w.issues[0] = resolved(w.issues[0])
	w.failing = errors.New("disk full")
	require.ErrorContains(t, w.Look(t.Context()), "MO1 is over: disk full")
	going, _, _ := w.Incidents()
	assert.Equal(t, []string{"MO2"}, ids(going), "it is over all the same")
	w.failing = nil
	for range 30 { // 2 1/2 hours
		w.now = w.now.Add(5 * time.Minute)
		require.NoError(t, w.Look(t.Context()))
	}
	assert.Equal(t, map[string]int{"MO1": 13}, w.told, "for an hour, for those who come late")

	again := newWorld(w.issues...) // after a restart
	require.NoError(t, again.Look(t.Context()))
	assert.Equal(t, map[string]int{"MO1": 1}, again.told)
}

// What is listed no more without having been over is told of after a day and several looks, and not when Graph was silent.
func TestWhatIsListedNoMoreIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(issue("MO1", "Power Apps"), issue("MO2", "Power Apps"))
	w.linked = []string{"MO1", "MO2"}
	look := func(after time.Duration) {
		w.now = w.now.Add(after)
		_ = w.Look(t.Context())
	}
	look(0)
	listed := w.issues
	w.issues = listed[1:]
	look(time.Hour)
	look(25 * time.Hour)
	assert.Empty(t, w.delisted, "two looks are not enough")
	w.issues = listed // it was a short answer
	look(time.Hour)
	w.issues = listed[1:]
	w.err = errors.New("Graph is away")
	for range 30 {
		look(time.Hour)
	}
	assert.Empty(t, w.delisted, "nobody knows")
	w.err = nil
	for range 24 {
		look(time.Hour)
	}
	assert.Empty(t, w.delisted, "not a day yet")
	w.failing = errors.New("disk full")
	look(time.Hour)
	w.failing = nil
	assert.Empty(t, w.delisted)
	for range 30 {
		look(20 * time.Minute)
	}
	assert.Equal(t, map[string]int{"MO1": 4}, w.delisted, "for an hour, for those who come late")
	assert.Empty(t, w.told)
	assert.Contains(t, w.log.String(), "listed no more")
}
