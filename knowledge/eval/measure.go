package eval

import (
	"context"
	"fmt"
	"slices"
	"time"

	"deskhand/knowledge"
)

// Asker is what is measured. A *knowledge.Engine is one.
type Asker interface {
	Ask(ctx context.Context, question, language string) (knowledge.Answer, error)
}

// ranker tells more candidates than are worth showing to anybody. What only answers is measured by those it shows.
type ranker interface {
	Rank(ctx context.Context, question, language string, n int) (knowledge.Answer, error)
}

// deepest is the last place at which the right article counts.
const deepest = 10

// Measure makes an engine over the corpus of a set, with the options, and asks it the questions of the set. The time is
// that of the options.
func Measure(ctx context.Context, set Set, options knowledge.Options) (_ Report, err error) {
	started := options.Now()
	e, err := knowledge.OpenCorpus(ctx, set.Corpus, options)
	if err != nil {
		return Report{}, fmt.Errorf("make an engine over the set: %w", err)
	}
	defer func() {
		if closed := e.Close(); err == nil {
			err = closed
		}
	}()
	outcomes := make([]Outcome, len(set.Questions))
	for i, q := range set.Questions {
		if outcomes[i], _, err = Ask(ctx, e, q, options.Now); err != nil {
			return Report{}, err
		}
	}
	report := Summarise(outcomes)
	report.Articles = len(set.Corpus.Articles)
	report.Seconds = options.Now().Sub(started).Seconds()
	return report, nil
}

// Ask asks one question, and says what became of it. The time is taken of the answer alone.
func Ask(ctx context.Context, engine Asker, q Question, now func() time.Time) (Outcome, knowledge.Answer, error) {
	started := now()
	answer, err := engine.Ask(ctx, q.Text, q.Language)
	took := now().Sub(started)
	if err != nil {
		return Outcome{}, answer, fmt.Errorf("ask %q: %w", q.Text, err)
	}
	o := Outcome{InScope: len(q.Articles) > 0, Place: place(answer, q), Sure: answer.Verdict == knowledge.Sure, Took: took}
	o.Scope = answer.Scope
	if len(answer.Candidates) > 0 {
		o.Probability = answer.Candidates[0].Probability
	}
	if deep, can := engine.(ranker); can && o.InScope && o.Place == 0 {
		ranked, err := deep.Rank(ctx, q.Text, q.Language, deepest)
		if err != nil {
			return Outcome{}, answer, fmt.Errorf("rank the articles for %q: %w", q.Text, err)
		}
		if found := place(ranked, q); found <= deepest {
			o.Place = found
		}
	}
	return o, answer, nil
}

// place is the first one that an article has which answers the question, counted from 1; 0 when none is there.
func place(answer knowledge.Answer, q Question) int {
	return 1 + slices.IndexFunc(answer.Candidates, func(c knowledge.Candidate) bool { return slices.Contains(q.Articles, c.ID) })
}
