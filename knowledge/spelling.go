package knowledge

import (
	"fmt"
	"unicode/utf8"

	index "github.com/blevesearch/bleve_index_api"
)

// spelling is the words that articles are asked for with, by their first letter and by their number of letters. Bleve's own
// search for similar words costs a third of a millisecond for each; going through the few that can be meant costs some
// microseconds.
type spelling struct {
	words map[initial][]spelt
	tails map[string][]spelt // by all but the first letter, for those who get that one wrong
}

type initial struct {
	letter  rune
	letters int // of the whole word
}

type spelt struct {
	word     string
	articles uint64
}

func newSpelling(reader index.IndexReader, field string) (*spelling, error) {
	entries, err := reader.FieldDict(field)
	if err != nil {
		return nil, fmt.Errorf("read the words of the index: %w", err)
	}
	defer entries.Close()
	s := &spelling{words: map[initial][]spelt{}, tails: map[string][]spelt{}}
	for {
		entry, err := entries.Next()
		if err != nil {
			return nil, fmt.Errorf("read the words of the index: %w", err)
		}
		if entry == nil {
			return s, nil
		}
		s.add(spelt{word: entry.Term, articles: entry.Count})
	}
}

func (s *spelling) add(word spelt) {
	first, size := utf8.DecodeRuneInString(word.word)
	at := initial{first, utf8.RuneCountInString(word.word)}
	s.words[at] = append(s.words[at], word)
	s.tails[word.word[size:]] = append(s.tails[word.word[size:]], word)
}

// correct finds the word that this one may be with a typing error: of several the one with the likelier error, and then the
// one that most articles are asked for with. It gives "" when there is none.
func (s *spelling) correct(word string) string {
	var best spelt
	likeliest := noSlip
	consider := func(others []spelt) {
		for _, other := range others {
			slip := slipOf(word, other.word)
			if slip > likeliest || slip == likeliest && slip != noSlip && other.articles > best.articles {
				best, likeliest = other, slip
			}
		}
	}
	first, size := utf8.DecodeRuneInString(word)
	letters := utf8.RuneCountInString(word)
	for length := letters - 1; length <= letters+1; length++ {
		consider(s.words[initial{first, length}])
	}
	rest := word[size:]
	_, size = utf8.DecodeRuneInString(rest)
	for _, tail := range []string{rest, word, rest[size:], string(first) + rest[size:]} { // exchanged, left out, added, swapped
		consider(s.tails[tail])
	}
	return best.word
}
