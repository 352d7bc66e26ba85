package transfer

import (
	"fmt"
	"hash/fnv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"deskhand/knowledge"
)

const maxSlug = 60 // characters of an id: it is a file's name

// ascii spells the letters that are no letter of the alphabet with something on it.
var ascii = strings.NewReplacer("æ", "ae", "ø", "o", "å", "a", "ß", "ss", "đ", "d", "ð", "d", "þ", "th", "ł", "l", "œ", "oe", "ı", "i")

// slug makes an id of a text: its words in small letters of the alphabet, joined by hyphens. It is empty when the text has none.
func slug(text string) string {
	text = ascii.Replace(strings.ToLower(text))
	var out strings.Builder
	gap := false
	for _, r := range norm.NFD.String(strings.ReplaceAll(text, "'", "")) {
		switch {
		case unicode.Is(unicode.Mn, r), r == '’':
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			if gap && out.Len() > 0 {
				out.WriteByte('-')
			}
			gap = false
			out.WriteRune(r)
		default:
			gap = true
		}
	}
	id := out.String()
	if len(id) <= maxSlug {
		return id
	}
	id = id[:maxSlug]
	if hyphen := strings.LastIndexByte(id, '-'); hyphen > maxSlug/2 {
		id = id[:hyphen]
	}
	return strings.TrimRight(id, "-")
}

// articleID is the slug of a question, with a mark of its own behind it when another article has that already. It
// depends on the question and nothing that changes from one export to the next.
func articleID(question string, taken func(id string) bool) string {
	id := slug(question)
	if id == "" {
		id = "article"
	} else if !taken(id) {
		return id
	}
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(knowledge.Normal(question)))
	return fmt.Sprintf("%s-%08x", id, hash.Sum32())
}
