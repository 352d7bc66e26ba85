package knowledge

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func testOptions(kb, indexDir string) Options {
	return Options{KB: kb, IndexDir: indexDir, Logger: slog.New(slog.DiscardHandler), Now: func() time.Time { return today }}
}

func openEngine(t testing.TB, kb, indexDir string) *Engine {
	t.Helper()
	e, err := Open(t.Context(), testOptions(kb, indexDir))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Close()) })
	return e
}

// house is a small folder of articles whose words don't overlap.
func house(t testing.TB) string {
	t.Helper()
	return writeFiles(t, map[string]string{
		"en/door.md":    articleText("door", "open a wooden door"),
		"en/wall.md":    articleText("wall", "paint a white wall"),
		"en/roof.md":    articleText("roof", "repair a leaking roof"),
		"en/floor.md":   articleText("floor", "polish a parquet floor"),
		"nb/door.md":    articleText("door", "åpne en treport"),
		"nb/garden.md":  articleText("garden", "klippe plenen"),
		"en/secret.md":  strings.Replace(articleText("secret", "disarm the burglar alarm"), "audience: everyone", "audience: internal", 1),
		"en/draft.md":   strings.Replace(articleText("draft", "tile the bathroom"), "state: validated", "state: not validated", 1),
		"en/invalid.md": "nothing",
	})
}

func first(t testing.TB, e *Engine, question, language string) Candidate {
	t.Helper()
	answer, err := e.Ask(t.Context(), question, language)
	require.NoError(t, err)
	if len(answer.Candidates) == 0 {
		return Candidate{}
	}
	return answer.Candidates[0]
}

func TestAnswersSayInWhichLanguageTheQuestionWas(t *testing.T) {
	t.Parallel()
	e := openEngine(t, house(t), "")
	for question, want := range map[string]string{
		"hvordan åpner jeg en treport":     "nb",
		"how can i open the wooden door":   "en",
		"hvordan legger jeg parquet i dag": "nb", // of which there is only an English article
	} {
		answer, err := e.Ask(t.Context(), question, "en")
		require.NoError(t, err)
		assert.Equal(t, want, answer.Language, question)
	}
}

// Asked in the very words of an article, the engine is sure, whatever else holds these words; unless two articles do.
func TestTheVeryWordsOfAnArticleAreAnswered(t *testing.T) {
	t.Parallel()
	e := openEngine(t, house(t), "")
	for _, entry := range e.snapshot.entries {
		article, found := e.Article(entry.id(), entry.language())
		require.True(t, found)
		for _, phrasing := range article.Phrasings {
			answer, err := e.Ask(t.Context(), "  "+phrasing+"!", entry.language())
			require.NoError(t, err)
			if e.snapshot.exact[askKey(e.words.Analyze([]byte(phrasing)))] == nil {
				continue // claimed by several
			}
			assert.Equal(t, Sure, answer.Verdict, phrasing)
			assert.Equal(t, entry.id(), answer.Candidates[0].ID, phrasing)
		}
	}
}

func TestAskFindsArticles(t *testing.T) {
	t.Parallel()
	e := openEngine(t, house(t), "")
	for _, test := range []struct {
		name, question, language string
		id, in                   string // "" when nothing is to be found
	}{
		{"a phrasing", "first open a wooden door", "en", "door", "en"},
		{"other words around", "please, my leaking roof needs somebody", "en", "roof", "en"},
		{"another form of the word", "polishing floors", "en", "floor", "en"},
		{"a typing error", "my parqet is dull", "en", "floor", "en"},
		{"in Norwegian", "hvordan åpner jeg treporten", "nb", "door", "nb"},
		{"in Norwegian by an English reader", "hvordan åpner jeg en treport", "en", "door", "nb"},
		{"in English by a Norwegian reader", "how can i open the wooden door", "nb", "door", "en"},
		{"no telling the language", "parquet", "nb", "floor", "en"},
		{"only there in Norwegian", "plenen", "en", "garden", "nb"},
		{"a compound of a known word", "plenklipping", "nb", "garden", "nb"},
		{"not for everyone", "burglar alarm", "en", "", ""},
		{"not validated", "bathroom tiles", "en", "", ""},
		{"another alphabet", "Как открыть дверь?", "en", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			found := first(t, e, test.question, test.language)
			assert.Equal(t, test.id, found.ID)
			assert.Equal(t, test.in, found.Language)
		})
	}
}

