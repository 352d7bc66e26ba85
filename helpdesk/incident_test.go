package helpdesk_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/helpdesk"
)

// shelf keeps tickets in memory. Between two changes of a ticket, others may change it: by meanwhile.
type shelf struct {
	tickets   map[int64]helpdesk.Ticket
	events    []helpdesk.Event
	jobs      []helpdesk.Job
	meanwhile func()
}

func (s *shelf) InsertTicket(_ context.Context, t helpdesk.Ticket, events func(helpdesk.Ticket) ([]helpdesk.Event, []helpdesk.Job)) (helpdesk.Ticket, bool, error) {
	t.Number = int64(len(s.tickets) + 1)
	happened, _ := events(t)
	s.events = append(s.events, happened...)
	s.tickets[t.Number] = t
	return t, true, nil
}

func (s *shelf) UpdateTicket(_ context.Context, t helpdesk.Ticket, events []helpdesk.Event, jobs []helpdesk.Job) (helpdesk.Ticket, error) {
	if meanwhile := s.meanwhile; meanwhile != nil {
		s.meanwhile = nil
		meanwhile()
	}
	if s.tickets[t.Number].Version != t.Version {
		return helpdesk.Ticket{}, helpdesk.ErrConflict
	}
	t.Version++
	s.tickets[t.Number] = t
	s.events, s.jobs = append(s.events, events...), append(s.jobs, jobs...)
	return t, nil
}

func (s *shelf) TicketByID(_ context.Context, id string) (helpdesk.Ticket, error) {
	for _, t := range s.tickets {
		if t.ID == id {
			return t, nil
		}
	}
	return helpdesk.Ticket{}, helpdesk.ErrNotFound
}

func (s *shelf) TicketByNumber(_ context.Context, number int64) (helpdesk.Ticket, error) {
	return s.tickets[number], nil
}

func (s *shelf) ListTickets(_ context.Context, f helpdesk.Filter) (found []helpdesk.Ticket, _ error) {
	for _, t := range s.tickets {
		if (f.Incident == "" || t.Incident == f.Incident) && (!f.Open || t.Status.Open()) {
			found = append(found, t)
		}
	}
	return found, nil
}

func (s *shelf) TicketEvents(_ context.Context, id string) ([]helpdesk.Event, error) {
	return slices.DeleteFunc(slices.Clone(s.events), func(e helpdesk.Event) bool { return e.TicketID != id }), nil
}

// newShelf holds tickets of Kari's, the first two linked to MO1 and one of them resolved, the third to MO2.
func newShelf(t *testing.T) (*helpdesk.Desk, *shelf) {
	t.Helper()
	s := &shelf{tickets: map[int64]helpdesk.Ticket{}}
	ids := 0
	desk := helpdesk.NewDesk(s, oslo(t), func() time.Time { return at(t, "2026-11-23 09:00") }, func() string {
		ids++
		return fmt.Sprint("id-", ids)
	})
	for i, incident := range []string{"MO1", "MO1", "MO2"} {
		_, err := desk.Open(t.Context(), helpdesk.Request{
			OpenKey: fmt.Sprint(i), Summary: "down", Impact: helpdesk.ImpactMe, Urgency: helpdesk.UrgencyLow,
			Incident: incident, Requester: kari,
		})
		require.NoError(t, err)
	}
	_, err := desk.Act(t.Context(), 2, helpdesk.Action{Kind: helpdesk.ActionResolve, Actor: ola, Text: "done"})
	require.NoError(t, err)
	s.jobs = nil
	return desk, s
}

func (s *shelf) count(kind helpdesk.EventKind) (n int) {
	for _, e := range s.events {
		if e.Kind == kind {
			n++
		}
	}
	return n
}

