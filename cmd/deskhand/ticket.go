package main

import (
	"context"
	"errors"
	"fmt"
	"os/user"
	"strings"
	"text/tabwriter"
	"time"

	"deskhand/helpdesk"
	"deskhand/store"
)

// ticketCmd is the local desk: the database, worked from the command line.
type ticketCmd struct {
	List     ticketListCmd     `cmd:"" help:"List tickets; without flags, the open ones."`
	Show     ticketShowCmd     `cmd:"" help:"Show one ticket and what happened to it."`
	Take     ticketTakeCmd     `cmd:"" help:"Take a ticket. The requester is told who works on it."`
	Assign   ticketAssignCmd   `cmd:"" help:"Give a ticket to somebody, whoever has it, or to nobody. The requester is told."`
	Priority ticketPriorityCmd `cmd:"" help:"Change how pressing a ticket is, and by when it should be answered and solved. The requester is told."`
	Tier     ticketTierCmd     `cmd:"" help:"Note how important the solution is that a ticket is about. The requester is not told."`
	Ask      ticketAskCmd      `cmd:"" help:"Ask the requester something."`
	Pause    ticketPauseCmd    `cmd:"" help:"Let a ticket wait, without a question. The requester is told."`
	Resume   ticketResumeCmd   `cmd:"" help:"Go on with a ticket that waits, or that was not solved after all. The requester is told."`
	Comment  ticketCommentCmd  `cmd:"" help:"Tell the requester something."`
	Resolve  ticketResolveCmd  `cmd:"" help:"Resolve a ticket. The requester is told, and can rate it or reopen it."`
	Amend    ticketAmendCmd    `cmd:"" help:"Change what is written about the solution. The requester is told, once the ticket is resolved."`
	Link     ticketLinkCmd     `cmd:"" help:"Link a ticket to the article that answers it: the article learns the words of the question. The requester is not told."`
}

type ticketListCmd struct {
	All   bool `help:"Closed tickets too."`
	Limit int  `help:"At most so many." default:"50"`
}

type ticketShowCmd struct {
	Ticket string `arg:"" help:"The ticket's number, such as HD-12."`
}

type ticketTakeCmd struct {
	Ticket string `arg:"" help:"The ticket's number, such as HD-12."`
	As     string `help:"Who takes it; without it, the user who runs the command, or \"Help desk\" when that is root." default:"" placeholder:"NAME"`
}

// words is what an action on a ticket needs when something is said.
type words struct {
	Ticket string   `arg:"" help:"The ticket's number, such as HD-12."`
	Text   []string `arg:"" help:"What to tell the requester." optional:""`
	As     string   `help:"Who says it; without it, whoever took the ticket, else who runs the command." default:"" placeholder:"NAME"`
}

type (
	ticketAskCmd     struct{ words }
	ticketCommentCmd struct{ words }
)

type ticketResolveCmd struct {
	words
	Article string `help:"The article that answers it; the article learns the words of the question." placeholder:"ID"`
}

type ticketLinkCmd struct {
	Ticket  string `arg:"" help:"The ticket's number, such as HD-12."`
	Article string `arg:"" help:"The article's id."`
	As      string `help:"Who links it; without it, whoever took the ticket, else who runs the command." default:"" placeholder:"NAME"`
}

// Run implements the command.
func (c *ticketListCmd) Run(e *env) error {
	return withDesk(e, func(ctx context.Context, desk *helpdesk.Desk) error {
		tickets, err := desk.Tickets(ctx, helpdesk.Filter{Open: !c.All, Limit: c.Limit})
		if err != nil {
			return err
		}
		if len(tickets) == 0 {
			none := "No open tickets; --all lists the closed ones too."
			if c.All {
				none = "No tickets."
			}
			fmt.Fprintln(e.stdout, none)
			return nil
		}
		table := tabwriter.NewWriter(e.stdout, 0, 8, 2, ' ', 0)
		fmt.Fprintln(table, "TICKET\tPRIORITY\tSTATUS\tANSWER BY\tSOLVE BY\tREQUESTER\tASSIGNEE\tSUMMARY")
		for _, t := range tickets {
			fmt.Fprintf(table, "%s\t%d\t%s\t%s\t%s\t%s\t%s\t%s\n", t.Key(), t.Priority, status(t),
				clock(desk, t.ResponseDue), clock(desk, t.ResolutionDue), oneLine(t.Requester.Name), oneLine(t.Assignee.Name), oneLine(t.Summary))
		}
		if err := table.Flush(); err != nil {
			return err
		}
		fmt.Fprintf(e.stdout, "\nTimes are those of %s.\n", desk.Policy().Calendar.Location)
		return nil
	})
}

// Run implements the command.
func (c *ticketShowCmd) Run(e *env) error {
	number, err := helpdesk.ParseKey(c.Ticket)
	if err != nil {
		return err
	}
	err = withStore(e, func(ctx context.Context, s *store.Store, desk *helpdesk.Desk) error {
		ticket, err := desk.Ticket(ctx, number)
		if err != nil {
			return err
		}
		events, err := desk.History(ctx, ticket)
		if err != nil {
			return err
		}
		mirror, err := s.Mirror(ctx, ticket.ID)
		if err != nil && !errors.Is(err, helpdesk.ErrNotFound) {
			return err
		}
		printTicket(e.stdout, desk, ticket, mirror, events, e.now())
		return nil
	})
	return named(err, number)
}

