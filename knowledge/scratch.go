package knowledge

// scratch is the working memory of one search: a place for each document.
type scratch struct {
	score, cover []float32
	seen         []uint32 // the last term, counted from 1, that covered the document
	touched      []uint32
	found        []placed

	few     bool // only some can still be among the best (see narrow)
	leading []uint32
}

// placed is where the index has a term of the question, or in its stead parts of the word.
type placed struct {
	ask, body []posting
	grams     []gram
	made      float64 // how much of it known words make up
	also      []gram  // other words for it
	weight    float64 // by how few articles have it
	most      float64 // the most that ask and body give to one article, where 1 is all
}

// known reports whether some article has the term, or another word for it.
func (p placed) known() bool { return len(p.ask) > 0 || len(p.body) > 0 || len(p.also) > 0 }

// unknown is how far no article has the term, from 0 to 1: of a compound, it may have some parts.
func (p placed) unknown() float64 {
	if p.known() {
		return 0
	}
	share := 1.0
	for _, g := range p.grams {
		if len(g.list) > 0 {
			share -= g.part
		}
	}
	return max(0, share)
}

// strange is how far nobody here has written the term, from 0 to 1. Of any word some article has some letters; of what is strange,
// no word of theirs.
func (p placed) strange() float64 {
	if p.known() {
		return 0
	}
	return 1 - p.made
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
	clear(w.found) // or they would hold on to what is dropped elsewhere
	w.touched, w.found = w.touched[:0], w.found[:0]
	w.few, w.leading = false, w.leading[:0]
}
