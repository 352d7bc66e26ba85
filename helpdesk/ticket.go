package helpdesk

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Ticket is one request for help, from the moment a person opened it until it is closed for good.
// It is a value: Apply returns a changed copy and never alters the one it was given.
type Ticket struct {
	ID      string // made by the desk, opaque, never shown to people
	Number  int64  // what people see and say: HD-1042
	Version int64  // grows by one with every stored change; a writer that saw an older one loses
	OpenKey string // identifies the wish: the same key never opens a second ticket

	Status   Status
	Asked    bool // it waits for the requester's answer; one that waits and was not asked about is on hold
	Impact   Impact
	Urgency  Urgency
	Priority Priority

	Summary  string
	Details  string
	Solution string // the app, flow or agent it is about, as the requester named it; may be empty
	Tier     Tier   // how important that solution is, once somebody has said so
	Incident string // the id of the known disturbance of a service that it is about; may be empty

	Requester Person
	Assignee  Person // zero until somebody took it
	Origin    Origin

	OpenedAt         time.Time
	UpdatedAt        time.Time
	ResponseDue      time.Time // a person answers by then
	ResolutionDue    time.Time // it should be solved by then
	FirstRespondedAt time.Time // zero until somebody took or answered it
	ResolvedAt       time.Time // zero unless resolved or closed

	Resolution string // what solved it, in words for the requester
	Reopened   int    // how often it was put back to work after it had been resolved or withdrawn
	Rating     int    // 1 to 5; 0 until rated
	ArticleID  string // the article that answers it, as whoever worked it said; empty until then
}

// Person is somebody who asks for help or gives it. ID is the directory's object id where there is one: names and
// addresses change.
type Person struct {
	ID   string
	Name string
}

// IsZero reports whether p is nobody.
func (p Person) IsZero() bool { return p == Person{} }

// same reports whether p and q are the same person, or both nobody.
func (p Person) same(q Person) bool { return p.ID == q.ID && p.IsZero() == q.IsZero() }

// Origin says where a ticket was opened, so that the requester can be told in the same place.
type Origin struct {
	ConversationID string
	ThreadID       string // the message that a channel thread hangs under; empty elsewhere
	QuestionID     string // the question that could not be answered; empty when there was none
}

// Key is the number as people write it.
func (t Ticket) Key() string { return FormatKey(t.Number) }

// keyPrefix stands before every ticket number.
const keyPrefix = "HD-"

// FormatKey writes a ticket number as people see it: HD-1042.
func FormatKey(number int64) string { return keyPrefix + strconv.FormatInt(number, 10) }

// ParseKey reads a ticket number as people type it: "HD-1042", "hd 1042", "#1042" or "1042".
func ParseKey(s string) (int64, error) {
	digits := strings.ToUpper(strings.TrimSpace(s))
	digits = strings.TrimPrefix(digits, "HD")
	digits = strings.TrimLeft(digits, "-# ")
	number, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || number < 1 {
		return 0, fmt.Errorf("%w: %q is not a ticket number; they look like %s", ErrInvalid, s, FormatKey(42))
	}
	return number, nil
}

// OnHold reports whether the ticket waits for something other than an answer of its requester.
func (t Ticket) OnHold() bool { return t.Status == StatusWaiting && !t.Asked }

// endedAt is when a ticket that is not open was resolved or withdrawn. Nothing changes a withdrawn one but its reopening.
func (t Ticket) endedAt() time.Time {
	if t.Status == StatusWithdrawn {
		return t.UpdatedAt
	}
	return t.ResolvedAt
}

// Status is where a ticket stands.
type Status string

// The statuses of a ticket. A new ticket waits for a person; somebody takes it (in progress); the requester may be
// asked something, or it is put on hold (waiting); it is resolved, and after the time in which it can be reopened it counts as closed. The
// requester may withdraw it at any time before it is resolved, and reopen it as long as one that is resolved.
const (
	StatusNew        Status = "new"
	StatusInProgress Status = "in_progress"
	StatusWaiting    Status = "waiting"
	StatusResolved   Status = "resolved"
	StatusWithdrawn  Status = "withdrawn"
)

// Open reports whether work on the ticket is still expected.
func (s Status) Open() bool {
	return s == StatusNew || s == StatusInProgress || s == StatusWaiting
}
