package bot

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/internal/locale"
	"deskhand/knowledge"
)

func TestWhatIsNothingForAHelpDesk(t *testing.T) {
	t.Parallel()
	catalog, err := locale.Load()
	require.NoError(t, err)
	w := readWords(catalog)
	far := knowledge.Answer{Verdict: knowledge.Unknown, Scope: 0.1, Strange: 0.9}
	near := knowledge.Answer{Verdict: knowledge.Unknown, Scope: 0.6, Strange: 0.1}
	for text, want := range map[string]bool{
		"what is the capital of norway?":        true,
		"asdf qwer":                             true,
		"hvem vant kampen i går":                true,
		"Hello there. What should I cook":       true,
		"the coffee machine is broken":          false,
		"kaffemaskinen virker ikke":             false,
		"Why can't I log on?":                   false,
		"how do I reset my Netflix password":    false,
		"book a flight to Lisbon":               false,
		"what does 0x80070005 mean":             false,
		"reiseappen tar ingen kvitteringer":     false,
		"min pc er borte":                       false,
		"the appliance in the corner is purple": false, // rather a form too many
	} {
		assert.Equal(t, want, w.strays(text, far), "%q", text)
		assert.False(t, w.strays(text, near), "%q", text)
	}
	assert.True(t, w.strays("fortell en vits", near), "whatever the articles say")
	assert.True(t, w.strays("tell me a joke", near))
	assert.False(t, w.strays("tell me a joke", knowledge.Answer{Verdict: knowledge.Maybe, Scope: 0.1, Strange: 0.9}))
	assert.False(t, w.strays("the lunch app fails", near))
}
