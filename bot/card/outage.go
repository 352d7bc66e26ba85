package card

import "deskhand/internal/locale"

// mostIncidents is how many disturbances are told of at once.
const mostIncidents = 5

// RenderOutage tells which disturbances go on, or that none is reported, and offers a ticket all the same.
func RenderOutage(p *locale.Printer, v Outage) Card {
	asOf := p.When(v.AsOf, v.Now, v.Zone)
	data := Data{Nonce: v.Nonce, Question: v.QuestionID, Language: string(p.Language())}
	search := Data{Nonce: v.Nonce, Text: clip(line(v.Question), maxTitle), Language: data.Language}
	actions := []action{
		press(p.T("card.answer.ticket"), VerbTicketForm, data), press(p.T("card.outage.articles"), VerbAsk, search),
	}
	var others []element
	if v.Others != "" {
		text := p.T("card.outage.unwatched", "services", clip(line(v.Others), maxTitle))
		if v.Services == "" {
			return newCard(p, []element{heading(text, sizeDefault), elsewhere(p)}, actions...)
		}
		others = []element{newRichText(newRun(text))}
	}
	if len(v.Incidents) == 0 {
		return newCard(p, append([]element{
			heading(p.T("card.outage.none", "services", clip(line(v.Services), maxTitle), "when", asOf), sizeDefault),
			newRichText(newRun(p.T("card.outage.none_more"))),
		}, others...), actions...)
	}
	body := []element{heading(p.T("card.outage.title"), sizeLarge)}
	for _, i := range v.Incidents[:min(len(v.Incidents), mostIncidents)] {
		since := p.T("card.outage.since", "when", p.When(i.StartedAt, v.Now, v.Zone))
		facts := newRichText(newRun(clip(line(i.ID), maxTitle) + dot + since).subtle().small())
		facts.Spacing = small
		said := []element{newRichText(newRun(clip(line(i.Service+": "+i.Title), maxTitle)).bold()), facts}
		if i.Impact != "" {
			impact := newRichText(newRun(clip(lines(i.Impact), maxLine)))
			impact.Spacing = small
			said = append(said, impact)
		}
		body = append(body, newContainer(said...).emphasised())
	}
	if len(v.Incidents) > mostIncidents {
		body = append(body, newRichText(newRun(p.T("card.outage.more", "count", len(v.Incidents)-mostIncidents))))
	}
	body = append(body, newRichText(newRun(p.T("card.outage.as_of", "when", asOf)).subtle().small()))
	return newCard(p, append(body, others...), actions...)
}

// elsewhere says where Microsoft shows widespread problems to everybody.
func elsewhere(p *locale.Printer) element {
	const key, page = "card.outage.unwatched_more", "status.cloud.microsoft"
	return newTextBlock(p.T(key, "page", markdownLink(page, "https://"+page)), p.T(key, "page", page))
}
