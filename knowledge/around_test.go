package knowledge

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

// onCircle is a meaning in which the phrasings of each article lie at angles, in degrees.
func onCircle(articles ...[]float64) *model {
	m := &model{class: map[string]int32{}, meaning: &meaning{cloud: cloud{size: 2}, start: []int32{0}}}
	for class, angles := range articles {
		m.class[string(rune('a'+class))] = int32(class)
		for _, angle := range angles {
			m.meaning.values = append(m.meaning.values, at(angle)...)
			m.meaning.weights = append(m.meaning.weights, 1)
		}
		m.meaning.start = append(m.meaning.start, int32(len(m.meaning.weights)))
	}
	m.meaning.start = append(m.meaning.start, int32(len(m.meaning.weights)))
	return m
}

// excluding is a meaning with questions at angles that no article answers.
func (m *model) excluding(angles ...float64) *model {
	for _, angle := range angles {
		m.meaning.values = append(m.meaning.values, at(angle)...)
		m.meaning.weights = append(m.meaning.weights, 1)
	}
	m.meaning.start[len(m.meaning.start)-1] = int32(len(m.meaning.weights))
	return m
}

func at(angle float64) []float32 {
	sin, cos := math.Sincos(angle * math.Pi / 180)
	return []float32{float32(cos), float32(sin)}
}

// lookedAt is what the meaning says of the candidates with these ids.
func lookedAt(m *model, point []float32, ids ...string) []ranked {
	candidates := make([]ranked, len(ids))
	for i, id := range ids {
		candidates[i].entry = entryOf(id)
	}
	m.lookAround(point, candidates, true)
	return candidates
}

func entryOf(id string) *entry { return &entry{Path: "en/" + id + ".md"} }

// No plane parts what lies between from what lies on both sides, and both have the same middle.
func TestMeaningBends(t *testing.T) {
	t.Parallel()
	m := onCircle([]float64{0, 5, 75, 80}, []float64{38, 42})
	for angle, first := range map[float64]int{2: 0, 40: 1, 78: 0} {
		c := lookedAt(m, at(angle), "a", "b")
		assert.Greater(t, c[first].meaning, 0.6, "at %v", angle)
		assert.Less(t, c[1-first].meaning, 0.4, "at %v", angle)
		assert.InDelta(t, 1, c[first].nearest, 1e-2, "at %v", angle)
	}
}

// Far from all phrasings nothing is said of any article.
func TestMeaningFadesFarAway(t *testing.T) {
	t.Parallel()
	m := onCircle([]float64{0, 5}, []float64{10, 15})
	here, there := lookedAt(m, at(0), "a", "b"), lookedAt(m, at(180), "a", "b")
	assert.Less(t, math.Abs(there[0].meaning)+math.Abs(there[1].meaning), here[0].meaning/4)
}

// What says the same twice does not say twice as much, and what weighs little says little.
func TestMeaningWeighsPhrasings(t *testing.T) {
	t.Parallel()
	once, often := onCircle([]float64{0}, []float64{30}), onCircle([]float64{0}, []float64{30, 30, 30, 30})
	assert.Less(t, lookedAt(often, at(30), "a", "b")[1].meaning, 1.25*lookedAt(once, at(30), "a", "b")[1].meaning)
	doubted := onCircle([]float64{0}, []float64{30})
	doubted.meaning.weights[1] = 0.05
	assert.Less(t, lookedAt(doubted, at(30), "a", "b")[1].meaning, lookedAt(once, at(30), "a", "b")[1].meaning/2)
}

// An article that came after the learning is not put behind for that.
func TestMeaningWelcomesNewcomers(t *testing.T) {
	t.Parallel()
	c := lookedAt(onCircle([]float64{0}, []float64{60}), at(0), "a", "b", "new")
	assert.Positive(t, c[2].meaning)
	assert.InDelta(t, c[0].meaning, c[2].meaning, 1e-9)
}

// What no article answers takes from the articles around it, and says so.
func TestMeaningOfWhatNoArticleAnswers(t *testing.T) {
	t.Parallel()
	before := onCircle([]float64{0}, []float64{60})
	assert.Zero(t, before.lookAround(at(60), []ranked{{entry: entryOf("a")}, {entry: entryOf("b")}}, true))
	after := onCircle([]float64{0}, []float64{60}).excluding(62, 200)
	for angle, want := range map[float64]float64{0: 0, 62: 0.5, 200: 0.9} {
		candidates := []ranked{{entry: entryOf("a")}, {entry: entryOf("b")}}
		assert.InDelta(t, want, after.lookAround(at(angle), candidates, true), 0.1, "at %v", angle)
	}
	assert.Less(t, lookedAt(after, at(62), "a", "b")[1].meaning, lookedAt(before, at(62), "a", "b")[1].meaning/1.5)
	assert.InDelta(t, lookedAt(before, at(0), "a", "b")[0].meaning, lookedAt(after, at(0), "a", "b")[0].meaning, 0.05)
}
