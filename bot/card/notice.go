package card

import "deskhand/internal/locale"

// RenderNotice makes a short statement.
func RenderNotice(p *locale.Printer, v Notice) Card {
	body := []element{newRichText(newRun(clip(line(v.Title), maxLine)))}
	if v.Text != "" {
		text := newRichText(newRun(clip(lines(v.Text), maxText)).subtle())
		text.Spacing = small
		body = append(body, text)
	}
	if v.QuestionID == "" {
		return newCard(p, body)
	}
	return newCard(p, body, press(p.T("card.answer.ticket"), VerbTicketForm, Data{
		Nonce: v.Nonce, Question: v.QuestionID, Language: string(p.Language()),
	}))
}
