package card

import "deskhand/internal/locale"

// RenderConsent asks a maker whether they want to be added to the community, and says what either answer means.
func RenderConsent(p *locale.Printer, v Consent) Card {
	means := p.T("card.consent.means")
	if v.Channel != "" {
		means = p.T("card.consent.means_channel", "channel", clip(line(v.Channel), maxTitle))
	}
	data := Data{Nonce: v.Nonce, Language: string(p.Language())}
	return newCard(p, []element{
		heading(p.T("card.consent.title"), sizeLarge),
		newRichText(newRun(p.T("card.consent.why"))),
		newRichText(newRun(means)),
		newRichText(newRun(p.T("card.consent.leave")).subtle().small()),
	},
		press(p.T("card.consent.yes"), VerbCommunityYes, data).primary(),
		press(p.T("card.consent.no"), VerbCommunityNo, data),
	)
}

// RenderMakerWelcome tells a maker who was added to the community how support works, how a solution graduates, where the
// office hours are, and how to leave.
func RenderMakerWelcome(p *locale.Printer, v MakerWelcome) Card {
	added := p.T("card.maker.added")
	if v.Channel != "" {
		added = p.T("card.maker.added_channel", "channel", clip(line(v.Channel), maxTitle))
	}
	body := []element{heading(p.T("card.maker.title"), sizeLarge), newRichText(newRun(added))}
	for _, section := range []struct{ title, text string }{
		{p.T("card.maker.support"), p.T("card.maker.support_text")},
		{p.T("card.maker.graduate"), p.T("card.maker.graduate_text")},
		{p.T("card.maker.hours"), p.T("card.maker.hours_text")},
	} {
		title, text := newRichText(newRun(section.title).bold()), newRichText(newRun(section.text))
		title.Spacing, text.Spacing = large, small
		body = append(body, title, text)
	}
	leave := newRichText(newRun(p.T("card.maker.leave")).subtle().small())
	leave.Spacing = large
	return newCard(p, append(body, leave))
}
