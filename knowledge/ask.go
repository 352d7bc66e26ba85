package knowledge

import (
	"cmp"
	"context"
	"slices"
)

const (
	maxCandidates = 6   // three to choose from, and three more when none of them was it
	plausible     = 0.5 // of the first hit's score: what has less is not worth anybody's time
)

// Ask finds the articles that may answer a question, and says how sure it is of the first. The language is the asker's
// ("en" or "nb"): it decides when the words of the question don't tell.
func (e *Engine) Ask(ctx context.Context, question, language string) (Answer, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	if e.snapshot == nil {
		return Answer{}, errClosed
	}
	if err := ctx.Err(); err != nil {
		return Answer{}, err
	}
	words := e.words.Analyze([]byte(clean(question)))
	words = words[:min(len(words), maxQuestionWords)]
	spoken := e.detector.detect(words, e.language(language))

	answer := Answer{Verdict: Unknown, Language: spoken.code}
	inScope := 0.0
	for _, l := range e.preference(spoken) {
		terms := l.terms(words)
		if l != spoken { // the small words of one language mean something else in the other: "do" is to be had in Norway
			terms = slices.DeleteFunc(terms, func(t term) bool { return spoken.stop[string(t.word)] })
		}
		found, err := e.snapshot.search(ctx, l, terms)
		if err != nil {
			return Answer{}, err
		}
		inScope = max(inScope, found.inScope())
		answer.Candidates = e.snapshot.merge(answer.Candidates, found, spoken)
		answer.Verdict = verdict(answer.Candidates, inScope)
		if answer.Verdict == Sure {
			break // the other language can add nothing but doubt
		}
	}
	var exact bool
	if answer.Candidates, exact = e.snapshot.putFirst(answer.Candidates, words, spoken); exact {
		answer.Verdict = Sure
	}
	return answer, nil
}

// merge adds what was found in one language to the candidates. An article that exists in the language spoken is shown
// in that one, whichever it was found in.
func (s *snapshot) merge(candidates []Candidate, found result, spoken *language) []Candidate {
	for i, probability := range found.probabilities() {
		if found.hits[i].score < plausible*found.hits[0].score {
			break
		}
		entry := s.numbered[found.hits[i].number]
		known := slices.IndexFunc(candidates, func(c Candidate) bool { return c.ID == entry.id() })
		if known >= 0 {
			candidates[known].Probability = max(candidates[known].Probability, probability)
			continue
		}
		if counterpart := s.entries[documentID(spoken.code, entry.id())]; counterpart != nil {
			entry = counterpart
		}
		candidates = append(candidates, Candidate{
			ID: entry.id(), Language: entry.language(), Title: entry.Title, Probability: probability,
		})
	}
	slices.SortStableFunc(candidates, func(a, b Candidate) int { return cmp.Compare(b.Probability, a.Probability) })
	return candidates[:min(len(candidates), maxCandidates)]
}
