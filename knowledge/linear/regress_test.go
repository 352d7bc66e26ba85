package linear_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"deskhand/knowledge/linear"
)

// Whatever is fitted to, the weights are numbers, and within reach of the prior.
func TestRegress(t *testing.T) {
	t.Parallel()
	prior, scales := []float64{1, -2}, []float64{1, 1}
	assert.Equal(t, prior, linear.Regress(nil, nil, nil, prior, scales), "nothing to learn from")

	signals, truth := [][]float64{}, []bool{}
	for i := range 1000 { // told apart without a miss: without a prior, the weights would grow for ever
		x := float64(i%2)*2 - 1
		signals, truth = append(signals, []float64{1, x}), append(truth, x > 0)
	}
	for _, counts := range [][]float64{nil, make([]float64, len(signals))} {
		weights := linear.Regress(signals, truth, counts, prior, scales)
		for _, w := range weights {
			assert.False(t, math.IsNaN(w))
			assert.Less(t, math.Abs(w), 20.0)
		}
		assert.Equal(t, counts == nil, weights[1] > 2, "trials that count nothing say nothing")
	}
	extreme := linear.Regress([][]float64{{1, 1e6}, {1, -1e6}}, []bool{true, false}, nil, prior, scales)
	assert.False(t, math.IsNaN(extreme[0]) || math.IsNaN(extreme[1]))
}

// With enough trials, the weights are those by which chance made them.
func TestRegressFindsTheWeights(t *testing.T) {
	t.Parallel()
	signals, truth, counts := [][]float64{}, []bool{}, []float64{}
	for x := -3.0; x <= 3; x += 0.01 { // each is true as often as a regression with -1 and 2 says
		p := linear.Logistic(linear.Sum([]float64{-1, 2}, []float64{1, x}))
		signals, truth, counts = append(signals, []float64{1, x}, []float64{1, x}), append(truth, true, false), append(counts, p, 1-p)
	}
	weights := linear.Regress(signals, truth, counts, []float64{0, 0}, []float64{100, 100})
	assert.InDelta(t, -1, weights[0], 0.01)
	assert.InDelta(t, 2, weights[1], 0.01)
}
