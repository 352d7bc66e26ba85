package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"deskhand/bot/activity"
	"deskhand/bot/card"
	"deskhand/bot/connector"
	"deskhand/helpdesk"
	"deskhand/internal/chat"
)

// ErrUnreachable says that a person can't be told: the bot was removed from where they could be reached. Trying again
// won't help.
var ErrUnreachable = errors.New("the person can't be reached")

// headlines are the keys of what others did to a ticket, as its requester is told.
var headlines = map[helpdesk.EventKind]string{
	helpdesk.EventTaken:       "notify.taken",
	helpdesk.EventAssigned:    "notify.assigned",
	helpdesk.EventPrioritised: "notify.prioritised",
	helpdesk.EventAsked:       "notify.asked",
	helpdesk.EventPaused:      "notify.paused",
	helpdesk.EventResumed:     "notify.resumed",
	helpdesk.EventCommented:   "notify.commented",
	helpdesk.EventResolved:    "notify.resolved",
	helpdesk.EventAmended:     "notify.amended",
	helpdesk.EventRestored:    "notify.restored",
	helpdesk.EventDelisted:    "notify.delisted",
}

// Notify tells the requester what somebody else did to their ticket, in the conversation where it was opened, else in
// their personal chat. It returns ErrUnreachable when there is neither any more.
func (b *Bot) Notify(ctx context.Context, ticket helpdesk.Ticket, event helpdesk.Event) error {
	key, ok := headlines[event.Kind]
	if !ok {
		return fmt.Errorf("telling %s's requester of %q: nothing to say", ticket.Key(), event.Kind)
	}
	events, err := b.Desk.History(ctx, ticket)
	if err != nil {
		return fmt.Errorf("reading the history of %s: %w", ticket.Key(), err)
	}
	if superseded(ticket, event, events) {
		return nil
	}
	turn, err := b.proactiveTurn(ctx, ticket)
	if err != nil {
		return err
	}
	switch {
	case event.Kind != helpdesk.EventAssigned:
	case event.Assignee.IsZero():
		key = "notify.unassigned"
	case ticket.Status != helpdesk.StatusInProgress: // who has a ticket that waits is not working on it
		key = "notify.given"
	}
	headline := turn.Printer.T(key, "key", ticket.Key(), "name", event.Actor.Name, "assignee", event.Assignee.Name)
	view, err := b.ticketView(ctx, turn, ticket, headline)
	if err != nil {
		return err
	}
	if turn.Conversation.Kind != chat.Personal {
		view.For = ticket.Requester
	}
	solved := solvedBy(ticket, events)
	if view.RatingAsked, err = b.toldOf(ctx, solved); err != nil {
		return err
	}
	if event.Kind == helpdesk.EventRestored || event.Kind == helpdesk.EventDelisted {
		view.Restored = event.ID
	}
	c := card.RenderTicket(turn.Printer, view)
	id, err := b.Sender.Send(ctx, turn.Conversation, Message{Card: &c})
	if errors.Is(err, connector.ErrGone) {
		if err := b.Memory.DropConversation(ctx, turn.Conversation.ID); err != nil {
			return err
		}
		// The next try finds another way to the person, or none.
	}
	if err != nil {
		return fmt.Errorf("telling the requester of %s: %w", ticket.Key(), err)
	}
	b.told(ctx, turn, ticket, messageKey(turn.Conversation, id), solved)
	return nil
}

// solvedBy is the id of the event that solved a ticket; empty as long as it isn't solved.
func solvedBy(ticket helpdesk.Ticket, events []helpdesk.Event) string {
	for _, event := range slices.Backward(events) {
		if event.Kind == helpdesk.EventResolved && ticket.Status == helpdesk.StatusResolved {
			return event.ID
		}
	}
	return ""
}

// superseded reports whether something that is told by itself has happened since. That card shows all that this one
// would, and jobs that run at the same time must not tell of it in the wrong order.
func superseded(ticket helpdesk.Ticket, event helpdesk.Event, events []helpdesk.Event) bool {
	i := slices.IndexFunc(events, func(e helpdesk.Event) bool { return e.ID == event.ID })
	return slices.ContainsFunc(events[i+1:], func(e helpdesk.Event) bool {
		return headlines[e.Kind] != "" && e.Actor.ID != ticket.Requester.ID
	})
}

// proactiveTurn is a turn that nobody began: the bot speaks of its own accord.
func (b *Bot) proactiveTurn(ctx context.Context, ticket helpdesk.Ticket) (Turn, error) {
	conversation, err := b.Memory.Conversation(ctx, ticket.Origin.ConversationID)
	if errors.Is(err, chat.ErrNotFound) {
		conversation, err = b.Memory.PersonalConversation(ctx, ticket.Requester.ID)
	}
	switch {
	case errors.Is(err, chat.ErrNotFound):
		return Turn{}, fmt.Errorf("%w: neither the chat where %s was opened nor a personal one is left", ErrUnreachable, ticket.Key())
	case err != nil:
		return Turn{}, fmt.Errorf("finding the chat of %s: %w", ticket.Key(), err)
	}
	profile, err := b.Memory.Profile(ctx, ticket.Requester.ID)
	if err != nil && !errors.Is(err, chat.ErrNotFound) {
		return Turn{}, fmt.Errorf("reading the profile of a requester: %w", err)
	}
	profile.PersonID = ticket.Requester.ID // who never spoke has no profile, and may be known all the same
	turn := Turn{
		Activity: &activity.Activity{}, Person: ticket.Requester, Profile: profile, Conversation: conversation,
		Printer: b.printer(profile), Now: b.Now(),
	}
	turn.Zone, turn.ZoneKnown = b.zone(profile)
	asked, err := b.askedEvent(ctx, ticket.Origin.QuestionID)
	if err != nil && !errors.Is(err, errForgotten) {
		return Turn{}, err
	}
	return b.inLanguageOf(turn, asked), nil
}
