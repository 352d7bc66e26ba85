package knowledge

import (
	"bytes"

	"github.com/blevesearch/bleve/v2/analysis"
)

// detector tells the language of a question by its small words: no two languages share many of them.
type detector struct {
	languages []*language
	tells     map[string]int // by word: the one language, counted from 0, that has it among its stop words
}

func newDetector(languages []*language) detector {
	d := detector{languages: languages, tells: map[string]int{}}
	shared := map[string]bool{}
	for i, l := range languages {
		for word := range l.stop {
			if _, taken := d.tells[word]; taken {
				shared[word] = true
			}
			d.tells[word] = i
		}
	}
	for word := range shared {
		delete(d.tells, word)
	}
	return d
}

// detect gives the language that most words speak for, or the one given when no language has the most.
func (d detector) detect(words analysis.TokenStream, otherwise *language) *language {
	votes := make([]int, len(d.languages))
	for _, word := range words {
		if i, tells := d.tells[string(word.Term)]; tells {
			votes[i]++
		}
		for i, l := range d.languages {
			if bytes.ContainsAny(word.Term, l.letters) {
				votes[i]++
			}
		}
	}
	best, most := otherwise, 0
	for i, n := range votes {
		switch {
		case n > most:
			best, most = d.languages[i], n
		case n == most:
			best = otherwise
		}
	}
	return best
}
