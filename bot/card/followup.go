package card

import "deskhand/internal/locale"

// RenderFollowUp asks whether what somebody said belongs to their ticket that waits.
func RenderFollowUp(p *locale.Printer, v FollowUp) Card {
	key := v.Ticket.Key()
	title := p.T("card.followup.title", "key", key)
	if v.Ticket.OnHold() {
		title = p.T("card.followup.on_hold", "key", key)
	}
	summary := newRichText(newRun(clip(line(v.Ticket.Summary), maxTitle)).subtle())
	summary.Spacing = small
	said := newRichText(newRun(clip(lines(v.Said), maxTicketDetails)))
	data := Data{Nonce: v.Nonce, Question: v.QuestionID, Language: string(p.Language())}
	add := data
	add.Ticket = v.Ticket.Number
	return newCard(p,
		[]element{heading(title, sizeDefault), summary, newContainer(said).emphasised()},
		press(p.T("card.followup.add", "key", key), VerbTicketAdd, add).primary(),
		press(p.T("card.followup.else"), VerbQuestionElse, data))
}
