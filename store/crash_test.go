package store_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/helpdesk"
	"deskhand/store"
	"deskhand/store/storetest"
)

// crashVariable tells the test binary to be the process that dies, on the database it names.
const crashVariable = "DESKHAND_TEST_CRASH"

// TestCrashHelper is that process: it opens tickets as fast as it can, says so for each, and gets stuck in its job.
func TestCrashHelper(t *testing.T) {
	dsn := os.Getenv(crashVariable)
	if dsn == "" {
		t.Skip("only TestKilled runs this")
	}
	s := open(t, dsn)
	_, err := s.StartJobs(t.Context(), map[helpdesk.Effect]store.Handler{
		helpdesk.EffectNotify: func(ctx context.Context, _ helpdesk.Job) error {
			fmt.Fprintln(os.Stdout, "working")
			<-ctx.Done()
			return ctx.Err()
		},
	})
	require.NoError(t, err)
	for {
		ticket := insert(t, s)
		fmt.Fprintln(os.Stdout, "opened", ticket.ID)
	}
}

func insert(t testing.TB, s *store.Store) helpdesk.Ticket {
	t.Helper()
	stored, _, err := s.InsertTicket(t.Context(), helpdesk.Ticket{ID: uuid.NewString(), OpenKey: uuid.NewString()},
		func(ticket helpdesk.Ticket) ([]helpdesk.Event, []helpdesk.Job) {
			return []helpdesk.Event{{ID: ticket.ID, TicketID: ticket.ID}},
				[]helpdesk.Job{{Effect: helpdesk.EffectNotify, Key: ticket.ID, Ticket: ticket.ID}}
		})
	require.NoError(t, err)
	return stored
}

// TestKilled kills a process without warning while it opens tickets. Everything that it has acknowledged is there, and
// the jobs that it was running run again at once, each once.
func TestKilled(t *testing.T) {
	t.Parallel()
	dsn := storetest.SQLite(t)
	helper := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestCrashHelper$")
	helper.Env = append(os.Environ(), crashVariable+"="+dsn)
	output, err := helper.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, helper.Start())
	var acknowledged []string
	working := false
	for lines := bufio.NewScanner(output); lines.Scan(); {
		if id, ok := strings.CutPrefix(lines.Text(), "opened "); ok {
			acknowledged = append(acknowledged, id)
		}
		working = working || lines.Text() == "working"
		if working && len(acknowledged) >= 20 {
			break
		}
	}
	require.NoError(t, helper.Process.Kill())
	require.Error(t, helper.Wait())
	require.True(t, working)

	s := open(t, dsn)
	tickets, err := s.ListTickets(t.Context(), helpdesk.Filter{Limit: 1000})
	require.NoError(t, err)
	stored := map[string]bool{}
	for i, ticket := range tickets {
		stored[ticket.ID] = true
		assert.EqualValues(t, len(tickets)-i, ticket.Number)
	}
	for _, id := range acknowledged {
		assert.True(t, stored[id], "ticket %s was acknowledged", id)
	}

	ran := make(chan string, 10*len(tickets))
	stop, err := s.StartJobs(t.Context(), map[helpdesk.Effect]store.Handler{
		helpdesk.EffectNotify: func(_ context.Context, job helpdesk.Job) error {
			ran <- job.Ticket
			return nil
		},
	})
	require.NoError(t, err)
	for range tickets {
		select {
		case id := <-ran:
			assert.True(t, stored[id], "a job without a ticket, or run twice")
			delete(stored, id)
		case <-time.After(15 * time.Second): // well before a job counts as stuck
			require.FailNow(t, "jobs were lost")
		}
	}
	require.NoError(t, stop(t.Context()))
	assert.Empty(t, ran)
}
