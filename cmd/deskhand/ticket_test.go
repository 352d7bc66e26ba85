package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/helpdesk"
	"deskhand/store"
)

// Whoever looks at a ticket sees where else it stands. Nobody without a name takes it.
func TestTicketShowsItsCopy(t *testing.T) {
	t.Parallel()
	environ, dir := settings(t), t.TempDir()
	database := "sqlite:" + filepath.Join(dir, "deskhand.db")
	environ = append(environ, "DESKHAND_DATABASE="+database)
	s, err := store.Open(t.Context(), database, store.Options{})
	require.NoError(t, err)
	defer s.Close()
	ticket, _, err := s.InsertTicket(t.Context(), helpdesk.Ticket{
		ID: "id", Version: 1, OpenKey: "wish", Status: helpdesk.StatusNew, Summary: "Flows are slow", Incident: "MO123456",
		OpenedAt: time.Now(),
	}, func(helpdesk.Ticket) ([]helpdesk.Event, []helpdesk.Job) { return nil, nil })
	require.NoError(t, err)

	code, _, stderr := deskhand(t, environ, "", "ticket", "take", "HD-1", "--as", " ")
	assert.Equal(t, 1, code)
	assert.Contains(t, stderr, "--as NAME")

	show := func() string {
		code, stdout, stderr := deskhand(t, environ, "", "ticket", "show", "HD-1")
		require.Zero(t, code, stderr)
		return stdout
	}
	assert.Regexp(t, `(?m)^Incident +MO123456$`, show())
	assert.NotContains(t, show(), "Copy")

	mirror, err := s.SaveMirror(t.Context(), helpdesk.Mirror{TicketID: ticket.ID, ItemID: "7", URL: "https://desk.example.com/7"})
	require.NoError(t, err)
	assert.Regexp(t, `(?m)^Copy +https://desk\.example\.com/7$`, show())
	mirror.Gone = true
	_, err = s.SaveMirror(t.Context(), mirror)
	require.NoError(t, err)
	assert.Regexp(t, `(?m)^Copy +https://desk\.example\.com/7 \(deleted there\)$`, show())
}

// Whoever looks at a ticket sees what was done when, and whether that was in time.
func TestTicketShowsWhatWasDue(t *testing.T) {
	t.Parallel()
	desk := helpdesk.NewDesk(nil, helpdesk.Policy{Calendar: helpdesk.Calendar{Location: time.UTC}}, time.Now, newID)
	at := func(hour int) time.Time { return time.Date(2026, time.November, 23, hour, 0, 0, 0, time.UTC) }
	show := func(ticket helpdesk.Ticket, now time.Time, events ...helpdesk.Event) string {
		var out strings.Builder
		ticket.OpenedAt, ticket.ResponseDue, ticket.ResolutionDue = at(8), at(10), at(12)
		printTicket(&out, desk, ticket, helpdesk.Mirror{}, events, now)
		return out.String()
	}
	ola := helpdesk.Person{ID: "ola", Name: "Ola"}
	open := helpdesk.Ticket{Status: helpdesk.StatusNew}
	assert.Regexp(t, `Answer by +2026-11-23 10:00\nSolve by +2026-11-23 12:00\n`, show(open, at(9)))
	assert.Regexp(t, `Answer by +2026-11-23 10:00, overdue\nSolve by +2026-11-23 12:00\n`, show(open, at(11)))
	solved := helpdesk.Ticket{Status: helpdesk.StatusResolved, FirstRespondedAt: at(9), ResolvedAt: at(13), UpdatedAt: at(13)}
	assert.Regexp(t, `Answered +2026-11-23 09:00, in time\nTaken +2026-11-23 11:00 by Ola\nSolve by +2026-11-23 12:00\nSolved +2026-11-23 13:00, late\n`,
		show(solved, at(20), helpdesk.Event{Kind: helpdesk.EventAssigned, At: at(10)},
			helpdesk.Event{Kind: helpdesk.EventTaken, At: at(11), Actor: ola}))
	withdrawn := helpdesk.Ticket{Status: helpdesk.StatusWithdrawn, UpdatedAt: at(9)}
	assert.Regexp(t, `Solve by +2026-11-23 12:00\nWithdrawn +2026-11-23 09:00\n`,
		show(withdrawn, at(20), helpdesk.Event{Kind: helpdesk.EventAssigned, At: at(9), Assignee: ola}))
}

// The history of a ticket is told in people's words, whatever happened.
func TestHistoryInWords(t *testing.T) {
	t.Parallel()
	ola := helpdesk.Person{ID: "ola", Name: "Ola"}
	for want, event := range map[string]helpdesk.Event{
		"Ola opened it":                                  {Kind: helpdesk.EventOpened},
		"Ola took it":                                    {Kind: helpdesk.EventTaken},
		"Ola took it over":                               {Kind: helpdesk.EventAssigned, Assignee: ola},
		"Ola gave it to Eva":                             {Kind: helpdesk.EventAssigned, Assignee: helpdesk.Person{ID: "eva", Name: "Eva"}},
		"Ola left it to whoever takes it":                {Kind: helpdesk.EventAssigned},
		"Ola changed its priority to 2":                  {Kind: helpdesk.EventPrioritised, Priority: helpdesk.PriorityHigh},
		"Ola changed its tier to critical":               {Kind: helpdesk.EventClassified, Text: string(helpdesk.TierCritical)},
		"Ola changed its tier to none":                   {Kind: helpdesk.EventClassified},
		"Ola put it on hold":                             {Kind: helpdesk.EventPaused},
		"Ola went on with it":                            {Kind: helpdesk.EventResumed},
		"Ola asked: Since when?":                         {Kind: helpdesk.EventAsked, Text: "Since\nwhen?"},
		"Ola wrote: today":                               {Kind: helpdesk.EventCommented, Text: "today"},
		"Ola resolved it":                                {Kind: helpdesk.EventResolved},
		"Ola resolved it: a role":                        {Kind: helpdesk.EventResolved, Text: "a role"},
		"Ola changed how the solution is described: two": {Kind: helpdesk.EventAmended, Text: "two"},
		"Ola linked it to sla":                           {Kind: helpdesk.EventLinked, ArticleID: "sla"},
		"Ola withdrew it":                                {Kind: helpdesk.EventWithdrawn},
		"Ola reopened it: no":                            {Kind: helpdesk.EventReopened, Text: "no"},
		"Ola rated the help 4 of 5":                      {Kind: helpdesk.EventRated, Rating: 4},
		"Ola made a change in the other tool that is not possible: status Lost":                {Kind: helpdesk.EventRefused, Text: "status Lost"},
		"Ola made a change in the other tool that came before a later one here: priority High": {Kind: helpdesk.EventOverruled, Text: "priority High"},
		"Ola noted: it is gone":                                              {Kind: helpdesk.EventUnlisted, Text: "it is gone"},
		"Ola noted: MO1 is gone":                                             {Kind: helpdesk.EventDelisted, Text: "MO1 is gone"},
		"Ola noted that the disruption is over":                              {Kind: helpdesk.EventRestored},
		"Ola noted that the account of the requester is disabled or deleted": {Kind: helpdesk.EventDeparted},
	} {
		event.Actor = ola
		assert.Equal(t, want, oneLine(happened(event)))
	}
}
