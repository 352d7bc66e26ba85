package storetest

import (
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/helpdesk"
	"deskhand/store"
)

var noon = time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC)

// newTicket is a ticket as the desk makes one.
func newTicket(openKey string) helpdesk.Ticket {
	return helpdesk.Ticket{
		ID: uuid.NewString(), Version: 1, OpenKey: openKey, Status: helpdesk.StatusNew,
		Impact: helpdesk.ImpactMe, Urgency: helpdesk.UrgencyLow, Priority: helpdesk.PriorityLow,
		Summary: "it is broken", Requester: helpdesk.Person{ID: "kari", Name: "Kari"}, OpenedAt: noon, UpdatedAt: noon,
	}
}

// opened is the event and the job that go with a new ticket.
func opened(ticket helpdesk.Ticket) ([]helpdesk.Event, []helpdesk.Job) {
	event := helpdesk.Event{
		ID: uuid.NewString(), TicketID: ticket.ID, Number: ticket.Number, Kind: helpdesk.EventOpened, At: ticket.OpenedAt,
		Actor: ticket.Requester, To: helpdesk.StatusNew,
	}
	return []helpdesk.Event{event}, []helpdesk.Job{notify(event)}
}

func notify(event helpdesk.Event) helpdesk.Job {
	return helpdesk.Job{
		Effect: helpdesk.EffectNotify, Key: "notify:" + event.ID, EventID: event.ID, Ticket: event.TicketID,
	}
}

// openTicket stores a new ticket.
func openTicket(t *testing.T, s *store.Store) helpdesk.Ticket {
	t.Helper()
	stored, created, err := s.InsertTicket(t.Context(), newTicket(uuid.NewString()), opened)
	require.NoError(t, err)
	require.True(t, created)
	return stored
}

func ticketsRoundTrip(t *testing.T, db database) {
	s := db.open(t)
	for name, ticket := range map[string]helpdesk.Ticket{"filled": filled[helpdesk.Ticket](t), "empty": {ID: "empty"}} {
		stored, created, err := s.InsertTicket(t.Context(), ticket, opened)
		require.NoError(t, err, name)
		assert.True(t, created, name)
		ticket.Number = stored.Number
		assert.Equal(t, ticket, stored, name)

		change := filled[helpdesk.Ticket](t)
		change.ID, change.OpenKey, change.Number, change.Version = ticket.ID, ticket.OpenKey, ticket.Number, ticket.Version
		change.Summary, change.ResolvedAt, change.Assignee = "changed", time.Time{}, helpdesk.Person{}
		stored, err = s.UpdateTicket(t.Context(), change, nil, nil)
		require.NoError(t, err, name)
		change.Version++
		assert.Equal(t, change, stored, name)

		stored, err = s.TicketByID(t.Context(), ticket.ID)
		require.NoError(t, err, name)
		assert.Equal(t, change, stored, name)
		stored, err = s.TicketByNumber(t.Context(), ticket.Number)
		require.NoError(t, err, name)
		assert.Equal(t, change, stored, name)
	}
}

func ticketsNotFound(t *testing.T, db database) {
	s := db.open(t)
	_, err := s.TicketByID(t.Context(), "nobody")
	require.ErrorIs(t, err, helpdesk.ErrNotFound)
	_, err = s.TicketByNumber(t.Context(), 42)
	require.ErrorIs(t, err, helpdesk.ErrNotFound)
	_, err = s.EventByID(t.Context(), "nothing")
	require.ErrorIs(t, err, helpdesk.ErrNotFound)
	_, err = s.UpdateTicket(t.Context(), newTicket("never opened"), nil, nil)
	require.ErrorIs(t, err, helpdesk.ErrConflict)
}

func ticketsListed(t *testing.T, db database) {
	s := db.open(t)
	for number, ticket := range []struct {
		requester string
		status    helpdesk.Status
		updated   time.Duration // before noon
	}{
		1: {"kari", helpdesk.StatusNew, 72 * time.Hour},
		2: {"ola", helpdesk.StatusInProgress, 0},
		3: {"kari", helpdesk.StatusWaiting, time.Hour},
		4: {"kari", helpdesk.StatusResolved, 72 * time.Hour},
		5: {"kari", helpdesk.StatusWithdrawn, time.Hour},
		6: {"ola", helpdesk.StatusResolved, time.Hour},
	} {
		if number == 0 {
			continue
		}
		row := newTicket(strconv.Itoa(number))
		row.Requester.ID, row.Status, row.UpdatedAt = ticket.requester, ticket.status, noon.Add(-ticket.updated)
		row.Incident = []string{1: "MO1", 2: "MO2", 3: "", 4: "", 5: "MO1", 6: "MO1"}[number]
		_, _, err := s.InsertTicket(t.Context(), row, opened)
		require.NoError(t, err)
	}
	for name, test := range map[string]struct {
		filter helpdesk.Filter
		want   []int64
	}{
		"all":                  {helpdesk.Filter{}, []int64{6, 5, 4, 3, 2, 1}},
		"limited":              {helpdesk.Filter{Limit: 2}, []int64{6, 5}},
		"of one":               {helpdesk.Filter{RequesterID: "ola"}, []int64{6, 2}},
		"of nobody":            {helpdesk.Filter{RequesterID: "nobody"}, nil},
		"open":                 {helpdesk.Filter{Open: true}, []int64{3, 2, 1}},
		"of an incident":       {helpdesk.Filter{Incident: "MO1"}, []int64{6, 5, 1}},
		"open, of any":         {helpdesk.Filter{Linked: true, Open: true}, []int64{2, 1}},
		"open, of an incident": {helpdesk.Filter{Incident: "MO1", Open: true}, []int64{1}},
		"open of one":          {helpdesk.Filter{Open: true, RequesterID: "kari"}, []int64{3, 1}},
		"changed":              {helpdesk.Filter{UpdatedSince: noon.Add(-time.Hour)}, []int64{6, 5, 3, 2}},
		"changed just after":   {helpdesk.Filter{UpdatedSince: noon.Add(-time.Hour + time.Millisecond)}, []int64{2}},
		"open or changed":      {helpdesk.Filter{Open: true, UpdatedSince: noon.Add(-time.Hour)}, []int64{6, 5, 3, 2, 1}},
		"everything at once": {
			helpdesk.Filter{RequesterID: "kari", Open: true, UpdatedSince: noon.Add(-time.Hour), Limit: 2}, []int64{5, 3},
		},
	} {
		tickets, err := s.ListTickets(t.Context(), test.filter)
		require.NoError(t, err, name)
		var numbers []int64
		for _, ticket := range tickets {
			numbers = append(numbers, ticket.Number)
		}
		assert.Equal(t, test.want, numbers, name)
	}
}

