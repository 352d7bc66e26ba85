package knowledge

import (
	"hash/fnv"

	"github.com/blevesearch/bleve/v2/analysis"
)

// sureOfExact is the probability that an article answers a question that it holds word for word.
const sureOfExact = 0.95

// askKey stands for the words of a question, whatever stands between them and however they are capitalised.
func askKey(words analysis.TokenStream) uint64 {
	h := fnv.New64a()
	for _, word := range words {
		_, _ = h.Write(word.Term) // a hash takes everything
		_, _ = h.Write([]byte{' '})
	}
	return h.Sum64()
}

// askKeys stand for the question of an article and its phrasings.
func (e *Engine) askKeys(a Article) []uint64 {
	keys := append(make([]uint64, 0, 1+len(a.Phrasings)), askKey(e.words.Analyze([]byte(clean(a.Question)))))
	for _, phrasing := range a.Phrasings {
		keys = append(keys, askKey(e.words.Analyze([]byte(clean(phrasing)))))
	}
	for _, l := range a.Learnt {
		if l.Weight >= 1 {
			keys = append(keys, askKey(e.words.Analyze([]byte(clean(l.Text)))))
		}
	}
	return keys
}

// addExact notes in which words an article says that it is asked for. Words that two articles claim are nobody's.
func (s *snapshot) addExact(e *entry) {
	for _, key := range e.Asked {
		if other, taken := s.exact[key]; taken && (other == nil || other.id() != e.id()) {
			s.exact[key] = nil
			continue
		}
		s.exact[key] = e
	}
}

// putFirst puts the article that holds the question word for word before all others.
func (s *snapshot) putFirst(candidates []Candidate, words analysis.TokenStream, spoken *language) ([]Candidate, bool) {
	if len(words) == 0 {
		return candidates, false
	}
	asked := s.exact[askKey(words)]
	if asked == nil {
		return candidates, false
	}
	if counterpart := s.entries[documentID(spoken.code, asked.id())]; counterpart != nil {
		asked = counterpart
	}
	first := []Candidate{{ID: asked.id(), Language: asked.language(), Title: asked.Title, Probability: sureOfExact}}
	for _, c := range candidates {
		if c.ID != asked.id() {
			c.Probability *= 1 - sureOfExact
			first = append(first, c)
		}
	}
	return first[:min(len(first), maxRanked)], true
}
