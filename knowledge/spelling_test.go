package knowledge

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestOneEdit(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"flow", "flw", true},
		{"flow", "floww", true},
		{"flow", "flpw", true},
		{"flow", "folw", true},
		{"flow", "flowed", false},
		{"flow", "wolf", false},
		{"flow", "fl", false},
		{"abcd", "badc", false},
		{"kjøre", "kjore", true},
		{"kjøre", "kjåre", true}, // the letters share a byte
		{"kjøre", "kjre", true},
		{"måøt", "møåt", false}, // swapped letters that share bytes are left alone
		{"", "a", true},
	} {
		assert.Equal(t, test.want, oneEdit(test.a, test.b), "%s %s", test.a, test.b)
		assert.Equal(t, test.want, oneEdit(test.b, test.a), "%s %s", test.b, test.a)
	}
}

func TestOneEditFindsEveryEdit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-f]{4,10}`).Draw(t, "word")
		at := rapid.IntRange(0, len(word)-2).Draw(t, "at")
		letter := rapid.StringMatching(`[a-f]`).Draw(t, "letter")
		for _, edited := range []string{
			word[:at] + word[at+1:],
			word[:at] + letter + word[at:],
			word[:at] + letter + word[at+1:],
			word[:at] + word[at+1:at+2] + word[at:at+1] + word[at+2:],
		} {
			assert.True(t, oneEdit(word, edited), "%s %s", word, edited)
		}
	})
}

func TestCorrect(t *testing.T) {
	t.Parallel()
	s := &spelling{words: map[initial][]spelt{}, tails: map[string][]spelt{}}
	for _, word := range []spelt{{"flow", 5}, {"flaw", 2}, {"glow", 9}, {"flows", 9}, {"ære", 1}, {"ærlig", 1}, {"license", 3}, {"øvelse", 2}} {
		s.add(word)
	}
	assert.Equal(t, "flow", s.correct("folw"))
	assert.Empty(t, s.correct("flpw"), "a short word of other letters may be one that nobody has used yet")
	assert.Equal(t, "flows", s.correct("floww"), "the one that most articles are asked for with")
	assert.Equal(t, "flows", s.correct("fllows"))
	assert.Equal(t, "flaw", s.correct("flaaw"))
	assert.Equal(t, "ærlig", s.correct("ærlg"))
	for _, wrong := range []string{"kicense", "icense", "klicense", "ilcense"} {
		assert.Equal(t, "license", s.correct(wrong), wrong)
	}
	assert.Equal(t, "øvelse", s.correct("ævelse"))
	assert.Empty(t, s.correct("plows"), "in a short word, another first letter makes another word")
	assert.Empty(t, s.correct("window"))
	assert.Empty(t, s.correct(""))
	assert.Empty(t, s.correct("a word of a length that is not kept at all, far too long for anybody"))
}

func TestSlip(t *testing.T) {
	t.Parallel()
	assert.True(t, slip("conector", "connector"))
	assert.True(t, slip("ordr", "order"))
	assert.True(t, slip("folw", "flow"))
	assert.True(t, slip("mattrass", "mattress"))
	assert.False(t, slip("like", "lake"), "a short word of other letters")
	assert.False(t, slip("right", "night"), "another first letter")
}
