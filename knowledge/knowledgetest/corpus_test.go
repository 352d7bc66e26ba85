package knowledgetest_test

import (
	"os"
	"path/filepath"
	"testing"

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

func TestWriteCorpusFails(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	assert.Error(t, knowledgetest.WriteCorpus(file, 1, 1))
}
