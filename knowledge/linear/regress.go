package linear

import "math"

// maxSteps bounds a regression: Newton's method is at its end after a handful.
const maxSteps = 25

// Regress fits a logistic regression of what was true on the signals, and returns its weights. Before any trial they are the
// prior; the wider the scale of a weight, the further trials may move it. How much each trial counts may be left out: then
// all count one.
func Regress(signals [][]float64, truth []bool, counts, prior, scales []float64) []float64 {
	n := len(prior)
	weights := append([]float64(nil), prior...)
	for range maxSteps {
		gradient := make([]float64, n)
		curvature := make([][]float64, n)
		for i := range curvature {
			curvature[i] = make([]float64, n)
			curvature[i][i] = 1 / (scales[i] * scales[i])
			gradient[i] = -(weights[i] - prior[i]) * curvature[i][i]
		}
		for t, x := range signals {
			p := Logistic(Sum(weights, x))
			miss, count := -p, 1.0
			if truth[t] {
				miss++
			}
			if counts != nil {
				count = counts[t]
			}
			for i := range x {
				gradient[i] += count * miss * x[i]
				for j := range x {
					curvature[i][j] += count * p * (1 - p) * x[i] * x[j]
				}
			}
		}
		furthest := 0.0
		for i, step := range eliminate(curvature, gradient) {
			step = min(max(step, -2*scales[i]), 2*scales[i]) // far from the end, Newton's steps are too bold
			weights[i] += step
			furthest = max(furthest, step, -step)
		}
		if furthest < 1e-6 {
			break
		}
	}
	return weights
}

// eliminate solves a system of linear equations with a symmetric, positive matrix; both arguments are used up.
func eliminate(a [][]float64, b []float64) []float64 {
	for i := range b {
		for row := i + 1; row < len(b); row++ {
			factor := a[row][i] / a[i][i]
			for column := i; column < len(b); column++ {
				a[row][column] -= factor * a[i][column]
			}
			b[row] -= factor * b[i]
		}
	}
	for i := len(b) - 1; i >= 0; i-- {
		for column := i + 1; column < len(b); column++ {
			b[i] -= a[i][column] * b[column]
		}
		b[i] /= a[i][i]
	}
	return b
}

// Sum is the signals by their weights: of a logistic regression, the logarithm of the odds.
func Sum(weights, signals []float64) float64 {
	sum := 0.0
	for i := range weights {
		sum += weights[i] * signals[i]
	}
	return sum
}

// Logistic is the probability whose odds have that logarithm.
func Logistic(z float64) float64 { return 1 / (1 + math.Exp(-z)) }
