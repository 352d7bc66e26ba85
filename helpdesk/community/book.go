package community

import (
	"context"
	"errors"
	"fmt"
	"time"

	"deskhand/helpdesk"
)

// What is told to somebody who can't have what they ask for.
var (
	// ErrUnknown: the ledger doesn't know them, so they are no maker as far as anybody has found.
	ErrUnknown = errors.New("nobody has found them to be a maker")
	// ErrClosed: the mode lets nobody be added.
	ErrClosed = errors.New("community.mode lets nobody be added; set it to consent or auto")
)

// Ledger is what is kept of the makers.
type Ledger interface {
	// Maker returns what the ledger says about a person, or helpdesk.ErrNotFound.
	Maker(ctx context.Context, personID string) (Entry, error)
	// SaveMaker stores an entry and its decision together. It returns helpdesk.ErrConflict, and stores nothing, when
	// e.Version is not the stored one any more; 0 is that of a person who is in no entry yet.
	SaveMaker(ctx context.Context, e Entry, d Decision) (Entry, error)
}

// Book is the ledger with the rules by which it is written.
type Book struct {
	ledger Ledger
	mode   Mode
	now    func() time.Time
}

// NewBook returns a book over a ledger for a community that invites in the mode.
func NewBook(ledger Ledger, mode Mode, now func() time.Time) *Book {
	return &Book{ledger: ledger, mode: mode, now: now}
}

// Answer notes what somebody said when asked for consent, and returns where they stand. An answer that comes again, or
// after they have decided otherwise, changes nothing.
func (b *Book) Answer(ctx context.Context, person helpdesk.Person, yes bool) (Entry, error) {
	action := Action{Kind: Refuse, By: person.ID, Reason: "said no when asked"}
	if yes {
		action = Action{Kind: Accept, By: person.ID, Reason: "said yes when asked"}
	}
	return b.unlessDone(b.act(ctx, person, action))
}

// Leave notes that somebody wants out, or never in. They are not invited again, whoever they are.
func (b *Book) Leave(ctx context.Context, person helpdesk.Person) (Entry, error) {
	entry, err := b.act(ctx, person, Action{Kind: Leave, By: person.ID, Reason: "asked to be left out"})
	if errors.Is(err, ErrUnknown) {
		found := Entry{PersonID: person.ID, Name: person.Name, State: Found, FoundAt: b.now()}
		return b.apply(ctx, found, Action{Kind: Leave, By: person.ID, Reason: "asked to be left out"})
	}
	return b.unlessDone(entry, err)
}

// Join notes that somebody wants to be added, of their own accord; even who left may. It returns ErrUnknown for whom nobody
// has found to be a maker, ErrExcluded, ErrDisabled, or ErrClosed when nobody is added.
func (b *Book) Join(ctx context.Context, person helpdesk.Person) (Entry, error) {
	if !b.open() {
		return Entry{}, ErrClosed
	}
	return b.unlessDone(b.act(ctx, person, Action{Kind: Join, By: person.ID, Reason: "asked to join"}))
}

// Invite notes an administrator's word that somebody is to be invited: asked, where that is the mode, or added. It brings
// back who said no, and returns ErrLeft for who left, ErrExcluded, ErrDisabled, or ErrClosed when nobody is added.
func (b *Book) Invite(ctx context.Context, guest Guest, by string) (Entry, error) {
	if !b.open() {
		return Entry{}, ErrClosed
	}
	action := Action{Kind: Invite, By: by, Reason: "invited by " + by, Explicit: true}
	if b.mode == Consent {
		action.Kind = Ask
	}
	person := helpdesk.Person{ID: guest.PersonID, Name: guest.Name}
	entry, err := b.act(ctx, person, action)
	if errors.Is(err, ErrUnknown) {
		return b.apply(ctx, Entry{PersonID: person.ID, Name: person.Name, State: Found, FoundAt: b.now()}, action)
	}
	return entry, err
}

// Expects reports whether the community is about to speak to somebody, or has just done so: another welcome would be one
// too many.
func (b *Book) Expects(ctx context.Context, personID string) (bool, error) {
	entry, err := b.ledger.Maker(ctx, personID)
	switch {
	case errors.Is(err, helpdesk.ErrNotFound):
		return false, nil
	case err != nil:
		return false, err
	}
	switch entry.State {
	case Asked, Inviting:
		return true, nil
	case Joined:
		return entry.Undelivered() || b.now().Sub(entry.WelcomedAt) < justNow, nil
	}
	return false, nil
}

// justNow is how long after a welcome Teams may still tell that the bot was installed for it.
const justNow = time.Hour

func (b *Book) open() bool { return b.mode == Consent || b.mode == Auto }

// unlessDone takes it for no error that there was nothing to do.
func (b *Book) unlessDone(entry Entry, err error) (Entry, error) {
	if errors.Is(err, ErrNothing) {
		return entry, nil
	}
	return entry, err
}

// mostConflicts is how often somebody else may write first.
const mostConflicts = 5

// act applies an action to what the ledger says, again when somebody else wrote in it meanwhile.
func (b *Book) act(ctx context.Context, person helpdesk.Person, action Action) (Entry, error) {
	for attempt := 1; ; attempt++ {
		entry, err := b.ledger.Maker(ctx, person.ID)
		if errors.Is(err, helpdesk.ErrNotFound) {
			return Entry{}, ErrUnknown
		}
		if err != nil {
			return Entry{}, err
		}
		if person.Name != "" {
			entry.Name = person.Name
		}
		saved, err := b.apply(ctx, entry, action)
		if !errors.Is(err, helpdesk.ErrConflict) || attempt == mostConflicts {
			return saved, err
		}
	}
}

// apply applies an action to an entry and stores it.
func (b *Book) apply(ctx context.Context, entry Entry, action Action) (Entry, error) {
	next, decision, err := entry.Apply(action, b.now())
	if err != nil {
		return entry, err
	}
	saved, err := b.ledger.SaveMaker(ctx, next, decision)
	if err != nil {
		return entry, fmt.Errorf("%s: %w", action.Kind, err)
	}
	return saved, nil
}
