package bot

import (
	"context"
	"strings"

	"deskhand/bot/card"
	"deskhand/internal/chat"
	"deskhand/internal/locale"
)

// help says what the bot can do.
func (b *Bot) help(_ context.Context, turn Turn) (Reply, error) {
	return sayCard(b.welcomeCard(turn.Printer, turn.Printer.T("help.headline"))), nil
}

// greeting greets back, and says what the bot can do.
func (b *Bot) greeting(_ context.Context, turn Turn) (Reply, error) {
	headline := turn.Printer.T("greeting.headline")
	if first, _, _ := strings.Cut(turn.Person.Name, " "); first != "" && turn.Conversation.Kind == chat.Personal {
		headline = turn.Printer.T("greeting.headline_name", "name", first)
	}
	return sayCard(b.welcomeCard(turn.Printer, headline)), nil
}

// thanks answers thanks.
func (b *Bot) thanks(_ context.Context, turn Turn) (Reply, error) {
	return sayText(turn.Printer.T("thanks.reply")), nil
}

// language changes the language in which the bot speaks to this person, for good.
func (b *Bot) language(c command) handler {
	chosen := locale.English
	if c == commandNorsk {
		chosen = locale.Bokmal
	}
	return func(_ context.Context, turn Turn) (Reply, error) {
		profile := turn.Profile
		profile.Language = string(chosen)
		reply := sayText(b.Catalog.For(chosen).T("language.changed"))
		reply.Profile = &profile
		return reply, nil
	}
}

// welcomeCard introduces the bot and suggests what to ask.
func (b *Bot) welcomeCard(p *locale.Printer, headline string) card.Card {
	return card.RenderWelcome(p, card.Welcome{
		Nonce: b.NewID(), Headline: headline, Asks: split(p.T("welcome.asks")),
	})
}
