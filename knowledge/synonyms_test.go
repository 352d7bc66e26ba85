package knowledge

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSynonyms(t *testing.T) {
	t.Parallel()
	kb := house(t)
	writeFile(t, kb, "en/connector.md", articleText("connector", "use a premium connector"))
	writeFile(t, kb, "en/fitted.md", articleText("fitted", "order fitted kitchen cupboards"))
	writeFile(t, kb, SynonymsFile, `# words
- [connector, kobling]
- [FKC, fitted kitchen, "built in"]
- [parquet, planks, planks]
- [galley, kitchenette, scullery]
`)
	writeFile(t, kb, "en/galley.md", articleText("galley", "tell a galley from a kitchenette and a scullery"))
	e := openEngine(t, kb, "")
	found := map[string]string{
		"where does the FKC come from":        "fitted", // an abbreviation
		"is it BUILT IN or not":               "fitted", // a phrase
		"FKC":                                 "fitted",
		"how do I scrub the planks":           "floor",
		"hvilken kobling kan jeg ta i bruk":   "connector", // the article is there in English alone
		"the old kobling has come off again":  "connector",
		"how do i use the premium connectors": "connector",
	}
	for question, want := range found {
		assert.Equal(t, want, first(t, e, question, "en").ID, question)
	}
	assert.Empty(t, ask(t, e, "is it built of stone").Candidates, "part of a phrase is not the phrase")
	answer, err := e.Ask(t.Context(), "hvilken kobling kan jeg ta i bruk", "nb")
	require.NoError(t, err)
	assert.Equal(t, "en", answer.Candidates[0].Language)
	assert.NotEqual(t, Sure, answer.Verdict, "what is only found through another language is offered, not asserted")

	require.NoError(t, e.Train(t.Context()))
	for question, want := range found {
		terms := 0.0
		for _, r := range explain(t, e, question).Rankings {
			for _, c := range r.Candidates {
				if c.ID == want {
					terms = max(terms, c.Terms)
				}
			}
		}
		assert.Greater(t, terms, 0.05, "%s: trained, the words still speak for it", question)
	}
	for _, c := range explain(t, e, "a galley").Rankings[0].Candidates {
		assert.LessOrEqual(t, c.Terms, 1.0, "whoever has the word and all that stands for it has no more than the word")
		assert.LessOrEqual(t, c.Coverage, 1.0)
	}
	once, often := explain(t, e, "FKC please").Rankings[0], explain(t, e, "FKC FKC FKC FKC please").Rankings[0]
	assert.InDelta(t, once.Candidates[0].Terms, often.Candidates[0].Terms, 1e-6, "said again is not said more")
}

// The file counts as soon as it has changed. A broken one is reported, and the last good one stays.
func TestSynonymsAreReadAgain(t *testing.T) {
	t.Parallel()
	kb := house(t)
	e := openEngine(t, kb, "")
	write := func(text string, minute int) Report {
		t.Helper()
		writeFile(t, kb, SynonymsFile, text)
		at := today.Add(time.Duration(minute) * time.Minute)
		require.NoError(t, os.Chtimes(filepath.Join(kb, SynonymsFile), at, at))
		return refresh(t, e)
	}
	found := func() string { return first(t, e, "planks", "en").ID }
	assert.Empty(t, found())
	assert.Empty(t, write("- [parquet, planks]\n", 1).Faults)
	assert.Equal(t, "floor", found())
	assert.Empty(t, write("- [walling, planks]\n- [wall, planks]\n", 2).Faults)
	assert.Equal(t, "wall", found())

	for i, broken := range []string{"- [wall, planks\n", "wall: planks\n", "just words", strings.Repeat("# much\n", 200_000)} {
		assert.Len(t, write(broken, 3+i).Faults, 1, broken[:5])
		assert.Equal(t, "wall", found(), "the last good ones stay")
		assert.Len(t, refresh(t, e).Faults, 1, "it is told for as long as it lasts")
	}
	report := write("- [roof, planks]\n- [alone]\n", 8)
	require.Len(t, report.Faults, 1)
	assert.Equal(t, 2, report.Faults[0].Line)
	assert.Equal(t, "roof", found(), "what is right with it counts")
	assert.Empty(t, write("", 9).Faults)
	assert.Empty(t, found())
	write("- [roof, planks]\n", 10)
	require.Equal(t, "roof", found())
	require.NoError(t, removeFile(kb, SynonymsFile))
	assert.Empty(t, refresh(t, e).Faults)
	assert.Empty(t, found(), "no file, no synonyms")
}

