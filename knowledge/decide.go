package knowledge

import "math"

// What the probabilities are made of. TestFit fitted them to questions that have an answer and questions that have none:
// the training and validation parts of CLINC150 and HWU64, and our own articles. The signals tell whether the right
// article is among the first three; the distance of the scores tells only which of them it is.
const (
	scopeBase     = -7.38
	scopeScore    = 12.98 // of the root of the first hit's score
	scopeCoverage = 1.31  // of the first hit's coverage
	scopeUnknown  = -0.38 // of the share of words that no article has
	scopeWeight   = 2.97  // of the logarithm of the weight of all words: little was said, little is known
	scopeSize     = -0.65 // of the logarithm of an article's size: where much is written, words meet by accident
	sharpness     = 7.0   // the power of the scores by which the hits share the probability
)

// When the engine answers, it is to be right nine times in ten: on CLINC150's validation part it is from five phrasings
// an article on (94 in a hundred; 87 with a single one). It offers a choice when the right article is more likely among
// the three than not, and never when too much was said in words that nobody here has written: such a question is about
// something else, however well the rest fits ("how do I reset my Netflix password").
const (
	sureFrom   = 0.65
	maybeFrom  = 0.5
	maxUnknown = 0.4 // share of words that no article has, above which what seemed likely is halved
)

// inScope is the probability that the right article is among the first three hits.
func (r result) inScope() float64 {
	if len(r.hits) == 0 {
		return 0
	}
	first := r.hits[0]
	z := scopeBase + scopeScore*math.Sqrt(first.score) + scopeCoverage*first.coverage +
		scopeUnknown*r.unknown + scopeWeight*math.Log1p(r.weight) + scopeSize*math.Log(r.size)
	p := 1 / (1 + math.Exp(-z))
	if r.unknown > maxUnknown {
		return p / 2
	}
	return p
}

// probabilities gives for each hit how likely it is that it answers the question.
func (r result) probabilities() []float64 {
	shares := make([]float64, len(r.hits))
	sum := 0.0
	for i, h := range r.hits {
		shares[i] = math.Pow(h.score/r.hits[0].score, sharpness)
		sum += shares[i]
	}
	scope := r.inScope()
	for i := range shares {
		shares[i] *= scope / sum
	}
	return shares
}

// verdict decides what to do with the candidates.
func verdict(candidates []Candidate, inScope float64) Verdict {
	switch {
	case len(candidates) > 0 && candidates[0].Probability >= sureFrom:
		return Sure
	case len(candidates) > 0 && inScope >= maybeFrom:
		return Maybe
	}
	return Unknown
}
