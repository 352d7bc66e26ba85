package knowledge

import (
	"context"
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// database is a Truth that a test writes.
type database struct {
	mu       sync.Mutex
	version  int64
	articles map[string]Saved
	lessons  Lessons
	fails    error
	reads    int
}

func (d *database) Version(context.Context) (int64, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.version, d.fails
}

func (d *database) Articles(context.Context) ([]Saved, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.reads++
	var all []Saved
	for _, path := range slices.Sorted(maps.Keys(d.articles)) {
		all = append(all, d.articles[path])
	}
	return all, d.fails
}

func (d *database) Lessons(context.Context) (Lessons, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.reads++
	return d.lessons, d.fails
}

// save saves an article, or retires it when there is no text.
func (d *database) save(language, id, text string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.version++
	if d.articles == nil {
		d.articles = map[string]Saved{}
	}
	s := Saved{Language: language, ID: id, Markdown: text, Deleted: text == ""}
	s.Version = d.articles[s.Path()].Version + 1
	d.articles[s.Path()] = s
}

func (d *database) teach(lessons Lessons) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.version++
	d.lessons = lessons
}

func (d *database) fail(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fails = err
}

func openWith(t testing.TB, kb, indexDir string, truth Truth) *Engine {
	t.Helper()
	options := testOptions(kb, indexDir)
	options.Truth = truth
	e, err := Open(t.Context(), options)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Close()) })
	return e
}

func refresh(t testing.TB, e *Engine) Report {
	t.Helper()
	report, err := e.Refresh(t.Context())
	require.NoError(t, err)
	return report
}

// An article that is saved takes the place of the file with its id, in whichever folder that lies; retired, it leaves
// nothing there.
func TestSavedArticlesTakeThePlaceOfFiles(t *testing.T) {
	t.Parallel()
	kb, truth := house(t), &database{}
	writeFile(t, kb, "en/deep/down/hatch.md", articleText("hatch", "open a cellar hatch"))
	e := openWith(t, kb, t.TempDir(), truth)
	title := func(id, language string) string {
		article, _ := e.Article(id, language)
		return article.Question
	}
	require.Equal(t, "How do I open a wooden door?", title("door", "en"))

	truth.save("en", "door", articleText("door", "ring at the golden gate"))
	truth.save("en", "hatch", articleText("hatch", "lock the cellar"))
	truth.save("nb", "attic", articleText("attic", "rydde loftet"))
	assert.Equal(t, "How do I open a wooden door?", title("door", "en"), "not before the refresh")
	assert.Equal(t, Report{Added: 2, Changed: 1}, refresh(t, e), "the file of the hatch lay elsewhere")
	assert.Equal(t, "How do I ring at the golden gate?", title("door", "en"))
	assert.Equal(t, "How do I åpne en treport?", title("door", "nb"), "the other language is another article")
	assert.Equal(t, "How do I lock the cellar?", title("hatch", "en"))
	assert.Equal(t, "attic", first(t, e, "rydde loftet", "nb").ID)
	assert.Equal(t, "door", first(t, e, "golden gate", "en").ID)
	assert.NotEqual(t, "door", first(t, e, "wooden", "en").ID, "the words of the file are gone")

	writeFile(t, kb, "en/door.md", articleText("door", "open a plastic door"))
	assert.Equal(t, Report{}, refresh(t, e), "the file counts no more")

	truth.save("en", "door", articleText("door", "ring at the silver gate"))
	assert.Equal(t, Report{Changed: 1}, refresh(t, e))
	assert.Equal(t, "How do I ring at the silver gate?", title("door", "en"))

	truth.save("en", "door", "")
	truth.save("nb", "attic", "")
	assert.Equal(t, Report{Removed: 2}, refresh(t, e))
	assert.Equal(t, "How do I åpne en treport?", title("door", "en"), "only the Norwegian one is left")
	assert.Empty(t, title("attic", "nb"))

	truth.save("en", "door", articleText("door", "ring at the iron gate"))
	assert.Equal(t, Report{Added: 1}, refresh(t, e))
	assert.Equal(t, "door", first(t, e, "iron gate", "en").ID)
}

// The database is read when it has something new, and never otherwise.
func TestTheDatabaseIsReadWhenItHasNews(t *testing.T) {
	t.Parallel()
	truth := &database{}
	e := openWith(t, house(t), "", truth)
	reads := truth.reads
	require.Positive(t, reads)
	for range 3 {
		assert.Equal(t, Report{}, refresh(t, e))
	}
	assert.Equal(t, reads, truth.reads)
	snapshot := e.snapshot
	truth.teach(Lessons{Votes: []Vote{{Question: "where is the key", Language: "en"}}})
	assert.Equal(t, Report{}, refresh(t, e))
	assert.Greater(t, truth.reads, reads)
	assert.NotSame(t, snapshot, e.snapshot, "votes are learnt from, though no article has changed")
	snapshot = e.snapshot
	truth.teach(truth.lessons)
	refresh(t, e)
	assert.Same(t, snapshot, e.snapshot, "the same votes again are no news")
	for _, offered := range [][]string{{"door"}, {"gate"}, nil} {
		lessons := truth.lessons
		lessons.Outside = []Outside{{Text: "where is the tea", Language: "en", Weight: 1, Offered: offered}}
		truth.teach(lessons)
		refresh(t, e)
		assert.NotSame(t, snapshot, e.snapshot, "nor is what no article answers")
		snapshot = e.snapshot
		truth.teach(lessons)
		refresh(t, e)
		assert.Same(t, snapshot, e.snapshot)
	}
}