func TestWhichWordsTheArticlesHave(t *testing.T) {
	t.Parallel()
	e := openEngine(t, house(t), "")
	for text, want := range map[string]bool{
		"first open a wooden door": true, "plenen": true, "the": true, "parqet": false, "a wooden dor": false, "": true,
	} {
		known, err := e.Knows(t.Context(), text)
		require.NoError(t, err)
		assert.Equal(t, want, known, text)
	}
}

// What has much less to do with the question than the first is no candidate, and of equals the order is always the same.
func TestAskOrdersCandidates(t *testing.T) {
	t.Parallel()
	kb := house(t)
	for _, id := range []string{"b", "c", "a", "d"} {
		writeFile(t, kb, "en/"+id+".md", articleText(id, "mend the picket fence"))
	}
	writeFile(t, kb, "en/e.md", articleText("e", "see the picket on the big green lawn from a window when it is warm"))
	for range 5 {
		e, err := Open(t.Context(), testOptions(kb, ""))
		require.NoError(t, err)
		answer, err := e.Ask(t.Context(), "mend the picket fence", "en")
		require.NoError(t, err)
		var ids []string
		for _, c := range answer.Candidates {
			ids = append(ids, c.ID)
		}
		assert.Equal(t, []string{"a", "b", "c", "d"}, ids)
		assert.Equal(t, Maybe, answer.Verdict)
		require.NoError(t, e.Close())
	}
}

func TestAskListensForAWhile(t *testing.T) {
	t.Parallel()
	e := openEngine(t, house(t), "")
	assert.Equal(t, "roof", first(t, e, strings.Repeat("a ", maxQuestionWords-1)+"roof", "en").ID)
	assert.Empty(t, first(t, e, strings.Repeat("a ", maxQuestionWords)+"roof", "en").ID)
}

// An article that was found by its words in one language is shown in the language of the question if it can be.
func TestAskShowsCounterpart(t *testing.T) {
	t.Parallel()
	kb := house(t)
	writeFile(t, kb, "nb/floor.md", articleText("floor", "bone gulvet"))
	e := openEngine(t, kb, "")
	found := first(t, e, "hva er parquet for noe", "nb")
	assert.Equal(t, Candidate{ID: "floor", Language: "nb", Title: "How do I bone gulvet?", Probability: found.Probability}, found)
}

func TestArticle(t *testing.T) {
	t.Parallel()
	e := openEngine(t, house(t), t.TempDir())
	for range 2 { // read, and at hand
		article, found := e.Article("door", "nb")
		require.True(t, found)
		assert.Equal(t, "nb", article.Language)
		assert.Equal(t, "How do I åpne en treport?", article.Question)
		assert.Equal(t, time.Date(2027, 4, 12, 0, 0, 0, 0, time.UTC), article.ReviewBy)
		assert.Contains(t, article.Body, "**åpne en treport**")
		assert.Equal(t, "nb/door.md", article.Path)
	}
	article, found := e.Article("roof", "nb")
	require.True(t, found, "in the other language when it is missing in this one")
	assert.Equal(t, "en", article.Language)
	for _, id := range []string{"secret", "draft", "invalid", "nothing", "", "en/door"} {
		_, found := e.Article(id, "en")
		assert.False(t, found, id)
	}
}

