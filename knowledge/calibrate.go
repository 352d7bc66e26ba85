package knowledge

import (
	"cmp"
	"context"
	"math"
	"slices"

	"deskhand/knowledge/linear"
)

const (
	// enoughVotes is from how many on they can say more of the engine's judgement than its defaults do; so many of them must
	// speak for each side.
	enoughVotes    = 50
	enoughOfAKind  = 10
	calibrateFolds = 5
	mostCalibrated = 6000 // votes, the newest
	// Questions without an answer count for at least such a share, if that takes no more than maxOutside for each.
	scopeOutside, rightOutside = 0.3, 0.15
	maxOutside                 = 10
)

// How far trials may move the weights of a belief.
var (
	scopeScales = []float64{3, 2, 5, 2, 3, 5, 8, 2, 1, 0.5, 0.3, 2, 5}
	rightScales = []float64{1, 0.5, 0.5, 1}
)

// tried is a vote whose question was asked of the engine.
type tried struct {
	ranking
	words      uint64 // stand for the words of the question
	answerable bool
	right      bool
}

func (t tried) isAnswerable() bool { return t.answerable }
func (t tried) isRight() bool      { return t.right }

// calibrate fits the beliefs to what readers and tickets said. Where there is too little of it, or where what was fitted
// does not judge better than the defaults on votes that it has not seen, the defaults stay.
func (e *Engine) calibrate(ctx context.Context, s *snapshot, models map[string]*model) (calibration, error) {
	c := defaults()
	if len(s.votes) < enoughVotes {
		return c, nil
	}
	trials, err := e.try(ctx, s, models)
	if err != nil {
		return c, err
	}
	for on := range bases {
		var some []tried
		for _, t := range trials {
			if t.basis() == on && on != onTerms {
				some = append(some, t)
			}
		}
		if fitted := fitBelief(c[on], some); heldOutLoss(c[on], some) < loss(c[on], some) {
			c[on] = fitted
		}
	}
	return c, nil
}

// try asks the questions of the votes, of an engine that has not learnt their words.
func (e *Engine) try(ctx context.Context, s *snapshot, models map[string]*model) ([]tried, error) {
	votes := s.votes[max(0, len(s.votes)-mostCalibrated):]
	articles, err := s.all()
	if err != nil {
		return nil, err
	}
	learnt := map[uint64]bool{}
	for _, a := range articles {
		for _, l := range a.Learnt {
			learnt[e.wordsOf(l.Text)] = true
		}
	}
	for _, o := range s.outside {
		learnt[e.wordsOf(o.Text)] = true
	}
	known, fresh := []Vote(nil), []Vote(nil)
	for _, v := range votes {
		if learnt[e.wordsOf(v.Question)] {
			known = append(known, v)
		} else {
			fresh = append(fresh, v)
		}
	}
	trials, err := e.askVotes(ctx, s, models, fresh)
	if err != nil || len(known) == 0 {
		return trials, err
	}
	more, err := e.tryUnlearnt(ctx, articles, s.outside, known)
	return append(trials, more...), err
}

// all gives every article, by the paths.
func (s *snapshot) all() ([]Article, error) {
	articles := make([]Article, 0, len(s.entries))
	for id := range s.entries {
		a, err := stored(s.reader, id)
		if err != nil {
			return nil, err
		}
		articles = append(articles, a)
	}
	slices.SortFunc(articles, func(a, b Article) int { return cmp.Compare(a.Path, b.Path) })
	return articles, nil
}

// tryUnlearnt asks, in turns, for what some readers taught of an engine that learnt from the others alone.
func (e *Engine) tryUnlearnt(
	ctx context.Context, articles []Article, outside []Outside, votes []Vote,
) (trials []tried, err error) {
	effort := 0
	for _, a := range articles {
		effort += len(a.asked())
	}
	if effort*len(articles) > maxTraining {
		return nil, nil
	}
	const turns = 2
	for turn := range uint64(turns) {
		options := e.options
		options.Truth, options.KB, options.IndexDir = nil, "", ""
		var corpus Corpus
		for _, a := range articles {
			for _, l := range a.Learnt {
				if e.wordsOf(l.Text)%turns != turn {
					corpus.Learnt = append(corpus.Learnt, l)
				}
			}
			a.Learnt = nil
			corpus.Articles = append(corpus.Articles, a)
		}
		for _, o := range outside {
			if e.wordsOf(o.Text)%turns != turn {
				corpus.Outside = append(corpus.Outside, o)
			}
		}
		some := slices.DeleteFunc(slices.Clone(votes), func(v Vote) bool { return e.wordsOf(v.Question)%turns != turn })
		trials, err = e.askElsewhere(ctx, corpus, options, some, trials)
		if err != nil {
			return nil, err
		}
	}
	return trials, nil
}