// Run implements the command.
func (c *ticketTakeCmd) Run(e *env) error {
	return act(e, c.Ticket, c.As, helpdesk.Action{Kind: helpdesk.ActionTake})
}

// Run implements the command.
func (c *ticketAskCmd) Run(e *env) error { return c.act(e, helpdesk.ActionAsk) }

// Run implements the command.
func (c *ticketCommentCmd) Run(e *env) error { return c.act(e, helpdesk.ActionComment) }

// Run implements the command.
func (c *ticketResolveCmd) Run(e *env) error {
	if len(c.Text) == 0 {
		return fmt.Errorf("%w: say what solved it: deskhand ticket resolve %s …", helpdesk.ErrInvalid, c.Ticket)
	}
	if err := linkable(e, c.Article); err != nil {
		return err
	}
	return act(e, c.Ticket, c.As, helpdesk.Action{
		Kind: helpdesk.ActionResolve, Text: strings.Join(c.Text, " "), ArticleID: c.Article,
	})
}

// Run implements the command.
func (c *ticketLinkCmd) Run(e *env) error {
	if err := linkable(e, c.Article); err != nil {
		return err
	}
	return act(e, c.Ticket, c.As, helpdesk.Action{Kind: helpdesk.ActionLink, ArticleID: c.Article})
}

// linkable says what to do when there is no such article. None at all is fine.
func linkable(e *env, article string) error {
	if article == "" {
		return nil
	}
	return withTruth(e, func(ctx context.Context, s *store.Store, _ *truth) error { return knownArticle(ctx, e, s, article) })
}

func (w words) act(e *env, kind helpdesk.ActionKind) error {
	return act(e, w.Ticket, w.As, helpdesk.Action{Kind: kind, Text: strings.Join(w.Text, " ")})
}

// act changes a ticket and says how it then stands. The requester is told by the server, as soon as it runs.
func act(e *env, key, as string, action helpdesk.Action) error {
	return withTicket(e, key, func(ctx context.Context, desk *helpdesk.Desk, number int64) error {
		ticket, err := desk.Ticket(ctx, number)
		if err != nil {
			return err
		}
		if action.Actor, err = doer(ticket, as, action.Kind); err != nil {
			return err
		}
		if ticket, err = desk.Act(ctx, number, action); err != nil {
			return err
		}
		fmt.Fprintf(e.stdout, "%s is %s.\n", ticket.Key(), status(ticket))
		if more := outcome(desk, ticket, action); more != "" {
			fmt.Fprintln(e.stdout, more)
		}
		return nil
	})
}

// doer is who acts on a ticket: who is named, who took it, or who runs the command, as long as that is a person.
func doer(ticket helpdesk.Ticket, as string, kind helpdesk.ActionKind) (helpdesk.Person, error) {
	if as == "" && !ticket.Assignee.IsZero() && kind != helpdesk.ActionTake { // who took it goes on with it
		return ticket.Assignee, nil
	}
	if as != "" && strings.TrimSpace(as) == "" {
		return helpdesk.Person{}, fmt.Errorf("%w: the name is empty, and the requester is told it: write --as NAME", helpdesk.ErrInvalid)
	}
	return actor(as), nil
}

// actor is who works at this terminal.
func actor(name string) helpdesk.Person {
	id := "local"
	if u, err := user.Current(); err == nil {
		id = u.Username
		if name == "" && id == "root" {
			name = "Help desk" // the requester reads it
		}
		if name == "" {
			name = u.Name
		}
	}
	if name == "" {
		name = id
	}
	return helpdesk.Person{ID: "desk:" + id + ":" + name, Name: name}
}

// withDesk opens the desk for one command.
func withDesk(e *env, do func(context.Context, *helpdesk.Desk) error) error {
	return withStore(e, func(ctx context.Context, _ *store.Store, desk *helpdesk.Desk) error { return do(ctx, desk) })
}

// withStore opens the desk for one command, with what lies beneath.
func withStore(e *env, do func(context.Context, *store.Store, *helpdesk.Desk) error) (err error) {
	s, desk, err := openDesk(e, newLogger(e))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return do(e.ctx, s, desk)
}

func withTicket(e *env, key string, do func(context.Context, *helpdesk.Desk, int64) error) error {
	number, err := helpdesk.ParseKey(key)
	if err != nil {
		return err
	}
	err = withDesk(e, func(ctx context.Context, desk *helpdesk.Desk) error { return do(ctx, desk, number) })
	return named(err, number)
}

// named calls a ticket that isn't there by its key.
func named(err error, number int64) error {
	if errors.Is(err, helpdesk.ErrNotFound) {
		return fmt.Errorf("%w: %s; deskhand ticket list --all shows those there are", helpdesk.ErrNotFound, helpdesk.FormatKey(number))
	}
	return err
}

// clock writes a moment by the desk's own clock.
func clock(desk *helpdesk.Desk, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(desk.Policy().Calendar.Location).Format("2006-01-02 15:04")
}

// oneLine is a text that others wrote, made fit for a line of a terminal.
func oneLine(text string) string { return strings.Join(strings.Fields(printable(text)), " ") }

// printable drops what would steer a terminal.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		if r < ' ' || r == 0x7f || (r >= 0x80 && r < 0xa0) {
			return -1
		}
		return r
	}, text)
}
