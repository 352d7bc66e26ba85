package card

import (
	"unicode/utf8"

	"deskhand/internal/locale"
)

// RenderChoice offers several articles, of which one may be meant.
func RenderChoice(p *locale.Printer, v Choice) Card {
	data := Data{Nonce: v.Nonce, Question: v.QuestionID, Language: string(p.Language())}
	body := append(warning(v.Notice), heading(v.Intro, sizeDefault))
	for _, option := range v.Options {
		chosen := data
		chosen.Article = option.ArticleID
		title, note := option.Title, ""
		if option.Note != "" {
			note = dot + option.Note
		}
		title = clip(line(title), maxTitle-utf8.RuneCountInString(note)) + note
		body = append(body, tappable(title, press(title, VerbChoose, chosen)))
	}
	return newCard(p, body, press(p.T("card.choice.none"), VerbNone, data))
}

// tappable is a row that is pressed like a button, and has room for a text of any length.
func tappable(text string, do *execute) *container {
	chevron := newColumn("auto", newRichText(newRun("›").bold().color(accent).decorative()))
	chevron.VerticalAlign = "Center"
	row := newContainer(newColumnSet(
		newColumn("stretch", newRichText(newRun(clip(line(text), maxTitle)))),
		chevron,
	)).emphasised()
	row.Spacing = small
	row.SelectAction = do
	return row
}
