package knowledge

import (
	"math"

	"deskhand/knowledge/linear"
)

// belief says how far the engine may trust the signals of a ranking. Both parts are logistic regressions.
type belief struct {
	scope [scopeSignals]float64 // that an article answers the question at all
	right [rightSignals]float64 // that it is the first
}

// How many signals each part of a belief has.
const (
	// 1, score, how far the index leads with it, wording, meaning, likeness to the nearest phrasing and to the middle, coverage,
	// unknown words, weight of the words, size of an article, wording and meaning of what no article answers.
	scopeSignals = 13
	// 1, the logarithms of the odds of scope and of the first one's share, agreement.
	rightSignals = 4
)

// basis is what a ranking had to go by.
type basis int

const (
	onTerms basis = iota
	onWording
	onLatent
	onMeaning
	bases
)

// calibration is a belief for each of what there may be to go by.
type calibration [bases]belief

// defaults are the beliefs before anybody has said whether the engine was right. They were fitted to questions that have
// an answer and questions that have none: the training and validation parts of CLINC150 and HWU64, and our own articles,
// each asked for by some of its phrasings while those, or the article, were missing. TestFit in eval prints them anew; that of the
// latent space with enoughPhrasings at 5 and leastInSpace at 300, so that it is fitted to our own articles as well.
func defaults() calibration {
	return calibration{
		onTerms: {
			scope: [scopeSignals]float64{-7.38, 12.98, 0, 0, 0, 0, 0, 1.31, -0.38, 2.97, -0.65, 0, 0},
			right: [rightSignals]float64{0, 0.8, 0.8, 0},
		},
		onWording: {
			scope: [scopeSignals]float64{3.82, 2.39, 0, 0.94, 0, 0, 0, 1.45, -1.42, 0.42, -0.62, -1.56, 0},
			right: [rightSignals]float64{-2.22, 0.67, 0.35, 0.78},
		},
		onLatent: {
			scope: [scopeSignals]float64{2.46, 1.44, -0.98, 0.81, 0.21, -0.30, 1.00, 2.18, -0.93, 0.29, -0.58, -2.26, -1.86},
			right: [rightSignals]float64{-2.18, 0.71, 0.35, 0.27},
		},
		onMeaning: {
			scope: [scopeSignals]float64{-0.72, 0.61, 0, 1.47, 0, 0.74, 4.59, 1.54, -0.16, 0.02, -0.60, 0, -3.93},
			right: [rightSignals]float64{-1.87, 0.76, 0.25, 0.46},
		},
	}
}

// When the engine answers, it is to be right as often as the settings say. It offers a choice when the right article is
// more likely among the three than not, or when the question is very likely about something that the articles are about.
const (
	usualPrecision = 0.9
	maybeFrom      = 0.5
	offerFrom      = 0.75
	foreignTrust   = 0.8 // of what was found in another language than that of the question
)

func (r *ranking) basis() basis {
	switch {
	case r.encoder:
		return onMeaning
	case r.latent:
		return onLatent
	case r.wording:
		return onWording
	}
	return onTerms
}

// scopeSignals are what speaks for an article answering the question at all.
func (r *ranking) scopeSignals() [scopeSignals]float64 {
	first := r.candidates[0]
	score := first.score
	if r.basis() == onTerms {
		score = math.Sqrt(first.terms)
	}
	return [...]float64{
		1, score, r.lead(), first.wording, first.meaning, first.nearest, first.centre, first.coverage, r.unknown, math.Log1p(r.weight),
		math.Log(max(r.size, 1)), r.outside.wording, r.outside.meaning,
	}
}

// lead is how far the index puts the first article before the others; below 0 when it prefers another.
func (r *ranking) lead() float64 {
	next := 0.0
	for _, c := range r.candidates[1:] {
		next = max(next, c.terms)
	}
	return r.candidates[0].terms - next
}

// rightSignals are what speaks for the first article being the one that answers.
func (r *ranking) rightSignals(b *belief) [rightSignals]float64 {
	signals := r.scopeSignals()
	return [...]float64{1, linear.Sum(b.scope[:], signals[:]), logit(r.candidates[0].share), r.agreement}
}

// believe gives the probabilities that an article answers the question, and that the first does, which is part of that:
// whatever is learnt of the one, questions that no article answers stay without.
func (r *ranking) believe(b *belief) (scope, right float64) {
	signals := r.rightSignals(b)
	scope = linear.Logistic(signals[1])
	return scope, min(scope, linear.Logistic(linear.Sum(b.right[:], signals[:])))
}

// judge fills in the probabilities: of the question being in scope, and of each article answering it.
func (r *ranking) judge(c *calibration) {
	if len(r.candidates) == 0 {
		return
	}
	var first float64
	r.scope, first = r.believe(&c[r.basis()])
	if r.foreign {
		r.scope, first = foreignTrust*r.scope, foreignTrust*first
	}
	equals := 1 // which are as likely to be the one: the first is so by its id alone
	for equals < len(r.candidates) && r.candidates[equals].score == r.candidates[0].score {
		equals++
	}
	first = min(first, r.scope/float64(equals))
	r.candidates[0].probability = first
	for i := range r.candidates[1:] {
		c := &r.candidates[i+1]
		c.probability = min(first, r.scope*c.share)
	}
}

// logit is the logarithm of the odds, within bounds.
func logit(p float64) float64 {
	const bound = 0.005
	p = min(max(p, bound), 1-bound)
	return math.Log(p / (1 - p))
}

// decide says what to do with the candidates. There is a choice at most where a question names one thing, "licence", and
// does not say what is wanted of it; and where too much of it is in words that nobody here has written: such a question
// may be about something else, however well the rest fits ("how do I reset my Netflix password").
func (e *Engine) decide(a Answer, names int) Verdict {
	if len(a.Candidates) == 0 {
		return Unknown
	}
	if a.Candidates[0].Probability >= e.SureFrom(a) && names > 1 && a.Strange < a.StrangeFrom {
		return Sure
	}
	among := 0.0
	for _, c := range a.Candidates[:min(len(a.Candidates), 3)] {
		among += c.Probability
	}
	if among >= maybeFrom || a.Scope >= offerFrom {
		return Maybe
	}
	return Unknown
}

// SureFrom is the probability from which on the first candidate is an answer. It is lower than the precision that is
// wanted: most of what is answered is likelier than the least likely. Where many words are new, it leaves half the doubt.
func (e *Engine) SureFrom(a Answer) float64 {
	precision := e.options.Precision
	if precision == 0 {
		precision = usualPrecision
	}
	from := max(0.3, 1-3.5*(1-precision))
	if a.Strange >= leastStrange {
		return (1 + from) / 2
	}
	return from
}
