package knowledge

import (
	"strings"
	"unicode/utf8"
)

// slip is what may have become of a word on the way through the fingers, the likelier the higher.
type slip int

const (
	noSlip   slip = iota // it is another word
	misspelt             // a letter is wrong, or too many
	leftOut              // a letter is missing
	mistyped             // two letters changed places, one was struck twice, or its neighbour's key was struck
)

// longWord is from how many letters on a word is told by the rest of them, whatever is wrong with the first.
const longWord = 6

// slipOf is how one word, which may be a rare one, may be another with one typing error. Short words with one letter
// exchanged are often words themselves, so that there only the fingers are to blame: "likr" is like, and lake is lake. And
// hardly anybody forgets how a word begins.
func slipOf(word, other string) slip {
	before, wrong, right, after := apart(word, other)
	slip := slipBetween(before, []rune(wrong), []rune(right), after)
	letters := utf8.RuneCountInString(word)
	begins := before != "" || letters >= longWord
	switch {
	case slip == leftOut && begins && letters >= minTypo-1:
	case slip == mistyped && letters >= minTypo:
	case slip == misspelt && begins && letters > minTypo:
	default:
		return noSlip
	}
	return slip
}

// Mistyped reports whether a word may be another after one slip of the fingers: two letters changed places, one was left out
// or struck twice, or its neighbour's key was struck. Short words can't be told by the rest of them.
func Mistyped(word, meant string) bool {
	return utf8.RuneCountInString(meant) >= minTypo && slipOf(word, meant) >= leftOut
}

// slipBetween is how what is wrong may have become of what is right, between the letters before and after it.
func slipBetween(before string, wrong, right []rune, after string) slip {
	switch {
	case len(wrong) == 0 && len(right) == 1:
		return leftOut
	case len(wrong) == 1 && len(right) == 0:
		last, _ := utf8.DecodeLastRuneInString(before)
		next, _ := utf8.DecodeRuneInString(after)
		if w := wrong[0]; w == last || sideBySide(w, last) || sideBySide(w, next) {
			return mistyped
		}
		return misspelt
	case len(wrong) == 1 && len(right) == 1:
		if sideBySide(wrong[0], right[0]) {
			return mistyped
		}
		return misspelt
	case len(wrong) == 2 && len(right) == 2 && wrong[0] == right[1] && wrong[1] == right[0]:
		return mistyped
	}
	return noSlip
}

// apart divides two words into what they begin with together, what differs, and what they end with together.
func apart(a, b string) (before, inA, inB, after string) {
	start := 0
	for start < len(a) && start < len(b) {
		x, size := utf8.DecodeRuneInString(a[start:])
		if y, _ := utf8.DecodeRuneInString(b[start:]); x != y {
			break
		}
		start += size
	}
	before, inA, inB = a[:start], a[start:], b[start:]
	for inA != "" && inB != "" {
		x, size := utf8.DecodeLastRuneInString(inA)
		if y, _ := utf8.DecodeLastRuneInString(inB); x != y {
			break
		}
		inA, inB = inA[:len(inA)-size], inB[:len(inB)-size]
	}
	return before, inA, inB, a[start+len(inA):]
}

// keyRows are the letters of a Norwegian keyboard; an English one has the same, and fewer.
const keyRows = "qwertyuiopå asdfghjkløæ zxcvbnm"

// sideBySide reports whether the keys of two letters lie side by side.
func sideBySide(a, b rune) bool {
	at := strings.IndexRune(keyRows, a)
	if at < 0 || a == ' ' || b == ' ' {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(keyRows[:at])
	after, _ := utf8.DecodeRuneInString(keyRows[at+utf8.RuneLen(a):])
	return b == before || b == after
}
