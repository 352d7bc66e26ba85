package knowledge

import (
	"cmp"
	"context"
	"slices"

	"deskhand/knowledge/linear"
)

// Pair is two articles that compete for the same questions or repeat each other.
type Pair struct {
	Language      string
	First, Second string // their ids, in order
	Confused      int    // how many phrasings of either would find the other if their own article lacked them
	Example       string // one of those phrasings
}

// Similar lists the articles that stand in each other's way, the worst first: it takes the phrasings of each article away
// from it, one at a time, and looks which article comes first then.
func (e *Engine) Similar(ctx context.Context) ([]Pair, error) {
	s, _, err := e.use()
	if err != nil {
		return nil, err
	}
	defer s.users.Done()
	var all []Pair
	for _, l := range e.languages {
		lesson, err := s.lesson(l)
		if err != nil {
			return nil, err
		}
		lesson.phrasings = slices.DeleteFunc(lesson.phrasings, func(p phrasing) bool { return p.from != fromOwner })
		pairs, err := e.confused(ctx, lesson)
		if err != nil {
			return nil, err
		}
		all = append(all, pairs...)
	}
	slices.SortStableFunc(all, func(a, b Pair) int { return cmp.Compare(b.Confused, a.Confused) })
	return all, nil
}

// confused compares the phrasings of a language by their words alone: what means the same and is said otherwise is no
// trouble to anybody.
func (e *Engine) confused(ctx context.Context, l *lesson) ([]Pair, error) {
	texts := make([]grams, len(l.phrasings))
	for i, p := range l.phrasings {
		texts[i] = gramsOf(e.words.Analyze([]byte(clean(p.text))))
	}
	known := newVocabulary(texts)
	vectors := make([]linear.Vector, len(texts))
	for i, text := range texts {
		vectors[i] = known.vector(text)
	}
	dense := make([]float32, len(known.IDF))
	byPair := map[[2]string]*Pair{}
	var order [][2]string
	for i, p := range l.phrasings {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		vectors[i].Spread(dense)
		best, other := float32(0), -1
		for j, q := range l.phrasings {
			if likeness := vectors[j].Dot(dense); j != i && likeness > best {
				best, other = likeness, q.class
			}
		}
		vectors[i].Clear(dense)
		if other < 0 || other == p.class || best < alike {
			continue
		}
		key := [2]string{l.articles[min(p.class, other)], l.articles[max(p.class, other)]}
		if byPair[key] == nil {
			byPair[key] = &Pair{Language: l.language.code, First: key[0], Second: key[1], Example: p.text}
			order = append(order, key)
		}
		byPair[key].Confused++
	}
	pairs := make([]Pair, len(order))
	for i, key := range order {
		pairs[i] = *byPair[key]
	}
	return pairs, nil
}

// alike is the likeness of two phrasings, from 0 to 2, below which they have no more in common than any two.
const alike = 0.8
