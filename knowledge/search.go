package knowledge

import (
	"cmp"
	"context"
	"slices"
)

// The weights of ranking: BM25 over what people ask and over the answer's words. They were chosen on the training and
// validation parts of CLINC150 and HWU64, with 1, 5 and all phrasings an article, and on our own articles, each asked
// for by one of its phrasings while that phrasing was taken away.
const (
	saturation   = 3.0 // BM25's k1: phrasings repeat what matters, so a word may count several times
	lengthWeight = 0.75
	stopWeight   = 0.4 // of a word such as "what" or "can", which tells kinds of question apart, but little else
	bodyWeight   = 0.5
	bodyCover    = 0.5 // how far a word is covered that only the answer mentions
	gramWeight   = 0.4
	gramCover    = 0.5
)

const maxHits = 50

// hit is an article that shares words with the question.
type hit struct {
	number   uint32
	score    float64 // 0 to 1, where 1 is what an article full of just these words would get
	coverage float64 // 0 to 1: the share of the question's words, by their weight, that the article has
}

// result is what the search for a question in one language found, the best first.
type result struct {
	hits    []hit
	unknown float64 // 0 to 1: the share of the question's words, by their weight, that no article has, nor parts of them
	strange float64 // 0 to 1: the same for those that no words of articles make up
	size    float64 // of a usual article: the words of its question and phrasings
	weight  float64 // of all words of the question, where a word that no article has weighs 1: how much there was to go by
}

// search ranks the articles of one language by the terms of a question.
func (s *snapshot) search(ctx context.Context, l *language, terms []term) (result, error) {
	shelf := s.shelves[l.code]
	if shelf.articles == 0 {
		return result{unknown: 1, strange: 1}, nil
	}
	var r result
	work := s.borrow()
	defer s.scratch.Put(work)
	defer work.reset()
	substance := false // small words alone find nothing
	for _, t := range terms {
		f, err := shelf.find(ctx, t)
		if err != nil {
			return r, err
		}
		work.found = append(work.found, f)
		substance = substance || !t.stop
		r.weight += f.weight
		r.unknown += f.weight * f.unknown()
		r.strange += f.weight * f.strange()
	}
	if r.weight > 0 {
		r.unknown /= r.weight
		r.strange /= r.weight
	}
	r.size = shelf.ask.pivot
	if !substance {
		r.weight = 0
		return r, nil
	}
	s.score(work, r.weight)
	r.weight /= shelf.rarity(0)
	r.hits = s.best(work, maxHits)
	return r, nil
}

// score adds up what speaks for each article. Words that very many have come last: by then it's often clear which articles
// they can still bring among the best.
func (s *snapshot) score(work *scratch, sum float64) {
	long := func(f placed) bool { return f.length() > longList }
	if slices.ContainsFunc(work.found, long) {
		slices.SortStableFunc(work.found, func(a, b placed) int { return cmp.Compare(a.length(), b.length()) })
	}
	rest := 0.0 // what is to come, at most
	for _, f := range work.found {
		rest += f.bound() / sum
	}
	for i, f := range work.found {
		if long(f) {
			s.narrow(work, rest)
		}
		rest -= f.bound() / sum
		work.addAll(f, uint32(i+1), f.weight/sum)
	}
}

// best picks the n articles with the highest scores, the best first. Among equals the id decides: bleve numbers the same
// articles differently each time it indexes them.
func (s *snapshot) best(w *scratch, n int) []hit {
	hits := make([]hit, 0, n+1)
	numbers := w.touched
	if w.few {
		numbers = w.leading
	}
	for _, number := range numbers {
		if s.numbered[number] == nil {
			continue // put into the index by a refresh that was cut off
		}
		next := hit{number: number, score: float64(w.score[number]), coverage: min(1, float64(w.cover[number]))}
		if len(hits) == n && next.score < hits[n-1].score {
			continue
		}
		at, _ := slices.BinarySearchFunc(hits, next, func(a, b hit) int {
			if byScore := cmp.Compare(b.score, a.score); byScore != 0 {
				return byScore
			}
			return cmp.Compare(s.numbered[a.number].Path, s.numbered[b.number].Path)
		})
		hits = slices.Insert(hits, at, next)
		hits = hits[:min(len(hits), n)]
	}
	return hits
}
