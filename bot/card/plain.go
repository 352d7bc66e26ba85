package card

import (
	"strings"
	"unicode/utf8"
)

// plain is the elements as plain text, in reading order.
func plain(elements []element) string {
	var b strings.Builder
	for _, e := range elements {
		text := e.plain()
		if text == "" {
			continue
		}
		switch s := e.common().Spacing; {
		case b.Len() == 0:
		case s == tight, s == small:
			b.WriteString("\n")
		default:
			b.WriteString("\n\n")
		}
		b.WriteString(text)
	}
	return b.String()
}

func (t *textBlock) plain() string { return t.text }
func (i *image) plain() string     { return i.AltText }
func (c *container) plain() string { return plain(c.Items) }
func (c *column) plain() string    { return plain(c.Items) }
func (t *table) plain() string     { return t.text }
func (*actionSet) plain() string   { return "" }

func (t *richText) plain() string {
	var b strings.Builder
	for _, r := range t.Inlines {
		if !r.ornament {
			b.WriteString(r.text)
		}
	}
	return b.String()
}

// plain sets the columns beside each other: the lines that follow the first are indented as far as it is.
func (s *columnSet) plain() string {
	var text string
	for _, c := range s.Columns {
		next := c.plain()
		if text != "" && next != "" {
			text += " "
		}
		indent := "\n" + strings.Repeat(" ", utf8.RuneCountInString(text))
		for i, line := range strings.Split(next, "\n") {
			switch {
			case i == 0:
			case line == "":
				text += "\n"
			default:
				text += indent
			}
			text += line
		}
	}
	return text
}
