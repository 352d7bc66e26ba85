package knowledge

import (
	"fmt"
	"strings"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/lang/no"
	"github.com/blevesearch/bleve/v2/analysis/token/length"
	"github.com/blevesearch/bleve/v2/analysis/token/ngram"
	"github.com/blevesearch/bleve/v2/analysis/token/porter"
	"github.com/blevesearch/bleve/v2/analysis/token/stop"
)

// language is how articles in one language are taken apart into terms. Its fields of the index bear its name, so that
// a term is as rare as it is in that language.
type language struct {
	code    string
	letters string            // that no other language has
	stop    analysis.TokenMap // words that say little: they count for less in a question, and not at all in a body
	stem    analysis.TokenFilter
	parts   analysis.TokenFilter // nil where words are not written together

	// The fields of the index.
	ask  field // the question and its phrasings, every word of them
	body field // the answer
	word field // words of the first as people spell them, to correct typing errors against
	gram field // parts of long words, in languages that write "tilgangsforespørsel" as one; else without a name
}

// field is a field of the index, and what makes its terms of words.
type field struct {
	name    string
	filters []analysis.TokenFilter
}

const (
	minTypo = 4  // letters of a word that may be misspelt or taken apart: shorter ones have too many neighbours
	maxWord = 40 // nobody means a longer one
)

// People greet, thank and hesitate in words that bleve's lists of small words lack.
const (
	englishFillers   = "hello hi hey dear please thanks thank sorry really very just also still maybe somehow anymore anyway"
	norwegianFillers = "hei hallo takk vennligst beklager veldig ganske litt gjerne også bare kanskje fortsatt ennå dessverre må"
)

// newLanguages makes the languages, in the order of the folders.
func newLanguages() ([]*language, error) {
	english, err := newLanguage("en", "", englishFillers, en.EnglishStopWords, porter.NewPorterStemmer(), false)
	if err != nil {
		return nil, err
	}
	norwegian, err := newLanguage("nb", "æøå", norwegianFillers, no.NorwegianStopWords, &no.NorwegianStemmerFilter{}, true)
	if err != nil {
		return nil, err
	}
	return []*language{english, norwegian}, nil
}

func newLanguage(code, letters, fillers string, stopWords []byte, stemmer analysis.TokenFilter, compounds bool) (*language, error) {
	stops := analysis.NewTokenMap()
	for word := range strings.FieldsSeq(fillers) {
		stops.AddToken(word)
	}
	if err := stops.LoadBytes(stopWords); err != nil {
		return nil, fmt.Errorf("read the stop words of %s: %w", code, err)
	}
	withoutStops := stop.NewStopTokensFilter(stops)
	l := &language{
		code:    code,
		letters: letters,
		stop:    stops,
		stem:    stemmer,
		ask:     field{code + ".ask", []analysis.TokenFilter{stemmer}},
		body:    field{code + ".body", []analysis.TokenFilter{withoutStops, stemmer}},
		word:    field{code + ".word", []analysis.TokenFilter{length.NewLengthFilter(minTypo-1, maxWord)}},
	}
	if compounds {
		l.parts = ngram.NewNgramFilter(3, 4)
		longWords := length.NewLengthFilter(minTypo, maxWord)
		l.gram = field{code + ".gram", []analysis.TokenFilter{withoutStops, longWords, l.parts}}
	}
	return l, nil
}
