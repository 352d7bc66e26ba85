package helpdesk

import "time"

// Mirror is what the desk knows of a ticket's copy in another tool: a list, or a mailbox that such a tool reads.
type Mirror struct {
	TicketID string
	ItemID   string            // what the other tool calls the copy
	URL      string            // where people see it; may be empty
	Seen     string            // the last version of the copy that has been looked at, as the other tool names versions
	Sent     int64             // the ticket's version that the copy last got; 0: none yet
	Agreed   map[string]string // what both sides last agreed on, by the other tool's names and in its terms
	Gone     bool              // the copy was deleted there
	Version  int64             // grows by one each time the record is stored; 0: not stored yet
}

// Field is a part of a ticket that both sides can change.
type Field string

// The fields.
const (
	FieldStatus     Field = "status"
	FieldAssignee   Field = "assignee"
	FieldPriority   Field = "priority"
	FieldTier       Field = "tier"
	FieldResolution Field = "resolution"
)

// FromTool begins the keys of acts that another help desk tool has reported, and knows of already.
const FromTool = "tool:"

// Edit is what somebody changed about a ticket's copy in another tool.
type Edit struct {
	Key     string // names the version of the copy, so that the same edit is taken over once
	Copy    string // what the keys of all edits of this copy begin with; empty when they are not told apart
	Editor  Person
	At      time.Time
	Changed map[Field]string // what differs from what was agreed on, in words for the history
	Ours    map[Field]bool   // what the desk has changed too since then

	// The new values of what Changed names, and a comment to the requester, which may be empty.
	Status     Status
	Assignee   Person
	Priority   Priority
	Tier       Tier
	Resolution string
	Comment    string
}
