package knowledge

import (
	index "github.com/blevesearch/bleve_index_api"
)

// reading is what a file turned out to be. Many are read at once; what becomes of them is settled one after the other, in
// the order of the folder.
type reading struct {
	file
	old    *entry // what was known of it; nil for a new one
	next   *entry // what is known now: the old one when nothing has changed, nil when there is nothing
	twin   bool   // it had the id of another file, and is not read unless that one is gone
	faults []Fault
	doc    index.Document // of a good article that is for the public
}

// read reads a file and takes its article apart, if it is new.
func (u *update) read(f file) (reading, error) {
	r := reading{file: f, old: u.known[f.path]}
	switch {
	case r.old == nil:
	case r.old.Twin:
		r.twin = true
		return r, nil
	case u.isAsBefore(f, r.old):
		r.next = r.old
		return r, nil
	}
	return u.readAnyway(f)
}

// readAnyway reads a file that may be new. Whatever becomes of the new version: until it is good, the last good one is
// served.
func (u *update) readAnyway(f file) (reading, error) {
	r := reading{file: f, old: u.known[f.path]}
	next := &entry{Path: f.path}
	if r.old != nil {
		*next = *r.old
		next.Twin = false
	}
	data, err := f.read(u.engine.options.KB)
	if err != nil { // gone again, or not ours to read
		r.next, r.faults = r.old, []Fault{unreadable(f.path, err)}
		return r, nil
	}
	r.next = next
	next.Size, next.Modified = f.size, f.modified
	hash, taught := fingerprint(data), u.taught(next)
	if hash == next.Hash && next.Taught == taught.sum {
		return r, nil
	}
	next.Hash, next.Taught = hash, taught.sum
	article, faults := Parse(f.path, data)
	r.faults = faults
	if next.Faulty = len(faults) > 0; next.Faulty {
		return r, nil
	}
	article.Learnt = taught.phrasings
	next.describe(article)
	next.Asked = u.engine.askKeys(article)
	if next.Served {
		r.doc, err = newDocument(u.engine.language(article.Language), u.engine.words, article)
	}
	return r, err
}
