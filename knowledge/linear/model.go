package linear

// negligible is the share of a class's largest weight below which a weight is left out: together they take most of the
// memory and decide nothing.
const negligible = 0.01

// plane is what parts one class from the others.
type plane struct {
	bias  float32
	index []int32
	value []float32
}

// Model is a trained classifier. It is safe for concurrent use. Its fields are there to be stored.
type Model struct {
	Bias []float32 // of each class

	// The weights, dimension by dimension: those of dimension d are Weight[Start[d]:Start[d+1]].
	Start  []uint32
	Class  []uint32
	Weight []float32
}

func newModel(planes []plane, o Options) *Model {
	m := &Model{Bias: make([]float32, len(planes)), Start: make([]uint32, o.Dimensions+1)}
	for class, p := range planes {
		m.Bias[class] = p.bias
		for _, at := range p.index {
			m.Start[at+1]++
		}
	}
	for d := range o.Dimensions {
		m.Start[d+1] += m.Start[d]
	}
	total := m.Start[o.Dimensions]
	m.Class, m.Weight = make([]uint32, total), make([]float32, total)
	next := append([]uint32(nil), m.Start...)
	for class, p := range planes {
		for i, at := range p.index {
			m.Class[next[at]], m.Weight[next[at]] = uint32(class), p.value[i]
			next[at]++
		}
	}
	return m
}

// Scores sets scores, one for each class, to the distances of a point from the planes: above 0 is on the class's side.
func (m *Model) Scores(v Vector, scores []float32) {
	copy(scores, m.Bias)
	add := func(d int, value float32) {
		from, to := m.Start[d], m.Start[d+1]
		classes := m.Class[from:to]
		weights := m.Weight[from:to][:len(classes)]
		for i, class := range classes {
			scores[class] += value * weights[i]
		}
	}
	if v.Index == nil {
		for d, value := range v.Value {
			add(d, value)
		}
		return
	}
	for i, d := range v.Index {
		add(int(d), v.Value[i])
	}
}
