package ticketmail

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"deskhand/graph"
	"deskhand/helpdesk"
	"deskhand/internal/lease"
)

// Mailer is what it takes of Graph.
type Mailer interface {
	SendMail(ctx context.Context, mailbox string, mail graph.Mail) error
}

// Directory knows people by their object ids.
type Directory interface {
	User(ctx context.Context, idOrPrincipal string) (graph.User, error)
}

// Desk tells what happened to tickets.
type Desk interface {
	History(ctx context.Context, ticket helpdesk.Ticket) ([]helpdesk.Event, error)
}

// Memory is what outlives the process. It is as in package ticketlist.
type Memory interface {
	TicketByID(ctx context.Context, id string) (helpdesk.Ticket, error)
	Mirror(ctx context.Context, ticketID string) (helpdesk.Mirror, error)
	SaveMirror(ctx context.Context, m helpdesk.Mirror) (helpdesk.Mirror, error)
	lease.Store
}

// Options are what a Sender stands on.
type Options struct {
	Mailer    Mailer
	Directory Directory // nil: replies go to the mailbox itself
	Desk      Desk
	Memory    Memory
	Mailbox   string         // sends
	To        string         // is sent to
	Zone      *time.Location // of the times in a mail
	Logger    *slog.Logger
}

// Sender sends mails about tickets.
type Sender struct{ Options }

// New returns a Sender.
func New(o Options) *Sender { return &Sender{o} }

const (
	leaseFor = 30 * time.Second
	busyFor  = time.Second
	// sending begins what the record says while a mail is under way; sent is the last event that was mailed.
	sending = "sending:"
	sent    = "sent"
)

// busy says that somebody else is mailing about the same ticket.
type busy struct{ ticket string }

func (b busy) Error() string           { return "ticket " + b.ticket + " is being mailed already" }
func (busy) RetryAfter() time.Duration { return busyFor }

// Send mails what the tool does not know yet of a ticket, in the order in which it happened: the handler of
// helpdesk.EffectMirror. The record says before each mail that it is on its way, and after it that it has gone.
func (s *Sender) Send(ctx context.Context, ticketID string) error {
	ticket := lease.Lease{Store: s.Memory, Name: "ticketmail:" + ticketID, Holder: rand.Text(), For: leaseFor, Logger: s.Logger}
	held, err := ticket.Hold(ctx)
	if err != nil {
		return err
	}
	if !held {
		return busy{ticketID}
	}
	working, release := ticket.Within(ctx)
	defer release()
	return s.send(working, ticketID)
}

func (s *Sender) send(ctx context.Context, ticketID string) error {
	ticket, err := s.Memory.TicketByID(ctx, ticketID)
	if err != nil {
		return err
	}
	mirror, err := s.Memory.Mirror(ctx, ticketID)
	if errors.Is(err, helpdesk.ErrNotFound) {
		mirror, err = helpdesk.Mirror{TicketID: ticketID}, nil
	}
	if err != nil || mirror.Sent >= ticket.Version && mirror.Agreed[sent] != "" {
		return err
	}
	history, err := s.Desk.History(ctx, ticket)
	if err != nil {
		return err
	}
	for _, event := range after(history, mirror.Agreed[sent]) {
		if !worth(ticket, event) {
			continue
		}
		if mirror, err = s.mail(ctx, ticket, event, mirror); err != nil {
			return err
		}
	}
	mirror.Sent = ticket.Version
	_, err = s.Memory.SaveMirror(ctx, mirror)
	return err
}

// mail sends one mail and keeps the record of it.
func (s *Sender) mail(
	ctx context.Context, ticket helpdesk.Ticket, event helpdesk.Event, mirror helpdesk.Mirror,
) (helpdesk.Mirror, error) {
	if mirror.Seen == sending+event.ID {
		s.Logger.WarnContext(ctx, "a mail is sent again, since nobody knows whether it was", "ticket", ticket.Key(), "event", event.ID)
	}
	mirror.Seen = sending + event.ID
	mirror, err := s.Memory.SaveMirror(ctx, mirror)
	if err != nil {
		return mirror, err
	}
	if err := s.Mailer.SendMail(ctx, s.Mailbox, compose(s.To, ticket, event, s.requester(ctx, ticket), s.Zone)); err != nil {
		return mirror, graph.Later(fmt.Errorf("mailing %s: %w", ticket.Key(), err))
	}
	mirror.Seen, mirror.Agreed = "", map[string]string{sent: event.ID}
	return s.Memory.SaveMirror(context.WithoutCancel(ctx), mirror) // it has gone, even when the time is up
}

// requester is what the directory knows of who asks. The mail goes without it as well.
func (s *Sender) requester(ctx context.Context, ticket helpdesk.Ticket) graph.User {
	if s.Directory == nil || strings.Contains(ticket.Requester.ID, ":") {
		return graph.User{}
	}
	user, err := s.Directory.User(ctx, ticket.Requester.ID)
	if err != nil {
		s.Logger.InfoContext(ctx, "a ticket is mailed without the requester's address", "ticket", ticket.Key(), "error", err)
		return graph.User{}
	}
	return user
}

// after are the events that came after one; all of them when there is none.
func after(history []helpdesk.Event, id string) []helpdesk.Event {
	for i, event := range history {
		if event.ID == id {
			return history[i+1:]
		}
	}
	return history
}
