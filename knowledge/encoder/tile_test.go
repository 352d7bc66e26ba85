package encoder

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Every tile that the machine can run must come to what a loop over rows and columns comes to.
func TestTilesAgree(t *testing.T) {
	t.Parallel()
	const in, out = 24, 96
	random := rand.New(rand.NewPCG(1, 2))
	numbers := func(count int) []float32 {
		all := make([]float32, count)
		for i := range all {
			all[i] = random.Float32() - .5
		}
		return all
	}
	weights, bias := numbers(in*out), numbers(out)
	m := matrix{in: in, out: out, lanes: lanes(in, out, weights), bias: bias}
	for name, tile := range tiles() {
		for rows := range 10 {
			src := numbers(rows * in)
			blocks := (rows + tileRows - 1) / tileRows
			dst, packed := numbers(blocks*tileRows*out), make([]quad, blocks*in)
			t.Run(fmt.Sprintf("%s/%d rows", name, rows), func(t *testing.T) {
				t.Parallel()
				m.multiply(tile, dst, src, rows, packed)
				for r := range rows {
					for c := range out {
						want := float64(bias[c])
						for k := range in {
							want += float64(src[r*in+k]) * float64(weights[k*out+c])
						}
						assert.InDelta(t, want, dst[r*out+c], 1e-5, "row %d, column %d", r, c)
					}
				}
			})
		}
	}
}
