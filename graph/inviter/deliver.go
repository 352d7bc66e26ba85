package inviter

import (
	"context"
	"errors"
	"fmt"

	"deskhand/graph"
	"deskhand/helpdesk/community"
)

// deliver sends the question or the welcome to those who are still to get it. Somebody for whom it fails has used up a try;
// but not when the bot may not be installed for so many that it is a fault of the installation.
func (p *pass) deliver(ctx context.Context) error {
	unreached := map[*community.Entry]error{}
	entries, err := p.withRoom(ctx, p.in(community.Entry.Undelivered))
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if err := p.may(ctx); err != nil {
			return err
		}
		usable, err := p.usable(ctx, entry)
		if err == nil && usable {
			err = p.reach(ctx, entry.PersonID)
		}
		if p.stops(ctx, err) {
			return err
		}
		switch {
		case err != nil:
			unreached[entry] = err
		case usable:
			if err := p.send(ctx, entry); err != nil {
				return err
			}
		}
	}
	for entry, problem := range unreached {
		if err := p.giveBack(ctx, entry, problem); err != nil {
			return err
		}
	}
	return nil
}

// giveBack writes down that a message could not be sent, so that it is tried again.
func (p *pass) giveBack(ctx context.Context, entry *community.Entry, problem error) error {
	p.report.Failed++
	p.Logger.WarnContext(ctx, "a maker could not be told of the community", "person", entry.PersonID, "error", problem)
	_, err := p.apply(ctx, entry, community.Action{Kind: community.Return, Reason: "could not be told: " + problem.Error()})
	return err
}

// errNoApp says that nobody can be told of anything.
var errNoApp = errors.New("the bot's app is not in the organisation's catalogue of Teams apps: upload the package that " +
	"deskhand manifest writes")

// reach installs the bot for somebody with whom it has no chat yet, and gives Teams a moment to tell the bot of it. When Teams
// doesn't tell of one, the others are not waited for: the bot opens a chat by itself, or returns community.ErrNowhere when it
// doesn't know where.
func (p *pass) reach(ctx context.Context, personID string) error {
	known, nowhere, err := p.knows(ctx, personID)
	if err != nil || known {
		return err
	}
	if p.appID == "" {
		p.appID, err = p.Graph.TeamsApp(ctx, p.AppID)
		if errors.Is(err, graph.ErrNotFound) {
			err = fmt.Errorf("%w: %w", errNoApp, err)
		}
		if err != nil {
			return err
		}
	}
	err = p.Graph.InstallApp(ctx, personID, p.appID)
	if errors.Is(err, graph.ErrExists) || err == nil && p.untold {
		return nowhere
	}
	if err != nil {
		return err
	}
	p.untold = true
	err = p.wait(ctx, func() (bool, error) {
		known, nowhere, err = p.knows(ctx, personID)
		p.untold = !known
		return known, err
	})
	return errors.Join(err, nowhere)
}

// knows asks the bot whether there is a chat with somebody. That there is no way to anybody it returns apart: it may change.
func (p *pass) knows(ctx context.Context, personID string) (known bool, nowhere, err error) {
	known, err = p.Messenger.Knows(ctx, personID)
	if errors.Is(err, community.ErrNowhere) {
		return false, err, nil
	}
	return known, nil, err
}

// send notes that the message is on its way, sends it, and notes that. A process that dies in between may have sent nothing,
// and nothing is sent later: rather once too seldom than twice.
func (p *pass) send(ctx context.Context, entry *community.Entry) error {
	tell, done := p.Messenger.WelcomeMaker, &p.report.Welcomed
	message, told := "the welcome", "was welcomed"
	if entry.State == community.Asked {
		tell, done, message, told = p.Messenger.AskConsent, &p.report.Asked, "the question", "has the question"
	}
	onItsWay := community.Action{Kind: community.Deliver, Reason: message + " is on its way"}
	if noted, err := p.apply(ctx, entry, onItsWay); err != nil || !noted {
		return err
	}
	user := p.users[entry.PersonID]
	guest := community.Guest{PersonID: entry.PersonID, Name: user.Name, Language: user.Language}
	err := tell(ctx, guest, p.channel.Name)
	if err != nil && !errors.Is(err, community.ErrPerhaps) {
		return p.giveBack(context.WithoutCancel(ctx), entry, err)
	}
	if err != nil {
		told = message + " may have been lost, and is not sent again"
		p.Logger.WarnContext(ctx, "a message to a maker may have been lost, and is not sent again", "person", entry.PersonID, "error", err)
	}
	*done++
	_, err = p.apply(context.WithoutCancel(ctx), entry, community.Action{Kind: community.Tell, Reason: told})
	return err
}
