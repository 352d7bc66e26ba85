package knowledge

import (
	"math"
	"slices"

	"deskhand/knowledge/linear"
)

const (
	// heldOut is how many phrasings are taken away, one at a time, to see whether their article is found without them.
	heldOut = 500
	// among is how many phrasings they are looked for among.
	among = 4000
	// likeness weighs the encoder's likeness against that of the wording where the encoder is trusted in full.
	trustedLikeness = 2.0
)

// worth finds out how much an encoder helps with these articles: it takes phrasings away, and looks by wording and meaning
// for the nearest of the others. An encoder that knows nothing of the trade is given up; one that
// was not made for the language must have earned its trust.
func (m *model) worth(l *lesson, encoded cloud, features []linear.Vector, knows bool) float64 {
	all := everyNth(len(l.phrasings), among)
	if m.wording == nil {
		return 1 // too many to compare; the index speaks beside it
	}
	vectors := make([]linear.Vector, len(all))
	for i, at := range all {
		vectors[i] = features[at]
	}
	var asked []int // nobody asks in the words of an answer
	for i, at := range all {
		if l.phrasings[at].from != fromAnswer {
			asked = append(asked, i)
		}
	}
	shares := []float64{0.5, 1, 0} // half of it errs the least where little is known
	if !knows {
		shares = []float64{0, 0.5, 1}
	}
	right := make([]int, len(shares))
	dense := make([]float32, len(m.IDF))
	for _, n := range everyNth(len(asked), heldOut) {
		i := asked[n]
		vectors[i].Spread(dense)
		nearest := make([]float64, len(shares))
		class := make([]int, len(shares))
		for _, j := range asked {
			if j == i {
				continue
			}
			at := all[j]
			alike := float64(vectors[j].Dot(dense)) / 2
			meant := float64(linear.Dot(encoded.vector(all[i]), encoded.vector(at)))
			for k, share := range shares {
				if score := alike + share*trustedLikeness*meant; score > nearest[k] {
					nearest[k], class[k] = score, l.phrasings[at].class
				}
			}
		}
		vectors[i].Clear(dense)
		for k := range shares {
			if class[k] == l.phrasings[all[i]].class {
				right[k]++
			}
		}
	}
	return shares[firstAsGood(right)]
}

// firstAsGood is the first of several counts that falls short of the best by no more than chance: what two or three of some
// hundred phrasings decide, the next article would decide otherwise.
func firstAsGood(right []int) int {
	best := float64(slices.Max(right))
	return slices.IndexFunc(right, func(n int) bool { return float64(n) >= best-math.Sqrt(best) })
}

// everyNth picks at most so many of n, evenly.
func everyNth(n, most int) []int {
	step := (n + most - 1) / max(most, 1)
	var picked []int
	for i := 0; i < n; i += max(step, 1) {
		picked = append(picked, i)
	}
	return picked
}
