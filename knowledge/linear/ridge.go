package linear

import "math"

// Ridge fits a ridge regression with a kernel (Rasmussen and Williams, "Gaussian Processes for Machine Learning", 2006,
// section 2.2), and asks it about one point. The kernel holds the likeness of each pair of n examples, row by row, of which
// the lower half is read, with the noise of each example added on the diagonal; likeness holds that of each example to the
// point. Afterwards likeness says what each example contributes: the value at the point is the sum of the examples' own
// values, each by its part. Both arguments are used up.
func Ridge(kernel, likeness []float32) {
	n := len(likeness)
	for i := range n {
		row := kernel[i*n : i*n+i+1]
		for j := range i {
			above := kernel[j*n : j*n+j+1]
			row[j] = (row[j] - Dot(row[:j], above[:j])) / above[j]
		}
		row[i] = float32(math.Sqrt(float64(max(row[i]-Dot(row[:i], row[:i]), leastPivot))))
		likeness[i] = (likeness[i] - Dot(row[:i], likeness[:i])) / row[i]
	}
	for i := n - 1; i >= 0; i-- {
		row := kernel[i*n : i*n+i+1]
		likeness[i] /= row[i]
		for j, value := range row[:i] {
			likeness[j] -= value * likeness[i]
		}
	}
}

// leastPivot keeps examples that are the same but for rounding from being divided by nothing.
const leastPivot = 1e-6
