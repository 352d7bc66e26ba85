package knowledge

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// similar is how near the content words of two questions are, as the cosine of the angle between them, when they count
// as asking for the same.
const similar = 0.6

// Missed is a question that nobody could answer.
type Missed struct {
	Language string
	Question string
	PersonID string
	At       time.Time
	Ticket   int64 // that it became; 0 for none
}

// Unanswered tells from all events of one question, the oldest first, whether it was left unanswered: the engine didn't
// know, none of what it offered was it, or it became a ticket; and nothing helped after that.
func Unanswered(events []Event) (Missed, bool) {
	asked := slices.IndexFunc(events, func(e Event) bool { return e.Kind == EventAsked })
	if asked < 0 {
		return Missed{}, false
	}
	first := events[asked]
	missed := Missed{Language: first.Language, Question: first.Question, PersonID: first.PersonID, At: first.At}
	left := slices.Clone(first.Candidates)
	unanswered := first.Verdict == Unknown
	for _, e := range events {
		switch e.Kind {
		case EventHelped, EventChosen:
			unanswered = false
		case EventRejected:
			left = slices.DeleteFunc(left, func(id string) bool { return id == e.ArticleID })
			unanswered = len(left) == 0
		case EventNone:
			unanswered = true
		case EventAdded:
			return missed, false
		case EventTicket:
			unanswered, missed.Ticket = true, e.Ticket
		}
	}
	return missed, unanswered
}

// Gap is what people ask for and the knowledge base lacks: questions that are alike.
type Gap struct {
	Language  string
	Example   string // in the words that were used most
	Questions int
	People    int
	LastAsked time.Time
	Tickets   []int64
}

// Gaps groups questions that nobody could answer by their words, the most asked first. Questions whose words have been
// learnt since are left out. The same questions, in whatever order, give the same groups.
func Gaps(missed []Missed, learnt []Learnt) ([]Gap, error) {
	closed := map[question]bool{}
	for _, l := range learnt {
		closed[question{language: l.Language, words: NormalWords(l.Text)}] = true
	}
	alike := map[question][]Missed{}
	for _, m := range missed {
		key := question{language: m.Language, words: NormalWords(m.Question)}
		if !closed[key] {
			alike[key] = append(alike[key], m)
		}
	}
	grouping, err := newGrouping()
	if err != nil {
		return nil, err
	}
	keys := make([]question, 0, len(alike))
	for key := range alike {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b question) int { // the most asked lead
		return cmp.Or(cmp.Compare(len(alike[b]), len(alike[a])), cmp.Compare(a.language, b.language), cmp.Compare(a.words, b.words))
	})
	for _, key := range keys {
		grouping.add(key, alike[key])
	}
	return grouping.gaps(), nil
}

// group is questions that are like the one that leads it.
type group struct {
	stems  int // of the one that leads
	missed []Missed
}

// grouping puts each question with the first group whose leader is like it.
type grouping struct {
	languages map[string]*language
	groups    []*group
	having    map[question][]int // groups by a stem of their leader, in one language
	small     map[question]int   // groups of questions without content, by all their words
}

func newGrouping() (*grouping, error) {
	languages, err := newLanguages()
	if err != nil {
		return nil, err
	}
	g := &grouping{languages: map[string]*language{}, having: map[question][]int{}, small: map[question]int{}}
	for _, l := range languages {
		g.languages[l.code] = l
	}
	return g, nil
}

func (g *grouping) add(key question, missed []Missed) {
	stems := g.stems(key)
	at := g.like(key, stems)
	if at < 0 {
		at = len(g.groups)
		g.groups = append(g.groups, &group{stems: len(stems)})
		for _, stem := range stems {
			stem := question{language: key.language, words: stem}
			g.having[stem] = append(g.having[stem], at)
		}
		if len(stems) == 0 {
			g.small[key] = at
		}
	}
	g.groups[at].missed = append(g.groups[at].missed, missed...)
}

// like is the group whose leader is most like the question, or -1.
func (g *grouping) like(key question, stems []string) int {
	if at, ok := g.small[key]; ok {
		return at
	}
	shared := map[int]int{}
	for _, stem := range stems {
		for _, at := range g.having[question{language: key.language, words: stem}] {
			shared[at]++
		}
	}
	best, nearest := -1, 0.0
	for at, n := range shared {
		near := float64(n) / math.Sqrt(float64(len(stems)*g.groups[at].stems))
		if near >= similar && (near > nearest || near == nearest && at < best) {
			best, nearest = at, near
		}
	}
	return best
}

// stems are the content words of a question, each once.
func (g *grouping) stems(key question) []string {
	l := g.languages[key.language]
	if l == nil {
		l = g.languages[languageFolders[0]]
	}
	var stems []string
	for _, term := range l.terms(words().Analyze([]byte(key.words))) {
		if !term.stop {
			stems = append(stems, string(term.text))
		}
	}
	return stems
}

func (g *grouping) gaps() []Gap {
	gaps := make([]Gap, 0, len(g.groups))
	for _, group := range g.groups {
		slices.SortFunc(group.missed, func(a, b Missed) int {
			return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Question, b.Question), cmp.Compare(a.PersonID, b.PersonID),
				cmp.Compare(a.Ticket, b.Ticket))
		})
		gaps = append(gaps, newGap(group.missed))
	}
	slices.SortFunc(gaps, func(a, b Gap) int {
		return cmp.Or(cmp.Compare(b.Questions, a.Questions), cmp.Compare(b.People, a.People), b.LastAsked.Compare(a.LastAsked),
			cmp.Compare(a.Language, b.Language), cmp.Compare(a.Example, b.Example))
	})
	return gaps
}

// newGap sums up questions that are alike, the oldest first.
func newGap(missed []Missed) Gap {
	gap := Gap{Language: missed[0].Language, Questions: len(missed), LastAsked: missed[len(missed)-1].At}
	people, wordings := map[string]bool{}, map[string]int{}
	for _, m := range missed {
		people[m.PersonID] = true
		if m.Ticket != 0 && !slices.Contains(gap.Tickets, m.Ticket) {
			gap.Tickets = append(gap.Tickets, m.Ticket)
		}
		wordings[NormalWords(m.Question)]++
	}
	gap.People = len(people)
	most := 0
	for _, m := range missed { // of wordings used equally often, the oldest
		if n := wordings[NormalWords(m.Question)]; n > most {
			gap.Example, most = readable(m.Question), n
		}
	}
	slices.Sort(gap.Tickets)
	return gap
}
