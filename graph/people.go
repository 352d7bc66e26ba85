package graph

import "time"

// User is a person in the directory. ID never changes; everything else may.
type User struct {
	ID         string
	Name       string
	Principal  string // user principal name
	Mail       string
	Department string
	JobTitle   string
	Language   string // preferred, such as nb-NO; empty when not told
	Enabled    bool   // whether the account can sign in
}

// Presence is whether somebody can be reached right now.
type Presence struct {
	UserID       string
	Availability string // Available, Busy, Away, Offline, …, as Graph says it
	Activity     string
}

// MemberChanges is one page of who joined and who left a group.
type MemberChanges struct {
	Added   []string // object ids
	Removed []string
	Next    string // link to the next page; empty on the last
	Delta   string // link to what will change from here on; empty unless on the last page
}

// Member is somebody in a team or channel.
type Member struct {
	ID     string // of the membership
	UserID string
	Name   string
	Owner  bool
}

// MemberResult is how adding one person to a team went.
type MemberResult struct {
	UserID string
	Err    error // nil when the person is a member now
}

// Channel is a channel of a team.
type Channel struct {
	ID      string
	Name    string
	Private bool // or shared: its members are not the team's
}

// Mail is a message to send. It is sent as the mailbox that sends it.
type Mail struct {
	To      string
	ReplyTo string // may be empty
	Subject string
	Text    string            // plain text
	Headers map[string]string // custom ones: names begin with x-
}

// ServiceIssue is a disturbance of one of Microsoft's services.
type ServiceIssue struct {
	ID         string // such as MO123456
	Service    string // as Microsoft calls it: "Power Automate"
	Title      string
	Impact     string // what people notice, in Microsoft's words
	Status     string // as Graph says it: serviceDegradation, serviceInterruption, …
	Incident   bool   // an incident, not merely an advisory
	Resolved   bool
	StartedAt  time.Time
	EndedAt    time.Time // zero while it goes on
	ModifiedAt time.Time
}

// Creation is an app or flow that somebody made, as the audit log has it.
type Creation struct {
	ID     string // of the record
	UserID string // object id, or the user principal name where the log has no id
	Name   string // of the operation, such as CreateFlow
	At     time.Time
}
