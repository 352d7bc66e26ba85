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
