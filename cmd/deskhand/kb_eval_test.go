package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// measures are the names of a report.
var measures = []string{
	"accuracy", "mrr10", "auroc", "oos_recall_at_90", "fpr95", "answered_precision", "coverage", "ece", "p50_ms", "p99_ms",
	"articles", "queries", "seconds",
}

// evaluate prints a report as JSON and reads it.
func evaluate(t *testing.T, environ []string, args ...string) map[string]any {
	t.Helper()
	code, stdout, stderr := deskhand(t, environ, "", append([]string{"kb", "eval", "--json"}, args...)...)
	require.Zero(t, code, stderr)
	var report map[string]any
	require.NoError(t, json.Unmarshal([]byte(stdout), &report))
	return report
}

// smallSet writes a set of two articles.
func smallSet(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"train.tsv": "open_door\thow do I open the wooden door\nopen_door\tthe door is shut\npaint\thow do I paint a white wall\n",
		"test.tsv":  "open_door\topening wooden doors\npaint\tpainting my wall\n",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	return dir
}

func TestEvalOfASet(t *testing.T) {
	t.Parallel()
	dir := smallSet(t)
	report := evaluate(t, settings(t), "--set", dir, "--phrasings", "1", "--seed", "7", "--typos", "1", "--encoder", "off", "--language", "en")
	var names []string
	for name := range report {
		names = append(names, name)
	}
	assert.ElementsMatch(t, measures, names)
	assert.Nil(t, report["auroc"], "nothing is out of scope")
	assert.InDelta(t, 2, report["queries"], 0)

	code, stdout, stderr := deskhand(t, settings(t), "", "kb", "eval", "--set", dir)
	require.Zero(t, code, stderr)
	for _, name := range measures {
		assert.Contains(t, stdout, name)
	}
}

// Without a set, the golden questions are asked, and nothing is kept.
func TestEvalOfOurOwnArticles(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	environ := append(settings(t), "DESKHAND_DATA_DIR="+data)
	report := evaluate(t, environ)
	assert.GreaterOrEqual(t, report["articles"], 90.)
	assert.GreaterOrEqual(t, report["queries"], 400.)
	assert.NotNil(t, report["auroc"])
	left, err := os.ReadDir(data)
	require.NoError(t, err)
	assert.Empty(t, left)

	code, stdout, stderr := deskhand(t, environ, "", "kb", "eval")
	require.Zero(t, code, stderr)
	assert.Contains(t, stdout, "hostile")
	assert.Regexp(t, `golden\.tsv:\d+: `, stdout)
}

func TestEvalTellsWhatIsUsed(t *testing.T) {
	t.Parallel()
	index := t.TempDir()
	report := evaluate(t, settings(t), "--usage", "--index", index)
	assert.Positive(t, report["ready_seconds"])
	if _, err := os.Stat("/proc/self/status"); err == nil {
		assert.GreaterOrEqual(t, report["peak_mb"], report["resident_mb"])
		assert.Greater(t, report["resident_mb"], 5.)
	}
	kept, err := os.ReadDir(index)
	require.NoError(t, err)
	assert.NotEmpty(t, kept)
}

func TestEvalSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	empty := t.TempDir()
	for name, tt := range map[string]struct {
		environ []string
		args    []string
		want    string
	}{
		"no set":        {nil, []string{"--set", empty}, "holds no set of questions"},
		"less than 0":   {nil, []string{"--set", empty, "--typos=-1"}, "must not be less than 0"},
		"draw, no set":  {nil, []string{"--phrasings", "1"}, "go with --set DIR"},
		"no golden":     {[]string{"DESKHAND_KB_DIR=" + empty}, nil, "golden.tsv is missing: write"},
		"such language": {nil, []string{"--language", "fr"}, "must be one of"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, _, stderr := deskhand(t, append(settings(t), tt.environ...), "", append([]string{"kb", "eval"}, tt.args...)...)
			assert.NotZero(t, code)
			assert.Contains(t, stderr, tt.want)
		})
	}
}
