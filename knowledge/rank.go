package knowledge

import (
	"cmp"
	"context"
	"math"
	"slices"

	"deskhand/knowledge/linear"
)

const (
	// maxRanked is how many articles a ranking holds.
	maxRanked = 10
	// closely is how many articles are looked at closely: those that lead by what is cheap to know.
	closely = 30
)

// signals are what speaks for an article as the answer to a question.
type signals struct {
	terms    float64 // 0 to 1: how well the index finds it
	coverage float64 // 0 to 1: the share of the question's words that it has
	wording  float64 // distance from the plane of its wording; above 0 is on its side
	meaning  float64 // distance from the plane of its meaning
	nearest  float64 // -1 to 1: likeness to the nearest of its phrasings
	centre   float64 // -1 to 1: likeness to the middle of its phrasings
}

// ranked is an article that may answer a question.
type ranked struct {
	entry *entry
	signals
	score float64 // all signals together
	share float64 // of the belief that one of the articles answers, by the distances of the scores

	probability float64 // that it answers the question
}

// ranking is what was found for a question in one language, the best first.
type ranking struct {
	result
	candidates []ranked
	agreement  float64 // 0 to 1: how many of the rankers put the first candidate first
	wording    bool    // the model knew the wording of the articles
	meaning    bool    // and their meaning
	foreign    bool    // the question is in another language
	scope      float64 // the probability that any article answers the question
}

// mix is how much each signal counts.
type mix struct {
	terms, wording, meaning, likeness float64
	sharpness                         float64 // of the shares: the higher, the more the first one gets
}

// mixFor depends on what there is to go by.
func mixFor(wording, meaning bool) mix {
	switch {
	case wording && meaning:
		return mix{terms: 0.7, wording: 1, meaning: 1, likeness: 4, sharpness: 6}
	case wording:
		return mix{terms: 0.7, wording: 1, sharpness: 8}
	case meaning:
		return mix{terms: 3, likeness: 4, sharpness: 6}
	}
	return mix{sharpness: 7}
}

// trusting is the mix for an encoder that is worth only so much on these articles.
func (w mix) trusting(share float64) mix {
	w.meaning *= share
	w.likeness *= share
	return w
}

func (w mix) of(s signals) float64 {
	if w.terms == 0 { // nothing else to add it to: what counts is by how many times one is ahead of another
		return math.Log(max(s.terms, 1e-9))
	}
	return w.terms*s.terms + w.wording*s.wording + w.meaning*s.meaning + w.likeness*(s.nearest+s.centre)/2
}

// rank finds the articles of one language that may answer a question. It depends on nothing but its arguments.
func (s *snapshot) rank(ctx context.Context, l *language, m *model, q query) (ranking, error) {
	found, err := s.search(ctx, l, q.terms)
	if err != nil {
		return ranking{}, err
	}
	r := ranking{result: found, wording: m != nil && m.wording != nil, meaning: m != nil && m.meaning != nil && q.point != nil}
	pool := s.pool(l, m, q, &r)
	weights := mixFor(r.wording, r.meaning)
	if r.meaning {
		weights = weights.trusting(m.meaning.trust)
	}
	for i := range pool {
		pool[i].score = weights.of(pool[i].signals)
	}
	if r.meaning {
		pool = best(pool, closely)
		for i := range pool {
			if class, known := m.class[pool[i].entry.id()]; known {
				pool[i].nearest = m.meaning.nearest(q.point, int(class))
				pool[i].score = weights.of(pool[i].signals)
			}
		}
	}
	r.candidates = best(pool, maxRanked)
	r.share(weights.sharpness)
	r.agree()
	return r, nil
}

// pool gathers the articles that any of the rankers knows something about.
func (s *snapshot) pool(l *language, m *model, q query, r *ranking) []ranked {
	var pool []ranked
	at := map[string]int{} // by id
	for _, h := range r.hits {
		e := s.numbered[h.number]
		at[e.id()] = len(pool)
		pool = append(pool, ranked{entry: e, signals: signals{terms: h.score, coverage: h.coverage}})
	}
	if !r.wording && !r.meaning {
		return pool
	}
	classes := m.score(q, r.wording, r.meaning)
	for class, c := range classes {
		id := m.articles[class]
		i, known := at[id]
		if !known {
			e := s.entries[documentID(l.code, id)]
			if e == nil {
				continue
			}
			i = len(pool)
			pool = append(pool, ranked{entry: e})
		}
		pool[i].wording, pool[i].meaning, pool[i].centre = c.wording, c.meaning, c.centre
		pool[i].nearest = c.centre // until it is looked at closely
	}
	m.welcome(pool, classes)
	return pool
}

// welcome gives the articles that have come since the model was learnt the best of what it says of the others: between
// those and the newcomers, the index decides.
func (m *model) welcome(pool []ranked, classes []signals) {
	for i := range pool {
		if _, known := m.class[pool[i].entry.id()]; known || len(classes) == 0 {
			continue
		}
		top := classes[0]
		for _, c := range classes {
			top.wording, top.meaning, top.centre = max(top.wording, c.wording), max(top.meaning, c.meaning), max(top.centre, c.centre)
		}
		pool[i].wording, pool[i].meaning, pool[i].nearest, pool[i].centre = top.wording, top.meaning, top.centre, top.centre
	}
}

// score gives the signals of all classes.
func (m *model) score(q query, wording, meaning bool) []signals {
	all := make([]signals, len(m.articles))
	scores := make([]float32, len(m.articles))
	if wording {
		m.wording.Scores(m.vector(gramsOf(q.words)), scores)
		for i, score := range scores {
			all[i].wording = float64(score)
		}
	}
	if meaning {
		if m.meaning.planes != nil {
			m.meaning.planes.Scores(linear.Vector{Value: q.point}, scores)
			for i, score := range scores {
				all[i].meaning = float64(score)
			}
		}
		for i := range all {
			all[i].centre = float64(linear.Dot(q.point, m.meaning.middle(i)))
		}
	}
	return all
}

// best keeps the n with the highest scores, the best first; among equals the id decides.
func best(pool []ranked, n int) []ranked {
	slices.SortFunc(pool, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.entry.Path, b.entry.Path))
	})
	return pool[:min(len(pool), n)]
}

// share divides the belief among the candidates.
func (r *ranking) share(sharpness float64) {
	sum := 0.0
	for i := range r.candidates {
		c := &r.candidates[i]
		c.share = math.Exp(sharpness * (c.score - r.candidates[0].score))
		sum += c.share
	}
	for i := range r.candidates {
		r.candidates[i].share /= sum
	}
}

// agree counts the rankers that put the first candidate first.
func (r *ranking) agree() {
	if len(r.candidates) == 0 {
		return
	}
	rankers := []func(signals) float64{func(s signals) float64 { return s.terms }}
	if r.wording {
		rankers = append(rankers, func(s signals) float64 { return s.wording })
	}
	if r.meaning {
		rankers = append(rankers, func(s signals) float64 { return s.meaning }, func(s signals) float64 { return s.nearest })
	}
	for _, of := range rankers {
		first := of(r.candidates[0].signals)
		if !slices.ContainsFunc(r.candidates[1:], func(c ranked) bool { return of(c.signals) > first }) {
			r.agreement += 1 / float64(len(rankers))
		}
	}
}
