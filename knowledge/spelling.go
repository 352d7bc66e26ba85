package knowledge

import (
	"fmt"
	"slices"
	"unicode/utf8"

	index "github.com/blevesearch/bleve_index_api"
)

// spelling is the words that articles are asked for with, by their first letter, which hardly anybody gets wrong, and by
// their number of letters. Bleve's own search for similar words costs a third of a millisecond for each; going through the
// few that can be meant costs some microseconds.
type spelling struct {
	words map[initial][]spelt
	tails map[string][]spelt // long words by all but their first letter, for those who get that one wrong
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
	letters := utf8.RuneCountInString(word.word)
	at := initial{first, letters}
	s.words[at] = append(s.words[at], word)
	if letters >= longWord-1 {
		s.tails[word.word[size:]] = append(s.tails[word.word[size:]], word)
	}
}

// longWord is from how many letters on a word is told by the rest of them when the first is wrong.
const longWord = 6

// correct finds the word that this one may be with a typing error, and of several the one that most articles are asked
// for with. It gives "" when there is none.
func (s *spelling) correct(word string) string {
	var best spelt
	first, _ := utf8.DecodeRuneInString(word)
	letters := utf8.RuneCountInString(word)
	for length := letters - 1; length <= letters+1; length++ {
		for _, other := range s.words[initial{first, length}] {
			if other.articles > best.articles && slip(word, other.word) {
				best = other
			}
		}
	}
	if best.word == "" && letters >= longWord {
		return s.otherwiseBegun(word)
	}
	return best.word
}

// otherwiseBegun finds the word that this one may be with an error in its first letter.
func (s *spelling) otherwiseBegun(word string) string {
	first, size := utf8.DecodeRuneInString(word)
	second, next := utf8.DecodeRuneInString(word[size:])
	rest := word[size+next:]
	var best spelt
	look := func(tail string, begins func(rune) bool) {
		for _, other := range s.tails[tail] {
			if initial, _ := utf8.DecodeRuneInString(other.word); other.articles > best.articles && begins(initial) {
				best = other
			}
		}
	}
	look(word[size:], func(rune) bool { return true })                 // another letter
	look(word, func(rune) bool { return true })                        // it is missing
	look(rest, func(r rune) bool { return r == second })               // there is one too many
	look(string(first)+rest, func(r rune) bool { return r == second }) // it has changed places with the second
	return best.word
}

// slip reports whether a word that may be a rare one is rather another with a typing error. Hardly anybody gets the first
// letter wrong, and short words with one letter exchanged are words themselves: "like" is no lake.
func slip(word, other string) bool {
	first, _ := utf8.DecodeRuneInString(word)
	otherFirst, _ := utf8.DecodeRuneInString(other)
	if first != otherFirst || !oneEdit(word, other) {
		return false
	}
	letters := utf8.RuneCountInString(word)
	return letters > minTypo || utf8.RuneCountInString(other) != letters || sameLetters(word, other)
}

// sameLetters reports whether two words differ in the order of their letters alone.
func sameLetters(a, b string) bool {
	x, y := []rune(a), []rune(b)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

// oneEdit reports whether two different words become the same when one letter is left out, added or exchanged, or
// swapped with the next.
func oneEdit(a, b string) bool {
	for a != "" && b != "" && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for a != "" && b != "" && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	// What is left may begin or end within a letter of several bytes; each such piece counts as a letter all the same.
	inA, inB := utf8.RuneCountInString(a), utf8.RuneCountInString(b)
	if inA == 2 && inB == 2 {
		first, size := utf8.DecodeRuneInString(a)
		second, _ := utf8.DecodeRuneInString(a[size:])
		return b == string([]rune{second, first})
	}
	return inA <= 1 && inB <= 1
}
