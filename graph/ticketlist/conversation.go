package ticketlist

import (
	"fmt"
	"slices"
	"strings"

	"deskhand/helpdesk"
)

// said is how the words of an event are introduced. What is not here has none, or is seen in other columns.
var said = map[helpdesk.EventKind]string{
	helpdesk.EventCommented: "%s:",
	helpdesk.EventAsked:     "%s asked:",
	helpdesk.EventResolved:  "%s solved it:",
	helpdesk.EventAmended:   "%s wrote how it is solved:",
	helpdesk.EventReopened:  "%s reopened it:",
	helpdesk.EventWithdrawn: "%s withdrew it:",
	helpdesk.EventRefused:   "Deskhand: a change by %s was not possible:",
	helpdesk.EventOverruled: "Deskhand: a change by %s came before a later one:",
	helpdesk.EventUnlisted:  "Deskhand:",
	helpdesk.EventRestored:  "Deskhand:",
	helpdesk.EventDelisted:  "Deskhand:",
}

// conversation is what has been said about a ticket, the latest first. When it gets too long, the earliest is left out.
func conversation(v view) string {
	var parts []string
	length := 0
	for _, event := range slices.Backward(v.history) {
		format, ok := said[event.Kind]
		if !ok || event.Text == "" && event.Kind != helpdesk.EventReopened && event.Kind != helpdesk.EventWithdrawn {
			continue
		}
		who := format
		if strings.Contains(format, "%s") {
			who = fmt.Sprintf(format, event.Actor.Name)
		}
		part := event.At.In(v.zone).Format("2006-01-02 15:04 MST") + "  " + who + "\n" + event.Text
		if length += len(part); length > longestNote/2 && len(parts) > 0 {
			parts = append(parts, "…")
			break
		}
		parts = append(parts, strings.TrimSpace(part))
	}
	return strings.Join(parts, "\n\n")
}
