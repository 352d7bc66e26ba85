package linear

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// pairs are points of two dimensions each, which weigh the same.
func pairs(dimensions ...[2]int32) []Vector {
	points := make([]Vector, len(dimensions))
	for i, d := range dimensions {
		points[i] = Vector{Index: []int32{d[0], d[1]}, Value: []float32{1, 1}}
	}
	return points
}

// likeness is how alike two dimensions are in a space.
func likeness(s *Space, a, b int32) float64 {
	at, there := make([]float32, s.Size), make([]float32, s.Size)
	s.Place(Vector{Index: []int32{a}, Value: []float32{1}}, at)
	s.Place(Vector{Index: []int32{b}, Value: []float32{1}}, there)
	return float64(Dot(at, there))
}

// Dimensions that come with the same others lie together, though no point has both.
func TestSpaceKnowsWhatGoesTogether(t *testing.T) {
	t.Parallel()
	points := pairs([2]int32{0, 2}, [2]int32{1, 2}, [2]int32{0, 3}, [2]int32{1, 3}, [2]int32{4, 5}, [2]int32{4, 6}, [2]int32{5, 6})
	s, err := FindSpace(t.Context(), points, 7, 2)
	require.NoError(t, err)
	assert.Greater(t, likeness(s, 0, 1), 0.95)
	assert.Less(t, math.Abs(likeness(s, 0, 4)), 0.2)
}

// A space of as many dimensions as the points span keeps them as they are, however little some of them count; asked for more,
// it has no more.
func TestSpaceKeepsWhatThePointsSpan(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 8))
	const dimensions = 6
	points := make([]Vector, 40)
	for i := range points {
		for d := range int32(dimensions) {
			value := (random.Float32() - 0.5) * float32(math.Pow(0.2, float64(d)))
			points[i].Index, points[i].Value = append(points[i].Index, d), append(points[i].Value, value)
		}
	}
	for _, size := range []int{dimensions, 5 * dimensions} {
		s, err := FindSpace(t.Context(), points, dimensions, size)
		require.NoError(t, err)
		for a := range int32(dimensions) {
			for b := range int32(dimensions) {
				want := 0.0
				if a == b {
					want = 1
				}
				assert.InDelta(t, want, likeness(s, a, b), 0.01, "size %d, %d and %d", size, a, b)
			}
		}
	}
}

// What no two points have says nothing, and such a text lies nowhere.
func TestSpaceOfNothing(t *testing.T) {
	t.Parallel()
	for name, points := range map[string][]Vector{
		"no points": nil, "nothing shared": pairs([2]int32{0, 1}, [2]int32{2, 3}), "an empty one": {{Index: []int32{}}, {Index: []int32{}}},
	} {
		s, err := FindSpace(t.Context(), points, 4, 3)
		require.NoError(t, err, name)
		assert.Zero(t, likeness(s, 0, 0), name)
	}
}

// BenchmarkFindSpace finds the space of as many phrasings as one is found from, with words as frequent as Zipf's law has them.
func BenchmarkFindSpace(b *testing.B) {
	random := rand.New(rand.NewPCG(5, 6))
	const dimensions = 40_000
	zipf := rand.NewZipf(random, 1.1, 20, dimensions-1)
	points := make([]Vector, 5000)
	for i := range points {
		has := map[int32]bool{}
		for len(has) < 80 {
			has[int32(zipf.Uint64())] = true //nolint:gosec // below 40,000
		}
		for d := range has {
			points[i].Index, points[i].Value = append(points[i].Index, d), append(points[i].Value, float32(1/math.Sqrt(80)))
		}
	}
	for b.Loop() {
		_, err := FindSpace(b.Context(), points, dimensions, 150)
		require.NoError(b, err)
	}
}
