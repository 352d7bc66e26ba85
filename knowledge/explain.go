package knowledge

import "context"

// Explanation is an answer and how it came about.
type Explanation struct {
	Answer
	Rankings []Ranking // one for each language in which was looked, in that order
}

// Ranking is what was found in one language.
type Ranking struct {
	Language  string  `json:"language"`
	Unknown   float64 `json:"unknown"`     // 0 to 1: the share of the question's words, by their weight, of which no article has any part
	Strange   float64 `json:"strange"`     // 0 to 1: the same for those that no words of articles make up
	Weight    float64 `json:"weight"`      // of all the words of the question, where one that no article has weighs 1
	Size      float64 `json:"size"`        // of a usual article: the words in which it is asked for
	Scope     float64 `json:"scope"`       // the probability that any article of this language answers the question
	Wording   bool    `json:"has_wording"` // the wording of the articles was learnt
	Meaning   bool    `json:"has_meaning"` // the meaning of the phrasings was learnt
	Encoder   bool    `json:"encoder"`     // an encoder said what the question means
	Lead      float64 `json:"lead"`        // how far the index puts the first article before the others; below 0 when it prefers another
	Agreement float64 `json:"agreement"`   // 0 to 1: the share of the rankers that put the first article first

	// How near the question is to those that no article answers: in its wording, where 0 is far away and 1 is near, and in its
	// meaning, 0 to 1.
	OutsideWording float64 `json:"outside_wording"`
	OutsideMeaning float64 `json:"outside_meaning"`

	Candidates []Signals `json:"candidates"`
}

// Signals are what speaks for an article as the answer to a question.
type Signals struct {
	ID       string  `json:"id"`
	Terms    float64 `json:"terms"`    // 0 to 1: how well the index finds it
	Coverage float64 `json:"coverage"` // 0 to 1: the share of the question's words that it has
	Wording  float64 `json:"wording"`  // how far the words lie on the article's side; above 0 is on it
	Meaning  float64 `json:"meaning"`  // about 0 to 1: how far the phrasings nearest in meaning ask for the article
	Nearest  float64 `json:"nearest"`  // -1 to 1: likeness of the meaning to the nearest phrasing
	Centre   float64 `json:"centre"`   // -1 to 1: likeness of the meaning to the middle of the phrasings
	Score    float64 `json:"score"`    // all of it together, by which the articles are ranked
	Share    float64 `json:"share"`    // of the belief that one of the articles answers

	Probability float64 `json:"probability"` // that it answers the question
}

// Explain answers a question as Ask does and says why.
func (e *Engine) Explain(ctx context.Context, question, language string) (Explanation, error) {
	answer, all, err := e.look(ctx, question, language)
	x := Explanation{Answer: answer, Rankings: make([]Ranking, 0, len(all))}
	for _, f := range all {
		x.Rankings = append(x.Rankings, f.explain(f.language.code))
	}
	return x, err
}

func (r ranking) explain(language string) Ranking {
	out := Ranking{
		Language: language, Unknown: r.unknown, Strange: r.strange, Weight: r.weight, Size: r.size, Scope: r.scope,
		Wording: r.wording, Meaning: r.meaning(), Encoder: r.encoder,
		Agreement: r.agreement, OutsideWording: r.outside.wording, OutsideMeaning: r.outside.meaning,
		Candidates: make([]Signals, 0, len(r.candidates)),
	}
	if len(r.candidates) > 0 {
		out.Lead = r.lead()
	}
	for _, c := range r.candidates {
		out.Candidates = append(out.Candidates, Signals{
			ID: c.entry.id(), Terms: c.terms, Coverage: c.coverage, Wording: c.wording, Meaning: c.meaning,
			Nearest: c.nearest, Centre: c.centre, Score: c.score, Share: c.share,
			Probability: c.probability,
		})
	}
	return out
}
