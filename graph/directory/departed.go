package directory

import (
	"context"
	"errors"
	"fmt"

	"deskhand/graph"
	"deskhand/helpdesk"
)

// Desk is what is needed of the help desk. *helpdesk.Desk is one.
type Desk interface {
	Tickets(ctx context.Context, filter helpdesk.Filter) ([]helpdesk.Ticket, error)
	// Departed follows that a person's account is gone, and reports whether that changed anything about the ticket.
	Departed(ctx context.Context, number int64, personID string) (bool, error)
}

const (
	mostTickets = 1000 // open ones that a check looks at, the newest first
	mostAsked   = 100  // people whom a check asks about
)

// CheckTickets looks whether the accounts of those who opened or have an open ticket are disabled or deleted, and tells the
// desk. Graph is asked only about those of whom it told nothing lately, and about so many at once that it takes several
// checks to go round in a large desk.
func (d *Directory) CheckTickets(ctx context.Context, desk Desk) error {
	open, err := desk.Tickets(ctx, helpdesk.Filter{Open: true, Limit: mostTickets})
	if err != nil {
		return fmt.Errorf("listing the open tickets: %w", err)
	}
	asked := 0
	var failed []error
	for _, ticket := range open {
		for _, person := range []helpdesk.Person{ticket.Requester, ticket.Assignee} {
			if !likelyID(person.ID) {
				continue
			}
			if _, ok := d.people.fresh(person.ID, d.options.Now()); !ok {
				if asked++; asked > mostAsked {
					continue
				}
				if _, err := d.Lookup(ctx, person.ID); err != nil && !errors.Is(err, graph.ErrNotFound) {
					return errors.Join(append(failed, fmt.Errorf("looking whether accounts are gone: %w", err))...)
				}
			}
			failed = append(failed, d.follow(ctx, desk, ticket, person))
		}
	}
	return errors.Join(failed...)
}

// follow tells the desk when the person's account is gone.
func (d *Directory) follow(ctx context.Context, desk Desk, ticket helpdesk.Ticket, person helpdesk.Person) error {
	if !d.Gone(person.ID) {
		return nil
	}
	did, err := desk.Departed(ctx, ticket.Number, person.ID)
	if err != nil {
		return fmt.Errorf("%s, whose requester or assignee has no account any more: %w", ticket.Key(), err)
	}
	if did {
		d.options.Logger.WarnContext(ctx, "an account is disabled or deleted; its tickets need looking after",
			"ticket", ticket.Key(), "person_id", person.ID, "assignee", person.ID == ticket.Assignee.ID)
	}
	return nil
}
