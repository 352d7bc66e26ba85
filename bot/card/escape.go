package card

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// escape is a text as Markdown that reads as that text. It escapes only what Markdown would take for its own: the
// clients on phones show the backslashes.
func escape(text string) string { return separate(escapeSpan(text)) }

// escapeSpan is escape for a part of a line.
func escapeSpan(text string) string {
	text = inert(text)
	var b strings.Builder
	before := ' '
	for i, c := range text {
		if isMark(before, text[i:]) {
			b.WriteByte('\\')
		}
		b.WriteRune(c)
		before = c
	}
	return b.String()
}

var entity = regexp.MustCompile(`^&[#0-9A-Za-z]{1,40};`)

// isMark reports whether the first character of a text that goes on after another character means something to
// Markdown, wherever in a line it stands.
func isMark(before rune, text string) bool {
	switch text[0] {
	case '`', '*', '[', ']', '<', '~':
		return true
	case '_': // within a word it is a part of the word
		after, _ := utf8.DecodeRuneInString(text[1:])
		return !isWord(before) || !isWord(after)
	case '\\': // before anything else it is a backslash
		return len(text) == 1 || text[1] == '\n' || text[1] < utf8.RuneSelf && unicode.In(rune(text[1]), unicode.P, unicode.S)
	case '&':
		return entity.MatchString(text)
	}
	return false
}

func isWord(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }

// separate keeps the beginnings of lines from being taken for those of lists, headings, quotations and code, and makes
// each line a paragraph, without which Markdown would join them.
func separate(markdown string) string {
	rows := strings.Split(markdown, "\n")
	for i, row := range rows {
		row = strings.TrimLeft(row, " ")
		if at := blockMark(row); at >= 0 {
			row = row[:at] + `\` + row[at:]
		}
		rows[i] = row
	}
	return strings.Join(rows, "\n\n")
}

// blockMark is where a line has what makes it more than text to Markdown, or -1.
func blockMark(row string) int {
	at := len(row) - len(strings.TrimLeft(row, "0123456789"))
	if at == len(row) {
		return -1
	}
	alone := at+1 == len(row) || row[at+1] == ' '
	switch c := row[at]; {
	case at == 0 && (c == '>' || c == '#' || c == '-' || c == '+' && alone):
		return at
	case at > 0 && (c == '.' || c == ')') && alone:
		return at
	}
	return -1
}
