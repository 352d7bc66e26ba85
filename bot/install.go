package bot

import (
	"context"
	"slices"

	"github.com/infracloudio/msbotbuilder-go/schema"

	"deskhand/bot/activity"
)

// membership follows who joins and leaves: when the bot itself is added, people are welcomed once; when it is
// removed, the conversation is forgotten, since nothing can be said there any more.
func (b *Bot) membership(_ context.Context, turn Turn) (Reply, error) {
	a := turn.Activity
	installation := a.Type == activity.TypeInstallationUpdate
	switch {
	case installation && a.Activity.Action == "remove", includes(a.MembersRemoved, a.Recipient.ID):
		return Reply{Forget: true}, nil
	case installation && a.Activity.Action == "add", includes(a.MembersAdded, a.Recipient.ID):
		reply := sayCard(b.welcomeCard(turn.Printer, turn.Printer.T("welcome.headline")))
		reply.Welcome = true
		return reply, nil
	}
	return Reply{}, nil
}

func includes(accounts []schema.ChannelAccount, id string) bool {
	return slices.ContainsFunc(accounts, func(account schema.ChannelAccount) bool { return account.ID == id })
}
