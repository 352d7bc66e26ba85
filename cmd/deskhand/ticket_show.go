package main

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"deskhand/helpdesk"
)

// printTicket writes all that is known of a ticket now. The mirror is zero when it has no copy.
func printTicket(w io.Writer, desk *helpdesk.Desk, t helpdesk.Ticket, m helpdesk.Mirror, events []helpdesk.Event, now time.Time) {
	table := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	row := func(name, value string) {
		if value != "" {
			fmt.Fprintf(table, "%s\t%s\n", name, oneLine(value))
		}
	}
	fmt.Fprintf(table, "%s\t%s\n", t.Key(), oneLine(t.Summary))
	row("Status", status(t))
	row("Priority", fmt.Sprintf("%d (impact %s, urgency %s)", t.Priority, t.Impact, t.Urgency))
	row("Requester", t.Requester.Name)
	row("App or flow", t.Solution)
	row("Tier", string(t.Tier))
	row("Incident", t.Incident)
	row("Assignee", t.Assignee.Name)
	row("Opened", clock(desk, t.OpenedAt))
	over := now
	if !t.Status.Open() {
		over = t.UpdatedAt // nothing gets late any more
	}
	row("Answer by", due(desk, t.ResponseDue, t.FirstRespondedAt, over))
	row("Answered", met(desk, t.FirstRespondedAt, t.ResponseDue))
	row("Taken", taken(desk, events))
	row("Solve by", due(desk, t.ResolutionDue, t.ResolvedAt, over))
	row("Solved", met(desk, t.ResolvedAt, t.ResolutionDue))
	if t.Status == helpdesk.StatusWithdrawn {
		row("Withdrawn", clock(desk, t.UpdatedAt))
	}
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
		fmt.Fprintf(w, "%s  %s\n", clock(desk, event.At), oneLine(happened(event)))
	}
}

// due is the time by which something is to be done, and whether it has passed without that.
func due(desk *helpdesk.Desk, by, done, now time.Time) string {
	text := clock(desk, by)
	if text != "" && done.IsZero() && now.After(by) {
		text += ", overdue"
	}
	return text
}

// met is when something was done, and whether that was in time; empty when it was not.
func met(desk *helpdesk.Desk, done, by time.Time) string {
	text := clock(desk, done)
	switch {
	case text == "" || by.IsZero():
	case done.After(by):
		text += ", late"
	default:
		text += ", in time"
	}
	return text
}

// taken is when somebody had the ticket for the first time; empty when nobody ever had.
func taken(desk *helpdesk.Desk, events []helpdesk.Event) string {
	for _, event := range events {
		switch {
		case event.Kind == helpdesk.EventTaken:
			return clock(desk, event.At) + " by " + event.Actor.Name
		case event.Kind == helpdesk.EventAssigned && !event.Assignee.IsZero():
			return clock(desk, event.At) + " by " + event.Assignee.Name
		}
	}
	return ""
}

// status is the word for how a ticket stands.
func status(t helpdesk.Ticket) string {
	if t.OnHold() {
		return "on hold"
	}
	return t.Status.Word()
}

// deeds are what happened to a ticket, after the name of whoever did it and before the words that came with it.
var deeds = map[helpdesk.EventKind]string{
	helpdesk.EventOpened:      "opened it",
	helpdesk.EventTaken:       "took it",
	helpdesk.EventClassified:  "changed its tier to",
	helpdesk.EventPrioritised: "changed its priority to",
	helpdesk.EventPaused:      "put it on hold",
	helpdesk.EventResumed:     "went on with it",
	helpdesk.EventAsked:       "asked:",
	helpdesk.EventCommented:   "wrote:",
	helpdesk.EventResolved:    "resolved it",
	helpdesk.EventAmended:     "changed how the solution is described:",
	helpdesk.EventLinked:      "linked it to",
	helpdesk.EventWithdrawn:   "withdrew it",
	helpdesk.EventReopened:    "reopened it",
	helpdesk.EventRated:       "rated the help",
	helpdesk.EventRefused:     "made a change in the other tool that is not possible:",
	helpdesk.EventOverruled:   "made a change in the other tool that came before a later one here:",
	helpdesk.EventUnlisted:    "noted:",
	helpdesk.EventRestored:    "noted that the disruption is over",
	helpdesk.EventDelisted:    "noted:",
	helpdesk.EventDeparted:    "noted that the account of the requester is disabled or deleted",
}

// happened says what an event was.
func happened(event helpdesk.Event) string {
	deed, words := deeds[event.Kind], event.Text
	switch event.Kind {
	case helpdesk.EventAssigned:
		deed, words = given(event)
	case helpdesk.EventPrioritised:
		words = strconv.Itoa(int(event.Priority))
	case helpdesk.EventClassified:
		words = cmp.Or(event.Text, "none")
	case helpdesk.EventLinked:
		words = event.ArticleID
	case helpdesk.EventRated:
		words = fmt.Sprintf("%d of 5", event.Rating)
	case helpdesk.EventResolved, helpdesk.EventReopened, helpdesk.EventWithdrawn: // with words or without
		if words != "" {
			deed += ":"
		}
	}
	return event.Actor.Name + " " + deed + " " + words
}

// given says who got a ticket, and from whom.
func given(event helpdesk.Event) (deed, words string) {
	switch {
	case event.Assignee.IsZero():
		return "left it to whoever takes it", ""
	case event.Assignee.ID == event.Actor.ID:
		return "took it over", ""
	}
	return "gave it to", event.Assignee.Name
}

// copied says where people find a ticket's copy in another tool.
func copied(m helpdesk.Mirror) string {
	if m.Gone {
		return strings.TrimSpace(m.URL + " (deleted there)")
	}
	return m.URL
}
