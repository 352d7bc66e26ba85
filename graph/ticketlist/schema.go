package ticketlist

import (
	"time"

	"deskhand/graph"
	"deskhand/helpdesk"
)

// The columns by their internal names. Title is SharePoint's own.
const (
	colKey           = "TicketKey"
	colTitle         = "Title"
	colDetails       = "Details"
	colRequester     = "Requester"
	colRequesterName = "RequesterName"
	colRequesterID   = "RequesterId"
	colSolution      = "Solution"
	colTier          = "Tier"
	colImpact        = "Impact"
	colUrgency       = "Urgency"
	colPriority      = "Priority"
	colStatus        = "Status"
	colAssignee      = "Assignee"
	colAssigneeName  = "AssigneeName"
	colResponseDue   = "ResponseDue"
	colResolutionDue = "ResolutionDue"
	colSource        = "Source"
	colConversation  = "Conversation"
	colResolution    = "Resolution"
	colArticle       = "Article"
	colIncident      = "Incident"
	colComment       = "Comment"
)

// column is a column of the list and what a ticket has in it.
type column struct {
	graph.Column

	show func(v view) string // nil for persons, whose ids have to be looked up, and for Comment, which is the help desk's
}

// view is what there is to show of a ticket.
type view struct {
	ticket  helpdesk.Ticket
	history []helpdesk.Event
	zone    *time.Location
	source  string
}

// table is the list: the one place that says what is in it. Title is left out, since every list has it.
//
// Source holds a link, but is a note: Graph refuses to write hyperlinks, and SharePoint makes the address in a plain note
// one that can be clicked.
func table() []column {
	text := func(name, title, help string, show func(view) string) column {
		return column{graph.Column{Name: name, Title: title, Help: help, Kind: graph.ColumnText}, show}
	}
	note := func(name, title, help string, show func(view) string) column {
		return column{graph.Column{Name: name, Title: title, Help: help, Kind: graph.ColumnNote}, show}
	}
	choice := func(name, title, help string, choices []string, show func(view) string) column {
		return column{graph.Column{Name: name, Title: title, Help: help, Kind: graph.ColumnChoice, Choices: choices}, show}
	}
	person := func(name, title, help string) column {
		return column{graph.Column{Name: name, Title: title, Help: help, Kind: graph.ColumnPerson}, nil}
	}
	due := func(name, title, help string, at func(helpdesk.Ticket) time.Time) column {
		c := graph.Column{Name: name, Title: title, Help: help, Kind: graph.ColumnDateTime, Indexed: true}
		return column{c, func(v view) string { return moment(at(v.ticket)) }}
	}
	indexed := func(c column) column { c.Indexed = true; return c }

	key := indexed(text(colKey, "Ticket", "The number that people know the ticket by. Don't change it.",
		func(v view) string { return v.ticket.Key() }))
	key.Unique = true
	return []column{
		key,
		note(colDetails, "Details", "What the requester wrote.", func(v view) string { return v.ticket.Details }),
		person(colRequester, "Requester", "Who asks for help."),
		text(colRequesterName, "Requester's name", "Who asks for help.", func(v view) string { return v.ticket.Requester.Name }),
		text(colRequesterID, "Requester's id", "The object id in the directory.", func(v view) string { return v.ticket.Requester.ID }),
		text(colSolution, "App or flow", "What it is about.", func(v view) string { return v.ticket.Solution }),
		choice(colTier, "Tier", "How important that is to the organisation. Change it here.", tiers.all(),
			func(v view) string { return tiers.word(v.ticket.Tier) }),
		choice(colImpact, "Impact", "How many people it stops.", impacts.all(),
			func(v view) string { return impacts.word(v.ticket.Impact) }),
		choice(colUrgency, "Urgency", "How long it can wait.", urgencies.all(),
			func(v view) string { return urgencies.word(v.ticket.Urgency) }),
		indexed(choice(colPriority, "Priority", "How pressing it is. Change it here, and the due times follow.", priorities.all(),
			func(v view) string { return priorities.word(v.ticket.Priority) })),
		indexed(choice(colStatus, "Status", "Where it stands. Change it here, and the requester is told.", statuses.all(),
			func(v view) string { return statuses.word(v.ticket.Status) })),
		person(colAssignee, "Assigned to", "Who works on it. Change it here, and the requester is told."),
		text(colAssigneeName, "Assigned to (name)", "Who works on it, also when the site doesn't know them. Deskhand writes it.",
			func(v view) string { return v.ticket.Assignee.Name }),
		due(colResponseDue, "Answer by", "By when a person answers.", func(t helpdesk.Ticket) time.Time { return t.ResponseDue }),
		due(colResolutionDue, "Solve by", "By when it should be solved.", func(t helpdesk.Ticket) time.Time { return t.ResolutionDue }),
		note(colSource, "Chat", "Opens the thread in Teams, or a chat with the requester.", func(v view) string { return v.source }),
		note(colConversation, "Conversation", "What has been said, the latest first. Deskhand writes it.", conversation),
		note(colResolution, "Resolution", "What solved it, in words for the requester.", func(v view) string { return v.ticket.Resolution }),
		text(colArticle, "Article", "The article that answers it.", func(v view) string { return v.ticket.ArticleID }),
		text(colIncident, "Incident", "The known disruption that it is about.", func(v view) string { return v.ticket.Incident }),
		note(colComment, "Comment", "Write to the requester here. Deskhand passes it on, moves it into the conversation and empties it.", nil),
	}
}

// Columns are the columns of the help desk's list, beside those that every list has. Of these Title holds the summary.
func Columns() []graph.Column {
	var columns []graph.Column
	for _, c := range table() {
		columns = append(columns, c.Column)
	}
	return columns
}
