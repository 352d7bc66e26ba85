package card

import (
	"time"

	"deskhand/helpdesk"
)

// Answer is an article shown as the answer to a question.
type Answer struct {
	Nonce      string
	QuestionID string
	ArticleID  string
	Page       Page
	Notice     string // that a service is disturbed; empty when none is known to be
	Closed     string // set when the matter is over: replaces the buttons by this sentence
}

// Article is what an answer shows of an article.
type Article struct {
	Title      string
	Note       string // shown above the text, such as "only in English"; may be empty
	Markdown   string
	Links      []Link // the sources, the first being the main one
	Owner      string
	ReviewedOn time.Time // zero when unknown
}

// Link is a named address.
type Link struct{ Title, URL string }

// Choice offers several articles of which one may be meant.
type Choice struct {
	Nonce      string
	QuestionID string
	Notice     string // that a service is disturbed; empty when none is known to be
	Intro      string
	Options    []Option // at most three
}

// Option is one article of a choice.
type Option struct {
	ArticleID string
	Title     string
	Note      string // shown after the title, such as "only in English"; may be empty
}

// FollowUp asks whether something that a person said belongs to their ticket that waits.
type FollowUp struct {
	Nonce      string
	QuestionID string // under which it is kept what they said
	Ticket     helpdesk.Ticket
	Said       string
}

// TicketForm asks for what a ticket needs, filled in from what was said.
type TicketForm struct {
	Nonce      string
	QuestionID string
	For        string // the id of whoever may send it, when it is about no question; empty: anybody
	Intro      string // why the form is shown: "I don't know", "Then let's ask a person"
	Problem    string // what was wrong with it when it was sent; empty at first
	Summary    string
	Details    string
	Solution   string
	Impact     helpdesk.Impact
	Urgency    helpdesk.Urgency

	Incident    string // the id of the disturbance that Notice tells of
	Notice      string // that a service is disturbed; empty when none is known to be
	NoticeTitle string // what it is about, in the words of whoever runs the service
}

// Outage says how services are, as whoever runs them reports it.
type Outage struct {
	Nonce      string
	QuestionID string
	Question   string
	Services   string              // what it is about; empty when it is about none that is watched
	Others     string              // what it is about as well, and isn't watched; may be empty
	Incidents  []helpdesk.Incident // that go on, the latest to begin first
	AsOf       time.Time           // when it was reported
	Now        time.Time
	Zone       *time.Location
}

// Ticket shows one ticket to its requester, with what can be done to it now.
type Ticket struct {
	Nonce    string
	For      helpdesk.Person // whom to mention, where others read along; zero: nobody
	Headline string          // what just happened: "Ticket HD-1 is open", "HD-1 is resolved"; empty: only the number
	Ticket   helpdesk.Ticket
	Comments []Comment      // the conversation about it, the oldest first
	Zone     *time.Location // the person's
	NameZone bool           // say which zone that is: it may be another than the person's own
	Now      time.Time
	Reopen   bool     // still in time to be reopened
	OnCall   []string // the names of those who can be reached now, when it is pressing

	RatingAsked bool // another card asks already how the help was

	// Restored is what the card asks about: whether it works again, now that a disruption is over. It names the answer, which
	// is one however many copies of the card there are; empty when that isn't asked.
	Restored string
}

// Comment is something said about a ticket.
type Comment struct {
	Author string
	At     time.Time
	Text   string
}

// TicketList shows a person's tickets.
type TicketList struct {
	Nonce   string
	Tickets []helpdesk.Ticket
	Zone    *time.Location
}

// Notice is a short statement, with an optional detail.
type Notice struct {
	Title string
	Text  string

	// When they are set, a ticket can be opened about the question.
	Nonce      string
	QuestionID string
}

// Consent asks a maker whether they want to be added to the community.
type Consent struct {
	Nonce   string
	Channel string // the name of the community's channel; may be empty
}

// MakerWelcome tells a maker who was added to the community what it is good for.
type MakerWelcome struct {
	Channel string // the name of the community's channel; may be empty
}

// Welcome says what the bot does and suggests what to try. Help is the same card with another headline.
type Welcome struct {
	Nonce    string
	Headline string
	Asks     []string // suggested questions
}
