package knowledge

// scratch is the working memory of one search: a place for each document.
type scratch struct {
	score, cover []float32
	seen         []uint32 // the last term, counted from 1, that covered the document
	touched      []uint32
	found        []placed
}

// placed is where the index has a term of the question, or in its stead parts of the word.
type placed struct {
	ask, body []posting
	grams     []gram
	also      []gram  // other words for it
	weight    float64 // by how few articles have it
}

// strange is how far no article knows the term, from 0 to 1: of a compound, some parts may be known.
func (p placed) strange() float64 {
	if len(p.ask) > 0 || len(p.body) > 0 || len(p.also) > 0 {
		return 0
	}
	share := 1.0
	for _, g := range p.grams {
		if len(g.list) > 0 {
			share -= g.part
		}
	}
	return share
}

func newScratch(documents int) *scratch {
	return &scratch{
		score: make([]float32, documents),
		cover: make([]float32, documents),
		seen:  make([]uint32, documents),
	}
}

// borrow takes a working memory that another search has given back, or makes one.
func (s *snapshot) borrow() *scratch {
	if work, ok := s.scratch.Get().(*scratch); ok {
		return work
	}
	return newScratch(len(s.numbered))
}

func (w *scratch) reset() {
	for _, number := range w.touched {
		w.score[number], w.cover[number], w.seen[number] = 0, 0, 0
	}
	w.touched, w.found = w.touched[:0], w.found[:0]
}

// add credits every article in the list with a term, and with covering it, once.
func (w *scratch) add(list []posting, term uint32, weight, cover float64) {
	for _, p := range list {
		switch w.seen[p.number] {
		case term:
		case 0:
			w.touched = append(w.touched, p.number)
			fallthrough
		default:
			w.seen[p.number] = term
			w.cover[p.number] += float32(cover)
		}
		w.score[p.number] += float32(weight) * p.weight
	}
}

// addOthers credits every article that lacks a term with the words that stand for it: however many an article has of them,
// they are no more than the term would be.
func (w *scratch) addOthers(others []gram, term uint32, weight float64) {
	type credit struct{ score, cover float64 }
	credits := make(map[uint32]credit, len(others))
	for _, o := range others {
		for _, p := range o.list {
			c := credits[p.number]
			credits[p.number] = credit{c.score + o.part*float64(p.weight), c.cover + o.part}
		}
	}
	for number, c := range credits {
		if w.seen[number] == term {
			continue
		}
		if w.seen[number] == 0 {
			w.touched = append(w.touched, number)
		}
		w.seen[number] = term
		w.score[number] += float32(weight * c.score / max(1, c.cover))
		w.cover[number] += float32(weight * min(1, c.cover))
	}
}

// addPart credits every article in the list with a part of a term.
func (w *scratch) addPart(list []posting, term uint32, weight, cover float64) {
	for _, p := range list {
		if w.seen[p.number] == 0 {
			w.touched = append(w.touched, p.number)
			w.seen[p.number] = term
		}
		w.score[p.number] += float32(weight)
		w.cover[p.number] += float32(cover)
	}
}
