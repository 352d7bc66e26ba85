package helpdesk

import "time"

// EventKind names what happened to a ticket.
type EventKind string

// What can happen to a ticket.
const (
	EventOpened      EventKind = "ticket.opened"
	EventTaken       EventKind = "ticket.taken"
	EventAssigned    EventKind = "ticket.assigned" // to Assignee, or to nobody
	EventPrioritised EventKind = "ticket.prioritised"
	EventClassified  EventKind = "ticket.classified"
	EventPaused      EventKind = "ticket.paused"
	EventResumed     EventKind = "ticket.resumed"
	EventAsked       EventKind = "ticket.asked"
	EventCommented   EventKind = "ticket.commented"
	EventResolved    EventKind = "ticket.resolved"
	EventLinked      EventKind = "ticket.linked" // to the article that answers it
	EventWithdrawn   EventKind = "ticket.withdrawn"
	EventReopened    EventKind = "ticket.reopened"
	EventRated       EventKind = "ticket.rated"
	EventAmended     EventKind = "ticket.amended"

	// What happened between the ticket and its copy in another tool.
	EventRefused   EventKind = "ticket.edit_refused"   // an edit there that is not possible; Text says which, and why
	EventOverruled EventKind = "ticket.edit_overruled" // an edit there that came before a later one here; Text says which
	EventUnlisted  EventKind = "ticket.unlisted"       // the copy was deleted there

	EventRestored EventKind = "ticket.restored" // the service whose disturbance it is about works again
	EventDelisted EventKind = "ticket.delisted" // whoever reported that disturbance lists it no more, and never said that it is over
	EventDeparted EventKind = "ticket.departed" // the requester's account is disabled or deleted
)

// Event is one fact about a ticket. Events are only ever added; figures are computed from them and from nothing else.
type Event struct {
	ID        string
	TicketID  string
	Number    int64
	Kind      EventKind
	At        time.Time
	Actor     Person
	ActKey    string // what the person did, so that the same act delivered twice is one event; may be empty
	Text      string // the words that came with it: a comment, a question, a resolution, a tier
	From, To  Status
	Priority  Priority
	Rating    int    // only for EventRated
	ArticleID string // only for EventLinked
	Assignee  Person // only for EventAssigned
}

// Job is one effect that an event calls for, carried out by somebody else until it succeeds. Its key makes it unique:
// however often the event is stored or delivered, the effect is asked for once.
type Job struct {
	Effect  Effect
	Key     string
	EventID string
	Ticket  string // the ticket's ID
}

// Effect names what a job does.
type Effect string

// The effects of ticket events.
const (
	// EffectNotify tells the requester in the chat where the ticket was opened.
	EffectNotify Effect = "notify"
	// EffectMirror brings the ticket's copy in another tool up to date.
	EffectMirror Effect = "mirror"
)

// told are the events that the requester is told of. What they did themselves is answered in the same turn, so only what
// others did is told proactively.
var told = map[EventKind]bool{
	EventTaken: true, EventAssigned: true, EventPrioritised: true, EventAsked: true, EventPaused: true, EventResumed: true,
	EventCommented: true, EventResolved: true, EventAmended: true, EventRestored: true, EventDelisted: true,
}

// tells reports whether the requester hears of an event that was not their own doing. Who has a ticket that is resolved, and
// what is written of a solution before there is one, is for the desk alone.
func (e Event) tells() bool {
	switch e.Kind {
	case EventAssigned:
		return e.To.Open()
	case EventAmended:
		return e.To == StatusResolved
	}
	return told[e.Kind]
}

// JobsFor lists the effects that the events of one change call for on this ticket.
func (p Policy) JobsFor(ticket Ticket, events []Event) []Job {
	var jobs []Job
	ask := func(effect Effect, event Event) {
		jobs = append(jobs, Job{Effect: effect, Key: string(effect) + ":" + event.ID, EventID: event.ID, Ticket: ticket.ID})
	}
	for _, event := range events {
		if event.tells() && event.Actor.ID != ticket.Requester.ID {
			ask(EffectNotify, event)
		}
	}
	if p.Mirrored && len(events) > 0 {
		ask(EffectMirror, events[len(events)-1])
	}
	return jobs
}
