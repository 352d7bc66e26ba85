package knowledge

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// articleOf is an article in English that is asked for in these words, the first of which are its question.
func articleOf(id string, asked ...string) Article {
	return Article{
		ID: id, Language: "en", Path: "en/" + id + ".md", Question: asked[0], Phrasings: asked[1:],
		State: Validated, Audience: Everyone,
	}
}

// desk is a corpus whose articles are about much the same.
func desk() Corpus {
	return Corpus{Articles: []Article{
		articleOf("flow-failed", "Why did my flow fail?", "flow run shows an error", "my flow stopped with a failure"),
		articleOf("flow-slow", "Why is my flow slow?", "flow takes hours", "my flow run lasts too long"),
		articleOf("app-share", "How do I share an app?", "give a colleague my app", "let others open my app"),
		articleOf("app-delete", "How do I delete an app?", "remove my app for good", "get rid of an old app"),
		articleOf("licence", "Which licence do I need?", "premium connector needs a licence", "what does a licence cost"),
	}}
}

// engineOf is a trained engine in memory over a corpus.
func engineOf(t testing.TB, corpus Corpus) *Engine {
	t.Helper()
	return encodingEngineOf(t, corpus, nil)
}

func encodingEngineOf(t testing.TB, corpus Corpus, encoder Encoder) *Engine {
	t.Helper()
	e, err := OpenCorpus(t.Context(), corpus, Options{Encoder: encoder, Logger: slog.New(slog.DiscardHandler), Now: time.Now})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Close()) })
	return e
}

func ask(t testing.TB, e *Engine, question string) Answer {
	t.Helper()
	answer, err := e.Ask(t.Context(), question, "en")
	require.NoError(t, err)
	requireSane(t, answer)
	return answer
}

func explain(t testing.TB, e *Engine, question string) Explanation {
	t.Helper()
	x, err := e.Explain(t.Context(), question, "en")
	require.NoError(t, err)
	requireSane(t, x.Answer)
	return x
}

// requireSane holds an answer to what is true of every one.
func requireSane(t testing.TB, answer Answer) {
	t.Helper()
	require.Contains(t, []Verdict{Sure, Maybe, Unknown}, answer.Verdict)
	require.True(t, answer.Scope >= 0 && answer.Scope <= 1, "scope %v", answer.Scope) // neither is true of what is no number
	require.LessOrEqual(t, len(answer.Candidates), maxRanked)
	before, seen := 1.0, map[string]bool{}
	for _, c := range answer.Candidates {
		require.True(t, c.Probability >= 0 && c.Probability <= before, "%s has %v after %v", c.ID, c.Probability, before)
		require.False(t, seen[c.ID], "%s is there twice", c.ID)
		before, seen[c.ID] = c.Probability, true
	}
	if len(answer.Candidates) == 0 {
		require.Equal(t, Unknown, answer.Verdict)
	}
}

// Articles may come without a path, and in any order: the answers are the same.
func TestOpenCorpusInAnyOrder(t *testing.T) {
	t.Parallel()
	corpus := desk()
	corpus.Learnt = []Learnt{
		{ArticleID: "licence", Language: "en", Text: "who pays for premium", Weight: 1},
		{ArticleID: "licence", Language: "en", Text: "buying more seats", Weight: 0.5},
		{ArticleID: "app-share", Language: "en", Text: "somebody else should use it", Weight: 1},
	}
	one := engineOf(t, corpus)
	turned := Corpus{}
	for i := range corpus.Articles {
		a := corpus.Articles[len(corpus.Articles)-1-i]
		a.Path = ""
		turned.Articles = append(turned.Articles, a)
	}
	for i := range corpus.Learnt {
		turned.Learnt = append(turned.Learnt, corpus.Learnt[len(corpus.Learnt)-1-i])
	}
	other := engineOf(t, turned)
	for _, question := range []string{"my flow", "premium seats for somebody", "open the app", strings.Repeat("licence ", 50)} {
		assert.Equal(t, explain(t, one, question), explain(t, other, question), question)
	}
}

func TestOpenCorpusOfNothing(t *testing.T) {
	t.Parallel()
	e := engineOf(t, Corpus{})
	assert.Equal(t, Answer{Verdict: Unknown, Language: "en", Strange: 1, StrangeFrom: leastStrange}, ask(t, e, "what is there to know"))
	assert.Equal(t, Answer{Verdict: Unknown, Language: "en"}, ask(t, engineOf(t, desk()), " ?! "), "nobody is offered anything for nothing")
	one := engineOf(t, Corpus{Articles: desk().Articles[:1]})
	assert.Equal(t, "flow-failed", ask(t, one, "flow failing").Candidates[0].ID)
}
