package eval_test

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"deskhand/knowledge"
	"deskhand/knowledge/encoder"
	"deskhand/knowledge/eval"
)

var fitting = flag.Bool("fit", false, "fit the constants of the decision to the development sets and our own articles, and print them")

// observed is a question that was asked, what the ranking saw, and what was true.
type observed struct {
	knowledge.Ranking
	inScope, right bool
	weight         float64
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

// TestFit prints the constants of knowledge/decide.go: "go test ./knowledge/eval -run TestFit -fit -v -timeout 30m".
//
// Each series of questions counts the same, whatever its length; three questions in ten have no answer. Nothing of a test
// part is looked at.
func TestFit(t *testing.T) {
	if !*fitting {
		t.Skip("only with -fit")
	}
	model, err := encoder.Open(filepath.Join("../../data/models", encoder.Folder))
	require.NoError(t, err)
	enc := &remembered{model, map[string][]float32{}}
	for _, e := range []knowledge.Encoder{enc, nil} {
		options := knowledge.Options{Logger: slog.New(slog.DiscardHandler), Now: time.Now, Encoder: e}
		var all []observed
		for _, k := range []int{1, 5, 20, 0} {
			all = append(all, balanced(askClinc(t, options, k), 1)...)
		}
		all = append(all, balanced(askWithheld(t, options, "hwu64", 5), 1)...)
		all = append(all, balanced(askOwn(t, options, "en"), 0.7)...)
		all = append(all, balanced(askOwn(t, options, "nb"), 0.3)...)
		t.Logf("encoder: %v, %d questions", e != nil, len(all))
		for _, meaning := range []bool{true, false} {
			report(t, meaning, slices.DeleteFunc(slices.Clone(all), func(o observed) bool { return o.Meaning != meaning }))
		}
	}
}

func report(t *testing.T, meaning bool, all []observed) {
	if len(all) == 0 {
		return
	}
	scope := regress(all, 9, func(o observed) []float64 { return scopeSignals(o.Ranking, meaning) }, func(o observed) bool { return o.inScope })
	z := func(o observed) float64 { return product(scope, scopeSignals(o.Ranking, meaning)) }
	rightX := func(o observed) []float64 {
		share := min(max(o.Candidates[0].Share, 0.005), 0.995)
		return []float64{1, z(o), math.Log(share / (1 - share)), o.Agreement}
	}
	right := regress(all, 4, rightX, func(o observed) bool { return o.right })
	t.Logf("meaning %v: scope %.2f, right %.2f", meaning, scope, right)
	// thresholds
	type pair struct {
		p float64
		o observed
	}
	var ps []pair
	for _, o := range all {
		ps = append(ps, pair{1 / (1 + math.Exp(-product(right, rightX(o)))), o})
	}
	slices.SortFunc(ps, func(a, b pair) int { return int(math.Copysign(1, b.p-a.p)) })
	for _, want := range []float64{0.8, 0.85, 0.9, 0.95, 0.98} {
		var n, ok, at, in, cover float64
		for _, o := range all {
			if o.inScope {
				in += o.weight
			}
		}
		for _, p := range ps {
			n += p.o.weight
			if p.o.right {
				ok += p.o.weight
			}
			if ok/n >= want {
				at, cover = p.p, ok/in
			}
		}
		t.Logf("precision %.2f from %.3f covers %.3f", want, at, cover)
	}
}

func scopeSignals(r knowledge.Ranking, meaning bool) []float64 {
	first := r.Candidates[0]
	x := []float64{
		1, first.Score, first.Wording, first.Nearest, first.Centre, first.Coverage, r.Unknown, math.Log1p(r.Weight),
		math.Log(max(r.Size, 1)),
	}
	if !r.Wording && !r.Meaning {
		x[1] = math.Sqrt(first.Terms)
	}
	return x
}

// askClinc asks the validation part of CLINC150 of an engine over its training part.
func askClinc(t *testing.T, options knowledge.Options, k int) []observed {
	dir := t.TempDir()
	for _, name := range []string{"train.tsv", "oos_train.tsv"} {
		copyFile(t, filepath.Join(sets, "clinc150", name), filepath.Join(dir, name))
	}
	copyFile(t, filepath.Join(sets, "clinc150", "valid.tsv"), filepath.Join(dir, "test.tsv"))
	copyFile(t, filepath.Join(sets, "clinc150", "oos_valid.tsv"), filepath.Join(dir, "oos_test.tsv"))
	set, err := eval.ReadSet(t.Context(), dir, eval.Draw{Phrasings: k, Seed: 7, Language: "en"})
	require.NoError(t, err)
	for _, v := range set.Corpus.Votes {
		set.Questions = append(set.Questions, eval.Question{Text: v.Question, Language: "en"})
	}
	set.Corpus.Votes = nil
	return askSet(t, options, set)
}

const sets = "../../../shared/data/retrieval"

func copyFile(t *testing.T, from, to string) {
	data, err := os.ReadFile(from)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(to, data, 0o600))
}

