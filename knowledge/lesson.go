package knowledge

import (
	"cmp"
	"slices"
	"time"
)

const (
	// halfWeight is what a phrasing weighs that one person has chosen and nobody has confirmed. outsideAlone is what a question
	// weighs to which one person found no answer, who has seen no more than the titles of a few: it makes an answer a choice for
	// the next who asks in these words, and it takes several that are much the same to make an "I don't know" of it.
	halfWeight   = 0.5
	outsideAlone = 0.1
	// clearly is how many times as much must speak for one article as for the next that is claimed by the same words.
	clearly = 2
	// maxLearnt bounds what one article learns in a language, mostOutside what is known to be answered by none, the newest, and
	// maxVotes what the engine is measured by, the newest.
	maxLearnt   = 200
	mostOutside = 1000
	maxVotes    = 20_000
)

// Lessons are what the engine learns from readers and tickets.
type Lessons struct {
	Learnt  []Learnt  // by article, language and words
	Outside []Outside // by language and words
	Votes   []Vote    // the oldest first
}

// Held says why a phrasing that was taught isn't learnt.
type Held string

// Why a phrasing is held back.
const (
	HeldOutweighed Held = "outweighed" // as many say no as say yes
	HeldContested  Held = "contested"  // another article has as good a claim to these words, or a better one
	HeldRemoved    Held = "removed"    // the help desk took it away
	HeldCrowded    Held = "crowded"    // the article has learnt enough that is better borne out
)

// Taught is a phrasing that somebody taught, with all that is known about it.
type Taught struct {
	Learnt             // its weight is 0 while it is held back; without an article, it is a question that none answers
	Held     Held      // empty: it is learnt
	Teachers []Teacher // the first one first; one for each person
	Against  int       // how many people said that the article was not it

	words   string
	support float64  // what speaks for it, in confirmations
	offered []string // without an article: what the last one who taught it was offered
}

// Teacher is who taught a phrasing, when, and from what: SaidHelped, SaidChosen, SaidTicket or SaidNone.
type Teacher struct {
	PersonID string
	At       time.Time
	From     Said
}

// Learn draws the lessons from everything that was said. It is a pure function: the same evidence and rulings, in
// whatever order, give the same lessons.
//
// A confirmed answer, a choice and a linked ticket each teach the words of the question as a phrasing of the article. A
// person's last word on an article counts, once for each question, and only as many of them as one person may move. A
// phrasing that was only chosen, by one person, weighs half. Whoever says no takes as much from its weight as a
// confirmation adds. Words that several articles claim go to the one for which clearly more speaks, else to none.
//
// Where none of the articles was the answer, that is learnt of the question in the same way: it weighs a tenth until a second
// person says so.
func Learn(evidence []Evidence, rulings Rulings) Lessons {
	voices := hear(evidence, rulings)
	var lessons Lessons
	for _, t := range review(voices, rulings) {
		switch {
		case t.Held != "":
		case t.ArticleID == "":
			lessons.Outside = append(lessons.Outside, t.outside())
		default:
			lessons.Learnt = append(lessons.Learnt, t.Learnt)
		}
	}
	cast := map[string]int{} // by person
	for _, v := range slices.Backward(voices) {
		if v.settled && cast[v.person] < maxVotesEach && len(lessons.Votes) < maxVotes {
			cast[v.person]++
			lessons.Votes = append(lessons.Votes, Vote{Question: v.text, Language: v.language, ArticleID: v.answer})
		}
	}
	slices.Reverse(lessons.Votes)
	return lessons
}

// Review lists every phrasing that was taught, learnt or held back, by article, language and words: for people to look
// through.
func Review(evidence []Evidence, rulings Rulings) []Taught {
	return review(hear(evidence, rulings), rulings)
}

func review(voices []*voice, rulings Rulings) []Taught {
	type key struct{ language, words, article string }
	claims := map[key]*Taught{}
	claim := func(v *voice, article string) *Taught {
		key := key{v.language, v.words, article}
		if claims[key] == nil {
			claims[key] = &Taught{Learnt: Learnt{ArticleID: article, Language: v.language, Text: v.text}, words: v.words}
		}
		return claims[key]
	}
	for _, v := range voices {
		for _, s := range v.stands {
			claim(v, s.article).count(s)
		}
		if v.outside {
			claim(v, "").exclude(v)
		}
	}
	taught := make([]*Taught, 0, len(claims))
	for _, t := range claims {
		if len(t.Teachers) > 0 {
			taught = append(taught, t)
		}
	}
	slices.SortFunc(taught, func(a, b *Taught) int {
		return cmp.Or(cmp.Compare(a.Language, b.Language), cmp.Compare(a.words, b.words), cmp.Compare(a.ArticleID, b.ArticleID))
	})
	judge := newJudge(rulings)
	for rest := taught; len(rest) > 0; {
		same := slices.IndexFunc(rest, func(t *Taught) bool { return t.Language != rest[0].Language || t.words != rest[0].words })
		if same < 0 {
			same = len(rest)
		}
		settle(rest[:same], judge)
		rest = rest[same:]
	}
	return crowd(taught)
}

