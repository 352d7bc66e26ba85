package helpdesk

import "time"

// EventKind names what happened to a ticket.
type EventKind string

// What can happen to a ticket.
const (
	EventOpened    EventKind = "ticket.opened"
	EventTaken     EventKind = "ticket.taken"
	EventAsked     EventKind = "ticket.asked"
	EventCommented EventKind = "ticket.commented"
	EventResolved  EventKind = "ticket.resolved"
	EventLinked    EventKind = "ticket.linked" // to the article that answers it
	EventWithdrawn EventKind = "ticket.withdrawn"
	EventReopened  EventKind = "ticket.reopened"
	EventRated     EventKind = "ticket.rated"
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
	Text      string // the words that came with it: a comment, a question, a resolution
	From, To  Status
	Priority  Priority
	Rating    int    // only for EventRated
	ArticleID string // only for EventLinked
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
)

// effects says which effects each event calls for. What the requester did alone is answered in the same turn, so only
// what others did is told proactively.
var effects = map[EventKind][]Effect{
	EventTaken:     {EffectNotify},
	EventAsked:     {EffectNotify},
	EventCommented: {EffectNotify},
	EventResolved:  {EffectNotify},
}

// JobsFor lists the effects that the events call for on this ticket.
func JobsFor(ticket Ticket, events []Event) []Job {
	var jobs []Job
	for _, event := range events {
		for _, effect := range effects[event.Kind] {
			if effect == EffectNotify && event.Actor.ID == ticket.Requester.ID {
				continue
			}
			jobs = append(jobs, Job{
				Effect: effect, Key: string(effect) + ":" + event.ID, EventID: event.ID, Ticket: ticket.ID,
			})
		}
	}
	return jobs
}
