package card_test

import (
	"testing"

	"deskhand/bot/card"
	"deskhand/internal/locale"
)

func BenchmarkRenderAnswer(b *testing.B) {
	p := printer(b, locale.English)
	v := card.Answer{Nonce: "n", Title: "What can an article hold?", Markdown: file(b, "long.md"), Owner: "Help desk"}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := card.RenderAnswer(p, v).JSON(); err != nil {
			b.Fatal(err)
		}
	}
}
