package bot

import (
	"context"
	"errors"
	"fmt"

	"deskhand/bot/card"
	"deskhand/helpdesk"
	"deskhand/internal/chat"
)

// listTickets shows a person's own tickets. Elsewhere than in a personal chat they are nobody else's business, so they
// are sent to the personal chat.
func (b *Bot) listTickets(ctx context.Context, turn Turn) (Reply, error) {
	tickets, err := b.Desk.TicketsOf(ctx, turn.Person.ID)
	if err != nil {
		return Reply{}, fmt.Errorf("listing tickets: %w", err)
	}
	list := card.RenderTicketList(turn.Printer, card.TicketList{Nonce: b.NewID(), Tickets: tickets, Zone: turn.Zone})
	switch {
	case turn.Conversation.Kind != chat.Personal:
		return b.aside(ctx, turn, list, turn.Printer.T("tickets.private"))
	case turn.pressed():
		return replace(list), nil
	}
	return sayCard(list), nil
}

// aside shows a card in the person's own chat and says why, or tells them to begin one.
func (b *Bot) aside(ctx context.Context, turn Turn, c card.Card, why string) (Reply, error) {
	personal, err := b.Memory.PersonalConversation(ctx, turn.Person.ID)
	if errors.Is(err, chat.ErrNotFound) {
		return b.tell(turn, turn.Printer.T("tickets.no_private")), nil
	}
	if err != nil {
		return Reply{}, fmt.Errorf("finding a personal chat: %w", err)
	}
	reply := b.tell(turn, why)
	reply.Aside = &Aside{To: personal, Say: Message{Card: &c}}
	return reply, nil
}

// showTicket shows one ticket to its requester.
func (b *Bot) showTicket(ctx context.Context, turn Turn) (Reply, error) {
	ticket, err := b.ownTicket(ctx, turn)
	if err != nil {
		return b.refused(turn, err)
	}
	return b.showCard(ctx, turn, ticket, "")
}

// errNotTheirs says that a ticket is somebody else's.
var errNotTheirs = errors.New("the ticket is somebody else's")

// ownTicket is the ticket that the turn is about. It returns helpdesk.ErrNotFound, or errNotTheirs when the person did not
// open it.
func (b *Bot) ownTicket(ctx context.Context, turn Turn) (helpdesk.Ticket, error) {
	ticket, err := b.Desk.Ticket(ctx, turn.Data.Ticket)
	if err == nil && ticket.Requester.ID != turn.Person.ID {
		return helpdesk.Ticket{}, errNotTheirs
	}
	return ticket, err
}

// refused says why somebody gets nothing to see of a ticket.
func (b *Bot) refused(turn Turn, err error) (Reply, error) {
	key := helpdesk.FormatKey(turn.Data.Ticket)
	switch {
	case errors.Is(err, helpdesk.ErrNotFound):
		return b.tell(turn, turn.Printer.T("ticket.unknown", "key", key)), nil
	case errors.Is(err, errNotTheirs):
		return b.tell(turn, turn.Printer.T("ticket.not_yours", "key", key)), nil
	}
	return Reply{}, err
}

// changes are the buttons and words that change a ticket, and how the outcome is put. For whoever says that it works again
// there is nothing left to solve, and nobody has solved it: they withdraw it.
var changes = map[card.Verb]struct {
	action  helpdesk.ActionKind
	outcome string // the key of what happened
	says    string // the key of the words that the button stands for; empty: the person's own, if any
}{
	card.VerbTicketComment:  {helpdesk.ActionComment, "ticket.commented", ""},
	card.VerbTicketAdd:      {helpdesk.ActionComment, "ticket.commented", ""},
	card.VerbTicketWithdraw: {helpdesk.ActionWithdraw, "ticket.withdrawn", ""},
	card.VerbTicketWorks:    {helpdesk.ActionWithdraw, "ticket.works", "ticket.works_said"},
	card.VerbTicketFails:    {helpdesk.ActionComment, "ticket.fails", "ticket.fails_said"},
	card.VerbTicketReopen:   {helpdesk.ActionReopen, "ticket.reopened", ""},
	card.VerbTicketRate:     {helpdesk.ActionRate, "ticket.rated", ""},
}

// changeTicket does to a ticket what its requester asked for, and shows it as it then stands.
func (b *Bot) changeTicket(ctx context.Context, turn Turn) (Reply, error) {
	ticket, err := b.change(ctx, turn)
	reply, failed := b.changed(ctx, turn, ticket, err)
	if err == nil && failed == nil && turn.Data.Verb == card.VerbTicketRate {
		reply.Earlier = b.askedBefore(ctx, turn, ticket)
	}
	return reply, failed
}

// change does to the person's own ticket what they asked for, and returns it as it then stands.
func (b *Bot) change(ctx context.Context, turn Turn) (helpdesk.Ticket, error) {
	if _, err := b.ownTicket(ctx, turn); err != nil {
		return helpdesk.Ticket{}, err
	}
	change, text := changes[turn.Data.Verb], turn.Data.Text
	if change.says != "" {
		text = turn.Printer.T(change.says)
	}
	return b.Desk.Act(ctx, turn.Data.Ticket, helpdesk.Action{
		Kind: change.action, Actor: turn.Person, Key: turn.actKey(), Text: text, Rating: turn.Data.Rating,
	})
}

