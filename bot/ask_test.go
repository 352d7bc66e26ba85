package bot

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/internal/chat"
	"deskhand/knowledge"
)

// An article in another language than the question says so, as an answer and in a choice; not when it is in the language
// that the person chose.
func TestArticlesInAnotherLanguageSaySo(t *testing.T) {
	t.Parallel()
	found := []knowledge.Candidate{{ID: "a"}, {ID: "b"}}
	for name, test := range map[string]struct {
		verdict knowledge.Verdict
		chosen  string
		want    string
	}{
		"the answer":                 {knowledge.Sure, "", "only have this answer in Norwegian"},
		"the answer, who speaks it":  {knowledge.Sure, "nb", ""},
		"one of a choice":            {knowledge.Maybe, "", "Hvorfor? · in Norwegian only"},
		"of a choice, who speaks it": {knowledge.Maybe, "nb", ""},
		"the answer, who does not":   {knowledge.Sure, "en", "only have this answer in Norwegian"},
		"of a choice, who does not":  {knowledge.Maybe, "en", "Hvorfor? · in Norwegian only"},
	} {
		w := newWorld(t)
		w.engine.answer = knowledge.Answer{Verdict: test.verdict, Candidates: found}
		w.engine.articles = []knowledge.Article{{ID: "a", Question: "Hvorfor?", Language: "nb"}, {ID: "b", Question: "Why?", Language: "en"}}
		w.memory.profiles["kari"] = chat.Profile{PersonID: "kari", Language: test.chosen}
		require.NoError(t, w.Receive(t.Context(), message("m1", "why?")))
		said := w.sender.all()[0].Card.Fallback
		assert.Contains(t, said, "Hvorfor?", name)
		assert.NotContains(t, said, "Why? ·", name)
		if test.want == "" {
			assert.NotContains(t, said, "Norwegian", name)
			assert.NotContains(t, said, "engelsk", name)
			continue
		}
		assert.Contains(t, said, test.want, name)
	}
}
