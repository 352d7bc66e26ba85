package card

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"deskhand/internal/locale"
)

// Page is an article, drawn in one language. Drawing takes far longer than all the rest of an answer, so whoever shows an
// article often keeps its Page.
type Page struct {
	elements []element
	text     string // what it says, as plain text
	fallback string // what a card carries of that
	wide     bool   // something in it is hard to read in a narrow card
}

// maxBody leaves room on a card for what stands around the text of an article, in bytes.
const maxBody = maxBytes - 12_500

// DrawPage draws an article: its title, its text, and where it comes from. A long text is folded, and one that is too long
// for a card is cut at the end of a paragraph, which it says.
func DrawPage(p *locale.Printer, a Article) Page {
	body, wide := drawBody(p, a.Markdown)
	elements := []element{heading(a.Title, sizeLarge)}
	if a.Note != "" {
		elements = append(elements, newRichText(newRun(clip(line(a.Note), maxLine)).subtle()))
	}
	elements = slices.Concat(elements, body, footer(p, a))
	for i, e := range elements {
		elements[i] = keep(e)
	}
	text := strings.TrimSpace(plain(elements))
	return Page{elements: elements, text: text, fallback: fallbackText(text), wide: wide}
}

// card is the page with something to press below it.
func (g Page) card(p *locale.Printer, actions ...action) Card {
	return assemble(p, g.text, g.fallback, g.elements, actions)
}

// drawBody draws the text of an article.
func drawBody(p *locale.Printer, markdown string) (body []element, wide bool) {
	article, whole := fromMarkdown(markdown, p.T("card.answer.picture"))
	draw := func(kept int) Card {
		shown := article[:kept:kept]
		if kept < len(article) || !whole {
			shown = append(shown, newRichText(newRun(p.T("card.answer.cut")).subtle()))
		}
		return Card{root: root{Body: fold(p, shown)}}
	}
	return fitTo(maxBody, len(article), draw).root.Body, slices.ContainsFunc(article, isTable)
}

// kept is an element that was written once, for many cards.
type kept struct {
	layout
	raw  json.RawMessage
	text string
	held []element // what actions and inputs are looked for in
}

func keep(e element) element {
	raw, err := json.Marshal(e)
	if err != nil {
		return e // whoever writes the card is told
	}
	return &kept{layout: *e.common(), raw: raw, text: e.plain(), held: []element{e}}
}

// MarshalJSON implements json.Marshaler.
func (k *kept) MarshalJSON() ([]byte, error) { return k.raw, nil }

func (k *kept) plain() string { return k.text }

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
