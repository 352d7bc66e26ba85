package encoder

import "math"

const heads = 4

// layer is one layer of the transformer: each piece looks at all others, then at itself.
type layer struct {
	width    int // of what comes in; what goes out is hidden
	before   layerNorm
	qkv      matrix  // to queries, keys and values, side by side
	out      matrix  // from what was looked at
	widen    *matrix // takes what comes in past the attention; nil when it has the width already
	between  layerNorm
	up, down matrix
}

// run takes x to x.
func (l *layer) run(s *scratch, t tile) {
	rows := len(s.pieces)
	l.before.apply(s.norm, s.x, rows)
	l.qkv.multiply(t, s.wide, s.norm, rows, s.packed)
	attended := s.norm
	begin := 0
	for _, end := range s.ends {
		l.attend(attended[begin*l.width:end*l.width], s.wide[begin*3*l.width:end*3*l.width], s)
		begin = end
	}
	l.out.multiply(t, s.y, attended, rows, s.packed)
	past := s.x
	if l.widen != nil {
		past = s.wide
		l.widen.multiply(t, past, s.x, rows, s.packed)
	}
	add(s.y[:rows*hidden], past[:rows*hidden])

	l.between.apply(s.norm, s.y, rows)
	l.up.multiply(t, s.wide, s.norm, rows, s.packed)
	for i, v := range s.wide[:rows*inner] {
		s.wide[i] = max(v, 0)
	}
	l.down.multiply(t, s.x, s.wide, rows, s.packed)
	add(s.x[:rows*hidden], s.y[:rows*hidden])
}

// attend lets each row of one text look at all its rows.
func (l *layer) attend(dst, qkv []float32, s *scratch) {
	width, head := l.width, l.width/heads
	scale := float32(1 / math.Sqrt(float64(head)))
	rows := len(dst) / width
	weights := s.weights[:rows]
	clear(dst)
	for from := 0; from < width; from += head {
		for i := range rows {
			query := qkv[i*3*width+from:][:head]
			for j := range weights {
				weights[j] = scale * dot(query, qkv[j*3*width+width+from:][:head])
			}
			softmax(weights)
			sum := dst[i*width+from:][:head]
			for j, weight := range weights {
				addScaled(sum, weight, qkv[j*3*width+2*width+from:][:head])
			}
		}
	}
}

// layerNorm brings each row to mean 0 and variance 1, then to a scale and an offset that were learnt.
type layerNorm struct{ scale, offset []float32 }

func (n layerNorm) apply(dst, src []float32, rows int) {
	width := len(n.scale)
	for r := range rows {
		x, y := src[r*width:][:width], dst[r*width:][:width]
		var sum, squares float64
		for _, v := range x {
			sum += float64(v)
		}
		mean := sum / float64(width)
		for _, v := range x {
			d := float64(v) - mean
			squares += d * d
		}
		inverse := float32(1 / math.Sqrt(squares/float64(width)+1e-6))
		for i, v := range x {
			y[i] = (v-float32(mean))*inverse*n.scale[i] + n.offset[i]
		}
	}
}

// softmax makes weights of scores: they are positive and add up to 1.
func softmax(x []float32) {
	highest := x[0]
	for _, v := range x[1:] {
		highest = max(highest, v)
	}
	var sum float32
	for i, v := range x {
		x[i] = float32(math.Exp(float64(v - highest)))
		sum += x[i]
	}
	for i := range x {
		x[i] /= sum
	}
}

func dot(a, b []float32) float32 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float32
	for ; len(a) >= 4 && len(b) >= 4; a, b = a[4:], b[4:] {
		s0 += a[0] * b[0]
		s1 += a[1] * b[1]
		s2 += a[2] * b[2]
		s3 += a[3] * b[3]
	}
	return s0 + s1 + s2 + s3 // the widths of heads are multiples of 4
}

func add(dst, x []float32) {
	x = x[:len(dst)]
	for i := range dst {
		dst[i] += x[i]
	}
}

func addScaled(dst []float32, scale float32, x []float32) {
	x = x[:len(dst)]
	for i := range dst {
		dst[i] += scale * x[i]
	}
}
