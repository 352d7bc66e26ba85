package bot

import (
	"context"
	"errors"
	"fmt"

	"deskhand/bot/activity"
	"deskhand/bot/card"
	"deskhand/bot/connector"
	"deskhand/helpdesk"
	"deskhand/helpdesk/community"
	"deskhand/internal/chat"
	"deskhand/internal/locale"
)

// Community is where makers stand with the community, as they themselves have a say in it. *community.Book is one. Each
// method returns where the person stands afterwards, and doing it again changes nothing.
type Community interface {
	Answer(ctx context.Context, person helpdesk.Person, yes bool) (community.Entry, error)
	Leave(ctx context.Context, person helpdesk.Person) (community.Entry, error)
	// Join returns community.ErrUnknown for who is no maker, ErrExcluded, ErrDisabled, or ErrClosed when nobody is added.
	Join(ctx context.Context, person helpdesk.Person) (community.Entry, error)
	// Expects reports whether the person is about to be asked or welcomed, or just was.
	Expects(ctx context.Context, personID string) (bool, error)
}

// answerCommunity notes what somebody said when asked whether they want to be added.
func (b *Bot) answerCommunity(ctx context.Context, turn Turn) (Reply, error) {
	if b.Community == nil {
		return Reply{Tell: turn.Printer.T("stale")}, nil
	}
	yes := turn.Data.Verb == card.VerbCommunityYes
	entry, err := b.Community.Answer(ctx, turn.Person, yes)
	switch {
	case errors.Is(err, community.ErrUnknown):
		return replace(notice(turn.Printer, "community.unknown")), nil
	case err != nil:
		return Reply{}, err
	}
	key := standing(entry.State)
	switch {
	case yes && entry.State == community.Inviting:
		key = "community.accepted"
	case entry.State == community.Declined:
		key = "community.refused"
	}
	return replace(notice(turn.Printer, key)), nil
}

// community takes somebody's own wish to leave or to join. In a group "leave" may be meant for the bot, and what somebody
// decides there is nobody else's business.
func (b *Bot) community(c command) handler {
	return func(ctx context.Context, turn Turn) (Reply, error) {
		if turn.Conversation.Kind != chat.Personal {
			return sayText(turn.Printer.T("community.elsewhere")), nil
		}
		wish := b.Community.Join
		if c == commandLeave {
			wish = b.Community.Leave
		}
		entry, err := wish(ctx, turn.Person)
		key := standing(entry.State)
		switch {
		case errors.Is(err, community.ErrUnknown):
			key = "community.unknown"
		case errors.Is(err, community.ErrClosed):
			key = "community.closed"
		case errors.Is(err, community.ErrExcluded), errors.Is(err, community.ErrDisabled):
			key = "community.barred"
		case err != nil:
			return Reply{}, err
		}
		return sayText(turn.Printer.T(key)), nil
	}
}

// standing is the key of what somebody is told of where they stand.
func standing(state community.State) string {
	switch state {
	case community.Inviting:
		return "community.joining"
	case community.Joined, community.Member:
		return "community.member"
	case community.Declined:
		return "community.refused"
	case community.Left:
		return "community.left"
	}
	return "community.barred"
}

// Knows reports whether there is a chat with the person alone. It returns community.ErrNowhere when there is none with
// anybody, and no other way to Teams.
func (b *Bot) Knows(ctx context.Context, personID string) (bool, error) {
	_, err := b.Memory.PersonalConversation(ctx, personID)
	if !errors.Is(err, chat.ErrNotFound) {
		return err == nil, err
	}
	if b.Home.ServiceURL != "" {
		return false, nil
	}
	_, err = b.Memory.LastConversation(ctx, activity.ChannelTeams)
	if errors.Is(err, chat.ErrNotFound) {
		return false, community.ErrNowhere
	}
	return false, err
}

// AskConsent asks a maker whether they want to be added to the community. It returns an error when the question was not
// sent, community.ErrPerhaps when it may have arrived all the same, and ErrUnreachable when there is no way to them.
func (b *Bot) AskConsent(ctx context.Context, guest community.Guest, channel string) error {
	return b.approach(ctx, guest, func(p *locale.Printer) card.Card {
		return card.RenderConsent(p, card.Consent{Nonce: b.NewID(), Channel: channel})
	})
}

// WelcomeMaker tells a maker that they were added to the community. Its errors are those of AskConsent.
func (b *Bot) WelcomeMaker(ctx context.Context, guest community.Guest, channel string) error {
	return b.approach(ctx, guest, func(p *locale.Printer) card.Card {
		return card.RenderMakerWelcome(p, card.MakerWelcome{Channel: channel})
	})
}

// approach speaks to somebody of the bot's own accord, in their language: the one they chose, else that of their client,
// else that of the directory. It takes the place of the welcome that they would get when the bot is installed for them.
func (b *Bot) approach(ctx context.Context, guest community.Guest, draw func(*locale.Printer) card.Card) error {
	conversation, err := b.personal(ctx, guest.PersonID)
	if err != nil {
		return err
	}
	profile, err := b.Memory.Profile(ctx, guest.PersonID)
	if err != nil && !errors.Is(err, chat.ErrNotFound) {
		return fmt.Errorf("reading the profile of a maker: %w", err)
	}
	if profile.Locale == "" {
		profile.Locale = guest.Language
	}
	if _, err := b.Memory.Welcome(ctx, conversation.ID, b.Now()); err != nil {
		return err
	}
	c := draw(b.printer(profile))
	_, err = b.Sender.Send(ctx, conversation, Message{Card: &c})
	switch {
	case errors.Is(err, connector.ErrGone):
		return errors.Join(fmt.Errorf("%w: %w", ErrUnreachable, err), b.Memory.DropConversation(ctx, conversation.ID))
	case errors.Is(err, connector.ErrBroken):
		return fmt.Errorf("%w: %w", community.ErrPerhaps, err)
	}
	return err
}

// personal is the chat with a person alone. When there is none yet, it is opened, which Teams allows once the bot is
// installed for them.
func (b *Bot) personal(ctx context.Context, personID string) (chat.Conversation, error) {
	conversation, err := b.Memory.PersonalConversation(ctx, personID)
	if !errors.Is(err, chat.ErrNotFound) {
		return conversation, err
	}
	known, err := b.Memory.LastConversation(ctx, activity.ChannelTeams)
	if errors.Is(err, chat.ErrNotFound) {
		known, err = b.Home, nil
	}
	if err != nil {
		return chat.Conversation{}, err
	}
	opener, ok := b.Sender.(Opener)
	if !ok || known.ServiceURL == "" {
		return chat.Conversation{}, fmt.Errorf("%w: there is no chat with them, and no way to open one", ErrUnreachable)
	}
	conversation, err = opener.CreateConversation(ctx, known, personID)
	if err != nil {
		return chat.Conversation{}, err
	}
	_, err = b.Memory.SaveTurn(ctx, chat.Turn{At: b.Now(), Conversation: &conversation})
	return conversation, err
}
