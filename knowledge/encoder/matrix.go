package encoder

// What a tile computes at once: four rows of the result, by two lanes of its columns.
const (
	tileRows  = 4
	laneWidth = 16
	tileWidth = 2 * laneWidth
)

type (
	// lane is 16 neighbouring weights of one row of a matrix.
	lane [laneWidth]float32
	// quad is the same column of four neighbouring rows.
	quad [tileRows]float32
	// tile computes bias + a·w for four rows of a and two lanes of columns. The weights of the first lane come before
	// those of the second, as many each as a has columns. The rows of dst begin stride apart.
	tile func(dst []float32, stride int, a []quad, w []lane, bias []float32)
)

// matrix is weights with a bias. They lie in the order in which a tile reads them: lane by lane, from the top down.
type matrix struct {
	in, out int
	lanes   []lane
	bias    []float32
}

// lanes takes the weights of a matrix apart. They come row by row, and the columns fill tiles.
func lanes(in, out int, weights []float32) []lane {
	all := make([]lane, in*out/laneWidth)
	for row := range in {
		for column := 0; column < out; column += laneWidth {
			all[column/laneWidth*in+row] = lane(weights[row*out+column:])
		}
	}
	return all
}

// multiply writes src·m + bias into dst, where there is room for whole tiles. It works in packed.
func (m *matrix) multiply(t tile, dst, src []float32, rows int, packed []quad) {
	blocks := (rows + tileRows - 1) / tileRows
	packed = packed[:blocks*m.in]
	pack(packed, src, rows, m.in)
	// All rows meet a pair of lanes while its weights are near: each weight is fetched from afar once.
	for column := 0; column < m.out; column += tileWidth {
		first := column / laneWidth * m.in
		w, bias := m.lanes[first:first+2*m.in], m.bias[column:column+tileWidth]
		for b := range blocks {
			t(dst[b*tileRows*m.out+column:], m.out, packed[b*m.in:(b+1)*m.in], w, bias)
		}
	}
}

// pack lays four rows side by side, as a tile reads them. Where the last tile lacks rows it finds others, whose products
// nobody looks at.
func pack(dst []quad, src []float32, rows, width int) {
	for r := 0; r < rows; r += tileRows {
		block := dst[r/tileRows*width:][:width]
		for i := range min(tileRows, rows-r) {
			row := src[(r+i)*width:][:width]
			for j := range block {
				block[j][i] = row[j]
			}
		}
	}
}

// portableTile is a tile for machines that the faster ones can't run on. What it writes is the caller's alone, and the race
// detector, which would look at each number, would take minutes over it.
//
//go:norace
func portableTile(dst []float32, stride int, a []quad, w []lane, bias []float32) {
	for column := 0; column < tileWidth; column += laneWidth {
		own := w[column/laneWidth*len(a):][:len(a)]
		for row := range tileRows {
			sums := (*lane)(dst[row*stride+column:])
			*sums = lane(bias[column:])
			// Four weights at a time, so that a sum is fetched and put back less often. Widths are multiples of four.
			for k := 0; k+4 <= len(a); k += 4 {
				x0, x1, x2, x3 := a[k][row], a[k+1][row], a[k+2][row], a[k+3][row]
				w0, w1, w2, w3 := &own[k], &own[k+1], &own[k+2], &own[k+3]
				for i := range sums {
					sums[i] += x0*w0[i] + x1*w1[i] + x2*w2[i] + x3*w3[i]
				}
			}
		}
	}
}
