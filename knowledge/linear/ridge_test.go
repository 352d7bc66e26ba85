package linear

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

// What each example contributes is what elimination finds as well.
func TestRidge(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	for n := range 60 {
		kernel, likeness := ridgeProblem(random, n)
		rows, want := make([][]float64, n), make([]float64, n)
		for i := range n {
			rows[i], want[i] = make([]float64, n), float64(likeness[i])
			for j := range n {
				rows[i][j] = float64(kernel[max(i, j)*n+min(i, j)])
			}
		}
		want = eliminate(rows, want)
		Ridge(kernel, likeness)
		for i := range n {
			assert.InDelta(t, want[i], likeness[i], 1e-3, "%d of %d", i, n)
		}
	}
}

// Examples that are the same, without any noise, share what they contribute, and nothing is infinite.
func TestRidgeOfEquals(t *testing.T) {
	t.Parallel()
	likeness := []float32{0.5, 0.5}
	Ridge([]float32{1, 0, 1, 1}, likeness)
	assert.InDelta(t, 0.5, likeness[0]+likeness[1], 1e-3)
}

// ridgeProblem makes a kernel with noise on its diagonal, of points by chance.
func ridgeProblem(random *rand.Rand, n int) (kernel, likeness []float32) {
	points := make([][]float32, n)
	for i := range points {
		points[i] = []float32{random.Float32(), random.Float32(), random.Float32(), random.Float32()}
	}
	kernel, likeness = make([]float32, n*n), make([]float32, n)
	for i := range n {
		for j := range i + 1 {
			kernel[i*n+j] = Dot(points[i], points[j])
		}
		kernel[i*n+i] += 0.5
		likeness[i] = random.Float32()
	}
	return kernel, likeness
}

func BenchmarkRidge(b *testing.B) {
	kernel, likeness := ridgeProblem(rand.New(rand.NewPCG(3, 4)), 200)
	for b.Loop() {
		Ridge(slices.Clone(kernel), slices.Clone(likeness))
	}
}
