package knowledge

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Words out of which the tests make questions: about what the articles are, and about what else.
var (
	subjects = strings.Fields("anchor basket candle drawer engine feather guitar hammer island jacket kettle ladder")
	actions  = strings.Fields("mend lose paint buy store clean")
	chatter  = strings.Fields("weather lunch football holiday music cinema traffic garden birthday coffee novel parade")
)

// shop is a corpus with an article for each subject and action, and room for votes.
func shop() Corpus {
	var c Corpus
	for _, subject := range subjects {
		for _, action := range actions[:2] {
			c.Articles = append(c.Articles, articleOf(subject+"-"+action, fmt.Sprintf("How do I %s the %s?", action, subject),
				fmt.Sprintf("%s my %s", action, subject)))
		}
	}
	return c
}

// visitors are votes of people who ask about what is there, mostly in half of its words, and about what is not.
func visitors(inside, outside int) []Vote {
	random := rand.New(rand.NewPCG(3, 4))
	var votes []Vote
	for i := range inside {
		subject, action := subjects[i%len(subjects)], actions[random.IntN(2)]
		question := fmt.Sprintf("somebody told me to %s that %s number %d", action, subject, i)
		votes = append(votes, Vote{Question: question, Language: "en", ArticleID: subject + "-" + action})
	}
	for i := range outside {
		votes = append(votes, Vote{
			Question: fmt.Sprintf("is the %s with my %s any good number %d", chatter[i%len(chatter)], subjects[random.IntN(len(subjects))], i),
			Language: "en",
		})
	}
	return votes
}

// Enough votes that agree change what the engine believes, and it judges those better that it wasn't fitted to.
func TestVotesCalibrate(t *testing.T) {
	t.Parallel()
	corpus := shop()
	all := visitors(120, 80)
	var unseen []Vote
	for i, v := range all { // every other one
		if i%2 == 0 {
			corpus.Votes = append(corpus.Votes, v)
		} else {
			unseen = append(unseen, v)
		}
	}
	e := engineOf(t, corpus)
	fitted, before := e.learnt.calibration[onWording], defaults()[onWording]
	require.NotEqual(t, before, fitted)
	trials, err := e.askVotes(t.Context(), e.snapshot, e.learnt.models, unseen)
	require.NoError(t, err)
	assert.Len(t, trials, len(unseen))
	assert.Less(t, loss(fitted, trials), loss(before, trials))
	for _, v := range all {
		ask(t, e, v.Question)
	}
	assert.Equal(t, defaults()[onTerms], e.learnt.calibration[onTerms], "what no vote was about stays")
	assert.Equal(t, fitted, engineOf(t, corpus).learnt.calibration[onWording], "the same votes, the same belief")
}

// Where nobody says that nothing answers their question, the votes teach what is right among the articles, and not what is
// none of their business.
func TestVotesOfThoseWhoWereHelped(t *testing.T) {
	t.Parallel()
	corpus := shop()
	corpus.Votes = visitors(240, 0)
	for i := range corpus.Votes {
		if i%8 == 0 { // it was another action
			corpus.Votes[i].ArticleID = corpus.Articles[2*(i%len(subjects))+i/8%2].ID
		}
	}
	e := engineOf(t, corpus)
	fitted, before := e.learnt.calibration[onWording], defaults()[onWording]
	assert.Equal(t, before.scope, fitted.scope)
	assert.NotEqual(t, before.right, fitted.right)
	for _, v := range visitors(0, 100) {
		a := ask(t, e, v.Question)
		assert.LessOrEqual(t, a.Candidates[0].Probability, a.Scope)
		assert.NotEqual(t, Sure, a.Verdict, v.Question)
	}
}

// Too little of it, or all of one kind, leaves the defaults.
func TestVotesThatSayTooLittle(t *testing.T) {
	t.Parallel()
	for name, votes := range map[string][]Vote{
		"none":         nil,
		"too few":      visitors(enoughVotes/2-1, enoughVotes/2),
		"all right":    visitors(120, enoughOfAKind-1),
		"all wrong":    visitors(enoughOfAKind-1, 120),
		"no words":     make([]Vote, 200),
		"nothing left": repeated(Vote{Question: "mend my anchor", Language: "en", ArticleID: "anchor-mend"}, 200), // an article's own words
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			corpus := shop()
			corpus.Votes = votes
			assert.Equal(t, defaults(), engineOf(t, corpus).learnt.calibration)
		})
	}
}

