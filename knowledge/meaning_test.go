package knowledge

import (
	"context"
	"errors"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// synonymous is an encoder that knows what some words mean, though they look nothing alike.
type synonymous struct{}

const meanings = 16

// means is what the words of the tests mean; the others have a meaning by chance.
var means = map[string]int{
	"flow": 0, "automation": 0, "fail": 1, "failure": 1, "error": 1, "broke": 1, "slow": 2, "hours": 2, "sluggish": 2, "app": 3,
	"screen": 3, "share": 4, "colleague": 4, "others": 4, "hand": 4, "delete": 5, "remove": 5, "rid": 5, "erase": 5, "licence": 6,
	"cost": 6, "subscription": 6, "price": 6,
}

func (synonymous) Name() string { return "synonymous" }

func (synonymous) Knows(string) bool { return true }

func (synonymous) Encode(_ context.Context, texts []string) ([][]float32, error) {
	all := make([][]float32, len(texts))
	for i, text := range texts {
		all[i] = make([]float32, meanings)
		for word := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return r < 'a' || r > 'z' }) {
			if meaning, known := means[word]; known {
				all[i][meaning]++
			}
		}
		all[i][meanings-1] = 0.1
		normalise(all[i])
	}
	return all, nil
}

func normalise(v []float32) {
	length := float32(0)
	for _, x := range v {
		length += x * x
	}
	for d := range v {
		v[d] /= float32(math.Sqrt(float64(length)))
	}
}

// useless is an encoder that puts every text somewhere by chance.
type useless struct{}

func (useless) Name() string { return "useless" }

func (useless) Knows(string) bool { return true }

func (useless) Encode(_ context.Context, texts []string) ([][]float32, error) {
	all := make([][]float32, len(texts))
	for i, text := range texts {
		h := fnv.New64a()
		_, _ = h.Write([]byte(text))
		random := rand.New(rand.NewPCG(h.Sum64(), 1))
		all[i] = make([]float32, meanings)
		for d := range all[i] {
			all[i][d] = random.Float32() - 0.5
		}
		normalise(all[i])
	}
	return all, nil
}

// fickle is an encoder that does something else with what synonymous gives, while it is told to.
type fickle struct {
	synonymous
	change atomic.Pointer[func(context.Context, [][]float32) ([][]float32, error)]
	calls  atomic.Int64
}

func (f *fickle) Encode(ctx context.Context, texts []string) ([][]float32, error) {
	f.calls.Add(1)
	all, err := f.synonymous.Encode(ctx, texts)
	if change := f.change.Load(); change != nil {
		return (*change)(ctx, all)
	}
	return all, err
}

func (f *fickle) to(change func(context.Context, [][]float32) ([][]float32, error)) {
	f.change.Store(&change)
}

// broken is all that an encoder may do wrong, some of it to one of several vectors.
func broken() map[string]func(context.Context, [][]float32) ([][]float32, error) {
	last := func(change func([]float32) []float32) func(context.Context, [][]float32) ([][]float32, error) {
		return func(_ context.Context, all [][]float32) ([][]float32, error) {
			all[len(all)-1] = change(all[len(all)-1])
			return all, nil
		}
	}
	fill := func(value float64) func([]float32) []float32 {
		return func(v []float32) []float32 { v[3] = float32(value); return v }
	}
	return map[string]func(context.Context, [][]float32) ([][]float32, error){
		"an error": func(context.Context, [][]float32) ([][]float32, error) { return nil, errors.New("the encoder is out") },
		"nothing":  func(context.Context, [][]float32) ([][]float32, error) { return nil, nil },
		"too few":  func(_ context.Context, all [][]float32) ([][]float32, error) { return all[1:], nil },
		"too many": func(_ context.Context, all [][]float32) ([][]float32, error) { return append(all, all[0]), nil },
		"short":    last(func(v []float32) []float32 { return v[1:] }),
		"empty":    last(func([]float32) []float32 { return nil }),
		"long":     last(func(v []float32) []float32 { return append(v, 1) }),
		"NaN":      last(fill(math.NaN())),
		"infinite": last(fill(math.Inf(1))),
		"huge":     last(fill(math.MaxFloat32)), // whose length is infinite
	}
}

// byMeaning is what no word of the articles says.
const byMeaning = "automation broke"

func TestAnEncoderFindsWhatWordsCannot(t *testing.T) {
	t.Parallel()
	assert.Empty(t, ask(t, untrained(t, desk()), byMeaning).Candidates)
	x := explain(t, encodingEngineOf(t, desk(), synonymous{}), byMeaning)
	require.True(t, x.Rankings[0].Meaning)
	require.NotEmpty(t, x.Candidates)
	assert.Equal(t, "flow-failed", x.Candidates[0].ID)
	assert.Zero(t, x.Rankings[0].Candidates[0].Terms)
}

// An encoder that knows nothing of the trade is given up: the engine answers as it does without one.
func TestAUselessEncoderIsGivenUp(t *testing.T) {
	t.Parallel()
	with, without := encodingEngineOf(t, desk(), useless{}), engineOf(t, desk())
	for _, q := range someQuestions {
		assert.Equal(t, explain(t, without, q), explain(t, with, q), q)
	}
}

// monoglot is an encoder that was made for another language than that of the articles.
type monoglot struct{ Encoder }

func (monoglot) Knows(string) bool { return false }

