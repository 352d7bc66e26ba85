package knowledgetest_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/knowledge"
	"deskhand/knowledge/knowledgetest"
)

func TestWriteCorpus(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, knowledgetest.WriteCorpus(dir, 50, 7))
	english, err := filepath.Glob(filepath.Join(dir, "en", "*.md"))
	require.NoError(t, err)
	norwegian, err := filepath.Glob(filepath.Join(dir, "nb", "*.md"))
	require.NoError(t, err)
	assert.Len(t, english, 40)
	assert.Len(t, norwegian, 10)
	for _, path := range append(english, norwegian...) {
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		relative, err := filepath.Rel(dir, path)
		require.NoError(t, err)
		article, faults := knowledge.Parse(filepath.ToSlash(relative), data)
		assert.Empty(t, faults)
		assert.True(t, article.Published())
		assert.GreaterOrEqual(t, len(article.Phrasings), 3)
		assert.GreaterOrEqual(t, len(strings.Fields(article.Body)), 100)
	}
}

func TestCorpusIsTheSame(t *testing.T) {
	t.Parallel()
	small, big := t.TempDir(), t.TempDir()
	require.NoError(t, knowledgetest.WriteCorpus(small, 3, 7))
	require.NoError(t, knowledgetest.WriteCorpus(big, 9, 7))
	for _, name := range []string{"en/article-00000.md", "en/article-00002.md"} {
		one, err := os.ReadFile(filepath.Join(small, name))
		require.NoError(t, err)
		other, err := os.ReadFile(filepath.Join(big, name))
		require.NoError(t, err)
		assert.Equal(t, string(one), string(other))
	}
	questions := knowledgetest.Questions(20, 9, 7)
	assert.Equal(t, questions, knowledgetest.Questions(20, 9, 7))
	assert.NotEqual(t, questions, knowledgetest.Questions(20, 9, 8))
}

// The n-th most frequent word is about n times as rare as the first, and many words are there only once.
func TestWordsAreAsFrequentAsInALanguage(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, knowledgetest.WriteCorpus(dir, 400, 7))
	counts := map[string]int{}
	for i := range 400 {
		data, err := os.ReadFile(filepath.Join(dir, "en", fmt.Sprintf("article-%05d.md", i)))
		if i%5 == 4 {
			continue // in Norwegian
		}
		require.NoError(t, err)
		_, body, _ := strings.Cut(string(data[4:]), "---\n")
		for word := range strings.FieldsSeq(body) {
			counts[strings.Trim(word, ".")]++
		}
	}
	all := slices.Sorted(maps.Values(counts))
	slices.Reverse(all)
	assert.Greater(t, all[0], 4*all[20])
	assert.Greater(t, all[20], 4*all[200])
	assert.Greater(t, len(all), 5_000, "the vocabulary grows with the corpus")
	assert.Greater(t, slices.Index(all, 1), 500)
	assert.Greater(t, len(all)-slices.Index(all, 1), len(all)/3, "a third of the words is there once")
}

// What is asked is close to an article, and never what it says word for word.
func TestQuestionsAreNoPhrasings(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, knowledgetest.WriteCorpus(dir, 200, 7))
	articles, _, err := knowledge.Lint(dir, time.Now())
	require.NoError(t, err)
	texts, names := map[string]bool{}, map[string]string{}
	for _, a := range articles {
		names[a.ID] = strings.ToLower(strings.Join(a.Phrasings, " "))
		for _, phrasing := range append(a.Phrasings, a.Question) {
			texts[strings.ToLower(phrasing)] = true
		}
	}
	elsewhere := 0
	for _, q := range knowledgetest.Asked(500, 200, 7) {
		assert.False(t, texts[strings.ToLower(q.Text)], q.Text)
		if q.Article == "" {
			elsewhere++
			continue
		}
		shared := 0
		for word := range strings.FieldsSeq(strings.ToLower(q.Text)) {
			if strings.Contains(names[q.Article], strings.Trim(word, ":,?")) {
				shared++
			}
		}
		assert.GreaterOrEqual(t, shared, 2, q.Text)
	}
	assert.InDelta(t, 500./8, elsewhere, 25)
}

func TestWriteCorpusFails(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	assert.Error(t, knowledgetest.WriteCorpus(file, 1, 1))
}