func TestStatus(t *testing.T) {
	t.Parallel()
	e := openEngine(t, house(t), t.TempDir())
	assert.Equal(t, Status{Articles: map[string]int{"en": 4, "nb": 2}, Faulty: 1, Refreshed: today}, e.Status())
	assert.True(t, openEngine(t, house(t), "").Status().InMemory)
}

func TestRefresh(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"on disk", "in memory"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			kb, dir := house(t), ""
			if kind == "on disk" {
				dir = t.TempDir()
			}
			e := openEngine(t, kb, dir)
			refresh := func() Report {
				t.Helper()
				report, err := e.Refresh(t.Context())
				require.NoError(t, err)
				return report
			}
			assert.Equal(t, Report{}, refresh(), "nothing has changed")

			writeFile(t, kb, "en/chimney.md", articleText("chimney", "sweep a sooty chimney"))
			assert.Equal(t, Report{Added: 1}, refresh())
			assert.Equal(t, "chimney", first(t, e, "sooty chimney", "en").ID)

			writeFile(t, kb, "en/chimney.md", articleText("chimney", "light the fireplace"))
			assert.Equal(t, Report{Changed: 1}, refresh())
			assert.Equal(t, "How do I light the fireplace?", first(t, e, "fireplace", "en").Title)
			assert.Empty(t, first(t, e, "sooty", "en").ID, "the old words are gone")

			writeFile(t, kb, "en/chimney.md", "---\nhalf written")
			report := refresh()
			assert.Len(t, report.Faults, 1)
			assert.Equal(t, "chimney", first(t, e, "fireplace", "en").ID, "the last good version stays")
			assert.Equal(t, 2, e.Status().Faulty)
			assert.Equal(t, Report{}, refresh(), "a fault is reported once")

			writeFile(t, kb, "en/chimney.md", articleText("chimney", "light the stove"))
			assert.Equal(t, Report{Changed: 1}, refresh())
			assert.Equal(t, 1, e.Status().Faulty)

			writeFile(t, kb, "en/chimney.md", strings.Replace(articleText("chimney", "light the stove"), "state: validated", "state: archived", 1))
			assert.Equal(t, Report{Removed: 1}, refresh())
			assert.Empty(t, first(t, e, "stove", "en").ID)

			require.NoError(t, os.Remove(filepath.Join(kb, "en", "wall.md")))
			assert.Equal(t, Report{Removed: 1}, refresh())
			_, found := e.Article("wall", "en")
			assert.False(t, found)

			later := today.Add(time.Hour)
			require.NoError(t, os.Chtimes(filepath.Join(kb, "en", "roof.md"), later, later))
			assert.Equal(t, Report{}, refresh(), "a file that was only touched is not indexed again")

			require.NoError(t, os.Rename(filepath.Join(kb, "en"), filepath.Join(kb, "away")))
			assert.Equal(t, Report{Removed: 3}, refresh())
			assert.Equal(t, "nb", first(t, e, "treport", "en").Language)
		})
	}
}

// Two files may bear one id; the first is served, the second as soon as the first is gone.
func TestRefreshTwins(t *testing.T) {
	t.Parallel()
	kb := house(t)
	writeFile(t, kb, "en/z/door.md", articleText("door", "open a cellar hatch"))
	e := openEngine(t, kb, "")
	assert.Equal(t, "How do I open a wooden door?", first(t, e, "open", "en").Title)
	assert.Equal(t, 2, e.Status().Faulty)
	report, err := e.Refresh(t.Context())
	require.NoError(t, err)
	assert.Empty(t, report.Faults, "a fault is reported once")

	require.NoError(t, os.Remove(filepath.Join(kb, "en", "door.md")))
	_, err = e.Refresh(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "How do I open a cellar hatch?", first(t, e, "hatch", "en").Title)
	assert.Equal(t, 1, e.Status().Faulty)

	writeFile(t, kb, "en/a/door.md", articleText("door", "ring the bell"))
	report, err = e.Refresh(t.Context())
	require.NoError(t, err)
	require.Len(t, report.Faults, 1)
	assert.Equal(t, "en/z/door.md", report.Faults[0].Path)
	assert.Equal(t, "How do I ring the bell?", first(t, e, "bell", "en").Title)
	assert.Empty(t, first(t, e, "hatch", "en").ID)
}

