package knowledge

import (
	"fmt"
	"sync"

	index "github.com/blevesearch/bleve_index_api"
)

// maxArticles bounds the memory of the articles kept at hand: a few kilobytes each.
const maxArticles = 200

// snapshot is the index as it is at one moment: questions are answered from one and the same while it changes.
type snapshot struct {
	users sync.WaitGroup // who reads it at the moment

	reader   index.IndexReader
	entries  map[string]*entry // by document id
	exact    map[uint64]*entry // by askKey; nil where several articles claim the same words
	numbered []*entry          // by bleve's number of the document; nil where none is served
	shelves  map[string]*shelf // by language
	articles *kept[Article]
	votes    []Vote
	scratch  sync.Pool // of *scratch, big enough for every number
}

func newSnapshot(reader index.IndexReader, entries []*entry, languages []*language, told told) (*snapshot, error) {
	s := &snapshot{
		reader: reader, entries: map[string]*entry{}, exact: map[uint64]*entry{}, shelves: map[string]*shelf{},
		articles: newKept[Article](maxArticles), votes: told.votes,
	}
	for _, e := range entries {
		if e.Served {
			s.entries[e.documentID()] = e
			s.addExact(e)
		}
	}
	read := newKept[listed](maxPostings)
	for _, l := range languages {
		shelf, err := newShelf(reader, l, s.entries, read)
		if err != nil {
			return nil, err
		}
		shelf.synonyms = told.synonyms
		s.shelves[l.code] = shelf
	}
	if err := s.number(); err != nil {
		return nil, err
	}
	return s, nil
}

// number finds out under which number bleve holds each article.
func (s *snapshot) number() error {
	ids, err := s.reader.DocIDReaderAll()
	if err != nil {
		return fmt.Errorf("list the index: %w", err)
	}
	defer ids.Close()
	for {
		id, err := ids.Next()
		if err != nil {
			return fmt.Errorf("list the index: %w", err)
		}
		if id == nil {
			return nil
		}
		name, err := s.reader.ExternalID(id)
		if err != nil {
			return fmt.Errorf("list the index: %w", err)
		}
		for uint64(len(s.numbered)) <= id.Value() {
			s.numbered = append(s.numbered, nil)
		}
		s.numbered[id.Value()] = s.entries[name]
	}
}

// article reads an article as it was when it was indexed.
func (s *snapshot) article(documentID string) (Article, bool, error) {
	if s.entries[documentID] == nil {
		return Article{}, false, nil
	}
	if a, found := s.articles.get([]byte(documentID)); found {
		return a, true, nil
	}
	a, err := stored(s.reader, documentID)
	if err != nil {
		return Article{}, false, err
	}
	s.articles.put([]byte(documentID), a, 1)
	return a, true, nil
}
