package eval_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/knowledge"
	"deskhand/knowledge/eval"
)

// folder writes the files of a set.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	return dir
}

func labelled(t *testing.T) string {
	t.Helper()
	return folder(t, map[string]string{
		"train.tsv": "\ufeffopen_door\thow do I open the door\r\nPAINT WALL\tpaint the wall\nopen_door\tthe door is shut\n" +
			"open_door\tlet me in\n\n¿?\twhat is this\n/\twho is that\nOpen-Door\tthe other door\n",
		"valid.tsv":     "open_door\tI want in\n",
		"test.tsv":      "PAINT WALL\twhite wall\toutside\n¿?\twhat on earth\noos\twhere is the moon\n",
		"oos_train.tsv": "oos\ta joke\n",
		"oos_valid.tsv": "the weather\n",
		"oos_test.tsv":  "a song\n",
	})
}

func TestReadLabelledSet(t *testing.T) {
	t.Parallel()
	set, err := eval.ReadSet(t.Context(), labelled(t), eval.Draw{Language: "en"})
	require.NoError(t, err)
	var ids []string
	for _, a := range set.Corpus.Articles {
		ids = append(ids, a.ID)
		assert.Equal(t, "en", a.Language)
		assert.True(t, a.Published(), "it is served")
	}
	assert.Equal(t, []string{"article", "open-door", "paint-wall", "open-door-2", "article-2"}, ids)
	assert.Equal(t, "how do I open the door", set.Corpus.Articles[3].Question, "the first line")
	assert.Equal(t, []string{"the door is shut", "let me in"}, set.Corpus.Articles[3].Phrasings)
	assert.Equal(t, []knowledge.Vote{
		{Question: "I want in", Language: "en", ArticleID: "open-door-2"},
		{Question: "the weather", Language: "en"},
		{Question: "a joke", Language: "en"},
	}, set.Corpus.Votes)
	assert.Equal(t, []knowledge.Outside{
		{Text: "the weather", Language: "en", Weight: 1},
		{Text: "a joke", Language: "en", Weight: 1},
	}, set.Corpus.Outside)
	assert.Equal(t, []eval.Question{
		{Text: "white wall\toutside", Language: "en", Articles: []string{"paint-wall"}},
		{Text: "what on earth", Language: "en", Articles: []string{"article-2"}},
		{Text: "where is the moon", Language: "en"},
		{Text: "a song", Language: "en"},
	}, set.Questions)
}

// Without validation there is nothing to calibrate on but what is out of scope.
func TestVotesWithoutValidation(t *testing.T) {
	t.Parallel()
	dir := labelled(t)
	require.NoError(t, os.Remove(filepath.Join(dir, "valid.tsv")))
	set, err := eval.ReadSet(t.Context(), dir, eval.Draw{Language: "en"})
	require.NoError(t, err)
	assert.Equal(t, []knowledge.Vote{{Question: "a joke", Language: "en"}}, set.Corpus.Votes)
}

func TestDrawnPhrasings(t *testing.T) {
	t.Parallel()
	var train strings.Builder
	for i := range 50 {
		train.WriteString("a\tquestion " + string(rune('A'+i)) + "\n")
	}
	dir := folder(t, map[string]string{"train.tsv": train.String(), "test.tsv": "a\tb\n"})
	drawn := func(k int, seed uint64) []string {
		set, err := eval.ReadSet(t.Context(), dir, eval.Draw{Phrasings: k, Seed: seed, Language: "en"})
		require.NoError(t, err)
		a := set.Corpus.Articles[0]
		return append([]string{a.Question}, a.Phrasings...)
	}
	first, again := drawn(5, 1), drawn(5, 1)
	assert.Equal(t, first, again)
	assert.Equal(t, drawn(5, 1)[:1], drawn(1, 1), "fewer are among more")
	assert.NotEqual(t, drawn(5, 1), drawn(5, 2))
	assert.Len(t, drawn(5, 1), 5)
	assert.Len(t, drawn(0, 1), 50)
	assert.Len(t, drawn(99, 1), 50)
}

func TestReadDocuments(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{
		"corpus.json":  `[{"id": 7, "question": "Why?", "body": "Because."}, {"id": "b/c", "question": "How?", "body": ""}]`,
		"queries.tsv":  "7\tone\n7\ttwo\n7\tthree\nb/c\tfour\n",
		"oos_test.tsv": "oos\tfive\n",
	})
	set, err := eval.ReadSet(t.Context(), dir, eval.Draw{Language: "nb"})
	require.NoError(t, err)
	assert.Equal(t, "7", set.Corpus.Articles[0].ID)
	assert.Equal(t, "Because.", set.Corpus.Articles[0].Body)
	assert.Equal(t, "b-c", set.Corpus.Articles[1].ID)
	assert.Empty(t, set.Corpus.Learnt)
	assert.Len(t, set.Questions, 5)

	set, err = eval.ReadSet(t.Context(), dir, eval.Draw{Language: "nb", Learn: 2, Seed: 3})
	require.NoError(t, err)
	require.Len(t, set.Corpus.Learnt, 3, "two of the first article, and the only one of the second")
	seen := map[string]bool{}
	for _, l := range set.Corpus.Learnt {
		assert.InDelta(t, 1, l.Weight, 0)
		assert.Equal(t, "nb", l.Language)
		seen[l.Text] = true
	}
	require.Len(t, set.Questions, 2)
	for _, q := range set.Questions {
		assert.False(t, seen[q.Text], "what was learnt is not asked")
	}
}

