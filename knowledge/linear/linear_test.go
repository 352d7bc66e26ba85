package linear_test

import (
	"context"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/knowledge/linear"
)

const (
	classes    = 4
	dimensions = 10
)

// clouds are points around one corner for each class, dense or sparse, the same each time.
func clouds(n int, spread float32, sparse bool) []linear.Example {
	random := rand.New(rand.NewPCG(1, 2))
	all := make([]linear.Example, n)
	for i := range all {
		class := i % classes
		point := make([]float32, dimensions)
		for d := range point {
			point[d] = spread * (random.Float32() - 0.5)
		}
		point[class]++
		all[i] = linear.Example{Vector: linear.Vector{Value: point}, Class: class, Weight: 1}
		if sparse {
			for d := range point {
				all[i].Index = append(all[i].Index, int32(d))
			}
			slices.Reverse(all[i].Index) // in any order
			slices.Reverse(all[i].Value)
		}
	}
	return all
}

func train(t testing.TB, examples []linear.Example) *linear.Model {
	t.Helper()
	m, err := linear.Train(t.Context(), examples, linear.Options{Classes: classes, Dimensions: dimensions, Cost: 1})
	require.NoError(t, err)
	return m
}

func scores(m *linear.Model, v linear.Vector) []float32 {
	all := make([]float32, len(m.Bias))
	m.Scores(v, all)
	return all
}

func best(m *linear.Model, v linear.Vector) int {
	all := scores(m, v)
	return slices.Index(all, slices.Max(all))
}

// Clouds that lie apart are told apart, each by its own plane: above 0 on its side, below on all others.
func TestPartsWhatLiesApart(t *testing.T) {
	t.Parallel()
	for name, sparse := range map[string]bool{"dense": false, "sparse": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			examples := clouds(200, 0.6, sparse)
			m := train(t, examples)
			for _, e := range examples {
				for class, score := range scores(m, e.Vector) {
					assert.Equal(t, class == e.Class, score > 0, "%d of %d: %f", class, e.Class, score)
				}
			}
		})
	}
}

// What weighs more has more of a say where two say the opposite.
func TestWeightsDecide(t *testing.T) {
	t.Parallel()
	point := linear.Vector{Value: []float32{1}}
	for _, heavy := range []int{0, 1} {
		examples := []linear.Example{{Vector: point, Class: 0, Weight: 0.5}, {Vector: point, Class: 1, Weight: 0.5}}
		examples[heavy].Weight = 1
		m, err := linear.Train(t.Context(), examples, linear.Options{Classes: 2, Dimensions: 1, Cost: 1})
		require.NoError(t, err)
		assert.Equal(t, heavy, best(m, point))
	}
}

// What weighs nothing might as well not be there.
func TestWhatWeighsNothingSaysNothing(t *testing.T) {
	t.Parallel()
	examples := clouds(40, 0.6, true)
	want := train(t, examples)
	for _, weight := range []float32{0, -1, float32(math.NaN())} {
		void := examples[0]
		void.Class, void.Weight = 3, weight
		before := append(slices.Clone(examples), void)
		assert.Equal(t, want, train(t, before), weight)
		assert.Len(t, before, len(examples)+1, "the examples are the caller's")
	}
}

// The same examples always make the same model, however many processors there are.
func TestSameExamplesSameModel(t *testing.T) { //nolint:paralleltest // it changes how many processors there are
	examples := clouds(300, 3, true)
	want := train(t, examples)
	for _, processors := range []int{1, 2, 3, 8} {
		before := runtime.GOMAXPROCS(processors)
		assert.Equal(t, want, train(t, examples), processors)
		runtime.GOMAXPROCS(before)
	}
}

func TestHardlyAnythingToLearnFrom(t *testing.T) {
	t.Parallel()
	m, err := linear.Train(t.Context(), nil, linear.Options{Cost: 1})
	require.NoError(t, err)
	assert.Empty(t, scores(m, linear.Vector{}))

	m = train(t, nil)
	assert.Equal(t, make([]float32, classes), scores(m, linear.Vector{Value: make([]float32, dimensions)}))

	one := clouds(20, 0.6, false)
	for i := range one {
		one[i].Class = 2
	}
	m = train(t, one)
	assert.Equal(t, 2, best(m, one[0].Vector))
	for _, score := range scores(m, one[0].Vector) {
		assert.False(t, math.IsNaN(float64(score)) || math.IsInf(float64(score), 0), score)
	}
}

func TestStopsWhenItIsToldTo(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := linear.Train(ctx, clouds(20, 0.6, false), linear.Options{Classes: classes, Dimensions: dimensions, Cost: 1})
	assert.ErrorIs(t, err, context.Canceled)
}

// A point with nothing in it lies where the biases say.
func TestScoresOfNothingAreTheBiases(t *testing.T) {
	t.Parallel()
	m := train(t, clouds(40, 0.6, true))
	assert.Equal(t, m.Bias, scores(m, linear.Vector{Index: []int32{}}))
}

func TestVectors(t *testing.T) {
	t.Parallel()
	a := []float32{1, 2, 3, 4, 5, 6, 7}
	assert.InDelta(t, 140, linear.Dot(a, append(slices.Clone(a), 9)), 0, "the second may be longer")
	assert.InDelta(t, 0, linear.Dot(nil, a), 0)
	v := linear.Vector{Index: []int32{6, 1}, Value: []float32{2, 3}}
	assert.InDelta(t, 2*7+3*2, v.Dot(a), 0)
	dense := make([]float32, 7)
	v.Spread(dense)
	assert.Equal(t, []float32{0, 3, 0, 0, 0, 0, 2}, dense)
	v.Clear(dense)
	assert.Equal(t, make([]float32, 7), dense)
}
