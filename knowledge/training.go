package knowledge

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// Train learns from the phrasings of the articles as they are now, unless it has done so already. Questions are answered
// meanwhile from what was learnt before, and from all that was learnt now as soon as it is done. The same articles always
// teach the same. When the encoder fails, the engine goes on without it, and Train returns the error: it may be called
// again.
func (e *Engine) Train(ctx context.Context) error {
	e.training.Lock()
	defer e.training.Unlock()
	s, lessons, err := e.prepare(ctx)
	if err != nil || e.trained == s {
		return err
	}
	models := make(map[string]*model, len(lessons))
	var failed error
	for _, l := range e.languages {
		lesson := lessons[l.code]
		if lesson == nil {
			continue // the index speaks alone
		}
		m, err := lesson.learn(ctx, e.words, e.teller(len(lesson.phrasings)))
		if err != nil && ctx.Err() != nil {
			return ctx.Err()
		}
		if failed = cmp.Or(failed, err); m == nil {
			return failed
		}
		models[l.code] = m
	}
	if err := e.adopt(ctx, models); err != nil {
		return err
	}
	if failed != nil {
		return fmt.Errorf("learn from the articles: %w", failed)
	}
	e.trained = s
	return nil
}

// prepare gathers what there is to learn, by language, and says from which snapshot. It does not keep that in use: learning may
// take minutes, and whoever exchanges it would wait.
func (e *Engine) prepare(ctx context.Context) (*snapshot, map[string]*lesson, error) {
	s, _, err := e.use()
	if err != nil {
		return nil, nil, err
	}
	defer s.users.Done()
	if e.trained == s {
		return s, nil, nil
	}
	lessons := make(map[string]*lesson, len(e.languages))
	for _, l := range e.languages {
		if e.options.Encoder == nil && s.effort(l.code) > maxTraining {
			continue // too many to be told apart: there is no need to read them all
		}
		lesson, err := s.lesson(l)
		if err != nil {
			return nil, nil, err
		}
		outside, err := e.stillOutside(ctx, s, l)
		if err != nil {
			return nil, nil, err
		}
		lesson.exclude(outside)
		lessons[l.code] = lesson
	}
	return s, lessons, nil
}

// adopt has questions answered with what was learnt, when it is known how far that can be trusted.
func (e *Engine) adopt(ctx context.Context, models map[string]*model) error {
	s, _, err := e.use()
	if err != nil {
		return err
	}
	defer s.users.Done()
	calibration, err := e.calibrate(ctx, s, models)
	if err != nil {
		return err
	}
	e.mu.Lock()
	e.learnt = learnt{models: models, calibration: calibration}
	e.mu.Unlock()
	return nil
}

// effort is at least how much work it is to tell the articles of a language apart (see lesson).
func (s *snapshot) effort(language string) int {
	articles, phrasings := 0, 0
	for _, e := range s.entries {
		if e.language() == language {
			articles++
			phrasings += len(e.Asked) + 1 // its id
		}
	}
	return articles * phrasings
}

// lesson gathers the articles of a language.
func (s *snapshot) lesson(language *language) (*lesson, error) {
	var ids []string
	for _, e := range s.entries {
		if e.language() == language.code {
			ids = append(ids, e.id())
		}
	}
	slices.Sort(ids)
	l := &lesson{language: language}
	for _, id := range ids {
		a, err := stored(s.reader, documentID(language.code, id))
		if err != nil {
			return nil, err
		}
		l.add(a)
	}
	return l, nil
}
