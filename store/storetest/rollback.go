package storetest

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/helpdesk"
)

func ticketChangeRolledBack(t *testing.T, db database) {
	s := db.open(t)
	ticket := openTicket(t, s)
	history, err := s.TicketEvents(t.Context(), ticket.ID)
	require.NoError(t, err)

	change := ticket
	change.Summary = "must not be seen"
	fresh := helpdesk.Event{ID: uuid.NewString(), TicketID: ticket.ID, Kind: helpdesk.EventCommented, At: noon}
	_, err = s.UpdateTicket(t.Context(), change, []helpdesk.Event{fresh, history[0]}, []helpdesk.Job{notify(fresh)})
	require.ErrorIs(t, err, helpdesk.ErrConflict, "an event that is stored already")

	ended, end := context.WithCancel(t.Context())
	end()
	_, err = s.UpdateTicket(ended, change, []helpdesk.Event{fresh}, []helpdesk.Job{notify(fresh)})
	require.ErrorIs(t, err, context.Canceled)

	// River refuses a job that it can't keep; the change and the event before it must go too.
	db.breakJobs(t)
	_, err = s.UpdateTicket(t.Context(), change, []helpdesk.Event{fresh}, []helpdesk.Job{notify(fresh)})
	require.Error(t, err)

	stored, err := s.TicketByID(t.Context(), ticket.ID)
	require.NoError(t, err)
	assert.Equal(t, ticket, stored)
	events, err := s.TicketEvents(t.Context(), ticket.ID)
	require.NoError(t, err)
	assert.Equal(t, history, events)
}

func ticketOpeningRolledBack(t *testing.T, db database) {
	s := db.open(t)
	first := openTicket(t, s)
	history, err := s.TicketEvents(t.Context(), first.ID)
	require.NoError(t, err)

	_, _, err = s.InsertTicket(t.Context(), newTicket("fails"), func(helpdesk.Ticket) ([]helpdesk.Event, []helpdesk.Job) {
		return history, nil
	})
	require.Error(t, err)
	duplicate := newTicket("same id")
	duplicate.ID = first.ID
	_, _, err = s.InsertTicket(t.Context(), duplicate, opened)
	require.Error(t, err)

	tickets, err := s.ListTickets(t.Context(), helpdesk.Filter{})
	require.NoError(t, err)
	assert.Equal(t, []helpdesk.Ticket{first}, tickets)
	assert.Equal(t, 1, db.count(t, "SELECT count(*) FROM events"))
	assert.Equal(t, 1, db.count(t, "SELECT count(*) FROM river_job"))
	assert.Equal(t, first.Number+1, openTicket(t, s).Number, "failures take no number")
}

// breakJobs makes it impossible to store another job.
func (d database) breakJobs(t *testing.T) {
	t.Helper()
	_, err := d.sql(t).ExecContext(t.Context(), "ALTER TABLE river_job RENAME TO river_job_away")
	require.NoError(t, err)
}
