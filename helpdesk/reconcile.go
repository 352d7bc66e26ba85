package helpdesk

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Reconcile returns what is to be done to a ticket so that it follows an edit of its copy, each an action like any other,
// by the editor. Where both sides changed the same field the later change wins: when that is the desk's, the editor's is
// noted (EventOverruled) and the copy has to follow. What contradicts the rest of the edit is noted too (EventRefused).
// history is what happened to the ticket, the oldest first; what it says was done for this edit is not done again. Whether
// the actions are possible is for Apply to say.
func Reconcile(ticket Ticket, history []Event, edit Edit) []Action {
	edit.Comment, edit.Resolution = strings.TrimSpace(edit.Comment), strings.TrimSpace(edit.Resolution)
	r := &reconciliation{ticket: ticket, history: history, edit: edit}
	for _, step := range r.steps() {
		step()
	}
	return r.actions
}

// reconciliation is one edit on its way into actions. Its ticket is as it will be after those so far.
type reconciliation struct {
	ticket  Ticket
	history []Event
	edit    Edit
	actions []Action
}

// steps are the parts of an edit in an order in which what is possible before and after each allows the next.
func (r *reconciliation) steps() []func() {
	switch {
	case r.ticket.Status == StatusResolved && r.edit.Status.Open(): // much can be done only once it is open again
		return []func(){r.assignee, r.status, r.comment, r.priority, r.tier, r.resolution}
	case r.edit.Status == StatusResolved && r.edit.Assignee.IsZero(): // resolving gives it to whoever does that
		return []func(){r.comment, r.priority, r.tier, r.status, r.resolution, r.assignee}
	}
	return []func(){r.comment, r.assignee, r.priority, r.tier, r.status, r.resolution}
}

const commentKey = "comment"

// comment adds what was said, unless the ticket is to wait for an answer to it.
func (r *reconciliation) comment() {
	if r.edit.Comment == "" || r.asks() || r.did(commentKey) {
		return
	}
	r.act(commentKey, Action{Kind: ActionComment, Text: r.edit.Comment})
	if r.ticket.Status == StatusWaiting && r.edit.Editor.ID == r.ticket.Requester.ID {
		r.ticket.Status = r.ticket.working()
	}
}

func (r *reconciliation) assignee() {
	r.follow(FieldAssignee, r.ticket.Assignee.same(r.edit.Assignee), func() {
		r.act(string(FieldAssignee), Action{Kind: ActionAssign, Assignee: r.edit.Assignee})
		r.ticket.Assignee = r.edit.Assignee
		if r.ticket.Status == StatusNew || r.ticket.Status == StatusInProgress {
			r.ticket.Status = r.ticket.working()
		}
	})
}

func (r *reconciliation) priority() {
	r.follow(FieldPriority, r.ticket.Priority == r.edit.Priority, func() {
		r.act(string(FieldPriority), Action{Kind: ActionPrioritise, Priority: r.edit.Priority})
	})
}

func (r *reconciliation) tier() {
	r.follow(FieldTier, r.ticket.Tier == r.edit.Tier, func() {
		r.act(string(FieldTier), Action{Kind: ActionClassify, Tier: r.edit.Tier})
	})
}

func (r *reconciliation) resolution() {
	r.follow(FieldResolution, r.ticket.Resolution == r.edit.Resolution, func() {
		r.act(string(FieldResolution), Action{Kind: ActionAmend, Text: r.edit.Resolution})
	})
}

// status brings the ticket to the status that the editor chose, by the way that leads there from where it stands.
func (r *reconciliation) status() {
	r.follow(FieldStatus, r.ticket.Status == r.edit.Status && !r.asks(), func() {
		switch {
		case r.edit.Status == StatusResolved:
			r.resolve()
			return
		case r.edit.Status == StatusWithdrawn:
			r.act(string(FieldStatus), Action{Kind: ActionWithdraw})
			return
		case !r.edit.Status.Open():
			r.note(EventRefused, FieldStatus, "there is no such status")
			return
		case r.ticket.Status == StatusResolved, r.ticket.Status == StatusWaiting && r.edit.Status != StatusWaiting:
			r.ticket.Status = r.ticket.working()
			if r.ticket.Status == r.edit.Status {
				r.act(string(FieldStatus), Action{Kind: ActionResume})
				return
			}
			r.act("resume", Action{Kind: ActionResume})
		}
		r.open()
	})
}

