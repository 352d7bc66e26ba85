package eval

import (
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
)

// shortestMisspelt is how many letters a word has that gets a typing error: in shorter ones nobody could tell what was meant.
const shortestMisspelt = 4

// keys are the rows of a Norwegian keyboard, whose letters are where the English ones are.
var keys = [...]string{"qwertyuiopå", "asdfghjkløæ", "zxcvbnm"}

// Misspell puts n typing errors into a text, each into a word of four letters or more as it is by then: a letter is left
// out, joined by one of a key beside it, replaced by that, or changes places with its neighbour. A text without such a
// word stays as it is. The same text and seed give the same errors.
func Misspell(text string, n int, seed uint64) string {
	random := newRandom(seed, text)
	letters := []rune(text)
	for range n {
		words := longWords(letters)
		if len(words) == 0 {
			break
		}
		word := words[random.IntN(len(words))]
		slip := slipped(random, letters[word[0]:word[1]])
		letters = slices.Concat(letters[:word[0]], slip, letters[word[1]:])
	}
	return string(letters)
}

// longWords finds where the words begin and end that may get an error.
func longWords(letters []rune) [][2]int {
	var words [][2]int
	start := 0
	for i := 0; i <= len(letters); i++ {
		if i < len(letters) && unicode.IsLetter(letters[i]) {
			continue
		}
		if i-start >= shortestMisspelt {
			words = append(words, [2]int{start, i})
		}
		start = i + 1
	}
	return words
}

// slipped is a word with one error in it. It always differs from the word.
func slipped(random *rand.Rand, word []rune) []rune {
	at := random.IntN(len(word))
	neighbour, hasNeighbour := nextKey(random, word[at])
	switch random.IntN(4) {
	case 0:
		if hasNeighbour {
			return slices.Insert(slices.Clone(word), at+random.IntN(2), neighbour)
		}
	case 1:
		if hasNeighbour {
			return slices.Concat(word[:at], []rune{neighbour}, word[at+1:])
		}
	case 2:
		if at+1 < len(word) && word[at] != word[at+1] {
			swapped := slices.Clone(word)
			swapped[at], swapped[at+1] = swapped[at+1], swapped[at]
			return swapped
		}
	}
	return slices.Concat(word[:at], word[at+1:])
}

// nextKey is the letter on a key beside that of another, on the left or on the right.
func nextKey(random *rand.Rand, letter rune) (rune, bool) {
	lower := unicode.ToLower(letter)
	for _, row := range keys {
		row := []rune(row)
		at := slices.Index(row, lower)
		if at < 0 {
			continue
		}
		switch at += 1 - 2*random.IntN(2); {
		case at < 0:
			at = 1
		case at == len(row):
			at = len(row) - 2
		}
		if letter != lower {
			return unicode.ToUpper(row[at]), true
		}
		return row[at], true
	}
	return 0, false
}

// newRandom makes the same numbers for the same seed and words.
func newRandom(seed uint64, words ...string) *rand.Rand {
	hash := fnv.New64a()
	hash.Write([]byte(strings.Join(words, "\x00")))
	return rand.New(rand.NewPCG(seed, hash.Sum64())) //nolint:gosec // it must be the same every time, and keeps no secret
}
