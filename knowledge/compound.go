package knowledge

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// leastPart is how many letters a word has at least that others are made of.
const leastPart = 3

// makes is how much of a word the words that articles are asked for with make up, from 0 to 1, as "godkjenning" and "flyt" do of
// "godkjenningsflyt". Small words are no parts: they are in any word.
func (s *spelling) makes(word string, small func(part string) bool) float64 {
	letters := []rune(word)
	made := make([]int, len(letters)+1) // of the letters up to there, how many at most
	for to := 1; to <= len(letters); to++ {
		made[to] = made[to-1]
		for from := to - leastPart; from >= 0; from-- {
			if now := made[from] + to - from; now > made[to] {
				if part := string(letters[from:to]); s.has(part) && !small(part) {
					made[to] = now
				}
			}
		}
	}
	return float64(made[len(letters)]) / float64(max(1, len(letters)))
}

// has reports whether articles are asked for with a word.
func (s *spelling) has(word string) bool {
	first, _ := utf8.DecodeRuneInString(word)
	_, known := slices.BinarySearchFunc(s.words[initial{first, utf8.RuneCountInString(word)}], word,
		func(a spelt, b string) int { return cmp.Compare(a.word, b) })
	return known
}
