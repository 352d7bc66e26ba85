package knowledge

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	index "github.com/blevesearch/bleve_index_api"
)

// batchSize bounds the memory of a refresh: so many articles are taken apart at once.
const batchSize = 500

// errClosed says that the engine is no longer there to ask.
var errClosed = errors.New("the engine is closed")

// Report is what a refresh found.
type Report struct {
	Added, Changed, Removed int     // articles served from now on, served anew, and no longer served
	Faults                  []Fault // of the files that were read this time; those articles are not served as they are
	Took                    time.Duration
}

// Refresh takes up what has changed on disk and in the database since the last time. Questions are answered meanwhile,
// from what was there before; a bad article is reported and skipped, and its last good version stays. What changed in
// the phrasings is learnt by Train.
func (e *Engine) Refresh(ctx context.Context) (Report, error) {
	e.refreshing.Lock()
	defer e.refreshing.Unlock()
	if e.index == nil {
		return Report{}, errClosed
	}
	started := e.options.Now()
	heard, err := e.hear(ctx)
	e.untold = e.untold || heard
	if err != nil {
		return Report{}, err
	}
	u, err := e.update(ctx, e.index)
	if err != nil {
		return Report{}, err
	}
	if e.untold = e.untold || u.changed; e.untold || e.snapshot == nil {
		if err := e.take(e.index); err != nil {
			return Report{}, err
		}
		e.untold = false
	}
	e.mu.Lock()
	e.status.Refreshed, e.status.Faulty = e.options.Now(), u.faulty
	e.mu.Unlock()
	e.reported = map[Fault]bool{}
	for _, f := range u.report.Faults {
		e.reported[f] = true
	}
	u.report.Took = e.options.Now().Sub(started)
	return u.report, nil
}

// take has questions answered from the index as it is now.
func (e *Engine) take(index *bleveIndex) error {
	reader, err := index.Reader()
	if err != nil {
		return fmt.Errorf("read the index: %w", err)
	}
	next, err := newSnapshot(reader, index.made.Entries, e.languages, e.told)
	if err != nil {
		return errors.Join(err, reader.Close())
	}
	e.exchange(next)
	return nil
}

// update is the work of bringing an index up to date with the folder of articles.
type update struct {
	engine  *Engine
	index   *bleveIndex
	known   map[string]*entry // by path: what the index was made from until now
	entries []*entry          // what it is made from now
	owners  map[string]string // by document id: the path of the article served under it
	pending []index.Document
	changed bool
	faulty  int
	report  Report
}

// update compares the folder with what the index was made from, reads the files that differ, and changes the index.
func (e *Engine) update(ctx context.Context, index *bleveIndex) (*update, error) {
	files, faults, err := scan(e.options.KB)
	if err != nil {
		return nil, err
	}
	files = e.told.instead(files)
	u := &update{engine: e, index: index, known: map[string]*entry{}, owners: map[string]string{}}
	u.fault(e.told.faults...)
	u.fault(slices.DeleteFunc(faults, func(f Fault) bool { return f.Warning })...)
	for _, known := range index.made.Entries {
		u.known[known.Path] = known
	}
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		next, err := u.read(f)
		if err != nil {
			return nil, err
		}
		u.keep(next)
	}
	removed := u.removed()
	if slices.Equal(u.entries, index.made.Entries) {
		return u, nil
	}
	u.changed = true
	return u, index.commit(u.pending, removed, u.entries)
}

// read gives the entry of a file, and has its article indexed if it is new.
func (u *update) read(f file) (*entry, error) {
	old := u.known[f.path]
	next := &entry{Path: f.path}
	if other, taken := u.owners[next.documentID()]; taken {
		return u.twin(next, old, other), nil
	}
	taught := u.engine.told.taught[next.documentID()]
	if old != nil {
		if old.Size == f.size && old.Modified == f.modified && old.Taught == taught.sum {
			return old, nil
		}
		*next = *old // whatever becomes of the new version: until it is good, the last good one is served
		next.Twin = false
	}
	data, err := f.read(u.engine.options.KB)
	if err != nil { // gone again, or not ours to read
		u.fault(unreadable(f.path, err))
		return old, nil
	}
	next.Size, next.Modified = f.size, f.modified
	hash := fingerprint(data)
	if hash == next.Hash && next.Taught == taught.sum {
		return next, nil
	}
	next.Hash, next.Taught = hash, taught.sum
	article, faults := Parse(f.path, data)
	u.fault(faults...)
	if next.Faulty = len(faults) > 0; next.Faulty {
		return next, nil
	}
	article.Learnt = taught.phrasings
	return next, u.serve(next, article)
}

// twin is the entry of a file whose id another has. Without size and time, it is read as soon as the other is gone.
func (u *update) twin(next, old *entry, other string) *entry {
	if old != nil && old.Twin {
		return old
	}
	u.fault(Fault{Path: next.Path, Message: fmt.Sprintf(idTaken, next.id(), other)})
	next.Twin, next.Faulty = true, true
	return next
}

// serve indexes a good article, if it is for the public.
func (u *update) serve(next *entry, article Article) error {
	before := next.Served
	next.describe(article)
	next.Asked = u.engine.askKeys(article)
	switch {
	case !next.Served:
		return nil
	case before:
		u.report.Changed++
	default:
		u.report.Added++
	}
	doc, err := newDocument(u.engine.language(article.Language), article)
	if err != nil {
		return err
	}
	u.pending = append(u.pending, doc)
	if len(u.pending) < batchSize {
		return nil
	}
	err = u.index.put(u.pending)
	u.pending = nil
	return err
}

// keep notes the entry of a file.
func (u *update) keep(next *entry) {
	if next == nil {
		return
	}
	u.entries = append(u.entries, next)
	if next.Served {
		u.owners[next.documentID()] = next.Path
	}
	if next.Faulty {
		u.faulty++
	}
}

// removed lists the documents that no file stands for any more.
func (u *update) removed() []string {
	var removed []string
	for _, old := range u.index.made.Entries {
		if id := old.documentID(); old.Served && u.owners[id] == "" {
			removed = append(removed, id)
		}
	}
	u.report.Removed = len(removed)
	return removed
}

// fault reports what is wrong, and logs it unless the refresh before did so.
func (u *update) fault(faults ...Fault) {
	for _, f := range faults {
		if !u.engine.reported[f] {
			u.engine.options.Logger.Warn("an article is not served as it is", "fault", f.String())
		}
	}
	u.report.Faults = append(u.report.Faults, faults...)
}