// A saved article with faults is reported, and the last good version stays, be it a file or a saved one.
func TestSavedArticlesWithFaults(t *testing.T) {
	t.Parallel()
	truth := &database{}
	e := openWith(t, house(t), "", truth)
	truth.save("en", "door", "---\nid: door\n---\n")
	truth.save("en", "bell", articleText("bell", "ring the bell"))
	truth.save("xx", "door", articleText("door", "speak in tongues"))
	report := refresh(t, e)
	require.NotEmpty(t, report.Faults)
	for _, f := range report.Faults {
		assert.Contains(t, []string{"en/door.md", "xx/door.md"}, f.Path)
	}
	assert.Equal(t, 1, report.Added, "the good one is served")
	assert.Equal(t, "How do I open a wooden door?", first(t, e, "wooden door", "en").Title)
	truth.save("en", "bell", "nothing")
	refresh(t, e)
	assert.Equal(t, "bell", first(t, e, "ring the bell", "en").ID)
	assert.Empty(t, refresh(t, e).Faults, "a fault is reported once")
	assert.Equal(t, 4, e.Status().Faulty)
}

// While the database doesn't answer, that is reported and what it said last is served. News that came meanwhile, on disk
// too, is served as soon as it answers again.
func TestTheDatabaseDoesNotAnswer(t *testing.T) {
	t.Parallel()
	kb, truth := house(t), &database{}
	e := openWith(t, kb, "", truth)
	truth.save("en", "bell", articleText("bell", "ring the bell"))
	refresh(t, e)
	down := errors.New("no connection")
	truth.fail(down)
	truth.save("en", "bell", articleText("bell", "mend the bell"))
	writeFile(t, kb, SynonymsFile, "- [gong, bell]\n")
	for range 2 {
		_, err := e.Refresh(t.Context())
		require.ErrorIs(t, err, down)
		assert.Equal(t, "How do I ring the bell?", first(t, e, "the bell", "en").Title)
	}
	truth.fail(nil)
	assert.Equal(t, Report{Changed: 1}, refresh(t, e))
	assert.Equal(t, "How do I mend the bell?", first(t, e, "the bell", "en").Title)

	truth.fail(down)
	require.NoError(t, os.WriteFile(kb+"/"+SynonymsFile, []byte("- [gong, tocsin, bell]\n"), 0o600))
	_, err := e.Refresh(t.Context())
	require.ErrorIs(t, err, down)
	truth.fail(nil)
	assert.Equal(t, Report{}, refresh(t, e))
	assert.Equal(t, "bell", first(t, e, "tocsin", "en").ID, "synonyms that were read while it was down")
	_, err = Open(t.Context(), Options{KB: kb, Truth: &database{fails: down}, Logger: e.options.Logger, Now: e.options.Now})
	assert.ErrorIs(t, err, down)
}

// What was saved is in the index on disk; a start without the database's news serves what is true then.
func TestSavedArticlesOutliveTheProcess(t *testing.T) {
	t.Parallel()
	kb, dir, truth := house(t), t.TempDir(), &database{}
	truth.save("en", "door", articleText("door", "ring at the golden gate"))
	openWithAndClose(t, kb, dir, truth)
	e := openWith(t, kb, dir, truth)
	assert.Equal(t, "How do I ring at the golden gate?", first(t, e, "golden gate", "en").Title)
	require.NoError(t, e.Close())
	e = openWith(t, kb, dir, nil)
	assert.Equal(t, "How do I open a wooden door?", first(t, e, "wooden door", "en").Title)
	assert.NotEqual(t, "door", first(t, e, "golden gate", "en").ID)
}

func openWithAndClose(t testing.TB, kb, dir string, truth Truth) {
	t.Helper()
	options := testOptions(kb, dir)
	options.Truth = truth
	e, err := Open(t.Context(), options)
	require.NoError(t, err)
	require.NoError(t, e.Close())
}

