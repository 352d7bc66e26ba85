package eval_test

import (
	"bytes"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/knowledge"
	"deskhand/knowledge/eval"
)

var updating = flag.Bool("update", false, "write the golden summary anew")

const ownKB = "../../kb"

// ownEngine is an engine over the articles that ship, trained. Without an encoder it goes by words alone.
func ownEngine(t *testing.T, encoder knowledge.Encoder) *knowledge.Engine {
	t.Helper()
	e, err := knowledge.Open(t.Context(), knowledge.Options{
		KB: ownKB, Encoder: encoder, Logger: slog.New(slog.DiscardHandler), Now: time.Now,
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Close()) })
	require.NoError(t, e.Train(t.Context()))
	return e
}

// TestGolden asks the golden questions and compares with the summary that was reviewed: no category may fare worse in any
// count. Below the table, that file lists what did not become what it should, so that a diff shows what a change does.
// "go test ./knowledge/eval -run TestGolden -update" accepts a change.
func TestGolden(t *testing.T) {
	t.Parallel()
	t.Run("words alone", func(t *testing.T) {
		t.Parallel()
		testGolden(t, nil, "testdata/golden_summary.txt")
	})
	t.Run("with the encoder", func(t *testing.T) {
		t.Parallel()
		if watched {
			t.Skip("takes minutes under the race detector: run it without -race")
		}
		testGolden(t, installed(t), "testdata/golden_summary_encoder.txt")
	})
}

func testGolden(t *testing.T, encoder knowledge.Encoder, summaryFile string) {
	t.Helper()
	all, err := eval.ReadGolden(filepath.Join(ownKB, eval.GoldenFile))
	require.NoError(t, err)
	outcomes, err := eval.MeasureGolden(t.Context(), ownEngine(t, encoder), all, time.Now)
	require.NoError(t, err)
	scores := eval.ScoreGolden(outcomes)
	var misses bytes.Buffer
	for _, o := range outcomes {
		if !o.Met() {
			fmt.Fprintln(&misses, o)
		}
	}
	if *updating {
		var summary bytes.Buffer
		require.NoError(t, eval.WriteScores(&summary, scores))
		require.NoError(t, os.WriteFile(summaryFile, []byte(summary.String()+"\n"+misses.String()), 0o600))
	}
	text, err := os.ReadFile(summaryFile)
	require.NoError(t, err)
	before := parseScores(t, string(text))
	assert.Len(t, scores, len(before), "other categories than in the summary; run with -update")
	for _, s := range scores {
		assert.Empty(t, s.Worse(before[s.Category]), "%s: if that is meant, run with -update", s.Category)
	}
	if t.Failed() {
		t.Log(misses.String())
	}
}

// parseScores reads the table at the head of the summary.
func parseScores(t *testing.T, summary string) map[string]eval.Score {
	t.Helper()
	table, _, _ := strings.Cut(summary, "\n\n")
	scores := map[string]eval.Score{}
	for _, row := range strings.Split(table, "\n")[1:] {
		var s eval.Score
		_, err := fmt.Sscan(row, &s.Category, &s.Questions, &s.Met, &s.InScope, &s.First, &s.Offered, &s.Sure, &s.Wrong,
			&s.OutOfScope, &s.Refused)
		require.NoError(t, err, row)
		scores[s.Category] = s
	}
	return scores
}

// A golden question that an article holds word for word would measure nothing.
func TestGoldenQuestionsAreNoPhrasings(t *testing.T) {
	t.Parallel()
	articles, _, err := knowledge.Lint(ownKB, time.Now())
	require.NoError(t, err)
	taken := map[string]string{}
	for _, a := range articles {
		for _, phrasing := range append([]string{a.Question}, a.Phrasings...) {
			taken[a.Language+normal(phrasing)] = a.Path
		}
	}
	all, err := eval.ReadGolden(filepath.Join(ownKB, eval.GoldenFile))
	require.NoError(t, err)
	for _, g := range all {
		if words := g.Language + normal(g.Text); words != g.Language {
			assert.Empty(t, taken[words], "golden.tsv:%d: %s", g.Line, g.Text)
			taken[words] = fmt.Sprintf("golden.tsv:%d", g.Line)
		}
	}
}

// normal is a text without what nobody would call a difference.
func normal(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r)
	}), " ")
}

// The golden questions cover what people do to a help desk, and every article is asked for.
func TestGoldenQuestionsCoverTheArticles(t *testing.T) {
	t.Parallel()
	all, err := eval.ReadGolden(filepath.Join(ownKB, eval.GoldenFile))
	require.NoError(t, err)
	assert.GreaterOrEqual(t, len(all), 400)
	asked := map[string]bool{}
	for _, g := range all {
		for _, id := range g.Articles {
			asked[g.Language+"/"+id] = true
		}
	}
	articles, _, err := knowledge.Lint(ownKB, time.Now())
	require.NoError(t, err)
	for _, a := range articles {
		assert.True(t, asked[a.Language+"/"+a.ID], "no golden question asks for %s", a.Path)
	}
}

func TestReadGoldenNamesEveryFault(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), eval.GoldenFile)
	require.NoError(t, os.WriteFile(path, []byte(strings.Join([]string{
		"# a comment", "plain\tsure\tdoor\ten\topen the door", "", "plain\tsure\tdoor\ten",
		"plain\tcertain\tdoor\ten\topen it", "plain\tsure\tdoor\tfr\touvrir", "far\tunknown\tdoor\ten\tweather",
		"plain\tsure\t-\ten\topen", "plain\tsure\tdoor\ten\t ",
	}, "\n")), 0o600))
	_, err := eval.ReadGolden(path)
	require.Error(t, err)
	for _, want := range []string{
		":4: there are 4 columns", `:5: the verdict is "certain"`, `:6: the language is "fr"`, ":7: only what is", ":8: only what is", ":9: column 5",
	} {
		assert.Contains(t, err.Error(), want)
	}
	assert.NotContains(t, err.Error(), ":2:")
	_, err = eval.ReadGolden(filepath.Join(t.TempDir(), eval.GoldenFile))
	assert.ErrorContains(t, err, "is missing: write")
}

func TestGoldenQuestionsAreAboutArticlesThatAreThere(t *testing.T) {
	t.Parallel()
	all := []eval.Golden{{Question: eval.Question{Text: "a", Language: "en", Articles: []string{"flow-failed", "nowhere"}}, Verdict: "maybe", Line: 3}}
	_, err := eval.MeasureGolden(t.Context(), ownEngine(t, nil), all, time.Now)
	assert.EqualError(t, err, `golden.tsv:3: no article that is served has the id "nowhere"; write the id of one`)
}
