package card_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/internal/locale"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGolden holds every card, in each language, against the JSON and the plain text that were looked at and found
// good, and against the rules of Adaptive Cards.
func TestGolden(t *testing.T) {
	t.Parallel()
	for _, lang := range locale.Languages() {
		p := printer(t, lang)
		for name, c := range examples(t, p) {
			t.Run(name+"."+string(lang), func(t *testing.T) {
				t.Parallel()
				data, err := c.JSON()
				require.NoError(t, err)
				checkCard(t, data)
				assert.NotRegexp(t, keyOfText, string(data), "the key of a text that doesn't exist")
				var indented bytes.Buffer
				require.NoError(t, json.Indent(&indented, data, "", "  "))
				indented.WriteByte('\n')

				path := filepath.Join("testdata", "golden", name+"."+string(lang))
				golden(t, path+".json", indented.String())
				golden(t, path+".txt", c.Fallback+"\n")
			})
		}
	}
}

var keyOfText = regexp.MustCompile(`"(card|status|priority|impact|urgency|rating|date)\.[a-z0-9_.]+"`)

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "run the test with -update, and look at what it writes")
	assert.Equal(t, string(want), got)
}

func printer(tb testing.TB, lang locale.Language) *locale.Printer {
	tb.Helper()
	catalog, err := locale.Load()
	require.NoError(tb, err)
	return catalog.For(lang)
}
