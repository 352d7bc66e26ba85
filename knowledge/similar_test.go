package knowledge

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Articles whose phrasings find one another stand in each other's way, the worst first; those of one article do not.
func TestSimilar(t *testing.T) {
	t.Parallel()
	corpus := desk()
	corpus.Articles = append(corpus.Articles,
		articleOf("flow-broken", "Why did my flow break?", "flow run shows an odd error", "my flow stopped with an odd failure"),
		articleOf("hamster", "What does the hamster eat?", "hamster food", "food for our hamster"),
	)
	e := engineOf(t, corpus)
	pairs, err := e.Similar(t.Context())
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(pairs), 2)
	assert.Equal(t, "flow-broken", pairs[0].First, "in the order of their ids")
	assert.Equal(t, "flow-failed", pairs[0].Second)
	assert.Contains(t, pairs[0].Example, "flow")
	for i, p := range pairs {
		assert.Equal(t, "en", p.Language)
		assert.Less(t, p.First, p.Second)
		assert.NotContains(t, []string{p.First, p.Second}, "hamster")
		assert.True(t, i == 0 || p.Confused <= pairs[i-1].Confused)
	}
	again, err := e.Similar(t.Context())
	require.NoError(t, err)
	assert.Equal(t, pairs, again)

	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = e.Similar(cancelled)
	require.ErrorIs(t, err, context.Canceled)
	none, err := engineOf(t, Corpus{}).Similar(t.Context())
	require.NoError(t, err)
	assert.Empty(t, none)
}
