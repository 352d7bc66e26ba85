package inviter

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"deskhand/graph"
	"deskhand/helpdesk"
	"deskhand/helpdesk/community"
)

var errUnknown = helpdesk.ErrNotFound

// invite reaches people. What was begun is finished before anybody new is chosen: as long as those who were added can't be
// told, nobody else is added. In Preview and in quiet hours it does nothing.
func (p *pass) invite(ctx context.Context) error {
	if p.Rules.Mode != community.Consent && p.Rules.Mode != community.Auto {
		return nil
	}
	for _, step := range []func(context.Context) error{p.add, p.deliver, p.choose, p.add, p.deliver} {
		if err := step(ctx); err != nil && !errors.Is(err, errQuiet) {
			return err
		}
	}
	return nil
}

// errQuiet ends a step when the quiet hours have begun.
var errQuiet = errors.New("quiet hours")

// may returns an error when nobody may be reached now, or this process may not do it any more.
func (p *pass) may(ctx context.Context) error {
	if _, quiet := p.Rules.QuietUntil(p.Now()); quiet {
		return errQuiet
	}
	return p.hold(ctx)
}

// choose writes into the ledger whose turn it is.
func (p *pass) choose(ctx context.Context) error {
	plan, err := p.plan(ctx)
	if err != nil {
		return err
	}
	action := community.Action{Kind: community.Invite, Reason: "it was their turn to be added"}
	if p.Rules.Mode == community.Consent {
		action = community.Action{Kind: community.Ask, Reason: "it was their turn to be asked"}
	}
	chosen := map[string]bool{}
	for _, entry := range plan.Invite {
		chosen[entry.PersonID] = true
	}
	for _, entry := range p.in(func(e community.Entry) bool { return chosen[e.PersonID] }) {
		if err := p.may(ctx); err != nil {
			return err
		}
		if usable, err := p.usable(ctx, entry); err != nil || !usable {
			if err != nil {
				return err
			}
			continue
		}
		if _, err := p.apply(ctx, entry, action); err != nil {
			return err
		}
	}
	return nil
}

// usable looks the account up, and writes down when it is disabled or deleted. It takes the name over.
func (p *pass) usable(ctx context.Context, entry *community.Entry) (bool, error) {
	user, looked := p.users[entry.PersonID]
	if !looked {
		var err error
		user, err = p.Graph.User(ctx, entry.PersonID)
		if err != nil && !errors.Is(err, graph.ErrNotFound) {
			return false, err
		}
		p.users[entry.PersonID] = user // the zero user, who is not enabled, when there is none
	}
	entry.Name = cmp.Or(user.Name, entry.Name)
	if user.Enabled {
		return true, nil
	}
	reason := "the account is disabled"
	if user.ID == "" {
		reason = "the account is deleted"
	}
	_, err := p.apply(ctx, entry, community.Action{Kind: community.Disable, Reason: reason})
	return false, err
}

// due reports whether a maker with whom something failed is to be tried again: after a while that doubles each time.
func (p *pass) due(e community.Entry) bool {
	return e.Tries == 0 || !p.Now().Before(e.ChangedAt.Add(p.Interval<<(e.Tries-1)))
}

// in are the entries, to be changed in place, of which something holds.
func (p *pass) in(holds func(community.Entry) bool) []*community.Entry {
	var found []*community.Entry
	for i := range p.entries {
		if holds(p.entries[i]) && p.due(p.entries[i]) {
			found = append(found, &p.entries[i])
		}
	}
	slices.SortFunc(found, func(a, b *community.Entry) int { return a.FoundAt.Compare(b.FoundAt) })
	return found
}

// withRoom leaves out those with whom something failed, and for whom there is no room under the daily cap: that they could not
// be reached has let others have their turn. Where the cap invites nobody new, what was begun is finished.
func (p *pass) withRoom(ctx context.Context, entries []*community.Entry) ([]*community.Entry, error) {
	again := func(e *community.Entry) bool {
		return e.Unreached() && (e.State == community.Asked || p.Rules.Mode == community.Auto)
	}
	if p.Rules.Cap == 0 || !slices.ContainsFunc(entries, again) {
		return entries, nil
	}
	today, err := p.Ledger.Invited(ctx, p.Rules.Today(p.Now()))
	if err != nil {
		return nil, err
	}
	room := p.Rules.Left(today)
	return slices.DeleteFunc(entries, func(e *community.Entry) bool {
		if !again(e) {
			return false
		}
		room--
		return room < 0
	}), nil
}

// disabledAtOnce is how many disabled accounts are looked at again in one run.
const disabledAtOnce = 20

// checkDisabled looks whether accounts that were disabled can be signed in with now, such as those of people who have begun
// to work since; a few in each run, all of them in turn.
func (p *pass) checkDisabled(ctx context.Context) error {
	after, err := p.Ledger.Cursor(ctx, lastCheck)
	if err != nil {
		return err
	}
	page, err := p.Ledger.Makers(ctx, []community.State{community.Disabled}, after, disabledAtOnce)
	if err != nil || len(page) == 0 && after == "" {
		return err
	}
	after = ""
	for _, entry := range page {
		user, err := p.Graph.User(ctx, entry.PersonID)
		if err != nil && !errors.Is(err, graph.ErrNotFound) {
			return err
		}
		if user.Enabled {
			if _, err := p.apply(ctx, &entry, community.Action{Kind: community.Enable, Reason: "the account is enabled again"}); err != nil {
				return err
			}
		}
	}
	if len(page) == disabledAtOnce {
		after = page[len(page)-1].PersonID
	}
	return p.Ledger.SaveCursor(ctx, lastCheck, after)
}

// mostRefused is how many people in a row may be refused for want of a permission before that is taken for a fault of the
// installation.
const mostRefused = 3

// stops reports whether an error ends the run, because it is about Graph or the installation and not about one person.
func (p *pass) stops(ctx context.Context, err error) bool {
	if errors.Is(err, graph.ErrForbidden) {
		p.refused++
	} else if err == nil {
		p.refused = 0
	}
	return err != nil && (ctx.Err() != nil || p.refused >= mostRefused || errors.Is(err, errNoApp) ||
		errors.Is(err, community.ErrNowhere) || errors.Is(err, graph.ErrUnavailable) || errors.Is(err, graph.ErrUnauthorized))
}

// wait waits until something holds, for as long as Teams is given to tell of an installation.
func (p *pass) wait(ctx context.Context, holds func() (bool, error)) error {
	const often = 30 // looks
	if p.Patience == 0 {
		return nil
	}
	ticker := time.NewTicker(p.Patience / often)
	defer ticker.Stop()
	for range often {
		if ok, err := holds(); ok || err != nil {
			return err
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
