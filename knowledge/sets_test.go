package knowledge

import (
	"bufio"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// setsDir holds development sets that are no part of the project: whoever lacks them skips what they measure.
const setsDir = "../../shared/data/retrieval"

// asked is a question and the label of the article that answers it; "oos" when none does.
type labelled struct{ label, text string }

const outOfScope = "oos"

func readSet(t testing.TB, path ...string) []labelled {
	t.Helper()
	f, err := os.Open(filepath.Join(append([]string{setsDir}, path...)...))
	if os.IsNotExist(err) {
		return nil
	}
	require.NoError(t, err)
	defer f.Close()
	var set []labelled
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if label, text, ok := strings.Cut(lines.Text(), "\t"); ok {
			set = append(set, labelled{label, text})
		}
	}
	require.NoError(t, lines.Err())
	return set
}

// articlesOf makes an article of each label, with up to k of its questions as phrasings (all when k is 0), drawn by seed.
func articlesOf(set []labelled, k int, seed uint64) []Article {
	byLabel := map[string][]string{}
	for _, q := range set {
		byLabel[q.label] = append(byLabel[q.label], q.text)
	}
	labels := make([]string, 0, len(byLabel))
	for label := range byLabel {
		labels = append(labels, label)
	}
	slices.Sort(labels)
	random := rand.New(rand.NewPCG(seed, seed))
	articles := make([]Article, 0, len(labels))
	for i, label := range labels {
		texts := byLabel[label]
		random.Shuffle(len(texts), func(i, j int) { texts[i], texts[j] = texts[j], texts[i] })
		if k > 0 {
			texts = texts[:min(k, len(texts))]
		}
		articles = append(articles, Article{
			ID: fmt.Sprintf("label-%d", i), Language: "en", Path: fmt.Sprintf("en/label-%d.md", i),
			Question: texts[0], Phrasings: texts[1:], Tags: []string{}, Owner: label,
			State: Validated, Audience: Everyone,
		})
	}
	return articles
}

// ownArticles are the published articles of the project in one language.
func ownArticles(t testing.TB, language string) []Article {
	t.Helper()
	all, _, err := Lint("../kb", time.Now())
	require.NoError(t, err)
	return slices.DeleteFunc(all, func(a Article) bool { return a.Language != language || !a.Published() })
}

// engineOf is an engine in memory over articles that lie on no disk.
func engineOf(t testing.TB, articles []Article) *Engine {
	t.Helper()
	e, err := OpenCorpus(t.Context(), Corpus{Articles: articles}, Options{Logger: slog.New(slog.DiscardHandler), Now: time.Now})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Close()) })
	return e
}
