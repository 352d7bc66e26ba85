package encoder

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTextsTogetherAreAsEachAlone(t *testing.T) {
	t.Parallel()
	m := installed(t)
	all, _ := original(t)
	sentences := make([]string, 300) // more empty ones than a batch holds
	for i := 0; i < len(all); i += 12 {
		sentences = append(sentences, all[i])
	}
	for rest := sentences; len(rest) > 0; { // a batch, and with it the memory for it, is bounded
		s := m.scratch()
		rest = rest[m.read(s, rest):]
		require.LessOrEqual(t, max(len(s.pieces), len(s.ends)), maxPieces)
	}
	together, err := m.Encode(t.Context(), sentences)
	require.NoError(t, err)
	require.Len(t, together, len(sentences))
	var alone []float32
	for i, sentence := range sentences {
		alone = m.EncodeOne(alone, sentence)
		require.LessOrEqual(t, farthest(alone, together[i]), 1e-6, "%.80q", sentence)
		var squares float64
		for _, v := range alone {
			squares += float64(v) * float64(v)
		}
		require.InDelta(t, 1, squares, 1e-5, "%.80q", sentence)
	}
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	m := installed(t)
	questions := []string{"", tenPieces, "my flow failed", strings.Repeat("word ", 40), "blåbær 🙂"}
	want, err := m.Encode(t.Context(), questions)
	require.NoError(t, err)
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for j := range questions {
				which := (i + j) % len(questions)
				assert.LessOrEqual(t, farthest(want[which], m.EncodeOne(nil, questions[which])), 1e-6)
			}
		})
	}
	group.Wait()
}

func TestEncodingStopsWhenNobodyWaits(t *testing.T) {
	t.Parallel()
	m := installed(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := m.Encode(ctx, []string{"a"})
	require.ErrorIs(t, err, context.Canceled)
	none, err := m.Encode(t.Context(), nil)
	require.NoError(t, err)
	assert.Empty(t, none)
}

func TestVastTextIsReadAsFarAsTheModelGoes(t *testing.T) {
	t.Parallel()
	m := installed(t)
	word := strings.Repeat("help ", 200)
	assert.Equal(t, m.EncodeOne(nil, word), m.EncodeOne(nil, word+strings.Repeat("me ", 1_000_000)))
}