// wordsOf stands for the words of a text.
func (e *Engine) wordsOf(text string) uint64 { return askKey(e.words.Analyze([]byte(clean(text)))) }

// askElsewhere asks votes of another engine.
func (e *Engine) askElsewhere(ctx context.Context, c Corpus, o Options, votes []Vote, trials []tried) (_ []tried, err error) {
	other, err := OpenCorpus(ctx, c, o)
	if err != nil {
		return nil, err
	}
	defer func() {
		if closed := other.Close(); err == nil {
			err = closed
		}
	}()
	s, learnt, err := other.use()
	if err != nil {
		return nil, err
	}
	defer s.users.Done()
	more, err := other.askVotes(ctx, s, learnt.models, votes)
	return append(trials, more...), err
}

// askVotes ranks the articles for the questions of votes, in the language of each. What an article holds word for word is
// answered without any belief, and says nothing about one.
func (e *Engine) askVotes(ctx context.Context, s *snapshot, models map[string]*model, votes []Vote) ([]tried, error) {
	trials := make([]tried, 0, len(votes))
	for _, v := range votes {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		text, words := e.read(v.Question)
		key := askKey(words)
		if s.exact[key] != nil {
			continue
		}
		l, err := e.spoken(ctx, s, words, v.Language)
		if err != nil {
			return nil, err
		}
		r, err := e.rank(ctx, s, l, models, text, words, l, points{})
		if err != nil {
			return nil, err
		}
		if len(r.candidates) == 0 {
			continue
		}
		answerable := v.ArticleID != "" && s.entries[documentID(l.code, v.ArticleID)] != nil
		trials = append(trials, tried{
			ranking: r, words: key, answerable: answerable, right: answerable && r.candidates[0].entry.id() == v.ArticleID,
		})
	}
	return trials, nil
}

// fitBelief fits a belief to trials, starting from another, which counts as much as some dozens of them. Each part stays what
// it is when there are too few, or too few of a kind: who gets no answer rarely says so, and votes of which each has its
// article teach nothing about what is out of scope.
func fitBelief(prior belief, trials []tried) belief {
	b := prior
	fitPart(b.scope[:], scopeScales, trials, scopeOutside, tried.isAnswerable, func(t tried) []float64 {
		signals := t.scopeSignals()
		return signals[:]
	})
	fitPart(b.right[:], rightScales, trials, rightOutside, tried.isRight, func(t tried) []float64 {
		signals := t.rightSignals(&b)
		return signals[:]
	})
	return b
}

// fitPart fits the weights of one part of a belief, from what they are, if there are enough trials of both kinds.
func fitPart(
	weights, scales []float64, trials []tried, outside float64, is func(tried) bool, of func(tried) []float64,
) {
	signals, truth, yes := make([][]float64, len(trials)), make([]bool, len(trials)), 0
	for i, t := range trials {
		signals[i], truth[i] = of(t), is(t)
		if truth[i] {
			yes++
		}
	}
	if len(trials) >= enoughVotes && yes >= enoughOfAKind && len(trials)-yes >= enoughOfAKind {
		copy(weights, linear.Regress(signals, truth, outsideCounts(trials, outside), slices.Clone(weights), scales))
	}
}

// outsideCounts make the questions without an answer count for at least that share of all: who gets no answer rarely says
// so, and what sets such questions apart matters more than how often somebody votes on them.
func outsideCounts(trials []tried, least float64) []float64 {
	outside := 0
	for _, t := range trials {
		if !t.answerable {
			outside++
		}
	}
	each := least / (1 - least) * float64(len(trials)-outside) / float64(max(1, outside))
	counts := make([]float64, len(trials))
	for i, t := range trials {
		counts[i] = 1
		if !t.answerable {
			counts[i] = min(max(1, each), maxOutside)
		}
	}
	return counts
}

// loss is how badly a belief judged trials: the mean of the logarithms of the probability it gave to what was true.
func loss(b belief, trials []tried) float64 {
	sum := 0.0
	for _, t := range trials {
		_, p := t.believe(&b)
		if !t.right {
			p = 1 - p
		}
		sum -= math.Log(max(p, 1e-6))
	}
	return sum / float64(max(1, len(trials)))
}

// heldOutLoss is the loss of beliefs on trials that they were not fitted to. What many ask in the same words is in one fold:
// to have seen it once is to know it.
func heldOutLoss(prior belief, trials []tried) float64 {
	sum := 0.0
	for fold := range calibrateFolds {
		var seen, unseen []tried
		for _, t := range trials {
			if t.words%calibrateFolds == uint64(fold) {
				unseen = append(unseen, t)
			} else {
				seen = append(seen, t)
			}
		}
		sum += loss(fitBelief(prior, seen), unseen) * float64(len(unseen))
	}
	return sum / float64(max(1, len(trials)))
}
