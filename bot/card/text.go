package card

import (
	"strings"
	"unicode"
)

// The longest texts that cards show, in characters. What is longer is cut, with an ellipsis.
const (
	maxTitle = 200
	maxLine  = 400
	maxText  = 2000
)

// clean is a stranger's text without what is not text: control characters, and those that change the direction in
// which the text around them reads. Its lines end in "\n".
func clean(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\r', r == '\u0085', r == '\u2028', r == '\u2029':
			return '\n'
		case r == '\t':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, s)
}

// line is a stranger's text on one line.
func line(s string) string { return strings.Join(strings.Fields(clean(s)), " ") }

// lines is a stranger's text with its line breaks, of which no more than two follow each other.
func lines(s string) string {
	s = strings.TrimSpace(clean(s))
	for strings.Contains(s, "\n\n\n") {
		s = strings.ReplaceAll(s, "\n\n\n", "\n\n")
	}
	return s
}

// clip is s, cut to at most n characters.
func clip(s string, n int) string {
	switch {
	case len(s) <= n:
		return s
	case n < 1:
		return ""
	}
	characters, cut := 0, 0 // cut is where the last of the n characters starts
	for at := range s {
		switch characters {
		case n - 1:
			cut = at
		case n:
			return strings.TrimSpace(s[:cut]) + "…"
		}
		characters++
	}
	return s
}

// inert keeps clients from taking a stranger's text for the two functions that they work out even where nothing is
// markup, {{DATE(…)}} and {{TIME(…)}}: an invisible word joiner breaks their names.
func inert(s string) string {
	s = strings.ReplaceAll(s, "{DATE(", "{\u2060DATE(")
	return strings.ReplaceAll(s, "{TIME(", "{\u2060TIME(")
}
