package knowledge

import (
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var someQuestions = []string{
	"my flow fails", "flow hours", "app", "delete the old app of a colleague", "premium licence cost", "lisens for flyt", "",
	"open open open", "what is for lunch", "flwo failur",
}

// The same question of the same engine has the same answer, whoever else asks meanwhile.
func TestRankingDependsOnNothingElse(t *testing.T) {
	t.Parallel()
	e := encodingEngineOf(t, desk(), synonymous{})
	want := map[string]Explanation{}
	for _, q := range someQuestions {
		want[q] = explain(t, e, q)
	}
	var group sync.WaitGroup
	for i := range 4 {
		group.Go(func() {
			for round := range 10 {
				q := someQuestions[(i*3+round)%len(someQuestions)]
				x, err := e.Explain(t.Context(), q, "en")
				assert.NoError(t, err)
				assert.Equal(t, want[q], x, q)
			}
		})
	}
	group.Wait()
}

// Candidates come with the highest score first, and so with the highest probability.
func TestCandidatesAreInOrder(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]*Engine{
		"wording": engineOf(t, desk()), "meaning": encodingEngineOf(t, desk(), synonymous{}), "terms": untrained(t, desk()),
	} {
		for _, q := range someQuestions {
			for _, r := range explain(t, e, q).Rankings {
				for i := range r.Candidates[min(len(r.Candidates), 1):] {
					assert.GreaterOrEqual(t, r.Candidates[i].Score, r.Candidates[i+1].Score, "%s: %s", name, q)
					assert.GreaterOrEqual(t, r.Candidates[i].Probability, r.Candidates[i+1].Probability, "%s: %s", name, q)
				}
			}
		}
	}
}

// untrained is an engine that has learnt nothing yet.
func untrained(t testing.TB, corpus Corpus) *Engine {
	t.Helper()
	e := engineOf(t, corpus)
	e.learnt = learnt{calibration: defaults()}
	return e
}

// Articles that nothing tells apart share what one of them would have: the first is no answer because its id comes first.
func TestEqualsShareTheBelief(t *testing.T) {
	t.Parallel()
	alone := desk()
	alone.Articles = append(alone.Articles, articleOf("one", "How do I mend the garden fence?"))
	assert.Equal(t, Sure, ask(t, untrained(t, alone), "mend the garden fence").Verdict)
	corpus := desk()
	for _, id := range []string{"three", "one", "two"} {
		corpus.Articles = append(corpus.Articles, articleOf("the-"+id, "How do I mend the garden fence?"))
	}
	answer := ask(t, untrained(t, corpus), "mend the garden fence")
	assert.Equal(t, Maybe, answer.Verdict)
	assert.LessOrEqual(t, answer.Candidates[0].Probability, answer.Scope/3+1e-9)
}

// A single word names a subject, and not what is wanted of it; unless an article says that it is asked for in that word.
func TestASingleWordIsNoQuestion(t *testing.T) {
	t.Parallel()
	corpus := desk()
	corpus.Articles = append(corpus.Articles, articleOf("kettle", "How do I descale the kettle?", "kettle scale", "chalk in my kettle"))
	e := engineOf(t, corpus)
	assert.Equal(t, Sure, ask(t, e, "descale a kettle").Verdict)
	answer := ask(t, e, "Kettle?")
	assert.Equal(t, Maybe, answer.Verdict)
	assert.Equal(t, "kettle", answer.Candidates[0].ID)
	corpus.Articles[5].Phrasings[0] = "kettle"
	assert.Equal(t, Sure, ask(t, engineOf(t, corpus), "Kettle?").Verdict)
}

// Words that several articles claim to be asked for in are nobody's, however many claim them.
func TestContestedWordsAreNobodys(t *testing.T) {
	t.Parallel()
	for claims := 1; claims <= 4; claims++ {
		corpus := desk()
		for i := range claims {
			corpus.Articles[i].Phrasings = append(slices.Clone(corpus.Articles[i].Phrasings), "the usual thing")
		}
		assert.Equal(t, claims == 1, ask(t, engineOf(t, corpus), "The usual thing?").Exact, "%d articles", claims)
	}
}

// A model knows the articles of its day; what has been added since is found, and what is gone is not.
func TestModelsOutliveArticles(t *testing.T) {
	t.Parallel()
	for name, encoder := range map[string]Encoder{"by words": nil, "by meaning": synonymous{}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testModelsOutliveArticles(t, encoder)
		})
	}
}

func testModelsOutliveArticles(t *testing.T, encoder Encoder) {
	kb := house(t)
	options := testOptions(kb, "")
	options.Encoder = encoder
	e, err := Open(t.Context(), options)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Close()) })
	require.NoError(t, e.Train(t.Context()))
	writeFile(t, kb, "en/chimney.md", articleText("chimney", "sweep a sooty chimney"))
	writeFile(t, kb, "en/wall.md", "---\nid: wall\n---\n")
	require.NoError(t, removeFile(kb, "en/roof.md"))
	_, err = e.Refresh(t.Context())
	require.NoError(t, err)

	assert.Equal(t, "chimney", first(t, e, "somebody should sweep our chimney", "en").ID)
	assert.Equal(t, "wall", first(t, e, "the white wall needs paint", "en").ID, "the last good version")
	gone := func() {
		t.Helper()
		for _, question := range []string{"repair a leaking roof", "the roof is leaking again", "roof"} {
			for _, c := range ask(t, e, question).Candidates {
				assert.NotEqual(t, "roof", c.ID, question)
			}
		}
	}
	gone()
	x := explain(t, e, "please open the wooden door")
	assert.Equal(t, "door", x.Candidates[0].ID, "what is new is not better for it")
	require.True(t, x.Rankings[0].Wording)

	require.NoError(t, e.Train(t.Context()))
	assert.Equal(t, "chimney", first(t, e, "somebody should sweep our chimney", "en").ID)
	gone()
}

// What a model has never heard of must not be ahead of what it has: it is asked for by most of its words, or not at all.
func TestWhatIsNewIsNotBetterForIt(t *testing.T) {
	t.Parallel()
	kb := house(t)
	e := openEngine(t, kb, "")
	require.NoError(t, e.Train(t.Context()))
	before := first(t, e, "the old door to our cellar does not open any more", "en")
	require.Equal(t, "door", before.ID)
	writeFile(t, kb, "en/cellar.md", articleText("cellar", "pump water out of a cellar"))
	_, err := e.Refresh(t.Context())
	require.NoError(t, err)
	for _, question := range []string{"how can i open the wooden door", "paint a wall in the cellar white"} {
		assert.NotEqual(t, "cellar", first(t, e, question, "en").ID, question)
	}
}

// The lead is over whichever other article the index likes best, and below 0 for one that it likes less.
func TestLead(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		terms []float64
		lead  float64
	}{
		{[]float64{0.5}, 0.5},
		{[]float64{0.5, 0.3, 0.1}, 0.2},
		{[]float64{0.5, 0.9}, -0.4},
	} {
		var r ranking
		for _, terms := range tc.terms {
			r.candidates = append(r.candidates, ranked{signals: signals{terms: terms}})
		}
		assert.InDelta(t, tc.lead, r.lead(), 1e-9, "%v", tc.terms)
		assert.InDelta(t, tc.lead, r.scopeSignals()[2], 1e-9, "it is one of the signals")
	}
}
