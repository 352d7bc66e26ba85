package knowledge

import (
	"bytes"
	"cmp"
	"context"
	"unicode/utf8"

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

// detect gives the language that most words speak for, or nil when no language has the most.
func (d detector) detect(words analysis.TokenStream) *language {
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
	var best *language
	most := 0
	for i, n := range votes {
		switch {
		case n > most:
			best, most = d.languages[i], n
		case n == most:
			best = nil
		}
	}
	return best
}

// spoken is the language of a question. Where its small words don't tell, it is the asker's; unless that is English, which
// everybody mixes in, and the articles know words of it in another language alone.
func (e *Engine) spoken(ctx context.Context, s *snapshot, words analysis.TokenStream, asker string) (*language, error) {
	own := e.language(asker)
	if found := e.detector.detect(words); found != nil || own != e.languages[0] {
		return cmp.Or(found, own), nil
	}
	for _, l := range e.languages[1:] {
		only, err := s.onlyIn(ctx, l, own, words)
		if err != nil || only {
			return l, err
		}
	}
	return own, nil
}

// onlyIn reports whether the articles in one language have words of a question that those in another lack, and not the other way
// round. What is short may be anything.
func (s *snapshot) onlyIn(ctx context.Context, one, other *language, words analysis.TokenStream) (bool, error) {
	only := false
	for _, word := range words {
		if utf8.RuneCount(word.Term) < minTypo {
			continue
		}
		here, err := s.shelves[one.code].has(ctx, word.Term)
		if err != nil {
			return false, err
		}
		there, err := s.shelves[other.code].has(ctx, word.Term)
		if err != nil || there && !here {
			return false, err
		}
		only = only || here && !there
	}
	return only, nil
}
