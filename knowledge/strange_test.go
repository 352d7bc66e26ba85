package knowledge

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
)

// worded is a corpus whose articles have so many phrasings each, in so many words that nobody else uses.
func worded(phrasings, words int) Corpus {
	c := shop()
	for i := range c.Articles {
		a := &c.Articles[i]
		for p := range phrasings {
			text := a.Question
			for w := range words {
				text += fmt.Sprintf(" new%dx%dx%d", i, p, w)
			}
			a.Phrasings = append(a.Phrasings, text)
		}
	}
	return c
}

// How much of a question may be in new words is told by how much of each phrasing was when it was.
func TestNewWordsSayLessWhereTheyAreUsual(t *testing.T) {
	t.Parallel()
	from := func(c Corpus) float64 { return ask(t, engineOf(t, c), "how do I mend the anchor").StrangeFrom }
	some := from(worded(5, 1))
	assert.Greater(t, some, leastStrange)
	assert.Less(t, some, mostStrange)
	assert.InDelta(t, mostStrange, from(worded(5, 20)), 0, "however usual, they say something")

	seldom, doubted, few := worded(20, 0), worded(5, 0), worded(5, 3)
	for i, a := range worded(20, 3).Articles {
		seldom.Articles[i].Phrasings = append(seldom.Articles[i].Phrasings, a.Phrasings[1])
		for _, text := range a.Phrasings {
			doubted.Learnt = append(doubted.Learnt, Learnt{ArticleID: a.ID, Language: "en", Text: text, Weight: 0.5})
		}
	}
	few.Articles = few.Articles[:10]
	var lone Corpus
	for i := range 120 {
		lone.Articles = append(lone.Articles, articleOf(fmt.Sprintf("lone-%d", i), fmt.Sprintf("another%d matter%d", i, i)))
	}
	for name, c := range map[string]Corpus{
		"none are new":                           worded(5, 0),
		"one phrasing in twenty has any":         seldom,
		"an article has too few phrasings":       lone,
		"too few phrasings in all":               few,
		"nobody is sure of those that have some": doubted,
	} {
		assert.InDelta(t, leastStrange, from(c), 0, name)
	}
}

// What is half in words that no article has is answered only where that is usual, and when there is less doubt than else.
func TestStrangeQuestions(t *testing.T) {
	t.Parallel()
	usually, never := engineOf(t, worded(5, 2)), engineOf(t, worded(5, 0))
	const plain, doubtful = "how do I mend the anchor blue", "how do I mend the anchor of grandfather"
	assert.Equal(t, Sure, ask(t, usually, plain).Verdict)
	assert.Equal(t, Maybe, ask(t, never, plain).Verdict)
	doubted := ask(t, usually, doubtful)
	assert.Less(t, doubted.Strange, doubted.StrangeFrom)
	assert.Greater(t, doubted.Candidates[0].Probability, usually.SureFrom(Answer{}))
	assert.Equal(t, Maybe, doubted.Verdict)
}

// A word of which some article has a few letters is as new as any.
func TestLettersAreNoWords(t *testing.T) {
	t.Parallel()
	c := Corpus{}
	for _, a := range []Article{articleOf("flow-start", "Hvorfor starter ikke flyten min?"), articleOf("phone", "Hvordan åpner jeg appen på mobilen?")} {
		a.Language, a.Path = "nb", "nb/"+a.ID+".md"
		c.Articles = append(c.Articles, a)
	}
	e := engineOf(t, c)
	assert.Greater(t, ask(t, e, "hvorfor starter ikke bilen min").Strange, leastStrange)
	assert.Less(t, ask(t, e, "hvorfor starter ikke mobilappen min").Strange, leastStrange)
}
