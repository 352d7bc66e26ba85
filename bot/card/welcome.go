package card

import "deskhand/internal/locale"

// RenderWelcome says what the bot does, and suggests what to try.
func RenderWelcome(p *locale.Printer, v Welcome) Card {
	body := []element{
		heading(v.Headline, sizeLarge),
		newRichText(newRun(p.T("card.welcome.ask"))),
		newRichText(newRun(p.T("card.welcome.ticket"))),
	}
	if len(v.Asks) > 0 {
		try := newRichText(newRun(p.T("card.welcome.try")).bold())
		try.Spacing = large
		body = append(body, try)
	}
	for _, ask := range v.Asks {
		question := clip(line(ask), maxTitle)
		body = append(body, tappable(question, press(question, VerbAsk, Data{
			Nonce: v.Nonce, Text: question, Language: string(p.Language()),
		})))
	}
	hint := newRichText(newRun(p.T("card.welcome.commands")).subtle().small())
	hint.Spacing = large
	return newCard(p, append(body, hint), press(p.T("card.answer.ticket"), VerbTicketForm, Data{
		Nonce: v.Nonce, Language: string(p.Language()),
	}))
}