// resolve resolves the ticket with the words that the copy has for it.
func (r *reconciliation) resolve() {
	if r.takes(FieldResolution) {
		r.ticket.Resolution = r.edit.Resolution
	}
	r.act(string(FieldStatus), Action{Kind: ActionResolve, Text: r.ticket.Resolution})
	r.ticket.Status, r.ticket.Assignee = StatusResolved, cmp.Or(r.ticket.Assignee, r.edit.Editor)
}

// open brings a ticket that is open, and in another status than the editor chose, to that status.
func (r *reconciliation) open() {
	switch r.edit.Status {
	case StatusWaiting:
		if r.asks() {
			r.act(commentKey, Action{Kind: ActionAsk, Text: r.edit.Comment})
			return
		}
		r.act(string(FieldStatus), Action{Kind: ActionPause})
	case StatusNew: // which nobody has
		r.give(Action{Kind: ActionAssign}, "a ticket that somebody has is not new")
	default: // in progress: whoever says so has it
		r.give(Action{Kind: ActionTake}, "a ticket that nobody has is not in progress")
	}
}

// give changes who has the ticket, for it to have the status that the editor chose. Not when the same edit says otherwise,
// nor when the desk has said so later.
func (r *reconciliation) give(action Action, otherwise string) {
	_, said := r.edit.Changed[FieldAssignee]
	switch {
	case r.late(FieldAssignee):
		r.note(EventOverruled, FieldStatus, "")
	case said:
		r.note(EventRefused, FieldStatus, otherwise)
	default:
		r.act(string(FieldStatus), action)
	}
}

// follow runs take when the editor's value of a field is to be taken over, and notes when it comes too late. same says that
// the ticket has it already.
func (r *reconciliation) follow(field Field, same bool, take func()) {
	switch {
	case same:
	case r.takes(field):
		take()
	case r.pending(field):
		r.note(EventOverruled, field, "")
	}
}

// takes reports whether the editor's value of a field is to be taken over.
func (r *reconciliation) takes(field Field) bool {
	return r.pending(field) && (!r.edit.Ours[field] || !r.late(field))
}

// pending reports whether the editor changed a field and nothing has come of it yet.
func (r *reconciliation) pending(field Field) bool {
	_, changed := r.edit.Changed[field]
	return changed && !r.did(string(field))
}

// late reports whether the desk changed a field after the editor.
func (r *reconciliation) late(field Field) bool {
	return changedAt(r.history, field, cmp.Or(r.edit.Copy, r.edit.Key+":")).After(r.edit.At)
}

// asks reports whether the ticket is to wait for the requester's answer to the comment.
func (r *reconciliation) asks() bool {
	return r.edit.Status == StatusWaiting && r.edit.Comment != "" && !r.did(commentKey) && r.takes(FieldStatus)
}

// did reports whether the history says that a part of this very edit has been dealt with. A comment that was asked as a
// question was the status too.
func (r *reconciliation) did(part string) bool {
	return slices.ContainsFunc(r.history, func(e Event) bool {
		of, this := strings.CutPrefix(e.ActKey, r.edit.Key+":")
		asked := e.Kind == EventAsked && part == string(FieldStatus)
		return this && e.Actor.ID == r.edit.Editor.ID && (of == part || asked)
	})
}

// act asks for an action. Its key names the edit and the part of it, so that each part is dealt with once.
func (r *reconciliation) act(part string, action Action) {
	action.Actor, action.Key = r.edit.Editor, r.edit.Key+":"+part
	r.actions = append(r.actions, action)
}

// note puts on record what does not become of a field, and why where that is not plain.
func (r *reconciliation) note(kind EventKind, field Field, why string) {
	text := r.edit.Changed[field]
	if why != "" {
		text += " (" + why + ")"
	}
	r.act(string(field), Action{Kind: ActionNote, Note: kind, Text: text})
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

// changedAt is when the desk last changed a field. What came from the copy, as its key tells, is none of the desk's: later
// edits of the copy follow on it.
func changedAt(history []Event, field Field, copied string) (last time.Time) {
	taken := false // somebody has the ticket
	for _, event := range history {
		moved := slices.Contains(moves[field], event.Kind)
		switch {
		case field == FieldStatus:
			moved = moved && event.From != event.To
		case field == FieldAssignee && event.Kind == EventResolved:
			moved = !taken // then it is whoever resolved it
		}
		switch event.Kind {
		case EventTaken, EventResolved:
			taken = true
		case EventAssigned:
			taken = !event.Assignee.IsZero()
		}
		if moved && !strings.HasPrefix(event.ActKey, copied) {
			last = event.At
		}
	}
	return last
}
