package knowledge

import (
	"slices"
	"time"
)

// What one person can move. Nobody asks about one article in many more ways, nor has many more questions on a day; what
// comes beyond that is not heard.
const (
	maxPhrasingsEach = 5  // phrasings of one article, ever
	maxQuestionsADay = 20 // questions that differ in their words, by days in UTC
	maxVotesEach     = 20 // votes, the newest: what the engine believes of itself is for several people to say
)

// voice is what one person says about one question, however often they ask it: their last word on each article, and
// which article answers it in the end. So a person counts once, whatever they press.
type voice struct {
	person, language, words string
	text                    string  // the question as it was first asked
	stands                  []stand // in the order in which the articles were first spoken of

	answer  string // the article that answers the question; "" when settled says that none does
	settled bool
	wrong   []string // articles that were not it

	concluded time.Time
	offered   []string // what the engine had found for the question then, the likeliest first
	outside   bool     // the question is learnt as one that no article answers
}

// stand is a person's last word on an article, for one question.
type stand struct {
	article string
	said    Said
	by      string // who said it: the person, or the desk
	at      time.Time
	ticket  string // that it came from; else empty
}

type (
	question struct{ person, language, words string }
	quota    struct{ person, of string } // of an article, or on a day
)

// hearing makes voices of evidence that comes in the order of time.
type hearing struct {
	judge  judge
	voices map[question]*voice
	order  []*voice // as they were first heard
	used   map[quota]int
}

// hear gives everybody's voice, in the order in which they were first raised.
func hear(evidence []Evidence, rulings Rulings) []*voice {
	h := &hearing{judge: newJudge(rulings), voices: map[question]*voice{}, used: map[quota]int{}}
	for _, e := range inOrder(evidence) {
		if v := h.voice(e); v != nil {
			v.conclude(e)
			h.take(v, e)
		}
	}
	for _, v := range h.order {
		v.outside = h.takesOutside(v)
	}
	return h.order
}

// takesOutside reports whether it is learnt of a voice that no article answers its question. It speaks against those that were
// offered, and so is heard as if it were about the first of them.
func (h *hearing) takesOutside(v *voice) bool {
	if !v.settled || v.answer != "" || !teachable(v.text, v.words, minOutside) {
		return false
	}
	first := ""
	if len(v.offered) > 0 {
		first = v.offered[0]
	}
	return h.judge.hears(Evidence{ArticleID: first, At: v.concluded}) && h.within(quota{v.person, "outside " + first}, maxPhrasingsEach)
}

// voice is the one that the evidence belongs to, or nil when it isn't heard.
func (h *hearing) voice(e Evidence) *voice {
	key := question{e.voice(), e.Language, NormalWords(e.Question)}
	if v := h.voices[key]; v != nil {
		return v
	}
	if key.person == "" || key.words == "" || !h.within(quota{key.person, e.At.UTC().Format(time.DateOnly)}, maxQuestionsADay) {
		return nil
	}
	v := &voice{
		person: key.person, language: key.language, words: key.words, text: readable(e.Question),
	}
	h.voices[key], h.order = v, append(h.order, v)
	return v
}

// within reports whether there is something left of a quota, and uses it.
func (h *hearing) within(q quota, most int) bool {
	if h.used[q] >= most {
		return false
	}
	h.used[q]++
	return true
}

// take makes the evidence the voice's last word on its article.
func (h *hearing) take(v *voice, e Evidence) {
	said := stand{article: e.ArticleID, said: e.weighed(), by: e.PersonID, at: e.At}
	if e.Said == SaidTicket {
		said.ticket = e.Subject // whose earlier link was put right
		v.stands = slices.DeleteFunc(v.stands, func(s stand) bool { return s.ticket == e.Subject && s.article != e.ArticleID })
	}
	if e.ArticleID == "" || !h.judge.hears(e) || !teachable(v.text, v.words, minTaught) {
		return
	}
	i := slices.IndexFunc(v.stands, func(s stand) bool { return s.article == e.ArticleID })
	switch {
	case i < 0:
		if h.within(quota{v.person, "article " + e.ArticleID}, maxPhrasingsEach) {
			v.stands = append(v.stands, said)
		}
	case said.said == SaidChosen && v.stands[i].confirmed(): // to choose it again takes nothing back
	default:
		v.stands[i] = said
	}
}

// confirmed reports whether the article was seen to be the answer, and not only picked by its title.
func (s stand) confirmed() bool { return s.said == SaidHelped || s.said == SaidTicket }

// conclude notes what answers the question in the end, as far as has been said.
func (v *voice) conclude(e Evidence) {
	v.concluded, v.offered = e.At, e.Candidates
	switch e.Said {
	case SaidHelped, SaidChosen, SaidTicket:
		v.answer, v.settled = e.ArticleID, true
		v.wrong = slices.DeleteFunc(v.wrong, func(id string) bool { return id == e.ArticleID })
	case SaidNone:
		v.answer, v.settled = "", true
	case SaidRejected:
		if !slices.Contains(v.wrong, e.ArticleID) {
			v.wrong = append(v.wrong, e.ArticleID)
		}
		switch {
		case !slices.ContainsFunc(e.Candidates, func(id string) bool { return !slices.Contains(v.wrong, id) }):
			v.answer, v.settled = "", true
		case v.answer == e.ArticleID:
			v.answer, v.settled = "", false
		}
	}
}
