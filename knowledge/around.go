package knowledge

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"deskhand/knowledge/linear"
)

// What a question asks for is told from the phrasings around it, by a ridge regression with a Gaussian kernel: where some
// are nearly the same they share one vote, and the nearer one is to the question, the more it says. It bends where a plane
// can't. Over all phrasings it would take time by their cube; those nearest to the question decide as well.
const (
	around      = 200 // phrasings
	sharply     = 1.0 // how fast a vote fades: of two at a right angle, e^-2 is left
	noise       = 0.1 // of a phrasing that weighs 1: how far it may be wrong; of others, by their weight
	leastWeight = 0.01
)

// neighbour is a phrasing, which of the candidates it asks for, and how alike it is to the question.
type neighbour struct {
	likeness            float32
	phrasing, candidate int32 // nobody for what no article answers
}

const nobody = -1

// neighbourhood is the working memory for one question.
type neighbourhood struct {
	all              []neighbour
	kernel, likeness []float32
}

var neighbourhoods sync.Pool // of *neighbourhood

// lookAround fills in what an encoder says of the candidates: the likeness to the nearest phrasing, and, if that is wanted, what
// those around the question say together, which is for the most part that one of the candidates answers, or that nothing does.
// An article that has come since the model was learnt is taken for the likeliest of the others.
func (m *model) lookAround(point []float32, candidates []ranked, together bool) (outside float64) {
	work, ok := neighbourhoods.Get().(*neighbourhood)
	if !ok {
		work = &neighbourhood{}
	}
	defer neighbourhoods.Put(work)
	work.all = work.all[:0]
	var newcomers []int
	for i := range candidates {
		class, known := m.class[candidates[i].entry.id()]
		if !known {
			newcomers = append(newcomers, i)
			continue
		}
		candidates[i].nearest = work.add(m.meaning, point, class, int32(i))
	}
	if !together {
		return 0
	}
	work.add(m.meaning, point, m.meaning.outside(), nobody)
	work.regress(m.meaning)
	for i, n := range work.all {
		if said := float64(work.likeness[i]); n.candidate == nobody {
			outside += said
		} else {
			candidates[n.candidate].meaning += said
		}
	}
	best := 0.0
	for _, c := range candidates {
		best = max(best, c.meaning)
	}
	for _, i := range newcomers {
		candidates[i].meaning = best
	}
	return outside
}

// add adds the phrasings of a class, and returns the likeness of the nearest.
func (w *neighbourhood) add(s *meaning, point []float32, class, candidate int32) float64 {
	nearest := float32(-1)
	for i := s.start[class]; i < s.start[class+1]; i++ {
		likeness := linear.Dot(point, s.vector(int(i)))
		nearest = max(nearest, likeness)
		w.all = append(w.all, neighbour{likeness, i, candidate})
	}
	return float64(nearest)
}

// regress finds what each of the phrasings nearest to the question says, and forgets the others.
func (w *neighbourhood) regress(s *meaning) {
	slices.SortFunc(w.all, func(a, b neighbour) int {
		if a.likeness != b.likeness {
			return cmp.Compare(b.likeness, a.likeness)
		}
		return cmp.Compare(a.phrasing, b.phrasing)
	})
	n := min(len(w.all), around)
	w.all = w.all[:n]
	w.kernel, w.likeness = slices.Grow(w.kernel[:0], n*n)[:n*n], slices.Grow(w.likeness[:0], n)[:n]
	for i, a := range w.all {
		vector, row := s.vector(int(a.phrasing)), w.kernel[i*n:]
		for j, b := range w.all[:i] {
			row[j] = vote(linear.Dot(vector, s.vector(int(b.phrasing))))
		}
		row[i] = 1 + noise/max(s.weights[a.phrasing], leastWeight)
		w.likeness[i] = vote(a.likeness)
	}
	linear.Ridge(w.kernel, w.likeness)
}

// vote is the kernel: how much is left of what one point says at another, by the cosine of the angle between them.
func vote(likeness float32) float32 {
	return float32(math.Exp(2 * sharply * (float64(likeness) - 1)))
}
