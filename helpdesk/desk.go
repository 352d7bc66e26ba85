package helpdesk

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Tickets is what the desk needs of a store. Every method that writes stores the ticket, its events and its jobs in one
// transaction, or nothing at all.
type Tickets interface {
	// InsertTicket stores a new ticket, gives it the next number, and returns it as stored. When a ticket with the same
	// OpenKey exists, it is returned instead, nothing is written, and created is false. events is called with
	// the numbered ticket.
	InsertTicket(ctx context.Context, ticket Ticket, events func(Ticket) ([]Event, []Job)) (stored Ticket, created bool, err error)
	// UpdateTicket stores a change and returns the ticket with its new version, ticket.Version + 1. When the stored
	// version is not ticket.Version any more it writes nothing and returns ErrConflict.
	UpdateTicket(ctx context.Context, ticket Ticket, events []Event, jobs []Job) (stored Ticket, err error)
	// TicketByID and TicketByNumber return ErrNotFound when there is none.
	TicketByID(ctx context.Context, id string) (Ticket, error)
	TicketByNumber(ctx context.Context, number int64) (Ticket, error)
	// ListTickets returns the tickets that match, the newest first.
	ListTickets(ctx context.Context, filter Filter) ([]Ticket, error)
	// TicketEvents returns what happened to a ticket, the oldest first.
	TicketEvents(ctx context.Context, ticketID string) ([]Event, error)
}

// Filter narrows a list of tickets. Zero fields don't narrow.
type Filter struct {
	RequesterID  string
	Incident     string    // only those linked to it
	Linked       bool      // only those linked to any
	Open         bool      // only those on which work is still expected
	UpdatedSince time.Time // with Open: open ones, and others changed since then
	Limit        int       // 0 means 100
}

// Desk is the help desk: it opens tickets and changes them, by the rules of this package.
type Desk struct {
	tickets Tickets
	policy  Policy
	now     func() time.Time
	newID   func() string
}

// NewDesk returns a desk that keeps its tickets in the given store and works by the given policy. now tells the time,
// newID makes identifiers that are unique and sort by time.
func NewDesk(tickets Tickets, policy Policy, now func() time.Time, newID func() string) *Desk {
	return &Desk{tickets: tickets, policy: policy, now: now, newID: newID}
}

// Policy says how the desk works; it is what its owner settles.
func (d *Desk) Policy() Policy { return d.policy }

// Request is what a person asks the desk for.
type Request struct {
	OpenKey   string // identifies the wish; the same key opens one ticket, however often it arrives
	Summary   string
	Details   string
	Solution  string
	Impact    Impact
	Urgency   Urgency
	Incident  string // the id of a known disturbance that it is about; may be empty
	Requester Person
	Origin    Origin
}

// Open opens a ticket and returns it with its number and due times; when this returns without an error, the
// ticket is stored for good. Asked again with the same OpenKey it returns the ticket that the first call opened, as it
// stands now. It returns ErrInvalid when the request lacks something.
func (d *Desk) Open(ctx context.Context, req Request) (Ticket, error) {
	ticket, err := d.policy.newTicket(req, d.newID(), d.now())
	if err != nil {
		return Ticket{}, err
	}
	stored, _, err := d.tickets.InsertTicket(ctx, ticket, func(numbered Ticket) ([]Event, []Job) {
		events := []Event{{
			ID: d.newID(), TicketID: numbered.ID, Number: numbered.Number, Kind: EventOpened, At: numbered.OpenedAt,
			Actor: numbered.Requester, To: StatusNew, Priority: numbered.Priority,
		}}
		return events, d.policy.JobsFor(numbered, events)
	})
	if err != nil {
		return Ticket{}, fmt.Errorf("opening a ticket: %w", err)
	}
	return stored, nil
}

// attempts is how often a change is tried again when others change the ticket at the same time.
const attempts = 8

// Act does something to a ticket and returns it as it stands afterwards. When somebody else changes the ticket at the
// same time, the action is judged again by what they left: of two who take a ticket, one gets ErrWrongStatus.
func (d *Desk) Act(ctx context.Context, number int64, action Action) (Ticket, error) {
	ticket, _, err := d.act(ctx, number, action)
	return ticket, err
}

// act is Act, and reports whether the action changed anything: not when it is in the ticket's history, or so already.
func (d *Desk) act(ctx context.Context, number int64, action Action) (_ Ticket, changed bool, _ error) {
	for range attempts {
		ticket, err := d.tickets.TicketByNumber(ctx, number)
		if err != nil {
			return Ticket{}, false, err
		}
		if action.Key != "" {
			if done, err := d.done(ctx, ticket, action); err != nil || done {
				return ticket, false, err
			}
		}
		after, events, err := Apply(ticket, action, d.now(), d.policy)
		if err != nil {
			return ticket, false, err
		}
		if len(events) == 0 { // it is so already
			return ticket, false, nil
		}
		for i := range events {
			events[i].ID = d.newID()
		}
		stored, err := d.tickets.UpdateTicket(ctx, after, events, d.policy.JobsFor(after, events))
		if errors.Is(err, ErrConflict) {
			continue
		}
		if err != nil {
			return Ticket{}, false, fmt.Errorf("changing %s: %w", ticket.Key(), err)
		}
		return stored, true, nil
	}
	return Ticket{}, false, fmt.Errorf("%w: %s, %d times in a row; try again", ErrConflict, FormatKey(number), attempts)
}

// done reports whether the same act is in the ticket's history already.
func (d *Desk) done(ctx context.Context, ticket Ticket, action Action) (bool, error) {
	events, err := d.tickets.TicketEvents(ctx, ticket.ID)
	if err != nil {
		return false, err
	}
	for _, event := range events {
		if event.ActKey == action.Key && event.Actor.ID == action.Actor.ID {
			return true, nil
		}
	}
	return false, nil
}

// Ticket returns one ticket, or ErrNotFound.
func (d *Desk) Ticket(ctx context.Context, number int64) (Ticket, error) {
	return d.tickets.TicketByNumber(ctx, number)
}

// History returns what happened to a ticket, the oldest first.
func (d *Desk) History(ctx context.Context, ticket Ticket) ([]Event, error) {
	return d.tickets.TicketEvents(ctx, ticket.ID)
}

// TicketsOf lists a person's tickets: all that are open, and those that changed within the policy's recent time.
func (d *Desk) TicketsOf(ctx context.Context, personID string) ([]Ticket, error) {
	return d.tickets.ListTickets(ctx, Filter{RequesterID: personID, Open: true, UpdatedSince: d.now().Add(-d.policy.Recent), Limit: 25})
}

// Tickets lists tickets for those who work them.
func (d *Desk) Tickets(ctx context.Context, filter Filter) ([]Ticket, error) {
	return d.tickets.ListTickets(ctx, filter)
}
