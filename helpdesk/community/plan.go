package community

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Facts are what is known beside the ledger.
type Facts struct {
	Members  map[string]bool // who is in the community, by object id; nil: not known
	Excluded map[string]bool // who is in the exclusion group
	Today    Today
}

// Today is what became of those whom Deskhand chose, since the day began.
type Today struct {
	Invited   int `json:"invited"`   // asked or added today, or about to be
	Unreached int `json:"unreached"` // chosen today, and could neither be asked nor added as yet
}

// mostTried is how many times the daily cap may be tried in a day, when invitations reach nobody.
const mostTried = 3

// Why is where a maker stands, or another reason for which they are not invited now.
type Why string

// The reasons, as an administrator reads them.
const (
	WhyOff      Why = "community.mode is off"
	WhyQuiet    Why = "quiet hours"
	WhyCap      Why = "the daily cap is reached"
	WhyTries    Why = "too many could not be reached today"
	WhyFound    Why = "not invited yet"
	WhyMember   Why = "member already"
	WhyJoined   Why = "was added"
	WhyUntold   Why = "was added, and could not be told"
	WhyToAsk    Why = "is to be asked"
	WhyUnasked  Why = "could not be asked yet"
	WhyAsked    Why = "was asked"
	WhyInviting Why = "is being added"
	WhyUnadded  Why = "could not be added yet"
	WhyDeclined Why = "said no"
	WhyLeft     Why = "left the community"
	WhyExcluded Why = "in the exclusion group"
	WhyDisabled Why = "the account is disabled or deleted"
	WhyFailed   Why = "given up: could not be asked or added"
)

// Plan is whom to invite, and why not the others.
type Plan struct {
	Invite []Entry // in this order, the one who was found first before all others
	Others []Verdict
}

// Verdict is why a maker is not invited now.
type Verdict struct {
	Entry  Entry
	Why    Why
	Detail string // what there is to say about this one; may be empty
}

// NewPlan decides whom of the entries to invite now. In Preview it is those who would be invited if the mode were another.
func NewPlan(entries []Entry, facts Facts, rules Rules, now time.Time) Plan {
	var plan Plan
	var waiting []Entry
	for _, entry := range entries {
		if why := standing(entry, facts); why != "" {
			plan.Others = append(plan.Others, Verdict{Entry: entry, Why: why, Detail: entry.Reason})
			continue
		}
		waiting = append(waiting, entry)
	}
	slices.SortFunc(waiting, func(a, b Entry) int {
		return cmp.Or(a.FoundAt.Compare(b.FoundAt), cmp.Compare(a.PersonID, b.PersonID))
	})
	waiting = slices.CompactFunc(waiting, func(a, b Entry) bool { return a.PersonID == b.PersonID })
	allowed, why, detail := rules.allow(facts.Today, now)
	allowed = min(allowed, len(waiting))
	plan.Invite = waiting[:allowed:allowed]
	for _, entry := range waiting[allowed:] {
		plan.Others = append(plan.Others, Verdict{Entry: entry, Why: why, Detail: detail})
	}
	return plan
}

// allow is how many may be invited now, and why not more.
func (r Rules) allow(today Today, now time.Time) (allowed int, why Why, detail string) {
	if r.Mode == Off {
		return 0, WhyOff, ""
	}
	if until, quiet := r.QuietUntil(now); quiet {
		return 0, WhyQuiet, "until " + until.Format("15:04")
	}
	left, tries := r.Left(today), mostTried*r.Cap-today.Invited-today.Unreached
	if tries < left {
		return max(tries, 0), WhyTries, fmt.Sprintf("%d, at a daily cap of %d", today.Unreached, r.Cap)
	}
	return left, WhyCap, fmt.Sprintf("%d a day", r.Cap)
}

// Left is how many more may be asked or added today.
func (r Rules) Left(today Today) int { return max(r.Cap-today.Invited, 0) }

// standing is why an entry can't be invited whatever the rules are; empty when it can.
func standing(e Entry, facts Facts) Why {
	switch {
	case e.State != Found:
		return e.Standing()
	case facts.Members[e.PersonID]:
		return WhyMember
	case facts.Excluded[e.PersonID]:
		return WhyExcluded
	}
	return ""
}

// Standing is where a maker stands, as an administrator reads it.
func (e Entry) Standing() Why {
	switch e.State {
	case Found:
		return WhyFound
	case Asked:
		switch {
		case !e.AskedAt.IsZero():
			return WhyAsked
		case e.Tries > 0:
			return WhyUnasked
		}
		return WhyToAsk
	case Inviting:
		if e.Tries > 0 {
			return WhyUnadded
		}
		return WhyInviting
	case Joined:
		if e.WelcomedAt.IsZero() && e.Tries > 0 {
			return WhyUntold
		}
		return WhyJoined
	case Member:
		return WhyMember
	case Declined:
		return WhyDeclined
	case Left:
		return WhyLeft
	case Excluded:
		return WhyExcluded
	case Disabled:
		return WhyDisabled
	}
	return WhyFailed
}

// Reconcile is what the facts say about an entry that the ledger doesn't know yet, and false when that is nothing.
func (f Facts) Reconcile(e Entry) (Action, bool) {
	action := Action{By: Deskhand}
	member, excluded := f.Members[e.PersonID], f.Excluded[e.PersonID]
	switch {
	case member && e.State == Inviting:
		action.Kind, action.Reason = See, "is in the team"
	case member && slices.Contains([]State{Found, Asked, Excluded, Disabled, Failed}, e.State):
		action.Kind, action.Reason = See, "was in the team already"
	case !member && f.Members != nil && (e.State == Joined || e.State == Member):
		action.Kind, action.Reason = Miss, "is in the team no more"
	case excluded && slices.Contains([]State{Found, Asked, Inviting, Failed}, e.State):
		action.Kind, action.Reason = Exclude, "is in the exclusion group"
	case !excluded && e.State == Excluded:
		action.Kind, action.Reason = Include, "is in the exclusion group no more"
	default:
		return Action{}, false
	}
	return action, true
}
