package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"deskhand/graph"
	"deskhand/graph/inviter"
	"deskhand/helpdesk"
	"deskhand/helpdesk/community"
	"deskhand/store"
)

// communityCmd is the community as an administrator sees it.
type communityCmd struct {
	Plan   communityPlanCmd   `cmd:"" help:"Show who would be invited now, and why not the others. Nobody is invited by it."`
	Status communityStatusCmd `cmd:"" help:"Show how many makers are where, today's invitations, and how the last look went."`
	Show   communityShowCmd   `cmd:"" help:"Show where one person stands, and everything that was decided about them."`
	Invite communityInviteCmd `cmd:"" help:"Have somebody invited whose turn has not come, or who said no. Never somebody who left."`
	Forget communityForgetCmd `cmd:"" help:"Erase all that is kept about somebody and the community."`
}

type communityPlanCmd struct {
	All  bool `help:"List everybody, not only those who would be invited."`
	JSON bool `help:"Write JSON." name:"json"`
}

type communityStatusCmd struct {
	JSON bool `help:"Write JSON." name:"json"`
}

type communityShowCmd struct {
	Person string `arg:"" help:"Object id, or user principal name."`
}

type communityInviteCmd struct {
	People []string `arg:"" help:"Object ids, or user principal names." name:"person"`
	As     string   `help:"Who says so; without it, whoever runs the command." default:"" placeholder:"NAME"`
}

type communityForgetCmd struct {
	Person string `arg:"" help:"Object id, or user principal name."`
}

// ledger is the open store, with what a command needs beside it.
type ledger struct {
	*env
	*store.Store
	rules  community.Rules
	client inviter.Graph // nil until it is needed
}

// graph is the way to Microsoft Graph, for the commands that need it.
func (l *ledger) graph() (inviter.Graph, error) {
	if l.client == nil {
		client, err := newGraph(l.env, newLogger(l.env))
		if err != nil {
			return nil, err
		}
		l.client = client
	}
	return l.client, nil
}

// withLedger opens the ledger for one command.
func withLedger(e *env, do func(context.Context, *ledger) error) (err error) {
	if !e.config.Graph.Enabled {
		return errors.New("the community needs Microsoft Graph: set graph.enabled to true; docs/community.md tells the rest")
	}
	if err := e.config.CheckGraph(); err != nil {
		return err
	}
	rules, err := communityRules(e.config)
	if err != nil {
		return err
	}
	s, _, err := openDesk(e, newLogger(e))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return do(e.ctx, &ledger{env: e, Store: s, rules: rules})
}

// person is the object id of whom an administrator names by it or by the principal name.
func (l *ledger) person(ctx context.Context, name string) (string, error) {
	if !strings.Contains(name, "@") {
		return strings.ToLower(name), nil
	}
	user, err := l.user(ctx, name)
	return user.ID, err
}

func (l *ledger) user(ctx context.Context, name string) (graph.User, error) {
	client, err := l.graph()
	if err != nil {
		return graph.User{}, err
	}
	user, err := client.User(ctx, name)
	if errors.Is(err, graph.ErrNotFound) {
		return user, fmt.Errorf("nobody in the directory is called %s: write the object id or the user principal name", name)
	}
	return user, err
}

// clock writes a moment by the desk's own clock.
func (l *ledger) clock(t time.Time) string { return t.In(l.rules.Zone).Format("2006-01-02 15:04") }

// Run implements the command.
func (c *communityShowCmd) Run(e *env) error {
	return withLedger(e, func(ctx context.Context, l *ledger) error {
		id, err := l.person(ctx, c.Person)
		if err != nil {
			return err
		}
		entry, err := l.Maker(ctx, id)
		if errors.Is(err, helpdesk.ErrNotFound) {
			fmt.Fprintf(e.stdout, "Nothing is kept about %s.\n", oneLine(c.Person))
			return nil
		}
		if err != nil {
			return err
		}
		history, err := l.MakerHistory(ctx, id)
		if err != nil {
			return err
		}
		who, stands := strings.TrimSpace(entry.PersonID+" "+oneLine(entry.Name)), string(entry.Standing())
		if entry.Reason != "" {
			stands += ": " + oneLine(entry.Reason)
		}
		fmt.Fprintf(e.stdout, "%s %s\n", who, stands)
		fmt.Fprintf(e.stdout, "%s  found\n", l.clock(entry.FoundAt))
		for _, d := range history {
			step := ""
			if d.From != d.To {
				step = fmt.Sprintf("%s -> %s  ", d.From, d.To)
			}
			fmt.Fprintf(e.stdout, "%s  %s%s  by %s\n", l.clock(d.At), step, oneLine(d.Reason), oneLine(d.By))
		}
		if hint := hint(entry); hint != "" {
			fmt.Fprintln(e.stdout, hint)
		}
		return nil
	})
}

// Run implements the command.
func (c *communityInviteCmd) Run(e *env) error {
	return withLedger(e, func(ctx context.Context, l *ledger) error {
		book := community.NewBook(l.Store, l.rules.Mode, e.now)
		by := actor(c.As).Name
		failed := false
		for _, name := range c.People {
			user, err := l.user(ctx, name)
			if err != nil {
				return err
			}
			entry, err := book.Invite(ctx, community.Guest{PersonID: user.ID, Name: user.Name}, by)
			switch {
			case errors.Is(err, community.ErrNothing):
				fmt.Fprintf(e.stdout, "%s: nothing to do, %s.\n", oneLine(user.Name), entry.Standing())
			case err != nil:
				failed = true
				fmt.Fprintf(e.stderr, "deskhand: %s is not invited: %v\n", oneLine(user.Name), err)
			default:
				fmt.Fprintf(e.stdout, "%s is to be %s: the server does it at its next look, outside quiet hours.\n", oneLine(user.Name),
					map[community.State]string{community.Asked: "asked", community.Inviting: "added"}[entry.State])
			}
		}
		if failed {
			return errReported
		}
		return nil
	})
}

// Run implements the command.
func (c *communityForgetCmd) Run(e *env) error {
	return withLedger(e, func(ctx context.Context, l *ledger) error {
		id, err := l.person(ctx, c.Person)
		if err != nil {
			return err
		}
		known, err := l.ForgetMaker(ctx, id)
		if err != nil {
			return err
		}
		if !known {
			fmt.Fprintf(e.stdout, "Nothing was kept about %s.\n", oneLine(c.Person))
			return nil
		}
		fmt.Fprintf(e.stdout, "What was kept about %s and the community is erased, also whether they had said no or left.\n"+
			"If they still are a maker they are found again and may be invited again, unless they are in the exclusion group.\n", oneLine(c.Person))
		return nil
	})
}
