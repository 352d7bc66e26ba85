package card

import "deskhand/internal/locale"

// RenderNotice makes a short statement.
func RenderNotice(p *locale.Printer, v Notice) Card {
	said := newContainer(heading(v.Title, sizeDefault))
	said.Style, said.Bleed = "accent", true
	if v.Text != "" {
		text := newRichText(newRun(clip(lines(v.Text), maxText)))
		text.Spacing = small
		said.Items = append(said.Items, text)
	}
	return newCard(p, []element{said})
}
