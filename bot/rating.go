package bot

import (
	"context"
	"slices"
	"strings"

	"deskhand/bot/card"
	"deskhand/helpdesk"
)

// askedBefore is the message that asked how the help was, as it is now that this was answered on another card; nil when there is
// none in this conversation, or when it can't be known.
func (b *Bot) askedBefore(ctx context.Context, turn Turn, ticket helpdesk.Ticket) *Earlier {
	view, id, err := b.ratedView(ctx, turn, ticket)
	if err != nil {
		b.Logger.WarnContext(ctx, "which message asked how the help was could not be read", "error", err)
	}
	if err != nil || id == "" || id == turn.Activity.ReplyToID {
		return nil
	}
	c := card.RenderTicket(turn.Printer, view)
	return &Earlier{ID: id, Now: Message{Card: &c}}
}

// ratedView is what the first message that told of the solution shows now, and its id; empty when it is not in this conversation.
func (b *Bot) ratedView(ctx context.Context, turn Turn, ticket helpdesk.Ticket) (view card.Ticket, id string, err error) {
	events, err := b.Desk.History(ctx, ticket)
	if err != nil {
		return view, "", err
	}
	solved := slices.IndexFunc(events, func(e helpdesk.Event) bool { return e.ID == solvedBy(ticket, events) })
	if solved < 0 {
		return view, "", nil
	}
	told, err := b.Memory.QuestionEvents(ctx, events[solved].ID)
	if err != nil || len(told) == 0 {
		return view, "", err
	}
	id, here := strings.CutPrefix(told[0].ActKey, messageKey(turn.Conversation, ""))
	if !here {
		return view, "", nil
	}
	view, err = b.ticketView(ctx, turn, ticket, turn.Printer.T("notify.resolved", "name", events[solved].Actor.Name))
	return view, id, err
}
