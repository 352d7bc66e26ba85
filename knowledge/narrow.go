package knowledge

import (
	"cmp"
	"slices"
)

// longList is from how many articles on it pays to see first whether all of them need to be looked at. It leaves small
// knowledge bases alone.
const longList = 2000

// rounding is more than sums of a question's weights, all of them 1 together, can be off.
const rounding = 1e-5

// length is how many articles have to be looked at for a term.
func (p placed) length() int {
	n := len(p.ask) + len(p.body)
	for _, g := range p.grams {
		n += len(g.list)
	}
	for _, g := range p.also {
		n += len(g.list)
	}
	return n
}

// bound is the most that a term can add to the score of one article, before it is divided by the weight of all.
func (p placed) bound() float64 {
	most := p.most
	for _, g := range p.grams {
		most += gramWeight * g.part
	}
	for _, g := range p.also {
		most += synonymWeight * g.part
	}
	return p.weight * most
}

// narrow leaves out the articles that cannot be among the best any more, when the terms to come add so much at most. It is
// the idea of MaxScore (Turtle and Flood, 1995), and changes no result: who is left out would not have been a hit.
func (s *snapshot) narrow(w *scratch, rest float64) {
	numbers := w.touched
	if w.few {
		numbers = w.leading
	}
	least, enough := s.leastOfBest(w, numbers)
	if !enough || !w.few && rest >= least { // an article that nothing has spoken for so far might still win
		return
	}
	leading := w.leading[:0]
	for _, number := range numbers {
		if float64(w.score[number])+rest >= least {
			leading = append(leading, number)
		}
	}
	if w.leading = leading; !w.few {
		slices.Sort(w.leading)
	}
	w.few = true
}

// leastOfBest is the score of the last of the best that there are so far, a little less to be sure, if there are as many.
func (s *snapshot) leastOfBest(w *scratch, numbers []uint32) (float64, bool) {
	var best [maxHits]float32 // descending, and 0 where there is none yet
	const last = maxHits - 1
	for _, number := range numbers {
		score := w.score[number]
		if score <= best[last] || s.numbered[number] == nil {
			continue
		}
		at := last
		for ; at > 0 && best[at-1] < score; at-- {
			best[at] = best[at-1]
		}
		best[at] = score
	}
	return float64(best[last]) - rounding, best[last] > 0
}

// among finds the leading articles in a list. Both are in the order of the numbers.
func (w *scratch) among(list []posting, credit func(posting)) {
	for _, number := range w.leading {
		ahead := 1 // in steps that double, it is found soon whether it's near or far
		for ahead < len(list) && list[ahead].number < number {
			ahead *= 2
		}
		at, found := slices.BinarySearchFunc(list[:min(ahead+1, len(list))], number, func(p posting, number uint32) int {
			return cmp.Compare(p.number, number)
		})
		if list = list[at:]; found {
			credit(list[0])
		}
	}
}
