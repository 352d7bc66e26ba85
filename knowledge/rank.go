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
	meaning  float64 // about 0 to 1: what the phrasings around the question say
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
	outside    outside
	wording    bool    // the model knew the wording of the articles
	encoder    bool    // an encoder said what the question means
	latent     bool    // the phrasings told which words go together
	foreign    bool    // the question is in another language
	scope      float64 // the probability that any article answers the question
}

// outside is what speaks for no article being the answer: that such questions have been asked. Both are 0 where nothing is known
// of any.
type outside struct {
	wording float64 // 0 far from their plane, nearOutside on it, more on their side
	meaning float64 // about 0 to 1: what those among the phrasings around the question say
}

// nearOutside is the distance from the plane of what no article answers from which on it says something: of few phrasings, no plane
// is far.
const nearOutside = 0.9

// mix is how much each signal counts.
type mix struct {
	terms, wording, meaning, likeness float64
	sharpness                         float64 // of the shares: the higher, the more the first one gets
}

// meaning reports whether the meaning of the question is known, one way or the other.
func (r *ranking) meaning() bool { return r.encoder || r.latent }

// mix depends on what there is to go by.
func (r *ranking) mix() mix {
	switch {
	case r.wording && r.encoder && r.latent: // what is alike in one of the spaces alone says less
		return mix{terms: 0.7, wording: 1, meaning: 4 / (1 - latentShare), likeness: 3, sharpness: 5}
	case r.wording && r.encoder:
		return mix{terms: 0.7, wording: 1, meaning: 4, likeness: 3, sharpness: 5}
	case r.wording && r.latent:
		return mix{terms: 0.7, wording: 1, meaning: 1, sharpness: 8}
	case r.wording:
		return mix{terms: 0.7, wording: 1, sharpness: 8}
	case r.encoder:
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
	r := ranking{result: found, wording: m != nil && m.wording != nil}
	if r.wording {
		q.features = m.vector(gramsOf(q.words))
	}
	if m != nil && m.meaning != nil && (q.encoded != nil || m.meaning.encoder == 0) {
		r.encoder, r.latent = q.encoded != nil, m.meaning.latent != nil
		q.point = m.meaning.place(q.encoded, q.features)
	}
	weights, few := r.mix(), maxRanked
	if r.meaning() {
		weights, few = weights.trusting(m.meaning.trust), closely
	}
	r.candidates = s.leaders(l, m, q, &r, weights, few)
	if r.meaning() {
		r.outside.meaning = m.lookAround(q.point, r.candidates, weights.meaning > 0)
		for i := range r.candidates {
			c := &r.candidates[i]
			c.score = weights.of(c.signals)
		}
		slices.SortFunc(r.candidates, inRank)
		r.candidates = r.candidates[:min(len(r.candidates), maxRanked)]
	}
	r.share(weights.sharpness)
	r.agree()
	return r, nil
}

// leaders are those with the highest scores of the articles that any of the rankers knows something about.
func (s *snapshot) leaders(l *language, m *model, q query, r *ranking, weights mix, most int) []ranked {
	leading := leading{weights: weights, most: most, all: make([]ranked, 0, most+1)}
	if !r.wording && !r.meaning() {
		for _, h := range r.hits {
			leading.add(s.numbered[h.number], signals{terms: h.score, coverage: h.coverage})
		}
		return leading.all
	}
	classes := m.borrow()
	defer m.scratch.Put(classes)
	r.outside.wording = m.score(q, r.wording, r.meaning(), classes)
	for _, h := range r.hits {
		e := s.numbered[h.number]
		if class, known := m.class[e.id()]; known {
			classes.signals[class].terms, classes.signals[class].coverage = h.score, h.coverage
			continue
		}
		newcomer := welcome(classes.signals)
		newcomer.terms, newcomer.coverage = h.score, h.coverage
		leading.add(e, newcomer)
	}
	for class, signals := range classes.signals {
		if !leading.wants(weights.of(signals)) {
			continue
		}
		if e := s.entries[documentID(l.code, m.articles[class])]; e != nil {
			leading.add(e, signals)
		}
	}
	return leading.all
}

// leading keeps the articles with the highest scores, the best first.
type leading struct {
	weights mix
	most    int
	all     []ranked
}

// wants reports whether an article with that score may be among them.
func (l *leading) wants(score float64) bool {
	return len(l.all) < l.most || score >= l.all[l.most-1].score
}

func (l *leading) add(e *entry, s signals) {
	next := ranked{entry: e, signals: s, score: l.weights.of(s)}
	at, _ := slices.BinarySearchFunc(l.all, next, inRank)
	if at == l.most {
		return
	}
	l.all = slices.Insert(l.all, at, next)
	l.all = l.all[:min(len(l.all), l.most)]
}

// inRank compares by the scores, the higher first; among equals the id decides.
func inRank(a, b ranked) int {
	if byScore := cmp.Compare(b.score, a.score); byScore != 0 {
		return byScore
	}
	return cmp.Compare(a.entry.Path, b.entry.Path)
}

// classSignals is the working memory for one question: a place for each class of a model.
type classSignals struct {
	signals []signals
	scores  []float32
}

// borrow takes a working memory that another question has given back, or makes one.
func (m *model) borrow() *classSignals {
	if work, ok := m.scratch.Get().(*classSignals); ok {
		clear(work.signals)
		return work
	}
	return &classSignals{signals: make([]signals, len(m.articles)), scores: make([]float32, len(m.articles)+1)}
}

// welcome is what an article is worth that has come since the model was learnt: the best of what the model says of the
// others. Between those and the newcomers, the index decides.
func welcome(classes []signals) signals {
	var best signals
	for i, c := range classes {
		if i == 0 {
			best = c
		}
		best.wording, best.centre = max(best.wording, c.wording), max(best.centre, c.centre)
	}
	return signals{wording: best.wording, nearest: best.centre, centre: best.centre}
}

// score gives the signals of all articles, and how far the wording is that of what none of them answers.
func (m *model) score(q query, wording, meaning bool, into *classSignals) (outside float64) {
	all, scores := into.signals, into.scores
	if wording {
		m.wording.Scores(q.features, scores)
		for i := range all {
			all[i].wording = float64(scores[i])
		}
		if len(m.wording.Bias) > len(all) {
			outside = max(0, nearOutside+float64(scores[len(all)]))
		}
	}
	if !meaning {
		return outside
	}
	for i := range all {
		all[i].centre = float64(linear.Dot(q.point, m.meaning.centres.vector(i)))
		all[i].nearest = all[i].centre // until it is looked at closely
	}
	return outside
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
	if r.meaning() {
		rankers = append(rankers, func(s signals) float64 { return s.meaning }, func(s signals) float64 { return s.nearest })
	}
	for _, of := range rankers {
		first := of(r.candidates[0].signals)
		if !slices.ContainsFunc(r.candidates[1:], func(c ranked) bool { return of(c.signals) > first }) {
			r.agreement += 1 / float64(len(rankers))
		}
	}
}
