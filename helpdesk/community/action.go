package community

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Deskhand is who decides when nobody else does.
const Deskhand = "deskhand"

// MaxTries is how often asking, adding or welcoming one maker may fail before it is given up.
const MaxTries = 5

// Why an action is not for an entry, as Apply says it.
var (
	// ErrNothing: the entry is as the action would have it already, or the action is about something else by now.
	ErrNothing = errors.New("there is nothing to do")
	// ErrLeft: whoever left comes back by their own wish alone.
	ErrLeft = errors.New("they left the community, and only they themselves can come back, by telling the bot: join the community")
	// ErrDeclined: whoever said no is invited again by an administrator's word alone.
	ErrDeclined = errors.New("they said no")
	// ErrExcluded: they are in the exclusion group.
	ErrExcluded = errors.New("they are in the exclusion group; take them out of it first")
	// ErrDisabled: the account can't be signed in with.
	ErrDisabled = errors.New("the account is disabled or deleted")
	// ErrPerhaps, of whoever sends the bot's messages: it failed so late that the message may have arrived. It is not sent
	// again.
	ErrPerhaps = errors.New("the message may have arrived")
	// ErrNowhere, of whoever sends the bot's messages: as yet there is no way to anybody, and nothing is tried.
	ErrNowhere = errors.New("as yet nobody can be told of anything: the bot doesn't know where Teams is until somebody opens a chat with it")
)

// Kind is what happens to an entry.
type Kind string

// The kinds of actions.
const (
	Ask     Kind = "ask"     // they are to be asked for consent
	Invite  Kind = "invite"  // they are to be added
	Deliver Kind = "deliver" // the question or the welcome is about to be sent
	Tell    Kind = "tell"    // it was sent
	Return  Kind = "return"  // it could not be sent, so it is to be sent again, unless it has been tried often enough
	Fail    Kind = "fail"    // they could not be added

	Accept Kind = "accept" // they said yes when asked
	Refuse Kind = "refuse" // they said no when asked
	Join   Kind = "join"   // they want to be added, of their own accord
	Leave  Kind = "leave"  // they want out, or never in, for good

	See     Kind = "see"     // they are a member
	Miss    Kind = "miss"    // they are a member no more
	Move    Kind = "move"    // the community is another one now, in which they are no member
	Exclude Kind = "exclude" // they are in the exclusion group
	Include Kind = "include" // they are in the exclusion group no more
	Disable Kind = "disable" // the account can't be signed in with
	Enable  Kind = "enable"  // it can again
)

// Action is something that happens to an entry.
type Action struct {
	Kind     Kind
	By       string // who decided it
	Reason   string // in a few words for an administrator
	Explicit bool   // an administrator's own word, which brings back who said no or could not be added
}

// Apply returns the entry after an action, with the decision to write down. When the action is not for it, it returns an
// error that says why, and nothing has changed.
func (e Entry) Apply(a Action, now time.Time) (Entry, Decision, error) {
	to, err := e.after(a)
	if err != nil {
		return e, Decision{}, err
	}
	next := e
	next.State, next.Reason, next.ChangedAt = to, a.Reason, now
	switch a.Kind {
	case Ask, Invite, Accept, Join:
		next.Tries, next.JoinedAt, next.WelcomedAt = 0, time.Time{}, time.Time{}
		if a.Kind == Ask {
			next.AskedAt = time.Time{}
		}
	case Deliver:
		next.stamp(now)
	case Return:
		next.Tries++
		next.stamp(time.Time{})
		if to == Asked && next.Tries >= MaxTries {
			next.State = Failed
		}
	case Tell:
		next.Tries = 0
	case Fail:
		if next.Tries++; next.Tries >= MaxTries {
			next.State = Failed
		}
	case See:
		if to == Joined {
			next.Tries, next.JoinedAt = 0, now
		}
	case Move:
		next.AskedAt, next.JoinedAt, next.WelcomedAt = time.Time{}, time.Time{}, time.Time{}
	}
	return next, Decision{At: now, PersonID: e.PersonID, From: e.State, To: next.State, By: a.By, Reason: a.Reason}, nil
}

// stamp notes when the message was sent that the state calls for; the zero time: not yet.
func (e *Entry) stamp(at time.Time) {
	if e.State == Asked {
		e.AskedAt = at
	} else {
		e.WelcomedAt = at
	}
}

