package bot

import (
	"context"
	"slices"

	"github.com/infracloudio/msbotbuilder-go/schema"

	"deskhand/bot/activity"
	"deskhand/internal/chat"
)

// membership follows who joins and leaves: when the bot itself is added, people are welcomed once; when it is
// removed, the conversation is forgotten, since nothing can be said there any more.
func (b *Bot) membership(ctx context.Context, turn Turn) (Reply, error) {
	a := turn.Activity
	installation := a.Type == activity.TypeInstallationUpdate
	switch {
	case installation && a.Activity.Action == "remove", includes(a.MembersRemoved, a.Recipient.ID):
		return Reply{Forget: true}, nil
	case installation && a.Activity.Action == "add", includes(a.MembersAdded, a.Recipient.ID):
		expected, err := b.expected(ctx, turn)
		if err != nil || expected {
			return Reply{}, err
		}
		reply := sayCard(b.welcomeCard(turn.Printer, turn.Printer.T("welcome.headline")))
		reply.Welcome = true
		return reply, nil
	}
	return Reply{}, nil
}

// expected reports whether the community is about to speak to the person, for which the bot was installed: then that is
// what they are welcomed with.
func (b *Bot) expected(ctx context.Context, turn Turn) (bool, error) {
	if b.Community == nil || turn.Conversation.Kind != chat.Personal {
		return false, nil
	}
	return b.Community.Expects(ctx, turn.Person.ID)
}

func includes(accounts []schema.ChannelAccount, id string) bool {
	return slices.ContainsFunc(accounts, func(account schema.ChannelAccount) bool { return account.ID == id })
}
