package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"deskhand/internal/chat"
)

// send brings a reply to where it belongs.
func (b *Bot) send(ctx context.Context, turn Turn, reply Reply) error {
	if reply.Welcome {
		first, err := b.Memory.Welcome(ctx, turn.Conversation.ID, turn.Now)
		if err != nil || !first {
			return err
		}
	}
	var errs []error
	if reply.Replace != nil {
		errs = append(errs, b.replace(ctx, turn, Message{Card: reply.Replace}))
	}
	for _, m := range reply.Say {
		errs = append(errs, b.say(ctx, turn.Conversation, m, turn.Activity.ID))
	}
	if reply.Aside != nil {
		errs = append(errs, b.say(ctx, reply.Aside.To, reply.Aside.Say, ""))
	}
	if earlier := reply.Earlier; earlier != nil { // after what the person waits for
		if err := b.Sender.Update(ctx, turn.Conversation, earlier.ID, earlier.Now); err != nil {
			b.Logger.InfoContext(ctx, "an earlier message could not be brought up to date", "error", err) // it is right as to its own time
		}
	}
	return errors.Join(errs...)
}

// replace puts a card where the one was that the person pressed on. When that one can't be changed any more, it is
// said instead: nobody is left without an answer.
func (b *Bot) replace(ctx context.Context, turn Turn, m Message) error {
	if old := turn.Activity.ReplyToID; old != "" {
		err := b.Sender.Update(ctx, turn.Conversation, old, m)
		if err == nil {
			return nil
		}
		b.Logger.WarnContext(ctx, "a card could not be replaced, so it is sent anew", "error", err)
	}
	return b.say(ctx, turn.Conversation, m, "")
}

func (b *Bot) say(ctx context.Context, to chat.Conversation, m Message, replyTo string) error {
	m.ReplyTo = replyTo
	if _, err := b.Sender.Send(ctx, to, m); err != nil {
		return fmt.Errorf("sending to a conversation: %w", err)
	}
	return nil
}

// typing shows that the bot is at work, once that has taken a while: a quick answer needs no announcement, and each
// one counts against what Teams lets a bot send. The returned function ends it, and waits for a typing that is
// just being sent, so that it never comes after the answer.
func (b *Bot) typing(ctx context.Context, turn Turn) (stop func()) {
	show := func() {
		if _, err := b.Sender.Send(ctx, turn.Conversation, Message{Typing: true}); err != nil {
			b.Logger.DebugContext(ctx, "typing could not be shown", "error", err)
		}
	}
	if b.TypingAfter <= 0 {
		show()
		return func() {}
	}
	done := make(chan struct{})
	timer := time.AfterFunc(b.TypingAfter, func() {
		defer close(done)
		show()
	})
	return func() {
		if !timer.Stop() {
			<-done
		}
	}
}
