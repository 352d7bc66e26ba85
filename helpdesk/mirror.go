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

// Reconcile returns what is to be done to a ticket so that it follows an edit of its copy, each an action like any other,
// by the editor. Where both sides changed the same field the later change wins: when that is the desk's, the editor's is
// noted (EventOverruled) and the copy has to follow. history is what happened to the ticket, the oldest first. It decides
// nothing about whether the actions are possible: Apply does.
func Reconcile(ticket Ticket, history []Event, edit Edit) []Action {
	r := reconciliation{ticket: ticket, edit: edit}
	if r.taken(history, FieldAssignee) && ticket.Assignee.ID != edit.Assignee.ID {
		r.act(ActionAssign, "", func(a *Action) { a.Assignee = edit.Assignee })
		r.ticket.Assignee = edit.Assignee
		if r.ticket.Status == StatusNew || r.ticket.Status == StatusInProgress {
			r.ticket.Status = r.ticket.working()
		}
	}
	pressing := r.taken(history, FieldPriority) && ticket.Priority != edit.Priority
	if pressing && ticket.Status.Open() {
		r.prioritise()
	}
	if r.taken(history, FieldTier) && ticket.Tier != edit.Tier {
		r.act(ActionClassify, "", func(a *Action) { a.Tier = edit.Tier })
	}
	if r.taken(history, FieldStatus) && r.ticket.Status != edit.Status {
		r.status()
	} else if r.taken(history, FieldResolution) && ticket.Status == StatusResolved && ticket.Resolution != edit.Resolution {
		r.act(ActionAmend, edit.Resolution, nil)
	}
	if pressing && !ticket.Status.Open() { // which it may be again by now
		r.prioritise()
	}
	if r.edit.Comment != "" { // unless it was the question that the ticket now waits for
		comment := Action{Kind: ActionComment, Actor: edit.Editor, Key: edit.Key + ":comment", Text: r.edit.Comment}
		r.actions = append([]Action{comment}, r.actions...) // said before the ticket is closed
	}
	return r.actions
}

// reconciliation is one edit on its way into actions. Its ticket is as it will be after those so far.
type reconciliation struct {
	ticket  Ticket
	edit    Edit
	actions []Action
}

func (r *reconciliation) act(kind ActionKind, text string, with func(*Action)) {
	action := Action{Kind: kind, Actor: r.edit.Editor, Key: r.edit.Key + ":" + string(kind), Text: text}
	if with != nil {
		with(&action)
	}
	r.actions = append(r.actions, action)
}

func (r *reconciliation) prioritise() {
	r.act(ActionPrioritise, "", func(a *Action) { a.Priority = r.edit.Priority })
}

// taken reports whether the editor's value of a field is to be taken over, and notes when it comes too late.
func (r *reconciliation) taken(history []Event, field Field) bool {
	words, changed := r.edit.Changed[field]
	if !changed {
		return false
	}
	if !r.edit.Ours[field] || !changedAt(history, field).After(r.edit.At) {
		return true
	}
	r.actions = append(r.actions, Action{
		Kind: ActionNote, Note: EventOverruled, Actor: r.edit.Editor, Key: r.edit.Key + ":overruled:" + string(field), Text: words,
	})
	return false
}

// status brings the ticket to the status that the editor chose, by the way that leads there from where it stands.
func (r *reconciliation) status() {
	switch r.edit.Status {
	case StatusResolved:
		r.act(ActionResolve, r.edit.Resolution, nil)
		return
	case StatusWithdrawn:
		r.act(ActionWithdraw, "", nil)
		return
	}
	if r.ticket.Status == StatusWaiting || r.ticket.Status == StatusResolved {
		r.act(ActionResume, "", nil)
		r.ticket.Status = r.ticket.working()
	}
	switch {
	case r.edit.Status == r.ticket.Status:
	case r.edit.Status == StatusWaiting && r.edit.Comment != "":
		r.act(ActionAsk, r.edit.Comment, nil)
		r.edit.Comment = ""
	case r.edit.Status == StatusWaiting:
		r.act(ActionPause, "", nil)
	case r.edit.Status == StatusNew:
		r.act(ActionAssign, "", nil)
	default: // in progress, and nobody has it: whoever said so
		r.act(ActionTake, "", nil)
	}
}

// moves says which events change which field.
var moves = map[Field][]EventKind{
	FieldStatus: {
		EventTaken, EventAssigned, EventAsked, EventPaused, EventResumed, EventCommented, EventResolved, EventWithdrawn, EventReopened,
	},
	FieldAssignee:   {EventTaken, EventAssigned, EventResolved},
	FieldPriority:   {EventPrioritised},
	FieldTier:       {EventClassified},
	FieldResolution: {EventResolved, EventAmended},
}

// changedAt is when a field was last changed here.
func changedAt(history []Event, field Field) (last time.Time) {
	for _, event := range history {
		for _, kind := range moves[field] {
			if event.Kind == kind && (field != FieldStatus || event.From != event.To) {
				last = event.At
			}
		}
	}
	return last
}
