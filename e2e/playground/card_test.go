package playground

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const sampleCard = `{
	"type": "AdaptiveCard", "fallbackText": "not shown",
	"body": [
		{"type": "TextBlock", "text": "Title"},
		{"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "a run"}]},
		{"type": "FactSet", "facts": [{"title": "Status", "value": "New"}]},
		{"type": "Container", "items": [{"type": "TextBlock", "text": "inside"}],
			"selectAction": {"type": "Action.Execute", "title": "Show it", "verb": "ticket.show", "data": {"ticket": 7}}},
		{"type": "Input.Text", "id": "summary", "label": "What is it about?", "value": "a flow"}
	],
	"actions": [
		{"type": "Action.ShowCard", "title": "Add", "card": {"type": "AdaptiveCard",
			"body": [{"type": "Input.Text", "id": "text"}],
			"actions": [{"type": "Action.Execute", "title": "Send", "verb": "ticket.comment",
				"fallback": {"type": "Action.Execute", "verb": "never"}}]}},
		{"type": "Action.OpenUrl", "title": "Elsewhere", "url": "https://example.org"}
	]
}`

func TestCardIsReadAsAPersonWould(t *testing.T) {
	t.Parallel()
	var card Card
	require.NoError(t, json.Unmarshal([]byte(sampleCard), &card))

	assert.Equal(t, "Title\na run\nStatus New\ninside\nWhat is it about?", card.Text())
	assert.Equal(t, map[string]string{"summary": "a flow", "text": ""}, card.Inputs())
	assert.Equal(t, []Button{
		{Title: "Show it", Verb: "ticket.show", Data: map[string]any{"ticket": 7.0}},
		{Title: "Send", Verb: "ticket.comment"},
	}, card.Buttons())

	button, ok := card.Button("ticket.comment")
	assert.True(t, ok)
	assert.Equal(t, "Send", button.Title)
	_, ok = card.Button("never")
	assert.False(t, ok, "a fallback is not shown where the action is")
}

func TestNoCardIsEmpty(t *testing.T) {
	t.Parallel()
	var card Card
	assert.True(t, card.IsZero())
	assert.Empty(t, card.Text())
	assert.Empty(t, card.Buttons())
}
