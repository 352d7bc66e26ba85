package knowledge

import (
	"context"
	"slices"
	"time"
)

// Outside is a question that no article answers: somebody asked it, and none of what they were offered was it. It keeps the
// engine from being sure of an answer to the next question of its kind.
type Outside struct {
	Text     string
	Language string
	Weight   float64   // 0 to 1
	At       time.Time // when it was said, and of which articles, by their ids; where none are named, it holds of all
	Offered  []string
}

// same reports whether two say the same.
func (o Outside) same(other Outside) bool {
	return o.Text == other.Text && o.Language == other.Language && o.Weight == other.Weight && o.At.Equal(other.At) &&
		slices.Equal(o.Offered, other.Offered)
}

// holds reports whether what was said of a question still holds when the index leads with that article for it. It was said of
// the articles that were offered, as they were then: of one that has come or been reviewed since, nobody knows yet.
func (o Outside) holds(leading Article) bool {
	return len(o.Offered) == 0 || slices.Contains(o.Offered, leading.ID) && leading.ReviewedOn.AddDate(0, 0, 1).Before(o.At)
}

// stillOutside picks those questions in a language that, by all that is known, no article answers.
func (e *Engine) stillOutside(ctx context.Context, s *snapshot, l *language) ([]Outside, error) {
	var all []Outside
	for _, o := range s.outside {
		if o.Language != l.code {
			continue
		}
		leading, found, err := e.leading(ctx, s, l, o.Text)
		if err != nil {
			return nil, err
		}
		if !found || o.holds(leading) {
			all = append(all, o)
		}
	}
	return all, nil
}

// leading is the article that the index leads with for a question.
func (e *Engine) leading(ctx context.Context, s *snapshot, l *language, question string) (Article, bool, error) {
	text, words := e.read(question)
	q, err := s.shelves[l.code].query(ctx, text, words)
	if err != nil {
		return Article{}, false, err
	}
	r, err := s.search(ctx, l, q.terms)
	if err != nil || len(r.hits) == 0 {
		return Article{}, false, err
	}
	return s.article(s.numbered[r.hits[0].number].documentID())
}