func repeated(v Vote, n int) []Vote {
	all := make([]Vote, n)
	for i := range all {
		all[i] = v
	}
	return all
}

// Some dozens of votes are needed in each fold, and for each of what there may be to go by.
func TestFewTrialsFitNothing(t *testing.T) {
	t.Parallel()
	prior := defaults()[onWording]
	var trials []tried
	for i := range enoughVotes {
		trials = append(trials, tried{right: i%2 == 0, answerable: i%2 == 0, ranking: ranking{candidates: []ranked{{share: 0.5}}}})
	}
	assert.Equal(t, prior, fitBelief(prior, trials[1:]))
	assert.NotEqual(t, prior, fitBelief(prior, trials))
}

// Whoever is sure that no article answers can't be sure that the first one does.
func TestTheFirstIsOneOfAny(t *testing.T) {
	t.Parallel()
	r := ranking{candidates: []ranked{{share: 0.5}}}
	scope, right := r.believe(&belief{scope: [scopeSignals]float64{-3}, right: [rightSignals]float64{5}})
	assert.Less(t, scope, 0.1)
	assert.InDelta(t, scope, right, 0)
}

// A thousand people who ask the same are one question when it comes to whether a belief holds for others.
func TestWhatManyAskIsSeenOnce(t *testing.T) {
	t.Parallel()
	var trials []tried
	for i := range 200 {
		trials = append(trials, tried{words: 7, right: i%3 == 0, answerable: i%3 == 0, ranking: ranking{candidates: []ranked{{share: 0.5}}}})
	}
	prior := defaults()[onWording]
	assert.InDelta(t, loss(prior, trials), heldOutLoss(prior, trials), 1e-9, "there is nothing to fit to when it is held out")
	for i := range trials {
		trials[i].words = uint64(i)
	}
	assert.Less(t, heldOutLoss(prior, trials), loss(prior, trials))
}

// A vote whose words were learnt, with whatever weight, is judged by an engine that has not learnt them: else the engine
// would find that it knows everything.
func TestLearntWordsAreJudgedUnlearnt(t *testing.T) {
	t.Parallel()
	for _, weight := range []float64{1, 0.5} {
		corpus := shop()
		for i := range 60 {
			question := fmt.Sprintf("zq%dx zq%dy zq%dz", i, i, i) // no two have anything in common
			id := corpus.Articles[i%len(corpus.Articles)].ID
			corpus.Learnt = append(corpus.Learnt, Learnt{ArticleID: id, Language: "en", Text: question, Weight: weight})
			corpus.Votes = append(corpus.Votes, Vote{Question: question, Language: "en", ArticleID: id})
		}
		e := engineOf(t, corpus)
		trials, err := e.try(t.Context(), e.snapshot, e.learnt.models)
		require.NoError(t, err)
		right := 0
		for _, trial := range trials {
			if trial.right {
				right++
			}
		}
		assert.Len(t, trials, len(corpus.Votes), weight)
		assert.Less(t, right, 20, "of 60 that nothing but themselves could teach, with weight %v", weight)
	}
}

// Nor is a question that no article answers judged by an engine that knows it.
func TestKnownOutsideIsJudgedUnknown(t *testing.T) {
	t.Parallel()
	corpus := shop()
	for i := range 60 {
		question := fmt.Sprintf("mend my anchor zq%dx zq%dy zq%dz", i, i, i) // beside which no two have anything in common
		corpus.Outside = append(corpus.Outside, Outside{Text: question, Language: "en", Weight: 1})
		corpus.Votes = append(corpus.Votes, Vote{Question: question, Language: "en"})
	}
	e := engineOf(t, corpus)
	trials, err := e.try(t.Context(), e.snapshot, e.learnt.models)
	require.NoError(t, err)
	known, err := e.askVotes(t.Context(), e.snapshot, e.learnt.models, corpus.Votes)
	require.NoError(t, err)
	require.Len(t, trials, len(corpus.Votes))
	nearness := func(trials []tried) (sum float64) {
		for _, trial := range trials {
			sum += trial.outside.wording
		}
		return sum
	}
	assert.Less(t, nearness(trials), 0.9*nearness(known))
	assert.Positive(t, nearness(trials), "each half of them is known to the engine that judges the other")
}

