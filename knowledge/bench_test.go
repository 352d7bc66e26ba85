package knowledge

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"deskhand/knowledge/knowledgetest"
)

var sizes = []int{60, 10_000}

// corpus writes articles for a benchmark and says where they and their index lie.
func corpus(b *testing.B, articles int) (kb, indexDir string) {
	b.Helper()
	dir := b.TempDir()
	kb = filepath.Join(dir, "kb")
	require.NoError(b, knowledgetest.WriteCorpus(kb, articles, 1))
	return kb, filepath.Join(dir, "index")
}

func BenchmarkAsk(b *testing.B) {
	for _, articles := range sizes {
		b.Run(fmt.Sprintf("articles=%d", articles), func(b *testing.B) {
			kb, indexDir := corpus(b, articles)
			e := openEngine(b, kb, indexDir)
			questions := knowledgetest.Questions(1000, articles, 1)
			var took []time.Duration
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				started := time.Now()
				if _, err := e.Ask(b.Context(), questions[i%len(questions)], "en"); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(started))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2]), "p50-ns")
			b.ReportMetric(float64(took[len(took)*99/100]), "p99-ns")
		})
	}
}

func BenchmarkArticle(b *testing.B) {
	kb, indexDir := corpus(b, 60)
	e := openEngine(b, kb, indexDir)
	b.ReportAllocs()
	for b.Loop() {
		if _, found := e.Article("article-00001", "en"); !found {
			b.Fatal("the article is missing")
		}
	}
}

// BenchmarkOpen starts on a ready index.
func BenchmarkOpen(b *testing.B) {
	for _, articles := range sizes {
		b.Run(fmt.Sprintf("articles=%d", articles), func(b *testing.B) {
			kb, indexDir := corpus(b, articles)
			openEngineAndClose(b, kb, indexDir)
			for b.Loop() {
				e, err := Open(b.Context(), testOptions(kb, indexDir))
				require.NoError(b, err)
				require.NoError(b, e.Close())
			}
		})
	}
}

// BenchmarkBuild starts without an index.
func BenchmarkBuild(b *testing.B) {
	for _, articles := range sizes {
		b.Run(fmt.Sprintf("articles=%d", articles), func(b *testing.B) {
			kb, indexDir := corpus(b, articles)
			for i := 0; b.Loop(); i++ {
				e, err := Open(b.Context(), testOptions(kb, fmt.Sprintf("%s-%d", indexDir, i)))
				require.NoError(b, err)
				require.NoError(b, e.Close())
			}
		})
	}
}

// BenchmarkRefresh looks through a folder in which nothing has changed.
func BenchmarkRefresh(b *testing.B) {
	for _, articles := range sizes {
		b.Run(fmt.Sprintf("articles=%d", articles), func(b *testing.B) {
			kb, indexDir := corpus(b, articles)
			e := openEngine(b, kb, indexDir)
			for b.Loop() {
				_, err := e.Refresh(b.Context())
				require.NoError(b, err)
			}
		})
	}
}
