package knowledge

import (
	"math"
	"slices"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"

	"deskhand/knowledge/linear"
)

// Texts are told apart by their words, by pairs of neighbouring words, and by the parts of words, which survive
// inflection, compounds and most typing errors.
const (
	minPart = 2 // letters, the spaces around a word counted
	maxPart = 4
)

// grams are the hashed features of a text, each with the number of times it is there, in two blocks that weigh the same.
type grams struct{ words, parts []counted }

type counted struct {
	hash  uint32
	times float32
}

// gramsOf takes the words of a text apart.
func gramsOf(words analysis.TokenStream) grams {
	letters := 0
	for _, word := range words {
		letters += len(word.Term) + 2
	}
	hashes := make([]uint32, 0, max(2*len(words), (maxPart-minPart+1)*letters))
	var previous []byte
	for _, word := range words {
		hashes = append(hashes, hashOf('w', word.Term))
		if previous != nil {
			hashes = append(hashes, hashOf('p', previous, word.Term))
		}
		previous = word.Term
	}
	g := grams{words: counts(hashes)}
	hashes = hashes[:0]
	for _, word := range words {
		hashes = appendParts(hashes, word.Term)
	}
	g.parts = counts(hashes)
	return g
}

// appendParts adds the parts of a word with a space before and behind it.
func appendParts(parts []uint32, word []byte) []uint32 {
	var (
		letters [maxWord + 2]byte // most words are all of one byte a letter
		first   [len(letters) + 1]int
	)
	padded := append(append(append(letters[:0], ' '), word...), ' ')
	starts := first[:0] // of each letter
	for at := 0; at < len(padded); {
		starts = append(starts, at)
		_, size := utf8.DecodeRune(padded[at:])
		at += size
	}
	starts = append(starts, len(padded))
	for letters := minPart; letters <= maxPart; letters++ {
		for i := 0; i+letters < len(starts); i++ {
			parts = append(parts, hashOf('c', padded[starts[i]:starts[i+letters]]))
		}
	}
	return parts
}

// counts sorts the features and makes one of equal ones.
func counts(hashes []uint32) []counted {
	slices.Sort(hashes)
	unique := make([]counted, 0, len(hashes))
	for _, hash := range hashes {
		if n := len(unique); n > 0 && unique[n-1].hash == hash {
			unique[n-1].times++
			continue
		}
		unique = append(unique, counted{hash, 1})
	}
	return unique
}

// hashOf is FNV-1a over the kind of a feature and its texts.
func hashOf(kind byte, texts ...[]byte) uint32 {
	const offset, prime = 2166136261, 16777619
	h := (offset ^ uint32(kind)) * prime
	for _, text := range texts {
		for _, b := range text {
			h = (h ^ uint32(b)) * prime
		}
		h *= prime
	}
	return h
}

// vocabulary knows the features of the phrasings that a model was trained on.
type vocabulary struct {
	Dimension map[uint32]int32 // by hash
	IDF       []float32        // by dimension
	Unknown   float32          // of a feature that no phrasing has
}

// newVocabulary numbers the features of texts.
func newVocabulary(texts []grams) *vocabulary {
	v := &vocabulary{Dimension: map[uint32]int32{}}
	have := []float32(nil)
	for _, g := range texts {
		for _, block := range [][]counted{g.words, g.parts} {
			for _, c := range block {
				d, known := v.Dimension[c.hash]
				if !known {
					d = int32(len(have))
					v.Dimension[c.hash] = d
					have = append(have, 0)
				}
				have[d]++
			}
		}
	}
	idf := func(n float32) float32 { return float32(math.Log(float64(1+len(texts))/float64(1+n)) + 1) }
	v.IDF = make([]float32, len(have))
	for d, n := range have {
		v.IDF[d] = idf(n)
	}
	v.Unknown = idf(0)
	return v
}

// vector weighs the features of a text by how rare they are. Each block has length 1, and less as far as it consists of
// features that no phrasing has.
func (v *vocabulary) vector(g grams) linear.Vector {
	out := linear.Vector{
		Index: make([]int32, 0, len(g.words)+len(g.parts)), Value: make([]float32, 0, len(g.words)+len(g.parts)),
	}
	for _, block := range [][]counted{g.words, g.parts} {
		from, length := len(out.Value), float32(0)
		for _, c := range block {
			often := float32(1)
			if c.times > 1 {
				often += float32(math.Log(float64(c.times)))
			}
			d, known := v.Dimension[c.hash]
			if !known {
				length += unknownLength * often * often * v.Unknown * v.Unknown
				continue
			}
			value := often * v.IDF[d]
			length += value * value
			out.Index, out.Value = append(out.Index, d), append(out.Value, value)
		}
		if length == 0 {
			continue
		}
		scale := float32(1 / math.Sqrt(float64(length)))
		for i := from; i < len(out.Value); i++ {
			out.Value[i] *= scale
		}
	}
	return out
}

// unknownLength is how far features that no phrasing has count in the length of a text.
const unknownLength = 0.3
