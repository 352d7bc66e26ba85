package helpdesk

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// ActionKind names what somebody does to a ticket.
type ActionKind string

// What can be done to a ticket. Withdraw, Reopen and Rate are for the requester alone; both sides may Comment; the rest is
// for those who work tickets.
const (
	ActionTake       ActionKind = "take"
	ActionAssign     ActionKind = "assign" // to Assignee; to nobody when that is zero
	ActionPrioritise ActionKind = "prioritise"
	ActionClassify   ActionKind = "classify" // the tier of the solution it is about
	ActionAsk        ActionKind = "ask"
	ActionPause      ActionKind = "pause" // it waits, without a question
	ActionResume     ActionKind = "resume"
	ActionComment    ActionKind = "comment"
	ActionResolve    ActionKind = "resolve"
	ActionAmend      ActionKind = "amend" // the words of its resolution
	ActionLink       ActionKind = "link"  // to the article that answers it
	ActionNote       ActionKind = "note"  // a fact that changes nothing: Note says which
	ActionWithdraw   ActionKind = "withdraw"
	ActionReopen     ActionKind = "reopen"
	ActionRate       ActionKind = "rate"
)

// Action is something that a person does to a ticket.
type Action struct {
	Kind      ActionKind
	Actor     Person
	Key       string // identifies the act; the same key by the same person changes the ticket once. Empty: always
	Text      string // the comment, the question, the resolution, the reason
	Rating    int    // for ActionRate: 1 to 5
	ArticleID string // for ActionLink; ActionResolve may name one too
	Assignee  Person
	Priority  Priority
	Tier      Tier
	Note      EventKind // for ActionNote: one of notes
}

// The longest texts that a ticket holds, in characters.
const (
	MaxSummary = 200
	MaxText    = 8000
)

// rule is one row of the state machine: from which statuses an action is possible, who may do it, and what it does.
type rule struct {
	from          []Status
	requesterOnly bool
	needsText     bool
	event         EventKind
	do            func(t *Ticket, a Action, now time.Time, p Policy) error
}

var (
	openStatuses = []Status{StatusNew, StatusInProgress, StatusWaiting}
	// An article is often found or written only after the ticket has been resolved, and something more is said.
	linkStatuses = []Status{StatusNew, StatusInProgress, StatusWaiting, StatusResolved}
	everyStatus  = []Status{StatusNew, StatusInProgress, StatusWaiting, StatusResolved, StatusWithdrawn}
)

// rules is the state machine of a ticket.
var rules = map[ActionKind]rule{
	ActionTake:       {from: openStatuses, event: EventTaken, do: take},
	ActionAssign:     {from: linkStatuses, event: EventAssigned, do: assign},
	ActionPrioritise: {from: openStatuses, event: EventPrioritised, do: prioritise},
	ActionClassify:   {from: linkStatuses, event: EventClassified, do: classify},
	ActionAsk:        {from: openStatuses, needsText: true, event: EventAsked, do: ask},
	ActionPause:      {from: []Status{StatusNew, StatusInProgress}, event: EventPaused, do: ask},
	ActionResume:     {from: []Status{StatusWaiting, StatusResolved}, event: EventResumed, do: resume},
	ActionComment:    {from: linkStatuses, needsText: true, event: EventCommented, do: comment},
	// Without words too: a tool in which the desk works may have none.
	ActionResolve:  {from: openStatuses, event: EventResolved, do: resolve},
	ActionAmend:    {from: linkStatuses, needsText: true, event: EventAmended, do: amend},
	ActionLink:     {from: linkStatuses, event: EventLinked, do: link},
	ActionNote:     {from: everyStatus, do: note},
	ActionWithdraw: {from: openStatuses, requesterOnly: true, event: EventWithdrawn, do: withdraw},
	ActionReopen:   {from: []Status{StatusResolved, StatusWithdrawn}, requesterOnly: true, event: EventReopened, do: reopen},
	ActionRate:     {from: []Status{StatusResolved}, requesterOnly: true, event: EventRated, do: rate},
}

// Apply is the state machine of a ticket. It returns the changed ticket and what happened, or the ticket as it was and
// one of ErrInvalid, ErrNotAllowed, ErrWrongStatus and ErrTooLate. It stores nothing and depends on its arguments alone.
// Doing what is so already (the article is linked, the priority is this) changes nothing and is no event. The events have
// no ID yet.
func Apply(ticket Ticket, action Action, now time.Time, policy Policy) (Ticket, []Event, error) {
	r, ok := rules[action.Kind]
	if !ok {
		return ticket, nil, fmt.Errorf("%w: action %q", ErrInvalid, action.Kind)
	}
	action.Text = strings.TrimSpace(action.Text)
	action.ArticleID = strings.TrimSpace(action.ArticleID)
	switch {
	case action.Actor.ID == "":
		return ticket, nil, fmt.Errorf("%w: nobody is named as the one who acts", ErrInvalid)
	case r.requesterOnly && action.Actor.ID != ticket.Requester.ID:
		return ticket, nil, fmt.Errorf("%w: only the requester may %s %s", ErrNotAllowed, action.Kind, ticket.Key())
	case !slices.Contains(r.from, ticket.Status):
		return ticket, nil, fmt.Errorf("%w: %s is %s", ErrWrongStatus, ticket.Key(), ticket.Status.Word())
	case r.needsText && action.Text == "":
		return ticket, nil, fmt.Errorf("%w: to %s %s takes some words", ErrInvalid, action.Kind, ticket.Key())
	case utf8.RuneCountInString(action.Text) > MaxText:
		return ticket, nil, fmt.Errorf("%w: the text is longer than %d characters", ErrInvalid, MaxText)
	case utf8.RuneCountInString(action.ArticleID) > MaxSummary:
		return ticket, nil, fmt.Errorf("%w: an article's id is no longer than %d characters", ErrInvalid, MaxSummary)
	}
	changed := ticket
	if err := r.do(&changed, action, now, policy); err != nil {
		return ticket, nil, err
	}
	changed.Asked = changed.Asked && changed.Status == StatusWaiting
	if changed == ticket && slices.Contains(changing, action.Kind) {
		return ticket, nil, nil
	}
	linked := changed.ArticleID != ticket.ArticleID
	event := Event{
		TicketID: ticket.ID, Number: ticket.Number, Kind: cmp.Or(r.event, action.Note), At: now, Actor: action.Actor,
		ActKey: action.Key, Text: action.Text, From: ticket.Status, To: changed.Status, Priority: changed.Priority,
		Rating: action.Rating,
	}
	switch action.Kind {
	case ActionAssign:
		event.Assignee = changed.Assignee
	case ActionClassify:
		event.Text = string(changed.Tier)
	}
	if action.Kind != ActionNote {
		changed.UpdatedAt = now
	}
	events := []Event{event}
	switch {
	case action.Kind == ActionLink:
		events[0].ArticleID = changed.ArticleID
	case linked:
		events = append(events, linkedToo(event, changed.ArticleID))
	}
	return changed, events, nil
}

