package knowledge

import (
	"flag"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

var fitting = flag.Bool("fit", false, "fit the constants of the decision to the development sets, and print them")

// trial is a question that was asked of an engine, and the place of the right article among the hits (-1 when none is).
type trial struct {
	result
	answerable bool // the right article is in the index
	place      int
	weight     float64
}

// TestFit prints the constants of decide.go, with "go test ./knowledge -run TestFit -fit -v".
//
// Each set counts the same, whatever its size; three questions in ten have no answer. Where a set has too few of those,
// the articles of some are taken away.
func TestFit(t *testing.T) {
	if !*fitting {
		t.Skip("only with -fit")
	}
	var trials []trial
	for _, phrasings := range []int{1, 5, 10, 0} {
		outOf := append(readSet(t, "clinc150", "oos_train.tsv"), readSet(t, "clinc150", "oos_valid.tsv")...)
		trials = append(trials, balanced(askSet(t, "clinc150", phrasings, 0, outOf), 1)...)
	}
	trials = append(trials, balanced(askSet(t, "hwu64", 5, 5, nil), 0.5)...)
	trials = append(trials, balanced(askWithout(t, "en"), 2)...)
	trials = append(trials, balanced(askWithout(t, "nb"), 0.5)...)

	var sharp, least float64 = 0, math.Inf(1)
	weights := regress(trials)
	for s := 1.0; s <= 15; s += 0.5 {
		if loss := firstLoss(trials, weights, s); loss < least {
			sharp, least = s, loss
		}
	}
	t.Logf("base %.2f score %.2f coverage %.2f weight %.2f size %.2f unknown %.2f sharpness %.1f loss %.4f",
		weights[0], weights[1], weights[2], weights[3], weights[4], weights[5], sharp, least)
}

// askSet asks the validation part of a set of an engine over its training part, without the articles of every n-th label.
func askSet(t *testing.T, name string, phrasings, without int, more []labelled) []trial {
	t.Helper()
	train := readSet(t, name, "train.tsv")
	if train == nil {
		t.Skip("the development sets are not here")
	}
	var kept []Article
	present := map[string]bool{}
	for i, a := range articlesOf(train, phrasings, 1) {
		if without == 0 || i%without != 0 {
			kept = append(kept, a)
			present[a.Owner] = true
		}
	}
	e := engineOf(t, kept)
	var trials []trial
	for _, q := range append(readSet(t, name, "valid.tsv"), more...) {
		trials = append(trials, ask(t, e, q.text, "en", present[q.label], func(a Article) bool { return a.Owner == q.label }))
	}
	return trials
}

// askWithout asks for each of our own articles by each of its phrasings, while the index lacks that phrasing, and while
// it lacks the article; in English also what has nothing to do with any article.
func askWithout(t *testing.T, language string) []trial {
	t.Helper()
	all := ownArticles(t, language)
	var trials []trial
	for i, a := range all {
		others := append(append([]Article{}, all[:i]...), all[i+1:]...)
		phrasings := append([]string{a.Question}, a.Phrasings...)
		without := engineOf(t, others)
		for j, phrasing := range phrasings {
			trials = append(trials, ask(t, without, phrasing, language, false, func(Article) bool { return false }))
			left := append(append([]string{}, phrasings[:j]...), phrasings[j+1:]...)
			less := a
			less.Question, less.Phrasings = left[0], left[1:]
			e := engineOf(t, append([]Article{less}, others...))
			trials = append(trials, ask(t, e, phrasing, language, true, func(found Article) bool { return found.ID == a.ID }))
		}
	}
	if language == "en" {
		e := engineOf(t, all)
		for i, q := range append(readSet(t, "clinc150", "valid.tsv"), readSet(t, "hwu64", "valid.tsv")...) {
			if i%8 == 0 {
				trials = append(trials, ask(t, e, q.text, language, false, func(Article) bool { return false }))
			}
		}
	}
	return trials
}

func ask(t *testing.T, e *Engine, question, language string, answerable bool, right func(Article) bool) trial {
	t.Helper()
	l := e.language(language)
	found, err := e.snapshot.search(t.Context(), l, l.terms(e.words.Analyze([]byte(clean(question)))))
	require.NoError(t, err)
	tried := trial{result: found, answerable: answerable, place: -1}
	for i, h := range found.hits {
		a, ok, err := e.snapshot.article(e.snapshot.numbered[h.number].documentID())
		require.NoError(t, err)
		require.True(t, ok)
		if right(a) {
			tried.place = i
			break
		}
	}
	return tried
}

// balanced weighs the trials so that those without an answer count three in ten, and all together as much as is said.
func balanced(trials []trial, weight float64) []trial {
	counts := map[bool]float64{}
	for _, t := range trials {
		counts[t.answerable]++
	}
	for i, t := range trials {
		share := 0.3
		if t.answerable {
			share = 0.7
		}
		trials[i].weight = weight * share / counts[t.answerable]
	}
	return trials
}

// regress fits by Newton's method the logistic regression of "among the first three" on the signals.
func regress(trials []trial) []float64 {
	weights := make([]float64, 6)
	for range 25 {
		gradient := make([]float64, len(weights))
		curvature := make([][]float64, len(weights))
		for i := range curvature {
			curvature[i] = make([]float64, len(weights))
			curvature[i][i] = 1e-6
		}
		for _, t := range trials {
			if len(t.hits) == 0 {
				continue
			}
			x := signals(t.result)
			p := logistic(weights, x)
			miss := -p
			if t.place >= 0 && t.place < 3 {
				miss++
			}
			for i := range x {
				gradient[i] += t.weight * miss * x[i]
				for j := range x {
					curvature[i][j] += t.weight * p * (1 - p) * x[i] * x[j]
				}
			}
		}
		for i, step := range solve(curvature, gradient) {
			weights[i] += step
		}
	}
	return weights
}

func signals(r result) []float64 {
	return []float64{1, math.Sqrt(r.hits[0].score), r.hits[0].coverage, math.Log1p(r.weight), math.Log(r.size), r.unknown}
}

func logistic(weights, x []float64) float64 {
	z := 0.0
	for i := range x {
		z += weights[i] * x[i]
	}
	return 1 / (1 + math.Exp(-z))
}

// firstLoss is the mean logarithmic loss of the probability that the first hit is right.
func firstLoss(trials []trial, weights []float64, sharp float64) float64 {
	loss, total := 0.0, 0.0
	for _, t := range trials {
		if len(t.hits) == 0 {
			continue
		}
		sum := 0.0
		for _, h := range t.hits {
			sum += math.Pow(h.score/t.hits[0].score, sharp)
		}
		p := logistic(weights, signals(t.result)) / sum
		if t.place != 0 {
			p = 1 - p
		}
		loss -= t.weight * math.Log(p)
		total += t.weight
	}
	return loss / total
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
