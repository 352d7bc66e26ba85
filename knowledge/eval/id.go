package eval

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// longestID keeps a label that is a whole sentence from becoming an unwieldy id.
const longestID = 60

// foreign are letters that don't come apart into one of the alphabet and a mark.
var foreign = strings.NewReplacer("æ", "ae", "ø", "o", "å", "a", "ß", "ss", "ð", "d", "þ", "th", "ł", "l", "œ", "oe")

// newID makes an id for an article out of a label, with the words of the label as far as ids allow them: "transfer_money"
// becomes "transfer-money". None of those taken comes again.
func newID(label string, taken map[string]bool) string {
	var id strings.Builder
	var before rune
	for _, letter := range norm.NFKD.String(label) {
		if unicode.IsUpper(letter) && unicode.IsLower(before) { // transferMoney
			id.WriteByte(' ')
		}
		before = letter
		switch plain := foreign.Replace(string(unicode.ToLower(letter))); {
		case unicode.Is(unicode.Mn, letter):
		case strings.Trim(plain, "abcdefghijklmnopqrstuvwxyz0123456789") == "":
			id.WriteString(plain)
		default:
			id.WriteByte(' ')
		}
	}
	slug := strings.Join(strings.Fields(id.String()), "-")
	slug = strings.TrimRight(slug[:min(len(slug), longestID)], "-")
	if slug == "" {
		slug = "article"
	}
	unique := slug
	for n := 2; taken[unique]; n++ {
		unique = slug + "-" + strconv.Itoa(n)
	}
	taken[unique] = true
	return unique
}
