package main

import (
	"path/filepath"
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
