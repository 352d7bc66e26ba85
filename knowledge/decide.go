package knowledge

import "math"

// What the probabilities are made of. The constants were fitted to questions that have an answer and questions that have
// none; eval's TestFit prints them anew. There are three sets of them, by what the ranking had to go by.
//
// scope is a logistic regression of "an article answers this at all", and right one of "it is the first".
type belief struct {
	base, score, centre, coverage, unknown, weight, size float64 // of scope
	rightBase, rightScope, rightShare, rightAgreement    float64
}

// beliefIn depends on what there was to go by.
func beliefIn(r *ranking) belief {
	switch {
	case r.meaning:
		return belief{
			base: -6, score: 1.5, centre: 5, coverage: 1.5, rightBase: -0.5, rightScope: 0.7, rightShare: 0.6, rightAgreement: 1,
		}
	case r.wording:
		return belief{
			base: 0, score: 3, coverage: 4, rightBase: -0.5, rightScope: 0.7, rightShare: 0.6, rightAgreement: 1,
		}
	}
	return belief{
		base: -7.38, score: 12.98, coverage: 1.31, unknown: -0.38, weight: 2.97, size: -0.65,
		rightBase: 0, rightScope: 0.8, rightShare: 0.8,
	}
}

// When the engine answers, it is to be right as often as the settings say. It offers a choice when the right article is
// more likely among the three than not, and never when too much was said in words that nobody here has written: such a
// question is about something else, however well the rest fits ("how do I reset my Netflix password").
const (
	usualPrecision = 0.9
	maybeFrom      = 0.5
	foreignTrust   = 0.7 // of what was found in another language than that of the question
	maxUnknown     = 0.4 // share of words that no article has, above which what seemed likely is halved
)

// scopeZ is the logarithm of the odds that an article answers the question at all.
func (r *ranking) scopeZ() float64 {
	b, first := beliefIn(r), r.candidates[0]
	score := first.score
	if !r.wording && !r.meaning {
		score = math.Sqrt(first.terms)
	}
	return b.base + b.score*score + b.centre*first.centre + b.coverage*first.coverage + b.unknown*r.unknown +
		b.weight*math.Log1p(r.weight) + b.size*math.Log(max(r.size, 1))
}

// scope is the probability that an article answers the question at all.
func (r *ranking) scope() float64 {
	if len(r.candidates) == 0 {
		return 0
	}
	p := logistic(r.scopeZ())
	if r.foreign {
		p *= foreignTrust
	}
	if r.unknown > maxUnknown {
		p /= 2
	}
	return p
}

// probabilities gives for each candidate how likely it is that it answers the question.
func (r *ranking) probabilities() []float64 {
	all := make([]float64, len(r.candidates))
	if len(all) == 0 {
		return nil
	}
	b, scope := beliefIn(r), r.scope()
	all[0] = min(scope, logistic(b.rightBase+b.rightScope*r.scopeZ()+b.rightShare*logit(r.candidates[0].share)+
		b.rightAgreement*r.agreement))
	for i := 1; i < len(all); i++ {
		all[i] = min(all[0], scope*r.candidates[i].share)
	}
	return all
}

func logistic(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

// logit is the logarithm of the odds, within bounds.
func logit(p float64) float64 {
	const bound = 0.005
	p = min(max(p, bound), 1-bound)
	return math.Log(p / (1 - p))
}

// decide says what to do with the candidates.
func (e *Engine) decide(a Answer) Verdict {
	if len(a.Candidates) == 0 {
		return Unknown
	}
	if a.Candidates[0].Probability >= e.sureFrom() {
		return Sure
	}
	among := 0.0
	for _, c := range a.Candidates[:min(len(a.Candidates), 3)] {
		among += c.Probability
	}
	if among >= maybeFrom {
		return Maybe
	}
	return Unknown
}

// sureFrom is the probability from which on the first candidate is an answer. What is answered with at least this
// probability is right more often than that on average.
func (e *Engine) sureFrom() float64 {
	precision := e.options.Precision
	if precision == 0 {
		precision = usualPrecision
	}
	return max(0, 1-3.5*(1-precision))
}
