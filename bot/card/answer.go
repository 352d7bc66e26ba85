package card

import (
	"slices"
	"strings"
	"unicode/utf8"

	"deskhand/internal/locale"
)

// maxSources is how many sources an answer names.
const maxSources = 3

// RenderAnswer shows an article as the answer to a question. A long one is folded, and one that is too long for a card
// is cut at the end of a paragraph, which it says.
func RenderAnswer(p *locale.Printer, v Answer) Card {
	head := []element{heading(v.Title, sizeLarge)}
	if v.Note != "" {
		head = append(head, newRichText(newRun(clip(line(v.Note), maxLine)).subtle()))
	}
	var actions []action
	foot := footer(p, v)
	if v.Closed == "" {
		actions = votes(p, v)
	} else {
		closed := newRichText(newRun(clip(line(v.Closed), maxLine)).bold())
		closed.Spacing = large
		foot = append(foot, closed)
	}
	article, whole := fromMarkdown(v.Markdown, p.T("card.answer.picture"))
	return fit(len(article), func(kept int) Card {
		shown := article[:kept:kept]
		if kept < len(article) || !whole {
			shown = append(shown, newRichText(newRun(p.T("card.answer.cut")).subtle()))
		}
		c := newCard(p, slices.Concat(head, fold(p, shown), foot), actions...)
		if slices.ContainsFunc(shown, isTable) {
			return c.wide()
		}
		return c
	})
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
func footer(p *locale.Printer, v Answer) []element {
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

// An article longer than foldOver is folded after about foldAt characters.
const (
	foldAt   = 700
	foldOver = 1200
)

// fold hides what follows the first part of a long article behind a button. It splits no element, and leaves no
// heading alone at the end.
func fold(p *locale.Printer, article []element) []element {
	total, first := 0, 0
	for i, e := range article {
		if total < foldAt {
			first = i + 1
		}
		total += utf8.RuneCountInString(e.plain())
	}
	for first > 1 && isHeading(article[first-1]) {
		first--
	}
	if total <= foldOver || first == len(article) {
		return article
	}
	yes, no := true, false
	rest := newContainer(article[first:]...)
	rest.layout = layout{ID: "rest", Visible: &no, Spacing: article[first].common().Spacing}
	targets := []string{"rest", "more", "less"}
	more := newActionSet(newToggle(p.T("card.answer.more"), targets...))
	more.layout = layout{ID: "more", Visible: &yes}
	less := newActionSet(newToggle(p.T("card.answer.less"), targets...))
	less.layout = layout{ID: "less", Visible: &no}
	return slices.Concat(article[:first], []element{rest, more, less})
}

func isTable(e element) bool {
	_, ok := e.(*table)
	return ok
}

func isHeading(e element) bool {
	t, ok := e.(*textBlock)
	return ok && t.Style == "heading"
}
