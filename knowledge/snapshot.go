package knowledge

import (
	"errors"
	"fmt"
	"sync"

	"github.com/blevesearch/bleve/v2/index/scorch"
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
	outside  []Outside
	votes    []Vote
	scratch  sync.Pool // of *scratch, big enough for every number
}

func newSnapshot(reader index.IndexReader, entries []*entry, languages []*language, told told) (*snapshot, error) {
	s := &snapshot{
		reader: reader, entries: map[string]*entry{}, exact: map[uint64]*entry{}, shelves: map[string]*shelf{},
		articles: newKept[Article](maxArticles), outside: told.allOutside(), votes: told.votes,
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

// number finds out under which number bleve holds each article: in the dictionary of the ids, since the list that goes the
// other way lies among the articles, all of which would be read into memory for it.
func (s *snapshot) number() error {
	reader, ok := s.reader.(*scorch.IndexSnapshot)
	if !ok {
		return errors.New("list the index: it is not of bleve's kind scorch")
	}
	for _, part := range reader.Segments() {
		first := len(s.numbered)
		s.numbered = append(s.numbered, make([]*entry, part.FullSize())...)
		numbers, err := part.Segment().Dictionary("_id")
		if err != nil {
			return fmt.Errorf("list the index: %w", err)
		}
		for ids := numbers.AutomatonIterator(nil, nil, nil); ; {
			id, err := ids.Next()
			if err != nil {
				return fmt.Errorf("list the index: %w", err)
			}
			if id == nil {
				break
			}
			found, err := numbers.PostingsList([]byte(id.Term), part.Deleted(), nil)
			if err != nil {
				return fmt.Errorf("list the index: %w", err)
			}
			at, err := found.Iterator(false, false, false, nil).Next()
			if err != nil {
				return fmt.Errorf("list the index: %w", err)
			}
			if at != nil { // else it has been replaced
				s.numbered[first+int(at.Number())] = s.entries[id.Term]
			}
		}
	}
	return nil
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
