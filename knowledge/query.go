package knowledge

import (
	"context"
	"slices"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"

	"deskhand/knowledge/linear"
)

// query is a question, taken apart for one language.
type query struct {
	text  string               // as an encoder reads it
	words analysis.TokenStream // with typing errors corrected
	terms []term

	encoded  []float32     // where the encoder puts it; nil without one
	features linear.Vector // of its wording, as a model knows them
	point    []float32     // where it lies in the space of a model
}

// query takes a question apart. What no article says and looks like a word that some do is taken for a typing error.
func (s *shelf) query(ctx context.Context, text string, words analysis.TokenStream) (query, error) {
	q := query{text: text, words: words}
	shift, copied := 0, false
	for i, word := range words {
		meant, err := s.meant(ctx, word.Term)
		if err != nil {
			return query{}, err
		}
		if meant == "" {
			continue
		}
		if !copied {
			q.words, copied = slices.Clone(words), true
		}
		corrected := *word
		corrected.Term = []byte(meant)
		q.words[i] = &corrected
		if from, to := word.Start+shift, word.End+shift; from >= 0 && from <= to && to <= len(q.text) {
			q.text = q.text[:from] + meant + q.text[to:]
			shift += len(meant) - (to - from)
		}
	}
	q.terms = s.language.terms(q.words)
	s.synonyms.expand(q.words, q.terms)
	return q, nil
}

// meant is what was probably meant by a word that no article has, or "".
func (s *shelf) meant(ctx context.Context, word []byte) (string, error) {
	if utf8.RuneCount(word) < minTypo-1 {
		return "", nil
	}
	known, err := s.knows(ctx, word)
	if err != nil || known {
		return "", err
	}
	return s.spelling.correct(string(word)), nil
}

// knows reports whether a word is a small one, or one that any article or the list of synonyms has.
func (s *shelf) knows(ctx context.Context, word []byte) (bool, error) {
	if s.language.stop[string(word)] || s.synonyms.has(word) {
		return true, nil
	}
	return s.has(ctx, word)
}

// has reports whether an article has a word, in whatever form.
func (s *shelf) has(ctx context.Context, word []byte) (bool, error) {
	f, err := s.exactly(ctx, s.language.terms(analysis.TokenStream{{Term: word}})[0])
	return len(f.ask) > 0 || len(f.body) > 0, err
}
