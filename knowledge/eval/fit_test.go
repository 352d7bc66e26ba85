package eval_test

import (
	"cmp"
	"context"
	"flag"
	"log/slog"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"deskhand/knowledge"
	"deskhand/knowledge/eval"
	"deskhand/knowledge/linear"
)

var fitting = flag.Bool("fit", false, "fit the constants of the decision to the development sets and our own articles, and print them")

const (
	outsideShare = 0.3 // of all questions that are fitted to, those without an answer
)

// TestFit prints the constants of knowledge/decide.go: "go test ./knowledge/eval -run TestFit -fit -v -timeout 30m".
//
// Each series of questions counts the same, whatever its length; three questions in ten have no answer. Nothing of a test
// part is looked at.
func TestFit(t *testing.T) {
	t.Parallel()
	if !*fitting {
		t.Skip("only with -fit")
	}
	for _, encoder := range []knowledge.Encoder{&remembered{installed(t), map[string][]float32{}}, nil} {
		f := fitter{t, knowledge.Options{Logger: slog.New(slog.DiscardHandler), Now: time.Now, Encoder: encoder}}
		var all []observed
		for _, phrasings := range []int{1, 5, 20, 0} {
			set := valid(t, "clinc150", phrasings)
			all = append(all, balanced(f.ask(halfOutside(set)), 0.5)...)
			set.Corpus.Outside = nil
			all = append(all, balanced(f.ask(set), 0.5)...)
		}
		all = append(all, balanced(f.askWithheld(valid(t, "hwu64", 5), 0), 0.5)...)
		all = append(all, balanced(f.askWithheld(valid(t, "hwu64", 5), 2), 0.5)...)
		all = append(all, balanced(f.askOwn("en"), 0.7)...)
		all = append(all, balanced(f.askOwn("nb"), 0.3)...)
		t.Logf("encoder: %v, %d questions", encoder != nil, len(all))
		for _, on := range []string{"wording", "latent", "meaning"} {
			fit(t, on, slices.DeleteFunc(slices.Clone(all), func(o observed) bool { return o.basis() != on }))
		}
	}
}

// observed is a question that was asked, what the ranking saw, and what was true.
type observed struct {
	knowledge.Ranking
	inScope, right bool
	weight         float64
}

// basis is what the ranking had to go by, as in knowledge/decide.go.
func (o observed) basis() string {
	switch {
	case o.Encoder:
		return "meaning"
	case o.Meaning:
		return "latent"
	}
	return "wording"
}

// fit prints both parts of a belief, and from which probability on the engine is right how often.
func fit(t *testing.T, on string, all []observed) {
	t.Helper()
	if len(all) == 0 {
		return
	}
	scope := regress(all, observed.scopeSignals, func(o observed) bool { return o.inScope })
	rightSignals := func(o observed) []float64 {
		share := min(max(o.Candidates[0].Share, 0.005), 0.995)
		return []float64{1, linear.Sum(scope, o.scopeSignals()), math.Log(share / (1 - share)), o.Agreement}
	}
	right := regress(all, rightSignals, func(o observed) bool { return o.right })
	t.Logf("on %s: scope %.2f, right %.2f", on, scope, right)

	probability := func(o observed) float64 { return linear.Logistic(linear.Sum(right, rightSignals(o))) }
	slices.SortFunc(all, func(a, b observed) int { return cmp.Compare(probability(b), probability(a)) })
	inside := 0.0
	for _, o := range all {
		if o.inScope {
			inside += o.weight
		}
	}
	for _, precision := range []float64{0.8, 0.85, 0.9, 0.95, 0.98} {
		var answered, hits, from, coverage float64
		for _, o := range all {
			answered += o.weight
			if o.right {
				hits += o.weight
			}
			if hits >= precision*answered {
				from, coverage = probability(o), hits/inside
			}
		}
		t.Logf("precision %.2f from %.3f covers %.3f", precision, from, coverage)
	}
}

// scopeSignals are those of knowledge/decide.go, in its order.
func (o observed) scopeSignals() []float64 {
	first := o.Candidates[0]
	score := first.Score
	if !o.Wording && !o.Meaning {
		score = math.Sqrt(first.Terms)
	}
	return []float64{
		1, score, o.Lead, first.Wording, first.Meaning, first.Nearest, first.Centre, first.Coverage, o.Unknown, math.Log1p(o.Weight),
		math.Log(max(o.Size, 1)), o.OutsideWording, o.OutsideMeaning,
	}
}

// regress fits without knowing anything before.
func regress(all []observed, signals func(observed) []float64, truth func(observed) bool) []float64 {
	x, y, counts := make([][]float64, len(all)), make([]bool, len(all)), make([]float64, len(all))
	for i, o := range all {
		x[i], y[i], counts[i] = signals(o), truth(o), o.weight
	}
	scales := slices.Repeat([]float64{1}, len(x[0]))
	return linear.Regress(x, y, counts, make([]float64, len(x[0])), scales)
}

// balanced weighs the questions so that those without an answer have their share, and all together as much as is said.
func balanced(all []observed, weight float64) []observed {
	const trials = 1000 // that a series counts for
	counts := map[bool]float64{}
	for _, o := range all {
		counts[o.inScope]++
	}
	for i, o := range all {
		share := outsideShare
		if o.inScope {
			share = 1 - outsideShare
		}
		all[i].weight = weight * share / counts[o.inScope] * trials
	}
	return all
}

