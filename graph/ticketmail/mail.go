package ticketmail

import (
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"deskhand/graph"
	"deskhand/helpdesk"
)

// news are the events that the tool has to know of, and how they are announced. What those who work the ticket did it knows.
var news = map[helpdesk.EventKind]string{
	helpdesk.EventOpened:    "A new ticket.",
	helpdesk.EventCommented: "The requester adds:",
	helpdesk.EventWithdrawn: "The requester withdrew the ticket.",
	helpdesk.EventReopened:  "The requester reopened the ticket.",
}

// worth reports whether the tool has to know of an event. What it reported itself it knows, whoever did it there: told of
// it, it might report it again, and so on.
func worth(ticket helpdesk.Ticket, event helpdesk.Event) bool {
	return news[event.Kind] != "" && event.Actor.ID == ticket.Requester.ID && !strings.HasPrefix(event.ActKey, helpdesk.FromTool)
}

// compose writes the mail for an event.
func compose(to string, ticket helpdesk.Ticket, event helpdesk.Event, requester graph.User, zone *time.Location) graph.Mail {
	var b strings.Builder
	b.WriteString(news[event.Kind] + "\n")
	if event.Text != "" {
		b.WriteString("\n" + event.Text + "\n")
	}
	b.WriteString("\n")
	table := tabwriter.NewWriter(&b, 0, 8, 2, ' ', 0)
	row := func(name, value string) {
		if value != "" {
			fmt.Fprintf(table, "%s:\t%s\n", name, oneLine(value))
		}
	}
	clock := func(at time.Time) string {
		if at.IsZero() {
			return ""
		}
		return at.In(zone).Format("2006-01-02 15:04 MST")
	}
	row("Ticket", ticket.Key())
	row("Summary", ticket.Summary)
	row("Requester", ticket.Requester.Name)
	row("Mail", requester.Mail)
	row("Department", requester.Department)
	row("Object id", ticket.Requester.ID)
	row("App or flow", ticket.Solution)
	row("Tier", string(ticket.Tier))
	row("Priority", fmt.Sprintf("%d (impact %s, urgency %s)", ticket.Priority, ticket.Impact, ticket.Urgency))
	row("Status", ticket.Status.Word())
	row("Assigned to", ticket.Assignee.Name)
	row("Opened", clock(ticket.OpenedAt))
	row("Answer by", clock(ticket.ResponseDue))
	row("Solve by", clock(ticket.ResolutionDue))
	row("Article", ticket.ArticleID)
	row("Incident", ticket.Incident)
	_ = table.Flush() // into memory
	if ticket.Details != "" {
		b.WriteString("\nDetails:\n" + ticket.Details + "\n")
	}
	if ticket.Resolution != "" {
		b.WriteString("\nResolution:\n" + ticket.Resolution + "\n")
	}
	return graph.Mail{
		To: to, ReplyTo: requester.Mail, Subject: fmt.Sprintf("[%s] %s", ticket.Key(), clip(oneLine(ticket.Summary))),
		Text:    b.String(),
		Headers: map[string]string{"x-deskhand-ticket": ticket.Key(), "x-deskhand-event": event.ID},
	}
}

// oneLine is a text that others wrote, fit for a header or a row.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// longestSubject is how much of a summary is in the subject, in characters: Exchange takes 255 in UTF-16, and most emoji are two.
const longestSubject = 120

func clip(summary string) string {
	if runes := []rune(summary); len(runes) > longestSubject {
		return string(runes[:longestSubject-1]) + "…"
	}
	return summary
}