// changed says what became of a change.
func (b *Bot) changed(ctx context.Context, turn Turn, ticket helpdesk.Ticket, err error) (Reply, error) {
	key := helpdesk.FormatKey(turn.Data.Ticket)
	switch {
	case err == nil:
		return b.showCard(ctx, turn, ticket, turn.Printer.T(changes[turn.Data.Verb].outcome, "key", key))
	case errors.Is(err, helpdesk.ErrInvalid):
		return b.tell(turn, turn.Printer.T("ticket.words_missing", "key", key)), nil
	case errors.Is(err, helpdesk.ErrTooLate) && ticket.Status == helpdesk.StatusWithdrawn:
		return b.showCard(ctx, turn, ticket, turn.Printer.T("ticket.too_late_withdrawn", "key", key))
	case errors.Is(err, helpdesk.ErrTooLate):
		return b.showCard(ctx, turn, ticket, turn.Printer.T("ticket.too_late", "key", key))
	case errors.Is(err, helpdesk.ErrWrongStatus) && turn.Data.Verb == card.VerbTicketReopen:
		return b.showCard(ctx, turn, ticket, turn.Printer.T("ticket.open_already"))
	case errors.Is(err, helpdesk.ErrWrongStatus):
		return b.showCard(ctx, turn, ticket, turn.Printer.T("ticket.wrong_status", "key", key))
	}
	return b.refused(turn, err)
}

// aboutTicket does what a line such as "withdraw HD-12" says, by the same rules as the buttons.
func (b *Bot) aboutTicket(s said) handler {
	return func(ctx context.Context, turn Turn) (Reply, error) {
		number, ok := ticketNumber(s.ticket)
		if !ok {
			return b.tell(turn, turn.Printer.T("ticket.unknown", "key", s.ticket)), nil
		}
		turn.Data = card.Data{Ticket: number, Text: s.text, Nonce: turn.Activity.ID}
		switch s.command {
		case commandWithdraw:
			turn.Data.Verb = card.VerbTicketWithdraw
		case commandReopen:
			turn.Data.Verb = card.VerbTicketReopen
		case commandAdd:
			turn.Data.Verb = card.VerbTicketComment
		default:
			return b.showTicket(ctx, turn)
		}
		return b.changeTicket(ctx, turn)
	}
}

// ticketNumber reads a number as somebody typed it. One that can't be is like one that doesn't exist.
func ticketNumber(typed string) (int64, bool) {
	number, err := helpdesk.ParseKey(typed)
	return number, err == nil
}

// showCard shows a ticket where the person is: in place of the card they pressed on, or as a new message. Where others read
// along it shows only what was opened there.
func (b *Bot) showCard(ctx context.Context, turn Turn, ticket helpdesk.Ticket, headline string) (Reply, error) {
	c, err := b.ticketCard(ctx, turn, ticket, headline)
	if err != nil {
		return Reply{}, err
	}
	switch {
	case turn.pressed():
		return replace(c), nil
	case turn.Conversation.Kind != chat.Personal && turn.Conversation.ID != ticket.Origin.ConversationID:
		return b.aside(ctx, turn, c, turn.Printer.T("ticket.private", "key", ticket.Key()))
	}
	return sayCard(c), nil
}

// ticketCard shows a ticket to its requester, with what has been said about it.
func (b *Bot) ticketCard(ctx context.Context, turn Turn, ticket helpdesk.Ticket, headline string) (card.Card, error) {
	view, err := b.ticketView(ctx, turn, ticket, headline)
	if err != nil {
		return card.Card{}, err
	}
	return card.RenderTicket(turn.Printer, view), nil
}

func (b *Bot) ticketView(ctx context.Context, turn Turn, ticket helpdesk.Ticket, headline string) (card.Ticket, error) {
	events, err := b.Desk.History(ctx, ticket)
	if err != nil {
		return card.Ticket{}, fmt.Errorf("reading the history of %s: %w", ticket.Key(), err)
	}
	return card.Ticket{
		Nonce: b.NewID(), Headline: headline, Ticket: ticket, Comments: comments(events),
		Zone: turn.Zone, NameZone: !turn.ZoneKnown, Now: turn.Now, Reopen: b.Desk.Policy().CanReopen(ticket, turn.Now),
	}, nil
}

// comments is what has been said about a ticket.
func comments(events []helpdesk.Event) []card.Comment {
	var said []card.Comment
	for _, event := range events {
		switch event.Kind {
		case helpdesk.EventCommented, helpdesk.EventAsked, helpdesk.EventReopened:
			if event.Text != "" {
				said = append(said, card.Comment{Author: event.Actor.Name, At: event.At, Text: event.Text})
			}
		}
	}
	return said
}

// tell says something to the one who acted without touching the card that they acted on.
func (b *Bot) tell(turn Turn, text string) Reply {
	if turn.pressed() {
		return Reply{Tell: text}
	}
	return sayText(text)
}
