package card

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"deskhand/internal/locale"
)

func BenchmarkRenderAnswer(b *testing.B) {
	catalog, err := locale.Load()
	require.NoError(b, err)
	source, err := os.ReadFile("../../kb/en/flow-failed.md")
	require.NoError(b, err)
	p := catalog.For(locale.English)
	answer := Answer{Nonce: "n", QuestionID: "q", ArticleID: "a", Page: DrawPage(p, Article{
		Title: "What can an article hold?", Markdown: string(source),
		Links: []Link{{Title: "Source", URL: "https://example.com"}}, Owner: "Help desk", ReviewedOn: time.Unix(0, 0),
	})}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := RenderAnswer(p, answer).JSON(); err != nil {
			b.Fatal(err)
		}
	}
}
