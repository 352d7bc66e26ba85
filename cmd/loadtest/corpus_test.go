package main

import (
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/knowledge"
	"deskhand/knowledge/knowledgetest"
)

func TestOurOwnArticlesAreUsedWhereTheyAreEnough(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	own, generated := filepath.Join(dir, "own"), filepath.Join(dir, "generated")
	require.NoError(t, knowledgetest.WriteCorpus(own, 10, 7))

	small, err := prepareCorpus(generated, own, 10)
	require.NoError(t, err)
	assert.Equal(t, own, small.dir)
	assert.Equal(t, 10, small.articles)

	large, err := prepareCorpus(generated, own, 11)
	require.NoError(t, err)
	assert.Equal(t, generated, large.dir)
	assert.Equal(t, 11, large.articles)
	assert.NotEqual(t, small.questions, large.questions)
}

func TestAFolderWithoutArticlesIsAFault(t *testing.T) {
	t.Parallel()
	empty := t.TempDir()
	_, err := prepareCorpus(t.TempDir(), empty, 1)
	require.ErrorContains(t, err, empty)
	_, err = prepareCorpus(t.TempDir(), filepath.Join(empty, "none"), 1)
	require.Error(t, err)
}

func TestQuestionsAreOfEverySort(t *testing.T) {
	t.Parallel()
	articles := []knowledge.Article{
		{Question: "How do I share an app with colleagues?", Phrasings: []string{"give others my app", "app sharing"}},
		{Question: "Why did my flow fail?"},
	}
	questions := askAbout(articles)
	assert.Equal(t, questions, askAbout(articles), "every measurement asks the same")
	asked := map[string]int{}
	for _, question := range questions {
		require.NotEmpty(t, question)
		asked[question]++
	}
	assert.Len(t, questions, questionCount)
	assert.Positive(t, asked["give others my app"], "a phrasing")
	assert.Positive(t, asked["why my folw fail"], "a question in other words")
	assert.Zero(t, asked["How do I share an app with colleagues?"], "a question as it stands")
	strangers := 0
	for question, times := range asked {
		if strings.Contains(question, "eiffel") {
			strangers += times
		}
	}
	assert.InDelta(t, questionCount/7/len(elsewhere), strangers, 40, "questions about something else")
}

func TestRewordKeepsShortQuestionsReadable(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		assert.Equal(t, "app", reword(random, "App?"))
		assert.Contains(t, []string{"my flow", "my folw", "my flwo"}, reword(random, "My flow"))
		assert.Len(t, strings.Fields(reword(random, "who may see my own app")), 5)
	}
}
