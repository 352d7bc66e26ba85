package manifest_test

import (
	"fmt"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestEachTextHasItsTranslation compares what people read. The keys of a translation are paths into the manifest.
func TestEachTextHasItsTranslation(t *testing.T) {
	t.Parallel()
	files := unpack(t, simple)
	m, nb := decode[document](t, files["manifest.json"]), decode[map[string]string](t, files["nb.json"])
	type text struct {
		path, english string
		limit         int
	}
	texts := []text{
		{"name.full", m.Name.Full, 100},
		{"description.short", m.Description.Short, 80},
		{"description.full", m.Description.Full, 4000},
	}
	for i, command := range m.Bots[0].CommandLists[0].Commands {
		path := fmt.Sprintf("bots[0].commandLists[0].commands[%d]", i)
		texts = append(texts, text{path + ".title", command.Title, 32}, text{path + ".description", command.Description, 128})
	}
	require.Len(t, nb, len(texts)+2, "the schema, the short name, and one for each text")
	for _, text := range texts {
		require.Contains(t, nb, text.path)
		for _, written := range []string{text.english, nb[text.path]} {
			assert.NotEmpty(t, written, text.path)
			assert.LessOrEqual(t, utf8.RuneCountInString(written), text.limit, text.path)
		}
		assert.NotEqual(t, text.english, nb[text.path], "%s is not translated", text.path)
	}
}

func TestCommandsAreTheWordsThatTheBotUnderstands(t *testing.T) {
	t.Parallel()
	files := unpack(t, simple)
	m, nb := decode[document](t, files["manifest.json"]), decode[map[string]string](t, files["nb.json"])
	var english, norwegian []string
	for i, command := range m.Bots[0].CommandLists[0].Commands {
		english = append(english, command.Title)
		norwegian = append(norwegian, nb[fmt.Sprintf("bots[0].commandLists[0].commands[%d].title", i)])
	}
	assert.Equal(t, []string{"help", "my tickets", "open a ticket"}, english)
	assert.Equal(t, []string{"hjelp", "mine saker", "ny sak"}, norwegian)
}
