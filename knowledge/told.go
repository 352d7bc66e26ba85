package knowledge

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
)

// told is what the engine knows beside the files of articles: what the database holds, and the synonyms.
type told struct {
	version int64 // of the database's news; 0 before any
	saved   []Saved
	taught  map[string]taughtTo // by document id
	outside []Outside
	votes   []Vote

	synonyms     synonyms
	notOurs      []Outside // what the help desk wrote to be outside
	synonymsFile companion
	outsideFile  companion
}

// allOutside is what is known of what no article answers, from whomever.
func (t *told) allOutside() []Outside { return slices.Concat(t.notOurs, t.outside) }

// taughtTo is what readers taught about one article.
type taughtTo struct {
	phrasings []Learnt
	sum       uint64
}

// hear asks for what is new in the database and in the files beside the articles, and reports whether there is anything that changes
// answers without changing an article.
func (e *Engine) hear(ctx context.Context) (changed bool, err error) {
	changed = e.hearCompanions()
	if e.options.Truth == nil {
		return changed, nil
	}
	version, err := e.options.Truth.Version(ctx)
	if err != nil {
		return changed, fmt.Errorf("ask the database for changed articles: %w", err)
	}
	if version == e.told.version && e.told.taught != nil {
		return changed, nil
	}
	saved, err := e.options.Truth.Articles(ctx)
	if err != nil {
		return changed, fmt.Errorf("read the saved articles: %w", err)
	}
	lessons, err := e.options.Truth.Lessons(ctx)
	if err != nil {
		return changed, fmt.Errorf("read what readers taught: %w", err)
	}
	changed = changed || !slices.Equal(lessons.Votes, e.told.votes) ||
		!slices.EqualFunc(lessons.Outside, e.told.outside, Outside.same)
	e.told.version, e.told.saved, e.told.votes, e.told.outside = version, saved, lessons.Votes, lessons.Outside
	e.told.taught = taughtAbout(lessons.Learnt)
	return changed, nil
}

// hearCompanions reads the files beside the articles again that have changed.
func (e *Engine) hearCompanions() (changed bool) {
	dir := e.options.KB
	if dir == "" {
		return false
	}
	t := &e.told
	if t.synonymsFile.changed(dir, SynonymsFile) {
		var read synonyms
		read, t.synonymsFile.faults = readSynonyms(dir, e.words)
		if read != nil || len(t.synonymsFile.faults) == 0 { // else the last good ones stay
			t.synonyms, changed = read, true
		}
	}
	if t.outsideFile.changed(dir, OutsideFile) {
		var read []Outside
		read, t.outsideFile.faults = readOutside(dir)
		if read != nil || len(t.outsideFile.faults) == 0 {
			t.notOurs, changed = read, true
		}
	}
	return changed
}

// taughtAbout sorts what readers taught by the article. It is taught in every language: whoever asked in one in which there
// is no such article was answered by its counterpart, and so will be the next.
func taughtAbout(all []Learnt) map[string]taughtTo {
	byArticle := map[string]taughtTo{}
	for _, l := range all {
		for _, language := range languageFolders {
			key := documentID(language, l.ArticleID)
			t := byArticle[key]
			t.phrasings = append(t.phrasings, l)
			byArticle[key] = t
		}
	}
	for key, t := range byArticle {
		slices.SortFunc(t.phrasings, func(a, b Learnt) int {
			return cmp.Or(cmp.Compare(a.Text, b.Text), cmp.Compare(a.Weight, b.Weight))
		})
		h := fnv.New64a()
		for _, l := range t.phrasings {
			_, _ = h.Write([]byte(l.Text)) // a hash takes everything
			_, _ = h.Write(binary.BigEndian.AppendUint64([]byte{0}, math.Float64bits(l.Weight)))
		}
		t.sum = h.Sum64()
		byArticle[key] = t
	}
	return byArticle
}

// instead puts the articles that were saved in the database in the place of files of the same language and id.
func (t *told) instead(files []file) []file {
	if len(t.saved) == 0 {
		return files
	}
	saved := make(map[string]bool, len(t.saved))
	for _, s := range t.saved {
		saved[documentID(s.Language, s.ID)] = true
	}
	files = slices.DeleteFunc(files, func(f file) bool { return saved[(&entry{Path: f.path}).documentID()] })
	for _, s := range t.saved {
		if !s.Deleted {
			files = append(files, file{path: s.Path(), size: int64(len(s.Markdown)), modified: s.Version, saved: &s.Markdown})
		}
	}
	slices.SortFunc(files, func(a, b file) int { return cmp.Compare(a.path, b.path) })
	return files
}
