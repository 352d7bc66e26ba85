package linear

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Whichever way the machine takes, it comes to what a plain loop comes to.
func TestDotsAgree(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	numbers := func(n int) []float32 {
		all := make([]float32, n)
		for i := range all {
			all[i] = random.Float32() - .5
		}
		return all
	}
	for n := range 200 {
		a, b := numbers(n), numbers(n+3)
		want := 0.0
		for i := range a {
			want += float64(a[i]) * float64(b[i])
		}
		assert.InDelta(t, want, Dot(a, b), 1e-5, "%d numbers", n)
		assert.InDelta(t, want, portableDot(a, b), 1e-5, "%d numbers", n)
	}
	assert.True(t, math.IsNaN(float64(Dot([]float32{float32(math.NaN())}, []float32{1}))))
}

func BenchmarkDot(b *testing.B) {
	x, y := make([]float32, 512), make([]float32, 512)
	b.Run("fastest", func(b *testing.B) {
		for b.Loop() {
			Dot(x, y)
		}
	})
	b.Run("portable", func(b *testing.B) {
		for b.Loop() {
			portableDot(x, y)
		}
	})
}
