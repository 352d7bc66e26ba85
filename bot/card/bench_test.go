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
	answer := Answer{
		Nonce: "n", QuestionID: "q", ArticleID: "a", Title: "What can an article hold?", Body: DrawBody(catalog.For(locale.English), string(source)),
		Links: []Link{{Title: "Source", URL: "https://example.com"}}, Owner: "Help desk", ReviewedOn: time.Unix(0, 0),
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := RenderAnswer(catalog.For(locale.English), answer).JSON(); err != nil {
			b.Fatal(err)
		}
	}
}
