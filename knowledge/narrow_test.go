package knowledge

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// manyArticles is a snapshot with so many articles, of which every hundredth is not served.
func manyArticles(n int) *snapshot {
	s := &snapshot{}
	for i := range n {
		e := &entry{Path: fmt.Sprintf("en/%06d.md", i)}
		if i%100 == 99 {
			e = nil
		}
		s.numbered = append(s.numbered, e)
	}
	return s
}

// scattered is a list of about that share of n articles.
func scattered(random *rand.Rand, n int, share float64) []posting {
	var list []posting
	for i := range n {
		if random.Float64() < share {
			list = append(list, posting{number: uint32(i), weight: 0.9 * random.Float32()})
		}
	}
	return list
}

// Whatever is left out on the way, the hits are those of adding up everything.
func TestNarrowingChangesNoHits(t *testing.T) {
	t.Parallel()
	const n = 3 * longList
	s := manyArticles(n)
	random := rand.New(rand.NewPCG(1, 2))
	narrowed := 0
	for range 50 {
		var found []placed
		sum := 0.0
		for range 2 + random.IntN(5) {
			share := random.Float64() * random.Float64() * random.Float64()
			p := placed{ask: scattered(random, n, share), body: scattered(random, n, share*2), weight: 1 - share}
			if random.IntN(3) == 0 {
				p.ask, p.body = nil, nil
				p.grams = []gram{{list: scattered(random, n, share), part: 0.3}, {list: scattered(random, n, 0.8), part: 0.7}}
			}
			if random.IntN(4) == 0 {
				p.also = []gram{{list: scattered(random, n, 0.01), part: 0.5}}
			}
			p.most = mostOf(p.ask) + bodyWeight*mostOf(p.body)
			found = append(found, p)
			sum += p.weight
		}
		whole, work := newScratch(n), newScratch(n)
		for i, p := range found { // with nothing left out
			whole.addAll(p, uint32(i+1), p.weight/sum)
		}
		work.found = slices.Clone(found)
		s.score(work, sum)
		if work.few {
			narrowed++
		}
		want, got := s.best(whole, maxHits), s.best(work, maxHits)
		require.Len(t, got, len(want))
		for i := range want {
			assert.InDelta(t, want[i].score, got[i].score, 1e-5)
			assert.InDelta(t, float64(whole.score[got[i].number]), got[i].score, 1e-5)
			assert.InDelta(t, float64(min(1, whole.cover[got[i].number])), got[i].coverage, 1e-5)
		}
		work.reset()
		for i := range n {
			require.Zero(t, work.score[i]+work.cover[i]+float32(work.seen[i]))
		}
	}
	assert.Greater(t, narrowed, 25)
}

func mostOf(list []posting) float64 {
	most := float32(0)
	for _, p := range list {
		most = max(most, p.weight)
	}
	return float64(most)
}

func TestAmongFindsWhatIsInBoth(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	for _, share := range []float64{0, 0.001, 0.1, 0.9, 1} {
		list := scattered(random, 1000, share)
		w := &scratch{}
		var want, got []uint32
		for i := uint32(0); i < 1000; i += 1 + random.Uint32N(20) {
			w.leading = append(w.leading, i)
			if slices.ContainsFunc(list, func(p posting) bool { return p.number == i }) {
				want = append(want, i)
			}
		}
		w.among(list, func(p posting) { got = append(got, p.number) })
		assert.Equal(t, want, got)
	}
}
