package ticketlist

import (
	"net/url"
	"strings"

	"deskhand/helpdesk"
)

const teams = "https://teams.microsoft.com/l/"

// source is a link into Teams: to the thread in which the ticket was opened, or, since nobody else can see a chat with the
// bot, to a chat with the requester. It is empty when the requester's principal name is not known.
//
// The forms are those of Microsoft's "Deep links to Teams": l/message/{channel}/{message}, and l/chat/0/0?users=….
func source(ticket helpdesk.Ticket, principal string) string {
	channel, thread, _ := strings.Cut(ticket.Origin.ConversationID, ";messageid=")
	if thread == "" {
		thread = ticket.Origin.ThreadID
	}
	if thread != "" && strings.HasPrefix(channel, "19:") {
		return teams + "message/" + url.PathEscape(channel) + "/" + url.PathEscape(thread)
	}
	if principal == "" {
		return ""
	}
	return teams + "chat/0/0?" + url.Values{"users": {principal}, "message": {ticket.Key() + ": "}}.Encode()
}
