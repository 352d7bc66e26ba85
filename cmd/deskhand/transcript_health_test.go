package main

import (
	"context"
	"slices"
	"strings"

	"github.com/stretchr/testify/require"

	"deskhand/graph"
	"deskhand/helpdesk"
)

// microsoft is what Graph says about Microsoft's services.
type microsoft struct{ issues []graph.ServiceIssue }

func (m *microsoft) ServiceIssues(context.Context) ([]graph.ServiceIssue, error) {
	return m.issues, nil
}

// report lets Microsoft report that a disturbance has begun or ended, and Deskhand look. Those whose tickets are linked to
// one that has ended are told.
func (s *stage) report(line string) {
	id, what, _ := strings.Cut(line, " ")
	i := slices.IndexFunc(s.microsoft.issues, func(known graph.ServiceIssue) bool { return known.ID == id })
	if what != "over" {
		service, title, ok := strings.Cut(what, ": ")
		require.True(s.t, ok && i < 0, "a disturbance begins once, and has a service and a title")
		s.microsoft.issues = append(s.microsoft.issues, graph.ServiceIssue{
			ID: id, Service: service, Title: title, Incident: true, StartedAt: s.clock(), ModifiedAt: s.clock(),
		})
		require.NoError(s.t, s.app.services.Look(s.t.Context()))
		return
	}
	require.GreaterOrEqual(s.t, i, 0, "nothing has begun that could end")
	s.microsoft.issues[i].Resolved, s.microsoft.issues[i].EndedAt = true, s.clock()
	linked, err := s.app.desk.Tickets(s.t.Context(), helpdesk.Filter{Incident: id, Open: true})
	require.NoError(s.t, err)
	s.forgetSaid()
	require.NoError(s.t, s.app.services.Look(s.t.Context()))
	for range linked {
		s.awaitTold()
	}
}
