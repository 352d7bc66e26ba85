package knowledge

// addAll credits every article with what it has of a term.
func (w *scratch) addAll(f placed, number uint32, weight float64) {
	w.add(f.ask, number, weight, weight)
	w.add(f.body, number, weight*bodyWeight, weight*bodyCover)
	w.addOthers(f.also, number, weight*synonymWeight) // to those that the term itself has not just covered
	for _, g := range f.grams {
		w.addPart(g.list, number, weight*gramWeight*g.part, weight*gramCover*g.part)
	}
}

// add credits every article in the list with a term, and with covering it, once.
func (w *scratch) add(list []posting, term uint32, weight, cover float64) {
	if w.few {
		w.among(list, func(p posting) {
			w.cover[p.number] += float32(cover) * w.first(p.number, term)
			w.score[p.number] += float32(weight) * p.weight
		})
		return
	}
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

// first is 1 when the term covers the document for the first time, and 0 afterwards.
func (w *scratch) first(number, term uint32) float32 {
	if w.seen[number] == term {
		return 0
	}
	w.seen[number] = term
	return 1
}

// addPart credits every article in the list with a part of a term.
func (w *scratch) addPart(list []posting, term uint32, weight, cover float64) {
	if w.few {
		w.among(list, func(p posting) {
			w.score[p.number] += float32(weight)
			w.cover[p.number] += float32(cover)
		})
		return
	}
	for _, p := range list {
		if w.seen[p.number] == 0 {
			w.touched = append(w.touched, p.number)
			w.seen[p.number] = term
		}
		w.score[p.number] += float32(weight)
		w.cover[p.number] += float32(cover)
	}
}

// addOthers credits every article that lacks a term with the words that stand for it: however many an article has of them,
// they are no more than the term would be.
func (w *scratch) addOthers(others []gram, term uint32, weight float64) {
	if len(others) == 0 {
		return
	}
	type credit struct{ score, cover float64 }
	credits := make(map[uint32]credit, len(others))
	for _, o := range others {
		for _, p := range o.list {
			c := credits[p.number]
			credits[p.number] = credit{c.score + o.part*float64(p.weight), c.cover + o.part}
		}
	}
	for number, c := range credits {
		if w.seen[number] == term || w.few && w.seen[number] == 0 {
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
