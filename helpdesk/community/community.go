// Package community decides which makers are invited into the community, when, and why not: once, never more in a day
// than was settled, never in quiet hours, and never again somebody who left. It imports the standard library alone, and
// calls and tells nobody.
package community

import "time"

// Mode is what happens to a maker who could be invited.
type Mode string

// The modes.
const (
	Off     Mode = "off"
	Preview Mode = "preview" // it is told whom it would invite, and nobody is
	Consent Mode = "consent" // the maker is asked in chat first
	Auto    Mode = "auto"    // the maker is added, and told
)

// State is where a maker stands with the community.
type State string

// The states. Found makers may be invited; all others never are, except by somebody's explicit word.
const (
	Found    State = "found"    // a maker who has not been invited
	Asked    State = "asked"    // asked for consent, and has not answered
	Inviting State = "inviting" // consented, or chosen: is being added
	Joined   State = "joined"   // was added by us
	Member   State = "member"   // was there already; is not touched
	Declined State = "declined" // said no, or opted out before being invited
	Left     State = "left"     // was a member and is none any more
	Excluded State = "excluded" // is in the exclusion group
	Disabled State = "disabled" // the account is disabled or deleted
	Failed   State = "failed"   // could not be added; Reason says why
)

// Entry is what the ledger says about one maker. There is one for each.
type Entry struct {
	PersonID  string // object id
	Name      string
	State     State
	Reason    string // why it is so, in a few words for an administrator
	FoundAt   time.Time
	AskedAt   time.Time // when they were asked for consent; zero until then, which an Asked maker may still be
	JoinedAt  time.Time // when we added them; zero unless Joined or Left
	ChangedAt time.Time
	Tries     int   // how often asking, adding or welcoming them failed
	Version   int64 // grows by one each time the entry is stored; 0: not stored yet

	// WelcomedAt is when they were told that they had been added; zero until then. It is stored before the message is
	// sent, like AskedAt, so that nobody gets one twice.
	WelcomedAt time.Time
}

// Guest is a maker as the bot meets them.
type Guest struct {
	PersonID string // object id
	Name     string // may be empty
	Language string // as the directory has it, such as nb-NO; may be empty
}

// Decision is one line of the history of the ledger: lines are only ever added.
type Decision struct {
	At       time.Time
	PersonID string
	From, To State
	By       string // who decided: "deskhand", the maker's object id, or an administrator's name
	Reason   string
}
