package knowledge

import (
	"cmp"
	"fmt"
	"slices"
	"unicode/utf8"

	index "github.com/blevesearch/bleve_index_api"
)

// spelling is the words that articles are asked for with, by their first letter and by their number of letters. Bleve's own
// search for similar words costs a third of a millisecond for each; going through the few that can be meant costs some
// microseconds.
type spelling struct {
	words  map[initial][]spelt
	byTail []spelt // in the order of all but the first letter, for those who get that one wrong
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
	var words []spelt
	for {
		entry, err := entries.Next()
		if err != nil {
			return nil, fmt.Errorf("read the words of the index: %w", err)
		}
		if entry == nil {
			return spellingOf(words), nil
		}
		words = append(words, spelt{word: entry.Term, articles: entry.Count})
	}
}

func spellingOf(words []spelt) *spelling {
	s := &spelling{words: map[initial][]spelt{}, byTail: words}
	for _, word := range words {
		first, _ := utf8.DecodeRuneInString(word.word)
		at := initial{first, utf8.RuneCountInString(word.word)}
		s.words[at] = append(s.words[at], word)
	}
	slices.SortStableFunc(s.byTail, func(a, b spelt) int { return cmp.Compare(tail(a.word), tail(b.word)) })
	return s
}

// tail is all of a word but its first letter.
func tail(word string) string {
	_, size := utf8.DecodeRuneInString(word)
	return word[size:]
}

// endingIn lists the words with that tail.
func (s *spelling) endingIn(of string) []spelt {
	from, _ := slices.BinarySearchFunc(s.byTail, of, func(word spelt, of string) int { return cmp.Compare(tail(word.word), of) })
	to := from
	for to < len(s.byTail) && tail(s.byTail[to].word) == of {
		to++
	}
	return s.byTail[from:to]
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
	first, _ := utf8.DecodeRuneInString(word)
	letters := utf8.RuneCountInString(word)
	for length := letters - 1; length <= letters+1; length++ {
		consider(s.words[initial{first, length}])
	}
	rest := tail(word)
	for _, ending := range []string{rest, word, tail(rest), string(first) + tail(rest)} { // exchanged, left out, added, swapped
		consider(s.endingIn(ending))
	}
	return best.word
}
