package knowledge

import (
	"slices"

	"github.com/blevesearch/bleve/v2/analysis"
)

// What is not asked in the words of the articles may be about something else. How many of the words may be new depends on the
// articles: where people word the same thing in ever new ways, a new word says less. As many may be as were new in nine of ten
// phrasings when these were.
const (
	leastStrange  = 0.4  // share of a question's words, by their weight, that may be new anywhere, and with which it is doubtful
	mostStrange   = 0.75 // … and nowhere may more
	usual         = 0.9  // share of the phrasings
	manyPhrasings = 3    // of an article: fewer don't tell in how many ways it is asked for
	leastJudged   = 100  // phrasings
	mostJudged    = 2000
)

// strangeFrom is the share of a question's words, by their weight, from which on it is too strange to be sure of an answer.
func (m *model) strangeFrom() float64 {
	if m == nil {
		return leastStrange
	}
	return min(max(leastStrange, m.strange), mostStrange)
}

// strange is how much of the words was new, by their weight, in all but few of the phrasings that people wrote; 0 where these are
// too few to tell.
func (l *lesson) strange(words analysis.Analyzer) float64 {
	asked := l.oftenAsked()
	if len(asked) < leastJudged {
		return 0
	}
	uses := l.uses(words)
	shares := make([]float64, 0, mostJudged)
	for _, at := range everyNth(len(asked), mostJudged) {
		shares = append(shares, uses.strange(l.terms(asked[at], words)))
	}
	slices.Sort(shares)
	return shares[int(usual*float64(len(shares)-1))]
}

// oftenAsked are the phrasings that people wrote, and no one doubts, of articles that have many.
func (l *lesson) oftenAsked() []phrasing {
	written := slices.DeleteFunc(slices.Clone(l.phrasings), func(p phrasing) bool { return p.weight < 1 || p.from == fromID })
	phrasings := make([]int, len(l.articles))
	for _, p := range written {
		phrasings[p.class]++
	}
	return slices.DeleteFunc(written, func(p phrasing) bool { return phrasings[p.class] < manyPhrasings })
}

func (l *lesson) terms(p phrasing, words analysis.Analyzer) []term {
	return l.language.terms(words.Analyze([]byte(clean(p.text))))
}

// uses counts where terms are used, among so many articles.
type uses struct {
	articles int
	of       map[string]use
}

type use struct{ phrasings, articles, last int }

// uses counts where the terms of a lesson are used.
func (l *lesson) uses(words analysis.Analyzer) uses {
	u := uses{len(l.articles), map[string]use{}}
	for _, p := range l.phrasings {
		for _, t := range l.terms(p, words) {
			text := string(t.text)
			of, known := u.of[text]
			if of.phrasings++; !known || of.last != p.class {
				of.articles++
				of.last = p.class
			}
			u.of[text] = of
		}
	}
	return u
}

// strange is how much of a phrasing was new: the share of its terms, by their weight, that no other has.
func (u uses) strange(terms []term) float64 {
	all, alone := 0.0, 0.0
	for _, t := range terms {
		of := u.of[string(t.text)]
		if of.phrasings == 1 {
			of.articles = 0
		}
		weight := rarity(float64(u.articles), float64(of.articles))
		if t.stop {
			weight *= stopWeight
		}
		all += weight
		if of.phrasings == 1 {
			alone += weight
		}
	}
	if alone == 0 {
		return 0
	}
	return alone / all
}
