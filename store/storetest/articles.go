package storetest

import (
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/knowledge"
	"deskhand/store"
)

// save stores an article under the same id.
func save(t *testing.T, s *store.Store, expected int64) knowledge.Saved {
	t.Helper()
	saved, err := s.SaveArticle(t.Context(), knowledge.Saved{
		Language: "en", ID: "a", Markdown: "text " + strconv.FormatInt(expected, 10), SavedBy: "ola", SavedAt: noon,
	}, expected)
	require.NoError(t, err)
	return saved
}

func articlesRoundTrip(t *testing.T, db database) {
	s := db.open(t)
	full := filled[knowledge.Saved](t)
	full.Deleted = true // saving is not retiring
	stored, err := s.SaveArticle(t.Context(), full, 0)
	require.NoError(t, err)
	full.Version, full.Deleted = 1, false
	assert.Equal(t, full, stored)
	begun := version(t, s)

	first := save(t, s, 0)
	nb := knowledge.Saved{Language: "nb", ID: "a", Markdown: "tekst", SavedBy: "ola", SavedAt: noon}
	nb, err = s.SaveArticle(t.Context(), nb, 0)
	require.NoError(t, err)
	second := save(t, s, first.Version)
	assert.Equal(t, int64(2), second.Version)
	assert.Equal(t, "text 1", second.Markdown)

	articles, err := s.Articles(t.Context(), begun)
	require.NoError(t, err)
	assert.Equal(t, []knowledge.Saved{second, nb}, articles, "what changed since")
	articles, err = s.Articles(t.Context(), 0)
	require.NoError(t, err)
	assert.ElementsMatch(t, []knowledge.Saved{full, second, nb}, articles)
}

func articlesRetired(t *testing.T, db database) {
	s := db.open(t)
	saved := save(t, s, 0)
	later := noon.Add(time.Hour)
	_, err := s.DeleteArticle(t.Context(), "en", "a", 7, "eva", later)
	require.ErrorIs(t, err, knowledge.ErrArticleChanged)
	retired, err := s.DeleteArticle(t.Context(), "en", "a", saved.Version, "eva", later)
	require.NoError(t, err)
	assert.Equal(t, knowledge.Saved{
		Language: "en", ID: "a", Markdown: "text 0", Version: 2, SavedBy: "eva", SavedAt: later, Deleted: true,
	}, retired, "its last text is kept")

	_, err = s.SaveArticle(t.Context(), saved, 0)
	require.ErrorIs(t, err, knowledge.ErrArticleChanged, "it is not new")
	back := save(t, s, retired.Version)
	assert.False(t, back.Deleted)
	assert.Equal(t, int64(3), back.Version)

	file, err := s.DeleteArticle(t.Context(), "en", "file", 0, "eva", later)
	require.NoError(t, err)
	articles, err := s.Articles(t.Context(), 0)
	require.NoError(t, err)
	assert.Equal(t, []knowledge.Saved{back, file}, articles)
	assert.True(t, file.Deleted)
	assert.Equal(t, 4, db.count(t, "SELECT count(*) FROM events"), "each change is on record")
}

func articlesConflict(t *testing.T, db database) {
	processes := []*store.Store{db.open(t), db.open(t)}
	for _, expected := range []int64{0, 1, 2} {
		var won atomic.Int32
		var writing sync.WaitGroup
		for i := range 8 {
			writing.Go(func() {
				article := knowledge.Saved{Language: "en", ID: "a", Markdown: strconv.Itoa(i), SavedAt: noon}
				_, err := processes[i%2].SaveArticle(t.Context(), article, expected)
				if err == nil {
					won.Add(1)
					return
				}
				assert.ErrorIs(t, err, knowledge.ErrArticleChanged)
			})
		}
		writing.Wait()
		assert.EqualValues(t, 1, won.Load(), expected)
	}
	articles, err := processes[0].Articles(t.Context(), 0)
	require.NoError(t, err)
	require.Len(t, articles, 1)
	assert.Equal(t, int64(3), articles[0].Version)
}
