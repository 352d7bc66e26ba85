package main

import (
	"fmt"
	"strings"

	"deskhand/helpdesk"
)

type ticketAssignCmd struct {
	worked
	To     string `help:"Who works on it from now on." xor:"to" required:"" placeholder:"NAME"`
	Nobody bool   `help:"It waits for somebody to take it." xor:"to" required:""`
}

type ticketPriorityCmd struct {
	Ticket   string `arg:"" help:"The ticket's number, such as HD-12."`
	Priority int    `arg:"" help:"From 1, the most pressing, to 4."`
	As       string `help:"Who says so; without it, whoever took the ticket, else who runs the command." default:"" placeholder:"NAME"`
}

type ticketTierCmd struct {
	Ticket string `arg:"" help:"The ticket's number, such as HD-12."`
	Tier   string `arg:"" help:"One of ${enum}." enum:"productivity,important,critical"`
	As     string `help:"Who says so; without it, whoever took the ticket, else who runs the command." default:"" placeholder:"NAME"`
}

// worked is what an action on a ticket needs when it goes without words.
type worked struct {
	Ticket string `arg:"" help:"The ticket's number, such as HD-12."`
	As     string `help:"Who does it; without it, whoever took the ticket, else who runs the command." default:"" placeholder:"NAME"`
}

type (
	ticketPauseCmd  struct{ worked }
	ticketResumeCmd struct{ worked }
	ticketAmendCmd  struct{ words }
)

// Run implements the command.
func (c *ticketAssignCmd) Run(e *env) error {
	action := helpdesk.Action{Kind: helpdesk.ActionAssign}
	if !c.Nobody {
		if strings.TrimSpace(c.To) == "" {
			return fmt.Errorf("%w: say who works on it: deskhand ticket assign %s --to NAME", helpdesk.ErrInvalid, c.Ticket)
		}
		action.Assignee = actor(c.To)
	}
	return act(e, c.Ticket, c.As, action)
}

// Run implements the command.
func (c *ticketPriorityCmd) Run(e *env) error {
	return act(e, c.Ticket, c.As, helpdesk.Action{Kind: helpdesk.ActionPrioritise, Priority: helpdesk.Priority(c.Priority)})
}

// Run implements the command.
func (c *ticketTierCmd) Run(e *env) error {
	return act(e, c.Ticket, c.As, helpdesk.Action{Kind: helpdesk.ActionClassify, Tier: helpdesk.Tier(c.Tier)})
}

// Run implements the command.
func (c *ticketPauseCmd) Run(e *env) error {
	return act(e, c.Ticket, c.As, helpdesk.Action{Kind: helpdesk.ActionPause})
}

// Run implements the command.
func (c *ticketResumeCmd) Run(e *env) error {
	return act(e, c.Ticket, c.As, helpdesk.Action{Kind: helpdesk.ActionResume})
}

// Run implements the command.
func (c *ticketAmendCmd) Run(e *env) error {
	if len(c.Text) == 0 {
		return fmt.Errorf("%w: say what solved it: deskhand ticket amend %s …", helpdesk.ErrInvalid, c.Ticket)
	}
	return c.act(e, helpdesk.ActionAmend)
}

// outcome says what an action did beyond the ticket's status; nothing when that is all.
func outcome(desk *helpdesk.Desk, ticket helpdesk.Ticket, action helpdesk.Action) string {
	switch {
	case action.ArticleID != "":
		return "It is linked to " + ticket.ArticleID + "."
	case action.Kind == helpdesk.ActionAssign && ticket.Assignee.IsZero():
		return "Nobody works on it."
	case action.Kind == helpdesk.ActionAssign:
		return oneLine(ticket.Assignee.Name) + " works on it."
	case action.Kind == helpdesk.ActionPrioritise:
		return fmt.Sprintf("Its priority is %d: answer by %s, solve by %s.",
			ticket.Priority, clock(desk, ticket.ResponseDue), clock(desk, ticket.ResolutionDue))
	case action.Kind == helpdesk.ActionClassify:
		return fmt.Sprintf("Its tier is %s.", ticket.Tier)
	}
	return ""
}
