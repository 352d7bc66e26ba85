package knowledge

import (
	"strings"
	"testing"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/document"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The fields of a document have the terms that they would have if each were taken apart alone.
func TestFieldsThatShareATextAreAnalysedAsOne(t *testing.T) {
	t.Parallel()
	languages, err := newLanguages()
	require.NoError(t, err)
	body := "Velg **Del**, så Brukere; brukeren’s tilgang. " + strings.Repeat("Sharing shares a share ﬁx it's. ", 3)
	for _, l := range languages {
		for _, text := range []string{"Plain words, plain text", "Hvordan får jeg tilgangsforespørselen?", "don’t – ﬁx", ""} {
			a := Article{ID: "share-an-app", Language: l.code, Question: text, Phrasings: []string{text, "Share apps"}, Tags: []string{"Apps"}, Body: body}
			made, err := newDocument(l, words(), a)
			require.NoError(t, err)
			doc, ok := made.(*document.Document)
			require.True(t, ok)
			fields := map[string]int{}
			for _, f := range doc.Fields {
				f.Analyze()
				fields[f.Name()]++
				for _, known := range []field{l.ask, l.word, l.gram, l.body} {
					if known.name != f.Name() {
						continue
					}
					source := asked(a)
					if known.name == l.body.name {
						source = a.Body
					}
					want := words().any.Analyze([]byte(source))
					for _, filter := range known.filters {
						want = filter.Filter(want)
					}
					assert.Len(t, want, f.AnalyzedLength(), f.Name())
					got := f.AnalyzedTokenFrequencies()
					expected := analysis.TokenFrequency(want, nil, f.Options())
					assert.Len(t, got, len(expected), f.Name())
					for term, e := range expected {
						if assert.Contains(t, got, term, f.Name()) {
							assert.Equal(t, e.Frequency(), got[term].Frequency(), "%s: %s", f.Name(), term)
						}
					}
				}
			}
			assert.Equal(t, l.parts != nil, fields[l.gram.name] == 1)
			assert.Equal(t, 1, fields[storedField])
		}
	}
}