// dull is an encoder that says neither right nor wrong: to it all texts mean the same.
type dull struct{ synonymous }

func (dull) Encode(_ context.Context, texts []string) ([][]float32, error) {
	all := make([][]float32, len(texts))
	for i := range all {
		all[i] = make([]float32, meanings)
		all[i][0] = 1
	}
	return all, nil
}

// What an encoder says of a language that it was not made for is not believed for want of proof to the contrary, as it is
// otherwise; but where it helps, it helps.
func TestAnEncoderOfAnotherLanguageMustEarnItsTrust(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		encoder Encoder
		trusted bool
	}{
		"no proof, in its language":     {dull{}, true},
		"no proof, in another language": {monoglot{dull{}}, false},
		"helps, though in another":      {monoglot{synonymous{}}, true},
		"doesn't help, in its language": {useless{}, false},
		"doesn't help, and not its own": {monoglot{useless{}}, false},
	} {
		assert.Equal(t, tc.trusted, explain(t, encodingEngineOf(t, desk(), tc.encoder), byMeaning).Rankings[0].Meaning, name)
	}
}

// Whatever becomes of the encoder when a question is asked, it is answered by words alone.
func TestAQuestionIsAnsweredWithoutTheEncoder(t *testing.T) {
	t.Parallel()
	for name, change := range broken() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			encoder := &fickle{}
			e := encodingEngineOf(t, desk(), encoder)
			encoder.to(change)
			for _, q := range someQuestions {
				x := explain(t, e, q)
				for _, r := range x.Rankings {
					assert.False(t, r.Meaning, q)
				}
			}
			assert.Equal(t, "flow-failed", ask(t, e, "the flow run has an error").Candidates[0].ID)
		})
	}
}

// An encoder that doesn't come back is not waited for beyond the question's own deadline.
func TestAnEncoderThatHangs(t *testing.T) {
	t.Parallel()
	encoder := &fickle{}
	e := encodingEngineOf(t, desk(), encoder)
	encoder.to(func(ctx context.Context, _ [][]float32) ([][]float32, error) {
		_, limited := ctx.Deadline()
		assert.True(t, limited, "nobody waits for ever")
		return nil, context.DeadlineExceeded // as it would be then
	})
	assert.Equal(t, "flow-failed", ask(t, e, "the flow run has an error").Candidates[0].ID)

	ctx, cancel := context.WithCancel(t.Context())
	encoder.to(func(ctx context.Context, _ [][]float32) ([][]float32, error) {
		cancel()
		<-ctx.Done()
		return nil, ctx.Err()
	})
	_, err := e.Ask(ctx, "the flow run has an error", "en")
	assert.NoError(t, err)
}

// When the encoder fails while the engine learns, that is told, what can be learnt without it is learnt, and the next
// training tries again.
func TestTrainingGoesOnWithoutTheEncoder(t *testing.T) {
	t.Parallel()
	for name, change := range broken() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			encoder := &fickle{}
			options := testOptions(house(t), "")
			options.Encoder = encoder
			e, err := Open(t.Context(), options)
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, e.Close()) })
			encoder.to(change)
			require.Error(t, e.Train(t.Context()))
			x := explain(t, e, "please open the wooden door")
			assert.Equal(t, "door", x.Candidates[0].ID)
			assert.True(t, x.Rankings[0].Wording)
			assert.False(t, x.Rankings[0].Meaning)

			encoder.change.Store(nil)
			require.NoError(t, e.Train(t.Context()))
			calls := encoder.calls.Load()
			require.NoError(t, e.Train(t.Context()))
			assert.Equal(t, calls, encoder.calls.Load(), "what was learnt is not learnt again")
		})
	}
}

func TestTrainingEndsWithItsContext(t *testing.T) {
	t.Parallel()
	encoder := &fickle{}
	options := testOptions(house(t), "")
	options.Encoder = encoder
	e, err := Open(t.Context(), options)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Close()) })
	ctx, cancel := context.WithCancel(t.Context())
	encoder.to(func(ctx context.Context, _ [][]float32) ([][]float32, error) {
		cancel()
		<-ctx.Done()
		return nil, ctx.Err()
	})
	require.ErrorIs(t, e.Train(ctx), context.Canceled)
	assert.Equal(t, "door", first(t, e, "please open the wooden door", "en").ID)
}

// attentive counts the questions that it is asked.
type attentive struct {
	synonymous
	questions *atomic.Int64
}

func (a attentive) Encode(ctx context.Context, texts []string) ([][]float32, error) {
	if len(texts) == 1 {
		a.questions.Add(1)
	}
	return a.synonymous.Encode(ctx, texts)
}

// A question that is looked for in two languages is encoded once, unless they read it differently.
func TestQuestionIsEncodedOnce(t *testing.T) {
	t.Parallel()
	corpus := desk()
	for _, a := range corpus.Articles {
		a.Language, a.Path = "nb", ""
		corpus.Articles = append(corpus.Articles, a)
	}
	var questions atomic.Int64
	e := encodingEngineOf(t, corpus, attentive{questions: &questions})
	questions.Store(0)
	x, err := e.Explain(t.Context(), "tell me about the weather in Oslo", "en")
	require.NoError(t, err)
	require.Len(t, x.Rankings, 2)
	for _, r := range x.Rankings {
		assert.True(t, r.Meaning, r.Language)
	}
	assert.EqualValues(t, 1, questions.Load())
}
