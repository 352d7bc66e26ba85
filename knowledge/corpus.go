package knowledge

import (
	"context"
	"errors"
	"fmt"

	index "github.com/blevesearch/bleve_index_api"
)

// Corpus is all that an engine answers from, at hand instead of on disk.
type Corpus struct {
	Articles []Article
	Learnt   []Learnt
	Votes    []Vote
}

// Learnt is a phrasing that readers taught: somebody asked in these words, and this article was the answer. It helps to
// find the article and is never shown as its text.
type Learnt struct {
	ArticleID string
	Language  string
	Text      string
	Weight    float64 // 0 to 1; 1 is as good as a phrasing that the article's owner wrote
}

// Vote is a question of which somebody said what answers it. The engine learns from votes how far it can trust itself.
type Vote struct {
	Question  string
	Language  string
	ArticleID string // the article that answers it; "" when none does
}

// OpenCorpus makes an engine over a corpus, with its index in memory. It is what measures the engine, and what answers
// from articles that lie in no folder; Refresh has nothing to do.
func OpenCorpus(_ context.Context, corpus Corpus, options Options) (*Engine, error) {
	languages, err := newLanguages()
	if err != nil {
		return nil, err
	}
	e := &Engine{options: options, languages: languages, words: words(), detector: newDetector(languages)}
	if e.index, err = openIndex("", false); err != nil {
		return nil, fmt.Errorf("make an index in memory: %w", err)
	}
	learnt := map[string][]string{}
	for _, l := range corpus.Learnt {
		key := documentID(l.Language, l.ArticleID)
		learnt[key] = append(learnt[key], l.Text)
	}
	var docs []index.Document
	var entries []*entry
	for _, a := range corpus.Articles {
		if a.Path == "" {
			a.Path = documentID(a.Language, a.ID) + ".md"
		}
		a.Phrasings = append(a.Phrasings[:len(a.Phrasings):len(a.Phrasings)], learnt[documentID(a.Language, a.ID)]...)
		doc, err := newDocument(e.language(a.Language), a)
		if err != nil {
			return nil, errors.Join(err, e.Close())
		}
		docs = append(docs, doc)
		entry := newEntry(a)
		entry.Asked = e.askKeys(a)
		entries = append(entries, entry)
	}
	if err := e.index.commit(docs, nil, entries); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	if err := e.take(e.index); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return e, nil
}
