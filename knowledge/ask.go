package knowledge

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/blevesearch/bleve/v2/analysis"
)

const (
	aChoice       = 3
	maxCandidates = 6    // a choice, and another when none of it was it
	plausible     = 0.05 // of the first one's probability: what has less is not worth anybody's time
	encodeWithin  = 2 * time.Second
)

// Ask finds the articles that may answer a question, and says how sure it is of the first. The language is the asker's
// ("en" or "nb"): it decides when the words of the question don't tell.
func (e *Engine) Ask(ctx context.Context, question, language string) (Answer, error) {
	answer, _, err := e.look(ctx, question, language)
	answer.Candidates = worthAnybodysTime(answer.Candidates)
	return answer, err
}

// Rank is Ask with all candidates, however unlikely: as many as are wanted, ten at most.
func (e *Engine) Rank(ctx context.Context, question, language string, most int) (Answer, error) {
	answer, _, err := e.look(ctx, question, language)
	answer.Candidates = answer.Candidates[:min(len(answer.Candidates), most)]
	return answer, err
}

// Knows reports whether the articles have each word of a text, in whichever language: then it is no slip of the fingers.
func (e *Engine) Knows(ctx context.Context, text string) (bool, error) {
	s, _, err := e.use()
	if err != nil {
		return false, err
	}
	defer s.users.Done()
	for _, word := range e.words.Analyze([]byte(clean(text))) {
		known := false
		for _, shelf := range s.shelves {
			had, err := shelf.knows(ctx, word.Term)
			if err != nil {
				return false, err
			}
			known = known || had
		}
		if !known {
			return false, nil
		}
	}
	return true, nil
}

// worthAnybodysTime leaves out the candidates that hardly can be meant, beyond what makes a choice.
func worthAnybodysTime(candidates []Candidate) []Candidate {
	for i, c := range candidates {
		if i == maxCandidates || i >= aChoice && c.Probability < plausible*candidates[0].Probability {
			return candidates[:i]
		}
	}
	return candidates
}

// look answers a question, and says what it found in each of the languages in which it looked.
func (e *Engine) look(ctx context.Context, question, language string) (Answer, []found, error) {
	s, learnt, err := e.use()
	if err != nil {
		return Answer{}, nil, err
	}
	defer s.users.Done()
	if err := ctx.Err(); err != nil {
		return Answer{}, nil, err
	}
	text, words := e.read(question)
	spoken, err := e.spoken(ctx, s, words, language)
	if err != nil {
		return Answer{}, nil, err
	}
	answer := Answer{Verdict: Unknown, Language: spoken.code}
	if len(words) == 0 {
		return answer, nil, nil // nor is there anything to rank by
	}
	answer.Strange, answer.StrangeFrom = 1, learnt.models[spoken.code].strangeFrom()
	var all []found
	points := points{}
	for _, l := range e.preference(spoken) {
		r, err := e.rank(ctx, s, l, learnt.models, text, words, spoken, points)
		if err != nil {
			return Answer{}, nil, err
		}
		r.judge(&learnt.calibration)
		all = append(all, found{l, r})
		answer.Strange = min(answer.Strange, r.strange) // what the other language knows is known
		answer.Scope = max(answer.Scope, r.scope)
		answer.Candidates = s.merge(answer.Candidates, r, spoken)
		answer.Verdict = e.decide(answer, spoken.names(words))
		if len(answer.Candidates) > 0 && answer.Candidates[0].Probability >= e.SureFrom(answer) {
			break // the other language can add nothing but doubt
		}
	}
	if candidates, exact := s.putFirst(answer.Candidates, words, spoken); exact {
		answer.Candidates, answer.Verdict, answer.Exact = candidates, Sure, true
		answer.Scope = max(answer.Scope, sureOfExact)
	}
	return answer, all, nil
}

// read is a question without markup, and its words, as many of them as are looked at.
func (e *Engine) read(question string) (text string, words analysis.TokenStream) {
	text = clean(question)
	words = e.words.Analyze([]byte(text))
	return text, words[:min(len(words), maxQuestionWords)]
}

// found is what was found in one language.
type found struct {
	language *language
	ranking
}

// rank ranks the articles of one language for a question in another or the same.
func (e *Engine) rank(
	ctx context.Context, s *snapshot, l *language, models map[string]*model, text string, words analysis.TokenStream, spoken *language,
	points points,
) (ranking, error) {
	q, err := s.shelves[l.code].query(ctx, text, words)
	if err != nil {
		return ranking{}, err
	}
	if l != spoken { // the small words of one language mean something else in the other: "do" is to be had in Norway
		q.terms = slices.DeleteFunc(q.terms, func(t term) bool { return spoken.stop[string(t.word)] })
	}
	m, own := models[l.code], models[spoken.code]
	if m.encoder() > 0 && own.encoder() > 0 { // it must know both languages
		at := place{q.text, m.encoder()}
		if _, known := points[at]; !known {
			points[at] = e.point(ctx, at.text, at.size)
		}
		q.encoded = points[at]
	}
	r, err := s.rank(ctx, l, m, q)
	r.foreign = l != spoken
	return r, err
}

// points are where the encoder puts a question. Each language may correct it in its own way, and mostly none does: then it is
// encoded once.
type points map[place][]float32

type place struct {
	text string
	size int
}

// point is where the encoder puts a question, in a space of that size. An encoder that fails, gives no such point, or is
// too slow to wait for, is done without.
func (e *Engine) point(ctx context.Context, text string, size int) []float32 {
	ctx, cancel := context.WithTimeout(ctx, encodeWithin)
	defer cancel()
	points, err := e.options.Encoder.Encode(ctx, []string{text})
	if err == nil && (len(points) != 1 || !isPoint(points[0], size)) {
		err = errEncoder
	}
	if err != nil {
		e.options.Logger.WarnContext(ctx, "a question is answered without the encoder", "encoder", e.options.Encoder.Name(), "error", err)
		return nil
	}
	return points[0]
}

// merge adds what was found in one language to the candidates. An article that exists in the language spoken is shown
// in that one, whichever it was found in.
func (s *snapshot) merge(candidates []Candidate, r ranking, spoken *language) []Candidate {
	for _, found := range r.candidates {
		entry, probability := found.entry, found.probability
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
	return candidates[:min(len(candidates), maxRanked)]
}
