package knowledge

import (
	"bytes"
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/blevesearch/bleve/v2/analysis"
)

// A question is worked in bounded time, however long: what it is about is said early on.
const (
	maxQuestionBytes = 4 << 10
	maxQuestionWords = 200
)

// clean takes out of a question what is not its words: markup, control characters, bytes that are no text.
func clean(question string) string {
	question = question[:min(len(question), maxQuestionBytes)]
	question = html.UnescapeString(withoutTags(strings.ToValidUTF8(question, " ")))
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return ' '
		}
		return r
	}, question)
}

// code is what stands in HTML and is no text.
var code = regexp.MustCompile(`(?is)<script\b.*?</script\s*>|<style\b.*?</style\s*>`)

// withoutTags puts a space in the place of what looks like HTML tags: "<at>", "</p>", "<br/>", but not "a < b".
func withoutTags(text string) string {
	if !strings.Contains(text, "<") {
		return text
	}
	text = code.ReplaceAllLiteralString(text, " ")
	var out strings.Builder
	for text != "" {
		before, tag, found := strings.Cut(text, "<")
		out.WriteString(before)
		if !found {
			break
		}
		name := strings.TrimPrefix(tag, "/")
		end := strings.IndexByte(tag, '>')
		if end < 0 || name == "" || !isLetter(name[0]) && name[0] != '!' {
			out.WriteByte(' ')
			text = tag
			continue
		}
		out.WriteByte(' ')
		text = tag[end+1:]
	}
	return out.String()
}

func isLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

// term is a word of a question as the index knows it.
type term struct {
	text []byte
	word []byte // as it was asked
	stop bool
	also []alternative // other words for it
}

// terms applies the language to the words of a question. Each term is there once.
func (l *language) terms(words analysis.TokenStream) []term {
	tokens := make([]analysis.Token, len(words))
	stems := make(analysis.TokenStream, len(words))
	for i, word := range words {
		tokens[i].Term = word.Term // the filter leaves the bytes alone, but not the token
		stems[i] = &tokens[i]
	}
	stems = l.stem.Filter(stems)
	terms := make([]term, 0, len(words))
	for i, word := range words {
		stem := stems[i].Term
		if !slices.ContainsFunc(terms, func(t term) bool { return bytes.Equal(t.text, stem) }) {
			terms = append(terms, term{text: stem, word: word.Term, stop: l.stop[string(word.Term)]})
		}
	}
	return terms
}

// names counts the words that say more than how somebody speaks, up to two: it takes no more to be a question.
func (l *language) names(words analysis.TokenStream) int {
	count, first := 0, ""
	for _, word := range words {
		if text := string(word.Term); !l.stop[text] && text != first {
			if count++; count == 2 {
				break
			}
			first = text
		}
	}
	return count
}
