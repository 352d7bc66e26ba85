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
	Today    int             // how many were invited since the day began
}

// Why is the reason for which a maker is not invited now.
type Why string

// The reasons, as an administrator reads them.
const (
	WhyOff      Why = "community.mode is off"
	WhyQuiet    Why = "quiet hours"
	WhyCap      Why = "the daily cap is reached"
	WhyMember   Why = "member already"
	WhyJoined   Why = "was added"
	WhyAsked    Why = "was asked"
	WhyInviting Why = "is being added"
	WhyDeclined Why = "said no"
	WhyLeft     Why = "left the community"
	WhyExcluded Why = "in the exclusion group"
	WhyDisabled Why = "the account is disabled or deleted"
	WhyFailed   Why = "could not be added"
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
func (r Rules) allow(today int, now time.Time) (allowed int, why Why, detail string) {
	if r.Mode == Off {
		return 0, WhyOff, ""
	}
	if until, quiet := r.QuietUntil(now); quiet {
		return 0, WhyQuiet, "until " + until.Format("15:04")
	}
	return max(r.Cap-today, 0), WhyCap, fmt.Sprintf("%d a day", r.Cap)
}

// standing is why an entry can't be invited whatever the rules are; empty when it can.
func standing(e Entry, facts Facts) Why {
	switch e.State {
	case Found:
		switch {
		case facts.Members[e.PersonID]:
			return WhyMember
		case facts.Excluded[e.PersonID]:
			return WhyExcluded
		}
		return ""
	case Asked:
		return WhyAsked
	case Inviting:
		return WhyInviting
	case Joined:
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