// The next asker in the same words is given the article; it never says so, and when the help desk takes the phrasing away,
// it is gone with the next refresh.
func TestLearntPhrasings(t *testing.T) {
	t.Parallel()
	const whole, half = "why is there a draught in the hallway", "the wind whistles through my room"
	kb, truth := house(t), &database{}
	writeFile(t, kb, "nb/floor.md", articleText("floor", "bone gulvet"))
	e := openWith(t, kb, t.TempDir(), truth)
	require.Equal(t, Unknown, ask(t, e, whole).Verdict)
	truth.teach(Lessons{Learnt: []Learnt{
		{ArticleID: "door", Language: "en", Text: whole, Weight: 1},
		{ArticleID: "door", Language: "en", Text: half, Weight: 0.5},
		{ArticleID: "floor", Language: "nb", Text: "det knirker når noen går", Weight: 1},
		{ArticleID: "roof", Language: "nb", Text: "det drypper i gangen", Weight: 1},
		{ArticleID: "gone", Language: "en", Text: "nobody is at home", Weight: 1},
	}})
	assert.Equal(t, Report{Changed: 5}, refresh(t, e), "two articles in two languages, and one in one")
	for round := range 2 { // before and after training
		answer := ask(t, e, "Why is there a DRAUGHT in the hallway?!")
		assert.Equal(t, Sure, answer.Verdict, round)
		assert.True(t, answer.Exact)
		assert.Equal(t, "door", answer.Candidates[0].ID)
		answer = ask(t, e, half)
		assert.False(t, answer.Exact, "what one person has chosen is not taken at their word")
		assert.Equal(t, "door", answer.Candidates[0].ID)
		assert.Equal(t, "door", ask(t, e, "a draught in my hallway").Candidates[0].ID)
		assert.Equal(t, "nb", first(t, e, "det knirker når noen går", "en").Language)
		assert.Equal(t, "en", first(t, e, "det drypper i gangen", "nb").Language, "what was taught by who was answered in English")
		require.NoError(t, e.Train(t.Context()))
	}
	article, found := e.Article("door", "en")
	require.True(t, found)
	assert.Empty(t, article.Learnt, "nobody is shown what others said")
	assert.NotContains(t, strings.Join(article.Phrasings, " ")+article.Body+article.Question, "draught")

	truth.teach(Lessons{Learnt: truth.lessons.Learnt[1:]})
	assert.Equal(t, Report{Changed: 2}, refresh(t, e))
	assert.NotEqual(t, Sure, ask(t, e, whole).Verdict)
	require.NoError(t, e.Train(t.Context()))
	assert.NotEqual(t, Sure, ask(t, e, whole).Verdict)
	assert.InDelta(t, 0.5, e.snapshotArticle(t, "en/door").Learnt[0].Weight, 0)
	truth.teach(Lessons{})
	refresh(t, e)
	assert.Empty(t, e.snapshotArticle(t, "en/door").Learnt)
}

func (e *Engine) snapshotArticle(t testing.TB, documentID string) Article {
	t.Helper()
	article, found, err := e.snapshot.article(documentID)
	require.NoError(t, err)
	require.True(t, found)
	return article
}

// Two processes that read the same give the same answers, however they came to read it.
func TestReplicasAgree(t *testing.T) {
	t.Parallel()
	kb, truth := house(t), &database{}
	early := openWith(t, kb, t.TempDir(), truth)
	require.NoError(t, early.Train(t.Context()))
	truth.save("en", "bell", articleText("bell", "ring the bell"))
	refresh(t, early)
	require.NoError(t, early.Train(t.Context()))
	truth.save("en", "wall", "")
	truth.teach(Lessons{
		Learnt: []Learnt{{ArticleID: "door", Language: "en", Text: "a draught in the hallway", Weight: 1}},
		Votes:  []Vote{{Question: "a draught in the hallway", Language: "en", ArticleID: "door"}},
	})
	writeFile(t, kb, SynonymsFile, "- [gong, bell]\n")
	late := openWith(t, kb, "", truth)
	refresh(t, early)
	for _, e := range []*Engine{early, late} {
		require.NoError(t, e.Train(t.Context()))
	}
	for _, question := range []string{"the gong", "draught", "paint the wall", "my roof and my floor", "open the door", "gulvet", ""} {
		want, err := early.Explain(t.Context(), question, "en")
		require.NoError(t, err)
		got, err := late.Explain(t.Context(), question, "en")
		require.NoError(t, err)
		assert.Equal(t, want, got, question)
	}
}

// While one training lasts, articles go on being taken up: no refresh waits for it.
func TestRefreshDoesNotWaitForTraining(t *testing.T) {
	t.Parallel()
	kb, encoder := house(t), &fickle{}
	options := testOptions(kb, "")
	options.Encoder = encoder
	e, err := Open(t.Context(), options)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Close()) })
	begun, finish := make(chan struct{}), make(chan struct{})
	var once sync.Once
	encoder.to(func(_ context.Context, all [][]float32) ([][]float32, error) {
		once.Do(func() { close(begun) })
		<-finish
		return all, nil
	})
	trained := make(chan error, 1)
	go func() { trained <- e.Train(t.Context()) }()
	<-begun
	for i, want := range []Report{{Added: 1}, {Changed: 1}} {
		refreshed := make(chan Report, 1)
		writeFile(t, kb, "en/bell.md", articleText("bell", []string{"ring", "mend"}[i]+" the bell"))
		go func() {
			report, err := e.Refresh(t.Context())
			assert.NoError(t, err)
			refreshed <- report
		}()
		select {
		case report := <-refreshed:
			assert.Equal(t, want, report)
		case <-time.After(20 * time.Second):
			t.Error("the refresh waits for the training")
		}
	}
	close(finish)
	require.NoError(t, <-trained)
	encoder.change.Store(nil)
	assert.Equal(t, "How do I mend the bell?", first(t, e, "the bell", "en").Title)
}
