package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"deskhand/helpdesk"
)

// printTicket writes all that is known of a ticket. The mirror is zero when it has no copy.
func printTicket(w io.Writer, desk *helpdesk.Desk, t helpdesk.Ticket, m helpdesk.Mirror, events []helpdesk.Event) {
	table := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	row := func(name, value string) {
		if value != "" {
			fmt.Fprintf(table, "%s\t%s\n", name, oneLine(value))
		}
	}
	fmt.Fprintf(table, "%s\t%s\n", t.Key(), oneLine(t.Summary))
	row("Status", string(t.Status))
	row("Priority", fmt.Sprintf("%d (impact %s, urgency %s)", t.Priority, t.Impact, t.Urgency))
	row("Requester", t.Requester.Name)
	row("App or flow", t.Solution)
	row("Tier", string(t.Tier))
	row("Incident", t.Incident)
	row("Assignee", t.Assignee.Name)
	row("Opened", clock(desk, t.OpenedAt))
	if t.FirstRespondedAt.IsZero() {
		row("Answer by", clock(desk, t.ResponseDue))
	}
	row("Answered", clock(desk, t.FirstRespondedAt))
	row("Solve by", clock(desk, t.ResolutionDue))
	row("Time zone", desk.Policy().Calendar.Location.String())
	row("Resolution", t.Resolution)
	row("Article", t.ArticleID)
	if t.Rating > 0 {
		row("Rating", fmt.Sprintf("%d of 5", t.Rating))
	}
	row("Copy", copied(m))
	if err := table.Flush(); err != nil {
		return // whoever reads has gone away
	}
	if t.Details != "" {
		fmt.Fprintf(w, "\n%s\n", printable(t.Details))
	}
	fmt.Fprintln(w)
	for _, event := range events {
		fmt.Fprintf(w, "%s  %s  %s  %s\n", clock(desk, event.At), event.Kind, oneLine(event.Actor.Name), oneLine(particulars(event)))
	}
}

// particulars are what an event says beyond its kind.
func particulars(event helpdesk.Event) string {
	switch {
	case event.Kind == helpdesk.EventPrioritised:
		return strconv.Itoa(int(event.Priority))
	case event.Kind == helpdesk.EventAssigned && event.Assignee.IsZero():
		return "to nobody"
	case event.Kind == helpdesk.EventAssigned:
		return "to " + event.Assignee.Name
	}
	return event.Text + " " + event.ArticleID
}

// copied says where people find a ticket's copy in another tool.
func copied(m helpdesk.Mirror) string {
	if m.Gone {
		return strings.TrimSpace(m.URL + " (deleted there)")
	}
	return m.URL
}
