package card

import (
	"strings"
	"unicode"

	"deskhand/helpdesk"
)

// mentionedAs says whom a text in a card mentions. Teams takes the id that Entra ID has of a person. See "Mention support
// within Adaptive Cards" in the documentation of Teams.
type mentionedAs struct {
	Type      string `json:"type"`
	Text      string `json:"text"`
	Mentioned struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"mentioned"`
}

// mentioning puts before a card whom it is for, so that Teams tells them of it where others read along. Whoever has no name that
// can be shown is not mentioned.
func (c Card) mentioning(person helpdesk.Person) Card {
	name := mentionable(person.Name)
	if person.ID == "" || name == "" {
		return c
	}
	m := mentionedAs{Type: "mention", Text: "<at>" + name + "</at>"}
	m.Mentioned.ID, m.Mentioned.Name = person.ID, name
	if c.root.Teams == nil {
		c.root.Teams = &teams{}
	}
	c.root.Teams.Entities = append(c.root.Teams.Entities, m)
	c.root.Body = append([]element{newTextBlock(m.Text, name)}, c.root.Body...)
	c.Fallback = name + "\n\n" + c.Fallback
	return c
}

// mentionable is a name without anything that could be taken for markup, in which it has to stand.
func mentionable(name string) string {
	return clip(line(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || strings.ContainsRune(" .,'’-()", r) {
			return r
		}
		return ' '
	}, name)), maxTitle)
}