// changing are the actions that are about one value, and nothing when the ticket has it already.
var changing = []ActionKind{ActionAssign, ActionPrioritise, ActionClassify, ActionAmend, ActionLink, ActionRate}

// linkedToo is the fact that an act linked an article beside what it did.
func linkedToo(did Event, articleID string) Event {
	did.Kind, did.ArticleID, did.From, did.Text = EventLinked, articleID, did.To, ""
	if did.ActKey != "" {
		did.ActKey += ":link" // one act is one event
	}
	return did
}

// take makes the actor the assignee. A ticket that somebody else has is not taken from them.
func take(t *Ticket, a Action, now time.Time, _ Policy) error {
	if !t.Assignee.IsZero() {
		return fmt.Errorf("%w: %s has been taken by %s", ErrWrongStatus, t.Key(), t.Assignee.Name)
	}
	t.Assignee = a.Actor
	t.Status = StatusInProgress
	t.responded(now)
	return nil
}

func ask(t *Ticket, a Action, now time.Time, _ Policy) error {
	t.Status, t.Asked = StatusWaiting, a.Kind == ActionAsk
	t.responded(now)
	return nil
}

// comment adds information. When the requester does, a ticket that waited for it is in work again; when somebody else
// does, the requester has had an answer. Once it is resolved the desk may have a last word; the requester can reopen it.
func comment(t *Ticket, a Action, now time.Time, _ Policy) error {
	switch {
	case a.Actor.ID != t.Requester.ID:
		t.responded(now)
	case t.Status == StatusResolved:
		return fmt.Errorf("%w: %s is resolved; reopen it", ErrWrongStatus, t.Key())
	case t.Status == StatusWaiting:
		t.Status = t.working()
	}
	return nil
}

func resolve(t *Ticket, a Action, now time.Time, _ Policy) error {
	if t.Assignee.IsZero() {
		t.Assignee = a.Actor
	}
	t.Status = StatusResolved
	t.Resolution = a.Text
	t.ResolvedAt = now
	if a.ArticleID != "" {
		t.ArticleID = a.ArticleID
	}
	t.responded(now)
	return nil
}

// link notes the article that answers the ticket. The requester hears nothing of it, so it is no response.
func link(t *Ticket, a Action, _ time.Time, _ Policy) error {
	if a.ArticleID == "" {
		return fmt.Errorf("%w: say which article to link to %s", ErrInvalid, t.Key())
	}
	t.ArticleID = a.ArticleID
	return nil
}

func withdraw(t *Ticket, _ Action, _ time.Time, _ Policy) error {
	t.Status = StatusWithdrawn
	return nil
}

// reopen puts a resolved or withdrawn ticket back to work, with a new time by which it should be solved.
func reopen(t *Ticket, _ Action, now time.Time, p Policy) error {
	if !p.CanReopen(*t, now) {
		return fmt.Errorf("%w: %s was %s on %s", ErrTooLate, t.Key(), t.Status, t.endedAt().Format(time.DateOnly))
	}
	t.again(now, p)
	return nil
}

// again is the ticket as it is when its resolution was none, or it was withdrawn too early. Nobody may have answered it yet.
func (t *Ticket) again(now time.Time, p Policy) {
	t.Status = t.working()
	t.ResolvedAt = time.Time{}
	t.Rating = 0
	t.Reopened++
	if t.FirstRespondedAt.IsZero() {
		t.ResponseDue = p.Calendar.Add(now, p.Targets[t.Priority].Response)
	}
	t.ResolutionDue = p.Calendar.Add(now, p.Targets[t.Priority].Resolution)
}

func rate(t *Ticket, a Action, _ time.Time, _ Policy) error {
	if a.Rating < 1 || a.Rating > 5 {
		return fmt.Errorf("%w: a rating is a number from 1 to 5", ErrInvalid)
	}
	t.Rating = a.Rating
	return nil
}

// responded notes the first time that somebody answered the requester.
func (t *Ticket) responded(now time.Time) {
	if t.FirstRespondedAt.IsZero() {
		t.FirstRespondedAt = now
	}
}

// working is the status of an open ticket that waits for nobody but the desk.
func (t *Ticket) working() Status {
	if t.Assignee.IsZero() {
		return StatusNew
	}
	return StatusInProgress
}