// What an article holds word for word is answered whatever the engine believes, and is no measure of that.
func TestTheVeryWordsAreNoMeasure(t *testing.T) {
	t.Parallel()
	e := engineOf(t, shop())
	votes := []Vote{
		{Question: "Mend my ANCHOR!", Language: "en", ArticleID: "anchor-mend"},
		{Question: "mend my old anchor", Language: "en", ArticleID: "anchor-mend"},
	}
	trials, err := e.askVotes(t.Context(), e.snapshot, e.learnt.models, votes)
	require.NoError(t, err)
	assert.Len(t, trials, 1)
}

// One person with a thousand votes moves no more than a few phrasings of one article, and nothing of what the engine
// believes, from what they say to what strangers are answered.
func TestPoisonMovesNoMoreThanTheCapInTheEnd(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.November, 23, 8, 0, 0, 0, time.UTC)
	var evidence []Evidence
	for i := range 1000 {
		said, id := SaidHelped, "ladder-lose"
		if i%2 == 1 {
			said, id = SaidNone, ""
		}
		evidence = append(evidence, Evidence{
			ID: fmt.Sprintf("e%04d", i), At: at.Add(time.Duration(i) * time.Hour), Said: said, PersonID: "mallory", AskerID: "mallory",
			Language: "en", Question: fmt.Sprintf("why on earth won't the anchor number %d hold", i), ArticleID: id,
		})
	}
	lessons := Learn(evidence, Rulings{})
	require.Len(t, lessons.Learnt, maxPhrasingsEach)
	before, corpus := engineOf(t, shop()), shop()
	corpus.Learnt, corpus.Outside, corpus.Votes = lessons.Learnt, lessons.Outside, lessons.Votes
	after := engineOf(t, corpus)
	assert.Equal(t, defaults(), after.learnt.calibration)
	for _, subject := range subjects {
		for _, action := range actions[:2] {
			question := fmt.Sprintf("how could i %s that %s", action, subject)
			was, is := ask(t, before, question), ask(t, after, question)
			require.Equal(t, subject+"-"+action, was.Candidates[0].ID)
			assert.Equal(t, was.Candidates[0].ID, is.Candidates[0].ID, question)
			assert.InDelta(t, was.Candidates[0].Probability, is.Candidates[0].Probability, 0.12, question) // five phrasings among so few
		}
	}

	for i := range evidence { // the same words a thousand times are one phrasing and one vote
		evidence[i].Question, evidence[i].Said, evidence[i].ArticleID = evidence[0].Question, SaidHelped, "ladder-lose"
	}
	lessons = Learn(evidence, Rulings{})
	assert.Len(t, lessons.Learnt, 1)
	assert.Len(t, lessons.Votes, 1)
}

// The settings say how often the engine is to be right; the more is wanted, the surer it must be.
func TestPrecisionDecides(t *testing.T) {
	t.Parallel()
	assert.InDelta(t, (&Engine{options: Options{Precision: usualPrecision}}).SureFrom(Answer{}), (&Engine{}).SureFrom(Answer{}), 0)
	before := 0.0
	for _, precision := range []float64{0.5, 0.7, 0.85, 0.9, 0.95, 0.99} {
		e := &Engine{options: Options{Precision: precision}}
		assert.GreaterOrEqual(t, e.SureFrom(Answer{}), before)
		assert.Less(t, e.SureFrom(Answer{}), 1.0)
		assert.True(t, precision <= 0.7 || e.SureFrom(Answer{}) > before, "%v asks for more than what is less", precision)
		before = e.SureFrom(Answer{})
		answer := Answer{Candidates: []Candidate{{Probability: before}}, StrangeFrom: leastStrange}
		assert.Equal(t, Sure, e.decide(answer, 2))
		answer.Candidates[0].Probability -= 1e-9
		assert.NotEqual(t, Sure, e.decide(answer, 2))
	}
}