// askWithheld asks the validation part of a set while every fifth article is missing, five times.
func askWithheld(t *testing.T, options knowledge.Options, name string, k int) []observed {
	dir := t.TempDir()
	copyFile(t, filepath.Join(sets, name, "train.tsv"), filepath.Join(dir, "train.tsv"))
	copyFile(t, filepath.Join(sets, name, "valid.tsv"), filepath.Join(dir, "test.tsv"))
	set, err := eval.ReadSet(t.Context(), dir, eval.Draw{Phrasings: k, Seed: 7, Language: "en"})
	require.NoError(t, err)
	var all []observed
	for round := range 5 {
		less := set
		less.Corpus.Articles, less.Questions = nil, nil
		missing := map[string]bool{}
		for i, a := range set.Corpus.Articles {
			if i%5 == round {
				missing[a.ID] = true
				continue
			}
			less.Corpus.Articles = append(less.Corpus.Articles, a)
		}
		for i, q := range set.Questions {
			if missing[q.Articles[0]] {
				q.Articles = nil
			} else if i%5 != round {
				continue
			}
			less.Questions = append(less.Questions, q)
		}
		all = append(all, askSet(t, options, less)...)
	}
	return all
}

// askOwn asks for our own articles by their phrasings while those, or the articles, are missing.
func askOwn(t *testing.T, options knowledge.Options, language string) []observed {
	lint, _, err := knowledge.Lint("../../kb", time.Now())
	require.NoError(t, err)
	lint = slices.DeleteFunc(lint, func(a knowledge.Article) bool { return a.Language != language || !a.Published() })
	var all []observed
	const rounds = 5
	for round := range rounds {
		var set eval.Set
		for i, a := range lint {
			if i%rounds == round { // out of scope this time
				for _, p := range append([]string{a.Question}, a.Phrasings...) {
					set.Questions = append(set.Questions, eval.Question{Text: p, Language: language})
				}
				continue
			}
			var left []string
			for j, p := range a.Phrasings {
				if (i+j)%rounds == round {
					set.Questions = append(set.Questions, eval.Question{Text: p, Language: language, Articles: []string{a.ID}})
					continue
				}
				left = append(left, p)
			}
			a.Phrasings = left
			set.Corpus.Articles = append(set.Corpus.Articles, a)
		}
		if language == "en" {
			for i, q := range clincQuestions(t) {
				if i%40 == round {
					set.Questions = append(set.Questions, q)
				}
			}
		}
		all = append(all, askSet(t, options, set)...)
	}
	return all
}

func clincQuestions(t *testing.T) []eval.Question {
	dir := t.TempDir()
	copyFile(t, filepath.Join(sets, "clinc150", "valid.tsv"), filepath.Join(dir, "test.tsv"))
	copyFile(t, filepath.Join(sets, "clinc150", "train.tsv"), filepath.Join(dir, "train.tsv"))
	set, err := eval.ReadSet(t.Context(), dir, eval.Draw{Phrasings: 1, Seed: 7, Language: "en"})
	require.NoError(t, err)
	for i := range set.Questions {
		set.Questions[i].Articles = nil
	}
	return set.Questions
}

func askSet(t *testing.T, options knowledge.Options, set eval.Set) []observed {
	e, err := knowledge.OpenCorpus(t.Context(), set.Corpus, options)
	require.NoError(t, err)
	defer e.Close()
	var all []observed
	right, in := 0, 0
	for _, q := range set.Questions {
		x, err := e.Explain(t.Context(), q.Text, q.Language)
		require.NoError(t, err)
		r := x.Rankings[slices.IndexFunc(x.Rankings, func(r knowledge.Ranking) bool { return r.Language == x.Language })]
		if len(r.Candidates) == 0 {
			continue
		}
		o := observed{Ranking: r, inScope: len(q.Articles) > 0, right: slices.Contains(q.Articles, r.Candidates[0].ID)}
		all = append(all, o)
		if o.inScope {
			in++
		}
		if o.right {
			right++
		}
	}
	t.Logf("%d articles: %d of %d right, %d out of scope", len(set.Corpus.Articles), right, in, len(all)-in)
	return all
}

// balanced weighs the questions so that those without an answer count three in ten, and all together as much as is said.
func balanced(all []observed, weight float64) []observed {
	counts := map[bool]float64{}
	for _, o := range all {
		counts[o.inScope]++
	}
	for i, o := range all {
		share := 0.3
		if o.inScope {
			share = 0.7
		}
		all[i].weight = weight * share / counts[o.inScope] * 1000
	}
	return all
}

// regress fits a logistic regression by Newton's method.
func regress(all []observed, n int, signals func(observed) []float64, truth func(observed) bool) []float64 {
	weights := make([]float64, n)
	for range 30 {
		gradient := make([]float64, n)
		curvature := make([][]float64, n)
		for i := range curvature {
			curvature[i] = make([]float64, n)
			curvature[i][i] = 1
			gradient[i] = -weights[i]
		}
		for _, o := range all {
			x := signals(o)
			p := 1 / (1 + math.Exp(-product(weights, x)))
			miss := -p
			if truth(o) {
				miss++
			}
			for i := range x {
				gradient[i] += o.weight * miss * x[i]
				for j := range x {
					curvature[i][j] += o.weight * p * (1 - p) * x[i] * x[j]
				}
			}
		}
		for i, step := range solve(curvature, gradient) {
			weights[i] += step
		}
	}
	return weights
}

func product(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

// solve solves a system of linear equations by elimination; both arguments are used up.
func solve(a [][]float64, b []float64) []float64 {
	for i := range b {
		for row := i + 1; row < len(b); row++ {
			factor := a[row][i] / a[i][i]
			for column := i; column < len(b); column++ {
				a[row][column] -= factor * a[i][column]
			}
			b[row] -= factor * b[i]
		}
	}
	for i := len(b) - 1; i >= 0; i-- {
		for column := i + 1; column < len(b); column++ {
			b[i] -= a[i][column] * b[column]
		}
		b[i] /= a[i][i]
	}
	return b
}

var _ = fmt.Sprint
