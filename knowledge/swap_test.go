package knowledge

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// While articles, lessons and synonyms change and are learnt from, no question fails, and what does not change is found.
func TestAskDuringRefreshAndTraining(t *testing.T) {
	t.Parallel()
	kb, truth := house(t), &database{}
	options := testOptions(kb, t.TempDir())
	options.Truth, options.Encoder = truth, synonymous{}
	e, err := Open(t.Context(), options)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Close()) })
	done := make(chan struct{})
	var asking, changing sync.WaitGroup
	for range 2 {
		asking.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				answer, err := e.Ask(t.Context(), "first repair a leaking roof", "en")
				assert.NoError(t, err)
				assert.Equal(t, "roof", answer.Candidates[0].ID)
				_, err = e.Explain(t.Context(), "somewhere water drips on my parquet", "en")
				assert.NoError(t, err)
				_, found := e.Article("roof", "nb")
				assert.True(t, found)
				e.Status()
			}
		})
	}
	const rounds = 12
	changing.Go(func() {
		for i := range rounds {
			writeFile(t, kb, "en/wall.md", articleText("wall", fmt.Sprintf("paint wall number %d", i)))
			writeFile(t, kb, SynonymsFile, fmt.Sprintf("- [wall, %s]\n", string(rune('a'+i))+"mur"))
			truth.teach(Lessons{
				Learnt: []Learnt{{ArticleID: "door", Language: "en", Text: fmt.Sprintf("draught number %d", i), Weight: 1}},
				Votes:  []Vote{{Question: fmt.Sprintf("draught number %d", i), Language: "en", ArticleID: "door"}},
			})
			_, err := e.Refresh(t.Context())
			assert.NoError(t, err)
		}
	})
	changing.Go(func() {
		for range rounds {
			assert.NoError(t, e.Train(t.Context()))
			_, err := e.Similar(t.Context())
			assert.NoError(t, err)
		}
	})
	changing.Wait()
	close(done)
	asking.Wait()
	answer := ask(t, e, fmt.Sprintf("draught number %d", rounds-1))
	assert.True(t, answer.Exact)
}

// Questions that are under way when the engine closes are answered; later ones are refused, and nothing else.
func TestCloseWhileQuestionsRun(t *testing.T) {
	t.Parallel()
	for range 5 {
		e, err := Open(t.Context(), testOptions(house(t), t.TempDir()))
		require.NoError(t, err)
		var started, group sync.WaitGroup
		for i := range 4 {
			started.Add(1)
			group.Go(func() {
				for n := 0; ; n++ {
					answer, err := e.Ask(t.Context(), "the roof is leaking", "en")
					if n == 0 {
						started.Done()
					}
					if err != nil {
						assert.ErrorIs(t, err, errClosed)
						return
					}
					assert.Equal(t, "roof", answer.Candidates[0].ID)
					if i == 0 {
						err := e.Train(t.Context())
						assert.True(t, err == nil || errors.Is(err, errClosed), err)
					}
				}
			})
		}
		started.Wait()
		require.NoError(t, e.Close())
		group.Wait()
	}
}
