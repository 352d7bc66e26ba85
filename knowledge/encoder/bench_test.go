package encoder

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A question of ten pieces.
const tenPieces = "how do I get access to a power app?"

func BenchmarkEncodeOne(b *testing.B) {
	for name, text := range map[string]string{"pieces=10": tenPieces, "pieces=128": strings.Repeat(tenPieces+" ", 13)} {
		b.Run(name, func(b *testing.B) {
			m := installed(b)
			vector := m.EncodeOne(nil, text)
			b.ReportAllocs()
			for b.Loop() {
				vector = m.EncodeOne(vector, text)
			}
		})
	}
}

// Every sentence of the fixture: 13 pieces on average.
func BenchmarkEncodeBatch(b *testing.B) {
	m := installed(b)
	sentences, _ := original(b)
	b.ReportAllocs()
	for b.Loop() {
		_, err := m.Encode(b.Context(), sentences)
		require.NoError(b, err)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(sentences)), "µs/text")
}

func BenchmarkTokenize(b *testing.B) {
	m := installed(b)
	var l lattice
	b.ReportAllocs()
	for b.Loop() {
		m.tokenizer.encode(&l, tenPieces)
	}
}

func BenchmarkOpen(b *testing.B) {
	installed(b)
	b.ReportAllocs()
	for b.Loop() {
		installed(b)
	}
}
