package linear

import (
	"context"
	"math"
	"math/rand/v2"
)

// Space is a space of few dimensions in which sparse points that share no dimension lie near to each other when others
// have what both have: latent semantic analysis (Deerwester et al., "Indexing by Latent Semantic Analysis", 1990). It is
// safe for concurrent use.
type Space struct {
	Size int
	row  []int32   // of each dimension; below 0 where no two points have it
	axes []float32 // row by row, where the dimension lies: Size numbers
}

// spaceRounds is how often the axes are turned towards where the points lie: what they miss after that is what matters least.
const spaceRounds = 3

// FindSpace finds the space of that size that keeps most of the points apart, by subspace iteration: which axes it has does
// not matter, as long as they span it. It uses as many processors as there are, and ends early, with an error, when the
// context does.
func FindSpace(ctx context.Context, points []Vector, dimensions, size int) (*Space, error) {
	s := &Space{Size: size, row: make([]int32, dimensions)}
	points, shared := s.share(points)
	random := rand.New(rand.NewPCG(2, uint64(size))) //nolint:gosec // the axes must be the same each time
	axes := make([][]float32, size)
	for i := range axes {
		axes[i] = make([]float32, shared)
		for d := range axes[i] {
			axes[i][d] = float32(random.NormFloat64())
		}
	}
	for range spaceRounds {
		if err := turn(ctx, axes, points); err != nil {
			return nil, err
		}
	}
	s.axes = make([]float32, shared*size)
	for i, axis := range axes {
		for d, value := range axis {
			s.axes[d*size+i] = value
		}
	}
	return s, nil
}

// share gives a row to each dimension that two points have, and the points without the others: what only one has says nothing
// of another.
func (s *Space) share(points []Vector) (shared []Vector, rows int) {
	for _, p := range points {
		for _, d := range p.Index {
			s.row[d]++
		}
	}
	for d, have := range s.row {
		if s.row[d] = -1; have > 1 {
			s.row[d] = int32(rows)
			rows++
		}
	}
	shared = make([]Vector, len(points))
	for i, p := range points {
		shared[i].Index = make([]int32, 0, len(p.Index))
		for at, d := range p.Index {
			if row := s.row[d]; row >= 0 {
				shared[i].Index, shared[i].Value = append(shared[i].Index, row), append(shared[i].Value, p.Value[at])
			}
		}
	}
	return shared, rows
}

// turn turns the axes towards where the points lie. What lies along which axis is straightened on the way, or all of them would
// turn to where most is, and differ by no more than rounding.
func turn(ctx context.Context, axes [][]float32, points []Vector) error {
	along := make([][]float32, len(axes))
	if err := spread(ctx, len(axes), always(func(i int) {
		along[i] = make([]float32, len(points))
		for at, p := range points {
			along[i][at] = p.Dot(axes[i])
		}
	})); err != nil {
		return err
	}
	if err := straighten(ctx, along); err != nil {
		return err
	}
	if err := spread(ctx, len(axes), always(func(i int) {
		clear(axes[i])
		for at, p := range points {
			p.addTo(axes[i], along[i][at])
		}
	})); err != nil {
		return err
	}
	return straighten(ctx, axes)
}

// straighten makes the axes as long as each other and at right angles, by a Cholesky factor of their products. One that adds
// nothing to those before it is left without a length: the points span no more.
func straighten(ctx context.Context, axes [][]float32) error {
	n := len(axes)
	factor := make([]float64, n*n) // the lower half
	if err := spread(ctx, n, always(func(i int) {
		for j := range i + 1 {
			factor[i*n+j] = float64(Dot(axes[i], axes[j]))
		}
	})); err != nil {
		return err
	}
	decompose(factor, n)
	const part = 1024 // dimensions at a time: those of all axes are at hand
	return spread(ctx, (len(axes[0])+part-1)/part, always(func(at int) {
		from, to := at*part, min((at+1)*part, len(axes[0]))
		for i := range n {
			axis := axes[i][from:to]
			for j := range i {
				addScaled(axis, axes[j][from:to], -float32(factor[i*n+j]))
			}
			scale := float32(1 / factor[i*n+i])
			for d := range axis {
				axis[d] *= scale
			}
		}
	}))
}

// decompose finds the Cholesky factor of the products of n axes, in their place. Where an axis adds nothing, it divides by infinity.
func decompose(products []float64, n int) {
	for i := range n {
		row := products[i*n : i*n+i+1]
		for j := range i + 1 {
			other := products[j*n : j*n+j+1]
			rest := row[j]
			for k := range j {
				rest -= row[k] * other[k]
			}
			switch {
			case j < i:
				row[j] = rest / other[j]
			case rest <= 0:
				row[i] = math.Inf(1)
			default:
				row[i] = math.Sqrt(rest)
			}
		}
	}
}

// Place says where a point lies: at length 1 from the middle, or in the middle when it has none of the dimensions that matter.
func (s *Space) Place(v Vector, at []float32) {
	clear(at)
	for i, d := range v.Index {
		if row := int(s.row[d]); row >= 0 {
			addScaled(at, s.axes[row*s.Size:(row+1)*s.Size], v.Value[i])
		}
	}
	Normalise(at)
}
