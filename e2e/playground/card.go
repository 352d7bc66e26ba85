package playground

import (
	"encoding/json"
	"strings"
)

const cardType = "application/vnd.microsoft.card.adaptive"

// Card is an Adaptive Card as the client shows it: read for what a person sees and can press.
type Card struct{ root map[string]any }

// UnmarshalJSON implements json.Unmarshaler.
func (c *Card) UnmarshalJSON(data []byte) error {
	c.root = nil
	return json.Unmarshal(data, &c.root)
}

// IsZero reports whether there is no card.
func (c Card) IsZero() bool { return len(c.root) == 0 }

// Button is something on a card that can be pressed and reaches the bot.
type Button struct {
	Title string
	Verb  string
	Data  map[string]any
}

// Buttons lists what can be pressed, in reading order, folded parts included.
func (c Card) Buttons() []Button {
	var buttons []Button
	c.walk(func(element map[string]any) {
		if element["type"] != "Action.Execute" {
			return
		}
		data, _ := element["data"].(map[string]any)
		buttons = append(buttons, Button{Title: text(element["title"]), Verb: text(element["verb"]), Data: data})
	})
	return buttons
}

// Button is the first button with that verb.
func (c Card) Button(verb string) (Button, bool) {
	for _, b := range c.Buttons() {
		if b.Verb == verb {
			return b, true
		}
	}
	return Button{}, false
}

// Inputs are the fields of the card with the values that they have before anybody fills them in.
func (c Card) Inputs() map[string]string {
	inputs := make(map[string]string)
	c.walk(func(element map[string]any) {
		if strings.HasPrefix(text(element["type"]), "Input.") {
			inputs[text(element["id"])] = text(element["value"])
		}
	})
	return inputs
}

// Text is everything on the card that can be read, a line for each element. Fallback texts are not.
func (c Card) Text() string {
	var lines []string
	c.walk(func(element map[string]any) {
		switch element["type"] {
		case "TextBlock", "TextRun":
			lines = append(lines, text(element["text"]))
		case nil: // a fact has no type
			if title, ok := element["title"].(string); ok {
				lines = append(lines, title+" "+text(element["value"]))
			}
		}
		if label := text(element["label"]); label != "" {
			lines = append(lines, label)
		}
	})
	return strings.Join(lines, "\n")
}

// order is how the parts of an element follow one another on the screen.
var order = []string{
	"body", "columns", "items", "facts", "inlines", "rows", "cells", "choices", "selectAction", "inlineAction", "actions", "card",
}

// walk visits the elements in reading order.
func (c Card) walk(visit func(element map[string]any)) {
	var walk func(node any)
	walk = func(node any) {
		switch node := node.(type) {
		case []any:
			for _, child := range node {
				walk(child)
			}
		case map[string]any:
			visit(node)
			for _, part := range order {
				walk(node[part])
			}
		}
	}
	walk(c.root)
}

func text(v any) string {
	s, _ := v.(string)
	return s
}
