package card

import (
	"slices"
	"strings"

	"deskhand/internal/locale"
)

// maxSources is how many sources an answer names.
const maxSources = 3

// RenderAnswer shows an article as the answer to a question.
func RenderAnswer(p *locale.Printer, v Answer) Card {
	var c Card
	switch {
	case v.Closed == "" && v.Notice == "":
		c = v.Page.card(p, votes(p, v)...)
	case v.Closed == "":
		c = newCard(p, append(warning(v.Notice), v.Page.elements...), votes(p, v)...)
	default:
		closed := newRichText(newRun(clip(line(v.Closed), maxLine)).bold())
		closed.Spacing = large
		c = newCard(p, append(slices.Clip(v.Page.elements), closed))
	}
	if v.Page.wide {
		c = c.wide()
	}
	whole, _ := fitting(c) // it does: the page was cut to leave room for the rest
	return whole
}

// warning is the quiet line above an answer that tells of a disturbance, or nothing.
func warning(notice string) []element {
	if notice == "" {
		return nil
	}
	return []element{newRichText(newRun(clip(line(notice), maxLine)).subtle())}
}

// votes are the buttons by which a person says whether it helped.
func votes(p *locale.Printer, v Answer) []action {
	data := Data{
		Nonce: v.Nonce, Question: v.QuestionID, Article: v.ArticleID, Language: string(p.Language()),
	}
	return []action{
		press(p.T("card.answer.helped"), VerbHelped, data).primary(),
		press(p.T("card.answer.rejected"), VerbRejected, data),
		press(p.T("card.answer.ticket"), VerbTicketForm, data),
	}
}

// footer says where the answer comes from: its sources, who answers for it, and when they last looked at it.
func footer(p *locale.Printer, v Article) []element {
	var foot []element
	var links, texts []string
	for _, source := range v.Links[:min(len(v.Links), maxSources)] {
		title := clip(line(source.Title), maxTitle)
		if title == "" {
			title = clip(line(source.URL), maxTitle)
		}
		text := title
		if address := linkURL(source.URL); address != "" {
			text += " (" + address + ")"
		}
		links, texts = append(links, markdownLink(title, source.URL)), append(texts, text)
	}
	if len(links) > 0 {
		sources := newTextBlock(
			separate(p.T("card.answer.source", "links", strings.Join(links, ", "))),
			p.T("card.answer.source", "links", strings.Join(texts, ", ")))
		sources.Size, sources.Subtle = sizeSmall, true
		foot = append(foot, sources)
	}
	var facts []string
	if v.Owner != "" {
		facts = append(facts, clip(line(v.Owner), maxTitle))
	}
	if !v.ReviewedOn.IsZero() {
		facts = append(facts, p.T("card.answer.reviewed", "date", p.Date(v.ReviewedOn)))
	}
	if len(facts) > 0 {
		about := newRichText(newRun(strings.Join(facts, dot)).subtle().small())
		about.Spacing = small
		foot = append(foot, about)
	}
	if len(foot) > 0 {
		foot[0].common().Separator = true
		foot[0].common().Spacing = large
	}
	return foot
}

// dot stands between facts on one line.
const dot = " · "
