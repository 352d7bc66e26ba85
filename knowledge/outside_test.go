package knowledge

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var tuesday = time.Date(2026, time.November, 24, 9, 30, 0, 0, time.UTC)

// Who has learnt that no article answers a question is not sure of an answer to the next of its kind, and as sure as before
// of others.
func TestOutsideIsNotAnswered(t *testing.T) {
	t.Parallel()
	corpus := shop()
	before := engineOf(t, corpus)
	corpus.Outside = []Outside{
		{Text: "how do i mend a broken anchor tattoo", Language: "en", Weight: 1},
		{Text: "mend my anchor tattoo", Language: "en", Weight: 1},
	}
	after := engineOf(t, corpus)
	const question = "please mend the anchor tattoo of my son"
	was, is := ask(t, before, question), ask(t, after, question)
	assert.Less(t, is.Scope, was.Scope/2)
	assert.Less(t, is.Candidates[0].Probability, was.Candidates[0].Probability/2)
	for _, subject := range subjects[1:] {
		question := "how could i mend that " + subject
		assert.InDelta(t, ask(t, before, question).Candidates[0].Probability, ask(t, after, question).Candidates[0].Probability, 0.1, question)
	}
	assert.Equal(t, Sure, ask(t, after, "mend my anchor").Verdict, "an article's own words")

	x, err := after.Explain(t.Context(), question, "en")
	require.NoError(t, err)
	assert.Greater(t, x.Rankings[0].OutsideWording, 0.5)
	assert.Zero(t, x.Rankings[0].OutsideMeaning, "there is no encoder")
	corpus.Outside[0].Language, corpus.Outside[1].Language = "nb", "nb"
	assert.InDelta(t, was.Scope, ask(t, engineOf(t, corpus), question).Scope, 1e-9, "it was said in another language")
}

// What was said of the articles that were there holds until one comes, or is reviewed, that may be the answer.
func TestOutsideLapses(t *testing.T) {
	t.Parallel()
	reviewed := func(on time.Time) Article {
		a := articleOf("door", "How do I open the wooden door?")
		a.ReviewedOn = on
		return a
	}
	day := tuesday.Truncate(24 * time.Hour)
	for name, tt := range map[string]struct {
		offered  []string
		articles []Article
		want     int
	}{
		"as it was":              {[]string{"gate", "door"}, []Article{reviewed(time.Time{})}, 1},
		"said of all there are":  {nil, []Article{reviewed(day.AddDate(1, 0, 0))}, 1},
		"one that was not there": {[]string{"gate"}, []Article{reviewed(time.Time{})}, 0},
		"reviewed before":        {[]string{"door"}, []Article{reviewed(day.AddDate(0, 0, -1))}, 1},
		"reviewed on the day":    {[]string{"door"}, []Article{reviewed(day)}, 0},
		"reviewed since":         {[]string{"door"}, []Article{reviewed(day.AddDate(0, 0, 3))}, 0},
		"nothing like it":        {[]string{"gate"}, []Article{articleOf("boat", "How do I row?")}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := engineOf(t, Corpus{Articles: tt.articles, Outside: []Outside{
				{Text: "open the wooden door", Language: "en", Weight: 1, At: tuesday, Offered: tt.offered},
			}})
			outside, err := e.stillOutside(context.Background(), e.snapshot, e.language("en"))
			require.NoError(t, err)
			assert.Len(t, outside, tt.want)
		})
	}
}
