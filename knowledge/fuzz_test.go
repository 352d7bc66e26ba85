package knowledge

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// strange are questions that nobody should ask.
var strange = []string{
	"", " ", "how do I share my app", "\x00\xff\xfe", "🙂🙃👍🏽", "<a href=", "&#0;&amp;", "'; DROP TABLE x; --", "+body:* AND \\ \"",
	"как открыть дверь", "如何获得", "e\u0301\u0301\u0301", "\u202e\u200b\ufeff", strings.Repeat("flow ", 300), strings.Repeat("x", 5000),
	"İSTANBUL ﬁx ﷺ", "hvordan deler jeg en app?", "flwo fialed", "kobling kobling", "ling ^obling", "premium premium premium",
}

// Whatever is asked, the ranker answers without an error, in bounds, and the same again.
func FuzzExplain(f *testing.F) {
	for _, question := range strange {
		f.Add(question, "en")
		f.Add(question, "nb")
	}
	corpus := desk()
	bridge := articleOf("kobling", "Hvordan bruker jeg en kobling?", "koblingen virker ikke")
	bridge.Language, bridge.Path = "nb", "nb/kobling.md"
	corpus.Articles = append(corpus.Articles, bridge)
	engines := []*Engine{engineOf(f, corpus), encodingEngineOf(f, corpus, synonymous{}), untrained(f, corpus)}
	f.Fuzz(func(t *testing.T, question, language string) {
		for _, e := range engines {
			x, err := e.Explain(t.Context(), question, language)
			require.NoError(t, err)
			requireSane(t, x.Answer)
			for _, r := range x.Rankings {
				require.True(t, r.Scope >= 0 && r.Scope <= 1 && r.Unknown >= 0 && r.Unknown <= 1+1e-9 && r.Weight >= 0, "%+v", r)
				for _, c := range r.Candidates {
					require.True(t, c.Coverage >= 0 && c.Coverage <= 1 && c.Share >= 0 && c.Share <= 1 && c.Terms >= 0, "%+v", c)
				}
			}
			again, err := e.Explain(t.Context(), question, language)
			require.NoError(t, err)
			require.Equal(t, x, again)
		}
	})
}

// A text has features in order, each once, and what they add up to does not depend on what it is a text of.
func FuzzGrams(f *testing.F) {
	for _, text := range strange {
		f.Add(text)
	}
	analyzer := words()
	some := newVocabulary([]grams{gramsOf(analyzer.Analyze([]byte("how do I share my app")))})
	f.Fuzz(func(t *testing.T, text string) {
		require.LessOrEqual(t, len(appendParts(nil, []byte(text))), 3*(len(text)+2), "of invalid UTF-8, too")
		g := gramsOf(analyzer.Analyze([]byte(clean(text))))
		for _, block := range [][]counted{g.words, g.parts} {
			for i, c := range block {
				require.GreaterOrEqual(t, c.times, float32(1))
				require.True(t, i == 0 || block[i-1].hash < c.hash, "out of order")
			}
		}
		for _, v := range []*vocabulary{some, newVocabulary([]grams{g})} {
			vector := v.vector(g)
			length := 0.0
			for i, at := range vector.Index {
				require.Less(t, int(at), len(v.IDF))
				length += float64(vector.Value[i]) * float64(vector.Value[i])
			}
			require.False(t, math.IsNaN(length))
			require.LessOrEqual(t, length, 2.001, "two blocks of length 1")
		}
	})
}