// fitter asks engines with the same options.
type fitter struct {
	t       *testing.T
	options knowledge.Options
}

// ask asks the questions of a set of an engine over its articles, in their language.
func (f fitter) ask(set eval.Set) []observed {
	f.t.Helper()
	e, err := knowledge.OpenCorpus(f.t.Context(), set.Corpus, f.options)
	require.NoError(f.t, err)
	defer func() { require.NoError(f.t, e.Close()) }()
	var all []observed
	for _, q := range set.Questions {
		x, err := e.Explain(f.t.Context(), q.Text, q.Language)
		require.NoError(f.t, err)
		r := x.Rankings[slices.IndexFunc(x.Rankings, func(r knowledge.Ranking) bool { return r.Language == x.Language })]
		if len(r.Candidates) > 0 {
			all = append(all, observed{Ranking: r, inScope: len(q.Articles) > 0, right: slices.Contains(q.Articles, r.Candidates[0].ID)})
		}
	}
	f.t.Logf("%d articles, %d questions", len(set.Corpus.Articles), len(all))
	return all
}

// rounds is in how many parts articles and phrasings are taken away in turn.
const rounds = 5

// askWithheld asks the questions of a set while every fifth article is missing, five times, and so many phrasings of each that is
// missing are known to be answered by none.
func (f fitter) askWithheld(set eval.Set, known int) []observed {
	f.t.Helper()
	var all []observed
	for round := range rounds {
		var less eval.Set
		missing := map[string]bool{}
		for i, a := range set.Corpus.Articles {
			if i%rounds == round {
				missing[a.ID] = true
				for _, text := range a.Phrasings[:min(known, len(a.Phrasings))] {
					less.Corpus.Outside = append(less.Corpus.Outside, knowledge.Outside{Text: text, Language: a.Language, Weight: 1})
				}
				continue
			}
			less.Corpus.Articles = append(less.Corpus.Articles, a)
		}
		for i, q := range set.Questions {
			if len(q.Articles) > 0 && missing[q.Articles[0]] {
				q.Articles = nil
			} else if i%rounds != round {
				continue
			}
			less.Questions = append(less.Questions, q)
		}
		all = append(all, f.ask(less)...)
	}
	return all
}

// askOwn asks for our own articles by their phrasings while those, or the articles, are missing, and in English for what
// CLINC150 is about.
func (f fitter) askOwn(language string) []observed {
	f.t.Helper()
	own, _, err := knowledge.Lint(ownKB, time.Now())
	require.NoError(f.t, err)
	own = slices.DeleteFunc(own, func(a knowledge.Article) bool { return a.Language != language || !a.Published() })
	var others []eval.Question
	if language == "en" {
		others = valid(f.t, "clinc150", 1).Questions
	}
	var all []observed
	for round := range rounds {
		set := withheld(own, round)
		for i := round; i < len(others); i += 40 {
			set.Questions = append(set.Questions, eval.Question{Text: others[i].Text, Language: language})
		}
		all = append(all, f.ask(set)...)
	}
	return all
}

// withheld takes every fifth article away, and of the others every fifth phrasing, and asks for both.
func withheld(articles []knowledge.Article, round int) eval.Set {
	var set eval.Set
	for i, a := range articles {
		if i%rounds == round {
			for _, text := range append([]string{a.Question}, a.Phrasings...) {
				set.Questions = append(set.Questions, eval.Question{Text: text, Language: a.Language})
			}
			continue
		}
		var left []string
		for j, text := range a.Phrasings {
			if (i+j)%rounds != round {
				left = append(left, text)
				continue
			}
			set.Questions = append(set.Questions, eval.Question{Text: text, Language: a.Language, Articles: []string{a.ID}})
		}
		a.Phrasings = left
		set.Corpus.Articles = append(set.Corpus.Articles, a)
	}
	return set
}

// valid reads the training and validation parts of a set, and has the second asked. Nobody calibrates on it.
func valid(t testing.TB, name string, phrasings int) eval.Set {
	t.Helper()
	set := readSet(t, name, phrasings)
	set.Questions = nil
	for _, v := range set.Corpus.Votes {
		q := eval.Question{Text: v.Question, Language: v.Language}
		if v.ArticleID != "" {
			q.Articles = []string{v.ArticleID}
		}
		set.Questions = append(set.Questions, q)
	}
	set.Corpus.Votes = nil
	return set
}

// halfOutside has every other question that no article answers known, and asks the rest.
func halfOutside(set eval.Set) eval.Set {
	var half eval.Set
	half.Corpus = set.Corpus
	half.Corpus.Outside = nil
	outside := 0
	for _, q := range set.Questions {
		if len(q.Articles) == 0 {
			if outside++; outside%2 == 0 {
				half.Corpus.Outside = append(half.Corpus.Outside, knowledge.Outside{Text: q.Text, Language: q.Language, Weight: 1})
				continue
			}
		}
		half.Questions = append(half.Questions, q)
	}
	return half
}

// remembered is an encoder that encodes each text once.
type remembered struct {
	knowledge.Encoder
	vectors map[string][]float32
}

func (r *remembered) Encode(ctx context.Context, texts []string) ([][]float32, error) {
	out := make([][]float32, len(texts))
	for i, text := range texts {
		if r.vectors[text] == nil {
			v, err := r.Encoder.Encode(ctx, texts[i:i+1])
			if err != nil {
				return nil, err
			}
			r.vectors[text] = v[0]
		}
		out[i] = r.vectors[text]
	}
	return out, nil
}