// count adds a person's last word.
func (t *Taught) count(s stand) {
	switch {
	case s.said == SaidRejected:
		t.Against++
		return
	case s.confirmed():
		t.support++
	default:
		t.support += halfWeight
	}
	t.teach(Teacher{PersonID: s.by, At: s.at, From: s.said})
}

// exclude adds a person to whom no article was the answer.
func (t *Taught) exclude(v *voice) {
	t.support += halfWeight
	if len(t.Teachers) == 0 || !v.concluded.Before(t.last()) {
		t.offered = v.offered
	}
	t.teach(Teacher{PersonID: v.person, At: v.concluded, From: SaidNone})
}

func (t *Taught) teach(by Teacher) {
	t.Teachers = append(t.Teachers, by)
	slices.SortFunc(t.Teachers, func(a, b Teacher) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.PersonID, b.PersonID), cmp.Compare(a.From, b.From))
	})
}

// last is when somebody last taught it.
func (t *Taught) last() time.Time { return t.Teachers[len(t.Teachers)-1].At }

// net is what speaks for a phrasing, less what speaks against it.
func (t *Taught) net() float64 { return t.support - float64(t.Against) }

// weight is how much the phrasing is worth when nothing holds it back.
func (t *Taught) weight() float64 {
	weight := 1.0
	if len(t.Teachers) == 1 {
		weight = alone(t.Teachers[0].From)
	}
	return weight * t.net() / t.support
}

// outside is the phrasing as a question that no article answers.
func (t *Taught) outside() Outside {
	return Outside{Text: t.Text, Language: t.Language, Weight: t.Weight, At: t.last(), Offered: t.offered}
}

// alone is what a phrasing is worth that a single person has taught.
func alone(from Said) float64 {
	switch from {
	case SaidChosen:
		return halfWeight
	case SaidNone:
		return outsideAlone
	}
	return 1
}

// settle decides which of the articles that claim the same words gets them, if any.
func settle(claims []*Taught, judge judge) {
	var best, next float64
	for _, t := range claims {
		switch {
		case judge.removed[wording{t.ArticleID, t.words}]:
			t.Held = HeldRemoved
		case t.net() <= 0:
			t.Held = HeldOutweighed
		case t.net() > best:
			best, next = t.net(), best
		default:
			next = max(next, t.net())
		}
	}
	for _, t := range claims {
		switch {
		case t.Held != "":
		case t.net() < best || best < clearly*next:
			t.Held = HeldContested
		default:
			t.Weight = t.weight()
		}
	}
}

// crowd puts the phrasings in order, and holds back what is least borne out where an article has learnt too much.
func crowd(taught []*Taught) []Taught {
	slices.SortFunc(taught, func(a, b *Taught) int {
		return cmp.Or(
			cmp.Compare(a.ArticleID, b.ArticleID), cmp.Compare(a.Language, b.Language),
			cmp.Compare(b.net(), a.net()), a.older(b), cmp.Compare(a.words, b.words),
		)
	})
	learnt, last := 0, Learnt{}
	all := make([]Taught, len(taught))
	for i, t := range taught {
		if t.ArticleID != last.ArticleID || t.Language != last.Language {
			learnt, last = 0, t.Learnt
		}
		if t.Held == "" {
			if learnt++; learnt > t.most() {
				t.Held, t.Weight = HeldCrowded, 0
			}
		}
		all[i] = *t
	}
	slices.SortFunc(all, func(a, b Taught) int {
		return cmp.Or(cmp.Compare(a.ArticleID, b.ArticleID), cmp.Compare(a.Language, b.Language), cmp.Compare(a.words, b.words))
	})
	return all
}

// older compares by age, the ones to keep first: of an article those that were learnt first, of questions without one those that
// were said last, since articles come.
func (t *Taught) older(other *Taught) int {
	if t.ArticleID == "" {
		return other.last().Compare(t.last())
	}
	return t.Teachers[0].At.Compare(other.Teachers[0].At)
}

// most is how many of its kind are learnt.
func (t *Taught) most() int {
	if t.ArticleID == "" {
		return mostOutside
	}
	return maxLearnt
}
