package knowledge

import (
	"context"
	"math"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
	index "github.com/blevesearch/bleve_index_api"
)

// shelf is what a snapshot holds in one language.
type shelf struct {
	language        *language
	articles        int
	ask, body, gram *postings
	spelling        *spelling
	synonyms        synonyms
}

// gram is a part of a word, or a word that stands for it, and how much of the word it makes up.
type gram struct {
	list []posting
	part float64
}

// newShelf makes a shelf of an index. What is read of it is kept with that of the other languages.
func newShelf(reader index.IndexReader, l *language, entries map[string]*entry, read *kept[listed]) (*shelf, error) {
	s := &shelf{language: l}
	askWords, bodyWords := 0, 0
	for _, e := range entries {
		if e.language() == l.code {
			s.articles++
			askWords += e.AskWords
			bodyWords += e.BodyWords
		}
	}
	count := max(1, float64(s.articles))
	s.ask = &postings{reader: reader, field: l.ask.name, pivot: max(1, float64(askWords)/count), kept: read}
	s.body = &postings{reader: reader, field: l.body.name, pivot: max(1, float64(bodyWords)/count), kept: read}
	if l.gram.name != "" {
		s.gram = &postings{reader: reader, field: l.gram.name, pivot: 1, kept: read}
	}
	var err error
	s.spelling, err = newSpelling(reader, l.word.name)
	return s, err
}

// find looks a term up. A word that no article is asked for with may be called something else there, or be a compound of
// words that are.
func (s *shelf) find(ctx context.Context, t term) (placed, error) {
	f, err := s.exactly(ctx, t)
	if err != nil || len(f.ask) > 0 {
		return f, err
	}
	if f.also, err = s.others(ctx, t.also); err != nil {
		return f, err
	}
	if t.stop || s.gram == nil || utf8.RuneCount(t.word) < minTypo {
		return f, nil
	}
	f.made = s.spelling.makes(string(t.word), func(part string) bool { return s.language.stop[part] })
	f.grams, err = s.grams(ctx, t.word)
	return f, err
}

// others looks up the words that may stand for a term.
func (s *shelf) others(ctx context.Context, also []alternative) ([]gram, error) {
	if len(also) == 0 {
		return nil, nil
	}
	all := make([]gram, 0, len(also))
	for _, a := range also {
		found, err := s.ask.of(ctx, s.language.terms(analysis.TokenStream{{Term: a.word}})[0].text)
		if err != nil {
			return nil, err
		}
		all = append(all, gram{list: found.list, part: a.part})
	}
	return all, nil
}

// exactly looks up a term as it is.
func (s *shelf) exactly(ctx context.Context, t term) (placed, error) {
	var f placed
	ask, err := s.ask.of(ctx, t.text)
	if err != nil {
		return f, err
	}
	var body listed
	if !t.stop {
		if body, err = s.body.of(ctx, t.text); err != nil {
			return f, err
		}
	}
	f.ask, f.body = ask.list, body.list
	f.most = float64(ask.most) + bodyWeight*float64(body.most)
	f.weight = s.rarity(max(len(f.ask), len(f.body)))
	if t.stop {
		f.weight *= stopWeight
	}
	return f, nil
}

// rarity is how much it tells that an article has what that many have.
func (s *shelf) rarity(articles int) float64 {
	return rarity(float64(s.articles), float64(articles))
}

func rarity(all, have float64) float64 { return math.Log(1 + (all-have+0.5)/(have+0.5)) }

// grams takes a word apart, as it was done with the words of the articles.
func (s *shelf) grams(ctx context.Context, word []byte) ([]gram, error) {
	tokens := s.language.parts.Filter(analysis.TokenStream{{Term: word}})
	grams := make([]gram, 0, len(tokens))
	sum := 0.0
	for _, token := range tokens {
		found, err := s.gram.of(ctx, token.Term)
		if err != nil {
			return nil, err
		}
		weight := s.rarity(len(found.list))
		sum += weight
		grams = append(grams, gram{list: found.list, part: weight})
	}
	for i := range grams {
		grams[i].part /= sum
	}
	return grams, nil
}
