package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"deskhand/knowledge"
	"deskhand/store"
)

// mostEvidence is how much of what people said is kept and learnt from: the newest. It takes some 20 MB.
const mostEvidence = 50_000

// truth is what the database holds of the knowledge base. It keeps what it has read, and each time reads only what is
// new. It is safe for concurrent use.
type truth struct {
	store    *store.Store
	language string // of tickets whose words don't tell

	mu       sync.Mutex
	detect   func(text, otherwise string) string
	evidence []knowledge.Evidence // in the order in which it was stored
	heard    int64                // the version of the knowledge up to which evidence has been read
	articles map[string]knowledge.Saved
	read     int64 // the version up to which articles have been read
}

var _ knowledge.Truth = (*truth)(nil)

// newTruth returns what the store holds. Tickets whose words don't tell their language are taken to be in the one given.
func newTruth(s *store.Store, language string) (*truth, error) {
	detect, err := knowledge.LanguageDetector()
	if err != nil {
		return nil, err
	}
	return &truth{store: s, language: language, detect: detect, articles: map[string]knowledge.Saved{}}, nil
}

// Version implements knowledge.Truth.
func (t *truth) Version(ctx context.Context) (int64, error) { return t.store.KnowledgeVersion(ctx) }

// Articles implements knowledge.Truth.
func (t *truth) Articles(ctx context.Context) ([]knowledge.Saved, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	version, err := t.store.KnowledgeVersion(ctx)
	if err != nil {
		return nil, err
	}
	changed, err := t.store.Articles(ctx, t.read)
	if err != nil {
		return nil, err
	}
	for _, article := range changed {
		t.articles[article.Path()] = article
	}
	t.read = version // what changed since is read again
	all := make([]knowledge.Saved, 0, len(t.articles))
	for _, article := range t.articles {
		all = append(all, article)
	}
	slices.SortFunc(all, func(a, b knowledge.Saved) int {
		return cmp.Or(cmp.Compare(a.Language, b.Language), cmp.Compare(a.ID, b.ID))
	})
	return all, nil
}

// Lessons implements knowledge.Truth.
func (t *truth) Lessons(ctx context.Context) (knowledge.Lessons, error) {
	evidence, rulings, err := t.said(ctx)
	if err != nil {
		return knowledge.Lessons{}, err
	}
	return knowledge.Learn(evidence, rulings), nil
}

// Taught lists every phrasing that was taught, learnt or held back.
func (t *truth) Taught(ctx context.Context) ([]knowledge.Taught, error) {
	evidence, rulings, err := t.said(ctx)
	if err != nil {
		return nil, err
	}
	return knowledge.Review(evidence, rulings), nil
}

// said is what was said and what was ruled. Every process that has read as far keeps the same of it.
func (t *truth) said(ctx context.Context) ([]knowledge.Evidence, knowledge.Rulings, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	fresh, upTo, err := t.store.Evidence(ctx, t.heard, mostEvidence)
	if err != nil {
		return nil, knowledge.Rulings{}, err
	}
	for i := range fresh {
		if fresh[i].Language == "" {
			fresh[i].Language = t.detect(fresh[i].Question, t.language)
		}
		if fresh[i].Said != knowledge.SaidRejected && fresh[i].Said != knowledge.SaidNone {
			fresh[i].Candidates = nil // not looked at, and the most of what would be kept
		}
	}
	t.heard = upTo
	t.evidence = append(t.evidence, fresh...)
	if over := len(t.evidence) - mostEvidence; over > 0 {
		t.evidence = slices.Clone(t.evidence[over:])
	}
	rulings, err := t.store.Rulings(ctx)
	return slices.Clip(t.evidence), rulings, err
}

// withTruth opens the database for one command.
func withTruth(e *env, do func(context.Context, *store.Store, *truth) error) (err error) {
	s, _, err := openDesk(e, newLogger(e))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	t, err := newTruth(s, e.config.Language)
	if err != nil {
		return err
	}
	return do(e.ctx, s, t)
}

// knownArticle returns an error that says what to do when there is no such article, in a file or saved: what is taught
// to it would be lost.
func knownArticle(ctx context.Context, e *env, s *store.Store, id string) error {
	articles, _, err := knowledge.Lint(e.config.KB.Dir, e.now())
	if err != nil {
		return err
	}
	saved, err := s.Articles(ctx, 0)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(articles, func(a knowledge.Article) bool { return a.ID == id }) ||
		slices.ContainsFunc(saved, func(a knowledge.Saved) bool { return a.ID == id && !a.Deleted }) {
		return nil
	}
	return fmt.Errorf("no article has the id %q: deskhand kb search finds the ids by words", id)
}