func TestLanguageOfASet(t *testing.T) {
	t.Parallel()
	for language, train := range map[string]string{
		"en": "a\thow do I get what I want\nb\twhere is the thing that we had\nc\tflow\n",
		"nb": "a\thvordan får jeg det jeg vil ha\nb\thvor er tingen som vi hadde\nc\tflow\n",
	} {
		set, err := eval.ReadSet(t.Context(), folder(t, map[string]string{"train.tsv": train, "test.tsv": "a\tok\n"}), eval.Draw{})
		require.NoError(t, err)
		assert.Equal(t, language, set.Corpus.Articles[0].Language)
		assert.Equal(t, language, set.Questions[0].Language)
	}
}

func TestReadSetNamesEveryFault(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		files map[string]string
		draw  eval.Draw
		want  []string
	}{
		"nothing":       {nil, eval.Draw{}, []string{"holds no set of questions: put train.tsv"}},
		"lines":         {map[string]string{"train.tsv": "a\tb\nno tab\n\xff\tc\n", "test.tsv": "a\tb\nx\ty\n", "valid.tsv": "z\ty\n"}, eval.Draw{}, []string{"train.tsv:2: there is no tab", "train.tsv:3: not UTF-8", `test.tsv:2: no article is called "x"; add it to train.tsv, or move the line to oos_test.tsv`, "valid.tsv:1: no article", "oos_valid.tsv"}},
		"no test":       {map[string]string{"train.tsv": "a\tb\n"}, eval.Draw{}, []string{"test.tsv: is missing"}},
		"empty":         {map[string]string{"train.tsv": "\n", "test.tsv": ""}, eval.Draw{}, []string{"train.tsv: there is nothing in it"}},
		"too long":      {map[string]string{"train.tsv": "a\tb\na\t" + strings.Repeat("x", 2<<20), "test.tsv": "a\tb\n"}, eval.Draw{}, []string{"train.tsv:2: cannot be read"}},
		"learn":         {map[string]string{"train.tsv": "a\tb\n", "test.tsv": "a\tb\n"}, eval.Draw{Learn: 1}, []string{"only the queries of a corpus.json"}},
		"phrasings":     {map[string]string{"corpus.json": "[]"}, eval.Draw{Phrasings: 1}, []string{"leave out the number of phrasings"}},
		"no list":       {map[string]string{"corpus.json": `{"id":"a"}`, "queries.tsv": "a\tb\n"}, eval.Draw{}, []string{"corpus.json:1: this is no list; write a list"}},
		"no articles":   {map[string]string{"corpus.json": `[]`, "queries.tsv": "a\tb\n"}, eval.Draw{}, []string{"there is no article in it"}},
		"no end":        {map[string]string{"corpus.json": "[\n{\"id\":\"a\",\"question\":\"b\"}\n", "queries.tsv": "a\tb\n"}, eval.Draw{}, []string{"corpus.json:3: the list has no end"}},
		"syntax":        {map[string]string{"corpus.json": "[\n{\"id\":\"a\",\n\"question\" \"b\"}]", "queries.tsv": "a\tb\n"}, eval.Draw{}, []string{"corpus.json:", "invalid character"}},
		"documents":     {map[string]string{"corpus.json": "[{\"id\":\"a\",\"question\":\"b\"},\n{\"id\":\"a\",\"question\":\"b\"},\n{\"question\":\"b\"},\n{\"id\":\"c\"},\n{\"id\":\"d\",\"question\":3}]", "queries.tsv": "e\tb\n"}, eval.Draw{}, []string{`corpus.json:2: the id "a" is taken in line 1`, `corpus.json:3: an article needs an "id"`, "corpus.json:4: an article needs", "corpus.json:5: json: cannot unmarshal number", `queries.tsv:1: no article is called "e"; add it to corpus.json`}},
		"empty queries": {map[string]string{"corpus.json": `[{"id":"a","question":"b"}]`, "queries.tsv": ""}, eval.Draw{}, []string{"queries.tsv: there is nothing in it"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := eval.ReadSet(t.Context(), folder(t, tt.files), tt.draw)
			require.Error(t, err)
			for _, want := range tt.want {
				assert.ErrorContains(t, err, want)
			}
		})
	}
}

// ticking is a clock on which every look takes a millisecond.
func ticking() func() time.Time {
	var now time.Time
	return func() time.Time {
		now = now.Add(time.Millisecond)
		return now
	}
}

func TestMeasure(t *testing.T) {
	t.Parallel()
	set, err := eval.ReadSet(t.Context(), folder(t, map[string]string{
		"train.tsv":    "door\thow do I open a wooden door\nwall\thow do I paint a white wall\nroof\thow do I repair a leaking roof\n",
		"test.tsv":     "door\topening wooden doors\nwall\tpaint for my white wall\nroof\tthe white wall once more\n",
		"oos_test.tsv": "zebra crossing\n",
	}), eval.Draw{})
	require.NoError(t, err)
	report, err := eval.Measure(t.Context(), set, knowledge.Options{Logger: slog.New(slog.DiscardHandler), Now: ticking()})
	require.NoError(t, err)
	assert.InDelta(t, 2./3, *report.Accuracy, 1e-9)
	assert.Positive(t, *report.AUROC)
	assert.InDelta(t, 1, *report.P50, 1e-9, "the time is that of the answer alone")
	assert.Equal(t, 3, report.Articles)
	assert.Equal(t, 4, report.Queries)
	assert.Positive(t, report.Seconds)
}