// Every fault is told at once, with its line.
func TestSynonymFaults(t *testing.T) {
	t.Parallel()
	many := "- [" + strings.Repeat("word, ", maxGroup) + "word]"
	text := strings.Join([]string{
		"- [SPO, SharePoint]", "- alone", "- [one]", "- {a: b}", "- [x, [y, z]]", `- [x, "?!"]`,
		"- [x, one two three four five six seven]", many, "-", "- [&a x, *a, y]", "- [good, fine]",
	}, "\n")
	s, faults := synonymsIn([]byte(text), words())
	var lines []int
	for _, f := range faults {
		assert.Equal(t, SynonymsFile, f.Path)
		assert.NotEmpty(t, f.Message)
		lines = append(lines, f.Line)
	}
	assert.Equal(t, []int{2, 3, 4, 5, 6, 7, 8, 9, 10}, lines)
	assert.True(t, s.has([]byte("spo")))
	assert.True(t, s.has([]byte("fine")), "after all the faults")
	assert.False(t, s.has([]byte("seven")))

	dir := house(t)
	writeFile(t, dir, SynonymsFile, text)
	_, found, err := Lint(dir, today)
	require.NoError(t, err)
	linted := 0
	for _, f := range found {
		if f.Path == SynonymsFile {
			linted++
			assert.False(t, f.Warning)
		}
	}
	assert.Equal(t, len(faults), linted)
	none, faults := readSynonyms(t.TempDir(), words())
	assert.Empty(t, none)
	assert.Empty(t, faults)
}

func TestTooManySynonyms(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for i := range maxSynonyms {
		fmt.Fprintf(&text, "- [a%d, b%d]\n", i, i)
	}
	s, faults := synonymsIn([]byte(text.String()), words())
	require.Len(t, faults, 1)
	assert.Equal(t, maxSynonyms/2+1, faults[0].Line)
	assert.Len(t, s, maxSynonyms)
}

func FuzzSynonyms(f *testing.F) {
	for _, seed := range []string{
		"", "- [SPO, SharePoint Online]\n", "- [a, b\n", "a: b", "- - - [", "- [&a x, *a]\n- [*b]", "%YAML 9\n---\n- [\xff, y]",
		"- [\"\\u0000\", '''']", "- [! x, !!binary eA==]", "? [a]\n: b", "- [İ, ﬁx, ﷺ]\n---\n- [b, c]", strings.Repeat("- [", 500),
	} {
		f.Add([]byte(seed), "a x SPO a b SPO SharePoint Online")
	}
	analyzer := words()
	languages, err := newLanguages()
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, data []byte, question string) {
		s, faults := synonymsIn(data, analyzer)
		for _, fault := range faults {
			require.NotEmpty(t, fault.Message)
			require.GreaterOrEqual(t, fault.Line, 0)
		}
		asked := analyzer.Analyze([]byte(clean(question)))
		terms := languages[0].terms(asked)
		s.expand(asked, terms)
		for _, term := range terms {
			seen := map[string]bool{}
			for _, a := range term.also {
				require.NotEmpty(t, a.word)
				require.True(t, a.part > 0 && a.part <= 1)
				require.False(t, seen[string(a.word)], "%q is there twice", a.word)
				seen[string(a.word)] = true
			}
		}
	})
}

// synonymsIn are those of a file that holds just that.
func synonymsIn(data []byte, words analysis.Analyzer) (synonyms, []Fault) {
	list, faults := parseYAML(data, SynonymsFile, synonymsForm)
	if list == nil {
		return nil, faults
	}
	return parseSynonyms(list, words)
}
