package linear

import "math"

// Vector is a point: the values at the given dimensions, or at all of them when Index is nil.
type Vector struct {
	Index []int32 // in any order
	Value []float32
}

// Dot is the product with a dense vector.
//
//go:norace
func (v Vector) Dot(w []float32) float32 {
	if v.Index == nil {
		return Dot(v.Value, w)
	}
	var sum float32
	for i, at := range v.Index {
		sum += v.Value[i] * w[at]
	}
	return sum
}

// addTo adds a multiple of the vector to a dense one.
//
//go:norace
func (v Vector) addTo(w []float32, factor float32) {
	if v.Index == nil {
		addScaled(w, v.Value, factor)
		return
	}
	for i, at := range v.Index {
		w[at] += factor * v.Value[i]
	}
}

// Spread writes the values of the vector into a dense one, and Clear takes them out again.
func (v Vector) Spread(w []float32) {
	for i, at := range v.Index {
		w[at] = v.Value[i]
	}
}

// Clear sets a dense vector to zero wherever this one has a value.
func (v Vector) Clear(w []float32) {
	for _, at := range v.Index {
		w[at] = 0
	}
}

// addScaled adds a multiple of one dense vector to another, which may be longer.
//
//go:norace
func addScaled(to, from []float32, factor float32) {
	to = to[:len(from)]
	for i, value := range from {
		to[i] += factor * value
	}
}

// Normalise gives a dense vector the length 1; one without a length stays as it is.
func Normalise(v []float32) {
	if length := float32(math.Sqrt(float64(Dot(v, v)))); length > 0 {
		for i := range v {
			v[i] /= length
		}
	}
}

// Dot is the product of two dense vectors; the second may be longer.
func Dot(a, b []float32) float32 { return dot(a, b[:len(a)]) }
