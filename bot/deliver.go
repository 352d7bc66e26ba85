package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"deskhand/bot/activity"
	"deskhand/bot/card"
	"deskhand/internal/chat"
	"deskhand/internal/trace"
)

// Receive works a message or an event that was acknowledged already: it is saved first, so that of several deliveries of
// the same activity one alone is answered.
func (b *Bot) Receive(ctx context.Context, a *activity.Activity) error {
	turn, err := b.newTurn(ctx, a)
	if err != nil {
		return err
	}
	handle, typing := b.membership, func() {}
	if a.Type == activity.TypeMessage {
		turn.Text = a.PlainText()
		handle, typing = b.onMessage(b.words.read(turn.Text)), b.typing(ctx, turn)
	}
	reply, err := handle(ctx, turn)
	typing()
	if err != nil {
		reply = b.sorry(ctx, turn, err)
	}
	first, err := b.save(ctx, turn, reply, a.ID)
	switch {
	case err != nil: // what was asked deserves its answer even when it can't be remembered
		b.Logger.ErrorContext(ctx, "a turn could not be saved", "error", err)
	case !first:
		b.Metrics.duplicate()
		return nil
	}
	return b.send(ctx, turn, reply)
}

// Submit works a press on a button that arrives as a message, as clients send it that know no Action.Execute. It is sent
// before it is saved, and only then acknowledged: when anything fails in between, Teams delivers it again, and what it
// did the first time is not done twice.
func (b *Bot) Submit(ctx context.Context, a *activity.Activity) error {
	seen, err := b.Memory.Seen(ctx, a.ID)
	if err != nil {
		return fmt.Errorf("looking up a delivery: %w", err)
	}
	if seen {
		b.Metrics.duplicate()
		return nil
	}
	turn, reply, err := b.press(ctx, a)
	if err != nil {
		return err
	}
	if reply.Tell != "" && reply.Replace == nil {
		reply.Say = append(reply.Say, Message{Text: reply.Tell})
	}
	if err := b.send(ctx, turn, reply); err != nil {
		return err
	}
	_, err = b.save(ctx, turn, reply, a.ID)
	return err
}

// Invoke works a press on a button that waits for its answer. What a press does is done once however often it is
// delivered, and answered each time. later, when it is not nil, brings the outcome to everybody who sees the card, and is
// to be called after the answer is out.
func (b *Bot) Invoke(ctx context.Context, a *activity.Activity) (answer activity.InvokeResponse, later func(context.Context) error) {
	turn, reply, err := b.press(ctx, a)
	if err == nil {
		_, err = b.save(ctx, turn, reply, "")
	}
	if err != nil {
		b.Logger.ErrorContext(ctx, "a press on a button failed", "error", err)
		b.Metrics.failed()
		text := b.Catalog.For(b.Language).T("sorry", "trace", trace.From(ctx))
		return activity.ErrorResponse(500, "InternalError", text), nil
	}
	if reply.Replace == nil && len(reply.Say) == 0 && reply.Aside == nil {
		return reply.answer(), nil
	}
	return reply.answer(), func(ctx context.Context) error { return b.send(ctx, turn, reply) }
}

// errUnknownVerb says that a card carries a button that this version doesn't know.
var errUnknownVerb = errors.New("unknown button")

// press runs the handler of a button.
func (b *Bot) press(ctx context.Context, a *activity.Activity) (Turn, Reply, error) {
	turn, err := b.newTurn(ctx, a)
	if err != nil {
		return turn, Reply{}, err
	}
	action, ok := a.Action()
	if !ok {
		return turn, Reply{}, fmt.Errorf("%w: no action in the activity", errUnknownVerb)
	}
	if err := json.Unmarshal(action.Data, &turn.Data); err != nil {
		return turn, Reply{}, fmt.Errorf("%w: reading its data: %w", errUnknownVerb, err)
	}
	for _, text := range []*string{
		&turn.Data.Summary, &turn.Data.Details, &turn.Data.Solution, &turn.Data.Text, &turn.Data.Nonce,
	} {
		*text = activity.Visible(*text)
	}
	if action.Verb != "" {
		turn.Data.Verb = card.Verb(action.Verb)
	}
	if turn, err = b.ofCard(ctx, turn); err != nil {
		return turn, Reply{}, err
	}
	handle := b.onVerb(turn.Data.Verb)
	if handle == nil {
		b.Logger.WarnContext(ctx, "a button that is not known was pressed", "verb", string(turn.Data.Verb))
		return turn, Reply{Tell: turn.Printer.T("stale")}, nil
	}
	reply, err := handle(ctx, turn)
	switch {
	case errors.Is(err, errForgotten):
		return turn, Reply{Tell: turn.Printer.T("stale")}, nil
	case err != nil:
		return turn, Reply{}, fmt.Errorf("%s: %w", turn.Data.Verb, err)
	}
	return turn, reply, nil
}

// save stores what a turn leaves behind. It reports false when the delivery had been stored before.
func (b *Bot) save(ctx context.Context, turn Turn, reply Reply, activityID string) (bool, error) {
	record := chat.Turn{ActivityID: activityID, At: turn.Now, Conversation: &turn.Conversation, Events: reply.Events}
	switch {
	case reply.Profile != nil:
		record.Profile = reply.Profile
	case turn.profileChanged:
		record.Profile = &turn.Profile
	}
	first, err := b.Memory.SaveTurn(ctx, record)
	if err != nil || !first || !reply.Forget {
		return first, err
	}
	return true, b.Memory.DropConversation(ctx, turn.Conversation.ID)
}

// sorry is the reply to a message that could not be worked. It names the trace, so that the help desk can find it.
func (b *Bot) sorry(ctx context.Context, turn Turn, err error) Reply {
	b.Logger.ErrorContext(ctx, "a message could not be worked", "error", err)
	b.Metrics.failed()
	return sayText(turn.Printer.T("sorry", "trace", trace.From(ctx)))
}
