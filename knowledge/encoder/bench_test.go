package encoder

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A question of ten pieces.
const tenPieces = "how do I get access to a power app?"

func BenchmarkEncodeOne(b *testing.B) {
	for name, tile := range tiles() {
		for pieces, text := range map[int]string{10: tenPieces, 128: strings.Repeat(tenPieces+" ", 13)} {
			b.Run(fmt.Sprintf("%s/%d pieces", name, pieces), func(b *testing.B) {
				m := installed(b)
				m.tile = tile
				vector := m.EncodeOne(nil, text)
				b.ReportAllocs()
				for b.Loop() {
					vector = m.EncodeOne(vector, text)
				}
			})
		}
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
