package helpdesk

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Incident is a disturbance of a service that somebody else runs, as they report it.
type Incident struct {
	ID        string // theirs, such as MO123456
	Service   string // as they call it: "Power Automate"
	Title     string
	Impact    string // what people notice, in their words
	Advisory  bool   // by their own judgement it reaches few or matters little
	StartedAt time.Time
	EndedAt   time.Time // zero while it goes on
	UpdatedAt time.Time
}

// Over reports whether the disturbance has ended.
func (i Incident) Over() bool { return !i.EndedAt.IsZero() }

// Self is who acts when the desk does something of its own accord.
func Self() Person { return Person{ID: "desk:itself", Name: "Deskhand"} }

// mostLinked is how many open tickets of one incident are looked after, the newest first.
const mostLinked = 10_000

// Restored notes on every open ticket that is linked to the incident that it is over, which the requester is told of. It
// returns how many had not been told before: however often and by however many it is called, each is told once.
func (d *Desk) Restored(ctx context.Context, incidentID string) (told int, err error) {
	return d.noteLinked(ctx, incidentID, Action{Note: EventRestored, Key: "incident:" + incidentID + ":restored"})
}

// Delisted notes on every open ticket that is linked to the incident that it is listed no more, though nobody has said that it
// is over, which the requester is told of. Who has been told that it is over is not. It returns what Restored does.
func (d *Desk) Delisted(ctx context.Context, incidentID string) (told int, err error) {
	return d.noteLinked(ctx, incidentID, Action{
		Note: EventDelisted, Key: "incident:" + incidentID + ":delisted",
		Text: incidentID + " is listed no more, and nobody has said that it is over.",
	})
}

// noteLinked notes a fact on the open tickets of an incident of which nobody has been told that it is over.
func (d *Desk) noteLinked(ctx context.Context, incidentID string, fact Action) (told int, err error) {
	fact.Kind, fact.Actor = ActionNote, Self()
	linked, err := d.tickets.ListTickets(ctx, Filter{Incident: incidentID, Open: true, Limit: mostLinked})
	if err != nil {
		return 0, fmt.Errorf("listing the tickets of incident %s: %w", incidentID, err)
	}
	for _, ticket := range linked {
		events, err := d.tickets.TicketEvents(ctx, ticket.ID)
		if err != nil {
			return told, err
		}
		if slices.ContainsFunc(events, func(e Event) bool { return e.Kind == EventRestored }) {
			continue
		}
		_, changed, err := d.act(ctx, ticket.Number, fact)
		if err != nil {
			return told, err
		}
		if changed {
			told++
		}
	}
	return told, nil
}

// Linked lists the incidents to which open tickets are linked.
func (d *Desk) Linked(ctx context.Context) ([]string, error) {
	tickets, err := d.tickets.ListTickets(ctx, Filter{Linked: true, Open: true, Limit: mostLinked})
	if err != nil {
		return nil, fmt.Errorf("listing the tickets that are linked to incidents: %w", err)
	}
	ids := make([]string, 0, len(tickets))
	for _, ticket := range tickets {
		ids = append(ids, ticket.Incident)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// Departed follows that a person's account is disabled or deleted: an open ticket that they have waits for somebody else
// to take it; on one that they opened it is noted. Each happens once. It reports whether anything did.
func (d *Desk) Departed(ctx context.Context, number int64, personID string) (did bool, err error) {
	ticket, err := d.tickets.TicketByNumber(ctx, number) // as it stands now: others may have it meanwhile
	if err != nil {
		return false, err
	}
	if !ticket.Status.Open() {
		return false, nil
	}
	if ticket.Assignee.ID == personID {
		key := fmt.Sprintf("departed:%s:%d", personID, ticket.Version)
		if _, did, err = d.act(ctx, number, Action{Kind: ActionAssign, Actor: Self(), Key: key}); err != nil {
			return false, err
		}
	}
	if ticket.Requester.ID != personID {
		return did, nil
	}
	_, noted, err := d.act(ctx, number, Action{Kind: ActionNote, Note: EventDeparted, Actor: Self(), Key: "departed:" + personID})
	return did || noted, err
}
