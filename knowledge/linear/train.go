package linear

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
)

// Example is a point and the class it belongs to.
type Example struct {
	Vector
	Class  int
	Weight float32 // how much it matters; 1 is usual
}

// Options say how to train.
type Options struct {
	Classes    int
	Dimensions int
	Cost       float64 // of an example on the wrong side; the higher, the closer the fit
}

const (
	maxRounds = 60  // over all examples; a class that has not settled by then is as good as it gets
	tolerance = 0.1 // of the optimality conditions, as liblinear's default
	biasValue = 1.0 // of a dimension that every example has
)

// Train makes a classifier from examples; those that weigh nothing say nothing. It uses as many processors as there are, and
// ends early, with an error, when the context does.
func Train(ctx context.Context, examples []Example, o Options) (*Model, error) {
	examples = slices.DeleteFunc(slices.Clone(examples), func(e Example) bool { return !(e.Weight > 0) })
	planes := make([]plane, o.Classes)
	norms := make([]float32, len(examples))
	for i, e := range examples {
		norms[i] = Dot(e.Value, e.Value) + biasValue*biasValue
	}
	if err := spread(ctx, o.Classes, func() func(class int) {
		s := newSolver(examples, norms, o)
		return func(class int) { planes[class] = s.solve(class) }
	}); err != nil {
		return nil, err
	}
	return newModel(planes, o), nil
}

// solver is the working memory for one class after the other.
type solver struct {
	options  Options
	examples []Example
	norms    []float32
	alpha    []float32 // the dual variables
	weights  []float32 // of the plane, the bias last
	active   []int32
}

func newSolver(examples []Example, norms []float32, o Options) *solver {
	return &solver{
		options: o, examples: examples, norms: norms, alpha: make([]float32, len(examples)),
		weights: make([]float32, o.Dimensions+1), active: make([]int32, len(examples)),
	}
}

// solve finds the plane of one class.
func (s *solver) solve(class int) plane {
	clear(s.alpha)
	clear(s.weights)
	for i := range s.active {
		s.active[i] = int32(i)
	}
	random := rand.New(rand.NewPCG(1, uint64(class))) //nolint:gosec // the order must be the same each time
	active := len(s.active)
	limit := float32(math.Inf(1))
	for range maxRounds {
		random.Shuffle(active, func(i, j int) { s.active[i], s.active[j] = s.active[j], s.active[i] })
		var high, low float32
		high, low, active = s.round(class, active, limit)
		if high-low <= tolerance {
			if active == len(s.active) {
				break
			}
			active, limit = len(s.active), float32(math.Inf(1)) // look at all once more
			continue
		}
		if limit = high; limit <= 0 {
			limit = float32(math.Inf(1))
		}
	}
	return s.plane()
}

// round improves each active example once. It puts aside those that are far on their own side, and returns the extremes
// of the projected gradient and how many are left.
//
// What a solver writes is its own, and the race detector, which would look at each number, would take minutes over it.
//
//go:norace
func (s *solver) round(class, active int, limit float32) (high, low float32, left int) {
	bias := len(s.weights) - 1
	high, low = float32(math.Inf(-1)), float32(math.Inf(1))
	for at := 0; at < active; at++ {
		i := s.active[at]
		e := &s.examples[i]
		sign := float32(-1)
		if e.Class == class {
			sign = 1
		}
		slack := 1 / (2 * float32(s.options.Cost) * e.Weight)
		alpha := s.alpha[i]
		gradient := sign*(e.Dot(s.weights)+biasValue*s.weights[bias]) - 1 + alpha*slack
		projected := gradient
		if alpha == 0 {
			if gradient > limit {
				active--
				s.active[at], s.active[active] = s.active[active], s.active[at]
				at--
				continue
			}
			projected = min(gradient, 0)
		}
		high, low = max(high, projected), min(low, projected)
		if projected > 1e-12 || projected < -1e-12 {
			s.alpha[i] = max(alpha-gradient/(s.norms[i]+slack), 0)
			step := (s.alpha[i] - alpha) * sign
			e.addTo(s.weights, step)
			s.weights[bias] += step * biasValue
		}
	}
	return high, low, active
}

// plane takes the weights that matter out of the working memory.
//
//go:norace
func (s *solver) plane() plane {
	dimensions := len(s.weights) - 1
	p := plane{bias: s.weights[dimensions] * biasValue}
	var largest float32
	for _, w := range s.weights[:dimensions] {
		largest = max(largest, w, -w)
	}
	for at, w := range s.weights[:dimensions] {
		if w > largest*negligible || w < -largest*negligible {
			p.index, p.value = append(p.index, int32(at)), append(p.value, w)
		}
	}
	return p
}
