package card_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/bot/card"
	"deskhand/helpdesk"
	"deskhand/internal/locale"
)

// Whoever a card mentions is mentioned once, under their own name, whatever that is; and whoever has none is not.
func TestANameMentionsNobodyElse(t *testing.T) {
	t.Parallel()
	p := printer(t, locale.English)
	for _, name := range append([]string{"Kari Nordmann", "Bjørn-Åge O'Neill (IT)", "</at><at>Boss</at>", "", "\u202e**", " \n "}, hostile...) {
		v := openTicket(p)
		v.For = helpdesk.Person{ID: "kari", Name: name}
		data, err := card.RenderTicket(p, v).JSON()
		require.NoError(t, err)
		checkCard(t, data)
		var c struct {
			Teams struct {
				Entities []struct {
					Type, Text string
					Mentioned  struct{ ID, Name string }
				}
			} `json:"msteams"`
			Body []struct{ Text string }
		}
		require.NoError(t, json.Unmarshal(data, &c))
		if !strings.ContainsFunc(name, unicode.IsLetter) {
			assert.Empty(t, c.Teams.Entities, name)
			continue
		}
		require.Len(t, c.Teams.Entities, 1, name)
		m := c.Teams.Entities[0]
		assert.Equal(t, "kari", m.Mentioned.ID)
		assert.Equal(t, m.Text, c.Body[0].Text)
		assert.Equal(t, "<at>"+m.Mentioned.Name+"</at>", m.Text)
		assert.NotContains(t, m.Mentioned.Name, "<", name)
		assert.Equal(t, 1, strings.Count(string(data), `\u003cat\u003e`+m.Mentioned.Name+`\u003c/at\u003e"`)-1, "on the card, and as what it means")
	}
}
