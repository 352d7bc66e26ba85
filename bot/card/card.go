// Package card draws what the bot shows as Adaptive Cards, one Render function for each view. It decides nothing, and
// knows neither where a card is sent nor what a press on one of its buttons leads to.
//
// What people and articles wrote is shown as they wrote it: it never becomes a link, a mention or markup that they did
// not mean, and no card grows beyond what Teams takes.
package card

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"deskhand/internal/locale"
)

// ContentType is the type of an attachment that holds a card.
const ContentType = "application/vnd.microsoft.card.adaptive"

// What Teams takes of bots.
const (
	schemaURL = "https://adaptivecards.io/schemas/adaptive-card.json"
	version   = "1.5"
	maxBytes  = 28_000
)

// Card is an Adaptive Card. The zero Card shows nothing.
type Card struct {
	// Fallback is the whole card as plain text in reading order, without its buttons: for notifications, and for
	// clients that show no cards.
	Fallback string

	root root
	json []byte // the root, when it has been written already
}

// JSON is the card as Teams takes it, at most 28,000 bytes.
func (c Card) JSON() ([]byte, error) {
	if c.json != nil {
		return c.json, nil
	}
	data, err := c.root.write()
	if err != nil {
		return nil, fmt.Errorf("writing a card: %w", err)
	}
	return data, nil
}

// emptyBody is where the body stands in a card without one. No text can hold it: the quotes in a text are escaped.
var emptyBody = []byte(`"body":null`)

// write is the card as JSON. What was written before goes in as it is, which encoding/json would read through again.
func (r root) write() ([]byte, error) {
	elements := r.Body
	r.Body = nil
	frame, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	before, after, _ := bytes.Cut(frame, emptyBody)
	written := make([][]byte, len(elements))
	size := len(frame)
	for i, e := range elements {
		if k, ok := e.(*kept); ok {
			written[i] = k.raw
		} else if written[i], err = json.Marshal(e); err != nil {
			return nil, err
		}
		size += len(written[i]) + len(",")
	}
	card := make([]byte, 0, size)
	card = append(append(card, before...), `"body":[`...)
	for i, element := range written {
		if i > 0 {
			card = append(card, ',')
		}
		card = append(card, element...)
	}
	return append(append(card, ']'), after...), nil
}

// MarshalJSON implements json.Marshaler by JSON.
func (c Card) MarshalJSON() ([]byte, error) { return c.JSON() }

// root is the outermost object of a card, and of a card within one.
type root struct {
	Type         string    `json:"type"`
	Schema       string    `json:"$schema,omitempty"`
	Version      string    `json:"version,omitempty"`
	Lang         string    `json:"lang,omitempty"`
	FallbackText string    `json:"fallbackText,omitempty"`
	Teams        *teams    `json:"msteams,omitempty"`
	Body         []element `json:"body"`
	Actions      []action  `json:"actions,omitempty"`
}

// teams is what Teams adds to Adaptive Cards.
type teams struct {
	Width    string        `json:"width,omitempty"`
	Entities []mentionedAs `json:"entities,omitempty"`
}

// maxFallback is how many characters of its plain text a card carries itself.
const maxFallback = 300

func newCard(p *locale.Printer, body []element, actions ...action) Card {
	text := strings.TrimSpace(plain(body))
	return assemble(p, text, fallbackText(text), body, actions)
}

// fallbackText is what a card carries of its own plain text.
func fallbackText(text string) string { return escape(clip(text, maxFallback)) }

func assemble(p *locale.Printer, text, fallback string, body []element, actions []action) Card {
	return Card{Fallback: text, root: root{
		Type: "AdaptiveCard", Schema: schemaURL, Version: version, Lang: string(p.Language()),
		FallbackText: fallback, Body: body, Actions: actions,
	}}
}

// wide lets the card take the width of the chat, for what is hard to read without.
func (c Card) wide() Card {
	c.root.Teams = &teams{Width: "Full"}
	return c
}
