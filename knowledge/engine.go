package knowledge

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// Options says where the engine finds its articles and where it may keep what it derives from them.
type Options struct {
	KB       string  // the folder of articles: en/*.md, nb/*.md
	IndexDir string  // where the index is kept between starts, and may be deleted at any time; "" keeps it in memory
	Truth    Truth   // what the database holds beside the folder; nil where there is none
	Encoder  Encoder // nil: the engine goes by words alone
	// Precision is how often the engine is to be right when it answers, 0.5 to 0.99; 0 stands for 0.9.
	Precision float64
	Logger    *slog.Logger
	Now       func() time.Time
}

// Engine answers questions from the articles. It is safe for concurrent use.
type Engine struct {
	options   Options
	languages []*language
	words     *wordAnalyzer
	detector  detector

	refreshing sync.Mutex // one refresh at a time; guards what follows
	index      *bleveIndex
	reported   map[Fault]bool // by the last refresh
	told       told           // by the database, the last time that it had news
	untold     bool           // there is something new that questions are not answered from yet
	retired    sync.WaitGroup // the snapshots that are given back as soon as nobody uses them

	training sync.Mutex // one training at a time; guards what follows
	trained  *snapshot  // the one that the models were learnt from

	mu       sync.RWMutex // guards what follows
	snapshot *snapshot
	learnt   learnt
	status   Status
}

// learnt is what training makes.
type learnt struct {
	models      map[string]*model // by language
	calibration calibration
}

// Status is what the engine serves at the moment.
type Status struct {
	Articles  map[string]int // how many, by language
	Faulty    int            // files that are left out, or of which an earlier version is served, because of faults
	InMemory  bool           // the index is not kept between starts
	Refreshed time.Time      // when the folder was last looked through
}

// Open makes the engine ready to answer: it takes up the index that an earlier run left, brings it up to date with the
// articles on disk, and builds it from them when there is none that can be used. When the folder of the index can't be
// used, because another process has it open or the disk refuses, the engine says so and keeps its index in memory.
func Open(ctx context.Context, options Options) (*Engine, error) {
	languages, err := newLanguages()
	if err != nil {
		return nil, err
	}
	e := &Engine{
		options: options, languages: languages, words: words(), detector: newDetector(languages),
		learnt: learnt{calibration: defaults()},
	}
	if err := e.open(ctx); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return e, nil
}

func (e *Engine) open(ctx context.Context) error {
	var err error
	if e.options.IndexDir != "" {
		if e.index, err = e.openStored(ctx); err != nil {
			level := slog.LevelWarn
			if errors.Is(err, errInUse) { // nothing is wrong: somebody asks in a terminal while the bot runs
				level = slog.LevelDebug
			}
			e.options.Logger.Log(ctx, level, "the index is kept in memory until the next start: its folder cannot be used",
				"dir", e.options.IndexDir, "error", err)
		}
	}
	if e.index == nil {
		if e.index, err = openIndex("", false); err != nil {
			return fmt.Errorf("make an index in memory: %w", err)
		}
		e.status.InMemory = true
	}
	_, err = e.Refresh(ctx)
	return err
}

// Close gives back the index, when the questions under way are answered. Later ones are refused.
func (e *Engine) Close() error {
	e.refreshing.Lock()
	defer e.refreshing.Unlock()
	e.exchange(nil)
	e.retired.Wait()
	if e.index == nil {
		return nil
	}
	err := e.index.Close()
	e.index = nil
	return err
}

// exchange has questions answered from another snapshot from now on. The last one is given back when nobody uses it any
// more: a training may do so for many seconds, for which no refresh waits.
func (e *Engine) exchange(next *snapshot) {
	e.mu.Lock()
	previous := e.snapshot
	e.snapshot = next
	e.mu.Unlock()
	if previous == nil {
		return
	}
	e.retired.Go(func() {
		previous.users.Wait()
		if err := previous.reader.Close(); err != nil {
			e.options.Logger.Warn("an earlier state of the index could not be given back", "error", err)
		}
	})
}

// use gives what questions are answered from at the moment. The caller calls users.Done on the snapshot afterwards.
func (e *Engine) use() (*snapshot, learnt, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	if e.snapshot == nil {
		return nil, learnt{}, errClosed
	}
	e.snapshot.users.Add(1)
	return e.snapshot, e.learnt, nil
}

// Status tells what is being served.
func (e *Engine) Status() Status {
	e.mu.RLock()
	defer e.mu.RUnlock()
	status := e.status
	status.Articles = make(map[string]int, len(e.languages))
	if e.snapshot == nil {
		return status
	}
	for _, l := range e.languages {
		status.Articles[l.code] = e.snapshot.shelves[l.code].articles
	}
	return status
}

// Article is the published article with that id, in that language or else in another: its Language tells. It is as its owner
// wrote it, without what readers taught. Its lists are shared and must not be changed.
func (e *Engine) Article(id, language string) (Article, bool) {
	s, _, err := e.use()
	if err != nil {
		return Article{}, false
	}
	defer s.users.Done()
	for _, l := range e.preference(e.language(language)) {
		article, found, err := s.article(documentID(l.code, id))
		if err != nil {
			e.options.Logger.Error("an article cannot be read from the index; delete the index and start again", "error", err)
		}
		if found {
			article.Learnt = nil
			return article, true
		}
	}
	return Article{}, false
}

// language is the one with that code, or the first when there is none.
func (e *Engine) language(code string) *language {
	for _, l := range e.languages {
		if l.code == code {
			return l
		}
	}
	return e.languages[0]
}

// preference lists all languages, that one first.
func (e *Engine) preference(first *language) []*language {
	languages := append(make([]*language, 0, len(e.languages)), first)
	for _, l := range e.languages {
		if l != first {
			languages = append(languages, l)
		}
	}
	return languages
}
