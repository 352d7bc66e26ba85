package knowledge

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// tellEvery is how often a long update says how far it is.
const tellEvery = 3 * time.Second

// update is the work of bringing an index up to date with the folder of articles.
type update struct {
	engine  *Engine
	index   *bleveIndex
	known   map[string]*entry // by path: what the index was made from until now
	entries []*entry          // what it is made from now
	owners  map[string]string // by document id: the path of the article served under it
	batches *batches
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
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	files = e.told.instead(files)
	u := &update{engine: e, index: index, entries: index.made.Entries}
	u.fault(e.told.synonymsFile.faults...)
	u.fault(e.told.outsideFile.faults...)
	u.fault(slices.DeleteFunc(faults, func(f Fault) bool { return f.Warning })...)
	if u.asBefore(files) {
		return u, nil
	}
	u.begin(len(files))
	if err := u.readAll(ctx, files); err != nil {
		return nil, err
	}
	removed := u.removed()
	if slices.Equal(u.entries, index.made.Entries) {
		return u, nil
	}
	u.changed = true
	return u, index.commit(u.batches.pending, removed, u.entries)
}

// asBefore reports whether nothing has changed, as is the case nearly always.
func (u *update) asBefore(files []file) bool {
	same := slices.EqualFunc(files, u.entries, func(f file, known *entry) bool { return f.path == known.Path && u.isAsBefore(f, known) })
	if !same {
		return false
	}
	for _, known := range u.entries {
		if known.Faulty {
			u.faulty++
		}
	}
	return true
}

// isAsBefore reports whether a file need not be read again.
func (u *update) isAsBefore(f file, known *entry) bool {
	return known.Size == f.size && known.Modified == f.modified && known.Taught == u.taught(known).sum
}

// taught is what readers taught about an article.
func (u *update) taught(about *entry) taughtTo {
	if len(u.engine.told.taught) == 0 {
		return taughtTo{}
	}
	return u.engine.told.taught[about.documentID()]
}

// begin notes what the index was made from.
func (u *update) begin(files int) {
	u.known = make(map[string]*entry, len(u.entries))
	for _, known := range u.entries {
		u.known[known.Path] = known
	}
	u.entries, u.owners, u.batches = make([]*entry, 0, files), make(map[string]string, files), newBatches(u.index)
}

// readAll reads the files that differ, some at a time, and has the index take in the last ones while it reads the next.
func (u *update) readAll(ctx context.Context, files []file) (err error) {
	told, done := u.engine.options.Now(), 0
	defer func() { err = errors.Join(err, u.batches.wait()) }()
	for some := range slices.Chunk(files, batchSize) {
		readings := make([]reading, len(some))
		err := each(len(some), func(i int) (err error) {
			if err := ctx.Err(); err != nil {
				return err
			}
			readings[i], err = u.read(some[i])
			return err
		})
		if err != nil {
			return err
		}
		for _, r := range readings {
			if err := u.settle(r); err != nil {
				return err
			}
		}
		done += len(some)
		if now := u.engine.options.Now(); now.Sub(told) > tellEvery {
			told = now
			u.engine.options.Logger.InfoContext(ctx, "the articles are being indexed", "done", done, "of", len(files))
		}
	}
	return nil
}

// settle decides what becomes of a file, when those before it are settled.
func (u *update) settle(r reading) (err error) {
	id := (&entry{Path: r.path}).documentID()
	if other, taken := u.owners[id]; taken {
		u.keep(u.twin(r.path, r.old, other))
		return nil
	}
	if r.twin {
		if r, err = u.readAnyway(r.file); err != nil {
			return err
		}
	}
	u.fault(r.faults...)
	if r.doc != nil {
		if r.old != nil && r.old.Served {
			u.report.Changed++
		} else {
			u.report.Added++
		}
		u.batches.add(r.doc)
	}
	u.keep(r.next)
	return nil
}

// twin is the entry of a file whose id another has. Without size and time, it is read as soon as the other is gone.
func (u *update) twin(path string, old *entry, other string) *entry {
	if old != nil && old.Twin {
		return old
	}
	next := &entry{Path: path, Twin: true, Faulty: true}
	u.fault(Fault{Path: path, Message: fmt.Sprintf(idTaken, next.id(), other)})
	return next
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
			u.engine.options.Logger.Warn("what was there before it was changed stays, if there was anything", "fault", f.String())
		}
	}
	u.report.Faults = append(u.report.Faults, faults...)
}
