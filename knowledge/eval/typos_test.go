package eval_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"deskhand/knowledge/eval"
)

func TestMisspell(t *testing.T) {
	t.Parallel()
	const text = "Why did my flow fail to run?"
	assert.Equal(t, text, eval.Misspell(text, 0, 1))
	seen := map[string]bool{}
	for seed := range uint64(200) {
		once := eval.Misspell(text, 1, seed)
		assert.Equal(t, once, eval.Misspell(text, 1, seed), "the same seed, the same error")
		assert.NotEqual(t, text, once)
		seen[once] = true
		words := strings.Fields(once)
		assert.Equal(t, []string{"Why", "did", "my"}, words[:3], "short words stay as they are")
		assert.Equal(t, []string{"to", "run?"}, words[5:])
		assert.InDelta(t, utf8.RuneCountInString(text), utf8.RuneCountInString(once), 1, "one error is one letter at most")
		same := 0
		for i, word := range strings.Fields(text) {
			if words[i] == word {
				same++
			}
		}
		assert.Equal(t, 6, same, "one word is wrong: %s", once)
	}
	assert.Greater(t, len(seen), 20, "errors differ")
}

func TestMisspellLeavesAloneWhatHasNoLongWord(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "a b c", "why? 1234567 !!!", "🙂🙂🙂🙂🙂"} {
		assert.Equal(t, text, eval.Misspell(text, 5, 1))
	}
}

// An error is one of the four that fingers make.
func TestMisspellKinds(t *testing.T) {
	t.Parallel()
	const word = "gate"
	kinds := map[string]int{}
	for seed := range uint64(300) {
		wrong := eval.Misspell(word, 1, seed)
		switch {
		case len(wrong) < len(word):
			kinds["left out"]++
		case len(wrong) > len(word):
			kinds["joined"]++
		case strings.Trim(wrong, word) == "":
			kinds["swapped"]++
		default:
			kinds["replaced"]++
		}
	}
	assert.Len(t, kinds, 4, "%v", kinds)
	assert.NotPanics(t, func() { eval.Misspell("tilgangsforespørsel får", 500, 1) })
}

func FuzzMisspell(f *testing.F) {
	f.Add("why did my flow fail", 1, uint64(1))
	f.Add("æøå ÆØÅÆØÅ \xff\xfe 🙂🙂🙂🙂", 3, uint64(2))
	f.Fuzz(func(t *testing.T, text string, n int, seed uint64) {
		n = max(0, min(n, 20))
		once, again := eval.Misspell(text, n, seed), eval.Misspell(text, n, seed)
		assert.Equal(t, once, again)
	})
}
