package knowledge

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Said is what somebody said about an article and a question.
type Said string

// What can be said. The first three teach, the fourth counts against, the last is about all that were offered.
const (
	SaidHelped   Said = "helped"   // the article helped
	SaidChosen   Said = "chosen"   // of several, it was this one
	SaidTicket   Said = "ticket"   // whoever worked the ticket linked the article to it
	SaidRejected Said = "rejected" // the article was not it
	SaidNone     Said = "none"     // none of those offered was it
)

// Evidence is one thing that somebody said about which article answers a question, with the question at hand.
type Evidence struct {
	ID         string // of the event; the same one counts once
	At         time.Time
	Said       Said
	Subject    string   // the question, or the ticket, that it was said about
	PersonID   string   // who said it
	AskerID    string   // who asked: mostly the same
	Language   string   // of the question
	Question   string   // in the words of the asker
	ArticleID  string   // empty for SaidNone
	Candidates []string // for SaidRejected and SaidNone: the articles that the engine had found for the question
}

// voice is whose opinion the evidence is. For a ticket it's the requester's, since the words are theirs: the desk only
// confirms them, and must not run out of votes on a busy day.
func (e Evidence) voice() string {
	if e.Said == SaidTicket {
		return e.AskerID
	}
	return e.PersonID
}

// weighed is what was said, by what it is worth: a requester who links their own ticket has only chosen.
func (e Evidence) weighed() Said {
	if e.Said == SaidTicket && e.PersonID == e.AskerID {
		return SaidChosen
	}
	return e.Said
}

// inOrder is the evidence by time, each piece once, so that every replica hears the same story.
func inOrder(evidence []Evidence) []Evidence {
	sorted := slices.Clone(evidence)
	slices.SortFunc(sorted, func(a, b Evidence) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	return slices.CompactFunc(sorted, func(a, b Evidence) bool { return a.ID == b.ID })
}

// A phrasing that is learnt has at most so many characters: what is longer tells a story, whose words fit any article. A
// single word names a subject and not what is wanted of it, and would put one article before all others on that subject. Of two
// words one mostly says whose it is: that none answers "my flow" says nothing about other questions on flows.
const (
	maxTaught  = 300
	minTaught  = 2 // words
	minOutside = 3 // … of a question that no article answers
)

// NormalWords is a text reduced to its words, in one form of Unicode and in lower case, with single spaces between: two
// phrasings with the same are the same. Applied twice, it changes nothing more.
func NormalWords(text string) string {
	text = strings.ToLower(norm.NFKC.String(strings.ToLower(clean(text))))
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\'' || r == '’': // "doesn't" is one word
			return -1
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			return r
		}
		return ' '
	}, norm.NFKC.String(text))
	words := strings.Fields(text)
	text = strings.Join(words, " ")
	if len(text) > maxQuestionBytes { // some characters are spelt out
		text = text[:strings.LastIndexByte(text[:maxQuestionBytes+1], ' ')+1]
	}
	return strings.TrimSpace(text)
}

// teachable reports whether a question is fit to be a phrasing, which takes so many words.
func teachable(question, words string, least int) bool {
	return utf8.RuneCountInString(question) <= maxTaught && strings.Count(words, " ") >= least-1
}

// readable is a question on one line, without what no terminal or index should meet.
func readable(question string) string { return strings.Join(strings.Fields(clean(question)), " ") }
