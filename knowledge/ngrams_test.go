package knowledge

import (
	"testing"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/stretchr/testify/assert"
)

// inCommon counts the features of whole words that two texts share.
func inCommon(a, b []string) int {
	features := map[uint32]bool{}
	for _, c := range gramsOf(streamOf(a)).words {
		features[c.hash] = true
	}
	shared := 0
	for _, c := range gramsOf(streamOf(b)).words {
		if features[c.hash] {
			shared++
		}
	}
	return shared
}

func streamOf(words []string) (s analysis.TokenStream) {
	for _, word := range words {
		s = append(s, &analysis.Token{Term: []byte(word)})
	}
	return s
}

// Two words count together when they are near each other, in their order; and so do the words at both ends.
func TestGramsOfWords(t *testing.T) {
	t.Parallel()
	text := []string{"a", "b", "c", "d", "e", "f", "g", "h"}
	for name, tc := range map[string]struct {
		other []string
		want  int
	}{
		"neighbours":           {[]string{"x", "x", "x", "d", "e", "x", "x", "x"}, 3},
		"with others between":  {[]string{"x", "x", "x", "c", "f", "x", "x", "x"}, 3},
		"too far apart":        {[]string{"x", "x", "x", "b", "g", "x", "x", "x"}, 2},
		"in the other order":   {[]string{"x", "x", "x", "e", "d", "x", "x", "x"}, 2},
		"at the beginning":     {[]string{"b", "x", "x", "x", "x", "x"}, 2},
		"at the end":           {[]string{"x", "x", "x", "x", "x", "g"}, 2},
		"at neither":           {[]string{"x", "x", "x", "b", "x", "x", "x"}, 1},
		"nothing to go by":     {nil, 0},
		"fewer than an end is": {[]string{"a"}, 2},
	} {
		assert.Equal(t, tc.want, inCommon(text, tc.other), name)
	}
}