// after is the state that an action leads to.
func (e Entry) after(a Action) (State, error) {
	switch a.Kind {
	case Ask, Invite:
		return e.invited(a)
	case Join:
		return e.wished()
	case Leave:
		return e.out()
	case Deliver:
		return e.stay(e.Undelivered())
	case Tell:
		return e.stay(e.told())
	case Return:
		return e.stay(e.State == Asked || e.State == Joined)
	case Fail:
		return e.stay(e.State == Inviting)
	case Accept:
		return e.move(Inviting, Asked)
	case Refuse:
		return e.move(Declined, Asked)
	case See:
		if e.State == Inviting {
			return Joined, nil
		}
		return e.move(Member, Found, Asked, Excluded, Disabled, Failed)
	case Miss:
		return e.move(Left, Joined, Member)
	case Move:
		return e.move(Found, Joined, Member)
	case Exclude:
		return e.move(Excluded, Found, Asked, Inviting, Failed)
	case Disable:
		return e.move(Disabled, Found, Asked, Inviting, Failed)
	case Include:
		return e.move(e.before(), Excluded)
	case Enable:
		return e.move(e.before(), Disabled)
	}
	return e.State, fmt.Errorf("%w: no such action: %s", ErrNothing, a.Kind)
}

// Undelivered reports whether the maker is still to get the message that their state calls for: the question when they are
// to be asked, the welcome when they were added. A welcome that failed often enough is given up.
func (e Entry) Undelivered() bool {
	return e.State == Asked && e.AskedAt.IsZero() || e.State == Joined && e.WelcomedAt.IsZero() && e.Tries < MaxTries
}

// told reports whether the message that the state calls for has been sent, or is on its way.
func (e Entry) told() bool {
	return e.State == Asked && !e.AskedAt.IsZero() || e.State == Joined && !e.WelcomedAt.IsZero()
}

// Unreached reports whether an invitation has reached nobody, as far as it was tried: they could neither be asked nor added.
func (e Entry) Unreached() bool {
	return e.State == Failed || e.Tries > 0 && (e.State == Inviting || e.State == Asked && e.AskedAt.IsZero())
}

// move goes to a state from one of others.
func (e Entry) move(to State, from ...State) (State, error) {
	if !slices.Contains(from, e.State) {
		return e.State, fmt.Errorf("%w: they are %s", ErrNothing, e.State)
	}
	return to, nil
}

// stay remains in the state, if that is right.
func (e Entry) stay(right bool) (State, error) {
	if !right {
		return e.State, fmt.Errorf("%w: they are %s", ErrNothing, e.State)
	}
	return e.State, nil
}

// before is the state from which somebody was excluded or disabled: who has been asked is not asked again.
func (e Entry) before() State {
	if e.AskedAt.IsZero() {
		return Found
	}
	return Asked
}

// invited is what an invitation leads to: of who was found, and, by an administrator's word, of who said no, did not
// answer or could not be added.
func (e Entry) invited(a Action) (State, error) {
	to := Inviting
	if a.Kind == Ask {
		to = Asked
	}
	switch {
	case e.State == Found, a.Explicit && slices.Contains([]State{Asked, Declined, Failed}, e.State):
		return to, nil
	case e.State == Declined:
		return e.State, ErrDeclined
	}
	return e.State, e.barred()
}

// wished is what a maker's own wish to join leads to.
func (e Entry) wished() (State, error) {
	switch e.State {
	case Found, Asked, Declined, Left, Failed:
		return Inviting, nil
	}
	return e.State, e.barred()
}

// barred says why somebody can't be invited.
func (e Entry) barred() error {
	switch e.State {
	case Left:
		return ErrLeft
	case Excluded:
		return ErrExcluded
	case Disabled:
		return ErrDisabled
	}
	return fmt.Errorf("%w: they are %s", ErrNothing, e.State)
}

// out is what a maker's wish to be left alone leads to.
func (e Entry) out() (State, error) {
	switch e.State {
	case Joined, Member:
		return Left, nil
	case Left, Declined:
		return e.State, fmt.Errorf("%w: they are %s", ErrNothing, e.State)
	}
	return Declined, nil
}