func TestTheEndOfAnIncidentIsToldOnce(t *testing.T) {
	t.Parallel()
	desk, s := newShelf(t)
	for call, want := range []int{1, 0, 0} {
		told, err := desk.Restored(t.Context(), "MO1")
		require.NoError(t, err)
		assert.Equal(t, want, told, "call %d", call)
	}
	require.Len(t, s.jobs, 1, "of the open ticket that is linked to it, and of no other")
	assert.Equal(t, s.tickets[1].ID, s.jobs[0].Ticket)
	assert.Equal(t, helpdesk.EffectNotify, s.jobs[0].Effect)
	assert.Equal(t, helpdesk.StatusNew, s.tickets[1].Status, "whether it works again is for the requester to say")
}

// That an incident is listed no more is told once, and not to whom was told that it is over.
func TestAnIncidentThatIsListedNoMoreIsToldOnce(t *testing.T) {
	t.Parallel()
	desk, s := newShelf(t)
	linked, err := desk.Linked(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []string{"MO1", "MO2"}, linked)
	for call, want := range []int{1, 0} {
		told, err := desk.Delisted(t.Context(), "MO2")
		require.NoError(t, err)
		assert.Equal(t, want, told, "call %d", call)
	}
	require.Len(t, s.jobs, 1)
	assert.Equal(t, helpdesk.EffectNotify, s.jobs[0].Effect)
	assert.Equal(t, helpdesk.StatusNew, s.tickets[3].Status)
	told, err := desk.Restored(t.Context(), "MO2")
	require.NoError(t, err)
	assert.Equal(t, 1, told, "it may be over after all")

	_, err = desk.Restored(t.Context(), "MO1")
	require.NoError(t, err)
	told, err = desk.Delisted(t.Context(), "MO1")
	require.NoError(t, err)
	assert.Zero(t, told)
}

// Two replicas that see the end at the same time tell of it once.
func TestTheEndOfAnIncidentIsToldOnceByTwo(t *testing.T) {
	t.Parallel()
	desk, s := newShelf(t)
	s.meanwhile = func() {
		told, err := desk.Restored(t.Context(), "MO1")
		assert.NoError(t, err)
		assert.Equal(t, 1, told)
	}
	told, err := desk.Restored(t.Context(), "MO1")
	require.NoError(t, err)
	assert.Zero(t, told)
	assert.Equal(t, 1, s.count(helpdesk.EventRestored))
}

func TestAnAssigneeWhoIsGoneLeavesTheTicket(t *testing.T) {
	t.Parallel()
	desk, s := newShelf(t)
	take := func(who helpdesk.Person) {
		_, err := desk.Act(t.Context(), 1, helpdesk.Action{Kind: helpdesk.ActionTake, Actor: who})
		require.NoError(t, err)
	}
	gone := func(number int64, who helpdesk.Person) bool {
		did, err := desk.Departed(t.Context(), number, who.ID)
		require.NoError(t, err)
		return did
	}
	take(ola)
	assert.False(t, gone(1, eva), "Eva has nothing to do with it")
	assert.True(t, gone(1, ola))
	assert.Equal(t, helpdesk.StatusNew, s.tickets[1].Status)
	assert.True(t, s.tickets[1].Assignee.IsZero())
	assert.False(t, gone(1, ola), "once is enough")
	take(ola)
	assert.True(t, gone(1, ola), "who came back may go again")
	take(eva)
	assert.False(t, gone(1, ola), "Eva keeps it")
	assert.Equal(t, eva, s.tickets[1].Assignee)
	assert.False(t, gone(2, ola), "it is resolved")
}

func TestARequesterWhoIsGoneIsNoted(t *testing.T) {
	t.Parallel()
	desk, s := newShelf(t)
	for call, want := range []bool{true, false} {
		did, err := desk.Departed(t.Context(), 1, kari.ID)
		require.NoError(t, err)
		assert.Equal(t, want, did, "call %d", call)
	}
	assert.Equal(t, 1, s.count(helpdesk.EventDeparted))
	assert.Empty(t, s.jobs, "nobody is there to be told")
}