// Files may be links, as Kubernetes mounts them: what counts is where they lead.
func TestRefreshLinks(t *testing.T) {
	t.Parallel()
	kb := house(t)
	writeFile(t, kb, ".data/tree.md", articleText("tree", "climb a tree"))
	require.NoError(t, os.Symlink(filepath.Join(kb, ".data", "tree.md"), filepath.Join(kb, "en", "tree.md")))
	require.NoError(t, os.Symlink(filepath.Join(kb, ".data"), filepath.Join(kb, "en", "folder.md")))
	var log bytes.Buffer
	options := testOptions(kb, "")
	options.Logger = slog.New(slog.NewTextHandler(&log, nil))
	e, err := Open(t.Context(), options)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Close()) })
	assert.Equal(t, "tree", first(t, e, "climb", "en").ID)

	writeFile(t, kb, ".data/tree.md", articleText("tree", "fell a tree"))
	report, err := e.Refresh(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 1, report.Changed)
	require.Len(t, report.Faults, 1, "what cannot be read is reported each time")
	assert.Equal(t, "en/folder.md", report.Faults[0].Path)
	assert.Equal(t, 1, strings.Count(log.String(), `fault="en/folder.md`), "and logged once")
}

func TestRefreshFails(t *testing.T) {
	t.Parallel()
	kb := house(t)
	e := openEngine(t, kb, "")
	require.NoError(t, os.Rename(kb, kb+"-away"))
	_, err := e.Refresh(t.Context())
	require.ErrorIs(t, err, os.ErrNotExist)
	assert.Equal(t, "door", first(t, e, "wooden door", "en").ID, "what was there is served")
	require.NoError(t, os.Rename(kb+"-away", kb))

	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = e.Refresh(cancelled)
	require.ErrorIs(t, err, context.Canceled)
	_, err = e.Ask(cancelled, "wooden door", "en")
	assert.ErrorIs(t, err, context.Canceled)
}

func TestOpenFails(t *testing.T) {
	t.Parallel()
	_, err := Open(t.Context(), testOptions(filepath.Join(t.TempDir(), "nowhere"), t.TempDir()))
	assert.ErrorIs(t, err, os.ErrNotExist)
}

func TestClosed(t *testing.T) {
	t.Parallel()
	e, err := Open(t.Context(), testOptions(house(t), t.TempDir()))
	require.NoError(t, err)
	require.NoError(t, e.Close())
	require.NoError(t, e.Close())
	_, err = e.Ask(t.Context(), "door", "en")
	require.ErrorIs(t, err, errClosed)
	_, err = e.Refresh(t.Context())
	require.ErrorIs(t, err, errClosed)
	_, found := e.Article("door", "en")
	assert.False(t, found)
	assert.Empty(t, e.Status().Articles)
}

// While articles come and go, every question is answered from what was there before or after.
func TestAskDuringRefresh(t *testing.T) {
	t.Parallel()
	kb := house(t)
	e := openEngine(t, kb, t.TempDir())
	done := make(chan struct{})
	var asking sync.WaitGroup
	for range 3 {
		asking.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				assert.Equal(t, "roof", first(t, e, "leaking roof", "en").ID)
				_, found := e.Article("roof", "en")
				assert.True(t, found)
				e.Status()
			}
		})
	}
	for i := range 8 {
		writeFile(t, kb, "en/wall.md", articleText("wall", fmt.Sprintf("paint wall number %d", i)))
		report, err := e.Refresh(t.Context())
		require.NoError(t, err)
		assert.Equal(t, 1, report.Changed, "%d %+v", i, report)
	}
	close(done)
	asking.Wait()
}
