package bot

import (
	"context"
	"errors"
	"fmt"

	"deskhand/bot/card"
	"deskhand/helpdesk"
	"deskhand/internal/chat"
	"deskhand/knowledge"
)

// hear works what is neither a command nor small talk: what replies to the card that told of a ticket belongs to that
// ticket, what is a slip of the fingers away from a command is that command, and all else is a question.
func (b *Bot) hear(text string) handler {
	return func(ctx context.Context, turn Turn) (Reply, error) {
		ticket, found, err := b.repliedTo(ctx, turn)
		switch {
		case err != nil:
			return Reply{}, err
		case !found:
			if c := b.slipped(ctx, turn, text); c != commandNone {
				return b.onMessage(said{command: c})(ctx, turn)
			}
			return b.ask(text)(ctx, turn)
		}
		turn.Data = card.Data{
			Verb: card.VerbTicketComment, Ticket: ticket.Number, Text: truncate(text, helpdesk.MaxText), Nonce: turn.Activity.ID,
		}
		return b.changeTicket(ctx, turn)
	}
}

// repliedTo is the person's open ticket of which the message told that they reply to. It reports false when they reply to
// no such message.
func (b *Bot) repliedTo(ctx context.Context, turn Turn) (helpdesk.Ticket, bool, error) {
	for _, id := range turn.Activity.RepliesTo() {
		told, err := b.Memory.QuestionEvents(ctx, messageKey(turn.Conversation, id))
		if err != nil {
			return helpdesk.Ticket{}, false, fmt.Errorf("finding out what a message told of: %w", err)
		}
		if len(told) == 0 {
			continue
		}
		ticket, err := b.Desk.Ticket(ctx, told[0].Ticket)
		if err != nil && !errors.Is(err, helpdesk.ErrNotFound) {
			return helpdesk.Ticket{}, false, err
		}
		if err == nil && ticket.Requester.ID == turn.Person.ID && ticket.Status.Open() {
			return ticket, true, nil
		}
	}
	return helpdesk.Ticket{}, false, nil
}

// eventTold says that a message told of a ticket. It is kept among the events of questions, under the message in place of
// a question; and when the ticket is solved, under what solved it as well.
const eventTold knowledge.EventKind = "message.told"

// told remembers which ticket a message told of, and, unless that is empty, under what solved the ticket which message it was.
// That it can't is no reason to tell it again.
func (b *Bot) told(ctx context.Context, turn Turn, ticket helpdesk.Ticket, message, solved string) {
	event := b.event(turn, message, eventTold)
	event.Ticket = ticket.Number
	events := []knowledge.Event{event}
	if solved != "" {
		event = b.event(turn, solved, eventTold)
		event.Ticket, event.ActKey = ticket.Number, message
		events = append(events, event)
	}
	if _, err := b.Memory.SaveTurn(ctx, chat.Turn{At: turn.Now, Events: events}); err != nil {
		b.Logger.WarnContext(ctx, "which ticket a message told of could not be kept", "error", err)
	}
}

// toldOf reports whether a message told of what is kept under the key; an empty one is nothing.
func (b *Bot) toldOf(ctx context.Context, key string) (bool, error) {
	if key == "" {
		return false, nil
	}
	told, err := b.Memory.QuestionEvents(ctx, key)
	if err != nil {
		return false, fmt.Errorf("finding out what has been told: %w", err)
	}
	return len(told) > 0, nil
}

// messageKey identifies a message everywhere: its own id does so in its conversation alone.
func messageKey(in chat.Conversation, messageID string) string { return in.ID + "/" + messageID }

// awaiting is the person's ticket that waits, in their personal chat; of several, the one in which something
// happened last. It reports false when none does. That it can't be known keeps nobody from an answer.
func (b *Bot) awaiting(ctx context.Context, turn Turn) (waiting helpdesk.Ticket, found bool) {
	if turn.Conversation.Kind != chat.Personal {
		return helpdesk.Ticket{}, false
	}
	tickets, err := b.Desk.TicketsOf(ctx, turn.Person.ID)
	if err != nil {
		b.Logger.WarnContext(ctx, "whether a ticket waits for somebody could not be read", "error", err)
	}
	for _, ticket := range tickets {
		if ticket.Status == helpdesk.StatusWaiting && (!found || ticket.UpdatedAt.After(waiting.UpdatedAt)) {
			waiting, found = ticket, true
		}
	}
	return waiting, found
}

// followUpCard asks whether what was said belongs to the ticket.
func (b *Bot) followUpCard(turn Turn, asked knowledge.Event, ticket helpdesk.Ticket) card.Card {
	return card.RenderFollowUp(turn.Printer, card.FollowUp{
		Nonce: b.NewID(), QuestionID: asked.QuestionID, Ticket: ticket, Said: asked.Question,
	})
}

// addSaid adds to a ticket what its requester said before they were asked whether it belongs there. When the ticket is not
// open any more, they are told so, and a form for another one has what they wrote: it is not lost.
func (b *Bot) addSaid(ctx context.Context, turn Turn) (Reply, error) {
	asked, err := saidByThem(turn)
	if err != nil {
		return Reply{}, err
	}
	turn.Data.Text = truncate(asked.Question, helpdesk.MaxText)
	ticket, err := b.change(ctx, turn)
	if errors.Is(err, helpdesk.ErrWrongStatus) {
		closed := turn.Printer.T("followup.closed", "key", helpdesk.FormatKey(turn.Data.Ticket))
		return replace(card.RenderTicketForm(turn.Printer, b.filledForm(turn, asked, closed))), nil
	}
	reply, failed := b.changed(ctx, turn, ticket, err)
	if err == nil {
		added := b.event(turn, asked.QuestionID, knowledge.EventAdded)
		added.Ticket, added.ActKey = ticket.Number, turn.actKey()
		reply.Events = []knowledge.Event{added}
	}
	return reply, failed
}

// somethingElse goes on with what was said as with any question.
func (b *Bot) somethingElse(_ context.Context, turn Turn) (Reply, error) {
	asked, err := saidByThem(turn)
	if err != nil {
		return Reply{}, err
	}
	return replace(b.present(turn, asked)), nil
}

// saidByThem is what the person said themselves, that a card belongs to.
func saidByThem(turn Turn) (knowledge.Event, error) {
	asked, err := turn.asked()
	if err == nil && asked.PersonID != turn.Person.ID {
		return knowledge.Event{}, errForgotten
	}
	return asked, err
}