func ticketOpenedOnce(t *testing.T, db database) {
	s := db.open(t)
	first, created, err := s.InsertTicket(t.Context(), newTicket("wish"), opened)
	require.NoError(t, err)
	assert.True(t, created)
	changed := first
	changed.Summary = "it is still broken"
	changed, err = s.UpdateTicket(t.Context(), changed, nil, nil)
	require.NoError(t, err)

	again, created, err := s.InsertTicket(t.Context(), newTicket("wish"), opened)
	require.NoError(t, err)
	assert.False(t, created)
	assert.Equal(t, changed, again, "the ticket as it stands now")
	assert.Equal(t, 1, db.count(t, "SELECT count(*) FROM events"))
	assert.Equal(t, 1, db.count(t, "SELECT count(*) FROM river_job"))

	other := openTicket(t, s)
	assert.Equal(t, first.Number+1, other.Number, "the second wish took no number")
}

func ticketOpenedOnceConcurrently(t *testing.T, db database) {
	processes := []*store.Store{db.open(t), db.open(t)}
	const deliveries = 16
	numbers := make(chan int64, deliveries)
	var created sync.Map
	var running sync.WaitGroup
	for i := range deliveries {
		running.Go(func() {
			stored, isNew, err := processes[i%2].InsertTicket(t.Context(), newTicket("wish"), opened)
			numbers <- stored.Number
			if assert.NoError(t, err) && isNew {
				created.Store(i, true)
			}
		})
	}
	running.Wait()
	for range deliveries {
		assert.Equal(t, int64(1), <-numbers)
	}
	winners := 0
	created.Range(func(_, _ any) bool { winners++; return true })
	assert.Equal(t, 1, winners)
	assert.Equal(t, 1, db.count(t, "SELECT count(*) FROM events"))
}

func ticketNumbers(t *testing.T, db database) {
	processes := []*store.Store{db.open(t), db.open(t)}
	const tickets = 40
	numbers := make(chan int64, tickets)
	var running sync.WaitGroup
	for i := range tickets {
		running.Go(func() {
			wish := strconv.Itoa(i)
			for range 2 { // the second time it is the same wish
				stored, created, err := processes[i%2].InsertTicket(t.Context(), newTicket(wish), opened)
				if assert.NoError(t, err) && created {
					numbers <- stored.Number
				}
			}
		})
	}
	running.Wait()
	close(numbers)
	seen := map[int64]bool{}
	for number := range numbers {
		seen[number] = true
		assert.LessOrEqual(t, number, int64(tickets))
	}
	assert.Len(t, seen, tickets)
}

func ticketConflict(t *testing.T, db database) {
	processes := []*store.Store{db.open(t), db.open(t)}
	ticket := openTicket(t, processes[0])
	const writers = 8
	results := make(chan error, writers)
	for i := range writers {
		go func() {
			change := ticket
			change.Summary = strconv.Itoa(i)
			event := helpdesk.Event{ID: uuid.NewString(), TicketID: ticket.ID, Kind: helpdesk.EventTaken, At: noon}
			_, err := processes[i%2].UpdateTicket(t.Context(), change, []helpdesk.Event{event}, []helpdesk.Job{notify(event)})
			results <- err
		}()
	}
	won := 0
	for range writers {
		if err := await(t, results); err == nil {
			won++
		} else {
			assert.ErrorIs(t, err, helpdesk.ErrConflict)
		}
	}
	assert.Equal(t, 1, won)
	stored, err := processes[1].TicketByID(t.Context(), ticket.ID)
	require.NoError(t, err)
	assert.Equal(t, ticket.Version+1, stored.Version)
	assert.Equal(t, 2, db.count(t, "SELECT count(*) FROM events"))
	assert.Equal(t, 2, db.count(t, "SELECT count(*) FROM river_job"))
}
