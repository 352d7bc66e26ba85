package knowledge

import "time"

// EventKind names what happened to a question.
type EventKind string

// What can happen to a question.
const (
	EventAsked    EventKind = "question.asked"    // somebody asked, and the engine gave its verdict
	EventHelped   EventKind = "question.helped"   // the asker said that the article helped
	EventRejected EventKind = "question.rejected" // the asker said that the article was not what they needed
	EventChosen   EventKind = "question.chosen"   // the asker picked the article from several
	EventNone     EventKind = "question.none"     // the asker said that none of several was it
	EventTicket   EventKind = "question.ticket"   // the question became a ticket
	EventAdded    EventKind = "question.added"    // it was no question, but an answer on a ticket that waited for one
)

// Event is one fact about a question that a person asked. Events are only ever added: the engine learns from them, and
// figures are computed from them.
type Event struct {
	ID         string
	QuestionID string
	Kind       EventKind
	At         time.Time
	PersonID   string
	ActKey     string // the same act delivered twice has the same key and is one event
	Language   string
	Question   string   // only for EventAsked: the words of the asker
	Verdict    Verdict  // only for EventAsked
	Candidates []string // only for EventAsked: the ids of the articles found, the best first
	ArticleID  string   // the article that a vote or choice is about
	Ticket     int64    // only for EventTicket and EventAdded: the ticket's number
}
