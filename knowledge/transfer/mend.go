package transfer

import (
	"encoding/json"
	"slices"
	"strings"
)

// seeAlso stands above the questions that an answer leads to.
var seeAlso = map[string]string{"en": "See also:", "nb": "Se også:"}

// body is the answer as an article may have it, with notes of what was done to it.
func (b *builder) body(p planned, titles map[string]string) string {
	answer := withoutCard(p.answer)
	if answer != p.answer {
		b.notes.warn(p.entry, "the answer was a card; its parts were put one below the other")
	}
	if list := promptList(p, titles); list != "" {
		answer += "\n\n" + seeAlso[p.language] + "\n\n" + list
		b.notes.warn(p.entry, "follow-up questions became a list below the answer")
	}
	answer, wasHTML := withoutHTML(answer)
	if wasHTML {
		b.notes.warn(p.entry, "HTML was made Markdown; look at how the answer is laid out")
	}
	answer, links := withSafeLinks(answer)
	if links.secured > 0 {
		b.notes.warn(p.entry, "https:// was put before addresses (%d) that lacked it; see whether they work", links.secured)
	}
	if links.images > 0 {
		b.notes.warn(p.entry, "pictures (%d) were made links or words, since they lie in another tool; see whether any is needed",
			links.images)
	}
	for _, address := range links.dropped {
		b.notes.warn(p.entry, "the link to %q was taken out; only whole addresses with https:// can be linked to", shortened(address))
	}
	if p.followUp {
		b.notes.warn(p.entry, "it was only ever shown as a follow-up; see whether the question can stand alone")
	}
	if p.suggested > 0 {
		b.notes.warn(p.entry, "suggested questions (%d) were left out, since nobody had accepted them", p.suggested)
	}
	return strings.TrimSpace(answer)
}

// promptList is a list of what to ask next: other articles by their questions, and what is none by the text of its button.
func promptList(p planned, titles map[string]string) string {
	const most = 20
	var lines []string
	for _, prompt := range p.prompts[:min(len(p.prompts), most)] {
		text := prompt.text
		if title := titles[prompt.key]; title != "" && prompt.key != "" {
			text = title
		}
		if line := "- " + label(text); text != "" && text != p.question && !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// card is an answer that FAQ Plus shows as more than a text.
type card struct {
	Title          string
	Subtitle       string
	Description    string
	ImageURL       string
	RedirectionURL string
}

// withoutCard gives the parts of a card one below the other, and any other answer as it is.
func withoutCard(answer string) string {
	if !strings.HasPrefix(answer, "{") {
		return answer
	}
	var c card
	if json.Unmarshal([]byte(answer), &c) != nil || strings.TrimSpace(c.Description) == "" {
		return answer
	}
	var parts []string
	for _, title := range []string{c.Title, c.Subtitle} {
		if title = oneLine(title); title != "" {
			parts = append(parts, "**"+title+"**")
		}
	}
	parts = append(parts, clean(c.Description))
	if c.ImageURL != "" {
		parts = append(parts, "!["+label(c.Title)+"]("+destination(c.ImageURL)+")")
	}
	if c.RedirectionURL != "" {
		parts = append(parts, "["+label(c.Title)+"]("+destination(c.RedirectionURL)+")")
	}
	return strings.Join(parts, "\n\n")
}
