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
	Outside  []Outside
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

// OpenCorpus makes an engine over a corpus, with its index in memory, and trains it. It is what measures the engine, and
// what answers from articles that lie in no folder: Refresh is not for it.
func OpenCorpus(ctx context.Context, corpus Corpus, options Options) (*Engine, error) {
	languages, err := newLanguages()
	if err != nil {
		return nil, err
	}
	e := &Engine{
		options: options, languages: languages, words: words(), detector: newDetector(languages),
		learnt: learnt{calibration: defaults()},
	}
	if e.index, err = openIndex("", false); err != nil {
		return nil, fmt.Errorf("make an index in memory: %w", err)
	}
	if err := e.indexCorpus(ctx, corpus); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	if err := e.Train(ctx); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return e, nil
}

func (e *Engine) indexCorpus(ctx context.Context, corpus Corpus) error {
	learnt := taughtAbout(corpus.Learnt)
	batches := newBatches(e.index)
	entries := make([]*entry, len(corpus.Articles))
	for at := 0; at < len(entries); at += batchSize {
		docs := make([]index.Document, min(batchSize, len(entries)-at))
		err := each(len(docs), func(i int) (err error) {
			if err := ctx.Err(); err != nil {
				return err
			}
			a := corpus.Articles[at+i]
			if a.Path == "" {
				a.Path = documentID(a.Language, a.ID) + ".md"
			}
			a.Learnt = learnt[documentID(a.Language, a.ID)].phrasings
			entries[at+i] = newEntry(a)
			entries[at+i].Asked = e.askKeys(a)
			docs[i], err = newDocument(e.language(a.Language), e.words, a)
			return err
		})
		if err != nil {
			return errors.Join(err, batches.wait())
		}
		for _, doc := range docs {
			batches.add(doc)
		}
	}
	if err := batches.wait(); err != nil {
		return err
	}
	e.told.votes, e.told.outside = corpus.Votes, corpus.Outside
	if err := e.index.commit(batches.pending, nil, entries); err != nil {
		return err
	}
	return e.take(e.index)
}
